//! Exit codes. They are documented in `--help` and in the README and never change their meaning.

use std::process::ExitCode;

use crate::error::ErrorKind;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Everything was done.
    Done = 0,
    /// It failed for a reason that has no code of its own.
    Failed = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// There is no such account, mailbox or message, or its body is not here.
    NotFound = 3,
    /// The login was refused, or there is no password.
    Login = 4,
    /// The network or the server: worth another try later.
    Network = 5,
    /// The server's certificate or protection is not to be trusted.
    Insecure = 6,
    /// The disk, the profile folder, or another process that uses the profile.
    Local = 7,
}

impl Code {
    /// The code for an error of this kind.
    pub const fn of(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::NotFound
            | ErrorKind::MailboxUnavailable
            | ErrorKind::TargetMissing
            | ErrorKind::NoSpecialMailbox { .. } => Self::NotFound,
            ErrorKind::Login
            | ErrorKind::LoginDisabled
            | ErrorKind::NoPassword
            | ErrorKind::Keyring
            | ErrorKind::PasswordCommand => Self::Login,
            ErrorKind::UnknownHost
            | ErrorKind::ConnectionRefused
            | ErrorKind::Unreachable
            | ErrorKind::TimedOut
            | ErrorKind::Disconnected
            | ErrorKind::Rejected
            | ErrorKind::Throttled
            | ErrorKind::Bye => Self::Network,
            ErrorKind::TlsNotSpoken
            | ErrorKind::StartTlsNotOffered
            | ErrorKind::StartTlsTampered
            | ErrorKind::PlainNotLoopback
            | ErrorKind::Tls
            | ErrorKind::Certificate(_)
            | ErrorKind::CaFile => Self::Insecure,
            ErrorKind::StoreDamaged
            | ErrorKind::ProfileDamaged
            | ErrorKind::StoreLocked
            | ErrorKind::Storage
            | ErrorKind::DiskFull
            | ErrorKind::NotWritable => Self::Local,
            ErrorKind::Invalid => Self::Usage,
            ErrorKind::No
            | ErrorKind::Bad
            | ErrorKind::Protocol
            | ErrorKind::TooLarge
            | ErrorKind::MailboxExists
            | ErrorKind::MailboxNotEmpty
            | ErrorKind::MailboxFull(_)
            | ErrorKind::Message
            | ErrorKind::SetAside
            | ErrorKind::Stopped => Self::Failed,
        }
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

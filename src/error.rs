//! One error type whose kind decides what happens.
//!
//! The text of an error never decides anything: behaviour follows [`ErrorKind`], people read the
//! sentence that `i18n` has for the kind, and `detail` is shown on request only.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::model::{AccountId, Level, SpecialUse};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, what we were doing, and what the other side said.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    context: String,
    server: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind while doing `context` ("select mailbox INBOX").
    pub fn new(kind: ErrorKind, context: impl Into<String>) -> Self {
        Self { kind, context: context.into(), server: None, source: None }
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// Adds the server's own words. They are untrusted: bounded and cleaned here.
    #[must_use]
    pub fn with_server_text(mut self, text: &str) -> Self {
        let clean: String = text.chars().filter(|c| !c.is_control()).take(Self::MAX_SERVER_TEXT).collect();
        self.server = (!clean.trim().is_empty()).then(|| clean.trim().to_owned());
        self
    }

    /// The most characters of a server's text that are kept.
    pub const MAX_SERVER_TEXT: usize = 400;

    /// The kind, which decides what happens.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The server's own words, if it said any.
    pub fn server_text(&self) -> Option<&str> {
        self.server.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.context)?;
        if let Some(server) = &self.server {
            write!(f, ": the server said “{server}”")?;
        }
        let mut source = self.source.as_ref().map(|source| source.as_ref() as &dyn StdError);
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {}

/// What went wrong, as far as behaviour and words depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The host name does not exist.
    UnknownHost,
    /// Nothing listens on the port.
    ConnectionRefused,
    /// No route, no network.
    Unreachable,
    /// No answer within the time allowed.
    TimedOut,
    /// The connection ended in the middle of something.
    Disconnected,
    /// The server speaks no TLS on this port.
    TlsNotSpoken,
    /// The server does not offer STARTTLS, or refused it.
    StartTlsNotOffered,
    /// The server claimed to be logged in before STARTTLS, or sent text ahead of the handshake (RFC 8314; "NO STARTTLS").
    StartTlsTampered,
    /// Plain text was asked for with a host that is not this machine.
    PlainNotLoopback,
    /// TLS failed for a reason other than the certificate.
    Tls,
    /// The certificate is not to be trusted.
    Certificate(CertificateFault),
    /// The CA file of the account cannot be read.
    CaFile,
    /// The server greeted with BYE.
    Rejected,
    /// User name or password refused.
    Login,
    /// The server does not allow a login by password here.
    LoginDisabled,
    /// Too many connections or too much traffic: the server asks to come back later.
    Throttled,
    /// The server said BYE.
    Bye,
    /// The server answered NO.
    No,
    /// The server answered BAD.
    Bad,
    /// The server sent something that is no IMAP.
    Protocol,
    /// The server sent more than a named bound allows.
    TooLarge,
    /// The mailbox is gone or cannot be opened.
    MailboxUnavailable,
    /// The mailbox to put messages into does not exist, but may be created (TRYCREATE).
    TargetMissing,
    /// There is a mailbox of this name already.
    MailboxExists,
    /// Something is in the mailbox.
    MailboxNotEmpty,
    /// The account has no mailbox for this, or none is known to be for it.
    NoSpecialMailbox {
        /// What it would be for.
        wanted: SpecialUse,
        /// The account.
        account: AccountId,
    },
    /// The account is nearly as full as its server allows, or fuller.
    MailboxFull(Level),
    /// There is no password to log in with.
    NoPassword,
    /// The keyring of the system is missing or refused.
    Keyring,
    /// The password command failed.
    PasswordCommand,
    /// The store was damaged; it was set aside and is built anew.
    StoreDamaged,
    /// The file of accounts and settings was damaged; it was set aside and its backup taken, or none.
    ProfileDamaged,
    /// Another process has the store open.
    StoreLocked,
    /// A local file could not be read or written.
    Storage,
    /// No space is left.
    DiskFull,
    /// The profile cannot be written to.
    NotWritable,
    /// The message cannot be read as mail.
    Message,
    /// Messages that the server does not give out, or that break its answers, were left out for now.
    SetAside,
    /// An account, mailbox or message that is not (or no longer) there.
    NotFound,
    /// A setting or argument that makes no sense.
    Invalid,
    /// The service is shutting down.
    Stopped,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not come, or this computer's clock is wrong.
    NotYetValid,
    /// It is made out to another name.
    WrongHost,
    /// It vouches for itself.
    SelfSigned,
    /// No authority known here vouches for it.
    UnknownIssuer,
    /// It may not be used by a server, or is too weak, or is broken.
    Unusable,
}

/// What is to be done about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// Try again with back-off and jitter; the network or the server may recover by itself.
    Retry,
    /// Nothing will change before the person does something: suspend and ask, never loop.
    AskPerson,
    /// It concerns one mailbox or message only: skip it, go on, say so.
    Skip,
}

impl ErrorKind {
    /// The one place that decides whether to try again.
    pub const fn recovery(self) -> Recovery {
        match self {
            Self::UnknownHost
            | Self::ConnectionRefused
            | Self::Unreachable
            | Self::TimedOut
            | Self::Disconnected
            | Self::Rejected
            | Self::Throttled
            | Self::Bye
            | Self::Bad
            | Self::Protocol
            | Self::TooLarge
            | Self::Tls
            | Self::Storage
            | Self::DiskFull
            | Self::Stopped => Recovery::Retry,
            Self::TlsNotSpoken
            | Self::StartTlsNotOffered
            | Self::StartTlsTampered
            | Self::PlainNotLoopback
            | Self::Certificate(_)
            | Self::CaFile
            | Self::Login
            | Self::LoginDisabled
            | Self::NoPassword
            | Self::Keyring
            | Self::PasswordCommand
            | Self::StoreDamaged
            | Self::ProfileDamaged
            | Self::StoreLocked
            | Self::NotWritable
            | Self::Invalid => Recovery::AskPerson,
            Self::No
            | Self::MailboxUnavailable
            | Self::TargetMissing
            | Self::NoSpecialMailbox { .. }
            | Self::MailboxExists
            | Self::MailboxNotEmpty
            | Self::MailboxFull(_)
            | Self::Message
            | Self::SetAside
            | Self::NotFound => Recovery::Skip,
        }
    }
}

/// An error on its way to a person: the window translates `kind` and offers `remedy` as a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The account it concerns, if it is one.
    pub account: Option<AccountId>,
    /// What can be done about it.
    pub remedy: Remedy,
    /// What the server said, cleaned and bounded.
    pub server_text: Option<String>,
    /// The whole technical story, for "Details".
    pub detail: String,
}

impl Problem {
    /// Turns an error into what a person is told.
    pub fn new(error: &Error, account: Option<AccountId>) -> Self {
        Self {
            kind: error.kind(),
            account,
            remedy: Remedy::of(error.kind()),
            server_text: error.server_text().map(str::to_owned),
            detail: error.to_string(),
        }
    }
}

/// The button beside a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Try again now.
    Retry,
    /// Enter the password.
    EnterPassword,
    /// Look at the account's server settings.
    EditAccount,
    /// Choose the mailbox that is to be for it.
    ChooseMailbox,
    /// Free space on the disk, then try again.
    FreeSpace,
    /// Nothing; it is for information.
    None,
}

impl Remedy {
    const fn of(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Login | ErrorKind::NoPassword | ErrorKind::Keyring | ErrorKind::PasswordCommand => {
                Self::EnterPassword
            }
            ErrorKind::TlsNotSpoken
            | ErrorKind::StartTlsNotOffered
            | ErrorKind::StartTlsTampered
            | ErrorKind::PlainNotLoopback
            | ErrorKind::Certificate(_)
            | ErrorKind::CaFile
            | ErrorKind::UnknownHost
            | ErrorKind::LoginDisabled
            | ErrorKind::Invalid => Self::EditAccount,
            ErrorKind::NoSpecialMailbox { .. } => Self::ChooseMailbox,
            ErrorKind::DiskFull | ErrorKind::NotWritable => Self::FreeSpace,
            ErrorKind::StoreDamaged
            | ErrorKind::ProfileDamaged
            | ErrorKind::Message
            | ErrorKind::NotFound
            | ErrorKind::MailboxFull(_)
            | ErrorKind::MailboxExists
            | ErrorKind::MailboxNotEmpty
            | ErrorKind::Stopped => Self::None,
            ErrorKind::ConnectionRefused
            | ErrorKind::Unreachable
            | ErrorKind::TimedOut
            | ErrorKind::Disconnected
            | ErrorKind::Tls
            | ErrorKind::Rejected
            | ErrorKind::Throttled
            | ErrorKind::Bye
            | ErrorKind::No
            | ErrorKind::Bad
            | ErrorKind::Protocol
            | ErrorKind::TooLarge
            | ErrorKind::MailboxUnavailable
            | ErrorKind::TargetMissing
            | ErrorKind::SetAside
            | ErrorKind::StoreLocked
            | ErrorKind::Storage => Self::Retry,
        }
    }
}

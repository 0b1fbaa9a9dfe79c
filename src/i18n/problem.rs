//! What a person is told about a problem: what happened and what to do, never the technical story.

use crate::error::{CertificateFault, ErrorKind, Problem};
use crate::model::{Level, SpecialUse};

use super::Texts;

/// A problem in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemText {
    /// What happened, as a short sentence.
    pub title: String,
    /// Whether anything is lost and what to do about it.
    pub advice: String,
}

/// The words for a problem. The server's own words and the detail are for the caller to show on request.
pub fn problem(texts: &Texts, problem: &Problem) -> ProblemText {
    let key = key(problem.kind);
    ProblemText { title: texts.get(key), advice: texts.get(&format!("{key}.advice")) }
}

/// The words for a problem while an account is being set up: nothing is tried again by itself there, and
/// nothing is stored that could stay readable.
pub fn setup_problem(texts: &Texts, problem: &Problem) -> ProblemText {
    let key = key(problem.kind);
    let setup = format!("{key}.setup");
    let advice = if texts.has(&setup) { texts.get(&setup) } else { texts.get(&format!("{key}.advice")) };
    ProblemText { title: texts.get(key), advice }
}

const fn key(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnknownHost => "problem-unknown-host",
        ErrorKind::ConnectionRefused => "problem-connection-refused",
        ErrorKind::Unreachable => "problem-unreachable",
        ErrorKind::TimedOut => "problem-timed-out",
        ErrorKind::Disconnected => "problem-disconnected",
        ErrorKind::TlsNotSpoken => "problem-tls-not-spoken",
        ErrorKind::StartTlsNotOffered => "problem-starttls-not-offered",
        ErrorKind::StartTlsTampered => "problem-starttls-tampered",
        ErrorKind::PlainNotLoopback => "problem-plain-not-loopback",
        ErrorKind::Tls => "problem-tls",
        ErrorKind::Certificate(CertificateFault::Expired) => "problem-certificate-expired",
        ErrorKind::Certificate(CertificateFault::NotYetValid) => "problem-certificate-not-yet-valid",
        ErrorKind::Certificate(CertificateFault::WrongHost) => "problem-certificate-wrong-host",
        ErrorKind::Certificate(CertificateFault::SelfSigned) => "problem-certificate-self-signed",
        ErrorKind::Certificate(CertificateFault::UnknownIssuer) => "problem-certificate-unknown-issuer",
        ErrorKind::Certificate(CertificateFault::Unusable) => "problem-certificate-unusable",
        ErrorKind::CaFile => "problem-ca-file",
        ErrorKind::Rejected => "problem-rejected",
        ErrorKind::Login => "problem-login",
        ErrorKind::LoginDisabled => "problem-login-disabled",
        ErrorKind::Throttled => "problem-throttled",
        ErrorKind::Bye => "problem-bye",
        ErrorKind::No => "problem-no",
        ErrorKind::Bad => "problem-bad",
        ErrorKind::Protocol => "problem-protocol",
        ErrorKind::TooLarge => "problem-too-large",
        ErrorKind::MailboxUnavailable => "problem-mailbox-unavailable",
        ErrorKind::MailboxExists => "problem-mailbox-exists",
        ErrorKind::MailboxNotEmpty => "problem-mailbox-not-empty",
        ErrorKind::TargetMissing => "problem-target-missing",
        ErrorKind::NoSpecialMailbox { wanted: SpecialUse::Archive, .. } => "problem-no-archive",
        ErrorKind::NoSpecialMailbox { wanted: SpecialUse::Junk, .. } => "problem-no-junk",
        ErrorKind::NoSpecialMailbox { wanted: SpecialUse::Trash, .. } => "problem-no-trash",
        ErrorKind::NoSpecialMailbox { .. } => "problem-no-special-mailbox",
        ErrorKind::MailboxFull(Level::Fine | Level::High) => "problem-full-high",
        ErrorKind::MailboxFull(Level::Critical) => "problem-full-critical",
        ErrorKind::MailboxFull(Level::Full) => "problem-full",
        ErrorKind::NoPassword => "problem-no-password",
        ErrorKind::Keyring => "problem-keyring",
        ErrorKind::PasswordCommand => "problem-password-command",
        ErrorKind::StoreDamaged => "problem-store-damaged",
        ErrorKind::ProfileDamaged => "problem-profile-damaged",
        ErrorKind::StoreLocked => "problem-store-locked",
        ErrorKind::Storage => "problem-storage",
        ErrorKind::DiskFull => "problem-disk-full",
        ErrorKind::NotWritable => "problem-not-writable",
        ErrorKind::Message => "problem-message",
        ErrorKind::SetAside => "problem-set-aside",
        ErrorKind::NotFound => "problem-not-found",
        ErrorKind::Invalid => "problem-invalid",
        ErrorKind::Stopped => "problem-stopped",
    }
}

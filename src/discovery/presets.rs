//! What is known of mail providers: their servers, their user names, what must be switched on first, and
//! what their servers cannot do.
//!
//! Facts as they were last verified in [`VERIFIED`]; they age, so everything here only fills in a form or
//! sets a cautious limit. Words for people are keys of the Fluent files (`provider-…` in setup.ftl).

mod german;
mod international;
#[cfg(test)]
mod tests;

use crate::model::{Security, Server};

/// When the presets were last checked against the providers' own pages.
pub const VERIFIED: &str = "2026-11";

/// A mail provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A stable name for logs and tests.
    pub id: &'static str,
    /// What people call the provider.
    pub name: &'static str,
    /// The domains of its addresses, in lower case.
    pub domains: &'static [&'static str],
    /// Suffixes of the mail exchangers of customers' own domains.
    pub mx: &'static [&'static str],
    /// The IMAP server; `None` where there is none.
    pub imap: Option<Endpoint>,
    /// The submission server, for sending.
    pub smtp: Option<Endpoint>,
    /// The login name for IMAP.
    pub user: UserForm,
    /// How a person gets in.
    pub access: Access,
    /// The Fluent key of what must be done first or known.
    pub note: Option<&'static str>,
    /// Where the provider explains it, in German.
    pub help_de: Option<&'static str>,
    /// Where the provider explains it, in English.
    pub help_en: Option<&'static str>,
    /// What its server needs or cannot do.
    pub quirks: Quirks,
}

/// A server and how to reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name.
    pub host: &'static str,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
}

/// What of the address is the login name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserForm {
    /// The whole address.
    Full,
    /// The part before the @.
    Local,
}

/// How a person gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// With the password of the mailbox.
    Password,
    /// With the password, or with an app password once two-step verification is on.
    AppPasswordWithTwoSteps,
    /// Always with an app password or a separate mail password, never with that of the web site.
    AppPassword,
    /// Only by signing in at the provider (OAuth), which this version does not know.
    OAuthOnly,
    /// Through a program of the provider that runs on this computer.
    Bridge,
    /// Not at all: the provider offers no IMAP.
    NoImap,
}

impl Access {
    /// Whether this version can read mail there.
    pub const fn is_possible(self) -> bool {
        match self {
            Self::Password | Self::AppPasswordWithTwoSteps | Self::AppPassword | Self::Bridge => true,
            Self::OAuthOnly | Self::NoImap => false,
        }
    }
}

/// Whether an extension may be used that the server offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// When the server offers it.
    WhenOffered,
    /// Never: the server offers it and gets it wrong.
    Never,
}

/// What a provider's server needs or cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quirks {
    /// IDLE is renewed after this many minutes at the latest.
    pub keepalive_minutes: Option<u8>,
    /// Connections allowed at a time, over all devices of the person.
    pub max_connections: Option<u8>,
    /// Quick resynchronisation (RFC 7162).
    pub qresync: Trust,
    /// The ENVELOPE fetch item.
    pub envelope: Trust,
    /// The longest command line the server takes, in bytes.
    pub max_command_bytes: Option<u16>,
    /// The most messages of a mailbox that IMAP shows.
    pub message_limit: Option<u32>,
    /// The most mailboxes of an account.
    pub mailbox_limit: Option<u16>,
    /// Whether the server files a copy of what is sent by itself.
    pub files_sent: bool,
}

impl Quirks {
    /// A server that keeps to the RFCs.
    pub const NONE: Self = Self {
        keepalive_minutes: None,
        max_connections: None,
        qresync: Trust::WhenOffered,
        envelope: Trust::WhenOffered,
        max_command_bytes: None,
        message_limit: None,
        mailbox_limit: None,
        files_sent: false,
    };
}

/// What most presets have in common.
const BASE: Preset = Preset {
    id: "",
    name: "",
    domains: &[],
    mx: &[],
    imap: None,
    smtp: None,
    user: UserForm::Full,
    access: Access::Password,
    note: None,
    help_de: None,
    help_en: None,
    quirks: Quirks::NONE,
};

/// Implicit TLS on the port that is registered for it.
const fn imaps(host: &'static str) -> Option<Endpoint> {
    Some(Endpoint { host, port: 993, security: Security::Tls })
}

const fn smtps(host: &'static str) -> Option<Endpoint> {
    Some(Endpoint { host, port: 465, security: Security::Tls })
}

const fn submission(host: &'static str) -> Option<Endpoint> {
    Some(Endpoint { host, port: 587, security: Security::StartTls })
}

/// All providers, German ones first.
pub fn all() -> impl Iterator<Item = &'static Preset> {
    german::PRESETS.iter().chain(international::PRESETS)
}

/// The provider of an address, by its domain.
pub fn find(email: &str) -> Option<&'static Preset> {
    let domain = domain_of(email)?;
    all().find(|preset| preset.domains.contains(&domain.as_str()))
}

/// The provider of a domain, by the name of its mail exchanger.
pub fn by_mx(exchanger: &str) -> Option<&'static Preset> {
    let host = exchanger.trim_end_matches('.').to_ascii_lowercase();
    all().find(|preset| preset.mx.iter().any(|suffix| is_host_or_below(&host, suffix)))
}

/// What is known of an IMAP server by its host name, whatever the address: for limits and quirks.
pub fn by_imap_host(host: &str) -> Option<&'static Preset> {
    all().find(|preset| preset.imap.is_some_and(|imap| imap.host.eq_ignore_ascii_case(host)))
}

/// The domain of an address in lower case; `None` if it is no address.
pub fn domain_of(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let is_address = !local.is_empty()
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
        && !email.trim().contains(char::is_whitespace);
    is_address.then(|| domain.to_lowercase())
}

impl Preset {
    /// The server settings of this provider for an address; `None` where there is no IMAP.
    pub fn server(&self, email: &str) -> Option<Server> {
        let imap = self.imap?;
        let email = email.trim();
        let user = match self.user {
            UserForm::Full => email,
            UserForm::Local => email.rsplit_once('@').map_or(email, |(local, _)| local),
        };
        Some(Server {
            host: imap.host.to_owned(),
            port: imap.port,
            security: imap.security,
            user: user.to_owned(),
            ca_file: None,
        })
    }
}

fn is_host_or_below(host: &str, suffix: &str) -> bool {
    host.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

//! What a person types about an account: what a preset fills in, what is missing, the draft it makes.
//!
//! Pure values. What the person typed is never overwritten by what a preset knows.

use std::path::PathBuf;

use crate::discovery::presets::{self, Access, Preset};
use crate::model::{Account, PasswordSource, Security, Server};
use crate::service::api::{AccountDraft, Secret};

/// A field one can type into, by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What the sidebar calls the account.
    Label,
    /// The person's own name.
    Person,
    /// The address.
    Address,
    /// The password.
    Password,
    /// The command that prints the password.
    Command,
    /// The host name of the server.
    Host,
    /// Its port.
    Port,
    /// The login name.
    User,
    /// The file of a private authority.
    CaFile,
}

impl Field {
    /// The widget's name, to give it the keyboard.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Label => "account.label",
            Self::Person => "account.person",
            Self::Address => "account.address",
            Self::Password => "account.password",
            Self::Command => "account.command",
            Self::Host => "account.host",
            Self::Port => "account.port",
            Self::User => "account.user",
            Self::CaFile => "account.ca-file",
        }
    }
}

/// Where the password is kept; the choice without the command's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the keyring.
    Keyring,
    /// Asked at every start.
    Ask,
    /// Printed by a command.
    Command,
}

/// What is known about the provider of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// There is no whole address yet.
    NoAddress,
    /// None of the presets; the server has to be typed.
    Unknown,
    /// A preset.
    Known(&'static Preset),
}

/// The form.
#[derive(Clone, Debug)]
pub struct Form {
    /// What the sidebar calls the account.
    pub label: String,
    /// The person's own name.
    pub person: String,
    /// The address.
    pub address: String,
    /// The password, wiped when dropped.
    pub password: Secret,
    /// Where the password is kept.
    pub storage: Storage,
    /// The command that prints the password.
    pub command: String,
    /// The host name of the server.
    pub host: String,
    /// Its port as typed.
    pub port: String,
    /// How the connection is protected.
    pub security: Security,
    /// The login name.
    pub user: String,
    /// The file of a private authority.
    pub ca_file: String,
    /// Whether an account is changed, whose password may stay as it is.
    changes: bool,
    /// Whether the person touched host, port or protection, so that nothing fills them in any more.
    server_typed: bool,
    /// Whether the person touched the login name.
    user_typed: bool,
}

impl Form {
    /// For a new account.
    pub fn new() -> Self {
        Self {
            label: String::new(),
            person: String::new(),
            address: String::new(),
            password: Secret::new(String::new()),
            storage: Storage::Keyring,
            command: String::new(),
            host: String::new(),
            port: "993".to_owned(),
            security: Security::Tls,
            user: String::new(),
            ca_file: String::new(),
            changes: false,
            server_typed: false,
            user_typed: false,
        }
    }

    /// For an account that exists. Its password is not here and stays as it is unless a new one is typed.
    pub fn of(account: &Account) -> Self {
        let (storage, command) = match &account.password {
            PasswordSource::Keyring => (Storage::Keyring, String::new()),
            PasswordSource::Ask => (Storage::Ask, String::new()),
            PasswordSource::Command(command) => (Storage::Command, command.clone()),
        };
        let ca_file = account.imap.ca_file.as_ref().map(|path| path.display().to_string());
        Self {
            label: account.name.clone(),
            person: account.person.clone(),
            address: account.email.clone(),
            storage,
            command,
            host: account.imap.host.clone(),
            port: account.imap.port.to_string(),
            security: account.imap.security,
            user: account.imap.user.clone(),
            ca_file: ca_file.unwrap_or_default(),
            changes: true,
            server_typed: true,
            user_typed: true,
            ..Self::new()
        }
    }

    /// Takes what was typed into a field (but the password, see [`Self::set_password`]).
    pub fn set(&mut self, field: Field, text: String) {
        match field {
            Field::Label => self.label = text,
            Field::Person => self.person = text,
            Field::Address => {
                self.address = text;
                self.fill_in();
            }
            Field::Password => self.password = Secret::new(text),
            Field::Command => self.command = text,
            Field::Host => (self.host, self.server_typed) = (text, true),
            Field::Port => (self.port, self.server_typed) = (text, true),
            Field::User => (self.user, self.user_typed) = (text, true),
            Field::CaFile => self.ca_file = text,
        }
    }

    /// Takes the password.
    pub fn set_password(&mut self, password: Secret) {
        self.password = password;
    }

    /// Chooses the protection; the usual port of the old one becomes the usual port of the new one.
    pub fn set_security(&mut self, security: Security) {
        if self.port.trim() == usual_port(self.security) {
            usual_port(security).clone_into(&mut self.port);
        }
        self.security = security;
        self.server_typed = true;
    }

    /// What is known about the provider of the address.
    pub fn provider(&self) -> Provider {
        match presets::find(&self.address) {
            Some(preset) => Provider::Known(preset),
            None if self.has_address() => Provider::Unknown,
            None => Provider::NoAddress,
        }
    }

    /// Whether the address is whole: the last label of its domain has at least two letters.
    pub fn has_address(&self) -> bool {
        presets::domain_of(&self.address)
            .is_some_and(|domain| domain.rsplit('.').next().is_some_and(|label| label.chars().count() > 1))
    }

    /// Whether this version can get in at the provider at all.
    pub fn is_possible(&self) -> bool {
        match self.provider() {
            Provider::Known(preset) => self.changes || preset.access.is_possible(),
            Provider::Unknown | Provider::NoAddress => true,
        }
    }

    /// Whether a password has to be typed, is optional, or a command gives it.
    pub const fn wants_password(&self) -> bool {
        !matches!(self.storage, Storage::Command)
    }

    /// Whether the account exists already.
    pub const fn is_change(&self) -> bool {
        self.changes
    }

    /// The port, if it is one.
    pub fn port(&self) -> Option<u16> {
        self.port.trim().parse().ok().filter(|port| *port != 0)
    }

    /// The first field that still has to be filled in.
    pub fn missing(&self) -> Option<Field> {
        let password = self.wants_password() && !self.changes && self.password.expose().is_empty();
        [
            (!self.has_address(), Field::Address),
            (password, Field::Password),
            (!self.wants_password() && self.command.trim().is_empty(), Field::Command),
            (self.host.trim().is_empty(), Field::Host),
            (self.port().is_none(), Field::Port),
            (self.user.trim().is_empty(), Field::User),
        ]
        .into_iter()
        .find_map(|(is_missing, field)| is_missing.then_some(field))
    }

    /// The account as it is to be tested and saved; `None` as long as something is missing.
    pub fn draft(&self) -> Option<AccountDraft> {
        if self.missing().is_some() {
            return None;
        }
        let ca_file = self.ca_file.trim();
        let password = match self.storage {
            Storage::Keyring => PasswordSource::Keyring,
            Storage::Ask => PasswordSource::Ask,
            Storage::Command => PasswordSource::Command(self.command.trim().to_owned()),
        };
        Some(AccountDraft {
            name: self.label.trim().to_owned(),
            person: self.person.trim().to_owned(),
            email: self.address.trim().to_owned(),
            imap: Server {
                host: self.host.trim().to_owned(),
                port: self.port()?,
                security: self.security,
                user: self.user.trim().to_owned(),
                ca_file: (!ca_file.is_empty()).then(|| PathBuf::from(ca_file)),
            },
            secret: (self.wants_password() && !self.password.expose().is_empty()).then(|| self.password.clone()),
            password,
        })
    }

    /// Fills in the server and the login name that belong to the address, unless the person typed them.
    fn fill_in(&mut self) {
        let email = self.address.trim();
        let server = match self.provider() {
            Provider::Known(preset) => preset.server(email),
            Provider::Unknown => presets::domain_of(email).map(|domain| Server {
                host: format!("imap.{domain}"),
                port: 993,
                security: Security::Tls,
                user: email.to_owned(),
                ca_file: None,
            }),
            Provider::NoAddress => None,
        };
        if !self.server_typed {
            let (host, port, security) = match &server {
                Some(server) => (server.host.clone(), server.port.to_string(), server.security),
                None => (String::new(), usual_port(Security::Tls).to_owned(), Security::Tls),
            };
            (self.host, self.port, self.security) = (host, port, security);
        }
        if !self.user_typed {
            self.user = server.map(|server| server.user).unwrap_or_default();
        }
    }
}

/// What the password of a provider is called on its own pages.
pub const fn password_name(provider: Provider) -> &'static str {
    match provider {
        Provider::Known(Preset { access: Access::AppPassword, .. }) => "setup-password-app",
        Provider::Known(Preset { access: Access::Bridge, .. }) => "setup-password-bridge",
        Provider::Known(_) | Provider::Unknown | Provider::NoAddress => "setup-password",
    }
}

const fn usual_port(security: Security) -> &'static str {
    match security {
        Security::Tls => "993",
        Security::StartTls | Security::Plain => "143",
    }
}

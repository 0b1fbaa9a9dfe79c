//! An account: whose mail it is, where its server is and where its password comes from.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::AccountId;

/// An account as the profile keeps it. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Never reused within a profile.
    pub id: AccountId,
    /// What the sidebar calls it ("Privat", or the address).
    pub name: String,
    /// The person's own name, for the From of messages to come.
    pub person: String,
    /// The person's address.
    pub email: String,
    /// The IMAP server.
    pub imap: Server,
    /// Where the password comes from.
    pub password: PasswordSource,
    /// The colour that marks the account in the unified inbox.
    pub colour: AccountColour,
}

/// An IMAP server and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Host name or address literal, as typed.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The login name.
    pub user: String,
    /// A PEM file with certificates of a private authority to trust for this server only.
    pub ca_file: Option<PathBuf>,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, refused when the server does not offer it.
    StartTls,
    /// No protection; only to loopback addresses.
    Plain,
}

/// Where an account's password comes from. The password itself is never part of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordSource {
    /// The keyring of the operating system.
    Keyring,
    /// Asked at every start and kept in memory only.
    Ask,
    /// The first line of what this command prints.
    Command(String),
}

/// An index into the palette of eight account colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountColour(pub u8);

//! Where the raw bytes of a message are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// SHA-256 of the raw message as the server sent it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sha256Hash(pub [u8; 32]);

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where the body of a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyState {
    /// Not fetched yet.
    #[default]
    Missing,
    /// In the store.
    Stored(Sha256Hash),
    /// Left on the server because it is larger or older than the settings want; fetched when opened.
    Skipped,
    /// The server refused it or sent something that is no message; tried again only when opened.
    Unavailable,
}

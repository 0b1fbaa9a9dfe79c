//! A mail address with its display name.

use serde::{Deserialize, Serialize};

/// One address of a header, decoded (RFC 5322, 3.4; RFC 2047). Both parts come from outside: they are
/// bounded by the parser and cleaned of control and bidi characters before they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The display name, empty if there is none.
    pub name: String,
    /// The addr-spec, empty if it could not be read.
    pub email: String,
}

impl Address {
    /// What a list shows in one word or two: the name, else the address.
    pub fn display(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

//! How the last comparison of an account with its server ended.

use serde::{Deserialize, Serialize};

/// The result of a sync proof, as it is kept and shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When it ended, in seconds since the epoch.
    pub at: i64,
    /// Messages that agreed with the server.
    pub agreed: u64,
    /// Messages that were compared.
    pub total: u64,
    /// Messages that differed.
    pub differing: u64,
    /// Those of them that agree now.
    pub repaired: u64,
    /// Mailboxes of which nothing can be said.
    pub unchecked: u64,
}

impl Checked {
    /// Whether everything that is here is as it is on the server, by now at least.
    pub const fn is_sound(&self) -> bool {
        self.unchecked == 0 && self.repaired == self.differing
    }
}

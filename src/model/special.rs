//! Which mailbox of an account is for what, and who says so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{MailboxId, SpecialUse};

/// What the person has chosen for an account: the mailbox for a use, by its whole name as people read it, which outlives a
/// store that is made anew.
pub type Choices = BTreeMap<SpecialUse, String>;

/// Who says what a mailbox is for. A person's choice counts more than the server's word, and that more than a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The server (RFC 6154; INBOX by its name).
    Server,
    /// Its name, as the server marks no mailbox at all.
    Guessed,
    /// The person.
    Chosen,
}

/// A mailbox that is for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Special {
    /// What for.
    pub used: SpecialUse,
    /// Which.
    pub mailbox: MailboxId,
    /// Who says so.
    pub origin: Origin,
}

impl SpecialUse {
    /// The uses for which a person may choose the mailbox.
    pub const CHOOSABLE: [Self; 5] = [Self::Archive, Self::Sent, Self::Drafts, Self::Junk, Self::Trash];
}

//! A mailbox: its name on the server, its use, and how far it is synced.

use serde::{Deserialize, Serialize};

use super::{AccountId, MailboxId, MailboxName, ModSeq, Uid, UidValidity};

/// What a mailbox is for (RFC 6154; INBOX by its name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpecialUse {
    /// INBOX
    Inbox,
    /// `\Flagged`
    Flagged,
    /// `\Drafts`
    Drafts,
    /// `\Sent`
    Sent,
    /// `\Archive`
    Archive,
    /// `\All`
    All,
    /// `\Junk`
    Junk,
    /// `\Trash`
    Trash,
}

/// A mailbox of an account as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Never reused.
    pub id: MailboxId,
    /// The account it belongs to.
    pub account: AccountId,
    /// The name on the wire.
    pub name: MailboxName,
    /// The whole name decoded for people, hierarchy delimiters kept.
    pub display: String,
    /// The hierarchy delimiter; `None` where the server has a flat namespace (NIL).
    pub delimiter: Option<char>,
    /// From SPECIAL-USE, else guessed by name.
    pub special_use: Option<SpecialUse>,
    /// False for `\Noselect` and `\NonExistent`: only a parent of others.
    pub selectable: bool,
    /// Whether the person subscribed to it (LSUB or LIST-EXTENDED).
    pub subscribed: bool,
    /// What was counted, kept in step with the envelopes in the same batch.
    pub counts: MailboxCounts,
    /// How far it is synced.
    pub mark: SyncMark,
    /// What went from the server and waits for the person's decision; filled in when the mailbox is read.
    #[serde(skip)]
    pub frozen: Option<Frozen>,
}

/// Messages of a mailbox that went from the server in such a number that the person decides what becomes of them. They are
/// seen and counted as ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frozen {
    /// How many they are.
    pub messages: u32,
    /// Those of them whose text is not here: they cannot be put back.
    pub without_body: u32,
    /// Those of them that are to be put back, as the person said.
    pub restoring: u32,
    /// Since when, in seconds since the epoch.
    pub since: i64,
}

/// Counts of the messages in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxCounts {
    /// Messages in the store.
    pub total: u32,
    /// Messages in the store without `\Seen`.
    pub unseen: u32,
    /// Messages whose body is stored.
    pub bodies: u32,
    /// Messages on the server when it last said so; larger than `total` while headers are coming in.
    pub on_server: u32,
    /// Messages that the server still has, marked `\Deleted` by us because it cannot do more. Nobody sees them here, and
    /// `total` leaves them out.
    pub hidden: u32,
    /// Those of them without `\Seen`.
    pub hidden_unseen: u32,
}

impl MailboxCounts {
    /// All messages, and those without `\Seen`, with what nobody sees here.
    pub const fn with_hidden(&self) -> (u32, u32) {
        (self.total.saturating_add(self.hidden), self.unseen.saturating_add(self.hidden_unseen))
    }
}

/// How far a mailbox is synced: everything below is true of the store at the moment it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncMark {
    /// The validity under which the UIDs of the store were learned.
    pub uid_validity: Option<UidValidity>,
    /// Every UID below this is either in the store or known to be gone, but for `backlog`.
    pub uid_next: Option<Uid>,
    /// The first sync goes from new to old: UIDs below this one are not fetched yet. `None`: none is left.
    pub backlog: Option<Uid>,
    /// The highest modification sequence whose changes are all in the store.
    pub highest_modseq: Option<ModSeq>,
    /// When the mailbox was last completely in step, in seconds since the epoch.
    pub synced_at: Option<i64>,
}

//! What commands take and answer.

use crate::model::{Flags, ModSeq, Uid, UidSet, UidValidity};

/// What STATUS told of a mailbox (RFC 3501, 7.2.4). A server may leave anything out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxStatus {
    /// Messages in it.
    pub messages: Option<u32>,
    /// Messages without `\Seen`.
    pub unseen: Option<u32>,
    /// The next UID.
    pub uid_next: Option<Uid>,
    /// The validity of its UIDs.
    pub uid_validity: Option<UidValidity>,
    /// The highest modification sequence (RFC 7162); `None` also where the mailbox keeps none.
    pub highest_modseq: Option<ModSeq>,
}

/// How to open a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// EXAMINE: nothing can be changed, `\Recent` stays.
    ReadOnly,
    /// SELECT.
    ReadWrite,
}

/// What is known of a mailbox, for a quick resynchronisation while opening it (RFC 7162, 3.2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resync {
    /// How many messages are known: so many may have changed.
    pub messages: u32,
    /// The validity under which it was learned.
    pub uid_validity: UidValidity,
    /// Everything up to this is known.
    pub modseq: ModSeq,
    /// The UIDs that are known, if they make a short text; bounds what the server says vanished.
    pub known: Option<UidSet>,
}

/// What opening a mailbox told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// Messages in it.
    pub exists: u32,
    /// The validity of its UIDs; `None` if the server said nothing (RFC 3501 then means: it has no lasting UIDs).
    pub uid_validity: Option<UidValidity>,
    /// The next UID; some servers do not say.
    pub uid_next: Option<Uid>,
    /// The highest modification sequence; `None` where there is none (NOMODSEQ) or CONDSTORE is not offered.
    pub highest_modseq: Option<ModSeq>,
    /// Whether nothing can be changed.
    pub read_only: bool,
    /// Whether new keywords can be made (`\*` in PERMANENTFLAGS).
    pub keywords_allowed: bool,
    /// With [`Resync`]: the UIDs that are gone since (VANISHED EARLIER). Evidence only if `resynced`.
    pub vanished: UidSet,
    /// With [`Resync`]: the messages whose flags changed since, and the new ones.
    pub changed: Vec<FetchedFlags>,
    /// Whether the server understood [`Resync`]: its UIDVALIDITY is the same and it keeps modification
    /// sequences, so `vanished` and `changed` are all there is.
    pub resynced: bool,
}

/// The header of a message, as asked for by [`super::Session::fetch_headers`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedHeader {
    /// Whose header it is.
    pub uid: Uid,
    /// Flags.
    pub flags: Flags,
    /// INTERNALDATE in seconds since the epoch; `None` if it is no date.
    pub internal_date: Option<i64>,
    /// RFC822.SIZE.
    pub size: u32,
    /// The modification sequence, where CONDSTORE is on.
    pub modseq: Option<ModSeq>,
    /// The header fields as they are in the message, cut at [`super::Limits::header`].
    pub header: Vec<u8>,
}

/// The flags of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedFlags {
    /// Whose flags they are.
    pub uid: Uid,
    /// Flags.
    pub flags: Flags,
    /// The modification sequence, where CONDSTORE is on.
    pub modseq: Option<ModSeq>,
}

/// What the server said unasked, summed up; in order only as far as order matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsolicited {
    /// The last EXISTS.
    pub exists: Option<u32>,
    /// How many EXPUNGE there were. Their sequence numbers are worth nothing to us.
    pub expunged: u32,
    /// What VANISHED named (RFC 7162).
    pub vanished: UidSet,
    /// Flags that changed, of messages whose UID was told.
    pub flags: Vec<FetchedFlags>,
    /// FETCH responses without a UID: flags of some message changed.
    pub anonymous: u32,
    /// More was said than is kept: compare the whole mailbox.
    pub overflowed: bool,
    /// The last ALERT, which has to be shown to the person (RFC 3501, 7.1).
    pub alert: Option<String>,
}

impl Unsolicited {
    /// Whether the selected mailbox changed.
    pub fn is_change(&self) -> bool {
        self.exists.is_some()
            || self.expunged > 0
            || self.anonymous > 0
            || self.overflowed
            || !self.vanished.is_empty()
            || !self.flags.is_empty()
    }
}

/// Why IDLE ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleEnd {
    /// The mailbox changed: see [`super::Session::take_unsolicited`].
    Changed,
    /// The time was up; nothing happened.
    TimeUp,
    /// The caller wanted it back.
    Interrupted,
}

//! What commands take and answer.

use std::collections::BTreeSet;

use crate::model::{Flags, MailboxName, ModSeq, Uid, UidSet, UidValidity};

use super::UidMap;

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
    /// The largest message it takes, in bytes (RFC 7889); asked for only before APPEND.
    pub append_limit: Option<u64>,
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
    /// Which flags can be changed for good; `None` if the server does not say, which means all (RFC 3501, 6.3.1).
    pub permanent_flags: Option<PermanentFlags>,
    /// With [`Resync`]: the UIDs that are gone since (VANISHED EARLIER). Evidence only if `resynced`.
    pub vanished: UidSet,
    /// With [`Resync`]: the messages whose flags changed since, and the new ones.
    pub changed: Vec<FetchedFlags>,
    /// Whether the server understood [`Resync`]: its UIDVALIDITY is the same and it keeps modification
    /// sequences, so `vanished` and `changed` are all there is.
    pub resynced: bool,
}

/// The flags that a mailbox keeps beyond a session (RFC 3501, 7.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermanentFlags {
    /// These.
    pub flags: Flags,
    /// And any new keyword (`\*`).
    pub new_keywords: bool,
}

impl PermanentFlags {
    /// Whether it keeps a flag or keyword.
    pub fn keeps(&self, flag: &str) -> bool {
        (self.new_keywords && !flag.starts_with('\\'))
            || self.flags.iter().any(|known| known.eq_ignore_ascii_case(flag))
    }
}

/// What became of a STORE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Left alone because somebody else changed them: read their flags, then store again (RFC 7162, 3.1.3).
    pub modified: UidSet,
    /// Flags that were not sent, as the mailbox does not keep them or they are none.
    pub left_out: Flags,
}

/// What a server told of copies (COPYUID, RFC 4315, 3). Verified, and empty where it told nothing that can be true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The validity of the UIDs in the target mailbox.
    pub uid_validity: Option<UidValidity>,
    /// From the UIDs that were asked for to those in the target mailbox. What is missing in it may or may not have
    /// been copied.
    pub uids: UidMap,
}

/// What the server said is gone from the selected mailbox while a command ran. It is kept as unsolicited, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Which, of those that were asked for, where QRESYNC is enabled.
    pub vanished: UidSet,
    /// How many EXPUNGE there were; they name no UID.
    pub expunged: u32,
}

/// What became of a MOVE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Where the messages are now.
    pub copied: Copied,
    /// What is gone from here.
    pub gone: Gone,
}

/// What a message was added as (APPENDUID, RFC 4315, 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The validity of the UIDs in the mailbox.
    pub uid_validity: UidValidity,
    /// The message's.
    pub uid: Uid,
}

/// Where a person's own mailboxes are (RFC 2342).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// What their names begin with, delimiter included: `INBOX.`, or nothing.
    pub prefix: MailboxName,
    /// The hierarchy delimiter; `None` where the namespace is flat (NIL).
    pub delimiter: Option<char>,
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

/// Flags and size of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedFacts {
    /// Whose they are.
    pub uid: Uid,
    /// Flags.
    pub flags: Flags,
    /// RFC822.SIZE.
    pub size: u32,
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
    /// Other mailboxes that changed (NOTIFY, RFC 5465).
    pub elsewhere: BTreeSet<MailboxName>,
    /// Mailboxes came, went or changed, nobody says which.
    pub mailboxes: bool,
    /// The last ALERT, which has to be shown to the person (RFC 3501, 7.1).
    pub alert: Option<String>,
}

impl Unsolicited {
    /// Whether anything changed, in the selected mailbox or elsewhere.
    pub fn is_news(&self) -> bool {
        self.is_change() || self.mailboxes || !self.elsewhere.is_empty()
    }

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

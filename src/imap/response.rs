//! What a server says, as values. See [`super::parse`] for how it is read.

use crate::model::{Flags, ModSeq, Quota, Uid, UidSet, UidValidity};

use super::{Appended, Copied, MailboxStatus, Namespace, PermanentFlags};

/// A response that answers no tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untagged {
    /// `* OK|NO|BAD|BYE|PREAUTH`
    Status(Status),
    /// `* CAPABILITY`
    Capability(Vec<String>),
    /// `* n EXISTS`
    Exists(u32),
    /// `* n EXPUNGE`
    Expunge,
    /// `* n FETCH`
    Fetch(Box<Fetch>),
    /// `* LIST`
    List(Box<List>),
    /// `* LSUB`
    Lsub(Box<List>),
    /// `* STATUS`
    MailboxStatus(Vec<u8>, MailboxStatus),
    /// `* SEARCH`, `* ESEARCH`
    Search(UidSet),
    /// `* VANISHED`
    Vanished {
        /// Before this command, rather than just now.
        earlier: bool,
        /// Which.
        uids: UidSet,
    },
    /// `* QUOTA` (RFC 9208)
    Quota(Quota),
    /// `* NAMESPACE`: the personal ones (RFC 2342).
    Namespace(Vec<Namespace>),
    /// `* ENABLED`
    Enabled(Vec<String>),
    /// `* ID`: what the server calls itself (RFC 2971).
    Id(Option<String>),
    /// Anything else; to be ignored (RFC 3501, 7).
    Other,
    /// A response we know, but with contents that cannot be read. What it was about is unknown.
    Unreadable,
}

/// How a command or the connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// OK, NO …
    pub condition: Condition,
    /// What is in the brackets.
    pub code: Option<Code>,
    /// For people.
    pub text: String,
}

/// The first word of a status response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Success.
    Ok,
    /// Failure.
    No,
    /// The command was not understood or not allowed.
    Bad,
    /// The server ends the connection.
    Bye,
    /// Logged in already.
    PreAuth,
}

/// A response code, as far as it means something to us (RFC 3501, 7.1; RFC 4315; RFC 5530; RFC 7162).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// Has to be shown to the person.
    Alert,
    /// The capabilities from now on.
    Capability(Vec<String>),
    /// The next UID; `None` if it is none.
    UidNext(Option<Uid>),
    /// The validity of UIDs.
    UidValidity(Option<UidValidity>),
    /// The highest modification sequence; `None` for NOMODSEQ.
    HighestModSeq(Option<ModSeq>),
    /// Which flags can be changed for good; `None` if that cannot be read.
    PermanentFlags(Option<PermanentFlags>),
    /// What messages were copied to; `None` if it makes no sense.
    CopyUid(Option<Box<Copied>>),
    /// What a message was added as; `None` if it makes no sense.
    AppendUid(Option<Appended>),
    /// What a conditional STORE left alone; `None` if that cannot be read.
    Modified(Option<UidSet>),
    /// The mailbox was opened for reading.
    ReadOnly,
    /// The mailbox was opened for changes.
    ReadWrite,
    /// Any other, in upper case, without its arguments.
    Other(String),
}

/// A FETCH response. Whatever was not in it is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    /// UID.
    pub uid: Option<Uid>,
    /// FLAGS.
    pub flags: Option<Flags>,
    /// INTERNALDATE in seconds since the epoch.
    pub internal_date: Option<i64>,
    /// RFC822.SIZE.
    pub size: Option<u32>,
    /// MODSEQ.
    pub modseq: Option<ModSeq>,
    /// BODY[HEADER…]; `None` also for NIL.
    pub header: Option<Vec<u8>>,
    /// BODY[]; `None` also for NIL.
    pub body: Option<Vec<u8>>,
}

/// A LIST or LSUB response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Attributes as sent.
    pub attributes: Vec<Vec<u8>>,
    /// `None` for NIL.
    pub delimiter: Option<char>,
    /// The name on the wire, out of its quotes.
    pub name: Vec<u8>,
}

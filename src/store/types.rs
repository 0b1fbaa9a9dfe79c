//! What goes into the store and what comes out of it, beside the domain types of `model`.

use std::collections::{BTreeMap, BTreeSet};

use super::index;
use crate::model::{
    AccountId, ActionId, Address, Envelope, EnvelopeId, Flags, ListRow, MailboxId, MailboxName, OperationId,
    SpecialUse, Uid, UidValidity, Verb,
};

/// A mailbox as a complete LIST told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundMailbox {
    /// The name on the wire; it identifies the mailbox within its account.
    pub name: MailboxName,
    /// The whole name decoded for people.
    pub display: String,
    /// The hierarchy delimiter.
    pub delimiter: Option<char>,
    /// From SPECIAL-USE, else guessed by name.
    pub special_use: Option<SpecialUse>,
    /// Guessed, then.
    pub guessed: bool,
    /// False for `\Noselect` and `\NonExistent`.
    pub selectable: bool,
    /// Whether the person subscribed to it.
    pub subscribed: bool,
}

/// What [`Store::reconcile_mailboxes`](super::Store::reconcile_mailboxes) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxChanges {
    /// Mailboxes that are new here, now in the store.
    pub added: Vec<MailboxId>,
    /// Mailboxes whose attributes changed.
    pub changed: Vec<MailboxId>,
    /// Mailboxes in the store that the server did not list. They are left as they are: whoever has a
    /// second witness (SELECT or STATUS refused) calls [`Store::forget_mailbox`](super::Store::forget_mailbox).
    pub missing: Vec<MailboxId>,
}

/// A message to be added, as its header and FETCH told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEnvelope {
    /// Its UID in the mailbox it is added to.
    pub uid: Uid,
    /// The flags as the server said.
    pub flags: Flags,
    /// INTERNALDATE in seconds since the epoch, else the Date header, else 0. Fixed once it is added.
    pub received: i64,
    /// The Date header in seconds since the epoch.
    pub sent: Option<i64>,
    /// RFC822.SIZE.
    pub size: u32,
    /// From.
    pub from: Vec<Address>,
    /// To, then Cc, bounded.
    pub to: Vec<Address>,
    /// Subject, decoded and bounded.
    pub subject: String,
    /// Message-ID without its angle brackets.
    pub message_id: Option<String>,
    /// The last entries of In-Reply-To and References.
    pub references: Vec<String>,
    /// Whether it carries attachments, as far as the header tells.
    pub has_attachment: bool,
}

/// What [`Store::add_envelopes`](super::Store::add_envelopes) did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// One id per message given, in the same order; a UID that was there keeps its id and takes the flags.
    pub ids: Vec<EnvelopeId>,
    /// Those of `ids` that were not there before, in the same order.
    pub fresh: Vec<EnvelopeId>,
}

/// A body to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBody {
    /// The message it belongs to. A message that is gone by now is passed over.
    pub id: EnvelopeId,
    /// The bytes as the server sent them.
    pub raw: Vec<u8>,
    /// The first words of the text.
    pub preview: String,
    /// Whether it carries attachments.
    pub has_attachment: bool,
}

/// A message whose body is not here yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingBody {
    /// The message.
    pub id: EnvelopeId,
    /// Its UID.
    pub uid: Uid,
    /// RFC822.SIZE.
    pub size: u32,
    /// INTERNALDATE in seconds since the epoch.
    pub received: i64,
}

/// What the store knows of one UID without opening its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidEntry {
    /// The UID.
    pub uid: Uid,
    /// The message.
    pub id: EnvelopeId,
    /// The flags as the server last said.
    pub server_flags: Flags,
}

impl From<index::UidEntry> for UidEntry {
    fn from(entry: index::UidEntry) -> Self {
        Self { uid: entry.uid, id: entry.id, server_flags: entry.server_flags }
    }
}

/// What the store knows of a message that a server can confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The UID.
    pub uid: Uid,
    /// The flags as the server last said.
    pub flags: Flags,
    /// RFC822.SIZE; `None`: only that there is a message is known, its header could not be had.
    pub size: Option<u32>,
    /// Marked `\Deleted` by us because the server cannot do more: nothing else is known of it, and nobody sees it.
    pub hidden: bool,
}

/// What a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListScope {
    /// The inboxes of all accounts, merged.
    AllInboxes,
    /// One mailbox.
    Mailbox(MailboxId),
}

/// Part of a list, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page<T = ListRow> {
    /// Rows in the whole list.
    pub total: usize,
    /// The position of the first of `rows`.
    pub start: usize,
    /// The rows.
    pub rows: Vec<T>,
}

/// A message that was removed, kept for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescued {
    /// When it was removed, in seconds since the epoch.
    pub removed_at: i64,
    /// The message as it was; its body is still readable under its id.
    pub envelope: Envelope,
}

/// What lies in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Mailboxes.
    pub mailboxes: u64,
    /// Messages in mailboxes.
    pub envelopes: u64,
    /// Bodies stored, those of rescued messages included.
    pub bodies: u64,
    /// Bytes of the bodies as the servers sent them.
    pub raw_bytes: u64,
    /// Bytes of the body files on disk.
    pub body_file_bytes: u64,
    /// Bytes of the envelopes, indexes and counts on disk.
    pub cache_bytes: u64,
}

/// What [`Store::act`](super::Store::act) did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acted {
    /// The action; `None` if there was nothing to do.
    pub action: Option<ActionId>,
    /// Messages that changed.
    pub messages: usize,
    /// The mailboxes they are and were in.
    pub mailboxes: Vec<MailboxId>,
    /// Accounts whose mailboxes came, went or changed.
    pub trees: BTreeSet<AccountId>,
}

/// An operation that waits for the server: one verb on messages of one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The operation.
    pub id: OperationId,
    /// The action it is a part of.
    pub action: ActionId,
    /// The mailbox the server has the messages in.
    pub mailbox: MailboxId,
    /// The validity of their UIDs; `None`: nobody asked the server yet.
    pub uid_validity: Option<UidValidity>,
    /// What is to be done.
    pub verb: Verb,
    /// Whether it may have reached the server already.
    pub sent: bool,
    /// Of the mailboxes it may have brought messages to: what was there before.
    pub marks: BTreeMap<MailboxName, Mark>,
    /// The messages that are left.
    pub targets: Vec<WaitingTarget>,
}

/// Something that is to be done to a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMailbox {
    /// The operation.
    pub id: OperationId,
    /// The id that is kept for it if it is to be made.
    pub made: MailboxId,
    /// The mailbox that the server has under this name, as far as is known.
    pub mailbox: Option<MailboxId>,
    /// What the server calls it once everything older is done.
    pub name: MailboxName,
    /// What is to be done.
    pub verb: Verb,
    /// Whether it may have reached the server already.
    pub sent: bool,
    /// Whether something older waits to be done to messages that are in it or go there.
    pub waits: bool,
}

/// The UIDVALIDITY and UIDNEXT of a mailbox: what came later has a UID that is not below it.
pub type Mark = (UidValidity, Uid);

/// A message for which an operation waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingTarget {
    /// The message.
    pub id: EnvelopeId,
    /// Its UID now.
    pub uid: Uid,
    /// Its flags as the server last said.
    pub server_flags: Flags,
    /// Message-ID, if it has one.
    pub message_id: Option<String>,
    /// RFC822.SIZE.
    pub size: u32,
    /// INTERNALDATE in seconds since the epoch.
    pub received: i64,
    /// The id that its copy is going to have.
    pub copy: Option<EnvelopeId>,
}

//! The store: what the window shows, with and without a network.
//!
//! Responsible for keeping mailboxes, envelopes, bodies and how far each mailbox is synced. It is *not*
//! responsible for deciding what is true: `sync` does that. What lies in here can be fetched again from
//! the servers, so damage costs time, never mail; what only we know (the operations of a person) will
//! have a journal of its own beside it.
//!
//! # What it keeps
//! - **A step is whole or not there.** Every method that changes something is one atomic batch, with the
//!   counts and the [`SyncMark`] inside, and is on disk (fsync) when it returns.
//! - **Ids are never reused**, not even when the cache is built anew: every opening lifts the counter to
//!   the clock, which outruns any mailbox.
//! - **Counts agree with the envelopes**, lists with both, at every moment a reader can see.
//! - **Nothing that lies in the files can stop the program.** sled is opened and used behind a guard that
//!   turns panics into errors; every value carries a checksum, and one that fails counts as not there: the
//!   mailbox's mark is cleared then, so that the next sync compares UIDs and fetches what is missing.
//!
//! # How it works
//! One sled tree with prefixed keys  and one writer at a time. Envelopes are one record each.
//! The two orders of a mailbox, by UID and by date, are stored as sorted chunks of some hundred entries
//! so that a mailbox of 200,000 opens as fast as one of 2,000 and a step rewrites kilobytes.
//! Bodies are zstd-compressed in pack files of some megabytes beside sled.
//!
//! Flags are kept twice, as the server last said and as the window shows them; they differ once operations
//! that wait can overlay them.
//!
//! # Why not …
//! - … several trees and transactions: a batch over one tree is as atomic, and twice as fast.
//! - … bodies in sled: 280 to 375 MB stayed resident whatever its cache size.
//! - … one file per body: every small file wastes half a block, and removing an account takes minutes.

use std::ops::Range;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    AccountId, BodyState, Envelope, EnvelopeId, Flags, ListRow, Mailbox, MailboxId, SyncMark, Uid, UidSet, UidValidity,
};

mod types;

pub use types::{
    Added, FoundMailbox, ListScope, MailboxChanges, MissingBody, NewBody, NewEnvelope, Page, Rescued, Stats, UidEntry,
};

/// The store of a profile. Cheap to clone; all methods block (call them where blocking is allowed).
#[derive(Clone, Debug)]
pub struct Store {}

/// A store that was opened, and what had to be done to open it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What was found damaged and set aside ([`ErrorKind::StoreDamaged`]): tell the person, then sync.
    pub damaged: Option<Error>,
}

fn unbuilt<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Storage, "use the store before it is built"))
}

impl Store {
    /// Opens the store in `dir`, which is made if it is not there. Never panics; damaged files are set
    /// aside and what can be rescued of them is.
    ///
    /// # Errors
    /// [`ErrorKind::StoreLocked`] if another process has it open, [`ErrorKind::NotWritable`],
    /// [`ErrorKind::DiskFull`], [`ErrorKind::Storage`].
    pub fn open(dir: &Path) -> Result<Opened> {
        let _ = dir;
        unbuilt()
    }

    /// The mailboxes of an account, by name.
    pub fn mailboxes(&self, account: AccountId) -> Result<Vec<Mailbox>> {
        let _ = account;
        unbuilt()
    }

    /// A mailbox; [`ErrorKind::NotFound`] if there is none.
    pub fn mailbox(&self, id: MailboxId) -> Result<Mailbox> {
        let _ = id;
        unbuilt()
    }

    /// Brings the mailboxes of an account in step with a complete LIST. Never removes one (see
    /// [`MailboxChanges::missing`]).
    pub fn reconcile_mailboxes(&self, account: AccountId, found: &[FoundMailbox]) -> Result<MailboxChanges> {
        let _ = (account, found);
        unbuilt()
    }

    /// Removes a mailbox that is gone from the server for certain; its messages go to the rescue.
    /// Tells how many they were.
    pub fn forget_mailbox(&self, id: MailboxId) -> Result<u64> {
        let _ = id;
        unbuilt()
    }

    /// Removes everything that is stored of an account, the rescue included.
    pub fn remove_account(&self, id: AccountId) -> Result<()> {
        let _ = id;
        unbuilt()
    }

    /// Adds messages to a mailbox, with how far it is synced then and how many messages the server has.
    /// Idempotent: a UID that is there already keeps its id and only takes the flags.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if the mark has another UIDVALIDITY than the messages that are there
    /// ([`Self::rebind`] is for that).
    pub fn add_envelopes(
        &self,
        mailbox: MailboxId,
        envelopes: Vec<NewEnvelope>,
        mark: Option<SyncMark>,
        on_server: Option<u32>,
    ) -> Result<Added> {
        let _ = (mailbox, envelopes, mark, on_server);
        unbuilt()
    }

    /// Sets flags as the server said; unknown UIDs are passed over. Tells whose flags changed.
    pub fn set_server_flags(
        &self,
        mailbox: MailboxId,
        flags: &[(Uid, Flags)],
        mark: Option<SyncMark>,
    ) -> Result<Vec<EnvelopeId>> {
        let _ = (mailbox, flags, mark);
        unbuilt()
    }

    /// Removes messages that are gone from the server for certain; they go to the rescue for
    /// [`Self::RESCUE_DAYS`] days, body and all. Unknown UIDs are passed over.
    pub fn remove(&self, mailbox: MailboxId, uids: &UidSet, mark: Option<SyncMark>) -> Result<Vec<EnvelopeId>> {
        let _ = (mailbox, uids, mark);
        unbuilt()
    }

    /// How long removed messages are kept.
    pub const RESCUE_DAYS: i64 = 30;

    /// Writes how far a mailbox is synced and how many messages the server has.
    pub fn set_mark(&self, mailbox: MailboxId, mark: SyncMark, on_server: Option<u32>) -> Result<()> {
        let _ = (mailbox, mark, on_server);
        unbuilt()
    }

    /// The UIDs that are here.
    pub fn uids(&self, mailbox: MailboxId) -> Result<UidSet> {
        let _ = mailbox;
        unbuilt()
    }

    /// UID, id and server flags of every message, by UID.
    pub fn flags(&self, mailbox: MailboxId) -> Result<Vec<UidEntry>> {
        let _ = mailbox;
        unbuilt()
    }

    /// Carries a mailbox over to a new UIDVALIDITY: the messages named keep id, body and flags under their
    /// new UID, all others go to the rescue. Tells which these are.
    pub fn rebind(
        &self,
        mailbox: MailboxId,
        validity: UidValidity,
        matched: &[(EnvelopeId, Uid)],
        mark: SyncMark,
    ) -> Result<Vec<EnvelopeId>> {
        let _ = (mailbox, validity, matched, mark);
        unbuilt()
    }

    /// Stores bodies. Tells which messages have one now.
    pub fn put_bodies(&self, bodies: Vec<NewBody>) -> Result<Vec<EnvelopeId>> {
        let _ = bodies;
        unbuilt()
    }

    /// Says of messages without a body why there is none. [`BodyState::Stored`] is refused as
    /// [`ErrorKind::Invalid`]; a body that is there stays.
    pub fn mark_bodies(&self, ids: &[EnvelopeId], state: BodyState) -> Result<()> {
        let _ = (ids, state);
        unbuilt()
    }

    /// Makes every [`BodyState::Skipped`] of a mailbox [`BodyState::Missing`] again: the limits changed.
    pub fn reconsider_skipped(&self, mailbox: MailboxId) -> Result<()> {
        let _ = mailbox;
        unbuilt()
    }

    /// Messages whose body is missing, highest UID first, at most `limit`.
    pub fn missing_bodies(&self, mailbox: MailboxId, limit: usize) -> Result<Vec<MissingBody>> {
        let _ = (mailbox, limit);
        unbuilt()
    }

    /// The raw bytes of a message, rescued ones included. Verified: what fails its checksum is
    /// [`BodyState::Missing`] from then on and `None` here.
    pub fn raw(&self, id: EnvelopeId) -> Result<Option<Vec<u8>>> {
        let _ = id;
        unbuilt()
    }

    /// A message; `None` if it is not (or no longer) there.
    pub fn envelope(&self, id: EnvelopeId) -> Result<Option<Envelope>> {
        let _ = id;
        unbuilt()
    }

    /// A message by its UID.
    pub fn by_uid(&self, mailbox: MailboxId, uid: Uid) -> Result<Option<Envelope>> {
        let _ = (mailbox, uid);
        unbuilt()
    }

    /// Rows of a list, newest first.
    pub fn page(&self, scope: ListScope, range: Range<usize>) -> Result<Page<ListRow>> {
        let _ = (scope, range);
        unbuilt()
    }

    /// Whole envelopes of a list, newest first.
    pub fn envelopes(&self, scope: ListScope, range: Range<usize>) -> Result<Page<Envelope>> {
        let _ = (scope, range);
        unbuilt()
    }

    /// Where a message stands in a list.
    pub fn position(&self, scope: ListScope, id: EnvelopeId) -> Result<Option<usize>> {
        let _ = (scope, id);
        unbuilt()
    }

    /// Messages that were removed, latest first, at most `limit`.
    pub fn rescued(&self, limit: usize) -> Result<Vec<Rescued>> {
        let _ = limit;
        unbuilt()
    }

    /// Lets go of messages removed before `before` (seconds since the epoch) and of the disk space of bodies
    /// that nothing refers to. Tells how many messages went.
    pub fn purge(&self, before: i64) -> Result<u64> {
        let _ = before;
        unbuilt()
    }

    /// Puts everything on disk, body files included.
    pub fn flush(&self) -> Result<()> {
        unbuilt()
    }

    /// What lies in the store. Takes a walk over all of it; not for every frame.
    pub fn stats(&self) -> Result<Stats> {
        unbuilt()
    }
}

//! The store: what the window shows, with and without a network.
//!
//! Responsible for keeping mailboxes, envelopes, bodies and how far each mailbox is synced. It is *not*
//! responsible for deciding what is true: `sync` does that. What lies in here can be fetched again from
//! the servers, so damage costs time, never mail; what only we know (what a person did) has a journal of its
//! own beside it.
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
//! sled holds flags, counts and the mailbox of a message as the server last said. What a person did and the server has
//! not confirmed yet is laid over that whenever something is read, so neither can contradict the other on disk. Methods
//! whose name ends in `as_on_server`, and those by UID, tell what the server has; all others tell what a person sees.
//!
//! # Why not …
//! - … several trees and transactions: a batch over one tree is as atomic and needs no retries.
//! - … bodies in sled: 280 to 375 MB stayed resident whatever its cache size.
//! - … one file per body: 22,000 messages took 261 MB of blocks rather than 217 MB,
//!   and as many files to delete with an account.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    AccountId, BodyState, Envelope, EnvelopeId, Flags, ListRow, Mailbox, MailboxId, SyncMark, Uid, UidSet, UidValidity,
};

mod actions;
mod bodies;
mod chunks;
mod engine;
mod envelopes;
mod fault;
mod frozen;
mod guard;
mod index;
mod intents;
mod journal;
mod keys;
mod lists;
mod log;
mod lost;
mod mailboxes;
mod open;
mod orders;
mod overlay;
mod packs;
mod proof;
mod queue;
mod quotas;
mod record;
mod repair;
mod rescue;
mod reserve;
mod rows;
mod salvage;
mod shared;
mod special;
mod transfers;
mod tree;
mod types;
mod waiting;

use rows::PackedHead;
use shared::Shared;
pub use transfers::Rest;
pub use types::{
    Acted, Added, Facts, FoundMailbox, ListScope, MailboxChanges, Mark, MissingBody, NewBody, NewEnvelope, Page,
    Rescued, Stats, UidEntry, Waiting, WaitingMailbox, WaitingTarget,
};

/// The store of a profile. Cheap to clone; all methods block (call them where blocking is allowed).
#[derive(Clone)]
pub struct Store(Arc<Shared>);

/// A store that was opened, and what had to be done to open it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What was found damaged and set aside ([`ErrorKind::StoreDamaged`]): tell the person, then sync.
    pub damaged: Option<Error>,
}

/// Seconds since the epoch.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

impl Store {
    /// Opens the store in `dir`, which is made if it is not there. Never panics; damaged files are set
    /// aside and what can be rescued of them is.
    ///
    /// # Errors
    /// [`ErrorKind::StoreLocked`] if another process has it open, [`ErrorKind::NotWritable`],
    /// [`ErrorKind::DiskFull`], [`ErrorKind::Storage`].
    pub fn open(dir: &Path) -> Result<Opened> {
        let (shared, damaged) = open::store(dir)?;
        let store = Self(Arc::new(shared));
        store.purge(now().saturating_sub(Self::RESCUE_DAYS.saturating_mul(86_400)))?;
        Ok(Opened { store, damaged })
    }

    /// Calls `listener` each time the cache breaks while it is in use, once a new one has taken its place:
    /// everything but the bodies has to be fetched again. Whoever stumbled over it has
    /// [`ErrorKind::StoreDamaged`] besides. One listener; it must not call the store.
    pub fn on_damage(&self, listener: impl Fn(Error) + Send + Sync + 'static) {
        self.0.on_damage(Box::new(listener));
    }

    /// The mailboxes of an account, by name.
    pub fn mailboxes(&self, account: AccountId) -> Result<Vec<Mailbox>> {
        self.0.read("list mailboxes", |engine| {
            let mailboxes = engine.mailboxes.values().filter(|mailbox| mailbox.account == account).cloned();
            let shown = |mailbox| engine.overlay.tree.seen(engine.frozen.tell(engine.overlay.shown(mailbox)));
            let mut seen: Vec<_> = mailboxes.map(shown).filter_map(|(mailbox, seen)| seen.then_some(mailbox)).collect();
            seen.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(seen)
        })
    }

    /// A mailbox; [`ErrorKind::NotFound`] if there is none.
    pub fn mailbox(&self, id: MailboxId) -> Result<Mailbox> {
        self.0.read("read a mailbox", |engine| {
            let mailbox = engine.overlay.shown(engine.mailbox(id)?.clone());
            Ok(engine.overlay.tree.seen(engine.frozen.tell(mailbox)).0)
        })
    }

    /// Brings the mailboxes of an account in step with a complete LIST. Never removes one (see
    /// [`MailboxChanges::missing`]).
    pub fn reconcile_mailboxes(&self, account: AccountId, found: &[FoundMailbox]) -> Result<MailboxChanges> {
        self.0.write("store mailboxes", |engine, change| mailboxes::reconcile(engine, change, account, found))
    }

    /// Removes a mailbox that is gone from the server for certain; its messages go to the rescue.
    /// Tells how many they were.
    pub fn forget_mailbox(&self, id: MailboxId) -> Result<u64> {
        let frozen = self.accept_frozen(id)?;
        let removed = self.remove(id, &UidSet::all(), None)?;
        self.0.write("forget a mailbox", |engine, change| {
            engine.mailbox(id)?;
            change.remove_mailbox(id);
            Ok(())
        })?;
        Ok((removed.len() as u64).saturating_add(frozen))
    }

    /// Removes everything that is stored of an account, the rescue included.
    pub fn remove_account(&self, id: AccountId) -> Result<()> {
        self.0.forget_actions(id)?;
        for mailbox in self.mailboxes_as_on_server(id)? {
            self.0.write("remove a mailbox", |engine, change| rescue::remove_mailbox(engine, change, mailbox.id))?;
        }
        self.0.write("remove an account", |engine, change| rescue::remove_rest(engine, change, id))?;
        self.sweep()
    }

    /// Adds messages to a mailbox, with how far it is synced then and how many messages the server has.
    /// Idempotent: a UID that is there already keeps its id and only takes the flags, unless all that is there is
    /// that its header could not be had.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if the mark has another UIDVALIDITY than the messages that are there
    /// ([`Self::rebind`] is for that).
    #[expect(clippy::needless_pass_by_value, reason = "handed over for good: callers build them and let go")]
    pub fn add_envelopes(
        &self,
        mailbox: MailboxId,
        envelopes: Vec<NewEnvelope>,
        mark: Option<SyncMark>,
        on_server: Option<u32>,
    ) -> Result<Added> {
        self.0.write("store messages", |engine, change| {
            let added = envelopes::add(engine, change, mailbox, &envelopes, mark)?;
            mailboxes::set_mark(engine, change, mailbox, None, on_server)?;
            Ok(added)
        })
    }

    /// Sets flags as the server said; unknown UIDs are passed over. Tells whose flags changed.
    pub fn set_server_flags(
        &self,
        mailbox: MailboxId,
        flags: &[(Uid, Flags)],
        mark: Option<SyncMark>,
    ) -> Result<Vec<EnvelopeId>> {
        self.0.write("store flags", |engine, change| envelopes::set_server_flags(engine, change, mailbox, flags, mark))
    }

    /// Removes messages that are gone from the server for certain; they go to the rescue for
    /// [`Self::RESCUE_DAYS`] days, body and all. Unknown UIDs are passed over.
    pub fn remove(&self, mailbox: MailboxId, uids: &UidSet, mark: Option<SyncMark>) -> Result<Vec<EnvelopeId>> {
        let mut removed = Vec::new();
        loop {
            let doomed = self.0.read("find messages", |engine| envelopes::in_set(engine, mailbox, uids))?;
            let step: UidSet = doomed.iter().take(REMOVED_AT_ONCE).map(|entry| entry.uid).collect();
            let is_last = doomed.len() <= REMOVED_AT_ONCE;
            removed.extend(self.0.write("remove messages", |engine, change| {
                envelopes::remove(engine, change, mailbox, &step, mark.filter(|_| is_last))
            })?);
            if is_last {
                return Ok(removed);
            }
        }
    }

    /// How long removed messages are kept.
    pub const RESCUE_DAYS: i64 = 30;

    /// Writes how far a mailbox is synced and how many messages the server has.
    pub fn set_mark(&self, mailbox: MailboxId, mark: SyncMark, on_server: Option<u32>) -> Result<()> {
        self.0.write("store how far a mailbox is synced", |engine, change| {
            mailboxes::set_mark(engine, change, mailbox, Some(mark), on_server)
        })
    }

    /// Writes how far many mailboxes are synced, in one step.
    pub fn set_marks(&self, marks: &[(MailboxId, SyncMark)]) -> Result<()> {
        self.0.write("store how far mailboxes are synced", |engine, change| {
            marks.iter().try_for_each(|(id, mark)| mailboxes::set_mark(engine, change, *id, Some(*mark), None))
        })
    }

    /// The UIDs that are known, hidden ones included.
    pub fn uids(&self, mailbox: MailboxId) -> Result<UidSet> {
        self.0.read("read UIDs", |engine| {
            engine.mailbox(mailbox)?;
            Ok(chunks::load_all::<index::UidEntry>(&engine.db, mailbox)?.into_iter().map(|entry| entry.uid).collect())
        })
    }

    /// UID, id and server flags of every message, by UID.
    pub fn flags(&self, mailbox: MailboxId) -> Result<Vec<UidEntry>> {
        self.0.read("read flags", |engine| {
            engine.mailbox(mailbox)?;
            let entries = chunks::load_all::<index::UidEntry>(&engine.db, mailbox)?.into_iter();
            Ok(entries.filter(|entry| !entry.is_hidden()).map(UidEntry::from).collect())
        })
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
        self.0.write("carry a mailbox over to a new UIDVALIDITY", |engine, change| {
            envelopes::rebind(engine, change, mailbox, (validity, mark), matched, false)
        })
    }

    /// As [`Self::rebind`], but all others are frozen.
    pub fn rebind_and_freeze(
        &self,
        mailbox: MailboxId,
        validity: UidValidity,
        matched: &[(EnvelopeId, Uid)],
        mark: SyncMark,
    ) -> Result<Vec<EnvelopeId>> {
        self.0.write("carry a mailbox over to a new UIDVALIDITY", |engine, change| {
            let freeze = engine.is_kept(mailbox)?;
            envelopes::rebind(engine, change, mailbox, (validity, mark), matched, freeze)
        })
    }

    /// Stores bodies. Tells which messages have one now.
    pub fn put_bodies(&self, bodies: Vec<NewBody>) -> Result<Vec<EnvelopeId>> {
        let ids: Vec<_> = bodies.iter().map(|body| body.id).collect();
        let origins = self.0.read("find messages", |engine| bodies::origins(engine, &ids))?;
        // Compressing needs nobody's turn: accounts do it side by side.
        let mut packer = packs::Packer::new()?;
        let mut packed = Vec::with_capacity(bodies.len());
        for (body, origin) in bodies.into_iter().zip(origins) {
            let raw_len = body.raw.len() as u64;
            let Some(origin) = origin else { continue };
            if raw_len > packs::MAX_BODY {
                return Err(Error::new(ErrorKind::TooLarge, "store a message"));
            }
            let (hash, id) = (packs::hash(&body.raw), body.id);
            let (preview, has_attachment) = (body.preview, body.has_attachment);
            packed.push(packer.pack(PackedHead { id, origin, hash, raw_len, preview, has_attachment }, &body.raw)?);
        }
        self.0.write("store bodies", |engine, change| {
            let locations = engine.files().append(&packed)?;
            bodies::put(engine, change, &packed, &locations)
        })
    }

    /// Says of messages without a body why there is none. [`BodyState::Stored`] is refused as
    /// [`ErrorKind::Invalid`]; a body that is there stays.
    pub fn mark_bodies(&self, ids: &[EnvelopeId], state: BodyState) -> Result<()> {
        let Some(place) = bodies::place_of(state) else {
            return Err(Error::new(ErrorKind::Invalid, "mark a body as stored without storing it"));
        };
        self.0.write("store the state of bodies", |engine, change| bodies::mark(engine, change, ids, place))
    }

    /// Makes every [`BodyState::Skipped`] of a mailbox [`BodyState::Missing`] again: the limits changed.
    pub fn reconsider_skipped(&self, mailbox: MailboxId) -> Result<()> {
        self.0.write("reconsider skipped bodies", |engine, change| bodies::reconsider_skipped(engine, change, mailbox))
    }

    /// Makes every [`BodyState::Unavailable`] of a mailbox [`BodyState::Missing`] again, as it is time to ask once
    /// more. Tells the UIDs of those for which even the header is to be fetched anew, and of those whose body is.
    pub fn reconsider_unavailable(&self, mailbox: MailboxId) -> Result<(UidSet, UidSet)> {
        let find = |engine: &engine::Engine| bodies::unavailable(engine, mailbox);
        let (headers, bodies) = self.0.read("find messages that could not be had", find)?;
        if !bodies.is_empty() {
            let ids: Vec<_> = bodies.iter().map(|(_, id)| *id).collect();
            self.mark_bodies(&ids, BodyState::Missing)?;
        }
        Ok((headers, bodies.into_iter().map(|(uid, _)| uid).collect()))
    }

    /// Messages whose body is missing, highest UID first, at most `limit`.
    pub fn missing_bodies(&self, mailbox: MailboxId, limit: usize) -> Result<Vec<MissingBody>> {
        self.0.read("find missing bodies", |engine| bodies::missing(engine, mailbox, limit))
    }

    /// The raw bytes of a message, rescued ones included. Verified: what fails its checksum is
    /// [`BodyState::Missing`] from then on and `None` here.
    pub fn raw(&self, id: EnvelopeId) -> Result<Option<Vec<u8>>> {
        // The file is read outside: a large message must keep nobody waiting. It may move meanwhile.
        loop {
            let stored = self.0.read("find a body", |engine| {
                Ok(bodies::stored(engine, id)?.map(|stored| (stored, engine.files().clone())))
            })?;
            let Some(((location, hash, raw_len), files)) = stored else { return Ok(None) };
            let raw = files.read(location, hash, raw_len).map_err(|error| fault::disk_error("read a body", error))?;
            if raw.is_some() {
                return Ok(raw);
            }
            tracing::warn!("message {id}: its body is torn and will be fetched again");
            self.0.write("forget a torn body", |engine, change| bodies::forget_torn(engine, change, id, location))?;
        }
    }

    /// A message; `None` if it is not (or no longer) there.
    pub fn envelope(&self, id: EnvelopeId) -> Result<Option<Envelope>> {
        self.0.read("read a message", |engine| envelopes::envelope(engine, id, None))
    }

    /// A message by its UID.
    pub fn by_uid(&self, mailbox: MailboxId, uid: Uid) -> Result<Option<Envelope>> {
        self.0.read("read a message", |engine| {
            let known = chunks::lookup::<index::UidEntry>(&engine.db, mailbox, &[uid])?.into_iter().flatten().next();
            let known = known.filter(|known| !known.is_hidden()).map(|known| known.id);
            let known = known.or_else(|| engine.frozen.by_uid(mailbox, uid));
            known.map_or(Ok(None), |id| envelopes::envelope(engine, id, Some(mailbox)))
        })
    }

    /// Rows of a list, newest first.
    pub fn page(&self, scope: ListScope, range: Range<usize>) -> Result<Page<ListRow>> {
        self.0.read("read a list", |engine| {
            lists::page(engine, scope, &range, |id, row, mailbox| lists::list_row(engine, id, row, mailbox))
        })
    }

    /// Whole envelopes of a list, newest first.
    pub fn envelopes(&self, scope: ListScope, range: Range<usize>) -> Result<Page<Envelope>> {
        self.0.read("read a list", |engine| {
            lists::page(engine, scope, &range, |id, row, _| Ok(row.into_envelope(id, engine.body(id)?)))
        })
    }

    /// Whole envelopes of a mailbox as the server has it, whatever waits, newest first.
    pub fn envelopes_as_on_server(&self, mailbox: MailboxId, range: Range<usize>) -> Result<Page<Envelope>> {
        self.0.read("read a mailbox", |engine| {
            let make = |id, row: rows::EnvelopeRow| Ok(row.into_envelope(id, engine.body(id)?));
            lists::page_as_on_server(engine, mailbox, &range, make)
        })
    }

    /// Where a message stands in a list.
    pub fn position(&self, scope: ListScope, id: EnvelopeId) -> Result<Option<usize>> {
        self.0.read("find a message in a list", |engine| lists::position(engine, scope, id))
    }

    /// The messages of a list, newest first: all, or those from one to another, both included and in either order.
    /// Empty if one of these is not in it.
    pub fn ids(&self, scope: ListScope, between: Option<(EnvelopeId, EnvelopeId)>) -> Result<Vec<EnvelopeId>> {
        self.0.read("read the messages of a list", |engine| lists::ids(engine, scope, between))
    }

    /// Messages that were removed, latest first, at most `limit`.
    pub fn rescued(&self, limit: usize) -> Result<Vec<Rescued>> {
        self.0.read("list removed messages", |engine| rescue::list(engine, limit))
    }

    /// Lets go of messages removed before `before` (seconds since the epoch) and of the disk space of bodies
    /// that nothing refers to. Tells how many messages went.
    pub fn purge(&self, before: i64) -> Result<u64> {
        let mut gone = 0_u64;
        loop {
            let step = self.0.write("let go of removed messages", |engine, change| {
                rescue::purge(engine, change, before, REMOVED_AT_ONCE)
            })?;
            gone = gone.saturating_add(step);
            if step < REMOVED_AT_ONCE as u64 {
                break;
            }
        }
        self.sweep()?;
        Ok(gone)
    }

    /// Puts everything on disk, body files included.
    pub fn flush(&self) -> Result<()> {
        let files = self.0.read("flush", |engine| Ok(engine.files().clone()))?;
        files.sync().map_err(|error| fault::disk_error("flush bodies", error))?;
        self.0.flush("flush")
    }

    /// What lies in the store. Takes a walk over all of it; not for every frame.
    pub fn stats(&self) -> Result<Stats> {
        self.0.read("count", rescue::stats)
    }

    /// Gives the disk space back that removed bodies took.
    fn sweep(&self) -> Result<()> {
        self.0.write("tidy bodies", rescue::compact)?;
        let dead = self.0.write("forget empty packs", |engine, change| Ok(rescue::drop_packs(engine, change)))?;
        let files = self.0.read("delete packs", |engine| Ok(engine.files().clone()))?;
        for pack in dead {
            files.delete(pack).map_err(|error| fault::disk_error("delete a pack of bodies", error))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// Messages removed in one batch: some megabytes.
const REMOVED_AT_ONCE: usize = 5_000;

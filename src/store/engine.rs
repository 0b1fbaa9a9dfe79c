//! The open store: the sled tree, what of it is kept in memory, and the one way to change both.
//!
//! A step plans its [`Change`] by reading, then [`Engine::commit`] applies it as one sled batch and brings the
//! memory in step. What is in memory is small and bounded: the mailboxes, the pack sizes and the orders of
//! the lists that were looked at last.

mod change;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sled::Db;

use super::chunks;
use super::fault::{Fault, Outcome};
use super::frozen;
use super::index::{BodyTag, DateEntry};
use super::journal::Pending;
use super::orders::Orders;
use super::overlay::{Overlay, Place};
use super::packs::Packs;
use super::rows::{BodyRow, Counters, EnvelopeRow, PackRow, SCHEMA};
use super::{keys, record};
use crate::error::{Error, ErrorKind};
use crate::model::{EnvelopeId, Mailbox, MailboxId};

pub(super) use change::{Change, IndexEdits};
use change::{OrderChange, PackChange};

/// The open store.
pub(super) struct Engine {
    pub(super) db: Db,
    pub(super) mailboxes: BTreeMap<MailboxId, Mailbox>,
    /// Those of the mailboxes that the server does not have yet.
    pub(super) made: BTreeSet<MailboxId>,
    pub(super) packs: BTreeMap<u32, PackRow>,
    pub(super) files: Mutex<Packs>,
    pub(super) orders: Orders,
    /// What waits for the server.
    pub(super) overlay: Overlay,
    /// What went from the server and waits for the person.
    pub(super) frozen: frozen::Index,
    /// Whether bodies of an earlier cache wait to be claimed.
    pub(super) salvaged: bool,
    counters: Counters,
}

impl Engine {
    /// Reads what is kept in memory. `floor`: no id below this is handed out.
    pub(super) fn load(db: Db, bodies: &Path, floor: u64) -> Outcome<Self> {
        check_schema(&db)?;
        let mut counters = Counters { mailbox: floor, envelope: floor };
        let key = keys::counters();
        if let Some(value) = db.get(&key)? {
            // Unreadable counters cost nothing: the clock has long outrun what they said.
            let stored: Option<Counters> = record::unseal(&key, &value);
            counters.mailbox = stored.map_or(floor, |stored| stored.mailbox.max(floor));
            counters.envelope = stored.map_or(floor, |stored| stored.envelope.max(floor));
        }
        let mut mailboxes = BTreeMap::new();
        for item in db.scan_prefix(keys::all_mailboxes()) {
            let (key, value) = item?;
            let mailbox: Option<Mailbox> = record::unseal(&key, &value);
            let mailbox = mailbox.ok_or_else(|| Fault::Damaged("a mailbox failed its checksum".to_owned()))?;
            mailboxes.insert(mailbox.id, mailbox);
        }
        let mut packs = BTreeMap::new();
        for item in db.scan_prefix(keys::all_packs()) {
            let (key, value) = item?;
            let row: Option<PackRow> = record::unseal(&key, &value);
            let (id, row) =
                keys::pack_id(&key).zip(row).ok_or_else(|| Fault::Damaged("a pack row failed".to_owned()))?;
            packs.insert(id, row);
        }
        let salvaged = db.scan_prefix(keys::all_salvaged()).next().transpose()?.is_some();
        let files = Mutex::new(open_packs(bodies, &packs));
        let (orders, overlay, made) = Default::default();
        let frozen = frozen::Index::load(&db)?;
        Ok(Self { db, mailboxes, made, packs, files, orders, overlay, frozen, salvaged, counters })
    }

    /// A mailbox of the store.
    pub(super) fn mailbox(&self, id: MailboxId) -> Outcome<&Mailbox> {
        self.mailboxes.get(&id).ok_or_else(|| not_found("mailbox", id.get()))
    }

    /// The row of a message. A row that is unreadable is [`Fault::Mailbox`] if `mailbox` is known to hold it.
    pub(super) fn envelope(&self, id: EnvelopeId, mailbox: Option<MailboxId>) -> Outcome<Option<EnvelopeRow>> {
        let key = keys::envelope(id);
        let mut row: Option<EnvelopeRow> = self.db.get(&key)?.and_then(|value| record::unseal(&key, &value));
        if let Some(row) = &mut row {
            row.overlaid = self.overlay.seen(id, row);
        }
        match (row, mailbox) {
            (None, Some(mailbox)) => Err(Fault::Mailbox(mailbox)),
            (Some(row), Some(mailbox)) if row.mailbox != mailbox => Err(Fault::Mailbox(mailbox)),
            (row, _) => Ok(row),
        }
    }

    /// The row of a message that a person sees in this mailbox.
    pub(super) fn shown(&self, id: EnvelopeId, mailbox: MailboxId) -> Outcome<EnvelopeRow> {
        let row = self.envelope(id, None)?.filter(|row| row.shown_in() == Some(mailbox));
        row.ok_or_else(|| Fault::Mailbox(self.overlay.server_mailbox(id).unwrap_or(mailbox)))
    }

    /// What of a message counts for what waits.
    pub(super) fn place(&self, id: EnvelopeId) -> Outcome<Option<Place>> {
        let Some(row) = self.envelope(id, None)? else { return Ok(None) };
        Ok(Some(Place::of(id, &row, BodyTag::from(self.body(id)?.state()))))
    }

    /// Where the body of a message is. An unreadable row counts as missing.
    pub(super) fn body(&self, id: EnvelopeId) -> Outcome<BodyRow> {
        let key = keys::body(id);
        Ok(self.db.get(&key)?.and_then(|value| record::unseal(&key, &value)).unwrap_or_default())
    }

    /// The pack files.
    pub(super) fn files(&self) -> MutexGuard<'_, Packs> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The order of a mailbox by date, from memory or read into it.
    pub(super) fn order(&self, mailbox: MailboxId) -> Outcome<Arc<Vec<DateEntry>>> {
        let expected = self.mailbox(mailbox)?.counts.total as usize;
        if let Some(order) = self.orders.get(mailbox) {
            return Ok(order);
        }
        let order = Arc::new(chunks::load_all::<DateEntry>(&self.db, mailbox)?);
        if order.len() != expected {
            return Err(Fault::Mailbox(mailbox));
        }
        self.orders.put(mailbox, &order);
        Ok(order)
    }

    /// The order of a mailbox by date as a person sees it.
    pub(super) fn shown_order(&self, mailbox: MailboxId) -> Outcome<Arc<Vec<DateEntry>>> {
        if let Some(order) = self.overlay.orders.get(mailbox) {
            return Ok(order);
        }
        let order = self.order(mailbox)?;
        let edits = self.overlay.edits(mailbox);
        if edits.is_empty() {
            return Ok(order);
        }
        let order = Arc::new(chunks::merge(order.to_vec(), edits));
        self.overlay.orders.put(mailbox, &order);
        Ok(order)
    }

    /// Applies a change as one batch and brings the memory in step.
    pub(super) fn commit(&mut self, change: Change) -> Outcome<()> {
        let Change { mut batch, mailboxes, orders, packs, counters, overlaid, frozen } = change;
        for (id, mailbox) in &mailboxes {
            let key = keys::mailbox(*id);
            match mailbox {
                Some(mailbox) => batch.insert(key.as_slice(), record::seal(&key, mailbox)?),
                None => batch.remove(key),
            }
        }
        if let Some(counters) = &counters {
            let key = keys::counters();
            batch.insert(key.as_slice(), record::seal(&key, counters)?);
        }
        let packs: BTreeMap<_, _> = packs.into_iter().map(|(id, delta)| (id, self.pack_row(id, delta))).collect();
        for (id, row) in &packs {
            let key = keys::pack(*id);
            match row {
                Some(row) => batch.insert(key.as_slice(), record::seal(&key, row)?),
                None => batch.remove(key),
            }
        }

        self.db.apply_batch(batch)?;

        self.frozen.apply(frozen);
        let is_listed = |(id, mailbox): (&MailboxId, &Option<Mailbox>)| {
            self.mailboxes.contains_key(id) == mailbox.is_some() && !self.made.contains(id)
        };
        let came_or_went = !mailboxes.iter().all(is_listed);
        for (id, mailbox) in mailboxes {
            self.made.remove(&id);
            match mailbox {
                Some(mailbox) => self.mailboxes.insert(id, mailbox),
                None => self.mailboxes.remove(&id),
            };
        }
        if came_or_went {
            self.make_mailboxes();
        }
        overlaid.into_iter().for_each(|(id, place)| self.overlay.placed(id, place));
        for (mailbox, order) in orders {
            self.overlay.orders.forget(mailbox);
            match order {
                OrderChange::Edits(edits) => self.orders.edit(mailbox, edits),
                OrderChange::Forget => self.orders.forget(mailbox),
            }
        }
        if let Some(counters) = counters {
            self.counters = counters;
        }
        for (id, row) in packs {
            match row {
                Some(row) => self.packs.insert(id, row),
                None => self.packs.remove(&id),
            };
        }
        Ok(())
    }

    /// The row of a pack after a change; `None` if the change drops it.
    fn pack_row(&self, id: u32, change: PackChange) -> Option<PackRow> {
        let mut row = self.packs.get(&id).copied().unwrap_or_default();
        row.live = row.live.saturating_add_signed(change.live);
        row.end = row.end.max(change.end);
        (!change.dropped).then_some(row)
    }

    /// Lays what waits over what is in the cache.
    pub(super) fn overlay_with(&mut self, pending: &[Arc<Pending>]) -> Outcome<()> {
        self.overlay = Overlay::default();
        self.overlay = Overlay::load(self, pending)?;
        self.make_mailboxes();
        Ok(())
    }

    /// Looks again where bodies are appended.
    pub(super) fn resume_packs(&mut self, bodies: &Path) {
        self.files = Mutex::new(open_packs(bodies, &self.packs));
    }
}

/// What was asked for is not (or no longer) there.
pub(super) fn not_found(what: &str, id: u64) -> Fault {
    Fault::Caller(Error::new(ErrorKind::NotFound, format!("find {what} {id}")))
}

/// A store of a newer program is not touched; one without a version is damaged, unless it is empty.
fn check_schema(db: &Db) -> Outcome<()> {
    let key = keys::schema();
    let Some(value) = db.get(&key)? else {
        if !db.is_empty() {
            return Err(Fault::Damaged("the version of the cache is missing".to_owned()));
        }
        db.insert(key.as_slice(), record::seal(&key, &SCHEMA)?)?;
        return Ok(());
    };
    match record::unseal::<u32>(&key, &value) {
        Some(SCHEMA) => Ok(()),
        Some(other) => Err(Fault::Damaged(format!("the cache has version {other}, this program knows {SCHEMA}"))),
        None => Err(Fault::Damaged("the version of the cache failed its checksum".to_owned())),
    }
}

/// Finds where bodies are appended: at the end of the last pack, or in a new one if that is torn.
fn open_packs(dir: &Path, rows: &BTreeMap<u32, PackRow>) -> Packs {
    let Some((last, row)) = rows.last_key_value() else { return Packs::new(dir.to_owned(), 0, 0) };
    let packs = Packs::new(dir.to_owned(), *last, row.end);
    let whole = fs::metadata(packs.path(*last)).is_ok_and(|file| file.len() >= row.end);
    if whole { packs } else { Packs::new(dir.to_owned(), last.saturating_add(1), 0) }
}

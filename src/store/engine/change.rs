//! What a step plans to change: kept until it is committed as one batch.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sled::Batch;

use super::{Engine, not_found};
use crate::model::{EnvelopeId, Mailbox, MailboxId};
use crate::store::chunks::{self, Edit};
use crate::store::fault::Outcome;
use crate::store::index::{BodyTag, DateEntry, UidEntry};
use crate::store::lost::Home;
use crate::store::overlay::Place;
use crate::store::packs::Location;
use crate::store::rows::{Counters, EnvelopeRow};
use crate::store::{frozen, keys, record, waiting};

/// What a step is about to change.
#[derive(Debug, Default)]
pub(in crate::store) struct Change {
    pub(in crate::store) batch: Batch,
    pub(super) mailboxes: BTreeMap<MailboxId, Option<Mailbox>>,
    pub(super) orders: BTreeMap<MailboxId, OrderChange>,
    pub(super) packs: BTreeMap<u32, PackChange>,
    pub(super) counters: Option<Counters>,
    /// Messages something waits for, whose rows are written or taken away.
    pub(super) overlaid: BTreeMap<EnvelopeId, Option<Place>>,
    /// What is frozen, or no longer.
    pub(in crate::store) frozen: frozen::Changes,
}

#[derive(Debug)]
pub(super) enum OrderChange {
    Edits(Vec<Edit<DateEntry>>),
    Forget,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PackChange {
    pub(super) live: i64,
    pub(super) end: u64,
    pub(super) dropped: bool,
}

impl Change {
    /// A mailbox as it will be, to be changed further.
    pub(in crate::store) fn mailbox(&mut self, engine: &Engine, id: MailboxId) -> Outcome<&mut Mailbox> {
        let slot = self.mailboxes.entry(id).or_insert_with(|| engine.mailboxes.get(&id).cloned());
        slot.as_mut().ok_or_else(|| not_found("mailbox", id.get()))
    }

    /// Adds a mailbox under a new id.
    pub(in crate::store) fn add_mailbox(
        &mut self,
        engine: &Engine,
        make: impl FnOnce(MailboxId) -> Mailbox,
    ) -> MailboxId {
        let counters = self.counters.get_or_insert(engine.counters);
        let id = MailboxId::new(counters.mailbox);
        counters.mailbox = counters.mailbox.saturating_add(1);
        self.mailboxes.insert(id, Some(make(id)));
        id
    }

    /// Adds a mailbox under the id it has.
    pub(in crate::store) fn put_mailbox(&mut self, mailbox: Mailbox) -> MailboxId {
        let id = mailbox.id;
        self.mailboxes.insert(id, Some(mailbox));
        id
    }

    /// Takes a mailbox away.
    pub(in crate::store) fn remove_mailbox(&mut self, id: MailboxId) {
        self.mailboxes.insert(id, None);
        self.orders.insert(id, OrderChange::Forget);
    }

    /// An id for a message that comes in: the one it had, if something waits for it, or a new one.
    pub(in crate::store) fn envelope_id(
        &mut self,
        engine: &Engine,
        mailbox: MailboxId,
        row: &EnvelopeRow,
    ) -> Outcome<EnvelopeId> {
        if !engine.overlay.lost.is_empty() {
            let taken: BTreeSet<_> = self.overlaid.keys().copied().collect();
            let is_in_step = |home: &Home| waiting::is_in_step(engine, home) == Some(true);
            if let Some(id) = engine.overlay.lost.find(self.mailbox(engine, mailbox)?, row, &taken, is_in_step) {
                return Ok(id);
            }
        }
        let counters = self.counters.get_or_insert(engine.counters);
        let id = EnvelopeId::new(counters.envelope);
        counters.envelope = counters.envelope.saturating_add(1);
        Ok(id)
    }

    /// Writes the row of a message.
    pub(in crate::store) fn put_envelope(
        &mut self,
        engine: &Engine,
        id: EnvelopeId,
        row: &EnvelopeRow,
        body: BodyTag,
    ) -> Outcome<()> {
        self.place(engine, id, row, body);
        self.put(keys::envelope(id), row)
    }

    /// Notes what of a message counts for what waits.
    pub(in crate::store) fn place(&mut self, engine: &Engine, id: EnvelopeId, row: &EnvelopeRow, body: BodyTag) {
        if engine.overlay.contains(id) {
            self.overlaid.insert(id, Some(Place::of(id, row, body)));
        }
    }

    /// Takes the row of a message away.
    pub(in crate::store) fn remove_envelope(&mut self, engine: &Engine, id: EnvelopeId) {
        if engine.overlay.contains(id) {
            self.overlaid.insert(id, None);
        }
        self.batch.remove(keys::envelope(id));
    }

    /// Writes a row.
    pub(in crate::store) fn put<T: Serialize>(&mut self, key: Vec<u8>, row: &T) -> Outcome<()> {
        let value = record::seal(&key, row)?;
        self.batch.insert(key, value);
        Ok(())
    }

    /// Changes both indexes of a mailbox; each key once.
    pub(in crate::store) fn edit_indexes(
        &mut self,
        engine: &Engine,
        mailbox: MailboxId,
        edits: IndexEdits,
    ) -> Outcome<()> {
        let IndexEdits { mut uids, mut dates } = edits;
        uids.sort_unstable_by_key(|(key, _)| *key);
        dates.sort_unstable_by_key(|(key, _)| *key);
        chunks::edit(&engine.db, &mut self.batch, mailbox, uids)?;
        chunks::edit(&engine.db, &mut self.batch, mailbox, dates.clone())?;
        self.orders.insert(mailbox, OrderChange::Edits(dates));
        Ok(())
    }

    /// Replaces both indexes of a mailbox; the entries must ascend.
    pub(in crate::store) fn replace_indexes(
        &mut self,
        engine: &Engine,
        mailbox: MailboxId,
        uids: &[UidEntry],
        dates: &[DateEntry],
    ) -> Outcome<()> {
        chunks::clear::<UidEntry>(&engine.db, &mut self.batch, mailbox)?;
        chunks::clear::<DateEntry>(&engine.db, &mut self.batch, mailbox)?;
        chunks::write_all(&mut self.batch, mailbox, uids);
        chunks::write_all(&mut self.batch, mailbox, dates);
        self.orders.insert(mailbox, OrderChange::Forget);
        Ok(())
    }

    /// Says that a pack is written up to the end of this entry, which is referred to from now on.
    pub(in crate::store) fn refer(&mut self, location: Location) {
        let pack = self.packs.entry(location.pack).or_default();
        pack.live = pack.live.saturating_add_unsigned(location.len);
        pack.end = pack.end.max(location.offset.saturating_add(location.len));
    }

    /// Says that an entry of a pack is no longer referred to.
    pub(in crate::store) fn release(&mut self, location: Location) {
        let pack = self.packs.entry(location.pack).or_default();
        pack.live = pack.live.saturating_sub_unsigned(location.len);
    }

    /// Forgets a pack that nothing refers to.
    pub(in crate::store) fn drop_pack(&mut self, id: u32) {
        self.packs.entry(id).or_default().dropped = true;
    }
}

/// Changes to both indexes of a mailbox.
#[derive(Debug, Default)]
pub(in crate::store) struct IndexEdits {
    pub(in crate::store) uids: Vec<Edit<UidEntry>>,
    pub(in crate::store) dates: Vec<Edit<DateEntry>>,
}

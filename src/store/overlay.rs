//! What waits for the server, laid over what the server said.
//!
//! Invariant: sled holds what the server said and nothing else; what a person sees is that with the verbs of
//! the operations that wait applied in their order. So an action on ten thousand messages writes one record
//! into the journal and not ten thousand rows, and there is no moment at which the two could disagree on disk.
//!
//! Messages whose rows are not here, because the cache was lost, keep their ids: when their headers come in
//! again they are given them back, and the operations with them.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map};
use std::sync::Arc;

use super::chunks::Edit;
use super::engine::Engine;
use super::fault::Outcome;
use super::index::{BodyTag, DateEntry};
use super::journal::{Pending, Target};
use super::keys;
use super::lost::Lost;
use super::orders::Orders;
use super::rows::{EnvelopeRow, Overlaid};
use super::tree::Tree;
use crate::model::{Destination, EnvelopeId, Flag, Mailbox, MailboxId, OperationId, Verb};

/// The waiting operations by message.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    entries: HashMap<EnvelopeId, Entry>,
    /// What a person sees of each mailbox, less what the server has.
    shifts: BTreeMap<MailboxId, Shift>,
    /// Where messages go, by the id that was written down: the mailbox as it is called here now, if it is.
    targets: BTreeMap<MailboxId, (Destination, Option<MailboxId>)>,
    /// The orders of the mailboxes that have a shift, as a person sees them.
    pub(super) orders: Orders,
    /// Messages that were here when something was done to them, and are to be found again.
    pub(super) lost: Lost,
    /// What waits to be done to mailboxes.
    pub(super) tree: Tree,
}

#[derive(Debug)]
struct Entry {
    operations: Vec<Arc<Pending>>,
    place: Option<Place>,
}

/// What of the row of a message counts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    mailbox: MailboxId,
    date: DateEntry,
    unseen: bool,
    stored: bool,
}

/// How a message counts where it is, and where it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Weight {
    place: Place,
    shown: Option<MailboxId>,
    unseen: bool,
}

#[derive(Debug, Default)]
struct Shift {
    total: i64,
    unseen: i64,
    bodies: i64,
    came: BTreeSet<DateEntry>,
    went: BTreeSet<DateEntry>,
}

impl Place {
    pub(super) fn of(id: EnvelopeId, row: &EnvelopeRow, body: BodyTag) -> Self {
        let unseen = row.server_flags.is_unseen();
        Self { mailbox: row.mailbox, date: row.date_entry(id), unseen, stored: body == BodyTag::Stored }
    }
}

impl Overlay {
    /// Lays the operations that wait over what is in the cache.
    pub(super) fn load(engine: &Engine, pending: &[Arc<Pending>]) -> Outcome<Self> {
        let mut overlay = Self::default();
        let mut places = HashMap::new();
        for target in pending.iter().flat_map(|pending| &pending.operation.targets) {
            if let hash_map::Entry::Vacant(entry) = places.entry(target.id) {
                entry.insert(engine.place(target.id)?);
            }
        }
        for pending in pending {
            overlay.add(&engine.mailboxes, pending, |id| places.get(&id).copied().flatten());
        }
        if overlay.entries.values().any(|entry| entry.place.is_none()) {
            let rescued = engine.db.scan_prefix(keys::all_rescued()).keys();
            let rescued: BTreeSet<EnvelopeId> = rescued
                .map(|key| Ok(keys::rescued_parts(&key?).map(|(_, id)| id)))
                .filter_map(Result::transpose)
                .collect::<Outcome<_>>()?;
            let is_lost = |id| {
                !rescued.contains(&id) && overlay.entries.get(&id).is_none_or(|entry: &Entry| entry.place.is_none())
            };
            overlay.lost = Lost::of(pending, is_lost);
        }
        Ok(overlay)
    }

    /// Adds an operation, whose messages are where `place` says.
    pub(super) fn add(
        &mut self,
        mailboxes: &BTreeMap<MailboxId, Mailbox>,
        pending: &Arc<Pending>,
        place: impl Fn(EnvelopeId) -> Option<Place>,
    ) {
        if pending.operation.verb.is_of_mailbox() {
            return self.tree.add(pending);
        }
        let operation = pending.operation.id;
        if let Some(to) = pending.operation.verb.to() {
            self.targets.entry(to.mailbox).or_insert_with(|| (to.clone(), find(mailboxes, to).map(|found| found.id)));
        }
        for Target { id, .. } in &pending.operation.targets {
            self.entries.entry(*id).or_insert_with(|| Entry { operations: Vec::new(), place: place(*id) });
            self.update(*id, |entry| {
                // It is there already if the cache was opened anew in between.
                if entry.operations.iter().all(|known| known.operation.id != operation) {
                    entry.operations.push(Arc::clone(pending));
                }
            });
        }
    }

    /// Takes an operation off some messages.
    pub(super) fn drop(&mut self, operation: OperationId, messages: &[EnvelopeId]) {
        for id in messages {
            self.update(*id, |entry| entry.operations.retain(|pending| pending.operation.id != operation));
        }
        self.lost.retain(|id| self.entries.contains_key(&id));
    }

    /// The row of a message was written or taken away.
    pub(super) fn placed(&mut self, id: EnvelopeId, place: Option<Place>) {
        self.update(id, |entry| entry.place = place);
        if place.is_some() {
            self.lost.retain(|lost| lost != id);
        }
    }

    /// Mailboxes came or went: messages may go where they could not, or the other way round.
    pub(super) fn find_targets(&mut self, mailboxes: &BTreeMap<MailboxId, Mailbox>) {
        let mut changed = false;
        for (to, found) in self.targets.values_mut() {
            let now = find(mailboxes, to).map(|found| found.id);
            changed |= now != *found;
            *found = now;
        }
        if changed {
            (self.shifts, self.orders) = Default::default();
            let ids: Vec<_> = self.entries.keys().copied().collect();
            for id in ids {
                let weight = self.entries.get(&id).and_then(|entry| entry.weight(&self.targets));
                self.weigh(weight, true);
            }
        }
    }

    /// Whether something waits for this message.
    pub(super) fn contains(&self, id: EnvelopeId) -> bool {
        self.entries.contains_key(&id)
    }

    /// Where the server has a message for which something waits.
    pub(super) fn server_mailbox(&self, id: EnvelopeId) -> Option<MailboxId> {
        Some(self.entries.get(&id)?.place?.mailbox)
    }

    /// The mailbox a destination means now.
    pub(super) fn target(&self, to: &Destination) -> Option<MailboxId> {
        self.targets.get(&to.mailbox).and_then(|(_, found)| *found)
    }

    /// What a person sees of a message; `None`: just what the server has.
    pub(super) fn seen(&self, id: EnvelopeId, row: &EnvelopeRow) -> Option<Overlaid> {
        let entry = self.entries.get(&id)?;
        let flags = entry.operations.iter().fold(row.server_flags.clone(), |flags, it| it.operation.verb.apply(&flags));
        Some(Overlaid { flags, mailbox: entry.mailbox(row.mailbox, &self.targets) })
    }

    /// A mailbox as a person sees it.
    pub(super) fn shown(&self, mut mailbox: Mailbox) -> Mailbox {
        let counts = &mut mailbox.counts;
        counts.on_server = counts.on_server.saturating_sub(counts.hidden);
        if let Some(Shift { total, unseen, bodies, .. }) = self.shifts.get(&mailbox.id) {
            let shifted =
                |count: u32, by: i64| u32::try_from(i64::from(count).saturating_add(by).max(0)).unwrap_or(u32::MAX);
            counts.total = shifted(counts.total, *total);
            counts.on_server = shifted(counts.on_server, *total);
            counts.unseen = shifted(counts.unseen, *unseen);
            counts.bodies = shifted(counts.bodies, *bodies);
        }
        mailbox
    }

    /// What came to the order of a mailbox and what went, ascending.
    pub(super) fn edits(&self, mailbox: MailboxId) -> Vec<Edit<DateEntry>> {
        let Some(shift) = self.shifts.get(&mailbox) else { return Vec::new() };
        let came = shift.came.iter().map(|entry| (*entry, Some(*entry)));
        let mut edits: Vec<_> = came.chain(shift.went.iter().map(|entry| (*entry, None))).collect();
        edits.sort_unstable_by_key(|(entry, _)| *entry);
        edits
    }

    fn update(&mut self, id: EnvelopeId, change: impl FnOnce(&mut Entry)) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let before = entry.weight(&self.targets);
        change(entry);
        let after = entry.weight(&self.targets);
        if entry.operations.is_empty() {
            self.entries.remove(&id);
        }
        if before != after {
            self.weigh(before, false);
            self.weigh(after, true);
        }
    }

    /// Counts a message in, or out again.
    fn weigh(&mut self, weight: Option<Weight>, counts: bool) {
        let Some(Weight { place, shown, unseen }) = weight else { return };
        if shown == Some(place.mailbox) {
            let more = i64::from(unseen) - i64::from(place.unseen);
            if more != 0 {
                let shift = self.shifts.entry(place.mailbox).or_default();
                shift.unseen = shift.unseen.saturating_add(if counts { more } else { -more });
            }
            return;
        }
        let sign = if counts { 1 } else { -1 };
        let mut take = |mailbox: MailboxId, sign: i64, unseen: bool, came: bool| {
            let shift = self.shifts.entry(mailbox).or_default();
            shift.total = shift.total.saturating_add(sign);
            shift.unseen = shift.unseen.saturating_add(if unseen { sign } else { 0 });
            shift.bodies = shift.bodies.saturating_add(if place.stored { sign } else { 0 });
            let dates = if came { &mut shift.came } else { &mut shift.went };
            let _ = if counts { dates.insert(place.date) } else { dates.remove(&place.date) };
            self.orders.forget(mailbox);
        };
        take(place.mailbox, -sign, place.unseen, false);
        if let Some(mailbox) = shown {
            take(mailbox, sign, unseen, true);
        }
    }
}

impl Entry {
    /// Where it is seen: the last of what waits decides. A mailbox that is not there any more takes nothing in.
    fn mailbox(
        &self,
        mailbox: MailboxId,
        targets: &BTreeMap<MailboxId, (Destination, Option<MailboxId>)>,
    ) -> Option<MailboxId> {
        self.operations.iter().try_fold(mailbox, |mailbox, pending| match &pending.operation.verb {
            Verb::Move { to } => Some(targets.get(&to.mailbox).and_then(|(_, found)| *found).unwrap_or(mailbox)),
            Verb::Delete => None,
            _ => Some(mailbox),
        })
    }

    fn weight(&self, targets: &BTreeMap<MailboxId, (Destination, Option<MailboxId>)>) -> Option<Weight> {
        let place = self.place?;
        let unseen = self.operations.iter().fold(place.unseen, |unseen, pending| match &pending.operation.verb {
            Verb::Flags { remove, .. } if remove.contains(Flag::Seen) => true,
            Verb::Flags { add, .. } if add.contains(Flag::Seen) => false,
            _ => unseen,
        });
        Some(Weight { place, shown: self.mailbox(place.mailbox, targets), unseen })
    }
}

/// The mailbox that is meant: by its id, or by its name if the id is of a cache that was lost.
pub(super) fn find<'a>(mailboxes: &'a BTreeMap<MailboxId, Mailbox>, to: &Destination) -> Option<&'a Mailbox> {
    let by_id = mailboxes.get(&to.mailbox).filter(|mailbox| mailbox.account == to.account);
    by_id.or_else(|| mailboxes.values().find(|mailbox| mailbox.account == to.account && mailbox.name == to.name))
}

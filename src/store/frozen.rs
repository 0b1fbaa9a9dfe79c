//! Messages that went from the server without anybody having asked for it, in such a number that the person decides.
//!
//! Invariant: the index by UID holds what the server has, the order by date what a person sees. A frozen message is in the
//! second only, so its UID means nothing any more and may come to belong to another one. It comes back under its old id when
//! the server shows the same message again, under whatever UID.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use sled::Db;

use super::engine::{Change, Engine, IndexEdits};
use super::envelopes::{count, count_hidden, expect_row, in_set, rescue};
use super::fault::Outcome;
use super::index::{BodyTag, UidEntry};
use super::rows::EnvelopeRow;
use super::transfers::{Arrivals, arrive, is_comparable};
use super::types::Mark;
use super::{NewEnvelope, REMOVED_AT_ONCE, Store, chunks, keys, now, packs, record};
use crate::error::Result;
use crate::model::{Envelope, EnvelopeId, Flags, Frozen, Mailbox, MailboxId, Uid, UidSet, UidValidity};

impl Store {
    /// Freezes messages that are gone from the server: they stay where they are for the person, and leave what the server has.
    /// Unknown UIDs are passed over.
    /// Of a mailbox that waits to be removed they go to the rescue: the person let go of them.
    pub fn freeze(&self, mailbox: MailboxId, uids: &UidSet) -> Result<()> {
        if !self.is_kept(mailbox)? {
            return self.remove(mailbox, uids, None).map(drop);
        }
        loop {
            let doomed = self.0.read("find messages", |engine| in_set(engine, mailbox, uids))?;
            let step: UidSet = doomed.iter().take(REMOVED_AT_ONCE).map(|entry| entry.uid).collect();
            self.0.write("freeze messages", |engine, change| freeze(engine, change, mailbox, &step))?;
            if doomed.len() <= REMOVED_AT_ONCE {
                return Ok(());
            }
        }
    }

    /// Freezes messages that are certainly not what the server has under their UIDs; tells which UIDs those are.
    pub fn freeze_others(&self, mailbox: MailboxId, there: &[NewEnvelope]) -> Result<UidSet> {
        self.0.write("compare messages", |engine, change| {
            let there: BTreeMap<Uid, &NewEnvelope> = there.iter().map(|new| (new.uid, new)).collect();
            let uids: Vec<Uid> = there.keys().copied().collect();
            let mut others = UidSet::new();
            let known = chunks::lookup::<UidEntry>(&engine.db, mailbox, &uids)?;
            for (known, new) in known.into_iter().zip(there.into_values()) {
                let Some(known) = known.filter(|known| !known.is_hidden()) else { continue };
                let row = expect_row(engine, known.id, mailbox)?;
                if !row.is_placeholder() && row.is_another(&EnvelopeRow::new(mailbox, new.clone())) {
                    others.insert(new.uid);
                }
            }
            freeze(engine, change, mailbox, &others)?;
            Ok(others)
        })
    }

    /// What the person decided about the frozen messages of a mailbox: they are put back by the next connection, or go to the
    /// rescue.
    pub fn thaw(&self, mailbox: MailboxId, put_back: bool) -> Result<()> {
        if put_back { self.restore_frozen(mailbox, true) } else { self.accept_frozen(mailbox).map(drop) }
    }

    /// The frozen messages of a mailbox, newest first.
    pub fn frozen(&self, mailbox: MailboxId) -> Result<Vec<EnvelopeId>> {
        self.0.read("list what is frozen", |engine| {
            let mut frozen: Vec<_> = engine.frozen.of(mailbox).map(|(id, row)| (row.received, *id)).collect();
            frozen.sort_unstable_by(|one, other| other.cmp(one));
            Ok(frozen.into_iter().map(|(_, id)| id).collect())
        })
    }

    /// Lets frozen messages go to the rescue, as the person said. Tells how many went.
    pub fn accept_frozen(&self, mailbox: MailboxId) -> Result<u64> {
        let mut gone = 0_u64;
        loop {
            let step = self.0.write("let go of frozen messages", |engine, change| accept(engine, change, mailbox))?;
            gone = gone.saturating_add(step);
            if step == 0 {
                return Ok(gone);
            }
        }
    }

    /// Notes that the frozen messages are to be put back on the server (or no longer). Those whose body is not here cannot be.
    pub fn restore_frozen(&self, mailbox: MailboxId, restore: bool) -> Result<()> {
        self.0.write("note what is to be put back", |engine, change| {
            if restore && restoring(engine, mailbox)?.is_none() {
                let mark = engine.mailbox(mailbox)?.mark;
                change.put(
                    keys::restoring(mailbox),
                    &Restoring { at: now(), mark: mark.uid_validity.zip(mark.uid_next) },
                )?;
            }
            for (id, row) in engine.frozen.of(mailbox) {
                change.freeze(mailbox, *id, FrozenRow { restoring: restore && row.stored, ..*row })?;
            }
            Ok(())
        })
    }

    /// Notes that some of them are not to be put back any more.
    pub fn leave_frozen(&self, mailbox: MailboxId, messages: &[EnvelopeId]) -> Result<()> {
        self.0.write("note what is not put back", |engine, change| {
            for (id, row) in engine.frozen.of(mailbox).filter(|(id, _)| messages.contains(id)) {
                change.freeze(mailbox, *id, FrozenRow { restoring: false, ..*row })?;
            }
            Ok(())
        })
    }

    /// The UIDVALIDITY and UIDNEXT of a mailbox when the frozen messages of it were first to be put back: what was put back since
    /// is above that. `None`: nobody knows.
    pub fn restoring_since(&self, mailbox: MailboxId) -> Result<Option<Mark>> {
        self.0.read("read since when messages are put back", |engine| {
            Ok(restoring(engine, mailbox)?.and_then(|restoring| restoring.mark))
        })
    }

    /// The messages of a mailbox that are to be put back on the server, oldest first, at most `limit`. None while there is one
    /// whose header could not be had: it may be one of them.
    pub fn to_restore(&self, mailbox: MailboxId, limit: usize) -> Result<Vec<Envelope>> {
        self.0.read("find what is to be put back", |engine| {
            if engine.frozen.of(mailbox).all(|(_, row)| !row.restoring) {
                return Ok(Vec::new());
            }
            for known in chunks::load_all::<UidEntry>(&engine.db, mailbox)? {
                let is_unknown = known.body == BodyTag::Unavailable && !known.is_hidden();
                if is_unknown && expect_row(engine, known.id, mailbox)?.is_placeholder() {
                    return Ok(Vec::new());
                }
            }
            let mut due: Vec<_> = engine.frozen.of(mailbox).filter(|(_, row)| row.restoring).collect();
            due.sort_unstable_by_key(|(id, row)| (row.received, **id));
            let envelope = |id| Ok(expect_row(engine, id, mailbox)?.into_envelope(id, engine.body(id)?));
            due.into_iter().take(limit).map(|(id, _)| envelope(*id)).collect()
        })
    }

    /// Binds messages that were put back to the UIDs they have now. Those that are not frozen are passed over, and all of
    /// them if the mailbox has another validity here: the next look at it finds them.
    pub fn restored(&self, mailbox: MailboxId, validity: UidValidity, messages: &[(EnvelopeId, Uid)]) -> Result<()> {
        self.0
            .write("store what was put back", |engine, change| restored(engine, change, (mailbox, validity), messages))
    }

    /// Whether a message is frozen: its UID is to be used for nothing.
    pub fn is_frozen(&self, id: EnvelopeId) -> Result<bool> {
        self.0.read("find a message", |engine| {
            let row = engine.envelope(id, None)?;
            Ok(row.is_some_and(|row| engine.frozen.contains(row.mailbox, id)))
        })
    }
}

/// When frozen messages were first to be put back, and what was in their mailbox then.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Restoring {
    at: i64,
    mark: Option<Mark>,
}

/// That, unless it was about messages that are not frozen any more.
fn restoring(engine: &Engine, mailbox: MailboxId) -> Outcome<Option<Restoring>> {
    let key = keys::restoring(mailbox);
    let known: Option<Restoring> = engine.db.get(&key)?.and_then(|value| record::unseal(&key, &value));
    let oldest = engine.frozen.of(mailbox).map(|(_, row)| row.since).min();
    Ok(known.filter(|known| oldest.is_some_and(|oldest| oldest <= known.at)))
}

/// What is kept of a frozen message beside its row, which stays as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FrozenRow {
    since: i64,
    validity: Option<UidValidity>,
    uid: Uid,
    print: Print,
    received: i64,
    unseen: bool,
    stored: bool,
    restoring: bool,
}

/// By what a message is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Print {
    identity: u64,
    size: u32,
}

impl Print {
    fn of(row: &EnvelopeRow) -> Outcome<Self> {
        let EnvelopeRow { message_id, subject, from, sent, received, size, .. } = row;
        // Without a Message-ID everything else has to agree.
        let otherwise = message_id.is_none().then_some((subject, from, sent, received));
        let bytes = record::seal(&[], &(message_id, otherwise))?;
        let identity = packs::hash(&bytes).0.first_chunk().copied().map_or(0, u64::from_be_bytes);
        Ok(Self { identity, size: *size })
    }
}

/// What is frozen of one mailbox.
#[derive(Debug, Default)]
struct Part {
    rows: BTreeMap<EnvelopeId, FrozenRow>,
    seen: Frozen,
    unseen: u32,
    bodies: u32,
}

impl Part {
    fn count(&mut self, row: &FrozenRow, counts: bool) {
        let add = |number: &mut u32, one: bool| {
            *number = if counts { number.saturating_add(one.into()) } else { number.saturating_sub(one.into()) };
        };
        add(&mut self.seen.messages, true);
        add(&mut self.seen.without_body, !row.stored);
        add(&mut self.seen.restoring, row.restoring);
        add(&mut self.unseen, row.unseen);
        add(&mut self.bodies, row.stored);
        if counts {
            self.seen.since = if self.seen.since == 0 { row.since } else { self.seen.since.min(row.since) };
        }
    }
}

/// All frozen messages, in memory.
#[derive(Debug, Default)]
pub(super) struct Index {
    mailboxes: BTreeMap<MailboxId, Part>,
    prints: HashMap<(MailboxId, Print), Vec<EnvelopeId>>,
}

/// Changes to it, for one step.
pub(super) type Changes = BTreeMap<(MailboxId, EnvelopeId), Option<FrozenRow>>;

impl Index {
    /// Reads what is on disk. A row that cannot be read is left out: the message is found as it is by mending.
    pub(super) fn load(db: &Db) -> Outcome<Self> {
        let mut index = Self::default();
        for item in db.scan_prefix(keys::all_frozen()) {
            let (key, value) = item?;
            let place = keys::frozen_parts(&key).zip(record::unseal::<FrozenRow>(&key, &value));
            if let Some(((mailbox, id), row)) = place {
                index.set(mailbox, id, Some(row));
            }
        }
        Ok(index)
    }

    /// Brings it in step with what was written.
    pub(super) fn apply(&mut self, changes: Changes) {
        changes.into_iter().for_each(|((mailbox, id), row)| self.set(mailbox, id, row));
    }

    fn set(&mut self, mailbox: MailboxId, id: EnvelopeId, row: Option<FrozenRow>) {
        let part = self.mailboxes.entry(mailbox).or_default();
        if let Some(old) = part.rows.remove(&id) {
            part.count(&old, false);
            if let Some(ids) = self.prints.get_mut(&(mailbox, old.print)) {
                ids.retain(|other| *other != id);
                if ids.is_empty() {
                    self.prints.remove(&(mailbox, old.print));
                }
            }
        }
        if let Some(row) = row {
            part.count(&row, true);
            part.rows.insert(id, row);
            self.prints.entry((mailbox, row.print)).or_default().push(id);
        }
        if part.rows.is_empty() {
            self.mailboxes.remove(&mailbox);
        }
    }

    /// What is frozen of a mailbox.
    pub(super) fn of(&self, mailbox: MailboxId) -> impl Iterator<Item = (&EnvelopeId, &FrozenRow)> {
        self.mailboxes.get(&mailbox).into_iter().flat_map(|part| &part.rows)
    }

    /// How many that are.
    pub(super) fn len(&self, mailbox: MailboxId) -> u32 {
        self.mailboxes.get(&mailbox).map_or(0, |part| part.seen.messages)
    }

    /// Whether a message of a mailbox is frozen.
    pub(super) fn contains(&self, mailbox: MailboxId, id: EnvelopeId) -> bool {
        self.mailboxes.get(&mailbox).is_some_and(|part| part.rows.contains_key(&id))
    }

    /// The message that had this UID.
    pub(super) fn by_uid(&self, mailbox: MailboxId, uid: Uid) -> Option<EnvelopeId> {
        self.of(mailbox).find(|(_, row)| row.uid == uid).map(|(id, _)| *id)
    }

    /// A mailbox with what is frozen of it.
    pub(super) fn tell(&self, mut mailbox: Mailbox) -> Mailbox {
        mailbox.frozen = self.mailboxes.get(&mailbox.id).map(|part| part.seen);
        mailbox
    }

    /// A mailbox with the counts of what the server has.
    pub(super) fn leave_out(&self, mailbox: Mailbox) -> Mailbox {
        let mut mailbox = self.tell(mailbox);
        if let Some(part) = self.mailboxes.get(&mailbox.id) {
            let counts = &mut mailbox.counts;
            counts.total = counts.total.saturating_sub(part.seen.messages);
            counts.unseen = counts.unseen.saturating_sub(part.unseen);
            counts.bodies = counts.bodies.saturating_sub(part.bodies);
        }
        mailbox
    }

    /// The frozen message that this is, if it is one. Of copies the one that was there, or as old, is preferred.
    fn find(&self, mailbox: &Mailbox, row: &EnvelopeRow, changes: &Changes) -> Outcome<Option<EnvelopeId>> {
        let Some(part) = self.mailboxes.get(&mailbox.id) else { return Ok(None) };
        let ids = self.prints.get(&(mailbox.id, Print::of(row)?)).map(Vec::as_slice).unwrap_or_default();
        let is_free = |id: &&EnvelopeId| !matches!(changes.get(&(mailbox.id, **id)), Some(None));
        let was = |id: &EnvelopeId| part.rows.get(id);
        let there = |row: &FrozenRow, uid| row.uid == uid && row.validity == mailbox.mark.uid_validity;
        let best = |id: &&EnvelopeId| {
            let frozen = was(id);
            (frozen.is_some_and(|it| there(it, row.uid)), frozen.is_some_and(|it| it.received == row.received))
        };
        // Of so many identical copies it does not matter which.
        Ok(ids.iter().filter(is_free).take(COPIES).max_by_key(best).copied())
    }
}

/// Identical copies of a message that are told apart.
const COPIES: usize = 64;

impl Change {
    fn freeze(&mut self, mailbox: MailboxId, id: EnvelopeId, row: FrozenRow) -> Outcome<()> {
        self.frozen.insert((mailbox, id), Some(row));
        self.put(keys::frozen(mailbox, id), &row)
    }

    /// A message is frozen no longer.
    pub(super) fn thaw(&mut self, mailbox: MailboxId, id: EnvelopeId) {
        self.frozen.insert((mailbox, id), None);
        self.batch.remove(keys::frozen(mailbox, id));
    }

    /// The body of a frozen message came, or went.
    pub(super) fn frozen_body(&mut self, engine: &Engine, at: (MailboxId, EnvelopeId), body: BodyTag) -> Outcome<bool> {
        let row = engine.frozen.of(at.0).find(|(id, _)| **id == at.1).map(|(_, row)| *row);
        let Some(row) = row else { return Ok(false) };
        let stored = body == BodyTag::Stored;
        let counts = &mut self.mailbox(engine, at.0)?.counts;
        counts.bodies = counts.bodies.saturating_sub(row.stored.into()).saturating_add(stored.into());
        self.freeze(at.0, at.1, FrozenRow { stored, restoring: row.restoring && stored, ..row })?;
        Ok(true)
    }
}

/// Plans to freeze one message. The index by UID is the caller's.
pub(super) fn freeze_one(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    known: &UidEntry,
    row: &EnvelopeRow,
) -> Outcome<()> {
    let frozen = FrozenRow {
        since: now(),
        validity: engine.mailbox(mailbox)?.mark.uid_validity,
        uid: row.uid,
        print: Print::of(row)?,
        received: row.received,
        unseen: row.server_flags.is_unseen(),
        stored: known.body == BodyTag::Stored,
        restoring: false,
    };
    change.freeze(mailbox, known.id, frozen)
}

fn freeze(engine: &Engine, change: &mut Change, mailbox: MailboxId, uids: &UidSet) -> Outcome<()> {
    let mut edits = IndexEdits::default();
    for known in in_set(engine, mailbox, uids)? {
        edits.uids.push((known.uid, None));
        if known.is_hidden() {
            count_hidden(change.mailbox(engine, mailbox)?, &known.server_flags, false);
            continue;
        }
        let row = expect_row(engine, known.id, mailbox)?;
        if row.is_placeholder() {
            // Nothing of it was ever here.
            edits.dates.push((row.date_entry(known.id), None));
            rescue(engine, change, mailbox, &known, row)?;
        } else {
            freeze_one(engine, change, mailbox, &known, &row)?;
        }
    }
    change.edit_indexes(engine, mailbox, edits)
}

/// Plans to take a message that comes in for the frozen one that it is. Tells which that is.
pub(super) fn adopt(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    new: &EnvelopeRow,
    edits: &mut IndexEdits,
) -> Outcome<Option<EnvelopeId>> {
    if engine.frozen.len(mailbox) == 0 {
        return Ok(None);
    }
    let Some(id) = engine.frozen.find(engine.mailbox(mailbox)?, new, &change.frozen)? else { return Ok(None) };
    edits.uids.push((new.uid, Some(thaw(engine, change, mailbox, id, (new.uid, Some(&new.server_flags)))?)));
    Ok(Some(id))
}

/// Plans to bind a frozen message to a UID, with the flags it has there if they are known. Its place in the index by UID is the
/// answer, and the caller's.
pub(super) fn thaw(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    id: EnvelopeId,
    (uid, flags): (Uid, Option<&Flags>),
) -> Outcome<UidEntry> {
    let mut row = expect_row(engine, id, mailbox)?;
    let body = BodyTag::from(engine.body(id)?.state());
    count(change.mailbox(engine, mailbox)?, &row, body, false);
    row.uid = uid;
    row.server_flags = flags.cloned().unwrap_or(row.server_flags);
    count(change.mailbox(engine, mailbox)?, &row, body, true);
    change.put_envelope(engine, id, &row, body)?;
    change.thaw(mailbox, id);
    Ok(UidEntry { uid, id, server_flags: row.server_flags, body })
}

fn restored(
    engine: &Engine,
    change: &mut Change,
    (mailbox, validity): (MailboxId, UidValidity),
    messages: &[(EnvelopeId, Uid)],
) -> Outcome<()> {
    if !is_comparable(engine, mailbox, validity)? {
        return Ok(());
    }
    let mut arrivals = Arrivals::new();
    for (id, uid) in messages.iter().filter(|(id, _)| engine.frozen.contains(mailbox, *id)) {
        let mut row = expect_row(engine, *id, mailbox)?;
        let body = BodyTag::from(engine.body(*id)?.state());
        count(change.mailbox(engine, mailbox)?, &row, body, false);
        change.thaw(mailbox, *id);
        row.uid = *uid;
        arrivals.insert(*uid, (*id, row, body));
    }
    arrive(engine, change, (mailbox, validity), arrivals)
}

fn accept(engine: &Engine, change: &mut Change, mailbox: MailboxId) -> Outcome<u64> {
    let ids: Vec<_> = engine.frozen.of(mailbox).map(|(id, _)| *id).take(REMOVED_AT_ONCE).collect();
    let mut edits = IndexEdits::default();
    for id in &ids {
        let row = expect_row(engine, *id, mailbox)?;
        let body = BodyTag::from(engine.body(*id)?.state());
        let known = UidEntry { uid: row.uid, id: *id, server_flags: row.server_flags.clone(), body };
        edits.dates.push((row.date_entry(*id), None));
        change.thaw(mailbox, *id);
        rescue(engine, change, mailbox, &known, row)?;
    }
    change.edit_indexes(engine, mailbox, edits)?;
    Ok(ids.len() as u64)
}

//! Bodies: which messages have one, why others have none, and taking them in.

use std::collections::BTreeMap;

use super::chunks;
use super::engine::{Change, Engine, IndexEdits};
use super::envelopes::origin;
use super::fault::{Fault, Outcome};
use super::index::{BodyTag, UidEntry};
use super::keys;
use super::packs::{Location, Packed};
use super::rows::{BodyPlace, BodyRow, EnvelopeRow, Origin};
use super::types::MissingBody;
use crate::model::{BodyState, EnvelopeId, MailboxId, Sha256Hash, Uid, UidSet};

/// Where the message of each id is on its server; `None` for those that are gone.
pub(super) fn origins(engine: &Engine, ids: &[EnvelopeId]) -> Outcome<Vec<Option<Origin>>> {
    let origin_of = |row: EnvelopeRow| engine.mailbox(row.mailbox).map(|mailbox| origin(mailbox, &row));
    ids.iter().map(|id| engine.envelope(*id, None)?.map(origin_of).transpose()).collect()
}

/// Plans to take in bodies that were written to the packs; tells whose they are.
pub(super) fn put(
    engine: &Engine,
    change: &mut Change,
    packed: &[Packed],
    locations: &[Location],
) -> Outcome<Vec<EnvelopeId>> {
    // One message given twice is taken once.
    let by_id: BTreeMap<_, _> =
        packed.iter().zip(locations).map(|(packed, location)| (packed.head.id, (packed, *location))).collect();
    let ids: Vec<_> = by_id.keys().copied().collect();
    let mut places = Vec::new();
    for (row, (id, (packed, location))) in known(engine, &ids)?.into_iter().zip(by_id) {
        let Some(row) = row else { continue };
        let body = BodyRow {
            place: BodyPlace::Stored { hash: packed.head.hash, location, raw_len: packed.head.raw_len },
            preview: packed.head.preview.clone(),
            has_attachment: packed.head.has_attachment,
        };
        change.refer(location);
        places.push((id, row, body));
    }
    let stored = places.iter().map(|(id, ..)| *id).collect();
    set(engine, change, places)?;
    Ok(stored)
}

/// Plans to say why messages have no body; one that is there stays.
pub(super) fn mark(engine: &Engine, change: &mut Change, ids: &[EnvelopeId], place: BodyPlace) -> Outcome<()> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut places = Vec::new();
    for (row, id) in known(engine, &ids)?.into_iter().zip(ids) {
        let Some(row) = row else { continue };
        let body = engine.body(id)?;
        if body.location().is_none() {
            places.push((id, row, BodyRow { place, ..body }));
        }
    }
    set(engine, change, places)
}

/// Plans to forget a body that turned out torn, unless another has taken its place.
pub(super) fn forget_torn(engine: &Engine, change: &mut Change, id: EnvelopeId, torn: Location) -> Outcome<()> {
    let body = engine.body(id)?;
    if body.location() != Some(torn) {
        return Ok(());
    }
    match engine.envelope(id, None)? {
        Some(row) => set(engine, change, vec![(id, row, BodyRow { place: BodyPlace::Missing, ..body })]),
        None => {
            change.release(torn);
            change.batch.remove(keys::body(id));
            Ok(())
        }
    }
}

/// Plans to make what was skipped missing again.
pub(super) fn reconsider_skipped(engine: &Engine, change: &mut Change, mailbox: MailboxId) -> Outcome<()> {
    let skipped = chunks::load_all::<UidEntry>(&engine.db, mailbox)?.into_iter();
    let ids: Vec<_> = skipped.filter(|entry| entry.body == BodyTag::Skipped).map(|entry| entry.id).collect();
    mark(engine, change, &ids, BodyPlace::Missing)
}

/// What could not be had: messages of which not even the header could, and those whose body could not.
pub(super) fn unavailable(engine: &Engine, mailbox: MailboxId) -> Outcome<(UidSet, Vec<(Uid, EnvelopeId)>)> {
    let (mut headers, mut bodies) = (UidSet::new(), Vec::new());
    let entries = chunks::load_all::<UidEntry>(&engine.db, mailbox)?.into_iter();
    for entry in entries.filter(|entry| entry.body == BodyTag::Unavailable) {
        let row = engine.envelope(entry.id, Some(mailbox))?.ok_or(Fault::Mailbox(mailbox))?;
        if row.is_placeholder() {
            headers.insert(entry.uid);
        } else {
            bodies.push((entry.uid, entry.id));
        }
    }
    Ok((headers, bodies))
}

fn known(engine: &Engine, ids: &[EnvelopeId]) -> Outcome<Vec<Option<EnvelopeRow>>> {
    ids.iter().map(|id| engine.envelope(*id, None)).collect()
}

/// Writes body rows, with tags and counts of their mailboxes.
fn set(engine: &Engine, change: &mut Change, places: Vec<(EnvelopeId, EnvelopeRow, BodyRow)>) -> Outcome<()> {
    let mut by_mailbox: BTreeMap<MailboxId, BTreeMap<Uid, (EnvelopeId, BodyRow)>> = BTreeMap::new();
    for (id, row, body) in places {
        let tag = BodyTag::from(body.state());
        change.place(engine, id, &row, tag);
        if change.frozen_body(engine, (row.mailbox, id), tag)? {
            write(engine, change, id, &body)?;
            continue;
        }
        by_mailbox.entry(row.mailbox).or_default().insert(row.uid, (id, body));
    }
    for (mailbox, bodies) in by_mailbox {
        let uids: Vec<Uid> = bodies.keys().copied().collect();
        let entries = chunks::lookup::<UidEntry>(&engine.db, mailbox, &uids)?;
        let mut edits = IndexEdits::default();
        for (entry, (uid, (id, body))) in entries.into_iter().zip(bodies) {
            let entry = entry.filter(|entry| entry.id == id).ok_or(Fault::Mailbox(mailbox))?;
            let tag = BodyTag::from(body.state());
            let counts = &mut change.mailbox(engine, mailbox)?.counts;
            counts.bodies = counts.bodies.saturating_sub(u32::from(entry.body == BodyTag::Stored));
            counts.bodies = counts.bodies.saturating_add(u32::from(tag == BodyTag::Stored));
            write(engine, change, id, &body)?;
            edits.uids.push((uid, Some(UidEntry { body: tag, ..entry })));
        }
        change.edit_indexes(engine, mailbox, edits)?;
    }
    Ok(())
}

fn write(engine: &Engine, change: &mut Change, id: EnvelopeId, body: &BodyRow) -> Outcome<()> {
    if let Some(old) = engine.body(id)?.location() {
        change.release(old);
    }
    if *body == BodyRow::default() {
        change.batch.remove(keys::body(id));
        return Ok(());
    }
    change.put(keys::body(id), body)
}

/// Messages whose body is missing, highest UID first.
pub(super) fn missing(engine: &Engine, mailbox: MailboxId, limit: usize) -> Outcome<Vec<MissingBody>> {
    engine.mailbox(mailbox)?;
    let mut missing = Vec::new();
    chunks::walk_down::<UidEntry>(&engine.db, mailbox, |entries| {
        for entry in entries.iter().rev().filter(|entry| entry.body == BodyTag::Missing) {
            if missing.len() >= limit {
                break;
            }
            let row = engine.envelope(entry.id, Some(mailbox))?.ok_or(Fault::Mailbox(mailbox))?;
            missing.push(MissingBody { id: entry.id, uid: entry.uid, size: row.size, received: row.received });
        }
        Ok(missing.len() < limit)
    })?;
    Ok(missing)
}

/// What is needed to read a body: where it is and what it must hash to.
pub(super) fn stored(engine: &Engine, id: EnvelopeId) -> Outcome<Option<(Location, Sha256Hash, u64)>> {
    Ok(match engine.body(id)?.place {
        BodyPlace::Stored { hash, location, raw_len } => Some((location, hash, raw_len)),
        BodyPlace::Missing | BodyPlace::Skipped | BodyPlace::Unavailable => None,
    })
}

/// The place that a state without a body means.
pub(super) const fn place_of(state: BodyState) -> Option<BodyPlace> {
    match state {
        BodyState::Missing => Some(BodyPlace::Missing),
        BodyState::Skipped => Some(BodyPlace::Skipped),
        BodyState::Unavailable => Some(BodyPlace::Unavailable),
        BodyState::Stored(_) => None,
    }
}

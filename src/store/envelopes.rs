//! Messages: adding, flags, removing, and carrying a mailbox over to another UIDVALIDITY.

use std::collections::{BTreeMap, BTreeSet};

use super::chunks;
use super::engine::{Change, Engine, IndexEdits};
use super::fault::{Fault, Outcome};
use super::index::{BodyTag, DateEntry, UidEntry};
use super::rescue::drop_body;
use super::rows::{EnvelopeRow, Origin, RescuedRow};
use super::types::{Added, NewEnvelope};
use super::{frozen, keys, mailboxes, salvage};
use crate::model::{Envelope, EnvelopeId, Flag, Flags, Mailbox, MailboxId, SyncMark, Uid, UidSet, UidValidity};

/// Up to so many UIDs are looked up one by one; more are found by reading the whole index.
const FEW: u64 = 2_000;

/// Plans to add messages; those that are there take the flags.
pub(super) fn add(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    envelopes: &[NewEnvelope],
    mark: Option<SyncMark>,
) -> Outcome<Added> {
    mailboxes::set_mark(engine, change, mailbox, mark, None)?;
    // A server may tell of one UID twice; the last word counts.
    let by_uid: BTreeMap<Uid, &NewEnvelope> = envelopes.iter().map(|envelope| (envelope.uid, envelope)).collect();
    let uids: Vec<Uid> = by_uid.keys().copied().collect();
    let known = chunks::lookup::<UidEntry>(&engine.db, mailbox, &uids)?;

    let mut edits = IndexEdits::default();
    let mut ids = BTreeMap::new();
    let mut fresh = BTreeSet::new();
    for (known, new) in known.into_iter().zip(by_uid.into_values()) {
        let uid = new.uid;
        let id = match known {
            Some(known) => {
                let mut id = known.id;
                if known.is_hidden() {
                    take_flags(engine, change, mailbox, &known, &new.flags, &mut edits)?;
                    continue;
                }
                if known.body == BodyTag::Unavailable && expect_row(engine, id, mailbox)?.is_placeholder() {
                    id = replace(engine, change, mailbox, &known, new, &mut edits)?;
                } else {
                    take_flags(engine, change, mailbox, &known, &new.flags, &mut edits)?;
                }
                id
            }
            None => {
                let row = EnvelopeRow::new(mailbox, new.clone());
                match frozen::adopt(engine, change, mailbox, &row, &mut edits)? {
                    Some(id) => id,
                    None => {
                        fresh.insert(uid);
                        insert(engine, change, mailbox, &row, &mut edits)?
                    }
                }
            }
        };
        ids.insert(uid, id);
    }
    change.edit_indexes(engine, mailbox, edits)?;

    let mut added = Added::default();
    for uid in envelopes.iter().map(|envelope| envelope.uid) {
        let Some(id) = ids.get(&uid) else { continue };
        added.ids.push(*id);
        if fresh.remove(&uid) {
            added.fresh.push(*id);
        }
    }
    Ok(added)
}

fn insert(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    row: &EnvelopeRow,
    edits: &mut IndexEdits,
) -> Outcome<EnvelopeId> {
    let id = change.envelope_id(engine, mailbox, row)?;
    let origin = engine.salvaged.then(|| change.mailbox(engine, mailbox).map(|mailbox| origin(mailbox, row)));
    let body = match origin.transpose()? {
        Some(origin) => salvage::claim(engine, change, &origin, id)?,
        None => None,
    };
    let tag = body.map_or(BodyTag::Missing, |body| BodyTag::from(body.state()));
    count(change.mailbox(engine, mailbox)?, row, tag, true);
    let entry = UidEntry { uid: row.uid, id, server_flags: row.server_flags.clone(), body: tag };
    let date = row.date_entry(id);
    edits.uids.push((row.uid, Some(entry)));
    edits.dates.push((date, Some(date)));
    change.put_envelope(engine, id, row, tag)?;
    Ok(id)
}

/// Puts what came after all in the place of a message whose header could not be had. Tells which message that is now.
fn replace(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    known: &UidEntry,
    new: &NewEnvelope,
    edits: &mut IndexEdits,
) -> Outcome<EnvelopeId> {
    let id = known.id;
    let old = expect_row(engine, id, mailbox)?;
    let row = EnvelopeRow::new(mailbox, new.clone());
    if row.is_placeholder() {
        return Ok(id);
    }
    if let Some(frozen) = frozen::adopt(engine, change, mailbox, &row, edits)? {
        // What could not be read is one of those that went: it came back.
        count(change.mailbox(engine, mailbox)?, &old, known.body, false);
        edits.dates.push((old.date_entry(id), None));
        change.remove_envelope(engine, id);
        drop_body(engine, change, id)?;
        return Ok(frozen);
    }
    let counts = &mut change.mailbox(engine, mailbox)?.counts;
    counts.unseen = counts.unseen.saturating_sub(u32::from(old.server_flags.is_unseen()));
    counts.unseen = counts.unseen.saturating_add(u32::from(row.server_flags.is_unseen()));
    let entry = UidEntry { uid: row.uid, id, server_flags: row.server_flags.clone(), body: BodyTag::Missing };
    let date = row.date_entry(id);
    edits.uids.push((row.uid, Some(entry)));
    edits.dates.push((old.date_entry(id), None));
    edits.dates.push((date, Some(date)));
    change.batch.remove(keys::body(id));
    change.put_envelope(engine, id, &row, BodyTag::Missing)?;
    Ok(id)
}

/// Counts a message in, or out.
pub(super) fn count(mailbox: &mut Mailbox, row: &EnvelopeRow, body: BodyTag, counts: bool) {
    let add = |number: &mut u32, one: bool| {
        *number = if counts { number.saturating_add(one.into()) } else { number.saturating_sub(one.into()) };
    };
    add(&mut mailbox.counts.total, true);
    add(&mut mailbox.counts.unseen, row.server_flags.is_unseen());
    add(&mut mailbox.counts.bodies, body == BodyTag::Stored);
}

/// The same for one that is hidden.
pub(super) fn count_hidden(mailbox: &mut Mailbox, flags: &Flags, counts: bool) {
    let add = |number: &mut u32, one: bool| {
        *number = if counts { number.saturating_add(one.into()) } else { number.saturating_sub(one.into()) };
    };
    add(&mut mailbox.counts.hidden, true);
    add(&mut mailbox.counts.hidden_unseen, flags.is_unseen());
}

/// Where a message is on its server.
pub(super) fn origin(mailbox: &Mailbox, row: &EnvelopeRow) -> Origin {
    Origin {
        account: mailbox.account,
        mailbox: mailbox.name.clone(),
        uid_validity: mailbox.mark.uid_validity,
        uid: row.uid,
        size: row.size,
    }
}

/// Plans to set flags as the server said; tells whose changed.
pub(super) fn set_server_flags(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    flags: &[(Uid, Flags)],
    mark: Option<SyncMark>,
) -> Outcome<Vec<EnvelopeId>> {
    mailboxes::set_mark(engine, change, mailbox, mark, None)?;
    let by_uid: BTreeMap<Uid, &Flags> = flags.iter().map(|(uid, flags)| (*uid, flags)).collect();
    let uids: Vec<Uid> = by_uid.keys().copied().collect();
    let known = chunks::lookup::<UidEntry>(&engine.db, mailbox, &uids)?;
    let mut edits = IndexEdits::default();
    let mut changed = Vec::new();
    for (known, flags) in known.into_iter().zip(by_uid.into_values()) {
        let Some(known) = known else { continue };
        let id = known.id;
        if take_flags(engine, change, mailbox, &known, flags, &mut edits)? {
            changed.push(id);
        }
    }
    change.edit_indexes(engine, mailbox, edits)?;
    Ok(changed)
}

/// Gives a message the server's flags; tells whether they differ from those it had.
fn take_flags(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    known: &UidEntry,
    flags: &Flags,
    edits: &mut IndexEdits,
) -> Outcome<bool> {
    if known.server_flags == *flags {
        return Ok(false);
    }
    if known.is_hidden() {
        count_hidden(change.mailbox(engine, mailbox)?, &known.server_flags, false);
        let hides = flags.contains(Flag::Deleted);
        if hides {
            count_hidden(change.mailbox(engine, mailbox)?, flags, true);
        }
        // Somebody wants it after all: it is fetched again like any that is not here.
        edits.uids.push((known.uid, hides.then(|| UidEntry::hidden(known.uid, flags.clone()))));
        return Ok(false);
    }
    let mut row = expect_row(engine, known.id, mailbox)?;
    let before = row.server_flags.is_unseen();
    row.server_flags.clone_from(flags);
    let after = row.server_flags.is_unseen();
    let counts = &mut change.mailbox(engine, mailbox)?.counts;
    counts.unseen = counts.unseen.saturating_sub(u32::from(before)).saturating_add(u32::from(after));
    change.put_envelope(engine, known.id, &row, known.body)?;
    edits.uids.push((known.uid, Some(UidEntry { server_flags: flags.clone(), ..known.clone() })));
    Ok(true)
}

/// The row of a message that the index names.
pub(super) fn expect_row(engine: &Engine, id: EnvelopeId, mailbox: MailboxId) -> Outcome<EnvelopeRow> {
    engine.envelope(id, Some(mailbox))?.ok_or(Fault::Mailbox(mailbox))
}

/// Plans to remove messages, to the rescue.
pub(super) fn remove(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    uids: &UidSet,
    mark: Option<SyncMark>,
) -> Outcome<Vec<EnvelopeId>> {
    mailboxes::set_mark(engine, change, mailbox, mark, None)?;
    let mut edits = IndexEdits::default();
    let mut removed = Vec::new();
    for known in in_set(engine, mailbox, uids)? {
        if known.is_hidden() {
            count_hidden(change.mailbox(engine, mailbox)?, &known.server_flags, false);
            edits.uids.push((known.uid, None));
            continue;
        }
        let row = expect_row(engine, known.id, mailbox)?;
        edits.uids.push((known.uid, None));
        edits.dates.push((row.date_entry(known.id), None));
        rescue(engine, change, mailbox, &known, row)?;
        removed.push(known.id);
    }
    change.edit_indexes(engine, mailbox, edits)?;
    Ok(removed)
}

/// Takes a message out of its mailbox's counts and puts it into the rescue. The indexes are the caller's.
pub(super) fn rescue(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    known: &UidEntry,
    row: EnvelopeRow,
) -> Outcome<()> {
    let mailbox = change.mailbox(engine, mailbox)?;
    count(mailbox, &row, known.body, false);
    let account = mailbox.account;
    change.remove_envelope(engine, known.id);
    change.put(keys::rescued(super::now(), known.id), &RescuedRow { account, envelope: row })
}

/// The messages of a mailbox whose UID is in a set, which may name all UIDs there are.
pub(super) fn in_set(engine: &Engine, mailbox: MailboxId, uids: &UidSet) -> Outcome<Vec<UidEntry>> {
    if uids.len() <= FEW {
        let wanted: Vec<Uid> = uids.iter().collect();
        return Ok(chunks::lookup::<UidEntry>(&engine.db, mailbox, &wanted)?.into_iter().flatten().collect());
    }
    let mut all = chunks::load_all::<UidEntry>(&engine.db, mailbox)?;
    all.retain(|entry| uids.contains(entry.uid));
    Ok(all)
}

/// Plans to carry a mailbox over to another UIDVALIDITY; tells which messages were not found again. They go to the rescue, or
/// are frozen.
pub(super) fn rebind(
    engine: &Engine,
    change: &mut Change,
    mailbox: MailboxId,
    (validity, mark): (UidValidity, SyncMark),
    matched: &[(EnvelopeId, Uid)],
    freezes: bool,
) -> Outcome<Vec<EnvelopeId>> {
    let mut matched: BTreeMap<EnvelopeId, Uid> = matched.iter().copied().collect();
    let mut taken = BTreeSet::new();
    // Two messages cannot have one UID; whoever comes second is not matched.
    matched.retain(|_, uid| taken.insert(*uid));
    let mut uids = Vec::new();
    let mut dates: Vec<DateEntry> = Vec::new();
    let mut gone = Vec::new();
    for known in chunks::load_all::<UidEntry>(&engine.db, mailbox)? {
        if known.is_hidden() {
            count_hidden(change.mailbox(engine, mailbox)?, &known.server_flags, false);
            continue;
        }
        let mut row = expect_row(engine, known.id, mailbox)?;
        match matched.get(&known.id) {
            Some(uid) => {
                row.uid = *uid;
                dates.push(row.date_entry(known.id));
                change.put_envelope(engine, known.id, &row, known.body)?;
                uids.push(UidEntry { uid: *uid, ..known });
            }
            None => {
                gone.push(known.id);
                if freezes && !row.is_placeholder() {
                    dates.push(row.date_entry(known.id));
                    frozen::freeze_one(engine, change, mailbox, &known, &row)?;
                } else {
                    rescue(engine, change, mailbox, &known, row)?;
                }
            }
        }
    }
    for (id, _) in engine.frozen.of(mailbox) {
        dates.push(expect_row(engine, *id, mailbox)?.date_entry(*id));
        if let Some(uid) = matched.get(id) {
            uids.push(frozen::thaw(engine, change, mailbox, *id, (*uid, None))?);
        }
    }
    uids.sort_unstable_by_key(|entry| entry.uid);
    dates.sort_unstable();
    change.replace_indexes(engine, mailbox, &uids, &dates)?;
    change.mailbox(engine, mailbox)?.mark = SyncMark { uid_validity: Some(validity), ..mark };
    Ok(gone)
}

/// A message as others see it; `None` also if it waits to be deleted.
pub(super) fn envelope(engine: &Engine, id: EnvelopeId, mailbox: Option<MailboxId>) -> Outcome<Option<Envelope>> {
    let Some(row) = engine.envelope(id, mailbox)?.filter(|row| row.shown_in().is_some()) else { return Ok(None) };
    Ok(Some(row.into_envelope(id, engine.body(id)?)))
}

//! What is let go of: rescued messages after their time, everything of a removed account, and the disk space
//! of bodies that nothing refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::chunks;
use super::engine::{Change, Engine};
use super::fault::{Fault, Outcome};
use super::index::{DateEntry, UidEntry};
use super::packs::{Location, Packed};
use super::rows::{BodyPlace, BodyRow, RescuedRow};
use super::salvage::{self, SalvagedRow};
use super::types::{Rescued, Stats};
use super::{keys, record};
use crate::model::{AccountId, EnvelopeId, MailboxId};

/// Rescued messages, latest first.
pub(super) fn list(engine: &Engine, limit: usize) -> Outcome<Vec<Rescued>> {
    let mut rescued = Vec::new();
    for item in engine.db.scan_prefix(keys::all_rescued()).rev().take(limit) {
        let (key, value) = item?;
        let row: Option<RescuedRow> = record::unseal(&key, &value);
        let Some((removed_at, id)) = keys::rescued_parts(&key) else { continue };
        let Some(row) = row else { continue };
        let envelope = row.envelope.into_envelope(id, engine.body(id)?);
        rescued.push(Rescued { removed_at, envelope });
    }
    Ok(rescued)
}

/// Plans to let go of at most `limit` messages removed before `before`, and of bodies that nobody claimed.
pub(super) fn purge(engine: &Engine, change: &mut Change, before: i64, limit: usize) -> Outcome<u64> {
    let due = engine.db.range(keys::all_rescued().to_vec()..keys::rescued_from(before)).keys().take(limit);
    let mut gone = 0_u64;
    for key in due {
        let key = key?;
        if let Some((_, id)) = keys::rescued_parts(&key) {
            drop_body(engine, change, id)?;
        }
        change.batch.remove(key);
        gone = gone.saturating_add(1);
    }
    if engine.salvaged {
        salvage::purge(engine, change, |row| row.since < before)?;
    }
    Ok(gone)
}

/// Plans to remove a mailbox and everything in it for good.
pub(super) fn remove_mailbox(engine: &Engine, change: &mut Change, id: MailboxId) -> Outcome<()> {
    for entry in chunks::load_all::<UidEntry>(&engine.db, id)?.into_iter().filter(|entry| !entry.is_hidden()) {
        change.remove_envelope(engine, entry.id);
        drop_body(engine, change, entry.id)?;
    }
    for (frozen, _) in engine.frozen.of(id) {
        change.remove_envelope(engine, *frozen);
        drop_body(engine, change, *frozen)?;
        change.thaw(id, *frozen);
    }
    chunks::clear::<UidEntry>(&engine.db, &mut change.batch, id)?;
    chunks::clear::<DateEntry>(&engine.db, &mut change.batch, id)?;
    change.remove_mailbox(id);
    Ok(())
}

/// Plans to let go of the rescued messages and the unclaimed bodies of an account.
pub(super) fn remove_rest(engine: &Engine, change: &mut Change, account: AccountId) -> Outcome<()> {
    for item in engine.db.scan_prefix(keys::all_rescued()) {
        let (key, value) = item?;
        let row: Option<RescuedRow> = record::unseal(&key, &value);
        if row.is_some_and(|row| row.account != account) {
            continue;
        }
        if let Some((_, id)) = keys::rescued_parts(&key) {
            drop_body(engine, change, id)?;
        }
        change.batch.remove(key);
    }
    change.batch.remove(keys::checked(account));
    change.batch.remove(keys::quotas(account));
    change.batch.remove(keys::uses(account));
    salvage::purge(engine, change, |row| row.account() == account)
}

pub(super) fn drop_body(engine: &Engine, change: &mut Change, id: EnvelopeId) -> Outcome<()> {
    if let Some(location) = engine.body(id)?.location() {
        change.release(location);
    }
    change.batch.remove(keys::body(id));
    Ok(())
}

/// Plans to forget packs that nothing refers to; tells which. Their files may go after the commit.
pub(super) fn drop_packs(engine: &Engine, change: &mut Change) -> Vec<u32> {
    let files = engine.files();
    let dead = engine.packs.iter().filter(|(id, row)| row.live == 0 && !files.is_current(**id));
    let dead: Vec<_> = dead.map(|(id, _)| *id).collect();
    dead.iter().for_each(|id| change.drop_pack(*id));
    dead
}

/// Packs rewritten at a time: some ten megabytes of work at most.
const SPARSE_AT_A_TIME: usize = 4;

/// Plans to move what is left in packs that are mostly waste to the pack that grows. Tells how many entries.
pub(super) fn compact(engine: &Engine, change: &mut Change) -> Outcome<usize> {
    let sparse: BTreeSet<u32> = {
        let files = engine.files();
        let sparse =
            engine.packs.iter().filter(|(id, row)| row.live > 0 && row.live < row.end / 2 && !files.is_current(**id));
        sparse.map(|(id, _)| *id).take(SPARSE_AT_A_TIME).collect()
    };
    if sparse.is_empty() {
        return Ok(0);
    }
    let mut moving: BTreeMap<Location, (Vec<u8>, Moving)> = BTreeMap::new();
    for item in engine.db.scan_prefix(keys::all_bodies()) {
        let (key, value) = item?;
        let row: Option<BodyRow> = record::unseal(&key, &value);
        let Some((row, location)) = row.and_then(|row| row.location().map(|location| (row, location))) else {
            continue;
        };
        if sparse.contains(&location.pack) {
            moving.insert(location, (key.to_vec(), Moving::Body(row)));
        }
    }
    for (key, row) in salvage::rows_in(engine, &sparse)? {
        moving.insert(row.location, (key, Moving::Salvaged(row)));
    }
    let moved = moving.len();
    for (old, (key, row)) in moving {
        let disk = |error: std::io::Error| Fault::Disk(error.kind(), error.to_string());
        let bytes = engine.files().read_bytes(old).map_err(disk)?;
        change.release(old);
        let Some(packed) = bytes.and_then(Packed::from_bytes) else {
            // Torn: whoever reads it finds out and has it fetched again.
            continue;
        };
        let Some(new) = engine.files().append(&[packed])?.pop() else { continue };
        change.refer(new);
        match row {
            Moving::Body(row) => change.put(key, &row.moved_to(new))?,
            Moving::Salvaged(row) => change.put(key, &SalvagedRow { location: new, ..row })?,
        }
    }
    Ok(moved)
}

enum Moving {
    Body(BodyRow),
    Salvaged(SalvagedRow),
}

/// Counts what lies in the store.
pub(super) fn stats(engine: &Engine) -> Outcome<Stats> {
    let mut stats = Stats {
        mailboxes: engine.mailboxes.len() as u64,
        envelopes: engine.mailboxes.values().map(|mailbox| u64::from(mailbox.counts.total)).sum(),
        body_file_bytes: engine.packs.values().map(|pack| pack.end).sum(),
        cache_bytes: engine.db.size_on_disk()?,
        ..Stats::default()
    };
    for item in engine.db.scan_prefix(keys::all_bodies()) {
        let (key, value) = item?;
        let row: Option<BodyRow> = record::unseal(&key, &value);
        if let Some(BodyPlace::Stored { raw_len, .. }) = row.map(|row| row.place) {
            stats.bodies = stats.bodies.saturating_add(1);
            stats.raw_bytes = stats.raw_bytes.saturating_add(raw_len);
        }
    }
    Ok(stats)
}

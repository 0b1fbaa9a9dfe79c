//! Bodies that outlived the cache: a new cache takes note of what lies in the packs, by where each message
//! was on its server, and hands it to the message when its header comes in again.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::engine::{Change, Engine};
use super::fault::{Fault, Outcome};
use super::packs::{Location, Packs};
use super::rows::{BodyPlace, BodyRow, Origin, PackedHead};
use super::{keys, record};
use crate::model::{AccountId, EnvelopeId};

/// Bodies noted in one batch.
const BATCH: usize = 2_000;

/// A body nobody has claimed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SalvagedRow {
    pub(super) since: i64,
    pub(super) location: Location,
    pub(super) head: PackedHead,
}

/// Notes all bodies in the packs of a cache that is new.
pub(super) fn adopt_packs(engine: &mut Engine, bodies: &Path) -> Outcome<()> {
    let disk = |error: std::io::Error| Fault::Disk(error.kind(), error.to_string());
    // A message whose body was fetched twice is in the packs twice; the later one counts.
    let mut found: BTreeMap<u64, (Location, PackedHead)> = BTreeMap::new();
    for number in Packs::numbers(bodies).map_err(disk)? {
        let heads = engine.files().walk(number).map_err(disk)?;
        if heads.is_empty() {
            engine.files().delete(number).map_err(disk)?;
        }
        found.extend(heads.into_iter().map(|(location, head)| (place(&head.origin), (location, head))));
    }
    let since = super::now();
    let mut found = found.into_iter().peekable();
    while found.peek().is_some() {
        let mut change = Change::default();
        for (place, (location, head)) in found.by_ref().take(BATCH) {
            change.refer(location);
            change.put(keys::salvaged(place), &SalvagedRow { since, location, head })?;
        }
        engine.commit(change)?;
        engine.salvaged = true;
    }
    engine.db.flush()?;
    engine.resume_packs(bodies);
    Ok(())
}

/// Hands the body of a message that has come in again to its new id.
pub(super) fn claim(engine: &Engine, change: &mut Change, origin: &Origin, id: EnvelopeId) -> Outcome<Option<BodyRow>> {
    let key = keys::salvaged(place(origin));
    let row: Option<SalvagedRow> = engine.db.get(&key)?.and_then(|value| record::unseal(&key, &value));
    let Some(row) = row.filter(|row| row.head.origin == *origin) else { return Ok(None) };
    change.batch.remove(key);
    let body = BodyRow {
        place: BodyPlace::Stored { hash: row.head.hash, location: row.location, raw_len: row.head.raw_len },
        preview: row.head.preview,
        has_attachment: row.head.has_attachment,
    };
    change.put(keys::body(id), &body)?;
    Ok(Some(body))
}

/// Lets go of unclaimed bodies that are `due`.
pub(super) fn purge(engine: &Engine, change: &mut Change, due: impl Fn(&SalvagedRow) -> bool) -> Outcome<()> {
    for item in engine.db.scan_prefix(keys::all_salvaged()) {
        let (key, value) = item?;
        let row: Option<SalvagedRow> = record::unseal(&key, &value);
        match row {
            Some(row) if !due(&row) => {}
            Some(row) => {
                change.release(row.location);
                change.batch.remove(key);
            }
            None => change.batch.remove(key),
        }
    }
    Ok(())
}

/// The unclaimed bodies in these packs, with their keys.
pub(super) fn rows_in(engine: &Engine, packs: &BTreeSet<u32>) -> Outcome<Vec<(Vec<u8>, SalvagedRow)>> {
    let mut rows = Vec::new();
    for item in engine.db.scan_prefix(keys::all_salvaged()) {
        let (key, value) = item?;
        let row: Option<SalvagedRow> = record::unseal(&key, &value);
        rows.extend(row.filter(|row| packs.contains(&row.location.pack)).map(|row| (key.to_vec(), row)));
    }
    Ok(rows)
}

impl SalvagedRow {
    /// Whose it is.
    pub(super) const fn account(&self) -> AccountId {
        self.head.origin.account
    }
}

/// A number for a place on a server; the row tells whether it is really that place.
fn place(origin: &Origin) -> u64 {
    // FNV-1a: stable across versions of Rust, and nobody gains by a collision.
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    hash.write(&origin.account.get().to_be_bytes());
    hash.write(origin.mailbox.as_bytes());
    hash.write(&origin.uid_validity.map_or(0, crate::model::UidValidity::get).to_be_bytes());
    hash.write(&origin.uid.get().to_be_bytes());
    hash.finish()
}

struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

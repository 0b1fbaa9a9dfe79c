//! Sorted indexes of a mailbox, stored in chunks of some hundred entries.
//!
//! A chunk lies under its separator, a key no entry of it is below; an entry belongs to the chunk with the
//! greatest separator that is not above it, or to the first. Chunks are never empty and their entries
//! ascend, within and across chunks; whatever contradicts that is [`Fault::Mailbox`].
//!
//! # Why not one key per entry?
//! Opening a mailbox of 200,000 would read 200,000 keys (0.1 s and more) instead of 500 chunks, and a batch
//! of 500 new messages would write 1,000 small keys more.

use sled::{Batch, IVec, Tree};

use super::fault::{Fault, Outcome};
use super::{keys, record};
use crate::model::MailboxId;

/// Entries a chunk may hold: at 4 to 6 bytes each some 3 KB, of which sled keeps 16 in a page.
const MAX_ENTRIES: usize = 512;
/// Entries a chunk gets when one that is too full is split: room for more on both sides.
const SPLIT_ENTRIES: usize = 384;

/// What an index consists of.
pub(super) trait Entry: Clone {
    /// The letter of the index among the keys.
    const KIND: u8;
    /// What the entries are sorted by.
    type Key: Ord + Copy;

    /// What this entry is sorted by.
    fn key(&self) -> Self::Key;
    /// The key as bytes that sort alike, always of the same length.
    fn key_bytes(key: Self::Key) -> Vec<u8>;
    /// Entries of one chunk, ascending, as bytes.
    fn encode(entries: &[Self]) -> Vec<u8>;
    /// The opposite of [`Self::encode`]; `None` if the bytes make no sense.
    fn decode(bytes: &[u8]) -> Option<Vec<Self>>;
}

/// A change of one entry: `Some` puts it there, `None` takes it away.
pub(super) type Edit<E> = (<E as Entry>::Key, Option<E>);

/// All entries of a mailbox, ascending.
pub(super) fn load_all<E: Entry>(tree: &Tree, mailbox: MailboxId) -> Outcome<Vec<E>> {
    let mut all: Vec<E> = Vec::new();
    for item in tree.scan_prefix(keys::index(E::KIND, mailbox)) {
        let (key, value) = item?;
        let entries = decode::<E>(mailbox, &key, &value)?;
        let ascends = all.last().zip(entries.first()).is_none_or(|(last, first)| last.key() < first.key());
        if !ascends {
            return Err(Fault::Mailbox(mailbox));
        }
        all.extend(entries);
    }
    Ok(all)
}

/// Calls `visit` with the chunks of a mailbox from the highest to the lowest, until it says `false`.
pub(super) fn walk_down<E: Entry>(
    tree: &Tree,
    mailbox: MailboxId,
    mut visit: impl FnMut(&[E]) -> Outcome<bool>,
) -> Outcome<()> {
    for item in tree.scan_prefix(keys::index(E::KIND, mailbox)).rev() {
        let (key, value) = item?;
        if !visit(&decode::<E>(mailbox, &key, &value)?)? {
            break;
        }
    }
    Ok(())
}

/// The entries with these keys, which must ascend; one answer per key.
pub(super) fn lookup<E: Entry>(tree: &Tree, mailbox: MailboxId, wanted: &[E::Key]) -> Outcome<Vec<Option<E>>> {
    let mut found = Vec::with_capacity(wanted.len());
    let mut rest = wanted;
    while let Some(first) = rest.first() {
        let place = Place::<E>::of(tree, mailbox, *first)?;
        let here = rest.partition_point(|key| place.holds(*key)).max(1);
        let (these, later) = rest.split_at(here);
        for key in these {
            let entry = place.entries.binary_search_by_key(key, E::key).ok().and_then(|at| place.entries.get(at));
            found.push(entry.cloned());
        }
        rest = later;
    }
    Ok(found)
}

/// Adds changes to a batch. `edits` must ascend and name every key once; a mailbox may be edited once per
/// batch and index, for what the batch holds already is not seen here.
pub(super) fn edit<E: Entry>(tree: &Tree, batch: &mut Batch, mailbox: MailboxId, edits: Vec<Edit<E>>) -> Outcome<()> {
    let mut edits = edits.into_iter().peekable();
    while let Some((first, _)) = edits.peek() {
        let place = Place::<E>::of(tree, mailbox, *first)?;
        let mut these = Vec::new();
        while let Some(edit) = edits.next_if(|(key, _)| these.is_empty() || place.holds(*key)) {
            these.push(edit);
        }
        let merged = merge(place.entries, these);
        write(batch, mailbox, place.key.as_deref(), &merged);
    }
    Ok(())
}

/// Adds the removal of a whole index to a batch.
pub(super) fn clear<E: Entry>(tree: &Tree, batch: &mut Batch, mailbox: MailboxId) -> Outcome<()> {
    for key in tree.scan_prefix(keys::index(E::KIND, mailbox)).keys() {
        batch.remove(key?);
    }
    Ok(())
}

/// Adds a whole index to a batch; there must be none, or one that [`clear`] has put into the same batch.
pub(super) fn write_all<E: Entry>(batch: &mut Batch, mailbox: MailboxId, entries: &[E]) {
    write(batch, mailbox, None, entries);
}

/// The chunk an entry belongs to, and where the next one begins.
struct Place<E> {
    key: Option<IVec>,
    entries: Vec<E>,
    next: Option<Vec<u8>>,
}

impl<E: Entry> Place<E> {
    fn of(tree: &Tree, mailbox: MailboxId, entry: E::Key) -> Outcome<Self> {
        let prefix = keys::index(E::KIND, mailbox);
        let wanted = keys::chunk(E::KIND, mailbox, &E::key_bytes(entry));
        let below = tree.range(prefix.clone()..=wanted).next_back().transpose()?;
        let Some((key, value)) =
            below.map_or_else(|| tree.scan_prefix(&prefix).next().transpose(), |pair| Ok(Some(pair)))?
        else {
            return Ok(Self { key: None, entries: Vec::new(), next: None });
        };
        let entries = decode::<E>(mailbox, &key, &value)?;
        let after = [key.as_ref(), &[0]].concat();
        let next = tree.range(after..).next().transpose()?.map(|(key, _)| key.to_vec());
        Ok(Self { key: Some(key), entries, next: next.filter(|key| key.starts_with(&prefix)) })
    }

    /// Whether an entry that is not below the one asked for belongs here too.
    fn holds(&self, entry: E::Key) -> bool {
        let bytes = E::key_bytes(entry);
        self.next
            .as_ref()
            .is_none_or(|next| next.get(PREFIX_LEN..).is_none_or(|separator| bytes.as_slice() < separator))
    }
}

/// A letter and a mailbox id stand before the separator.
const PREFIX_LEN: usize = 9;

fn decode<E: Entry>(mailbox: MailboxId, key: &[u8], value: &[u8]) -> Outcome<Vec<E>> {
    record::unseal_bytes(key, value)
        .and_then(E::decode)
        .filter(|entries| !entries.is_empty() && entries.is_sorted_by(|a, b| a.key() < b.key()))
        .ok_or(Fault::Mailbox(mailbox))
}

pub(super) fn merge<E: Entry>(old: Vec<E>, edits: Vec<Edit<E>>) -> Vec<E> {
    let mut merged = Vec::with_capacity(old.len().saturating_add(edits.len()));
    let mut old = old.into_iter().peekable();
    for (key, entry) in edits {
        while let Some(before) = old.next_if(|before| before.key() < key) {
            merged.push(before);
        }
        old.next_if(|same| same.key() == key);
        merged.extend(entry);
    }
    merged.extend(old);
    merged
}

/// Puts `entries` in the place of the chunk under `old`, as one chunk or several.
fn write<E: Entry>(batch: &mut Batch, mailbox: MailboxId, old: Option<&[u8]>, entries: &[E]) {
    let size = if entries.len() > MAX_ENTRIES { SPLIT_ENTRIES } else { MAX_ENTRIES };
    let mut old = old;
    for piece in entries.chunks(size) {
        let Some(first) = piece.first() else { continue };
        let own = keys::chunk(E::KIND, mailbox, &E::key_bytes(first.key()));
        let key = match old.take() {
            // The first piece keeps the separator, unless an entry has come in below it.
            Some(kept) if kept <= own.as_slice() => kept.to_vec(),
            Some(higher) => {
                batch.remove(higher);
                own
            }
            None => own,
        };
        let value = record::seal_bytes(&key, &E::encode(piece));
        batch.insert(key, value);
    }
    if let Some(emptied) = old {
        batch.remove(emptied);
    }
}

/// Numbers in as few bytes as they need (LEB128).
pub(super) mod varint {
    /// Appends a number.
    pub(in crate::store) fn put(bytes: &mut Vec<u8>, mut number: u64) {
        while number >= 0x80 {
            bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        bytes.push(number.to_le_bytes()[0]);
    }

    /// Appends the way from one number to the next, in either direction.
    pub(in crate::store) fn put_step(bytes: &mut Vec<u8>, from: u64, to: u64) {
        let step = to.wrapping_sub(from).cast_signed();
        put(bytes, ((step << 1) ^ (step >> 63)).cast_unsigned());
    }

    /// Takes a number off the front.
    pub(in crate::store) fn take(bytes: &mut &[u8]) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = bytes.split_first()?;
            *bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Takes the number that [`put_step`] put after `from`.
    pub(in crate::store) fn take_step(bytes: &mut &[u8], from: u64) -> Option<u64> {
        let step = take(bytes)?;
        Some(from.wrapping_add((step >> 1) ^ (step & 1).wrapping_neg()))
    }
}

//! The two indexes of a mailbox: by UID, with what a sync compares, and by date, as lists show it.

use super::chunks::{Entry, varint};
use super::keys;
use crate::model::{BodyState, EnvelopeId, Flags, Uid};

/// A message in the index by UID: what a sync needs of it without opening its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UidEntry {
    pub(super) uid: Uid,
    pub(super) id: EnvelopeId,
    pub(super) server_flags: Flags,
    pub(super) body: BodyTag,
}

impl UidEntry {
    /// A message that is on the server only because it could not be expunged there: nobody sees it here.
    pub(super) fn hidden(uid: Uid, server_flags: Flags) -> Self {
        Self { uid, id: EnvelopeId::new(0), server_flags, body: BodyTag::Hidden }
    }

    /// Whether it is one of these. It has no row, and its id is nobody's.
    pub(super) fn is_hidden(&self) -> bool {
        self.body == BodyTag::Hidden
    }
}

/// A [`BodyState`] without what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyTag {
    Missing,
    Stored,
    Skipped,
    Unavailable,
    Hidden,
}

impl BodyTag {
    const fn bits(self) -> u64 {
        match self {
            Self::Missing => 0,
            Self::Stored => 1,
            Self::Skipped => 2,
            Self::Unavailable => 3,
            Self::Hidden => 4,
        }
    }

    const fn of_bits(bits: u64) -> Self {
        match bits & 7 {
            0 => Self::Missing,
            1 => Self::Stored,
            2 => Self::Skipped,
            3 => Self::Unavailable,
            _ => Self::Hidden,
        }
    }
}

impl From<BodyState> for BodyTag {
    fn from(state: BodyState) -> Self {
        match state {
            BodyState::Missing => Self::Missing,
            BodyState::Stored(_) => Self::Stored,
            BodyState::Skipped => Self::Skipped,
            BodyState::Unavailable => Self::Unavailable,
        }
    }
}

impl Entry for UidEntry {
    const KIND: u8 = keys::UID_INDEX;
    type Key = Uid;

    fn key(&self) -> Uid {
        self.uid
    }

    fn key_bytes(key: Uid) -> Vec<u8> {
        key.get().to_be_bytes().to_vec()
    }

    /// The distinct sets of flags first (a chunk has a handful), then per message the steps of UID and id,
    /// and which set it has.
    fn encode(entries: &[Self]) -> Vec<u8> {
        let mut sets: Vec<&Flags> = Vec::new();
        let mut rows = Vec::with_capacity(entries.len().saturating_mul(4));
        let (mut uid, mut id) = (0, 0);
        for entry in entries {
            let known = sets.iter().position(|set| *set == &entry.server_flags);
            let set = known.unwrap_or_else(|| {
                sets.push(&entry.server_flags);
                sets.len().saturating_sub(1)
            });
            varint::put_step(&mut rows, uid, u64::from(entry.uid.get()));
            varint::put_step(&mut rows, id, entry.id.get());
            varint::put(&mut rows, ((set as u64) << 3) | entry.body.bits());
            (uid, id) = (u64::from(entry.uid.get()), entry.id.get());
        }
        // Encoding into a vector fails for no value of this type; an empty chunk would count as damage.
        let mut bytes = postcard::to_stdvec(&sets).unwrap_or_default();
        varint::put(&mut bytes, entries.len() as u64);
        bytes.extend(rows);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Vec<Self>> {
        let (sets, mut rest): (Vec<Flags>, _) = postcard::take_from_bytes(bytes).ok()?;
        let count = varint::take(&mut rest)?;
        let mut entries = Vec::with_capacity(rest.len() / 3);
        let (mut uid, mut id) = (0, 0);
        for _ in 0..count {
            uid = varint::take_step(&mut rest, uid)?;
            id = varint::take_step(&mut rest, id)?;
            let tags = varint::take(&mut rest)?;
            entries.push(Self {
                uid: Uid::new(u32::try_from(uid).ok()?)?,
                id: EnvelopeId::new(id),
                server_flags: sets.get(usize::try_from(tags >> 3).ok()?)?.clone(),
                body: BodyTag::of_bits(tags),
            });
        }
        rest.is_empty().then_some(entries)
    }
}

/// A message in the order by date. The id makes every place unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DateEntry {
    pub(super) received: i64,
    pub(super) id: EnvelopeId,
}

impl Entry for DateEntry {
    const KIND: u8 = keys::DATE_INDEX;
    type Key = Self;

    fn key(&self) -> Self {
        *self
    }

    fn key_bytes(key: Self) -> Vec<u8> {
        [keys::ordered(key.received), key.id.get().to_be_bytes()].concat()
    }

    fn encode(entries: &[Self]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(entries.len().saturating_mul(5));
        varint::put(&mut bytes, entries.len() as u64);
        let (mut received, mut id) = (0, 0);
        for entry in entries {
            varint::put_step(&mut bytes, received, entry.received.cast_unsigned());
            varint::put_step(&mut bytes, id, entry.id.get());
            (received, id) = (entry.received.cast_unsigned(), entry.id.get());
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Vec<Self>> {
        let mut rest = bytes;
        let count = varint::take(&mut rest)?;
        let mut entries = Vec::with_capacity(rest.len() / 2);
        let (mut received, mut id) = (0, 0);
        for _ in 0..count {
            received = varint::take_step(&mut rest, received)?;
            id = varint::take_step(&mut rest, id)?;
            entries.push(Self { received: received.cast_signed(), id: EnvelopeId::new(id) });
        }
        rest.is_empty().then_some(entries)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn flags() -> impl Strategy<Value = Flags> {
        vec(prop::sample::select(vec!["\\Seen", "\\Flagged", "$label1", "NonJunk"]), 0..4).prop_map(Flags::parse)
    }

    proptest! {
        #[test]
        fn a_chunk_by_uid_comes_back_as_it_was(rows in btree_map(1_u32.., (any::<u64>(), flags(), 0_u64..5), 1..40)) {
            let entries: Vec<_> = rows
                .into_iter()
                .map(|(uid, (id, server_flags, tag))| UidEntry {
                    uid: Uid::new(uid).unwrap(),
                    id: EnvelopeId::new(id),
                    server_flags,
                    body: BodyTag::of_bits(tag),
                })
                .collect();

            prop_assert_eq!(UidEntry::decode(&UidEntry::encode(&entries)), Some(entries));
        }

        #[test]
        fn a_chunk_by_date_comes_back_as_it_was(rows in btree_set(any::<(i64, u64)>(), 1..40)) {
            let entries: Vec<_> =
                rows.into_iter().map(|(received, id)| DateEntry { received, id: EnvelopeId::new(id) }).collect();

            prop_assert_eq!(DateEntry::decode(&DateEntry::encode(&entries)), Some(entries));
        }

        #[test]
        fn bytes_that_are_no_chunk_are_refused_not_trusted(bytes: Vec<u8>) {
            let decoded = DateEntry::decode(&bytes).map_or(0, |entries| entries.len());
            let by_uid = UidEntry::decode(&bytes).map_or(0, |entries| entries.len());

            prop_assert!(decoded.max(by_uid) <= bytes.len());
        }
    }
}

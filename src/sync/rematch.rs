//! Finds messages again after the server gave a mailbox a new UIDVALIDITY. Pure.
//!
//! UIDs mean nothing across validities, so messages are matched by what does not change: Message-ID,
//! size and date, or where that is not unique, by what is left of it. A message is matched at most once,
//! and one that is in doubt is not matched at all: it is fetched again, which costs time but no mail.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::{Address, Envelope, EnvelopeId, Uid};
use crate::store::NewEnvelope;

/// What of a message survives a new UIDVALIDITY, condensed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    identity: u64,
    size: u32,
    received: i64,
}

impl Fingerprint {
    /// Condenses a message of the store. One without a Message-ID is known by its sender, subject and date.
    pub fn of(envelope: &Envelope) -> Self {
        let Envelope { message_id, subject, from, sent, .. } = envelope;
        let identity = identity(message_id.as_deref(), (subject, from, *sent));
        Self { identity, size: envelope.size, received: envelope.received }
    }

    /// Condenses a message as the server has it now.
    pub fn of_new(envelope: &NewEnvelope) -> Self {
        let NewEnvelope { message_id, subject, from, sent, .. } = envelope;
        let identity = identity(message_id.as_deref(), (subject, from, *sent));
        Self { identity, size: envelope.size, received: envelope.received }
    }

    /// The same without INTERNALDATE, which a careless restore on the server resets.
    const fn undated(self) -> Self {
        Self { received: 0, ..self }
    }
}

fn identity(message_id: Option<&str>, otherwise: (&String, &Vec<Address>, Option<i64>)) -> u64 {
    let mut hasher = DefaultHasher::new();
    match message_id {
        Some(id) => id.hash(&mut hasher),
        None => otherwise.hash(&mut hasher),
    }
    hasher.finish()
}

/// Pairs the messages of the store with those under the new validity. Copies that cannot be told apart
/// are paired in their order.
pub fn rematch(local: &[(EnvelopeId, Fingerprint)], remote: &[(Uid, Fingerprint)]) -> Vec<(EnvelopeId, Uid)> {
    let mut pairs = Vec::with_capacity(local.len().min(remote.len()));
    let (local, remote) = pair(local, remote, |print| print, &mut pairs);
    pair(&local, &remote, Fingerprint::undated, &mut pairs);
    pairs
}

type Rest<T> = Vec<(T, Fingerprint)>;

/// Pairs by `key` and returns what stays alone on both sides.
fn pair(
    local: &[(EnvelopeId, Fingerprint)],
    remote: &[(Uid, Fingerprint)],
    key: impl Fn(Fingerprint) -> Fingerprint,
    pairs: &mut Vec<(EnvelopeId, Uid)>,
) -> (Rest<EnvelopeId>, Rest<Uid>) {
    // Reversed, so that `pop` gives the first of several copies.
    let mut waiting: HashMap<Fingerprint, Vec<(EnvelopeId, Fingerprint)>> = HashMap::with_capacity(local.len());
    for (id, print) in local.iter().rev() {
        waiting.entry(key(*print)).or_default().push((*id, *print));
    }
    let mut alone = Vec::new();
    for (uid, print) in remote {
        match waiting.get_mut(&key(*print)).and_then(Vec::pop) {
            Some((id, _)) => pairs.push((id, *uid)),
            None => alone.push((*uid, *print)),
        }
    }
    let mut left: Rest<EnvelopeId> = waiting.into_values().flatten().collect();
    left.sort_unstable_by_key(|(id, _)| *id);
    (left, alone)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn print(identity: u64, size: u32, received: i64) -> Fingerprint {
        Fingerprint { identity, size, received }
    }

    fn id(id: u64) -> EnvelopeId {
        EnvelopeId::new(id)
    }

    fn uid(uid: u32) -> Uid {
        Uid::new(uid).unwrap()
    }

    #[test]
    fn messages_are_found_again_under_new_uids() {
        let local = [(id(1), print(10, 5, 100)), (id(2), print(20, 6, 200)), (id(3), print(30, 7, 300))];
        let remote = [(uid(7), print(30, 7, 300)), (uid(8), print(10, 5, 100)), (uid(9), print(99, 1, 1))];

        let pairs: BTreeSet<_> = rematch(&local, &remote).into_iter().collect();

        assert_eq!(pairs, BTreeSet::from([(id(3), uid(7)), (id(1), uid(8))]));
    }

    #[test]
    fn copies_are_paired_in_their_order() {
        let same = print(1, 1, 1);

        let pairs = rematch(&[(id(1), same), (id(2), same)], &[(uid(5), same), (uid(6), same), (uid(7), same)]);

        assert_eq!(pairs, [(id(1), uid(5)), (id(2), uid(6))]);
    }

    #[test]
    fn a_reset_internal_date_does_not_lose_the_message_but_another_size_does() {
        assert_eq!(rematch(&[(id(1), print(1, 5, 100))], &[(uid(2), print(1, 5, 999))]), [(id(1), uid(2))]);
        assert_eq!(rematch(&[(id(1), print(1, 5, 100))], &[(uid(2), print(1, 6, 100))]), []);
    }

    proptest! {
        #[test]
        fn nothing_is_paired_twice_and_the_same_mailbox_is_paired_wholly(
            prints in prop::collection::vec((0..6_u64, 0..3_u32, 0..3_i64), 0..60),
            extra in prop::collection::vec((0..6_u64, 0..3_u32, 0..3_i64), 0..20),
        ) {
            let local: Vec<_> =
                (1..).zip(&prints).map(|(n, (a, b, c))| (id(n), print(*a, *b, *c))).collect();
            let remote: Vec<_> =
                (1..).zip(prints.iter().chain(&extra)).map(|(n, (a, b, c))| (uid(n), print(*a, *b, *c))).collect();

            let pairs = rematch(&local, &remote);

            let ids: BTreeSet<_> = pairs.iter().map(|(id, _)| *id).collect();
            let uids: BTreeSet<_> = pairs.iter().map(|(_, uid)| *uid).collect();
            prop_assert_eq!((ids.len(), uids.len()), (pairs.len(), pairs.len()));
            prop_assert_eq!(pairs.len(), local.len());
        }
    }
}

//! The keys of the one sled tree: a letter for the kind, then big-endian numbers, so that byte order is
//! the order things are read in.

use crate::model::{AccountId, EnvelopeId, MailboxId};

/// `M` + name: schema version and id counters.
const META: u8 = b'M';
/// `m` + mailbox: a [`Mailbox`](crate::model::Mailbox) with counts and mark.
const MAILBOX: u8 = b'm';
/// `e` + envelope: what the header and FETCH told.
const ENVELOPE: u8 = b'e';
/// `b` + envelope: where its body is and what the text told.
const BODY: u8 = b'b';
/// `p` + pack: how much of a pack file is written and how much of it is still referred to.
const PACK: u8 = b'p';
/// `x` + time + envelope: a removed message.
const RESCUED: u8 = b'x';
/// `a` + hash of a message's place on the server: a body found in a pack when the cache was built anew.
const SALVAGED: u8 = b'a';

/// `v` + account: how its last comparison with the server ended.
const CHECKED: u8 = b'v';
/// `q` + account: how much of what its server allows is used.
const QUOTAS: u8 = b'q';

/// `w` + account: which of its mailboxes the server, a guess or the person says are for what.
const USES: u8 = b'w';

/// `f` + mailbox + envelope: a message that went from the server and waits for the person's decision.
const FROZEN: u8 = b'f';

/// `r` + mailbox: what was in it when frozen messages were first to be put back.
const RESTORING: u8 = b'r';

/// The kinds of chunked indexes, see [`chunks`](super::chunks).
pub(super) const UID_INDEX: u8 = b'u';
/// The order by date.
pub(super) const DATE_INDEX: u8 = b'o';

/// The version of the layout.
pub(super) fn schema() -> Vec<u8> {
    [&[META], b"schema".as_slice()].concat()
}

/// The next ids.
pub(super) fn counters() -> Vec<u8> {
    [&[META], b"counters".as_slice()].concat()
}

pub(super) fn mailbox(id: MailboxId) -> Vec<u8> {
    with_u64(MAILBOX, id.get())
}

pub(super) fn envelope(id: EnvelopeId) -> Vec<u8> {
    with_u64(ENVELOPE, id.get())
}

pub(super) fn body(id: EnvelopeId) -> Vec<u8> {
    with_u64(BODY, id.get())
}

pub(super) fn checked(account: AccountId) -> Vec<u8> {
    with_u64(CHECKED, account.get())
}

pub(super) fn quotas(account: AccountId) -> Vec<u8> {
    with_u64(QUOTAS, account.get())
}

pub(super) fn uses(account: AccountId) -> Vec<u8> {
    with_u64(USES, account.get())
}

pub(super) fn frozen(mailbox: MailboxId, id: EnvelopeId) -> Vec<u8> {
    let mut key = with_u64(FROZEN, mailbox.get());
    key.extend_from_slice(&id.get().to_be_bytes());
    key
}

pub(super) fn restoring(mailbox: MailboxId) -> Vec<u8> {
    with_u64(RESTORING, mailbox.get())
}

pub(super) fn pack(id: u32) -> Vec<u8> {
    [&[PACK], id.to_be_bytes().as_slice()].concat()
}

pub(super) fn salvaged(place: u64) -> Vec<u8> {
    with_u64(SALVAGED, place)
}

/// A rescued message; `time` sorts as a signed number.
pub(super) fn rescued(time: i64, id: EnvelopeId) -> Vec<u8> {
    [&[RESCUED], ordered(time).as_slice(), &id.get().to_be_bytes()].concat()
}

/// Where the rescued messages of `time` and later begin.
pub(super) fn rescued_from(time: i64) -> Vec<u8> {
    [&[RESCUED], ordered(time).as_slice()].concat()
}

/// What all keys of a kind begin with.
pub(super) const fn all_mailboxes() -> [u8; 1] {
    [MAILBOX]
}

pub(super) const fn all_envelopes() -> [u8; 1] {
    [ENVELOPE]
}

pub(super) const fn all_frozen() -> [u8; 1] {
    [FROZEN]
}

pub(super) const fn all_bodies() -> [u8; 1] {
    [BODY]
}

pub(super) const fn all_packs() -> [u8; 1] {
    [PACK]
}

pub(super) const fn all_rescued() -> [u8; 1] {
    [RESCUED]
}

pub(super) const fn all_salvaged() -> [u8; 1] {
    [SALVAGED]
}

/// What all chunks of an index of a mailbox begin with.
pub(super) fn index(kind: u8, mailbox: MailboxId) -> Vec<u8> {
    with_u64(kind, mailbox.get())
}

/// A chunk of an index, by the separator it begins at.
pub(super) fn chunk(kind: u8, mailbox: MailboxId, separator: &[u8]) -> Vec<u8> {
    let mut key = index(kind, mailbox);
    key.extend_from_slice(separator);
    key
}

/// A signed number whose bytes sort as the number does.
pub(super) const fn ordered(number: i64) -> [u8; 8] {
    (number.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The id at the end of a key of [`mailbox`], [`envelope`], [`body`] or [`rescued`].
pub(super) fn trailing_id(key: &[u8]) -> Option<u64> {
    key.last_chunk().copied().map(u64::from_be_bytes)
}

/// Time and id of a key of [`rescued`].
pub(super) fn rescued_parts(key: &[u8]) -> Option<(i64, EnvelopeId)> {
    let time: [u8; 8] = key.get(1..9)?.try_into().ok()?;
    let time = (u64::from_be_bytes(time) ^ (1 << 63)).cast_signed();
    Some((time, EnvelopeId::new(trailing_id(key.get(9..)?)?)))
}

/// Mailbox and message of a key of [`frozen`].
pub(super) fn frozen_parts(key: &[u8]) -> Option<(MailboxId, EnvelopeId)> {
    let mailbox = u64::from_be_bytes(key.get(1..9)?.try_into().ok()?);
    Some((MailboxId::new(mailbox), EnvelopeId::new(trailing_id(key.get(9..)?)?)))
}

/// The number of a key of [`pack`].
pub(super) fn pack_id(key: &[u8]) -> Option<u32> {
    key.last_chunk().copied().map(u32::from_be_bytes)
}

fn with_u64(kind: u8, number: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(32);
    key.push(kind);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_times_sort_as_bytes() {
        let times = [i64::MIN, -86_400, -1, 0, 1, 1_800_000_000, i64::MAX];

        assert!(times.windows(2).all(|pair| ordered(pair[0]) < ordered(pair[1])));
    }

    #[test]
    fn ids_come_back_out_of_keys() {
        assert_eq!(trailing_id(&envelope(EnvelopeId::new(77))), Some(77));
        assert_eq!(rescued_parts(&rescued(-5, EnvelopeId::new(78))), Some((-5, EnvelopeId::new(78))));
        assert_eq!(pack_id(&pack(9)), Some(9));
        assert_eq!(trailing_id(b"m"), None);
    }
}

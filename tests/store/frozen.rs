//! Frozen messages: seen as ever, left out of what the server has, and back under their old id.

use brieftaube::model::{EnvelopeId, Flags, Intent, MailboxId, SyncMark, UidSet};
use brieftaube::store::{ListScope, Store};

use crate::support::{account, assert_consistent, body, mailboxes, message, open, raw, uid, validity};

fn mark(value: u32) -> SyncMark {
    SyncMark { uid_validity: Some(validity(value)), uid_next: Some(uid(11)), synced_at: Some(1), ..SyncMark::default() }
}

/// Ten messages, of which the first four are frozen and the first three have a body.
fn scene(store: &Store) -> (MailboxId, Vec<EnvelopeId>) {
    let inbox = mailboxes(store, 1, &["INBOX"])[0];
    let new = (1..=10).map(|n| message(n, i64::from(n), &[])).collect();
    let ids = store.add_envelopes(inbox, new, Some(mark(1)), None).unwrap().ids;
    store.put_bodies((1..=3).map(|n| body(store, inbox, n)).collect()).unwrap();
    store.freeze(inbox, &UidSet::parse("1:4").unwrap()).unwrap();
    (inbox, ids)
}

fn listed(store: &Store, mailbox: MailboxId) -> Vec<EnvelopeId> {
    let mut ids = store.ids(ListScope::Mailbox(mailbox), None).unwrap();
    ids.reverse();
    ids
}

#[test]
fn frozen_messages_are_seen_and_counted_but_not_as_what_the_server_has_also_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (inbox, ids) = scene(&open(dir.path()));

    let store = open(dir.path());

    let seen = store.mailbox(inbox).unwrap();
    let frozen = seen.frozen.unwrap();
    assert_eq!((frozen.messages, frozen.without_body, frozen.restoring), (4, 1, 0));
    assert_eq!((seen.counts.total, seen.counts.unseen, seen.counts.bodies), (10, 10, 3));
    assert_eq!(listed(&store, inbox), ids);
    assert_eq!(store.by_uid(inbox, uid(2)).unwrap().unwrap().id, ids[1]);
    assert_eq!(store.raw(ids[1]).unwrap(), Some(raw(2)));
    let there = store.mailbox_as_on_server(inbox).unwrap();
    assert_eq!((there.counts.total, there.counts.unseen, there.counts.bodies), (6, 6, 0));
    assert_eq!(store.uids(inbox).unwrap(), UidSet::parse("5:10").unwrap());
}

#[test]
fn what_comes_back_under_any_uid_keeps_its_id_and_body_and_takes_no_other_message_for_it() {
    for new_validity in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let (inbox, ids) = scene(&store);
        if new_validity {
            let matched: Vec<_> = (4..10).map(|at| (ids[at], uid(at as u32 - 3))).collect();
            store.rebind_and_freeze(inbox, validity(2), &matched, mark(2)).unwrap();
        }
        assert_eq!(store.mailbox(inbox).unwrap().frozen.unwrap().messages, 4);

        let again =
            |n: u32, at: u32| brieftaube::store::NewEnvelope { uid: uid(at), ..message(n, i64::from(n), &["\\Seen"]) };
        let added = store
            .add_envelopes(inbox, vec![again(1, 21), again(2, 22), message(23, 5, &[]), again(4, 24)], None, None)
            .unwrap();

        assert_eq!(added.ids[..2], ids[..2]);
        assert_eq!((added.ids[3], added.fresh.len()), (ids[3], 1));
        let left = store.mailbox(inbox).unwrap().frozen.unwrap();
        assert_eq!((left.messages, left.without_body), (1, 0));
        store.accept_frozen(inbox).unwrap();
        assert_eq!(store.rescued(10).unwrap().len(), 1);
        assert_eq!(assert_consistent(&store, inbox).len(), 10);
        assert_eq!(store.raw(ids[1]).unwrap(), Some(raw(2)));
    }
}

#[test]
fn what_was_put_back_is_bound_to_its_new_uid_with_what_the_person_did_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (inbox, ids) = scene(&store);
    let flagged = Intent::Flags { add: Flags::parse(["\\Flagged"]), remove: Flags::default() };
    store.act(&flagged, &ids[..2]).unwrap();
    assert_eq!(store.waiting(account(1)).unwrap(), [], "nothing can be said of what is not there");

    store.restore_frozen(inbox, true).unwrap();
    let due = store.to_restore(inbox, 10).unwrap();
    assert_eq!(due.iter().map(|envelope| envelope.id).collect::<Vec<_>>(), ids[..3]);
    for _ in 0..2 {
        store.restored(inbox, validity(9), &[(ids[2], uid(13))]).unwrap();
        store.restored(inbox, validity(1), &[(ids[0], uid(11)), (ids[1], uid(12))]).unwrap();
    }

    let waiting = store.waiting(account(1)).unwrap();
    let bound: Vec<_> = waiting[0].targets.iter().map(|target| (target.id, target.uid)).collect();
    assert_eq!(bound, [(ids[0], uid(11)), (ids[1], uid(12))]);
    let frozen = store.mailbox(inbox).unwrap().frozen.unwrap();
    assert_eq!((frozen.messages, frozen.without_body, frozen.restoring), (2, 1, 1));
    assert_eq!(listed(&store, inbox), ids);
    assert_eq!(store.uids(inbox).unwrap(), UidSet::parse("5:12").unwrap());
}

#[test]
fn a_body_that_comes_or_is_given_up_while_frozen_is_counted_and_a_removed_account_takes_all_along() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (inbox, ids) = scene(&store);

    store.mark_bodies(&[ids[3]], brieftaube::model::BodyState::Unavailable).unwrap();
    assert_eq!(store.mailbox(inbox).unwrap().frozen.unwrap().without_body, 1);
    store.put_bodies(vec![brieftaube::store::NewBody { id: ids[3], ..body(&store, inbox, 4) }]).unwrap();
    assert_eq!(store.mailbox(inbox).unwrap().frozen.unwrap().without_body, 0);
    assert_eq!(store.mailbox(inbox).unwrap().counts.bodies, 4);

    store.remove_account(account(1)).unwrap();
    let left = store.stats().unwrap();
    assert_eq!((left.envelopes, left.bodies), (0, 0));
}

//! What each method does, case by case.

use brieftaube::error::ErrorKind;
use brieftaube::model::{BodyState, Flag, Flags, SyncMark, UidSet};
use brieftaube::store::{ListScope, Store};

use crate::support::{account, assert_consistent, body, found, mailboxes, message, open, raw, uid, validity};

fn scene() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    (dir, store)
}

#[test]
fn what_was_stored_is_there_after_opening_again() {
    let (dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let mark = SyncMark { uid_validity: Some(validity(7)), uid_next: Some(uid(4)), ..SyncMark::default() };
    let added = store
        .add_envelopes(inbox, (1..=3).map(|n| message(n, i64::from(n) * 10, &[])).collect(), Some(mark), Some(3))
        .unwrap();
    store.put_bodies(vec![body(&store, inbox, 2)]).unwrap();
    drop(store);

    let store = open(dir.path());

    let mailbox = store.mailbox(inbox).unwrap();
    assert_eq!((mailbox.mark, mailbox.counts.on_server, mailbox.counts.bodies), (mark, 3, 1));
    assert_eq!(assert_consistent(&store, inbox), [3, 2, 1]);
    assert_eq!(store.raw(added.ids[1]).unwrap(), Some(raw(2)));
    assert_eq!(store.envelope(added.ids[1]).unwrap().unwrap().preview, "Zeile 2");
    assert_eq!(store.raw(added.ids[0]).unwrap(), None);
}

#[test]
fn a_uid_added_again_keeps_its_id_and_takes_the_flags() {
    let (_dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let first = store.add_envelopes(inbox, vec![message(5, 50, &[])], None, None).unwrap();

    let again = store.add_envelopes(inbox, vec![message(6, 60, &[]), message(5, 50, &["\\Seen"])], None, None).unwrap();

    assert_eq!(again.ids[1], first.ids[0]);
    assert_eq!(again.fresh, again.ids[..1]);
    assert_eq!(store.mailbox(inbox).unwrap().counts.unseen, 1);
    assert_consistent(&store, inbox);
}

#[test]
fn flags_reach_counts_rows_and_index() {
    let (_dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let added = store.add_envelopes(inbox, vec![message(1, 10, &[]), message(2, 20, &["\\Seen"])], None, None).unwrap();
    let seen = Flags::parse(["\\Seen", "$label1"]);

    let changed = store
        .set_server_flags(
            inbox,
            &[(uid(1), seen.clone()), (uid(2), Flags::parse(["\\Seen"])), (uid(9), seen.clone())],
            None,
        )
        .unwrap();

    assert_eq!(changed, added.ids[..1]);
    assert_eq!(store.mailbox(inbox).unwrap().counts.unseen, 0);
    let row = &store.page(ListScope::Mailbox(inbox), 1..2).unwrap().rows[0];
    assert!(row.flags.contains(Flag::Seen) && row.flags == seen);
    assert_eq!(store.flags(inbox).unwrap()[0].server_flags, seen);
}

#[test]
fn removed_messages_stay_readable_in_the_rescue_until_they_are_purged() {
    let (_dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let ids = store.add_envelopes(inbox, (1..=4).map(|n| message(n, 10, &[])).collect(), None, None).unwrap().ids;
    store.put_bodies(vec![body(&store, inbox, 3)]).unwrap();

    let removed = store.remove(inbox, &[uid(3), uid(4), uid(77)].into_iter().collect(), None).unwrap();

    assert_eq!(removed, ids[2..]);
    assert_eq!(assert_consistent(&store, inbox), [2, 1]);
    assert_eq!(store.envelope(ids[2]).unwrap(), None);
    assert_eq!(store.raw(ids[2]).unwrap(), Some(raw(3)));
    let rescued: Vec<_> = store.rescued(10).unwrap().into_iter().map(|rescued| rescued.envelope.id).collect();
    assert_eq!(rescued.len(), 2);
    assert!(rescued.contains(&ids[2]) && rescued.contains(&ids[3]));

    assert_eq!(store.purge(i64::MAX).unwrap(), 2);

    assert_eq!(store.rescued(10).unwrap(), []);
    assert_eq!(store.raw(ids[2]).unwrap(), None);
}

#[test]
fn a_set_that_names_every_uid_removes_what_is_there_and_no_more() {
    let (_dir, store) = scene();
    let boxes = mailboxes(&store, 1, &["INBOX", "Archiv"]);
    for mailbox in &boxes {
        store
            .add_envelopes(*mailbox, (1..=6_000).map(|n| message(n, i64::from(n), &[])).collect(), None, None)
            .unwrap();
    }

    let removed = store.remove(boxes[0], &UidSet::all(), None).unwrap();

    assert_eq!(removed.len(), 6_000);
    assert!(assert_consistent(&store, boxes[0]).is_empty());
    assert_eq!(store.mailbox(boxes[1]).unwrap().counts.total, 6_000);
}

#[test]
fn a_new_uidvalidity_keeps_matched_messages_and_rescues_the_others() {
    let (_dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let old = SyncMark { uid_validity: Some(validity(1)), ..SyncMark::default() };
    let ids = store
        .add_envelopes(inbox, (1..=3).map(|n| message(n, i64::from(n), &[])).collect(), Some(old), None)
        .unwrap()
        .ids;
    store.put_bodies(vec![body(&store, inbox, 1)]).unwrap();
    let new = SyncMark { uid_validity: Some(validity(2)), ..SyncMark::default() };
    let refused = store.add_envelopes(inbox, vec![message(9, 9, &[])], Some(new), None).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Invalid);

    let gone = store.rebind(inbox, validity(2), &[(ids[0], uid(30)), (ids[2], uid(10))], new).unwrap();

    assert_eq!(gone, ids[1..2]);
    assert_eq!(assert_consistent(&store, inbox), [10, 30]);
    let kept = store.by_uid(inbox, uid(30)).unwrap().unwrap();
    assert_eq!((kept.id, store.raw(ids[0]).unwrap()), (ids[0], Some(raw(1))));
    assert_eq!(store.mailbox(inbox).unwrap().mark, new);
}

#[test]
fn bodies_that_do_not_come_are_not_asked_for_again_and_skipped_ones_can_be() {
    let (_dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let ids = store.add_envelopes(inbox, (1..=4).map(|n| message(n, 0, &[])).collect(), None, None).unwrap().ids;
    store.put_bodies(vec![body(&store, inbox, 4)]).unwrap();
    store.mark_bodies(&ids[1..], BodyState::Skipped).unwrap();
    store.mark_bodies(&ids[..1], BodyState::Unavailable).unwrap();

    assert_eq!(store.missing_bodies(inbox, 10).unwrap(), []);
    assert!(matches!(store.envelope(ids[3]).unwrap().unwrap().body, BodyState::Stored(_)));
    store.reconsider_skipped(inbox).unwrap();

    let missing: Vec<_> = store.missing_bodies(inbox, 10).unwrap().iter().map(|missing| missing.uid.get()).collect();
    assert_eq!(missing, [3, 2]);
    assert_eq!(store.missing_bodies(inbox, 1).unwrap().len(), 1);
}

#[test]
fn a_body_torn_on_disk_counts_as_missing_and_is_asked_for_again() {
    let (dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let ids = store.add_envelopes(inbox, (1..=2).map(|n| message(n, 0, &[])).collect(), None, None).unwrap().ids;
    store.put_bodies(vec![body(&store, inbox, 1), body(&store, inbox, 2)]).unwrap();
    let pack = walkdir::WalkDir::new(dir.path().join("bodies"))
        .into_iter()
        .flatten()
        .find(|e| e.file_type().is_file())
        .unwrap();
    let mut bytes = std::fs::read(pack.path()).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    std::fs::write(pack.path(), bytes).unwrap();

    assert_eq!(store.raw(ids[1]).unwrap(), None);

    assert_eq!(store.raw(ids[0]).unwrap(), Some(raw(1)));
    assert_eq!(store.missing_bodies(inbox, 9).unwrap().len(), 1);
    assert_eq!(store.mailbox(inbox).unwrap().counts.bodies, 1);
    store.put_bodies(vec![body(&store, inbox, 2)]).unwrap();
    assert_eq!(store.raw(ids[1]).unwrap(), Some(raw(2)));
}

#[test]
fn a_list_that_lacks_mailboxes_only_reports_them() {
    let (_dir, store) = scene();
    let boxes = mailboxes(&store, 1, &["INBOX", "Alt"]);
    let mut renamed = found("INBOX");
    renamed.subscribed = false;

    let changes = store.reconcile_mailboxes(account(1), &[renamed, found("Neu")]).unwrap();

    assert_eq!((changes.changed, changes.missing), (vec![boxes[0]], vec![boxes[1]]));
    assert_eq!(changes.added.len(), 1);
    assert_eq!(store.mailboxes(account(1)).unwrap().len(), 3);
    store.forget_mailbox(boxes[1]).unwrap();
    assert_eq!(store.mailbox(boxes[1]).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn removing_an_account_leaves_the_others_and_gives_the_space_back() {
    let (dir, store) = scene();
    let mine = mailboxes(&store, 1, &["INBOX", "Archiv"]);
    let other = mailboxes(&store, 2, &["INBOX"])[0];
    for mailbox in [mine[0], mine[1], other] {
        store.add_envelopes(mailbox, (1..=50).map(|n| message(n, i64::from(n), &[])).collect(), None, None).unwrap();
        store.put_bodies((1..=50).map(|n| body(&store, mailbox, n)).collect()).unwrap();
    }
    store.remove(mine[0], &[uid(3)].into_iter().collect(), None).unwrap();

    store.remove_account(account(1)).unwrap();

    assert_eq!(store.mailboxes(account(1)).unwrap(), []);
    assert_eq!(store.rescued(9).unwrap(), []);
    let stats = store.stats().unwrap();
    assert_eq!((stats.envelopes, stats.bodies, stats.mailboxes), (50, 50, 1));
    let listed = store.page(ListScope::AllInboxes, 0..100).unwrap();
    assert_eq!((listed.total, listed.rows[0].mailbox), (50, other));
    drop(store);
    let store = open(dir.path());
    assert_eq!(assert_consistent(&store, other).len(), 50);
    let id = store.by_uid(other, uid(17)).unwrap().unwrap().id;
    assert_eq!(store.raw(id).unwrap(), Some(raw(17)));
}

#[test]
fn packs_that_are_mostly_waste_are_rewritten_and_deleted() {
    let (dir, store) = scene();
    let boxes = mailboxes(&store, 1, &["INBOX", "Archiv"]);
    let mut seed = fastrand_bytes(1);
    for n in 1..=60_u32 {
        let mailbox = boxes[usize::from(n % 6 == 0)];
        store.add_envelopes(mailbox, vec![message(n, i64::from(n), &[])], None, None).unwrap();
        let mut new = body(&store, mailbox, n);
        new.raw = seed.by_ref().take(400_000).collect();
        store.put_bodies(vec![new]).unwrap();
    }
    let kept: Vec<_> = store.envelopes(ListScope::Mailbox(boxes[1]), 0..20).unwrap().rows;
    let before: Vec<_> = kept.iter().map(|envelope| store.raw(envelope.id).unwrap().unwrap()).collect();
    let full = store.stats().unwrap().body_file_bytes;
    store.remove(boxes[0], &UidSet::all(), None).unwrap();

    store.purge(i64::MAX).unwrap();
    store.purge(i64::MAX).unwrap();

    let files: u64 = walkdir::WalkDir::new(dir.path().join("bodies"))
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file())
        .map(|e| e.metadata().unwrap().len())
        .sum();
    assert!(files < full / 2, "{files} of {full} bytes are left");
    let after: Vec<_> = kept.iter().map(|envelope| store.raw(envelope.id).unwrap().unwrap()).collect();
    assert!(before == after, "bodies survive the rewriting of their pack");
}

fn fastrand_bytes(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
}

#[test]
fn the_unified_inbox_merges_accounts_by_date() {
    let (_dir, store) = scene();
    let one = mailboxes(&store, 1, &["INBOX", "Archiv"]);
    let two = mailboxes(&store, 2, &["INBOX"])[0];
    store.add_envelopes(one[0], (1..=300).map(|n| message(n, i64::from(n) * 20, &[])).collect(), None, None).unwrap();
    store.add_envelopes(one[1], vec![message(1, 99_999, &[])], None, None).unwrap();
    store.add_envelopes(two, (1..=300).map(|n| message(n, i64::from(n) * 20 - 5, &[])).collect(), None, None).unwrap();

    let page = store.page(ListScope::AllInboxes, 100..104).unwrap();

    let dates: Vec<_> = page.rows.iter().map(|row| (row.received, row.account.get())).collect();
    assert_eq!((page.total, page.start), (600, 100));
    assert_eq!(dates, [(5_000, 1), (4_995, 2), (4_980, 1), (4_975, 2)]);
    assert_eq!(store.position(ListScope::AllInboxes, page.rows[3].id).unwrap(), Some(103));
    let archived = store.by_uid(one[1], uid(1)).unwrap().unwrap().id;
    assert_eq!(store.position(ListScope::AllInboxes, archived).unwrap(), None);
}

#[test]
fn a_second_opener_is_refused_and_harms_nothing() {
    let (dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];

    let refused = Store::open(dir.path()).unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::StoreLocked);
    store.add_envelopes(inbox, vec![message(1, 1, &[])], None, None).unwrap();
    drop(store);
    assert_eq!(assert_consistent(&open(dir.path()), inbox), [1]);
}

#[test]
fn who_lets_go_in_a_moment_is_waited_for() {
    let (dir, store) = scene();
    let folder = dir.path().to_owned();

    let opening = std::thread::spawn(move || Store::open(&folder).map(drop));
    // One that does not wait has been refused by now.
    std::thread::park_timeout(std::time::Duration::from_millis(100));
    drop(store);

    opening.join().unwrap().unwrap();
}

#[test]
fn ids_are_not_used_again_after_the_cache_was_lost() {
    let (dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let ids = store.add_envelopes(inbox, (1..=3).map(|n| message(n, 0, &[])).collect(), None, None).unwrap().ids;
    drop(store);
    std::fs::remove_dir_all(dir.path().join("cache")).unwrap();

    let store = open(dir.path());

    let new_inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let new = store.add_envelopes(new_inbox, vec![message(1, 0, &[])], None, None).unwrap().ids;
    assert!(new_inbox > inbox && new[0] > ids[2]);
}

#[test]
fn bodies_outlive_the_cache_and_find_their_messages_again() {
    let (dir, store) = scene();
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let mark = SyncMark { uid_validity: Some(validity(3)), ..SyncMark::default() };
    store.add_envelopes(inbox, (1..=30).map(|n| message(n, i64::from(n), &[])).collect(), Some(mark), None).unwrap();
    store.put_bodies((1..=20).map(|n| body(&store, inbox, n)).collect()).unwrap();
    drop(store);
    std::fs::remove_dir_all(dir.path().join("cache")).unwrap();
    let store = open(dir.path());

    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let mut resized = message(1, 1, &[]);
    resized.size += 1;
    store
        .add_envelopes(
            inbox,
            (2..=30).map(|n| message(n, i64::from(n), &[])).chain([resized]).collect(),
            Some(mark),
            None,
        )
        .unwrap();

    assert_eq!(store.mailbox(inbox).unwrap().counts.bodies, 19);
    let found = store.by_uid(inbox, uid(7)).unwrap().unwrap();
    assert_eq!((store.raw(found.id).unwrap(), found.preview.as_str()), (Some(raw(7)), "Zeile 7"));
    assert_eq!(store.by_uid(inbox, uid(1)).unwrap().unwrap().body, BodyState::Missing);
    assert_consistent(&store, inbox);
    store.put_bodies((21..=30).map(|n| body(&store, inbox, n)).collect()).unwrap();
    drop(store);
    let store = open(dir.path());
    for n in 2..=30 {
        assert_eq!(store.raw(store.by_uid(inbox, uid(n)).unwrap().unwrap().id).unwrap(), Some(raw(n)), "body {n}");
    }
}

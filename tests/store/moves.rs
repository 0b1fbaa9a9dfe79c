//! Moves, copies and deletes that wait: shown at once, undone, carried over when the server did them, and never lost.

use std::fs;
use std::path::Path;

use brieftaube::error::ErrorKind;
use brieftaube::model::{
    AccountId, Conflict, EnvelopeId, Flags, Intent, MailboxId, Outcome, SpecialUse, Stage, SyncMark,
};
use brieftaube::store::{FoundMailbox, ListScope, NewEnvelope, Rest, Store};

use crate::support::{account, assert_consistent, body, found, message, open, raw, uid, validity};

const NAMES: [&str; 4] = ["INBOX", "Archive", "Trash", "Junk"];

fn mark(value: u32) -> SyncMark {
    let uid_next = Some(uid(1_000));
    SyncMark { uid_validity: Some(validity(value)), uid_next, synced_at: Some(1), ..SyncMark::default() }
}

/// Lists the mailboxes of an account with what they are for.
fn list(store: &Store, of: u64) -> [MailboxId; 4] {
    let uses = [SpecialUse::Inbox, SpecialUse::Archive, SpecialUse::Trash, SpecialUse::Junk];
    let found = NAMES.iter().zip(uses).map(|(name, used)| FoundMailbox { special_use: Some(used), ..found(name) });
    store.reconcile_mailboxes(account(of), &found.collect::<Vec<_>>()).unwrap();
    let all = store.mailboxes(account(of)).unwrap();
    NAMES.map(|name| all.iter().find(|mailbox| mailbox.display == name).unwrap().id)
}

struct Scene {
    dir: tempfile::TempDir,
    store: Store,
    inbox: MailboxId,
    archive: MailboxId,
    trash: MailboxId,
    junk: MailboxId,
    ids: Vec<EnvelopeId>,
}

/// Ten unread messages in the inbox, the first with its body, and two older ones in the archive.
fn scene() -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let [inbox, archive, trash, junk] = list(&store, 1);
    let new = (1..=10).map(|n| message(n, i64::from(n), &[])).collect();
    let ids = store.add_envelopes(inbox, new, Some(mark(1)), None).unwrap().ids;
    store.put_bodies(vec![body(&store, inbox, 1)]).unwrap();
    store.add_envelopes(archive, vec![message(1, -5, &[]), message(2, 5, &["\\Seen"])], Some(mark(7)), None).unwrap();
    store.set_mark(trash, mark(8), None).unwrap();
    Scene { dir, store, inbox, archive, trash, junk, ids }
}

/// What a list shows, newest first, checked against the counts.
fn shown(store: &Store, mailbox: MailboxId) -> Vec<EnvelopeId> {
    let rows = store.envelopes(ListScope::Mailbox(mailbox), 0..1_000).unwrap().rows;
    let counts = store.mailbox(mailbox).unwrap().counts;
    assert!(rows.iter().all(|row| row.mailbox == mailbox));
    assert!(rows.is_sorted_by(|a, b| (a.received, a.id) > (b.received, b.id)), "newest first");
    assert_eq!(rows.len(), counts.total as usize);
    assert_eq!(rows.iter().filter(|row| row.flags.is_unseen()).count(), counts.unseen as usize);
    let bodies = rows.iter().filter(|row| matches!(row.body, brieftaube::model::BodyState::Stored(_))).count();
    assert_eq!(bodies, counts.bodies as usize);
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(store.ids(ListScope::Mailbox(mailbox), None).unwrap(), ids);
    for (at, id) in ids.iter().enumerate() {
        assert_eq!(store.position(ListScope::Mailbox(mailbox), *id).unwrap(), Some(at));
    }
    ids
}

fn newest_first(ids: &[EnvelopeId]) -> Vec<EnvelopeId> {
    ids.iter().rev().copied().collect()
}

fn stage(store: &Store) -> Stage {
    store.journal(0..1).rows[0].stage.clone()
}

#[test]
fn a_move_shows_at_once_in_both_mailboxes_and_the_server_is_believed_to_have_it_where_it_was() {
    let Scene { dir, store, inbox, archive, ids, .. } = scene();

    let acted = store.act(&Intent::Move(archive), &ids[..5]).unwrap();

    assert_eq!((acted.messages, acted.mailboxes), (5, vec![archive, inbox]));
    let check = |store: &Store| {
        assert_eq!(shown(store, inbox), newest_first(&ids[5..]));
        let archived = shown(store, archive);
        assert_eq!((archived.len(), archived[1]), (7, ids[4]), "by their dates among those that were there");
        assert_eq!(store.page(ListScope::AllInboxes, 0..99).unwrap().total, 5);
        assert_eq!((store.uids(inbox).unwrap().len(), store.uids(archive).unwrap().len()), (10, 2));
        let there = store.mailboxes_as_on_server(account(1)).unwrap();
        let total = |id| there.iter().find(|mailbox| mailbox.id == id).unwrap().counts.total;
        assert_eq!((total(inbox), total(archive)), (10, 2));
        assert_eq!(store.envelopes_as_on_server(inbox, 0..99).unwrap().rows.len(), 10);
        let envelope = store.envelope(ids[0]).unwrap().unwrap();
        assert_eq!((envelope.mailbox, envelope.server_mailbox, envelope.uid), (archive, inbox, uid(1)));
        assert_eq!(store.raw(ids[0]).unwrap(), Some(raw(1)));
        let part = store.journal(0..1).rows[0].parts[0].clone();
        assert_eq!((part.mailbox, part.to.unwrap().mailbox), (inbox, archive));
    };
    check(&store);
    drop(store);
    check(&open(dir.path()));
}

#[test]
fn what_a_person_asks_for_is_resolved_by_where_the_message_is_seen() {
    let Scene { store, inbox, archive, trash, junk, ids, .. } = scene();

    assert_eq!(store.act(&Intent::Archive, &ids[..2]).unwrap().messages, 2);
    assert_eq!(store.act(&Intent::Archive, &ids[..2]).unwrap().action, None, "they are there");
    assert_eq!(store.act(&Intent::Move(inbox), &ids[2..3]).unwrap().action, None);
    store.act(&Intent::Trash, &ids[2..3]).unwrap();
    store.act(&Intent::Junk, &ids[3..5]).unwrap();
    store.act(&Intent::NotJunk, &ids[4..5]).unwrap();
    store.act(&Intent::Delete, &ids[5..6]).unwrap();

    assert_eq!((shown(&store, archive).len(), shown(&store, trash)), (4, vec![ids[2]]));
    assert_eq!((shown(&store, junk), shown(&store, inbox).len()), (vec![ids[3]], 5));
    let flags = |id| store.envelope(id).unwrap().unwrap().flags;
    assert_eq!(flags(ids[3]), Flags::parse(["$Junk"]));
    assert_eq!(flags(ids[4]), Flags::parse(["$NotJunk"]));
    assert_eq!(store.envelope(ids[5]).unwrap(), None, "deleted");
    assert_eq!(store.act(&Intent::Archive, &ids[5..6]).unwrap().action, None);
}

#[test]
fn what_cannot_be_done_is_refused_by_its_kind_and_nothing_of_it_is_done() {
    let Scene { store, inbox, ids, .. } = scene();
    let other = crate::support::mailboxes(&store, 2, &["INBOX"])[0];
    let theirs = store.add_envelopes(other, vec![message(1, 1, &[])], Some(mark(1)), None).unwrap().ids[0];

    let kind = |intent, ids: &[EnvelopeId]| store.act(&intent, ids).unwrap_err().kind();

    let wanted = SpecialUse::Archive;
    let expected = ErrorKind::NoSpecialMailbox { wanted, account: AccountId::new(2) };
    assert_eq!(kind(Intent::Archive, &[ids[0], theirs]), expected);
    let all = FoundMailbox { special_use: Some(SpecialUse::All), ..found("Alle") };
    store.reconcile_mailboxes(account(2), &[found("INBOX"), all]).unwrap();
    assert_eq!(store.act(&Intent::Archive, &[theirs]).unwrap().messages, 1, "all mail is an archive, too");
    assert!(store.undo(None).unwrap().is_some());
    assert_eq!(kind(Intent::Move(MailboxId::new(3)), &ids[..1]), ErrorKind::NotFound);
    assert_eq!((store.journal(0..9).total, shown(&store, inbox).len()), (2, 10));
}

#[test]
fn undoing_brings_back_what_an_action_moved_and_nothing_that_was_moved_on() {
    let Scene { dir, store, inbox, archive, trash, ids, .. } = scene();
    let first = store.act(&Intent::Junk, &ids[..4]).unwrap().action;
    store.act(&Intent::Move(trash), &ids[..1]).unwrap();
    store.act(&Intent::Delete, &ids[9..]).unwrap();
    drop(store);
    let store = open(dir.path());

    let (_, acted) = store.undo(first).unwrap().unwrap();

    assert_eq!(acted.messages, 4, "the marks of the first one, the others wholly");
    assert_eq!(shown(&store, trash), ids[..1]);
    assert_eq!(shown(&store, inbox), newest_first(&ids[1..9]));
    assert!(ids[..4].iter().all(|id| store.envelope(*id).unwrap().unwrap().flags == Flags::default()));
    let deleted = store.journal(0..9).rows[1].id;
    assert_eq!(store.undo(Some(deleted)).unwrap_err().kind(), ErrorKind::Invalid);
    assert!(store.undo(None).unwrap().is_some(), "passes the delete over");
    assert_eq!((shown(&store, trash), shown(&store, archive).len()), (vec![], 2));
}

/// Carries out what waits as a server does that moves to these UIDs.
fn carry_out(store: &Store, to: MailboxId, value: u32, ids: &[EnvelopeId], first: u32, rest: Rest) {
    let moved: Vec<_> = ids.iter().zip(first..).map(|(id, number)| (*id, uid(number))).collect();
    store.moved(to, validity(value), &moved, rest).unwrap();
}

#[test]
fn a_move_that_the_server_did_keeps_id_body_and_what_waits_and_a_stop_anywhere_does_no_harm() {
    for stop in 0..=3 {
        let Scene { dir, store, inbox, archive, ids, .. } = scene();
        store.act(&Intent::Archive, &ids[..3]).unwrap();
        let moving = store.waiting(account(1)).unwrap()[0].id;
        store.act(&Intent::Flags { add: Flags::parse(["\\Seen"]), remove: Flags::default() }, &ids[..1]).unwrap();
        let steps: [&dyn Fn(); 3] =
            [&|| store.sent(&[moving]).unwrap(), &|| carry_out(&store, archive, 7, &ids[..3], 40, Rest::Gone), &|| {
                store.settle(vec![(moving, vec![])], Outcome::Confirmed).unwrap();
            }];
        steps.iter().take(stop).for_each(|step| step());
        drop(store);

        let store = open(dir.path());

        assert_eq!(shown(&store, inbox), newest_first(&ids[3..]), "stopped after {stop}");
        assert_eq!(shown(&store, archive).len(), 5);
        let waiting = store.waiting(account(1)).unwrap();
        let at = if stop >= 2 { (archive, uid(40)) } else { (inbox, uid(1)) };
        assert!(waiting.iter().all(|it| it.mailbox == at.0 && it.targets[0].uid == at.1), "{waiting:?}");
        for _ in 0..2 {
            store.sent(&[moving]).unwrap();
            carry_out(&store, archive, 7, &ids[..3], 40, Rest::Gone);
            store.settle(vec![(moving, vec![])], Outcome::Confirmed).unwrap();
        }
        assert_consistent(&store, inbox);
        let envelope = store.by_uid(archive, uid(40)).unwrap().unwrap();
        assert_eq!((envelope.id, envelope.server_mailbox), (ids[0], archive));
        assert!(!envelope.flags.is_unseen() && envelope.server_flags.is_unseen(), "that still waits");
        assert_eq!(store.raw(ids[0]).unwrap(), Some(raw(1)));
        assert_eq!(store.waits(account(1)), 1);
    }
}

#[test]
fn a_message_that_was_read_in_its_new_place_meanwhile_is_one_message() {
    let Scene { store, inbox, archive, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..1]).unwrap();
    let pulled = NewEnvelope { uid: uid(40), flags: Flags::parse(["\\Flagged"]), ..message(1, 1, &[]) };
    let newer = store.add_envelopes(archive, vec![pulled], None, None).unwrap().ids[0];

    carry_out(&store, archive, 7, &ids[..1], 40, Rest::Gone);

    assert_eq!(store.envelope(newer).unwrap(), None);
    assert_eq!(store.envelope(ids[0]).unwrap().unwrap().server_flags, Flags::parse(["\\Flagged"]));
    assert_consistent(&store, inbox);
    assert_consistent(&store, archive);
}

#[test]
fn uids_of_another_validity_are_not_believed_and_those_of_a_mailbox_nobody_read_are() {
    let Scene { store, inbox, archive, junk, ids, .. } = scene();

    carry_out(&store, archive, 99, &ids[..1], 40, Rest::Gone);
    carry_out(&store, junk, 5, &ids[1..2], 40, Rest::Gone);

    assert_eq!(store.rescued(9).unwrap()[0].envelope.id, ids[0], "it comes in there as new");
    assert_eq!(store.mailbox(junk).unwrap().mark.uid_validity, Some(validity(5)));
    assert_eq!((shown(&store, inbox).len(), shown(&store, archive).len(), shown(&store, junk).len()), (8, 2, 1));
}

#[test]
fn what_the_server_had_to_keep_is_counted_and_not_seen_until_somebody_wants_it() {
    let Scene { dir, store, inbox, archive, ids, .. } = scene();
    carry_out(&store, archive, 7, &ids[..2], 40, Rest::Hidden);
    store.deleted(inbox, &[uid(3)].into_iter().collect(), Rest::Hidden).unwrap();
    drop(store);
    let store = open(dir.path());

    assert_eq!(shown(&store, inbox), newest_first(&ids[3..]));
    assert_eq!(store.rescued(9).unwrap()[0].envelope.id, ids[2]);
    assert_eq!(store.uids(inbox).unwrap().len(), 10, "the server has ten");
    let counts = store.mailboxes_as_on_server(account(1)).unwrap().remove(1).counts;
    assert_eq!((counts.total, counts.with_hidden()), (7, (10, 10)));
    let facts = store.facts(inbox, &store.uids(inbox).unwrap()).unwrap();
    assert_eq!(facts.iter().filter(|facts| facts.hidden).count(), 3);

    // One was expunged by somebody, one unmarked, and the third is read.
    store.remove(inbox, &[uid(1)].into_iter().collect(), None).unwrap();
    store.set_server_flags(inbox, &[(uid(2), Flags::default())], None).unwrap();
    store.set_server_flags(inbox, &[(uid(3), Flags::parse(["\\Deleted", "\\Seen"]))], None).unwrap();

    assert_eq!(store.uids(inbox).unwrap().to_string(), "3:10");
    assert_eq!(store.mailbox_as_on_server(inbox).unwrap().counts.with_hidden(), (8, 7));
    assert_eq!(store.rescued(9).unwrap().len(), 1);
    store.add_envelopes(inbox, vec![message(2, 2, &[]), message(3, 3, &["\\Deleted"])], None, None).unwrap();
    assert_eq!(shown(&store, inbox).len(), 8);
    store.rebind(inbox, validity(2), &[], mark(2)).unwrap();
    assert_eq!(store.mailbox_as_on_server(inbox).unwrap().counts.with_hidden(), (0, 0));
}

#[test]
fn a_refused_move_is_back_where_it_was() {
    let Scene { store, inbox, archive, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..3]).unwrap();
    let operation = store.waiting(account(1)).unwrap()[0].id;

    store.settle(vec![(operation, vec![ids[1]])], Outcome::Rejected("over quota".to_owned())).unwrap();

    assert_eq!((shown(&store, inbox).len(), shown(&store, archive).len()), (8, 4));
    store.settle(vec![(operation, vec![])], Outcome::Conflict(Conflict::MailboxGone)).unwrap();
    assert_eq!(shown(&store, inbox), newest_first(&ids));
    assert_eq!(stage(&store), Stage::Rejected("over quota".to_owned()));
}

#[test]
fn a_copy_shows_once_it_is_made_and_undoing_takes_just_the_copy_away() {
    for made in [false, true] {
        let Scene { dir, store, inbox, archive, ids, .. } = scene();
        store.act(&Intent::Copy(archive), &ids[..2]).unwrap();
        let waiting = store.waiting(account(1)).unwrap().remove(0);
        let copies: Vec<_> = waiting.targets.iter().map(|target| target.copy.unwrap()).collect();
        if made {
            let of = waiting.targets.iter().zip(50..).map(|(it, number)| (it.id, it.copy.unwrap(), uid(number)));
            store.copied(archive, validity(7), &of.collect::<Vec<_>>()).unwrap();
            store.settle(vec![(waiting.id, vec![])], Outcome::Confirmed).unwrap();
            assert_eq!(shown(&store, archive).len(), 4);
        }
        drop(store);
        let store = open(dir.path());

        assert_eq!(store.undo(None).unwrap().unwrap().1.messages, 2);

        assert_eq!((shown(&store, inbox).len(), shown(&store, archive).len()), (10, 2));
        let left = store.waiting(account(1)).unwrap();
        if made {
            assert_eq!(left[0].targets.iter().map(|target| target.id).collect::<Vec<_>>(), copies);
        } else {
            assert_eq!((left, stage(&store)), (vec![], Stage::Confirmed), "nothing need be sent");
        }
    }
}

#[test]
fn a_deleted_message_that_is_gone_is_what_was_wanted() {
    let Scene { store, inbox, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..1]).unwrap();
    store.act(&Intent::Delete, &ids[..1]).unwrap();

    store.remove(inbox, &[uid(1)].into_iter().collect(), None).unwrap();

    assert_eq!(store.waiting(account(1)).unwrap(), []);
    let stages: Vec<_> = store.journal(0..9).rows.into_iter().map(|row| row.stage).collect();
    assert_eq!(stages, [Stage::Confirmed, Stage::Confirmed]);
}

/// Sets the cache aside as damage would.
fn lose_cache(dir: &Path, store: Store) -> Store {
    drop(store);
    fs::write(dir.join("damaged"), "").unwrap();
    Store::open(dir).unwrap().store
}

#[test]
fn moves_outlive_the_cache_and_go_to_the_mailboxes_of_the_same_names() {
    let Scene { dir, store, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..2]).unwrap();
    store.act(&Intent::Delete, &ids[2..3]).unwrap();
    let store = lose_cache(dir.path(), store);
    assert_eq!(store.waiting(account(1)).unwrap(), []);
    let [inbox, archive, ..] = list(&store, 1);

    let new = (1..=10).map(|n| message(n, i64::from(n), &[])).collect();
    store.add_envelopes(inbox, new, Some(mark(1)), None).unwrap();
    store.set_mark(archive, mark(7), None).unwrap();

    assert_eq!((shown(&store, inbox).len(), shown(&store, archive)), (7, newest_first(&ids[..2])));
    let waiting = store.waiting(account(1)).unwrap();
    assert_eq!(waiting[0].verb.to().unwrap().mailbox, archive);
    store.undo(None).unwrap().unwrap();
    assert_eq!(shown(&store, inbox).len(), 9, "back into the inbox of now");
}

#[test]
fn a_move_that_may_have_been_done_is_looked_for_where_it_went_when_the_cache_is_lost() {
    let Scene { dir, store, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..2]).unwrap();
    let waiting = store.waiting(account(1)).unwrap().remove(0);
    let name = waiting.verb.to().unwrap().name.clone();
    store.sent_to(&[waiting.id], &name, (validity(7), uid(40))).unwrap();
    let store = lose_cache(dir.path(), store);
    let [inbox, archive, ..] = list(&store, 1);

    // A copy of the second one was there before; the first one arrived.
    let old = NewEnvelope { uid: uid(3), ..message(2, 2, &[]) };
    let arrived = NewEnvelope { uid: uid(40), ..message(1, 1, &[]) };
    let synced = SyncMark { synced_at: Some(1), ..mark(1) };
    store.add_envelopes(inbox, vec![message(2, 2, &[])], Some(synced), None).unwrap();
    let added = store.add_envelopes(archive, vec![old, arrived], Some(mark(7)), None).unwrap().ids;

    assert_eq!(added[1], ids[0]);
    let waiting = store.waiting(account(1)).unwrap();
    let places: Vec<_> = waiting.iter().map(|it| (it.mailbox, it.targets[0].id)).collect();
    assert_eq!(places.len(), 2);
    assert!(places.contains(&(archive, ids[0])) && places.contains(&(inbox, ids[1])), "{places:?}");
}

#[test]
fn what_was_copied_and_is_still_where_it_was_is_not_taken_for_moved_when_the_cache_is_lost() {
    let Scene { dir, store, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..2]).unwrap();
    let waiting = store.waiting(account(1)).unwrap().remove(0);
    let name = waiting.verb.to().unwrap().name.clone();
    store.sent_to(&[waiting.id], &name, (validity(7), uid(40))).unwrap();
    let store = lose_cache(dir.path(), store);
    let [inbox, archive, ..] = list(&store, 1);

    // Both arrived, and only the first one is away from where it was.
    let arrived = (1..=2).map(|n| NewEnvelope { uid: uid(39 + n), ..message(n, i64::from(n), &[]) }).collect();
    let added = store.add_envelopes(archive, arrived, Some(mark(7)), None).unwrap().ids;
    let synced = SyncMark { synced_at: Some(1), ..mark(1) };
    let here = store.add_envelopes(inbox, vec![message(2, 2, &[])], Some(synced), None).unwrap().ids;

    assert_eq!(here, [ids[1]]);
    assert!(!added.contains(&ids[0]) && !added.contains(&ids[1]));
    let waiting = store.waiting(account(1)).unwrap();
    let left: Vec<_> = waiting.iter().flat_map(|it| &it.targets).map(|target| target.id).collect();
    assert_eq!(left, [ids[1]], "that the other one arrived is known");
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Sent);
}

#[test]
fn a_mailbox_that_went_takes_nothing_in_and_what_was_to_go_there_is_seen_where_it_is() {
    let Scene { store, inbox, archive, ids, .. } = scene();
    store.act(&Intent::Archive, &ids[..2]).unwrap();

    store.forget_mailbox(archive).unwrap();

    assert_eq!(shown(&store, inbox), newest_first(&ids));
    let [_, archive, ..] = list(&store, 1);
    assert_eq!(shown(&store, archive), newest_first(&ids[..2]), "it is there again");
}

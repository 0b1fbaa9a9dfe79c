//! What a person does to mail: seen at once, on disk at once, and nothing of it lost or done twice.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

use brieftaube::error::ErrorKind;
use brieftaube::model::{
    ActionId, Conflict, EnvelopeId, Flag, Flags, Intent, MailboxId, Outcome, Stage, SyncMark, UidValidity,
};
use brieftaube::store::{ListScope, Store};

use crate::child;
use crate::support::{account, assert_consistent, found, mailboxes, message, open, uid, validity};

fn add(flags: &[&str]) -> Intent {
    Intent::Flags { add: Flags::parse(flags.iter().copied()), remove: Flags::default() }
}

fn mark(value: u32) -> SyncMark {
    SyncMark {
        uid_validity: Some(validity(value)),
        uid_next: Some(uid(1_000)),
        synced_at: Some(1),
        ..SyncMark::default()
    }
}

/// An inbox of unread messages with these UIDs.
fn scene(numbers: std::ops::RangeInclusive<u32>) -> (tempfile::TempDir, Store, MailboxId, Vec<EnvelopeId>) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let new = numbers.map(|n| message(n, i64::from(n), &[])).collect();
    let ids = store.add_envelopes(inbox, new, Some(mark(1)), None).unwrap().ids;
    (dir, store, inbox, ids)
}

fn shown(store: &Store, id: EnvelopeId) -> Flags {
    store.envelope(id).unwrap().unwrap().flags
}

fn unseen(store: &Store, inbox: MailboxId) -> u32 {
    store.mailbox(inbox).unwrap().counts.unseen
}

#[test]
fn an_action_is_seen_everywhere_at_once_and_the_servers_word_stays_as_it_was() {
    let (dir, store, inbox, ids) = scene(1..=4);

    let acted = store.act(&add(&["\\Seen", "$label1"]), &ids[1..3]).unwrap();

    assert_eq!((acted.messages, acted.mailboxes), (2, vec![inbox]));
    let check = |store: &Store| {
        let expected = Flags::parse(["\\Seen", "$label1"]);
        assert_eq!(unseen(store, inbox), 2);
        assert_eq!(store.mailboxes(account(1)).unwrap()[0].counts.unseen, 2);
        assert_eq!(store.mailboxes_as_on_server(account(1)).unwrap()[0].counts.unseen, 4);
        for scope in [ListScope::Mailbox(inbox), ListScope::AllInboxes] {
            let flags: Vec<_> = store.page(scope, 0..9).unwrap().rows.into_iter().map(|row| row.flags).collect();
            assert_eq!(flags, [Flags::default(), expected.clone(), expected.clone(), Flags::default()]);
        }
        let envelope = store.by_uid(inbox, uid(2)).unwrap().unwrap();
        assert_eq!((envelope.flags, envelope.server_flags), (expected.clone(), Flags::default()));
        assert_eq!(store.flags(inbox).unwrap()[1].server_flags, Flags::default());
        assert_consistent(store, inbox);
        let waiting = store.waiting(account(1)).unwrap();
        assert_eq!((waiting.len(), waiting[0].targets.len(), store.waits(account(1))), (1, 2, 1));
        assert_eq!(waiting[0].uid_validity, UidValidity::new(1));
    };
    check(&store);
    drop(store);
    check(&open(dir.path()));
}

#[test]
fn what_changes_nothing_is_no_action_and_what_is_gone_is_passed_over() {
    let (_dir, store, inbox, ids) = scene(1..=2);
    store.set_server_flags(inbox, &[(uid(1), Flags::parse(["\\Seen"]))], None).unwrap();

    assert_eq!(store.act(&add(&["\\Seen"]), &ids[..1]).unwrap().action, None);
    assert_eq!(store.act(&add(&["\\Seen"]), &[EnvelopeId::new(7)]).unwrap().action, None);
    let both = store.act(&add(&["\\Seen"]), &[ids[0], ids[1], ids[1]]).unwrap();

    assert_eq!((both.action, both.messages), (Some(ActionId::new(1)), 1));
    assert_eq!(store.journal(0..9).total, 1);
}

#[test]
fn undoing_goes_step_by_step_takes_back_only_what_was_changed_and_works_after_opening_again() {
    let (dir, store, inbox, ids) = scene(1..=3);
    store.set_server_flags(inbox, &[(uid(1), Flags::parse(["\\Seen"]))], None).unwrap();
    store.act(&add(&["\\Seen"]), &ids).unwrap();
    store.act(&add(&["\\Flagged"]), &ids[..1]).unwrap();
    drop(store);
    let store = open(dir.path());

    let (first, acted) = store.undo(None).unwrap().unwrap();
    assert_eq!((first, acted.messages), (ActionId::new(2), 1));
    assert_eq!(shown(&store, ids[0]), Flags::parse(["\\Seen"]));
    let (second, acted) = store.undo(None).unwrap().unwrap();
    assert_eq!((second, acted.messages), (ActionId::new(1), 2));

    assert_eq!(shown(&store, ids[0]), Flags::parse(["\\Seen"]), "it was read before");
    assert_eq!(unseen(&store, inbox), 2);
    assert_eq!(store.undo(None).unwrap(), None);
    assert_eq!(store.undo(Some(first)).unwrap(), None, "not twice");
    assert_eq!(store.undo(Some(ActionId::new(99))).unwrap_err().kind(), ErrorKind::NotFound);
    let stages: Vec<_> = store.journal(0..9).rows.into_iter().map(|row| row.stage).collect();
    let undone = |by| Stage::Undone(ActionId::new(by));
    assert_eq!(stages, [Stage::Waiting, Stage::Waiting, undone(3), undone(4)]);
    drop(store);
    assert_eq!(open(dir.path()).undo(None).unwrap(), None);
}

#[test]
fn the_servers_flags_change_beneath_an_action_and_come_out_when_it_is_refused() {
    let (_dir, store, inbox, ids) = scene(1..=2);
    store.act(&add(&["\\Seen"]), &ids[..1]).unwrap();

    store.set_server_flags(inbox, &[(uid(1), Flags::parse(["\\Flagged"]))], None).unwrap();

    assert_eq!(shown(&store, ids[0]), Flags::parse(["\\Seen", "\\Flagged"]));
    assert_eq!(unseen(&store, inbox), 1);
    let operation = store.waiting(account(1)).unwrap()[0].id;
    store.settle(vec![(operation, vec![])], Outcome::Rejected("read-only".to_owned())).unwrap();
    assert_eq!(shown(&store, ids[0]), Flags::parse(["\\Flagged"]));
    assert_eq!(unseen(&store, inbox), 2);
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Rejected("read-only".to_owned()));
    assert_eq!(store.waits(account(1)), 0);
    assert_consistent(&store, inbox);
}

#[test]
fn a_message_that_goes_under_an_action_is_rescued_and_the_journal_says_so() {
    let (dir, store, inbox, ids) = scene(1..=3);
    store.act(&add(&["\\Seen"]), &ids[..2]).unwrap();

    store.remove(inbox, &[uid(1)].into_iter().collect(), None).unwrap();

    assert_eq!(unseen(&store, inbox), 1);
    let left: Vec<_> = store.waiting(account(1)).unwrap()[0].targets.iter().map(|target| target.id).collect();
    assert_eq!(left, ids[1..2]);
    store.remove(inbox, &[uid(2)].into_iter().collect(), None).unwrap();
    drop(store);
    let store = open(dir.path());
    // One with the same Message-ID that comes in now is another message: the first lies in the rescue.
    let again = store.add_envelopes(inbox, vec![message(2, 2, &[])], None, None).unwrap();
    assert_ne!(again.ids[0], ids[1]);
    assert_eq!(store.waiting(account(1)).unwrap(), []);
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Conflict(Conflict::MessageGone));
    assert_eq!(store.rescued(9).unwrap().len(), 2);
    assert_consistent(&store, inbox);
}

#[test]
fn an_action_follows_its_message_to_a_new_uidvalidity() {
    let (dir, store, inbox, ids) = scene(1..=2);
    store.act(&add(&["\\Seen"]), &ids).unwrap();

    store.rebind(inbox, validity(2), &[(ids[1], uid(77))], mark(2)).unwrap();

    drop(store);
    let store = open(dir.path());
    let waiting = store.waiting(account(1)).unwrap();
    assert_eq!(waiting[0].uid_validity, UidValidity::new(2));
    assert_eq!(
        waiting[0].targets.iter().map(|target| (target.id, target.uid)).collect::<Vec<_>>(),
        [(ids[1], uid(77))]
    );
    assert_eq!(unseen(&store, inbox), 0);
}

/// Sets the cache aside as damage would, and lists the mailboxes anew.
fn lose_cache(dir: &Path, store: Store) -> (Store, MailboxId) {
    drop(store);
    fs::write(dir.join("damaged"), "").unwrap();
    let store = Store::open(dir).unwrap().store;
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    (store, inbox)
}

#[test]
fn actions_outlive_the_cache_and_their_messages_come_back_under_their_ids() {
    for new_validity in [1, 2] {
        let (dir, store, _, ids) = scene(1..=4);
        store.act(&add(&["\\Seen"]), &ids[..3]).unwrap();
        let (store, inbox) = lose_cache(dir.path(), store);
        assert_eq!(store.waiting(account(1)).unwrap(), [], "nothing of it is here, and nothing of it is given up");

        // The third one did not come back; the others did, under other UIDs if the validity is another.
        let uid_of = |n: u32| if new_validity == 1 { n } else { n + 40 };
        let new =
            [4, 2, 1].map(|n| brieftaube::store::NewEnvelope { uid: uid(uid_of(n)), ..message(n, i64::from(n), &[]) });
        let first = SyncMark { synced_at: None, ..mark(new_validity) };
        let added = store.add_envelopes(inbox, new.to_vec(), Some(first), None).unwrap();
        assert_eq!(added.ids[1..], [ids[1], ids[0]]);
        assert_eq!(unseen(&store, inbox), 1);
        assert_eq!(store.waiting(account(1)).unwrap()[0].targets.len(), 2);
        assert_eq!(store.journal(0..1).rows[0].parts[0].left, 3, "the third may still come");
        store.set_mark(inbox, mark(new_validity), None).unwrap();

        assert_eq!(store.waiting(account(1)).unwrap()[0].targets.len(), 2);
        assert_eq!(store.journal(0..1).rows[0].parts[0].left, 2, "now it is gone");
        assert_consistent(&store, inbox);
        drop(store);
        assert_eq!(unseen(&open(dir.path()), inbox), 1);
    }
}

#[test]
fn of_two_copies_the_one_that_was_meant_is_found_again() {
    let (dir, store, inbox, _) = scene(1..=1);
    let copy = |n| brieftaube::store::NewEnvelope { uid: uid(n), ..message(1, 1, &[]) };
    let meant = store.add_envelopes(inbox, vec![copy(5), copy(9)], None, None).unwrap().ids[0];
    store.act(&add(&["\\Seen"]), &[meant]).unwrap();
    let (store, inbox) = lose_cache(dir.path(), store);

    store.add_envelopes(inbox, vec![copy(9), copy(5), copy(1)], Some(mark(1)), None).unwrap();

    let seen = store.envelopes(ListScope::Mailbox(inbox), 0..9).unwrap().rows;
    let seen: Vec<_> = seen.iter().filter(|envelope| !envelope.flags.is_unseen()).map(|it| (it.id, it.uid)).collect();
    assert_eq!(seen, [(meant, uid(5))]);
}

#[test]
fn what_waits_for_a_mailbox_that_is_gone_is_given_up_and_said_so() {
    let (dir, store, _, ids) = scene(1..=1);
    store.act(&add(&["\\Seen"]), &ids).unwrap();
    drop(store);
    fs::write(dir.path().join("damaged"), "").unwrap();
    let store = Store::open(dir.path()).unwrap().store;
    assert_eq!(store.waiting(account(1)).unwrap(), []);
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Waiting, "nobody has listed the mailboxes yet");

    store.reconcile_mailboxes(account(1), &[found("Archiv")]).unwrap();

    assert_eq!(store.waiting(account(1)).unwrap(), []);
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Conflict(Conflict::MailboxGone));
}

#[test]
fn stopping_between_any_two_steps_of_sending_leaves_what_can_be_gone_on_with() {
    for stop in 0..=4 {
        let (dir, store, inbox, ids) = scene(1..=3);
        store.act(&add(&["\\Seen"]), &ids[..2]).unwrap();
        let waiting = store.waiting(account(1)).unwrap().remove(0);
        let steps: [&dyn Fn(); 4] = [
            &|| store.sent(&[waiting.id]).unwrap(),
            &|| store.take_over(&ids[..1], &waiting.verb).unwrap(),
            &|| store.take_over(&ids[..2], &waiting.verb).unwrap(),
            &|| store.settle(vec![(waiting.id, vec![])], Outcome::Confirmed).unwrap(),
        ];
        steps.iter().take(stop).for_each(|step| step());

        drop(store);
        let store = open(dir.path());

        assert_eq!(unseen(&store, inbox), 1, "stopped after {stop}");
        assert_consistent(&store, inbox);
        let again = store.waiting(account(1)).unwrap();
        assert_eq!(
            (again.len(), again.first().is_some_and(|it| it.sent)),
            (usize::from(stop < 4), (1..4).contains(&stop))
        );
        // Going on from there, twice.
        for _ in 0..2 {
            store.sent(&[waiting.id]).unwrap();
            store.take_over(&ids[..2], &waiting.verb).unwrap();
            store.settle(vec![(waiting.id, vec![])], Outcome::Confirmed).unwrap();
        }
        assert_eq!((unseen(&store, inbox), store.waits(account(1))), (1, 0));
        assert_eq!(store.mailboxes_as_on_server(account(1)).unwrap()[0].counts.unseen, 1);
        assert_eq!(store.journal(0..9).rows[0].stage, Stage::Confirmed);
    }
}

#[test]
fn a_part_that_is_answered_leaves_the_rest_waiting() {
    let (dir, store, inbox, ids) = scene(1..=3);
    store.act(&add(&["\\Seen"]), &ids).unwrap();
    let operation = store.waiting(account(1)).unwrap()[0].id;

    store.settle(vec![(operation, vec![ids[0]])], Outcome::Rejected("no".to_owned())).unwrap();

    drop(store);
    let store = open(dir.path());
    assert_eq!(unseen(&store, inbox), 1);
    assert_eq!(store.waiting(account(1)).unwrap()[0].targets.len(), 2);
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Waiting);
    store.settle(vec![(operation, vec![])], Outcome::Confirmed).unwrap();
    assert_eq!(store.journal(0..1).rows[0].stage, Stage::Rejected("no".to_owned()));
}

#[test]
fn what_was_done_in_an_account_goes_with_it_and_ids_are_not_given_again() {
    let (dir, store, _, ids) = scene(1..=1);
    let other = mailboxes(&store, 2, &["INBOX"])[0];
    let theirs = store.add_envelopes(other, vec![message(1, 1, &[])], Some(mark(1)), None).unwrap().ids;
    store.act(&add(&["\\Seen"]), &[ids[0], theirs[0]]).unwrap();
    store.act(&add(&["\\Flagged"]), &ids).unwrap();

    store.remove_account(account(1)).unwrap();

    drop(store);
    let store = open(dir.path());
    assert_eq!(store.journal(0..9).rows.iter().map(|row| row.parts.len()).collect::<Vec<_>>(), [1]);
    assert_eq!((store.waits(account(1)), unseen(&store, other)), (0, 0));
    assert_eq!(store.act(&add(&["\\Flagged"]), &theirs).unwrap().action, Some(ActionId::new(3)));
}

#[test]
fn a_journal_that_is_cut_anywhere_is_a_journal_of_the_first_actions() {
    let (dir, store, inbox, ids) = scene(1..=6);
    let mut expected = vec![(0, unseen(&store, inbox))];
    for id in &ids {
        store.act(&add(&["\\Seen"]), &[*id]).unwrap();
        expected.push((fs::metadata(dir.path().join("journal")).unwrap().len(), unseen(&store, inbox)));
    }
    drop(store);
    let whole = fs::read(dir.path().join("journal")).unwrap();
    for cut in (0..whole.len()).step_by(13) {
        fs::write(dir.path().join("journal"), &whole[..cut]).unwrap();

        let store = open(dir.path());

        let (_, left) = expected.iter().rev().find(|(end, _)| *end <= cut as u64).unwrap();
        assert_eq!(unseen(&store, inbox), *left, "cut at {cut}");
        assert_consistent(&store, inbox);
    }
}

#[test]
fn a_damaged_record_costs_one_action_and_is_told_of() {
    let (dir, store, inbox, ids) = scene(1..=3);
    for id in &ids {
        store.act(&add(&["\\Seen"]), &[*id]).unwrap();
    }
    drop(store);
    let path = dir.path().join("journal");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 4;
    fs::write(&path, &bytes).unwrap();

    let opened = Store::open(dir.path()).unwrap();

    assert_eq!(opened.damaged.map(|error| error.kind()), Some(ErrorKind::StoreDamaged));
    assert_eq!((unseen(&opened.store, inbox), opened.store.journal(0..9).total), (1, 2));
    assert_eq!(fs::read(dir.path().join("journal.broken")).unwrap(), bytes);
}

#[test]
fn a_full_disk_refuses_an_action_whole_and_space_lets_it_be_done() {
    const TEST: &str = "queue::a_full_disk_refuses_an_action_whole_and_space_lets_it_be_done";
    let Some(folder) = child::folder() else {
        let dir = tempfile::tempdir().unwrap();
        let child = child::start_with_mounts("mount -t tmpfs -o size=16m tmpfs \"$1\"", TEST, dir.path().as_os_str());
        assert_eq!(child::finish(child), ["refused", "done"]);
        return;
    };
    let ballast = folder.join("ballast");
    let store = open(&folder.join("store"));
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let new = (1..=4_000).map(|n| message(n, i64::from(n), &[])).collect();
    let ids = store.add_envelopes(inbox, new, Some(mark(1)), None).unwrap().ids;
    let mut size = 16 << 20;
    while size > 20_000 && fs::write(&ballast, vec![1; size]).is_err() {
        size -= 40_000;
    }

    let error = store.act(&add(&["\\Seen"]), &ids).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::DiskFull, "{error}");
    assert_eq!((unseen(&store, inbox), store.journal(0..9).total), (4_000, 0));
    child::say("refused");
    fs::remove_file(&ballast).unwrap();
    store.act(&add(&["\\Seen"]), &ids).unwrap();
    drop(store);
    let store = open(&folder.join("store"));
    assert_eq!((unseen(&store, inbox), store.journal(0..9).total), (0, 1));
    child::say("done");
}

const KILLED: &str = "queue::no_action_is_lost_or_there_by_half_when_the_process_is_killed_at_any_moment";

#[test]
fn no_action_is_lost_or_there_by_half_when_the_process_is_killed_at_any_moment() {
    if let Some(folder) = child::folder() {
        act_until_killed(&folder);
    }
    let (dir, store, inbox, ids) = scene(1..=300);
    drop(store);
    let mut random = fastrand::Rng::with_seed(11);
    let mut done = 0;
    for round in 0..12 {
        let mut running = child::start(KILLED, dir.path().as_os_str());
        let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
        let mut said = done;
        let mut take = |line: String| said = child::said(&line).map_or(said, |words| words.parse().unwrap());
        for _ in 0..random.usize(3..40) {
            take(lines.next().expect("it goes on until it is killed").unwrap());
        }
        std::thread::park_timeout(Duration::from_micros(random.u64(0..4_000)));
        running.kill().unwrap();
        lines.map(Result::unwrap).for_each(take);
        running.wait().unwrap();

        let store = open(dir.path());
        done = store.journal(0..1).rows.first().map_or(0, |row| row.id.get());
        assert!((said..=said + 1).contains(&done), "round {round}: {done} there after {said} was said");
        let mut seen: BTreeSet<EnvelopeId> = BTreeSet::new();
        for (read, at) in (1..=done).flat_map(marked) {
            if read {
                seen.insert(ids[at])
            } else {
                seen.remove(&ids[at])
            };
        }
        let there = store.envelopes(ListScope::Mailbox(inbox), 0..1_000).unwrap().rows.into_iter();
        let there: BTreeSet<_> = there.filter(|it| it.flags.contains(Flag::Seen)).map(|it| it.id).collect();
        assert!(there == seen, "round {round}, after action {done}");
        assert_consistent(&store, inbox);
        assert!(store.waiting(account(1)).unwrap().len() < 4, "what was answered does not wait");
    }
    println!("killed 12 times, {done} actions done");
}

/// What action number `step` does: five times five messages are read, then these are made unread, and so on.
fn marked(step: u64) -> impl Iterator<Item = (bool, usize)> {
    let step = usize::try_from(step).unwrap() - 1;
    let (group, which) = (step / 10, step % 10);
    let first = (group * 5 + which % 5) % 60 * 5;
    (first..first + 5).map(move |at| (which < 5, at))
}

/// The part of the child: actions that follow from their number; what waits is answered beside.
fn act_until_killed(dir: &Path) -> ! {
    let store = open(dir);
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let mut ids: Vec<_> = store.flags(inbox).unwrap().into_iter().map(|entry| entry.id).collect();
    ids.sort_unstable();
    loop {
        while let Some(first) = store.waiting(account(1)).unwrap().first() {
            let targets: Vec<_> = first.targets.iter().map(|target| target.id).collect();
            store.sent(&[first.id]).unwrap();
            store.take_over(&targets, &first.verb).unwrap();
            store.settle(vec![(first.id, vec![])], Outcome::Confirmed).unwrap();
        }
        let step = store.journal(0..1).rows.first().map_or(1, |row| row.id.get() + 1);
        let picked: Vec<_> = marked(step).map(|(_, at)| ids[at]).collect();
        let verb = if marked(step).all(|(read, _)| read) { add(&["\\Seen"]) } else { add(&["\\Seen"]).inverse() };
        let acted = store.act(&verb, &picked).unwrap();
        child::say(&acted.action.unwrap().to_string());
    }
}

//! kill -9 at any moment: nothing acknowledged is lost, nothing is there twice, no step is there by half.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use brieftaube::model::{Flag, Flags, MailboxId, ModSeq, SyncMark};
use brieftaube::store::{ListScope, Store};

use crate::child;
use crate::support::{assert_consistent, body, mailboxes, message, open, raw, uid, validity};

const ROUNDS: u64 = 50;
/// Every step waits for the disk, which on a busy machine may take its time: after this no further round is
/// begun, once there were some.
const LIMIT: Duration = Duration::from_secs(60);
const FEWEST_ROUNDS: u64 = 8;
const TEST: &str = "kill::nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_moment";

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_moment() {
    if let Some(folder) = child::folder() {
        work_until_killed(&folder);
    }
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut done = 0;
    let mut bodies = 0;
    let begun = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS && (rounds < FEWEST_ROUNDS || begun.elapsed() < LIMIT) {
        rounds += 1;
        let (acknowledged, stored) = run_and_kill(dir.path(), &mut random);
        let acknowledged = acknowledged.unwrap_or(done);
        bodies = stored.unwrap_or(bodies);

        done = check(dir.path(), acknowledged, bodies);

        assert!(done <= acknowledged + 1, "round {rounds}: step {done} is there after {acknowledged} was said");
    }
    println!("killed {rounds} times, {done} steps done");
    assert!(done > rounds, "the child got something done: {done} steps in {rounds} rounds");
}

/// Lets a child work for a moment; returns the last step and the last step with bodies it acknowledged.
fn run_and_kill(dir: &Path, random: &mut fastrand::Rng) -> (Option<u64>, Option<u64>) {
    let mut running = child::start(TEST, dir.as_os_str());
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let (mut step, mut body) = (None, None);
    let mut take =
        |line: std::io::Result<String>| match child::said(&line.unwrap()).and_then(|words| words.split_once(' ')) {
            Some(("step", number)) => step = Some(number.parse().unwrap()),
            Some(("bodies", number)) => body = Some(number.parse().unwrap()),
            Some(_) | None => {}
        };
    for _ in 0..random.usize(3..20) {
        match lines.next() {
            Some(line) => take(line),
            None => panic!("the child ended by itself: {:?}", running.wait_with_output()),
        }
    }
    // Somewhere within a step, not always right after one.
    std::thread::park_timeout(Duration::from_micros(random.u64(0..6_000)));
    running.kill().unwrap();
    lines.for_each(take);
    running.wait().unwrap();
    (step, body)
}

fn check(dir: &Path, acknowledged: u64, bodies: u64) -> u64 {
    let store = open(dir);
    let inbox = inbox(&store);
    let done = store.mailbox(inbox).unwrap().mark.highest_modseq.map_or(0, ModSeq::get);
    assert!(done >= acknowledged, "step {acknowledged} was acknowledged, the store is at {done}");
    assert_consistent(&store, inbox);
    let mut expected = BTreeMap::new();
    (1..=done).for_each(|step| replay(step, &mut expected));
    let there = store.envelopes(ListScope::Mailbox(inbox), 0..usize::MAX).unwrap().rows;
    let there: BTreeMap<_, _> =
        there.into_iter().map(|envelope| (envelope.uid.get(), envelope.flags.contains(Flag::Seen))).collect();
    assert!(there == expected, "after step {done}");
    for number in (1..=bodies).flat_map(with_body).filter(|number| expected.contains_key(number)) {
        let id = store.by_uid(inbox, uid(number)).unwrap().unwrap().id;
        assert_eq!(store.raw(id).unwrap(), Some(raw(number)), "the body of {number} was acknowledged");
    }
    done
}

/// The part of the child: steps that follow from their number, each acknowledged when it is done.
fn work_until_killed(dir: &Path) -> ! {
    let store = open(dir);
    let inbox = inbox(&store);
    let mut step = store.mailbox(inbox).unwrap().mark.highest_modseq.map_or(0, ModSeq::get);
    // The process before was perhaps killed between a step and its bodies.
    store.put_bodies(with_body(step).map(|number| body(&store, inbox, number)).collect()).unwrap();
    loop {
        step += 1;
        let mark = Some(SyncMark {
            uid_validity: Some(validity(1)),
            highest_modseq: ModSeq::new(step),
            ..SyncMark::default()
        });
        match step % 4 {
            0 => drop(store.remove(inbox, &removed(step).map(uid).collect(), mark).unwrap()),
            3 => {
                let flags: Vec<_> = marked(step).map(|number| (uid(number), Flags::parse(["\\Seen"]))).collect();
                store.set_server_flags(inbox, &flags, mark).unwrap();
            }
            _ => {
                let new = added(step).map(|number| message(number, i64::from(number), &[])).collect();
                store.add_envelopes(inbox, new, mark, None).unwrap();
            }
        }
        child::say(&format!("step {step}"));
        let new: Vec<_> = with_body(step).map(|number| body(&store, inbox, number)).collect();
        store.put_bodies(new).unwrap();
        child::say(&format!("bodies {step}"));
    }
}

fn replay(step: u64, mailbox: &mut BTreeMap<u32, bool>) {
    match step % 4 {
        0 => removed(step).for_each(|number| {
            mailbox.remove(&number);
        }),
        3 => marked(step).for_each(|number| {
            if let Some(seen) = mailbox.get_mut(&number) {
                *seen = true;
            }
        }),
        _ => added(step).for_each(|number| {
            mailbox.insert(number, false);
        }),
    }
}

fn added(step: u64) -> impl Iterator<Item = u32> {
    let first = u32::try_from(step).unwrap() * 40;
    first..first + 40
}

fn marked(step: u64) -> impl Iterator<Item = u32> {
    added(step - 1).step_by(3).chain(added(step / 2).step_by(7))
}

fn removed(step: u64) -> impl Iterator<Item = u32> {
    added(step - 2).step_by(4).chain(added(step / 3).step_by(5))
}

/// Adding steps store some bodies too.
fn with_body(step: u64) -> impl Iterator<Item = u32> {
    added(step).skip(1).step_by(9).filter(move |_| matches!(step % 4, 1 | 2))
}

fn inbox(store: &Store) -> MailboxId {
    mailboxes(store, 1, &["INBOX"])[0]
}

//! Torn copies of a store: cut, zeroed, flipped, a file gone. Whatever was done to it, it opens, says so once,
//! keeps at most two of what it sets aside, and what can be read of it is right.

use std::fs;
use std::path::{Path, PathBuf};

use brieftaube::error::{Error, ErrorKind};
use brieftaube::model::{MailboxId, SyncMark};
use brieftaube::store::{ListScope, Store};

use crate::child;
use crate::support::{account, assert_consistent, body, mailboxes, message, open, raw, uid, validity};

const COPIES: u64 = 500;
const AT_ONCE: usize = 3;
const TEST: &str = "torn::a_torn_store_opens_and_what_can_be_read_of_it_is_right";
const NAMES: [&str; 3] = ["INBOX", "Archiv", "Listen"];
const MESSAGES: u32 = 200;

#[test]
fn a_torn_store_opens_and_what_can_be_read_of_it_is_right() {
    if let Some(folder) = child::folder() {
        return use_torn_store(&folder);
    }
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    make_store(&whole);
    let mut random = fastrand::Rng::with_seed(3);
    let mut running = Vec::new();
    let (mut noticed, mut lost) = (0, 0);
    let mut finish = |(what, child): (String, std::process::Child)| {
        let said = std::panic::catch_unwind(|| child::finish(child)).unwrap_or_else(|_| panic!("copy with {what}"));
        noticed += u32::from(said.iter().any(|words| words == "damaged"));
        lost += u32::from(said.iter().any(|words| words == "messages lost"));
    };
    for copy in 0..COPIES {
        if running.len() == AT_ONCE {
            finish(running.remove(0));
        }
        let torn = dir.path().join(format!("torn{copy}"));
        let what = tear(&whole, &torn, &mut random);
        running.push((what, child::start(TEST, torn.as_os_str())));
        if let Some(old) = copy.checked_sub(2 * AT_ONCE as u64) {
            fs::remove_dir_all(dir.path().join(format!("torn{old}"))).unwrap();
        }
    }
    running.into_iter().for_each(&mut finish);
    println!("{COPIES} torn copies: {noticed} were told of, {lost} lost messages that a sync brings back");
    assert!(noticed > COPIES as u32 / 10, "tearing did something: {noticed}");
}

#[test]
fn a_cache_that_opens_as_if_it_were_new_is_told_of_and_the_bodies_outlive_it() {
    let dir = tempfile::tempdir().unwrap();
    make_store(dir.path());
    // As sled sees a log that is cut before its first record.
    let cache = dir.path().join("cache");
    fs::remove_dir_all(&cache).unwrap();
    fs::create_dir(&cache).unwrap();

    let opened = Store::open(dir.path()).unwrap();

    assert_eq!(opened.damaged.map(|error| error.kind()), Some(ErrorKind::StoreDamaged));
    let store = opened.store;
    let inbox = mailboxes(&store, 1, &NAMES)[0];
    let mark = SyncMark { uid_validity: Some(validity(1)), ..SyncMark::default() };
    let new = (1..=MESSAGES).map(|n| message(n, i64::from(n) * 60, &[])).collect();
    store.add_envelopes(inbox, new, Some(mark), Some(MESSAGES)).unwrap();
    assert!(store.mailbox(inbox).unwrap().counts.bodies > 60, "bodies are taken over");
    drop(store);
    open(dir.path());
}

fn make_store(dir: &Path) {
    let store = open(dir);
    for mailbox in mailboxes(&store, 1, &NAMES) {
        let mark = SyncMark { uid_validity: Some(validity(1)), ..SyncMark::default() };
        for first in (1..MESSAGES).step_by(100) {
            let new = (first..first + 100).map(|n| message(n, i64::from(n) * 60, &[])).collect();
            store.add_envelopes(mailbox, new, Some(mark), Some(MESSAGES)).unwrap();
            store.put_bodies((first..first + 100).step_by(3).map(|n| body(&store, mailbox, n)).collect()).unwrap();
        }
    }
    drop(store);
    // Opening and closing leaves a snapshot, and steps after it.
    let store = open(dir);
    let inbox = mailboxes(&store, 1, &NAMES)[0];
    store.remove(inbox, &(1..50).map(uid).collect(), None).unwrap();
}

/// Copies the store and damages one file of it, now and then two.
fn tear(whole: &Path, torn: &Path, random: &mut fastrand::Rng) -> String {
    for entry in walkdir::WalkDir::new(whole) {
        let entry = entry.unwrap();
        let target = torn.join(entry.path().strip_prefix(whole).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(torn)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "lock")
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    let mut what = Vec::new();
    for _ in 0..random.usize(1..5) / 4 + 1 {
        // The database itself is hit as often as all the others together.
        let database = files.iter().position(|file| file.ends_with("cache/db")).unwrap();
        let file = &files[if random.bool() { database } else { random.usize(..files.len()) }];
        let name = file.strip_prefix(torn).unwrap().display().to_string();
        let Ok(mut bytes) = fs::read(file) else { continue };
        if bytes.is_empty() {
            continue;
        }
        let at = random.usize(..bytes.len());
        let length = random.usize(1..=(bytes.len() - at).min(40_000));
        match random.u8(..7) {
            0 | 1 => {
                what.push(format!("{name} cut at {at}"));
                bytes.truncate(at);
            }
            2 | 3 => {
                what.push(format!("{name} zeroed from {at} for {length}"));
                bytes[at..at + length].fill(0);
            }
            4 | 5 => {
                what.push(format!("{name} flipped at {at}"));
                bytes[at] ^= 1 << random.u8(..8);
            }
            _ => {
                what.push(format!("{name} gone"));
                fs::remove_file(file).unwrap();
                continue;
            }
        }
        fs::write(file, bytes).unwrap();
    }
    what.join(", ")
}

/// The part of the child: opens the store, reads all of it, syncs what is missing, opens it again.
fn use_torn_store(dir: &Path) {
    let opened = Store::open(dir).unwrap();
    let mut notices = Vec::from_iter(opened.damaged);
    let store = opened.store;

    // What breaks while it is read is set aside, told of, and then read anew.
    let whole = read_all(&store, &mut notices);
    if !whole {
        child::say("messages lost");
    }
    sync(&store, &mut notices);
    drop(store);

    assert!(notices.len() <= 1, "one notice, not {notices:?}");
    assert!(notices.iter().all(|notice| notice.kind() == ErrorKind::StoreDamaged), "{notices:?}");
    let aside = fs::read_dir(dir)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("cache.broken-"));
    let aside = aside.count();
    assert!(aside <= 2, "{aside} are kept");
    assert_eq!(aside > 0, !notices.is_empty(), "what is set aside is told of");
    if !notices.is_empty() {
        child::say("damaged");
    }
    let store = open(dir);
    for mailbox in mailboxes(&store, 1, &NAMES) {
        assert_eq!(assert_consistent(&store, mailbox).len(), MESSAGES as usize);
    }
}

/// Runs a step; one that finds the store damaged is told of and run again on what is there then.
fn told<T>(notices: &mut Vec<Error>, mut step: impl FnMut() -> Result<T, Error>) -> T {
    loop {
        match step() {
            Ok(value) => return value,
            Err(error) if error.kind() == ErrorKind::StoreDamaged && notices.is_empty() => notices.push(error),
            Err(error) => panic!("{error}, after {notices:?}"),
        }
    }
}

/// Whether all messages are there; what is there must be right.
fn read_all(store: &Store, notices: &mut Vec<Error>) -> bool {
    told(notices, || {
        let mut read = 0;
        for mailbox in store.mailboxes(account(1))? {
            for envelope in store.envelopes(ListScope::Mailbox(mailbox.id), 0..usize::MAX)?.rows {
                let number = envelope.uid.get();
                let expected = message(number, i64::from(number) * 60, &[]);
                assert_eq!((&envelope.subject, &envelope.message_id), (&expected.subject, &expected.message_id));
                assert_eq!((envelope.received, envelope.size), (expected.received, expected.size));
                if let Some(bytes) = store.raw(envelope.id)? {
                    assert_eq!(bytes, raw(number), "body of {number}");
                }
                read += 1;
            }
        }
        Ok(read == 3 * MESSAGES as usize - 49)
    })
}

/// What a sync does: lists, compares UIDs, fetches what is missing.
fn sync(store: &Store, notices: &mut Vec<Error>) {
    let boxes: Vec<MailboxId> = told(notices, || {
        let listed: Vec<_> = NAMES.iter().map(|name| crate::support::found(name)).collect();
        store.reconcile_mailboxes(account(1), &listed)?;
        Ok(store.mailboxes(account(1))?.into_iter().map(|mailbox| mailbox.id).collect())
    });
    for mailbox in boxes {
        let here = told(notices, || store.uids(mailbox));
        let missing: Vec<_> = (1..=MESSAGES).filter(|n| !here.contains(uid(*n))).collect();
        let new: Vec<_> = missing.iter().map(|n| message(*n, i64::from(*n) * 60, &[])).collect();
        let mark = SyncMark { uid_validity: Some(validity(1)), ..SyncMark::default() };
        told(notices, || store.add_envelopes(mailbox, new.clone(), Some(mark), Some(MESSAGES)));
        let wanted = told(notices, || store.missing_bodies(mailbox, 20));
        let bodies: Vec<_> = wanted.iter().map(|missing| body(store, mailbox, missing.uid.get())).collect();
        told(notices, || store.put_bodies(bodies.clone()));
        assert_eq!(assert_consistent(store, mailbox).len(), MESSAGES as usize);
    }
}

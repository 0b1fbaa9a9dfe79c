//! Files of the store that are damaged where opening does not look: found while it is in use, set aside,
//! told of once, and everything is read again from the server.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use brieftaube::config::Paths;
use brieftaube::error::{Error, ErrorKind, Result};
use brieftaube::model::{AccountId, Flags, MailboxId};
use brieftaube::service::{self, SyncReport};
use brieftaube::store::{ListScope, Store};

use super::dovecot::{ANNA, BERND, Dovecot};
use super::ground::Ground;
use super::mail;

/// Damages the database so that it opens as if nothing were, and breaks under `probe`, which may make copies of the
/// damaged profile to try it on.
fn break_under(ground: &Ground, probe: impl Fn(&dyn Fn() -> Paths) -> bool) {
    // Opening leaves a snapshot, which spares the next opening the look at most of the file.
    drop(ground.store());
    let database = ground.paths().store().join("cache/db");
    let whole = fs::read(&database).unwrap();
    let trials = tempfile::tempdir().unwrap();
    let count = Cell::new(0);
    // Where in the file a record lies nobody knows; some part of it holds one that the probe needs.
    for start in (0..whole.len()).step_by(8_192) {
        let mut damaged = whole.clone();
        damaged[start..].iter_mut().take(8_192).step_by(200).for_each(|byte| *byte ^= 0x55);
        let copy = || {
            count.set(count.get() + 1);
            let copy = trials.path().join(count.get().to_string());
            copy_folder(ground.folder(), &copy);
            let paths = Paths::of(Some(&copy)).unwrap();
            fs::write(paths.store().join("cache/db"), &damaged).unwrap();
            paths
        };
        if probe(&copy) {
            fs::write(&database, damaged).unwrap();
            return;
        }
    }
    panic!("no part in {} bytes breaks under the probe", whole.len());
}

/// Whether a store opens as if nothing were and breaks under this.
fn breaks(paths: &Paths, step: impl Fn(&Store) -> Result<()>) -> bool {
    let opened = Store::open(&paths.store()).unwrap();
    let broken = |error: Error| error.kind() == ErrorKind::StoreDamaged;
    opened.damaged.is_none() && step(&opened.store).is_err_and(broken)
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn inbox(store: &Store, account: u64) -> Result<MailboxId> {
    let mailboxes = store.mailboxes(AccountId::new(account))?;
    let inbox = mailboxes.into_iter().find(|mailbox| mailbox.display == "INBOX");
    inbox.map(|inbox| inbox.id).ok_or_else(|| Error::new(ErrorKind::NotFound, "find the inbox"))
}

fn set_aside(ground: &Ground) -> usize {
    let entries = fs::read_dir(ground.paths().store()).unwrap().map(Result::unwrap);
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("cache.broken-")).count()
}

#[test]
fn a_store_that_breaks_while_it_is_read_is_told_of_once_and_filled_again() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(600));
    server.fill(BERND.0, "INBOX", mail::small(100));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    ground.add_account(&server, BERND, server.imaps);
    assert_eq!(ground.sync().problems, []);
    break_under(&ground, |copy| {
        breaks(&copy(), |store| store.page(ListScope::Mailbox(inbox(store, 1)?), 0..600).map(drop))
    });

    let live = ground.start();
    let mut events = live.events();
    live.until("both are in step", |live| live.is_up_to_date(1) && live.is_up_to_date(2));
    live.look(1, "INBOX", 0..600);

    live.until("everything is here again", |live| live.bodies(1, "INBOX") == 600 && live.bodies(2, "INBOX") == 100);
    live.until("both are in step", |live| live.is_up_to_date(1) && live.is_up_to_date(2));
    assert_eq!(live.rows(1, "INBOX", 0..600).len(), 600);
    assert_eq!(live.notices(&mut events), [ErrorKind::StoreDamaged], "told once");
    live.shutdown();
    assert_eq!(set_aside(&ground), 1);
    assert!(Store::open(&ground.paths().store()).unwrap().damaged.is_none(), "the new store is whole");
    ground.assert_equal(&server, ANNA, 1);
    ground.assert_equal(&server, BERND, 2);
}

#[test]
fn a_pass_under_which_the_store_breaks_ends_with_everything_in_all_the_same() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(50));
    server.fill(BERND.0, "INBOX", mail::small(600));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    ground.add_account(&server, BERND, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let mut other = server.client(BERND);
    other.run("SELECT INBOX");
    other.run("UID STORE 1:* FLAGS (\\Flagged)");
    let flag_all = |store: &Store| {
        let inbox = inbox(store, 2)?;
        let flagged = store.uids(inbox)?.iter().map(|uid| (uid, Flags::parse(["\\Flagged"]))).collect::<Vec<_>>();
        store.set_server_flags(inbox, &flagged, None).map(drop)
    };
    // A pass reads more than this step: what it mends on its way may spare it the part that is beyond mending.
    let told = |report: SyncReport| report.notices.iter().any(|notice| notice.kind == ErrorKind::StoreDamaged);
    break_under(&ground, |copy| {
        breaks(&copy(), flag_all) && told(service::sync_once(&copy(), &mut |_, _| ()).unwrap())
    });

    let report = ground.sync();

    assert_eq!(report.problems, []);
    let notices: Vec<_> = report.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(notices, [ErrorKind::StoreDamaged], "told once");
    ground.assert_equal(&server, ANNA, 1);
    ground.assert_equal(&server, BERND, 2);
    assert_eq!(ground.sync().notices, [], "and not again");
}

#[test]
fn torn_bodies_under_a_running_service_are_fetched_again_when_they_are_read() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(40));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    let live = ground.start();
    live.until("the bodies are here", |live| live.bodies(1, "INBOX") == 40 && live.is_up_to_date(1));

    for entry in fs::read_dir(ground.paths().store().join("bodies")).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        bytes.iter_mut().step_by(500).for_each(|byte| *byte ^= 0xff);
        fs::write(&path, bytes).unwrap();
    }

    for row in live.rows(1, "INBOX", 0..40) {
        live.until("the message can be read again", |live| live.is_here(row.id));
    }
    live.until("it is in step", |live| live.bodies(1, "INBOX") == 40 && live.is_up_to_date(1));
    live.shutdown();
    ground.assert_equal(&server, ANNA, 1);
}

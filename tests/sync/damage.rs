//! Files of the store that are damaged where opening does not look: found while it is in use, set aside,
//! told of once, and everything is read again from the server.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::thread;
use std::time::Duration;

use brieftaube::error::ErrorKind;
use brieftaube::model::{AccountId, SpecialUse};
use brieftaube::service::SyncReport;
use brieftaube::store::Store;

use super::dovecot::{ANNA, BERND, Dovecot};
use super::ground::{self, Ground};
use super::mail;
use super::proxy::{Proxy, Weather};

/// Damages the database under a store that is open and has read none of its messages: what is on disk is all
/// that is left of them.
fn damage(ground: &Ground) {
    let database = ground.paths().store().join("cache/db");
    let mut damaged = fs::read(&database).unwrap();
    damaged.iter_mut().step_by(200).for_each(|byte| *byte ^= 0x55);
    OpenOptions::new().write(true).open(&database).unwrap().write_all(&damaged).unwrap();
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
    let chosen = BTreeMap::from([(SpecialUse::Archive, "Junk".to_owned())]);
    ground.set(|settings| drop(settings.special_mailboxes.insert(AccountId::new(1), chosen)));

    let live = ground.start();
    let mut events = live.events();
    live.until("both are in step", |live| live.is_up_to_date(1) && live.is_up_to_date(2));
    damage(&ground);
    live.look(1, "INBOX", 0..600);

    live.until("everything is here again", |live| live.bodies(1, "INBOX") == 600 && live.bodies(2, "INBOX") == 100);
    live.until("both are in step", |live| live.is_up_to_date(1) && live.is_up_to_date(2));
    assert_eq!(live.rows(1, "INBOX", 0..600).len(), 600);
    assert_eq!(live.notices(&mut events), [ErrorKind::StoreDamaged], "told once");
    live.shutdown();
    assert_eq!(set_aside(&ground), 1);
    let junk = ground::find(&ground.store(), 1, "Junk").unwrap();
    assert_eq!(junk.special_use, Some(SpecialUse::Archive), "the person's choice outlives the cache");
    assert!(Store::open(&ground.paths().store()).unwrap().damaged.is_none(), "the new store is whole");
    ground.assert_equal(&server, ANNA, 1);
    ground.assert_equal(&server, BERND, 2);
}

#[test]
fn a_pass_under_which_the_store_breaks_ends_with_everything_in_all_the_same() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(50));
    server.fill(BERND.0, "INBOX", mail::small(600));
    let proxy = Proxy::to(server.imaps);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    ground.add_account(&server, BERND, proxy.port);
    assert_eq!(ground.sync().problems, []);
    let mut other = server.client(BERND);
    other.run("SELECT INBOX");
    other.run("UID STORE 1:* FLAGS (\\Flagged)");

    // Sometimes sled has read all there is when it is opened, and the damage shows only in the next pass.
    let reports = [sync_damaged(&ground, &proxy), ground.sync()];

    assert!(reports.iter().all(|report| report.problems.is_empty()), "{reports:?}");
    let notices: Vec<_> = reports.iter().flat_map(|report| &report.notices).map(|notice| notice.kind).collect();
    assert_eq!(notices, [ErrorKind::StoreDamaged], "told once");
    ground.assert_equal(&server, ANNA, 1);
    ground.assert_equal(&server, BERND, 2);
    assert_eq!(ground.sync().notices, [], "and not again");
}

/// Runs a pass, and damages the store when it is open and none of its messages has been read: when the pass connects.
fn sync_damaged(ground: &Ground, proxy: &Proxy) -> SyncReport {
    let before = proxy.accepted();
    proxy.set(Weather::StallAfter(500));
    thread::scope(|scope| {
        let pass = scope.spawn(|| ground.sync());
        while proxy.accepted() == before {
            assert!(!pass.is_finished(), "the pass ended without the server");
            ground::wait(Duration::from_millis(5));
        }
        damage(ground);
        proxy.set(Weather::Fine);
        pass.join().unwrap()
    })
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

//! The store is made to differ from the server on purpose, and the server to tell nothing: what is found, what is put
//! right, and what is not claimed.

use std::fs;

use brieftaube::model::{AccountId, Flags, Uid, UidSet};
use brieftaube::service::{Report, What};
use brieftaube::store::NewEnvelope;

use super::BOTH;
use super::dovecot::{ANNA, Dovecot, Variant};
use super::ground::{Ground, find};
use super::liar::{Liar, Lie};
use super::mail;

fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap()
}

fn differences(report: &Report) -> Vec<(&str, u32, What, bool)> {
    let each = report.differences.iter();
    each.map(|found| (found.mailbox.as_str(), found.uid.get(), found.what, found.repaired)).collect()
}

/// Flags that changed behind the back of every mark, a message that is missing and one that never was (so that the
/// counts agree), and a size that lies.
fn disturb(ground: &Ground) {
    let store = ground.store();
    let inbox = find(&store, 1, "INBOX").unwrap();
    store.set_server_flags(inbox.id, &[(uid(3), Flags::parse(["\\Seen", "gelogen"]))], None).unwrap();
    store.correct_sizes(inbox.id, &[(uid(5), 7)]).unwrap();
    let model = store.by_uid(inbox.id, uid(9)).unwrap().unwrap();
    store.remove(inbox.id, &UidSet::parse("9").unwrap(), None).unwrap();
    let invented = NewEnvelope {
        uid: uid(900),
        flags: Flags::default(),
        received: model.received,
        sent: model.sent,
        size: 10,
        from: model.from,
        to: model.to,
        subject: "nie dagewesen".to_owned(),
        message_id: Some("nie@dagewesen".to_owned()),
        references: Vec::new(),
        has_attachment: false,
    };
    let added = store.add_envelopes(inbox.id, vec![invented], None, None).unwrap();
    // With a body, or the sync would notice that it cannot be had.
    let body = brieftaube::store::NewBody {
        id: added.fresh[0],
        raw: b"Subject: x\r\n\r\ny\r\n".to_vec(),
        preview: String::new(),
        has_attachment: false,
    };
    store.put_bodies(vec![body]).unwrap();
    store.flush().unwrap();
}

#[test]
fn what_was_made_to_differ_is_found_and_put_right() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::varied(60));
        server.fill(ANNA.0, "Archive", mail::small(40));
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);
        assert_eq!(ground.sync().problems, []);
        let clean = ground.verify(true);
        assert_eq!(clean.differences, [], "{variant:?}");
        assert_eq!((clean.checked.agreed, clean.checked.total), (100, 100), "{variant:?}");
        assert_eq!((clean.hashed, clean.fetched), (50, 5), "{variant:?}: {clean:?}");
        disturb(&ground);

        let told = ground.verify(false);
        let again = ground.verify(true);

        // Where the server tells neither what changed nor the next UID, the pass before reads and finds all but the size.
        let inbox = |uid, what, repaired| ("INBOX", uid, what, repaired);
        let expected = |repaired| {
            let all = [(3, What::Flags), (5, What::Size), (9, What::NotHere), (900, What::NotThere)];
            let left = all.into_iter().filter(|(_, what)| variant == Variant::Full || *what == What::Size);
            left.map(|(uid, what)| inbox(uid, what, repaired)).collect::<Vec<_>>()
        };
        assert_eq!(differences(&told), expected(false), "{variant:?}");
        assert_eq!(differences(&again), expected(true), "{variant:?}");
        assert!(again.checked.is_sound() && again.checked.repaired == again.checked.differing, "{again:?}");
        let last = ground.verify(true);
        assert_eq!((last.checked.agreed, last.checked.total, last.differences.len()), (100, 100, 0), "{variant:?}");
        ground.assert_equal(&server, ANNA, 1);
        assert_eq!(ground.store().checked(AccountId::new(1)).unwrap(), Some(last.checked));
    }
}

#[test]
fn torn_bodies_are_found_by_the_sample_and_all_fetched_again() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(120));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let packs = ground.paths().store().join("bodies");
    let mut torn = 0;
    for entry in fs::read_dir(packs).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        // The newest and with it the middle of the file: a block that the disk lost.
        let (from, to) = (bytes.len() / 3, bytes.len() / 2);
        bytes[from..to].fill(0);
        fs::write(&path, bytes).unwrap();
        torn += 1;
    }
    assert!(torn > 0);

    let report = ground.verify(true);

    assert!(report.checked.differing > 3, "{report:?}");
    assert!(report.differences.iter().all(|found| found.what == What::Body && found.repaired), "{report:?}");
    assert!(report.hashed >= 120, "one torn body makes it all: {report:?}");
    assert_eq!(ground.verify(true).differences, []);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_body_that_is_whole_but_not_what_the_server_has_is_replaced() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(4));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    {
        let store = ground.store();
        let inbox = find(&store, 1, "INBOX").unwrap();
        let id = store.by_uid(inbox.id, uid(2)).unwrap().unwrap().id;
        let raw = b"Subject: falsch\r\n\r\nfalsch\r\n".to_vec();
        let body = brieftaube::store::NewBody { id, raw, preview: String::new(), has_attachment: false };
        store.put_bodies(vec![body]).unwrap();
        store.flush().unwrap();
    }

    let report = ground.verify(true);

    assert_eq!(differences(&report), [("INBOX", 2, What::Body, true)], "four are all compared: {report:?}");
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn of_what_the_server_refuses_or_cuts_nothing_is_claimed() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(30));
    server.fill(ANNA.0, "Archive", mail::small(20));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);

    for lie in [
        Lie::Say("$T NO not now\r\n"),
        Lie::Say("$T BAD never heard of it\r\n"),
        Lie::Say("$T OK that is all\r\n"),
        Lie::Say("* 1 FETCH (UID 1 FLAGS (\\Seen) RFC822.SIZE 9)\r\n$T OK that is all\r\n"),
        Lie::Say("* 1 FETCH (UID 1 FLAGS (\\Seen)"),
        Lie::Cut,
    ] {
        liar.lie("UID FETCH", lie);

        let report = ground.verify(true);

        liar.tell_the_truth();
        assert_eq!((report.checked.total, report.checked.differing), (0, 0), "{lie:?}: {report:?}");
        assert!(!report.checked.is_sound(), "{lie:?}: {report:?}");
        let unchecked: Vec<_> = report.unchecked.iter().map(|(mailbox, _)| mailbox.as_str()).collect();
        assert!(unchecked.contains(&"INBOX") && unchecked.contains(&"Archive"), "{lie:?}: {report:?}");
        assert_eq!(ground.envelopes(1, "INBOX").len(), 30, "{lie:?}");
        assert_eq!(ground.store().rescued(10).unwrap().len(), 0, "{lie:?}");
    }
    let after = ground.verify(true);
    assert_eq!((after.checked.agreed, after.checked.total), (50, 50));
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn twenty_thousand_messages_are_compared_in_bounded_time_and_memory() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(20_000));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    // Bodies have tests of their own, and take the time here.
    ground.set(|settings| settings.body_max_bytes = 0);
    let (synced, _) = ground.measured("sync");

    let (took, memory) = ground.measured("verify");

    let checked = ground.store().checked(AccountId::new(1)).unwrap().unwrap();
    println!("20,000 messages: synced in {synced:?}, verified in {took:?}, {} MB", memory >> 20);
    assert_eq!((checked.agreed, checked.total), (20_000, 20_000));
    assert!(took.as_secs() < 15, "{took:?}");
    assert!(memory < 150 << 20, "{} MB", memory >> 20);
}

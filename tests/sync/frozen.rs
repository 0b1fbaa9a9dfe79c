//! Many messages that go at once without our doing stay here until the person has decided.

use std::time::Duration;

use brieftaube::model::Frozen;

use super::dovecot::{ANNA, Dovecot, Variant};
use super::ground::{Ground, find};
use super::liar::{Liar, Lie};
use super::proxy::{Proxy, Weather};
use super::{BOTH, mail};

fn frozen(ground: &Ground, mailbox: &str) -> Option<Frozen> {
    find(&ground.store(), 1, mailbox).unwrap().frozen
}

fn count(ground: &Ground, mailbox: &str) -> u32 {
    frozen(ground, mailbox).map_or(0, |frozen| frozen.messages)
}

/// Everything that is listed can be read.
fn assert_readable(ground: &Ground, mailbox: &str, messages: usize) {
    let envelopes = ground.envelopes(1, mailbox);
    assert_eq!(envelopes.len(), messages);
    let store = ground.store();
    assert!(envelopes.iter().all(|envelope| store.raw(envelope.id).unwrap().is_some()));
    assert_eq!(store.rescued(1).unwrap().len(), 0);
}

#[test]
fn many_that_go_at_once_stay_readable_until_the_person_accepts_and_the_mailbox_goes_on() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::small(200));
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);
        assert_eq!(ground.sync().problems, []);
        let mut other = server.client(ANNA);
        other.run("SELECT INBOX");

        other.expunge("100:140");
        assert_eq!(ground.sync().problems, [], "{variant:?}");

        assert_eq!(count(&ground, "INBOX"), 41, "{variant:?}");
        assert_readable(&ground, "INBOX", 200);

        // What goes later goes with them, however few these are; all else is as ever.
        other.expunge("1:3");
        other.run("UID STORE 10:20 +FLAGS (\\Flagged)");
        other.append("INBOX", "", &mail::simple("neu", "Hallo"));
        assert_eq!(ground.sync().problems, []);
        assert_eq!(ground.sync().problems, [], "nothing is found odd a second time");

        assert_eq!(count(&ground, "INBOX"), 44);
        assert_readable(&ground, "INBOX", 201);
        assert_eq!(ground.accept_frozen(), 44);
        assert_eq!(frozen(&ground, "INBOX"), None);
        ground.assert_equal(&server, ANNA, 1);
        assert_eq!(ground.store().rescued(100).unwrap().len(), 44);
        assert_eq!(ground.sync().problems, []);
        ground.assert_equal(&server, ANNA, 1);
    }
}

#[test]
fn a_server_that_says_twice_that_everything_is_gone_is_not_believed_and_when_it_recovers_all_is_as_it_was() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(60));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    let before = ground.ids_by_message_id(1, "INBOX");
    let validity = find(&ground.store(), 1, "INBOX").unwrap().mark.uid_validity.unwrap().get();
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    let selected = |exists: u32, validity: u32, more: &str| -> &'static str {
        format!(
            "* FLAGS (\\Seen)\r\n* {exists} EXISTS\r\n* OK [UIDVALIDITY {validity}] ok\r\n* OK [UIDNEXT 61] ok\r\n\
             {more}$T OK [READ-ONLY] done\r\n"
        )
        .leak()
    };
    let modseq = "* OK [HIGHESTMODSEQ 1] ok\r\n";
    let lies = [
        ("EXISTS 0", selected(0, validity, modseq), "* SEARCH\r\n$T OK done\r\n", 60),
        (
            "VANISHED",
            selected(1, validity, "* VANISHED 1:59\r\n* OK [HIGHESTMODSEQ 999999] ok\r\n"),
            "* SEARCH 60\r\n$T OK done\r\n",
            59,
        ),
        ("UIDVALIDITY", selected(0, 7, ""), "* SEARCH\r\n$T OK done\r\n", 60),
        ("UIDVALIDITY again", selected(0, 8, modseq), "* SEARCH\r\n$T OK done\r\n", 60),
    ];

    for (round, (name, examine, search, gone)) in (0_u32..).zip(lies) {
        other.run(&format!("UID STORE 1:60 FLAGS (Runde{round})"));
        liar.lie("EXAMINE \"INBOX\"", Lie::Say(examine));
        liar.lie_too("EXAMINE INBOX", Lie::Say(examine));
        liar.lie_too("UID SEARCH", Lie::Say(search));
        liar.lie_too("UID FETCH", Lie::Say("$T OK done\r\n"));

        for _ in 0..2 {
            ground.sync();
            assert_eq!(count(&ground, "INBOX"), gone, "{name}");
            assert_readable(&ground, "INBOX", 60);
        }
        liar.tell_the_truth();
        assert_eq!(ground.sync().problems, [], "{name}");

        assert_eq!(frozen(&ground, "INBOX"), None, "{name}");
        assert_eq!(ground.ids_by_message_id(1, "INBOX"), before, "{name}");
        assert_readable(&ground, "INBOX", 60);
        ground.assert_equal(&server, ANNA, 1);
    }
}

#[test]
fn a_mailbox_that_goes_with_many_messages_stays_and_takes_them_up_again_when_it_returns() {
    let server = Dovecot::start();
    server.client(ANNA).run("CREATE Projekt");
    server.fill(ANNA.0, "Projekt", mail::small(30));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let before = ground.ids_by_message_id(1, "Projekt");

    server.client(ANNA).run("DELETE Projekt");
    assert_eq!(ground.sync().problems, []);
    assert_eq!(ground.sync().problems, []);
    assert_eq!(count(&ground, "Projekt"), 30);
    assert_readable(&ground, "Projekt", 30);

    server.client(ANNA).run("CREATE Projekt");
    server.fill(ANNA.0, "Projekt", mail::small(30));
    assert_eq!(ground.sync().problems, []);
    assert_eq!(frozen(&ground, "Projekt"), None);
    assert_eq!(ground.ids_by_message_id(1, "Projekt"), before);
    ground.assert_equal(&server, ANNA, 1);

    server.client(ANNA).run("DELETE Projekt");
    assert_eq!(ground.sync().problems, []);
    assert_eq!(ground.accept_frozen(), 30);
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
    assert!(!ground.mailbox_names(1).contains(&"Projekt".to_owned()));
}

/// Flags, dates and texts of what is in a mailbox on the server, sorted.
fn there(server: &Dovecot, mailbox: &str) -> Vec<String> {
    let mut client = server.client(ANNA);
    client.run(&format!("EXAMINE {mailbox}"));
    let lines = client.run("UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])");
    let told = lines.iter().filter(|line| line.contains(" FETCH ("));
    let mut told: Vec<_> =
        told.map(|line| line[line.find("FLAGS").unwrap()..].replace(" \\Recent", "").replace("\\Recent", "")).collect();
    told.sort();
    told
}

fn put_back(ground: &Ground, mailbox: &str) {
    let store = ground.store();
    store.thaw(find(&store, 1, mailbox).unwrap().id, true).unwrap();
}

#[test]
fn what_is_put_back_is_on_the_server_once_as_it_was_wherever_it_stops() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.client(ANNA).run("CREATE Projekt");
        server.fill(ANNA.0, "Projekt", mail::varied(40));
        let proxy = Proxy::to(server.imaps);
        let ground = Ground::new();
        ground.add_account(&server, ANNA, proxy.port);
        assert_eq!(ground.sync().problems, []);
        let (before, ids) = (there(&server, "Projekt"), ground.ids_by_message_id(1, "Projekt"));
        for round in 0..2_u64 {
            let mut other = server.client(ANNA);
            if round % 2 == 0 {
                other.run("SELECT Projekt");
                other.expunge("1:30");
            } else {
                other.run("DELETE Projekt");
            }
            assert_eq!(ground.sync().problems, [], "{variant:?}");
            assert!(count(&ground, "Projekt") >= 30, "{variant:?}, round {round}");
            put_back(&ground, "Projekt");
            for cut in 1..3 {
                proxy.set(Weather::CutAfter(4_000 * cut + 1_000 * round));
                ground.sync();
                proxy.set(Weather::Fine);
                ground.sync_and_kill(Duration::from_millis(150 * cut));
            }
            // What was set aside because of the cuts is fetched by the second one.
            ground.sync();
            assert_eq!(ground.sync().problems, [], "{variant:?}, round {round}");

            assert_eq!(frozen(&ground, "Projekt"), None, "{variant:?}, round {round}");
            let after = there(&server, "Projekt");
            let odd: Vec<_> =
                after.iter().filter(|it| !before.contains(it)).map(|it| &it[..it.len().min(90)]).collect();
            assert_eq!(odd, <[&str; 0]>::default(), "{variant:?}, round {round}: with flags, dates and texts");
            assert_eq!(after.len(), before.len(), "{variant:?}, round {round}: once");
            assert_eq!(ground.ids_by_message_id(1, "Projekt"), ids, "{variant:?}, round {round}");
            assert_eq!(ground.sync().problems, []);
            ground.assert_equal(&server, ANNA, 1);
        }
    }
}

#[test]
fn one_message_that_is_refused_holds_up_no_other() {
    // Without LITERAL+ what is refused is not sent.
    let server = Dovecot::start_variant(Variant::Stripped);
    server.fill(ANNA.0, "INBOX", mail::small(40));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    other.expunge("1:30");
    assert_eq!(ground.sync().problems, []);

    put_back(&ground, "INBOX");
    liar.lie_once("APPEND", Lie::Say("$T NO [LIMIT] Zu lang\r\n"));
    let problems = ground.sync().problems;

    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(frozen(&ground, "INBOX").map(|frozen| (frozen.messages, frozen.restoring)), Some((1, 0)));
    assert_readable(&ground, "INBOX", 40);
    put_back(&ground, "INBOX");
    assert_eq!(ground.sync().problems, []);
    assert_eq!(frozen(&ground, "INBOX"), None);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn what_the_server_took_back_and_changed_is_not_put_back_again_by_another_process() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(40));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    other.expunge("1:30");
    assert_eq!(ground.sync().problems, []);
    put_back(&ground, "INBOX");
    // As if the process had ended after some, and the server had put a line of its own into them.
    let store = ground.store();
    let gone = store.frozen(find(&store, 1, "INBOX").unwrap().id).unwrap();
    for id in &gone[..2] {
        let raw = store.raw(*id).unwrap().unwrap();
        other.append("INBOX", "", &[b"X-Geprueft: ja\r\n", raw.as_slice()].concat());
    }
    drop(store);

    let problems = ground.sync().problems;
    ground.sync();

    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(frozen(&ground, "INBOX").map(|frozen| (frozen.messages, frozen.restoring)), Some((2, 0)));
    let there = server.client(ANNA).run("STATUS INBOX (MESSAGES)").join(" ");
    assert!(there.contains("MESSAGES 40"), "{there}: none twice");
}

#[test]
fn what_the_server_does_not_take_back_stays_frozen_and_that_is_said() {
    // Without LITERAL+ what is refused is not sent.
    let server = Dovecot::start_variant(Variant::Stripped);
    server.fill(ANNA.0, "INBOX", mail::small(40));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    other.expunge("1:30");
    assert_eq!(ground.sync().problems, []);

    put_back(&ground, "INBOX");
    liar.lie("APPEND", Lie::Say("$T NO [OVERQUOTA] Kein Platz\r\n"));
    let problems = ground.sync().problems;

    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(frozen(&ground, "INBOX").map(|frozen| (frozen.messages, frozen.restoring)), Some((30, 0)));
    assert_readable(&ground, "INBOX", 40);
}

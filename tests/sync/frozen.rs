//! Many messages that go at once without our doing stay here until the person has decided.

use brieftaube::model::Frozen;

use super::dovecot::{ANNA, Dovecot};
use super::ground::{Ground, find};
use super::liar::{Liar, Lie};
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

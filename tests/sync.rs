//! Syncing with a real Dovecot, whole and stripped, through a network that misbehaves, beside a second
//! client, and killed in the middle.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

#[path = "sync/across.rs"]
mod across;
#[path = "sync/asleep.rs"]
mod asleep;
#[path = "sync/damage.rs"]
mod damage;
#[path = "support/dovecot.rs"]
mod dovecot;
#[path = "sync/elsewhere.rs"]
mod elsewhere;
#[path = "sync/frozen.rs"]
mod frozen;
#[path = "sync/ground.rs"]
mod ground;
#[path = "support/imap_server.rs"]
mod imap_server;
#[path = "sync/large.rs"]
mod large;
#[path = "support/layered.rs"]
mod layered;
#[path = "sync/liar.rs"]
mod liar;
#[path = "sync/lies.rs"]
mod lies;
#[path = "sync/limits.rs"]
mod limits;
#[path = "support/mail.rs"]
mod mail;
#[path = "support/memory.rs"]
mod memory;
#[path = "sync/moves.rs"]
mod moves;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "sync/push.rs"]
mod push;
#[path = "sync/quarantine.rs"]
mod quarantine;
#[path = "sync/quota.rs"]
mod quota;
#[path = "sync/rounds.rs"]
mod rounds;
#[path = "sync/scenario.rs"]
mod scenario;
#[path = "sync/special.rs"]
mod special;
#[path = "sync/stops.rs"]
mod stops;
#[path = "sync/tree.rs"]
mod tree;
#[path = "sync/trips.rs"]
mod trips;
#[path = "sync/verify.rs"]
mod verify;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use brieftaube::error::ErrorKind;
use brieftaube::service::api::AccountState;
use dovecot::{ANNA, BERND, Dovecot, Variant};
use ground::Ground;
use liar::{Liar, Lie};
use proxy::{Proxy, Weather};

const BOTH: [Variant; 2] = [Variant::Full, Variant::Stripped];

#[test]
fn everything_is_in_after_one_pass() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::varied(700));
        server.fill(ANNA.0, "Archive", mail::small(2_600));
        server.client(ANNA).run("CREATE \"Entw&APw-rfe &- mehr/2026\"");
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);

        let report = ground.sync();

        assert_eq!(report.problems, [], "{variant:?}");
        ground.assert_equal(&server, ANNA, 1);
        let names = ground.mailbox_names(1);
        assert!(names.iter().any(|name| name == "Entwürfe & mehr/2026"), "{variant:?}: {names:?}");
    }
}

#[test]
fn what_another_client_did_meanwhile_is_taken_over() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::small(300));
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);
        assert_eq!(ground.sync().problems, []);

        let mut other = server.client(ANNA);
        other.run("SELECT INBOX");
        other.run("UID STORE 1:20 +FLAGS (\\Seen \\Flagged $label1)");
        other.run("UID STORE 290:300 FLAGS ()");
        other.expunge("100:140");
        other.run("UID COPY 1:5 Archive");
        other.append("INBOX", "\\Answered", &mail::simple("neu", "Hallo"));
        other.run("CREATE Neu");
        other.run("DELETE Junk");
        assert_eq!(ground.sync().problems, [], "{variant:?}");

        assert_eq!(ground.accept_frozen(), 41, "so many are for the person to decide about");
        ground.assert_equal(&server, ANNA, 1);
        assert_eq!(ground.store().rescued(1_000).unwrap().len(), 41, "what is gone rests in the rescue");
    }
}

#[test]
fn a_second_pass_with_nothing_new_costs_next_to_nothing() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(2_000));
    let proxy = Proxy::to(server.imaps);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    assert_eq!(ground.sync().problems, []);
    let before = proxy.bytes_from_server();

    assert_eq!(ground.sync().problems, []);

    let cost = proxy.bytes_from_server() - before;
    assert!(cost < 10_000, "{cost} bytes from the server");
}

#[test]
fn a_new_uidvalidity_costs_no_mail_and_no_identity() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::varied(120));
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);
        assert_eq!(ground.sync().problems, []);
        let before = ground.ids_by_message_id(1, "INBOX");
        server.client(ANNA).append("INBOX", "", &mail::simple("inzwischen", "da"));

        ground::renew_uids(&server, ANNA.0);
        let report = ground.sync();

        assert_eq!(report.problems, [], "{variant:?}");
        ground.assert_equal(&server, ANNA, 1);
        let after = ground.ids_by_message_id(1, "INBOX");
        assert_eq!(after.len(), before.len() + 1);
        for (message, id) in &before {
            assert_eq!(after.get(message), Some(id), "{variant:?}: {message} is not the same any more");
        }
        assert_eq!(ground.store().rescued(10).unwrap().len(), 0, "nothing was lost on the way");
    }
}

#[test]
fn a_line_that_is_cut_anywhere_is_continued_until_everything_is_in() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(250));
    let proxy = Proxy::to(server.imaps);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    let mut highest = 0;

    for cut in [3_000, 9_000, 30_000, 150_000, 600_000] {
        proxy.set(Weather::CutAfter(cut));
        let report = ground.sync();
        assert!(
            report.problems.iter().all(|(_, problem)| matches!(
                problem.kind,
                ErrorKind::Disconnected | ErrorKind::Tls | ErrorKind::SetAside
            )),
            "{report:?}"
        );
        let stored = ground.envelopes(1, "INBOX").len();
        assert!(stored >= highest, "{stored} messages after {highest}: a cut took some away");
        highest = stored;
    }
    proxy.set(Weather::Fine);

    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_refused_cut_or_false_answer_takes_nothing_away() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(60));
    server.fill(ANNA.0, "Archive", mail::small(40));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    // Something to do for every verb.
    let mut other = server.client(ANNA);

    for verb in ["LIST", "STATUS", "EXAMINE", "UID FETCH", "UID SEARCH", "NOOP"] {
        for lie in [
            Lie::Say("$T NO not now\r\n"),
            Lie::Say("$T BAD never heard of it\r\n"),
            Lie::Say("* BYE so long\r\n"),
            Lie::Say("* SEARCH 1 2\r\n* LIST () \"/\" INBOX\r\n$T OK that is all\r\n"),
            Lie::Say(
                "* 0 EXISTS\r\n* OK [UIDVALIDITY 1700000000] ok\r\n* OK [UIDNEXT 61] ok\r\n* SEARCH 3\r\n$T OK done\r\n",
            ),
            Lie::Say("* 9 EXISTS\r\n* 1 EXPUNGE\r\n* VANISHED 1:*\r\n* OK [HIGHESTMODSEQ 1] ok\r\n$T OK done\r\n"),
            Lie::Say("* 1 FETCH (UID 1 FLAGS (\\Seen)"),
            Lie::Cut,
        ] {
            other.run("SELECT INBOX");
            other.append("INBOX", "", &mail::simple(&format!("{verb} {lie:?}"), "Hallo"));
            other.run("UID STORE 1:3 FLAGS (\\Flagged)");
            liar.lie(verb, lie);

            ground.sync();

            liar.tell_the_truth();
            let stored = ground.envelopes(1, "INBOX").len();
            assert!(stored >= 60, "{verb} {lie:?}: {stored} of 60 messages are left in the inbox");
            assert_eq!(ground.envelopes(1, "Archive").len(), 40, "{verb} {lie:?}");
            assert_eq!(ground.store().rescued(10).unwrap().len(), 0, "{verb} {lie:?}");
        }
    }

    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_server_that_does_not_tell_the_next_uid_is_synced_all_the_same() {
    let server = Dovecot::start_variant(Variant::Stripped);
    server.fill(ANNA.0, "INBOX", mail::small(300));
    let liar = Liar::to(server.imap);
    liar.keep_back("* OK [UIDNEXT ");
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
    let mut other = server.client(ANNA);

    other.append("INBOX", "", &mail::simple("neu", "Hallo"));
    other.run("SELECT INBOX");
    other.expunge("5:9");
    other.run("UID STORE 20:30 +FLAGS (\\Flagged)");

    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_mailbox_that_goes_between_list_and_select_keeps_nobody_else_from_coming() {
    let server = Dovecot::start();
    server.client(ANNA).run("CREATE Projekt");
    server.fill(ANNA.0, "Projekt", mail::small(10));
    server.fill(ANNA.0, "INBOX", mail::small(30));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    liar.lie("EXAMINE \"Projekt\"", Lie::Say("$T NO [NONEXISTENT] Mailbox does not exist\r\n"));

    let report = ground.sync();

    let told: Vec<_> = report.problems.iter().map(|(_, problem)| problem.kind).collect();
    assert!(!told.is_empty() && told.iter().all(|kind| *kind == ErrorKind::MailboxUnavailable), "{report:?}");
    assert_eq!(ground.envelopes(1, "INBOX").len(), 30);
    assert!(liar.told() <= 4, "{} attempts", liar.told());
    liar.tell_the_truth();
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_wrong_password_is_told_and_nothing_is_lost() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(20));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);

    ground.replace_password("wrong");
    let report = ground.sync();

    assert_eq!(report.problems.iter().map(|(_, problem)| problem.kind).collect::<Vec<_>>(), [ErrorKind::Login]);
    assert_eq!(ground.envelopes(1, "INBOX").len(), 20);
}

#[test]
fn new_mail_is_in_the_list_within_two_seconds() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::small(50));
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);
        let live = ground.start();
        live.until("the account is in step", |live| live.is_up_to_date(1));
        live.open(1, "INBOX");
        live.until("the bodies are here", |live| live.bodies(1, "INBOX") == 50);
        let mut other = server.client(ANNA);

        for number in 51..=54 {
            let sent = Instant::now();
            other.append("INBOX", "", &mail::simple(&format!("neu {number}"), "Hallo"));
            live.until("the new message is in the list", |live| live.total(1, "INBOX") == number);
            assert!(sent.elapsed() < Duration::from_secs(2), "{variant:?}: {:?}", sent.elapsed());
        }
        other.run("SELECT INBOX");
        other.expunge("1:3");
        live.until("what was expunged is gone", |live| live.total(1, "INBOX") == 51);
        live.shutdown();
    }
}

#[test]
fn mail_for_a_mailbox_that_is_open_arrives_as_fast_as_in_the_inbox() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "Archive", mail::small(30));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    let live = ground.start();
    live.until("the account is in step", |live| live.is_up_to_date(1));
    live.open(1, "Archive");
    live.until("the archive is read", |live| live.total(1, "Archive") == 30);
    let sent = Instant::now();

    server.client(ANNA).append("Archive", "", &mail::simple("ins Archiv", "Hallo"));
    live.until("the message is in the list", |live| live.total(1, "Archive") == 31);

    assert!(sent.elapsed() < Duration::from_secs(2), "{:?}", sent.elapsed());
    live.shutdown();
}

#[test]
fn where_the_server_tells_of_all_mailboxes_each_is_as_up_to_date_as_the_open_one() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(5));
    server.fill(ANNA.0, "Archive", mail::small(30));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    let live = ground.start();
    live.until("the account is in step", |live| live.is_up_to_date(1) && live.bodies(1, "Archive") == 30);
    let mut other = server.client(ANNA);
    let quick = Duration::from_secs(5);

    other.append("Archive", "", &mail::simple("ins Archiv", "Hallo"));
    live.within(quick, "a message nobody looks at is here", |live| live.total(1, "Archive") == 31);
    other.run("SELECT Archive");
    other.run("UID STORE 1:10 +FLAGS.SILENT (\\Seen)");
    live.within(quick, "what was read elsewhere is read", |live| live.unseen(1, "Archive") <= 21);
    other.expunge("1:2");
    live.within(quick, "what was expunged is gone", |live| live.total(1, "Archive") == 29);
    other.run("CREATE Neu");
    live.within(quick, "a new mailbox is here", |live| live.has_mailbox(1, "Neu"));
    live.shutdown();
}

#[test]
fn going_offline_and_coming_back_needs_no_click() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(30));
    let mut proxy = Proxy::to(server.imaps);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    let live = ground.start();
    live.until("the account is in step", |live| live.is_up_to_date(1));

    proxy.unplug();
    live.until("it is offline", |live| matches!(live.state(1), AccountState::Offline { since: Some(_), .. }));
    assert_eq!(live.total(1, "INBOX"), 30, "offline is the same window");
    server.client(ANNA).append("INBOX", "", &mail::simple("inzwischen", "da"));
    proxy.plug_in();

    live.until("it came back by itself", |live| live.total(1, "INBOX") == 31 && live.is_up_to_date(1));
    live.shutdown();
}

#[test]
fn an_account_that_hangs_holds_up_nobody() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(400));
    server.fill(BERND.0, "INBOX", mail::small(400));
    let proxy = Proxy::to(server.imaps);
    proxy.set(Weather::StallAfter(6_000));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    ground.add_account(&server, BERND, server.imaps);

    let live = ground.start();
    live.until("the other account is in step", |live| live.is_up_to_date(2) && live.bodies(2, "INBOX") == 400);

    assert!(!live.is_up_to_date(1));
    let begun = Instant::now();
    live.shutdown();
    assert!(begun.elapsed() < Duration::from_secs(3), "the end took {:?}", begun.elapsed());
}

#[test]
fn a_body_that_is_opened_comes_before_everything_else() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(3_000));
    let proxy = Proxy::to(server.imaps);
    // About 400 kB a second: all bodies take more than a minute.
    proxy.set(Weather::Trickle(4_096, Duration::from_millis(10)));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    let live = ground.start();
    live.until("bodies are coming in", |live| live.bodies(1, "INBOX") > 0);

    let oldest = ground_oldest(&live);
    let begun = Instant::now();
    live.read(oldest);
    live.until("the oldest message is here", |live| live.is_here(oldest));

    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert!(live.bodies(1, "INBOX") < 2_900, "others are still to come");
    live.shutdown();
}

fn ground_oldest(live: &ground::Live) -> brieftaube::model::EnvelopeId {
    live.until("all headers are here", |live| live.total(1, "INBOX") == 3_000);
    live.rows(1, "INBOX", 2_999..3_000)[0].id
}

#[test]
fn a_mailbox_that_vanishes_on_the_server_goes_only_when_the_server_says_so_twice() {
    let server = Dovecot::start();
    server.client(ANNA).run("CREATE Projekt");
    server.fill(ANNA.0, "Projekt", mail::small(9));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    assert_eq!(ground.envelopes(1, "Projekt").len(), 9);

    server.client(ANNA).run("DELETE Projekt");
    assert_eq!(ground.sync().problems, []);

    assert!(!ground.mailbox_names(1).iter().any(|name| name == "Projekt"));
    assert_eq!(ground.store().rescued(100).unwrap().len(), 9);
}

#[test]
fn a_pass_that_is_killed_at_any_moment_is_continued_without_loss_or_double() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(1_500));
    server.fill(ANNA.0, "Archive", mail::small(4_000));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    let seed =
        std::env::var("BRIEFTAUBE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);

    let mut killed = 0;
    for _ in 0..12 {
        killed += usize::from(ground.sync_and_kill(Duration::from_millis(random.u64(40..1_200))));
        let counts = ground.message_ids(1, "INBOX");
        assert!(counts.values().all(|count| *count == 1), "seed {seed}: something is there twice");
    }

    assert!(killed > 0, "seed {seed}: no pass was killed");
    assert_eq!(ground.sync().problems, [], "seed {seed}");
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_mailbox_that_changes_while_it_is_read_ends_equal() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::small(6_000));
        let proxy = Proxy::to(server.imaps);
        proxy.set(Weather::Trickle(32_768, Duration::from_millis(5)));
        let ground = Ground::new();
        ground.add_account(&server, ANNA, proxy.port);

        let other = std::thread::scope(|scope| {
            let running = scope.spawn(|| {
                let mut other = server.client(ANNA);
                other.run("SELECT INBOX");
                for round in 0..40_u32 {
                    let first = 1 + round * 100;
                    other.expunge(&format!("{first}:{}", first + 3));
                    other.run(&format!("UID STORE {}:{} +FLAGS (\\Seen)", first + 10, first + 12));
                    other.append("INBOX", "", &mail::simple(&format!("Runde {round}"), "da"));
                }
            });
            ground.sync();
            running.join()
        });
        other.unwrap();
        proxy.set(Weather::Fine);

        assert_eq!(ground.sync().problems, [], "{variant:?}");
        // As many as went in one pass are for the person to decide about.
        ground.accept_frozen();
        ground.assert_equal(&server, ANNA, 1);
    }
}

/// Compares what two maps hold, and says what differs.
fn differences<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    left: &BTreeMap<K, V>,
    right: &BTreeMap<K, V>,
) -> Vec<String> {
    let only = |one: &BTreeMap<K, V>, other: &BTreeMap<K, V>, side: &str| -> Vec<String> {
        one.iter()
            .filter(|(key, value)| other.get(key) != Some(value))
            .map(|(key, value)| format!("{side}: {key:?} {value:?}"))
            .collect()
    };
    only(left, right, "here").into_iter().chain(only(right, left, "there")).take(20).collect()
}

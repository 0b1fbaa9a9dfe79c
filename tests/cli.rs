//! The commands without a window, against real servers.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

use std::io::Read as _;
use std::process::Stdio;

use dovecot::pki::Certificate;
use dovecot::{ANNA, BERND, Dovecot, Options, Variant};
use program::Program;
use proxy::{Proxy, Weather};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

#[path = "cli/damage.rs"]
mod damage;
#[path = "support/dovecot.rs"]
mod dovecot;
#[path = "support/keyring.rs"]
mod keyring;
#[path = "support/mail.rs"]
mod mail;
#[path = "support/program.rs"]
mod program;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "cli/qresync.rs"]
mod qresync;
#[path = "cli/queue.rs"]
mod queue;
#[path = "cli/quota.rs"]
mod quota;
#[path = "cli/secrets.rs"]
mod secrets;
#[path = "cli/special.rs"]
mod special;
#[path = "cli/tree.rs"]
mod tree;

/// Adds an account on a server, with a password command, over the port given.
fn add(program: &Program, server: &Dovecot, account: (&str, &str), port: u16, security: &str) -> program::Ended {
    let ca = server.ca_file.to_str().unwrap();
    program.add_account(account, &format!("{}:{port}", server.host), &["--security", security, "--ca", ca])
}

fn names(mailboxes: &Value) -> Vec<&str> {
    mailboxes.as_array().unwrap().iter().map(|mailbox| mailbox["name"].as_str().unwrap()).collect()
}

fn mailbox<'a>(status: &'a Value, account: usize, name: &str) -> &'a Value {
    let mailboxes = status[account]["mailboxes"].as_array().unwrap();
    mailboxes.iter().find(|mailbox| mailbox["name"] == name).unwrap_or_else(|| panic!("no {name} in {status:#}"))
}

#[test]
fn two_accounts_are_synced_complete_and_byte_by_byte_from_servers_of_both_kinds() {
    for variant in [Variant::Full, Variant::Stripped] {
        let server = Dovecot::start_variant(variant);
        let messages: Vec<_> = mail::varied(120).collect();
        server.fill(ANNA.0, "INBOX", messages.iter().cloned());
        server.fill(ANNA.0, "Entw&APw-rfe/Alt", mail::small(3));
        server.fill(BERND.0, "INBOX", mail::small(40));
        let program = Program::new();

        add(&program, &server, ANNA, server.imaps, "tls").succeeded();
        add(&program, &server, BERND, server.imap, "starttls").succeeded();
        program.run(&["sync"]).succeeded();

        let list = program.json(&["list", ANNA.0, "INBOX"]);
        let list = list.as_array().unwrap();
        assert_eq!(list.len(), messages.len(), "{variant:?}");
        for row in list {
            let uid = usize::try_from(row["uid"].as_u64().unwrap()).unwrap();
            let raw = &messages[uid - 1].raw;
            assert_eq!(row["size"], raw.len(), "{row:#}");
            assert_eq!(row["sha256"], hex(raw), "{variant:?}: {row:#}");
        }
        let shown = program.run(&["show", ANNA.0, "inbox", "97", "--raw"]);
        assert!(shown.stdout == messages[96].raw, "the bytes as they came");
        let status = program.json(&["status"]);
        let inbox = mailbox(&status, 0, "INBOX");
        assert_eq!((&inbox["total"], &inbox["bodies"]), (&Value::from(120), &Value::from(120)), "{inbox:#}");
        let unseen = messages.iter().filter(|message| !message.flags.contains('S')).count();
        assert_eq!(inbox["unseen"], unseen, "{inbox:#}");
        assert_eq!(
            (&inbox["special_use"], &inbox["uidvalidity"]),
            (&"inbox".into(), &1_700_000_000.into()),
            "{inbox:#}"
        );
        assert_eq!(inbox["uidnext"], 121, "{inbox:#}");
        assert!(inbox["last_sync"].is_string() && inbox["state"] == "complete", "{inbox:#}");
        assert_eq!(inbox["highest_modseq"].is_u64(), variant == Variant::Full, "{inbox:#}");
        assert_eq!(mailbox(&status, 0, "Entwürfe/Alt")["total"], 3, "{:?}", names(&status[0]["mailboxes"]));
        assert_eq!(mailbox(&status, 1, "INBOX")["total"], 40);
        assert_eq!(mailbox(&status, 0, "Trash")["special_use"], "trash", "{variant:?}");
    }
}

fn hex(raw: &[u8]) -> String {
    Sha256::digest(raw).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn what_another_client_does_is_there_after_the_next_sync() {
    for variant in [Variant::Full, Variant::Stripped] {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::small(20));
        let program = Program::new();
        add(&program, &server, ANNA, server.imaps, "tls").succeeded();
        program.run(&["sync"]).succeeded();
        let before = program.json(&["list", "1", "INBOX"]);

        let mut other = server.client(ANNA);
        other.run("SELECT INBOX");
        other.run("UID STORE 3 +FLAGS (\\Flagged wichtig)");
        other.expunge("7:8");
        other.append("INBOX", "\\Seen", &mail::simple("Frisch", "eben gekommen"));
        other.run("CREATE Neu");
        program.run(&["sync"]).succeeded();

        let after = program.json(&["list", "1", "INBOX"]);
        let uids =
            |list: &Value| list.as_array().unwrap().iter().map(|row| row["uid"].as_u64().unwrap()).collect::<Vec<_>>();
        let mut expected: Vec<_> = uids(&before).into_iter().filter(|uid| !(7..=8).contains(uid)).chain([21]).collect();
        let mut found = uids(&after);
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{variant:?}");
        let row = |uid: u64| after.as_array().unwrap().iter().find(|row| row["uid"] == uid).unwrap();
        assert!(row(3)["flags"].as_array().unwrap().contains(&"wichtig".into()), "{:#}", row(3));
        assert_eq!(row(21)["subject"], "Frisch");
        assert_eq!(row(21)["flags"], serde_json::json!(["\\Seen"]));
        assert_eq!(mailbox(&program.json(&["status"]), 0, "Neu")["total"], 0);
        let again = program.json(&["list", "1", "INBOX"]);
        program.run(&["sync"]).succeeded();
        assert_eq!(program.json(&["list", "1", "INBOX"]), again, "a sync with nothing new changes nothing");
    }
}

#[test]
fn without_the_server_everything_stays_readable_and_sync_says_what_is_wrong() {
    let mut server = Dovecot::start();
    server.client(ANNA).append("INBOX", "", &mail::simple("Grüße aus Köln", "Der Dom steht noch."));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();

    server.stop();

    let failed = program.run(&["sync"]);
    failed.failed_with(5);
    let text = program.run(&["show", "1", "INBOX", "1"]);
    assert!(text.succeeded().text().contains("Der Dom steht noch."), "{text:?}");
    assert!(
        text.text().contains("Jürgen Müller <juergen@example.de>") && text.text().contains("Grüße aus Köln"),
        "{text:?}"
    );
    let status = program.json(&["status"]);
    assert_eq!(mailbox(&status, 0, "INBOX")["total"], 1);
    assert!(status[0]["last_sync"].is_string(), "{status:#}");
    server.restart();
    program.run(&["sync"]).succeeded();
}

#[test]
fn verify_says_how_many_agree_and_status_remembers() {
    let mut server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(20));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    assert!(program.json(&["status"])[0]["checked"].is_null());

    let report = program.json(&["verify", ANNA.0]);
    let text = program.run(&["verify", "--no-repair"]);

    assert_eq!(
        (&report["sound"], &report["accounts"][0]["checked"]["agreed"]),
        (&true.into(), &20.into()),
        "{report:#}"
    );
    assert_eq!(report["accounts"][0]["bodies_hashed"], 20, "a first sync came before: {report:#}");
    let line = text.succeeded().text();
    assert!(line.contains("20 of 20 agree") || line.contains("20 von 20 stimmen"), "{line}");
    let checked = program.json(&["status"])[0]["checked"].clone();
    assert_eq!((&checked["total"], &checked["differing"]), (&20.into(), &0.into()), "{checked:#}");
    assert!(checked["at"].is_string(), "{checked:#}");
    assert!(program.run(&["status"]).text().contains("20 "), "told to people, too");
    program.run(&["verify", "niemand"]).failed_with(3);
    server.stop();
    program.run(&["verify"]).failed_with(5);
    assert_eq!(program.json(&["status"])[0]["checked"], checked, "what was not done to the end is not kept");
}

#[test]
fn a_wrong_password_is_refused_before_anything_is_saved() {
    let server = Dovecot::start();
    let program = Program::new();

    let ended = add(&program, &server, (ANNA.0, "falsch"), server.imaps, "tls");

    ended.failed_with(4);
    assert!(!ended.stderr.contains("falsch"), "{ended:?}");
    assert_eq!(program.json(&["account", "list"]), serde_json::json!([]));
}

#[test]
fn no_bad_certificate_gets_a_password() {
    for certificate in Certificate::BAD {
        let server = Dovecot::start_with(Options { certificate, ..Options::default() });
        let program = Program::new();
        for (port, security) in [(server.imaps, "tls"), (server.imap, "starttls")] {
            let ended = add(&program, &server, ANNA, port, security);

            assert_eq!(ended.code, 6, "{certificate:?}: {ended:?}");
            ended.failed_with(6);
        }
        assert!(!server.log().contains("anna@test.local"), "{certificate:?}: {}", server.log());
    }
}

#[test]
fn every_way_not_to_reach_a_server_has_its_sentence() {
    let server = Dovecot::start();
    let program = Program::new();
    let closed = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() };
    let try_add = |imap: &str, security: &str| program.add_account((ANNA.0, "geheim"), imap, &["--security", security]);

    try_add("gibt-es-nicht.invalid:993", "tls").failed_with(5);
    try_add(&format!("localhost:{closed}"), "tls").failed_with(5);
    try_add(&format!("localhost:{}", server.imap), "tls").failed_with(6);
    try_add(&format!("localhost:{}", server.imaps), "tls").failed_with(6);
    try_add("192.0.2.1:143", "plain").failed_with(6);
    assert!(!server.log().contains("anna@test.local"), "{}", server.log());
}

#[test]
fn a_ca_file_that_cannot_be_read_is_named() {
    let server = Dovecot::start();
    let program = Program::new();

    let imap = format!("localhost:{}", server.imaps);
    let ended = program.add_account(ANNA, &imap, &["--ca", "/nirgends/ca.pem"]);

    ended.failed_with(6);
    assert!(ended.stderr.contains("/nirgends/ca.pem"), "{ended:?}");
}

#[test]
fn one_account_that_fails_does_not_keep_the_other_from_its_mail() {
    let (mut gone, server) = (Dovecot::start(), Dovecot::start());
    server.fill(BERND.0, "INBOX", mail::small(5));
    let program = Program::new();
    add(&program, &gone, ANNA, gone.imaps, "tls").succeeded();
    add(&program, &server, BERND, server.imaps, "tls").succeeded();
    gone.stop();

    program.run(&["sync"]).failed_with(5);

    assert_eq!(mailbox(&program.json(&["status"]), 1, "INBOX")["bodies"], 5);
}

#[test]
fn a_removed_account_is_gone_and_its_number_is_not_given_again() {
    let server = Dovecot::start();
    server.client(ANNA).append("INBOX", "", &mail::simple("eins", "x"));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();

    program.run(&["account", "remove", ANNA.0]).succeeded();
    program.run(&["list", "1", "INBOX"]).failed_with(3);
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();

    let accounts = program.json(&["account", "list"]);
    assert_eq!(accounts[0]["id"], 2, "{accounts:#}");
    assert!(server.client(ANNA).run("SELECT INBOX").iter().any(|line| line == "* 1 EXISTS"));
}

#[test]
fn what_is_not_there_is_told_with_its_own_code() {
    let server = Dovecot::start();
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();

    for arguments in [
        &["account", "remove", "niemand@test.local"][..],
        &["list", "2", "INBOX"],
        &["list", "1", "Gibtesnicht"],
        &["show", "1", "INBOX", "99"],
    ] {
        program.run(arguments).failed_with(3);
    }
    program.run(&["show", "1", "INBOX", "null"]).failed_with(2);
}

#[test]
fn help_and_errors_speak_the_language_of_the_system() {
    let german = Program::new().speaking("de_DE.UTF-8");
    let english = Program::new();

    assert!(german.run(&["--help"]).succeeded().text().contains("Aufruf:"));
    assert!(english.run(&["--help"]).succeeded().text().contains("Usage:"));
    assert!(german.run(&["list", "1", "INBOX"]).failed_with(3).stderr.contains("gibt es nicht"));
    let version = format!("brieftaube {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(english.run(&["--version"]).succeeded().text(), version);
}

#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(1500));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();

    let mut command = program.command(&["list", "1", "INBOX"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut start = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();

    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_sync_that_is_cut_off_anywhere_is_completed_by_the_next_one() {
    let server = Dovecot::start();
    let messages: Vec<_> = mail::varied(150).collect();
    server.fill(ANNA.0, "INBOX", messages.iter().cloned());
    let proxy = Proxy::to(server.imaps);
    let program = Program::new();
    add(&program, &server, ANNA, proxy.port, "tls").succeeded();

    let expected: Vec<_> =
        (1..).zip(&messages).map(|(uid, message)| (Some(uid), Value::from(hex(&message.raw)))).collect();
    let is_complete = || {
        let list = program.json(&["list", "1", "INBOX"]);
        let mut found: Vec<_> =
            list.as_array().unwrap().iter().map(|row| (row["uid"].as_u64(), row["sha256"].clone())).collect();
        found.sort_by_key(|(uid, _)| *uid);
        found == expected
    };

    // A sync goes on over several connections while each brings something: it may get there all the same.
    for limit in [2_000, 9_000, 60_000, 300_000, 900_000] {
        proxy.set(Weather::CutAfter(limit));
        let code = program.run(&["sync"]).code;
        assert!(code != 0 || is_complete(), "cut after {limit} bytes, and called a success with mail missing");
        assert!(code != 0 || limit > 2_000, "nothing can come in between two cuts after {limit} bytes");
    }
    proxy.set(Weather::Fine);
    program.run(&["sync"]).succeeded();

    assert!(is_complete(), "nothing twice, nothing missing");
}

#[test]
fn a_sync_that_is_killed_at_any_moment_is_completed_by_the_next_one() {
    let server = Dovecot::start();
    let messages: Vec<_> = mail::varied(400).collect();
    server.fill(ANNA.0, "INBOX", messages.iter().cloned());
    let proxy = Proxy::to(server.imaps);
    let program = Program::new();
    add(&program, &server, ANNA, proxy.port, "tls").succeeded();

    for step in 1..=8 {
        let from = proxy.bytes_from_server();
        let mut child = program.spawn(&["sync"]);
        // Killed while mail flows, each time a little further.
        while proxy.bytes_from_server() < from + step * 150_000 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    program.run(&["sync"]).succeeded();

    let list = program.json(&["list", "1", "INBOX"]);
    let mut found: Vec<_> =
        list.as_array().unwrap().iter().map(|row| (row["uid"].as_u64(), row["sha256"].clone())).collect();
    found.sort_by_key(|(uid, _)| *uid);
    let expected: Vec<_> =
        (1..).zip(&messages).map(|(uid, message)| (Some(uid), Value::from(hex(&message.raw)))).collect();
    assert!(found == expected, "nothing twice, nothing missing: {} rows", found.len());
    let inbox = &mailbox(&program.json(&["status"]), 0, "INBOX").clone();
    assert_eq!((&inbox["total"], &inbox["bodies"]), (&400.into(), &400.into()), "{inbox:#}");
}

#[test]
fn a_second_command_on_the_same_profile_is_told_so() {
    let server = Dovecot::start();
    let proxy = Proxy::to(server.imaps);
    server.fill(ANNA.0, "INBOX", mail::varied(100));
    let program = Program::new();
    add(&program, &server, ANNA, proxy.port, "tls").succeeded();
    proxy.set(Weather::StallAfter(200_000));
    let from = proxy.bytes_from_server();
    let mut first = program.spawn(&["sync"]);
    while proxy.bytes_from_server() < from + 100_000 {
        assert!(first.try_wait().unwrap().is_none(), "the first sync ended early");
        std::thread::yield_now();
    }

    program.run(&["status"]).failed_with(7);

    first.kill().unwrap();
    first.wait().unwrap();
}

//! What a pass says to the server, read from the wire log: how often it asks, and that QRESYNC spares it
//! everything it knows already.

use std::fs;

use super::dovecot::{ANNA, Dovecot, Options, Variant};
use super::mail;
use super::program::{Ended, Program};

/// Runs a pass and tells what was sent and what came, a line each.
fn pass(program: &Program) -> (Vec<String>, Vec<String>) {
    let log = program.home().join("wire.log");
    let mut command = program.command(&["sync"]);
    command.env("BRIEFTAUBE_WIRE_LOG", &log);
    Ended::of(command, None).succeeded();
    let text = fs::read_to_string(&log).unwrap();
    fs::remove_file(&log).unwrap();
    let of =
        |mark: &str| text.lines().filter_map(|line| line.split_once(mark)).map(|(_, said)| said.to_owned()).collect();
    (of(" > "), of(" < "))
}

/// The commands without their tags.
fn commands(sent: &[String]) -> Vec<&str> {
    sent.iter().filter_map(|line| line.split_once(' ')).map(|(_, command)| command).collect()
}

fn program(server: &Dovecot) -> Program {
    let program = Program::new();
    super::add(&program, server, ANNA, server.imaps, "tls").succeeded();
    program
}

fn uids(program: &Program, mailbox: &str) -> Vec<u64> {
    let list = program.json(&["list", "1", mailbox]);
    list.as_array().unwrap().iter().map(|row| row["uid"].as_u64().unwrap()).collect()
}

#[test]
fn a_pass_with_nothing_new_asks_as_often_of_a_large_mailbox_as_of_a_small_one() {
    for count in [50, 3_000] {
        let server = Dovecot::start();
        server.fill(ANNA.0, "INBOX", mail::small(count));
        let program = program(&server);
        pass(&program);

        let (sent, _) = pass(&program);

        let commands = commands(&sent);
        assert!(commands.iter().all(|said| !said.starts_with("EXAMINE") && !said.contains("FETCH")), "{commands:#?}");
        assert!(commands.len() <= 6, "of {count} messages: {commands:#?}");
    }
}

#[test]
fn what_changed_since_comes_with_one_select() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(500));
    let program = program(&server);
    pass(&program);
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    other.expunge("10:14");
    other.run("UID STORE 20:25 +FLAGS (\\Flagged wichtig)");

    let (sent, received) = pass(&program);

    let sent = commands(&sent);
    let examined: Vec<_> = sent.iter().filter(|said| said.starts_with("EXAMINE")).collect();
    assert!(examined.len() == 1 && examined[0].contains("(QRESYNC (1700000000 "), "{sent:#?}");
    assert!(sent.iter().all(|said| !said.contains("FETCH") && !said.contains("SEARCH")), "{sent:#?}");
    assert!(received.iter().any(|said| said.starts_with("* VANISHED (EARLIER) 10:14")), "{received:#?}");
    let list = program.json(&["list", "1", "INBOX"]);
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 495);
    for row in list {
        let uid = row["uid"].as_u64().unwrap();
        assert!(!(10..=14).contains(&uid), "{row:#}");
        let flagged = row["flags"].as_array().unwrap().contains(&"wichtig".into());
        assert_eq!(flagged, (20..=25).contains(&uid), "{row:#}");
    }

    // What is new besides costs its own fetch and nothing more.
    other.append("INBOX", "", &mail::simple("neu", "Hallo"));
    let (sent, _) = pass(&program);
    let sent = commands(&sent);
    assert!(sent.iter().all(|said| !said.contains("SEARCH")), "{sent:#?}");
    assert_eq!(sent.iter().filter(|said| said.starts_with("UID FETCH 501")).count(), 2, "header and body: {sent:#?}");
}

#[test]
fn without_list_status_an_unchanged_mailbox_costs_one_select() {
    let extra = "imap_capability = IMAP4rev1 ID ENABLE CONDSTORE QRESYNC ESEARCH\n".to_owned();
    let server = Dovecot::start_with(Options { extra, variant: Variant::Full, ..Options::default() });
    server.fill(ANNA.0, "INBOX", mail::small(800));
    server.fill(ANNA.0, "Archive", mail::small(300));
    let program = program(&server);
    pass(&program);

    let (sent, received) = pass(&program);

    let sent = commands(&sent);
    let mailboxes = received.iter().filter(|said| said.starts_with("* LIST ")).count();
    let examined: Vec<_> = sent.iter().filter(|said| said.starts_with("EXAMINE")).collect();
    assert_eq!(examined.len(), mailboxes, "{sent:#?}");
    assert!(examined.iter().all(|said| said.contains("(QRESYNC (")), "{sent:#?}");
    assert!(sent.len() <= mailboxes + 7, "{sent:#?}");
    server.client(ANNA).run("CREATE Sp&AOQ-ter");
    let mut other = server.client(ANNA);
    other.run("SELECT Archive");
    other.expunge("1:15");
    pass(&program);
    assert_eq!(uids(&program, "Archive").len(), 285);
}

//! `mark`, `undo` and `journal`: at once, offline, refused, and without a server.

use serde_json::{Value, json};

use super::dovecot::{ANNA, Dovecot, Variant, maildir};
use super::program::Program;
use super::{add, mail, mailbox};

fn scene(variant: Variant) -> (Dovecot, Program) {
    let server = Dovecot::start_variant(variant);
    let plain = mail::small(6).map(|message| maildir::Message { flags: "", ..message });
    server.fill(ANNA.0, "INBOX", plain);
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();
    (server, program)
}

/// How many messages the server has under this search key.
fn there(server: &Dovecot, key: &str) -> usize {
    let mut client = server.client(ANNA);
    client.run("EXAMINE INBOX");
    let found = client.run(&format!("UID SEARCH {key}")).into_iter().find(|line| line.starts_with("* SEARCH")).unwrap();
    found.split_whitespace().count() - 2
}

fn flags_here(program: &Program, uid: u64) -> Value {
    let list = program.json(&["list", ANNA.0, "INBOX"]);
    let row = list.as_array().unwrap().iter().find(|row| row["uid"] == uid).unwrap();
    row["flags"].clone()
}

#[test]
fn what_is_marked_is_on_the_server_and_undone_there_too() {
    for variant in [Variant::Full, Variant::Stripped] {
        let (server, program) = scene(variant);

        let marked = program.json(&["mark", ANNA.0, "INBOX", "2:4", "--read", "--tag", "$label1"]);

        assert_eq!(marked, json!({"action": 1, "messages": 3, "state": "confirmed", "reason": null}), "{variant:?}");
        assert_eq!((there(&server, "SEEN"), there(&server, "KEYWORD $label1")), (3, 3));
        assert_eq!(flags_here(&program, 3), json!(["\\Seen", "$label1"]));
        assert_eq!(mailbox(&program.json(&["status"]), 0, "INBOX")["unseen"], 3);

        let undone = program.json(&["undo"]);

        assert_eq!(undone, json!({"action": 2, "messages": 3, "state": "confirmed", "reason": null}));
        assert_eq!((there(&server, "SEEN"), there(&server, "KEYWORD $label1")), (0, 0));
        assert_eq!(program.json(&["undo"])["action"], Value::Null, "nothing is left");
        let journal = program.json(&["journal"]);
        let said: Vec<_> = journal.as_array().unwrap().iter().map(|row| (&row["id"], &row["state"])).collect();
        assert_eq!(said, [(&json!(2), &json!("confirmed")), (&json!(1), &json!("undone"))]);
        assert_eq!(journal[1]["add"], json!(["\\Seen", "$label1"]));
        assert_eq!(journal[1]["parts"], json!([{"account": 1, "mailbox": "INBOX", "messages": 3, "waiting": 0}]));
    }
}

#[test]
fn what_is_done_without_a_network_shows_at_once_and_is_sent_with_the_next_sync() {
    for variant in [Variant::Full, Variant::Stripped] {
        let (mut server, program) = scene(variant);
        server.stop();

        let offline = program.json(&["mark", ANNA.0, "INBOX", "1:3", "--flag", "--offline"]);
        program.run(&["mark", ANNA.0, "INBOX", "1:2", "--read"]).failed_with(5);

        assert_eq!(offline, json!({"action": 1, "messages": 3, "state": "waiting", "reason": null}));
        assert_eq!(flags_here(&program, 2), json!(["\\Seen", "\\Flagged"]));
        let undone = program.run(&["undo", "--offline"]);
        assert!(undone.succeeded().text().contains('2'), "{undone:?}");
        server.restart();
        program.run(&["sync"]).succeeded();

        assert_eq!((there(&server, "FLAGGED"), there(&server, "SEEN")), (3, 0), "{variant:?}");
        let journal = program.json(&["journal"]);
        let states: Vec<_> = journal.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["confirmed", "undone", "confirmed"]);
    }
}

#[test]
fn what_makes_no_sense_changes_nothing() {
    let (_server, program) = scene(Variant::Stripped);

    program.run(&["mark", ANNA.0, "INBOX", "700", "--read"]).failed_with(3);
    program.run(&["mark", ANNA.0, "Nirgends", "1", "--read"]).failed_with(3);
    program.run(&["undo", "17"]).failed_with(3);
    assert_eq!(program.json(&["mark", ANNA.0, "INBOX", "1", "--unread"])["action"], Value::Null);

    assert_eq!(program.json(&["journal"]), json!([]));
}

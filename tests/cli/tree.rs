//! `mailbox create`, `rename`, `delete`, `subscribe`: at once, offline, and what makes no sense.

use serde_json::{Value, json};

use super::dovecot::{ANNA, Dovecot, Variant, maildir};
use super::program::Program;
use super::{add, mail};

fn scene() -> (Dovecot, Program) {
    let server = Dovecot::start_variant(Variant::Full);
    server.fill(ANNA.0, "INBOX", mail::small(6).map(|message| maildir::Message { flags: "", ..message }));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();
    (server, program)
}

fn there(server: &Dovecot) -> String {
    server.client(ANNA).run("LIST \"\" *").join("")
}

fn here(program: &Program) -> Vec<String> {
    let status = program.json(&["status"]);
    let names = status[0]["mailboxes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned());
    names.collect()
}

#[test]
fn mailboxes_are_made_renamed_subscribed_to_and_deleted_on_the_server_and_brought_back() {
    let (server, program) = scene();
    let run = |arguments: &[&str]| program.json(&[&["mailbox"], arguments].concat());
    let done = |id: u64| json!({"action": id, "messages": 0, "state": "confirmed", "reason": null});

    assert_eq!(run(&["create", ANNA.0, "Projekte/Räuber"]), done(1));
    assert!(there(&server).contains("Projekte/R&AOQ-uber"));
    assert_eq!(run(&["rename", ANNA.0, "Projekte/Räuber", "Räuber"]), done(2));
    assert!(here(&program).contains(&"Räuber".to_owned()));
    assert_eq!(run(&["unsubscribe", ANNA.0, "Räuber"]), done(3));
    assert_eq!(program.json(&["undo"]), done(4));
    assert_eq!(program.json(&["undo"]), done(5));
    assert!(there(&server).contains("Projekte/R&AOQ-uber"));
    program.json(&["move", ANNA.0, "INBOX", "1:3", "Projekte/Räuber"]);

    program.run(&["mailbox", "delete", ANNA.0, "Projekte/Räuber"]).failed_with(1);
    assert_eq!(run(&["delete", ANNA.0, "Projekte/Räuber", "--forever"])["state"], "confirmed");
    assert!(!there(&server).contains("R&AOQ-uber"));
    let intents: Vec<_> =
        program.json(&["journal"]).as_array().unwrap().iter().map(|it| it["intent"].clone()).collect();
    let said =
        ["delete-mailbox", "move", "rename-mailbox", "unsubscribe", "unsubscribe", "rename-mailbox", "create-mailbox"];
    assert_eq!(intents, said.map(Value::from));
}

#[test]
fn what_is_done_to_mailboxes_without_a_network_shows_at_once_and_is_sent_later() {
    let (server, program) = scene();
    program.run(&["mailbox", "create", ANNA.0, "Ablage 2026", "--for", "archive", "--offline"]).succeeded();
    program.run(&["archive", ANNA.0, "INBOX", "1:2", "--offline"]).succeeded();

    assert!(here(&program).contains(&"Ablage 2026".to_owned()));
    assert_eq!(program.json(&["list", ANNA.0, "Ablage 2026"]).as_array().unwrap().len(), 2);
    assert!(!there(&server).contains("Ablage"));
    program.run(&["sync"]).succeeded();

    assert!(there(&server).contains("Ablage 2026"));
    assert_eq!(program.json(&["list", ANNA.0, "Ablage 2026"]).as_array().unwrap().len(), 2);
}

#[test]
fn names_that_are_none_or_taken_change_nothing() {
    let (server, program) = scene();
    for (arguments, code) in [
        (["create", "Archive"], 1),
        (["create", "Neu//Alt"], 2),
        (["create", "  "], 2),
        (["delete", "INBOX"], 1),
        (["subscribe", "Nicht da"], 3),
    ] {
        program.run(&["mailbox", arguments[0], ANNA.0, arguments[1]]).failed_with(code);
    }
    program.run(&["mailbox", "rename", ANNA.0, "INBOX", "Eingang"]).failed_with(2);
    assert!(!there(&server).contains("Eingang"));
    assert_eq!(program.json(&["journal"]), json!([]));
}

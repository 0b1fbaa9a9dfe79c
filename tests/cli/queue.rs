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
        assert_eq!(
            journal[1]["parts"],
            json!([{"account": 1, "from": "INBOX", "to": null, "messages": 3, "waiting": 0}])
        );
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

/// The subjects of a mailbox as `list` says.
fn listed(program: &Program, mailbox: &str) -> Vec<Value> {
    program.json(&["list", ANNA.0, mailbox]).as_array().unwrap().clone()
}

#[test]
fn messages_are_moved_copied_archived_junked_deleted_and_brought_back() {
    for variant in [Variant::Full, Variant::Stripped] {
        let (server, program) = scene(variant);
        let done = |arguments: &[&str], messages: u64| {
            let answer = program.json(arguments);
            assert_eq!(
                (&answer["state"], &answer["messages"]),
                (&json!("confirmed"), &json!(messages)),
                "{arguments:?}"
            );
        };

        done(&["archive", ANNA.0, "INBOX", "1"], 1);
        done(&["move", ANNA.0, "INBOX", "2", "Drafts"], 1);
        done(&["copy", ANNA.0, "INBOX", "3", "Drafts"], 1);
        done(&["junk", ANNA.0, "INBOX", "3"], 1);
        done(&["delete", ANNA.0, "INBOX", "4:5"], 2);
        done(&["tag", ANNA.0, "INBOX", "6", "+Work", "+später", "+eigenes"], 1);
        done(&["tag", ANNA.0, "INBOX", "6", "-later", "--json"], 1);
        done(&["delete", ANNA.0, "Trash", "1", "--forever"], 1);

        let counts = ["INBOX", "Archive", "Drafts", "Junk", "Trash"].map(|mailbox| listed(&program, mailbox).len());
        assert_eq!(counts, [1, 1, 2, 1, 1], "{variant:?}");
        assert_eq!(flags_here(&program, 6), json!(["$label2", "eigenes"]));
        assert_eq!(listed(&program, "Junk")[0]["flags"], json!(["$Junk"]));
        assert_eq!((there(&server, "UNDELETED"), there(&server, "KEYWORD $label2")), (1, 1));
        let journal = program.json(&["journal"]);
        assert_eq!((&journal[0]["intent"], &journal[7]["intent"]), (&json!("delete"), &json!("archive")));
        let part = json!([{"account": 1, "from": "INBOX", "to": "Archive", "messages": 1, "waiting": 0}]);
        assert_eq!(journal[7]["parts"], part);
        assert!(program.run(&["journal"]).succeeded().text().contains("INBOX → Archive"));
        program.run(&["undo", "8"]).failed_with(2);
        done(&["undo", "4"], 1);
        assert_eq!(listed(&program, "INBOX").len(), 2);
        done(&["not-junk", ANNA.0, "Archive", "1"], 1);
        assert_eq!(listed(&program, "INBOX").len(), 3);
        program.run(&["move", ANNA.0, "INBOX", "6", "Nirgends"]).failed_with(3);
    }
}

#[test]
fn what_waits_to_be_moved_is_listed_where_it_goes_without_a_uid_and_not_found_where_it_was() {
    let (_server, program) = scene(Variant::Full);

    let offline = program.json(&["archive", ANNA.0, "INBOX", "1:2", "--offline"]);

    assert_eq!(offline, json!({"action": 1, "messages": 2, "state": "waiting", "reason": null}));
    assert_eq!((listed(&program, "INBOX").len(), listed(&program, "Archive").len()), (4, 2));
    assert_eq!(listed(&program, "Archive")[0]["uid"], Value::Null);
    program.run(&["archive", ANNA.0, "INBOX", "1"]).failed_with(3);
    program.run(&["sync"]).succeeded();
    assert_eq!(listed(&program, "Archive")[1]["uid"], json!(1));
}

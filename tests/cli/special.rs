//! Which mailbox is for what: the server's word, a guess, the person's choice.

use brieftaube::config::Paths;
use serde_json::{Value, json};

use super::dovecot::{ANNA, Dovecot, Variant};
use super::mail;
use super::program::Program;
use super::{add, mailbox};

fn scene(variant: Variant) -> (Dovecot, Program) {
    let server = Dovecot::start_variant(variant);
    server.fill(ANNA.0, "INBOX", mail::small(3));
    server.client(ANNA).run("CREATE \"Ablage\"");
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();
    (server, program)
}

fn archive(rows: &Value) -> (&Value, &Value) {
    let row = rows.as_array().unwrap().iter().find(|row| row["use"] == "archive").unwrap();
    (&row["mailbox"], &row["origin"])
}

fn total(program: &Program, name: &str) -> Value {
    mailbox(&program.json(&["status"]), 0, name)["total"].clone()
}

#[test]
fn the_persons_choice_counts_more_than_the_servers_word_or_a_guess_and_outlives_the_cache() {
    for (variant, said) in [(Variant::Full, "server"), (Variant::Stripped, "guessed")] {
        let (_server, program) = scene(variant);
        let before = program.json(&["account", "special", ANNA.0]);
        assert_eq!(archive(&before), (&json!("Archive"), &json!(said)), "{before:#}");
        program.run(&["archive", ANNA.0, "INBOX", "1"]).succeeded();
        assert_eq!((total(&program, "Archive"), total(&program, "Ablage")), (json!(1), json!(0)));

        let chosen = program.json(&["account", "special", "1", "archive", "Ablage"]);

        assert_eq!(archive(&chosen), (&json!("Ablage"), &json!("chosen")), "{chosen:#}");
        program.run(&["archive", ANNA.0, "INBOX", "2"]).succeeded();
        program.run(&["sync"]).succeeded();
        assert_eq!((total(&program, "Archive"), total(&program, "Ablage")), (json!(1), json!(1)), "{variant:?}");
        let status = program.json(&["status"]);
        assert_eq!(mailbox(&status, 0, "Ablage")["special_use"], "archive");
        assert_eq!(mailbox(&status, 0, "Archive")["special_use"], Value::Null);

        std::fs::remove_dir_all(Paths::of(Some(&program.profile())).unwrap().store().join("cache")).unwrap();
        program.run(&["sync"]).succeeded();
        assert_eq!(archive(&program.json(&["account", "special", "1"])), (&json!("Ablage"), &json!("chosen")));

        let reset = program.json(&["account", "special", "1", "archive", "--reset"]);
        assert_eq!(reset, before, "{variant:?}");
    }
}

#[test]
fn only_a_mailbox_that_is_there_can_be_chosen_and_only_for_a_use_that_exists() {
    let (_server, program) = scene(Variant::Stripped);
    let before = program.json(&["account", "special", "1"]);

    assert_eq!(program.run(&["account", "special", "1", "archive", "Nirgends"]).code, 3);
    assert_eq!(program.run(&["account", "special", "1", "archive", "INBOX"]).code, 3);
    assert_eq!(program.run(&["account", "special", "1", "wichtig", "Ablage"]).code, 2);

    assert_eq!(program.json(&["account", "special", "1"]), before);
}

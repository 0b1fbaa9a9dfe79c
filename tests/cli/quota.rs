//! How full an account is, as `status` says it.

use serde_json::json;

use super::add;
use super::dovecot::{ANNA, Dovecot, Options, QUOTA};
use super::mail;
use super::program::Program;

#[test]
fn status_says_how_full_each_account_is_and_offline_too() {
    let server = Dovecot::start_with(Options { extra: QUOTA.to_owned(), ..Options::default() });
    server.fill(ANNA.0, "INBOX", mail::small(82));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();
    drop(server);

    let quota = program.json(&["status"])[0]["quota"].clone();

    let [root] = &quota["roots"].as_array().unwrap()[..] else { panic!("{quota:#}") };
    assert_eq!((&root["name"], &root["messages"]), (&json!("User quota"), &json!({"used": 82, "limit": 100})));
    assert_eq!(root["storage"]["limit"], 1 << 20);
    assert!(quota["level"] == "high" && quota["told"].is_string(), "{quota:#}");
    let told = program.run(&["status"]);
    let text = String::from_utf8_lossy(&told.stdout).replace('\u{a0}', " ");
    assert!(text.contains("  82 of 100 messages (82%), filling up\n") && text.contains(" of 1 MB used ("), "{text}");
}

//! A store that was damaged while nothing ran: whichever command comes first says so, once.

use std::fs;

use brieftaube::config::Paths;

use super::dovecot::{ANNA, Dovecot};
use super::program::Program;
use super::{add, mail, mailbox};

#[test]
fn a_damaged_store_is_told_of_once_and_filled_by_the_next_sync() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(30));
    let program = Program::new();
    add(&program, &server, ANNA, server.imaps, "tls").succeeded();
    program.run(&["sync"]).succeeded();
    let database = Paths::of(Some(&program.profile())).unwrap().store().join("cache/db");

    for first in ["status", "sync"] {
        fs::write(&database, [7; 5_000]).unwrap();
        let told = program.run(&[first]);
        assert_eq!(told.code, 0, "{told:?}");
        let lines: Vec<_> = told.stderr.lines().collect();
        assert!(lines.len() == 1 && lines[0].contains("damaged"), "one sentence: {told:?}");
        program.run(&["status"]).succeeded();
        program.run(&["sync"]).succeeded();
        let inbox = mailbox(&program.json(&["status"]), 0, "INBOX").clone();
        assert_eq!((&inbox["total"], &inbox["bodies"]), (&30.into(), &30.into()), "{first}: {inbox:#}");
    }
}

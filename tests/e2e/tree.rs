//! Mailboxes are made, filled, renamed, moved and deleted by keyboard, and the server has it at once.

use super::dovecot::{ANNA, Dovecot};
use super::program::Program;
use super::screen::Screen;
use super::{LIST, await_that, mail, open, prepare, quit};

#[test]
fn a_mailbox_is_made_filled_renamed_moved_and_deleted_by_keyboard_alone() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(30));
    let screen = Screen::start();
    for (language, appearance) in [("de", "light"), ("en", "dark")] {
        let program = Program::new();
        prepare(&program, language, appearance);
        let ca = server.ca_file.to_str().unwrap();
        program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
        assert_eq!(program.run(&["sync"]).code, 0);
        let listed = |name: &str| {
            let told = server.client(ANNA).run("LIST \"\" *");
            told.iter().any(|line| line.trim_end().ends_with(&format!(" {name}")))
        };
        let count = |name: &str| server.client(ANNA).run(&format!("STATUS {name} (MESSAGES)")).join(" ");

        let window = open(&program, &screen, &[]);
        screen.await_colours(LIST, 40);
        let shot = |view: &str| screen.shot(&format!("{language}-{appearance}-tree-{view}"));
        screen.keys(&["ctrl+shift+n"]);
        screen.type_text("a/b");
        shot("wrong");
        screen.retype("Projekte");
        shot("new");
        screen.keys(&["Return"]);
        await_that("it is made", || listed("Projekte"));
        screen.settle();
        shot("made");

        // The message at the cursor goes there.
        screen.keys(&["Down", "v"]);
        screen.type_text("Projekte");
        screen.keys(&["Return"]);
        await_that("a message is there", || count("Projekte").contains("MESSAGES 1"));

        screen.keys(&["shift+Tab", "End", "F2"]);
        screen.retype("Reisen");
        shot("rename");
        screen.keys(&["Return"]);
        await_that("it is renamed", || listed("Reisen") && !listed("Projekte"));
        assert!(count("Reisen").contains("MESSAGES 1"));

        screen.keys(&["shift+F10"]);
        shot("menu");
        screen.keys(&["Down", "Down", "Down", "Return"]);
        screen.type_text("Arch");
        shot("move");
        screen.keys(&["Return"]);
        await_that("it is moved", || listed("Archive/Reisen"));
        screen.settle();
        shot("moved");

        screen.keys(&["ctrl+z"]);
        await_that("it is back", || listed("Reisen"));
        screen.keys(&["End", "shift+F10", "End", "Return"]);
        shot("delete");
        screen.keys(&["Return"]);
        await_that("it is gone", || !listed("Reisen"));
        screen.settle();
        shot("deleted");
        quit(&screen, window);
        assert_eq!(program.json(&["journal"])[0]["intent"], "delete-mailbox");
    }
}

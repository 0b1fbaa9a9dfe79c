//! What goes from the server in great number is told, stays, and is put back by a click.

use super::dovecot::{ANNA, Dovecot};
use super::program::Program;
use super::screen::Screen;
use super::{LIST, await_that, mail, open, prepare, quit};

#[test]
fn what_went_from_the_server_is_told_shown_and_put_back_by_a_click() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(60));
    let screen = Screen::start();
    for (language, appearance, uids) in [("en", "dark", "11:40"), ("de", "light", "41:70")] {
        let program = Program::new();
        prepare(&program, language, appearance);
        let ca = server.ca_file.to_str().unwrap();
        program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
        assert_eq!(program.run(&["sync"]).code, 0);
        let mut other = server.client(ANNA);
        other.run("SELECT INBOX");
        other.expunge(uids);
        let count = || {
            let told = server.client(ANNA).run("STATUS INBOX (MESSAGES)").join(" ");
            told.split("MESSAGES ").nth(1).and_then(|rest| rest.split(')').next()?.parse::<u32>().ok())
        };
        assert_eq!(count(), Some(30));
        assert_eq!(program.run(&["sync"]).code, 0);
        assert_eq!(program.json(&["frozen"])[0]["messages"], 30);

        let window = open(&program, &screen, &[]);
        screen.await_colours(LIST, 40);
        let name = |view: &str| format!("{language}-{appearance}-{view}");
        screen.shot(&name("frozen"));
        // "Show", by its key.
        screen.keys(&["F8"]);
        screen.shot(&name("frozen-shown"));
        screen.click(PUT_BACK.0, PUT_BACK.1);
        await_that("all are on the server again", || count() == Some(60));
        screen.settle();
        screen.shot(&name("frozen-back"));
        quit(&screen, window);
        assert_eq!(program.json(&["frozen"]).as_array().unwrap().len(), 0);
    }
}

/// The button in the line at the head.
const PUT_BACK: (u32, u32) = (1150, 17);

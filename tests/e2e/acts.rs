//! What a person does to messages, by key and by mouse, and what the server has of it.

use std::cell::RefCell;

use super::dovecot::raw_client::RawClient;
use super::dovecot::{ANNA, Dovecot};
use super::program::Program;
use super::screen::Screen;
use super::{LIST, await_that, mail, open, prepare, quit};

/// How many messages of a mailbox the server knows by this search.
fn found(client: &mut RawClient, mailbox: &str, search: &str) -> usize {
    client.run(&format!("EXAMINE {mailbox}"));
    let lines = client.run(&format!("UID SEARCH {search}"));
    lines.iter().filter_map(|line| line.strip_prefix("* SEARCH")).map(|uids| uids.split_whitespace().count()).sum()
}

#[test]
fn what_a_person_does_to_messages_by_key_and_by_mouse_is_done_on_the_server_and_can_be_taken_back() {
    let server = Dovecot::start();
    server.client(ANNA).run("CREATE Projekte");
    server.client(ANNA).run("CREATE Projekte/Dach");
    server.fill(ANNA.0, "INBOX", mail::small(12));
    let program = Program::new();
    prepare(&program, "de", "light");
    let ca = server.ca_file.to_str().unwrap();
    program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
    assert_eq!(program.run(&["sync"]).code, 0);
    let screen = Screen::start();
    let window = open(&program, &screen, &[]);
    screen.await_colours(LIST, 20);
    let client = RefCell::new(server.client(ANNA));
    let has = |mailbox: &str, search: &str, count: usize| {
        await_that(&format!("{count} messages are in {mailbox} ({search})"), || {
            found(&mut client.borrow_mut(), mailbox, search) == count
        });
    };

    screen.keys_at_once(&["Down", "e"]);
    has("Archive", "ALL", 1);
    screen.keys_at_once(&["ctrl+z"]);
    has("INBOX", "ALL", 12);
    has("Archive", "ALL", 0);

    screen.keys_at_once(&["Down", "1"]);
    screen.keys(&["t"]);
    screen.type_text("Reise");
    screen.keys_at_once(&["Return"]);
    has("INBOX", "KEYWORD $label1 KEYWORD Reise", 1);

    screen.keys_at_once(&["shift+Down", "shift+Down"]);
    screen.keys(&["v"]);
    screen.type_text("proj da");
    screen.shot("de-light-acts-move");
    screen.keys_at_once(&["Return"]);
    has("Projekte/Dach", "ALL", 3);
    screen.keys_at_once(&["Delete", "exclam"]);
    has("Trash", "ALL", 1);
    has("Junk", "KEYWORD $Junk", 1);
    has("INBOX", "ALL", 7);

    // The second row onto the last mailbox but one of the sidebar.
    screen.drag((400, 160), (110, 235), "de-light-acts-drag");
    has("Projekte", "ALL", 1);

    screen.keys_at_once(&["shift+m"]);
    has("INBOX", "UNSEEN", 0);
    // To the trash in the sidebar, and out of it for ever.
    screen.keys(&["shift+Tab"]);
    screen.keys_at_once(&["Down", "Down", "Down", "Down", "Down"]);
    screen.keys(&["Tab"]);
    screen.keys_at_once(&["Down", "Delete"]);
    screen.shot("de-light-acts-question");
    assert_eq!(found(&mut client.borrow_mut(), "Trash", "ALL"), 1, "nobody has answered yet");
    screen.keys_at_once(&["Return"]);
    has("Trash", "ALL", 0);
    quit(&screen, window);
}

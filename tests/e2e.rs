//! The built program in a real window, driven with keys and the mouse, against a real server over TLS.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use dovecot::{ANNA, BERND, Dovecot};
use keyring::Session;
use program::{Ended, Program};
use proxy::Proxy;
use screen::{Area, EVERYTHING, Screen, await_end};

#[path = "e2e/acts.rs"]
mod acts;
#[path = "support/dovecot.rs"]
mod dovecot;
#[path = "e2e/frozen.rs"]
mod frozen;
#[path = "support/keyring.rs"]
mod keyring;
#[path = "support/mail.rs"]
mod mail;
#[cfg(target_os = "linux")]
#[path = "support/portal.rs"]
mod portal;
#[path = "support/program.rs"]
mod program;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "support/screen.rs"]
mod screen;
#[path = "e2e/tree.rs"]
mod tree;

/// The panes of the window at its first size.
const SIDEBAR: Area = (0, 0, 238, 800);
const LIST: Area = (244, 56, 374, 740);
const READER: Area = (626, 0, 640, 790);
/// The dialog of a new account, without the caret of its password.
const FORM: Area = (360, 500, 560, 180);
/// The text in the reader, without the edge that shows the focus and without the scroll bar. What
/// stands above it may be drawn at another fraction of a pixel when a banner moves it.
const TEXT: Area = (626, 200, 610, 412);

/// The profile of a person who set a language and an appearance, before any account.
fn prepare(program: &Program, language: &str, appearance: &str) {
    let profile = program.profile();
    fs::create_dir_all(&profile).unwrap();
    let settings = serde_json::json!({ "language": language, "appearance": appearance, "mark_read": "never" });
    let content = serde_json::json!({ "key": "e2e", "next_account": 1, "accounts": [], "settings": settings });
    fs::write(profile.join("profile.json"), content.to_string()).unwrap();
}

/// The window, within a desktop session that has a keyring which outlives it.
fn open(program: &Program, screen: &Screen, arguments: &[&str]) -> Child {
    let home = program.home();
    let mut command = keyring::command(Session::Unlocked, Path::new(env!("CARGO_BIN_EXE_brieftaube")), home);
    command.arg("--profile").arg(program.profile()).args(arguments).env("DISPLAY", &screen.display);
    let log = fs::File::create(home.join("window.log")).unwrap();
    command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
    let mut child = command.spawn().unwrap();
    screen.await_window(&mut child);
    child
}

fn quit(screen: &Screen, mut window: Child) {
    let keys =
        Command::new("xdotool").args(["key", "--clearmodifiers", "ctrl+q"]).env("DISPLAY", &screen.display).status();
    assert!(keys.unwrap().success());
    assert_eq!(await_end(&mut window), Some(0));
}

/// Fills in the form of a new account with the keyboard alone and waits until the account is there.
fn add_account(screen: &Screen, program: &Program, name: &str, (user, password): (&str, &str), port: u16, ca: &Path) {
    screen.type_text(name);
    screen.keys(&["Tab"]);
    let below = (420, 430, 440, 60);
    let before = screen.picture(below);
    screen.type_text(user);
    // The form grows once the address has rested and the keyring has answered.
    screen.await_change(below, &before);
    screen.keys(&["Tab"]);
    screen.type_text(password);
    // To the server, past the three places where the password may be kept.
    screen.keys(&["Tab", "Tab", "Tab", "Tab"]);
    let before = screen.picture(FORM);
    screen.retype("localhost");
    screen.await_change(FORM, &before);
    screen.shot(&format!("de-light-add-{name}-server"));
    screen.keys(&["Tab"]);
    screen.retype(&port.to_string());
    screen.keys(&["Tab", "Tab", "Tab", "Tab", "Tab"]);
    screen.type_text(ca.to_str().unwrap());
    screen.shot(&format!("de-light-add-{name}-filled"));
    screen.keys(&["Return"]);
    screen.shot(&format!("de-light-add-{name}-tested"));
    let file = program.profile().join("profile.json");
    await_that("the account is saved", || fs::read_to_string(&file).is_ok_and(|text| text.contains(user)));
    screen.settle();
}

fn await_that(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !condition() {
        assert!(std::time::Instant::now() < deadline, "waited too long until {what}");
        std::thread::park_timeout(std::time::Duration::from_millis(50));
    }
}

#[test]
fn a_person_adds_two_accounts_reads_mail_pulls_the_plug_starts_again_and_still_reads_everything() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(60));
    server.fill(ANNA.0, "Entw&APw-rfe/Alt", mail::small(3));
    server.fill(
        BERND.0,
        "INBOX",
        mail::varied(30).map(|message| dovecot::maildir::Message { received: message.received + 300, ..message }),
    );
    let mut proxy = Proxy::to(server.imaps);
    let program = Program::new();
    prepare(&program, "de", "light");
    let screen = Screen::start();
    let mut window = open(&program, &screen, &[]);
    screen.shot("de-light-welcome");

    screen.keys(&["Tab", "Return"]);
    screen.shot("de-light-add-account");
    add_account(&screen, &program, "Anna", ANNA, proxy.port, &server.ca_file);
    screen.shot("de-light-account-added");
    screen.keys(&["Escape", "ctrl+shift+a"]);
    add_account(&screen, &program, "Bernd", BERND, proxy.port, &server.ca_file);
    screen.keys(&["Escape"]);

    // All mail has come when nothing comes any more.
    let came = || proxy.bytes_from_server();
    let mut last = 0;
    while came() != last {
        last = came();
        screen.settle();
    }
    screen.click(110, 24);
    screen.await_colours(LIST, 40);
    screen.shot("de-light-main");
    let list = screen.picture(LIST);
    let mut online = Vec::new();
    screen.click(430, 90);
    screen.await_colours(READER, 40);
    for step in 0..4 {
        online.push(screen.picture(TEXT));
        assert!(online.iter().filter(|text| **text == online[step]).count() == 1, "another message, another text");
        screen.shot(&format!("de-light-reading-{step}"));
        let before = screen.picture(READER);
        screen.keys(&["n"]);
        screen.await_change(READER, &before);
    }

    let sidebar = screen.picture(SIDEBAR);
    proxy.unplug();
    screen.await_change(SIDEBAR, &sidebar);
    screen.shot("de-light-offline");
    quit(&screen, window);
    window = open(&program, &screen, &[]);
    screen.click(110, 24);
    screen.shot("de-light-offline-started");
    screen.await_colours(LIST, 40);
    assert!(screen.picture(LIST).colours() >= list.colours() / 2, "the list is there without a network");
    for (step, read) in online.iter().enumerate() {
        screen.keys(&["n"]);
        // It reads exactly as it did online, below the banners that say that the server is away.
        screen.await_below(TEXT, 130, read);
        screen.shot(&format!("de-light-offline-reading-{step}"));
    }

    let before = screen.picture(SIDEBAR);
    proxy.plug_in();
    screen.await_change(SIDEBAR, &before);
    let before = screen.picture(EVERYTHING);
    server.client(BERND).append("INBOX", "", &mail::simple("Ganz frisch", "Eben angekommen."));
    screen.await_change(EVERYTHING, &before);
    screen.shot("de-light-new-mail");
    quit(&screen, window);
    let log = fs::read_to_string(program.home().join("window.log")).unwrap();
    assert!(!log.contains("panicked"), "{log}");
    nobody_wrote_the_password_down(&program, &[ANNA.1, BERND.1]);
}

/// Looks for the passwords in every file of the home folder but the keyring's own.
fn nobody_wrote_the_password_down(program: &Program, passwords: &[&str]) {
    let mut files = 0;
    for entry in walkdir::WalkDir::new(program.home()).into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if !entry.file_type().is_file() || path.components().any(|part| part.as_os_str() == "keyrings") {
            continue;
        }
        let content = fs::read(path).unwrap_or_default();
        files += 1;
        for password in passwords {
            let found = content.windows(password.len()).any(|window| window == password.as_bytes());
            assert!(!found, "a password stands in {}", path.display());
        }
    }
    assert!(files > 3, "there was something to look into");
}

#[test]
fn every_screen_is_drawn_in_both_languages_and_both_themes() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(40));
    let screen = Screen::start();
    for (language, appearance) in [("de", "light"), ("de", "dark"), ("en", "light"), ("en", "dark")] {
        let program = Program::new();
        prepare(&program, language, appearance);
        let name = |view: &str| format!("{language}-{appearance}-{view}");
        let window = open(&program, &screen, &[]);
        assert_eq!(screen.picture(EVERYTHING).is_dark(), appearance == "dark", "{}", name("welcome"));
        screen.shot(&name("welcome"));
        screen.keys(&["Tab", "Return"]);
        screen.type_text("Anna");
        screen.keys(&["Tab"]);
        screen.type_text("anna@gmx.de");
        screen.settle();
        screen.shot(&name("add-account"));
        quit(&screen, window);

        let ca = server.ca_file.to_str().unwrap();
        program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
        assert_eq!(program.run(&["sync"]).code, 0);
        let window = open(&program, &screen, &[]);
        screen.await_colours(LIST, 40);
        screen.click(430, 90);
        screen.await_colours(READER, 20);
        screen.shot(&name("reading"));
        screen.keys(&["Escape", "question"]);
        screen.shot(&name("shortcuts"));
        screen.keys(&["Escape", "ctrl+comma"]);
        screen.shot(&name("settings"));
        screen.scroll((640, 600), 30);
        screen.shot(&name("settings-accounts"));
        screen.keys(&["Escape", "d"]);
        screen.shot(&name("compact"));
        quit(&screen, window);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_open_window_goes_dark_and_light_with_the_desktop() {
    let desktop = portal::Desktop::light();
    let program = Program::new();
    prepare(&program, "en", "system");
    let screen = Screen::start();
    let mut command = program.command(&[]);
    command.env("DISPLAY", &screen.display).env("DBUS_SESSION_BUS_ADDRESS", &desktop.address);
    let mut window = command.stderr(Stdio::null()).spawn().unwrap();
    screen.await_window(&mut window);
    assert!(!screen.picture(EVERYTHING).is_dark());

    for dark in [true, false] {
        let before = screen.picture(EVERYTHING);
        desktop.turn(dark);
        screen.await_change(EVERYTHING, &before);
        assert_eq!(screen.picture(EVERYTHING).is_dark(), dark);
    }
    quit(&screen, window);
}

#[test]
fn a_second_start_raises_the_first_window_and_ends() {
    let program = Program::new();
    prepare(&program, "en", "light");
    let screen = Screen::start();
    let window = open(&program, &screen, &[]);

    let mut second = program.command(&[]);
    second.env("DISPLAY", &screen.display);
    let ended = Ended::of(second, None);

    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    quit(&screen, window);
}

#[test]
fn without_a_display_one_sentence_says_so() {
    for (language, word) in [("de_DE.UTF-8", "grafische Oberfläche"), ("en_GB.UTF-8", "graphical desktop")] {
        let program = Program::new().speaking(language);

        let none = program.run(&[]);
        none.failed_with(1);
        assert!(none.stderr.contains(word), "{none:?}");
        let mut command = program.command(&["--demo"]);
        command.env("DISPLAY", ":4711");
        Ended::of(command, None).failed_with(1);
    }
}

#[test]
fn a_window_that_is_killed_while_mail_comes_in_goes_on_where_it_was() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(600));
    let proxy = Proxy::to(server.imaps);
    let program = Program::new();
    prepare(&program, "en", "light");
    let ca = server.ca_file.to_str().unwrap();
    program.add_account(ANNA, &format!("localhost:{}", proxy.port), &["--ca", ca]).succeeded();
    let screen = Screen::start();

    for step in 1..=3 {
        let from = proxy.bytes_from_server();
        let mut window = program.command(&[]).env("DISPLAY", &screen.display).stderr(Stdio::null()).spawn().unwrap();
        await_that("mail comes in", || proxy.bytes_from_server() > from + step * 300_000);
        window.kill().unwrap();
        window.wait().unwrap();
    }
    let synced = program.run(&["sync"]);

    assert_eq!(synced.code, 0, "{synced:?}");
    let list = program.json(&["list", "1", "INBOX"]);
    let uids: std::collections::BTreeSet<_> = list.as_array().unwrap().iter().map(|row| row["uid"].as_u64()).collect();
    assert_eq!((list.as_array().unwrap().len(), uids.len()), (600, 600));
    assert!(list.as_array().unwrap().iter().all(|row| row["sha256"].is_string()));
}

#[test]
fn what_is_read_is_marked_on_the_server_and_the_journal_takes_it_back() {
    let server = Dovecot::start();
    let mut client = server.client(ANNA);
    client.append("INBOX", "", &mail::simple("Ganz frisch", "Eben angekommen."));
    let program = Program::new();
    prepare(&program, "de", "light");
    let file = program.profile().join("profile.json");
    let content = fs::read_to_string(&file).unwrap().replace("\"never\"", "\"two-seconds\"");
    fs::write(&file, content).unwrap();
    let ca = server.ca_file.to_str().unwrap();
    program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
    client.run("SELECT INBOX");
    let mut seen = || client.run("UID SEARCH SEEN").iter().filter_map(|line| line.strip_prefix("* SEARCH ")).count();
    assert_eq!(seen(), 0);
    let screen = Screen::start();
    let window = open(&program, &screen, &[]);
    screen.await_colours(LIST, 40);

    screen.keys(&["Down"]);
    await_that("the server knows that it was read", || seen() == 1);
    screen.shot("de-light-read");
    screen.keys(&["h"]);
    screen.shot("de-light-journal");
    screen.keys(&["Tab", "Return"]);
    await_that("it was taken back on the server", || seen() == 0);
    screen.shot("de-light-journal-undone");

    screen.keys(&["Escape"]);
    quit(&screen, window);
}

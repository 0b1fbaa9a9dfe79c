//! The program as a process: no display, a second start, a damaged profile.

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

#[path = "start/screen.rs"]
mod screen;

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use screen::Screen;

const PROGRAM: &str = env!("CARGO_BIN_EXE_brieftaube");

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with nothing of the person's session.
fn program(profile: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "RUST_LOG", "BRIEFTAUBE_LOG", "LC_ALL", "LANGUAGE"]
    {
        command.env_remove(variable);
    }
    command
        .env("LANG", "de_DE.UTF-8")
        .env("HOME", profile)
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .arg("--profile")
        .arg(profile)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A running program; killed when it is dropped.
struct Running(Child);

impl Running {
    fn start(profile: &Path, screen: &Screen) -> Self {
        Self(program(profile).env("DISPLAY", screen.name()).spawn().unwrap())
    }

    fn is_alive(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Waits until something holds; says what if it never does.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never happened: {what}");
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

fn words(output: &Output) -> (Option<i32>, String) {
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn without_a_display_there_is_one_sentence_in_the_persons_language_and_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();

    let german = program(folder.path()).output().unwrap();
    let english = program(folder.path()).env("LANG", "C").output().unwrap();

    assert_eq!(
        words(&german),
        (
            Some(1),
            "brieftaube: Brieftaube braucht eine grafische Oberfläche und hat keine gefunden: \
             Weder DISPLAY noch WAYLAND_DISPLAY ist gesetzt.\n"
                .to_owned()
        )
    );
    assert_eq!(
        words(&english),
        (
            Some(1),
            "brieftaube: Brieftaube needs a graphical desktop and found none: \
             neither DISPLAY nor WAYLAND_DISPLAY is set.\n"
                .to_owned()
        )
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn a_display_that_is_dead_or_refuses_us_is_one_sentence_and_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Screen::guarded();

    let dead = program(folder.path()).env("DISPLAY", ":64999").output().unwrap();
    let wayland = program(folder.path()).env("WAYLAND_DISPLAY", "nobody-7").output().unwrap();
    let refused = program(folder.path()).env("DISPLAY", screen.name()).output().unwrap();

    for (output, named) in [(dead, ":64999"), (wayland, "nobody-7"), (refused, "libX11")] {
        let (code, said) = words(&output);
        assert_eq!(code, Some(1), "{said}");
        // The X library has a line of its own for a refusal; ours is one, and there is no panic.
        let ours: Vec<&str> = said.lines().filter(|line| line.starts_with("brieftaube: ")).collect();
        assert_eq!(ours.len(), 1, "{said}");
        let sentence = ours.first().unwrap();
        assert!(sentence.contains("kann kein Fenster öffnen") && sentence.contains(named), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn a_second_start_raises_the_first_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Screen::start();
    let mut first = Running::start(folder.path(), &screen);
    until("the window opens", || screen.shows("Brieftaube"));

    let second = program(folder.path()).env("DISPLAY", screen.name()).output().unwrap();

    assert_eq!(words(&second), (Some(0), String::new()));
    assert!(first.is_alive());
    assert_eq!(screen.windows("Brieftaube").len(), 1);
}

#[test]
fn a_killed_program_leaves_its_profile_free() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Screen::start();
    let first = Running::start(folder.path(), &screen);
    until("the window opens", || screen.shows("Brieftaube"));

    drop(first);
    until("its window is gone", || !screen.shows("Brieftaube"));
    let mut second = Running::start(folder.path(), &screen);

    until("the window opens again", || screen.shows("Brieftaube"));
    assert!(second.is_alive());
}

#[test]
fn two_profiles_run_side_by_side() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let screen = Screen::start();

    let _first = Running::start(one.path(), &screen);
    let _second = Running::start(other.path(), &screen);

    until("both windows are open", || screen.windows("Brieftaube").len() == 2);
}

/// The sample profiles in a folder for temporary files.
fn samples(temporary: &Path) -> usize {
    std::fs::read_dir(temporary).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
}

#[test]
fn sample_mail_goes_with_its_window_and_what_a_killed_one_left_goes_at_the_next_start() {
    let (home, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let screen = Screen::start();
    let demo = || {
        let mut command = program(home.path());
        command.env("DISPLAY", screen.name()).env("TMPDIR", temporary.path()).arg("--demo");
        Running(command.spawn().unwrap())
    };
    let killed = demo();
    until("the window opens", || screen.shows("Brieftaube"));
    drop(killed);
    until("its window is gone", || !screen.shows("Brieftaube"));
    assert_eq!(samples(temporary.path()), 1, "a killed program cannot tidy up");

    let mut asked = demo();
    until("the window opens again", || screen.shows("Brieftaube"));
    assert_eq!(samples(temporary.path()), 1, "only its own is left");
    let asking = Command::new("kill").args(["-TERM", &asked.0.id().to_string()]).status();
    assert!(asking.unwrap().success());

    until("the program ends", || !asked.is_alive());
    assert_eq!(asked.0.wait().unwrap().code(), Some(0));
    assert_eq!(samples(temporary.path()), 0);
}

#[test]
fn a_damaged_profile_still_opens_a_window_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Screen::start();
    std::fs::write(folder.path().join("profile.json"), b"{\"accounts\": [\x00garbage").unwrap();

    let mut program = Running::start(folder.path(), &screen);

    until("the window opens", || screen.shows("Brieftaube"));
    assert!(program.is_alive());
    let holds_garbage = |path: &Path| std::fs::read(path).is_ok_and(|bytes| bytes.ends_with(b"garbage"));
    let kept = std::fs::read_dir(folder.path()).unwrap().any(|file| holds_garbage(&file.unwrap().path()));
    assert!(kept, "what was in the file is not thrown away");
}

#[test]
fn a_store_that_cannot_be_opened_is_told_in_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Screen::start();
    std::fs::write(folder.path().join("data"), "a file where a folder should be").unwrap();

    let mut program = Running::start(folder.path(), &screen);

    until("the window opens", || screen.shows("Brieftaube"));
    assert!(program.is_alive());
}

#[test]
fn closing_the_window_ends_the_program_well() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Screen::start();
    let mut program = Running::start(folder.path(), &screen);
    until("the window opens", || screen.shows("Brieftaube"));

    screen.key("Brieftaube", "ctrl+q");

    until("the program ends", || !program.is_alive());
    assert_eq!(program.0.wait().unwrap().code(), Some(0));
    assert!(!folder.path().join("instance.door").exists());
}

//! The window as the person has it: the program of this build on a screen of its own, driven by keys and the wheel.
//!
//! `cargo bench --bench window -- 20000 200000`: for each number a mailbox of so many small messages on a Dovecot
//! over TLS. Prints when the first rows of a new account are painted; then, synced, when the list is, how long the
//! next message takes by key until nothing changes any more, the same of opening a mailbox, frames while scrolling,
//! memory (PSS) and CPU time at rest. Needs what `tests/setup` installs.
//!
//! Pictures are taken every few milliseconds from the memory that the screen is drawn in, so what is measured is
//! what a person could see, with the time that the key takes to get to the program.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what it is for")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a measurement that cannot be made ends, as a test does"
)]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use dovecot::{ANNA, Dovecot};
use program::Program;
use screen::{Area, EVERYTHING, HEIGHT, Picture, Screen};

#[path = "../tests/support/dovecot.rs"]
mod dovecot;
#[path = "../tests/support/mail.rs"]
mod mail;
#[path = "../tests/support/memory.rs"]
mod memory;
#[path = "../tests/support/program.rs"]
mod program;
#[path = "../tests/support/screen.rs"]
mod screen;

/// The rows of the list, as the window has its panes at first.
const LIST: Area = (250, 120, 350, HEIGHT - 160);
/// List and reader: everything that a key may change.
const MAIL: Area = (250, 60, 1000, HEIGHT - 100);

/// Where the rows of these mailboxes stand in the sidebar.
const INBOX: (u32, u32) = (90, 58);
/// See [`INBOX`].
const ARCHIVE: (u32, u32) = (90, 148);

/// A part of the list in which there is some text if it is full of rows, in pixels.
const BAND: u32 = 80;

/// Between two pictures.
const GLANCE: Duration = Duration::from_millis(3);

fn main() {
    let mut totals: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if totals.is_empty() {
        totals = vec![20_000, 200_000];
    }
    for total in totals {
        let mut server = Dovecot::start();
        server.fill(ANNA.0, "INBOX", mail::small(total));
        server.fill(ANNA.0, "Archive", mail::small(2_000));
        server.convert_to_mdbox(ANNA.0);
        println!("{total} messages");
        let new = Program::new();
        add(&new, &server);
        first_rows(&new);
        let program = Program::new();
        add(&program, &server);
        assert_eq!(program.run(&["sync"]).code, 0);
        measure(&program);
    }
}

/// Nothing is stored yet: from the start of the program, connecting and login included.
fn first_rows(program: &Program) {
    let screen = Screen::start();
    let (started, mut child) = open(program, &screen);
    let changes = watch(&screen, LIST, screen.picture(LIST), started, Duration::from_secs(4));
    let full = changes.iter().find(|(_, picture)| picture.bands(BAND).all(|colours| colours > 20));
    let (time, _) = full.expect("the list is full of rows");
    say("start to the first rows of a new account", &format!("{time:.0?}"));
    child.kill().unwrap();
    child.wait().unwrap();
}

fn open(program: &Program, screen: &Screen) -> (Instant, Child) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_brieftaube"));
    program.dress(&mut command);
    command.arg("--profile").arg(program.profile()).env("DISPLAY", &screen.display);
    let started = Instant::now();
    (started, command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap())
}

fn measure(program: &Program) {
    let screen = Screen::start();
    let (started, mut child) = open(program, &screen);
    let pictures = watch(&screen, LIST, screen.picture(LIST), started, Duration::from_secs(4));
    let (painted, last) = pictures.last().expect("something is drawn");
    assert!(last.colours() > 20, "there is a list");
    say("start to the painted list", &format!("{painted:.0?}"));

    screen.await_window(&mut child);
    say("memory with the list open", &megabytes(&child));
    let key = |key: &'static str| move |_| vec!["key", key];
    screen.keys(&["Home"]);
    say("next message by key", &settled(&screen, 40, key("Down")));
    say("page by key", &settled(&screen, 40, key("Next")));
    screen.keys(&["End"]);
    say("previous message by key, at the end", &settled(&screen, 20, key("Up")));
    // Each mailbox is opened once before it counts.
    [ARCHIVE, INBOX].iter().for_each(|(x, y)| screen.click(*x, *y));
    let press = |turn: usize| {
        let (x, y) = if turn.is_multiple_of(2) { ARCHIVE } else { INBOX };
        xdotool(&screen, &["mousemove", &x.to_string(), &y.to_string()]);
        screen.settle();
        // Otherwise xdotool itself waits for 100 ms before it ends.
        vec!["click", "--delay", "0", "1"]
    };
    say("mailbox opened again", &settled(&screen, 20, press));
    scroll(&screen);
    say("memory after it", &megabytes(&child));
    rest(&child);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Every change of a part of the screen, with its time since `started`, beginning with what it was before.
fn watch(
    screen: &Screen,
    area: Area,
    mut last: Picture,
    started: Instant,
    length: Duration,
) -> Vec<(Duration, Picture)> {
    let mut changes = Vec::new();
    while started.elapsed() < length {
        let (now, time) = (screen.picture(area), started.elapsed());
        if now != last {
            changes.push((time, now.clone()));
            last = now;
        }
        std::thread::park_timeout(GLANCE);
    }
    changes
}

/// Does something some times, as xdotool is told each time, and tells how long it takes until the last change.
fn settled(screen: &Screen, times: usize, action: impl Fn(usize) -> Vec<&'static str>) -> String {
    let mut all: Vec<_> = (0..times)
        .map(|turn| {
            let action = action(turn);
            let (before, started) = (screen.picture(MAIL), Instant::now());
            xdotool(screen, &action);
            let changes = watch(screen, MAIL, before, started, Duration::from_millis(600));
            changes.last().map(|(time, _)| *time).expect("it does something")
        })
        .collect();
    all.sort_unstable();
    let at = |share: usize| all[(all.len() - 1) * share / 100];
    format!("median {:.0?}, 95 % {:.0?}, worst {:.0?}", at(50), at(95), at(100))
}

/// Turns the wheel 60 times a second and counts what is drawn of it.
fn scroll(screen: &Screen) {
    const NOTCHES: u32 = 180;
    screen.keys(&["Home"]);
    xdotool(screen, &["mousemove", "400", "400"]);
    screen.settle();
    let (before, started) = (screen.picture(LIST), Instant::now());
    let mut wheel = Command::new("xdotool")
        .args(["click", "--repeat", &NOTCHES.to_string(), "--delay", "16", "5"])
        .env("DISPLAY", &screen.display)
        .spawn()
        .unwrap();
    let changes = watch(screen, LIST, before, started, Duration::from_millis(u64::from(NOTCHES) * 16 + 300));
    assert!(wheel.wait().unwrap().success());
    let times: Vec<_> = changes.iter().map(|(time, _)| *time).collect();
    let mut gaps: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let length = times[times.len() - 1] - times[0];
    say(
        "scrolling, 60 notches a second",
        &format!(
            "{:.0} frames a second, gap between two: median {:.0?}, 95 % {:.0?}, worst {:.0?}",
            (times.len() - 1) as f64 / length.as_secs_f64(),
            gaps[gaps.len() / 2],
            gaps[gaps.len() * 95 / 100],
            gaps[gaps.len() - 1],
        ),
    );
    assert!(screen.picture(EVERYTHING).colours() > 20, "there is still a window");
}

/// What the program does while nobody does anything.
fn rest(child: &Child) {
    const LENGTH: Duration = Duration::from_secs(30);
    let (cpu, switches) = spent(child);
    let end = Instant::now() + LENGTH;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
    let (cpu_after, switches_after) = spent(child);
    say(
        "at rest for 30 s",
        &format!(
            "CPU {} ms, {:.1} wake-ups a second",
            cpu_after - cpu,
            switches_after.saturating_sub(switches) as f64 / 30.0
        ),
    );
}

/// CPU time of a program in milliseconds, and how often those of its threads that live went to sleep.
fn spent(child: &Child) -> (u64, u64) {
    let text = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
    let fields: Vec<u64> =
        text.rsplit(')').next().unwrap().split(' ').map(|field| field.parse().unwrap_or(0)).collect();
    let mut switches = 0;
    for thread in fs::read_dir(format!("/proc/{}/task", child.id())).unwrap().flatten() {
        let text = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        switches += line.and_then(|number| number.trim().parse::<u64>().ok()).unwrap_or(0);
    }
    // utime and stime, in hundredths of a second.
    ((fields[12] + fields[13]) * 10, switches)
}

fn megabytes(child: &Child) -> String {
    format!("{} MB", memory::pss(child.id()) / 1_048_576)
}

fn xdotool(screen: &Screen, arguments: &[&str]) {
    assert!(Command::new("xdotool").args(arguments).env("DISPLAY", &screen.display).status().unwrap().success());
}

fn say(what: &str, figure: &str) {
    println!("  {what:<38} {figure}");
}

fn add(program: &Program, server: &Dovecot) {
    let ca = server.ca_file.to_str().unwrap();
    program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
}

//! A screen of a test's own: Xvfb, keys and mouse by xdotool, its picture read from the file that Xvfb draws in.
//!
//! Waiting is for pictures: until something changed, until nothing changes any more.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Pixels of the screen and of the window, which fills it.
pub const WIDTH: u32 = 1280;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 800;

/// How long anything on the screen may take. Two cores may be busy with other tests.
const LIMIT: Duration = Duration::from_secs(60);

/// The most pixels that a caret has.
const CARET: usize = 80;

/// The most pixels by which two pictures of one text may differ: the edges of round things are drawn a little
/// differently where only a part of the window is drawn anew. A letter has more.
const GRAIN: usize = 60;

/// A part of the screen: x, y, width, height.
pub type Area = (u32, u32, u32, u32);

/// All of it.
pub const EVERYTHING: Area = (0, 0, WIDTH, HEIGHT);

/// A screen; it ends with everything on it when dropped.
#[derive(Debug)]
pub struct Screen {
    server: Child,
    /// Its name, for `DISPLAY`.
    pub display: String,
    shots: PathBuf,
    /// Holds the file that the screen is drawn in.
    folder: tempfile::TempDir,
}

/// What a part of the screen looks like: blue, green, red and nothing of its pixels, and how many make a row.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>, u32);

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture of {} bytes", self.0.len())
    }
}

impl Picture {
    /// How many different colours are in it: a blank part has one.
    pub fn colours(&self) -> usize {
        self.0.chunks(4).collect::<std::collections::BTreeSet<_>>().len()
    }

    /// How many different colours each band of this height has, from the top.
    pub fn bands(&self, height: u32) -> impl Iterator<Item = usize> {
        self.0.chunks((self.1 * 4 * height) as usize).map(|band| Self(band.to_vec(), self.1).colours())
    }

    /// Whether it is the same but for a caret that blinks.
    fn is_about(&self, other: &Self) -> bool {
        self == other || differences(&self.0, &other.0, CARET) <= CARET
    }

    /// Whether it is rather dark than light.
    pub fn is_dark(&self) -> bool {
        let light: u64 = self.0.chunks(4).flat_map(|pixel| &pixel[..3]).map(|value| u64::from(*value)).sum();
        light / (self.0.len() as u64 / 4 * 3) <= 127
    }
}

impl Screen {
    /// A new screen, on a number that is free.
    pub fn start() -> Self {
        let size = format!("{WIDTH}x{HEIGHT}x24");
        let folder = tempfile::Builder::new().prefix("brieftaube-screen-").tempdir().unwrap();
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset", "-fbdir"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed (tests/setup)");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        let shots = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&shots).unwrap();
        Self { server, display: format!(":{}", number.trim()), shots, folder }
    }

    /// Waits for the program's window, gives it the keyboard and lets it draw.
    pub fn await_window(&self, child: &mut Child) -> String {
        let deadline = Instant::now() + LIMIT;
        loop {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", "Brieftaube"]);
            if let Some(window) = found.lines().next() {
                let window = window.to_owned();
                self.xdotool(&["windowfocus", &window]);
                self.await_colours(EVERYTHING, 10);
                self.settle();
                return window;
            }
            assert!(child.try_wait().unwrap().is_none(), "the program ended before its window opened");
            assert!(Instant::now() < deadline, "no window");
            pause();
        }
    }

    /// Presses keys, one after the other, as in `Tab`, `ctrl+q`.
    pub fn keys(&self, keys: &[&str]) {
        for key in keys {
            self.xdotool(&["key", "--clearmodifiers", key]);
            self.settle();
        }
    }

    /// Presses keys one right after the other, as somebody does who knows them.
    pub fn keys_at_once(&self, keys: &[&str]) {
        self.xdotool(&[&["key", "--clearmodifiers", "--delay", "60"], keys].concat());
    }

    /// Types text.
    pub fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--clearmodifiers", "--delay", "12", text]);
        self.settle();
    }

    /// Replaces the text of the field that has the keyboard.
    pub fn retype(&self, text: &str) {
        self.xdotool(&["key", "ctrl+a"]);
        self.type_text(text);
    }

    /// Clicks.
    pub fn click(&self, x: u32, y: u32) {
        // iced takes the events of one frame with the last place of the mouse, so each gets a frame of its own.
        for action in [&["mousemove", &x.to_string(), &y.to_string()][..], &["mousedown", "1"], &["mouseup", "1"]] {
            self.xdotool(action);
            self.settle();
        }
        // Whatever hovers under the mouse would spoil comparisons.
        self.xdotool(&["mousemove", &(WIDTH - 2).to_string(), &(HEIGHT - 2).to_string()]);
        self.settle();
    }

    /// Turns the wheel of the mouse down by so many notches.
    pub fn scroll(&self, (x, y): (u32, u32), notches: u32) {
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string()]);
        self.settle();
        self.xdotool(&["click", "--repeat", &notches.to_string(), "5"]);
        self.settle();
    }

    /// Drags something from one place to another.
    pub fn drag(&self, from: (u32, u32), to: (u32, u32), picture: &str) {
        let go = |(x, y): (u32, u32)| self.xdotool(&["mousemove", &x.to_string(), &y.to_string()]);
        let middle = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
        go(from);
        self.settle();
        self.xdotool(&["mousedown", "1"]);
        self.settle();
        go(middle);
        self.settle();
        go(to);
        self.shot(picture);
        self.xdotool(&["mouseup", "1"]);
        go((WIDTH - 2, HEIGHT - 2));
        self.settle();
    }

    /// Takes a picture of a part of the screen.
    pub fn picture(&self, (x, y, width, height): Area) -> Picture {
        // A file of the format of xwd: a header that begins with its own size, colours, then the pixels as BGRX.
        let file = fs::File::open(self.folder.path().join("Xvfb_screen0")).unwrap();
        let mut head = [0; 80];
        file.read_exact_at(&mut head, 0).unwrap();
        let number = |at: usize| u32::from_be_bytes(head[at * 4..at * 4 + 4].try_into().unwrap());
        let (header, row, colours) = (number(0), number(12), number(19));
        assert_eq!((number(11), number(4), number(5)), (32, WIDTH, HEIGHT), "bits of a pixel, width, height");
        let mut rows = vec![0; (row * height) as usize];
        file.read_exact_at(&mut rows, u64::from(header + colours * 12 + y * row)).unwrap();
        let (from, to) = ((x * 4) as usize, ((x + width) * 4) as usize);
        Picture(rows.chunks_exact(row as usize).flat_map(|row| &row[from..to]).copied().collect(), width)
    }

    /// Waits until a part of the screen, moved down by no more than `distance`, looks like this.
    #[track_caller]
    pub fn await_below(&self, (x, y, width, height): Area, distance: u32, wanted: &Picture) {
        let row = (width * 4) as usize;
        self.await_picture((x, y, width, height + distance), "the same picture further down", |Picture(pixels, _)| {
            let parts =
                (0..=pixels.len() - wanted.0.len()).step_by(row).map(|start| &pixels[start..start + wanted.0.len()]);
            parts.into_iter().any(|part| differences(part, &wanted.0, GRAIN) <= GRAIN)
        });
    }

    /// Keeps a picture of the whole screen under target/screenshots, for people.
    pub fn shot(&self, name: &str) {
        self.settle();
        let file = self.shots.join(format!("{name}.png"));
        let status =
            Command::new("/usr/bin/import").args(["-display", &self.display, "-window", "root"]).arg(file).status();
        assert!(status.unwrap().success());
    }

    /// Waits until nothing has changed for a while.
    pub fn settle(&self) {
        let deadline = Instant::now() + LIMIT;
        let mut last = self.picture(EVERYTHING);
        let mut same = 0;
        while same < 3 {
            pause();
            let now = self.picture(EVERYTHING);
            same = if now.is_about(&last) { same + 1 } else { 0 };
            last = now;
            assert!(Instant::now() < deadline, "the screen never came to rest");
        }
    }

    /// Waits until a part of the screen looks different from before.
    #[track_caller]
    pub fn await_change(&self, area: Area, before: &Picture) {
        self.await_picture(area, "a change", |now| now != before);
    }

    /// Waits until a part of the screen looks like this.
    #[track_caller]
    pub fn await_same(&self, area: Area, wanted: &Picture) {
        self.await_picture(area, "the same picture", |now| now == wanted);
    }

    /// Waits until a part of the screen shows something.
    #[track_caller]
    pub fn await_colours(&self, area: Area, colours: usize) {
        self.await_picture(area, "something to see", |now| now.colours() >= colours);
    }

    #[track_caller]
    fn await_picture(&self, area: Area, what: &str, condition: impl Fn(&Picture) -> bool) {
        let deadline = Instant::now() + LIMIT;
        while !condition(&self.picture(area)) {
            if Instant::now() > deadline {
                self.shot("failed");
                panic!("waited for {what} at {area:?}; see target/screenshots/failed.png");
            }
            pause();
        }
        self.settle();
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.display)
            .output()
            .expect("xdotool is installed (tests/setup)");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// In how many pixels two pictures of the same size differ; counts no further than needed.
fn differences(a: &[u8], b: &[u8], enough: usize) -> usize {
    a.chunks(4).zip(b.chunks(4)).filter(|(a, b)| a != b).take(enough + 1).count()
}

/// Waits until a child has ended and gives its exit code.
pub fn await_end(child: &mut Child) -> Option<i32> {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(Instant::now() < deadline, "the program does not end");
        pause();
    }
}

/// Between two looks at a screen, which nothing can wake us for.
#[expect(clippy::disallowed_methods, reason = "polls a condition with a deadline")]
fn pause() {
    std::thread::sleep(Duration::from_millis(80));
}

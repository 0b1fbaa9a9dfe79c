//! A screen of its own: Xvfb on a free display, looked at and typed into with xdotool.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A virtual screen; gone when it is dropped.
pub struct Screen {
    server: Child,
    name: String,
    _access: Option<tempfile::NamedTempFile>,
}

impl Screen {
    /// Starts a screen that lets everybody in.
    pub fn start() -> Self {
        Self::with(&["-ac"], None)
    }

    /// Starts a screen that lets nobody in who has no cookie.
    pub fn guarded() -> Self {
        let access = tempfile::NamedTempFile::new().unwrap();
        // One entry (family wild, no address, no number, MIT-MAGIC-COOKIE-1) that nobody knows.
        let name = b"MIT-MAGIC-COOKIE-1";
        let mut entry = vec![0xff, 0xff, 0, 0, 0, 0, 0, u8::try_from(name.len()).unwrap()];
        entry.extend(name);
        entry.extend([0, 16]);
        entry.extend([7; 16]);
        std::fs::write(access.path(), entry).unwrap();
        let path = access.path().display().to_string();
        Self::with(&["-auth", &path], Some(access))
    }

    fn with(arguments: &[&str], access: Option<tempfile::NamedTempFile>) -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb, from the package xvfb (tests/setup installs it)");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { server, name: format!(":{}", number.trim()), _access: access }
    }

    /// What DISPLAY must be.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The visible windows whose title holds this.
    pub fn windows(&self, title: &str) -> Vec<String> {
        let output = self.xdotool(&["search", "--onlyvisible", "--name", title]);
        output.lines().map(str::to_owned).collect()
    }

    /// Whether there is such a window.
    pub fn shows(&self, title: &str) -> bool {
        !self.windows(title).is_empty()
    }

    /// Presses a key in the first such window.
    pub fn key(&self, title: &str, key: &str) {
        let windows = self.windows(title);
        let window = windows.first().expect("a window to type into");
        self.xdotool(&["windowfocus", "--sync", window, "key", key]);
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool").env("DISPLAY", &self.name).args(arguments).output();
        String::from_utf8(output.expect("xdotool (tests/setup installs it)").stdout).unwrap()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

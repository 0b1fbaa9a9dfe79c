//! The built program, run as a person's shell would run it, in a profile and a home of its own.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The program with its profile.
#[derive(Debug)]
pub struct Program {
    home: tempfile::TempDir,
    language: &'static str,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// Exit code.
    pub code: i32,
    /// Standard output, bytes.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
    line: String,
}

impl Program {
    /// In English.
    pub fn new() -> Self {
        Self { home: tempfile::Builder::new().prefix("brieftaube-home-").tempdir().unwrap(), language: "en_GB.UTF-8" }
    }

    /// In this language (`de_DE.UTF-8`).
    pub fn speaking(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    /// The home folder, which holds the profile too.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The profile.
    pub fn profile(&self) -> PathBuf {
        self.home.path().join("profile")
    }

    /// A command with these arguments, in an environment that has nothing of the machine's own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_brieftaube"));
        self.dress(&mut command);
        command.arg("--profile").arg(self.profile()).args(arguments);
        command
    }

    /// Gives a command that environment.
    pub fn dress(&self, command: &mut Command) {
        let home = self.home.path();
        for name in
            ["LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANGUAGE", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"]
        {
            command.env_remove(name);
        }
        let runtime = home.join("run");
        fs::create_dir_all(&runtime).unwrap();
        command
            .current_dir(home)
            .env("LANG", self.language)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", runtime)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("RUST_BACKTRACE", "1");
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments), None)
    }

    /// Runs to the end with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        Ended::of(self.command(arguments), Some(input))
    }

    /// Runs a command that must succeed, with `--json`, and reads its answer.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(ended.code, 0, "{ended:?}");
        serde_json::from_slice(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
    }

    /// Starts a command and leaves it running.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs `account add` for a person whose password a command prints, with these options more.
    pub fn add_account(&self, (user, password): (&str, &str), imap: &str, options: &[&str]) -> Ended {
        let command = self.password_command(user, password);
        let add = ["account", "add", "--email", user, "--imap", imap, "--password-command", &command];
        self.run(&[&add[..], options].concat())
    }

    /// A command that prints this password, for `--password-command`: from a file outside the profile.
    pub fn password_command(&self, name: &str, password: &str) -> String {
        let folder = self.home.path().join("secrets");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(name);
        fs::write(&file, format!("{password}\n")).unwrap();
        format!("cat '{}'", file.display())
    }
}

impl Ended {
    /// Runs a command to its end.
    pub fn of(mut command: Command, input: Option<&str>) -> Self {
        let line = format!("{:?}", command.get_args().collect::<Vec<_>>());
        let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
        let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(input) = input {
            // A program that ends without reading its input is no fault of the test.
            let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        }
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!stderr.contains("panicked at"), "{line}: {stderr}");
        Self { code: output.status.code().unwrap_or(-1), stdout: output.stdout, stderr, line }
    }

    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Checks the code and that standard error has one sentence.
    #[track_caller]
    pub fn failed_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{self:?}");
        let lines: Vec<_> = self.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(lines.len(), 1, "one sentence: {self:?}");
        assert!(lines[0].starts_with("brieftaube: ") && lines[0].ends_with('.'), "{self:?}");
        self
    }

    /// Checks that everything went well and nothing was complained of.
    #[track_caller]
    pub fn succeeded(&self) -> &Self {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{self:?}");
        self
    }
}

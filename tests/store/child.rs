//! Playing a part in a process of its own: a test starts its own binary again with itself as the only test
//! and a folder in the environment; the second run finds the folder there and plays the part.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "BRIEFTAUBE_STORE_TEST_FOLDER";

/// The folder to play the part in, if this process was started to play it.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Starts `test` ("module::name") again, to play its part in `folder`.
pub fn start(test: &str, folder: &OsStr) -> Child {
    arrange(&mut Command::new(std::env::current_exe().unwrap()), test, folder).spawn().unwrap()
}

/// As [`start`], with `setup` (a shell script, the folder is `$1`) run before it in a mount namespace of its own.
pub fn start_with_mounts(setup: &str, test: &str, folder: &OsStr) -> Child {
    let mut command = Command::new("unshare");
    if !is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    let script = format!("set -e; {setup}; shift; exec \"$@\"");
    command.args(["--mount", "sh", "-c", &script, "sh"]).arg(folder).arg(std::env::current_exe().unwrap());
    arrange(&mut command, test, folder).spawn().expect("unshare (util-linux) is needed for a file system of its own")
}

fn arrange<'a>(command: &'a mut Command, test: &str, folder: &OsStr) -> &'a mut Command {
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// Waits for a child, which must succeed, and returns the lines it said to us.
pub fn finish(child: Child) -> Vec<String> {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "the child ended with {}:\n{said}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    said.lines().filter_map(|line| line.split_once(SAID)).map(|(_, words)| words.to_owned()).collect()
}

/// What stands before words for the parent, among those of the test harness.
const SAID: &str = "child says: ";

/// Tells the parent something.
pub fn say(words: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{SAID}{words}").and_then(|()| out.flush()).unwrap();
}

/// The words in a line of a child's output, if they are for the parent.
pub fn said(line: &str) -> Option<&str> {
    line.split_once(SAID).map(|(_, words)| words)
}

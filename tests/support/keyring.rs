//! A desktop session of a test's own: a private D-Bus with a real gnome-keyring on it, or with none.
//!
//! A process cannot safely change its own environment, so a test that needs such a session runs itself
//! once more inside it: [`inside`] is true the second time.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Set in the environment of a test that runs inside a session.
const MARK: &str = "BRIEFTAUBE_TEST_SESSION";

/// What the session offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// A gnome-keyring that is unlocked.
    Unlocked,
    /// A gnome-keyring that is locked, and nobody who could unlock it.
    Locked,
    /// A bus on which nobody keeps secrets.
    NoKeyring,
    /// No bus at all, as over ssh.
    NoBus,
}

/// Whether this process already runs inside a session.
pub fn inside() -> bool {
    std::env::var_os(MARK).is_some()
}

/// Runs this very test again inside a session; it must succeed there.
pub fn run_again_in(session: Session, test: &str) {
    let program = std::env::current_exe().unwrap();
    let home = tempfile::Builder::new().prefix("brieftaube-session-").tempdir().unwrap();
    let output = command(session, &program, home.path()).args(["--exact", test, "--nocapture"]).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{session:?}: {told}");
    assert!(told.contains("1 passed"), "the test ran inside {session:?}: {told}");
}

/// A command that runs a program inside a session of its own, which ends with the program. The keyring lies in
/// `home` and outlives its session there.
pub fn command(session: Session, program: &Path, home: &Path) -> Command {
    let runtime = home.join("run");
    fs::create_dir_all(&runtime).unwrap();
    let script = match session {
        Session::Unlocked => {
            "printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null && \
             gdbus wait --session --timeout 20 org.freedesktop.secrets && exec \"$@\""
        }
        Session::Locked => {
            "gnome-keyring-daemon --start --components=secrets >/dev/null && \
             gdbus wait --session --timeout 20 org.freedesktop.secrets && exec \"$@\""
        }
        Session::NoKeyring | Session::NoBus => "exec \"$@\"",
    };
    let mut command;
    if session == Session::NoBus {
        command = Command::new("sh");
    } else {
        let config = home.join("bus.conf");
        fs::write(&config, bus_configuration()).unwrap();
        command = Command::new("dbus-run-session");
        command.arg("--config-file").arg(config).args(["--", "sh"]);
    }
    command.args([OsStr::new("-c"), script.as_ref(), "sh".as_ref(), program.as_os_str()]);
    command
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", runtime)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env(MARK, "1");
    command
}

/// A session bus that starts nothing by itself, so that only what the session wants is on it.
fn bus_configuration() -> String {
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n\
     \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n\
     <busconfig><type>session</type><keep_umask/><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>\n\
     <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
     <allow own=\"*\"/></policy></busconfig>\n"
        .to_owned()
}

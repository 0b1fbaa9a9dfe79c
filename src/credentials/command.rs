//! A password from a command of the person's own (`pass show mail/anna`, `security find-…`).
//!
//! The first line of the standard output counts, as with mutt, mbsync and msmtp. The error output goes
//! where ours goes, so that we never hold it: what went wrong is the command's to say.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{ChildStdout, Command};
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::model::Secret;

/// How long a command may take: the person may have to type a passphrase meanwhile.
const LIMIT: Duration = Duration::from_secs(60);

/// The most bytes read of what a command prints; no password is longer.
const MAX_OUTPUT: usize = 8 * 1024;

/// Runs `command` through the shell and takes the first line of what it prints.
///
/// Cancel safe: dropping the future kills the shell.
///
/// # Errors
/// [`ErrorKind::PasswordCommand`] if it cannot be started, fails, prints nothing or takes too long.
pub async fn run_password_command(command: &str) -> Result<Secret> {
    run_within(command, LIMIT).await
}

pub(super) async fn run_within(command: &str, limit: Duration) -> Result<Secret> {
    let failed = |why: &str| Error::new(ErrorKind::PasswordCommand, "run the password command").with_source(why);
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let stdout = child.stdout.take().ok_or_else(|| failed("it has no output"))?;
    let work = async {
        let secret = first_line(stdout).await?;
        let status = child.wait().await?;
        Ok::<_, std::io::Error>((secret, status))
    };
    let (secret, status) = timeout(limit, work)
        .await
        .map_err(|_| failed("it took too long"))?
        .map_err(|error| failed(&error.to_string()))?;
    if !status.success() {
        return Err(failed(&format!("it ended with {status}")));
    }
    secret.ok_or_else(|| failed("it printed no password"))
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    // cmd has quoting rules of its own: the command goes to it as the person wrote it.
    shell.arg("/C").raw_arg(command);
    shell
}

/// Reads everything up to the bound, so that a command that prints more is not cut by a broken pipe
/// before it is done, and takes the first line. All buffers are wiped.
async fn first_line(mut stdout: ChildStdout) -> std::io::Result<Option<Secret>> {
    // Never grows, so that no copy of the password stays behind in freed memory.
    let mut output = Zeroizing::new(vec![0; MAX_OUTPUT]);
    let mut filled = 0;
    while let Some(room) = output.get_mut(filled..).filter(|room| !room.is_empty()) {
        match stdout.read(room).await? {
            0 => break,
            read => filled += read,
        }
    }
    let line = output.get(..filled).and_then(|text| text.split(|byte| *byte == b'\n').next()).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).ok().filter(|text| !text.is_empty());
    Ok(text.map(|text| Secret::new(text.to_owned())))
}

//! One running program a profile: the first holds a lock, a second asks it to come to the front.
//!
//! How it works: the lock is the operating system's lock on a file in the profile, so it ends with the
//! process whatever ends it. The holder listens on a loopback port and writes port and a random token to
//! a file that only the person can read; who cannot read it cannot speak to us. It understands fixed
//! verbs of one bounded line, read within a fixed time, and nothing else.
//!
//! Why not a Unix socket: a loopback port works the same on Windows and macOS, and profiles may lie under
//! paths longer than a socket's name can be.

mod door;

use std::fs::{File, TryLockError};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};

use door::Door;

/// The file that is locked while the program runs.
const LOCK_FILE: &str = "instance.lock";

/// The file with the port and the token of the running program.
const DOOR_FILE: &str = "instance.door";

/// How long a second start tries to reach the first, which may be just starting or just ending.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it tries meanwhile.
const RETRY_EVERY: Duration = Duration::from_millis(50);

/// What a second start may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Bring the window to the front.
    Raise,
}

impl Verb {
    const ALL: [Self; 1] = [Self::Raise];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Raise => "raise",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == word)
    }
}

/// Who holds the profile.
#[derive(Debug)]
pub enum Claim {
    /// This process; as long as the instance lives.
    Ours(Instance),
    /// Another one, which has been asked to come to the front and has answered.
    Raised,
}

/// The hold on a profile. Dropping it lets the next one in.
#[derive(Debug)]
pub struct Instance {
    door_file: PathBuf,
    _door: Door,
    /// Dropped last: whoever gets the lock finds no door of ours any more.
    _lock: File,
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.door_file) {
            tracing::debug!(%error, "the door file is gone already");
        }
    }
}

/// Claims the profile in `folder`, or raises the program that has it. `on_verb` is called from a thread
/// of its own.
///
/// # Errors
/// [`ErrorKind::NotWritable`] if the profile cannot be written to, [`ErrorKind::StoreLocked`] if somebody
/// holds the lock and does not answer.
pub fn claim(folder: &Path, on_verb: impl Fn(Verb) + Send + 'static) -> Result<Claim> {
    std::fs::create_dir_all(folder).map_err(|error| not_writable("create the profile", error))?;
    let path = folder.join(LOCK_FILE);
    let lock = private_file().open(&path).map_err(|error| not_writable("open the lock of the profile", error))?;
    let started = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return open_door(folder, lock, on_verb).map(Claim::Ours),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(not_writable("lock the profile", error)),
        }
        if ask(folder, Verb::Raise).is_ok() {
            return Ok(Claim::Raised);
        }
        if started.elapsed() > PATIENCE {
            return Err(Error::new(ErrorKind::StoreLocked, "raise the program that has this profile open"));
        }
        pause();
    }
}

/// Waits a moment. There is nothing to wait on: the other process may be anywhere between taking the lock
/// and writing the door file, or between removing it and letting go.
#[expect(clippy::disallowed_methods, reason = "the condition is in another process, on a thread that may block")]
fn pause() {
    std::thread::sleep(RETRY_EVERY);
}

fn open_door(folder: &Path, lock: File, on_verb: impl Fn(Verb) + Send + 'static) -> Result<Instance> {
    let token = token()?;
    let door = Door::open(token.clone(), on_verb)
        .map_err(|error| Error::new(ErrorKind::Storage, "listen for a second start").with_source(error))?;
    let door_file = folder.join(DOOR_FILE);
    write_private(&door_file, &format!("{} {token}\n", door.port()))
        .map_err(|error| not_writable("write the door file", error))?;
    Ok(Instance { door_file, _door: door, _lock: lock })
}

/// Sends a verb to whoever holds the profile.
fn ask(folder: &Path, verb: Verb) -> Result<()> {
    let not_there = |error: std::io::Error| {
        Error::new(ErrorKind::NotFound, "reach the program that has the profile").with_source(error)
    };
    let door = std::fs::read_to_string(folder.join(DOOR_FILE)).map_err(not_there)?;
    let (port, token) = door
        .trim_end()
        .split_once(' ')
        .and_then(|(port, token)| Some((port.parse::<u16>().ok()?, token)))
        .ok_or_else(|| Error::new(ErrorKind::Invalid, "read the door file"))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    door::ask(address, token, verb).map_err(not_there)
}

/// 128 bits from the operating system, in hexadecimal.
fn token() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(ErrorKind::Storage, "get random bytes").with_source(std::io::Error::other(error.to_string()))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn not_writable(context: &str, error: std::io::Error) -> Error {
    let kind =
        if error.kind() == std::io::ErrorKind::StorageFull { ErrorKind::DiskFull } else { ErrorKind::NotWritable };
    Error::new(kind, context).with_source(error)
}

/// Opens for writing, creating with access for the person alone. On Windows the profile lies in the
/// person's own folder, whose access list the file inherits.
fn private_file() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Writes a file whole or not at all, readable by the person alone from its first byte.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    if let Err(error) = std::fs::remove_file(&fresh)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut file = private_file().create_new(true).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    drop(file);
    std::fs::rename(&fresh, path)
}

#[cfg(test)]
mod tests;

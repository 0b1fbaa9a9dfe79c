//! Where the log goes, and what a panic says.
//!
//! Invariant: neither log nor panic message holds anything of a message or a password. Log lines are
//! written by this crate alone (no library's log is taken over, some would print what they read), and of a
//! panic only its place is told, since its words may quote what was being worked on.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

/// The log of the present run and the one before.
const FILE: &str = "brieftaube.log";
const OLD_FILE: &str = "brieftaube.old.log";

/// A run that has more to say than this goes on in silence.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// What is logged where nothing else is asked for.
const USUAL: &str = "warn,brieftaube=info";

/// Starts logging: to standard error as `BRIEFTAUBE_LOG` or `RUST_LOG` says, else to a file in `folder`.
///
/// # Errors
/// The file cannot be written; the program runs just as well without.
pub fn start(folder: Option<&Path>) -> io::Result<()> {
    if let Ok(filter) = EnvFilter::try_from_env("BRIEFTAUBE_LOG").or_else(|_| EnvFilter::try_from_default_env()) {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false).init();
        return Ok(());
    }
    let Some(folder) = folder else { return Ok(()) };
    fs::create_dir_all(folder)?;
    let path = folder.join(FILE);
    match fs::rename(&path, folder.join(OLD_FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let log = Mutex::new(Bounded { file: private(&path)?, left: MAX_BYTES });
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new(USUAL)).with_writer(log).with_ansi(false).init();
    Ok(())
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Tells the place of every panic, in the log, and nothing else of it.
pub fn hook_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "somewhere".to_owned(), ToString::to_string);
        let thread = std::thread::current();
        tracing::error!(place, thread = thread.name().unwrap_or("?"), "panic");
    }));
}

/// A file that does not grow for ever.
#[derive(Debug)]
struct Bounded {
    file: File,
    left: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len() as u64;
        if length > self.left {
            self.left = 0;
            return Ok(bytes.len());
        }
        self.left -= length;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_stops_growing_at_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let mut log = Bounded { file: private(&path).unwrap(), left: 10 };

        for _ in 0..100 {
            log.write_all(b"12345").unwrap();
        }

        assert_eq!(fs::metadata(&path).unwrap().len(), 10);
    }
}

//! Disk space held back for the day the disk is full: sled cannot be opened without writing a little, and a
//! full disk must not keep anyone from reading.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Enough for a snapshot of some hundred thousand pages and a segment of sled's log.
const BYTES: usize = 2 << 20;

/// Sets the space aside, unless it is. Fails, leaving nothing behind, if there is not as much.
pub(super) fn hold(dir: &Path) -> io::Result<()> {
    let path = path(dir);
    if fs::metadata(&path).is_ok_and(|file| file.len() >= BYTES as u64) {
        return Ok(());
    }
    // Zeros could be stored as a hole.
    let filler = vec![0x5a; BYTES];
    let held = File::create(&path).and_then(|mut file| file.write_all(&filler).and_then(|()| file.sync_all()));
    if held.is_err() {
        release(dir);
    }
    held
}

/// Gives the space back to those who need it now.
pub(super) fn release(dir: &Path) {
    if let Err(error) = fs::remove_file(path(dir)) {
        tracing::debug!("release the reserve: {error}");
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join("reserve")
}

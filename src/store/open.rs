//! Opening the store, whatever lies in its folder.
//!
//! ```text
//! lock                    held while the store is open
//! journal                 what a person did, and how far that is
//! journal.broken          the journal as it was, if records of it were damaged
//! damaged                 there if the cache broke while it was in use
//! cache/                  sled
//! cache.broken-DATE/      what was set aside, the last two
//! bodies/NNNNNNNN.pack    bodies
//! reserve                 disk space held back
//! ```
//! sled panics or fails on some damaged files. Then its snapshots are set aside, which alone often mends it,
//! then the whole cache. The bodies stay: a new cache knows them by where the messages were on the server
//! and takes them over when their headers have come in again.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use super::engine::Engine;
use super::fault::{Fault, Outcome, disk_error, disk_error_kind};
use super::journal::{Journal, Pending};
use super::packs::Packs;
use super::shared::{Shared, close};
use super::{guard, reserve, salvage};
use crate::error::{Error, ErrorKind, Result};

/// sled opens a cache of some hundred megabytes in a second; one that takes longer than this hangs.
const OPEN_LIMIT: Duration = Duration::from_secs(20);
/// sled's page cache. With it, 200,000 envelopes leave some 60 MB resident.
const CACHE_BYTES: u64 = 16 << 20;
/// How often sled tidies its files. Every step is flushed anyway, so this need not be often.
const TIDY_EVERY_MS: u64 = 2_000;
/// Caches set aside that are kept.
const KEPT_BROKEN: usize = 2;
const BROKEN: &str = "cache.broken-";

/// Opens the store in `dir`; tells what was set aside.
pub(super) fn store(dir: &Path) -> Result<(Shared, Option<Error>)> {
    let bodies = bodies_dir(dir);
    create_private(dir)
        .and_then(|()| create_private(&bodies))
        .map_err(|error| disk_error(format!("make the folder {}", bodies.display()), error))?;
    let lock = lock(dir)?;
    let (journal, torn) = Journal::open(dir, super::now())?;
    let (engine, damaged) = engine(dir, journal.pending())?;
    if let Err(error) = reserve::hold(dir) {
        tracing::warn!("hold disk space in reserve: {error}");
    }
    Ok((Shared::new(dir.to_owned(), lock, engine, journal), damaged.or(torn)))
}

/// Opens the engine in a folder that is locked by us, with what waits for the server laid over it.
pub(super) fn engine(dir: &Path, pending: Vec<Arc<Pending>>) -> Result<(Engine, Option<Error>)> {
    let pending: Arc<[_]> = pending.into();
    let context = format!("open the store {}", dir.display());
    let mut damage = None;
    if marker(dir).exists() {
        damage = Some("the cache broke while it was in use".to_owned());
        set_aside(dir, &[cache_dir(dir)])?;
        fs::remove_file(marker(dir)).map_err(|error| disk_error(context.as_str(), error))?;
    }
    for attempt in [Attempt::AsIs, Attempt::WithoutSnapshots, Attempt::Anew] {
        match attempt {
            Attempt::AsIs => {}
            Attempt::WithoutSnapshots if snapshots(dir).is_empty() => continue,
            Attempt::WithoutSnapshots => set_aside(dir, &snapshots(dir))?,
            Attempt::Anew => set_aside(dir, &[cache_dir(dir)])?,
        }
        let opened = match open_cache_once_released(dir, attempt, &pending) {
            Err(Fault::Disk(kind, _)) if disk_error_kind(kind) == ErrorKind::DiskFull => {
                reserve::release(dir);
                open_cache_once_released(dir, attempt, &pending)
            }
            other => other,
        };
        match opened {
            Ok(engine) => return Ok((engine, damage.map(|detail| damaged(dir, &detail)))),
            Err(Fault::Damaged(detail)) => {
                tracing::warn!("{context}: {detail}");
                damage.get_or_insert(detail);
            }
            Err(fault) => return Err(fault.into_error(&context)),
        }
    }
    Err(Error::new(ErrorKind::StoreDamaged, context).with_source(damage.unwrap_or_default()))
}

/// What is tried one after the other.
#[derive(Clone, Copy)]
enum Attempt {
    AsIs,
    WithoutSnapshots,
    Anew,
}

/// Leaves word that the cache must be set aside, should this process not get to do it.
pub(super) fn mark_damaged(dir: &Path) {
    if let Err(error) = File::create(marker(dir)).and_then(|file| file.sync_all()) {
        tracing::error!("leave word of the damaged cache: {error}");
    }
}

fn damaged(dir: &Path, detail: &str) -> Error {
    let aside = broken_caches(dir).ok().and_then(|mut broken| broken.pop());
    let aside = aside.map_or_else(String::new, |path| format!(", set aside as {}", path.display()));
    Error::new(ErrorKind::StoreDamaged, format!("the cache in {} was damaged{aside}", dir.display()))
        .with_source(detail.to_owned())
}

/// As [`open_cache`], but waits for an earlier attempt of ours to let go: after a panic sled's threads may
/// hold its files a moment longer. Nobody else can hold them, for the store is locked by us.
fn open_cache_once_released(dir: &Path, attempt: Attempt, pending: &Arc<[Arc<Pending>]>) -> Outcome<Engine> {
    let given_up = Instant::now() + if matches!(attempt, Attempt::AsIs) { ENDING_LIMIT } else { RELEASE_LIMIT };
    loop {
        match open_cache(dir, attempt, Arc::clone(pending)) {
            // The kind sled gives to a lock it does not get.
            Err(Fault::Disk(io::ErrorKind::Other, detail)) if Instant::now() >= given_up => {
                // On the first attempt it is an earlier process of ours that has not ended yet, and nothing
                // is damaged; after that it is our own attempt, which hangs.
                return Err(match attempt {
                    Attempt::AsIs => Error::new(ErrorKind::StoreLocked, "open the cache").with_source(detail).into(),
                    Attempt::WithoutSnapshots | Attempt::Anew => Fault::Damaged(detail),
                });
            }
            Err(Fault::Disk(io::ErrorKind::Other, _)) => thread::park_timeout(RELEASE_POLL),
            outcome => return outcome,
        }
    }
}

/// Whoever was killed lets go with its last child, which inherits the lock until it has begun to run.
const LOCK_LIMIT: Duration = Duration::from_secs(1);
/// How long to wait for an earlier attempt to let go, and how often to look.
const RELEASE_LIMIT: Duration = Duration::from_secs(2);
/// An earlier process of ours, or a store closed before, may still be writing on a busy disk.
const ENDING_LIMIT: Duration = Duration::from_secs(10);
const RELEASE_POLL: Duration = Duration::from_millis(20);

fn open_cache(dir: &Path, attempt: Attempt, pending: Arc<[Arc<Pending>]>) -> Outcome<Engine> {
    let (cache, bodies) = (cache_dir(dir), bodies_dir(dir));
    let is_new = !cache.exists();
    guard::run_within(OPEN_LIMIT, move || {
        let db = sled::Config::new()
            .path(&cache)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(TIDY_EVERY_MS))
            .mode(sled::Mode::LowSpace)
            .open()?;
        if matches!(attempt, Attempt::WithoutSnapshots) {
            // Where one file is torn another may be: better to find out now than in the middle of something.
            db.iter().try_for_each(|item| item.map(drop))?;
        }
        let disk = |error: io::Error| Fault::Disk(error.kind(), error.to_string());
        if !is_new && db.is_empty() && !Packs::numbers(&bodies).map_err(disk)?.is_empty() {
            // A log that is cut before its first record opens as if it were new, and the bodies would go with it.
            return Err(Fault::Damaged("the cache lost all it held".to_owned()));
        }
        let mut engine = Engine::load(db, &bodies, first_id())?;
        let tidied = if is_new {
            salvage::adopt_packs(&mut engine, &bodies)
        } else {
            delete_unknown_packs(&engine, &bodies).map_err(disk)
        };
        if let Err(fault) = tidied.and_then(|()| engine.overlay_with(&pending)) {
            close(Some(engine));
            return Err(fault);
        }
        Ok(engine)
    })
}

/// No id from here on was ever handed out: the clock outruns a million new messages a second. It also does
/// so when the files were cut back to an earlier state without anyone noticing.
fn first_id() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
}

/// Packs that no row tells of were written by a run that was killed before it committed.
fn delete_unknown_packs(engine: &Engine, bodies: &Path) -> io::Result<()> {
    for number in Packs::numbers(bodies)? {
        if !engine.packs.contains_key(&number) {
            engine.files().delete(number)?;
        }
    }
    Ok(())
}

fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("lock");
    let context = || format!("lock the store {}", dir.display());
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| disk_error(context(), error))?;
    let given_up = Instant::now() + LOCK_LIMIT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) if Instant::now() < given_up => thread::park_timeout(RELEASE_POLL),
            Err(fs::TryLockError::WouldBlock) => return Err(Error::new(ErrorKind::StoreLocked, context())),
            Err(fs::TryLockError::Error(error)) => return Err(disk_error(context(), error)),
        }
    }
}

/// Moves paths into a new folder beside the cache, and deletes the oldest of such folders.
fn set_aside(dir: &Path, paths: &[PathBuf]) -> Result<()> {
    let failed = |error| disk_error(format!("set the damaged cache in {} aside", dir.display()), error);
    let present: Vec<_> = paths.iter().filter(|path| path.exists()).collect();
    if present.is_empty() {
        return Ok(());
    }
    let aside = dir.join(format!("{BROKEN}{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.6f")));
    create_private(&aside).map_err(failed)?;
    for path in present {
        if let Some(name) = path.file_name() {
            fs::rename(path, aside.join(name)).map_err(failed)?;
        }
    }
    let broken = broken_caches(dir).map_err(failed)?;
    let too_many = broken.len().saturating_sub(KEPT_BROKEN);
    for old in broken.iter().take(too_many) {
        fs::remove_dir_all(old).map_err(failed)?;
    }
    Ok(())
}

/// The folders of what was set aside, oldest first.
fn broken_caches(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut broken = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(BROKEN) {
            broken.push(entry.path());
        }
    }
    broken.sort();
    Ok(broken)
}

fn snapshots(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(cache_dir(dir)).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("snap.")).map(|entry| entry.path()).collect()
}

fn cache_dir(dir: &Path) -> PathBuf {
    dir.join("cache")
}

fn bodies_dir(dir: &Path) -> PathBuf {
    dir.join("bodies")
}

fn marker(dir: &Path) -> PathBuf {
    dir.join("damaged")
}

/// Mail is nobody else's business.
fn create_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

//! The one door to the engine: readers beside each other, one writer, and what happens when sled breaks.
//!
//! The invariant: what a method returned for is on disk, and an engine whose memory may differ from its
//! disk is not used any more: sled has half of a batch in memory after the disk refused the rest, so it is
//! closed and opened anew.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use super::engine::{Change, Engine};
use super::fault::{Fault, Outcome, disk_error, disk_error_kind};
use super::journal::Journal;
use super::{guard, open, repair, reserve};
use crate::error::{Error, ErrorKind, Result};
use crate::model::AccountId;

/// Longer than this nobody waits for sled to close; what is left of it is left behind.
const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// The open store, shared by all clones of a [`Store`](super::Store).
pub(super) struct Shared {
    dir: PathBuf,
    /// Held as long as the store is open; another process is refused by it.
    _lock: File,
    writer: Mutex<()>,
    slot: RwLock<Slot>,
    /// Changed in the writer's turn only. Locked for a moment, or within the slot, never around it.
    journal: Mutex<Journal>,
    /// Who is told of a cache that broke while it was in use.
    listener: OnceLock<Listener>,
}

/// See [`Store::on_damage`](super::Store::on_damage).
type Listener = Box<dyn Fn(Error) + Send + Sync>;

struct Slot {
    /// `None` after it could not be opened again, which is tried with every step from then on.
    engine: Option<Engine>,
    /// The disk was full: nothing is written until there is space for the reserve again.
    full: bool,
    /// Counts the engines, so that one that broke under several hands is replaced once.
    generation: u64,
}

impl Shared {
    pub(super) const fn new(dir: PathBuf, lock: File, engine: Engine, journal: Journal) -> Self {
        let slot = RwLock::new(Slot { engine: Some(engine), full: false, generation: 0 });
        let journal = Mutex::new(journal);
        Self { dir, _lock: lock, writer: Mutex::new(()), slot, journal, listener: OnceLock::new() }
    }

    /// Tells this listener, and only it, of damage from now on.
    pub(super) fn on_damage(&self, listener: Listener) {
        // A second one would be a mistake of ours that costs nobody anything.
        let _ = self.listener.set(listener);
    }

    /// Runs a step that only reads.
    pub(super) fn read<T>(&self, context: &str, step: impl Fn(&Engine) -> Outcome<T>) -> Result<T> {
        let (outcome, generation) = self.try_read(&step);
        match outcome {
            Err(Fault::Mailbox(_) | Fault::Closed) => {}
            other => return other.map_err(|fault| self.give_up(fault, generation, context)),
        }
        // A mailbox has to be mended or the engine opened, which takes the writer's turn.
        let _turn = self.turn();
        self.refresh(context)?;
        self.mending(context, || self.try_read(&step))
    }

    /// Runs a step that plans a change, commits what it planned and puts it on disk. The step may run again
    /// after a mailbox was mended; only the last plan counts.
    pub(super) fn write<T>(&self, context: &str, step: impl Fn(&Engine, &mut Change) -> Outcome<T>) -> Result<T> {
        let _turn = self.turn();
        self.require_space(context)?;
        self.refresh(context)?;
        let (change, answer) = self.mending(context, || {
            self.try_read(&|engine: &Engine| {
                let mut change = Change::default();
                let answer = step(engine, &mut change)?;
                Ok((change, answer))
            })
        })?;
        self.commit(context, change)?;
        Ok(answer)
    }

    /// Runs a step that writes into the journal after what it reads, and brings what people see in step with
    /// it. `apply` gets what was written; it must not fail, for it is there.
    pub(super) fn note<P, T>(
        &self,
        context: &str,
        plan: impl Fn(&Engine) -> Outcome<P>,
        write: impl FnOnce(&mut Journal, P) -> Result<T>,
        apply: impl FnOnce(&mut Engine, &T),
    ) -> Result<T> {
        let _turn = self.turn();
        self.refresh(context)?;
        let planned = self.mending(context, || self.try_read(&plan)).or_else(|error| {
            if error.kind() != ErrorKind::DiskFull {
                return Err(error);
            }
            // sled remembers that the disk was full, whether or not it still is, until it is opened anew.
            let generation = self.slot().generation;
            self.slot_mut().full = true;
            self.reopen(generation, |_| ());
            self.refresh(context)?;
            self.mending(context, || self.try_read(&plan))
        });
        let plan = planned?;
        let written = write(&mut self.journal(), plan)?;
        if let Some(engine) = self.slot_mut().engine.as_mut() {
            apply(engine, &written);
        }
        Ok(written)
    }

    /// Lets go of all that was done in an account.
    pub(super) fn forget_actions(&self, account: AccountId) -> Result<()> {
        let _turn = self.turn();
        self.journal().forget_account(account)?;
        self.overlay_again("forget what was done")
    }

    /// The journal.
    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts everything on disk.
    pub(super) fn flush(&self, context: &str) -> Result<()> {
        let _turn = self.turn();
        self.refresh(context)?;
        self.sync(context)
    }

    /// Runs a step; mends the mailboxes it stumbles over, within reason.
    fn mending<T>(&self, context: &str, step: impl Fn() -> (Outcome<T>, u64)) -> Result<T> {
        /// A step reads few mailboxes; one that has to be mended again and again is beyond mending.
        const ATTEMPTS: usize = 8;
        let mut attempt = 0;
        loop {
            let (outcome, generation) = step();
            match outcome {
                Err(Fault::Mailbox(mailbox)) if attempt < ATTEMPTS => {
                    attempt = attempt.saturating_add(1);
                    tracing::warn!("mailbox {mailbox}: records are damaged, its indexes are built anew");
                    let (plan, generation) = self.try_read(&|engine: &Engine| repair::mailbox(engine, mailbox));
                    let change = plan.map_err(|fault| self.give_up(fault, generation, "mend a mailbox"))?;
                    self.commit("mend a mailbox", change)?;
                    self.overlay_again("mend a mailbox")?;
                }
                Err(Fault::Mailbox(mailbox)) => {
                    let fault = Fault::Damaged(format!("mailbox {mailbox} cannot be mended"));
                    return Err(self.give_up(fault, generation, context));
                }
                other => return other.map_err(|fault| self.give_up(fault, generation, context)),
            }
        }
    }

    /// Finds out anew what of the cache the waiting operations lie over. The caller has the writer's turn.
    fn overlay_again(&self, context: &str) -> Result<()> {
        let pending = self.journal().pending();
        let (outcome, generation) = {
            let mut slot = self.slot_mut();
            let outcome = slot.engine.as_mut().map_or(Ok(()), |engine| guard::run(|| engine.overlay_with(&pending)));
            (outcome, slot.generation)
        };
        outcome.map_err(|fault| self.give_up(fault, generation, context))
    }

    fn try_read<T>(&self, step: &impl Fn(&Engine) -> Outcome<T>) -> (Outcome<T>, u64) {
        let slot = self.slot();
        let outcome = slot.engine.as_ref().map_or_else(|| Err(Fault::Closed), |engine| guard::run(|| step(engine)));
        (outcome, slot.generation)
    }

    /// Applies and flushes. The caller has the writer's turn.
    fn commit(&self, context: &str, change: Change) -> Result<()> {
        let (outcome, generation) = {
            let mut slot = self.slot_mut();
            let generation = slot.generation;
            let outcome = match slot.engine.as_mut() {
                Some(engine) => guard::run(|| engine.commit(change)),
                None => Err(Fault::Closed),
            };
            (outcome, generation)
        };
        outcome.map_err(|fault| self.give_up_writing(fault, generation, context))?;
        self.sync(context)
    }

    /// Flushes without keeping readers waiting: an fsync takes as long as the disk likes.
    fn sync(&self, context: &str) -> Result<()> {
        let (db, generation) = {
            let slot = self.slot();
            (slot.engine.as_ref().map(|engine| engine.db.clone()), slot.generation)
        };
        let Some(db) = db else { return Err(Fault::Closed.into_error(context)) };
        let outcome = guard::run(|| Ok(db.flush().map(drop)?));
        drop(db);
        outcome.map_err(|fault| self.give_up_writing(fault, generation, context))
    }

    /// Says so at once, without touching sled, while the disk is full.
    fn require_space(&self, context: &str) -> Result<()> {
        if self.slot().full {
            reserve::hold(&self.dir).map_err(|error| disk_error(context, error))?;
            self.slot_mut().full = false;
        }
        Ok(())
    }

    /// Opens what could not be opened before. The caller has the writer's turn.
    fn refresh(&self, context: &str) -> Result<()> {
        if self.slot().engine.is_some() {
            return Ok(());
        }
        let mut slot = self.slot_mut();
        let (engine, damaged) = open::engine(&self.dir, self.journal().pending())?;
        slot.engine = Some(engine);
        drop(slot);
        self.tell(context, damaged);
        Ok(())
    }

    /// Turns a fault into an error, after what has to be done about it. The caller must not hold the slot.
    fn give_up(&self, fault: Fault, generation: u64, context: &str) -> Error {
        if let Fault::Damaged(detail) = &fault {
            self.replace(generation, detail);
        }
        fault.into_error(context)
    }

    /// As [`Self::give_up`], after something may have been written.
    fn give_up_writing(&self, fault: Fault, generation: u64, context: &str) -> Error {
        if let Fault::Disk(kind, _) = &fault {
            self.slot_mut().full = disk_error_kind(*kind) == ErrorKind::DiskFull;
            tracing::warn!("{context}: the disk refused it, the cache is opened anew");
            self.reopen(generation, |_| ());
        }
        self.give_up(fault, generation, context)
    }

    /// Sets a cache aside that broke while it was in use, and goes on with a new one.
    fn replace(&self, generation: u64, detail: &str) {
        tracing::error!("the cache broke while it was in use and is set aside: {detail}");
        self.reopen(generation, open::mark_damaged);
    }

    /// Closes the engine and opens what is on disk, after `prepare`, unless somebody else has done so.
    fn reopen(&self, generation: u64, prepare: impl Fn(&Path)) {
        let mut slot = self.slot_mut();
        if slot.generation != generation || slot.engine.is_none() {
            return;
        }
        close(slot.engine.take());
        slot.generation = generation.wrapping_add(1);
        prepare(&self.dir);
        let opened = open::engine(&self.dir, self.journal().pending());
        let damaged = match opened {
            Ok((engine, damaged)) => {
                slot.engine = Some(engine);
                damaged
            }
            Err(error) => {
                tracing::error!("open the cache anew: {error}");
                None
            }
        };
        drop(slot);
        self.tell("open the cache anew", damaged);
    }

    /// Tells of damage once there is a cache again. The caller must not hold the slot.
    fn tell(&self, context: &str, damaged: Option<Error>) {
        let Some(damaged) = damaged else { return };
        tracing::warn!("{context}: {damaged}");
        if let Some(listener) = self.listener.get() {
            listener(damaged);
        }
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self) -> RwLockReadGuard<'_, Slot> {
        self.slot.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot_mut(&self) -> RwLockWriteGuard<'_, Slot> {
        self.slot.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // What was acknowledged is flushed; closing sled may block or panic all the same.
        close(self.slot_mut().engine.take());
    }
}

/// Drops sled where neither a panic nor a wait that does not end can do harm.
pub(super) fn close(engine: Option<Engine>) {
    let Some(engine) = engine else { return };
    let closed = guard::run_within(CLOSE_LIMIT, move || {
        drop(engine);
        Ok(())
    });
    if let Err(fault) = closed {
        tracing::warn!("close the cache: {}", fault.into_error("close"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn a_cache_that_breaks_under_two_readers_is_replaced_once_and_told_of_once() {
        let dir = tempfile::tempdir().unwrap();
        let (shared, damaged) = open::store(dir.path()).unwrap();
        assert!(damaged.is_none());
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        shared.on_damage(Box::new(move |error| heard.lock().unwrap().push(error.kind())));

        // Both read the first cache.
        for _ in 0..2 {
            let error = shared.give_up(Fault::Damaged("page 7".to_owned()), 0, "read");
            assert_eq!(error.kind(), ErrorKind::StoreDamaged);
        }

        assert_eq!(*told.lock().unwrap(), [ErrorKind::StoreDamaged]);
        drop(shared);
        let (_, damaged) = open::store(dir.path()).unwrap();
        assert!(damaged.is_none(), "the new cache is whole: {damaged:?}");
    }
}

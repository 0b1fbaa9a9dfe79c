//! The mail service: one actor per account and a hub, on a runtime of its own. Commands and queries in,
//! events out.
//!
//! [`start`] is what the window and most commands use; [`sync_once`] runs the same passes once and ends;
//! [`open_sample`] answers from sample mail and never touches the network.

mod account;
mod agenda;
pub mod api;
mod check;
mod events;
mod hub;
mod login;
mod once;
mod sample;
mod state;
mod watcher;
mod worker;

use crate::config::Paths;
use crate::error::{Problem, Result};
use crate::model::AccountId;
use crate::store::Store;
pub use crate::sync::proof::{Difference, Report, What};
use api::{AccountState, Handle};

/// What the service does of its own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Keeps all accounts in step with their servers.
    Live,
    /// Answers queries; connects only to test an account or when told to.
    Quiet,
}

/// How one pass over all accounts went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncReport {
    /// What went wrong, by account; empty: everything is in.
    pub problems: Vec<(AccountId, Problem)>,
    /// How the accounts compare with their servers, if that was asked.
    pub proofs: Vec<(AccountId, Report)>,
    /// What is to be said besides (a store that was rebuilt, a profile from its backup).
    pub notices: Vec<Problem>,
}

/// Starts the service for a profile on a runtime of its own. It ends by [`api::Command::Shutdown`].
///
/// # Errors
/// [`crate::error::ErrorKind::StoreLocked`] if another process runs on this profile, or what keeps files
/// from being made. Damage is no error: it is told by an [`api::Event::Notice`].
pub fn start(paths: &Paths, mode: Mode) -> Result<Handle> {
    hub::start(paths, mode)
}

/// Answers from sample mail in a temporary store; no network, nothing is kept.
///
/// # Errors
/// If the temporary store cannot be made.
pub fn open_sample() -> Result<Handle> {
    hub::open_sample()
}

/// Runs one complete pass over all accounts, side by side, and ends. `progress` is told what each account
/// does, at most ten times a second each.
///
/// # Errors
/// As [`start`]. What goes wrong with an account is in the report.
pub fn sync_once(paths: &Paths, progress: &mut dyn FnMut(AccountId, &AccountState)) -> Result<SyncReport> {
    Passes::open(paths)?.sync(progress)
}

/// Sends what was done and waits, in all accounts side by side, and ends. Nothing else is fetched.
///
/// # Errors
/// As [`start`]. What goes wrong with an account, and what a server refuses, is in the report.
pub fn push_once(paths: &Paths) -> Result<SyncReport> {
    Passes::open(paths)?.push()
}

/// Runs one complete pass over all accounts or one, compares them with their servers afterwards, and ends. What
/// differs is put right if `repair` says so. `progress` as in [`sync_once`].
///
/// # Errors
/// As [`start`]. What goes wrong with an account, and what differs, is in the report.
pub fn verify_once(
    paths: &Paths,
    only: Option<AccountId>,
    repair: bool,
    progress: &mut dyn FnMut(AccountId, &AccountState),
) -> Result<SyncReport> {
    once::Passes::open(paths)?.run(once::Pass::Verify { only, repair }, progress)
}

/// A profile that is open for passes, one after the other. The password of an account is asked for once.
#[derive(Debug)]
pub struct Passes(once::Passes);

impl Passes {
    /// Opens the profile.
    ///
    /// # Errors
    /// As [`start`].
    pub fn open(paths: &Paths) -> Result<Self> {
        once::Passes::open(paths).map(Self)
    }

    /// The store, for what is to be done between two passes.
    pub const fn store(&self) -> &Store {
        self.0.store()
    }

    /// As [`sync_once`].
    ///
    /// # Errors
    /// Those of the store; the rest is in the report.
    pub fn sync(&mut self, progress: &mut dyn FnMut(AccountId, &AccountState)) -> Result<SyncReport> {
        self.0.run(once::Pass::Sync, progress)
    }

    /// As [`push_once`].
    ///
    /// # Errors
    /// Those of the store; the rest is in the report.
    pub fn push(&mut self) -> Result<SyncReport> {
        self.0.run(once::Pass::Push, &mut |_, _| ())
    }
}

#[cfg(test)]
mod tests;

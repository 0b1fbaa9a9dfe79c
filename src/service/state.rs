//! What an account is doing, as a state machine. Pure: signals in, [`AccountState`] out.
//!
//! Invariant: an account that waits for the person stays so until the person did something; only
//! [`Signal::Retry`] leads out of it. A problem stays visible while attempts go on in the background.

use super::api::{AccountState, Transport};
use crate::error::{Error, ErrorKind, Problem, Recovery};
use crate::model::AccountId;
use crate::sync::progress::Progress;

/// What happened.
#[derive(Clone, Debug)]
pub enum Signal {
    /// An attempt to connect begins because something changed: start, the person, the network.
    Retry,
    /// An attempt to connect begins by itself after a wait.
    Attempt,
    /// Logged in.
    LoggedIn(Transport),
    /// A pass is this far.
    Progressed(Progress),
    /// Everything is in step at this moment; whether new mail is pushed.
    InStep {
        /// Seconds since the epoch.
        at: i64,
        /// Pushed rather than polled.
        live: bool,
    },
    /// An attempt or a connection failed.
    Failed(Error),
}

/// The state of one account.
#[derive(Clone, Debug)]
pub struct Machine {
    account: AccountId,
    phase: Phase,
    last_in_step: Option<i64>,
    transport: Option<Transport>,
}

#[derive(Clone, Debug)]
enum Phase {
    Offline(Option<Problem>),
    Connecting,
    Syncing(Progress),
    InStep { at: i64, live: bool },
    NeedsPassword(Problem),
    Insecure(Problem),
    Failed(Problem),
}

impl Machine {
    /// An account that was last in step at `last_in_step`.
    pub const fn new(account: AccountId, last_in_step: Option<i64>) -> Self {
        Self { account, phase: Phase::Offline(None), last_in_step, transport: None }
    }

    /// Takes a signal in.
    pub fn apply(&mut self, signal: Signal) {
        match signal {
            Signal::Retry => {
                self.transport = None;
                self.phase = Phase::Connecting;
            }
            // The reason of the last failure is worth more than "connecting" every few minutes.
            Signal::Attempt => {
                self.transport = None;
                match self.phase {
                    Phase::Offline(None) | Phase::Syncing(_) | Phase::InStep { .. } => self.phase = Phase::Connecting,
                    Phase::Offline(Some(_))
                    | Phase::Connecting
                    | Phase::NeedsPassword(_)
                    | Phase::Insecure(_)
                    | Phase::Failed(_) => {}
                }
            }
            Signal::LoggedIn(transport) => {
                self.transport = Some(transport);
                self.phase = Phase::Syncing(Progress::default());
            }
            Signal::Progressed(progress) => {
                if self.transport.is_some() {
                    self.phase = Phase::Syncing(progress);
                }
            }
            Signal::InStep { at, live } => {
                self.last_in_step = Some(at);
                if self.transport.is_some() {
                    self.phase = Phase::InStep { at, live };
                }
            }
            Signal::Failed(error) => {
                self.transport = None;
                self.phase = Phase::after(&error, self.account);
            }
        }
    }

    /// Whether nothing will change before the person does something.
    pub const fn waits_for_person(&self) -> bool {
        match &self.phase {
            Phase::NeedsPassword(_) | Phase::Insecure(_) => true,
            Phase::Failed(problem) => matches!(problem.kind.recovery(), Recovery::AskPerson),
            Phase::Offline(_) | Phase::Connecting | Phase::Syncing(_) | Phase::InStep { .. } => false,
        }
    }

    /// What the window shows.
    pub fn state(&self) -> AccountState {
        match &self.phase {
            Phase::Offline(problem) => AccountState::Offline { since: self.last_in_step, problem: problem.clone() },
            Phase::Connecting => AccountState::Connecting,
            Phase::Syncing(progress) => AccountState::Syncing {
                done: progress.done(),
                total: progress.total(),
                remaining: progress.remaining(),
            },
            Phase::InStep { at, live } => AccountState::UpToDate { checked: *at, live: *live },
            Phase::NeedsPassword(problem) => AccountState::NeedsPassword(problem.clone()),
            Phase::Insecure(problem) => AccountState::Insecure(problem.clone()),
            Phase::Failed(problem) => AccountState::Failed(problem.clone()),
        }
    }

    /// How the connection is protected, while there is one.
    pub const fn transport(&self) -> Option<&Transport> {
        self.transport.as_ref()
    }
}

impl Phase {
    fn after(error: &Error, account: AccountId) -> Self {
        let problem = Problem::new(error, Some(account));
        match error.kind() {
            ErrorKind::Login | ErrorKind::NoPassword | ErrorKind::Keyring | ErrorKind::PasswordCommand => {
                Self::NeedsPassword(problem)
            }
            ErrorKind::Certificate(_)
            | ErrorKind::TlsNotSpoken
            | ErrorKind::StartTlsNotOffered
            | ErrorKind::StartTlsTampered
            | ErrorKind::PlainNotLoopback
            | ErrorKind::CaFile => Self::Insecure(problem),
            ErrorKind::DiskFull | ErrorKind::Storage => Self::Failed(problem),
            // No network is no problem: the window says "offline" and since when.
            ErrorKind::Unreachable | ErrorKind::Stopped => Self::Offline(None),
            kind => match kind.recovery() {
                Recovery::AskPerson => Self::Failed(problem),
                Recovery::Retry | Recovery::Skip => Self::Offline(Some(problem)),
            },
        }
    }
}

#[cfg(test)]
mod tests;

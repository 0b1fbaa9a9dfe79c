//! The actor of one account: connects, lets the worker work, waits and connects again.
//!
//! Actors share nothing but the store, so an account that hangs or waits for a password holds up nobody.

mod teller;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::events::Announcer;
use super::login::{Login, Logins};
use super::state::{Machine, Signal};
use super::worker::{Memory, Worker};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::{AccountId, EnvelopeId, MailboxId, MailboxName};
use crate::store::Store;
use crate::sync::backoff::{Backoff, asked_for};
use crate::sync::proof::Report;
use crate::sync::provider::Provider;
use crate::sync::retention::Retention;
use crate::sync::work::{Work, blocking};
use teller::{Reached, Teller};

/// What a worker is asked to do. Taken between two steps of its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// The person looks at this mailbox (`None`: at the inbox).
    Open(Option<MailboxId>),
    /// The person looks at this message.
    Body(EnvelopeId),
    /// Send what the person did.
    Push,
    /// Look at all mailboxes.
    Sync,
    /// Look at the inbox.
    Nudge,
    /// Look at this mailbox: it changed.
    Changed(MailboxName),
    /// Look at the list of mailboxes: it changed.
    Listed,
    /// Compare everything with the server, and put right what differs or not.
    Verify {
        /// Put it right.
        repair: bool,
    },
    /// Other bodies are wanted now.
    Limits(Retention),
}

/// What an actor does at once, whatever it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Drop the connection and connect anew: the network is another, or the password is.
    Reconnect,
    /// Try again now, unless there is a connection.
    Retry,
}

/// Whether an actor goes on for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Until it is stopped.
    Live,
    /// Until everything is in, or cannot be had.
    Once,
    /// Until what the person did is sent; nothing else is looked at.
    Push,
}

/// The hub's end of an actor. Dropping it ends the actor.
#[derive(Debug)]
pub struct Actor {
    /// How its connections are made.
    pub login: Login,
    orders: mpsc::UnboundedSender<Order>,
    control: mpsc::UnboundedSender<Control>,
    task: JoinHandle<Ended>,
}

/// How an actor ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// What kept everything from being in.
    pub problems: Vec<Problem>,
    /// How the account compares with its server, if that was asked.
    pub proof: Option<Report>,
}

/// What an actor is started with.
#[derive(Debug)]
pub struct Start {
    /// The account.
    pub login: Login,
    /// All accounts.
    pub logins: Logins,
    /// The store.
    pub store: Store,
    /// Which bodies are kept, until an order says otherwise.
    pub retention: Retention,
    /// Where news go.
    pub announcer: Announcer,
    /// Whether it goes on for ever.
    pub mode: Mode,
}

impl Actor {
    /// Starts an actor.
    pub fn start(start: Start) -> Self {
        let (orders, order_receiver) = mpsc::unbounded_channel();
        let (control, control_receiver) = mpsc::unbounded_channel();
        let login = start.login.clone();
        let run = Run {
            account: login.account().id,
            provider: Provider::of(&login.account().imap.host),
            orders: order_receiver,
            // Weak: the orders end when the hub lets go of the actor.
            sender: orders.downgrade(),
            control: control_receiver,
            memory: Memory::new(start.retention),
            start,
        };
        Self { login, orders, control, task: tokio::spawn(run.run()) }
    }

    /// Asks the worker to do something when it comes to it.
    pub fn order(&self, order: Order) {
        // Refused only after the actor ended.
        let _ = self.orders.send(order);
    }

    /// Does something at once.
    pub fn control(&self, control: Control) {
        let _ = self.control.send(control);
    }

    /// Lets the actor log out and waits for its end, for `limit` at most.
    pub async fn stop(self, limit: Duration) {
        let Self { orders, control, mut task, .. } = self;
        drop((orders, control));
        if tokio::time::timeout(limit, &mut task).await.is_err() {
            task.abort();
        }
    }

    /// Waits until a single pass is over. What went wrong is told.
    pub async fn finished(self) -> Ended {
        let Self { orders, control, task, login } = self;
        let ended = task.await;
        drop((orders, control));
        ended.unwrap_or_else(|error| {
            let error = Error::new(ErrorKind::Stopped, "sync an account").with_source(error);
            Ended { problems: vec![Problem::new(&error, Some(login.account().id))], proof: None }
        })
    }
}

/// Attempts of a single pass before it is given up.
const ONCE_ATTEMPTS: u32 = 3;
/// The longest wait between them: somebody looks on.
const ONCE_WAIT: Duration = Duration::from_millis(400);
/// Connections that may break one after the other while a message that breaks them is narrowed down.
const NARROWING: u32 = 400;
/// Stores that may break one after the other before the person is asked.
const REBUILT: u32 = 3;
/// While there is no route at all, trying costs nothing.
const NO_ROUTE: Duration = Duration::from_secs(15);

struct Run {
    account: AccountId,
    provider: Provider,
    start: Start,
    orders: mpsc::UnboundedReceiver<Order>,
    sender: mpsc::WeakUnboundedSender<Order>,
    control: mpsc::UnboundedReceiver<Control>,
    memory: Memory,
}

/// Why a connection ended.
enum End {
    /// The account is to stop, or a single pass is over.
    Stop,
    /// Something changed: connect anew at once.
    Reconnect,
    /// It failed, after this much.
    Failed(Error, Reached),
}

impl Run {
    async fn run(mut self) -> Ended {
        let mut machine = Machine::new(self.account, self.last_in_step().await);
        let mut backoff = Backoff::default();
        let (mut attempts, mut narrowing, mut rebuilt) = (0_u32, 0_u32, 0_u32);
        machine.apply(Signal::Retry);
        loop {
            machine.apply(Signal::Attempt);
            self.announce(&machine);
            let (error, reached) = match self.connect_and_work(&mut machine).await {
                End::Stop => return self.ended(None).await,
                End::Reconnect => {
                    machine.apply(Signal::Retry);
                    backoff.reset();
                    continue;
                }
                End::Failed(error, reached) => (error, reached),
            };
            tracing::info!(account = %self.account, %error, "the connection ended");
            if reached == Reached::Progress {
                backoff.reset();
                attempts = 0;
            }
            // There is another store now, and nothing is known of the account: begin anew.
            if error.kind() == ErrorKind::StoreDamaged && rebuilt < REBUILT {
                rebuilt = rebuilt.saturating_add(1);
                machine.apply(Signal::Retry);
                continue;
            }
            // The next attempt asks for less, or for one message less.
            if self.memory.take_narrowed() && narrowing < NARROWING {
                narrowing = narrowing.saturating_add(1);
                attempts = 0;
                backoff.reset();
                // The line is in order where what came over it was only unreadable; and in a single pass
                // somebody looks on.
                let readable = !matches!(error.kind(), ErrorKind::Protocol | ErrorKind::TooLarge);
                if !readable || self.start.mode != Mode::Live {
                    continue;
                }
            }
            machine.apply(Signal::Failed(error.clone()));
            self.announce(&machine);
            attempts = attempts.saturating_add(1);
            if self.start.mode != Mode::Live && (machine.waits_for_person() || attempts >= ONCE_ATTEMPTS) {
                return self.ended(Some(error)).await;
            }
            if !self.rest(&mut machine, &mut backoff, &error).await {
                return self.ended(Some(error)).await;
            }
        }
    }

    /// Waits before the next attempt: for the person, or for a while. False: the actor is to stop.
    async fn rest(&mut self, machine: &mut Machine, backoff: &mut Backoff, error: &Error) -> bool {
        let wait = if machine.waits_for_person() {
            None
        } else {
            let wait = backoff.failed(fastrand::f64(), error.server_text().and_then(asked_for));
            let no_route = matches!(error.kind(), ErrorKind::Unreachable | ErrorKind::UnknownHost);
            let wait = if no_route { wait.min(NO_ROUTE) } else { wait };
            Some(if self.start.mode != Mode::Live { wait.min(ONCE_WAIT) } else { wait })
        };
        let waiting = async {
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = waiting => true,
            control = self.control.recv() => {
                machine.apply(Signal::Retry);
                backoff.reset();
                control.is_some()
            }
        }
    }

    /// One connection from its beginning to its end.
    async fn connect_and_work(&mut self, machine: &mut Machine) -> End {
        let (news, mut news_receiver) = mpsc::unbounded_channel();
        let (signals, mut signal_receiver) = mpsc::unbounded_channel();
        let sender = self.sender.clone();
        let Start { login, logins, store, announcer, mode, .. } = &self.start;
        let (memory, orders) = (&mut self.memory, &mut self.orders);
        let retention = memory.retention;
        let (store, accounts) = (store.clone(), Arc::new(logins.clone()));
        let work = Work { store, account: self.account, provider: self.provider, retention, news, accounts };
        let running = async {
            let session = login.session().await?;
            let _ = signals.send(Signal::LoggedIn(login.transport()));
            Worker { work, login, memory, orders, sender, signals, mode: *mode }.run(session).await
        };
        let mut teller = Teller::new(self.account, announcer, machine);
        let ended = {
            tokio::pin!(running);
            loop {
                tokio::select! {
                    // News first: what was done before "in step" must not be told after it, as work that goes on.
                    biased;
                    Some(news) = news_receiver.recv() => teller.news(news),
                    Some(signal) = signal_receiver.recv() => teller.signal(signal),
                    control = self.control.recv() => match control {
                        Some(Control::Reconnect) => break End::Reconnect,
                        Some(Control::Retry) => {}
                        // The worker ends by itself now that nobody orders any more, unless the server hangs.
                        None => break tokio::time::timeout(LOGOUT, &mut running).await.map_or(End::Stop, |_| End::Stop),
                    },
                    ended = &mut running => break ended.map_or_else(|error| End::Failed(error, Reached::Nothing), |()| End::Stop),
                }
            }
        };
        // What was committed before the end is told.
        while let Ok(news) = news_receiver.try_recv() {
            teller.news(news);
        }
        while let Ok(signal) = signal_receiver.try_recv() {
            teller.signal(signal);
        }
        match ended {
            End::Failed(error, _) => End::Failed(error, teller.reached),
            End::Stop | End::Reconnect => ended,
        }
    }

    fn announce(&self, machine: &Machine) {
        self.start.announcer.state(self.account, machine.state(), machine.transport().cloned());
    }

    async fn ended(mut self, error: Option<Error>) -> Ended {
        let problems = self.problems(error.clone()).await;
        let Some(run) = self.memory.proof.take() else { return Ended { problems, proof: None } };
        let why = error.unwrap_or_else(|| Error::new(ErrorKind::Stopped, "compare a mailbox"));
        let (news, _) = mpsc::unbounded_channel();
        let (store, retention) = (self.start.store.clone(), self.memory.retention);
        let accounts = Arc::new(self.start.logins.clone());
        let work = Work { store, account: self.account, provider: self.provider, retention, news, accounts };
        Ended { problems, proof: Some(run.end(&work, &why).await) }
    }

    /// What keeps everything from being in.
    async fn problems(&self, error: Option<Error>) -> Vec<Problem> {
        let mut errors: Vec<_> = self.memory.refused.iter().chain(&self.memory.skipped).cloned().chain(error).collect();
        for (id, count) in self.memory.set_aside() {
            let store = self.start.store.clone();
            let name =
                blocking(move || store.mailbox(id)).await.map_or_else(|_| id.to_string(), |mailbox| mailbox.display);
            errors.push(Error::new(ErrorKind::SetAside, format!("fetch {count} of the messages in {name}")));
        }
        errors.iter().map(|error| Problem::new(error, Some(self.account))).collect()
    }

    async fn last_in_step(&self) -> Option<i64> {
        last_in_step(&self.start.store, self.account).await.ok().flatten()
    }
}

/// The longest wait for a worker to log out.
const LOGOUT: Duration = Duration::from_millis(1500);

/// When an account was last in step, as far as the store knows: when its inbox was.
pub async fn last_in_step(store: &Store, account: AccountId) -> Result<Option<i64>> {
    let store = store.clone();
    let mailboxes = blocking(move || store.mailboxes(account)).await?;
    Ok(mailboxes.iter().filter_map(|mailbox| mailbox.mark.synced_at).max())
}

//! Works on one account through one connection: the person's clicks, the open mailbox, the rest.
//!
//! Invariant: the session belongs to one run of [`Worker::run`]; whatever goes wrong with the connection
//! ends that run, and what was committed before stays.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::account::{Mode, Order};
use super::agenda::{Agenda, Job};
use super::login::Login;
use super::state::Signal;
use super::watcher::Watcher;
use crate::error::{Error, ErrorKind, Recovery, Result};
use crate::imap::{Access, IdleEnd, Session};
use crate::model::{EnvelopeId, Mailbox, MailboxId, SpecialUse};
use crate::sync::pull::{How, Outcome, pull};
use crate::sync::quarantine::Suspects;
use crate::sync::retention::Retention;
use crate::sync::work::{Work, now};
use crate::sync::{bodies, mailboxes, plan, plan::FlagScope};

/// How often all mailboxes are looked at, beside those that are watched.
const LIST_EVERY: Duration = Duration::from_secs(5 * 60);
/// How often the mailbox that is looked at is polled where there is no IDLE.
const POLL_OPEN: Duration = Duration::from_secs(2);
/// How often the inbox is polled where there is no IDLE and the person looks elsewhere.
const POLL_INBOX_EVERY: u32 = 8;

/// What outlives a connection.
#[derive(Debug)]
pub struct Memory {
    /// Which bodies are kept, as last ordered.
    pub retention: Retention,
    /// What is to be done.
    pub agenda: Agenda,
    /// What broke connections, by mailbox: headers, then bodies.
    suspects: BTreeMap<MailboxId, (Suspects, Suspects)>,
    /// What could not be done in this pass and will not be tried again in it.
    pub skipped: Vec<Error>,
    /// The mailbox that was looked at once more because it moved, and how many messages it had.
    looked_again: Option<(MailboxId, u32)>,
}

impl Memory {
    /// Of an account that begins.
    pub fn new(retention: Retention) -> Self {
        Self {
            retention,
            agenda: Agenda::default(),
            suspects: BTreeMap::new(),
            skipped: Vec::new(),
            looked_again: None,
        }
    }
}

/// One run over one connection.
#[derive(Debug)]
pub struct Worker<'a> {
    /// The store and the limits.
    pub work: Work,
    /// How to make another connection.
    pub login: &'a Login,
    /// What outlives this connection.
    pub memory: &'a mut Memory,
    /// What the person wants.
    pub orders: &'a mut mpsc::UnboundedReceiver<Order>,
    /// The other end of the orders, for the watcher.
    pub sender: mpsc::WeakUnboundedSender<Order>,
    /// What the account does, told as signals.
    pub signals: mpsc::UnboundedSender<Signal>,
    /// Whether to end when there is nothing more to do.
    pub mode: Mode,
}

impl Worker<'_> {
    /// Works until the connection fails, the orders end, or (in a single pass) everything is done.
    ///
    /// Cancel safe for the store, which has what was committed; the connection is closed.
    ///
    /// # Errors
    /// What ended the connection.
    pub async fn run(mut self, mut session: Session) -> Result<()> {
        let mut watcher = None;
        let mut listed = Instant::now();
        self.memory.agenda.list();
        if self.work.provider.qresync && session.capabilities().has("QRESYNC") {
            session.enable_qresync().await?;
        }
        loop {
            while let Ok(order) = self.orders.try_recv() {
                self.take(order).await?;
            }
            if listed.elapsed() >= LIST_EVERY {
                listed = Instant::now();
                self.memory.agenda.list();
            }
            if let Some(job) = self.memory.agenda.next() {
                self.work_on(&mut session, job).await?;
                continue;
            }
            self.in_step(&session);
            if self.mode == Mode::Once {
                session.logout().await;
                return Ok(());
            }
            if watcher.is_none() {
                watcher = self.start_watcher(&session).await?;
            }
            let rest = LIST_EVERY.saturating_sub(listed.elapsed());
            match self.wait(&mut session, rest).await? {
                Waited::Ended => {
                    drop(watcher);
                    session.logout().await;
                    return Ok(());
                }
                Waited::Order(order) => self.take(order).await?,
                Waited::Nothing => {}
            }
        }
    }

    async fn take(&mut self, order: Order) -> Result<()> {
        match order {
            Order::Body(id) => self.memory.agenda.click(id),
            Order::Open(mailbox) => {
                let opened = match mailbox {
                    Some(id) => self.mailbox(id).await?.filter(|mailbox| mailbox.account == self.work.account),
                    None => self.inbox().await?,
                };
                self.memory.agenda.open(opened.as_ref().map(|mailbox| mailbox.id));
                if let Some(mailbox) = opened.filter(|mailbox| mailbox.selectable) {
                    self.memory.agenda.pull(&mailbox);
                }
            }
            Order::Sync => self.memory.agenda.list(),
            Order::Nudge => {
                if let Some(inbox) = self.inbox().await? {
                    self.memory.agenda.pull(&inbox);
                }
            }
            Order::Limits(retention) => {
                (self.memory.retention, self.work.retention) = (retention, retention);
                let account = self.work.account;
                let mailboxes = self.work.store(move |store| store.mailboxes(account)).await?;
                mailboxes.iter().for_each(|mailbox| self.memory.agenda.bodies(mailbox));
            }
        }
        Ok(())
    }

    /// Does a job, or a part of it. What concerns one mailbox or message only is noted and left.
    async fn work_on(&mut self, session: &mut Session, job: Job) -> Result<()> {
        let result = match job {
            Job::Body(id) => self.body(session, id).await,
            Job::List => self.list(session).await,
            Job::Pull(id) => self.pull(session, id).await,
            Job::Bodies(id) => self.bodies(session, id).await,
        };
        match result {
            Ok(Outcome::Interrupted) => Ok(()),
            Ok(Outcome::Done) => {
                self.memory.agenda.done(job);
                Ok(())
            }
            Ok(Outcome::Unsettled) => {
                self.memory.agenda.done(job);
                self.memory
                    .skipped
                    .push(Error::new(ErrorKind::Protocol, "make sense of a mailbox that contradicts itself"));
                Ok(())
            }
            Err(error) if session.is_usable() && error.kind().recovery() == Recovery::Skip && job != Job::List => {
                tracing::info!(account = %self.work.account, ?job, %error, "left for later");
                self.memory.agenda.done(job);
                if error.kind() != ErrorKind::NotFound {
                    self.memory.skipped.push(error);
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn body(&mut self, session: &mut Session, id: EnvelopeId) -> Result<Outcome> {
        bodies::fetch_one(session, &self.work, id).await.map(|()| Outcome::Done)
    }

    async fn list(&mut self, session: &mut Session) -> Result<Outcome> {
        let known = mailboxes::refresh(session, &self.work).await?;
        self.memory.skipped.clear();
        for known in known {
            let mailbox = known.mailbox;
            if !mailbox.selectable {
                continue;
            }
            let counts = mailbox.counts;
            let in_step =
                known.status.is_some_and(|status| plan::unchanged(&mailbox.mark, &status, counts.total, counts.unseen));
            if !in_step {
                self.memory.agenda.pull(&mailbox);
            }
            if counts.bodies < counts.total || !in_step {
                self.memory.agenda.bodies(&mailbox);
            }
        }
        Ok(Outcome::Done)
    }

    async fn pull(&mut self, session: &mut Session, id: MailboxId) -> Result<Outcome> {
        let orders = &*self.orders;
        let interrupted = || !orders.is_empty();
        let (suspects, _) = self.memory.suspects.entry(id).or_default();
        let mut how = How { scope: FlagScope::All, suspects, interrupted: &interrupted };
        let outcome = pull(session, &self.work, id, &mut how).await?;
        if outcome == Outcome::Done
            && let Some(mailbox) = self.mailbox(id).await?
            && mailbox.counts.bodies < mailbox.counts.total
        {
            self.memory.agenda.bodies(&mailbox);
        }
        Ok(outcome)
    }

    async fn bodies(&mut self, session: &mut Session, id: MailboxId) -> Result<Outcome> {
        let orders = &*self.orders;
        let interrupted = || !orders.is_empty();
        let (_, suspects) = self.memory.suspects.entry(id).or_default();
        let mut how = How { scope: FlagScope::Recent, suspects, interrupted: &interrupted };
        bodies::fetch_missing(session, &self.work, id, &mut how).await
    }

    fn in_step(&self, session: &Session) {
        let live = self.mode == Mode::Live && session.capabilities().has("IDLE");
        // Refused only when the account is no more.
        let _ = self.signals.send(Signal::InStep { at: now(), live });
    }

    async fn start_watcher(&self, session: &Session) -> Result<Option<Watcher>> {
        if !session.capabilities().has("IDLE") || !self.work.provider.allows_another(1) {
            return Ok(None);
        }
        let inbox = self.inbox().await?;
        Ok(inbox.map(|inbox| Watcher::start(self.login.clone(), inbox.name, self.work.provider, self.sender.clone())))
    }

    /// Waits at the mailbox the person looks at, for `rest` at most.
    async fn wait(&mut self, session: &mut Session, rest: Duration) -> Result<Waited> {
        let target = match self.memory.agenda.opened() {
            Some(id) => self.mailbox(id).await?,
            None => None,
        };
        let Some(target) = (match target.filter(|mailbox| mailbox.selectable) {
            Some(target) => Some(target),
            None => self.inbox().await?,
        }) else {
            return Ok(tokio::time::timeout(rest, self.orders.recv()).await.map_or(Waited::Nothing, Waited::of));
        };
        let selected = session.select(&target.name, Access::ReadOnly, None).await?;
        let moved = selected.exists != target.counts.on_server
            || (selected.uid_next.is_some() && selected.uid_next != target.mark.uid_next)
            || (selected.highest_modseq.is_some() && selected.highest_modseq != target.mark.highest_modseq)
            || selected.uid_validity != target.mark.uid_validity;
        // Once: a server whose numbers never agree must not keep us turning.
        if moved && self.memory.looked_again.replace((target.id, selected.exists)) != Some((target.id, selected.exists))
        {
            self.memory.agenda.pull(&target);
            return Ok(Waited::Nothing);
        }
        if !session.capabilities().has("IDLE") {
            return self.poll(session, &target, rest).await;
        }
        let mut waited = Waited::Nothing;
        let max = rest.min(self.work.provider.idle).max(Duration::from_secs(1));
        let end = session.idle(max, async { waited = Waited::of(self.orders.recv().await) }).await?;
        if end == IdleEnd::Changed && session.take_unsolicited().is_change() {
            self.memory.looked_again = None;
            self.memory.agenda.pull(&target);
        }
        Ok(waited)
    }

    /// Asks about the mailbox that is selected again and again, where the server does not tell by itself.
    async fn poll(&mut self, session: &mut Session, target: &Mailbox, rest: Duration) -> Result<Waited> {
        let until = Instant::now() + rest;
        let mut turn = 0_u32;
        while Instant::now() < until {
            match tokio::time::timeout(POLL_OPEN, self.orders.recv()).await {
                Ok(order) => return Ok(Waited::of(order)),
                Err(_) => session.noop().await?,
            }
            turn = turn.wrapping_add(1);
            if session.take_unsolicited().is_change() {
                self.memory.looked_again = None;
                self.memory.agenda.pull(target);
                return Ok(Waited::Nothing);
            }
            if turn.is_multiple_of(POLL_INBOX_EVERY)
                && let Some(inbox) = self.inbox().await?.filter(|inbox| inbox.id != target.id)
            {
                self.memory.agenda.pull(&inbox);
                return Ok(Waited::Nothing);
            }
        }
        Ok(Waited::Nothing)
    }

    async fn mailbox(&self, id: MailboxId) -> Result<Option<Mailbox>> {
        match self.work.store(move |store| store.mailbox(id)).await {
            Ok(mailbox) => Ok(Some(mailbox)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn inbox(&self) -> Result<Option<Mailbox>> {
        let account = self.work.account;
        let mailboxes = self.work.store(move |store| store.mailboxes(account)).await?;
        Ok(mailboxes.into_iter().find(|mailbox| mailbox.special_use == Some(SpecialUse::Inbox)))
    }
}

/// What waiting brought.
#[derive(Debug)]
enum Waited {
    Order(Order),
    Nothing,
    /// Nobody will order anything any more.
    Ended,
}

impl Waited {
    fn of(order: Option<Order>) -> Self {
        order.map_or(Self::Ended, Self::Order)
    }
}

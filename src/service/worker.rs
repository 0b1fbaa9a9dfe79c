//! Works on one account through one connection: the person's clicks, the open mailbox, the rest.
//!
//! Invariant: the session belongs to one run of [`Worker::run`]; whatever goes wrong with the connection
//! ends that run, and what was committed before stays.

mod memory;
mod verify;
mod wait;

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::account::{Mode, Order};
use super::agenda::Job;
use super::login::Login;
use super::state::Signal;
use super::watcher::Watcher;
use crate::error::{Error, ErrorKind, Recovery, Result};
use crate::imap::Session;
use crate::model::{EnvelopeId, Mailbox, MailboxId, SpecialUse};
use crate::sync::pull::{How, Outcome, pull};
use crate::sync::push::push;
use crate::sync::restore::{Restored, restore};
use crate::sync::work::{News, Work, now};
use crate::sync::{bodies, mailboxes, plan, plan::FlagScope, quota};

pub use memory::Memory;
use wait::Waited;

/// How often all mailboxes are looked at, beside those that are watched.
const LIST_EVERY: Duration = Duration::from_secs(5 * 60);

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
        if self.mode != Mode::Push {
            self.memory.agenda.list();
        }
        self.push_soon();
        if self.work.provider.believes_qresync(session.software()) {
            session.enable_qresync().await?;
        }
        loop {
            while let Ok(order) = self.orders.try_recv() {
                self.take(order).await?;
            }
            if listed.elapsed() >= LIST_EVERY {
                listed = Instant::now();
                self.memory.agenda.list();
                self.push_soon();
            }
            if let Some(job) = self.memory.agenda.next() {
                self.work_on(&mut session, job).await?;
                continue;
            }
            self.in_step(&session);
            if self.mode != Mode::Live {
                session.logout().await;
                return Ok(());
            }
            if self.begin_if_due().await? {
                continue;
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
        if matches!(order, Order::Body(_) | Order::Open(_) | Order::Push | Order::Sync) {
            self.memory.attended = Instant::now();
        }
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
            Order::Push => self.push_soon(),
            Order::Sync => {
                self.push_soon();
                self.memory.agenda.list();
            }
            Order::Nudge => {
                if let Some(inbox) = self.inbox().await? {
                    self.memory.agenda.pull(&inbox);
                }
            }
            Order::Changed(name) => {
                let account = self.work.account;
                let mailboxes = self.work.store(move |store| store.mailboxes_as_on_server(account)).await?;
                match mailboxes.iter().find(|mailbox| mailbox.name == name) {
                    Some(mailbox) => self.memory.agenda.pull(mailbox),
                    None => self.memory.agenda.list(),
                }
            }
            Order::Listed => self.memory.agenda.list(),
            Order::Verify { repair } => self.begin_proof(repair),
            Order::Limits(retention) => {
                (self.memory.retention, self.work.retention) = (retention, retention);
                let account = self.work.account;
                let mailboxes = self.work.store(move |store| store.mailboxes_as_on_server(account)).await?;
                mailboxes.iter().for_each(|mailbox| self.memory.agenda.bodies(mailbox));
            }
        }
        Ok(())
    }

    /// Does a job, or a part of it. What concerns one mailbox or message only is noted and left.
    async fn work_on(&mut self, session: &mut Session, job: Job) -> Result<()> {
        let result = match job {
            Job::Body(id) => self.body(session, id).await,
            Job::Push => self.push(session).await,
            Job::List => self.list(session).await,
            Job::Quota => {
                let asked = &mut self.memory.quota_asked;
                let told = quota::refresh(session, &self.work, asked, self.mode == Mode::Live).await;
                told.map(|()| Outcome::Done)
            }
            Job::Pull(id) => self.pull(session, id).await,
            Job::Bodies(id) => self.bodies(session, id).await,
            Job::Verify => self.verify(session).await,
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
        let envelope = self.work.store(move |store| store.envelope(id)).await?;
        let envelope = envelope.ok_or_else(|| Error::new(ErrorKind::NotFound, "find the message"))?;
        let suspects = &mut self.memory.quarantine(envelope.server_mailbox).bodies;
        bodies::fetch_one(session, &self.work, envelope, suspects).await.map(|()| Outcome::Done)
    }

    /// What the person did is sent before anything is read, if there is any.
    fn push_soon(&mut self) {
        if self.work.store.waits(self.work.account) > 0 {
            self.memory.renewed.clear();
            self.memory.relisted = None;
            self.memory.agenda.push();
        }
    }

    async fn push(&mut self, session: &mut Session) -> Result<Outcome> {
        let orders = &*self.orders;
        let pushed = push(session, &self.work, &|| !orders.is_empty()).await;
        // Whatever came of it: what can never be sent any more is written down even where nothing is sent.
        self.work.tell(News::Journal);
        if self.mode != Mode::Push {
            self.memory.agenda.quota();
        }
        let (outcome, pushed) = pushed?;
        self.memory.skipped.extend(pushed.left);
        if self.mode != Mode::Live {
            self.memory.refused.extend(pushed.refused);
        }
        // Once: what is not there after that is gone.
        if pushed.lost && self.mode != Mode::Push && self.memory.relisted.is_none() {
            self.memory.relisted = Some(false);
            self.memory.agenda.list();
        }
        for id in pushed.renewed {
            // Once: a mailbox whose UIDVALIDITY never stays must not keep us turning.
            if let Some(mailbox) = self.mailbox(id).await?.filter(|_| self.memory.renewed.insert(id)) {
                self.memory.agenda.renewed(mailbox.id);
            }
        }
        Ok(outcome)
    }

    async fn list(&mut self, session: &mut Session) -> Result<Outcome> {
        let known = mailboxes::refresh(session, &self.work).await?;
        self.memory.skipped.clear();
        if quota::is_wanted(session, &self.work, self.mode == Mode::Live).await? {
            self.memory.agenda.quota();
        }
        let mut empty = Vec::new();
        for known in known {
            let mailbox = known.mailbox;
            if !mailbox.selectable {
                continue;
            }
            let counts = mailbox.counts;
            let (total, unseen) = counts.with_hidden();
            let in_step = known.status.is_some_and(|status| plan::unchanged(&mailbox.mark, &status, total, unseen));
            let mark = known.status.and_then(|status| plan::mark_of_empty(&status, total, now()));
            let restoring = mailbox.frozen.is_some_and(|frozen| frozen.restoring > 0);
            let in_step = in_step && !restoring;
            if let Some(mark) = mark.filter(|_| !in_step && !restoring) {
                empty.push((mailbox.id, mark));
                continue;
            }
            if !in_step {
                self.memory.agenda.pull(&mailbox);
            }
            if counts.bodies < counts.total {
                self.retry_set_aside(&mailbox).await?;
            }
            if counts.bodies < counts.total || !in_step {
                self.memory.agenda.bodies(&mailbox);
            }
        }
        if !empty.is_empty() {
            self.work.store(move |store| store.set_marks(&empty)).await?;
        }
        if self.memory.relisted == Some(false) {
            self.memory.relisted = Some(true);
            self.memory.agenda.push();
        }
        Ok(Outcome::Done)
    }

    /// Gives what was set aside in a mailbox another chance, now and then.
    async fn retry_set_aside(&mut self, mailbox: &Mailbox) -> Result<()> {
        let id = mailbox.id;
        if !self.memory.take_retry(id, Instant::now()) {
            return Ok(());
        }
        let (headers, bodies) = self.work.store(move |store| store.reconsider_unavailable(id)).await?;
        let quarantine = self.memory.quarantine(id);
        quarantine.headers.retry(&headers);
        quarantine.bodies.retry(&bodies);
        if !quarantine.headers.due().is_empty() {
            self.memory.agenda.pull(mailbox);
        }
        Ok(())
    }

    async fn pull(&mut self, session: &mut Session, id: MailboxId) -> Result<Outcome> {
        let orders = &*self.orders;
        let interrupted = || !orders.is_empty();
        let scope = self.memory.scope(id);
        let suspects = &mut self.memory.quarantine(id).headers;
        let mut how = How { scope, suspects, interrupted: &interrupted };
        let outcome = pull(session, &self.work, id, &mut how).await?;
        self.memory.agenda.quota();
        if outcome == Outcome::Done && scope == FlagScope::All {
            self.memory.flags_read(id);
        }
        if outcome == Outcome::Done && self.memory.renewed.contains(&id) {
            self.memory.agenda.push();
        }
        if outcome == Outcome::Done
            && let Some(mailbox) = self.mailbox(id).await?
            && mailbox.counts.bodies < mailbox.counts.total
        {
            self.memory.agenda.bodies(&mailbox);
        }
        if outcome == Outcome::Done && self.restore(session, id).await? {
            // It is to be read again, and there may be more.
            return Ok(Outcome::Interrupted);
        }
        Ok(outcome)
    }

    /// Puts back what the person wants to be put back. Says whether anything was.
    async fn restore(&mut self, session: &mut Session, id: MailboxId) -> Result<bool> {
        match restore(session, &self.work, id, &mut self.memory.put_back).await? {
            Restored::Nothing => Ok(false),
            Restored::Some => Ok(true),
            Restored::Refused(error) => {
                self.work.tell(News::Refused(error.server_text().map_or_else(|| error.to_string(), str::to_owned)));
                if self.mode != Mode::Live {
                    self.memory.refused.push(error);
                }
                // One that is refused holds up no other.
                self.work.store(move |store| Ok(!store.to_restore(id, 1)?.is_empty())).await
            }
        }
    }

    async fn bodies(&mut self, session: &mut Session, id: MailboxId) -> Result<Outcome> {
        let orders = &*self.orders;
        let interrupted = || !orders.is_empty();
        let suspects = &mut self.memory.quarantine(id).bodies;
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

    async fn mailbox(&self, id: MailboxId) -> Result<Option<Mailbox>> {
        match self.work.store(move |store| store.mailbox_as_on_server(id)).await {
            Ok(mailbox) => Ok(Some(mailbox)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn inbox(&self) -> Result<Option<Mailbox>> {
        let account = self.work.account;
        let mailboxes = self.work.store(move |store| store.mailboxes_as_on_server(account)).await?;
        Ok(mailboxes.into_iter().find(|mailbox| mailbox.special_use == Some(SpecialUse::Inbox)))
    }
}

//! Waiting for news at the mailbox the person looks at.

use std::time::Duration;

use tokio::time::Instant;

use super::Worker;
use crate::error::Result;
use crate::imap::{Access, IdleEnd, Session, Unsolicited};
use crate::model::Mailbox;
use crate::service::account::Order;

/// How long somebody is taken to look on after the last thing they did.
const ATTENTION: Duration = Duration::from_secs(10 * 60);
/// How often the mailbox is polled, at most, while nobody is taken to look on.
const POLL_UNATTENDED: Duration = Duration::from_secs(2);
/// How often the inbox is looked at where there is no IDLE and the person looks elsewhere.
const POLL_INBOX: Duration = Duration::from_secs(16);

impl Worker<'_> {
    /// Waits at the mailbox the person looks at, for `rest` at most.
    pub(super) async fn wait(&mut self, session: &mut Session, rest: Duration) -> Result<Waited> {
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
        if end == IdleEnd::Changed {
            self.take_news(&session.take_unsolicited(), &target);
        }
        Ok(waited)
    }

    /// Asks about the mailbox that is selected again and again, where the server does not tell by itself.
    async fn poll(&mut self, session: &mut Session, target: &Mailbox, rest: Duration) -> Result<Waited> {
        let begun = Instant::now();
        while begun.elapsed() < rest {
            let attended = self.memory.attended.elapsed() < ATTENTION;
            let poll = self.work.provider.poll;
            let pause = if attended { poll } else { poll.max(POLL_UNATTENDED) };
            match tokio::time::timeout(pause, self.orders.recv()).await {
                Ok(order) => return Ok(Waited::of(order)),
                Err(_) => session.noop().await?,
            }
            if self.take_news(&session.take_unsolicited(), target) {
                return Ok(Waited::Nothing);
            }
            if begun.elapsed() >= POLL_INBOX
                && let Some(inbox) = self.inbox().await?.filter(|inbox| inbox.id != target.id)
            {
                self.memory.agenda.pull(&inbox);
                return Ok(Waited::Nothing);
            }
        }
        Ok(Waited::Nothing)
    }

    /// Plans a look at the mailbox if the server told of anything in it; says whether.
    fn take_news(&mut self, news: &Unsolicited, mailbox: &Mailbox) -> bool {
        if !news.is_change() {
            return false;
        }
        if news.anonymous > 0 || news.overflowed || !news.flags.is_empty() {
            self.memory.forget_flags(mailbox.id);
        }
        self.memory.looked_again = None;
        self.memory.agenda.pull(mailbox);
        true
    }
}

/// What waiting brought.
#[derive(Debug)]
pub(super) enum Waited {
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

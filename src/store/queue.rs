//! The store's methods for what a person does to mail.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::actions::{self, Plan};
use super::engine::{Engine, not_found};
use super::fault::Outcome;
use super::journal::{Journal, Operation, Parts, Pending};
use super::overlay::Place;
use super::types::{Acted, Mark, Page, Waiting};
use super::{Store, now, waiting};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    AccountId, ActionId, EnvelopeId, Intent, Logged, Mailbox, MailboxId, MailboxName, OperationId, Outcome as Settled,
    Verb,
};

/// Messages one action may concern.
const MAX_TARGETS: usize = 1_000_000;

/// What was written of an action: its id, what waits from now on, where the messages are, and how many.
type Written = (Option<ActionId>, Vec<Arc<Pending>>, BTreeMap<EnvelopeId, Place>, usize);

impl Store {
    /// Does something to messages: it is on disk and seen by everyone when this returns, and waits for the
    /// server. Messages that are gone are passed over, as are those it would change nothing of.
    ///
    /// # Errors
    /// Nothing is done then. Those of the disk. [`ErrorKind::TooLarge`] for more than a million messages,
    /// [`ErrorKind::NoSpecialMailbox`] if an account has no mailbox for what is asked, [`ErrorKind::MailboxUnavailable`] if the
    /// one they are to go to takes none in.
    pub fn act(&self, intent: &Intent, messages: &[EnvelopeId]) -> Result<Acted> {
        if messages.len() > MAX_TARGETS {
            return Err(Error::new(ErrorKind::TooLarge, "do something to more than a million messages at once"));
        }
        self.write_action(intent, None, &|engine| actions::act(engine, intent, messages))
    }

    /// Takes an action back (`None`: the latest that was not), by doing the opposite of what it changed. Tells
    /// which was taken back; `None` if there is none, or it was taken back before.
    ///
    /// # Errors
    /// Those of the disk. [`ErrorKind::Invalid`] for what was deleted for ever, [`ErrorKind::MailboxUnavailable`] if messages
    /// are to go back to a mailbox that is gone.
    pub fn undo(&self, action: Option<ActionId>) -> Result<Option<(ActionId, Acted)>> {
        let (undone, operations, to_come) = {
            let mut journal = self.0.journal();
            let Some(id) = action.or_else(|| journal.last_undoable()) else { return Ok(None) };
            let Some(logged) = journal.head(id) else {
                return Err(Error::new(ErrorKind::NotFound, format!("find action {id}")));
            };
            if matches!(logged.stage, crate::model::Stage::Undone(_)) {
                return Ok(None);
            }
            if logged.intent.is_final() {
                return Err(Error::new(ErrorKind::Invalid, "take back what was deleted for ever"));
            }
            let operations = journal.operations(id)?.unwrap_or_default();
            let to_come: BTreeSet<_> =
                operations.iter().flat_map(|operation| journal.copies_to_come(operation.id)).collect();
            (logged, operations, to_come)
        };
        let plan = |engine: &Engine| actions::undo(engine, &operations, &to_come);
        let acted = self.write_action(&undone.intent.inverse(), Some(undone.id), &plan)?;
        Ok(Some((undone.id, acted)))
    }

    fn write_action(
        &self,
        intent: &Intent,
        undoes: Option<ActionId>,
        plan: &dyn Fn(&Engine) -> Outcome<Plan>,
    ) -> Result<Acted> {
        let write = |journal: &mut Journal, plan: Plan| {
            let Plan { operations, places, messages } = plan;
            // Taking back what does not show any more is written down too: the next undo is for what came before.
            if operations.is_empty() && undoes.is_none() {
                return Ok((None, Vec::new(), places, messages));
            }
            let (action, pending) = journal.act(now(), intent.clone(), undoes, operations)?;
            Ok((Some(action), pending, places, messages))
        };
        let apply = |engine: &mut Engine, (_, pending, places, _): &Written| {
            let Engine { overlay, mailboxes, .. } = engine;
            pending.iter().for_each(|pending| overlay.add(mailboxes, pending, |id| places.get(&id).copied()));
            if pending.iter().any(|pending| pending.operation.verb.is_of_mailbox()) {
                engine.make_mailboxes();
            }
        };
        let (action, pending, _, messages) = self.0.note("write down what was done", plan, write, apply)?;
        let concerned = |pending: &Arc<Pending>| {
            let Operation { mailbox, verb, .. } = &pending.operation;
            std::iter::once(*mailbox).chain(verb.to().map(|to| to.mailbox)).collect::<Vec<_>>()
        };
        let mailboxes: BTreeSet<_> = pending.iter().flat_map(concerned).collect();
        let of_mailboxes = pending.iter().filter(|pending| pending.operation.verb.is_of_mailbox());
        let trees = of_mailboxes.map(|pending| pending.operation.account).collect();
        Ok(Acted { action, messages, mailboxes: mailboxes.into_iter().collect(), trees })
    }

    /// What was done, latest first, and how far it is.
    pub fn journal(&self, range: Range<usize>) -> Page<Logged> {
        self.0.journal().page(&range)
    }

    /// How many actions wait for the server, and the latest of those that could not be carried out any more.
    pub fn outstanding(&self) -> (usize, Vec<Logged>) {
        let journal = self.0.journal();
        (journal.waiting(), journal.conflicts())
    }

    /// An action.
    pub fn logged(&self, action: ActionId) -> Option<Logged> {
        self.0.journal().head(action)
    }

    /// What waits for the server in an account, oldest first: what is to be done to messages that its server has. What can
    /// never be sent any more, because the message or the mailbox is gone, is written down as such and not told. Messages that
    /// are to come in again after the cache was lost wait for that.
    pub fn waiting(&self, account: AccountId) -> Result<Vec<Waiting>> {
        let pending = self.0.journal().pending();
        let find = |engine: &Engine| waiting::of_account(engine, &pending, account);
        let found = self.0.read("find what waits for the server", find)?;
        for (outcome, parts) in found.ended {
            self.settle(parts, outcome)?;
        }
        Ok(found.waiting)
    }

    /// How many operations wait in an account, or bring something to it. Cheap.
    pub fn waits(&self, account: AccountId) -> usize {
        self.0.journal().pending_of(account)
    }

    /// Writes down that operations may reach the server from now on: to be called before they are sent.
    pub fn sent(&self, operations: &[OperationId]) -> Result<()> {
        self.write_sent(operations, None)
    }

    /// The same of what brings messages to another mailbox, with what that mailbox had just before.
    pub fn sent_to(&self, operations: &[OperationId], to: &MailboxName, mark: Mark) -> Result<()> {
        self.write_sent(operations, Some((to.clone(), mark)))
    }

    fn write_sent(&self, operations: &[OperationId], mark: Option<(MailboxName, Mark)>) -> Result<()> {
        let write = |journal: &mut Journal, ()| journal.sent(operations, mark);
        let sent = |engine: &mut Engine, ()| engine.overlay.tree.sent(operations);
        self.0.note("write down what is sent", |_| Ok(()), write, |engine, ()| sent(engine, ()))
    }

    /// Takes what the server confirmed for what it says from now on. The operations wait until
    /// [`Self::settle`].
    pub fn take_over(&self, messages: &[EnvelopeId], verb: &Verb) -> Result<()> {
        self.0.write("store what was done", |engine, change| actions::take_over(engine, change, messages, verb))
    }

    /// Writes down how operations ended for some of their messages (none named: for all). What was refused is
    /// undone here by that. Idempotent.
    pub fn settle(&self, parts: Parts, outcome: Settled) -> Result<()> {
        let is_confirmed = outcome == Settled::Confirmed;
        let write = |journal: &mut Journal, ()| journal.settle(parts, outcome);
        let drop = |engine: &mut Engine, settled: &Parts| {
            settled.iter().for_each(|(operation, messages)| engine.overlay.drop(*operation, messages));
            let of_mailboxes: Vec<_> =
                settled.iter().filter_map(|(operation, _)| engine.overlay.tree.drop(*operation)).collect();
            for Operation { account, name, verb, .. } in of_mailboxes.iter().map(|pending| &pending.operation) {
                if let (Verb::RenameMailbox { to, delimiter }, true) = (verb, is_confirmed) {
                    engine.overlay.lost.rename(*account, |known| known.renamed(name, to, *delimiter));
                }
            }
            if !of_mailboxes.is_empty() {
                engine.make_mailboxes();
            }
        };
        self.0.note("write down how it ended", |_| Ok(()), write, drop).map(std::mem::drop)
    }

    /// A mailbox with the counts of what the server has, whatever waits.
    pub fn mailbox_as_on_server(&self, id: MailboxId) -> Result<Mailbox> {
        self.0.read("read a mailbox", |engine| {
            let mailbox = engine.mailbox(id)?;
            if engine.made.contains(&id) {
                return Err(not_found("mailbox on the server", id.get()));
            }
            Ok(engine.frozen.leave_out(mailbox.clone()))
        })
    }

    /// The mailboxes of an account with the counts of what the server has, whatever waits.
    pub fn mailboxes_as_on_server(&self, account: AccountId) -> Result<Vec<Mailbox>> {
        self.0.read("list mailboxes", |engine| {
            let mailboxes = super::mailboxes::of_account(engine, account);
            Ok(mailboxes.into_iter().map(|mailbox| engine.frozen.leave_out(mailbox)).collect())
        })
    }
}

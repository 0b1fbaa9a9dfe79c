//! The store's methods for what a person does to mail.

use std::collections::BTreeMap;
use std::ops::Range;

use super::journal::{Journal, Operation, Parts};
use super::overlay::Place;
use super::types::{Acted, Page, Waiting};
use super::{Store, actions, now};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{AccountId, ActionId, EnvelopeId, Intent, Logged, Mailbox, OperationId, Outcome, Verb};

/// Messages one action may concern.
const MAX_TARGETS: usize = 1_000_000;

impl Store {
    /// Does something to messages: it is on disk and seen by everyone when this returns, and waits for the
    /// server. Messages that are gone are passed over, as are those it would change nothing of.
    ///
    /// # Errors
    /// Those of the disk; nothing is done then. [`ErrorKind::TooLarge`] for more than a million messages.
    pub fn act(&self, intent: &Intent, messages: &[EnvelopeId]) -> Result<Acted> {
        if messages.len() > MAX_TARGETS {
            return Err(Error::new(ErrorKind::TooLarge, "do something to more than a million messages at once"));
        }
        let Intent::Flags { add, remove } = intent else {
            return Err(Error::new(ErrorKind::Invalid, "do more than change flags"));
        };
        let verb = Verb::Flags { add: add.clone(), remove: remove.clone() };
        self.write_action(intent, None, &|| messages.iter().map(|id| (*id, &verb)).collect())
    }

    /// Takes an action back (`None`: the latest that was not), by doing the opposite of what it changed. Tells
    /// which was taken back; `None` if there is none, or it was taken back before.
    pub fn undo(&self, action: Option<ActionId>) -> Result<Option<(ActionId, Acted)>> {
        let (undone, operations) = {
            let mut journal = self.0.journal();
            let Some(id) = action.or_else(|| journal.last_undoable()) else { return Ok(None) };
            let Some(logged) = journal.head(id) else {
                return Err(Error::new(ErrorKind::NotFound, format!("find action {id}")));
            };
            if matches!(logged.stage, crate::model::Stage::Undone(_)) {
                return Ok(None);
            }
            (logged, journal.operations(id)?.unwrap_or_default())
        };
        let inverse: Vec<_> =
            operations.into_iter().map(|operation| (operation.verb.inverse(), operation.targets)).collect();
        let wanted = || inverse.iter().flat_map(|(verb, targets)| targets.iter().map(move |target| (target.id, verb)));
        let acted = self.write_action(&undone.intent.inverse(), Some(undone.id), &|| wanted().collect())?;
        Ok(Some((undone.id, acted)))
    }

    fn write_action<'a>(
        &self,
        intent: &Intent,
        undoes: Option<ActionId>,
        wanted: &dyn Fn() -> Vec<(EnvelopeId, &'a Verb)>,
    ) -> Result<Acted> {
        let plan = |engine: &super::engine::Engine| actions::plan(engine, wanted().into_iter());
        let write = |journal: &mut Journal, (operations, places): (Vec<Operation>, BTreeMap<EnvelopeId, Place>)| {
            // Taking back what does not show any more is written down too: the next undo is for what came before.
            if operations.is_empty() && undoes.is_none() {
                return Ok((None, Vec::new(), places));
            }
            let (action, pending) = journal.act(now(), intent.clone(), undoes, operations)?;
            Ok((Some(action), pending, places))
        };
        let (action, pending, places) = self.0.note("write down what was done", plan, write, |overlay, written| {
            let (_, pending, places) = written;
            pending.iter().for_each(|pending| overlay.add(pending, |id| places.get(&id).copied()));
        })?;
        let mut mailboxes: Vec<_> = pending.iter().map(|pending| pending.operation.mailbox).collect();
        mailboxes.dedup();
        Ok(Acted { action, messages: places.len(), mailboxes })
    }

    /// What was done, latest first, and how far it is.
    pub fn journal(&self, range: Range<usize>) -> Page<Logged> {
        self.0.journal().page(&range)
    }

    /// An action.
    pub fn logged(&self, action: ActionId) -> Option<Logged> {
        self.0.journal().head(action)
    }

    /// What waits for the server in an account, oldest first. What can never be sent any more, because the
    /// message or the mailbox is gone, is written down as such and not told. Messages that are to come in again
    /// after the cache was lost wait for that.
    pub fn waiting(&self, account: AccountId) -> Result<Vec<Waiting>> {
        let pending = self.0.journal().pending();
        let find = |engine: &super::engine::Engine| actions::waiting(engine, &pending, account);
        let (waiting, gone) = self.0.read("find what waits for the server", find)?;
        for (conflict, parts) in gone {
            self.settle(parts, Outcome::Conflict(conflict))?;
        }
        Ok(waiting)
    }

    /// How many operations wait in an account. Cheap.
    pub fn waits(&self, account: AccountId) -> usize {
        self.0.journal().pending_of(account)
    }

    /// Writes down that operations may reach the server from now on: to be called before they are sent.
    pub fn sent(&self, operations: &[OperationId]) -> Result<()> {
        self.0.note("write down what is sent", |_| Ok(()), |journal, ()| journal.sent(operations), |_, ()| ())
    }

    /// Takes what the server confirmed for what it says from now on. The operations wait until
    /// [`Self::settle`].
    pub fn take_over(&self, messages: &[EnvelopeId], verb: &Verb) -> Result<()> {
        self.0.write("store what was done", |engine, change| actions::take_over(engine, change, messages, verb))
    }

    /// Writes down how operations ended for some of their messages (none named: for all). What was refused is
    /// undone here by that. Idempotent.
    pub fn settle(&self, parts: Parts, outcome: Outcome) -> Result<()> {
        let write = |journal: &mut Journal, ()| journal.settle(parts, outcome);
        let drop = |overlay: &mut super::overlay::Overlay, settled: &Parts| {
            settled.iter().for_each(|(operation, messages)| overlay.drop(*operation, messages));
        };
        self.0.note("write down how it ended", |_| Ok(()), write, drop).map(std::mem::drop)
    }

    /// The mailboxes of an account with the counts the server's own flags give, whatever waits.
    pub fn mailboxes_as_on_server(&self, account: AccountId) -> Result<Vec<Mailbox>> {
        self.0.read("list mailboxes", |engine| Ok(super::mailboxes::of_account(engine, account)))
    }
}

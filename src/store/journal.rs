//! What a person did to mail, and how far it is: the one thing in here that no server can give back.
//!
//! Invariants:
//! - An action is in the file before anybody sees it, and is never taken out while a part of it waits.
//! - What is in memory follows from the records alone, in their order; so a process that dies between any two
//!   of them goes on where it was.
//! - Ids ascend and are never reused.
//!
//! How it works: the file (a [`Log`]) has one record per action with all messages it concerns, and small ones
//! that say what was sent and how it ended. In memory are the heads of all actions, and of those that wait the
//! messages too. When the store is opened, what ended long ago is left out of a new file.

mod tidy;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fault::disk_error;
use super::log::{Log, Place};
use super::types::{Mark, Page};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    AccountId, ActionId, Destination, EnvelopeId, Intent, Logged, LoggedPart, MailboxId, MailboxName, OperationId,
    Outcome, Stage, Uid, UidValidity, Verb,
};

/// How long an action can be looked up and undone after it ended.
const KEPT_SECONDS: i64 = 90 * 86_400;
/// Beyond this many bytes the oldest that ended are let go of before that.
const KEPT_BYTES: u64 = 16 << 20;
/// Conflicts that are told.
const MAX_CONFLICTS: usize = 100;

/// A message as it was when something was done to it: enough to find it again after the cache was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Target {
    pub(super) id: EnvelopeId,
    pub(super) uid: Uid,
    pub(super) message_id: Option<String>,
    pub(super) size: u32,
    /// The id that its copy is going to have.
    pub(super) copy: Option<EnvelopeId>,
}

/// The part of an action that concerns one mailbox. The verb changes each of the targets exactly so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Operation {
    pub(super) id: OperationId,
    pub(super) account: AccountId,
    /// Where the messages were seen.
    pub(super) mailbox: MailboxId,
    pub(super) name: MailboxName,
    /// What their UIDs are valid under; `None` also if the server had them elsewhere.
    pub(super) validity: Option<UidValidity>,
    pub(super) verb: Verb,
    pub(super) targets: Vec<Target>,
}

impl Operation {
    /// Where something goes by it, or what the mailbox is called by it.
    fn destination(&self) -> Option<Destination> {
        match &self.verb {
            Verb::RenameMailbox { to, .. } => {
                Some(Destination { account: self.account, mailbox: self.mailbox, name: to.clone() })
            }
            verb => verb.to().cloned(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Action {
    id: ActionId,
    at: i64,
    intent: Intent,
    undoes: Option<ActionId>,
    operations: Vec<Operation>,
}

/// Messages of operations, by operation; none named: all that are left.
pub(super) type Parts = Vec<(OperationId, Vec<EnvelopeId>)>;

/// One record. New variants go to the end.
#[derive(Debug, Serialize, Deserialize)]
enum Record {
    Acted(Action),
    /// These may be with the server from now on; of a mailbox that something goes to, what was there before.
    Sent(Vec<OperationId>, Option<(MailboxName, Mark)>),
    Settled(Parts, Outcome),
    /// Ids below these are taken.
    Ids(u64, u64, u64),
}

/// An operation that waits for the server, with the messages that are left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) action: ActionId,
    pub(super) operation: Operation,
    pub(super) sent: bool,
    /// Of the mailboxes it may have brought messages to: what was there before.
    pub(super) marks: BTreeMap<MailboxName, Mark>,
}

/// An action without its messages.
#[derive(Debug)]
struct Head {
    logged: Logged,
    undone_by: Option<ActionId>,
    /// The worst that was said of a part.
    worst: Option<Outcome>,
    place: Place,
}

/// The journal.
#[derive(Debug)]
pub(super) struct Journal {
    log: Log,
    heads: BTreeMap<ActionId, Head>,
    pending: BTreeMap<OperationId, Arc<Pending>>,
    next_action: u64,
    next_operation: u64,
    next_copy: u64,
    /// Written by a newer program: nothing is let go of.
    unknown: bool,
}

/// Ids from here on are those of copies and of mailboxes that a person made. The ids that the cache gives follow the clock and
/// get here in the next century.
pub(super) const FIRST_GIVEN: u64 = 1 << 52;

/// Only what is in a journal of this folder.
const NAME: &str = "journal";

impl Journal {
    /// Opens the journal in `dir`; tells whether records may have been lost.
    pub(super) fn open(dir: &Path, now: i64) -> Result<(Self, Option<Error>)> {
        let path = dir.join(NAME);
        let context = || format!("open the journal {}", path.display());
        let opened = Log::open(&path).map_err(|error| disk_error(context(), error))?;
        let mut journal = Self::of(opened.log, opened.records);
        let overdue = |head: &Head| head.logged.at < now.saturating_sub(KEPT_SECONDS);
        if journal.log.len() > KEPT_BYTES || journal.heads.values().any(overdue) {
            journal.tidy(now.saturating_sub(KEPT_SECONDS))?;
        }
        let damaged = opened.damaged.then(|| {
            Error::new(ErrorKind::StoreDamaged, context()).with_source("some of what was done may have been lost")
        });
        Ok((journal, damaged))
    }

    fn of(log: Log, records: Vec<(Place, Vec<u8>)>) -> Self {
        let (heads, pending) = Default::default();
        let (next_action, next_operation, next_copy) = (1, 1, FIRST_GIVEN);
        let mut journal = Self { log, heads, pending, next_action, next_operation, next_copy, unknown: false };
        for (place, payload) in records {
            match postcard::from_bytes(&payload) {
                Ok(record) => journal.take(record, place),
                Err(error) => {
                    tracing::error!("the journal holds a record this program does not know: {error}");
                    journal.unknown = true;
                }
            }
        }
        journal
    }

    /// Operations that wait, oldest first.
    pub(super) fn pending(&self) -> Vec<Arc<Pending>> {
        self.pending.values().cloned().collect()
    }

    /// How many operations wait that may concern messages an account has: those on their way to it may be there already.
    pub(super) fn pending_of(&self, account: AccountId) -> usize {
        let concerns = |Operation { account: from, verb, .. }: &Operation| {
            *from == account || verb.to().is_some_and(|to| to.account == account)
        };
        self.pending.values().filter(|pending| concerns(&pending.operation)).count()
    }

    /// Writes an action down; gives what waits from now on. The ids of the operations are given here.
    pub(super) fn act(
        &mut self,
        at: i64,
        intent: Intent,
        undoes: Option<ActionId>,
        mut operations: Vec<Operation>,
    ) -> Result<(ActionId, Vec<Arc<Pending>>)> {
        let id = ActionId::new(self.next_action);
        let ids: Vec<_> = (self.next_operation..).map(OperationId::new).take(operations.len()).collect();
        operations.iter_mut().zip(&ids).for_each(|(operation, id)| operation.id = *id);
        let (mut next, mut made) = (self.next_copy.., BTreeMap::new());
        for operation in &mut operations {
            match operation.verb {
                Verb::Copy { .. } => {
                    for (target, copy) in operation.targets.iter_mut().zip(&mut next) {
                        target.copy = Some(EnvelopeId::new(copy));
                    }
                }
                Verb::CreateMailbox { .. } => {
                    made.insert(operation.mailbox, next.next().map_or(operation.mailbox, MailboxId::new));
                }
                _ => {}
            }
        }
        for operation in &mut operations {
            let to = match &mut operation.verb {
                Verb::Move { to } | Verb::Copy { to } => Some(&mut to.mailbox),
                _ => None,
            };
            for mailbox in to.into_iter().chain([&mut operation.mailbox]) {
                *mailbox = made.get(mailbox).copied().unwrap_or(*mailbox);
            }
        }
        self.write(Record::Acted(Action { id, at, intent, undoes, operations }))?;
        Ok((id, ids.iter().filter_map(|id| self.pending.get(id).cloned()).collect()))
    }

    /// Writes down that operations may reach the server from now on, and what was in a mailbox they bring messages to.
    pub(super) fn sent(&mut self, ids: &[OperationId], mark: Option<(MailboxName, Mark)>) -> Result<()> {
        let is_news = |pending: &Arc<Pending>| {
            !pending.sent || mark.as_ref().is_some_and(|(mailbox, mark)| pending.marks.get(mailbox) != Some(mark))
        };
        let fresh: Vec<_> = ids.iter().filter(|id| self.pending.get(id).is_some_and(is_news)).copied().collect();
        if fresh.is_empty() { Ok(()) } else { self.write(Record::Sent(fresh, mark)) }
    }

    /// The copies that wait to be made, of an operation.
    pub(super) fn copies_to_come(&self, id: OperationId) -> BTreeSet<EnvelopeId> {
        let targets = self.pending.get(&id).into_iter().flat_map(|pending| &pending.operation.targets);
        targets.filter_map(|target| target.copy).collect()
    }

    /// Writes down how it ended for some messages. What does not wait any more is passed over. Gives the
    /// messages, operation by operation.
    pub(super) fn settle(&mut self, parts: Parts, outcome: Outcome) -> Result<Parts> {
        let mut settled = Parts::new();
        for (id, messages) in parts {
            let Some(pending) = self.pending.get(&id) else { continue };
            let left: BTreeSet<_> = pending.operation.targets.iter().map(|target| target.id).collect();
            let messages: BTreeSet<_> = if messages.is_empty() {
                left.clone()
            } else {
                messages.into_iter().filter(|id| left.contains(id)).collect()
            };
            if !messages.is_empty() || pending.operation.verb.is_of_mailbox() {
                settled.push((id, messages.into_iter().collect()));
            }
        }
        if settled.is_empty() {
            return Ok(settled);
        }
        let is_all = |id: &OperationId, messages: &Vec<EnvelopeId>| {
            self.pending.get(id).is_some_and(|pending| pending.operation.targets.len() == messages.len())
        };
        let written = settled
            .iter()
            .map(|(id, messages)| (*id, if is_all(id, messages) { Vec::new() } else { messages.clone() }))
            .collect();
        self.write(Record::Settled(written, outcome))?;
        Ok(settled)
    }

    /// Lets go of everything that concerns an account.
    pub(super) fn forget_account(&mut self, account: AccountId) -> Result<()> {
        let concerned = self.heads.values().any(|head| head.logged.parts.iter().any(|part| part.account == account));
        if concerned { self.retain(|_, operation| operation.account != account) } else { Ok(()) }
    }

    /// The operations of an action with all their messages, from the file.
    pub(super) fn operations(&mut self, id: ActionId) -> Result<Option<Vec<Operation>>> {
        let Some(place) = self.heads.get(&id).map(|head| head.place) else { return Ok(None) };
        let payload = self.log.read(place).map_err(|error| disk_error("read the journal", error))?;
        Ok(match postcard::from_bytes(&payload) {
            Ok(Record::Acted(action)) => Some(action.operations),
            _ => None,
        })
    }

    /// The latest action that was not undone, undoing aside, and what nobody asked for or nobody can take back.
    pub(super) fn last_undoable(&self) -> Option<ActionId> {
        let mut heads = self.heads.iter().rev();
        let is_undoable = |head: &Head| {
            let by_hand = !head.logged.intent.is_final() && head.logged.intent != Intent::AutoRead;
            head.undone_by.is_none() && head.logged.undoes.is_none() && by_hand
        };
        heads.find(|(_, head)| is_undoable(head)).map(|(id, _)| *id)
    }

    /// An action.
    pub(super) fn head(&self, id: ActionId) -> Option<Logged> {
        self.heads.get(&id).map(Head::told)
    }

    /// Actions, latest first.
    pub(super) fn page(&self, range: &std::ops::Range<usize>) -> Page<Logged> {
        let total = self.heads.len();
        let start = range.start.min(total);
        let rows = self.heads.values().rev().skip(start).take(range.end.saturating_sub(start)).map(Head::told);
        Page { total, start, rows: rows.collect() }
    }

    /// Actions that wait for the server. What was taken back before any of it was sent is none: it comes to nothing.
    pub(super) fn waiting(&self) -> usize {
        let waiting: BTreeSet<_> = self.pending.values().map(|pending| pending.action).collect();
        let waits = |id: Option<ActionId>| id.is_some_and(|id| waiting.contains(&id));
        let heads = waiting.iter().filter_map(|id| self.heads.get(id));
        heads.filter(|head| !waits(head.undone_by) && !waits(head.logged.undoes)).count()
    }

    /// The latest actions that could not be carried out any more, latest first.
    pub(super) fn conflicts(&self) -> Vec<Logged> {
        let told = self.heads.values().rev().map(Head::told);
        told.filter(|logged| matches!(logged.stage, Stage::Conflict(_))).take(MAX_CONFLICTS).collect()
    }

    fn write(&mut self, record: Record) -> Result<()> {
        let place = self.log.append(&encode(&record)?).map_err(|error| disk_error("write the journal", error))?;
        self.take(record, place);
        Ok(())
    }

    /// What a record means.
    fn take(&mut self, record: Record, place: Place) {
        match record {
            Record::Acted(action) => self.take_action(action, place),
            Record::Sent(ids, mark) => {
                for id in ids {
                    if let Some(pending) = self.pending.get_mut(&id) {
                        let changed = Arc::make_mut(pending);
                        changed.sent = true;
                        changed.marks.extend(mark.clone());
                        let action = pending.action;
                        if let Some(head) =
                            self.heads.get_mut(&action).filter(|head| head.logged.stage == Stage::Waiting)
                        {
                            head.logged.stage = Stage::Sent;
                        }
                    }
                }
            }
            Record::Settled(parts, outcome) => parts.into_iter().for_each(|part| self.take_settled(part, &outcome)),
            Record::Ids(action, operation, copy) => {
                self.next_action = self.next_action.max(action);
                self.next_operation = self.next_operation.max(operation);
                self.next_copy = self.next_copy.max(copy);
            }
        }
    }

    fn take_action(&mut self, action: Action, place: Place) {
        let Action { id, at, intent, undoes, operations } = action;
        self.next_action = self.next_action.max(id.get().saturating_add(1));
        let mut parts = Vec::with_capacity(operations.len());
        for operation in operations {
            self.next_operation = self.next_operation.max(operation.id.get().saturating_add(1));
            let last_copy = operation.targets.iter().filter_map(|target| target.copy).map(EnvelopeId::get).max();
            let made = matches!(operation.verb, Verb::CreateMailbox { .. }).then(|| operation.mailbox.get());
            self.next_copy = self.next_copy.max(last_copy.max(made).map_or(0, |id| id.saturating_add(1)));
            let of_mailbox = usize::from(operation.verb.is_of_mailbox());
            let total = u32::try_from(operation.targets.len().max(of_mailbox)).unwrap_or(u32::MAX);
            parts.push(LoggedPart {
                id: operation.id,
                account: operation.account,
                mailbox: operation.mailbox,
                name: operation.name.clone(),
                to: operation.destination(),
                total,
                left: total,
            });
            let marks = BTreeMap::new();
            self.pending.insert(operation.id, Arc::new(Pending { action: id, operation, sent: false, marks }));
        }
        if let Some(undone) = undoes.and_then(|undone| self.heads.get_mut(&undone)) {
            undone.undone_by = Some(id);
        }
        let stage = if parts.is_empty() { Stage::Confirmed } else { Stage::Waiting };
        let logged = Logged { id, at, intent, undoes, stage, parts };
        self.heads.insert(id, Head { logged, undone_by: None, worst: None, place });
    }

    fn take_settled(&mut self, (id, messages): (OperationId, Vec<EnvelopeId>), outcome: &Outcome) {
        let Some(pending) = self.pending.get_mut(&id) else { return };
        let settled: BTreeSet<_> = messages.into_iter().collect();
        let changed = Arc::make_mut(pending);
        changed.operation.targets.retain(|target| !settled.is_empty() && !settled.contains(&target.id));
        let (action, left) = (changed.action, changed.operation.targets.len());
        if left == 0 {
            let ended = self.pending.remove(&id);
            if let Some(ended) = ended.filter(|_| *outcome == Outcome::Confirmed) {
                self.rename(&ended.operation);
            }
        }
        let Some(head) = self.heads.get_mut(&action) else { return };
        if let Some(part) = head.logged.parts.iter_mut().find(|part| part.id == id) {
            part.left = u32::try_from(left).unwrap_or(u32::MAX);
        }
        if *outcome != Outcome::Confirmed && !matches!(head.worst, Some(Outcome::Rejected(_))) {
            head.worst = Some(outcome.clone());
        }
        if head.logged.parts.iter().all(|part| part.left == 0) {
            head.logged.stage = match &head.worst {
                None | Some(Outcome::Confirmed) => Stage::Confirmed,
                Some(Outcome::Rejected(words)) => Stage::Rejected(words.clone()),
                Some(Outcome::Conflict(conflict)) => Stage::Conflict(*conflict),
            };
        }
    }
}

impl Journal {
    /// A mailbox is called otherwise on the server now: what waits for it, or for one below, is to find it by that name if the
    /// cache is lost. Not what waits for one that is yet to be made and is called as this one was.
    fn rename(&mut self, Operation { account, name: from, verb, .. }: &Operation) {
        let Verb::RenameMailbox { to, delimiter } = verb else { return };
        let is_made = |pending: &&Arc<Pending>| matches!(pending.operation.verb, Verb::CreateMailbox { .. });
        let to_come: BTreeSet<_> = self.pending.values().filter(is_made).map(|it| it.operation.mailbox).collect();
        let now = |name: &MailboxName| name.renamed(from, to, *delimiter);
        for pending in self.pending.values_mut().filter(|pending| !pending.operation.verb.is_of_mailbox()) {
            let Pending { operation, marks, .. } = Arc::make_mut(pending);
            if operation.account == *account && !to_come.contains(&operation.mailbox) {
                operation.name = now(&operation.name).unwrap_or_else(|| operation.name.clone());
            }
            let (Verb::Move { to } | Verb::Copy { to }) = &mut operation.verb else { continue };
            if to.account != *account || to_come.contains(&to.mailbox) {
                continue;
            }
            if let Some(renamed) = now(&to.name) {
                to.name = renamed;
                let known = std::mem::take(marks).into_iter();
                *marks = known.map(|(name, mark)| (now(&name).unwrap_or(name), mark)).collect();
            }
        }
    }
}

impl Head {
    fn told(&self) -> Logged {
        let mut told = self.logged.clone();
        if let Some(by) = self.undone_by {
            told.stage = Stage::Undone(by);
        }
        told
    }
}

fn encode(record: &Record) -> Result<Vec<u8>> {
    postcard::to_stdvec(record)
        .map_err(|error| Error::new(ErrorKind::Storage, "encode a record of the journal").with_source(error))
}

#[cfg(test)]
mod tests;

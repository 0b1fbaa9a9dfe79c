//! From the operations that wait to the fewest commands that have the same effect. Pure.
//!
//! What counts of a message is its last word on each flag and the last mailbox it was moved to, or that it was deleted; what the
//! server has already need not be sent. So read, unread, read is one change, from here to there and back is none, and an
//! action with its undoing is none. Only flags that may have been sent before are sent again whatever the store knows of the
//! server, for nobody knows whether they arrived; doing it twice does no harm. Of what may have been moved before,
//! [`super::doubt`] finds out first.
//!
//! A message is copied as it is at that moment: what was done to its flags later waits until that is done.

use std::collections::BTreeMap;

use crate::model::{Destination, EnvelopeId, Flags, MailboxId, OperationId, Uid, UidSet, UidValidity, Verb};
use crate::store::{Waiting, WaitingTarget};

/// What is to be sent to one mailbox, and which operations are done with then. Flags first, then copies, then moves, then what
/// is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// What its UIDs are valid under.
    pub uid_validity: Option<UidValidity>,
    /// The operations, oldest first, with their messages in this mailbox.
    pub parts: Vec<Part>,
    /// The messages to which something is to be done, and their UIDs.
    pub uids: BTreeMap<EnvelopeId, Uid>,
    /// Flags to send; empty if the server says all of it already.
    pub steps: Vec<Step>,
    /// Copies to make.
    pub copies: Vec<Transfer>,
    /// Messages to move.
    pub moves: Vec<Transfer>,
    /// Messages to delete for ever.
    pub deletes: Vec<WaitingTarget>,
}

/// An operation and messages of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The operation.
    pub id: OperationId,
    /// Its verb.
    pub verb: Verb,
    /// The messages.
    pub messages: Vec<EnvelopeId>,
}

/// Flags to be changed of messages of one mailbox. In no order: no message is in two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to add to what the server has.
    pub add: Flags,
    /// What to take away.
    pub remove: Flags,
    /// The messages by their UIDs.
    pub uids: UidSet,
    /// The same messages.
    pub messages: Vec<EnvelopeId>,
}

/// Messages that go to one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Where to.
    pub to: Destination,
    /// The messages; each is in one transfer of the moves, and may be in several of the copies.
    pub messages: Vec<WaitingTarget>,
}

impl Round {
    /// Whether nothing has to be sent.
    pub const fn is_nothing(&self) -> bool {
        self.steps.is_empty() && self.copies.is_empty() && self.moves.is_empty() && self.deletes.is_empty()
    }
}

/// What the operations come to for one message.
#[derive(Debug)]
struct Net<'a> {
    target: &'a WaitingTarget,
    add: Flags,
    remove: Flags,
    /// Flags of which nobody knows what the server says.
    doubtful: Flags,
    copies: Vec<(&'a Destination, Option<EnvelopeId>)>,
    to: Option<&'a Destination>,
    deleted: bool,
    /// What comes from here on waits until the rest is done.
    closed: bool,
}

impl<'a> Net<'a> {
    fn of(target: &'a WaitingTarget) -> Self {
        let (add, remove, doubtful, copies) = Default::default();
        Self { target, add, remove, doubtful, copies, to: None, deleted: false, closed: false }
    }

    /// Takes an operation in; says whether it is done with when the rest is.
    fn take(&mut self, verb: &'a Verb, sent: bool, copy: Option<EnvelopeId>) -> bool {
        self.closed |= matches!(verb, Verb::Flags { .. }) && !self.copies.is_empty();
        if self.closed {
            return false;
        }
        match verb {
            Verb::Flags { add, remove } => {
                self.add = self.add.union(add).difference(remove);
                self.remove = self.remove.difference(add).union(remove);
                if sent {
                    self.doubtful = self.doubtful.union(add).union(remove);
                }
            }
            Verb::Copy { to } => self.copies.push((to, copy)),
            Verb::Move { to } => self.to = Some(to),
            Verb::Delete => self.deleted = true,
            // Sent before messages: see [`super::manage`].
            _ => {}
        }
        true
    }

    /// The flags that the server does not have for certain.
    fn flags(&self) -> (Flags, Flags) {
        if self.deleted && self.copies.is_empty() {
            return Default::default();
        }
        let server = &self.target.server_flags;
        let add = self.add.difference(&server.difference(&self.doubtful));
        (add, self.remove.intersection(&server.union(&self.doubtful)))
    }
}

/// Plans what to send, mailbox by mailbox, the one that has waited the longest first.
pub fn collapse(waiting: &[Waiting]) -> Vec<Round> {
    let mut order: Vec<MailboxId> = Vec::new();
    let mut by_mailbox: BTreeMap<MailboxId, Vec<&Waiting>> = BTreeMap::new();
    for operation in waiting {
        let known = by_mailbox.entry(operation.mailbox).or_default();
        if known.is_empty() {
            order.push(operation.mailbox);
        }
        known.push(operation);
    }
    order.into_iter().filter_map(|mailbox| by_mailbox.get(&mailbox).and_then(|of| round(mailbox, of))).collect()
}

fn round(mailbox: MailboxId, operations: &[&Waiting]) -> Option<Round> {
    let mut nets: BTreeMap<EnvelopeId, Net<'_>> = BTreeMap::new();
    let mut parts = Vec::with_capacity(operations.len());
    for operation in operations {
        let mut messages = Vec::with_capacity(operation.targets.len());
        for target in &operation.targets {
            let net = nets.entry(target.id).or_insert_with(|| Net::of(target));
            if net.take(&operation.verb, operation.sent, target.copy) {
                messages.push(target.id);
            }
        }
        if !messages.is_empty() {
            parts.push(Part { id: operation.id, verb: operation.verb.clone(), messages });
        }
    }
    let mut steps: BTreeMap<(Flags, Flags), Vec<&WaitingTarget>> = BTreeMap::new();
    let mut copies: BTreeMap<&Destination, Vec<WaitingTarget>> = BTreeMap::new();
    let mut moves: BTreeMap<&Destination, Vec<WaitingTarget>> = BTreeMap::new();
    let (mut deletes, mut uids) = (Vec::new(), BTreeMap::new());
    for (id, net) in &nets {
        let (add, remove) = net.flags();
        let moves_on = net.to.is_some_and(|to| to.mailbox != mailbox);
        if !add.is_empty() || !remove.is_empty() || !net.copies.is_empty() || net.deleted || moves_on {
            uids.insert(*id, net.target.uid);
        }
        if !add.is_empty() || !remove.is_empty() {
            steps.entry((add, remove)).or_default().push(net.target);
        }
        for (to, copy) in &net.copies {
            copies.entry(to).or_default().push(WaitingTarget { copy: *copy, ..net.target.clone() });
        }
        if net.deleted {
            deletes.push(net.target.clone());
        } else if let Some(to) = net.to.filter(|to| to.mailbox != mailbox) {
            moves.entry(to).or_default().push(net.target.clone());
        }
    }
    let step = |((add, remove), messages): (_, Vec<&WaitingTarget>)| Step {
        add,
        remove,
        uids: messages.iter().map(|target| target.uid).collect(),
        messages: messages.into_iter().map(|target| target.id).collect(),
    };
    let transfers = |by_mailbox: BTreeMap<&Destination, Vec<WaitingTarget>>| {
        by_mailbox.into_iter().map(|(to, messages)| Transfer { to: to.clone(), messages }).collect()
    };
    Some(Round {
        mailbox,
        uid_validity: operations.first()?.uid_validity,
        parts,
        uids,
        steps: steps.into_iter().map(step).collect(),
        copies: transfers(copies),
        moves: transfers(moves),
        deletes,
    })
}

#[cfg(test)]
mod tests;

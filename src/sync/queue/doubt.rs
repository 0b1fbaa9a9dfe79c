//! What may have been sent before nobody heard the answer, and finding again what arrived. Pure.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Destination, EnvelopeId, MailboxId, OperationId, Uid, UidValidity, Verb};
use crate::store::{Mark, NewEnvelope, Waiting, WaitingTarget};

/// What may have been done to messages of one mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// The validity of their UIDs.
    pub uid_validity: Option<UidValidity>,
    /// Copies: of which operation, where to, and what was there before.
    pub copies: Vec<(OperationId, Arrival)>,
    /// Moves.
    pub moves: Vec<Arrival>,
    /// Deleted.
    pub deletes: Vec<WaitingTarget>,
}

/// A message that may have arrived somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The message.
    pub target: WaitingTarget,
    /// Where.
    pub to: Destination,
    /// What was there before.
    pub mark: Option<Mark>,
}

/// What of the operations that wait may have been done.
pub fn doubts(waiting: &[Waiting]) -> BTreeMap<MailboxId, Doubts> {
    let mut all: BTreeMap<MailboxId, Doubts> = BTreeMap::new();
    let mut moves: BTreeMap<EnvelopeId, (MailboxId, Arrival)> = BTreeMap::new();
    for operation in waiting.iter().filter(|operation| operation.sent) {
        let doubts = all.entry(operation.mailbox).or_default();
        doubts.uid_validity = operation.uid_validity;
        let arrival = |target: &WaitingTarget, to: &Destination| Arrival {
            target: target.clone(),
            to: to.clone(),
            mark: operation.marks.get(&to.name).copied(),
        };
        match &operation.verb {
            Verb::Flags { .. } => {}
            Verb::Copy { to } => {
                doubts.copies.extend(operation.targets.iter().map(|target| (operation.id, arrival(target, to))));
            }
            // The last one that was sent is the one that counted when it was.
            Verb::Move { to } => moves
                .extend(operation.targets.iter().map(|target| (target.id, (operation.mailbox, arrival(target, to))))),
            Verb::Delete => doubts.deletes.extend(operation.targets.iter().cloned()),
        }
    }
    for (mailbox, arrival) in moves.into_values().filter(|(mailbox, arrival)| arrival.to.mailbox != *mailbox) {
        all.entry(mailbox).or_default().moves.push(arrival);
    }
    all.retain(|_, doubts| !(doubts.copies.is_empty() && doubts.moves.is_empty() && doubts.deletes.is_empty()));
    all
}

/// What a message that arrived is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Print {
    Named(String, u32),
    Nameless(u32, i64),
}

/// Pairs messages with those that were found, one to one: by Message-ID and size, without a Message-ID by size and date.
pub fn pair(wanted: &[&WaitingTarget], found: &[NewEnvelope]) -> Vec<(EnvelopeId, Uid)> {
    let print = |message_id: &Option<String>, size: u32, received: i64| match message_id {
        Some(id) => Print::Named(id.clone(), size),
        None => Print::Nameless(size, received),
    };
    let mut by_print: HashMap<Print, Vec<Uid>> = HashMap::new();
    for new in found.iter().rev() {
        by_print.entry(print(&new.message_id, new.size, new.received)).or_default().push(new.uid);
    }
    let uid_of = |target: &WaitingTarget| {
        by_print.get_mut(&print(&target.message_id, target.size, target.received)).and_then(Vec::pop)
    };
    let uids: Vec<_> = wanted.iter().copied().map(uid_of).collect();
    wanted.iter().zip(uids).filter_map(|(target, uid)| Some((target.id, uid?))).collect()
}

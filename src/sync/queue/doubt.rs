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
            Verb::Copy { to } => {
                doubts.copies.extend(operation.targets.iter().map(|target| (operation.id, arrival(target, to))));
            }
            // The last one that was sent is the one that counted when it was.
            Verb::Move { to } => moves
                .extend(operation.targets.iter().map(|target| (target.id, (operation.mailbox, arrival(target, to))))),
            Verb::Delete => doubts.deletes.extend(operation.targets.iter().cloned()),
            _ => {}
        }
    }
    // What was there is written down before anything is sent there: nothing was, where it is not.
    let may_have_arrived =
        |(mailbox, arrival): &(MailboxId, Arrival)| arrival.to.mailbox != *mailbox && arrival.mark.is_some();
    for (mailbox, arrival) in moves.into_values().filter(may_have_arrived) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, ActionId, Flags, MailboxName};
    use crate::sync::envelope;

    fn target(id: u64, message_id: Option<&str>, size: u32, received: i64) -> WaitingTarget {
        WaitingTarget {
            id: EnvelopeId::new(id),
            uid: Uid::MIN,
            server_flags: Flags::default(),
            message_id: message_id.map(str::to_owned),
            size,
            received,
            copy: None,
        }
    }

    fn found(uid: u32, message_id: Option<&str>, size: u32, received: i64) -> NewEnvelope {
        let new = envelope::unreadable(Uid::new(uid).unwrap());
        NewEnvelope { message_id: message_id.map(str::to_owned), size, received, ..new }
    }

    #[test]
    fn messages_are_known_by_their_name_or_else_by_size_and_date_and_each_once() {
        let wanted = [
            target(1, Some("a"), 5, 100),
            target(2, Some("a"), 5, 100),
            target(3, Some("b"), 6, 100),
            target(4, None, 7, 300),
            target(5, None, 7, 400),
        ];
        let there = [
            found(10, Some("a"), 5, 999),
            found(11, Some("b"), 66, 100),
            found(12, None, 7, 400),
            found(13, Some("c"), 7, 300),
            found(14, Some("a"), 5, 100),
            found(15, Some("a"), 5, 100),
        ];

        let pairs = pair(&wanted.iter().collect::<Vec<_>>(), &there);

        let said: Vec<_> = pairs.into_iter().map(|(id, uid)| (id.get(), uid.get())).collect();
        assert_eq!(said, [(1, 10), (2, 14), (5, 12)]);
    }

    #[test]
    fn of_a_chain_of_moves_the_last_one_that_was_sent_is_in_doubt() {
        let to = |mailbox: u64| Destination {
            account: AccountId::new(1),
            mailbox: MailboxId::new(mailbox),
            name: MailboxName::new(format!("box{mailbox}")),
        };
        let mark = (UidValidity::new(7).unwrap(), Uid::new(40).unwrap());
        let waiting = |id, mailbox: u64, sent| Waiting {
            id: OperationId::new(id),
            action: ActionId::new(id),
            mailbox: MailboxId::new(1),
            uid_validity: UidValidity::new(1),
            verb: Verb::Move { to: to(mailbox) },
            sent,
            marks: [(to(mailbox).name, mark)].into(),
            targets: vec![target(9, None, 1, 1)],
        };

        let doubts = doubts(&[waiting(1, 2, true), waiting(2, 3, true), waiting(3, 4, false)]);

        let moves: Vec<_> = doubts[&MailboxId::new(1)].moves.iter().map(|it| (it.to.clone(), it.mark)).collect();
        assert_eq!(moves, [(to(3), Some(mark))]);
        assert!(super::doubts(&[waiting(1, 1, true), waiting(2, 2, false)]).is_empty(), "it is where it was to go");
    }
}

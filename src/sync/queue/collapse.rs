//! From the operations that wait to the fewest changes that have the same effect. Pure.
//!
//! What counts of a message is its last word on each flag; what the server says already need not be sent. So
//! read, unread, read is one change, and an action with its undoing is none. Only what may have been sent
//! before is sent again whatever the store knows of the server, for nobody knows whether it arrived; doing it
//! twice does no harm.

use std::collections::BTreeMap;

use crate::model::{EnvelopeId, Flags, MailboxId, OperationId, Uid, UidSet, UidValidity, Verb};
use crate::store::Waiting;

/// What is to be sent to one mailbox, and which operations are done with then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// What its UIDs are valid under.
    pub uid_validity: Option<UidValidity>,
    /// The operations, oldest first, with their messages in this mailbox.
    pub parts: Vec<(OperationId, Vec<EnvelopeId>)>,
    /// What to send; empty if the server says all of it already.
    pub steps: Vec<Step>,
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

/// What the operations come to for one message.
#[derive(Clone, Debug, Default)]
struct Net {
    add: Flags,
    remove: Flags,
    /// Flags of which nobody knows what the server says.
    doubtful: Flags,
}

impl Net {
    fn take(&mut self, verb: &Verb, sent: bool) {
        let Verb::Flags { add, remove } = verb;
        self.add = self.add.union(add).difference(remove);
        self.remove = self.remove.difference(add).union(remove);
        if sent {
            self.doubtful = self.doubtful.union(add).union(remove);
        }
    }

    /// What of it the server does not say for certain.
    fn beyond(&self, server: &Flags) -> (Flags, Flags) {
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
    let mut nets: BTreeMap<EnvelopeId, (Uid, &Flags, Net)> = BTreeMap::new();
    for operation in operations {
        for target in &operation.targets {
            let fresh = || (target.uid, &target.server_flags, Net::default());
            nets.entry(target.id).or_insert_with(fresh).2.take(&operation.verb, operation.sent);
        }
    }
    let mut steps: BTreeMap<(Flags, Flags), Vec<(Uid, EnvelopeId)>> = BTreeMap::new();
    for (id, (uid, server, net)) in nets {
        let (add, remove) = net.beyond(server);
        if !add.is_empty() || !remove.is_empty() {
            steps.entry((add, remove)).or_default().push((uid, id));
        }
    }
    let step = |((add, remove), messages): (_, Vec<(Uid, EnvelopeId)>)| Step {
        add,
        remove,
        uids: messages.iter().map(|(uid, _)| *uid).collect(),
        messages: messages.into_iter().map(|(_, id)| id).collect(),
    };
    let parts = |operation: &&Waiting| (operation.id, operation.targets.iter().map(|target| target.id).collect());
    Some(Round {
        mailbox,
        uid_validity: operations.first()?.uid_validity,
        parts: operations.iter().map(parts).collect(),
        steps: steps.into_iter().map(step).collect(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::ActionId;
    use crate::store::WaitingTarget;

    fn flags(text: &str) -> Flags {
        Flags::parse(text.split_whitespace())
    }

    /// `"+\Seen -\Flagged"`
    fn verb(text: &str) -> Verb {
        let with =
            |sign| flags(&text.split(' ').filter_map(|word| word.strip_prefix(sign)).collect::<Vec<_>>().join(" "));
        Verb::Flags { add: with('+'), remove: with('-') }
    }

    fn waiting(id: u64, mailbox: u64, verb: Verb, sent: bool, server: &[(u32, Flags)]) -> Waiting {
        let target = |(uid, flags): &(u32, Flags)| WaitingTarget {
            id: EnvelopeId::new(mailbox * 1_000 + u64::from(*uid)),
            uid: Uid::new(*uid).unwrap(),
            server_flags: flags.clone(),
        };
        Waiting {
            id: OperationId::new(id),
            action: ActionId::new(id),
            mailbox: MailboxId::new(mailbox),
            uid_validity: UidValidity::new(1),
            verb,
            sent,
            targets: server.iter().map(target).collect(),
        }
    }

    #[test]
    fn what_comes_to_the_same_is_sent_once_or_not_at_all() {
        // The server's flags, the verbs (sent before: with a "!"), and what is sent.
        let table: [(&str, &[&str], &[&str]); 10] = [
            ("", &["+\\Seen"], &["+\\Seen"]),
            ("", &["+\\Seen", "-\\Seen", "+\\Seen"], &["+\\Seen"]),
            ("", &["+\\Seen", "-\\Seen"], &[]),
            ("", &["+\\Seen !", "-\\Seen"], &["-\\Seen"]),
            ("\\Seen", &["+\\Seen"], &[]),
            ("\\Seen", &["+\\Seen !"], &["+\\Seen"]),
            ("\\Seen", &["-\\Seen", "+\\Flagged"], &["-\\Seen +\\Flagged"]),
            ("$label1", &["-$label1 +$label2", "-$label2 +$label3"], &["-$label1 +$label3"]),
            ("\\Answered", &["+\\Seen +\\Flagged", "-\\Seen"], &["+\\Flagged"]),
            ("", &["-\\Seen"], &[]),
        ];
        for (server, verbs, expected) in table {
            let of = [(7, flags(server))];
            let waiting: Vec<_> =
                (1..).zip(verbs).map(|(id, text)| waiting(id, 1, verb(text), text.ends_with('!'), &of)).collect();

            let rounds = collapse(&waiting);

            let sent: Vec<_> = rounds[0]
                .steps
                .iter()
                .map(|step| Verb::Flags { add: step.add.clone(), remove: step.remove.clone() })
                .collect();
            assert_eq!(sent, expected.iter().map(|text| verb(text)).collect::<Vec<_>>(), "{verbs:?}");
            assert_eq!(rounds[0].parts.len(), verbs.len(), "all are done with");
        }
    }

    #[test]
    fn what_is_alike_goes_together_and_mailboxes_in_the_order_they_waited() {
        let plain = [(1, flags("")), (2, flags("")), (3, flags("\\Seen"))];
        let waiting = [
            waiting(1, 8, verb("+\\Seen"), false, &plain[..1]),
            waiting(2, 5, verb("+\\Seen"), false, &plain),
            waiting(3, 8, verb("+\\Seen"), false, &plain[1..2]),
        ];

        let rounds = collapse(&waiting);

        let said: Vec<_> = rounds.iter().map(|round| (round.mailbox.get(), round.steps[0].uids.to_string())).collect();
        assert_eq!(said, [(8, "1:2".to_owned()), (5, "1:2".to_owned())]);
        assert_eq!(rounds.iter().map(|round| round.steps.len()).collect::<Vec<_>>(), [1, 1]);
    }

    const WORDS: [&str; 4] = ["\\Seen", "\\Flagged", "$label1", "$Junk"];

    fn some_flags() -> impl Strategy<Value = Flags> {
        prop::sample::subsequence(WORDS.to_vec(), 0..=4).prop_map(Flags::parse)
    }

    proptest! {
        #[test]
        fn what_is_sent_has_the_effect_of_all_that_was_done_in_its_order(
            server in prop::collection::vec((some_flags(), some_flags()), 1..6),
            done in prop::collection::vec((some_flags(), some_flags(), any::<bool>(), any::<u8>()), 1..8),
        ) {
            let known: Vec<_> = (1..).zip(&server).map(|(uid, (flags, _))| (uid, flags.clone())).collect();
            let waiting: Vec<_> = (1..)
                .zip(&done)
                .map(|(id, (add, remove, sent, which))| {
                    let of: Vec<_> = known.iter().filter(|(uid, _)| which >> (uid % 8) & 1 == 1).cloned().collect();
                    waiting(id, 1, Verb::Flags { add: add.clone(), remove: remove.difference(add) }, *sent, &of)
                })
                .collect();

            let rounds = collapse(&waiting);

            for (uid, (known, strange)) in (1..).zip(&server) {
                let uid = Uid::new(uid).unwrap();
                let mine = waiting.iter().filter(|it| it.targets.iter().any(|target| target.uid == uid));
                let (mut expected, mut touched, mut doubtful) = (known.clone(), Flags::default(), Flags::default());
                for operation in mine {
                    let Verb::Flags { add, remove } = &operation.verb;
                    expected = operation.verb.apply(&expected);
                    touched = touched.union(add).union(remove);
                    if operation.sent {
                        doubtful = doubtful.union(add).union(remove);
                    }
                }
                // Of what was sent before, the server may have anything.
                let mut there = known.difference(&doubtful).union(&strange.intersection(&doubtful));
                let untouched = there.difference(&touched);
                let steps = rounds.iter().flat_map(|round| &round.steps).filter(|step| step.uids.contains(uid));
                let mut times = 0;
                for Step { add, remove, .. } in steps {
                    there = Verb::Flags { add: add.clone(), remove: remove.clone() }.apply(&there);
                    times += 1;
                }
                prop_assert!(times <= 1);
                prop_assert_eq!(there.intersection(&touched), expected.intersection(&touched));
                prop_assert_eq!(there.difference(&touched), untouched);
            }
        }
    }
}

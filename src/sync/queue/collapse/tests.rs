use proptest::prelude::*;

use super::*;
use crate::model::{AccountId, ActionId, MailboxName, Uid};

fn flags(text: &str) -> Flags {
    Flags::parse(text.split_whitespace())
}

/// `"+\Seen -\Flagged"`
fn verb(text: &str) -> Verb {
    let with = |sign| flags(&text.split(' ').filter_map(|word| word.strip_prefix(sign)).collect::<Vec<_>>().join(" "));
    Verb::Flags { add: with('+'), remove: with('-') }
}

fn waiting(id: u64, mailbox: u64, verb: Verb, sent: bool, server: &[(u32, Flags)]) -> Waiting {
    let target = |(uid, flags): &(u32, Flags)| WaitingTarget {
        id: EnvelopeId::new(mailbox * 1_000 + u64::from(*uid)),
        uid: Uid::new(*uid).unwrap(),
        server_flags: flags.clone(),
        message_id: None,
        size: 1,
        received: 0,
        copy: None,
    };
    Waiting {
        id: OperationId::new(id),
        action: ActionId::new(id),
        mailbox: MailboxId::new(mailbox),
        uid_validity: UidValidity::new(1),
        verb,
        sent,
        marks: BTreeMap::new(),
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

fn to(mailbox: u64) -> Destination {
    let name = MailboxName::new(format!("box{mailbox}"));
    Destination { account: AccountId::new(1), mailbox: MailboxId::new(mailbox), name }
}

#[test]
fn moves_come_to_the_last_one_and_what_is_deleted_is_only_deleted() {
    let go = |mailbox| Verb::Move { to: to(mailbox) };
    let copy = |mailbox| Verb::Copy { to: to(mailbox) };
    let seen = || verb("+\\Seen");
    // What was done to a message of mailbox 1, what is sent, and how many operations are done with then.
    let table: [(&[Verb], &str, usize); 9] = [
        (&[go(2), go(3)], "move 3", 2),
        (&[go(2), go(1)], "", 2),
        (&[go(2), Verb::Delete], "delete", 2),
        (&[seen(), go(2), Verb::Delete], "delete", 3),
        (&[go(2), seen(), go(3)], "flags move 3", 3),
        (&[copy(2), Verb::Delete], "copy 2 delete", 2),
        (&[copy(2), copy(2), go(3)], "copy 2 copy 2 move 3", 3),
        (&[copy(2), seen(), go(3)], "copy 2", 1),
        (&[go(1)], "", 1),
    ];
    for (verbs, expected, done) in table {
        let waiting: Vec<_> =
            (1..).zip(verbs).map(|(id, verb)| waiting(id, 1, verb.clone(), false, &[(7, flags(""))])).collect();

        let round = &collapse(&waiting)[0];

        let goes = |word: &str, transfers: &[Transfer]| {
            let each = transfers.iter().flat_map(|it| it.messages.iter().map(|_| it.to.mailbox));
            each.map(|mailbox| format!("{word} {mailbox}")).collect::<Vec<_>>()
        };
        let mut sent: Vec<String> = round.steps.iter().map(|_| "flags".to_owned()).collect();
        sent.extend(goes("copy", &round.copies));
        sent.extend(goes("move", &round.moves));
        sent.extend(round.deletes.iter().map(|_| "delete".to_owned()));
        assert_eq!((sent.join(" ").as_str(), round.parts.len()), (expected, done), "{verbs:?}");
    }
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
                let Verb::Flags { add, remove } = &operation.verb else { return Err(TestCaseError::fail("no flags")) };
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

    #[test]
    fn whatever_is_done_to_messages_comes_out_as_if_each_had_been_sent_in_its_turn(
        server in prop::collection::vec((some_flags(), 1_u64..4), 1..6),
        done in prop::collection::vec((some_verb(), any::<u8>()), 1..10),
    ) {
        let mut there = Server { messages: server.into_iter().map(|(flags, at)| Some((at, flags))).collect(), copies: Vec::new() };
        let mut expected = there.clone();
        let mut left: Vec<(Verb, Vec<usize>)> = Vec::new();
        for (verb, which) in &done {
            // Nobody does anything to what they deleted, or moves anything to where it is.
            let does_something = |index: &usize| match (&expected.messages[*index], verb) {
                (None, _) => false,
                (Some((at, _)), Verb::Move { to }) => to.mailbox.get() != *at,
                (Some(_), _) => true,
            };
            let all = 0..expected.messages.len();
            let of: Vec<_> = all.filter(|index| which >> index & 1 == 1).filter(does_something).collect();
            of.iter().for_each(|index| expected.apply(*index, verb));
            left.push((verb.clone(), of));
        }

        for _ in 0..done.len() {
            for round in collapse(&there.waiting(&left)) {
                there.carry_out(&round);
                for Part { id, messages, .. } in &round.parts {
                    left[usize::try_from(id.get()).unwrap()].1.retain(|index| !messages.contains(&id_of(*index)));
                }
            }
        }

        prop_assert!(left.iter().all(|(_, of)| of.is_empty()), "{left:?}");
        there.copies.sort();
        expected.copies.sort();
        prop_assert_eq!(there, expected);
    }
}

fn some_verb() -> impl Strategy<Value = Verb> {
    prop_oneof![
        3 => (some_flags(), some_flags()).prop_map(|(add, remove)| Verb::Flags { remove: remove.difference(&add), add }),
        4 => (1_u64..4).prop_map(|mailbox| Verb::Move { to: to(mailbox) }),
        1 => (1_u64..4).prop_map(|mailbox| Verb::Copy { to: to(mailbox) }),
        1 => Just(Verb::Delete),
    ]
}

fn id_of(index: usize) -> EnvelopeId {
    EnvelopeId::new(index as u64 + 1)
}

/// A server on which messages are known by their place in a list.
#[derive(Clone, Debug, PartialEq)]
struct Server {
    messages: Vec<Option<(u64, Flags)>>,
    copies: Vec<(usize, u64, Flags)>,
}

impl Server {
    fn apply(&mut self, index: usize, verb: &Verb) {
        let Some((at, flags)) = &mut self.messages[index] else { return };
        match verb {
            Verb::Flags { .. } => *flags = verb.apply(flags),
            Verb::Move { to } => *at = to.mailbox.get(),
            Verb::Copy { to } => self.copies.push((index, to.mailbox.get(), flags.clone())),
            Verb::Delete => self.messages[index] = None,
            other => panic!("not about messages: {other:?}"),
        }
    }

    /// What the store would say of what is left, by the mailboxes the messages are in.
    fn waiting(&self, left: &[(Verb, Vec<usize>)]) -> Vec<Waiting> {
        let mut all = Vec::new();
        for ((verb, of), operation) in left.iter().zip(0..) {
            for mailbox in 1..4 {
                let here = |index: &&usize| self.messages[**index].as_ref().is_some_and(|(at, _)| *at == mailbox);
                let targets = of.iter().filter(here).map(|index| {
                    let flags = self.messages[*index].clone().unwrap().1;
                    let uid = u32::try_from(*index).unwrap() + 1;
                    WaitingTarget {
                        id: id_of(*index),
                        ..waiting(0, 1, verb.clone(), false, &[(uid, flags)]).targets[0].clone()
                    }
                });
                let targets: Vec<_> = targets.collect();
                if !targets.is_empty() {
                    all.push(Waiting { targets, ..waiting(operation, mailbox, verb.clone(), false, &[]) });
                }
            }
        }
        all
    }

    fn carry_out(&mut self, round: &Round) {
        let index = |id: EnvelopeId| usize::try_from(id.get()).unwrap() - 1;
        for Step { add, remove, messages, .. } in &round.steps {
            let verb = Verb::Flags { add: add.clone(), remove: remove.clone() };
            messages.iter().for_each(|id| self.apply(index(*id), &verb));
        }
        let copies = round.copies.iter().map(|it| (Verb::Copy { to: it.to.clone() }, &it.messages));
        let moves = round.moves.iter().map(|it| (Verb::Move { to: it.to.clone() }, &it.messages));
        for (verb, messages) in copies.chain(moves).chain([(Verb::Delete, &round.deletes)]) {
            messages.iter().for_each(|target| self.apply(index(target.id), &verb));
        }
    }
}

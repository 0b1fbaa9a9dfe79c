//! Random moves, deletes, flags and undoing, against a plain list of what was done.

use std::collections::{BTreeMap, BTreeSet};

use brieftaube::model::{EnvelopeId, Flag, Flags, Intent, MailboxId, OperationId, Outcome, SyncMark, Verb};
use brieftaube::store::{ListScope, Rest, Store};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{account, mailboxes, message, open, uid, validity};

#[derive(Clone, Debug)]
enum Step {
    /// Some of what is seen of a mailbox goes to another (or the same).
    Move(usize, u8, usize),
    Read(usize, u8, bool),
    Delete(usize, u8),
    Undo,
    /// The server carries the oldest operation out, or refuses it; it may have to keep what was moved.
    Answer(bool, bool),
    /// Somebody else expunges a message, or one comes in.
    Expunge(usize, prop::sample::Index),
    Arrive(usize, i64),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let mailbox = 0_usize..3;
    let step = prop_oneof![
        6 => (mailbox.clone(), any::<u8>(), mailbox.clone()).prop_map(|(at, which, to)| Step::Move(at, which, to)),
        3 => (mailbox.clone(), any::<u8>(), any::<bool>()).prop_map(|(at, which, seen)| Step::Read(at, which, seen)),
        1 => (mailbox.clone(), any::<u8>()).prop_map(|(at, which)| Step::Delete(at, which)),
        3 => Just(Step::Undo),
        4 => (any::<bool>(), any::<bool>()).prop_map(|(takes, keeps)| Step::Answer(takes, keeps)),
        1 => (mailbox.clone(), any::<prop::sample::Index>()).prop_map(|(at, which)| Step::Expunge(at, which)),
        1 => (mailbox, 0_i64..20).prop_map(|(at, received)| Step::Arrive(at, received)),
        1 => Just(Step::Reopen),
    ];
    vec(step, 1..24)
}

/// A message as the server has it.
#[derive(Clone, Debug)]
struct There {
    mailbox: MailboxId,
    received: i64,
    seen: bool,
}

#[derive(Default)]
struct Model {
    there: BTreeMap<EnvelopeId, There>,
    waiting: BTreeMap<OperationId, (Verb, BTreeSet<EnvelopeId>)>,
    next: u32,
}

impl Model {
    /// Where a message is seen and whether it is read; `None`: nowhere.
    fn seen(&self, id: EnvelopeId) -> Option<(MailboxId, bool)> {
        let there = self.there.get(&id)?;
        let mine = self.waiting.values().filter(|(_, of)| of.contains(&id));
        mine.map(|(verb, _)| verb).try_fold((there.mailbox, there.seen), |(mailbox, seen), verb| match verb {
            Verb::Flags { add, remove } => {
                Some((mailbox, (seen || add.contains(Flag::Seen)) && !remove.contains(Flag::Seen)))
            }
            Verb::Move { to } => Some((to.mailbox, seen)),
            Verb::Copy { .. } => Some((mailbox, seen)),
            Verb::Delete => None,
            other => panic!("not about messages: {other:?}"),
        })
    }

    fn list(&self, mailbox: MailboxId) -> Vec<(EnvelopeId, bool)> {
        let mut list: Vec<_> = self
            .there
            .iter()
            .filter_map(|(id, there)| Some((there.received, *id, self.seen(*id)?)))
            .filter(|(_, _, (at, _))| *at == mailbox)
            .map(|(received, id, (_, seen))| (received, id, seen))
            .collect();
        list.sort_by(|a, b| b.cmp(a));
        list.into_iter().map(|(_, id, seen)| (id, seen)).collect()
    }

    /// Takes over what the journal says waits now: what is planned is the store's business, what it means is checked.
    fn learn(&mut self, store: &Store) {
        for waiting in store.waiting(account(1)).unwrap() {
            let of = waiting.targets.iter().map(|target| target.id);
            self.waiting.entry(waiting.id).or_insert_with(|| (waiting.verb.clone(), BTreeSet::new())).1.extend(of);
        }
    }

    fn pick(&self, mailbox: MailboxId, which: u8) -> Vec<EnvelopeId> {
        let list = self.list(mailbox).into_iter().enumerate();
        list.filter(|(at, _)| which >> (at % 8) & 1 == 1).map(|(_, (id, _))| id).collect()
    }

    fn act(&mut self, store: &Store, intent: &Intent, of: &[EnvelopeId], changed: usize) {
        let before: BTreeMap<_, _> = of.iter().map(|id| (*id, self.seen(*id))).collect();
        assert_eq!(store.act(intent, of).unwrap().messages, changed);
        self.learn(store);
        for (id, before) in before {
            let expected = before.and_then(|(at, seen)| match intent {
                Intent::Move(to) => Some((*to, seen)),
                Intent::Flags { add, .. } => Some((at, add.contains(Flag::Seen))),
                _ => None,
            });
            assert_eq!(self.seen(id), expected);
        }
    }

    fn apply(&mut self, store: &Store, ids: &[MailboxId], step: &Step) {
        match step {
            Step::Move(at, which, to) => {
                let of = self.pick(ids[*at], *which);
                let changed = if at == to { 0 } else { of.len() };
                self.act(store, &Intent::Move(ids[*to]), &of, changed);
            }
            Step::Read(at, which, seen) => {
                let of = self.pick(ids[*at], *which);
                let changed = of.iter().filter(|id| self.seen(**id).unwrap().1 != *seen).count();
                let (on, off) = (Flags::parse(["\\Seen"]), Flags::default());
                let (add, remove) = if *seen { (on, off) } else { (off, on) };
                self.act(store, &Intent::Flags { add, remove }, &of, changed);
            }
            Step::Delete(at, which) => {
                let of = self.pick(ids[*at], *which);
                self.act(store, &Intent::Delete, &of, of.len());
            }
            Step::Undo => {
                store.undo(None).unwrap();
                self.learn(store);
            }
            Step::Answer(takes, keeps) => self.answer(store, *takes, if *keeps { Rest::Hidden } else { Rest::Gone }),
            Step::Expunge(at, which) => {
                let uids = store.flags(ids[*at]).unwrap();
                if !uids.is_empty() {
                    let gone = &uids[which.index(uids.len())];
                    store.remove(ids[*at], &[gone.uid].into_iter().collect(), None).unwrap();
                    self.there.remove(&gone.id);
                    store.waiting(account(1)).unwrap();
                }
            }
            Step::Arrive(at, received) => self.arrive(store, ids[*at], *received),
            Step::Reopen => {}
        }
    }

    fn arrive(&mut self, store: &Store, mailbox: MailboxId, received: i64) {
        self.next += 1;
        let new = message(self.next, received, &[]);
        let id = store.add_envelopes(mailbox, vec![new], None, None).unwrap().ids[0];
        self.there.insert(id, There { mailbox, received, seen: false });
    }

    /// The oldest operation, as the push would settle it if it were the only one.
    fn answer(&mut self, store: &Store, takes: bool, rest: Rest) {
        let all = store.waiting(account(1)).unwrap();
        let Some(id) = all.iter().map(|waiting| waiting.id).min() else { return };
        for waiting in all.iter().filter(|waiting| takes && waiting.id == id) {
            let of: Vec<_> = waiting.targets.iter().map(|target| target.id).collect();
            match &waiting.verb {
                Verb::Flags { add, .. } => {
                    store.take_over(&of, &waiting.verb).unwrap();
                    of.iter().for_each(|id| self.there.get_mut(id).unwrap().seen = add.contains(Flag::Seen));
                }
                Verb::Move { to } => {
                    let first = self.next + 1;
                    self.next += u32::try_from(of.len()).unwrap();
                    let moved: Vec<_> = of.iter().zip(first..).map(|(id, number)| (*id, uid(number))).collect();
                    store.moved(to.mailbox, validity(1), &moved, rest).unwrap();
                    of.iter().for_each(|id| self.there.get_mut(id).unwrap().mailbox = to.mailbox);
                }
                Verb::Copy { .. } => {}
                Verb::Delete => {
                    let uids = waiting.targets.iter().map(|target| target.uid).collect();
                    store.deleted(waiting.mailbox, &uids, rest).unwrap();
                    self.there.retain(|id, _| !of.contains(id));
                }
                other => panic!("not about messages: {other:?}"),
            }
        }
        let outcome = if takes { Outcome::Confirmed } else { Outcome::Rejected("no".to_owned()) };
        store.settle(vec![(id, Vec::new())], outcome).unwrap();
        self.waiting.remove(&id);
    }

    fn check(&self, store: &Store, ids: &[MailboxId]) {
        for mailbox in ids {
            let expected = self.list(*mailbox);
            let rows = store.envelopes(ListScope::Mailbox(*mailbox), 0..1_000).unwrap().rows;
            let said: Vec<_> = rows.iter().map(|row| (row.id, row.flags.contains(Flag::Seen))).collect();
            assert_eq!(said, expected);
            let counts = store.mailbox(*mailbox).unwrap().counts;
            let unseen = expected.iter().filter(|(_, seen)| !seen).count();
            assert_eq!((counts.total as usize, counts.unseen as usize), (expected.len(), unseen));
            assert_eq!(store.ids(ListScope::Mailbox(*mailbox), None).unwrap().len(), expected.len());
            let there = self.there.values().filter(|there| there.mailbox == *mailbox);
            let counts = store.mailbox_as_on_server(*mailbox).unwrap().counts;
            assert_eq!(counts.total as usize, there.count());
            assert_eq!(store.uids(*mailbox).unwrap().len(), u64::from(counts.with_hidden().0));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_moved_and_undone_is_seen_where_the_last_word_took_it(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let ids = mailboxes(&store, 1, &["INBOX", "Archiv", "Gesendet"]);
        let mark = SyncMark { uid_validity: Some(validity(1)), synced_at: Some(1), ..SyncMark::default() };
        ids.iter().for_each(|id| store.set_mark(*id, mark, None).unwrap());
        let mut model = Model::default();
        (0..9).for_each(|n| model.arrive(&store, ids[n % 3], 10 + n as i64 / 2));

        for step in &steps {
            model.apply(&store, &ids, step);
            if matches!(step, Step::Reopen) {
                drop(store);
                store = open(dir.path());
            }
            model.check(&store, &ids);
        }
    }
}

//! Random steps on the store and on a map in memory: both must say the same after each.

use std::collections::{BTreeMap, BTreeSet};

use brieftaube::model::{BodyState, EnvelopeId, Flag, Flags, Intent, MailboxId, Outcome, SyncMark};
use brieftaube::store::{ListScope, Store};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

use crate::support::{account, assert_consistent, body, mailboxes, message, open, raw, uid, validity};

#[derive(Clone, Debug)]
enum Step {
    Add(usize, BTreeMap<u32, (i64, bool)>),
    SetFlags(usize, BTreeMap<u32, bool>),
    Remove(usize, Vec<u32>),
    Rebind(usize, Vec<prop::sample::Index>),
    PutBodies(usize, Vec<prop::sample::Index>),
    Skip(usize, Vec<prop::sample::Index>),
    /// A person marks messages as read or unread, all of one mailbox at once.
    Act(usize, Vec<prop::sample::Index>, bool),
    Undo,
    /// The server answers the oldest operation that waits: takes it or refuses it.
    Answer(bool),
    Reopen,
}

/// Few UIDs and dates, so that steps meet; now and then a batch that splits chunks.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let mailbox = 0_usize..3;
    let few = btree_map(1_u32..40, (-3_i64..20, any::<bool>()), 0..12);
    let many = (1_u32..3_000, 600_u32..1_500, any::<bool>()).prop_map(|(first, count, spread)| {
        let date = |uid: u32| if spread { i64::from(uid.wrapping_mul(2_654_435_761) >> 12) } else { i64::from(uid) };
        (first..first + count).map(|uid| (uid, (date(uid), uid % 3 == 0))).collect::<BTreeMap<_, _>>()
    });
    let picks = || vec(any::<prop::sample::Index>(), 0..8);
    let step = prop_oneof![
        6 => (mailbox.clone(), few).prop_map(|(at, rows)| Step::Add(at, rows)),
        2 => (mailbox.clone(), many).prop_map(|(at, rows)| Step::Add(at, rows)),
        4 => (mailbox.clone(), btree_map(1_u32..60, any::<bool>(), 0..12)).prop_map(|(at, rows)| Step::SetFlags(at, rows)),
        3 => (mailbox.clone(), btree_set(1_u32..60, 0..20)).prop_map(|(at, uids)| Step::Remove(at, uids.into_iter().collect())),
        1 => (mailbox.clone(), 1_u32..3_000).prop_map(|(at, from)| Step::Remove(at, (from..from + 2_500).collect())),
        1 => (mailbox.clone(), picks()).prop_map(|(at, picks)| Step::Rebind(at, picks)),
        4 => (mailbox.clone(), picks()).prop_map(|(at, picks)| Step::PutBodies(at, picks)),
        2 => (mailbox.clone(), picks()).prop_map(|(at, picks)| Step::Skip(at, picks)),
        5 => (mailbox, picks(), any::<bool>()).prop_map(|(at, picks, seen)| Step::Act(at, picks, seen)),
        2 => Just(Step::Undo),
        2 => any::<bool>().prop_map(Step::Answer),
        1 => Just(Step::Reopen),
    ];
    vec(step, 1..14)
}

#[derive(Clone, Debug, PartialEq)]
struct Known {
    id: EnvelopeId,
    received: i64,
    seen: bool,
    /// The UID it had when its body was made; `None` without a body.
    body_of: Option<u32>,
    skipped: bool,
}

#[derive(Default)]
struct Model {
    mailboxes: Vec<BTreeMap<u32, Known>>,
    validity: Vec<u32>,
    /// What every action changed, and whether it was undone or undoes.
    actions: Vec<(BTreeSet<EnvelopeId>, bool, bool)>,
    /// What waits, by action: these messages become read or unread.
    waiting: BTreeMap<usize, (BTreeSet<EnvelopeId>, bool)>,
}

impl Model {
    fn apply(&mut self, store: &Store, ids: &[MailboxId], step: &Step) {
        match step {
            Step::Add(at, rows) => self.add(store, ids, *at, rows),
            Step::SetFlags(at, rows) => {
                let flags: Vec<_> = rows.iter().map(|(number, seen)| (uid(*number), flags(*seen))).collect();
                store.set_server_flags(ids[*at], &flags, None).unwrap();
                for (number, seen) in rows {
                    if let Some(known) = self.mailboxes[*at].get_mut(number) {
                        known.seen = *seen;
                    }
                }
            }
            Step::Remove(at, uids) => {
                let removed = store.remove(ids[*at], &uids.iter().map(|n| uid(*n)).collect(), None).unwrap();
                let expected: Vec<_> =
                    uids.iter().filter_map(|n| self.mailboxes[*at].remove(n)).map(|known| known.id).collect();
                assert_eq!(removed, expected);
            }
            Step::Rebind(at, picks) => self.rebind(store, ids, *at, picks),
            Step::PutBodies(at, picks) => {
                let numbers = self.pick(*at, picks);
                store.put_bodies(numbers.iter().map(|number| body(store, ids[*at], *number)).collect()).unwrap();
                for number in numbers {
                    let known = self.mailboxes[*at].get_mut(&number).unwrap();
                    (known.body_of, known.skipped) = (Some(number), false);
                }
            }
            Step::Skip(at, picks) => {
                let numbers = self.pick(*at, picks);
                let picked: Vec<_> = numbers.iter().map(|number| self.mailboxes[*at][number].id).collect();
                store.mark_bodies(&picked, BodyState::Skipped).unwrap();
                for number in numbers {
                    let known = self.mailboxes[*at].get_mut(&number).unwrap();
                    known.skipped = known.body_of.is_none();
                }
            }
            Step::Act(at, picks, seen) => {
                let picked: BTreeSet<_> = self.pick(*at, picks).iter().map(|n| self.mailboxes[*at][n].id).collect();
                let acted = store.act(&mark(*seen), &Vec::from_iter(picked.clone())).unwrap();
                let changed = self.changed(picked, *seen);
                assert_eq!((acted.messages, acted.action.is_some()), (changed.len(), !changed.is_empty()));
                if !changed.is_empty() {
                    self.actions.push((changed.clone(), *seen, false));
                    self.waiting.insert(self.actions.len(), (changed, *seen));
                }
            }
            Step::Undo => {
                let undone = store.undo(None).unwrap();
                let Some(last) = self.actions.iter().rposition(|(.., done)| !done) else {
                    return assert_eq!(undone, None);
                };
                self.actions[last].2 = true;
                let (ids, seen, _) = self.actions[last].clone();
                let changed = self.changed(ids, !seen);
                let (id, acted) = undone.unwrap();
                assert_eq!((id.get(), acted.messages), (last as u64 + 1, changed.len()));
                self.actions.push((changed.clone(), !seen, true));
                if !changed.is_empty() {
                    self.waiting.insert(self.actions.len(), (changed, !seen));
                }
            }
            Step::Answer(takes) => self.answer(store, *takes),
            Step::Reopen => {}
        }
        // What is gone from the server is never sent.
        let here: BTreeSet<_> = self.mailboxes.iter().flat_map(|known| known.values().map(|known| known.id)).collect();
        self.waiting.values_mut().for_each(|(ids, _)| ids.retain(|id| here.contains(id)));
        self.waiting.retain(|_, (ids, _)| !ids.is_empty());
    }

    /// Which of these an action changes: those that do not look like it yet.
    fn changed(&self, ids: BTreeSet<EnvelopeId>, seen: bool) -> BTreeSet<EnvelopeId> {
        let shown: BTreeMap<_, _> =
            self.mailboxes.iter().flat_map(BTreeMap::values).map(|known| (known.id, self.shown(known))).collect();
        ids.into_iter().filter(|id| shown.get(id).is_some_and(|shown| *shown != seen)).collect()
    }

    /// What a person sees: the last word of what waits, else the server's.
    fn shown(&self, known: &Known) -> bool {
        let word = self.waiting.values().rev().find(|(ids, _)| ids.contains(&known.id));
        word.map_or(known.seen, |(_, seen)| *seen)
    }

    fn answer(&mut self, store: &Store, takes: bool) {
        let waiting = store.waiting(account(1)).unwrap();
        let Some(first) = waiting.first() else { return assert!(self.waiting.is_empty()) };
        let (_, (ids, seen)) = self.waiting.pop_first().unwrap();
        assert_eq!(first.targets.iter().map(|target| target.id).collect::<BTreeSet<_>>(), ids);
        store.sent(&[first.id]).unwrap();
        if takes {
            store.take_over(&Vec::from_iter(ids.clone()), &first.verb).unwrap();
            for known in
                self.mailboxes.iter_mut().flat_map(BTreeMap::values_mut).filter(|known| ids.contains(&known.id))
            {
                known.seen = seen;
            }
        }
        let outcome = if takes { Outcome::Confirmed } else { Outcome::Rejected("no".to_owned()) };
        store.settle(vec![(first.id, Vec::new())], outcome).unwrap();
    }

    fn add(&mut self, store: &Store, ids: &[MailboxId], at: usize, rows: &BTreeMap<u32, (i64, bool)>) {
        let new =
            rows.iter().map(|(n, (received, seen))| message(*n, *received, if *seen { &["\\Seen"] } else { &[] }));
        let mark = SyncMark { uid_validity: Some(validity(self.validity[at])), ..SyncMark::default() };
        let added = store.add_envelopes(ids[at], new.collect(), Some(mark), None).unwrap();
        let mut fresh = Vec::new();
        for ((number, (received, seen)), id) in rows.iter().zip(added.ids) {
            let known = self.mailboxes[at].entry(*number).or_insert_with(|| {
                fresh.push(id);
                Known { id, received: *received, seen: *seen, body_of: None, skipped: false }
            });
            known.seen = *seen;
            assert_eq!(known.id, id);
        }
        assert_eq!(added.fresh, fresh);
    }

    fn rebind(&mut self, store: &Store, ids: &[MailboxId], at: usize, picks: &[prop::sample::Index]) {
        let kept = self.pick(at, picks);
        self.validity[at] += 1;
        let new = validity(self.validity[at]);
        let old = std::mem::take(&mut self.mailboxes[at]);
        let moved = |number: u32| number / 2 + 5_000 * (number % 2) + 1;
        let matched: Vec<_> = kept.iter().map(|number| (old[number].id, uid(moved(*number)))).collect();
        let mark = SyncMark { uid_validity: Some(new), ..SyncMark::default() };
        let gone = store.rebind(ids[at], new, &matched, mark).unwrap();
        assert_eq!(gone.len(), old.len() - kept.len());
        self.mailboxes[at] = kept.iter().map(|number| (moved(*number), old[number].clone())).collect();
    }

    fn pick(&self, at: usize, picks: &[prop::sample::Index]) -> Vec<u32> {
        let uids: Vec<_> = self.mailboxes[at].keys().copied().collect();
        let mut picked: Vec<_> =
            picks.iter().filter(|_| !uids.is_empty()).map(|pick| uids[pick.index(uids.len())]).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }

    fn check(&self, store: &Store, ids: &[MailboxId]) {
        for (at, known) in self.mailboxes.iter().enumerate() {
            assert_consistent(store, ids[at]);
            let envelopes = store.envelopes(ListScope::Mailbox(ids[at]), 0..usize::MAX).unwrap().rows;
            let said: BTreeMap<_, _> = envelopes
                .into_iter()
                .map(|envelope| {
                    let shown = known.get(&envelope.uid.get()).map(|known| self.shown(known));
                    assert_eq!(Some(envelope.flags.contains(Flag::Seen)), shown, "what is shown of {}", envelope.uid);
                    let stored = matches!(envelope.body, BodyState::Stored(_));
                    let was = known.get(&envelope.uid.get()).and_then(|known| known.body_of);
                    let said = Known {
                        id: envelope.id,
                        received: envelope.received,
                        seen: envelope.server_flags.contains(Flag::Seen),
                        body_of: if stored { was.or(Some(0)) } else { None },
                        skipped: envelope.body == BodyState::Skipped,
                    };
                    (envelope.uid.get(), said)
                })
                .collect();
            assert!(said == *known, "mailbox {at}: the store says\n{said:?}\nthe model\n{known:?}");
        }
        let mut inbox: Vec<_> = self.mailboxes[0].values().map(|known| (known.received, known.id)).collect();
        inbox.sort_unstable_by(|a, b| b.cmp(a));
        let page = store.page(ListScope::AllInboxes, 3..9).unwrap();
        let expected: Vec<_> = inbox.iter().skip(3).take(6).map(|(_, id)| *id).collect();
        assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        let all: Vec<_> = inbox.iter().map(|(_, id)| *id).collect();
        assert_eq!(store.ids(ListScope::AllInboxes, None).unwrap(), all);
        for (rank, (_, id)) in inbox.iter().enumerate().step_by(97) {
            assert_eq!(store.position(ListScope::AllInboxes, *id).unwrap(), Some(rank));
            let between = Some((*id, all[0]));
            assert_eq!(store.ids(ListScope::AllInboxes, between).unwrap(), all[..=rank]);
        }
    }

    fn check_bodies(&self, store: &Store) {
        for known in self.mailboxes.iter().flat_map(BTreeMap::values) {
            assert_eq!(store.raw(known.id).unwrap(), known.body_of.map(raw));
        }
    }
}

fn mark(seen: bool) -> Intent {
    let (on, off) = (flags(true), Flags::default());
    if seen { Intent::Flags { add: on, remove: off } } else { Intent::Flags { add: off, remove: on } }
}

fn flags(seen: bool) -> Flags {
    Flags::parse(seen.then_some("\\Seen"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_steps_leave_what_they_leave_in_a_map(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let ids = mailboxes(&store, 1, &["INBOX", "Archiv", "Gesendet"]);
        let mut model = Model { mailboxes: vec![BTreeMap::new(); 3], validity: vec![1; 3], ..Model::default() };

        for step in &steps {
            model.apply(&store, &ids, step);
            if matches!(step, Step::Reopen) {
                drop(store);
                store = open(dir.path());
            }
            model.check(&store, &ids);
        }

        model.check_bodies(&store);
    }
}

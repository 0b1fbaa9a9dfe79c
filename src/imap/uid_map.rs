//! Which UID a message got when it was copied (COPYUID, RFC 4315, 3).
//!
//! Invariant: no UID stands twice on a side. Kept as runs, so what a server announces in a few bytes takes a few bytes.

use crate::model::{Uid, UidSet};

/// UIDs of one mailbox, each with its counterpart in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UidMap {
    /// By source.
    runs: Vec<Run>,
}

/// `count` messages whose UIDs follow each other on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    source: Uid,
    target: Uid,
    count: u32,
}

impl Run {
    fn sources(self) -> (Uid, Uid) {
        (self.source, last(self.source, self.count))
    }

    fn targets(self) -> (Uid, Uid) {
        (self.target, last(self.target, self.count))
    }
}

/// The last of `count` UIDs from `first` on, of which it is known that there are so many.
fn last(first: Uid, count: u32) -> Uid {
    Uid::new(first.get().saturating_add(count.saturating_sub(1))).unwrap_or(first)
}

impl UidMap {
    /// Pairs ascending ranges in the order of both lists. `None` if one side has more, or a UID stands twice.
    pub(super) fn pair(sources: &[(Uid, Uid)], targets: &[(Uid, Uid)]) -> Option<Self> {
        let mut left = sources.iter().copied();
        let mut right = targets.iter().copied();
        let (mut source, mut target) = (left.next(), right.next());
        let mut runs = Vec::with_capacity(sources.len().max(targets.len()));
        while let (Some((from, until)), Some((to, to_end))) = (source, target) {
            // One less than there are: all of them are more than a number holds.
            let (sources_more, targets_more) =
                (until.get().checked_sub(from.get())?, to_end.get().checked_sub(to.get())?);
            let more = sources_more.min(targets_more);
            let count = more.checked_add(1)?;
            runs.push(Run { source: from, target: to, count });
            source = if more == sources_more { left.next() } else { Some((last(from, count).next()?, until)) };
            target = if more == targets_more { right.next() } else { Some((last(to, count).next()?, to_end)) };
        }
        (source.is_none() && target.is_none()).then_some(())?;
        Self::of_runs(runs)
    }

    /// All of them as one. `None` if a UID stands twice then. All at once, as a server may send many.
    pub(super) fn join<'a>(maps: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        Self::of_runs(maps.into_iter().flat_map(|map| &map.runs).copied().collect())
    }

    fn of_runs(mut runs: Vec<Run>) -> Option<Self> {
        runs.sort_unstable_by_key(|run| run.source);
        Some(Self { runs }).filter(Self::is_one_to_one)
    }

    fn is_one_to_one(&self) -> bool {
        let count: u64 = self.runs.iter().map(|run| u64::from(run.count)).sum();
        self.sources().len() == count && self.targets().len() == count
    }

    /// The counterpart of a UID.
    pub fn get(&self, source: Uid) -> Option<Uid> {
        let at = self.runs.partition_point(|run| run.sources().1 < source);
        let run = self.runs.get(at).filter(|run| run.source <= source)?;
        Uid::new(run.target.get().checked_add(source.get() - run.source.get())?)
    }

    /// All pairs, by source.
    pub fn iter(&self) -> impl Iterator<Item = (Uid, Uid)> + '_ {
        self.runs.iter().flat_map(|run| {
            let pair = |more: u32| Some((Uid::new(run.source.get() + more)?, Uid::new(run.target.get() + more)?));
            (0..run.count).filter_map(pair)
        })
    }

    /// The UIDs that have a counterpart.
    pub fn sources(&self) -> UidSet {
        UidSet::from_ranges(self.runs.iter().map(|run| run.sources()).collect())
    }

    /// The counterparts.
    pub fn targets(&self) -> UidSet {
        UidSet::from_ranges(self.runs.iter().map(|run| run.targets()).collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranges(text: &str) -> Vec<(Uid, Uid)> {
        let number = |text: &str| Uid::new(text.parse().unwrap()).unwrap();
        let range = |item: &str| {
            let (first, last) = item.split_once(':').unwrap_or((item, item));
            (number(first), number(last))
        };
        text.split(',').filter(|item| !item.is_empty()).map(range).collect()
    }

    fn pair(sources: &str, targets: &str) -> Option<Vec<(u32, u32)>> {
        let map = UidMap::pair(&ranges(sources), &ranges(targets))?;
        Some(map.iter().map(|(source, target)| (source.get(), target.get())).collect())
    }

    #[test]
    fn uids_are_paired_in_the_order_in_which_they_were_told() {
        assert_eq!(pair("304,319:320", "3956:3958"), Some(vec![(304, 3956), (319, 3957), (320, 3958)]));
        assert_eq!(pair("9,2:3", "20,30,7"), Some(vec![(2, 30), (3, 7), (9, 20)]));
        assert_eq!(pair("1:2,5:6", "10,12:14"), Some(vec![(1, 10), (2, 12), (5, 13), (6, 14)]));
    }

    #[test]
    fn what_cannot_be_true_is_no_pairing() {
        for (sources, targets) in
            [("1:3", "4:5"), ("1", "4:5"), ("1,1", "4:5"), ("1:2", "4,4"), ("1:3,2", "4:7"), ("", "4"), ("1", "")]
        {
            assert_eq!(pair(sources, targets), None, "{sources} {targets}");
        }
    }

    #[test]
    fn all_uids_there_are_take_one_run() {
        let map = UidMap::pair(&ranges("1:4294967295"), &ranges("1:4294967295")).unwrap();

        assert_eq!((map.runs.len(), map.get(Uid::MAX), map.sources()), (1, Some(Uid::MAX), UidSet::all()));
    }

    #[test]
    fn what_was_paired_before_is_not_paired_again() {
        let map = |sources, targets| UidMap::pair(&ranges(sources), &ranges(targets)).unwrap();
        let first = map("1:2", "8:9");

        assert_eq!(UidMap::join([&first, &map("2", "20")]), None);
        assert_eq!(UidMap::join([&first, &map("5", "9")]), None);
        assert_eq!(UidMap::join([&first, &map("5", "3")]).unwrap().iter().count(), 3);
    }

    proptest! {
        #[test]
        fn every_uid_finds_its_counterpart(
            pairs in prop::collection::btree_map(1_u32..300, any::<prop::sample::Index>(), 1..40),
        ) {
            let sources: Vec<_> = pairs.keys().map(|uid| Uid::new(*uid).unwrap()).collect();
            let mut targets: Vec<_> = (0..sources.len()).map(|n| Uid::new(1000 + n as u32).unwrap()).collect();
            for (index, at) in pairs.values().enumerate() {
                let other = at.index(targets.len());
                targets.swap(index, other);
            }
            let single = |uids: &[Uid]| uids.iter().map(|uid| (*uid, *uid)).collect::<Vec<_>>();

            let map = UidMap::pair(&single(&sources), &single(&targets)).unwrap();

            for (source, target) in sources.iter().zip(&targets) {
                prop_assert_eq!(map.get(*source), Some(*target));
            }
            prop_assert_eq!(map.sources(), sources.iter().copied().collect());
            prop_assert_eq!(map.targets(), targets.iter().copied().collect());
            prop_assert_eq!(map.get(Uid::new(400).unwrap()), None);
        }
    }
}

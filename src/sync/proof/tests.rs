use proptest::prelude::*;

use super::*;
use crate::model::Flags;

fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap()
}

fn here(number: u32, flags: &str, size: Option<u32>) -> Facts {
    Facts { uid: uid(number), flags: Flags::parse(flags.split_whitespace()), size, hidden: false }
}

fn there(number: u32, flags: &str, size: u32) -> FetchedFacts {
    FetchedFacts { uid: uid(number), flags: Flags::parse(flags.split_whitespace()), size }
}

#[test]
fn each_way_to_differ_is_named() {
    let same = || (vec![here(1, "\\Seen", Some(9))], vec![there(1, "\\Seen", 9)]);
    let table = [
        ("the same", same(), vec![]),
        ("nothing at all", (vec![], vec![]), vec![]),
        ("not here", (vec![], vec![there(4, "", 1)]), vec![(uid(4), What::NotHere)]),
        ("not there", (vec![here(4, "", Some(1))], vec![]), vec![(uid(4), What::NotThere)]),
        ("a flag", (vec![here(1, "", Some(9))], same().1), vec![(uid(1), What::Flags)]),
        ("a size", (vec![here(1, "\\Seen", Some(8))], same().1), vec![(uid(1), What::Size)]),
        ("both", (vec![here(1, "x", Some(8))], same().1), vec![(uid(1), What::Flags), (uid(1), What::Size)]),
        ("only that it is there", (vec![here(1, "", None)], same().1), vec![(uid(1), What::Unread)]),
        ("told twice", (same().0, vec![there(1, "", 9), there(1, "\\Seen", 9)]), vec![]),
    ];
    for (name, (here, there), expected) in table {
        let compared = compare(&here, &there);

        assert_eq!(compared.differences.into_iter().collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn a_message_that_differs_in_two_things_counts_once_and_is_repaired_when_both_are() {
    let both = compare(&[here(1, "", Some(1)), here(2, "", Some(2))], &[there(1, "x", 9), there(2, "", 2)]);
    let half = compare(&[here(1, "x", Some(1))], &[there(1, "x", 9)]);
    let mut report = Report::default();

    report.add_mailbox("a", &both, &half.differences);
    report.add_mailbox("b", &both, &BTreeSet::new());

    let Checked { agreed, total, differing, repaired, .. } = report.checked;
    assert_eq!((agreed, total, differing, repaired), (2, 4, 2, 1));
    assert_eq!(report.differences.iter().map(|each| each.repaired).collect::<Vec<_>>(), [true, false, true, true]);
    assert!(!report.checked.is_sound());
}

#[test]
fn all_differences_are_counted_and_some_are_listed() {
    let there: Vec<_> = (1..=1_000).map(|number| there(number, "", 1)).collect();
    let mut report = Report::default();

    let compared = compare(&[], &there);
    report.add_mailbox("a", &compared, &compared.differences);

    assert_eq!((report.checked.differing, report.differences.len()), (1_000, MAX_LISTED));
}

#[test]
fn a_comparison_is_due_a_day_after_the_last_and_only_when_nobody_does_anything() {
    let (day, quiet) = (86_400, Duration::from_secs(600));
    let table = [
        ("never compared", None, quiet, true),
        ("yesterday", Some(day), quiet, true),
        ("a second too early", Some(day + 1), quiet, false),
        ("just now", Some(2 * day), quiet, false),
        ("the clock went back", Some(2 * day + 1), quiet, true),
        ("somebody is there", None, quiet - Duration::from_secs(1), false),
    ];
    for (name, last, quiet, due) in table {
        assert_eq!(is_due(last, 2 * day, quiet), due, "{name}");
    }
}

fn uids() -> impl Strategy<Value = UidSet> {
    prop::collection::btree_set(1..90_u32, 0..60).prop_map(|uids| uids.into_iter().filter_map(Uid::new).collect())
}

fn facts() -> impl Strategy<Value = BTreeMap<u32, (bool, u32)>> {
    prop::collection::btree_map(1..40_u32, (any::<bool>(), 1..3_u32), 0..40)
}

proptest! {
    #[test]
    fn exactly_what_is_not_the_same_differs(ours in facts(), theirs in facts()) {
        let flag = |set: bool| if set { "\\Seen" } else { "" };
        let left: Vec<_> = ours.iter().map(|(uid, (seen, size))| here(*uid, flag(*seen), Some(*size))).collect();
        let right: Vec<_> = theirs.iter().map(|(uid, (seen, size))| there(*uid, flag(*seen), *size)).collect();

        let compared = compare(&left, &right);

        let all: BTreeSet<_> = ours.keys().chain(theirs.keys()).copied().collect();
        prop_assert_eq!(compared.total, all.len() as u64);
        let named: BTreeSet<_> = compared.differences.iter().map(|(uid, _)| uid.get()).collect();
        let different: BTreeSet<_> = all.into_iter().filter(|uid| ours.get(uid) != theirs.get(uid)).collect();
        prop_assert_eq!(compared.differing(), different.len() as u64);
        prop_assert_eq!(named, different);
    }

    #[test]
    fn windows_overlook_nothing_and_overlap_nowhere(known in uids(), next in prop::option::of(1..200_u32), size in 1..9_u64) {
        let windows = windows(&known, next.and_then(Uid::new), size);

        let mut asked = UidSet::new();
        for window in &windows {
            prop_assert!(window.ask.intersection(&asked).is_empty());
            prop_assert!(window.known.len() <= size && window.known.difference(&window.ask).is_empty());
            prop_assert_eq!(window.ask.ranges().count(), 1);
            asked = asked.union(&window.ask);
        }
        let below = next.map_or_else(UidSet::all, |next| {
            Uid::new(next - 1).map_or_else(UidSet::new, |last| UidSet::from_range(Uid::MIN, last))
        });
        prop_assert!(below.union(&known).difference(&asked).is_empty());
    }

    #[test]
    fn a_sample_is_large_enough_has_the_newest_and_is_the_same_for_a_seed(sizes in prop::collection::vec(0..400_u64, 0..30), seed: u64) {
        let stored: Vec<Vec<_>> = sizes
            .iter()
            .enumerate()
            .map(|(mailbox, size)| (0..*size).map(|id| EnvelopeId::new(mailbox as u64 * 1_000 + id)).collect())
            .collect();

        let chosen = sample(&stored, seed);

        let all: usize = stored.iter().map(Vec::len).sum();
        prop_assert_eq!(chosen.len(), all.div_ceil(100).max(50).min(all));
        let distinct: BTreeSet<_> = chosen.iter().collect();
        prop_assert_eq!(distinct.len(), chosen.len());
        if let Some(newest) = stored.iter().find_map(|mailbox| mailbox.last()) {
            prop_assert!(chosen.contains(newest));
        }
        prop_assert_eq!(sample(&stored, seed), chosen);
    }
}

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn uid(value: u32) -> Uid {
    Uid::new(value).unwrap()
}

fn set(values: &BTreeSet<u32>) -> UidSet {
    values.iter().map(|value| uid(*value)).collect()
}

fn values(set: &UidSet) -> BTreeSet<u32> {
    set.iter().map(Uid::get).collect()
}

#[test]
fn sequence_sets_are_read_in_any_order_and_printed_sorted() {
    for (input, expected) in
        [("1", "1"), ("3,1,2", "1:3"), ("9:7,1", "1,7:9"), ("1:5,3:8,10", "1:8,10"), ("4294967295", "4294967295")]
    {
        assert_eq!(UidSet::parse(input).unwrap().to_string(), expected, "{input}");
    }
}

#[test]
fn what_is_no_sequence_set_is_refused() {
    for input in ["", "0", "1,", ",1", "a", "1:", "1:*", "*", "4294967296", "1::2", "-1", "+1", "1 2"] {
        assert_eq!(UidSet::parse(input), None, "{input}");
    }
}

#[test]
fn the_open_end_is_printed_as_a_star() {
    assert_eq!(UidSet::all().to_string(), "1:*");
    assert_eq!(UidSet::starting_at(uid(7)).to_string(), "7:*");
    assert_eq!(UidSet::all().len(), u64::from(u32::MAX));
    assert!(UidSet::all().contains(Uid::MAX));
}

#[test]
fn chunks_hold_no_more_than_asked() {
    let set = UidSet::parse("1:10,20,30:35").unwrap();

    let by_uids: Vec<String> = set.chunks(1000, 4).iter().map(ToString::to_string).collect();
    let by_bytes: Vec<String> = set.chunks(7, 1000).iter().map(ToString::to_string).collect();

    assert_eq!(by_uids, ["1:4", "5:8", "9:10,20,30", "31:34", "35"]);
    assert_eq!(by_bytes, ["1:10,20", "30:35"]);
    assert_eq!(UidSet::all().chunks(1000, u64::MAX).len(), 1);
}

proptest! {
    #[test]
    fn operations_agree_with_a_plain_set(
        left in prop::collection::btree_set(1_u32..60, 0..40),
        right in prop::collection::btree_set(1_u32..60, 0..40),
        one in 1_u32..60,
    ) {
        let (a, b) = (set(&left), set(&right));

        prop_assert_eq!(values(&a.union(&b)), left.union(&right).copied().collect());
        prop_assert_eq!(values(&a.difference(&b)), left.difference(&right).copied().collect());
        prop_assert_eq!(values(&a.intersection(&b)), left.intersection(&right).copied().collect());
        prop_assert_eq!(a.len(), left.len() as u64);
        prop_assert_eq!(a.contains(uid(one)), left.contains(&one));

        let mut removed = a.clone();
        prop_assert_eq!(removed.remove(uid(one)), left.contains(&one));
        prop_assert_eq!(values(&removed), left.iter().copied().filter(|value| *value != one).collect());
    }

    #[test]
    fn inserting_one_by_one_in_any_order_gives_the_same_set(order in prop::collection::vec(1_u32..80, 0..80)) {
        let mut inserted = UidSet::new();
        let mut plain = BTreeSet::new();
        for value in order {
            prop_assert_eq!(inserted.insert(uid(value)), plain.insert(value));
        }

        prop_assert_eq!(&inserted, &set(&plain));
    }

    #[test]
    fn printing_and_reading_gives_the_same_set(members in prop::collection::btree_set(any::<u32>().prop_filter("uid", |n| *n > 0), 1..50)) {
        let members = set(&members);

        prop_assert_eq!(UidSet::parse(&members.to_string()), Some(members));
    }

    #[test]
    fn chunks_put_together_are_the_set_and_stay_within_bounds(
        members in prop::collection::btree_set(1_u32..5000, 0..200),
        max_bytes in 11_usize..100,
        max_uids in 1_u64..50,
    ) {
        let members = set(&members);
        let chunks = members.chunks(max_bytes, max_uids);

        prop_assert!(chunks.iter().all(|chunk| chunk.to_string().len() <= max_bytes && chunk.len() <= max_uids && !chunk.is_empty()));
        prop_assert_eq!(chunks.iter().fold(UidSet::new(), |all, chunk| all.union(chunk)), members);
    }
}

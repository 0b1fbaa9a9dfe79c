//! Which messages are gone. Pure.
//!
//! Invariant: absence is never inferred. A message leaves the store only on two witnesses that agree:
//! - the server names it as gone (VANISHED) and the number of messages that remain here is the number it
//!   says it has, or
//! - a UID SEARCH that was answered completely does not name it, and names exactly as many messages as
//!   the server says it has.
//!
//! Anything less changes nothing; the next pass looks again.

use crate::model::UidSet;

/// What the counts say after the new messages are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As many here as there: in step.
    InStep,
    /// These are gone: two witnesses say so.
    Gone(UidSet),
    /// The numbers differ: only a complete UID SEARCH can tell.
    Search,
}

/// Compares counts. `known`: what is in the store, `vanished`: what the server named as gone,
/// `exists`: how many messages it says it has now.
pub fn by_count(known: &UidSet, vanished: &UidSet, exists: u32) -> Verdict {
    let gone = known.intersection(vanished);
    let remain = known.len().saturating_sub(gone.len());
    match (remain == u64::from(exists), gone.is_empty()) {
        (true, true) => Verdict::InStep,
        (true, false) => Verdict::Gone(gone),
        (false, _) => Verdict::Search,
    }
}

/// What a complete UID SEARCH says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The server's two statements agree.
    Agreed {
        /// Here, but no longer there.
        gone: UidSet,
        /// There, but not here.
        missing: UidSet,
    },
    /// SEARCH and EXISTS contradict each other: nothing may be concluded. What SEARCH names and is not here
    /// may be fetched nevertheless, that takes nothing away.
    Contradiction {
        /// There, but not here.
        missing: UidSet,
    },
}

/// Compares the store with a complete answer. `exists_before` and `exists_after` are what the server said
/// its number of messages was around the SEARCH.
pub fn by_search(known: &UidSet, present: &UidSet, exists_before: u32, exists_after: u32) -> Compared {
    let missing = present.difference(known);
    if exists_before == exists_after && present.len() == u64::from(exists_after) {
        Compared::Agreed { gone: known.difference(present), missing }
    } else {
        Compared::Contradiction { missing }
    }
}

/// Whether so many messages gone at once, of so many that were there, are for the person to decide about: they may
/// have gone because of a mistake, here or there. In small mailboxes a few are nothing unusual.
pub fn freezes(gone: u64, of: u64) -> bool {
    gone > 20 || (gone >= 10 && gone.saturating_mul(20) > of)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Uid;

    fn set(text: &str) -> UidSet {
        if text.is_empty() { UidSet::new() } else { UidSet::parse(text).unwrap() }
    }

    #[test]
    fn counts_decide_only_where_they_agree() {
        let table = [
            ("in step", "1:3", "", 3, Verdict::InStep),
            ("one named and missing in the count", "1:3", "2", 2, Verdict::Gone(set("2"))),
            ("named, but the count says it is there", "1:3", "2", 3, Verdict::Search),
            ("everything named, nothing missing", "1:3", "1:4294967295", 3, Verdict::Search),
            ("fewer, none named", "1:3", "", 2, Verdict::Search),
            ("EXISTS 0", "1:3", "", 0, Verdict::Search),
            ("more", "1:3", "", 9, Verdict::Search),
            ("unknown ones named", "1:3", "9", 3, Verdict::InStep),
        ];
        for (name, known, vanished, exists, expected) in table {
            assert_eq!(by_count(&set(known), &set(vanished), exists), expected, "{name}");
        }
    }

    #[test]
    fn a_search_counts_only_if_the_number_of_messages_agrees() {
        let agreed = |gone, missing| Compared::Agreed { gone: set(gone), missing: set(missing) };
        let contradiction = |missing| Compared::Contradiction { missing: set(missing) };
        let table = [
            ("one gone, one new", "1:3", "1,3:4", 3, 3, agreed("2", "4")),
            ("empty answer, messages there", "1:3", "", 3, 3, contradiction("")),
            ("empty answer, none there", "1:3", "", 0, 0, agreed("1:3", "")),
            ("short answer", "1:3", "1", 3, 3, contradiction("")),
            ("changed meanwhile", "1:3", "1:2", 3, 2, contradiction("")),
            ("new ones are found even so", "1:3", "1:5", 3, 3, contradiction("4:5")),
        ];
        for (name, known, present, before, after, expected) in table {
            assert_eq!(by_search(&set(known), &set(present), before, after), expected, "{name}");
        }
    }

    fn uids() -> impl Strategy<Value = UidSet> {
        prop::collection::vec(1..60_u32, 0..40).prop_map(|uids| uids.into_iter().filter_map(Uid::new).collect())
    }

    #[test]
    fn many_at_once_are_for_the_person_to_decide() {
        let table = [
            ("a few of a small mailbox", 9, 9, false),
            ("all of a small mailbox", 10, 10, true),
            ("a twentieth", 10, 200, false),
            ("more than that", 10, 199, true),
            ("twenty of very many", 20, 100_000, false),
            ("more than that", 21, 100_000, true),
        ];
        for (name, gone, of, expected) in table {
            assert_eq!(freezes(gone, of), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn nothing_goes_on_one_witness(known in uids(), vanished in uids(), present in uids(), exists in 0..60_u32) {
            if let Verdict::Gone(gone) = by_count(&known, &vanished, exists) {
                prop_assert!(gone.difference(&vanished).is_empty());
                prop_assert_eq!(known.difference(&gone).len(), u64::from(exists));
            }
            if let Compared::Agreed { gone, missing } = by_search(&known, &present, exists, exists) {
                prop_assert_eq!(present.len(), u64::from(exists));
                prop_assert!(gone.intersection(&present).is_empty());
                prop_assert_eq!(known.difference(&gone).union(&missing), present);
            }
        }
    }
}

use proptest::prelude::*;

use super::*;

fn uid(uid: u32) -> Uid {
    Uid::new(uid).unwrap()
}

fn set(text: &str) -> UidSet {
    if text.is_empty() { UidSet::new() } else { UidSet::parse(text).unwrap() }
}

fn seen(exists: u32, uid_next: u32, modseq: u64) -> Seen {
    Seen {
        exists,
        uid_validity: UidValidity::new(7).unwrap(),
        uid_next: Uid::new(uid_next),
        highest_modseq: ModSeq::new(modseq),
    }
}

fn mark(validity: u32, uid_next: u32, modseq: u64) -> SyncMark {
    SyncMark {
        uid_validity: UidValidity::new(validity),
        uid_next: Uid::new(uid_next),
        backlog: None,
        highest_modseq: ModSeq::new(modseq),
        synced_at: Some(1),
    }
}

#[test]
fn an_empty_mailbox_is_in_step_by_its_status_alone() {
    let status = StatusSeen {
        messages: Some(0),
        unseen: Some(0),
        uid_validity: UidValidity::new(7),
        uid_next: Uid::new(1),
        highest_modseq: None,
    };

    let mark = mark_of_empty(&status, 0, 99).unwrap();
    assert!(unchanged(&mark, &status, 0, 0));
    for (status, stored) in [
        (status, 1),
        (StatusSeen { messages: Some(1), ..status }, 0),
        (StatusSeen { messages: None, ..status }, 0),
        (StatusSeen { uid_validity: None, ..status }, 0),
        (StatusSeen { uid_next: None, ..status }, 0),
    ] {
        assert_eq!(mark_of_empty(&status, stored, 99), None, "{status:?} {stored}");
    }
}

#[test]
fn a_pass_begins_as_the_marks_say() {
    let table = [
        ("never synced", SyncMark::default(), seen(3, 10, 0), "", Opening::First),
        ("never synced, no UIDNEXT", SyncMark::default(), seen(3, 0, 0), "", Opening::First),
        ("empty", SyncMark::default(), seen(0, 1, 0), "", Opening::NothingNew),
        ("nothing new", mark(7, 10, 0), seen(3, 10, 0), "1:3", Opening::NothingNew),
        ("new mail", mark(7, 10, 0), seen(4, 12, 0), "1:3", Opening::New(uid(10))),
        ("no UIDNEXT any more", mark(7, 10, 0), seen(4, 0, 0), "1:3", Opening::New(uid(10))),
        ("UIDNEXT went back", mark(7, 10, 0), seen(4, 5, 0), "1:3", Opening::First),
        ("other validity", mark(8, 10, 0), seen(3, 10, 0), "1:3", Opening::Rematch),
        ("other validity, nothing here", mark(8, 10, 0), seen(3, 10, 0), "", Opening::NothingNew),
        ("other validity and empty", mark(8, 10, 0), seen(0, 1, 0), "1:3", Opening::Rematch),
    ];
    for (name, mark, seen, known, expected) in table {
        assert_eq!(opening(&mark, &seen, &set(known)), expected, "{name}");
    }
}

#[test]
fn flags_are_read_as_cheaply_as_the_server_allows() {
    let known = set("1:25000");
    let table = [
        ("same modseq", mark(7, 9, 5), seen(3, 9, 5), FlagScope::All, FlagPlan::Nothing),
        ("higher", mark(7, 9, 5), seen(3, 9, 6), FlagScope::All, FlagPlan::ChangedSince(ModSeq::new(5).unwrap())),
        ("none here", mark(7, 9, 0), seen(3, 9, 0), FlagScope::Recent, FlagPlan::Windows(vec![set("20001:25000")])),
        (
            "none here, all",
            mark(7, 9, 0),
            seen(3, 9, 0),
            FlagScope::All,
            FlagPlan::Windows(vec![set("20001:25000"), set("10001:20000"), set("1:10000")]),
        ),
        (
            "went back",
            mark(7, 9, 9),
            seen(3, 9, 5),
            FlagScope::Recent,
            FlagPlan::Windows(vec![set("20001:25000"), set("10001:20000"), set("1:10000")]),
        ),
        ("empty on the server", mark(7, 9, 9), seen(0, 9, 10), FlagScope::All, FlagPlan::Nothing),
    ];
    for (name, mark, seen, scope, expected) in table {
        assert_eq!(flags(&mark, &seen, &known, scope), expected, "{name}");
    }
}

#[test]
fn status_proves_only_what_it_says() {
    let in_step = mark(7, 10, 5);
    let same = StatusSeen {
        messages: Some(3),
        unseen: Some(1),
        uid_validity: UidValidity::new(7),
        uid_next: Uid::new(10),
        highest_modseq: ModSeq::new(5),
    };
    let table = [
        ("all the same", in_step, same, true),
        ("never finished", SyncMark { synced_at: None, ..in_step }, same, false),
        ("half read", SyncMark { backlog: Uid::new(5), ..in_step }, same, false),
        ("more messages", in_step, StatusSeen { messages: Some(4), ..same }, false),
        ("no messages told", in_step, StatusSeen { messages: None, ..same }, false),
        ("other unseen", in_step, StatusSeen { unseen: Some(2), ..same }, false),
        ("other validity", in_step, StatusSeen { uid_validity: UidValidity::new(8), ..same }, false),
        ("new mail", in_step, StatusSeen { uid_next: Uid::new(11), ..same }, false),
        ("flags changed", in_step, StatusSeen { highest_modseq: ModSeq::new(6), ..same }, false),
        ("no CONDSTORE", in_step, StatusSeen { highest_modseq: None, ..same }, false),
        ("nothing told", in_step, StatusSeen::default(), false),
    ];
    for (name, mark, status, expected) in table {
        assert_eq!(unchanged(&mark, &status, 3, 1), expected, "{name}");
    }
    let empty = StatusSeen { messages: Some(0), unseen: Some(0), highest_modseq: None, ..same };
    assert!(unchanged(&mark(7, 10, 0), &empty, 0, 0), "an empty mailbox has no flags");
}

#[test]
fn a_mark_never_claims_more_than_was_seen() {
    let fresh = mark_at(&seen(5, 10, 9), &SyncMark::default(), Some(uid(12)), Some(uid(8)));
    assert_eq!((fresh.uid_next, fresh.backlog, fresh.highest_modseq), (Some(uid(13)), Some(uid(8)), None));

    let other = mark_at(&seen(5, 0, 9), &mark(8, 100, 50), None, None);
    assert_eq!((other.uid_next, other.highest_modseq), (None, None), "nothing is carried over to another validity");

    let silent = mark_at(&seen(5, 0, 0), &mark(7, 100, 50), None, None);
    assert_eq!(silent.uid_next, Some(uid(100)));
}

#[test]
fn a_command_takes_about_half_a_second() {
    let ms = Duration::from_millis;
    for (size, took, expected) in
        [(100, ms(10), 200), (1_500, ms(10), 2_000), (800, ms(500), 800), (800, ms(2_000), 400), (60, ms(9_000), 50)]
    {
        assert_eq!(pace(size, took, 50..=2_000), expected, "{size} took {took:?}");
    }
}

proptest! {
    #[test]
    fn windows_cover_what_is_missing_once_from_new_to_old(
        present in prop::collection::btree_set(1..60_000_u32, 0..4_000),
        stored in prop::collection::btree_set(1..60_000_u32, 0..400),
        size in 0..3_000_u64,
    ) {
        let present: UidSet = present.into_iter().filter_map(Uid::new).collect();
        let known: UidSet = stored.into_iter().filter_map(Uid::new).collect();
        let missing = present.difference(&known);

        let (mut left, mut covered) = (missing.clone(), UidSet::new());
        while let Some(window) = window(&left, &known, size) {
            let fetched = window.uids.intersection(&present);
            prop_assert!(!fetched.is_empty() && fetched.len() <= size.clamp(1, WINDOW).max(1));
            prop_assert!(window.uids.to_string().len() <= MAX_SET_BYTES);
            prop_assert!(fetched.intersection(&covered).is_empty() && fetched.intersection(&known).is_empty());
            covered = covered.union(&fetched);
            // What the mark says after this window is exactly what is still missing.
            let backlog = window.backlog.and_then(below).unwrap_or_default();
            prop_assert_eq!(missing.intersection(&backlog), missing.difference(&covered));
            left = window.rest;
        }
        prop_assert_eq!(covered, missing);
    }
}

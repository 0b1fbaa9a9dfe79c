use proptest::prelude::*;

use crate::model::Flag;

use super::*;

fn frame(text: &str, literals: &[&str]) -> Frame {
    Frame {
        text: text.as_bytes().to_vec(),
        literals: literals.iter().map(|literal| literal.as_bytes().to_vec()).collect(),
    }
}

fn read(text: &str) -> Untagged {
    untagged(frame(text, &[]))
}

#[test]
fn a_fetch_is_read_whatever_the_order_of_its_items() {
    let Untagged::Fetch(fetch) = untagged(frame(
        "* 12 FETCH (FLAGS (\\Seen $x) BODY[HEADER.FIELDS (DATE \"FROM\")] {3}\n INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 44827 UID 7 MODSEQ (99))",
        &["a:b"],
    )) else {
        panic!()
    };

    assert_eq!(fetch.uid, Uid::new(7));
    assert_eq!(fetch.size, Some(44827));
    assert_eq!(fetch.internal_date, Some(837_596_665));
    assert_eq!(fetch.modseq, ModSeq::new(99));
    assert_eq!(fetch.header.as_deref(), Some(&b"a:b"[..]));
    assert!(fetch.flags.is_some_and(|flags| flags.contains(Flag::Seen)));
    assert_eq!(fetch.body, None);
}

#[test]
fn a_body_may_be_quoted_literal_or_nil() {
    for (text, literals, expected) in [
        ("* 1 FETCH (UID 1 BODY[] \"a\\\"b\")", &[][..], Some("a\"b")),
        ("* 1 FETCH (UID 1 BODY[] {3}\n)", &["abc"], Some("abc")),
        ("* 1 FETCH (UID 1 BODY[]<0> {3}\n)", &["abc"], None),
        ("* 1 FETCH (UID 1 BODY[] ~{3}\n)", &["abc"], Some("abc")),
        ("* 1 FETCH (UID 1 BODY[] NIL)", &[], None),
        ("* 1 FETCH (UID 1 BODY[] \"\")", &[], Some("")),
    ] {
        let Untagged::Fetch(fetch) = untagged(frame(text, literals)) else { panic!("{text}") };

        assert_eq!(fetch.body.as_deref(), expected.map(str::as_bytes), "{text}");
    }
}

#[test]
fn a_body_structure_nested_without_end_is_skipped() {
    let deep = format!("* 1 FETCH (UID 9 BODYSTRUCTURE {}\"x\"{} FLAGS ())", "(".repeat(20_000), ")".repeat(20_000));

    let Untagged::Fetch(fetch) = read(&deep) else { panic!() };

    assert_eq!(fetch.uid, Uid::new(9));
    assert!(fetch.flags.is_some());
}

#[test]
fn what_is_broken_is_unreadable_rather_than_half_read() {
    for text in [
        "* 1 FETCH (UID 1",
        "* 1 FETCH (UID x FLAGS ())",
        "* 1 FETCH (BODY[] {3})",
        "* 1 FETCH (BODY[] \"abc)",
        "* 1 FETCH UID 1",
        "* SEARCH 1 x 2",
        "* SEARCH 0",
        "* ESEARCH UID ALL 1:x",
        "* VANISHED *",
        "* LIST () \"/\"",
        "* STATUS x (MESSAGES 1",
        "* QUOTA \"\" (STORAGE 1)",
        "* QUOTA \"\" (STORAGE 1 -1)",
        "* NAMESPACE",
        "* NAMESPACE ((\"INBOX.\"))",
        "* NAMESPACE ((\"\" \"/\")",
    ] {
        assert_eq!(read(text), Untagged::Unreadable, "{text}");
    }
}

#[test]
fn searches_are_read_in_both_forms() {
    for (text, expected) in [
        ("* SEARCH", ""),
        ("* SEARCH ", ""),
        ("* SEARCH 3 1 2 9", "1:3,9"),
        ("* SEARCH 2 (MODSEQ 9)", "2"),
        ("* ESEARCH (TAG \"A1\") UID ALL 1:3,9", "1:3,9"),
        ("* ESEARCH (TAG \"A1\") UID", ""),
        ("* ESEARCH (TAG \"A1\") UID COUNT 2 ALL 4,5 MODSEQ 9", "4:5"),
    ] {
        let Untagged::Search(found) = read(text) else { panic!("{text}") };

        assert_eq!(found.to_string(), expected, "{text}");
    }
}

#[test]
fn lists_are_read_with_their_names_as_bytes() {
    for (text, literals, attributes, delimiter, name) in [
        ("* LIST (\\HasNoChildren \\Sent) \"/\" Sent", &[][..], 2, Some('/'), "Sent"),
        ("* LIST () NIL \"a \\\"b\\\\\"", &[], 0, None, "a \"b\\"),
        ("* LIST () \"\\\\\" {5}\n", &["a\u{e4}\"b"], 0, Some('\\'), "a\u{e4}\"b"),
        ("* LIST () \".\" Entwürfe (CHILDINFO (\"SUBSCRIBED\"))", &[], 0, Some('.'), "Entwürfe"),
        ("* LIST () \"/\" NIL", &[], 0, Some('/'), "NIL"),
    ] {
        let Untagged::List(list) = untagged(frame(text, literals)) else { panic!("{text}") };

        assert_eq!((list.attributes.len(), list.delimiter), (attributes, delimiter), "{text}");
        assert_eq!(list.name, name.as_bytes(), "{text}");
    }
}

#[test]
fn a_status_is_read_with_what_it_leaves_out_and_adds() {
    let Untagged::MailboxStatus(name, status) =
        read("* STATUS \"a b\" (MESSAGES 231 X (1 (2)) UIDNEXT 44292 HIGHESTMODSEQ 0 SIZE 5 )")
    else {
        panic!()
    };

    assert_eq!(name, b"a b");
    assert_eq!(status.messages, Some(231));
    assert_eq!(status.uid_next, Uid::new(44292));
    assert_eq!((status.unseen, status.highest_modseq), (None, None));
}

#[test]
fn a_quota_is_read_in_bytes_and_messages() {
    for (text, root, storage, messages) in [
        ("* QUOTA \"\" (STORAGE 10 512)", "", Some((10_240, 524_288)), None),
        ("* QUOTA root (MESSAGE 3 100 X 1 2 storage 1 2)", "root", Some((1024, 2048)), Some((3, 100))),
        ("* QUOTA \"User quota\" ()", "User quota", None, None),
        ("* QUOTA \"ROOT\"", "ROOT", None, None),
        ("* QUOTA x (STORAGE 18446744073709551615 1)", "x", Some((u64::MAX, 1024)), None),
    ] {
        let Untagged::Quota(quota) = read(text) else { panic!("{text}") };
        let pair = |usage: crate::model::Usage| (usage.used, usage.limit);

        assert_eq!(quota.root, root);
        assert_eq!((quota.storage.map(pair), quota.messages.map(pair)), (storage, messages), "{text}");
    }
}

#[test]
fn namespaces_are_read_and_those_of_others_skipped() {
    for (text, expected) in [
        ("* NAMESPACE ((\"\" \"/\")) NIL NIL", vec![("", Some('/'))]),
        ("* NAMESPACE ((\"INBOX.\" \".\")) ((\"~\" \"/\")) NIL", vec![("INBOX.", Some('.'))]),
        (
            "* NAMESPACE ((\"\" NIL \"X-PARAM\" (\"a\" \"b\"))(\"#mh/\" \"/\")) NIL NIL",
            vec![("", None), ("#mh/", Some('/'))],
        ),
        ("* NAMESPACE NIL NIL ((\"\" \".\"))", vec![]),
    ] {
        let Untagged::Namespace(namespaces) = read(text) else { panic!("{text}") };
        let told: Vec<_> = namespaces
            .iter()
            .map(|namespace| (std::str::from_utf8(namespace.prefix.as_bytes()).unwrap(), namespace.delimiter))
            .collect();

        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn dates_are_written_as_they_are_read() {
    for (seconds, text) in [
        (0, Some(" 1-Jan-1970 00:00:00 +0000")),
        (1_709_208_000, Some("29-Feb-2024 12:00:00 +0000")),
        (-1, Some("31-Dec-1969 23:59:59 +0000")),
        (253_402_300_799, Some("31-Dec-9999 23:59:59 +0000")),
        (253_402_300_800, None),
        (i64::MAX, None),
        (i64::MIN, None),
    ] {
        assert_eq!(date_time(seconds).as_deref(), text, "{seconds}");
    }
}

#[test]
fn dates_are_read_or_refused() {
    for (text, expected) in [
        ("01-Jan-1970 00:00:00 +0000", Some(0)),
        (" 1-Jan-1970 01:00:00 +0100", Some(0)),
        ("29-Feb-2024 12:00:00 +0000", Some(1_709_208_000)),
        ("31-Dec-1969 23:59:59 +0000", Some(-1)),
        ("22-Nov-2026 18:00:00 -0800", Some(1_795_399_200)),
        ("32-Jan-1970 00:00:00 +0000", None),
        ("1-Foo-1970 00:00:00 +0000", None),
        ("", None),
        ("1-Jan-1970 00:00:00 +1", None),
    ] {
        assert_eq!(date::parse(text.as_bytes()), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn every_date_survives_the_way_to_the_wire_and_back(seconds in -62_135_596_800_i64..253_402_300_800) {
        let text = date_time(seconds).unwrap();

        prop_assert_eq!(text.len(), 26);
        prop_assert_eq!(date::parse(text.as_bytes()), Some(seconds));
    }

    #[test]
    fn no_bytes_make_reading_fail(words in prop::collection::vec("(\\* |[0-9]{1,3} |FETCH |LIST |STATUS |SEARCH |ESEARCH |VANISHED |QUOTA |NAMESPACE |STORAGE |\\(|\\)|\"|\\\\|\\{3\\}\n|UID |BODY\\[|\\]|NIL |FLAGS |[a-z]{0,3})", 0..30), literals in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..3)) {
        let text = format!("* {}", words.concat());

        untagged(Frame { text: text.into_bytes(), literals });
    }
}

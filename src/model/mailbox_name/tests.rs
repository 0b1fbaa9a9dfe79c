use proptest::prelude::*;

use super::*;

#[test]
fn names_are_decoded_for_people() {
    for (wire, shown) in [
        (&b"INBOX"[..], "INBOX"),
        (b"Entw&APw-rfe", "Entwürfe"),
        (b"Gel&APY-scht/R&AOQ-uber", "Gelöscht/Räuber"),
        (b"&U,BTFw-", "台北"),
        (b"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
        (b"A &- B", "A & B"),
        (b"&2D3eAA-", "😀"),
        ("Entwürfe & mehr".as_bytes(), "Entwürfe & mehr"),
        (b"Entw\xfcrfe", "Entwürfe"),
    ] {
        assert_eq!(MailboxName::new(wire).readable(), shown, "{}", String::from_utf8_lossy(wire));
    }
}

#[test]
fn names_that_are_no_modified_utf7_are_shown_raw() {
    for raw in ["R&D", "&", "&!-", "&AAA", "&AOQ", "&AOQ-&APY-x&", "&AGE-", "&AOR-", "&2D0-", "&AA-"] {
        assert_eq!(MailboxName::new(raw).readable(), raw, "{raw}");
    }
}

#[test]
fn what_a_person_types_becomes_a_name_below_its_parent_or_none() {
    let raw = MailboxName::new(&b"Entw\xfcrfe"[..]);
    for (parent, delimiter, typed, wire) in [
        (None, Some('/'), " Räuber & Co ", Some(&b"R&AOQ-uber &- Co"[..])),
        (Some(&raw), Some('.'), "ä/b", Some(b"Entw\xfcrfe.&AOQ-/b")),
        (Some(&raw), None, "a", None),
        (None, None, "a/b", Some(b"a/b")),
        (None, Some('/'), "a/b", None),
        (None, Some('/'), "  ", None),
        (None, Some('/'), "#news", None),
        (Some(&raw), Some('/'), "#1", Some(b"Entw\xfcrfe/#1")),
        (None, Some('/'), "a\r\nb", None),
        (None, Some('/'), "a\u{202e}b", None),
        (None, Some('/'), &"ä".repeat(600), None),
    ] {
        let name = MailboxName::below(parent, delimiter, typed);

        assert_eq!(name.as_ref().map(MailboxName::as_bytes), wire, "{typed}");
    }
    let below = |text| MailboxName::behind(b"INBOX.", Some('.'), text);
    assert_eq!(below("Müll"), Some(MailboxName::new("INBOX.M&APw-ll")));
    assert_eq!(below("a.b"), None);
}

#[test]
fn a_name_cannot_disguise_itself() {
    assert_eq!(MailboxName::new("a\u{202e}b\u{7}c".as_bytes()).readable(), "a\u{fffd}b\u{fffd}c");
}

#[test]
fn a_rename_takes_what_is_below_along_and_nothing_else() {
    let name = |text: &str| MailboxName::new(text);
    for (before, delimiter, after) in [
        ("A", Some('/'), Some("B/C")),
        ("A/x/y", Some('/'), Some("B/C/x/y")),
        ("A/x", None, None),
        ("Ax", Some('/'), None),
        ("INBOX", Some('/'), None),
    ] {
        assert_eq!(name(before).renamed(&name("A"), &name("B/C"), delimiter), after.map(name), "{before}");
    }
}

proptest! {
    #[test]
    fn every_text_survives_the_way_to_the_wire_and_back(text in "\\PC{0,40}") {
        let wire = utf7::encode(&text);

        prop_assert!(wire.is_ascii());
        prop_assert_eq!(utf7::decode(&wire), Some(text));
    }

    #[test]
    fn what_is_typed_is_read_again_below_its_parent(parent in "\\PC{1,20}", typed in "\\PC{0,40}", delimiter in "[./^]") {
        let delimiter = delimiter.chars().next();
        let parent = MailboxName::typed(&parent);

        if let Some(name) = MailboxName::below(Some(&parent), delimiter, &typed) {
            let shown = name.readable();
            let (above, below) = shown.rsplit_once(delimiter.unwrap()).unwrap();
            prop_assert_eq!(above, parent.readable());
            prop_assert_eq!(below, typed.trim());
        }
    }

    #[test]
    fn what_decodes_encodes_to_the_same_bytes(wire in "[a-zA-Z0-9+,&/ -]{0,24}") {
        if let Some(text) = utf7::decode(&wire) {
            prop_assert_eq!(utf7::encode(&text), wire);
        }
    }

    #[test]
    fn no_bytes_make_decoding_fail(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let shown = MailboxName::new(bytes).readable();

        prop_assert!(!shown.chars().any(char::is_control));
    }
}

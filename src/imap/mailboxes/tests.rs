use proptest::prelude::*;

use super::*;

fn listed(name: &str, special_use: Option<SpecialUse>) -> ListedMailbox {
    ListedMailbox {
        name: encode_name(name),
        delimiter: Some('/'),
        selectable: true,
        subscribed: true,
        special_use,
        status: None,
    }
}

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
        assert_eq!(decode_name(&MailboxName::new(wire)), shown, "{}", String::from_utf8_lossy(wire));
    }
}

#[test]
fn names_that_are_no_modified_utf7_are_shown_raw() {
    for raw in ["R&D", "&", "&!-", "&AAA", "&AOQ", "&AOQ-&APY-x&", "&AGE-", "&AOR-", "&2D0-", "&AA-"] {
        assert_eq!(decode_name(&MailboxName::new(raw)), raw, "{raw}");
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
        let name = name_below(parent, delimiter, typed);

        assert_eq!(name.as_ref().map(MailboxName::as_bytes), wire, "{typed}");
    }
    let namespace = Namespace { prefix: MailboxName::new("INBOX."), delimiter: Some('.') };
    assert_eq!(name_in(&namespace, "Müll"), Some(MailboxName::new("INBOX.M&APw-ll")));
    assert_eq!(name_in(&namespace, "a.b"), None);
}

#[test]
fn every_use_but_inbox_has_an_attribute_that_is_read_back() {
    for special_use in [SpecialUse::All, SpecialUse::Archive, SpecialUse::Drafts, SpecialUse::Trash, SpecialUse::Junk] {
        let attribute = attribute_of(special_use).unwrap();

        assert_eq!(special_use_attribute(attribute.as_bytes()), Some(special_use));
    }
    assert_eq!(attribute_of(SpecialUse::Inbox), None);
}

#[test]
fn a_name_cannot_disguise_itself() {
    assert_eq!(decode_name(&MailboxName::new("a\u{202e}b\u{7}c".as_bytes())), "a\u{fffd}b\u{fffd}c");
}

#[test]
fn the_servers_word_on_special_use_counts_alone() {
    let mailboxes = [listed("INBOX", None), listed("Post", Some(SpecialUse::Sent)), listed("Trash", None)];

    assert_eq!(special_uses(&mailboxes), [Some(SpecialUse::Inbox), Some(SpecialUse::Sent), None]);
}

#[test]
fn without_special_use_well_known_names_are_taken_once() {
    let mailboxes = [
        listed("INBOX", None),
        listed("Gesendete Objekte", None),
        listed("INBOX/Sent", None),
        listed("Papierkorb", None),
        listed("Entwürfe", None),
        listed("Spamverdacht", None),
        listed("Projekte/Archiv", None),
        listed("Archiv", None),
    ];

    let uses = special_uses(&mailboxes);

    assert_eq!(
        uses,
        [
            Some(SpecialUse::Inbox),
            None,
            Some(SpecialUse::Sent),
            Some(SpecialUse::Trash),
            Some(SpecialUse::Drafts),
            Some(SpecialUse::Junk),
            None,
            Some(SpecialUse::Archive)
        ]
    );
}

#[test]
fn attributes_are_read_without_regard_to_case() {
    assert_eq!(special_use_attribute(b"\\sent"), Some(SpecialUse::Sent));
    assert_eq!(special_use_attribute(b"\\Sent2"), None);
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
        let parent = encode_name(&parent);

        if let Some(name) = name_below(Some(&parent), delimiter, &typed) {
            let shown = decode_name(&name);
            let (above, below) = shown.rsplit_once(delimiter.unwrap()).unwrap();
            prop_assert_eq!(above, decode_name(&parent));
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
        let shown = decode_name(&MailboxName::new(bytes));

        prop_assert!(!shown.chars().any(char::is_control));
    }
}

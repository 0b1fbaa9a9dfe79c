use super::*;

fn listed(name: &str, special_use: Option<SpecialUse>) -> ListedMailbox {
    ListedMailbox {
        name: MailboxName::typed(name),
        delimiter: Some('/'),
        selectable: true,
        subscribed: true,
        special_use,
        status: None,
    }
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

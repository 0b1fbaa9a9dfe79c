//! Mail made up for tests.

use brieftaube::model::{AccountId, Address, Flags, MailboxId, MailboxName, SpecialUse, Uid, UidValidity};
use brieftaube::store::{FoundMailbox, ListScope, NewBody, NewEnvelope, Store};

pub fn account(id: u64) -> AccountId {
    AccountId::new(id)
}

pub fn uid(uid: u32) -> Uid {
    Uid::new(uid).unwrap()
}

pub fn validity(value: u32) -> UidValidity {
    UidValidity::new(value).unwrap()
}

pub fn found(name: &str) -> FoundMailbox {
    FoundMailbox {
        name: MailboxName::new(name),
        display: name.to_owned(),
        delimiter: Some('/'),
        special_use: (name == "INBOX").then_some(SpecialUse::Inbox),
        guessed: false,
        selectable: true,
        subscribed: true,
    }
}

/// Opens a store that must not be damaged.
pub fn open(dir: &std::path::Path) -> Store {
    let opened = Store::open(dir).unwrap();
    assert!(opened.damaged.is_none(), "{:?}", opened.damaged);
    opened.store
}

/// Makes mailboxes of one account, in the order of `names`.
pub fn mailboxes(store: &Store, of: u64, names: &[&str]) -> Vec<MailboxId> {
    let listed: Vec<_> = names.iter().map(|name| found(name)).collect();
    store.reconcile_mailboxes(account(of), &listed).unwrap();
    let all = store.mailboxes(account(of)).unwrap();
    names.iter().map(|name| all.iter().find(|mailbox| mailbox.display == *name).unwrap().id).collect()
}

/// A message whose every field follows from its UID and date.
pub fn message(number: u32, received: i64, flags: &[&str]) -> NewEnvelope {
    NewEnvelope {
        uid: uid(number),
        flags: Flags::parse(flags.iter().copied()),
        received,
        sent: Some(received - 7),
        size: 2_000 + number % 5_000,
        from: vec![Address { name: format!("Sender {}", number % 90), email: format!("s{}@example.org", number % 90) }],
        to: vec![Address { name: String::new(), email: "me@example.net".to_owned() }],
        subject: format!("Betreff Nummer {number} mit ein paar Wörtern"),
        message_id: Some(format!("{number}.{received}@example.org")),
        references: Vec::new(),
        has_attachment: false,
    }
}

/// The raw bytes of the message with this UID.
pub fn raw(number: u32) -> Vec<u8> {
    let line = format!("Zeile der Nachricht {number} mit etwas Text.\r\n");
    format!("Subject: {number}\r\n\r\n{}", line.repeat(10 + number as usize % 40)).into_bytes()
}

pub fn body(store: &Store, mailbox: MailboxId, number: u32) -> NewBody {
    let id = store.by_uid(mailbox, uid(number)).unwrap().unwrap().id;
    NewBody { id, raw: raw(number), preview: format!("Zeile {number}"), has_attachment: false }
}

/// Everything the store says of a mailbox must agree with itself; returns the UIDs, newest first.
pub fn assert_consistent(store: &Store, mailbox: MailboxId) -> Vec<u32> {
    let counts = store.mailbox(mailbox).unwrap().counts;
    let total = counts.total as usize;
    let mut listed = Vec::new();
    while listed.len() < total {
        let page = store.envelopes(ListScope::Mailbox(mailbox), listed.len()..listed.len() + 5_000).unwrap();
        assert_eq!(page.total, total);
        assert!(!page.rows.is_empty(), "a page within the list is empty");
        listed.extend(page.rows);
    }
    assert!(listed.is_sorted_by(|a, b| (a.received, a.id) > (b.received, b.id)), "newest first");
    assert_eq!(listed.iter().filter(|envelope| envelope.flags.is_unseen()).count(), counts.unseen as usize);
    let stored = |envelope: &&_| matches!(body_state(envelope), brieftaube::model::BodyState::Stored(_));
    assert_eq!(listed.iter().filter(stored).count(), counts.bodies as usize);
    let mut by_uid: Vec<_> = listed.iter().map(|envelope| (envelope.uid, envelope.id)).collect();
    by_uid.sort_unstable();
    assert!(by_uid.windows(2).all(|pair| pair[0].0 < pair[1].0), "no UID twice");
    let index: Vec<_> = store.flags(mailbox).unwrap().into_iter().map(|entry| (entry.uid, entry.id)).collect();
    assert_eq!(index, by_uid);
    assert_eq!(
        store.uids(mailbox).unwrap().iter().collect::<Vec<_>>(),
        by_uid.iter().map(|pair| pair.0).collect::<Vec<_>>()
    );
    let missing = listed.iter().filter(|envelope| envelope.body == brieftaube::model::BodyState::Missing).count();
    assert_eq!(store.missing_bodies(mailbox, usize::MAX).unwrap().len(), missing);
    listed.iter().map(|envelope| envelope.uid.get()).collect()
}

fn body_state(envelope: &brieftaube::model::Envelope) -> brieftaube::model::BodyState {
    envelope.body
}

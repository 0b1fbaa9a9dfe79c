use super::*;
use crate::model::{Conflict, Flags};

fn operation(account: u64, targets: u64) -> Operation {
    Operation {
        id: OperationId::new(0),
        account: AccountId::new(account),
        mailbox: MailboxId::new(1),
        name: MailboxName::new("INBOX"),
        validity: None,
        verb: Verb::Flags { add: Flags::parse(["\\Seen"]), remove: Flags::default() },
        targets: (1..=targets)
            .map(|id| Target { id: EnvelopeId::new(id), uid: Uid::MIN, message_id: None, size: 1, copy: None })
            .collect(),
    }
}

fn read() -> Intent {
    Intent::Flags { add: Flags::parse(["\\Seen"]), remove: Flags::default() }
}

fn open(dir: &Path, now: i64) -> Journal {
    let (journal, damaged) = Journal::open(dir, now).unwrap();
    assert!(damaged.is_none());
    journal
}

fn ids(journal: &Journal) -> Vec<u64> {
    journal.page(&(0..usize::MAX)).rows.iter().map(|row| row.id.get()).collect()
}

#[test]
fn what_ended_long_ago_is_let_go_of_and_what_waits_never_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), 0);
    for at in [1, 2, KEPT_SECONDS] {
        journal.act(at, read(), None, vec![operation(1, 3)]).unwrap();
    }
    journal.settle(vec![(OperationId::new(1), vec![])], Outcome::Confirmed).unwrap();
    journal.settle(vec![(OperationId::new(2), vec![EnvelopeId::new(2)])], Outcome::Confirmed).unwrap();
    journal.settle(vec![(OperationId::new(3), vec![])], Outcome::Confirmed).unwrap();
    drop(journal);

    let mut journal = open(dir.path(), KEPT_SECONDS + 10);

    assert_eq!(ids(&journal), [3, 2]);
    assert_eq!(journal.pending().iter().map(|it| it.operation.targets.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(journal.operations(ActionId::new(3)).unwrap().unwrap()[0].targets.len(), 3);
    drop(journal);
    let mut journal = open(dir.path(), 3 * KEPT_SECONDS);
    assert_eq!(ids(&journal), [2]);
    let (id, pending) = journal.act(5, read(), None, vec![operation(1, 1)]).unwrap();
    assert_eq!((id.get(), pending[0].operation.id.get()), (4, 4), "never given again");
}

#[test]
fn the_oldest_go_first_when_the_file_grows_too_large() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), 0);
    let mut large = operation(1, 1);
    large.targets[0].message_id = Some("x".repeat(5 << 20));
    for n in 1..=4 {
        journal.act(n, read(), None, vec![large.clone()]).unwrap();
        journal.settle(vec![(OperationId::new(u64::try_from(n).unwrap()), vec![])], Outcome::Confirmed).unwrap();
    }
    drop(journal);

    let journal = open(dir.path(), 10);

    assert_eq!(ids(&journal), [4, 3, 2]);
    assert!(journal.log.len() <= KEPT_BYTES);
}

#[test]
fn settling_twice_or_what_is_not_there_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), 0);
    let (_, pending) = journal.act(1, read(), None, vec![operation(1, 2)]).unwrap();
    let id = pending[0].operation.id;
    journal.sent(&[id], None).unwrap();
    journal.settle(vec![(id, vec![])], Outcome::Confirmed).unwrap();
    let length = journal.log.len();

    journal.sent(&[id], None).unwrap();
    let again =
        journal.settle(vec![(id, vec![]), (OperationId::new(9), vec![])], Outcome::Rejected("no".into())).unwrap();

    assert_eq!((again, journal.log.len()), (Parts::new(), length));
    assert_eq!(journal.page(&(0..1)).rows[0].stage, Stage::Confirmed);
}

#[test]
fn what_was_taken_back_before_it_was_sent_waits_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path(), 0);
    let (first, _) = journal.act(1, read(), None, vec![operation(1, 2), operation(2, 1)]).unwrap();
    let (second, pending) = journal.act(2, read(), None, vec![operation(1, 2)]).unwrap();
    assert_eq!(journal.waiting(), 2, "actions, not mailboxes");

    journal.act(3, read().inverse(), Some(first), vec![operation(1, 2), operation(2, 1)]).unwrap();
    assert_eq!(journal.waiting(), 1);
    journal.settle(vec![(pending[0].operation.id, vec![])], Outcome::Conflict(Conflict::MessageGone)).unwrap();

    assert_eq!(journal.waiting(), 0);
    assert_eq!(journal.conflicts().iter().map(|logged| logged.id).collect::<Vec<_>>(), [second]);
}

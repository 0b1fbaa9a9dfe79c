use std::ops::Range;

use futures::StreamExt as _;

use super::words::{Far, Tone, conflicts, far, is_undoable, place, what};
use super::*;
use crate::config::{Language, Settings};
use crate::model::{
    AccountId, Conflict, Destination, Flag, Flags, Intent, Logged, LoggedPart, MailboxId, MailboxName, OperationId,
    Stage,
};
use crate::service::api::{Backend, channel};
use crate::ui::widget::Icon;

fn read() -> Intent {
    let mut add = Flags::default();
    add.insert(Flag::Seen);
    Intent::Flags { add, remove: Flags::default() }
}

fn logged(id: u64, total: u32, stage: Stage) -> Logged {
    let part = LoggedPart {
        id: OperationId::new(id),
        account: AccountId::new(1),
        mailbox: MailboxId::new(1),
        name: MailboxName::new("Entw&APw-rfe"),
        to: None,
        total,
        left: 0,
    };
    Logged { id: ActionId::new(id), at: 0, intent: read(), undoes: None, stage, parts: vec![part] }
}

fn shared() -> (Shared, Backend) {
    let (handle, backend) = channel();
    (Shared::new(handle, Settings { language: Language::En, ..Settings::default() }), backend)
}

fn page(total: usize, start: usize, len: usize) -> JournalPage {
    let rows = (0..len as u64).map(|id| logged(id + 1, 1, Stage::Confirmed)).collect();
    JournalPage { total, start, rows, ..JournalPage::default() }
}

/// What the question of a task asks for.
async fn asked(task: Task<Message>, backend: &mut Backend) -> Range<usize> {
    let mut stream = iced_test::runtime::task::into_stream(task).unwrap();
    tokio::select! {
        answer = stream.next() => panic!("nobody answered, but {answer:?}"),
        query = backend.queries.recv() => match query {
            Some(Query::Journal(range, _)) => range,
            other => panic!("{other:?}"),
        },
    }
}

/// The same of what comes of a message.
async fn then(action: Action, backend: &mut Backend) -> Range<usize> {
    let Action::Run(task) = action else { panic!("{action:?}") };
    asked(task, backend).await
}

#[test]
fn every_action_is_told_in_words_with_what_came_of_it() {
    let texts = shared().0.texts;
    let told = |stage| far(&logged(1, 3, stage), &texts);

    assert_eq!(what(&logged(1, 3, Stage::Waiting), &texts), "3 messages marked as read");
    assert_eq!(told(Stage::Confirmed).tone, Tone::Good);
    let refused = told(Stage::Rejected("over quota".to_owned())).words;
    assert_eq!(refused, "The server refused: “over quota”. Here it is as it was before.");
    let gone = told(Stage::Conflict(Conflict::MessageGone));
    assert!(gone.words.contains("kept for 30 days"), "{gone:?}");
    let undone = Logged { undoes: Some(ActionId::new(1)), intent: read().inverse(), ..logged(2, 3, Stage::Waiting) };
    assert_eq!(what(&undone, &texts), "Undone: 3 messages marked as read");
}

#[test]
fn what_the_server_has_a_part_of_says_how_much() {
    let texts = shared().0.texts;
    let mut partly = logged(1, 40, Stage::Sent);
    partly.parts[0].left = 28;

    let words = "Is being sent to the server: 12 of 40 are there.".to_owned();

    assert_eq!(far(&partly, &texts), Far { icon: Icon::Send, tone: Tone::Active, words });
}

#[test]
fn a_mailbox_that_is_gone_goes_by_the_servers_name() {
    let texts = shared().0.texts;

    assert_eq!(place(&logged(1, 1, Stage::Confirmed), &[], &texts), "Entwürfe");
}

#[test]
fn what_is_marked_and_moved_at_once_counts_once_and_says_where_it_went() {
    let texts = shared().0.texts;
    let mut junk = Logged { intent: Intent::Junk, ..logged(1, 3, Stage::Confirmed) };
    let (account, mailbox, name) = (AccountId::new(1), MailboxId::new(5), MailboxName::new("Spam"));
    let to = Some(Destination { account, mailbox, name });
    junk.parts.push(LoggedPart { to, ..junk.parts[0].clone() });

    assert_eq!(what(&junk, &texts), "3 messages marked as spam");
    assert_eq!(place(&junk, &[], &texts), "Entwürfe → Spam");
}

#[test]
fn what_was_taken_back_or_left_nothing_behind_cannot_be_taken_back() {
    let undoable = |total, stage| is_undoable(&logged(1, total, stage));

    assert!(undoable(1, Stage::Waiting) && undoable(1, Stage::Confirmed));
    assert!(!undoable(1, Stage::Undone(ActionId::new(2))));
    assert!(!undoable(1, Stage::Rejected(String::new())));
    assert!(undoable(2, Stage::Rejected(String::new())), "perhaps only one of the two was refused");
    assert!(!is_undoable(&Logged { intent: Intent::Delete, ..logged(1, 1, Stage::Confirmed) }));
}

#[test]
fn one_conflict_is_told_in_full_and_several_are_counted() {
    let texts = shared().0.texts;
    let gone = logged(1, 1, Stage::Conflict(Conflict::MessageGone));

    assert_eq!(conflicts(&[], &texts), None);
    let one = conflicts(&[&gone], &texts).unwrap();
    assert!(one.starts_with("No longer possible: 1 message marked as read. The message is gone"), "{one}");
    assert!(conflicts(&[&gone, &gone], &texts).unwrap().starts_with("2 changes were no longer possible"));
}

#[tokio::test]
async fn it_turns_pages_and_comes_back_when_less_is_left() {
    let (shared, mut backend) = shared();
    let (mut journal, first) = Journal::new(Vec::new(), &shared);
    assert_eq!(asked(first, &mut backend).await, 0..50);
    let _ = journal.update(Message::Loaded(1, Ok(page(120, 0, 50))), &shared);

    let earlier = journal.update(Message::EarlierPressed, &shared);
    assert_eq!(then(earlier, &mut backend).await, 50..100);
    let earlier = journal.update(Message::EarlierPressed, &shared);
    assert_eq!(then(earlier, &mut backend).await, 100..150);
    let emptied = journal.update(Message::Loaded(3, Ok(page(60, 60, 0))), &shared);

    assert_eq!(then(emptied, &mut backend).await, 50..100);
}

#[test]
fn an_older_answer_than_the_last_question_counts_for_nothing() {
    let (shared, _backend) = shared();
    let (mut journal, _) = Journal::new(Vec::new(), &shared);
    let _ = journal.news(&[Event::JournalChanged], &shared);

    let _ = journal.update(Message::Loaded(1, Ok(page(7, 0, 7))), &shared);
    assert_eq!(journal.shown(), 0..0);
    let _ = journal.update(Message::Loaded(2, Ok(page(8, 0, 8))), &shared);

    assert_eq!(journal.shown(), 0..8);
}

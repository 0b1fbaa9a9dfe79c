//! The whole service on sample mail: queries, events, the end.

use std::time::Duration;

use super::api::{AccountState, Command, Content, Event, Handle, ListSource, Query, Transport};
use super::open_sample;

const PATIENCE: Duration = Duration::from_secs(60);

async fn ended(handle: Handle) {
    let mut events = handle.events();
    handle.send(Command::Shutdown);
    let all = async { while events.next().await.is_some_and(|event| event != Event::Stopped) {} };
    tokio::time::timeout(PATIENCE, all).await.expect("the service ends");
}

#[tokio::test]
async fn sample_mail_can_be_read_without_a_network() {
    let service = open_sample().unwrap();

    let accounts = service.ask(Query::Accounts).await.unwrap().unwrap();
    assert_eq!(accounts.len(), 2);
    for account in &accounts {
        assert!(matches!(account.state, AccountState::UpToDate { live: false, .. }), "{:?}", account.state);
        assert_eq!(account.transport, Some(Transport::Sample));
        for mailbox in &account.mailboxes {
            let source = ListSource::Mailbox(mailbox.id);
            let page = service.ask(|reply| Query::Page(source, 0..1_000, reply)).await.unwrap().unwrap();
            assert_eq!(page.rows.len(), page.total);
            assert_eq!(page.total, mailbox.counts.total as usize);
            for (position, row) in page.rows.iter().enumerate() {
                let message = service.ask(|reply| Query::Message(row.id, reply)).await.unwrap().unwrap();
                assert!(matches!(message.content, Content::Here { .. }), "{:?}", message.subject);
                let found = service.ask(|reply| Query::Position(source, row.id, reply)).await.unwrap().unwrap();
                assert_eq!(found, Some(position));
            }
        }
    }
    let all = service.ask(|reply| Query::Page(ListSource::AllInboxes, 0..10, reply)).await.unwrap().unwrap();
    assert!(all.total > 10 && all.rows.is_sorted_by(|newer, older| newer.received >= older.received));
    ended(service).await;
}

#[tokio::test]
async fn attachments_of_sample_mail_are_saved_where_the_person_says() {
    let service = open_sample().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let all = service.ask(|reply| Query::Page(ListSource::AllInboxes, 0..1_000, reply)).await.unwrap().unwrap();

    let mut saved = 0;
    for row in all.rows.iter().filter(|row| row.has_attachment) {
        let message = service.ask(|reply| Query::Message(row.id, reply)).await.unwrap().unwrap();
        for (index, attachment) in message.attachments.iter().enumerate() {
            let target = Some(folder.path().to_owned());
            let path = service.ask(|reply| Query::SaveAttachment(row.id, index, target, reply)).await.unwrap().unwrap();
            assert!(path.starts_with(folder.path()), "{path:?}");
            assert_eq!(std::fs::metadata(&path).unwrap().len(), attachment.size, "{path:?}");
            saved += 1;
        }
    }

    assert!(saved > 0, "no attachment in the unified inbox");
    ended(service).await;
}

#[tokio::test]
async fn a_query_after_the_end_says_so() {
    let service = open_sample().unwrap();
    ended(service.clone()).await;

    assert!(service.ask(Query::Accounts).await.is_err());
}

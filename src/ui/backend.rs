//! News of the service as one subscription of batches.
//!
//! Starts with [`Event::Resync`], since what happened before nobody heard. Whatever is waiting is
//! gathered into one batch, of which only the last word about each thing is kept, and batches keep a
//! distance: however busy the service is, the window is laid out a bounded number of times a second.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use futures::{FutureExt as _, Stream, stream};
use iced::Subscription;

use crate::error::Result;
use crate::service::api::{Event, Events, Handle, Query, Reply};

/// The distance between two batches: at most twenty layouts a second come from news.
const PAUSE: Duration = Duration::from_millis(50);

/// A batch of more news than this is told as one [`Event::Resync`].
const MAX_BATCH: usize = 512;

/// The handle of a service and a number that tells it from others.
#[derive(Clone, Debug)]
struct Source {
    number: u64,
    handle: Handle,
}

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// The news of this service in batches, oldest first. `number` tells one service from another.
pub fn events(number: u64, handle: &Handle) -> Subscription<Vec<Event>> {
    Subscription::run_with(Source { number, handle: handle.clone() }, |source| batches(&source.handle))
}

fn batches(handle: &Handle) -> impl Stream<Item = Vec<Event>> + use<> {
    let start = (handle.events(), true);
    stream::unfold(start, |(mut events, first)| async move {
        if first {
            return Some((vec![Event::Resync], (events, false)));
        }
        tokio::time::sleep(PAUSE).await;
        let batch = gather(&mut events).await?;
        Some((batch, (events, false)))
    })
}

async fn gather(events: &mut Events) -> Option<Vec<Event>> {
    let mut batch = vec![events.next().await?];
    // Unconstrained: tokio would let a task have 128 answers in a row and then claim that nothing waits.
    while let Some(Some(event)) = tokio::task::unconstrained(events.next()).now_or_never() {
        batch.push(event);
        if batch.len() > MAX_BATCH {
            // What is still waiting will be told again; nothing but one-off news is lost by it.
            batch.retain(|event| {
                matches!(event, Event::NewMail(..) | Event::Notice(_) | Event::Raise | Event::Leave | Event::Stopped)
            });
            batch.push(Event::Resync);
            break;
        }
    }
    Some(coalesce(batch))
}

/// Keeps the last word about each mailbox, account and body; one-off news stay all.
pub fn coalesce(batch: Vec<Event>) -> Vec<Event> {
    let mut seen = HashSet::new();
    let mut kept: Vec<Event> = batch
        .into_iter()
        .rev()
        .filter(|event| match event {
            Event::MailboxChanged(mailbox) => seen.insert((0u8, mailbox.id.get())),
            Event::AccountState(account, ..) => seen.insert((1, account.get())),
            Event::MailboxesChanged(account) => seen.insert((2, account.get())),
            Event::BodyChanged(envelope) => seen.insert((3, envelope.get())),
            Event::AccountsChanged => seen.insert((4, 0)),
            Event::Resync => seen.insert((5, 0)),
            Event::JournalChanged => seen.insert((6, 0)),
            Event::NewMail(..) | Event::Notice(_) | Event::Raise | Event::Leave | Event::Stopped => true,
        })
        .collect();
    kept.reverse();
    kept
}

/// The answer to a question whose answer is a result itself.
///
/// # Errors
/// What the service answered, or [`crate::error::ErrorKind::Stopped`] if it has ended.
pub async fn ask<T>(handle: Handle, question: impl FnOnce(Reply<Result<T>>) -> Query) -> Result<T> {
    handle.ask(question).await?
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt as _, StreamExt as _};

    use super::*;
    use crate::model::{AccountId, EnvelopeId};
    use crate::service::api::{AccountState, channel};

    #[test]
    fn only_the_last_word_about_an_account_is_kept_and_the_order_stays() {
        let id = AccountId::new(1);
        let offline = AccountState::Offline { since: None, problem: None };
        let batch = vec![
            Event::AccountState(id, AccountState::Connecting, None),
            Event::BodyChanged(EnvelopeId::new(7)),
            Event::AccountState(id, offline.clone(), None),
            Event::Raise,
        ];

        let kept = coalesce(batch);

        let body = Event::BodyChanged(EnvelopeId::new(7));
        assert_eq!(kept, [body, Event::AccountState(id, offline, None), Event::Raise]);
    }

    #[tokio::test]
    async fn a_flood_is_told_as_one_resync() {
        let (handle, backend) = channel();
        let mut stream = std::pin::pin!(batches(&handle));
        assert_eq!(stream.next().await, Some(vec![Event::Resync]));
        // The subscription to the channel exists since the stream was made.
        for id in 0..1_000 {
            backend.events.send(Event::BodyChanged(EnvelopeId::new(id))).unwrap();
        }

        let batch = stream.next().await.unwrap();

        assert_eq!(batch, [Event::Resync]);
    }

    #[tokio::test]
    async fn the_stream_ends_with_the_service() {
        let (handle, backend) = channel();
        let mut stream = std::pin::pin!(batches(&handle));
        assert!(stream.next().await.is_some());

        drop((handle, backend));

        assert_eq!(stream.next().now_or_never(), None, "still waiting for the pause");
        assert_eq!(stream.next().await, None);
    }
}

//! The end: the services flush what they have, then the window's process goes.

use std::time::Duration;

use futures::future;

use crate::service::api::{Command, Event, Handle};

/// How long a service may take to log out and flush; what is on disk by then is what counts.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long a service that answers nothing any more may take to say that it has ended.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Orders all services to stop and waits until they have, within [`PATIENCE`].
pub async fn shut_down(handles: Vec<Handle>) {
    let all = future::join_all(handles.into_iter().map(stop));
    if tokio::time::timeout(PATIENCE, all).await.is_err() {
        tracing::warn!("a service did not stop in time");
    }
}

async fn stop(handle: Handle) {
    let mut events = handle.events();
    handle.send(Command::Shutdown);
    // Events keeps a sender alive through `handle`, so a service that died without a word would not be
    // noticed by the end of the channel: its queries end, though.
    let ended = async move {
        while let Some(event) = events.next().await {
            if event == Event::Stopped {
                break;
            }
        }
    };
    // One that ends well is closed first and says so when everything is put away.
    let silent = async {
        handle.closed().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    future::select(std::pin::pin!(ended), std::pin::pin!(silent)).await;
}

//! What the drivers work with beside a session: the store, kept off the async threads, and where news go.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;

use super::progress::Part;
use super::provider::Provider;
use super::retention::Retention;
use crate::error::{Error, ErrorKind, Result};
use crate::imap::Session;
use crate::model::{AccountId, EnvelopeId, Level, MailboxId};
use crate::store::Store;

/// What happened to the store. Sent after the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Mailboxes came, went or changed.
    Mailboxes,
    /// Messages or flags in this mailbox changed.
    Mailbox(MailboxId),
    /// So many messages are new in this inbox, and were not there when it was last looked at.
    NewMail(MailboxId, u32),
    /// A body is here, or known not to come.
    Body(EnvelopeId),
    /// Something is known of the account now, beside its mail.
    Account,
    /// What a person did went on its way, or came to an end.
    Journal,
    /// The server refused what a person did, in these words; it is undone here.
    Refused(String),
    /// The account is this full now, and was not before; the figures in short.
    Full(Level, String),
    /// So much is left to do of a mailbox, at least.
    Left(Part, MailboxId, u64),
    /// Headers came of so many messages that were not here, and so many of them have a body that is wanted.
    Came(MailboxId, u64, u64),
    /// So much of it is done.
    Done(Part, MailboxId, u64),
}

/// What the drivers of one account share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Work {
    /// The store.
    pub store: Store,
    /// Whose mail it is.
    pub account: AccountId,
    /// How to treat the server.
    pub provider: Provider,
    /// Which bodies are kept.
    pub retention: Retention,
    /// Where news go.
    pub news: mpsc::UnboundedSender<News>,
    /// How the other accounts are reached, to bring something there.
    pub accounts: Arc<dyn Accounts>,
}

/// A session that is being opened. Cancel safe: dropped, it closes what was opened.
pub type Opening = Pin<Box<dyn Future<Output = Result<Session>> + Send>>;

/// How the accounts of a person are reached.
pub trait Accounts: Debug + Send + Sync {
    /// A connection of its own with the server of an account.
    fn session(&self, account: AccountId) -> Opening;
}

impl Work {
    /// Does something with the store where blocking is allowed.
    ///
    /// Cancel safe in the sense of the store: what was begun is finished, whole.
    ///
    /// # Errors
    /// Those of `work`; [`ErrorKind::Stopped`] if the runtime is shutting down.
    pub async fn store<T: Send + 'static>(&self, work: impl FnOnce(&Store) -> Result<T> + Send + 'static) -> Result<T> {
        let store = self.store.clone();
        blocking(move || work(&store)).await
    }

    /// Sends news. Nobody listening is no error: the store has it.
    pub fn tell(&self, news: News) {
        let _ = self.news.send(news);
    }
}

/// Does something where blocking is allowed.
///
/// Not cancel safe: dropping the future does not stop the work, only the waiting.
///
/// # Errors
/// Those of `work`; [`ErrorKind::Stopped`] if it did not come to an end.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::new(ErrorKind::Stopped, "wait for work on a file").with_source(error))?
}

/// Seconds since the epoch.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}

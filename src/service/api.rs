//! What crosses between window (or command line) and service: plain data, both ways.
//!
//! [`Handle`] is the near end and [`Backend`] the far end of the same channels. The service runs on a
//! `Backend`; a test that plays the service holds one too, so there is no trait to fake.

use std::ops::Range;
use std::path::PathBuf;

use tokio::sync::{broadcast, mpsc, oneshot};

use crate::config::Settings;
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::mime::document::Document;
pub use crate::mime::document::{Attachment, TextSource};
use crate::model::{
    Account, AccountId, ActionId, Address, BodyState, Checked, EnvelopeId, Flags, Intent, ListRow, Logged, Mailbox,
    MailboxId, PasswordSource, Quotas, Server, Special,
};

pub use crate::model::Secret;

/// Events kept for a receiver that is slow; one that falls further behind gets [`Event::Resync`].
const EVENT_BACKLOG: usize = 1024;

/// What a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListSource {
    /// The inboxes of all accounts.
    AllInboxes,
    /// One mailbox.
    Mailbox(MailboxId),
}

/// Orders that have no answer; what comes of them is told by events.
#[derive(Clone, Debug)]
pub enum Command {
    /// The person looks at this list: sync it before everything else.
    Open(ListSource),
    /// The person looks at this message: fetch its body before everything else.
    FetchBody(EnvelopeId),
    /// Sync now, whatever the back-off says.
    Sync(Option<AccountId>),
    /// Compare what is stored of an account with its server, and put right what differs.
    Verify(AccountId),
    /// The password of an account, typed by the person; kept where the account's source says.
    SetPassword(AccountId, Secret),
    /// The settings changed.
    SetSettings(Box<Settings>),
    /// The computer woke up or the network changed: reconnect everything at once.
    NetworkChanged,
    /// Open a link of a message in the person's browser or mail program (`platform::open::link`, which
    /// refuses everything but http, https, mailto and tel); a failure comes as [`Event::Notice`].
    OpenLink(String),
    /// Show the folder that holds this saved file (`platform::open::folder_of`).
    ShowFolder(PathBuf),
    /// Log out, flush, tell [`Event::Stopped`], end.
    Shutdown,
}

/// The answer to a query goes through this.
pub type Reply<T> = oneshot::Sender<T>;

/// Questions to the service. Answered from the store or by a connection of their own, in any order.
#[derive(Debug)]
pub enum Query {
    /// The settings.
    Settings(Reply<Settings>),
    /// All accounts with their mailboxes and states.
    Accounts(Reply<Result<Vec<AccountView>>>),
    /// Rows `range` of a list, newest first.
    Page(ListSource, Range<usize>, Reply<Result<Page>>),
    /// The row of a message in a list; `None` if it is not (or no longer) in it.
    Position(ListSource, EnvelopeId, Reply<Result<Option<usize>>>),
    /// The messages of a list from one to another, both included and in either order, or all of them.
    Ids(ListSource, Option<(EnvelopeId, EnvelopeId)>, Reply<Result<Vec<EnvelopeId>>>),
    /// A message to read.
    Message(EnvelopeId, Reply<Result<MessageView>>),
    /// The raw bytes of a message, if they are here.
    Raw(EnvelopeId, Reply<Result<Vec<u8>>>),
    /// Writes an attachment (by its index in [`MessageView::attachments`]) to a folder, under a safe name
    /// that does not exist yet; answers with the path. `None`: the person's downloads folder.
    SaveAttachment(EnvelopeId, usize, Option<PathBuf>, Reply<Result<PathBuf>>),
    /// Tests an account's server and login without saving anything. Each step is told while it happens.
    TestAccount(Box<AccountDraft>, mpsc::UnboundedSender<CheckStep>, Reply<Result<(), Problem>>),
    /// Tests, then saves the account and starts to sync it.
    AddAccount(Box<AccountDraft>, mpsc::UnboundedSender<CheckStep>, Reply<Result<AccountId, Problem>>),
    /// Changes an account that exists, after the same test; mail that is here stays.
    UpdateAccount(AccountId, Box<AccountDraft>, mpsc::UnboundedSender<CheckStep>, Reply<Result<(), Problem>>),
    /// Removes an account and what is stored of it here; the server is not touched.
    RemoveAccount(AccountId, Reply<Result<()>>),
    /// Does something to messages: written down and shown at once, sent as soon as there is a connection.
    Act(Act, Reply<Result<Acted>>),
    /// Takes an action back (`None`: the latest that was not). Answers with which; `None`: there is none.
    Undo(Option<ActionId>, Reply<Result<Option<Undone>>>),
    /// What was done, latest first, and how far it is.
    Journal(Range<usize>, Reply<Result<JournalPage>>),
    /// Decides what becomes of the messages of a mailbox that went from the server and were frozen.
    Thaw(MailboxId, Thaw, Reply<Result<()>>),
    /// The frozen messages of a mailbox, newest first.
    Frozen(MailboxId, Reply<Result<Vec<EnvelopeId>>>),
    /// Whether the system has a keyring that works.
    KeyringAvailable(Reply<bool>),
}

/// What becomes of frozen messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thaw {
    /// They are put back on the server, with their flags and dates.
    PutBack,
    /// They go to the rescue.
    Accept,
}

/// Something to be done to messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub intent: Intent,
    /// To which messages; those that are gone are passed over.
    pub messages: Vec<EnvelopeId>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acted {
    /// The action; `None` if it would have changed nothing.
    pub action: Option<ActionId>,
    /// Messages that changed.
    pub messages: usize,
    /// The mailbox they went to, if only its name says that it is for that.
    pub guessed: Option<MailboxId>,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The action that was taken back.
    pub action: Logged,
    /// Messages that changed by that.
    pub messages: usize,
}

/// Part of the journal, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalPage {
    /// Actions in all.
    pub total: usize,
    /// The position of the first of `rows`.
    pub start: usize,
    /// The actions.
    pub rows: Vec<Logged>,
    /// Actions that wait for the server.
    pub waiting: usize,
    /// The latest actions that could not be carried out any more, wherever they are in the journal.
    pub conflicts: Vec<Logged>,
}

/// An account as the person typed it.
#[derive(Clone, Debug)]
pub struct AccountDraft {
    /// What the sidebar calls it; empty: the address.
    pub name: String,
    /// The person's own name.
    pub person: String,
    /// The person's address.
    pub email: String,
    /// The server.
    pub imap: Server,
    /// Where the password is to be kept.
    pub password: PasswordSource,
    /// The password itself; `None` where a command gives it or, on a change, where it stays as it is.
    pub secret: Option<Secret>,
}

/// The steps of a login test, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckStage {
    /// Look up the host name.
    Name,
    /// Open the connection.
    Connect,
    /// Protect it and check the certificate.
    Tls,
    /// Read the greeting and the capabilities.
    Greeting,
    /// Log in.
    Login,
    /// List the mailboxes.
    Mailboxes,
    /// Put the password into the keyring.
    Keyring,
}

impl CheckStage {
    /// All stages in order.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Connect, Self::Tls, Self::Greeting, Self::Login, Self::Mailboxes, Self::Keyring];
}

/// How far a login test is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckStep {
    /// This stage has begun.
    Started(CheckStage),
    /// This stage went well; a fact worth showing ("TLS 1.3", "214 mailboxes"), language-neutral.
    Passed(CheckStage, String),
    /// This stage failed, and with it the test.
    Failed(CheckStage, Problem),
}

/// An account as the sidebar shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// Its mailboxes, special-use first, then by name as the tree wants them.
    pub mailboxes: Vec<Mailbox>,
    /// What it is doing.
    pub state: AccountState,
    /// How its connection is protected, if there is one.
    pub transport: Option<Transport>,
    /// How the last comparison with its server ended.
    pub checked: Option<Checked>,
    /// How much of what its server allows is used, as last told.
    pub quotas: Option<Quotas>,
    /// Which of its mailboxes are for what, and who says so.
    pub special: Vec<Special>,
}

/// What an account is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountState {
    /// No connection. `since`: when it was last in step, seconds since the epoch; `problem`: why.
    Offline {
        /// When the account was last in step.
        since: Option<i64>,
        /// Why, if more is known than that there is no network.
        problem: Option<Problem>,
    },
    /// A connection is being made.
    Connecting,
    /// Mail is coming in: `done` of `total` headers and bodies of the present pass.
    Syncing {
        /// Done so far.
        done: u64,
        /// To do in all, as far as known.
        total: u64,
        /// Estimated seconds that remain.
        remaining: Option<u64>,
    },
    /// In step since this moment (seconds since the epoch); `live`: new mail is pushed.
    UpToDate {
        /// When it was last in step.
        checked: i64,
        /// Whether new mail is pushed (IDLE) rather than polled.
        live: bool,
    },
    /// It waits for a password.
    NeedsPassword(Problem),
    /// It does not connect, because the server's certificate or protection is not to be trusted.
    Insecure(Problem),
    /// Something else that needs the person.
    Failed(Problem),
}

/// How a connection is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Implicit TLS, certificate verified.
    Tls,
    /// STARTTLS, certificate verified.
    StartTls,
    /// Nothing; only ever on this machine.
    Plain,
    /// No network at all: sample mail.
    Sample,
}

/// Part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Rows in the whole list.
    pub total: usize,
    /// The position of the first of `rows`.
    pub start: usize,
    /// The rows, newest first.
    pub rows: Vec<ListRow>,
}

/// A message to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// The message.
    pub id: EnvelopeId,
    /// Its account.
    pub account: AccountId,
    /// Its mailbox.
    pub mailbox: MailboxId,
    /// Subject.
    pub subject: String,
    /// From.
    pub from: Vec<Address>,
    /// Reply-To, if it differs from From.
    pub reply_to: Vec<Address>,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// The Date header in seconds since the epoch, with the offset it was written in (seconds east).
    pub sent: Option<(i64, i32)>,
    /// INTERNALDATE in seconds since the epoch.
    pub received: i64,
    /// Effective flags.
    pub flags: Flags,
    /// Size on the server in bytes.
    pub size: u32,
    /// The text, or why there is none.
    pub content: Content,
    /// What is attached.
    pub attachments: Vec<Attachment>,
}

/// The text of a message, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The text.
    Here {
        /// What to draw.
        document: Box<Document>,
        /// What the document was made from.
        source: TextSource,
        /// References to things on the network that were not loaded.
        blocked: u32,
    },
    /// Not here yet; it is being fetched, or will be as soon as there is a network.
    Missing(BodyState),
    /// The bytes are here but cannot be read as mail; the raw text instead.
    Unreadable(String),
}

/// News from the service. Sent after the commit they tell of, coalesced to at most ten a second a mailbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The set of accounts changed, their settings, or what is known of them beside their state.
    AccountsChanged,
    /// An account does something else now.
    AccountState(AccountId, AccountState, Option<Transport>),
    /// Mailboxes of the account came, went or were renamed.
    MailboxesChanged(AccountId),
    /// Messages or flags in a mailbox changed; the mailbox with its new counts.
    MailboxChanged(Box<Mailbox>),
    /// New mail arrived in an inbox: how many messages, and the newest of them.
    NewMail(MailboxId, u32, Option<Box<ListRow>>),
    /// Something was done, or is further on its way to the server.
    JournalChanged,
    /// A body is here now, or known not to come.
    BodyChanged(EnvelopeId),
    /// Something to tell that belongs to no state.
    Notice(Problem),
    /// Another start of the program wants this window in front.
    Raise,
    /// The system asks the program to end.
    Leave,
    /// The receiver missed events: reload what is visible.
    Resync,
    /// The service has ended; everything is on disk.
    Stopped,
}

/// The window's end: cheap to clone, never blocks.
#[derive(Clone, Debug)]
pub struct Handle {
    commands: mpsc::UnboundedSender<Command>,
    queries: mpsc::UnboundedSender<Query>,
    events: broadcast::Sender<Event>,
}

/// The service's end, or a test's.
#[derive(Debug)]
pub struct Backend {
    /// What was ordered.
    pub commands: mpsc::UnboundedReceiver<Command>,
    /// What was asked.
    pub queries: mpsc::UnboundedReceiver<Query>,
    /// Where news go.
    pub events: broadcast::Sender<Event>,
}

/// Both ends of a new connection between window and service.
pub fn channel() -> (Handle, Backend) {
    let (command_sender, commands) = mpsc::unbounded_channel();
    let (query_sender, queries) = mpsc::unbounded_channel();
    let (events, _) = broadcast::channel(EVENT_BACKLOG);
    let handle = Handle { commands: command_sender, queries: query_sender, events: events.clone() };
    (handle, Backend { commands, queries, events })
}

impl Handle {
    /// Orders something. Never blocks; after the service has ended it does nothing.
    pub fn send(&self, command: Command) {
        if self.commands.send(command).is_err() {
            tracing::debug!("command after the service ended");
        }
    }

    /// Asks something: `handle.ask(|reply| Query::Page(source, range, reply)).await??`.
    ///
    /// Cancel safe: a dropped question is answered into nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Stopped`] if the service has ended.
    pub async fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Query) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let stopped = || Error::new(ErrorKind::Stopped, "ask the service");
        self.queries.send(question(reply)).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())
    }

    /// Tells every receiver that another start of the program wants this window in front.
    pub fn raise(&self) {
        if self.events.send(Event::Raise).is_err() {
            tracing::debug!("raised before there was a window");
        }
    }

    /// Tells every receiver that the system asks the program to end.
    pub fn leave(&self) {
        if self.events.send(Event::Leave).is_err() {
            tracing::debug!("asked to end without a window");
        }
    }

    /// Ends when the service has ended without a word. Cancel safe.
    pub async fn closed(&self) {
        self.queries.closed().await;
    }

    /// News from now on.
    pub fn events(&self) -> Events {
        Events(self.events.subscribe())
    }
}

/// A receiver of events.
#[derive(Debug)]
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    /// The next event; [`Event::Resync`] if some were missed; `None` after the service has ended.
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Event::Resync),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

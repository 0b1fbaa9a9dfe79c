//! The hub: takes commands and queries, keeps the accounts and their actors.
//!
//! Commands and what changes the profile are done one after the other; questions are answered beside, so
//! that nobody waits for a server or a keyring but who asked.

mod accounts;
mod answer;
mod begin;
mod query;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::account::{Actor, Control, Mode as ActorMode, Order, Start};
use super::api::{AccountState, Backend, Command, Event, ListSource, Transport};
use super::events::Announcer;
use super::login::{Login, Logins};
use crate::config::{Profile, Settings};
use crate::credentials::Credentials;
use crate::error::{Error, Problem, Result};
use crate::model::{Account, AccountId, Choices, EnvelopeId, Mailbox, PasswordSource, Secret};
use crate::platform::{open, wake};
use crate::store::{Acted, Store};
use crate::sync::retention::Retention;
use crate::sync::work::{blocking, now};

use accounts::Internal;
pub(super) use begin::{Ground, open_sample, runtime, start};

/// The part of the end in which accounts may log out.
const LOGOUT: Duration = Duration::from_millis(1600);

/// What may be done on the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Network {
    /// Everything, unasked.
    Live,
    /// Only what a query asks for.
    OnDemand,
    /// Nothing.
    None,
}

struct Hub {
    store: Store,
    profile: Arc<Mutex<Profile>>,
    /// What the profile says, so that nobody waits for the disk to know it.
    accounts: Vec<Account>,
    settings: Settings,
    credentials: Credentials,
    actors: BTreeMap<AccountId, Actor>,
    logins: Logins,
    announcer: Announcer,
    network: Network,
    open: Option<ListSource>,
    /// Told as soon as somebody listens.
    notices: Vec<Error>,
    internal: mpsc::UnboundedSender<Internal>,
    internals: Option<mpsc::UnboundedReceiver<Internal>>,
    tasks: JoinSet<()>,
}

impl Hub {
    fn new(ground: Ground, backend: &Backend, network: Network) -> Self {
        let (internal, internals) = mpsc::unbounded_channel();
        let Ground { store, profile, credentials, notices } = ground;
        let broken = internal.clone();
        // Refused only after the service ended.
        store.on_damage(move |error| drop(broken.send(Internal::StoreBroke(error))));
        Self {
            announcer: Announcer::start(store.clone(), backend.events.clone()),
            accounts: profile.accounts().to_vec(),
            settings: profile.settings().clone(),
            profile: Arc::new(Mutex::new(profile)),
            store,
            credentials,
            actors: BTreeMap::new(),
            logins: Logins::default(),
            network,
            open: None,
            notices,
            internal,
            internals: Some(internals),
            tasks: JoinSet::new(),
        }
    }

    async fn run(mut self, mut backend: Backend) {
        let wake = self.start_wake_watch();
        let Some(mut internals) = self.internals.take() else { return };
        for account in self.accounts.clone() {
            self.start_actor(account);
        }
        loop {
            if !self.notices.is_empty() && backend.events.receiver_count() > 0 {
                for error in std::mem::take(&mut self.notices) {
                    self.announcer.notice(Problem::new(&error, None));
                }
            }
            tokio::select! {
                command = backend.commands.recv() => match command {
                    Some(Command::Shutdown) | None => break,
                    Some(command) => self.command(command).await,
                },
                Some(query) = backend.queries.recv() => self.query(query),
                Some(internal) = internals.recv() => self.internal(internal).await,
                Some(_) = self.tasks.join_next(), if !self.tasks.is_empty() => {}
            }
        }
        drop(wake);
        self.stop().await;
    }

    /// Sleep and other networks make all connections anew.
    fn start_wake_watch(&self) -> Option<wake::Watch> {
        if self.network != Network::Live {
            return None;
        }
        let internal = self.internal.clone();
        let watch = wake::Watch::start(move || {
            // Refused only after the service ended.
            let _ = internal.send(Internal::NetworkChanged);
        });
        watch.map_err(|error| tracing::warn!(%error, "sleep and network changes will not be noticed at once")).ok()
    }

    async fn stop(mut self) {
        self.tasks.abort_all();
        let mut stopping: JoinSet<()> =
            std::mem::take(&mut self.actors).into_values().map(|actor| actor.stop(LOGOUT)).collect();
        while stopping.join_next().await.is_some() {}
        let store = self.store.clone();
        if let Err(error) = blocking(move || store.flush()).await {
            tracing::error!(%error, "the store was not flushed at the end");
        }
    }

    fn start_actor(&mut self, account: Account) {
        let id = account.id;
        let state = match self.network {
            Network::Live | Network::OnDemand => (AccountState::Offline { since: None, problem: None }, None),
            Network::None => (AccountState::UpToDate { checked: now(), live: false }, Some(Transport::Sample)),
        };
        self.announcer.state(id, state.0, state.1);
        if self.network != Network::Live {
            return;
        }
        let login = Login::new(account, self.credentials.clone());
        self.logins.put(login.clone());
        let start = Start {
            login,
            logins: self.logins.clone(),
            store: self.store.clone(),
            retention: Retention::of(&self.settings),
            announcer: self.announcer.clone(),
            mode: ActorMode::Live,
        };
        let actor = Actor::start(start);
        if let Some(order) = self.open.and_then(open_order) {
            actor.order(order);
        }
        self.actors.insert(id, actor);
    }

    async fn command(&mut self, command: Command) {
        match command {
            Command::Open(source) => {
                self.open = Some(source);
                if let Some(order) = open_order(source) {
                    self.actors.values().for_each(|actor| actor.order(order.clone()));
                }
            }
            Command::FetchBody(id) => self.fetch_body(id).await,
            Command::Sync(which) => {
                for (id, actor) in &self.actors {
                    if which.is_none_or(|which| which == *id) {
                        actor.order(Order::Sync);
                        actor.control(Control::Retry);
                    }
                }
            }
            Command::Verify(id) => {
                if let Some(actor) = self.actors.get(&id) {
                    actor.order(Order::Verify { repair: true });
                }
            }
            Command::SetPassword(id, secret) => self.set_password(id, secret).await,
            Command::SetSettings(settings) => self.set_settings(*settings).await,
            Command::NetworkChanged => self.network_changed(),
            Command::OpenLink(link) => self.open_outside(move || open::link(&link)),
            Command::ShowFolder(file) => self.open_outside(move || open::folder_of(&file)),
            Command::Shutdown => {}
        }
    }

    /// Hands something to another program of the system, which may take its time.
    fn open_outside(&mut self, open: impl FnOnce() -> Result<()> + Send + 'static) {
        let announcer = self.announcer.clone();
        self.tasks.spawn(async move {
            if let Err(error) = blocking(open).await {
                announcer.notice(Problem::new(&error, None));
            }
        });
    }

    fn network_changed(&self) {
        self.actors.values().for_each(|actor| actor.control(Control::Reconnect));
    }

    /// The store had to be begun anew: every mailbox is read again, and whoever looks at one looks again.
    async fn store_broke(&mut self, error: Error) {
        self.notices.push(error);
        self.choose_special().await;
        self.announcer.event(Event::Resync);
        self.network_changed();
    }

    /// Tells what was done, and has it sent.
    fn acted(&self, acted: Acted) {
        acted.trees.into_iter().for_each(|account| self.announcer.event(Event::MailboxesChanged(account)));
        acted.mailboxes.iter().for_each(|id| self.announcer.mailbox(*id));
        self.announcer.event(Event::JournalChanged);
        for (_, actor) in self.actors.iter().filter(|(id, _)| self.store.waits(**id) > 0) {
            actor.order(Order::Push);
        }
    }

    async fn fetch_body(&mut self, id: EnvelopeId) {
        self.announcer.await_body(id);
        let store = self.store.clone();
        let account = blocking(move || {
            let envelope = store.envelope(id)?;
            // Of a message that is on its way to another account the server that still has it is asked.
            envelope.map(|envelope| store.mailbox(envelope.server_mailbox)).transpose()
        });
        match account.await {
            Ok(Some(Mailbox { account, .. })) => {
                if let Some(actor) = self.actors.get(&account) {
                    actor.order(Order::Body(id));
                }
            }
            Ok(None) => {}
            Err(error) => tracing::info!(%error, "a body that was asked for is nobody's"),
        }
    }

    async fn set_password(&mut self, id: AccountId, secret: Secret) {
        let Some(account) = self.accounts.iter().find(|account| account.id == id) else { return };
        if account.password == PasswordSource::Keyring {
            let (credentials, secret) = (self.credentials.clone(), secret.clone());
            if let Err(error) = blocking(move || credentials.set(id, &secret)).await {
                self.announcer.notice(Problem::new(&error, Some(id)));
            }
        }
        if let Some(actor) = self.actors.get(&id) {
            actor.login.remember(Some(secret));
            actor.control(Control::Reconnect);
        }
    }

    async fn set_settings(&mut self, settings: Settings) {
        let retention = Retention::of(&settings);
        let before = std::mem::replace(&mut self.settings, settings.clone());
        if before.special_mailboxes != settings.special_mailboxes {
            self.choose_special().await;
        }
        let before = Retention::of(&before);
        if before != retention {
            self.reconsider_skipped().await;
            self.actors.values().for_each(|actor| actor.order(Order::Limits(retention)));
        }
        if let Err(error) = self.change_profile(move |profile| profile.set_settings(settings)).await {
            self.announcer.notice(Problem::new(&error, None));
        }
    }

    /// Has the store know what mailboxes are for as the person chose.
    async fn choose_special(&self) {
        let (store, chosen) = (self.store.clone(), self.settings.special_mailboxes.clone());
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.id).collect();
        let changed = blocking(move || {
            let mut changed = Vec::new();
            for id in accounts {
                if store.choose_special(id, chosen.get(&id).unwrap_or(&Choices::new()))? {
                    changed.push(id);
                }
            }
            Ok(changed)
        });
        match changed.await {
            Ok(changed) => changed.into_iter().for_each(|id| self.announcer.event(Event::MailboxesChanged(id))),
            Err(error) => self.announcer.notice(Problem::new(&error, None)),
        }
    }

    /// Other bodies are wanted now: what was left on the server is looked at once more.
    async fn reconsider_skipped(&self) {
        let (store, accounts) = (self.store.clone(), self.accounts.clone());
        let reconsidered = blocking(move || {
            for account in &accounts {
                let mailboxes = store.mailboxes(account.id)?.into_iter();
                for mailbox in mailboxes.filter(|mailbox| mailbox.counts.bodies < mailbox.counts.total) {
                    store.reconsider_skipped(mailbox.id)?;
                }
            }
            Ok(())
        });
        if let Err(error) = reconsidered.await {
            self.announcer.notice(Problem::new(&error, None));
        }
    }

    /// Changes the profile where blocking is allowed, and keeps what it says then.
    async fn change_profile<T: Send + 'static>(
        &mut self,
        change: impl FnOnce(&mut Profile) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let profile = Arc::clone(&self.profile);
        let (result, accounts) = blocking(move || {
            let mut profile = profile.lock().unwrap_or_else(PoisonError::into_inner);
            let result = change(&mut profile);
            Ok((result, profile.accounts().to_vec()))
        })
        .await?;
        self.accounts = accounts;
        result
    }
}

/// What an open list means for a worker. In the unified inbox every account looks at its own.
fn open_order(source: ListSource) -> Option<Order> {
    match source {
        ListSource::AllInboxes => Some(Order::Open(None)),
        ListSource::Mailbox(id) => Some(Order::Open(Some(id))),
    }
}

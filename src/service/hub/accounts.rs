//! Accounts that come, change and go.
//!
//! Invariant: an account is in the profile only after its login was tested, and its password is where its
//! source says before that.

use std::time::Duration;

use tokio::sync::mpsc;

use super::{Hub, Network};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::{Account, AccountColour, AccountId, EnvelopeId, Mailbox, PasswordSource, Secret};
use crate::service::account::Order;
use crate::service::api::{AccountDraft, CheckStage, CheckStep, Event, Reply};
use crate::service::check;
use crate::store::Acted;
use crate::sync::work::blocking;

/// Colours of the palette.
const COLOURS: u8 = 8;

/// The longest wait for an actor whose account goes or changes.
const STOP: Duration = Duration::from_secs(2);

/// Where the steps of a test are told.
type Steps = mpsc::UnboundedSender<CheckStep>;

/// What comes back to the hub from what it had done beside.
#[derive(Debug)]
pub(super) enum Internal {
    /// Somebody reads a message whose body is not here.
    Wanted(EnvelopeId),
    /// Something was done to messages of these mailboxes.
    Acted(Acted),
    /// It was decided what becomes of frozen messages of this mailbox.
    Thawed(Mailbox),
    /// The computer slept, or is elsewhere.
    NetworkChanged,
    /// The cache broke while it was in use; an empty one has taken its place.
    StoreBroke(Error),
    /// The login of a new account works.
    Add(Box<AccountDraft>, Steps, Reply<Result<AccountId, Problem>>),
    /// The login of a changed account works, with this password.
    Update(AccountId, Box<AccountDraft>, Steps, Reply<Result<(), Problem>>),
    /// An account is to go.
    Remove(AccountId, Reply<Result<()>>),
}

impl Hub {
    pub(super) async fn internal(&mut self, internal: Internal) {
        match internal {
            Internal::Wanted(id) => self.fetch_body(id).await,
            Internal::Acted(acted) => self.acted(acted),
            Internal::Thawed(mailbox) => {
                self.announcer.mailbox(mailbox.id);
                if let Some(actor) = self.actors.get(&mailbox.account) {
                    actor.order(Order::Sync);
                }
            }
            Internal::NetworkChanged => self.network_changed(),
            Internal::StoreBroke(error) => self.store_broke(error).await,
            Internal::Add(draft, steps, reply) => {
                let added = self.add(*draft, &steps).await;
                let _ = reply.send(added);
            }
            Internal::Update(id, draft, steps, reply) => {
                let updated = self.update(id, *draft, &steps).await;
                let _ = reply.send(updated);
            }
            Internal::Remove(id, reply) => {
                let removed = self.remove(id).await;
                let _ = reply.send(removed);
            }
        }
    }

    pub(super) fn test_account(&mut self, draft: AccountDraft, steps: Steps, reply: Reply<Result<(), Problem>>) {
        if let Err(problem) = self.may_connect() {
            let _ = reply.send(Err(problem));
            return;
        }
        let credentials = self.credentials.clone();
        self.tasks.spawn(async move {
            let tested = check::check(&draft, &credentials, &steps).await;
            let _ = reply.send(tested.map_err(|error| Problem::new(&error, None)));
        });
    }

    pub(super) fn add_account(&mut self, draft: AccountDraft, steps: Steps, reply: Reply<Result<AccountId, Problem>>) {
        if let Err(problem) = self.may_connect() {
            let _ = reply.send(Err(problem));
            return;
        }
        let (credentials, internal) = (self.credentials.clone(), self.internal.clone());
        self.tasks.spawn(async move {
            match check::check(&draft, &credentials, &steps).await {
                Ok(()) => drop(internal.send(Internal::Add(Box::new(draft), steps, reply))),
                Err(error) => drop(reply.send(Err(Problem::new(&error, None)))),
            }
        });
    }

    pub(super) fn update_account(
        &mut self,
        id: AccountId,
        mut draft: AccountDraft,
        steps: Steps,
        reply: Reply<Result<(), Problem>>,
    ) {
        if let Err(problem) = self.may_connect() {
            let _ = reply.send(Err(problem));
            return;
        }
        let (credentials, internal) = (self.credentials.clone(), self.internal.clone());
        let remembered = self.actors.get(&id).and_then(|actor| actor.login.remembered());
        self.tasks.spawn(async move {
            if draft.secret.is_none() && !matches!(draft.password, PasswordSource::Command(_)) {
                let kept = credentials.clone();
                draft.secret = match remembered {
                    Some(secret) => Some(secret),
                    None => blocking(move || kept.get(id)).await.ok(),
                };
            }
            match check::check(&draft, &credentials, &steps).await {
                Ok(()) => drop(internal.send(Internal::Update(id, Box::new(draft), steps, reply))),
                Err(error) => drop(reply.send(Err(Problem::new(&error, Some(id))))),
            }
        });
    }

    /// Sample mail connects to nothing.
    fn may_connect(&self) -> Result<(), Problem> {
        if self.network == Network::None {
            let error = Error::new(ErrorKind::Invalid, "connect from the sample profile");
            return Err(Problem::new(&error, None));
        }
        Ok(())
    }

    async fn add(&mut self, draft: AccountDraft, steps: &Steps) -> Result<AccountId, Problem> {
        let told = |error: Error| Problem::new(&error, None);
        let id = self.change_profile(crate::config::Profile::reserve_account).await.map_err(told)?;
        self.keep_secret(id, &draft, steps).await?;
        let secret = draft.secret.clone();
        let account = account(id, draft, self.free_colour());
        let put = account.clone();
        self.change_profile(move |profile| profile.put_account(put)).await.map_err(told)?;
        self.start_actor(account);
        self.use_secret(id, secret);
        self.announcer.event(Event::AccountsChanged);
        Ok(id)
    }

    async fn update(&mut self, id: AccountId, draft: AccountDraft, steps: &Steps) -> Result<(), Problem> {
        let told = |error: Error| Problem::new(&error, Some(id));
        let Some(known) = self.accounts.iter().find(|account| account.id == id) else {
            return Err(told(Error::new(ErrorKind::NotFound, "find the account")));
        };
        let colour = known.colour;
        self.keep_secret(id, &draft, steps).await?;
        let secret = draft.secret.clone();
        let account = account(id, draft, colour);
        let put = account.clone();
        self.change_profile(move |profile| profile.put_account(put)).await.map_err(told)?;
        if let Some(actor) = self.actors.remove(&id) {
            actor.stop(STOP).await;
        }
        self.start_actor(account);
        self.use_secret(id, secret);
        self.announcer.event(Event::AccountsChanged);
        Ok(())
    }

    async fn remove(&mut self, id: AccountId) -> Result<()> {
        if let Some(actor) = self.actors.remove(&id) {
            actor.stop(STOP).await;
        }
        self.logins.remove(id);
        if !self.change_profile(move |profile| profile.remove_account(id)).await? {
            return Err(Error::new(ErrorKind::NotFound, "find the account"));
        }
        self.announcer.forget(id);
        self.announcer.event(Event::AccountsChanged);
        let (store, credentials) = (self.store.clone(), self.credentials.clone());
        if let Err(error) = blocking(move || credentials.delete(id)).await {
            tracing::info!(account = %id, %error, "the password of a removed account may still be in the keyring");
        }
        blocking(move || store.remove_account(id)).await
    }

    /// Puts the password where its source says. The last step of the test.
    async fn keep_secret(&self, id: AccountId, draft: &AccountDraft, steps: &Steps) -> Result<(), Problem> {
        let (PasswordSource::Keyring, Some(secret)) = (&draft.password, draft.secret.clone()) else { return Ok(()) };
        // Nobody looking at the steps is no error.
        let _ = steps.send(CheckStep::Started(CheckStage::Keyring));
        let credentials = self.credentials.clone();
        match blocking(move || credentials.set(id, &secret)).await {
            Ok(()) => {
                let _ = steps.send(CheckStep::Passed(CheckStage::Keyring, String::new()));
                Ok(())
            }
            Err(error) => {
                let problem = Problem::new(&error, None);
                let _ = steps.send(CheckStep::Failed(CheckStage::Keyring, problem.clone()));
                Err(problem)
            }
        }
    }

    fn use_secret(&self, id: AccountId, secret: Option<Secret>) {
        if let (Some(actor), Some(secret)) = (self.actors.get(&id), secret) {
            actor.login.remember(Some(secret));
            actor.control(crate::service::account::Control::Retry);
        }
    }

    fn free_colour(&self) -> AccountColour {
        let free = (0..COLOURS).find(|colour| self.accounts.iter().all(|account| account.colour.0 != *colour));
        AccountColour(free.unwrap_or_else(|| u8::try_from(self.accounts.len() % usize::from(COLOURS)).unwrap_or(0)))
    }
}

fn account(id: AccountId, draft: AccountDraft, colour: AccountColour) -> Account {
    let AccountDraft { name, person, email, imap, password, secret: _ } = draft;
    let name = if name.trim().is_empty() { email.clone() } else { name };
    Account { id, name, person, email, imap, password, colour }
}

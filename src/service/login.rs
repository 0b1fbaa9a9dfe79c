//! From an account to a session: where the password comes from, how the connection is made.
//!
//! Invariant: the password leaves this process only into the keyring, or to a server whose protection was
//! verified before ([`crate::imap::Connector`] gives no connection otherwise).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::api::Transport;
use crate::credentials::{Credentials, run_password_command};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Connector, Session, Stage};
use crate::model::{Account, AccountId, PasswordSource, Secret, Security};
use crate::sync::work::{Accounts, Opening, blocking};

/// Makes sessions for one account. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Login {
    account: Arc<Account>,
    credentials: Credentials,
    connector: Connector,
    /// The password while the program runs, so that the keyring is asked once.
    secret: Arc<Mutex<Option<Secret>>>,
}

impl Login {
    /// For this account.
    pub fn new(account: Account, credentials: Credentials) -> Self {
        Self { account: Arc::new(account), credentials, connector: Connector::default(), secret: Arc::default() }
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Uses this password from now on.
    pub fn remember(&self, secret: Option<Secret>) {
        *self.secret.lock().unwrap_or_else(PoisonError::into_inner) = secret;
    }

    /// The password that is in use, if there is one.
    pub fn remembered(&self) -> Option<Secret> {
        self.secret.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Connects and logs in.
    ///
    /// Cancel safe: dropping the future closes what was opened.
    ///
    /// # Errors
    /// Whatever keeps from it, by its kind.
    pub async fn session(&self) -> Result<Session> {
        let secret = self.password().await?;
        let connection = self.connector.connect(&self.account.imap, &mut |_: Stage| ()).await?;
        let session = connection.login(&self.account.imap.user, &secret).await;
        if session.as_ref().is_err_and(|error| error.kind() == ErrorKind::Login) {
            self.remember(None);
        }
        session
    }

    /// How the connections of this account are protected.
    pub fn transport(&self) -> Transport {
        transport(self.account.imap.security)
    }

    async fn password(&self) -> Result<Secret> {
        if let Some(secret) = self.remembered() {
            return Ok(secret);
        }
        let secret = match &self.account.password {
            PasswordSource::Keyring => {
                let (credentials, id) = (self.credentials.clone(), self.account.id);
                blocking(move || credentials.get(id)).await?
            }
            PasswordSource::Ask => {
                return Err(Error::new(ErrorKind::NoPassword, "log in before the password was typed"));
            }
            PasswordSource::Command(command) => run_password_command(command).await?,
        };
        self.remember(Some(secret.clone()));
        Ok(secret)
    }
}

/// The logins of all accounts, so that one can bring something to another. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Logins(Arc<Mutex<BTreeMap<AccountId, Login>>>);

impl Logins {
    /// This is how the account is reached from now on.
    pub fn put(&self, login: Login) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(login.account.id, login);
    }

    /// All of them.
    pub fn all(&self) -> Vec<Login> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The account is none of ours any more.
    pub fn remove(&self, account: AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
    }
}

impl Accounts for Logins {
    fn session(&self, account: AccountId) -> Opening {
        let login = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&account).cloned();
        Box::pin(async move {
            match login {
                Some(login) => login.session().await,
                None => Err(Error::new(ErrorKind::NotFound, format!("connect to account {account}"))),
            }
        })
    }
}

/// What the lock in the window shows.
pub const fn transport(security: Security) -> Transport {
    match security {
        Security::Tls => Transport::Tls,
        Security::StartTls => Transport::StartTls,
        Security::Plain => Transport::Plain,
    }
}

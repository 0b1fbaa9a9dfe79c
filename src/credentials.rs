//! Passwords: kept in the keyring of the operating system, or printed by a command of the person's own.
//!
//! Invariant: a password is never written anywhere but into the keyring. Errors carry what the keyring
//! said, never what it holds.
//!
//! A keyring is another process, which may ask the person to unlock it, or hang. Every call is therefore
//! made on a thread of its own and given up after a time limit; the number of calls that hang is bounded.
//! All methods block: call them through `spawn_blocking`.

mod command;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
#[cfg(all(unix, not(target_os = "macos")))]
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error as KeyringError};

pub use command::run_password_command;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{AccountId, Secret};

/// The name under which the keyring lists our entries.
pub const SERVICE: &str = "brieftaube";

/// How long a call may take: the person may have to type the keyring's own password meanwhile.
const CALL_LIMIT: Duration = Duration::from_secs(60);

/// How long the probe may take. It happens while the person looks at a form, so it gives up early.
const PROBE_LIMIT: Duration = Duration::from_secs(8);

/// Calls that may be hanging at the same time; further ones fail at once.
const MAX_PENDING: usize = 8;

/// The passwords of one profile.
#[derive(Clone)]
pub struct Credentials {
    profile: Arc<str>,
    home: Home,
    call_limit: Duration,
    probe_limit: Duration,
}

#[derive(Clone)]
enum Home {
    /// The keyring of the system, with the number of calls that have not come back.
    System(Arc<AtomicUsize>),
    /// This process only; gone with it.
    Memory(Arc<Mutex<BTreeMap<String, Secret>>>),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let home = match self.home {
            Home::System(_) => "system",
            Home::Memory(_) => "memory",
        };
        f.debug_struct("Credentials").field("profile", &self.profile).field("home", &home).finish_non_exhaustive()
    }
}

impl Credentials {
    /// The keyring of the system. `profile` is an identity of the profile that no other profile has and
    /// that never changes: it keeps account 1 of one profile apart from account 1 of another.
    pub fn system(profile: &str) -> Self {
        Self::new(profile, Home::System(Arc::default()))
    }

    /// A keyring in memory, for sample mail and tests.
    pub fn in_memory(profile: &str) -> Self {
        Self::new(profile, Home::Memory(Arc::default()))
    }

    fn new(profile: &str, home: Home) -> Self {
        Self { profile: Arc::from(profile), home, call_limit: CALL_LIMIT, probe_limit: PROBE_LIMIT }
    }

    /// Whether a password can be kept and read back: writes one, reads it, deletes it.
    pub fn available(&self) -> bool {
        // Two processes may probe at the same moment: each has a key and a word of its own.
        let key = format!("{}/probe-{:016x}", self.profile, fastrand::u64(..));
        let word = format!("{:016x}", fastrand::u64(..));
        let probe = Secret::new(word.clone());
        let probed = self.write(&key, &probe, self.probe_limit).and_then(|()| self.read(&key, self.probe_limit));
        if let Err(error) = self.erase(&key, self.probe_limit) {
            tracing::debug!(%error, "the keyring probe was not deleted");
        }
        match probed {
            Ok(secret) => secret.expose() == word,
            Err(error) => {
                tracing::info!(%error, "no keyring that works");
                false
            }
        }
    }

    /// The password of an account.
    ///
    /// # Errors
    /// [`ErrorKind::NoPassword`] if there is none, [`ErrorKind::Keyring`] if the keyring is missing,
    /// refuses or does not answer in time.
    pub fn get(&self, account: AccountId) -> Result<Secret> {
        self.read(&self.key(account), self.call_limit)
    }

    /// Keeps the password of an account; one that is there is replaced.
    ///
    /// # Errors
    /// [`ErrorKind::Keyring`] if the keyring is missing, refuses or does not answer in time.
    pub fn set(&self, account: AccountId, secret: &Secret) -> Result<()> {
        self.write(&self.key(account), secret, self.call_limit)
    }

    /// Forgets the password of an account; it is no error if there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Keyring`] if the keyring is missing, refuses or does not answer in time.
    pub fn delete(&self, account: AccountId) -> Result<()> {
        self.erase(&self.key(account), self.call_limit)
    }

    fn key(&self, account: AccountId) -> String {
        format!("{}/{account}", self.profile)
    }

    fn read(&self, key: &str, limit: Duration) -> Result<Secret> {
        match &self.home {
            Home::System(pending) => {
                let key = key.to_owned();
                bounded(pending, limit, "read the password from the keyring", move || {
                    entry(&key)?.get_password().map(Secret::new)
                })
            }
            Home::Memory(entries) => {
                let entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                entries.get(key).cloned().ok_or_else(|| Error::new(ErrorKind::NoPassword, "read the password"))
            }
        }
    }

    fn write(&self, key: &str, secret: &Secret, limit: Duration) -> Result<()> {
        match &self.home {
            Home::System(pending) => {
                let (key, secret) = (key.to_owned(), secret.clone());
                bounded(pending, limit, "keep the password in the keyring", move || {
                    entry(&key)?.set_password(secret.expose())
                })
            }
            Home::Memory(entries) => {
                let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
                entries.insert(key.to_owned(), secret.clone());
                Ok(())
            }
        }
    }

    fn erase(&self, key: &str, limit: Duration) -> Result<()> {
        match &self.home {
            Home::System(pending) => {
                let key = key.to_owned();
                bounded(pending, limit, "delete the password from the keyring", move || {
                    match entry(&key)?.delete_credential() {
                        Err(KeyringError::NoEntry) => Ok(()),
                        result => result,
                    }
                })
            }
            Home::Memory(entries) => {
                entries.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
                Ok(())
            }
        }
    }
}

/// An entry of the system's keyring. The connection is made anew for every call: there are few, and a
/// keyring that was missing, or that was started again meanwhile, is found the next time.
#[cfg(all(unix, not(target_os = "macos")))]
fn entry(key: &str) -> Result<Entry, KeyringError> {
    // What the person reads in the system's own list of passwords.
    let label = format!("Brieftaube {key}");
    let store = zbus_secret_service_keyring_store::Store::new()?;
    store.build(SERVICE, key, Some(&HashMap::from([("label", label.as_str())])))
}

/// An entry of the system's keyring.
#[cfg(target_os = "macos")]
fn entry(key: &str) -> Result<Entry, KeyringError> {
    apple_native_keyring_store::keychain::Store::new()?.build(SERVICE, key, None)
}

/// An entry of the system's keyring.
#[cfg(windows)]
fn entry(key: &str) -> Result<Entry, KeyringError> {
    windows_native_keyring_store::Store::new()?.build(SERVICE, key, None)
}

/// Makes a call to the keyring on a thread of its own and waits for it no longer than `limit`. A call
/// that is given up goes on in the background and counts against [`MAX_PENDING`] until it comes back.
fn bounded<T: Send + 'static>(
    pending: &Arc<AtomicUsize>,
    limit: Duration,
    context: &'static str,
    call: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T> {
    let failed = |why: &str| Error::new(ErrorKind::Keyring, context).with_source(why);
    let claim = Claim::new(pending).ok_or_else(|| failed("earlier calls are still waiting for an answer"))?;
    let (answer, answered) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            let _claim = claim;
            // An answer that comes too late has nobody to go to; a Secret in it is wiped on the way.
            let _ = answer.send(call());
        })
        .map_err(|error| Error::new(ErrorKind::Keyring, context).with_source(error))?;
    match answered.recv_timeout(limit) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(KeyringError::NoEntry)) => Err(Error::new(ErrorKind::NoPassword, context)),
        // Its Debug form holds the password itself: nothing of it may stay in our error.
        Ok(Err(KeyringError::BadEncoding(_))) => Err(failed("the entry is no text")),
        Ok(Err(error)) => Err(failed(&error.to_string())),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(failed("the keyring did not answer in time")),
        // The store libraries panic on a few D-Bus errors; that ends their thread, not us.
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(failed("the keyring library failed")),
    }
}

/// One of the [`MAX_PENDING`] places, given back when dropped.
struct Claim(Arc<AtomicUsize>);

impl Claim {
    fn new(pending: &Arc<AtomicUsize>) -> Option<Self> {
        let claim = Self(Arc::clone(pending));
        (pending.fetch_add(1, Ordering::Relaxed) < MAX_PENDING).then_some(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

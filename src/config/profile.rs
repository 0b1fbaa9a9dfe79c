//! Accounts and settings of a profile, in one JSON file.
//!
//! The file is replaced atomically and the former one kept beside it. One that cannot be read is set
//! aside, its backup taken instead, and if that is no good either an empty profile; each time with a
//! notice. It holds no secret.
//!
//! Invariant: the id of an account is never given to another one, not even after the file was lost:
//! a profile that starts empty after damage counts on from the present second, far above any former id.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::file;
use super::paths::{Paths, storage_error};
use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Account, AccountId};

/// A profile that is open, and what is to be said about how it opened.
#[derive(Debug)]
pub struct OpenedProfile {
    /// The profile.
    pub profile: Profile,
    /// That the file was damaged and what was done about it.
    pub notice: Option<Error>,
}

/// Accounts and settings; every change is on disk before it is seen.
#[derive(Clone, Debug)]
pub struct Profile {
    file: PathBuf,
    content: Content,
}

/// What the file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Content {
    /// Tells this profile's entries in the keyring from another's.
    key: String,
    next_account: u64,
    #[serde(default)]
    accounts: Vec<Account>,
    #[serde(default)]
    settings: Settings,
}

impl Content {
    fn empty(next_account: u64) -> Self {
        let key = std::iter::repeat_with(fastrand::alphanumeric).take(12).collect();
        Self { key, next_account, accounts: Vec::new(), settings: Settings::default() }
    }

    fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let mut content: Self = serde_json::from_slice(bytes)?;
        // A file edited by hand must not make two accounts share their mail.
        let highest = content.accounts.iter().map(|account| account.id.get()).max().unwrap_or(0);
        content.next_account = content.next_account.max(highest.saturating_add(1));
        Ok(content)
    }
}

impl Profile {
    /// Opens the profile; a missing file is an empty profile.
    ///
    /// # Errors
    /// [`ErrorKind::NotWritable`], [`ErrorKind::DiskFull`] or [`ErrorKind::Storage`] if the folders
    /// cannot be made or the file exists but cannot be opened. Damage is no error: see [`OpenedProfile`].
    pub fn open(paths: &Paths) -> Result<OpenedProfile> {
        paths.create()?;
        let path = paths.profile_file();
        let backup = file::backup_of(&path);
        let found = file::read(&path).map_err(|source| storage_error("read", &path, source))?;
        let problem = match found.as_deref().map(Content::parse) {
            Some(Ok(content)) => return Ok(OpenedProfile { profile: Self { file: path, content }, notice: None }),
            Some(Err(problem)) => Some(problem),
            None => None,
        };
        let former = file::read(&backup).map_err(|source| storage_error("read", &backup, source))?;
        let content = match (former.as_deref().map(Content::parse), &problem) {
            (Some(Ok(content)), _) => content,
            // Neither file was ever written: a first start.
            (None, None) => {
                return Ok(OpenedProfile { profile: Self { file: path, content: Content::empty(1) }, notice: None });
            }
            (None | Some(Err(_)), Some(_) | None) => Content::empty(seconds_now().max(1)),
        };
        if problem.is_some() {
            set_aside(&path)?;
        }
        let profile = Self { file: path, content };
        profile.write(&profile.content)?;
        let Some(problem) = problem else {
            // A kill between the two renames: nothing was damaged, nothing is lost.
            return Ok(OpenedProfile { profile, notice: None });
        };
        let notice = Error::new(
            ErrorKind::ProfileDamaged,
            format!(
                "read {}; {} accounts were taken from its backup",
                profile.file.display(),
                profile.content.accounts.len()
            ),
        )
        .with_source(problem);
        Ok(OpenedProfile { profile, notice: Some(notice) })
    }

    /// Tells this profile's entries in the keyring from another's.
    pub fn key(&self) -> &str {
        &self.content.key
    }

    /// The accounts in the order in which they were added.
    pub fn accounts(&self) -> &[Account] {
        &self.content.accounts
    }

    /// One account.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.content.accounts.iter().find(|account| account.id == id)
    }

    /// The settings.
    pub const fn settings(&self) -> &Settings {
        &self.content.settings
    }

    /// Reserves an id for an account to be added. It stays used even if no account follows.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn reserve_account(&mut self) -> Result<AccountId> {
        let id = self.content.next_account;
        self.change(|content| content.next_account = id.saturating_add(1))?;
        Ok(AccountId::new(id))
    }

    /// Adds an account under an id from [`Self::reserve_account`], or replaces the one that has its id.
    ///
    /// # Errors
    /// If the file cannot be written; then nothing has changed.
    pub fn put_account(&mut self, account: Account) -> Result<()> {
        self.change(|content| {
            content.next_account = content.next_account.max(account.id.get().saturating_add(1));
            match content.accounts.iter_mut().find(|known| known.id == account.id) {
                Some(known) => *known = account,
                None => content.accounts.push(account),
            }
        })
    }

    /// Forgets an account; says whether there was one.
    ///
    /// # Errors
    /// If the file cannot be written; then nothing has changed.
    pub fn remove_account(&mut self, id: AccountId) -> Result<bool> {
        let known = self.account(id).is_some();
        if known {
            self.change(|content| content.accounts.retain(|account| account.id != id))?;
        }
        Ok(known)
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// If the file cannot be written; then nothing has changed.
    pub fn set_settings(&mut self, settings: Settings) -> Result<()> {
        self.change(|content| content.settings = settings)
    }

    fn change(&mut self, change: impl FnOnce(&mut Content)) -> Result<()> {
        let mut content = self.content.clone();
        change(&mut content);
        self.write(&content)?;
        self.content = content;
        Ok(())
    }

    fn write(&self, content: &Content) -> Result<()> {
        let text = serde_json::to_vec_pretty(content)
            .map_err(|source| Error::new(ErrorKind::Storage, "write down the profile").with_source(source))?;
        file::replace(&self.file, &text).map_err(|source| storage_error("write", &self.file, source))
    }
}

/// Keeps a damaged file for whoever wants to look into it.
fn set_aside(path: &Path) -> Result<()> {
    let aside = file::with_suffix(path, &format!(".damaged-{}", seconds_now()));
    std::fs::rename(path, &aside).map_err(|source| storage_error("set aside", path, source))
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests;

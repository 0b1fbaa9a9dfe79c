//! The sample profile: a store of its own filled with sample mail, no network.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::hub::Ground;
use crate::config::{Paths, Profile};
use crate::credentials::Credentials;
use crate::demo::{self, SampleMessage};
use crate::error::{Error, ErrorKind as Kind, Result};
use crate::imap::FetchedHeader;
use crate::mime;
use crate::model::{AccountId, Mailbox, MailboxName, Quotas, SyncMark, Uid, UidValidity};
use crate::store::{FoundMailbox, NewBody, Store};
use crate::sync::envelope;
use crate::sync::work::now;

/// What the names of the folders begin with.
const PREFIX: &str = "brieftaube-sample-";

/// The file in the folder that is locked as long as somebody uses it.
const LOCK: &str = "in-use";

/// The folder of a sample profile; it goes with this value.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    fn create(within: &Path) -> std::io::Result<Self> {
        loop {
            let path = within.join(format!("{PREFIX}{}-{:08x}", std::process::id(), fastrand::u32(..)));
            let made = std::fs::create_dir(&path).and_then(|()| File::create(path.join(LOCK)));
            let lock = match made {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                made => made?,
            };
            lock.lock()?;
            // Somebody who sweeps may have come before the lock.
            if path.join(LOCK).exists() {
                return Ok(Self { path, _lock: lock });
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::info!(%error, folder = %self.path.display(), "the sample profile was not removed");
        }
    }
}

/// Removes what programs left behind that were killed: folders that nobody holds.
fn sweep(within: &Path) {
    let Ok(entries) = std::fs::read_dir(within) else { return };
    for entry in entries.filter_map(std::result::Result::ok) {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // A link or a pipe of somebody else's is neither followed nor opened.
        let is_folder = || entry.file_type().is_ok_and(|kind| kind.is_dir());
        let lock = entry.path().join(LOCK);
        let is_file = || lock.symlink_metadata().is_ok_and(|found| found.is_file());
        if is_ours
            && is_folder()
            && is_file()
            && let Ok(lock) = File::options().write(true).open(&lock)
            && lock.try_lock().is_ok()
            && let Err(error) = std::fs::remove_dir_all(entry.path())
        {
            tracing::info!(%error, folder = %entry.path().display(), "an old sample profile was not removed");
        }
    }
}

/// Makes the profile in a folder that goes when it is dropped.
pub(super) fn ground() -> Result<(Ground, Folder)> {
    let within = std::env::temp_dir();
    sweep(&within);
    let failed = |error| Error::new(Kind::Storage, "make the folder of the sample mail").with_source(error);
    let folder = Folder::create(&within).map_err(failed)?;
    Ok((fill(&folder.path)?, folder))
}

fn fill(folder: &Path) -> Result<Ground> {
    let paths = Paths::of(Some(folder))?;
    let mut profile = Profile::open(&paths)?.profile;
    let store = Store::open(&paths.store())?.store;
    let at = now();
    let mut by_mailbox: BTreeMap<(AccountId, MailboxName), Vec<SampleMessage>> = BTreeMap::new();
    for message in demo::messages(at) {
        by_mailbox.entry((message.account, message.mailbox.clone())).or_default().push(message);
    }
    for account in demo::accounts() {
        let id = account.id;
        profile.put_account(account)?;
        let found: Vec<_> = demo::mailboxes(id)
            .into_iter()
            .map(|sample| FoundMailbox {
                name: sample.name,
                display: sample.display.to_owned(),
                delimiter: sample.delimiter,
                special_use: sample.special_use,
                guessed: false,
                selectable: true,
                subscribed: true,
            })
            .collect();
        store.reconcile_mailboxes(id, &found)?;
        let roots = demo::quota(id).into_iter().collect();
        store.set_quotas(id, Some(&Quotas { at, roots, ..Quotas::default() }))?;
        for mailbox in store.mailboxes(id)? {
            let messages = by_mailbox.remove(&(id, mailbox.name.clone())).unwrap_or_default();
            fill_mailbox(&store, &mailbox, messages, at)?;
        }
    }
    let credentials = Credentials::in_memory(profile.key());
    Ok(Ground { store, profile, credentials, notices: Vec::new() })
}

fn fill_mailbox(store: &Store, mailbox: &Mailbox, messages: Vec<SampleMessage>, at: i64) -> Result<()> {
    let count = u32::try_from(messages.len())
        .map_err(|source| Error::new(Kind::TooLarge, "count the sample mail").with_source(source))?;
    let mut raws = Vec::with_capacity(messages.len());
    let mut envelopes = Vec::with_capacity(messages.len());
    for (uid, message) in (1..).filter_map(Uid::new).zip(messages) {
        envelopes.push(envelope::of(FetchedHeader {
            uid,
            flags: message.flags,
            internal_date: Some(message.received),
            size: u32::try_from(message.raw.len()).unwrap_or(u32::MAX),
            modseq: None,
            header: message.raw.clone(),
        }));
        raws.push(message.raw);
    }
    let mark = SyncMark {
        uid_validity: UidValidity::new(1),
        uid_next: Uid::new(count.saturating_add(1)),
        backlog: None,
        highest_modseq: None,
        synced_at: Some(at),
    };
    let added = store.add_envelopes(mailbox.id, envelopes, Some(mark), Some(count))?;
    let bodies = added
        .ids
        .into_iter()
        .zip(raws)
        .map(|(id, raw)| {
            let summary = mime::summary(&raw)?;
            Ok(NewBody { id, raw, preview: summary.preview, has_attachment: summary.has_attachment })
        })
        .collect::<Result<Vec<_>>>()?;
    store.put_bodies(bodies).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_user_and_what_a_killed_one_left_goes_at_the_next_start() {
        let temporary = tempfile::tempdir().unwrap();
        let within = temporary.path();
        let used = Folder::create(within).unwrap();
        let left = within.join("brieftaube-sample-1-killed");
        std::fs::create_dir_all(left.join("data")).unwrap();
        std::fs::write(left.join(LOCK), "").unwrap();
        let foreign = within.join("brieftaube-sample-notes");
        std::fs::create_dir(&foreign).unwrap();

        sweep(within);

        assert!(!left.exists() && used.path.exists() && foreign.exists());
        let path = used.path.clone();
        drop(used);
        assert!(!path.exists());
    }
}

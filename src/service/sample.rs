//! The sample profile: a store of its own filled with sample mail, no network.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::hub::Ground;
use crate::config::{Paths, Profile};
use crate::credentials::Credentials;
use crate::demo::{self, SampleMessage};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::FetchedHeader;
use crate::mime;
use crate::model::{AccountId, Mailbox, MailboxName, SyncMark, Uid, UidValidity};
use crate::store::{FoundMailbox, NewBody, Store};
use crate::sync::envelope;
use crate::sync::work::now;

/// Makes the profile in a folder that whoever calls removes at the end.
pub(super) fn ground() -> Result<(Ground, PathBuf)> {
    let name = format!("brieftaube-sample-{}-{:08x}", std::process::id(), fastrand::u32(..));
    let folder = std::env::temp_dir().join(name);
    match fill(&folder) {
        Ok(ground) => Ok((ground, folder)),
        Err(error) => {
            if let Err(error) = std::fs::remove_dir_all(&folder) {
                tracing::info!(%error, "a half-made sample profile was not removed");
            }
            Err(error)
        }
    }
}

fn fill(folder: &std::path::Path) -> Result<Ground> {
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
                selectable: true,
                subscribed: true,
            })
            .collect();
        store.reconcile_mailboxes(id, &found)?;
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
        .map_err(|source| Error::new(ErrorKind::TooLarge, "count the sample mail").with_source(source))?;
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

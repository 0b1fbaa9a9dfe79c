//! What the comparison with a server needs of the store, and its result.

use super::chunks;
use super::engine::{Change, Engine};
use super::envelopes::{expect_row, in_set};
use super::fault::Outcome;
use super::index::{BodyTag, UidEntry};
use super::types::Facts;
use super::{Store, keys, record};
use crate::error::Result;
use crate::model::{AccountId, Checked, EnvelopeId, MailboxId, Uid, UidSet};

impl Store {
    /// What is known of the messages in a set of UIDs; unknown ones are passed over.
    pub fn facts(&self, mailbox: MailboxId, uids: &UidSet) -> Result<Vec<Facts>> {
        self.0.read("read what is known of messages", |engine| facts(engine, mailbox, uids))
    }

    /// Takes sizes as the server says them, where another was stored.
    pub fn correct_sizes(&self, mailbox: MailboxId, sizes: &[(Uid, u32)]) -> Result<()> {
        self.0.write("correct sizes", |engine, change| correct_sizes(engine, change, mailbox, sizes))
    }

    /// The messages of a mailbox whose body is here, by UID.
    pub fn stored_bodies(&self, mailbox: MailboxId) -> Result<Vec<EnvelopeId>> {
        self.0.read("find stored bodies", |engine| stored_bodies(engine, mailbox))
    }

    /// Keeps how a comparison of an account with its server ended.
    pub fn set_checked(&self, account: AccountId, checked: &Checked) -> Result<()> {
        self.0.write("keep the result of a comparison", |_, change| keep(change, account, checked))
    }

    /// How the last comparison of an account with its server ended.
    pub fn checked(&self, account: AccountId) -> Result<Option<Checked>> {
        self.0.read("read the result of a comparison", |engine| last(engine, account))
    }
}

/// What is known of the messages in a set of UIDs.
fn facts(engine: &Engine, mailbox: MailboxId, uids: &UidSet) -> Outcome<Vec<Facts>> {
    let entries = in_set(engine, mailbox, uids)?.into_iter();
    entries
        .map(|entry| {
            let hidden = entry.is_hidden();
            let UidEntry { uid, id, server_flags: flags, .. } = entry;
            if hidden {
                return Ok(Facts { uid, flags, size: None, hidden: true });
            }
            let row = expect_row(engine, id, mailbox)?;
            Ok(Facts { uid, flags, size: (!row.is_placeholder()).then_some(row.size), hidden: false })
        })
        .collect()
}

/// Plans to take sizes as the server says them.
fn correct_sizes(engine: &Engine, change: &mut Change, mailbox: MailboxId, sizes: &[(Uid, u32)]) -> Outcome<()> {
    let mut uids: Vec<Uid> = sizes.iter().map(|(uid, _)| *uid).collect();
    uids.sort_unstable();
    uids.dedup();
    for entry in chunks::lookup::<UidEntry>(&engine.db, mailbox, &uids)?.into_iter().flatten() {
        if entry.is_hidden() {
            continue;
        }
        let mut row = expect_row(engine, entry.id, mailbox)?;
        if let Some((_, size)) = sizes.iter().find(|(uid, _)| *uid == entry.uid) {
            row.size = *size;
            change.put_envelope(engine, entry.id, &row, entry.body)?;
        }
    }
    Ok(())
}

/// The messages whose body is here, by UID.
fn stored_bodies(engine: &Engine, mailbox: MailboxId) -> Outcome<Vec<EnvelopeId>> {
    engine.mailbox(mailbox)?;
    let entries = chunks::load_all::<UidEntry>(&engine.db, mailbox)?.into_iter();
    Ok(entries.filter(|entry| entry.body == BodyTag::Stored).map(|entry| entry.id).collect())
}

/// Plans to keep a result.
fn keep(change: &mut Change, account: AccountId, checked: &Checked) -> Outcome<()> {
    change.put(keys::checked(account), checked)
}

/// The last result.
fn last(engine: &Engine, account: AccountId) -> Outcome<Option<Checked>> {
    let key = keys::checked(account);
    Ok(engine.db.get(&key)?.and_then(|value| record::unseal(&key, &value)))
}

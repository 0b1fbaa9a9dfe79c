//! Mailboxes: kept in memory as a whole, written with every step that concerns them.

use std::collections::BTreeMap;

use super::engine::{Change, Engine};
use super::fault::Outcome;
use super::special;
use super::types::{FoundMailbox, MailboxChanges};
use crate::error::{Error, ErrorKind};
use crate::model::{AccountId, Mailbox, MailboxCounts, MailboxId, SyncMark};

/// The mailboxes of an account, by name.
pub(super) fn of_account(engine: &Engine, account: AccountId) -> Vec<Mailbox> {
    let mut mailboxes: Vec<_> = engine.on_server(account).cloned().collect();
    mailboxes.sort_by(|a, b| a.name.cmp(&b.name));
    mailboxes
}

/// Brings the mailboxes of an account in step with a LIST.
pub(super) fn reconcile(
    engine: &Engine,
    change: &mut Change,
    account: AccountId,
    found: &[FoundMailbox],
) -> Outcome<MailboxChanges> {
    let tree = &engine.overlay.tree;
    let mut known: BTreeMap<_, _> = engine.on_server(account).map(|mailbox| (&mailbox.name, mailbox)).collect();
    let mut changes = MailboxChanges::default();
    let found = special::take_over(engine, change, account, found)?;
    // A server that lists a name twice means one mailbox; the last word counts.
    let found: BTreeMap<_, _> = found.iter().map(|found| (&found.name, found)).collect();
    for (name, found) in found {
        match known.remove(name) {
            // Who renamed it says so, or that it was somebody else.
            None if tree.may_be_renamed(account, name) => {}
            None => changes.added.push(match engine.made_as(account, name) {
                Some(id) => change.put_mailbox(new_mailbox(id, account, found)),
                None => change.add_mailbox(engine, |id| new_mailbox(id, account, found)),
            }),
            Some(mailbox) if !agrees(mailbox, found) => {
                let mailbox = change.mailbox(engine, mailbox.id)?;
                mailbox.display.clone_from(&found.display);
                mailbox.delimiter = found.delimiter;
                mailbox.special_use = found.special_use;
                mailbox.selectable = found.selectable;
                mailbox.subscribed = found.subscribed;
                changes.changed.push(mailbox.id);
            }
            Some(_) => {}
        }
    }
    let missing = known.into_values().filter(|mailbox| !tree.may_be_gone(mailbox));
    changes.missing = missing.map(|mailbox| mailbox.id).collect();
    Ok(changes)
}

/// A mailbox as a LIST told of it.
pub(super) fn new_mailbox(id: MailboxId, account: AccountId, found: &FoundMailbox) -> Mailbox {
    Mailbox {
        id,
        account,
        name: found.name.clone(),
        display: found.display.clone(),
        delimiter: found.delimiter,
        special_use: found.special_use,
        selectable: found.selectable,
        subscribed: found.subscribed,
        counts: MailboxCounts::default(),
        mark: SyncMark::default(),
        frozen: None,
    }
}

fn agrees(mailbox: &Mailbox, found: &FoundMailbox) -> bool {
    mailbox.display == found.display
        && mailbox.delimiter == found.delimiter
        && mailbox.special_use == found.special_use
        && mailbox.selectable == found.selectable
        && mailbox.subscribed == found.subscribed
}

/// Writes how far a mailbox is synced, as part of a step.
pub(super) fn set_mark(
    engine: &Engine,
    change: &mut Change,
    id: MailboxId,
    mark: Option<SyncMark>,
    on_server: Option<u32>,
) -> Outcome<()> {
    let mailbox = change.mailbox(engine, id)?;
    if let Some(mark) = mark {
        let same = mailbox.mark.uid_validity == mark.uid_validity || mailbox.mark.uid_validity.is_none();
        if !same && mailbox.counts.total > engine.frozen.len(id) {
            let context = format!("mark mailbox {id} with another UIDVALIDITY while it holds messages of the old one");
            return Err(Error::new(ErrorKind::Invalid, context).into());
        }
        mailbox.mark = mark;
    }
    mailbox.counts.on_server = on_server.unwrap_or(mailbox.counts.on_server);
    Ok(())
}

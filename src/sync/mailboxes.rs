//! Brings the list of mailboxes in step with the server.
//!
//! Invariant: a mailbox goes only on two witnesses: a complete LIST without it, and a refused STATUS. If it had many
//! messages it stays, and the person decides. One that another client renamed is recognised (see [`super::renamed`]).

use std::collections::{HashMap, HashSet};

use super::plan::StatusSeen;
use super::reconcile::freezes;
use super::renamed::recognise;
use super::work::{News, Work};
use crate::error::{ErrorKind, Result};
use crate::imap::mailboxes::{special_use_of, special_uses};
use crate::imap::{MailboxStatus, Session};
use crate::model::{Mailbox, MailboxId, MailboxName, SyncMark, UidSet};
use crate::store::{FoundMailbox, Store};

/// A mailbox of the account and what the server said of it in passing.
#[derive(Clone, Debug)]
pub struct Known {
    /// As it is in the store.
    pub mailbox: Mailbox,
    /// What LIST-STATUS told, where it is offered.
    pub status: Option<StatusSeen>,
}

/// Lists the mailboxes and brings the store in step.
///
/// Not cancel safe for the session; the store is changed in one batch.
///
/// # Errors
/// Those of the session and the store; nothing has changed then.
pub async fn refresh(session: &mut Session, work: &Work) -> Result<Vec<Known>> {
    let listed = session.list().await?;
    let uses = special_uses(&listed);
    let mut statuses: HashMap<MailboxName, StatusSeen> = HashMap::new();
    let found: Vec<_> = listed
        .into_iter()
        .zip(uses)
        .map(|(listed, special_use)| {
            if let Some(status) = &listed.status {
                statuses.insert(listed.name.clone(), seen(status));
            }
            let guessed = special_use != special_use_of(&listed);
            FoundMailbox {
                display: listed.name.readable(),
                name: listed.name,
                delimiter: listed.delimiter,
                special_use,
                guessed,
                selectable: listed.selectable,
                subscribed: listed.subscribed,
            }
        })
        .collect();
    let account = work.account;
    let changes = work.store(move |store| store.reconcile_mailboxes(account, &found)).await?;
    let mut changed = !changes.added.is_empty() || !changes.changed.is_empty();
    let renamed = recognise(session, work, (&changes.missing, &changes.added), &mut statuses).await?;
    let mut gone = HashSet::new();
    for id in changes.missing.into_iter().filter(|id| !renamed.contains(id)) {
        let mailbox = work.store(move |store| store.mailbox_as_on_server(id)).await?;
        // A parent cannot be asked for; whether it is listed is all there is to know.
        if mailbox.selectable {
            match session.status(&mailbox.name).await {
                Ok(_) => continue,
                Err(error) if error.kind() == ErrorKind::MailboxUnavailable => {}
                Err(error) if session.is_usable() => {
                    tracing::info!(%account, mailbox = %id, %error, "a mailbox is not listed, but nobody says it is gone");
                    continue;
                }
                Err(error) => return Err(error),
            }
        }
        if mailbox.frozen.is_some_and(|frozen| frozen.restoring > 0) && remake(session, work, &mailbox).await? {
            changed = true;
            continue;
        }
        gone.insert(id);
        changed |= work.store(move |store| lose(store, id)).await?;
    }
    if changed {
        work.tell(News::Mailboxes);
    }
    let mailboxes = work.store(move |store| store.mailboxes_as_on_server(account)).await?;
    // What is frozen of a mailbox that is gone needs nothing from the server.
    let there = mailboxes.into_iter().filter(|mailbox| !gone.contains(&mailbox.id));
    Ok(there.map(|mailbox| Known { status: statuses.get(&mailbox.name).copied(), mailbox }).collect())
}

/// Makes a mailbox again whose messages are to be put back. Says whether it is there; if the server refuses, so it is said.
async fn remake(session: &mut Session, work: &Work, mailbox: &Mailbox) -> Result<bool> {
    match session.create(&mailbox.name, mailbox.special_use).await {
        Ok(_) => Ok(true),
        Err(error) if session.is_usable() => {
            let id = mailbox.id;
            work.store(move |store| store.restore_frozen(id, false)).await?;
            work.tell(News::Refused(error.server_text().map_or_else(|| error.to_string(), str::to_owned)));
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Takes a mailbox away that is gone from the server, or freezes what it had. Tells whether anything changed.
fn lose(store: &Store, id: MailboxId) -> Result<bool> {
    let messages = store.flags(id)?.len() as u64;
    let was_frozen = store.mailbox_as_on_server(id)?.frozen.is_some();
    if !was_frozen && !freezes(messages, messages) {
        store.forget_mailbox(id)?;
        tracing::info!(mailbox = %id, messages, "a mailbox is gone from the server");
        return Ok(true);
    }
    if messages > 0 {
        store.freeze(id, &UidSet::all())?;
        // Should it come again, then as one that nobody looked into yet.
        store.set_mark(id, SyncMark::default(), Some(0))?;
        tracing::warn!(mailbox = %id, messages, "a mailbox is gone from the server, its messages are frozen");
    }
    Ok(messages > 0)
}

/// What STATUS says, for the planner.
pub fn seen(status: &MailboxStatus) -> StatusSeen {
    StatusSeen {
        messages: status.messages,
        unseen: status.unseen,
        uid_validity: status.uid_validity,
        uid_next: status.uid_next,
        highest_modseq: status.highest_modseq,
    }
}

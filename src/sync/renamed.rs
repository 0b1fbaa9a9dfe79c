//! Mailboxes that another client renamed: the same messages under another name.
//!
//! They are recognised before the old name counts as gone, so that nothing is fetched again or frozen, and what waits goes on.
//! UIDs are only unique together with the name of the mailbox (RFC 3501, 2.3.1.1), so UIDVALIDITY alone proves nothing: some
//! servers give the same to all. The sizes of messages under the same UIDs do.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::mailboxes::seen;
use super::plan::StatusSeen;
use super::work::Work;
use crate::error::Result;
use crate::imap::{Access, Session};
use crate::model::{Mailbox, MailboxId, MailboxName, Uid, UidSet};

/// New mailboxes that are asked for their UIDVALIDITY one by one, where the list does not tell.
const MAX_ASKED: usize = 50;
/// Messages that are compared.
const SAMPLE: usize = 100;

/// Recognises mailboxes that are missing among those that are new, and has the store call them so. Tells which of the missing
/// ones these are.
///
/// Not cancel safe for the session; the store is changed mailbox by mailbox.
///
/// # Errors
/// Those of the connection and the store. What a server refuses to tell is not recognised.
pub(super) async fn recognise(
    session: &mut Session,
    work: &Work,
    (missing, added): (&[MailboxId], &[MailboxId]),
    statuses: &mut HashMap<MailboxName, StatusSeen>,
) -> Result<HashSet<MailboxId>> {
    let mut recognised = HashSet::new();
    if missing.is_empty() || added.is_empty() {
        return Ok(recognised);
    }
    let account = work.account;
    let known = work.store(move |store| store.mailboxes_as_on_server(account)).await?;
    let find = |ids: &[MailboxId]| -> Vec<Mailbox> {
        known.iter().filter(|mailbox| ids.contains(&mailbox.id) && mailbox.selectable).cloned().collect()
    };
    let (missing, mut added) = (find(missing), find(added));
    for new in added.iter().take(MAX_ASKED) {
        if !statuses.contains_key(&new.name) {
            match session.status(&new.name).await {
                Ok(status) => drop(statuses.insert(new.name.clone(), seen(&status))),
                Err(error) if session.is_usable() => tracing::debug!(%error, "a new mailbox tells nothing"),
                Err(error) => return Err(error),
            }
        }
    }
    for old in missing.iter().filter(|old| old.counts.total > 0) {
        let may_be_it = |new: &&Mailbox| {
            let status = statuses.get(&new.name);
            status.is_some_and(|it| {
                it.uid_validity.is_some()
                    && it.uid_validity == old.mark.uid_validity
                    && it.uid_next >= old.mark.uid_next
            })
        };
        let candidates: Vec<_> = added.iter().filter(may_be_it).cloned().collect();
        let sample = sample(work, old.id).await?;
        let mut same = Vec::new();
        for new in candidates {
            if holds(session, &new.name, &sample).await? {
                same.push(new.id);
            }
        }
        // Two that are alike say nothing.
        let [new] = *same.as_slice() else { continue };
        let id = old.id;
        work.store(move |store| store.renamed_elsewhere(id, new)).await?;
        tracing::info!(%account, mailbox = %id, "another client renamed a mailbox");
        added.retain(|mailbox| mailbox.id != new);
        recognised.insert(id);
    }
    Ok(recognised)
}

/// The sizes of some messages, the newest among them.
async fn sample(work: &Work, id: MailboxId) -> Result<BTreeMap<Uid, u32>> {
    work.store(move |store| {
        let uids: Vec<Uid> = store.uids(id)?.iter().collect();
        let step = uids.len().div_ceil(SAMPLE).max(1);
        let chosen: UidSet = uids.iter().rev().step_by(step).copied().collect();
        let facts = store.facts(id, &chosen)?.into_iter().filter(|facts| !facts.hidden);
        Ok(facts.filter_map(|facts| Some((facts.uid, facts.size?))).collect())
    })
    .await
}

/// Whether a mailbox has these messages: at least half of them, and no other ones under their UIDs.
async fn holds(session: &mut Session, name: &MailboxName, sample: &BTreeMap<Uid, u32>) -> Result<bool> {
    let uids: UidSet = sample.keys().copied().collect();
    let (mut alike, mut other) = (0_usize, 0_usize);
    let fetched = match session.select(name, Access::ReadOnly, None).await {
        Ok(_) => {
            let take = |facts: crate::imap::FetchedFacts| {
                if sample.get(&facts.uid) == Some(&facts.size) {
                    alike = alike.saturating_add(1);
                } else {
                    other = other.saturating_add(1);
                }
            };
            session.fetch_facts(&uids, take).await
        }
        Err(error) => Err(error),
    };
    match fetched {
        Ok(()) => Ok(other == 0 && alike > 0 && alike.saturating_mul(2) >= sample.len()),
        Err(error) if session.is_usable() => {
            tracing::debug!(%error, "a new mailbox cannot be compared");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

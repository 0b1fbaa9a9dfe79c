//! What waits for the server, and what of it need not wait any longer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::engine::Engine;
use super::fault::Outcome;
use super::journal::{Parts, Pending, Target};
use super::overlay::find;
use super::types::{Waiting, WaitingTarget};
use crate::model::{AccountId, Conflict, Destination, EnvelopeId, MailboxId, Outcome as Settled, SyncMark, Verb};

/// What waits, and what came to an end without the server.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) waiting: Vec<Waiting>,
    pub(super) ended: Vec<(Settled, Parts)>,
}

/// What waits for the server in an account.
pub(super) fn of_account(engine: &Engine, pending: &[Arc<Pending>], account: AccountId) -> Outcome<Found> {
    let is_listed = engine.mailboxes.values().any(|mailbox| mailbox.account == account);
    let pending: Vec<&Pending> = pending.iter().map(|it| &**it).filter(|it| it.operation.account == account).collect();
    let called_off = called_off(engine, &pending)?;
    let doomed = ids(pending.iter().filter(|it| it.operation.verb == Verb::Delete), |target| Some(target.id));
    let to_come = ids(pending.iter(), |target| target.copy);
    let (mut found, mut done, mut message_gone, mut mailbox_gone) = <(Found, Parts, Parts, Parts)>::default();
    for Pending { action, operation, sent, marks } in pending {
        let home = Destination { account, mailbox: operation.mailbox, name: operation.name.clone() };
        let mailbox = find(&engine.mailboxes, &home);
        let mut here: BTreeMap<MailboxId, Vec<WaitingTarget>> = BTreeMap::new();
        let (mut gone, mut over) = (Vec::new(), Vec::new());
        for target in &operation.targets {
            if called_off.contains(&target.copy.unwrap_or(target.id)) {
                over.push(target.id);
                continue;
            }
            let Some(row) = engine.envelope(target.id, None)? else {
                if doomed.contains(&target.id) {
                    // As was wanted, unless it is a copy that is still to be made, or may come in again.
                    if !to_come.contains(&target.id) && !may_come(engine, target.id, is_listed) {
                        over.push(target.id);
                    }
                } else if mailbox.is_none() && is_listed || !may_come(engine, target.id, is_listed) {
                    gone.push(target.id);
                }
                continue;
            };
            here.entry(row.mailbox).or_default().push(WaitingTarget {
                id: target.id,
                uid: row.uid,
                message_id: row.message_id,
                size: row.size,
                received: row.received,
                server_flags: row.server_flags,
                copy: target.copy,
            });
        }
        let gone_with = if mailbox.is_none() { &mut mailbox_gone } else { &mut message_gone };
        for (parts, messages) in [(gone_with, gone), (&mut done, over)] {
            if !messages.is_empty() {
                parts.push((operation.id, messages));
            }
        }
        let mut verb = operation.verb.clone();
        if let Verb::Move { to } | Verb::Copy { to } = &mut verb
            && let Some(now) = engine.overlay.target(to)
        {
            to.mailbox = now;
        }
        for (mailbox, targets) in here {
            let uid_validity = engine.mailbox(mailbox)?.mark.uid_validity;
            let (id, action, sent, verb, marks) = (operation.id, *action, *sent, verb.clone(), marks.clone());
            found.waiting.push(Waiting { id, action, mailbox, uid_validity, verb, sent, marks, targets });
        }
    }
    let ended = [
        (Settled::Confirmed, done),
        (Settled::Conflict(Conflict::MessageGone), message_gone),
        (Settled::Conflict(Conflict::MailboxGone), mailbox_gone),
    ];
    found.ended = ended.into_iter().filter(|(_, parts)| !parts.is_empty()).collect();
    Ok(found)
}

fn ids<'a>(
    pending: impl Iterator<Item = &'a &'a Pending>,
    of: impl Fn(&Target) -> Option<EnvelopeId>,
) -> BTreeSet<EnvelopeId> {
    pending.flat_map(|it| &it.operation.targets).filter_map(of).collect()
}

/// Copies that were taken back before anything of them was sent.
fn called_off(engine: &Engine, pending: &[&Pending]) -> Outcome<BTreeSet<EnvelopeId>> {
    let unsent = ids(pending.iter().filter(|it| !it.sent), |target| target.copy);
    let mut called_off = BTreeSet::new();
    for pending in pending.iter().filter(|it| !unsent.is_empty() && it.operation.verb == Verb::Delete) {
        for target in pending.operation.targets.iter().filter(|target| unsent.contains(&target.id)) {
            if engine.envelope(target.id, None)?.is_none() {
                called_off.insert(target.id);
            }
        }
    }
    Ok(called_off)
}

/// Whether a message that went with the cache may still come in again.
fn may_come(engine: &Engine, id: EnvelopeId, is_listed: bool) -> bool {
    engine.overlay.lost.homes(id).any(|(account, name)| {
        let mut mailboxes = engine.mailboxes.values();
        let home = mailboxes.find(|mailbox| mailbox.account == *account && mailbox.name == *name);
        home.map_or(!is_listed, |home| !is_in_step(&home.mark))
    })
}

/// Whether everything the server has of a mailbox is here.
fn is_in_step(mark: &SyncMark) -> bool {
    mark.synced_at.is_some() && mark.backlog.is_none()
}

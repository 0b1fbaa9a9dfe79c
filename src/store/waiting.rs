//! What waits for the server, and what of it need not wait any longer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::engine::Engine;
use super::envelopes;
use super::fault::Outcome;
use super::journal::{FIRST_GIVEN, Parts, Pending, Target};
use super::lost::Home;
use super::overlay::find;
use super::types::{Mark, Waiting, WaitingTarget};
use crate::model::{
    AccountId, Conflict, Destination, EnvelopeId, MailboxId, MailboxName, Outcome as Settled, UidSet, Verb,
};

/// What waits, and what came to an end without the server.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) waiting: Vec<Waiting>,
    pub(super) ended: Vec<(Settled, Parts)>,
}

/// What waits for the server in an account.
pub(super) fn of_account(engine: &Engine, pending: &[Arc<Pending>], account: AccountId) -> Outcome<Found> {
    let is_listed = is_listed(engine, account);
    let pending: Vec<&Pending> = pending.iter().map(|pending| &**pending).collect();
    let called_off = called_off(engine, &pending)?;
    let doomed = ids(pending.iter().filter(|it| it.operation.verb == Verb::Delete), |target| Some(target.id));
    let to_come = ids(pending.iter(), |target| target.copy);
    let (mut found, mut done, mut message_gone, mut mailbox_gone) = <(Found, Parts, Parts, Parts)>::default();
    // Messages that go to a mailbox which is to be made first.
    let mut held = BTreeSet::new();
    for pending in pending {
        let Pending { action, operation, sent, marks } = pending;
        if operation.verb.is_of_mailbox() {
            continue;
        }
        held.extend(self::held(engine, operation).into_iter().flatten());
        // A message that is on its way to another account is still where it was: what is done to it is done there.
        let is_ours = operation.account == account;
        let home = Destination { account: operation.account, mailbox: operation.mailbox, name: operation.name.clone() };
        let mailbox = find(&engine.mailboxes, &home);
        let mut here: BTreeMap<MailboxId, Vec<WaitingTarget>> = BTreeMap::new();
        let (mut missing, mut over) = (Vec::new(), Vec::new());
        for target in &operation.targets {
            if held.contains(&target.id) {
                continue;
            }
            if called_off.contains(&target.copy.unwrap_or(target.id)) {
                if is_ours {
                    over.push(target.id);
                }
                continue;
            }
            let Some(row) = engine.envelope(target.id, None)? else {
                if !is_ours {
                    continue;
                }
                if doomed.contains(&target.id) {
                    // As was wanted, unless it is a copy that is still to be made, or may come in again.
                    if !to_come.contains(&target.id) && !may_come(engine, target.id) {
                        over.push(target.id);
                    }
                } else if mailbox.is_none() && is_listed || !may_come(engine, target.id) {
                    missing.push(target);
                }
                continue;
            };
            if row.shown_in().is_some_and(|shown| engine.made.contains(&shown)) {
                continue;
            }
            // What becomes of a frozen one is for the person to say first.
            if engine.mailbox(row.mailbox)?.account != account || engine.frozen.contains(row.mailbox, target.id) {
                continue;
            }
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
        let (there, gone) = told_apart(engine, pending, missing)?;
        over.extend(there);
        let gone_with = if mailbox.is_none() { &mut mailbox_gone } else { &mut message_gone };
        for (parts, messages) in [(gone_with, gone), (&mut done, over)] {
            if !messages.is_empty() {
                parts.push((operation.id, messages));
            }
        }
        let verb = verb_now(engine, &operation.verb);
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

/// A verb with the mailbox its destination means now.
fn verb_now(engine: &Engine, verb: &Verb) -> Verb {
    let mut verb = verb.clone();
    if let Verb::Move { to } | Verb::Copy { to } = &mut verb
        && let Some(now) = engine.overlay.target(to)
    {
        to.mailbox = now;
    }
    verb
}

/// Of messages that are not where they were: those that arrived where they were to go, and the others.
fn told_apart(
    engine: &Engine,
    Pending { operation, sent, marks, .. }: &Pending,
    missing: Vec<&Target>,
) -> Outcome<(Vec<EnvelopeId>, Vec<EnvelopeId>)> {
    let arrived = if *sent && !missing.is_empty() { arrived(engine, &operation.verb, marks)? } else { BTreeSet::new() };
    let (there, gone): (Vec<_>, Vec<_>) = missing
        .into_iter()
        .partition(|target| target.message_id.as_ref().is_some_and(|id| arrived.contains(&(id.clone(), target.size))));
    let ids = |targets: Vec<&Target>| targets.into_iter().map(|target| target.id).collect();
    Ok((ids(there), ids(gone)))
}

/// Messages that wait for a copy of theirs to go to a mailbox which is to be made first.
fn held(engine: &Engine, operation: &super::journal::Operation) -> Option<Vec<EnvelopeId>> {
    let Verb::Copy { to } = &operation.verb else { return None };
    let is_made = engine.overlay.target(to).is_some_and(|to| engine.made.contains(&to));
    is_made.then(|| operation.targets.iter().map(|target| target.id).collect())
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
fn may_come(engine: &Engine, id: EnvelopeId) -> bool {
    let may_come = |home| is_in_step(engine, home).map_or_else(|| !is_listed(engine, home.0), |in_step| !in_step);
    engine.overlay.lost.homes(id).any(may_come)
}

/// What came, with its size, where messages may have been moved before the cache was lost: one that is not where it was is there,
/// under another id.
fn arrived(engine: &Engine, verb: &Verb, marks: &BTreeMap<MailboxName, Mark>) -> Outcome<BTreeSet<(String, u32)>> {
    let Verb::Move { to } = verb else { return Ok(BTreeSet::new()) };
    let (Some(mailbox), Some((validity, next))) = (find(&engine.mailboxes, to), marks.get(&to.name)) else {
        return Ok(BTreeSet::new());
    };
    if mailbox.mark.uid_validity != Some(*validity) {
        return Ok(BTreeSet::new());
    }
    let mut arrived = BTreeSet::new();
    for known in envelopes::in_set(engine, mailbox.id, &UidSet::starting_at(*next))? {
        if let Some(row) = engine.envelope(known.id, None)? {
            arrived.extend(row.message_id.map(|id| (id, row.size)));
        }
    }
    Ok(arrived)
}

/// Whether everything the server has of a mailbox is here; `None`: there is none of that name.
pub(super) fn is_in_step(engine: &Engine, (account, name): &Home) -> Option<bool> {
    let home = engine.on_server(*account).find(|mailbox| mailbox.name == *name)?;
    Some(home.mark.synced_at.is_some() && home.mark.backlog.is_none())
}

/// Whether it is known what mailboxes an account has. Just made ones say nothing of the others.
fn is_listed(engine: &Engine, account: AccountId) -> bool {
    engine.on_server(account).any(|mailbox| mailbox.id.get() < FIRST_GIVEN)
}

//! What a person does: planned from what they see, written into the journal, laid over what the server said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::engine::Engine;
use super::envelopes;
use super::fault::Outcome;
use super::journal::{Operation, Parts, Pending, Target};
use super::overlay::Place;
use super::types::{Waiting, WaitingTarget};
use crate::model::{AccountId, Conflict, EnvelopeId, MailboxId, OperationId, SyncMark, Verb};

/// Plans operations: to each message its verb. What would change nothing of a message leaves it out, so that
/// the inverse of each operation is exactly what takes it back. Tells where the messages are, too.
pub(super) fn plan<'a>(
    engine: &Engine,
    wanted: impl Iterator<Item = (EnvelopeId, &'a Verb)>,
) -> Outcome<(Vec<Operation>, BTreeMap<EnvelopeId, Place>)> {
    let (mut seen, mut places) = (BTreeSet::new(), BTreeMap::new());
    let mut groups: BTreeMap<MailboxId, Vec<(Verb, Vec<Target>)>> = BTreeMap::new();
    for (id, verb) in wanted {
        if !seen.insert(id) {
            continue;
        }
        let Some(row) = engine.envelope(id, None)? else { continue };
        let Some(change) = verb.on(row.flags()) else { continue };
        places.insert(id, Place::of(&row));
        let target = Target { id, uid: row.uid, message_id: row.message_id, size: row.size };
        // Of each mailbox there are few: as many as there are kinds of flags among its messages.
        let verbs = groups.entry(row.mailbox).or_default();
        match verbs.iter_mut().find(|(known, _)| *known == change) {
            Some((_, targets)) => targets.push(target),
            None => verbs.push((change, vec![target])),
        }
    }
    let mut operations = Vec::new();
    for (id, verbs) in groups {
        let mailbox = engine.mailbox(id)?;
        operations.extend(verbs.into_iter().map(|(verb, targets)| Operation {
            id: OperationId::new(0),
            account: mailbox.account,
            mailbox: id,
            name: mailbox.name.clone(),
            validity: mailbox.mark.uid_validity,
            verb,
            targets,
        }));
    }
    Ok((operations, places))
}

/// What can never be sent any more, and why.
type GivenUp = Vec<(Conflict, Parts)>;

/// What waits for the server in an account, and what can never be sent any more.
pub(super) fn waiting(
    engine: &Engine,
    pending: &[Arc<Pending>],
    account: AccountId,
) -> Outcome<(Vec<Waiting>, GivenUp)> {
    let (mut waiting, mut message_gone, mut mailbox_gone) = (Vec::new(), Parts::new(), Parts::new());
    let is_listed = engine.mailboxes.values().any(|mailbox| mailbox.account == account);
    for Pending { action, operation, sent } in pending.iter().map(|pending| &**pending) {
        if operation.account != account {
            continue;
        }
        let by_name =
            || engine.mailboxes.values().find(|known| known.account == account && known.name == operation.name);
        let known = engine.mailboxes.get(&operation.mailbox).filter(|known| known.account == account);
        let mailbox = known.or_else(by_name);
        let mut here: BTreeMap<MailboxId, Vec<WaitingTarget>> = BTreeMap::new();
        let mut gone = Vec::new();
        for target in &operation.targets {
            match engine.envelope(target.id, None)? {
                Some(row) => here.entry(row.mailbox).or_default().push(WaitingTarget {
                    id: target.id,
                    uid: row.uid,
                    server_flags: row.server_flags,
                }),
                None => {
                    let comes_yet = mailbox.is_none_or(|mailbox| !is_in_step(&mailbox.mark));
                    if mailbox.is_none() && is_listed
                        || !(comes_yet && engine.overlay.is_lost(account, &operation.name, target.id))
                    {
                        gone.push(target.id);
                    }
                }
            }
        }
        if !gone.is_empty() {
            let parts = if mailbox.is_none() { &mut mailbox_gone } else { &mut message_gone };
            parts.push((operation.id, gone));
        }
        for (mailbox, targets) in here {
            let uid_validity = engine.mailbox(mailbox)?.mark.uid_validity;
            let (id, action, sent, verb) = (operation.id, *action, *sent, operation.verb.clone());
            waiting.push(Waiting { id, action, mailbox, uid_validity, verb, sent, targets });
        }
    }
    let gone = [(Conflict::MessageGone, message_gone), (Conflict::MailboxGone, mailbox_gone)];
    Ok((waiting, gone.into_iter().filter(|(_, parts)| !parts.is_empty()).collect()))
}

/// Whether everything the server has of a mailbox is here.
fn is_in_step(mark: &SyncMark) -> bool {
    mark.synced_at.is_some() && mark.backlog.is_none()
}

/// Plans to take what a verb did on the server for what the server says from now on.
pub(super) fn take_over(
    engine: &Engine,
    change: &mut super::engine::Change,
    messages: &[EnvelopeId],
    verb: &Verb,
) -> Outcome<()> {
    let mut flags: BTreeMap<MailboxId, Vec<_>> = BTreeMap::new();
    for id in messages {
        if let Some(row) = engine.envelope(*id, None)? {
            flags.entry(row.mailbox).or_default().push((row.uid, verb.apply(&row.server_flags)));
        }
    }
    for (mailbox, flags) in flags {
        envelopes::set_server_flags(engine, change, mailbox, &flags, None)?;
    }
    Ok(())
}

//! Moves and copies messages to another mailbox.
//!
//! Invariant: a message is taken away from where it was only once it is known under which UID it is where it goes: the server
//! said so (COPYUID), or it was found there.

use std::collections::{BTreeMap, BTreeSet};

use super::away::hindrance;
use super::{Open, Push, operations, words_of};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Conflict, Destination, EnvelopeId, Mailbox, Outcome as Settled, Uid, UidSet, UidValidity, Verb};
use crate::store::{Mark, Rest, WaitingTarget};
use crate::sync::queue::collapse::{Part, Transfer};
use crate::sync::work::News;

/// What the server did, as far as it is known.
struct Done {
    validity: Option<UidValidity>,
    uids: BTreeMap<EnvelopeId, Uid>,
    refused: Option<Error>,
}

impl Push<'_> {
    /// Brings messages to another mailbox. `false`: the mailbox they are in cannot be gone on with.
    pub(super) async fn transfer(
        &mut self,
        open: &mut Open,
        parts: &[Part],
        transfer: &Transfer,
        moves: bool,
    ) -> Result<bool> {
        let Transfer { to, messages } = transfer;
        let ids: BTreeSet<EnvelopeId> = messages.iter().map(|target| target.id).collect();
        let (concerns, doing) = (|verb: &Verb| concerns(verb, to, moves), doing(moves));
        let gone = Settled::Conflict(Conflict::MailboxGone);
        let Some(target) = self.target(to.mailbox).await? else {
            self.settle(parts, concerns, &ids, gone).await?;
            return Ok(true);
        };
        let is_ours = target.account == self.work.account;
        let natively = moves && is_ours && self.session.capabilities().has("MOVE");
        if let Some(words) = hindrance(&open.selected).filter(|_| moves && !natively) {
            self.refuse(parts, concerns, &ids, doing, words).await?;
            return Ok(true);
        }
        if !is_ours {
            self.carry(&target, parts, transfer, moves).await?;
            return Ok(true);
        }
        let Some(mark) = self.mark(&target, natively).await? else {
            self.stuck.extend(ids);
            return Ok(true);
        };
        let (operations, name) = (operations(parts, concerns, &ids), target.name.clone());
        self.work.store(move |store| store.sent_to(&operations, &name, mark)).await?;
        let mut done = self.command(&target, messages, natively).await?;
        if done.refused.as_ref().is_some_and(|error| error.kind() == ErrorKind::TargetMissing) && done.uids.is_empty() {
            if is_expected(&target) {
                self.pushed.lost = true;
                self.stuck.extend(ids);
                return Ok(true);
            }
            self.settle(parts, concerns, &ids, gone).await?;
            return Ok(true);
        }
        if is_another(&target, done.validity) {
            // They are there: once that mailbox was read they are found in it.
            self.pushed.renewed.push(target.id);
            self.stuck.extend(ids);
            return Ok(true);
        }
        let mut alive = true;
        if done.uids.len() < ids.len() {
            alive = self.look_for_the_rest(open, (&target, mark), messages, natively, &mut done).await?;
        }
        let left: BTreeSet<_> = ids.iter().copied().filter(|id| !done.uids.contains_key(id)).collect();
        let refused = done.refused.take();
        if let (true, Some(validity)) = (alive || natively || !moves, done.validity) {
            let arrived: Vec<_> = messages.iter().filter_map(|it| Some((it, *done.uids.get(&it.id)?))).collect();
            let refused = self.arrived((&target, validity), &arrived, moves, natively).await?;
            if let Some(words) = refused {
                let arrived = arrived.iter().map(|(target, _)| target.id).collect();
                self.refuse(parts, concerns, &arrived, doing, words).await?;
            }
            self.work.tell(News::Mailbox(target.id));
        }
        match refused {
            Some(error) => self.refuse(parts, concerns, &left, doing, words_of(&error)).await?,
            // It said that it did, and did not: perhaps they are gone. Whoever reads the mailbox finds out.
            None => self.stuck.extend(left),
        }
        Ok(alive)
    }

    /// What is in a mailbox before something is brought there. Where the server tells what became of everything in one
    /// command, what the store knows will do.
    async fn mark(&mut self, target: &Mailbox, natively: bool) -> Result<Option<Mark>> {
        let known = target.mark.uid_validity.zip(target.mark.uid_next);
        if let Some(mark) = known.filter(|_| natively && self.session.capabilities().has("UIDPLUS")) {
            return Ok(Some(mark));
        }
        match self.session.status(&target.name).await {
            Ok(status) if is_another(target, status.uid_validity) => {
                self.pushed.renewed.push(target.id);
                Ok(None)
            }
            Ok(status) => Ok(status.uid_validity.zip(status.uid_next).or(known)),
            Err(error) => {
                let refused = self.refusal(error)?;
                self.pushed.lost = true;
                self.pushed.left.push(refused);
                Ok(None)
            }
        }
    }

    /// Sends the command, portion by portion, until the server refuses.
    async fn command(&mut self, target: &Mailbox, messages: &[WaitingTarget], natively: bool) -> Result<Done> {
        let by_uid: BTreeMap<Uid, EnvelopeId> = messages.iter().map(|target| (target.uid, target.id)).collect();
        let uids: UidSet = by_uid.keys().copied().collect();
        let mut done = Done { validity: None, uids: BTreeMap::new(), refused: None };
        for portion in self.session.portions(&uids) {
            let result = if natively {
                self.session.move_to(&portion, &target.name).await.map(|moved| moved.copied)
            } else {
                self.session.copy_to(&portion, &target.name).await
            };
            match result {
                Ok(copied) => {
                    // Made anew between two commands: what was told before means nothing any more.
                    if copied.uid_validity.is_some() && copied.uid_validity != done.validity {
                        done.uids.clear();
                        done.validity = copied.uid_validity;
                    }
                    let told = copied.uids.iter().filter_map(|(from, to)| Some((*by_uid.get(&from)?, to)));
                    done.uids.extend(told);
                }
                Err(error) => {
                    done.refused = Some(self.refusal(error)?);
                    break;
                }
            }
        }
        Ok(done)
    }

    /// Finds what the server did not tell of. `false`: the mailbox they were in is not open any more.
    async fn look_for_the_rest(
        &mut self,
        open: &mut Open,
        (target, mark): (&Mailbox, Mark),
        messages: &[WaitingTarget],
        natively: bool,
        done: &mut Done,
    ) -> Result<bool> {
        let mut rest: Vec<_> = messages.iter().filter(|target| !done.uids.contains_key(&target.id)).collect();
        if natively {
            // What is still here was not moved.
            let here = self.session.search(&rest.iter().map(|target| target.uid).collect()).await?;
            rest.retain(|target| !here.contains(target.uid));
        }
        if rest.is_empty() {
            return Ok(true);
        }
        if let Some((validity, found)) = self.find(target, Some(mark), &rest).await?
            && done.validity.is_none_or(|told| told == validity)
        {
            done.validity = Some(validity);
            // One that the server told of is nobody else's.
            let told: BTreeSet<Uid> = done.uids.values().copied().collect();
            done.uids.extend(found.into_iter().filter(|(_, uid)| !told.contains(uid)));
        }
        match self.open(open.mailbox.id, Some(open.validity)).await? {
            Some(again) => {
                *open = again;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Writes down that messages are where they were to go; before that, where they were moved by copying, they are taken away
    /// from where they were. The server's words if it refused that.
    pub(super) async fn arrived(
        &mut self,
        (target, validity): (&Mailbox, UidValidity),
        arrived: &[(&WaitingTarget, Uid)],
        moves: bool,
        natively: bool,
    ) -> Result<Option<String>> {
        if arrived.is_empty() {
            return Ok(None);
        }
        let to = target.id;
        if !moves {
            let copies: Vec<_> = arrived.iter().filter_map(|(it, uid)| Some((it.id, it.copy?, *uid))).collect();
            self.work.store(move |store| store.copied(to, validity, &copies)).await?;
            return Ok(None);
        }
        let rest = if natively {
            Rest::Gone
        } else {
            match self.away(&arrived.iter().map(|(target, _)| target.uid).collect()).await? {
                Ok(rest) => rest,
                Err(words) => return Ok(Some(words)),
            }
        };
        let moved: Vec<_> = arrived.iter().map(|(target, uid)| (target.id, *uid)).collect();
        self.work.store(move |store| store.moved(to, validity, &moved, rest)).await?;
        Ok(None)
    }
}

/// Whether a mailbox was there when the mailboxes were last listed: then it may have been renamed since.
const fn is_expected(target: &Mailbox) -> bool {
    target.mark.uid_validity.is_some()
}

/// Whether a verb is one that this transfer carries out.
pub(super) fn concerns(verb: &Verb, to: &Destination, moves: bool) -> bool {
    match verb {
        Verb::Move { .. } => moves,
        Verb::Copy { to: other } => !moves && other == to,
        _ => false,
    }
}

/// What a transfer is called where it fails.
pub(super) const fn doing(moves: bool) -> &'static str {
    if moves { "move messages" } else { "copy messages" }
}

/// Whether the UIDs of a mailbox mean something else than when it was read.
pub(super) fn is_another(mailbox: &Mailbox, validity: Option<UidValidity>) -> bool {
    validity.is_some() && mailbox.mark.uid_validity.is_some_and(|known| Some(known) != validity)
}

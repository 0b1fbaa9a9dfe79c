//! Brings messages to a mailbox of another account, over a connection of its own with that server.
//!
//! Invariant: a message is taken away from where it was only once the other server was seen to have it, whole. What cannot be
//! done because the other server cannot be reached goes on waiting, and keeps nothing else from being sent.

use std::collections::BTreeSet;

use super::find::{Found, find};
use super::transfer::{concerns, doing, is_another};
use super::{Push, is_refusal, operations, words_of};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::Session;
use crate::model::{AccountId, Conflict, EnvelopeId, Flags, Mailbox, Outcome as Settled, Uid, UidSet};
use crate::store::{Mark, WaitingTarget};
use crate::sync::queue::collapse::{Part, Transfer};
use crate::sync::work::News;

/// Messages that are added before they are looked for and taken away where they were.
const PORTION: usize = 50;
/// The largest message that is brought over.
const MAX_SIZE: u64 = 256 << 20;

/// What is to be brought where.
#[derive(Clone, Copy)]
struct Freight<'a> {
    target: &'a Mailbox,
    parts: &'a [Part],
    transfer: &'a Transfer,
    moves: bool,
}

impl Push<'_> {
    /// Brings messages to a mailbox of another account.
    pub(super) async fn carry(
        &mut self,
        target: &Mailbox,
        parts: &[Part],
        transfer: &Transfer,
        moves: bool,
    ) -> Result<()> {
        let mut left = transfer.messages.iter().map(|target| target.id).collect();
        if let Some(mut far) = self.far(target.account).await {
            let freight = Freight { target, parts, transfer, moves };
            self.carry_over(&mut far, &freight, &mut left).await?;
            self.keep(target.account, far);
        }
        self.stuck.extend(left);
        Ok(())
    }

    /// Those that are done with, whatever came of it, are taken out of `left`.
    async fn carry_over(
        &mut self,
        far: &mut Session,
        freight: &Freight<'_>,
        left: &mut BTreeSet<EnvelopeId>,
    ) -> Result<()> {
        let Freight { target, parts, transfer: Transfer { to, messages }, moves } = *freight;
        let which = |verb: &_| concerns(verb, to, moves);
        let Some(mut mark) = self.far_mark(far, target).await else { return Ok(()) };
        for portion in messages.chunks(PORTION) {
            let ids: BTreeSet<_> = portion.iter().map(|message| message.id).collect();
            let (operations, name) = (operations(parts, which, &ids), target.name.clone());
            self.work.store(move |store| store.sent_to(&operations, &name, mark)).await?;
            let mut added = Vec::new();
            for message in portion {
                let Some((flags, raw)) = self.whole(message).await? else { continue };
                let size = u32::try_from(raw.len()).unwrap_or(u32::MAX);
                match far.append(&target.name, &flags, Some(message.received), &raw).await {
                    Ok(_) => added.push(WaitingTarget { size, ..message.clone() }),
                    Err(error) if is_final(&error) && far.is_usable() => {
                        left.remove(&message.id);
                        self.refused_far(freight, message.id, &error).await?;
                    }
                    Err(error) => {
                        self.pushed.left.push(error);
                        return Ok(());
                    }
                }
            }
            let wanted: Vec<_> = added.iter().collect();
            let Some((validity, found)) = self.found_far(far, target, mark, &wanted).await else { return Ok(()) };
            mark = next(mark, &found);
            let uid_of = |id| found.iter().find(|(found, _)| *found == id).map(|(_, uid)| *uid);
            let arrived: Vec<_> = added.iter().filter_map(|it| Some((it, uid_of(it.id)?))).collect();
            left.retain(|id| added.iter().all(|message| message.id != *id));
            // What the server took and changed is not taken away here.
            let changed: BTreeSet<_> =
                added.iter().map(|message| message.id).filter(|id| uid_of(*id).is_none()).collect();
            let words = "APPEND: the message is not there as it was sent".to_owned();
            self.refuse(parts, which, &changed, doing(moves), words).await?;
            if let Some(words) = self.arrived((target, validity), &arrived, moves, false).await? {
                let arrived = arrived.iter().map(|(target, _)| target.id).collect();
                self.refuse(parts, which, &arrived, doing(moves), words).await?;
            }
            self.work.tell(News::Mailbox(target.id));
        }
        Ok(())
    }

    /// The other server does not take a message.
    async fn refused_far(&mut self, freight: &Freight<'_>, id: EnvelopeId, error: &Error) -> Result<()> {
        let Freight { parts, transfer: Transfer { to, .. }, moves, .. } = *freight;
        let (which, ids) = (|verb: &_| concerns(verb, to, moves), BTreeSet::from([id]));
        if error.kind() == ErrorKind::TargetMissing {
            return self.settle(parts, which, &ids, Settled::Conflict(Conflict::MailboxGone)).await;
        }
        self.refuse(parts, which, &ids, doing(moves), words_of(error)).await
    }

    /// A message as it is on our server, with its flags. `None` if it cannot be had now.
    async fn whole(&mut self, message: &WaitingTarget) -> Result<Option<(Flags, Vec<u8>)>> {
        let (id, uid) = (message.id, message.uid);
        let (row, raw) = self.work.store(move |store| Ok((store.envelope(id)?, store.raw(id)?))).await?;
        let Some(row) = row else { return Ok(None) };
        let flags = row.server_flags.difference(&Flags::parse(["\\Recent"]));
        if let Some(raw) = raw {
            return Ok(Some((flags, raw)));
        }
        let mut raw = None;
        let take = |fetched: Uid, body| {
            if fetched == uid {
                raw = Some(body);
            }
        };
        if let Err(error) = self.session.fetch_bodies(&UidSet::from_range(uid, uid), MAX_SIZE, take).await {
            let refused = self.refusal(error)?;
            self.pushed.left.push(refused);
        }
        Ok(raw.map(|raw| (flags, raw)))
    }

    /// What is in the mailbox before something is brought there. `None` if it cannot be brought there now.
    async fn far_mark(&mut self, far: &mut Session, target: &Mailbox) -> Option<Mark> {
        match far.status(&target.name).await {
            // Whoever reads that account finds out.
            Ok(status) if is_another(target, status.uid_validity) => None,
            Ok(status) => {
                status.uid_validity.zip(status.uid_next).or(target.mark.uid_validity.zip(target.mark.uid_next))
            }
            Err(error) => {
                self.pushed.left.push(error);
                None
            }
        }
    }

    /// What of these is in a mailbox of another account. `None` if that cannot be found out now.
    pub(super) async fn find_far(
        &mut self,
        mailbox: &Mailbox,
        mark: Option<Mark>,
        wanted: &[&WaitingTarget],
    ) -> Option<Found> {
        let mut far = self.far(mailbox.account).await?;
        let found = find(&mut far, mailbox, mark, wanted).await;
        self.keep(mailbox.account, far);
        found.map_err(|error| self.pushed.left.push(error)).ok().flatten()
    }

    async fn found_far(
        &mut self,
        far: &mut Session,
        target: &Mailbox,
        mark: Mark,
        wanted: &[&WaitingTarget],
    ) -> Option<Found> {
        let found = find(far, target, Some(mark), wanted).await;
        found.map_err(|error| self.pushed.left.push(error)).ok().flatten()
    }

    /// The connection with the server of another account. One that cannot be reached is not tried again by this push.
    async fn far(&mut self, account: AccountId) -> Option<Session> {
        if let Some(known) = self.far.insert(account, None) {
            return known;
        }
        self.work.accounts.session(account).await.map_err(|error| self.pushed.left.push(error)).ok()
    }

    fn keep(&mut self, account: AccountId, session: Session) {
        self.far.insert(account, Some(session).filter(Session::is_usable));
    }
}

/// Whether the other server will not take a message, whenever it is asked.
fn is_final(error: &Error) -> bool {
    is_refusal(error.kind()) || error.kind() == ErrorKind::TooLarge
}

/// What is there before the next ones are added: what was found is nobody else's.
fn next((validity, next): Mark, found: &[(EnvelopeId, Uid)]) -> Mark {
    let last = found.iter().filter_map(|(_, uid)| uid.next()).max();
    (validity, last.map_or(next, |last| last.max(next)))
}

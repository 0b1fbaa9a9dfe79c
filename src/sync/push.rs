//! Sends what a person did to the server.
//!
//! Invariants: that something may have been sent is on disk before it is; it is done with only once the
//! server said so, and what the server's answer means is on disk before that. So a process that ends anywhere
//! in between goes on where it was: flags are sent again, which changes nothing; of what was to be moved, copied or deleted
//! it is found out first how far it came ([`settle`]). Nothing is done twice, nothing is forgotten.
//!
//! What the server refuses is undone here, in its words. A connection that breaks leaves everything waiting.
//!
//! EXPUNGE and CLOSE, which take away what others marked, are never sent: see [`away`].

mod across;
mod away;
mod find;
mod manage;
mod settle;
mod transfer;

use std::collections::{BTreeMap, BTreeSet};

use super::envelope;
use super::plan::{MAX_SET_BYTES, WINDOW, arrived};
use super::pull::{Outcome, check};
use super::queue::collapse::{Part, Round, Step, collapse};
use super::queue::doubt::doubts;
use super::work::{News, Work, blocking};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Access, Selected, Session};
use crate::model::{
    AccountId, EnvelopeId, Flags, Mailbox, MailboxId, OperationId, Outcome as Settled, UidSet, UidValidity, Verb,
};
use crate::store::Waiting;

/// What sending came to.
#[derive(Debug, Default)]
pub struct Pushed {
    /// What the server refused, mailbox by mailbox.
    pub refused: Vec<Error>,
    /// Mailboxes that could not be opened now. What waits for them goes on waiting.
    pub left: Vec<Error>,
    /// Mailboxes whose UIDs mean something else now, or in which messages are missing: to be read before what waits for them is
    /// sent.
    pub renewed: Vec<MailboxId>,
    /// A mailbox is not where it was: once the list of mailboxes is here it is known whether somebody renamed it.
    pub lost: bool,
}

/// How often it is looked whether something is left: what was copied first can be changed after that.
const PASSES: usize = 16;

/// Sends everything that waits in the account. Ends early, between two mailboxes, when `interrupted`.
///
/// Not cancel safe for the session, which is unusable then; what was sent is known to be so.
///
/// # Errors
/// Those of the connection and the store. A refusal is none.
pub async fn push(
    session: &mut Session,
    work: &Work,
    interrupted: &(dyn Fn() -> bool + Send + Sync),
) -> Result<(Outcome, Pushed)> {
    let (pushed, stuck, far) = Default::default();
    let mut push = Push { session, work, pushed, stuck, far };
    let outcome = push.run(interrupted).await;
    for far in push.far.into_values().flatten() {
        far.logout().await;
    }
    Ok((outcome?, push.pushed))
}

/// Sending over one session.
struct Push<'a> {
    session: &'a mut Session,
    work: &'a Work,
    pushed: Pushed,
    /// Messages with which nothing more can be done now.
    stuck: BTreeSet<EnvelopeId>,
    /// The connections with other accounts; `None` if there is none to be had now.
    far: BTreeMap<AccountId, Option<Session>>,
}

/// A mailbox that is open for changes.
struct Open {
    mailbox: Mailbox,
    validity: UidValidity,
    selected: Selected,
}

impl Push<'_> {
    async fn run(&mut self, interrupted: &(dyn Fn() -> bool + Send + Sync)) -> Result<Outcome> {
        let mut done = 0_usize;
        self.manage(true).await?;
        for (mailbox, doubts) in doubts(&self.waiting().await?) {
            self.settle_doubts(mailbox, doubts).await?;
        }
        for _ in 0..PASSES {
            let rounds = collapse(&self.waiting().await?);
            let is_last = rounds.is_empty();
            for round in rounds {
                // One at least: whoever interrupts all the time must not keep everything from being sent.
                if done > 0 && interrupted() {
                    return Ok(Outcome::Interrupted);
                }
                self.send(round).await?;
                done = done.saturating_add(1);
            }
            // What goes to a mailbox that is to be made comes after that.
            if !self.manage(false).await? && is_last {
                break;
            }
        }
        Ok(Outcome::Done)
    }

    /// What waits and can be sent now.
    async fn waiting(&self) -> Result<Vec<Waiting>> {
        let account = self.work.account;
        let mut waiting = self.work.store(move |store| store.waiting(account)).await?;
        for operation in &mut waiting {
            operation.targets.retain(|target| !self.stuck.contains(&target.id));
        }
        waiting.retain(|operation| !operation.targets.is_empty());
        Ok(waiting)
    }

    async fn send(&mut self, round: Round) -> Result<()> {
        let messages: Vec<_> = round.parts.iter().flat_map(|part| part.messages.iter().copied()).collect();
        if !round.is_nothing() {
            let Some(mut open) = self.open(round.mailbox, round.uid_validity).await? else {
                self.stuck.extend(messages);
                return Ok(());
            };
            if self.miss(&open, &round).await? || self.mistakes(&open, &round).await? {
                return Ok(());
            }
            if !round.steps.is_empty() {
                let changed = round.steps.iter().flat_map(|step| &step.messages).copied().collect();
                self.sent(&round.parts, |verb| matches!(verb, Verb::Flags { .. }), &changed).await?;
            }
            for step in &round.steps {
                self.store_flags(&round.parts, step).await?;
            }
            for (transfer, moves) in
                round.copies.iter().map(|it| (it, false)).chain(round.moves.iter().map(|it| (it, true)))
            {
                if !self.transfer(&mut open, &round.parts, transfer, moves).await? {
                    self.stuck.extend(messages);
                    return Ok(());
                }
            }
            self.delete(&open, &round.parts, &round.deletes).await?;
        }
        self.settle(&round.parts, |_| true, &messages.into_iter().collect(), Settled::Confirmed).await?;
        self.work.tell(News::Mailbox(round.mailbox));
        Ok(())
    }

    /// Looks whether all messages are still there, unless nothing changed in the mailbox: a server says OK to whatever is done
    /// to a message it does not have. Says whether one is missing; what is left has to be planned anew then.
    async fn miss(&mut self, open: &Open, round: &Round) -> Result<bool> {
        let Open { mailbox, selected, .. } = open;
        let as_known = selected.exists == mailbox.counts.on_server
            && selected.uid_next.is_some()
            && selected.uid_next == mailbox.mark.uid_next;
        if as_known {
            return Ok(false);
        }
        let wanted: UidSet = round.uids.values().copied().collect();
        let missing = wanted.difference(&self.session.search(&wanted).await?);
        if missing.is_empty() {
            return Ok(false);
        }
        self.adopt(round, &missing).await?;
        let moves: BTreeSet<_> =
            round.moves.iter().flat_map(|transfer| &transfer.messages).map(|target| target.id).collect();
        let rest = round.uids.iter().filter(|(id, uid)| missing.contains(**uid) && !moves.contains(id));
        self.stuck.extend(rest.map(|(id, _)| *id));
        // What became of them is known once the mailbox was read.
        self.pushed.renewed.push(round.mailbox);
        Ok(true)
    }

    /// Looks whether what was brought here since the mailbox was last read is what the server has under the UIDs it told of.
    /// Says whether something is not; where it is is known once the mailbox was read.
    async fn mistakes(&mut self, open: &Open, round: &Round) -> Result<bool> {
        let arrived = arrived(&open.mailbox.mark, &round.uids.values().copied().collect());
        let mut others = UidSet::new();
        for portion in arrived.chunks(MAX_SET_BYTES, WINDOW) {
            let mut fetched = Vec::new();
            if let Err(error) = self.session.fetch_headers(&portion, |header| fetched.push(header)).await {
                self.pushed.left.push(self.refusal(error)?);
                self.stuck.extend(round.uids.keys());
                return Ok(true);
            }
            let (work, id) = (self.work.clone(), open.mailbox.id);
            let there = move || check(&work, id, &fetched.into_iter().map(envelope::of).collect::<Vec<_>>());
            others = others.union(&blocking(there).await?);
        }
        if others.is_empty() {
            return Ok(false);
        }
        self.stuck.extend(round.uids.keys());
        self.pushed.renewed.push(round.mailbox);
        Ok(true)
    }

    /// Opens a mailbox for changes, if its UIDs are those that are known. Else what waits for it goes on waiting.
    async fn open(&mut self, id: MailboxId, validity: Option<UidValidity>) -> Result<Option<Open>> {
        let mailbox = self.work.store(move |store| store.mailbox_as_on_server(id)).await?;
        match self.session.select(&mailbox.name, Access::ReadWrite, None).await {
            Ok(selected) => match selected.uid_validity.filter(|now| validity == Some(*now)) {
                Some(validity) => return Ok(Some(Open { mailbox, validity, selected })),
                None => self.pushed.renewed.push(id),
            },
            Err(error) if error.kind() == ErrorKind::MailboxUnavailable && self.session.is_usable() => {
                self.pushed.lost = true;
                self.pushed.left.push(error);
            }
            Err(error) => return Err(error),
        }
        Ok(None)
    }

    /// A mailbox that something goes to; `None`: it is gone.
    async fn target(&self, id: MailboxId) -> Result<Option<Mailbox>> {
        match self.work.store(move |store| store.mailbox_as_on_server(id)).await {
            Ok(mailbox) => Ok(Some(mailbox)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends one change of flags, and writes down what came of it.
    async fn store_flags(&mut self, parts: &[Part], step: &Step) -> Result<()> {
        let Step { add, remove, uids, messages } = step;
        let (refused, words) = match self.session.store(uids, add, remove, None).await {
            Ok(stored) => {
                let kept =
                    Verb::Flags { add: add.difference(&stored.left_out), remove: remove.difference(&stored.left_out) };
                let done = messages.clone();
                self.work.store(move |store| store.take_over(&done, &kept)).await?;
                // The move to or from the junk mailbox is what was wanted; that it is marked, too, helps who can see it.
                let refused = stored.left_out.difference(&Flags::parse(["$Junk", "$NotJunk"]));
                let words = refused.iter().collect::<Vec<_>>().join(" ");
                (refused, format!("PERMANENTFLAGS: {words}"))
            }
            Err(error) => (add.union(remove), words_of(&self.refusal(error)?)),
        };
        if !refused.is_empty() {
            let concerned = messages.iter().copied().collect();
            self.refuse(parts, |verb| touches(verb, &refused), &concerned, "change flags", words).await?;
        }
        Ok(())
    }

    /// The error, if it is a refusal after which the session goes on.
    fn refusal(&self, error: Error) -> Result<Error> {
        if is_refusal(error.kind()) && self.session.is_usable() { Ok(error) } else { Err(error) }
    }

    /// Writes down that these operations may be with the server from now on.
    async fn sent(&self, parts: &[Part], which: impl Fn(&Verb) -> bool, messages: &BTreeSet<EnvelopeId>) -> Result<()> {
        let operations = operations(parts, which, messages);
        self.work.store(move |store| store.sent(&operations)).await
    }

    /// Writes down that the server refused operations for some messages.
    async fn refuse(
        &mut self,
        parts: &[Part],
        which: impl Fn(&Verb) -> bool,
        messages: &BTreeSet<EnvelopeId>,
        doing: &str,
        words: String,
    ) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        self.pushed.refused.push(Error::new(ErrorKind::No, doing).with_server_text(&words));
        self.settle(parts, which, messages, Settled::Rejected(words.clone())).await?;
        self.work.tell(News::Refused(words));
        Ok(())
    }

    /// Writes down how operations ended for some messages. Those that are stuck go on waiting.
    async fn settle(
        &self,
        parts: &[Part],
        which: impl Fn(&Verb) -> bool,
        messages: &BTreeSet<EnvelopeId>,
        outcome: Settled,
    ) -> Result<()> {
        let ended = |id: &EnvelopeId| messages.contains(id) && !self.stuck.contains(id);
        let concerned = parts.iter().filter(|part| which(&part.verb));
        let ended = concerned.map(|part| (part.id, part.messages.iter().copied().filter(ended).collect::<Vec<_>>()));
        // Without messages an operation would end as a whole.
        let ended: Vec<_> = ended.filter(|(_, messages)| !messages.is_empty()).collect();
        self.work.store(move |store| store.settle(ended, outcome)).await?;
        self.work.tell(News::Journal);
        Ok(())
    }
}

/// The operations that concern one of these messages.
fn operations(parts: &[Part], which: impl Fn(&Verb) -> bool, messages: &BTreeSet<EnvelopeId>) -> Vec<OperationId> {
    let concerned = |part: &&Part| which(&part.verb) && part.messages.iter().any(|id| messages.contains(id));
    parts.iter().filter(concerned).map(|part| part.id).collect()
}

/// What a refusal says.
fn words_of(error: &Error) -> String {
    error.server_text().map_or_else(|| error.to_string(), str::to_owned)
}

/// Whether the server said that it will not. A server that is busy says something else, and is asked again.
const fn is_refusal(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::No | ErrorKind::Bad | ErrorKind::MailboxUnavailable | ErrorKind::TargetMissing)
}

/// Whether one of these flags is to be changed.
fn touches(verb: &Verb, flags: &Flags) -> bool {
    match verb {
        Verb::Flags { add, remove } => add.intersects(flags) || remove.intersects(flags),
        _ => false,
    }
}

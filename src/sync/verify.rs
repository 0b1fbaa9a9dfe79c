//! Compares an account with its server, mailbox by mailbox, together with a sample of its bodies, and puts right
//! what differs.
//!
//! How it works: one step is one mailbox, so that whoever works on the account can do something more urgent
//! between; a [`Run`] outlives connections. A mailbox that moved since its last pass is pulled first, so that news
//! are not taken for faults. What the server answers counts only if it is as many messages as it says it has.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::plan::FlagScope;
use super::proof::{self, Compared, Report, What};
use super::pull::{How, Outcome, pull};
use super::quarantine::Suspects;
use super::work::{News, Work, now};
use crate::error::{Error, ErrorKind, Recovery, Result};
use crate::imap::{Access, FetchedFacts, Session};
use crate::model::{EnvelopeId, Mailbox, MailboxId, SyncMark, Uid};

mod sample;

/// Connections that may end over one mailbox before it is left out.
const ATTEMPTS: u32 = 2;
/// Flags and sizes corrected in one batch.
const BATCH: usize = 2_000;
/// Bodies fetched again from the server.
const FETCHED: usize = 5;

/// A comparison that is under way.
#[derive(Debug, Default)]
pub struct Run {
    repair: bool,
    report: Report,
    plan: Option<Plan>,
    /// Connections on which the mailbox that comes next was begun.
    attempts: u32,
    last_error: Option<Error>,
}

/// What is to be compared.
#[derive(Debug)]
struct Plan {
    left: VecDeque<MailboxId>,
    /// Bodies to be read again.
    hashed: BTreeMap<MailboxId, Vec<EnvelopeId>>,
    /// Those of them to be fetched again.
    fetched: BTreeSet<EnvelopeId>,
}

/// What a step needs beside session and store.
pub struct Step<'a> {
    /// The headers that broke connections in the mailbox that comes next.
    pub headers: &'a mut Suspects,
    /// And the bodies.
    pub bodies: &'a mut Suspects,
    /// Whether something more urgent waits.
    pub interrupted: &'a (dyn Fn() -> bool + Send + Sync),
}

impl std::fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Step").field("headers", &self.headers).field("bodies", &self.bodies).finish_non_exhaustive()
    }
}

impl Run {
    /// A comparison that begins; `seed` chooses the sample of bodies.
    pub fn new(repair: bool, seed: u64) -> Self {
        Self { repair, report: Report { seed, ..Report::default() }, ..Self::default() }
    }

    /// The mailbox that comes next; `None`: all are done.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn next(&mut self, work: &Work) -> Result<Option<MailboxId>> {
        if self.plan.is_none() {
            self.plan = Some(plan(work, self.report.seed).await?);
        }
        Ok(self.plan.as_ref().and_then(|plan| plan.left.front().copied()))
    }

    /// Compares the mailbox that comes next. [`Outcome::Interrupted`]: there is more to do.
    ///
    /// Not cancel safe for the session; the run is: the mailbox is begun anew then.
    ///
    /// # Errors
    /// Those of the store and the connection. What concerns one mailbox only is in the report.
    pub async fn step(&mut self, session: &mut Session, work: &Work, step: &mut Step<'_>) -> Result<Outcome> {
        let Some(id) = self.next(work).await? else {
            self.report.checked.at = now();
            let (account, checked) = (work.account, self.report.checked);
            work.store(move |store| store.set_checked(account, &checked)).await?;
            work.tell(News::Account);
            return Ok(Outcome::Done);
        };
        if self.attempts >= ATTEMPTS {
            let why =
                self.last_error.take().unwrap_or_else(|| Error::new(ErrorKind::Disconnected, "compare a mailbox"));
            self.leave_out(work, id, &why).await;
            return Ok(Outcome::Interrupted);
        }
        self.attempts = self.attempts.saturating_add(1);
        match self.mailbox(session, work, id, step).await {
            Ok(Some(part)) => {
                let Part { name, compared, left, hashed, fetched } = part;
                self.report.add_mailbox(&name, &compared, &left);
                self.report.hashed = self.report.hashed.saturating_add(hashed);
                self.report.fetched = self.report.fetched.saturating_add(fetched);
                self.advance();
            }
            Ok(None) => self.attempts = self.attempts.saturating_sub(1),
            Err(error) if session.is_usable() && error.kind().recovery() == Recovery::Skip => {
                self.leave_out(work, id, &error).await;
            }
            Err(error) => {
                self.last_error = Some(error.clone());
                return Err(error);
            }
        }
        Ok(Outcome::Interrupted)
    }

    /// What was found. What is still to come was not checked.
    pub async fn end(mut self, work: &Work, why: &Error) -> Report {
        while let Ok(Some(id)) = self.next(work).await {
            self.leave_out(work, id, why).await;
        }
        self.report
    }

    /// The report of a run that is done.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    fn advance(&mut self) {
        self.attempts = 0;
        if let Some(plan) = &mut self.plan {
            plan.left.pop_front();
        }
    }

    async fn leave_out(&mut self, work: &Work, id: MailboxId, why: &Error) {
        tracing::info!(account = %work.account, mailbox = %id, %why, "a mailbox could not be compared");
        // One that is gone needs no comparison.
        if let Ok(mailbox) = work.store(move |store| store.mailbox(id)).await {
            self.report.add_unchecked(&mailbox.display, why.to_string());
        }
        self.advance();
    }

    async fn mailbox(
        &self,
        session: &mut Session,
        work: &Work,
        id: MailboxId,
        step: &mut Step<'_>,
    ) -> Result<Option<Part>> {
        let mut look = look(session, work, id, Strict::Mark, step.interrupted).await?;
        if matches!(look, Look::Moved) {
            let mut how = How { scope: FlagScope::All, suspects: step.headers, interrupted: step.interrupted };
            if pull(session, work, id, &mut how).await? == Outcome::Interrupted {
                return Ok(None);
            }
            look = self::look(session, work, id, Strict::Count, step.interrupted).await?;
        }
        let (mailbox, mut compared, wrong) = match look {
            Look::Interrupted => return Ok(None),
            Look::Moved => {
                return Err(Error::new(ErrorKind::Protocol, "compare a mailbox that changes or contradicts itself"));
            }
            Look::Compared(mailbox, compared, wrong) => (mailbox, compared, wrong),
        };
        let mut left = compared.differences.clone();
        if self.repair && !left.is_empty() {
            tracing::warn!(account = %work.account, mailbox = %id, messages = compared.differing(), "the store differs from the server");
            repair(session, work, &mailbox, &compared, wrong, step.headers).await?;
            // From here on nothing is interrupted: what was found would be forgotten.
            if let Look::Compared(_, after, _) = self::look(session, work, id, Strict::Count, &|| false).await? {
                left = after.differences;
            }
        }
        let sampled = self.sampled(session, work, id, step).await?;
        compared.differences.extend(sampled.bad.iter().map(|uid| (*uid, What::Body)));
        left.extend(sampled.bad.difference(&sampled.mended).map(|uid| (*uid, What::Body)));
        Ok(Some(Part { name: mailbox.display, compared, left, hashed: sampled.hashed, fetched: sampled.fetched }))
    }
}

/// What was found in a mailbox.
struct Part {
    name: String,
    compared: Compared,
    left: BTreeSet<(Uid, What)>,
    hashed: u64,
    fetched: u64,
}

async fn plan(work: &Work, seed: u64) -> Result<Plan> {
    let account = work.account;
    work.store(move |store| {
        let mailboxes = store.mailboxes_as_on_server(account)?;
        let ids: Vec<_> = mailboxes.iter().filter(|mailbox| mailbox.selectable).map(|mailbox| mailbox.id).collect();
        let stored = ids.iter().map(|id| store.stored_bodies(*id)).collect::<Result<Vec<_>>>()?;
        let chosen: BTreeSet<_> = proof::sample(&stored, seed).into_iter().collect();
        let fetched = fastrand::Rng::with_seed(seed).choose_multiple(chosen.iter().copied(), FETCHED);
        let of = |stored: &Vec<EnvelopeId>| stored.iter().copied().filter(|id| chosen.contains(id)).collect();
        let hashed = ids.iter().copied().zip(stored.iter().map(of)).collect();
        Ok(Plan { left: ids.into(), hashed, fetched: fetched.into_iter().collect() })
    })
    .await
}

/// What a mailbox must agree in to be compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strict {
    /// It is as the last pass left it.
    Mark,
    /// The server names as many messages as it says there are.
    Count,
}

/// What one look at a mailbox told.
enum Look {
    Interrupted,
    /// It changed since the last pass, or while we looked.
    Moved,
    /// What differs, and what the server says of those whose flags or size do.
    Compared(Box<Mailbox>, Compared, Vec<FetchedFacts>),
}

async fn look(
    session: &mut Session,
    work: &Work,
    id: MailboxId,
    strict: Strict,
    interrupted: &(dyn Fn() -> bool + Send + Sync),
) -> Result<Look> {
    let (mailbox, known) = work.store(move |store| Ok((store.mailbox_as_on_server(id)?, store.uids(id)?))).await?;
    let selected = session.select(&mailbox.name, Access::ReadOnly, None).await?;
    let mark = &mailbox.mark;
    let moved = selected.uid_next != mark.uid_next || selected.highest_modseq != mark.highest_modseq;
    if selected.uid_validity.is_none()
        || selected.uid_validity != mark.uid_validity
        || (strict == Strict::Mark && (moved || mark.synced_at.is_none() || mark.backlog.is_some()))
    {
        return Ok(Look::Moved);
    }
    let (mut compared, mut wrong, mut named) = (Compared::default(), Vec::new(), 0_u64);
    if selected.exists == 0 && known.is_empty() {
        return Ok(Look::Compared(Box::new(mailbox), compared, wrong));
    }
    for window in proof::windows(&known, selected.uid_next, proof::WINDOW) {
        if interrupted() {
            return Ok(Look::Interrupted);
        }
        let mut there: BTreeMap<Uid, FetchedFacts> = BTreeMap::new();
        session
            .fetch_facts(&window.ask, |facts| {
                there.insert(facts.uid, facts);
            })
            .await?;
        let there: Vec<_> = there.into_values().collect();
        named = named.saturating_add(there.len() as u64);
        let here = work.store(move |store| store.facts(id, &window.known)).await?;
        let part = proof::compare(&here, &there);
        let differs = |uid, what| part.differences.contains(&(uid, what));
        wrong.extend(
            there.into_iter().filter(|facts| differs(facts.uid, What::Flags) || differs(facts.uid, What::Size)),
        );
        compared.add(part);
    }
    if selected.exists != session.exists() || named != u64::from(selected.exists) {
        return Ok(Look::Moved);
    }
    Ok(Look::Compared(Box::new(mailbox), compared, wrong))
}

/// Puts right what differs in a mailbox: flags and sizes as the server said them; what is missing on either side by
/// a pass that takes nothing for granted. What cannot be had stays as it is.
async fn repair(
    session: &mut Session,
    work: &Work,
    mailbox: &Mailbox,
    compared: &Compared,
    wrong: Vec<FetchedFacts>,
    suspects: &mut Suspects,
) -> Result<()> {
    let id = mailbox.id;
    work.store(move |store| {
        for batch in wrong.chunks(BATCH) {
            let flags: Vec<_> = batch.iter().map(|facts| (facts.uid, facts.flags.clone())).collect();
            let sizes: Vec<_> = batch.iter().map(|facts| (facts.uid, facts.size)).collect();
            store.set_server_flags(id, &flags, None)?;
            store.correct_sizes(id, &sizes)?;
        }
        Ok(())
    })
    .await?;
    work.tell(News::Mailbox(id));
    if compared.differences.iter().any(|(_, what)| matches!(what, What::NotHere | What::NotThere)) {
        // Without its marks a pass compares all UIDs, and removes only on two witnesses.
        let SyncMark { uid_validity, synced_at, .. } = mailbox.mark;
        let mark = SyncMark { uid_validity, synced_at, ..SyncMark::default() };
        work.store(move |store| store.set_mark(id, mark, None)).await?;
        pull(session, work, id, &mut How { scope: FlagScope::All, suspects, interrupted: &|| false }).await?;
    }
    Ok(())
}

//! Brings envelopes and flags of one mailbox in step with the server.
//!
//! How it works: SELECT, then new messages newest first, then flags, then counts; where these differ, one
//! counted UID SEARCH tells what is missing and what is gone. Every window is one batch with its mark, so a
//! pass that ends anywhere is continued by the next one. What to do is decided by [`super::plan`] and
//! [`super::reconcile`].

mod flags;
mod headers;

use super::plan::{self, FlagPlan, FlagScope, Opening, Seen};
use super::progress::Part;
use super::quarantine::Suspects;
use super::reconcile::{self, Compared, Verdict};
use super::work::{News, Work, now};
use super::{envelope, rebind};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Access, Resync, Selected, Session};
use crate::model::{BodyState, Mailbox, MailboxId, ModSeq, SpecialUse, SyncMark, Uid, UidSet};
use headers::{Headers, Purpose};

pub(super) use headers::{blame, check};

/// How a pass is to be made.
pub struct How<'a> {
    /// How many flags may be read where the server cannot tell what changed.
    pub scope: FlagScope,
    /// What broke connections in this mailbox before.
    pub suspects: &'a mut Suspects,
    /// Whether something more urgent waits: the pass ends at the next window then.
    pub interrupted: &'a (dyn Fn() -> bool + Send + Sync),
}

impl std::fmt::Debug for How<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("How").field("scope", &self.scope).field("suspects", &self.suspects).finish_non_exhaustive()
    }
}

/// How a pass ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left to do.
    Done,
    /// Something more urgent waits; there is more to do.
    Interrupted,
    /// The server contradicts itself; nothing was concluded, and it is worth looking again later.
    Unsettled,
}

/// Comparisons within one pass; a mailbox that still differs then is being changed while we look.
const ROUNDS: usize = 4;

/// New UIDs that are simply fetched; of more than that it is asked first which exist.
const FEW: u64 = 500;

/// Makes one pass over a mailbox.
///
/// Not cancel safe for the session, which is unusable then; the store is: it has what was committed.
///
/// # Errors
/// Those of the session and the store. [`ErrorKind::MailboxUnavailable`] if it cannot be opened.
pub async fn pull(session: &mut Session, work: &Work, id: MailboxId, how: &mut How<'_>) -> Result<Outcome> {
    if how.suspects.is_hopeless() {
        return Err(Error::new(ErrorKind::MailboxUnavailable, "read a mailbox in which too much is unreadable"));
    }
    let mut pass = Pass::open(session, work, id).await?;
    if plan::opening(&pass.mailbox.mark, &pass.seen, &pass.known) == Opening::Rematch {
        rebind::rematch(session, work, &pass.mailbox, pass.seen.uid_validity).await?;
        pass = Pass::open(session, work, id).await?;
    }
    pass.run(session, work, how).await
}

/// A pass over a mailbox that is open.
struct Pass {
    mailbox: Mailbox,
    seen: Seen,
    selected: Selected,
    /// In the store when the pass began.
    known: UidSet,
    /// The largest UID seen.
    highest: Option<Uid>,
    /// Named as gone by the server during this pass.
    vanished: UidSet,
    /// Of these, and of what it did not name, what two witnesses say is gone.
    gone: UidSet,
    /// Asked for and not sent: the counts alone say nothing then.
    unsent: UidSet,
    /// What the flags in the store correspond to.
    modseq: Option<ModSeq>,
}

impl Pass {
    async fn open(session: &mut Session, work: &Work, id: MailboxId) -> Result<Self> {
        let (mut mailbox, known) =
            work.store(move |store| Ok((store.mailbox_as_on_server(id)?, store.uids(id)?))).await?;
        let resync = resync(&mailbox, &known);
        let mut selected = session.select(&mailbox.name, Access::ReadOnly, resync.as_ref()).await?;
        let uid_validity = selected.uid_validity.ok_or_else(|| {
            Error::new(ErrorKind::MailboxUnavailable, format!("find lasting UIDs in {}", mailbox.display))
        })?;
        let asked =
            mailbox.mark.uid_validity.is_some() || work.store.waits(work.account) > 0 || mailbox.frozen.is_some();
        if asked && known.is_empty() && mailbox.mark.uid_validity != Some(uid_validity) {
            // The UIDs that come in now are of this validity: what waits for them, or is frozen, finds them by it.
            let synced_at = mailbox.mark.synced_at;
            mailbox.mark = SyncMark { uid_validity: Some(uid_validity), synced_at, ..SyncMark::default() };
            let mark = mailbox.mark;
            work.store(move |store| store.set_mark(id, mark, None)).await?;
        }
        let seen = Seen {
            exists: selected.exists,
            uid_validity,
            uid_next: selected.uid_next,
            highest_modseq: selected.highest_modseq,
        };
        let vanished = if selected.resynced { std::mem::take(&mut selected.vanished) } else { UidSet::new() };
        // Flags that are read from now on are at least as new as what SELECT said.
        let modseq = if known.is_empty() { seen.highest_modseq } else { mailbox.mark.highest_modseq };
        let (highest, gone, unsent) = (known.last(), UidSet::new(), UidSet::new());
        Ok(Self { highest, mailbox, seen, selected, known, vanished, gone, unsent, modseq })
    }

    async fn run(mut self, session: &mut Session, work: &Work, how: &mut How<'_>) -> Result<Outcome> {
        self.check_arrivals(session, work, how).await?;
        if let Some(missing) = self.first_steps(session, work, how).await?
            && self.fetch(session, work, &missing, how).await? == Outcome::Interrupted
        {
            return Ok(Outcome::Interrupted);
        }
        self.retry(session, work, how).await?;
        let flags_done = self.read_flags(session, work, how).await?;
        let settled = self.settle(session, work, how).await;
        // Taken away together, for it matters how many they are.
        self.let_go(work).await?;
        let outcome = settled?;
        if outcome == Outcome::Done {
            if flags_done {
                self.modseq = self.seen.highest_modseq;
            }
            let mark = SyncMark { synced_at: Some(now()), highest_modseq: self.modseq, ..self.mark(None) };
            if mark != self.mailbox.mark || self.mailbox.counts.on_server != session.exists() {
                let (id, exists) = (self.mailbox.id, session.exists());
                work.store(move |store| store.set_mark(id, mark, Some(exists))).await?;
                work.tell(News::Mailbox(id));
            }
        }
        Ok(outcome)
    }

    /// Shows the newest messages of a mailbox that was never read, and finds out what else is missing.
    async fn first_steps(&mut self, session: &mut Session, work: &Work, how: &mut How<'_>) -> Result<Option<UidSet>> {
        match plan::opening(&self.mailbox.mark, &self.seen, &self.known) {
            Opening::NothingNew if self.mailbox.mark.backlog.is_none() => Ok(None),
            Opening::New(first) if self.mailbox.mark.backlog.is_none() => {
                let last = self.seen.uid_next.and_then(|next| Uid::new(next.get().saturating_sub(1)));
                match last.map(|last| UidSet::from_range(first, last)) {
                    Some(new) if new.len() <= FEW => Ok(Some(new.difference(&self.known))),
                    Some(_) | None => self.search(session, &UidSet::starting_at(first)).await.map(Some),
                }
            }
            Opening::First if self.known.is_empty() => {
                let newest = self.fetch_newest(session, work).await?;
                let all = self.search(session, &UidSet::all()).await?;
                let missing = all.difference(&newest).difference(how.suspects.bad());
                work.tell(News::Left(Part::Headers, self.mailbox.id, missing.len()));
                Ok(Some(missing))
            }
            Opening::First | Opening::New(_) | Opening::NothingNew | Opening::Rematch => {
                let missing = self.search(session, &UidSet::all()).await?;
                work.tell(News::Left(Part::Headers, self.mailbox.id, missing.len()));
                Ok(Some(missing))
            }
        }
    }

    /// What exists of `uids` and is not in the store.
    async fn search(&self, session: &mut Session, uids: &UidSet) -> Result<UidSet> {
        Ok(session.search(uids).await?.difference(&self.known))
    }

    /// The mark that is true once everything missing from `backlog` up is in the store.
    fn mark(&self, backlog: Option<Uid>) -> SyncMark {
        SyncMark { highest_modseq: self.modseq, ..plan::mark_at(&self.seen, &self.mailbox.mark, self.highest, backlog) }
    }

    /// New messages are news to the person, unless a mailbox is read for the first time.
    fn purpose(&self) -> Purpose {
        let is_news = self.mailbox.special_use == Some(SpecialUse::Inbox) && self.mailbox.mark.synced_at.is_some();
        if is_news { Purpose::Announce } else { Purpose::Add }
    }

    /// Looks whether what was brought here since the last pass is what the server has under the UIDs it told of.
    async fn check_arrivals(&mut self, session: &mut Session, work: &Work, how: &mut How<'_>) -> Result<()> {
        let arrived = plan::arrived(&self.mailbox.mark, &self.known).difference(how.suspects.bad());
        // What a lost connection brought before its mark is in counts as well: over a bad line it is not to come again and again.
        if arrived.is_empty() || self.seen.exists == 0 || how.suspects.is_suspicious() {
            return Ok(());
        }
        let headers = Headers::start(work, self.mailbox.id, Purpose::Check);
        let fetched = headers.window(session, &arrived, how.suspects).await;
        headers.finish().await.and(fetched)?;
        let id = self.mailbox.id;
        self.known = work.store(move |store| store.uids(id)).await?;
        Ok(())
    }

    async fn read_flags(&mut self, session: &mut Session, work: &Work, how: &How<'_>) -> Result<bool> {
        // A server whose numbers went back cannot tell what changed since one that it does not know.
        if self.selected.resynced && self.seen.highest_modseq >= self.mailbox.mark.highest_modseq {
            let changed = std::mem::take(&mut self.selected.changed);
            flags::store(work, self.mailbox.id, changed).await?;
            return Ok(true);
        }
        // A server that begins to keep modification sequences (or stops) has told nothing of the past.
        match plan::flags(&self.mailbox.mark, &self.seen, &self.known, how.scope) {
            FlagPlan::Nothing => Ok(true),
            FlagPlan::ChangedSince(since) => {
                let vanished = flags::changed_since(session, work, self.mailbox.id, since).await?;
                self.vanished = self.vanished.union(&vanished);
                Ok(true)
            }
            FlagPlan::Windows(windows) => {
                for window in windows {
                    if (how.interrupted)() && self.seen.highest_modseq.is_none() {
                        return Ok(false);
                    }
                    flags::window(session, work, self.mailbox.id, &window).await?;
                }
                Ok(true)
            }
        }
    }

    /// Compares counts until store and server agree; takes away only what two witnesses say is gone.
    async fn settle(&mut self, session: &mut Session, work: &Work, how: &mut How<'_>) -> Result<Outcome> {
        let mut requested = UidSet::new();
        for _ in 0..ROUNDS {
            let id = self.mailbox.id;
            let stored = work.store(move |store| store.uids(id)).await?;
            self.known = stored.difference(&self.gone);
            self.vanished = self.vanished.union(&session.take_unsolicited().vanished);
            let counted = self.known.union(how.suspects.bad());
            match reconcile::by_count(&counted, &self.vanished, session.exists()) {
                Verdict::InStep if self.unsent.is_empty() => {
                    let absent = how.suspects.bad().difference(&self.known);
                    self.quarantine(work, &absent, how).await?;
                    return Ok(Outcome::Done);
                }
                Verdict::Gone(gone) if self.unsent.is_empty() => {
                    self.gone = self.gone.union(&gone);
                    continue;
                }
                Verdict::InStep | Verdict::Gone(_) | Verdict::Search => self.unsent = UidSet::new(),
            }
            let before = session.exists();
            let present = session.search(&UidSet::all()).await?;
            how.suspects.forget_absent(&present);
            let compared = reconcile::by_search(&self.known, &present, before, session.exists());
            let settled = matches!(compared, Compared::Agreed { .. });
            let missing = match compared {
                Compared::Agreed { gone, missing } => {
                    self.gone = self.gone.union(&gone);
                    missing
                }
                Compared::Contradiction { missing } => missing,
            };
            self.quarantine(work, &missing, how).await?;
            let wanted = missing.difference(how.suspects.bad());
            // Asked for twice, said to be there, and never sent: somebody else's trouble for this session.
            how.suspects.refused(&wanted.intersection(&requested));
            requested = requested.union(&wanted);
            let wanted = wanted.difference(how.suspects.bad());
            if wanted.is_empty() && settled {
                return Ok(Outcome::Done);
            }
            if self.fetch(session, work, &wanted, how).await? == Outcome::Interrupted {
                return Ok(Outcome::Interrupted);
            }
        }
        tracing::warn!(account = %work.account, mailbox = %self.mailbox.id, "the server contradicts itself; nothing concluded");
        Ok(Outcome::Unsettled)
    }

    /// Takes away what is gone; if it is much, or much went before, that is for the person to decide.
    async fn let_go(&mut self, work: &Work) -> Result<()> {
        let gone = std::mem::take(&mut self.gone);
        if gone.is_empty() {
            return Ok(());
        }
        let (id, account) = (self.mailbox.id, work.account);
        work.store(move |store| {
            // What nobody sees here is missed by nobody.
            let seen = store.flags(id)?;
            let lost = seen.iter().filter(|entry| gone.contains(entry.uid)).count() as u64;
            let frozen = store.mailbox(id)?.frozen.is_some() || reconcile::freezes(lost, seen.len() as u64);
            tracing::info!(%account, mailbox = %id, count = gone.len(), frozen, "messages are gone from the server");
            if frozen {
                store.freeze(id, &gone)?;
            } else {
                drop(store.remove(id, &gone, None)?);
            }
            Ok(())
        })
        .await?;
        work.tell(News::Mailbox(id));
        Ok(())
    }

    /// Puts something in the place of messages that are set aside, so that the person sees them.
    async fn quarantine(&mut self, work: &Work, missing: &UidSet, how: &How<'_>) -> Result<()> {
        let unreadable = missing.intersection(how.suspects.bad());
        if unreadable.is_empty() {
            return Ok(());
        }
        let id = self.mailbox.id;
        let envelopes = unreadable.iter().map(envelope::unreadable).collect();
        work.store(move |store| {
            let added = store.add_envelopes(id, envelopes, None, None)?;
            store.mark_bodies(&added.fresh, BodyState::Unavailable)
        })
        .await?;
        work.tell(News::Mailbox(id));
        Ok(())
    }

    /// Tries what was set aside once more. What comes takes its place.
    async fn retry(&mut self, session: &mut Session, work: &Work, how: &mut How<'_>) -> Result<()> {
        let due = how.suspects.due().intersection(&self.known);
        if due.is_empty() {
            return Ok(());
        }
        let headers = Headers::start(work, self.mailbox.id, Purpose::Add);
        let fetched = headers.window(session, &due, how.suspects).await;
        headers.finish().await.and(fetched).map(drop)
    }

    async fn fetch_newest(&mut self, session: &mut Session, work: &Work) -> Result<UidSet> {
        let headers = Headers::start(work, self.mailbox.id, Purpose::Add);
        let fetched = headers.newest(session, plan::FIRST_WINDOW).await;
        if let Ok(received) = &fetched {
            self.highest = self.highest.max(received.last());
            // Where nothing but these is there, the count says so later; until then all below is to come.
            headers.commit(self.mark(received.first().or(Some(Uid::MAX))), session.exists());
        }
        headers.finish().await?;
        fetched
    }

    async fn fetch(
        &mut self,
        session: &mut Session,
        work: &Work,
        missing: &UidSet,
        how: &mut How<'_>,
    ) -> Result<Outcome> {
        let headers = Headers::start(work, self.mailbox.id, self.purpose());
        let fetched = self.fetch_windows(session, &headers, missing, how).await;
        // What came before an error is kept all the same.
        headers.finish().await.and(fetched)
    }

    async fn fetch_windows(
        &mut self,
        session: &mut Session,
        headers: &Headers,
        missing: &UidSet,
        how: &mut How<'_>,
    ) -> Result<Outcome> {
        let mut left = missing.clone();
        let mut size = u64::from(plan::FIRST_WINDOW);
        while let Some(window) = plan::window(&left, &self.known, size) {
            if (how.interrupted)() {
                return Ok(Outcome::Interrupted);
            }
            headers.room().await?;
            let begun = tokio::time::Instant::now();
            let received = headers.window(session, &window.uids, how.suspects).await?;
            self.highest = self.highest.max(received.last());
            self.unsent = self.unsent.union(&missing.intersection(&window.uids).difference(&received));
            // What was not sent is still to come, until it is known whether it is there.
            let backlog = self.unsent.last().map(|last| last.next().unwrap_or(last)).max(window.backlog);
            headers.commit(self.mark(backlog), session.exists());
            size = plan::pace(size, begun.elapsed(), 50..=plan::WINDOW);
            left = window.rest;
        }
        Ok(Outcome::Done)
    }
}

/// What is known of a mailbox, for a server whose word on it counts (the session uses it nowhere else).
fn resync(mailbox: &Mailbox, known: &UidSet) -> Option<Resync> {
    let (uid_validity, modseq) = (mailbox.mark.uid_validity?, mailbox.mark.highest_modseq?);
    mailbox.mark.backlog.is_none().then(|| Resync {
        uid_validity,
        modseq,
        messages: mailbox.counts.total.saturating_add(mailbox.counts.hidden),
        known: (known.to_string().len() <= plan::MAX_SET_BYTES && !known.is_empty()).then(|| known.clone()),
    })
}

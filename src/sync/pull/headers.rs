//! Fetches and parses headers, and stores them on a thread of its own meanwhile.

use crate::error::{ErrorKind, Result};
use crate::imap::{FetchedHeader, Session};
use crate::model::{Flag, MailboxId, SyncMark, UidSet};
use crate::store::NewEnvelope;
use crate::sync::envelope;
use crate::sync::progress::Part;
use crate::sync::quarantine::{Blame, Found, Suspects};
use crate::sync::stage::Stage;
use crate::sync::work::{News, Work, now};

/// Envelopes in one batch of the store.
const BATCH: usize = 500;

/// What a header weighs in memory beside its bytes.
const OVERHEAD: u64 = 200;

/// What headers are fetched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// They are new here.
    Add,
    /// They are new here, and that is news.
    Announce,
    /// Under their UIDs is what the server only told of: is it that?
    Check,
}

/// Something for the thread to store.
enum Job {
    Store(Vec<NewEnvelope>),
    Mark(SyncMark, u32),
}

/// The header fetch of one pass.
pub(super) struct Headers {
    stage: Stage<Job>,
}

impl Headers {
    /// Starts the thread.
    pub(super) fn start(work: &Work, mailbox: MailboxId, purpose: Purpose) -> Self {
        let work = work.clone();
        Self { stage: Stage::start(1, move |job| store(&work, mailbox, purpose, job)) }
    }

    /// Waits until more may be fetched. Cancel safe.
    pub(super) async fn room(&self) -> Result<()> {
        self.stage.room().await
    }

    /// Writes the mark once all that was fetched before is stored.
    pub(super) fn commit(&self, mark: SyncMark, on_server: u32) {
        self.stage.push(Job::Mark(mark, on_server), 0);
    }

    /// Waits until all is stored.
    pub(super) async fn finish(self) -> Result<()> {
        self.stage.finish().await
    }

    /// Fetches the last messages of the mailbox. Answers with what came.
    pub(super) async fn newest(&self, session: &mut Session, count: u32) -> Result<UidSet> {
        let mut sink = Sink::new(&self.stage);
        let fetched = session.fetch_newest_headers(count, |header| sink.take(header)).await;
        let received = sink.end();
        fetched.map(|()| received)
    }

    /// Fetches a window, in parts where something in it is suspected. Answers with what came.
    pub(super) async fn window(&self, session: &mut Session, uids: &UidSet, suspects: &mut Suspects) -> Result<UidSet> {
        let mut received = UidSet::new();
        let mut left = uids.clone();
        while let Some(part) = suspects.split(&left).into_iter().next() {
            let mut sink = Sink::new(&self.stage);
            let fetched = session.fetch_headers(&part, |header| sink.take(header)).await;
            let came = sink.end();
            received = received.union(&came);
            match fetched {
                Ok(()) => {
                    suspects.cleared(&part);
                    left = left.difference(&part);
                }
                Err(error) => {
                    let Some(blame) = blame(error.kind()) else { return Err(error) };
                    let found = suspects.failed(&part, &came, blame);
                    if found == Found::TooMany || !session.is_usable() {
                        return Err(error);
                    }
                    left = left.difference(&came);
                }
            }
        }
        Ok(received)
    }
}

/// Who may be to blame for an error during FETCH, if it can be a message at all.
pub(crate) const fn blame(kind: ErrorKind) -> Option<Blame> {
    match kind {
        ErrorKind::Protocol | ErrorKind::TooLarge => Some(Blame::Message),
        ErrorKind::No => Some(Blame::Server),
        ErrorKind::Disconnected | ErrorKind::Bye | ErrorKind::TimedOut => Some(Blame::Line),
        _ => None,
    }
}

/// Collects headers into batches for the thread.
struct Sink<'a> {
    stage: &'a Stage<Job>,
    batch: Vec<NewEnvelope>,
    bytes: u64,
    received: UidSet,
}

impl<'a> Sink<'a> {
    fn new(stage: &'a Stage<Job>) -> Self {
        Self { stage, batch: Vec::with_capacity(BATCH), bytes: 0, received: UidSet::new() }
    }

    fn take(&mut self, header: FetchedHeader) {
        self.received.insert(header.uid);
        self.bytes = self.bytes.saturating_add(header.header.len() as u64).saturating_add(OVERHEAD);
        // Parsed here and not on the thread, which storing keeps busy.
        self.batch.push(envelope::of(header));
        if self.batch.len() >= BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.stage.push(Job::Store(batch), std::mem::take(&mut self.bytes));
    }

    fn end(mut self) -> UidSet {
        if !self.batch.is_empty() {
            self.flush();
        }
        self.received
    }
}

fn store(work: &Work, mailbox: MailboxId, purpose: Purpose, job: Job) -> Result<()> {
    match job {
        Job::Store(envelopes) if purpose == Purpose::Check => check(work, mailbox, &envelopes).map(drop)?,
        Job::Store(envelopes) => {
            let count = envelopes.len() as u64;
            let unseen = envelopes.iter().filter(|envelope| !envelope.flags.contains(Flag::Seen)).count();
            let (retention, now) = (work.retention, now());
            let wanted = envelopes.iter().filter(|new| retention.wants(new.size, new.received, now)).count();
            let added = work.store.add_envelopes(mailbox, envelopes, None, None)?;
            let fresh = added.fresh.len();
            work.tell(News::Came(mailbox, fresh as u64, wanted.min(fresh) as u64));
            work.tell(News::Done(Part::Headers, mailbox, count));
            if !added.fresh.is_empty() {
                work.tell(News::Mailbox(mailbox));
                let fresh = u32::try_from(added.fresh.len().min(unseen)).unwrap_or(u32::MAX);
                if purpose == Purpose::Announce && fresh > 0 {
                    work.tell(News::NewMail(mailbox, fresh));
                }
            }
        }
        Job::Mark(mark, on_server) => work.store.set_mark(mailbox, mark, Some(on_server))?,
    }
    Ok(())
}

/// Compares what was brought to a mailbox with what the server has there. What is something else loses its UID, and is found
/// again by what it is. Tells which UIDs that concerns.
pub(in crate::sync) fn check(work: &Work, mailbox: MailboxId, there: &[NewEnvelope]) -> Result<UidSet> {
    let others = work.store.freeze_others(mailbox, there)?;
    if !others.is_empty() {
        tracing::warn!(account = %work.account, %mailbox, uids = %others, "the server told wrongly where messages are");
        work.tell(News::Mailbox(mailbox));
    }
    Ok(others)
}

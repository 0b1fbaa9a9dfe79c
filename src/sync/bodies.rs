//! Fetches bodies, newest first, and parses and stores them on threads of their own meanwhile.

use std::collections::BTreeMap;

use super::plan::{self, MAX_SET_BYTES};
use super::progress::Part;
use super::pull::{How, Outcome, blame};
use super::quarantine::{Found, Suspects};
use super::stage::Stage;
use super::work::{News, Work, now};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Access, Session};
use crate::mime;
use crate::model::{BodyState, Envelope, EnvelopeId, Mailbox, MailboxId, Uid, UidSet};
use crate::store::{MissingBody, NewBody};

/// The largest message that is fetched when it is opened, whatever the settings say.
const MAX_OPENED: u64 = 256 << 20;
/// Missing bodies looked up at a time.
const LOOK_AHEAD: usize = 20_000;
/// Bytes asked for in one command.
const COMMAND: std::ops::RangeInclusive<u64> = (64 << 10)..=(8 << 20);
/// Bytes asked for in the first command, before the pace of the line is known.
const FIRST_COMMAND: u64 = 512 << 10;
/// Bytes of bodies in one batch of the store.
const BATCH: u64 = 2 << 20;
/// Threads that parse and store.
const THREADS: usize = 2;

/// Fetches what is missing in a mailbox and wanted by the settings.
///
/// Not cancel safe for the session, which is unusable then; the store has what was committed.
///
/// # Errors
/// Those of the session and the store. [`ErrorKind::MailboxUnavailable`] if the mailbox is not what it was.
pub async fn fetch_missing(session: &mut Session, work: &Work, id: MailboxId, how: &mut How<'_>) -> Result<Outcome> {
    let mut selected = false;
    loop {
        let wanted = wanted(work, id).await?;
        if wanted.is_empty() {
            return Ok(Outcome::Done);
        }
        work.tell(News::Left(Part::Bodies, id, wanted.len() as u64));
        if !selected {
            select(session, work, id).await?;
            selected = true;
        }
        let bodies = Bodies::new(work, id, &wanted, how.suspects);
        let outcome = bodies.run(session, work, id, &wanted, how).await?;
        if outcome != Outcome::Done {
            return Ok(outcome);
        }
    }
}

/// Fetches one body, whatever the settings say: the person looks at it.
///
/// Not cancel safe for the session.
///
/// # Errors
/// Those of the session and the store. A message that fails
/// again and again is no error, but marked as [`BodyState::Unavailable`].
pub async fn fetch_one(session: &mut Session, work: &Work, envelope: Envelope, suspects: &mut Suspects) -> Result<()> {
    let id = envelope.id;
    if matches!(envelope.body, BodyState::Stored(_)) {
        work.tell(News::Body(id));
        return Ok(());
    }
    if work.store(move |store| store.is_frozen(id)).await? {
        // Its UID is nobody's, or somebody else's.
        work.store(move |store| store.mark_bodies(&[id], BodyState::Unavailable)).await?;
        work.tell(News::Body(id));
        return Ok(());
    }
    select(session, work, envelope.server_mailbox).await?;
    let mut raw = None;
    let uids = UidSet::from_range(envelope.uid, envelope.uid);
    let fetched = session
        .fetch_bodies(&uids, MAX_OPENED, |uid, body| {
            if uid == envelope.uid {
                raw = Some(body);
            }
        })
        .await;
    // Set aside, it is told; the connection, if that is lost, is missed by what comes next.
    let came = match fetched {
        Ok(()) => raw,
        Err(error) => match blame(error.kind()) {
            Some(blame) if suspects.failed(&uids, &UidSet::new(), blame) != Found::Narrowed => None,
            Some(_) | None => return Err(error),
        },
    };
    if came.is_some() {
        suspects.cleared(&uids);
    }
    let mailbox = envelope.mailbox;
    work.store(move |store| match came {
        Some(raw) => store.put_bodies(vec![new_body(id, raw)]).map(|_| ()),
        None => store.mark_bodies(&[id], BodyState::Unavailable),
    })
    .await?;
    work.tell(News::Body(id));
    work.tell(News::Mailbox(mailbox));
    Ok(())
}

/// Opens the mailbox, if it is still the one whose UIDs the store knows.
pub(super) async fn select(session: &mut Session, work: &Work, id: MailboxId) -> Result<Mailbox> {
    let mailbox = work.store(move |store| store.mailbox_as_on_server(id)).await?;
    let selected = session.select(&mailbox.name, Access::ReadOnly, None).await?;
    if selected.uid_validity.is_none() || selected.uid_validity != mailbox.mark.uid_validity {
        let doing = format!("fetch bodies from {} before its UIDs are known again", mailbox.display);
        return Err(Error::new(ErrorKind::MailboxUnavailable, doing));
    }
    Ok(mailbox)
}

/// What is missing and wanted, newest first; what is not wanted is marked so.
async fn wanted(work: &Work, id: MailboxId) -> Result<Vec<MissingBody>> {
    let (retention, now) = (work.retention, now());
    work.store(move |store| {
        loop {
            let missing = store.missing_bodies(id, LOOK_AHEAD)?;
            let looked = missing.len();
            let (wanted, unwanted): (Vec<_>, Vec<_>) =
                missing.into_iter().partition(|body| retention.wants(body.size, body.received, now));
            if !unwanted.is_empty() {
                let ids: Vec<_> = unwanted.iter().map(|body| body.id).collect();
                store.mark_bodies(&ids, BodyState::Skipped)?;
            }
            if !wanted.is_empty() || looked < LOOK_AHEAD {
                return Ok(wanted);
            }
        }
    })
    .await
}

pub(super) fn new_body(id: EnvelopeId, raw: Vec<u8>) -> NewBody {
    let summary = mime::summary(&raw).unwrap_or_else(|error| {
        tracing::info!(envelope = %id, %error, "a message could not be summarised");
        mime::Summary::default()
    });
    NewBody { id, raw, preview: summary.preview, has_attachment: summary.has_attachment }
}

/// A fetch of many bodies of one mailbox.
struct Bodies {
    stage: Stage<Vec<(EnvelopeId, Vec<u8>)>>,
    ids: BTreeMap<Uid, EnvelopeId>,
    left: Vec<MissingBody>,
}

impl Bodies {
    fn new(work: &Work, mailbox: MailboxId, wanted: &[MissingBody], suspects: &Suspects) -> Self {
        let ids = wanted.iter().map(|body| (body.uid, body.id)).collect();
        // The next one is at the end.
        let left = wanted.iter().rev().filter(|body| !suspects.bad().contains(body.uid)).copied().collect();
        let work = work.clone();
        Self { stage: Stage::start(THREADS, move |jobs| store(&work, mailbox, jobs)), ids, left }
    }

    async fn run(
        mut self,
        session: &mut Session,
        work: &Work,
        mailbox: MailboxId,
        wanted: &[MissingBody],
        how: &mut How<'_>,
    ) -> Result<Outcome> {
        let mut absent = UidSet::new();
        let fetched = self.fetch(session, how, &mut absent).await;
        self.stage.finish().await?;
        work.tell(News::Mailbox(mailbox));
        // Nobody is judged before all that can be had is here: until then it may be the line.
        if !matches!(fetched, Ok(Outcome::Done)) {
            return fetched;
        }
        // What cannot be read at all, and what the server keeps to itself although it is there.
        if !absent.is_empty() {
            how.suspects.refused(&session.search(&absent).await?);
        }
        // What is said not to be there will leave the mailbox, or come when it is tried again.
        let set_aside = how.suspects.bad().union(&absent);
        let unavailable: Vec<_> =
            wanted.iter().filter(|body| set_aside.contains(body.uid)).map(|body| body.id).collect();
        for id in &unavailable {
            work.tell(News::Body(*id));
        }
        work.store(move |store| store.mark_bodies(&unavailable, BodyState::Unavailable)).await?;
        work.tell(News::Mailbox(mailbox));
        fetched
    }

    async fn fetch(&mut self, session: &mut Session, how: &mut How<'_>, absent: &mut UidSet) -> Result<Outcome> {
        let mut bytes = FIRST_COMMAND;
        while let Some(batch) = self.next_batch(bytes) {
            if (how.interrupted)() {
                return Ok(Outcome::Interrupted);
            }
            self.stage.room().await?;
            let begun = tokio::time::Instant::now();
            let max_size = batch.largest.saturating_mul(2).saturating_add(1 << 20);
            let mut left = batch.uids.clone();
            while let Some(part) = how.suspects.split(&left).into_iter().next() {
                let mut sink = Sink { bodies: self, jobs: Vec::new(), bytes: 0, received: UidSet::new() };
                let fetched = session.fetch_bodies(&part, max_size, |uid, raw| sink.take(uid, raw)).await;
                let received = sink.end();
                match fetched {
                    Ok(()) => {
                        how.suspects.cleared(&part);
                        *absent = absent.union(&part.difference(&received));
                        left = left.difference(&part);
                    }
                    Err(error) => {
                        let Some(blame) = blame(error.kind()) else { return Err(error) };
                        let found = how.suspects.failed(&part, &received, blame);
                        if found == Found::TooMany || !session.is_usable() {
                            return Err(error);
                        }
                        left = left.difference(&received);
                    }
                }
            }
            if batch.bytes >= bytes / 2 {
                bytes = plan::pace(bytes, begun.elapsed(), COMMAND);
            }
        }
        Ok(Outcome::Done)
    }

    /// The next messages of about so many bytes together, at least one.
    fn next_batch(&mut self, bytes: u64) -> Option<Batch> {
        let mut batch = Batch::default();
        let mut text = 0_usize;
        while let Some(body) = self.left.last() {
            let size = u64::from(body.size);
            text = text.saturating_add(body.uid.to_string().len()).saturating_add(1);
            let full = batch.bytes.saturating_add(size) > bytes || text > MAX_SET_BYTES;
            if full && !batch.uids.is_empty() {
                // Runs of UIDs make a short text; only what does not fit as such ends the batch.
                let fits =
                    batch.bytes.saturating_add(size) <= bytes && batch.uids.to_string().len() < MAX_SET_BYTES - 24;
                if !fits {
                    break;
                }
                text = batch.uids.to_string().len();
            }
            batch.uids.insert(body.uid);
            batch.bytes = batch.bytes.saturating_add(size);
            batch.largest = batch.largest.max(size);
            self.left.pop();
        }
        (!batch.uids.is_empty()).then_some(batch)
    }
}

#[derive(Default)]
struct Batch {
    uids: UidSet,
    bytes: u64,
    largest: u64,
}

/// Collects bodies into batches for the threads.
struct Sink<'a> {
    bodies: &'a Bodies,
    jobs: Vec<(EnvelopeId, Vec<u8>)>,
    bytes: u64,
    received: UidSet,
}

impl Sink<'_> {
    fn take(&mut self, uid: Uid, raw: Vec<u8>) {
        // A body nobody asked for is not kept.
        let Some(id) = self.bodies.ids.get(&uid) else { return };
        self.received.insert(uid);
        self.bytes = self.bytes.saturating_add(raw.len() as u64);
        self.jobs.push((*id, raw));
        if self.bytes >= BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.bodies.stage.push(std::mem::take(&mut self.jobs), std::mem::take(&mut self.bytes));
    }

    fn end(mut self) -> UidSet {
        if !self.jobs.is_empty() {
            self.flush();
        }
        self.received
    }
}

fn store(work: &Work, mailbox: MailboxId, jobs: Vec<(EnvelopeId, Vec<u8>)>) -> Result<()> {
    let count = jobs.len() as u64;
    let bodies = jobs.into_iter().map(|(id, raw)| new_body(id, raw)).collect();
    for id in work.store.put_bodies(bodies)? {
        work.tell(News::Body(id));
    }
    work.tell(News::Mailbox(mailbox));
    work.tell(News::Done(Part::Bodies, mailbox, count));
    Ok(())
}

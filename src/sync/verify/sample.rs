//! The bodies that are read again: each against its checksum, a handful against the server.

use std::collections::BTreeSet;

use super::{Run, Step};
use crate::error::Result;
use crate::imap::Session;
use crate::model::{BodyState, Envelope, EnvelopeId, MailboxId, Uid, UidSet};
use crate::store::Store;
use crate::sync::bodies;
use crate::sync::plan::FlagScope;
use crate::sync::pull::How;
use crate::sync::work::{News, Work};

/// Bodies read again at a time.
const AT_ONCE: usize = 64;
/// The largest body that is fetched again.
const MAX_BYTES: u32 = 1 << 20;

/// What the sample of a mailbox told.
#[derive(Default)]
pub(super) struct Sampled {
    pub(super) hashed: u64,
    pub(super) fetched: u64,
    /// Not what was stored, or not what the server has.
    pub(super) bad: BTreeSet<Uid>,
    /// In order again.
    pub(super) mended: BTreeSet<Uid>,
}

impl Run {
    /// Reads the sample of a mailbox again. One torn body makes it all bodies of the mailbox: they lie together.
    pub(super) async fn sampled(
        &self,
        session: &mut Session,
        work: &Work,
        id: MailboxId,
        step: &mut Step<'_>,
    ) -> Result<Sampled> {
        let mut sampled = Sampled::default();
        let chosen = self.plan.as_ref().and_then(|plan| plan.hashed.get(&id)).cloned().unwrap_or_default();
        let mut torn = read_again(work, &chosen, &mut sampled.hashed).await?;
        if !torn.is_empty() {
            let rest = work.store(move |store| store.stored_bodies(id)).await?;
            let chosen: BTreeSet<_> = chosen.iter().copied().collect();
            let rest: Vec<_> = rest.into_iter().filter(|id| !chosen.contains(id)).collect();
            torn.extend(read_again(work, &rest, &mut sampled.hashed).await?);
        }
        sampled.bad = torn.iter().map(|envelope| envelope.uid).collect();
        if self.repair && !torn.is_empty() {
            let mut how = How { scope: FlagScope::Recent, suspects: step.bodies, interrupted: &|| false };
            bodies::fetch_missing(session, work, id, &mut how).await?;
            sampled.mended = work.store(move |store| mended(store, &torn)).await?;
        }
        self.fetch_again(session, work, id, &chosen, &mut sampled).await?;
        Ok(sampled)
    }

    /// Fetches those of the sample that are to be compared byte by byte.
    async fn fetch_again(
        &self,
        session: &mut Session,
        work: &Work,
        id: MailboxId,
        chosen: &[EnvelopeId],
        sampled: &mut Sampled,
    ) -> Result<()> {
        let wanted: Vec<_> = chosen
            .iter()
            .copied()
            .filter(|id| self.plan.as_ref().is_some_and(|plan| plan.fetched.contains(id)))
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let envelopes =
            work.store(move |store| wanted.iter().map(|id| store.envelope(*id)).collect::<Result<Vec<_>>>()).await?;
        let envelopes: Vec<_> = envelopes
            .into_iter()
            .flatten()
            .filter(|envelope| envelope.mailbox == id && envelope.size <= MAX_BYTES && is_stored(envelope))
            .collect();
        let uids: UidSet = envelopes.iter().map(|envelope| envelope.uid).collect();
        if uids.is_empty() {
            return Ok(());
        }
        bodies::select(session, work, id).await?;
        let mut came = Vec::new();
        // Servers that count wrong are off by some per cent.
        let limit = u64::from(MAX_BYTES).saturating_mul(3);
        session.fetch_bodies(&uids, limit, |uid, raw| came.push((uid, raw))).await?;
        for (uid, there) in came {
            let Some(id) = envelopes.iter().find(|envelope| envelope.uid == uid).map(|envelope| envelope.id) else {
                continue;
            };
            let repair = self.repair;
            let differs = work
                .store(move |store| {
                    let differs = store.raw(id)?.is_some_and(|here| here != there);
                    if differs && repair {
                        store.put_bodies(vec![bodies::new_body(id, there)])?;
                    }
                    Ok(differs)
                })
                .await?;
            sampled.fetched = sampled.fetched.saturating_add(1);
            if differs {
                sampled.bad.insert(uid);
                if repair {
                    sampled.mended.insert(uid);
                    work.tell(News::Body(id));
                }
            }
        }
        Ok(())
    }
}

/// Reads bodies again, one at a time in memory; tells whose are torn.
async fn read_again(work: &Work, ids: &[EnvelopeId], hashed: &mut u64) -> Result<Vec<Envelope>> {
    let mut torn = Vec::new();
    for ids in ids.chunks(AT_ONCE).map(<[_]>::to_vec) {
        let (count, found) = work
            .store(move |store| {
                let (mut count, mut torn) = (0_u64, Vec::new());
                for id in ids {
                    let Some(before) = store.envelope(id)?.filter(is_stored) else { continue };
                    count = count.saturating_add(1);
                    if store.raw(id)?.is_none() {
                        torn.push(before);
                    }
                }
                Ok((count, torn))
            })
            .await?;
        *hashed = hashed.saturating_add(count);
        torn.extend(found);
    }
    Ok(torn)
}

const fn is_stored(envelope: &Envelope) -> bool {
    matches!(envelope.body, BodyState::Stored(_))
}

/// Those whose body is here again, or no longer wanted.
fn mended(store: &Store, torn: &[Envelope]) -> Result<BTreeSet<Uid>> {
    let mut mended = BTreeSet::new();
    for envelope in torn {
        let state = store.envelope(envelope.id)?.map(|envelope| envelope.body);
        if matches!(state, Some(BodyState::Stored(_) | BodyState::Skipped)) {
            mended.insert(envelope.uid);
        }
    }
    Ok(mended)
}

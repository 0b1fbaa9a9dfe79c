//! Finds out how far what may have been sent came, before anything is sent again.

use std::collections::BTreeMap;

use super::Push;
use crate::error::Result;
use crate::model::{EnvelopeId, Mailbox, MailboxId, Outcome as Settled, Uid, UidSet, UidValidity, Verb};
use crate::store::{Mark, Rest, WaitingTarget};
use crate::sync::queue::collapse::Round;
use crate::sync::queue::doubt::{Arrival, Doubts};
use crate::sync::work::News;

impl Push<'_> {
    /// Finds out what became of messages of one mailbox. What is not found goes on waiting: if it did not happen it is sent again,
    /// and if the message is gone the next look at the mailbox says so.
    pub(super) async fn settle_doubts(&mut self, id: MailboxId, doubts: Doubts) -> Result<()> {
        let Doubts { uid_validity, copies, moves, deletes } = doubts;
        let targets =
            || copies.iter().map(|(_, it)| &it.target).chain(moves.iter().map(|it| &it.target)).chain(&deletes);
        if self.open(id, uid_validity).await?.is_none() {
            let ids: Vec<_> = targets().map(|target| target.id).collect();
            self.stuck.extend(ids);
            return Ok(());
        }
        let here = self.session.search(&targets().map(|target| target.uid).collect()).await?;
        let gone: UidSet = deletes.iter().map(|target| target.uid).filter(|uid| !here.contains(*uid)).collect();
        if !gone.is_empty() {
            self.work.store(move |store| store.deleted(id, &gone, Rest::Gone)).await?;
        }
        for ((mailbox, mark), arrivals) in by_target(copies.iter().map(|(_, arrival)| arrival)) {
            let Some(to) = self.target(mailbox).await? else { continue };
            let Some((validity, found)) = self.arrivals(&to, mark, &arrivals).await? else {
                self.stuck.extend(arrivals.iter().map(|target| target.id));
                continue;
            };
            let made: Vec<_> = arrivals.iter().filter_map(|it| Some((it.id, it.copy?, *found.get(&it.id)?))).collect();
            self.work.store(move |store| store.copied(to.id, validity, &made)).await?;
            let is_made = |target: &WaitingTarget| target.copy.is_some() && found.contains_key(&target.id);
            let ended = copies.iter().filter(|(_, it)| it.to.mailbox == mailbox && is_made(&it.target));
            let ended: Vec<_> = ended.map(|(operation, it)| (*operation, vec![it.target.id])).collect();
            self.work.store(move |store| store.settle(ended, Settled::Confirmed)).await?;
            self.work.tell(News::Mailbox(mailbox));
        }
        for ((mailbox, mark), arrivals) in by_target(moves.iter()) {
            let Some(to) = self.target(mailbox).await? else {
                // Sending finds that out for what is still here.
                self.stuck.extend(arrivals.iter().filter(|it| !here.contains(it.uid)).map(|target| target.id));
                continue;
            };
            let Some((validity, found)) = self.arrivals(&to, mark, &arrivals).await? else {
                self.stuck.extend(arrivals.iter().map(|target| target.id));
                continue;
            };
            // MOVE leaves nothing behind, and where the UIDs mean something else now an older copy may be what was found: what
            // is still here was not moved then.
            let natively = self.session.capabilities().has("MOVE") && to.account == self.work.account;
            let by_copying = !natively && mark.is_some_and(|(known, _)| known == validity);
            let (there, mut both): (Vec<_>, Vec<_>) = arrivals
                .iter()
                .filter_map(|target| Some((*target, *found.get(&target.id)?)))
                .partition(|(target, _)| !here.contains(target.uid));
            if !by_copying {
                both.clear();
            }
            let pairs = |arrived: &[(&WaitingTarget, Uid)]| -> Vec<(EnvelopeId, Uid)> {
                arrived.iter().map(|(target, uid)| (target.id, *uid)).collect()
            };
            let (moved, copied, to) = (pairs(&there), pairs(&both), to.id);
            self.work.store(move |store| store.moved(to, validity, &moved, Rest::Gone)).await?;
            if !copied.is_empty() {
                // Copied, and not taken away yet.
                let uids = both.iter().map(|(target, _)| target.uid).collect();
                let rest = match self.open(id, uid_validity).await? {
                    Some(_) => self.away(&uids).await?.ok(),
                    None => None,
                };
                match rest {
                    Some(rest) => self.work.store(move |store| store.moved(to, validity, &copied, rest)).await?,
                    None => self.stuck.extend(copied.iter().map(|(id, _)| *id)),
                }
            }
            self.work.tell(News::Mailbox(to));
        }
        self.work.tell(News::Mailbox(id));
        Ok(())
    }

    /// Takes messages that are gone for moved if they are where they were to go: somebody else did the same. If they are where
    /// they were to go before that, they go on from there.
    pub(super) async fn adopt(&mut self, round: &Round, missing: &UidSet) -> Result<()> {
        let gone = round.moves.iter().flat_map(|transfer| &transfer.messages);
        let mut gone: BTreeMap<_, _> =
            gone.filter(|it| missing.contains(it.uid)).map(|it| (it.id, (it, Vec::new()))).collect();
        for part in &round.parts {
            let Verb::Move { to } = &part.verb else { continue };
            for id in part.messages.iter().filter(|_| to.mailbox != round.mailbox) {
                if let Some((_, places)) = gone.get_mut(id) {
                    places.retain(|place| *place != to.mailbox);
                    places.push(to.mailbox);
                }
            }
        }
        loop {
            let mut by_place: BTreeMap<MailboxId, Vec<&WaitingTarget>> = BTreeMap::new();
            for (target, places) in gone.values_mut() {
                if let Some(place) = places.pop() {
                    by_place.entry(place).or_default().push(target);
                }
            }
            if by_place.is_empty() {
                break;
            }
            for (place, wanted) in by_place {
                if let Some(to) = self.target(place).await?
                    && let Some(mark) = to.mark.uid_validity.zip(to.mark.uid_next)
                    && let Some((validity, found)) = self.arrivals(&to, Some(mark), &wanted).await?
                {
                    gone.retain(|id, _| !found.contains_key(id));
                    let moved: Vec<_> = found.into_iter().collect();
                    self.work.store(move |store| store.moved(to.id, validity, &moved, Rest::Gone)).await?;
                    self.work.tell(News::Mailbox(to.id));
                }
            }
        }
        self.stuck.extend(gone.into_keys());
        Ok(())
    }

    /// What of these arrived in a mailbox. `None` if that cannot be found out.
    async fn arrivals(
        &mut self,
        mailbox: &Mailbox,
        mark: Option<Mark>,
        wanted: &[&WaitingTarget],
    ) -> Result<Option<(UidValidity, BTreeMap<EnvelopeId, Uid>)>> {
        let found = self.find(mailbox, mark, wanted).await?;
        Ok(found.map(|(validity, found)| (validity, found.into_iter().collect())))
    }
}

/// By the mailbox they may have arrived in, and by what was there before.
fn by_target<'a>(
    arrivals: impl Iterator<Item = &'a Arrival>,
) -> BTreeMap<(MailboxId, Option<Mark>), Vec<&'a WaitingTarget>> {
    let mut by_target: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Arrival { target, to, mark } in arrivals {
        by_target.entry((to.mailbox, *mark)).or_default().push(target);
    }
    by_target
}

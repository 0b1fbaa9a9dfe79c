//! What waits for the server, laid over what the server said.
//!
//! Invariant: sled holds what the server said and nothing else; what a person sees is that with the verbs of
//! the operations that wait applied in their order. So an action on ten thousand messages writes one record
//! into the journal and not ten thousand rows, and there is no moment at which the two could disagree on disk.
//!
//! Messages whose rows are not here, because the cache was lost, keep their ids: when their headers come in
//! again they are given them back, and the operations with them.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map};
use std::sync::Arc;

use super::engine::Engine;
use super::fault::Outcome;
use super::journal::{Pending, Target};
use super::keys;
use super::rows::EnvelopeRow;
use crate::model::{
    AccountId, EnvelopeId, Flag, Flags, Mailbox, MailboxId, MailboxName, OperationId, UidValidity, Verb,
};

/// The waiting operations by message.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    entries: HashMap<EnvelopeId, Entry>,
    /// How many more messages (or fewer) are unread here than on the server.
    unseen: BTreeMap<MailboxId, i64>,
    /// Messages that were here when something was done to them, and are to be found again.
    lost: BTreeMap<(AccountId, MailboxName), Vec<Lost>>,
}

#[derive(Debug)]
struct Entry {
    operations: Vec<Arc<Pending>>,
    place: Option<Place>,
}

/// What of the row of a message counts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    mailbox: MailboxId,
    unseen: bool,
}

#[derive(Clone, Debug)]
struct Lost {
    validity: Option<UidValidity>,
    target: Target,
}

impl Place {
    pub(super) fn of(row: &EnvelopeRow) -> Self {
        Self { mailbox: row.mailbox, unseen: row.server_flags.is_unseen() }
    }
}

impl Overlay {
    /// Lays the operations that wait over what is in the cache.
    pub(super) fn load(engine: &Engine, pending: &[Arc<Pending>]) -> Outcome<Self> {
        let mut overlay = Self::default();
        let mut places = HashMap::new();
        for target in pending.iter().flat_map(|pending| &pending.operation.targets) {
            if let hash_map::Entry::Vacant(entry) = places.entry(target.id) {
                entry.insert(engine.envelope(target.id, None)?.as_ref().map(Place::of));
            }
        }
        pending.iter().for_each(|pending| overlay.add(pending, |id| places.get(&id).copied().flatten()));
        if overlay.entries.values().any(|entry| entry.place.is_none()) {
            let rescued = engine.db.scan_prefix(keys::all_rescued()).keys();
            let rescued: BTreeSet<EnvelopeId> = rescued
                .map(|key| Ok(keys::rescued_parts(&key?).map(|(_, id)| id)))
                .filter_map(Result::transpose)
                .collect::<Outcome<_>>()?;
            overlay.find_lost(pending, &rescued);
        }
        Ok(overlay)
    }

    fn find_lost(&mut self, pending: &[Arc<Pending>], rescued: &BTreeSet<EnvelopeId>) {
        let mut known = BTreeSet::new();
        for operation in pending.iter().map(|pending| &pending.operation) {
            for target in &operation.targets {
                let is_here = self.entries.get(&target.id).is_some_and(|entry| entry.place.is_some());
                if !is_here && !rescued.contains(&target.id) && known.insert(target.id) {
                    let lost = Lost { validity: operation.validity, target: target.clone() };
                    self.lost.entry((operation.account, operation.name.clone())).or_default().push(lost);
                }
            }
        }
    }

    /// Adds an operation, whose messages are where `place` says.
    pub(super) fn add(&mut self, pending: &Arc<Pending>, place: impl Fn(EnvelopeId) -> Option<Place>) {
        let operation = pending.operation.id;
        for Target { id, .. } in &pending.operation.targets {
            self.entries.entry(*id).or_insert_with(|| Entry { operations: Vec::new(), place: place(*id) });
            self.update(*id, |entry| {
                // It is there already if the cache was opened anew in between.
                if entry.operations.iter().all(|known| known.operation.id != operation) {
                    entry.operations.push(Arc::clone(pending));
                }
            });
        }
    }

    /// Takes an operation off some messages.
    pub(super) fn drop(&mut self, operation: OperationId, messages: &[EnvelopeId]) {
        for id in messages {
            self.update(*id, |entry| entry.operations.retain(|pending| pending.operation.id != operation));
        }
        self.lost.retain(|_, lost| {
            lost.retain(|lost| self.entries.contains_key(&lost.target.id));
            !lost.is_empty()
        });
    }

    /// The row of a message was written or taken away.
    pub(super) fn moved(&mut self, id: EnvelopeId, place: Option<Place>) {
        self.update(id, |entry| entry.place = place);
        if place.is_some() && !self.lost.is_empty() {
            self.lost.retain(|_, lost| {
                lost.retain(|lost| lost.target.id != id);
                !lost.is_empty()
            });
        }
    }

    /// Whether something waits for this message.
    pub(super) fn contains(&self, id: EnvelopeId) -> bool {
        self.entries.contains_key(&id)
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What a person sees of these flags; `None`: just these.
    pub(super) fn flags(&self, id: EnvelopeId, server: &Flags) -> Option<Flags> {
        let entry = self.entries.get(&id)?;
        let seen = entry.operations.iter().fold(server.clone(), |flags, pending| pending.operation.verb.apply(&flags));
        (seen != *server).then_some(seen)
    }

    /// A mailbox as a person sees it.
    pub(super) fn shown(&self, mut mailbox: Mailbox) -> Mailbox {
        if let Some(more) = self.unseen.get(&mailbox.id) {
            let unseen = i64::from(mailbox.counts.unseen).saturating_add(*more);
            mailbox.counts.unseen = u32::try_from(unseen.max(0)).unwrap_or(u32::MAX);
        }
        mailbox
    }

    /// Whether a lost message may still come in again.
    pub(super) fn is_lost(&self, account: AccountId, name: &MailboxName, id: EnvelopeId) -> bool {
        !self.lost.is_empty()
            && self.lost.get(&(account, name.clone())).is_some_and(|lost| lost.iter().any(|lost| lost.target.id == id))
    }

    /// The id of a lost message that has come in again, if this is one. Where the UIDs are those of then they
    /// decide, and nothing else; where they are not, Message-ID and size do. `taken` are not to be had.
    pub(super) fn find(
        &self,
        mailbox: &Mailbox,
        row: &EnvelopeRow,
        taken: &BTreeSet<EnvelopeId>,
    ) -> Option<EnvelopeId> {
        if self.lost.is_empty() {
            return None;
        }
        let lost = self.lost.get(&(mailbox.account, mailbox.name.clone()))?;
        let is_it = |lost: &&Lost| {
            let Lost { validity, target } = lost;
            let same_uids = validity.is_some() && *validity == mailbox.mark.uid_validity;
            let same_text = target.size == row.size && target.message_id == row.message_id;
            if same_uids { target.uid == row.uid && same_text } else { same_text && row.message_id.is_some() }
        };
        let free = |lost: &&Lost| !taken.contains(&lost.target.id);
        lost.iter().filter(free).find(is_it).map(|lost| lost.target.id)
    }

    fn update(&mut self, id: EnvelopeId, change: impl FnOnce(&mut Entry)) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let before = entry.weight();
        change(entry);
        let after = entry.weight();
        if entry.operations.is_empty() {
            self.entries.remove(&id);
        }
        for (weight, sign) in [(before, -1), (after, 1)] {
            let Some((mailbox, weight)) = weight.filter(|(_, weight)| *weight != 0) else { continue };
            let unseen = self.unseen.entry(mailbox).or_default();
            *unseen = unseen.saturating_add(weight.saturating_mul(sign));
        }
    }
}

impl Entry {
    /// Where it counts as one more unread message (or as one less) than on the server.
    fn weight(&self) -> Option<(MailboxId, i64)> {
        let place = self.place?;
        let unseen = self.operations.iter().fold(place.unseen, |unseen, pending| match &pending.operation.verb {
            Verb::Flags { remove, .. } if remove.contains(Flag::Seen) => true,
            Verb::Flags { add, .. } if add.contains(Flag::Seen) => false,
            Verb::Flags { .. } => unseen,
        });
        Some((place.mailbox, i64::from(unseen) - i64::from(place.unseen)))
    }
}

//! What outlives a connection.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use super::super::agenda::Agenda;
use crate::error::Error;
use crate::model::{EnvelopeId, MailboxId};
use crate::sync::plan::FlagScope;
use crate::sync::quarantine::Suspects;
use crate::sync::retention::Retention;
use crate::sync::verify::Run;

/// How long messages that were set aside are left alone.
const SET_ASIDE: Duration = Duration::from_secs(60 * 60);
/// How long the flags of a mailbox that were all read are good for, where the server cannot tell which changed.
const FLAGS: Duration = Duration::from_secs(5 * 60);

/// What the worker of an account knows beyond its connection.
#[derive(Debug)]
pub struct Memory {
    /// Which bodies are kept, as last ordered.
    pub retention: Retention,
    /// What is to be done.
    pub agenda: Agenda,
    /// What could not be done in this pass and will not be tried again in it.
    pub skipped: Vec<Error>,
    /// What the server refused in a pass that ends: to be told then.
    pub refused: Vec<Error>,
    /// When the person last did something.
    pub attended: Instant,
    /// When it was last asked how full the account is.
    pub(super) quota_asked: Option<Instant>,
    /// The mailbox that was looked at once more because it moved, and how many messages it had.
    pub(super) looked_again: Option<(MailboxId, u32)>,
    /// Mailboxes that are read because their UIDs mean something else, for what waits for them.
    pub(super) renewed: BTreeSet<MailboxId>,
    /// Whether the mailboxes were listed since one was not where it was when something was to be sent to it.
    pub(super) relisted: Option<bool>,
    /// Messages that were put back: once.
    pub(super) put_back: BTreeSet<EnvelopeId>,
    /// The comparison with the server that is under way, or was the last.
    pub proof: Option<Run>,
    quarantine: BTreeMap<MailboxId, Quarantine>,
    flags_read: BTreeMap<MailboxId, Instant>,
}

/// What broke connections in a mailbox.
#[derive(Debug, Default)]
pub(super) struct Quarantine {
    pub(super) headers: Suspects,
    pub(super) bodies: Suspects,
    /// When what was set aside was last given another chance.
    retried: Option<Instant>,
}

impl Memory {
    /// Of an account that begins.
    pub fn new(retention: Retention) -> Self {
        Self {
            retention,
            agenda: Agenda::default(),
            skipped: Vec::new(),
            refused: Vec::new(),
            attended: Instant::now(),
            quota_asked: None,
            looked_again: None,
            renewed: BTreeSet::new(),
            relisted: None,
            put_back: BTreeSet::new(),
            proof: None,
            quarantine: BTreeMap::new(),
            flags_read: BTreeMap::new(),
        }
    }

    /// How many messages of each mailbox are set aside.
    pub fn set_aside(&self) -> impl Iterator<Item = (MailboxId, u64)> {
        let count = |quarantine: &Quarantine| quarantine.headers.bad().union(quarantine.bodies.bad()).len();
        self.quarantine.iter().map(move |(id, quarantine)| (*id, count(quarantine))).filter(|(_, count)| *count > 0)
    }

    /// Whether what broke the connection will be asked for in smaller parts, or not at all. Once.
    pub fn take_narrowed(&mut self) -> bool {
        let suspects = self.quarantine.values_mut().flat_map(|each| [&mut each.headers, &mut each.bodies]);
        // Of all, not only up to the first.
        suspects.filter_map(|suspects| suspects.take_narrowed().then_some(())).count() > 0
    }

    pub(super) fn quarantine(&mut self, id: MailboxId) -> &mut Quarantine {
        self.quarantine.entry(id).or_default()
    }

    /// Whether it is time to try again what was set aside in a mailbox; also once after the start. Once.
    pub(super) fn take_retry(&mut self, id: MailboxId, now: Instant) -> bool {
        let retried = &mut self.quarantine(id).retried;
        let due = retried.is_none_or(|at| now.duration_since(at) >= SET_ASIDE);
        if due {
            *retried = Some(now);
        }
        due
    }

    /// How many flags of a mailbox are worth reading.
    pub(super) fn scope(&self, id: MailboxId) -> FlagScope {
        let fresh = self.flags_read.get(&id).is_some_and(|at| at.elapsed() < FLAGS);
        if fresh { FlagScope::Recent } else { FlagScope::All }
    }

    /// All flags of a mailbox were read.
    pub(super) fn flags_read(&mut self, id: MailboxId) {
        self.flags_read.insert(id, Instant::now());
    }

    /// Flags of a mailbox changed, and the server did not say whose.
    pub(super) fn forget_flags(&mut self, id: MailboxId) {
        self.flags_read.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_is_tried_again_at_the_start_and_every_hour() {
        let mut memory = Memory::new(Retention { max_bytes: 0, max_age: None });
        let (inbox, other, start) = (MailboxId::new(1), MailboxId::new(2), Instant::now());

        let due: Vec<_> =
            (0..25).filter(|turn| memory.take_retry(inbox, start + Duration::from_secs(5 * 60) * *turn)).collect();

        assert_eq!(due, [0, 12, 24]);
        assert!(memory.take_retry(other, start), "each mailbox has its own hour");
    }
}

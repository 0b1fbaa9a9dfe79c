//! What a worker does next. Pure.
//!
//! The person's clicks come first, then what the person did, then the list of mailboxes, then the mailbox the
//! person looks at, the inbox, the others, then how full the account is, then the bodies in the same order, and last the
//! comparison with the server.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::{EnvelopeId, Mailbox, MailboxId};
use crate::sync::order::urgency;

/// One piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Fetch the body the person waits for.
    Body(EnvelopeId),
    /// Send what the person did.
    Push,
    /// List the mailboxes and find out which changed.
    List,
    /// Ask how full the account is.
    Quota,
    /// Bring envelopes and flags of a mailbox in step.
    Pull(MailboxId),
    /// Fetch missing bodies of a mailbox.
    Bodies(MailboxId),
    /// Compare everything with the server.
    Verify,
}

/// What is to be done. Nothing is in it twice.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    clicks: VecDeque<EnvelopeId>,
    push: bool,
    renewed: BTreeSet<MailboxId>,
    list: bool,
    quota: bool,
    pulls: BTreeMap<MailboxId, u8>,
    bodies: BTreeMap<MailboxId, u8>,
    open: Option<MailboxId>,
    verify: bool,
}

impl Agenda {
    /// Clicks remembered; older ones are no longer what the person looks at.
    const CLICKS: usize = 32;

    /// The person opened a message whose body is not here. The latest click is served first.
    pub fn click(&mut self, id: EnvelopeId) {
        self.clicks.retain(|known| *known != id);
        self.clicks.push_front(id);
        self.clicks.truncate(Self::CLICKS);
    }

    /// Something the person did waits.
    pub const fn push(&mut self) {
        self.push = true;
    }

    /// The list of mailboxes is due.
    pub const fn list(&mut self) {
        self.list = true;
    }

    /// How full the account is may be worth asking.
    pub const fn quota(&mut self) {
        self.quota = true;
    }

    /// A mailbox may have changed.
    pub fn pull(&mut self, mailbox: &Mailbox) {
        self.pulls.insert(mailbox.id, urgency(mailbox, None));
    }

    /// A mailbox is to be read before what waits for it can be sent, and that before anything else is read.
    pub fn renewed(&mut self, mailbox: MailboxId) {
        self.renewed.insert(mailbox);
    }

    /// A mailbox may lack bodies.
    pub fn bodies(&mut self, mailbox: &Mailbox) {
        self.bodies.insert(mailbox.id, urgency(mailbox, None));
    }

    /// Everything is to be compared with the server.
    pub const fn verify(&mut self) {
        self.verify = true;
    }

    /// Whether a comparison is under way.
    pub const fn is_verifying(&self) -> bool {
        self.verify
    }

    /// The person looks at this mailbox.
    pub const fn open(&mut self, mailbox: Option<MailboxId>) {
        self.open = mailbox;
    }

    /// What the person looks at.
    pub const fn opened(&self) -> Option<MailboxId> {
        self.open
    }

    /// What comes next. It stays until [`Self::done`], so that work that was interrupted is not forgotten.
    pub fn next(&self) -> Option<Job> {
        self.clicks
            .front()
            .map(|id| Job::Body(*id))
            .or(self.push.then_some(Job::Push))
            .or_else(|| self.renewed.first().map(|id| Job::Pull(*id)))
            .or(self.list.then_some(Job::List))
            .or_else(|| self.first(&self.pulls).map(Job::Pull))
            .or(self.quota.then_some(Job::Quota))
            .or_else(|| self.first(&self.bodies).map(Job::Bodies))
            .or(self.verify.then_some(Job::Verify))
    }

    /// A job was done, or is not worth trying again now.
    pub fn done(&mut self, job: Job) {
        match job {
            Job::Body(id) => self.clicks.retain(|known| *known != id),
            Job::Push => self.push = false,
            Job::List => self.list = false,
            Job::Quota => self.quota = false,
            Job::Verify => self.verify = false,
            Job::Pull(id) => {
                self.pulls.remove(&id);
                self.renewed.remove(&id);
            }
            Job::Bodies(id) => {
                self.bodies.remove(&id);
            }
        }
    }

    fn first(&self, of: &BTreeMap<MailboxId, u8>) -> Option<MailboxId> {
        let opened = self.open.filter(|open| of.contains_key(open));
        opened.or_else(|| of.iter().min_by_key(|(id, urgency)| (**urgency, **id)).map(|(id, _)| *id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, MailboxCounts, MailboxName, SpecialUse, SyncMark};

    fn mailbox(id: u64, special_use: Option<SpecialUse>) -> Mailbox {
        Mailbox {
            id: MailboxId::new(id),
            account: AccountId::new(1),
            name: MailboxName::new("x"),
            display: "x".to_owned(),
            delimiter: None,
            special_use,
            selectable: true,
            subscribed: true,
            counts: MailboxCounts::default(),
            mark: SyncMark::default(),
            frozen: None,
        }
    }

    fn run(agenda: &mut Agenda) -> Vec<Job> {
        let mut jobs = Vec::new();
        while let Some(job) = agenda.next() {
            agenda.done(job);
            jobs.push(job);
        }
        jobs
    }

    #[test]
    fn the_person_comes_first_and_bodies_last() {
        let mut agenda = Agenda::default();
        let (other, inbox, open) = (mailbox(1, None), mailbox(2, Some(SpecialUse::Inbox)), mailbox(3, None));
        agenda.verify();
        agenda.quota();
        agenda.list();
        for mailbox in [&other, &inbox, &open] {
            agenda.bodies(mailbox);
            agenda.pull(mailbox);
        }
        agenda.open(Some(open.id));
        agenda.click(EnvelopeId::new(7));
        agenda.click(EnvelopeId::new(8));

        let order = run(&mut agenda);

        assert_eq!(
            order,
            [
                Job::Body(EnvelopeId::new(8)),
                Job::Body(EnvelopeId::new(7)),
                Job::List,
                Job::Pull(open.id),
                Job::Pull(inbox.id),
                Job::Pull(other.id),
                Job::Quota,
                Job::Bodies(open.id),
                Job::Bodies(inbox.id),
                Job::Bodies(other.id),
                Job::Verify,
            ]
        );
    }

    #[test]
    fn what_is_asked_twice_is_done_once_and_what_is_interrupted_stays() {
        let mut agenda = Agenda::default();
        agenda.pull(&mailbox(1, None));
        agenda.pull(&mailbox(1, None));
        assert_eq!(agenda.next(), agenda.next());

        agenda.click(EnvelopeId::new(1));
        agenda.click(EnvelopeId::new(1));

        assert_eq!(run(&mut agenda), [Job::Body(EnvelopeId::new(1)), Job::Pull(MailboxId::new(1))]);
    }

    #[test]
    fn clicks_are_bounded() {
        let mut agenda = Agenda::default();
        (0..1_000).for_each(|id| agenda.click(EnvelopeId::new(id)));

        assert_eq!(run(&mut agenda).len(), Agenda::CLICKS);
    }
}

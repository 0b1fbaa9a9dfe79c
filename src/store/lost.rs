//! Messages whose rows went with the cache while something waited for them: how they are known when they come in again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::journal::{Pending, Target};
use super::rows::EnvelopeRow;
use crate::model::{AccountId, EnvelopeId, Mailbox, MailboxName, Uid, UidValidity, Verb};

/// A mailbox, as the server of an account calls it.
pub(super) type Home = (AccountId, MailboxName);

/// What is to be found again, by the mailboxes it may come in.
#[derive(Debug, Default)]
pub(super) struct Lost(BTreeMap<Home, Vec<Wanted>>);

#[derive(Clone, Debug)]
struct Wanted {
    target: Target,
    known_by: KnownBy,
}

/// What a message is known by.
#[derive(Clone, Debug)]
enum KnownBy {
    /// By its UID where the UIDs are those of then, else by what it says of itself.
    Uid(Option<UidValidity>),
    /// By what it says of itself, if it is not one of those that were there before it may have been moved, and is not where it
    /// was: what is moved by copying is in both for a while.
    Arrival(UidValidity, Uid, Home),
}

impl Lost {
    /// What of the operations that wait is lost.
    pub(super) fn of(pending: &[Arc<Pending>], is_lost: impl Fn(EnvelopeId) -> bool) -> Self {
        let (mut lost, mut homes) = (Self::default(), BTreeMap::new());
        for Pending { operation, sent, marks, .. } in pending.iter().map(|pending| &**pending) {
            for target in operation.targets.iter().filter(|target| is_lost(target.id)) {
                let home = homes.entry(target.id).or_insert_with(|| {
                    let home = (operation.account, operation.name.clone());
                    lost.add(&home, target, KnownBy::Uid(operation.validity));
                    home
                });
                // Perhaps it is there already.
                if let Verb::Move { to } = &operation.verb
                    && *sent
                    && let Some((validity, next)) = marks.get(&to.name)
                {
                    let known_by = KnownBy::Arrival(*validity, *next, home.clone());
                    lost.add(&(to.account, to.name.clone()), target, known_by);
                }
            }
        }
        lost
    }

    fn add(&mut self, home: &Home, target: &Target, known_by: KnownBy) {
        self.0.entry(home.clone()).or_default().push(Wanted { target: target.clone(), known_by });
    }

    /// A mailbox is called otherwise on the server now.
    pub(super) fn rename(&mut self, account: AccountId, renamed: impl Fn(&MailboxName) -> Option<MailboxName>) {
        let now = |home: &mut Home| {
            if home.0 == account
                && let Some(name) = renamed(&home.1)
            {
                home.1 = name;
            }
        };
        for (mut home, mut wanted) in std::mem::take(&mut self.0) {
            now(&mut home);
            for wanted in &mut wanted {
                if let KnownBy::Arrival(_, _, home) = &mut wanted.known_by {
                    now(home);
                }
            }
            self.0.entry(home).or_default().extend(wanted);
        }
    }

    /// Forgets all but these.
    pub(super) fn retain(&mut self, keep: impl Fn(EnvelopeId) -> bool) {
        if !self.0.is_empty() {
            self.0.retain(|_, wanted| {
                wanted.retain(|wanted| keep(wanted.target.id));
                !wanted.is_empty()
            });
        }
    }

    /// Whether nothing is lost.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mailboxes a lost message may still come in.
    pub(super) fn homes(&self, id: EnvelopeId) -> impl Iterator<Item = &Home> {
        let may_come = move |wanted: &Vec<Wanted>| wanted.iter().any(|wanted| wanted.target.id == id);
        self.0.iter().filter(move |(_, wanted)| may_come(wanted)).map(|(home, _)| home)
    }

    /// The id of a lost message that has come in again, if this is one. Where the UIDs are those of then they
    /// decide, and nothing else; where they are not, Message-ID and size do. `taken` are not to be had; of a mailbox that
    /// `is_in_step` everything is here.
    pub(super) fn find(
        &self,
        mailbox: &Mailbox,
        row: &EnvelopeRow,
        taken: &BTreeSet<EnvelopeId>,
        is_in_step: impl Fn(&Home) -> bool,
    ) -> Option<EnvelopeId> {
        if self.0.is_empty() {
            return None;
        }
        let wanted = self.0.get(&(mailbox.account, mailbox.name.clone()))?;
        let now = mailbox.mark.uid_validity;
        let is_it = |Wanted { target, known_by }: &&Wanted| {
            let same_text = target.size == row.size && target.message_id == row.message_id;
            match known_by {
                KnownBy::Uid(validity) if validity.is_some() && *validity == now => target.uid == row.uid && same_text,
                KnownBy::Uid(_) => same_text && row.message_id.is_some(),
                KnownBy::Arrival(validity, next, home) => {
                    same_text
                        && row.message_id.is_some()
                        && now == Some(*validity)
                        && row.uid >= *next
                        && is_in_step(home)
                }
            }
        };
        let free = |wanted: &&Wanted| !taken.contains(&wanted.target.id);
        wanted.iter().filter(free).find(is_it).map(|wanted| wanted.target.id)
    }
}

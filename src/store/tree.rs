//! Mailboxes as a person sees them: the server's, with what waits to be made, renamed, taken away or subscribed to.
//!
//! Invariant: as with messages, sled holds what the server said. A mailbox that waits to be made is in memory only
//! ([`Engine::make_mailboxes`]), under the id it is going to keep, so that messages can be moved to it at once; whoever asks for
//! what the server has does not see it.
//!
//! The operations are found by the name that the mailbox had for the person at that moment, which is what the server calls it
//! once all older ones are done: they are sent in their order.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Store;
use super::engine::{Change, Engine};
use super::fault::Outcome;
use super::journal::{Operation, Pending};
use super::types::{FoundMailbox, WaitingMailbox};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{AccountId, Intent, Mailbox, MailboxCounts, MailboxId, MailboxName, OperationId, SyncMark, Verb};

/// What waits to be done to mailboxes, oldest first.
#[derive(Debug, Default)]
pub(super) struct Tree(Vec<Arc<Pending>>);

impl Tree {
    pub(super) fn add(&mut self, pending: &Arc<Pending>) {
        if self.0.iter().all(|known| known.operation.id != pending.operation.id) {
            self.0.push(Arc::clone(pending));
        }
    }

    /// Takes an operation out, if it is one of these.
    pub(super) fn drop(&mut self, id: OperationId) -> Option<Arc<Pending>> {
        let at = self.0.iter().position(|pending| pending.operation.id == id)?;
        Some(self.0.remove(at))
    }

    /// A mailbox as a person sees it, and whether they do.
    pub(super) fn seen(&self, mut mailbox: Mailbox) -> (Mailbox, bool) {
        // What was done before it was made was done to another one of that name.
        let made = self.0.iter().position(|it| is_made(&it.operation) && it.operation.mailbox == mailbox.id);
        let since = made.map_or(0, |at| at.saturating_add(1));
        for Operation { account, name, verb, .. } in self.0.iter().skip(since).map(|pending| &pending.operation) {
            if *account != mailbox.account {
                continue;
            }
            match verb {
                Verb::RenameMailbox { to, delimiter } => {
                    if let Some(renamed) = mailbox.name.renamed(name, to, *delimiter) {
                        mailbox.display = renamed.readable();
                        mailbox.name = renamed;
                    }
                }
                Verb::RemoveMailbox { .. } if *name == mailbox.name => return (mailbox, false),
                Verb::Subscribe(subscribed) if *name == mailbox.name => mailbox.subscribed = *subscribed,
                _ => {}
            }
        }
        (mailbox, true)
    }

    /// The mailboxes that wait to be made.
    fn made(&self) -> impl Iterator<Item = Mailbox> {
        self.0.iter().filter_map(|pending| {
            let Operation { account, mailbox, name, verb, .. } = &pending.operation;
            let Verb::CreateMailbox { used, delimiter } = verb else { return None };
            Some(Mailbox {
                id: *mailbox,
                account: *account,
                display: name.readable(),
                name: name.clone(),
                delimiter: *delimiter,
                special_use: *used,
                selectable: true,
                subscribed: true,
                counts: MailboxCounts::default(),
                mark: SyncMark::default(),
                frozen: None,
            })
        })
    }

    /// Whether a mailbox may be gone from the server because we renamed or removed it.
    pub(super) fn may_be_gone(&self, mailbox: &Mailbox) -> bool {
        self.doubtful(mailbox.account).any(|Operation { name, verb, .. }| match verb {
            Verb::RenameMailbox { to, delimiter } => mailbox.name.renamed(name, to, *delimiter).is_some(),
            Verb::RemoveMailbox { .. } => *name == mailbox.name,
            _ => false,
        })
    }

    /// Whether a mailbox of this name may be one that we renamed.
    pub(super) fn may_be_renamed(&self, account: AccountId, name: &MailboxName) -> bool {
        self.doubtful(account).any(|Operation { name: from, verb, .. }| match verb {
            Verb::RenameMailbox { to, delimiter } => name.renamed(to, from, *delimiter).is_some(),
            _ => false,
        })
    }

    /// What may have been sent.
    fn doubtful(&self, of: AccountId) -> impl Iterator<Item = &Operation> {
        let doubtful = self.0.iter().filter(|pending| pending.sent).map(|pending| &pending.operation);
        doubtful.filter(move |operation| operation.account == of)
    }

    /// An operation may be with the server from now on.
    pub(super) fn sent(&mut self, ids: &[OperationId]) {
        for pending in self.0.iter_mut().filter(|pending| ids.contains(&pending.operation.id)) {
            Arc::make_mut(pending).sent = true;
        }
    }
}

const fn is_made(operation: &Operation) -> bool {
    matches!(operation.verb, Verb::CreateMailbox { .. })
}

impl Engine {
    /// The mailboxes that the server has, as far as is known.
    pub(super) fn on_server(&self, account: AccountId) -> impl Iterator<Item = &Mailbox> {
        self.mailboxes.values().filter(move |mailbox| mailbox.account == account && !self.made.contains(&mailbox.id))
    }

    /// Puts the mailboxes that wait to be made beside those of the server, and no others.
    pub(super) fn make_mailboxes(&mut self) {
        for id in std::mem::take(&mut self.made) {
            self.mailboxes.remove(&id);
        }
        for mailbox in self.overlay.tree.made() {
            if let std::collections::btree_map::Entry::Vacant(entry) = self.mailboxes.entry(mailbox.id) {
                self.made.insert(mailbox.id);
                entry.insert(mailbox);
            }
        }
        self.overlay.find_targets(&self.mailboxes);
    }

    /// The mailbox that waits to be made under this name.
    pub(super) fn made_as(&self, account: AccountId, name: &MailboxName) -> Option<MailboxId> {
        let mut made = self.made.iter().filter_map(|id| self.mailboxes.get(id));
        made.find(|mailbox| mailbox.account == account && mailbox.name == *name).map(|mailbox| mailbox.id)
    }

    /// Whether a person sees a mailbox, which waits to be removed otherwise.
    pub(super) fn is_kept(&self, id: MailboxId) -> Outcome<bool> {
        Ok(self.overlay.tree.seen(self.mailbox(id)?.clone()).1)
    }

    /// The mailboxes of an account as a person sees them, counts aside.
    pub(super) fn seen_mailboxes(&self, account: AccountId) -> impl Iterator<Item = Mailbox> {
        let of_account = self.mailboxes.values().filter(move |mailbox| mailbox.account == account);
        of_account
            .map(|mailbox| self.overlay.tree.seen(mailbox.clone()))
            .filter_map(|(mailbox, seen)| seen.then_some(mailbox))
    }
}

/// Stands for the mailbox that an action makes until it has its id; for several of them what is below.
pub(super) const TO_BE_MADE: MailboxId = MailboxId::new(u64::MAX);

/// Plans what a person asks for of mailboxes; `None`: it is about messages.
pub(super) fn act(engine: &Engine, intent: &Intent) -> Outcome<Option<Vec<Operation>>> {
    Ok(Some(match intent {
        Intent::CreateMailbox { account, name, used } => vec![create(engine, *account, name, *used)?],
        Intent::RenameMailbox { mailbox, to } => rename(engine, *mailbox, to)?.into_iter().collect(),
        Intent::RemoveMailbox(mailbox) => remove(engine, *mailbox)?,
        Intent::Subscribe { mailbox, subscribed } => {
            let mailbox = seen(engine, *mailbox)?;
            let changes = mailbox.subscribed != *subscribed;
            changes.then(|| operation(&mailbox, Verb::Subscribe(*subscribed))).into_iter().collect()
        }
        _ => return Ok(None),
    }))
}

/// Plans to make a mailbox.
pub(super) fn create(
    engine: &Engine,
    account: AccountId,
    name: &MailboxName,
    used: Option<crate::model::SpecialUse>,
) -> Outcome<Operation> {
    free(engine, account, name)?;
    let delimiter = engine.on_server(account).find_map(|mailbox| mailbox.delimiter);
    let verb = Verb::CreateMailbox { used, delimiter };
    let (id, name) = (OperationId::new(0), name.clone());
    Ok(Operation { id, account, mailbox: TO_BE_MADE, name, validity: None, verb, targets: Vec::new() })
}

fn rename(engine: &Engine, mailbox: MailboxId, to: &MailboxName) -> Outcome<Option<Operation>> {
    let mailbox = seen(engine, mailbox)?;
    if mailbox.name == *to {
        return Ok(None);
    }
    not_inbox(&mailbox)?;
    let delimiter = mailbox.delimiter;
    if to.renamed(&mailbox.name, to, delimiter).is_some() {
        return Err(Error::new(ErrorKind::Invalid, format!("move mailbox {} into itself", mailbox.display)).into());
    }
    free(engine, mailbox.account, to)?;
    Ok(Some(operation(&mailbox, Verb::RenameMailbox { to: to.clone(), delimiter })))
}

/// What is below goes first.
fn remove(engine: &Engine, mailbox: MailboxId) -> Outcome<Vec<Operation>> {
    let top = seen(engine, mailbox)?;
    not_inbox(&top)?;
    let is_in_it = |it: &Mailbox| it.name.renamed(&top.name, &top.name, top.delimiter).is_some() && !it.name.is_inbox();
    let mut doomed: Vec<_> = engine.seen_mailboxes(top.account).filter(is_in_it).collect();
    doomed.sort_by_key(|it| std::cmp::Reverse(it.name.as_bytes().len()));
    Ok(doomed.iter().map(|it| operation(it, Verb::RemoveMailbox { only_empty: false })).collect())
}

/// Plans to take an operation back, after `leaving` messages went out of the mailbox.
pub(super) fn undo(engine: &Engine, done: &Operation, leaving: usize) -> Outcome<Option<Operation>> {
    let name = match &done.verb {
        Verb::RenameMailbox { to, .. } => to,
        _ => &done.name,
    };
    // What somebody did to it since stays.
    let Some(mailbox) = engine.seen_mailboxes(done.account).find(|mailbox| mailbox.name == *name) else {
        return Ok(None);
    };
    let verb = match &done.verb {
        Verb::CreateMailbox { .. } => {
            let held = engine.overlay.shown(engine.mailbox(mailbox.id)?.clone()).counts.total as usize;
            if held > leaving {
                let context = format!("take back that mailbox {} was made", mailbox.display);
                return Err(Error::new(ErrorKind::MailboxNotEmpty, context).into());
            }
            Verb::RemoveMailbox { only_empty: true }
        }
        Verb::RenameMailbox { delimiter, .. } => {
            free(engine, done.account, &done.name)?;
            Verb::RenameMailbox { to: done.name.clone(), delimiter: *delimiter }
        }
        Verb::Subscribe(subscribed) if mailbox.subscribed == *subscribed => Verb::Subscribe(!subscribed),
        _ => return Ok(None),
    };
    Ok(Some(operation(&mailbox, verb)))
}

fn operation(mailbox: &Mailbox, verb: Verb) -> Operation {
    let Mailbox { id, account, name, .. } = mailbox.clone();
    Operation { id: OperationId::new(0), account, mailbox: id, name, validity: None, verb, targets: Vec::new() }
}

fn seen(engine: &Engine, id: MailboxId) -> Outcome<Mailbox> {
    Ok(engine.overlay.tree.seen(engine.mailbox(id)?.clone()).0)
}

fn not_inbox(mailbox: &Mailbox) -> Outcome<()> {
    if mailbox.name.is_inbox() {
        return Err(Error::new(ErrorKind::Invalid, "do without the inbox").into());
    }
    Ok(())
}

fn free(engine: &Engine, account: AccountId, name: &MailboxName) -> Outcome<()> {
    let is_taken = |mailbox: Mailbox| mailbox.name == *name && mailbox.selectable;
    if name.is_inbox() || engine.seen_mailboxes(account).any(is_taken) {
        return Err(Error::new(ErrorKind::MailboxExists, format!("call a mailbox {}", name.readable())).into());
    }
    Ok(())
}

impl Store {
    pub(super) fn is_kept(&self, id: MailboxId) -> Result<bool> {
        self.0.read("find a mailbox", |engine| engine.is_kept(id))
    }

    /// What waits to be done to mailboxes of an account, oldest first: it is to be sent in this order.
    pub fn waiting_mailboxes(&self, account: AccountId) -> Result<Vec<WaitingMailbox>> {
        let pending = self.0.journal().pending();
        self.0.read("find what waits to be done to mailboxes", |engine| {
            let of_mailboxes =
                |it: &&Arc<Pending>| it.operation.verb.is_of_mailbox() && it.operation.account == account;
            let tell = |it: &Arc<Pending>| {
                let Operation { id, mailbox, name, verb, .. } = it.operation.clone();
                let row = engine.on_server(account).find(|mailbox| mailbox.name == name);
                let concerned: BTreeSet<_> = row.map(|row| row.id).into_iter().chain([mailbox]).collect();
                let waits = |other: &Arc<Pending>| {
                    let Operation { id: older, mailbox, verb, .. } = &other.operation;
                    let to = verb.to().map(|to| to.mailbox);
                    *older < id
                        && !verb.is_of_mailbox()
                        && [Some(*mailbox), to].into_iter().flatten().any(|it| concerned.contains(&it))
                };
                let waits = pending.iter().any(waits);
                WaitingMailbox { id, made: mailbox, mailbox: row.map(|row| row.id), name, verb, sent: it.sent, waits }
            };
            Ok(pending.iter().filter(of_mailboxes).map(tell).collect())
        })
    }

    /// Takes over that the server made a mailbox for which `id` was kept. One of that name that is known keeps its own.
    pub fn created(&self, account: AccountId, id: MailboxId, found: &FoundMailbox) -> Result<()> {
        self.0.write("store a new mailbox", |engine, change| {
            if !engine.on_server(account).any(|mailbox| mailbox.name == found.name) {
                change.put_mailbox(super::mailboxes::new_mailbox(id, account, found));
                super::special::made(engine, change, account, found)?;
            }
            Ok(())
        })
    }

    /// Takes over that the server calls a mailbox, and those below, otherwise. They keep ids, mail and how far they are synced.
    ///
    /// # Errors
    /// [`ErrorKind::MailboxExists`] if another one is known by one of these names; nothing is changed then.
    pub fn renamed(
        &self,
        account: AccountId,
        from: &MailboxName,
        to: &MailboxName,
        delimiter: Option<char>,
    ) -> Result<()> {
        self.0.write("rename a mailbox", |engine, change| rename_rows(engine, change, account, (from, to, delimiter)))
    }

    /// Takes over that another client renamed a mailbox, which was taken for a new one. It keeps id, mail and how far it is synced.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if something is known of the new one already; nothing is changed then.
    pub fn renamed_elsewhere(&self, id: MailboxId, new: MailboxId) -> Result<()> {
        self.0.write("rename a mailbox", |engine, change| {
            let found = engine.mailbox(new)?.clone();
            if found.counts.total > 0 {
                return Err(Error::new(ErrorKind::Invalid, format!("take mailbox {new} for {id}")).into());
            }
            change.remove_mailbox(new);
            let mailbox = change.mailbox(engine, id)?;
            *mailbox = Mailbox { id, counts: mailbox.counts, mark: mailbox.mark, ..found };
            Ok(())
        })
    }

    /// Takes over that a mailbox is subscribed to, or not.
    pub fn set_subscribed(&self, id: MailboxId, subscribed: bool) -> Result<()> {
        self.0.write("store a subscription", |engine, change| {
            change.mailbox(engine, id)?.subscribed = subscribed;
            Ok(())
        })
    }
}

fn rename_rows(
    engine: &Engine,
    change: &mut Change,
    account: AccountId,
    (from, to, delimiter): (&MailboxName, &MailboxName, Option<char>),
) -> Outcome<()> {
    let renamed = |mailbox: &Mailbox| Some((mailbox.id, mailbox.name.renamed(from, to, delimiter)?));
    for (id, name) in engine.on_server(account).filter_map(renamed) {
        if engine.on_server(account).any(|other| other.id != id && other.name == name) {
            return Err(Error::new(ErrorKind::MailboxExists, format!("call mailbox {id} {name:?}")).into());
        }
        let mailbox = change.mailbox(engine, id)?;
        mailbox.display = name.readable();
        mailbox.name = name;
    }
    Ok(())
}

//! What is done to mailboxes: from their menu, and from the box that offers to make a missing one.

use super::sidebar::{Entry, Row, tree};
use super::{Action, Main};
use crate::model::{AccountId, Intent, Mailbox, MailboxId, MailboxName, SpecialUse};
use crate::service::api::{Act, ListSource};
use crate::ui::app::Shared;
use crate::ui::screen::mailbox::{self, Naming, Place};
use crate::ui::screen::picker::{Choice, Item, Picker, Purpose};
use crate::ui::screen::question::{Does, Question};
use crate::ui::widget::Icon;

/// What is done to a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manage {
    /// Make one in this account, below this mailbox or at the top.
    New(AccountId, Option<MailboxId>),
    /// Give it another name.
    Rename(MailboxId),
    /// Put it elsewhere in the tree.
    Put(MailboxId),
    /// Subscribe to it, or do so no longer.
    Subscribe(MailboxId, bool),
    /// Away with it.
    Remove(MailboxId),
}

impl Main {
    /// What the menu of a mailbox offers beside what is done to its messages: words, icon, what it does.
    pub(super) fn manageable(&self, id: MailboxId) -> Vec<(&'static str, Icon, Manage)> {
        let Some((entry, _, mailbox)) = self.sidebar.mailbox(id) else { return Vec::new() };
        let mut offers = Vec::new();
        if mailbox.delimiter.is_some() {
            offers.push(("menu-new-mailbox-here", Icon::Plus, Manage::New(entry.view.account.id, Some(id))));
        }
        if mailbox.name.is_inbox() {
            return offers;
        }
        let subscribe = if mailbox.subscribed {
            ("menu-unsubscribe", Icon::EyeOff, Manage::Subscribe(id, false))
        } else {
            ("menu-subscribe", Icon::Eye, Manage::Subscribe(id, true))
        };
        offers.push(("keys-rename-mailbox", Icon::Pencil, Manage::Rename(id)));
        offers.push(("menu-put-mailbox", Icon::FolderInput, Manage::Put(id)));
        offers.push(subscribe);
        offers.push(("menu-delete-mailbox", Icon::Trash2, Manage::Remove(id)));
        offers
    }

    /// Does it, or asks what is still to be known.
    pub(super) fn manage(&self, manage: Manage, shared: &Shared) -> Action {
        match manage {
            Manage::New(account, parent) => self.name_new(account, parent),
            Manage::Rename(id) => self.rename(id),
            Manage::Put(id) => self.pick_parent(id, shared),
            Manage::Subscribe(mailbox, subscribed) => self.do_it(Intent::Subscribe { mailbox, subscribed }, shared),
            Manage::Remove(id) => self.ask_to_remove(id, shared),
        }
    }

    /// Has something done to a mailbox.
    pub fn do_it(&self, intent: Intent, shared: &Shared) -> Action {
        Action::Run(self.send(Act { intent, messages: Vec::new() }, None, shared))
    }

    /// The key for a new mailbox: beside the one at the cursor of the sidebar or in the list.
    pub(super) fn new_mailbox_key(&self) -> Action {
        match self.mailbox_at_hand() {
            Some((account, id)) => {
                let mailbox = id.and_then(|id| self.sidebar.mailbox(id)).map(|(.., mailbox)| mailbox);
                let parent = mailbox.and_then(|mailbox| self.parent_of(mailbox));
                self.name_new(account, parent)
            }
            None => Action::None,
        }
    }

    /// The key to rename: what is at the cursor of the sidebar or in the list.
    pub(super) fn rename_key(&self) -> Action {
        self.mailbox_at_hand().and_then(|(_, id)| id).map_or(Action::None, |id| self.rename(id))
    }

    fn mailbox_at_hand(&self) -> Option<(AccountId, Option<MailboxId>)> {
        let at_cursor = self.sidebar.row_at_cursor();
        if let Some(Row::Account(place)) = at_cursor {
            return Some((self.sidebar.entries().get(place)?.view.account.id, None));
        }
        match at_cursor.and_then(|row| self.sidebar.source(row)).or(self.list.source())? {
            ListSource::Mailbox(id) => {
                let (entry, ..) = self.sidebar.mailbox(id)?;
                Some((entry.view.account.id, Some(id)))
            }
            ListSource::AllInboxes => Some((self.sidebar.entries().first()?.view.account.id, None)),
        }
    }

    fn entry(&self, account: AccountId) -> Option<&Entry> {
        self.sidebar.entries().iter().find(|entry| entry.view.account.id == account)
    }

    /// The mailbox that one is in, if there is one.
    fn parent_of(&self, mailbox: &Mailbox) -> Option<MailboxId> {
        let (above, _) = split(mailbox);
        let entry = self.entry(mailbox.account)?;
        entry.view.mailboxes.iter().find(|it| it.name.as_bytes() == above).map(|it| it.id)
    }

    fn name_new(&self, account: AccountId, parent: Option<MailboxId>) -> Action {
        let Some(entry) = self.entry(account) else { return Action::None };
        let parent = parent.and_then(|id| self.sidebar.mailbox(id)).map(|(_, node, mailbox)| (mailbox, &node.label));
        let (prefix, words) = match parent {
            Some((mailbox, label)) => (prefix_below(mailbox), label.clone()),
            None => (top_prefix(&entry.view.mailboxes), entry.view.account.name.clone()),
        };
        Action::Name(Naming::new(mailbox::Purpose::New(account), place(entry, prefix, words), String::new()))
    }

    fn rename(&self, id: MailboxId) -> Action {
        let Some((entry, _, mailbox)) = self.sidebar.mailbox(id) else { return Action::None };
        if mailbox.name.is_inbox() {
            return Action::None;
        }
        let (above, name) = split(mailbox);
        let prefix = mailbox.name.as_bytes().get(..mailbox.name.as_bytes().len().saturating_sub(name.as_bytes().len()));
        let parent = entry.view.mailboxes.iter().find(|it| it.name.as_bytes() == above);
        let words = parent.map_or(&entry.view.account.name, |parent| &parent.display).clone();
        let place = place(entry, prefix.unwrap_or_default().to_vec(), words);
        Action::Name(Naming::new(mailbox::Purpose::Rename(id), place, name.readable()))
    }

    /// The box to choose where a mailbox is to be.
    fn pick_parent(&self, id: MailboxId, shared: &Shared) -> Action {
        let Some((entry, node, mailbox)) = self.sidebar.mailbox(id) else { return Action::None };
        let (above, _) = split(mailbox);
        let can_hold = |it: &Mailbox| {
            it.account == mailbox.account
                && it.delimiter.is_some()
                && it.name.renamed(&mailbox.name, &mailbox.name, mailbox.delimiter).is_none()
                && it.name.as_bytes() != above
        };
        let accepts = |other| self.sidebar.mailbox(other).is_some_and(|(.., it)| can_hold(it));
        let top = Item {
            choice: Choice::Top(id),
            icon: Some(Icon::Layers),
            name: shared.texts.get("pick-top"),
            path: entry.view.account.name.clone(),
            on: false,
        };
        let is_at_top = prefix_at(mailbox) == top_prefix(&entry.view.mailboxes);
        let items = self.items(entry, Purpose::Parent(id), accepts);
        let items = Some(top).filter(|_| !is_at_top).into_iter().chain(items).collect();
        let title = shared.texts.with("pick-parent", &[("mailbox", node.label.as_str().into())]);
        Action::Pick(Picker::new(Purpose::Parent(id), title, items))
    }

    /// A mailbox is to be in this one from now on, or at the top.
    pub(super) fn put_mailbox(&self, id: MailboxId, parent: Option<MailboxId>, shared: &Shared) -> Action {
        let Some((entry, _, mailbox)) = self.sidebar.mailbox(id) else { return Action::None };
        let prefix = match parent.and_then(|parent| self.sidebar.mailbox(parent)) {
            Some((.., parent)) => prefix_below(parent),
            None => top_prefix(&entry.view.mailboxes),
        };
        let (_, name) = split(mailbox);
        let to = MailboxName::new([prefix.as_slice(), name.as_bytes()].concat());
        self.do_it(Intent::RenameMailbox { mailbox: id, to }, shared)
    }

    fn ask_to_remove(&self, id: MailboxId, shared: &Shared) -> Action {
        let Some((entry, node, mailbox)) = self.sidebar.mailbox(id) else { return Action::None };
        let is_in_it = |it: &&Mailbox| it.name.renamed(&mailbox.name, &mailbox.name, mailbox.delimiter).is_some();
        let doomed = || entry.view.mailboxes.iter().filter(is_in_it);
        let messages: u32 = doomed().map(|it| it.counts.total.max(it.counts.on_server)).sum();
        let below = doomed().count().saturating_sub(1);
        let texts = &shared.texts;
        Action::Ask(Question {
            title: texts.with("ask-remove-title", &[("mailbox", node.label.as_str().into())]),
            advice: texts.with("ask-remove-advice", &[("count", messages.into()), ("below", below.into())]),
            confirm: texts.get("ask-remove-confirm"),
            does: Does::Act(Act { intent: Intent::RemoveMailbox(id), messages: Vec::new() }),
        })
    }

    /// What is offered where an account has no mailbox for a use: to make one, named as the language does.
    pub(super) fn make_item(&self, account: AccountId, used: SpecialUse, shared: &Shared) -> Option<Item> {
        let entry = self.entry(account)?;
        let name = shared.texts.get(tree::words(used));
        let wire = MailboxName::behind(&top_prefix(&entry.view.mailboxes), delimiter(entry), &name)?;
        let is_there = entry.view.mailboxes.iter().any(|it| it.name == wire || it.special_use == Some(used));
        let item = Item {
            choice: Choice::Make(account, used),
            icon: Some(Icon::Plus),
            name: shared.texts.with("pick-make", &[("mailbox", name.into())]),
            path: String::new(),
            on: false,
        };
        (!is_there).then_some(item)
    }

    /// Makes a mailbox for a use.
    pub(super) fn make(&self, account: AccountId, used: SpecialUse, shared: &Shared) -> Action {
        let Some(entry) = self.entry(account) else { return Action::None };
        let words = shared.texts.get(tree::words(used));
        let prefix = top_prefix(&entry.view.mailboxes);
        let Some(name) = MailboxName::behind(&prefix, delimiter(entry), &words) else { return Action::None };
        self.do_it(Intent::CreateMailbox { account, name, used: Some(used) }, shared)
    }
}

fn place(entry: &Entry, prefix: Vec<u8>, words: String) -> Place {
    let taken = entry.view.mailboxes.iter().map(|it| it.name.clone()).collect();
    Place { prefix, delimiter: delimiter(entry), words, taken }
}

fn delimiter(entry: &Entry) -> Option<char> {
    entry.view.mailboxes.iter().find_map(|it| it.delimiter)
}

/// What a name in this mailbox begins with.
fn prefix_below(mailbox: &Mailbox) -> Vec<u8> {
    let delimiter = mailbox.delimiter.map(String::from).unwrap_or_default();
    [mailbox.name.as_bytes(), delimiter.as_bytes()].concat()
}

/// What a name at the top begins with: where all mailboxes are below the inbox, that is the top.
fn top_prefix(mailboxes: &[Mailbox]) -> Vec<u8> {
    let inbox = mailboxes.iter().find(|it| it.name.is_inbox());
    let prefix = inbox.map(prefix_below).unwrap_or_default();
    let mut others = mailboxes.iter().filter(|it| !it.name.is_inbox()).peekable();
    let is_below = |it: &Mailbox| it.name.as_bytes().starts_with(&prefix);
    if others.peek().is_some() && others.all(is_below) { prefix } else { Vec::new() }
}

/// What the name of a mailbox begins with.
fn prefix_at(mailbox: &Mailbox) -> Vec<u8> {
    let (_, name) = split(mailbox);
    let all = mailbox.name.as_bytes();
    all.get(..all.len().saturating_sub(name.as_bytes().len())).unwrap_or_default().to_vec()
}

/// The name of the mailbox that one is in, and its own name in there.
fn split(mailbox: &Mailbox) -> (&[u8], MailboxName) {
    let all = mailbox.name.as_bytes();
    let is_delimiter = |byte: &u8| mailbox.delimiter.is_some_and(|c| u32::from(c) == u32::from(*byte));
    let at = all.iter().rposition(is_delimiter);
    let (above, own) = match at {
        Some(at) => (all.get(..at).unwrap_or_default(), all.get(at.saturating_add(1)..).unwrap_or_default()),
        None => (&[][..], all),
    };
    (above, MailboxName::new(own))
}

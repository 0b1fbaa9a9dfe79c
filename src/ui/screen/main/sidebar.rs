//! The sidebar: the unified inbox, then each account with its state and its mailboxes.
//!
//! Rows are kept flat, with the top of each, and made anew only when accounts, mailboxes or what is folded
//! change; counts and states are put in where they are. So a view costs what is in sight, and 20,000
//! mailboxes scroll like twenty.

mod cursor;
pub mod state;
pub mod tree;
pub mod view;

use std::collections::HashMap;

use tree::Node;

use crate::config::SidebarSettings;
use crate::i18n::{format, quota};
use crate::model::{AccountId, Level, Mailbox, MailboxId, Quotas};
use crate::service::api::{AccountState, AccountView, ListSource, Transport};
use crate::ui::app::Shared;
use crate::ui::spacing;

/// Trees of more mailboxes than this start folded.
const UNFOLDED_UP_TO: usize = 60;
/// The row with the progress of an account.
const PROGRESS_ROW: f32 = 50.0;
/// The row that says how full an account is.
const QUOTA_ROW: f32 = 30.0;
/// Mailboxes that are remembered as used.
const MAX_RECENT: usize = 12;
/// The room above an account.
const GAP: f32 = 14.0;

/// A row of the sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// The inboxes of all accounts.
    AllInboxes,
    /// Room above an account.
    Gap(usize),
    /// An account, by its place.
    Account(usize),
    /// How far the account's sync is.
    Progress(usize),
    /// How full the account is.
    Quota(usize),
    /// A node of an account's tree.
    Mailbox(usize, usize),
}

/// An account in the sidebar.
#[derive(Debug)]
pub struct Entry {
    /// The account with its state.
    pub view: AccountView,
    /// Its mailboxes.
    pub nodes: Vec<Node>,
    /// What it is doing, in words.
    pub sentence: String,
    /// How far a sync is.
    pub progress: Option<Progress>,
    /// How full it is, if the server says.
    pub fullness: Option<Fullness>,
    /// Its mailboxes are out of sight.
    pub folded: bool,
    /// Where each mailbox is: its node and its place in `view.mailboxes`.
    places: HashMap<MailboxId, (usize, usize)>,
}

/// How far a sync is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// "4.312 von 22.000"
    pub of: String,
    /// "noch etwa 1 Minute", once that can be told.
    pub remaining: Option<String>,
    /// The share that is done.
    pub share: f32,
}

/// How full an account is.
#[derive(Clone, Debug, PartialEq)]
pub struct Fullness {
    /// "4,2 GB von 5 GB belegt"
    pub words: String,
    /// All limits, and when they were told.
    pub details: String,
    /// The share that is used.
    pub share: f32,
    /// Whether that is worth a warning.
    pub level: Level,
}

/// The sidebar.
#[derive(Debug, Default)]
pub struct Sidebar {
    entries: Vec<Entry>,
    rows: Vec<Row>,
    tops: Vec<f64>,
    /// What is kept over restarts.
    kept: SidebarSettings,
    cursor: usize,
    offset: f64,
    viewport: f32,
    unified_unseen: u32,
}

impl Sidebar {
    /// As it was left.
    pub fn new(kept: SidebarSettings) -> Self {
        Self { kept, ..Self::default() }
    }

    /// What is kept over restarts.
    pub const fn kept(&self) -> &SidebarSettings {
        &self.kept
    }

    /// The accounts are these now.
    pub fn set_accounts(&mut self, accounts: Vec<AccountView>, shared: &Shared) {
        let is_there = |id: AccountId| accounts.iter().any(|view| view.account.id == id);
        self.kept.folded.retain(|id| is_there(*id));
        self.kept.turned.retain(|(id, _)| is_there(*id));
        self.kept.recent.retain(|(id, _)| is_there(*id));
        let cursor = self.row_at_cursor().map(|row| self.identity(row));
        self.entries = accounts.into_iter().map(|view| self.entry(view, shared)).collect();
        self.lay_out();
        self.count_unified();
        if let Some(found) = cursor.and_then(|cursor| self.rows.iter().position(|row| self.identity(*row) == cursor)) {
            self.cursor = found;
        }
    }

    fn entry(&self, view: AccountView, shared: &Shared) -> Entry {
        let texts = &shared.texts;
        let words = |special_use| texts.get(tree::words(special_use));
        let nodes = tree::build(&view.mailboxes, words, |a, b| texts.compare(a, b));
        let by_id: HashMap<MailboxId, usize> =
            view.mailboxes.iter().enumerate().map(|(place, mailbox)| (mailbox.id, place)).collect();
        let places = nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| Some((node.mailbox?, (index, *by_id.get(&node.mailbox?)?))))
            .collect();
        let folded = self.kept.folded.contains(&view.account.id);
        let mut entry = Entry { view, nodes, sentence: String::new(), progress: None, fullness: None, folded, places };
        entry.tell(shared);
        entry
    }

    /// Rows and their tops, from the trees and what is folded.
    fn lay_out(&mut self) {
        let mut rows = Vec::new();
        if self.entries.len() > 1 {
            rows.push(Row::AllInboxes);
        }
        for (place, entry) in self.entries.iter().enumerate() {
            if place > 0 || !rows.is_empty() {
                rows.push(Row::Gap(place));
            }
            rows.push(Row::Account(place));
            if entry.progress.is_some() {
                rows.push(Row::Progress(place));
            }
            if entry.shows_fullness() {
                rows.push(Row::Quota(place));
            }
            let mut next = if entry.folded { entry.nodes.len() } else { 0 };
            while let Some(node) = entry.nodes.get(next) {
                rows.push(Row::Mailbox(place, next));
                next = if node.has_children(next) && !self.unfolded(entry, node) { node.end } else { next + 1 };
            }
        }
        let mut top = 0.0;
        self.tops = std::iter::once(0.0)
            .chain(rows.iter().map(|row| {
                top += f64::from(height(*row));
                top
            }))
            .collect();
        self.rows = rows;
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        self.scroll(self.offset);
    }

    fn unfolded(&self, entry: &Entry, node: &Node) -> bool {
        let usually = entry.nodes.len() <= UNFOLDED_UP_TO;
        let turned = self.kept.turned.contains(&(entry.view.account.id, fold_key(entry, node)));
        usually != turned
    }

    /// Whether the children of a node are in sight.
    pub fn is_unfolded(&self, account: usize, node: usize) -> bool {
        let entry = self.entries.get(account);
        entry.and_then(|entry| entry.nodes.get(node).map(|node| self.unfolded(entry, node))).unwrap_or_default()
    }

    /// An account does something else now.
    pub fn set_state(&mut self, id: AccountId, state: AccountState, transport: Option<Transport>, shared: &Shared) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.view.account.id == id) else { return };
        let had = entry.progress.is_some();
        entry.view.state = state;
        entry.view.transport = transport;
        entry.tell(shared);
        if had != entry.progress.is_some() {
            self.lay_out();
        }
    }

    /// A mailbox has new counts. False if it is not known: then the accounts have to be asked for.
    pub fn set_mailbox(&mut self, mailbox: &Mailbox) -> bool {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.view.account.id == mailbox.account) else {
            return false;
        };
        let Some((node, place)) = entry.places.get(&mailbox.id).copied() else { return false };
        tree::set_unseen(&mut entry.nodes, node, mailbox.counts.unseen);
        if let Some(known) = entry.view.mailboxes.get_mut(place) {
            mailbox.clone_into(known);
        }
        self.count_unified();
        true
    }

    fn count_unified(&mut self) {
        let inboxes = self.entries.iter().filter_map(|entry| {
            entry.nodes.iter().find(|node| node.special_use == Some(crate::model::SpecialUse::Inbox))
        });
        self.unified_unseen = inboxes.map(|node| node.unseen).sum();
    }

    /// Language or time moved on.
    pub fn refresh(&mut self, shared: &Shared) {
        for entry in &mut self.entries {
            entry.tell(shared);
        }
    }

    /// The language changed: names and their order with it.
    pub fn rebuild(&mut self, shared: &Shared) {
        let accounts = std::mem::take(&mut self.entries).into_iter().map(|entry| entry.view).collect();
        self.set_accounts(accounts, shared);
    }

    /// The accounts with their trees.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Unread messages in all inboxes.
    pub const fn unified_unseen(&self) -> u32 {
        self.unified_unseen
    }

    /// A mailbox by its id.
    pub fn mailbox(&self, id: MailboxId) -> Option<(&Entry, &Node, &Mailbox)> {
        self.entries.iter().find_map(|entry| {
            let (node, place) = entry.places.get(&id)?;
            Some((entry, entry.nodes.get(*node)?, entry.view.mailboxes.get(*place)?))
        })
    }

    /// What a row opens.
    pub fn source(&self, row: Row) -> Option<ListSource> {
        match row {
            Row::AllInboxes => Some(ListSource::AllInboxes),
            Row::Mailbox(account, node) => {
                let node = self.entries.get(account)?.nodes.get(node)?;
                node.mailbox.filter(|_| node.selectable).map(ListSource::Mailbox)
            }
            Row::Gap(_) | Row::Account(_) | Row::Progress(_) | Row::Quota(_) => None,
        }
    }

    /// The list that is shown at the start: the one that was open, else all inboxes, or the inbox of the only account.
    pub fn first(&self) -> Option<ListSource> {
        let kept = self.kept.open.as_ref().and_then(|(account, name)| {
            let entry = self.entries.iter().find(|entry| entry.view.account.id == *account)?;
            let mailbox = entry.view.mailboxes.iter().find(|mailbox| mailbox.display == *name && mailbox.selectable)?;
            Some(ListSource::Mailbox(mailbox.id))
        });
        kept.or_else(|| match self.entries.as_slice() {
            [] => None,
            [only] => only.nodes.iter().find(|node| node.selectable)?.mailbox.map(ListSource::Mailbox),
            _ => Some(ListSource::AllInboxes),
        })
    }

    /// Puts the cursor on the row of a list that is opened, and keeps it for the next start.
    pub fn point_at(&mut self, source: ListSource) {
        self.kept.open = match source {
            ListSource::AllInboxes => None,
            ListSource::Mailbox(id) => self.name(id),
        };
        if let Some(found) = self.rows.iter().position(|row| self.source(*row) == Some(source)) {
            self.move_to(found);
        }
    }

    /// Something was put into a mailbox: it is offered first from now on.
    pub fn used(&mut self, id: MailboxId) {
        if let Some(name) = self.name(id) {
            self.kept.recent.retain(|known| *known != name);
            self.kept.recent.insert(0, name);
            self.kept.recent.truncate(MAX_RECENT);
        }
    }

    /// How many others were used since this one; the most if it was not.
    pub fn used_before(&self, id: MailboxId) -> usize {
        let name = self.name(id);
        self.kept.recent.iter().position(|known| Some(known) == name.as_ref()).unwrap_or(usize::MAX)
    }

    fn name(&self, id: MailboxId) -> Option<(AccountId, String)> {
        self.mailbox(id).map(|(entry, _, mailbox)| (entry.view.account.id, mailbox.display.clone()))
    }

    fn identity(&self, row: Row) -> (u8, u64) {
        let account = |place: usize| self.entries.get(place).map_or(0, |entry| entry.view.account.id.get());
        match row {
            Row::AllInboxes => (0, 0),
            Row::Gap(place) => (1, account(place)),
            Row::Account(place) => (2, account(place)),
            Row::Progress(place) => (3, account(place)),
            Row::Quota(place) => (5, account(place)),
            Row::Mailbox(place, node) => {
                let node = self.entries.get(place).and_then(|entry| entry.nodes.get(node));
                (4, node.and_then(|node| node.mailbox).map_or(0, MailboxId::get))
            }
        }
    }

    /// What keeps a row's state.
    pub fn key(&self, row: Row) -> u64 {
        let (kind, id) = self.identity(row);
        // A parent that is no mailbox has no number; its place among the rows tells it apart.
        let id = match row {
            Row::Mailbox(account, node) if id == 0 => (1 << 40) + (account as u64) * (1 << 24) + node as u64,
            _ => id,
        };
        u64::from(kind) << 56 | id
    }
}

impl Entry {
    /// Puts the state into words.
    fn tell(&mut self, shared: &Shared) {
        self.sentence = state::sentence(&self.view, shared);
        self.progress = match &self.view.state {
            AccountState::Syncing { done, total, remaining } if *total > 0 => {
                let of = state::progress(*done, *total, None, shared);
                let remaining = remaining.map(|seconds| format::duration(seconds, &shared.texts));
                Some(Progress { of, remaining, share: (*done as f32 / *total as f32).min(1.0) })
            }
            _ => None,
        };
        self.fullness = self.view.quotas.as_ref().and_then(|quotas| Fullness::of(quotas, shared));
    }

    /// Room is not worth a row in a list that is folded or busy, unless there is little of it.
    fn shows_fullness(&self) -> bool {
        let warns = |fullness: &Fullness| fullness.level > Level::Fine;
        self.fullness.as_ref().is_some_and(|fullness| warns(fullness) || !self.folded && self.progress.is_none())
    }

    /// A count as the language writes it.
    pub fn count(unseen: u32, shared: &Shared) -> String {
        format::number(i64::from(unseen), shared.lang())
    }
}

impl Fullness {
    fn of(quotas: &Quotas, shared: &Shared) -> Option<Self> {
        let (resource, usage) = quotas.fullest()?;
        let texts = &shared.texts;
        let at = format::moment(quotas.at, shared.now, &shared.zone, shared.lang());
        let mut details = quota::lines(quotas, texts);
        details.push(texts.with("quota-told", &[("moment", at.into())]));
        Some(Self {
            words: quota::usage(resource, usage, texts),
            details: details.join("\n"),
            share: (usage.used as f32 / usage.limit as f32).min(1.0),
            level: usage.level(),
        })
    }
}

/// What stays the same of a node when the tree is made anew.
fn fold_key(entry: &Entry, node: &Node) -> String {
    let known = node.mailbox.and_then(|id| entry.view.mailboxes.get(entry.places.get(&id)?.1));
    match known {
        Some(mailbox) => mailbox.display.clone(),
        None => {
            let parent = node.parent.and_then(|parent| entry.nodes.get(parent));
            let above = parent.map_or("", |parent| parent.label.as_str());
            format!("{}/{above}/{}", node.depth, node.label)
        }
    }
}

/// The height of a row.
pub const fn height(row: Row) -> f32 {
    match row {
        Row::AllInboxes | Row::Account(_) | Row::Mailbox(..) => spacing::SIDEBAR_ROW,
        Row::Gap(_) => GAP,
        Row::Progress(_) => PROGRESS_ROW,
        Row::Quota(_) => QUOTA_ROW,
    }
}

#[cfg(test)]
mod tests;

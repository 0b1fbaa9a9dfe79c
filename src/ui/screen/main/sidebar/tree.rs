//! The mailboxes of an account as a tree: pure, made anew only when mailboxes come, go or are renamed.
//!
//! Mailboxes with a special use stand first at the top, wherever the server keeps them, under the name
//! the language has for them. The others hang below the nearest parent that exists; a parent that the
//! server does not list is put in as plain text. Depth is bounded, nothing recurses.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::model::{Mailbox, MailboxId, SpecialUse};
use crate::ui::widget::Icon;

/// Levels that are drawn; what is nested deeper stands at the last level with the rest of its path.
pub const MAX_DEPTH: usize = 12;

/// A mailbox, or a parent without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The mailbox; `None` for a parent that the server does not list.
    pub mailbox: Option<MailboxId>,
    /// Whether it can be opened.
    pub selectable: bool,
    /// What stands in the row.
    pub label: String,
    /// Its special use.
    pub special_use: Option<SpecialUse>,
    /// How far it is indented.
    pub depth: usize,
    /// The node above.
    pub parent: Option<usize>,
    /// One past the last node below it: the nodes below are the ones that follow.
    pub end: usize,
    /// Unread messages in it.
    pub unseen: u32,
    /// Unread messages in it and in everything below.
    pub unseen_below: u32,
}

impl Node {
    /// The icon of the row.
    pub const fn icon(&self) -> Icon {
        match self.special_use {
            Some(SpecialUse::Inbox) => Icon::Inbox,
            Some(SpecialUse::Flagged) => Icon::Flag,
            Some(SpecialUse::Drafts) => Icon::FilePenLine,
            Some(SpecialUse::Sent) => Icon::Send,
            Some(SpecialUse::Archive) => Icon::Archive,
            Some(SpecialUse::All) => Icon::Mails,
            Some(SpecialUse::Junk) => Icon::OctagonAlert,
            Some(SpecialUse::Trash) => Icon::Trash2,
            None => Icon::Folder,
        }
    }

    /// Whether others hang below the node at `index`.
    pub const fn has_children(&self, index: usize) -> bool {
        self.end > index + 1
    }
}

/// The key of a special use's name in i18n.
pub const fn words(special_use: SpecialUse) -> &'static str {
    match special_use {
        SpecialUse::Inbox => "mailbox-inbox",
        SpecialUse::Flagged => "mailbox-flagged",
        SpecialUse::Drafts => "mailbox-drafts",
        SpecialUse::Sent => "mailbox-sent",
        SpecialUse::Archive => "mailbox-archive",
        SpecialUse::All => "mailbox-all",
        SpecialUse::Junk => "mailbox-junk",
        SpecialUse::Trash => "mailbox-trash",
    }
}

const fn rank(special_use: Option<SpecialUse>) -> u8 {
    match special_use {
        Some(SpecialUse::Inbox) => 0,
        Some(SpecialUse::Flagged) => 1,
        Some(SpecialUse::Drafts) => 2,
        Some(SpecialUse::Sent) => 3,
        Some(SpecialUse::Archive) => 4,
        Some(SpecialUse::All) => 5,
        Some(SpecialUse::Junk) => 6,
        Some(SpecialUse::Trash) => 7,
        None => 8,
    }
}

/// A node on its way into the tree.
struct Draft<'a> {
    mailbox: Option<&'a Mailbox>,
    label: String,
    children: Vec<usize>,
}

/// Builds the tree, in the order in which it is drawn. `name` gives the words of a special use, `compare`
/// orders names as the language does.
pub fn build(
    mailboxes: &[Mailbox],
    name: impl Fn(SpecialUse) -> String,
    compare: impl Fn(&str, &str) -> Ordering,
) -> Vec<Node> {
    let mut drafts: Vec<Draft<'_>> = Vec::with_capacity(mailboxes.len());
    let mut by_path: HashMap<Vec<&str>, usize> = HashMap::with_capacity(mailboxes.len());
    let mut roots: Vec<usize> = Vec::new();
    let below_inbox = all_below_inbox(mailboxes);
    let mut claimed = [false; 8];

    let paths: Vec<Vec<&str>> = mailboxes.iter().map(|mailbox| path(mailbox, below_inbox)).collect();
    for (mailbox, path) in mailboxes.iter().zip(&paths) {
        let index = drafts.len();
        drafts.push(Draft {
            mailbox: Some(mailbox),
            label: label(mailbox, path, &name, &mut claimed),
            children: Vec::new(),
        });
        by_path.insert(path.clone(), index);
    }
    for (index, path) in paths.iter().enumerate() {
        let hoisted = mailboxes.get(index).is_some_and(|mailbox| mailbox.special_use.is_some());
        if hoisted || path.len() <= 1 {
            roots.push(index);
        } else {
            attach(index, path, &mut drafts, &mut by_path, &mut roots);
        }
    }
    // A parent that cannot be opened and has nobody left below it (all were hoisted) says nothing.
    roots.retain(|root| says_something(&drafts, *root));
    order(&mut roots, &mut drafts, &compare);
    flatten(&drafts, &roots)
}

fn says_something(drafts: &[Draft<'_>], index: usize) -> bool {
    drafts
        .get(index)
        .is_some_and(|draft| !draft.children.is_empty() || draft.mailbox.is_some_and(|mailbox| mailbox.selectable))
}

/// Some servers keep everything below INBOX ("INBOX.Sent"): then that level says nothing.
fn all_below_inbox(mailboxes: &[Mailbox]) -> bool {
    mailboxes.len() > 1
        && mailboxes.iter().all(|mailbox| {
            let head = mailbox.delimiter.and_then(|delimiter| mailbox.display.split(delimiter).next());
            mailbox.name.is_inbox() || head.is_some_and(|head| head.eq_ignore_ascii_case("INBOX"))
        })
}

fn path(mailbox: &Mailbox, below_inbox: bool) -> Vec<&str> {
    let Some(delimiter) = mailbox.delimiter else {
        return vec![&mailbox.display];
    };
    let whole = mailbox.display.as_str();
    let stripped = if below_inbox && !mailbox.name.is_inbox() {
        whole.split_once(delimiter).map_or(whole, |(_, rest)| rest)
    } else {
        whole
    };
    let path: Vec<&str> = stripped.splitn(MAX_DEPTH, delimiter).filter(|part| !part.is_empty()).collect();
    if path.is_empty() { vec![whole] } else { path }
}

/// The first mailbox of a special use gets the language's word, a second one keeps its own.
fn label(mailbox: &Mailbox, path: &[&str], name: impl Fn(SpecialUse) -> String, claimed: &mut [bool; 8]) -> String {
    let own = || path.last().copied().unwrap_or_default().to_owned();
    let Some(special_use) = mailbox.special_use else {
        return own();
    };
    match claimed.get_mut(usize::from(rank(Some(special_use)))) {
        Some(claimed @ false) => {
            *claimed = true;
            name(special_use)
        }
        Some(true) | None => own(),
    }
}

fn attach<'a>(
    index: usize,
    path: &[&'a str],
    drafts: &mut Vec<Draft<'_>>,
    by_path: &mut HashMap<Vec<&'a str>, usize>,
    roots: &mut Vec<usize>,
) {
    let mut child = index;
    let mut depth = path.len().saturating_sub(1);
    while depth > 0 {
        let Some(parent) = path.get(..depth) else { return };
        if let Some(found) = by_path.get(parent).copied() {
            if let Some(draft) = drafts.get_mut(found) {
                draft.children.push(child);
            }
            return;
        }
        let made = drafts.len();
        let label = parent.last().copied().unwrap_or_default().to_owned();
        drafts.push(Draft { mailbox: None, label, children: vec![child] });
        by_path.insert(parent.to_vec(), made);
        child = made;
        depth -= 1;
    }
    roots.push(child);
}

fn order(roots: &mut [usize], drafts: &mut [Draft<'_>], compare: &impl Fn(&str, &str) -> Ordering) {
    let keys: Vec<(u8, String)> = drafts
        .iter()
        .map(|draft| (rank(draft.mailbox.and_then(|mailbox| mailbox.special_use)), draft.label.clone()))
        .collect();
    let by_key = |a: &usize, b: &usize| match (keys.get(*a), keys.get(*b)) {
        (Some((a_rank, a)), Some((b_rank, b))) => a_rank.cmp(b_rank).then_with(|| compare(a, b)),
        _ => a.cmp(b),
    };
    roots.sort_by(by_key);
    for draft in drafts {
        draft.children.sort_by(by_key);
    }
}

fn flatten(drafts: &[Draft<'_>], roots: &[usize]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(drafts.len());
    let mut stack: Vec<(usize, usize, Option<usize>)> = roots.iter().rev().map(|root| (*root, 0, None)).collect();
    while let Some((draft_index, depth, parent)) = stack.pop() {
        let Some(draft) = drafts.get(draft_index) else { continue };
        let index = nodes.len();
        let unseen = draft.mailbox.map_or(0, |mailbox| mailbox.counts.unseen);
        nodes.push(Node {
            mailbox: draft.mailbox.map(|mailbox| mailbox.id),
            selectable: draft.mailbox.is_some_and(|mailbox| mailbox.selectable),
            label: draft.label.clone(),
            special_use: draft.mailbox.and_then(|mailbox| mailbox.special_use),
            depth,
            parent,
            end: index + 1,
            unseen,
            unseen_below: unseen,
        });
        stack.extend(draft.children.iter().rev().map(|child| (*child, depth + 1, Some(index))));
    }
    // Children follow their parents, so going backwards every child is done before its parent.
    for index in (0..nodes.len()).rev() {
        let Some((parent, end, below)) = nodes.get(index).map(|node| (node.parent, node.end, node.unseen_below)) else {
            continue;
        };
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.end = parent.end.max(end);
            parent.unseen_below = parent.unseen_below.saturating_add(below);
        }
    }
    nodes
}

/// Takes over a new count of unread messages for the node at `index` and everything above it.
pub fn set_unseen(nodes: &mut [Node], index: usize, unseen: u32) {
    let Some(node) = nodes.get_mut(index) else { return };
    let before = std::mem::replace(&mut node.unseen, unseen);
    let mut next = Some(index);
    while let Some(node) = next.and_then(|index| nodes.get_mut(index)) {
        node.unseen_below = node.unseen_below.saturating_sub(before).saturating_add(unseen);
        next = node.parent;
    }
}

#[cfg(test)]
mod tests;

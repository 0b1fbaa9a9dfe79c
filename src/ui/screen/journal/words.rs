//! What was done, where, and how far it is, in words: pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::i18n::Texts;
use crate::model::{Conflict, Flag, Intent, Logged, LoggedPart, MailboxId, MailboxName, Stage};
use crate::service::api::AccountView;
use crate::ui::screen::main::sidebar::tree;
use crate::ui::widget::Icon;
use crate::ui::widget::tag::Label;

/// Mailboxes that are named; more are counted.
const NAMED: usize = 2;
/// Characters of a server's words that are shown.
const MAX_SAID: usize = 300;

/// Messages that an action is about.
pub fn total(logged: &Logged) -> u64 {
    messages(logged, |part| part.total)
}

/// Adds up the parts. What is moved may be marked before, too: those are the same messages.
fn messages(logged: &Logged, count: impl Fn(&LoggedPart) -> u32) -> u64 {
    let mut sums: BTreeMap<MailboxId, [u64; 2]> = BTreeMap::new();
    for part in &logged.parts {
        let [marked, moved] = sums.entry(part.mailbox).or_default();
        *(if part.to.is_some() { moved } else { marked }) += u64::from(count(part));
    }
    sums.into_values().map(|[marked, moved]| marked.max(moved)).sum()
}

/// "3 Nachrichten als gelesen markiert".
pub fn what(logged: &Logged, texts: &Texts) -> String {
    match logged.undoes {
        Some(_) => {
            let what = done(&logged.intent.inverse(), total(logged), texts);
            texts.with("journal-undo", &[("what", what.into())])
        }
        None => done(&logged.intent, total(logged), texts),
    }
}

fn done(intent: &Intent, total: u64, texts: &Texts) -> String {
    let key = match intent {
        Intent::Flags { add, .. } if add.contains(Flag::Seen) => "journal-read",
        Intent::Flags { remove, .. } if remove.contains(Flag::Seen) => "journal-unread",
        Intent::Flags { add, .. } if add.contains(Flag::Flagged) => "journal-flagged",
        Intent::Flags { remove, .. } if remove.contains(Flag::Flagged) => "journal-unflagged",
        Intent::Flags { add, remove } => {
            let (added, removed) = (Label::all(add, texts), Label::all(remove, texts));
            let (key, label) = match (added.as_slice(), removed.as_slice()) {
                ([label], _) => ("journal-tagged", label),
                (_, [label]) => ("journal-untagged", label),
                _ => return texts.with("journal-flags", &[("count", total.into())]),
            };
            return texts.with(key, &[("count", total.into()), ("tag", label.name.as_str().into())]);
        }
        Intent::Move(_) => "journal-moved",
        Intent::Copy(_) => "journal-copied",
        Intent::Archive | Intent::ArchiveByYear => "journal-archived",
        Intent::Trash => "journal-trashed",
        Intent::Junk => "journal-junk",
        Intent::NotJunk => "journal-not-junk",
        Intent::Delete => "journal-deleted",
        Intent::AutoRead => "journal-auto-read",
        Intent::CreateMailbox { .. } => "journal-mailbox-created",
        Intent::RenameMailbox { .. } => "journal-mailbox-renamed",
        Intent::RemoveMailbox(_) => "journal-mailbox-deleted",
        Intent::Subscribe { subscribed: true, .. } => "journal-mailbox-subscribed",
        Intent::Subscribe { subscribed: false, .. } => "journal-mailbox-unsubscribed",
    };
    texts.with(key, &[("count", total.into())])
}

/// "Posteingang → Archiv, Familie".
pub fn place(logged: &Logged, accounts: &[AccountView], texts: &Texts) -> String {
    let mut names: Vec<String> = Vec::new();
    let moved: BTreeSet<_> = logged.parts.iter().filter(|part| part.to.is_some()).map(|part| part.mailbox).collect();
    for part in logged.parts.iter().filter(|part| part.to.is_some() || !moved.contains(&part.mailbox)) {
        let account = accounts.iter().find(|view| view.account.id == part.account);
        let from = name_of(account, part.mailbox, &part.name, texts);
        let mailbox = match &part.to {
            Some(to) => {
                let account = accounts.iter().find(|view| view.account.id == to.account);
                let to = name_of(account, to.mailbox, &to.name, texts);
                texts.with("journal-from-to", &[("from", from.into()), ("to", to.into())])
            }
            None => from,
        };
        let name = match account.filter(|_| accounts.len() > 1) {
            Some(view) => texts
                .with("journal-place", &[("mailbox", mailbox.into()), ("account", view.account.name.as_str().into())]),
            None => mailbox,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let names = names.join(", ");
    if more == 0 { names } else { texts.with("journal-places", &[("names", names.into()), ("count", more.into())]) }
}

/// What the sidebar calls a mailbox; one that is gone goes by the server's name.
fn name_of(account: Option<&AccountView>, id: MailboxId, name: &MailboxName, texts: &Texts) -> String {
    match account.and_then(|view| view.mailboxes.iter().find(|mailbox| mailbox.id == id)) {
        Some(mailbox) => match mailbox.special_use {
            Some(special_use) => texts.get(tree::words(special_use)),
            None => mailbox.display.clone(),
        },
        None => name.readable(),
    }
}

/// How far an action is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Far {
    /// The mark beside it.
    pub icon: Icon,
    /// How the mark is coloured.
    pub tone: Tone,
    /// In a sentence or two.
    pub words: String,
}

/// How a mark is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to look at.
    Quiet,
    /// It goes on.
    Active,
    /// It is done.
    Good,
    /// It did not work out.
    Attention,
}

/// How far an action is.
pub fn far(logged: &Logged, texts: &Texts) -> Far {
    let count = ("count", total(logged).into());
    let (icon, tone, words) = match &logged.stage {
        Stage::Waiting | Stage::Sent if is_partly_done(logged) => {
            let done = ("done", total(logged).saturating_sub(messages(logged, |part| part.left)).into());
            (Icon::Send, Tone::Active, texts.with("journal-partly", &[done, count]))
        }
        Stage::Waiting => (Icon::Clock, Tone::Active, texts.get("journal-waiting")),
        Stage::Sent => (Icon::Send, Tone::Active, texts.get("journal-sent")),
        Stage::Confirmed => (Icon::CircleCheck, Tone::Good, texts.get("journal-confirmed")),
        Stage::Rejected(said) => {
            let said: String = said.chars().take(MAX_SAID).collect();
            (Icon::CircleX, Tone::Attention, texts.with("journal-rejected", &[("words", said.into())]))
        }
        Stage::Conflict(conflict) => {
            (Icon::TriangleAlert, Tone::Attention, texts.with(conflict_key(*conflict), &[count]))
        }
        Stage::Undone(_) => (Icon::Undo2, Tone::Quiet, texts.get("journal-undone")),
    };
    Far { icon, tone, words }
}

fn is_partly_done(logged: &Logged) -> bool {
    logged.parts.iter().any(|part| part.left < part.total)
}

const fn conflict_key(conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::MessageGone => "journal-message-gone",
        Conflict::MailboxGone => "journal-mailbox-gone",
        Conflict::NotEmpty => "journal-mailbox-not-empty",
    }
}

/// Whether there is anything to take back. What could not be done to a single message left nothing behind.
pub fn is_undoable(logged: &Logged) -> bool {
    let of_several = total(logged) > 1;
    let has_effect = match logged.stage {
        Stage::Waiting | Stage::Sent | Stage::Confirmed => true,
        Stage::Rejected(_) | Stage::Conflict(_) => of_several,
        Stage::Undone(_) => false,
    };
    has_effect && logged.undoes.is_none() && !logged.intent.is_final() && total(logged) > 0
}

/// What is said of actions that could not be carried out any more; `None` if there are none.
pub fn conflicts(fresh: &[&Logged], texts: &Texts) -> Option<String> {
    match fresh {
        [] => None,
        [one] => {
            let args = [("what", what(one, texts).into()), ("why", far(one, texts).words.into())];
            Some(texts.with("journal-conflict", &args))
        }
        several => Some(texts.with("journal-conflicts", &[("count", several.len().into())])),
    }
}

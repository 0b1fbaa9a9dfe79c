//! What takes messages out of the list: the selection goes on to the next one, and comes back with an undo.

use iced::Task;

use super::{Action, Main, Message, frozen};
use crate::config::Archive;
use crate::model::{AccountId, ActionId, EnvelopeId, Flag, Flags, Intent, Mailbox, MailboxId, SpecialUse};
use crate::service::api::{Act, ListSource, Query, Thaw};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::keymap::Intent as Key;
use crate::ui::screen::picker::{Choice, Picker, Purpose};
use crate::ui::screen::question::{Does, Question};

use super::list::chosen::Left;

/// Actions whose messages are selected again when they come back.
const MAX_REMEMBERED: usize = 20;

/// What is done with all messages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum All {
    /// They are marked as read.
    Read,
    /// They are deleted for ever, once the person has confirmed it.
    Delete(MailboxId),
}

/// What was selected before an action.
#[derive(Debug)]
pub struct Remembered {
    action: ActionId,
    source: ListSource,
    left: Left,
}

impl Main {
    /// A key or a button that organises what is chosen.
    pub(super) fn organise(&mut self, key: Key, shared: &Shared) -> Action {
        if self.list.target_count() == 0 {
            return Action::None;
        }
        let place = self.place();
        match key {
            Key::Archive if shared.settings.archive == Archive::Years => {
                Action::Run(self.put(Intent::ArchiveByYear, shared))
            }
            Key::Archive => Action::Run(self.put(Intent::Archive, shared)),
            Key::ToggleJunk if place == Some(SpecialUse::Junk) => Action::Run(self.put(Intent::NotJunk, shared)),
            Key::ToggleJunk => Action::Run(self.put(Intent::Junk, shared)),
            Key::Trash if !matches!(place, Some(SpecialUse::Trash | SpecialUse::Junk)) => {
                Action::Run(self.put(Intent::Trash, shared))
            }
            Key::MoveTo => self.pick_mailbox(Purpose::Move, shared),
            Key::CopyTo => self.pick_mailbox(Purpose::Copy, shared),
            _ => Action::Ask(deletion(self.list.targets(), "ask-delete-title", String::new(), shared)),
        }
    }

    /// What the list that is shown is for.
    pub(super) fn place(&self) -> Option<SpecialUse> {
        self.shown_mailbox()?.special_use
    }

    fn shown_mailbox(&self) -> Option<&Mailbox> {
        match self.list.source()? {
            ListSource::Mailbox(id) => self.sidebar.mailbox(id).map(|(_, _, mailbox)| mailbox),
            ListSource::AllInboxes => None,
        }
    }

    /// Does something by which messages may leave the list.
    pub(super) fn put(&mut self, intent: Intent, shared: &Shared) -> Task<Message> {
        let messages = self.list.targets();
        if !self.leaves(&intent) {
            return self.act(intent, shared);
        }
        let left = self.list.leave();
        let next = self.list.selected_id().filter(|id| Some(*id) != left.selected);
        let opened = next.map_or_else(Task::none, |id| self.open_message(id, shared));
        Task::batch([self.send(Act { intent, messages }, Some(left), shared), opened])
    }

    /// Whether messages are in the list no more afterwards.
    fn leaves(&self, intent: &Intent) -> bool {
        let place = self.place();
        match intent {
            Intent::Flags { .. }
            | Intent::AutoRead
            | Intent::Copy(_)
            | Intent::CreateMailbox { .. }
            | Intent::RenameMailbox { .. }
            | Intent::RemoveMailbox(_)
            | Intent::Subscribe { .. } => false,
            Intent::Move(id) => self.list.source() != Some(ListSource::Mailbox(*id)),
            Intent::Archive => place != Some(SpecialUse::Archive),
            Intent::Trash => place != Some(SpecialUse::Trash),
            Intent::Junk => place != Some(SpecialUse::Junk),
            Intent::NotJunk => place != Some(SpecialUse::Inbox),
            Intent::ArchiveByYear | Intent::Delete => true,
        }
    }

    /// The person confirmed what cannot be taken back.
    pub fn confirmed(&mut self, does: Does, shared: &Shared) -> Action {
        let act = match does {
            Does::Act(act) => act,
            Does::Accept(mailbox) => return Action::Run(frozen::thaw(mailbox, Thaw::Accept, shared)),
        };
        if act.intent.is_of_mailbox() {
            return self.do_it(act.intent, shared);
        }
        if act.messages == self.list.targets() {
            return Action::Run(self.put(act.intent, shared));
        }
        Action::Run(self.send(act, None, shared))
    }

    /// Something was done: what was selected is remembered for when it is taken back.
    pub(super) fn remember(&mut self, action: ActionId, left: Option<Left>) {
        if let (Some(source), Some(left)) = (self.list.source(), left) {
            self.remembered.push_front(Remembered { action, source, left });
            self.remembered.truncate(MAX_REMEMBERED);
        }
    }

    /// Messages come back, or never went: what was selected before is selected again.
    pub(super) fn come_back(&mut self, left: Left, shared: &Shared) -> Task<Message> {
        let opened = left.selected.map_or_else(Task::none, |id| self.open_message(id, shared));
        Task::batch([self.list.come_back(left, shared).map(Message::List), opened])
    }

    pub(super) fn came_back(&mut self, action: ActionId, shared: &Shared) -> Task<Message> {
        let Some(place) = self.remembered.iter().position(|known| known.action == action) else { return Task::none() };
        match self.remembered.remove(place) {
            Some(Remembered { source, left, .. }) if self.list.source() == Some(source) => self.come_back(left, shared),
            _ => Task::none(),
        }
    }

    /// Whose messages an action is for; `None` if they are of several accounts, or if that cannot be told.
    pub(super) fn whose(&self) -> Option<AccountId> {
        if let Some(mailbox) = self.shown_mailbox() {
            return Some(mailbox.account);
        }
        let mut accounts = self.list.target_rows().map(|row| row.data.account);
        let first = accounts.next()?;
        let others = accounts.try_fold(1, |count, account| (account == first).then_some(count + 1))?;
        // Of those whose rows are not here nobody knows.
        (others == self.list.target_count()).then_some(first)
    }

    /// Whether what is chosen can be put into this mailbox; `whose` it is, if it is of one account.
    pub(super) fn accepts(&self, id: MailboxId, whose: Option<AccountId>) -> bool {
        let Some((_, _, mailbox)) = self.sidebar.mailbox(id) else { return false };
        let here = match self.list.source() {
            Some(ListSource::Mailbox(shown)) => shown == id,
            Some(ListSource::AllInboxes) => {
                mailbox.special_use == Some(SpecialUse::Inbox) && whose == Some(mailbox.account)
            }
            None => true,
        };
        mailbox.selectable && !here
    }

    /// The box to choose a mailbox from: those that were used last come first, then those of the account whose messages they
    /// are, then all others with the name of their account.
    fn pick_mailbox(&self, purpose: Purpose, shared: &Shared) -> Action {
        let whose = self.whose();
        let mut items = Vec::new();
        for entry in self.sidebar.entries() {
            let is_theirs = Some(entry.view.account.id) == whose;
            items.extend(self.items(entry, purpose, |id| self.accepts(id, whose)).map(|mut item| {
                let account = entry.view.account.name.as_str();
                if !is_theirs && item.path.is_empty() {
                    item.path = account.to_owned();
                } else if !is_theirs {
                    item.path = format!("{account} / {}", item.path);
                }
                (is_theirs, item)
            }));
        }
        items.sort_by_key(|(is_theirs, item)| match item.choice {
            Choice::Mailbox(id, _) => (self.sidebar.used_before(id), !is_theirs),
            _ => (usize::MAX, true),
        });
        let title = match purpose {
            Purpose::Copy => "pick-copy",
            _ => "pick-move",
        };
        let title = shared.texts.with(title, &[("count", self.list.target_count().into())]);
        Action::Pick(Picker::new(purpose, title, items.into_iter().map(|(_, item)| item).collect()))
    }

    /// Puts what is chosen into a mailbox, or a copy of it.
    pub(super) fn put_into(&mut self, id: MailboxId, copy: bool, shared: &Shared) -> Task<Message> {
        self.sidebar.used(id);
        self.put(if copy { Intent::Copy(id) } else { Intent::Move(id) }, shared)
    }

    /// Does something with all messages of a list.
    pub(super) fn with_all(&self, all: All, source: ListSource, shared: &Shared) -> Task<Message> {
        let ids = ask(shared.handle.clone(), move |reply| Query::Ids(source, None, reply));
        Task::perform(ids, move |ids| Message::AllCame(all, ids))
    }

    /// These are all messages of a list.
    pub(super) fn all_came(&mut self, all: All, messages: Vec<EnvelopeId>, shared: &Shared) -> Action {
        match all {
            All::Read => {
                let mut add = Flags::default();
                add.insert(Flag::Seen);
                let intent = Intent::Flags { add, remove: Flags::default() };
                Action::Run(self.send(Act { intent, messages }, None, shared))
            }
            All::Delete(_) if messages.is_empty() => {
                Action::Run(self.toast(shared.texts.get("toast-nothing-changed"), None))
            }
            All::Delete(id) => {
                let name = self.sidebar.mailbox(id).map(|(_, node, _)| node.label.clone()).unwrap_or_default();
                Action::Ask(deletion(messages, "ask-empty-title", name, shared))
            }
        }
    }
}

/// The question before messages are deleted for ever.
fn deletion(messages: Vec<EnvelopeId>, title: &str, mailbox: String, shared: &Shared) -> Question {
    let texts = &shared.texts;
    let count = ("count", messages.len().into());
    Question {
        title: texts.with(title, &[count.clone(), ("mailbox", mailbox.into())]),
        advice: texts.with("ask-delete-advice", &[count]),
        confirm: texts.get("ask-delete-confirm"),
        does: Does::Act(Act { intent: Intent::Delete, messages }),
    }
}

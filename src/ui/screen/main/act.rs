//! What is done to the messages that are chosen, and what is said of it.

use iced::Task;

use super::list::chosen::Left;
use super::{Main, Message};
use crate::error::{ErrorKind, Problem, Result};
use crate::i18n::Texts;
use crate::model::{ActionId, Flag, Flags, Intent};
use crate::service::api::{Act, Acted, Query, Undone};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::widget::tag::Label;

impl Main {
    /// Sets a flag of what is chosen, or clears it if all of that has it.
    pub(super) fn toggle_flag(&mut self, flag: Flag, shared: &Shared) -> Task<Message> {
        let mut flags = Flags::default();
        flags.insert(flag);
        self.toggle(flags, shared)
    }

    /// The same for any flags and keywords.
    pub(super) fn toggle(&mut self, flags: Flags, shared: &Shared) -> Task<Message> {
        let intent = if self.list.target_rows().all(|row| flags.difference(&row.data.flags).is_empty()) {
            Intent::Flags { add: Flags::default(), remove: flags }
        } else {
            Intent::Flags { add: flags, remove: Flags::default() }
        };
        self.act(intent, shared)
    }

    pub(super) fn act(&mut self, intent: Intent, shared: &Shared) -> Task<Message> {
        let messages = self.list.targets();
        if messages.is_empty() {
            return Task::none();
        }
        self.attention.decided(&messages);
        self.send(Act { intent, messages }, None, shared)
    }

    /// Has something done. `left`: what was selected, where the selection has gone on already.
    pub(super) fn send(&self, act: Act, left: Option<Left>, shared: &Shared) -> Task<Message> {
        let intent = act.intent.clone();
        let answer = ask(shared.handle.clone(), move |reply| Query::Act(act, reply));
        Task::perform(answer, move |answer| Message::Acted(intent, left, answer))
    }

    /// Something was done: says what, and how to take it back.
    pub(super) fn acted(
        &mut self,
        intent: &Intent,
        left: Option<Left>,
        answer: Result<Acted>,
        shared: &Shared,
    ) -> Task<Message> {
        let stays = |main: &mut Self| left.clone().map_or_else(Task::none, |left| main.come_back(left, shared));
        match answer {
            Ok(Acted { action: Some(action), messages, guessed }) => {
                let said = self.said(intent, messages, &shared.texts);
                let (text, choice, told) = self.guess(said, guessed.zip(intent.target()), shared);
                self.remember(action, left);
                let toast = self.toast(text, Some(action).filter(|_| !intent.is_final()));
                self.banners.offer_choice(choice);
                let made = match intent {
                    Intent::CreateMailbox { account, name, used: Some(used) } => {
                        Task::done(Message::MadeFor(*account, *used, name.readable()))
                    }
                    _ => Task::none(),
                };
                Task::batch([told, toast, made])
            }
            Ok(Acted { action: None, .. }) => {
                let stays = stays(self);
                let text = shared.texts.get("toast-nothing-changed");
                Task::batch([stays, self.toast(text, None)])
            }
            Err(error) => {
                let stays = stays(self);
                let account = match error.kind() {
                    ErrorKind::NoSpecialMailbox { account, .. } => Some(account),
                    _ => None,
                };
                Task::batch([stays, self.tell(Problem::new(&error, account), shared)])
            }
        }
    }

    /// What is said of what was done.
    fn said(&self, intent: &Intent, messages: usize, texts: &Texts) -> String {
        let key = match intent {
            Intent::Flags { add, .. } if add.contains(Flag::Seen) => "toast-read",
            Intent::Flags { remove, .. } if remove.contains(Flag::Seen) => "toast-unread",
            Intent::Flags { add, .. } if add.contains(Flag::Flagged) => "toast-flagged",
            Intent::Flags { remove, .. } if remove.contains(Flag::Flagged) => "toast-unflagged",
            Intent::Flags { add, remove } => return tagged(add, remove, messages, texts),
            Intent::Move(_) => "toast-moved",
            Intent::Copy(_) => "toast-copied",
            Intent::Archive | Intent::ArchiveByYear => "toast-archived",
            Intent::Trash => "toast-trashed",
            Intent::Junk => "toast-junk",
            Intent::NotJunk => "toast-not-junk",
            Intent::Delete => "toast-deleted",
            Intent::AutoRead => "toast-read",
            Intent::CreateMailbox { .. } => "toast-mailbox-created",
            Intent::RenameMailbox { .. } => "toast-mailbox-renamed",
            Intent::RemoveMailbox(_) => "toast-mailbox-deleted",
            Intent::Subscribe { subscribed: true, .. } => "toast-mailbox-subscribed",
            Intent::Subscribe { subscribed: false, .. } => "toast-mailbox-unsubscribed",
        };
        let mailbox = match intent {
            Intent::Move(mailbox)
            | Intent::Copy(mailbox)
            | Intent::RemoveMailbox(mailbox)
            | Intent::Subscribe { mailbox, .. } => {
                self.sidebar.mailbox(*mailbox).map(|(_, node, _)| node.label.clone()).unwrap_or_default()
            }
            Intent::CreateMailbox { name, .. } | Intent::RenameMailbox { to: name, .. } => name.readable(),
            _ => String::new(),
        };
        texts.with(key, &[("count", messages.into()), ("mailbox", mailbox.into())])
    }

    /// Takes an action back, or the latest one that was not.
    pub(super) fn undo(&self, action: Option<ActionId>, shared: &Shared) -> Task<Message> {
        let answer = ask(shared.handle.clone(), move |reply| Query::Undo(action, reply));
        Task::perform(answer, Message::Undone)
    }

    pub(super) fn undone(&mut self, answer: Result<Option<Undone>>, shared: &Shared) -> Task<Message> {
        match answer {
            Ok(Some(Undone { action, messages })) => {
                self.banners.forget_undo(action.id);
                let back = self.came_back(action.id, shared);
                let key = if action.intent.is_of_mailbox() { "toast-mailbox-undone" } else { "toast-undone" };
                Task::batch([back, self.toast(shared.texts.with(key, &[("count", messages.into())]), None)])
            }
            Ok(None) => self.toast(shared.texts.get("toast-nothing-to-undo"), None),
            Err(error) => self.tell(Problem::new(&error, None), shared),
        }
    }
}

fn tagged(add: &Flags, remove: &Flags, messages: usize, texts: &Texts) -> String {
    let (added, removed) = (Label::all(add, texts), Label::all(remove, texts));
    let (key, label) = match (added.first(), removed.as_slice()) {
        (Some(label), _) => ("toast-tagged", label),
        (None, [label]) => ("toast-untagged", label),
        (None, _) => return texts.with("toast-tags-cleared", &[("count", messages.into())]),
    };
    texts.with(key, &[("count", messages.into()), ("tag", label.name.as_str().into())])
}

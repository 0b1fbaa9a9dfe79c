//! What went from a server in great number: the lines at the head about it, and what the person decides.

use std::sync::Arc;

use iced::Task;

use super::banner::{Banner, Subject};
use super::list::chosen::Left;
use super::{Action, Main, Message};
use crate::error::{Problem, Result};
use crate::i18n::format;
use crate::model::{EnvelopeId, MailboxId};
use crate::service::api::{ListSource, Query, Thaw};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::screen::question::{Does, Question};

impl Main {
    /// The lines about what went from the servers, of all accounts.
    pub(super) fn tell_frozen(&mut self, shared: &Shared) {
        let mut lines = Vec::new();
        for entry in self.sidebar.entries() {
            for mailbox in &entry.view.mailboxes {
                let Some(frozen) = mailbox.frozen else { continue };
                let restoring = frozen.restoring > 0;
                let name = self.sidebar.mailbox(mailbox.id).map_or(&mailbox.display, |(_, node, _)| &node.label);
                let args = [
                    ("mailbox", format!("{}, {name}", entry.view.account.name).into()),
                    ("count", if restoring { frozen.restoring } else { frozen.messages }.into()),
                    ("since", format::moment(frozen.since, shared.now, &shared.zone, shared.lang()).into()),
                ];
                let key = if restoring { "frozen-restoring" } else { "frozen-gone" };
                let subject = Subject::Frozen { mailbox: mailbox.id, restoring };
                lines.push(Banner { subject, sentence: shared.texts.with(key, &args) });
            }
        }
        self.banners.set_frozen(lines);
        self.hold_focus();
    }

    /// Opens the mailbox and chooses what went.
    pub(super) fn show_frozen(&mut self, mailbox: MailboxId, shared: &Shared) -> Task<Message> {
        let opened = self.open_list(ListSource::Mailbox(mailbox), shared);
        let frozen = ask(shared.handle.clone(), move |reply| Query::Frozen(mailbox, reply));
        Task::batch([opened, Task::perform(frozen, move |answer| Message::FrozenCame(mailbox, answer))])
    }

    pub(super) fn frozen_came(
        &mut self,
        mailbox: MailboxId,
        answer: Result<Vec<EnvelopeId>>,
        shared: &Shared,
    ) -> Task<Message> {
        match answer {
            Ok(ids) if self.list.source() == Some(ListSource::Mailbox(mailbox)) => {
                let selected = ids.first().copied();
                let left = Left { selected, chosen: Arc::new(ids.into_iter().collect()) };
                self.focus = super::Focus::List;
                self.come_back(left, shared)
            }
            Ok(_) => Task::none(),
            Err(error) => self.tell(Problem::new(&error, None), shared),
        }
    }

    /// Asks before what went is let go of.
    pub(super) fn ask_to_accept(&self, id: MailboxId, shared: &Shared) -> Action {
        let Some((_, node, mailbox)) = self.sidebar.mailbox(id) else { return Action::None };
        let count = mailbox.frozen.map_or(0, |frozen| frozen.messages);
        let args = [("count", count.into()), ("mailbox", node.label.as_str().into())];
        Action::Ask(Question {
            title: shared.texts.with("ask-accept-title", &args),
            advice: shared.texts.with("ask-accept-advice", &args),
            confirm: shared.texts.get("ask-accept-confirm"),
            does: Does::Accept(id),
        })
    }

    pub(super) fn thawed(&mut self, answer: Result<()>, shared: &Shared) -> Task<Message> {
        match answer {
            Ok(()) => Task::none(),
            Err(error) => self.tell(Problem::new(&error, None), shared),
        }
    }
}

/// Decides what becomes of what went.
pub(super) fn thaw(mailbox: MailboxId, thaw: Thaw, shared: &Shared) -> Task<Message> {
    let answer = ask(shared.handle.clone(), move |reply| Query::Thaw(mailbox, thaw, reply));
    Task::perform(answer, Message::Thawed)
}

//! What the service tells the main screen: accounts, states, mail, problems.

use iced::Task;

use super::{Focus, Main, Message};
use crate::error::Problem;
use crate::model::{MailboxId, SpecialUse};
use crate::service::api::{AccountView, Event, ListSource};
use crate::ui::app::Shared;

impl Main {
    /// The accounts are these now.
    pub fn set_accounts(&mut self, accounts: Vec<AccountView>, shared: &Shared) -> Task<Message> {
        self.sidebar.set_accounts(accounts, shared);
        self.set_banners(shared);
        self.tell_frozen(shared);
        let gone = match self.list.source() {
            Some(ListSource::Mailbox(id)) => self.sidebar.mailbox(id).is_none(),
            Some(ListSource::AllInboxes) => self.sidebar.entries().len() < 2,
            None => true,
        };
        match self.sidebar.first() {
            Some(first) if gone => self.open_list(first, shared),
            Some(_) | None => Task::none(),
        }
    }

    fn set_banners(&mut self, shared: &Shared) {
        self.banners.set_accounts(self.sidebar.entries().iter().map(|entry| &entry.view), shared);
        self.hold_focus();
    }

    /// The button with the keyboard may have gone.
    pub(super) fn hold_focus(&mut self) {
        if let Focus::Banner(at) = self.focus
            && at >= self.banners.buttons().count()
        {
            self.focus = Focus::List;
        }
    }

    /// A problem that belongs to no state of an account.
    pub fn tell(&mut self, problem: Problem, shared: &Shared) -> Task<Message> {
        let whose = problem.account.filter(|_| self.sidebar.entries().len() > 1).and_then(|id| self.account(id));
        let name = whose.map(|view| view.account.name.clone());
        self.banners.tell(problem, name.as_deref(), shared);
        Task::none()
    }

    /// News of the service.
    pub fn news(&mut self, news: &[Event], shared: &Shared) -> Task<Message> {
        let mut tasks = Vec::new();
        let mut states = false;
        for event in news {
            match event {
                Event::AccountState(id, state, transport) => {
                    self.sidebar.set_state(*id, state.clone(), transport.clone(), shared);
                    states = true;
                }
                Event::MailboxChanged(mailbox) => {
                    if !self.sidebar.set_mailbox(mailbox) {
                        tracing::debug!("a mailbox that is not known yet changed");
                    }
                    self.tell_frozen(shared);
                }
                Event::Notice(problem) => tasks.push(self.tell(problem.clone(), shared)),
                Event::AccountsChanged
                | Event::MailboxesChanged(_)
                | Event::NewMail(..)
                | Event::JournalChanged
                | Event::BodyChanged(_)
                | Event::Raise
                | Event::Leave
                | Event::Resync
                | Event::Stopped => {}
            }
            tasks.push(self.reader.event(event, shared).map(Message::Reader));
        }
        if states {
            self.set_banners(shared);
        }
        if news.iter().any(|event| matches!(event, Event::JournalChanged | Event::Resync)) {
            tasks.push(self.ask_queue(shared));
        }
        if news.iter().any(|event| self.list.concerns(event, |source, id| self.is_in(source, id))) {
            tasks.push(self.list.changed(shared).map(Message::List));
        }
        Task::batch(tasks)
    }

    fn is_in(&self, source: ListSource, id: MailboxId) -> bool {
        match source {
            ListSource::Mailbox(shown) => shown == id,
            ListSource::AllInboxes => self.sidebar.mailbox(id).is_none_or(|(_, _, mailbox)| {
                mailbox.special_use == Some(SpecialUse::Inbox) || mailbox.name.is_inbox()
            }),
        }
    }

    /// Time, language or settings moved on.
    pub fn refresh(&mut self, shared: &Shared) {
        if self.lang == shared.lang() {
            self.sidebar.refresh(shared);
        } else {
            self.lang = shared.lang();
            self.sidebar.rebuild(shared);
            self.set_banners(shared);
        }
        self.list.refresh(shared);
        self.reader.refresh(shared);
    }
}

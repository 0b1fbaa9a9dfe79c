//! Mail: sidebar, list and reader.

pub mod reader;

use iced::{Subscription, Task};

use crate::config::Settings;
use crate::error::Problem;
use crate::model::AccountId;
use crate::service::api::{AccountView, Event};
use crate::ui::app::Shared;
use crate::ui::keymap::Intent;
use crate::ui::widget::Element;

/// The main screen.
#[derive(Debug)]
pub struct Main {
    accounts: Vec<AccountView>,
    reader: reader::Reader,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The reader's.
    Reader(reader::Message),
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Do what the button beside the problem says.
    Remedy(Problem),
    /// Show the problem in full.
    Details(Problem),
    /// Open the settings.
    Settings,
    /// Open the shortcuts.
    Shortcuts,
    /// Add an account.
    AddAccount,
    /// Back from sample mail.
    LeaveSample,
    /// The settings are these now.
    Change(Box<Settings>),
}

impl Main {
    /// The main screen for these accounts.
    pub fn new(accounts: Vec<AccountView>, _shared: &Shared) -> (Self, Task<Message>) {
        (Self { accounts, reader: reader::Reader::default() }, Task::none())
    }

    /// The accounts are these now.
    pub fn set_accounts(&mut self, accounts: Vec<AccountView>, _shared: &Shared) -> Task<Message> {
        self.accounts = accounts;
        Task::none()
    }

    /// The accounts.
    pub fn accounts(&self) -> &[AccountView] {
        &self.accounts
    }

    /// An account.
    pub fn account(&self, id: AccountId) -> Option<&AccountView> {
        self.accounts.iter().find(|view| view.account.id == id)
    }

    /// What the title bar says.
    pub fn title(&self) -> Option<String> {
        None
    }

    /// A problem that belongs to no account.
    pub fn tell(&mut self, _problem: Problem, _shared: &Shared) -> Task<Message> {
        Task::none()
    }

    /// News of the service.
    pub fn news(&mut self, news: &[Event], shared: &Shared) -> Task<Message> {
        Task::batch(news.iter().map(|event| self.reader.event(event, shared).map(Message::Reader)))
    }

    /// Time or language moved on.
    pub fn refresh(&mut self, shared: &Shared) {
        self.reader.refresh(shared);
    }

    /// A key.
    pub fn intent(&mut self, _intent: Intent, _repeat: bool, _shared: &Shared) -> Action {
        Action::None
    }

    /// What it listens to.
    pub fn subscription(&self) -> Subscription<Message> {
        Subscription::none()
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Reader(message) => match self.reader.update(message, shared) {
                reader::Action::Run(task) => Action::Run(task.map(Message::Reader)),
                reader::Action::None | reader::Action::Toast(_) | reader::Action::Back => Action::None,
            },
        }
    }

    /// The window's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let frame = reader::Frame { focused: false, alone: false };
        self.reader.view(frame, shared).map(Message::Reader)
    }
}

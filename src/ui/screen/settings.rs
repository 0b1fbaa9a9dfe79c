//! The settings: language, appearance, density, zoom, what is kept offline, accounts.

use iced::Task;

use crate::config;
use crate::model::{Account, AccountId};
use crate::service::api::AccountView;
use crate::ui::app::Shared;
use crate::ui::widget::Element;

/// The dialog.
#[derive(Debug)]
pub struct Settings;

/// What the person did, or what came of it.
#[derive(Clone, Debug)]
pub enum Message {}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Close the dialog.
    Close,
    /// The settings are these now: apply and keep them at once (language and looks change live).
    Change(Box<config::Settings>),
    /// Open the dialog for a new account.
    AddAccount,
    /// Open the dialog for the server settings of this account.
    ChangeAccount(Box<Account>),
    /// The account was removed (the dialog asked the service itself): reload.
    AccountRemoved(AccountId),
}

impl Settings {
    /// The dialog; `accounts` as they are now.
    pub fn new(_accounts: Vec<AccountView>, _shared: &Shared) -> (Self, Task<Message>) {
        (Self, Task::none())
    }

    /// The accounts changed while the dialog is open.
    pub fn set_accounts(&mut self, _accounts: Vec<AccountView>) {}

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {}
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, _shared: &'a Shared) -> Element<'a, Message> {
        iced::widget::space().into()
    }
}

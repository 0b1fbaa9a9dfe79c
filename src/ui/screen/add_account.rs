//! Adding an account, or changing one: one dialog that grows as it learns.

use iced::Task;

use crate::model::{Account, AccountId};
use crate::ui::app::Shared;
use crate::ui::widget::Element;

/// What the dialog is opened for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// A new account.
    Add,
    /// Server settings of an account that exists.
    Change(Box<Account>),
}

/// The dialog.
#[derive(Debug)]
pub struct AddAccount;

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
    /// Close the dialog, nothing was saved.
    Close,
    /// The account is saved and syncing: close and show it.
    Saved(AccountId),
}

impl AddAccount {
    /// The dialog, empty or filled with the account to change.
    pub fn new(_purpose: Purpose, _shared: &Shared) -> (Self, Task<Message>) {
        (Self, Task::none())
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {}
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, _shared: &'a Shared) -> Element<'a, Message> {
        iced::widget::space().into()
    }
}

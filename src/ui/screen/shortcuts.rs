//! The list of shortcuts, made of [`keymap::SECTIONS`](crate::ui::keymap::SECTIONS).

use iced::Task;

use crate::ui::app::Shared;
use crate::ui::widget::Element;

/// The dialog.
#[derive(Debug)]
pub struct Shortcuts;

/// What the person did.
#[derive(Clone, Debug)]
pub enum Message {}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Close the dialog.
    Close,
}

impl Shortcuts {
    /// The dialog.
    pub fn new(_shared: &Shared) -> (Self, Task<Message>) {
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

//! The first start: the dove, one sentence, two buttons.

use iced::Task;

use crate::ui::app::Shared;
use crate::ui::widget::{Element, press, primary_button, secondary_button};

/// The welcome.
#[derive(Debug)]
pub struct Welcome;

/// What the person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// "Add account".
    AddAccountPressed,
    /// "Look around with sample mail".
    SamplePressed,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Open the dialog.
    AddAccount,
    /// Open the sample profile.
    OpenSample,
}

impl Welcome {
    /// The welcome.
    pub fn new(_shared: &Shared) -> (Self, Task<Message>) {
        (Self, Task::none())
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {
            Message::AddAccountPressed => Action::AddAccount,
            Message::SamplePressed => Action::OpenSample,
        }
    }

    /// The window's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        iced::widget::column![
            press(primary_button(shared.texts.get("welcome-add-account")), Some(Message::AddAccountPressed)),
            press(secondary_button(shared.texts.get("welcome-sample")), Some(Message::SamplePressed)),
        ]
        .into()
    }
}

//! Asks before something that cannot be taken back. There is no other question.

use iced::widget::{column, row, space};
use iced::{Length, Task};

use crate::model::MailboxId;
use crate::service::api::Act;
use crate::ui::app::Shared;
use crate::ui::spacing;
use crate::ui::widget::{self, Element, press};

/// What is asked, and what is done if the answer is yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub title: String,
    /// What that means.
    pub advice: String,
    /// What the button says that does it.
    pub confirm: String,
    /// What is done.
    pub does: Does,
}

/// What is done if the answer is yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// This, to messages.
    Act(Act),
    /// The messages that went from the server of a mailbox are let go of.
    Accept(MailboxId),
}

/// What the person did.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// Do it.
    Confirmed,
    /// "Cancel".
    Cancelled,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Close the dialog.
    Close,
    /// Close it and do this.
    Do(Does),
}

impl Question {
    /// The dialog.
    pub fn new(question: Self, _shared: &Shared) -> (Self, Task<Message>) {
        (question, Task::none())
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {
            Message::Confirmed => Action::Do(self.does.clone()),
            Message::Cancelled => Action::Close,
        }
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, _shared: &'a Shared) -> Element<'a, Message> {
        column![widget::secondary(self.advice.as_str())].width(Length::Fill).into()
    }

    /// What stands at its head.
    pub fn title(&self, _shared: &Shared) -> String {
        self.title.clone()
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        row![
            space::horizontal(),
            press(widget::secondary_button(shared.texts.get("ask-cancel")), Some(Message::Cancelled)),
            press(widget::danger_button(self.confirm.as_str()), Some(Message::Confirmed)),
        ]
        .spacing(spacing::XS)
        .into()
    }
}

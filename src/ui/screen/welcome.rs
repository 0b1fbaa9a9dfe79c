//! The first start: the dove, one sentence, two buttons.

use iced::widget::{column, container, row, space, text};
use iced::{Alignment, Length, Task};

use crate::ui::app::Shared;
use crate::ui::widget::{self, Element, dove, font, press};
use crate::ui::{spacing, theme};

/// The side of the dove.
const DOVE: f32 = 128.0;

/// The widest line of the sentence.
const SENTENCE: f32 = 600.0;

/// The welcome.
#[derive(Debug)]
pub struct Welcome;

/// What the person did.
#[derive(Clone, Copy, Debug)]
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
        let texts = &shared.texts;
        let name = text(texts.get("welcome-title")).size(spacing::TEXT_WELCOME).font(font::SEMIBOLD);
        let sentence = text(texts.get("welcome-sentence"))
            .size(spacing::TEXT_MESSAGE)
            .style(theme::text::secondary)
            .align_x(Alignment::Center);
        let buttons = row![
            press(widget::primary_button(texts.get("welcome-add-account")), Some(Message::AddAccountPressed)),
            press(widget::secondary_button(texts.get("welcome-sample")), Some(Message::SamplePressed)),
        ]
        .spacing(spacing::S)
        .wrap()
        .vertical_spacing(spacing::S)
        .align_x(Alignment::Center);
        let content = column![
            dove(DOVE),
            space().height(spacing::XS),
            name,
            space().height(spacing::XS),
            container(sentence).max_width(SENTENCE),
            space().height(spacing::L),
            buttons,
        ]
        .align_x(Alignment::Center);
        container(content).center(Length::Fill).padding(spacing::L).into()
    }
}

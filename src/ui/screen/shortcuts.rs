//! The list of shortcuts, made of [`keymap::SECTIONS`](crate::ui::keymap::SECTIONS).

use iced::widget::{Column, Row, column, container, row, space, text};
use iced::{Alignment, Length, Task};

use crate::i18n::Texts;
use crate::ui::app::Shared;
use crate::ui::keymap::{Binding, SECTIONS, Section};
use crate::ui::widget::{self, Element, font, press};
use crate::ui::{spacing, theme};

/// The narrowest window in which the sections stand side by side.
const TWO_COLUMNS_FROM: f32 = 700.0;

/// The dialog.
#[derive(Debug)]
pub struct Shortcuts;

/// What the person did.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// "Close".
    ClosePressed,
}

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
        match message {
            Message::ClosePressed => Action::Close,
        }
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let sections = SECTIONS.iter().map(|part| section(part, texts));
        if shared.size.width < TWO_COLUMNS_FROM {
            Column::with_children(sections).spacing(spacing::L).into()
        } else {
            // Moving and the window are as long together as what is done with mail.
            let (left, right): (Vec<_>, Vec<_>) = sections.enumerate().partition(|(place, _)| place % 2 == 0);
            let side = |part: Vec<(usize, Element<'a, Message>)>| {
                let sections = part.into_iter().map(|(_, section)| section);
                Column::with_children(sections).spacing(spacing::L).width(Length::Fill)
            };
            let (left, right) = (side(left), side(right));
            row![left, right].spacing(spacing::XL).into()
        }
    }

    /// What stands at its head.
    pub fn title(&self, shared: &Shared) -> String {
        shared.texts.get("shortcuts-title")
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let close = widget::secondary_button(shared.texts.get("shortcuts-close"));
        row![space::horizontal(), press(close, Some(Message::ClosePressed))].into()
    }
}

fn section<'a>(section: &Section, texts: &Texts) -> Element<'a, Message> {
    let lines = section.bindings.iter().map(|binding| line(binding, texts));
    let lines = Column::with_children(lines).spacing(spacing::XXS);
    column![widget::heading(texts.get(section.title)), lines].spacing(spacing::XS).width(Length::Fill).into()
}

fn line<'a>(binding: &Binding, texts: &Texts) -> Element<'a, Message> {
    let caps = binding.chords.iter().map(|chord| cap(chord.describe(texts)));
    let caps = Row::with_children(caps).spacing(spacing::XXS);
    let words = widget::secondary(texts.get(binding.words)).style(theme::text::base).width(Length::Fill);
    row![words, caps].spacing(spacing::XS).align_y(Alignment::Center).into()
}

/// A chord as it stands on the keyboard.
fn cap<'a>(words: String) -> Element<'a, Message> {
    let words = text(words).size(spacing::TEXT_META).font(font::MEDIUM);
    container(words).padding([3.0, 8.0]).style(theme::container::code).into()
}

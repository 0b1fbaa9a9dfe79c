//! What forms are made of: labelled fields, choices, notes.

use iced::widget::text::IntoFragment;
use iced::widget::{Row, column, container, row, space};
use iced::{Alignment, Length};

use super::{Element, Icon, body, font, label, meta, press};
use crate::ui::{spacing, theme};

/// What stands below a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Nothing.
    None,
    /// Something worth knowing.
    Info(String),
    /// What is wrong with what was typed.
    Wrong(String),
}

/// A field under its name. The hint's place stays in the tree when there is none, so that the field keeps
/// its cursor.
pub fn field<'a, Message: 'a>(
    name: impl IntoFragment<'a>,
    input: impl Into<Element<'a, Message>>,
    hint: Hint,
) -> Element<'a, Message> {
    let hint: Element<'a, Message> = match hint {
        Hint::None => space().into(),
        Hint::Info(words) => meta(words).into(),
        Hint::Wrong(words) => meta(words).style(theme::text::danger).into(),
    };
    column![label(name), input.into(), hint].spacing(spacing::XXS).width(Length::Fill).into()
}

/// Several choices of which one holds. The chosen one is also set in a stronger weight.
pub fn choices<'a, T, Message>(
    options: impl IntoIterator<Item = (T, String)>,
    chosen: &T,
    on_choose: impl Fn(T) -> Message,
) -> Element<'a, Message>
where
    T: PartialEq,
    Message: Clone + 'a,
{
    let buttons = options.into_iter().map(|(option, name)| {
        let is_chosen = option == *chosen;
        let text = body(name).font(if is_chosen { font::MEDIUM } else { font::REGULAR });
        let button = iced::widget::button(text)
            .padding([6.0, 12.0])
            .style(move |theme, status| theme::button::choice(theme, status, is_chosen));
        press(button, Some(on_choose(option)))
    });
    Row::with_children(buttons).spacing(spacing::XS).wrap().vertical_spacing(spacing::XS).into()
}

/// A quiet panel inside a dialog: an icon, and what belongs to it at its right.
pub fn note<'a, Message: 'a>(
    icon: Element<'a, Message>,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    let line = row![icon, content.into()].spacing(spacing::S).align_y(Alignment::Start);
    container(line).padding(spacing::S).width(Length::Fill).style(theme::container::code).into()
}

/// A panel for what cannot go on like this.
pub fn warning<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let icon = Icon::TriangleAlert.view(spacing::ICON).style(theme::text::flag);
    let line = row![icon, content.into()].spacing(spacing::S).align_y(Alignment::Start);
    container(line).padding(spacing::S).width(Length::Fill).style(theme::container::warning).into()
}

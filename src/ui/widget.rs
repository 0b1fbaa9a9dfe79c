//! Building blocks of all views: text in the sizes of the scale, icons, buttons, tooltips, rings.
//!
//! Helpers take data and return elements; they know no state of the application.

pub mod document;
pub mod font;
pub mod form;
pub mod icon;
pub mod tag;

pub mod virtual_list;

mod carry;
mod divider;
mod dove;
mod ellipsis;
mod focus;
mod keys;
mod pressable;
mod reveal;
mod wrap;

use iced::widget::text::IntoFragment;
use iced::widget::{
    Button, Container, Scrollable, Text, TextInput, button, container, row, rule, scrollable, space, text,
};
use iced::widget::{text_input, tooltip as iced_tooltip};
use iced::{Alignment, Color, Length, Theme};

pub use carry::carry;
pub use divider::divider;
pub use dove::dove;
pub use ellipsis::{Ellipsis, ellipsis};
pub use focus::{focusable, press, tab_order};
pub use icon::Icon;
pub use keys::keys;
pub use pressable::{Gestures, Mark, pressable};
pub use reveal::reveal_focused;
pub use virtual_list::VirtualList;

use crate::ui::{spacing, theme};

/// An element of our window.
pub type Element<'a, Message> = iced::Element<'a, Message, Theme, iced::Renderer>;

/// Text of the base size (14).
pub fn body<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    text(content).size(spacing::TEXT_BASE)
}

/// Secondary text (13, grey).
pub fn secondary<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    text(content).size(spacing::TEXT_SECONDARY).style(theme::text::secondary)
}

/// Meta (12, grey): counts, dates, hints.
pub fn meta<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    text(content).size(spacing::TEXT_META).style(theme::text::secondary)
}

/// A label above a field (13, medium).
pub fn label<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    text(content).size(spacing::TEXT_SECONDARY).font(font::MEDIUM)
}

/// The title of a dialog or a subject (20, semibold).
pub fn title<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    text(content).size(spacing::TEXT_SUBJECT).font(font::SEMIBOLD)
}

/// The title of a section (14, semibold).
pub fn heading<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    text(content).size(spacing::TEXT_BASE).font(font::SEMIBOLD)
}

fn button_of<'a, Message: Clone + 'a>(content: impl Into<Element<'a, Message>>) -> Button<'a, Message> {
    button(content).padding([7.0, 14.0])
}

/// The one thing to do here. Without `on_press` it is disabled.
pub fn primary_button<'a, Message: Clone + 'a>(label: impl IntoFragment<'a>) -> Button<'a, Message> {
    button_of(body(label).font(font::MEDIUM)).style(theme::button::primary)
}

/// Another thing to do.
pub fn secondary_button<'a, Message: Clone + 'a>(label: impl IntoFragment<'a>) -> Button<'a, Message> {
    button_of(body(label)).style(theme::button::secondary)
}

/// Something that cannot be taken back.
pub fn danger_button<'a, Message: Clone + 'a>(label: impl IntoFragment<'a>) -> Button<'a, Message> {
    button_of(body(label)).style(theme::button::danger)
}

/// Text that acts.
pub fn link_button<'a, Message: Clone + 'a>(label: impl IntoFragment<'a>) -> Button<'a, Message> {
    button(body(label)).padding([2.0, 0.0]).style(theme::button::link)
}

/// A small button beside a banner's sentence.
pub fn small_button<'a, Message: Clone + 'a>(label: impl IntoFragment<'a>) -> Button<'a, Message> {
    button(text(label).size(spacing::TEXT_SECONDARY).font(font::MEDIUM))
        .padding([3.0, 10.0])
        .style(theme::button::secondary)
}

/// A button that is an icon; its name and shortcut stand in a tooltip.
pub fn icon_button<'a, Message: Clone + 'a>(
    icon: Icon,
    name: impl IntoFragment<'a>,
    shortcut: Option<String>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    let button = button(container(icon.view(spacing::ICON)).center(Length::Fill))
        .width(32)
        .height(32)
        .padding(0)
        .style(theme::button::quiet)
        .on_press_maybe(on_press);
    tooltip(button, name, shortcut)
}

/// Puts a name, and the shortcut if there is one, into a tooltip below something.
pub fn tooltip<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    name: impl IntoFragment<'a>,
    shortcut: Option<String>,
) -> Element<'a, Message> {
    let keys = shortcut.map(|keys| text(keys).size(spacing::TEXT_META).font(font::MEDIUM));
    let line = row![text(name).size(spacing::TEXT_META), keys].spacing(spacing::XS);
    let card = container(line).padding([4.0, 8.0]).max_width(360).style(theme::container::tooltip);
    iced_tooltip(content, card, iced_tooltip::Position::Bottom)
        .gap(4)
        .snap_within_viewport(true)
        .delay(std::time::Duration::from_millis(500))
        .into()
}

/// A line to type into, in our looks.
pub fn input<'a, Message: Clone + 'a>(placeholder: &str, value: &str) -> TextInput<'a, Message> {
    text_input(placeholder, value).size(spacing::TEXT_BASE).padding([8.0, 10.0]).style(theme::field::input)
}

/// What scrolls vertically, with a thin thumb.
pub fn scroll<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Scrollable<'a, Message> {
    let bar = scrollable::Scrollbar::new().width(8).scroller_width(6).margin(2);
    scrollable(content).direction(scrollable::Direction::Vertical(bar)).style(theme::scroll::thin)
}

/// A horizontal hairline.
pub fn hairline<'a, Message: 'a>() -> Element<'a, Message> {
    rule::horizontal(spacing::HAIRLINE).style(theme::field::hairline).into()
}

/// A vertical hairline.
pub fn vertical_hairline<'a, Message: 'a>() -> Element<'a, Message> {
    rule::vertical(spacing::HAIRLINE).style(theme::field::hairline).into()
}

/// A ring around what has the keyboard; it takes the same room when it is off.
pub fn focus_ring<'a, Message: 'a>(content: impl Into<Element<'a, Message>>, focused: bool) -> Container<'a, Message> {
    container(content)
        .padding(spacing::FOCUS_RING)
        .style(move |theme: &Theme| theme::container::focus_ring(theme, focused))
}

/// A card on the ground of the window.
pub fn card<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Container<'a, Message> {
    container(content).padding(spacing::L).style(theme::container::card)
}

/// The mark of an account: the same small rounded square wherever it is named.
pub fn account_mark<'a, Message: 'a>(colour: Color) -> Element<'a, Message> {
    const SIDE: f32 = 9.0;
    container(space()).width(SIDE).height(SIDE).style(move |_: &Theme| theme::container::account(colour)).into()
}

/// Puts a soft shadow around a card that floats and is at most so wide: rings that get fainter outwards.
pub fn afloat<'a, Message: 'a>(card: impl Into<Element<'a, Message>>, max_width: f32) -> Element<'a, Message> {
    const RINGS: u8 = 8;
    const WIDTH: f32 = 2.0;
    (1..=RINGS).fold(card.into(), |inner, ring| {
        let reach = f32::from(ring) * WIDTH;
        container(inner)
            .padding(WIDTH)
            .max_width(max_width + 2.0 * reach)
            .style(move |theme: &Theme| theme::container::halo(theme, spacing::RADIUS_CARD + reach))
            .into()
    })
}

/// One sentence in the middle of an empty pane, under an icon, over the one thing to do.
pub fn empty_state<'a, Message: 'a>(
    icon: Icon,
    sentence: impl IntoFragment<'a>,
    action: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let sentence = text(sentence).size(spacing::TEXT_BASE).style(theme::text::faint).align_x(Alignment::Center);
    let action = action.unwrap_or_else(|| space().into());
    let column = iced::widget::column![icon.view(28.0).style(theme::text::faint), sentence, action]
        .spacing(spacing::S)
        .align_x(Alignment::Center);
    container(column).padding(spacing::L).center(Length::Fill).into()
}

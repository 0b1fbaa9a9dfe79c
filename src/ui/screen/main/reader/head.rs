//! The header block: subject, who wrote to whom and when, and the quiet facts.

use iced::widget::{button, column, container, row, space, text};
use iced::{Alignment, Length, Theme, border};

use super::words::Words;
use super::{Frame, Loaded, Message, RECIPIENTS};
use crate::model::AccountColour;
use crate::ui::app::Shared;
use crate::ui::widget::document::{PADDING, Stop};
use crate::ui::widget::{self, Element, Icon, font};
use crate::ui::{spacing, theme};

/// The circle with the sender's initial.
const AVATAR: f32 = 36.0;

/// The widest tag.
const TAG: f32 = 240.0;

/// In a wide window the date stays near the name.
const WIDEST: f32 = 800.0;

pub(super) fn view<'a>(
    loaded: &'a Loaded,
    frame: Frame,
    stop: Option<Stop>,
    shared: &'a Shared,
) -> Element<'a, Message> {
    let words = &loaded.words;
    let subject = selectable(&words.subject, spacing::TEXT_SUBJECT, theme::text::base)
        .font(font::SEMIBOLD)
        .line_height(1.3)
        .width(Length::Fill);
    let back = frame.alone.then(|| {
        widget::icon_button(Icon::ArrowLeft, shared.texts.get("reader-back"), None, Some(Message::BackPressed))
    });
    let title = row![back, subject].spacing(spacing::XS).align_y(Alignment::Start);
    let sender = row![avatar(words), who(loaded, stop, shared)].spacing(spacing::S);
    let mut block = column![title];
    if !loaded.tags.is_empty() {
        let tags = loaded.tags.iter().map(|tag| tag.chip(spacing::TEXT_META).max_width(TAG).into());
        block = block.push(row(tags).spacing(6.0).wrap().vertical_spacing(spacing::XXS));
    }
    let mut block = block.push(sender).spacing(spacing::M);
    if let Some(warning) = &words.warning {
        let line = row![
            Icon::TriangleAlert.view(spacing::ICON).style(theme::text::danger),
            text(warning).size(spacing::TEXT_SECONDARY).style(theme::text::danger),
        ];
        block = block.push(line.spacing(spacing::XS));
    }
    let padding = iced::Padding { top: 20.0, right: PADDING, bottom: spacing::M, left: PADDING };
    let line = container(widget::hairline()).padding([0.0, PADDING]);
    column![container(block).padding(padding).max_width(WIDEST), line, space().height(spacing::L)].into()
}

fn avatar<'a>(words: &'a Words) -> Element<'a, Message> {
    let seed = words.address.as_deref().unwrap_or(&words.sender);
    let colour = AccountColour(seed.bytes().fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte)) % 8);
    let initial = text(words.initial.as_str()).size(spacing::TEXT_MESSAGE).font(font::SEMIBOLD);
    container(initial)
        .center(AVATAR)
        .style(move |_: &Theme| container::Style {
            background: Some(theme::account_colour(colour).into()),
            text_color: Some(iced::Color::WHITE),
            border: border::rounded(AVATAR / 2.0),
            ..container::Style::default()
        })
        .into()
}

fn who<'a>(loaded: &'a Loaded, stop: Option<Stop>, shared: &'a Shared) -> Element<'a, Message> {
    let words = &loaded.words;
    let name = selectable(&words.sender, spacing::TEXT_BASE, theme::text::base).font(font::SEMIBOLD);
    let address =
        words.address.as_deref().map(|address| selectable(address, spacing::TEXT_SECONDARY, theme::text::secondary));
    let from = row![name, address].spacing(6.0).align_y(Alignment::Center);
    let date = widget::secondary(words.date.as_str()).wrapping(text::Wrapping::None);
    let first = row![container(from.wrap()).width(Length::Fill), date].spacing(spacing::S);
    let mut lines = column![first].spacing(3.0);
    if !words.recipients.short.is_empty() {
        lines = lines.push(recipients(loaded, stop, shared));
    }
    if loaded.all_recipients {
        lines = lines.push(all(words));
    }
    if !words.facts.is_empty() {
        lines = lines.push(facts(words));
    }
    lines.width(Length::Fill).into()
}

fn recipients<'a>(loaded: &'a Loaded, stop: Option<Stop>, shared: &'a Shared) -> Element<'a, Message> {
    let recipients = &loaded.words.recipients;
    let short = selectable(&recipients.short, spacing::TEXT_SECONDARY, theme::text::secondary);
    let Some(more) = &recipients.more else { return short.into() };
    let label = if loaded.all_recipients { shared.texts.get("reader-recipients-hide") } else { more.clone() };
    let label = text(label).size(spacing::TEXT_SECONDARY);
    let toggle = button(label).padding([0.0, 2.0]).style(theme::button::link).on_press(Message::Pressed(RECIPIENTS));
    let toggle = container(toggle).style(move |theme: &Theme| ring(theme, stop == Some(RECIPIENTS)));
    row![short, toggle].spacing(spacing::XXS).wrap().into()
}

/// Every address in full.
fn all(words: &Words) -> Element<'_, Message> {
    let lines = words.recipients.all.iter().map(|(what, who)| {
        let what = widget::meta(what.as_str()).width(84);
        let who = selectable(who, spacing::TEXT_SECONDARY, theme::text::base).width(Length::Fill);
        row![what, who].spacing(spacing::XS).into()
    });
    container(column(lines).spacing(spacing::XXS)).padding([spacing::XXS, 0.0]).into()
}

fn facts(words: &Words) -> Element<'_, Message> {
    let facts = words.facts.iter().map(|(icon, fact)| {
        let icon = icon.map(|icon| icon.view(12.0).style(theme::text::secondary));
        row![icon, widget::meta(fact.as_str())].spacing(spacing::XXS).align_y(Alignment::Center).into()
    });
    container(row(facts).spacing(spacing::S).wrap()).padding([spacing::XXS, 0.0]).into()
}

/// Text of the head that can be selected and copied.
fn selectable<'a>(
    content: &'a str,
    size: f32,
    style: fn(&Theme) -> text::Style,
) -> iced_selection::Text<'a, Theme, iced::Renderer> {
    iced_selection::text(content).size(size).style(move |theme: &Theme| iced_selection::text::Style {
        color: style(theme).color,
        selection: theme::tokens(theme).selection,
    })
}

pub(super) fn ring(theme: &Theme, here: bool) -> container::Style {
    let colour = if here { theme::tokens(theme).accent } else { iced::Color::TRANSPARENT };
    let border = border::rounded(4.0).width(spacing::FOCUS_RING).color(colour);
    container::Style { border, ..container::Style::default() }
}

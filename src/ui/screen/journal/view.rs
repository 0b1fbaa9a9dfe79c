//! How the journal looks: a line an action, with what came of it below and the way back at its right.

use iced::widget::keyed::Column as Keyed;
use iced::widget::{column, container, row, space};
use iced::{Alignment, Length};

use super::words::{self, Tone};
use super::{Journal, Message};
use crate::i18n::{self, Texts, format};
use crate::model::Logged;
use crate::ui::app::Shared;
use crate::ui::widget::form::warning;
use crate::ui::widget::{self, Element, Icon, font, press};
use crate::ui::{spacing, theme};

/// The column of the buttons, so that what was done begins and ends at the same places.
const BUTTON: f32 = 104.0;

/// The dialog's content.
pub fn view<'a>(dialog: &'a Journal, shared: &'a Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let problem: Element<'a, Message> = match &dialog.problem {
        Some(problem) => {
            let said = i18n::problem(texts, problem);
            warning(column![widget::heading(said.title), widget::secondary(said.advice)].spacing(spacing::XXS))
        }
        None => space().into(),
    };
    let content: Element<'a, Message> = match &dialog.page {
        Some(page) if page.rows.is_empty() => empty(texts),
        Some(page) => {
            let lines = page.rows.iter().map(|logged| (logged.id, line(logged, dialog, shared)));
            Keyed::with_children(lines).width(Length::Fill).into()
        }
        None => space().width(Length::Fill).height(120).into(),
    };
    column![problem, content].spacing(spacing::XS).width(Length::Fill).into()
}

fn empty<'a>(texts: &Texts) -> Element<'a, Message> {
    let sentence = widget::body(texts.get("journal-empty")).style(theme::text::secondary).align_x(Alignment::Center);
    let column = column![Icon::History.view(28.0).style(theme::text::faint), sentence]
        .spacing(spacing::S)
        .align_x(Alignment::Center);
    container(column).center_x(Length::Fill).padding([spacing::XL, spacing::L]).into()
}

fn line<'a>(logged: &'a Logged, dialog: &'a Journal, shared: &'a Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let far = words::far(logged, texts);
    let mark = far.icon.view(spacing::ICON).style(match far.tone {
        Tone::Quiet => theme::text::faint,
        Tone::Active => theme::text::accent,
        Tone::Good => theme::text::good,
        Tone::Attention => theme::text::flag,
    });
    let what = widget::body(words::what(logged, texts)).font(font::MEDIUM).width(Length::Fill);
    let place = words::place(logged, &dialog.accounts, texts);
    let when = format::moment(logged.at, shared.now, &shared.zone, shared.lang());
    let meta = if place.is_empty() {
        when
    } else {
        texts.with("journal-meta", &[("place", place.into()), ("when", when.into())])
    };
    let said = column![what, widget::secondary(meta), widget::secondary(far.words).width(Length::Fill)].spacing(2);
    let button: Element<'a, Message> = if words::is_undoable(logged) {
        let button = widget::small_button(texts.get("journal-take-back"));
        press(button, dialog.undoing.is_none().then_some(Message::UndoPressed(logged.id)))
    } else {
        space().into()
    };
    let line = row![
        container(mark).padding([2.0, 0.0]),
        said.width(Length::Fill),
        container(button).width(BUTTON).align_x(Alignment::End)
    ]
    .spacing(spacing::S);
    column![container(line).padding([spacing::S, 2.0]), widget::hairline()].into()
}

/// The dialog's buttons.
pub fn footer<'a>(dialog: &Journal, texts: &Texts) -> Element<'a, Message> {
    let close = press(widget::secondary_button(texts.get("journal-close")), Some(Message::ClosePressed));
    let (shown, total) = (dialog.shown(), dialog.page.as_ref().map_or(0, |page| page.total));
    let pages: Element<'a, Message> = if shown.len() < total {
        let numbers = [("from", (shown.start + 1).into()), ("to", shown.end.into()), ("total", total.into())];
        let button = |words: &str, message: Message, on: bool| {
            press(widget::small_button(texts.get(words)), on.then_some(message))
        };
        row![
            button("journal-later", Message::LaterPressed, shown.start > 0),
            button("journal-earlier", Message::EarlierPressed, shown.end < total),
            widget::meta(texts.with("journal-shown", &numbers)),
        ]
        .spacing(spacing::XS)
        .align_y(Alignment::Center)
        .into()
    } else {
        space().into()
    };
    row![pages, space::horizontal(), close].align_y(Alignment::Center).into()
}

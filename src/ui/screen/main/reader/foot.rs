//! Below the text: what is missing of it, and the attachments.

use iced::widget::{button, column, container, row, space, text};
use iced::{Alignment, Length, Theme};

use super::words::Words1;
use super::{Loaded, Message, RETRY, Saved};
use crate::model::BodyState;
use crate::service::api::{Content, TextSource};
use crate::ui::app::Shared;
use crate::ui::widget::document::{PADDING, Stop};
use crate::ui::widget::{self, Element, Icon, font};
use crate::ui::{spacing, theme};

/// The width of a chip; names that are longer end in an ellipsis.
const CHIP: f32 = 232.0;

pub(super) fn view<'a>(
    loaded: &'a Loaded,
    offline: Option<bool>,
    stop: Option<Stop>,
    shared: &'a Shared,
) -> Element<'a, Message> {
    let mut lines = column![].spacing(spacing::M);
    if let Some(note) = note(loaded, offline, stop, shared) {
        lines = lines.push(note);
    }
    if !loaded.words.attachments.is_empty() {
        lines = lines.push(attachments(loaded, stop, shared));
    }
    let padding = iced::Padding { top: spacing::L, right: PADDING, bottom: spacing::XL, left: PADDING };
    container(lines).width(Length::Fill).padding(padding).into()
}

/// What is to be said about the text itself.
fn note<'a>(
    loaded: &'a Loaded,
    offline: Option<bool>,
    stop: Option<Stop>,
    shared: &'a Shared,
) -> Option<Element<'a, Message>> {
    let say = |icon, key: &str| quiet(icon, shared.texts.get(key), None);
    match &loaded.opened.view.content {
        Content::Missing(BodyState::Unavailable) => {
            let retry = widget::small_button(shared.texts.get("reader-try-again")).on_press(Message::RetryPressed);
            let retry = container(retry)
                .padding(spacing::FOCUS_RING)
                .style(move |theme: &Theme| ring(theme, stop == Some(RETRY)));
            Some(quiet(Icon::CircleAlert, shared.texts.get("reader-unavailable"), Some(retry.into())))
        }
        Content::Missing(_) if offline == Some(false) => Some(say(Icon::CloudDownload, "reader-fetching")),
        Content::Missing(_) => Some(say(Icon::CloudOff, "reader-missing")),
        Content::Unreadable(_) => Some(say(Icon::CircleAlert, "reader-unreadable")),
        Content::Here { source: TextSource::Empty, .. } => Some(say(Icon::FileText, "reader-no-text")),
        Content::Here { .. } if loaded.flow.truncated() => Some(say(Icon::Info, "reader-truncated")),
        Content::Here { .. } => None,
    }
}

fn quiet<'a>(icon: Icon, sentence: String, action: Option<Element<'a, Message>>) -> Element<'a, Message> {
    let sentence = text(sentence).size(spacing::TEXT_BASE).style(theme::text::secondary);
    let line = row![icon.view(spacing::ICON).style(theme::text::secondary), sentence].spacing(spacing::S);
    column![line, action].spacing(spacing::S).max_width(spacing::MEASURE).into()
}

fn attachments<'a>(loaded: &'a Loaded, stop: Option<Stop>, shared: &'a Shared) -> Element<'a, Message> {
    let chips = loaded.words.attachments.iter().enumerate().map(|(index, words)| {
        let chip = chip(index, words, loaded.saved.get(&index), shared);
        container(chip)
            .padding(spacing::FOCUS_RING)
            .style(move |theme: &Theme| ring(theme, stop == Some(Stop::Foot(index))))
            .into()
    });
    let title = text(shared.texts.get("reader-attachments")).size(spacing::TEXT_SECONDARY).font(font::SEMIBOLD);
    let chips = row(chips).spacing(spacing::XXS).wrap().vertical_spacing(spacing::XXS);
    column![widget::hairline(), space().height(spacing::XXS), title, chips].spacing(spacing::XS).into()
}

fn chip<'a>(index: usize, words: &'a Words1, saved: Option<&'a Saved>, shared: &'a Shared) -> Element<'a, Message> {
    let (icon, tip) = match saved {
        Some(Saved::At(_)) => (Icon::FolderOpen, &words.show),
        Some(Saved::Running) | None => (words.icon, &words.save),
    };
    let style = if words.executable { theme::text::danger } else { theme::text::secondary };
    let size = match saved {
        Some(Saved::Running) => widget::meta(shared.texts.get("reader-attachment-saving")),
        Some(Saved::At(_)) | None => widget::meta(words.size.as_str()),
    };
    let program = words.executable.then(|| {
        text(shared.texts.get("reader-attachment-program"))
            .size(spacing::TEXT_META)
            .font(font::MEDIUM)
            .style(theme::text::danger)
    });
    let name = widget::ellipsis(&words.name).size(spacing::TEXT_SECONDARY).font(font::MEDIUM).width(Length::Fill);
    let lines = column![name, row![size, program].spacing(spacing::XS)].spacing(1.0).width(Length::Fill);
    let content =
        row![icon.view(spacing::ICON_LARGE).style(style), lines].spacing(spacing::S).align_y(Alignment::Center);
    let chip = button(content)
        .width(CHIP)
        .padding([spacing::XS, spacing::S])
        .style(theme::button::secondary)
        .on_press(Message::Pressed(Stop::Foot(index)));
    widget::tooltip(chip, tip.as_str(), None)
}

fn ring(theme: &Theme, here: bool) -> container::Style {
    let ring = super::head::ring(theme, here);
    container::Style { border: ring.border.rounded(spacing::RADIUS + spacing::FOCUS_RING), ..ring }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Scheme;

    #[test]
    fn the_keyboard_is_seen_on_an_attachment() {
        let theme = Scheme::Dark.theme();

        let (here, elsewhere) = (ring(&theme, true).border, ring(&theme, false).border);

        assert_eq!(here.width, spacing::FOCUS_RING);
        assert_eq!(here.color, Scheme::Dark.tokens().accent);
        assert_eq!(elsewhere.color, iced::Color::TRANSPARENT);
    }
}

//! Which mailboxes of an account are for what, and the way to others.

use iced::widget::{column, row};
use iced::{Alignment, Length};

use super::Message;
use crate::model::{Origin, SpecialUse};
use crate::service::api::AccountView;
use crate::ui::app::Shared;
use crate::ui::screen::main::sidebar::tree;
use crate::ui::widget::{self, Element, press};
use crate::ui::{spacing, theme};

/// The page.
pub(super) fn view<'a>(view: &'a AccountView, shared: &Shared) -> Element<'a, Message> {
    let uses = SpecialUse::CHOOSABLE.iter().map(|used| line(view, *used, shared));
    let hint = widget::secondary(shared.texts.get("settings-folders-hint"));
    column![hint].extend(uses).spacing(spacing::S).width(Length::Fill).into()
}

fn line<'a>(view: &'a AccountView, used: SpecialUse, shared: &Shared) -> Element<'a, Message> {
    let texts = &shared.texts;
    let special = view.special.iter().find(|special| special.used == used);
    let mailbox = special.and_then(|special| view.mailboxes.iter().find(|mailbox| mailbox.id == special.mailbox));
    let origin = match special.map(|special| special.origin) {
        Some(Origin::Server) => "settings-folder-server",
        Some(Origin::Guessed) => "settings-folder-guessed",
        Some(Origin::Chosen) => "settings-folder-chosen",
        None => "settings-folder-none",
    };
    let name = widget::label(texts.get(tree::words(used)));
    let words = match mailbox {
        Some(mailbox) => column![name, widget::ellipsis(&mailbox.display), widget::meta(texts.get(origin))],
        None => column![name, widget::meta(texts.get(origin)).style(theme::text::flag)],
    };
    let button = widget::small_button(texts.get("settings-folder-choose"));
    let button = press(button, Some(Message::FolderPressed(view.account.id, used)));
    row![words.spacing(2).width(Length::Fill), button].spacing(spacing::XS).align_y(Alignment::Center).into()
}

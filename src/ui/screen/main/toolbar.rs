//! The buttons over the message: everything that is done to what is chosen.

use iced::widget::{Row, column, container, space};
use iced::{Alignment, Length};

use super::{Main, Message};
use crate::model::{Flag, SpecialUse};
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::spacing;
use crate::ui::widget::{self, Element, Icon};

impl Main {
    /// The line of buttons, as high as the head of the list.
    pub(super) fn toolbar<'a>(&self, height: f32, shared: &'a Shared) -> Element<'a, Message> {
        let row = self.list.selected().and_then(|selected| self.list.row(selected.index));
        let has = |flag| row.is_some_and(|row| row.has(flag));
        let junk = match self.place() {
            Some(SpecialUse::Junk) => (Icon::ShieldCheck, Intent::ToggleJunk, "keys-not-junk"),
            _ => (Icon::OctagonAlert, Intent::ToggleJunk, "keys-junk"),
        };
        let read = match has(Flag::Seen) {
            true => (Icon::Mail, Intent::ToggleRead, "keys-unread"),
            false => (Icon::MailOpen, Intent::ToggleRead, "keys-read"),
        };
        let groups = [
            &[(Icon::Archive, Intent::Archive, "keys-archive"), (Icon::Trash2, Intent::Trash, "keys-trash"), junk][..],
            &[(Icon::FolderInput, Intent::MoveTo, "keys-move"), (Icon::CopyPlus, Intent::CopyTo, "keys-copy")],
            &[read, (Icon::Flag, Intent::ToggleFlag, "keys-toggle-flag"), (Icon::Tag, Intent::TagMenu, "keys-tag")],
        ];
        let enabled = self.list.target_count() > 0;
        let mut line = Row::new().align_y(Alignment::Center);
        for (place, group) in groups.into_iter().enumerate() {
            if place > 0 {
                line = line.push(space().width(spacing::S));
            }
            for (icon, intent, words) in group {
                let keys = keymap::shortcut(*intent, &shared.texts);
                let message = enabled.then_some(Message::IntentPressed(*intent));
                line = line.push(widget::icon_button(*icon, shared.texts.get(words), keys, message));
            }
        }
        let line = container(line).padding([0.0, spacing::S]).height(height).width(Length::Fill);
        column![line.align_y(Alignment::Center), widget::hairline()].into()
    }
}

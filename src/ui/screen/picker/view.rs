//! How the box looks.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{column, container, row, space, text_input};
use iced::{Alignment, Length};

use super::{Choice, FIELD, Item, Message, Picker, Purpose, ROW, ROWS};
use crate::ui::app::Shared;
use crate::ui::widget::virtual_list::{Row, range};
use crate::ui::widget::{self, Element, Icon, Mark, VirtualList, ellipsis, pressable, tag};
use crate::ui::{spacing, theme};

/// The widest the box gets.
pub const WIDTH: f32 = 460.0;

impl Picker {
    /// The box.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let hint = match self.purpose {
            Purpose::Move | Purpose::Copy | Purpose::Special(_) | Purpose::Parent(_) => "pick-mailbox-hint",
            Purpose::Tag => "pick-tag-hint",
        };
        let field = text_input(&texts.get(hint), &self.typed)
            .id(FIELD)
            .size(spacing::TEXT_MESSAGE)
            .padding([6.0, 0.0])
            .style(theme::field::bare)
            .on_input(Message::Typed);
        let line = row![Icon::Search.view(spacing::ICON).style(theme::text::secondary), field];
        let head = column![widget::meta(self.title.as_str()), line.spacing(spacing::XS).align_y(Alignment::Center)];
        let head = container(head.spacing(2)).padding([spacing::S, spacing::M]);
        let foot = container(widget::meta(texts.get("pick-keys"))).padding([spacing::XS, spacing::M]);
        let card = column![head, widget::hairline(), self.rows(shared), widget::hairline(), foot];
        widget::keys(card.width(Length::Fill), key)
    }

    fn rows<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        if self.count() == 0 {
            let words = match self.purpose {
                Purpose::Move | Purpose::Copy | Purpose::Special(_) | Purpose::Parent(_) => "pick-no-mailbox",
                Purpose::Tag => "pick-no-tag",
            };
            return container(widget::secondary(shared.texts.get(words))).padding([spacing::M, spacing::M]).into();
        }
        let viewport = self.viewport(shared);
        let rows = range::visible(self.offset, viewport, ROW, self.count(), 0).filter_map(|index| {
            let mark =
                Mark { selected: index == self.cursor, focused: true, radius: spacing::RADIUS, ..Mark::default() };
            let content = container(line(self.row(index)?)).padding([0.0, spacing::XS]).center_y(ROW);
            let row = pressable(content.width(Length::Fill), mark, Some(Message::RowPressed(index)));
            let row = container(row).padding([0.0, spacing::XS]);
            let top = (index as f64 * f64::from(ROW) - self.offset) as f32;
            Some(Row { key: index as u64, top, height: ROW, element: row.into() })
        });
        let list = VirtualList::new(self.position(shared), rows.collect(), Message::Scrolled, |_| Message::Resized);
        container(list).height(viewport + 2.0 * PAD).padding([PAD, 0.0]).into()
    }
}

/// Above the first row and below the last.
const PAD: f32 = 6.0;

fn line(item: &Item) -> Element<'_, Message> {
    let sign: Element<'_, Message> = match (item.icon, &item.choice) {
        (Some(icon), _) => icon.view(spacing::ICON).style(theme::text::secondary).into(),
        (None, Choice::Tag(tag)) => container(tag::dot(tag, 10.0)).center_x(spacing::ICON).into(),
        (None, _) => space().width(spacing::ICON).into(),
    };
    let name = ellipsis(&item.name).width(Length::Shrink);
    let path = ellipsis(&item.path).size(spacing::TEXT_SECONDARY).style(theme::text::secondary);
    let tick: Element<'_, Message> =
        if item.on { Icon::Check.view(spacing::ICON).style(theme::text::accent).into() } else { space().into() };
    row![sign, name, path, tick].spacing(spacing::XS).align_y(Alignment::Center).into()
}

/// What keys mean before the line takes them.
fn key(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let Key::Named(named) = key else { return None };
    let page = ROWS as isize - 1;
    match named {
        Named::ArrowDown => Some(Message::Stepped(1)),
        Named::ArrowUp => Some(Message::Stepped(-1)),
        Named::Tab if modifiers.shift() => Some(Message::Stepped(-1)),
        Named::Tab => Some(Message::Stepped(1)),
        Named::PageDown => Some(Message::Stepped(page)),
        Named::PageUp => Some(Message::Stepped(-page)),
        Named::Enter => Some(Message::Submitted),
        Named::Escape => Some(Message::Cancelled),
        _ => None,
    }
}

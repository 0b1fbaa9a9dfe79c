//! The menu of a mailbox: by the other mouse button, by the key for it, and from the head of the list.

use iced::widget::{column, container, mouse_area, opaque, pin, row, space};
use iced::{Alignment, Length};

use super::manage::Manage;
use super::organise::All;
use super::sidebar::Row;
use super::{Action, Focus, Main, Message};
use crate::model::SpecialUse;
use crate::service::api::ListSource;
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::widget::{self, Element, Icon, Mark, pressable};
use crate::ui::{spacing, theme};

/// The width of the menu.
const WIDTH: f32 = 330.0;
/// The height of a row.
const ROW: f32 = 32.0;
/// A line at the head of the window, with its hairline.
const BANNER: f32 = 41.0;

/// Where a menu hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Below this row of the sidebar.
    Row(usize),
    /// Below the head of the list.
    Head,
}

/// A menu that is open.
#[derive(Debug)]
pub struct Menu {
    place: Place,
    /// What it offers: the key of the words, the icon, what it does.
    items: Vec<(&'static str, Icon, Offer)>,
    cursor: usize,
}

/// What a row of the menu does.
#[derive(Clone, Copy, Debug)]
enum Offer {
    /// Something to all messages of a list.
    All(All, ListSource),
    /// Something to a mailbox.
    Manage(Manage),
}

impl Main {
    /// Whether a menu is open and has the keyboard.
    pub const fn has_menu(&self) -> bool {
        self.menu.is_some()
    }

    /// The key for the menu: of the row at the cursor, else of the list.
    pub(super) fn menu_key(&mut self) -> Action {
        let place = if self.focus == Focus::Sidebar { Place::Row(self.sidebar.cursor()) } else { Place::Head };
        self.open_menu(place)
    }

    /// Opens the menu here.
    pub(super) fn open_menu(&mut self, place: Place) -> Action {
        let source = match place {
            Place::Row(index) => {
                self.focus = Focus::Sidebar;
                self.sidebar.move_to(index);
                let row = self.sidebar.row_at_cursor();
                if let Some(Row::Account(place)) = row
                    && let Some(entry) = self.sidebar.entries().get(place)
                {
                    let new = Offer::Manage(Manage::New(entry.view.account.id, None));
                    self.menu = Some(Menu {
                        place: Place::Row(index),
                        items: vec![("keys-new-mailbox", Icon::Plus, new)],
                        cursor: 0,
                    });
                    return Action::None;
                }
                row.and_then(|row: Row| self.sidebar.source(row))
            }
            Place::Head => self.list.source(),
        };
        self.menu = source.map(|source| Menu { place, items: self.offers(source), cursor: 0 });
        Action::None
    }

    fn offers(&self, source: ListSource) -> Vec<(&'static str, Icon, Offer)> {
        let all = |all| Offer::All(all, source);
        let mut items = vec![("keys-all-read", Icon::CheckCheck, all(All::Read))];
        if let ListSource::Mailbox(id) = source {
            let special_use = self.sidebar.mailbox(id).and_then(|(_, _, mailbox)| mailbox.special_use);
            match special_use {
                Some(SpecialUse::Trash) => items.push(("menu-empty-trash", Icon::Trash2, all(All::Delete(id)))),
                Some(SpecialUse::Junk) => items.push(("menu-empty-junk", Icon::Trash2, all(All::Delete(id)))),
                _ => {}
            }
            let manageable = self.manageable(id).into_iter();
            items.extend(manageable.map(|(words, icon, manage)| (words, icon, Offer::Manage(manage))));
        }
        items
    }

    /// A key while the menu is open.
    pub(super) fn key_in_menu(&mut self, intent: Intent, shared: &Shared) -> Action {
        let Some(menu) = &mut self.menu else { return Action::None };
        let last = menu.items.len().saturating_sub(1);
        match intent {
            Intent::Up => menu.cursor = menu.cursor.saturating_sub(1),
            Intent::Down => menu.cursor = (menu.cursor + 1).min(last),
            Intent::Home | Intent::PageUp => menu.cursor = 0,
            Intent::End | Intent::PageDown => menu.cursor = last,
            Intent::Open => return self.menu_pressed(self.menu.as_ref().map_or(0, |menu| menu.cursor), shared),
            _ => self.menu = None,
        }
        Action::None
    }

    /// A row of the menu was pressed.
    pub(super) fn menu_pressed(&mut self, row: usize, shared: &Shared) -> Action {
        let Some(menu) = self.menu.take() else { return Action::None };
        match menu.items.get(row) {
            Some((_, _, Offer::All(all, source))) => Action::Run(self.with_all(*all, *source, shared)),
            Some((_, _, Offer::Manage(manage))) => self.manage(*manage, shared),
            None => Action::None,
        }
    }

    /// The menu, over everything else.
    pub(super) fn view_menu<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let Some(menu) = &self.menu else { return space().into() };
        let texts = &shared.texts;
        let rows = menu.items.iter().enumerate().map(|(index, (words, icon, offer))| {
            let keys = match offer {
                Offer::All(All::Read, _) => keymap::shortcut(Intent::MarkAllRead, texts),
                Offer::Manage(Manage::Rename(_)) => keymap::shortcut(Intent::RenameMailbox, texts),
                Offer::Manage(Manage::New(_, None)) => keymap::shortcut(Intent::NewMailbox, texts),
                Offer::All(..) | Offer::Manage(_) => None,
            };
            let icon = icon.view(spacing::ICON).style(theme::text::secondary);
            let line = row![icon, widget::body(texts.get(words)), space::horizontal(), keys.map(widget::meta)];
            let line = line.spacing(spacing::XS).align_y(Alignment::Center);
            let line = container(line).padding([0.0, spacing::XS]).center_y(ROW).width(Length::Fill);
            let mark = Mark { selected: index == menu.cursor, radius: spacing::RADIUS, ..Mark::default() };
            pressable(line, mark, Some(Message::MenuPressed(index)))
        });
        let card = container(column(rows)).padding(spacing::XXS).width(WIDTH).style(theme::container::dialog);
        let height = menu.items.len() as f32 * ROW + 2.0 * spacing::XXS;
        let (x, y) = self.menu_corner(menu.place, shared);
        let y = y.min(shared.size.height - height - spacing::L).max(0.0);
        let area = pin(widget::afloat(card, WIDTH)).x(x.max(0.0)).y(y);
        opaque(mouse_area(area).on_press(Message::MenuClosed).on_right_press(Message::MenuClosed))
    }

    fn menu_corner(&self, place: Place, shared: &Shared) -> (f32, f32) {
        let panes = self.panes(shared);
        match place {
            Place::Row(index) => {
                let x = if panes.folded { panes.sidebar - spacing::XS } else { spacing::M };
                (x, self.sidebar.bottom_of(index) - spacing::XS)
            }
            Place::Head => {
                let list = if self.reading { None } else { panes.list };
                let right = list.map_or(shared.size.width, |list| panes.sidebar + list);
                let top = self.banners.shown().count() as f32 * BANNER;
                (right - WIDTH - spacing::L, top + spacing::PANE_HEAD - spacing::L)
            }
        }
    }
}

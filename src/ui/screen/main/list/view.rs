//! How the message list looks: its head, its rows in two densities, and what stands where there are none.

use iced::widget::{column, container, row, space, stack};
use iced::{Alignment, Color, Length, Padding};

use super::pages::Row;
use super::{List, Message};
use crate::config::Density;
use crate::model::{AccountId, Flag};
use crate::service::api::ListSource;
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::screen::main::Message as MainMessage;
use crate::ui::screen::main::menu::Place;
use crate::ui::screen::main::sidebar::Entry;
use crate::ui::theme::account_colour;
use crate::ui::widget::virtual_list::Row as VirtualRow;
use crate::ui::widget::{self, Element, Gestures, Icon, Mark, VirtualList, ellipsis, font, pressable, tag};
use crate::ui::{spacing, theme};

/// The column of marks at the left of a row: dot, flag and arrow have their place in it.
const GUTTER: f32 = 28.0;
/// The column of dates in rows of one line.
const DATE: f32 = 66.0;
/// The small marks.
const MARK: f32 = 13.0;

/// What stands in the head.
#[derive(Clone, Debug)]
pub struct Title {
    /// The list's name.
    pub name: String,
    /// Messages on the server, where more are still coming in.
    pub on_server: usize,
}

/// The parts of the pane.
pub struct Parts<'a> {
    /// Name and total.
    pub head: Element<'a, MainMessage>,
    /// The rows, or why there are none.
    pub body: Element<'a, MainMessage>,
}

impl std::fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parts")
    }
}

impl List {
    /// The pane's parts. `accounts`: whose colours mark the rows, in the unified inbox.
    pub fn view<'a>(
        &'a self,
        title: &Title,
        focused: bool,
        accounts: Option<&'a [Entry]>,
        shared: &'a Shared,
    ) -> Parts<'a> {
        let body = match (self.total(), self.error()) {
            (None | Some(0), Some(_)) => self.unreadable(shared),
            (None, None) => container(space()).width(Length::Fill).height(Length::Fill).into(),
            (Some(0), None) => self.empty(title, shared),
            (Some(_), _) => self.rows(focused, accounts, shared),
        };
        Parts { head: self.head(title, shared), body: body.map(MainMessage::List) }
    }

    fn head<'a>(&'a self, title: &Title, shared: &'a Shared) -> Element<'a, MainMessage> {
        let texts = &shared.texts;
        let name = iced::widget::text(title.name.clone())
            .size(spacing::TEXT_MESSAGE)
            .font(font::SEMIBOLD)
            .wrapping(iced::widget::text::Wrapping::None);
        let total = match self.total() {
            Some(_) if self.chosen() > 0 => texts.with("list-chosen", &[("count", self.chosen().into())]),
            Some(total) if title.on_server > total => {
                let numbers = [("count", total.into()), ("total", title.on_server.into())];
                texts.with("list-coming", &numbers)
            }
            Some(total) => texts.with("list-total", &[("count", total.into())]),
            None => String::new(),
        };
        let names = column![name, widget::meta(total)].spacing(1);
        let (icon, words) = match shared.settings.density {
            Density::Comfortable => (Icon::List, "list-dense"),
            Density::Compact => (Icon::Rows3, "list-airy"),
        };
        let keys = keymap::shortcut(Intent::Density, texts);
        let density = widget::icon_button(icon, texts.get(words), keys, Some(MainMessage::DensityPressed));
        let menu = keymap::shortcut(Intent::Menu, texts);
        let menu = widget::icon_button(
            Icon::Ellipsis,
            texts.get("keys-menu"),
            menu,
            Some(MainMessage::MenuAsked(Place::Head)),
        );
        let names = container(names).width(Length::Fill).clip(true);
        let line = row![names, density, menu].align_y(Alignment::Center);
        let padding = Padding { top: 0.0, bottom: 0.0, left: spacing::M, right: spacing::XS };
        let head = container(line).padding(padding).height(spacing::PANE_HEAD).align_y(Alignment::Center);
        column![head, widget::hairline()].into()
    }

    fn unreadable<'a>(&self, shared: &'a Shared) -> Element<'a, Message> {
        let retry = widget::secondary_button(shared.texts.get("list-retry")).on_press(Message::RetryPressed);
        widget::empty_state(Icon::CircleAlert, shared.texts.get("list-unreadable"), Some(retry.into()))
    }

    fn empty<'a>(&self, title: &Title, shared: &'a Shared) -> Element<'a, Message> {
        if title.on_server > 0 {
            return widget::empty_state(Icon::CloudDownload, shared.texts.get("list-loading"), None);
        }
        let (icon, words) = match self.source() {
            Some(ListSource::AllInboxes) => (Icon::Inbox, "list-empty-inbox"),
            Some(ListSource::Mailbox(_)) | None => (Icon::FolderOpen, "list-empty"),
        };
        widget::empty_state(icon, shared.texts.get(words), None)
    }

    fn rows<'a>(&'a self, focused: bool, accounts: Option<&'a [Entry]>, shared: &'a Shared) -> Element<'a, Message> {
        let rows = self.in_sight().map(|index| {
            let cursor = self.selected().is_some_and(|selected| selected.index == index);
            let chosen = self.row(index).is_some_and(|row| self.is_chosen(row.data.id));
            let selected = if self.chosen() > 0 { chosen } else { cursor };
            let mark = Mark { selected, focused, ring: cursor && !selected, radius: 0.0, edge: true };
            let (key, content) = match self.row(index) {
                Some(row) => {
                    let colour = accounts.and_then(|accounts| colour_of(accounts, row.data.account));
                    (row.data.id.get(), self.row_view(row, colour, shared))
                }
                None => (u64::MAX - index as u64, placeholder(shared.settings.density)),
            };
            let content = container(content).width(Length::Fill).height(self.row_height());
            VirtualRow {
                key,
                top: self.top(index),
                height: self.row_height(),
                element: pressable(content, mark, gestures(index)),
            }
        });
        let list = VirtualList::new(self.position(), rows.collect(), Message::Scrolled, Message::Resized);
        let pill: Element<'_, Message> = if self.new_above() > 0 {
            let words = shared.texts.with("list-new", &[("count", self.new_above().into())]);
            let words = iced::widget::text(words).size(spacing::TEXT_SECONDARY).font(font::MEDIUM);
            let label = row![Icon::ArrowUp.view(14.0), words].spacing(6.0).align_y(Alignment::Center);
            let pill = iced::widget::button(label).padding([5.0, 14.0]).style(theme::button::pill);
            container(pill.on_press(Message::NewPressed)).center_x(Length::Fill).padding(spacing::S).into()
        } else {
            space().into()
        };
        stack![list, pill].into()
    }

    fn row_view<'a>(&'a self, row: &'a Row, colour: Option<Color>, shared: &'a Shared) -> Element<'a, Message> {
        match shared.settings.density {
            Density::Comfortable => comfortable(row, colour, shared),
            Density::Compact => compact(row, colour, shared),
        }
    }
}

const fn gestures(row: usize) -> Gestures<Message> {
    Gestures {
        press: Some(Message::RowPressed(row)),
        release: Some(Message::RowReleased),
        drag: Some(Message::DragStarted),
        drop: None,
        menu: None,
    }
}

fn colour_of(accounts: &[Entry], id: AccountId) -> Option<Color> {
    accounts.iter().find(|entry| entry.view.account.id == id).map(|entry| account_colour(entry.view.account.colour))
}

fn comfortable<'a>(row: &'a Row, colour: Option<Color>, shared: &'a Shared) -> Element<'a, Message> {
    let unread = row.unread();
    let who = ellipsis(&row.who).font(if unread { font::SEMIBOLD } else { font::REGULAR });
    let first = row![who, date(row)].spacing(spacing::XS).align_y(Alignment::Center);
    let clip = clip(row, shared).unwrap_or_else(|| space().into());
    let subject = ellipsis(&row.subject)
        .size(spacing::TEXT_SECONDARY)
        .font(if unread { font::SEMIBOLD } else { font::REGULAR })
        .style(theme::text::base);
    let second = row![subject, clip].spacing(spacing::XS).align_y(Alignment::Center);
    let preview = ellipsis(&row.data.preview).size(spacing::TEXT_SECONDARY).style(theme::text::secondary);
    let third =
        row![preview, tag::chips(&row.tags), account_dot(colour)].spacing(spacing::XS).align_y(Alignment::Center);
    let lines = column![first, second, third].spacing(2).width(Length::Fill);
    let gutter =
        column![slot(dot(unread)), slot(flag(row, shared)), slot(answered(row, shared))].spacing(2).width(GUTTER);
    let content = row![gutter, lines].padding(Padding { top: 8.0, bottom: 8.0, left: 0.0, right: spacing::M });
    column![container(content).height(Length::Fill), line_below()].into()
}

fn compact<'a>(row: &'a Row, colour: Option<Color>, shared: &'a Shared) -> Element<'a, Message> {
    let unread = row.unread();
    let weight = if unread { font::SEMIBOLD } else { font::REGULAR };
    let marks = row![
        container(dot(unread)).center_x(20).center_y(Length::Fill),
        container(if row.has(Flag::Flagged) { flag(row, shared) } else { answered(row, shared) })
            .center_x(16)
            .center_y(Length::Fill),
        space().width(spacing::XXS),
    ];
    let who = ellipsis(&row.who).size(spacing::TEXT_SECONDARY).font(weight).width(Length::FillPortion(2));
    let subject = ellipsis(&row.subject).size(spacing::TEXT_SECONDARY).font(weight);
    let subject = row![subject, tag::dots(&row.tags)].spacing(spacing::XS).align_y(Alignment::Center);
    let subject = subject.width(Length::FillPortion(3));
    let clip = clip(row, shared).unwrap_or_else(|| space().width(MARK).into());
    let date = container(date(row)).width(DATE).align_x(Alignment::End);
    let line = row![who, subject, clip, date, account_dot(colour)].spacing(spacing::XS).align_y(Alignment::Center);
    let line = container(line).center_y(Length::Fill).width(Length::Fill);
    row![marks, line].padding(Padding { right: spacing::M, ..Padding::ZERO }).into()
}

fn date(row: &Row) -> Element<'_, Message> {
    let style = if row.unread() { theme::text::accent } else { theme::text::secondary };
    iced::widget::text(row.date.as_str())
        .size(spacing::TEXT_META)
        .style(style)
        .wrapping(iced::widget::text::Wrapping::None)
        .into()
}

fn dot<'a>(unread: bool) -> Element<'a, Message> {
    if unread { container(space()).width(8).height(8).style(theme::container::unread).into() } else { space().into() }
}

fn flag<'a>(row: &Row, shared: &Shared) -> Element<'a, Message> {
    let icon = || Icon::Flag.view(MARK).style(theme::text::flag);
    mark(row.has(Flag::Flagged).then(icon), "list-flagged", shared)
}

fn answered<'a>(row: &Row, shared: &Shared) -> Element<'a, Message> {
    let icon = || Icon::Reply.view(MARK).style(theme::text::secondary);
    mark(row.has(Flag::Answered).then(icon), "list-answered", shared)
}

fn clip<'a>(row: &Row, shared: &Shared) -> Option<Element<'a, Message>> {
    let icon = || Icon::Paperclip.view(MARK).style(theme::text::secondary);
    row.data.has_attachment.then(|| mark(Some(icon()), "list-attachment", shared))
}

fn mark<'a>(icon: Option<iced::widget::Text<'a>>, words: &str, shared: &Shared) -> Element<'a, Message> {
    icon.map_or_else(|| space().into(), |icon| widget::tooltip(icon, shared.texts.get(words), None))
}

/// A place in the gutter, as high as the line beside it.
fn slot<'a>(content: Element<'a, Message>) -> Element<'a, Message> {
    container(content).center_x(GUTTER).center_y(17).into()
}

fn account_dot<'a>(colour: Option<Color>) -> Element<'a, Message> {
    colour.map_or_else(|| space().into(), widget::account_mark)
}

fn line_below<'a>() -> Element<'a, Message> {
    let line = Padding { left: GUTTER, ..Padding::ZERO };
    container(widget::hairline()).padding(line).into()
}

/// Where a row's page is still on the way.
fn placeholder<'a>(density: Density) -> Element<'a, Message> {
    let bar = |width: f32| container(space()).width(width).height(10).style(theme::container::placeholder);
    let bars = match density {
        Density::Comfortable => column![bar(140.0), bar(220.0), bar(180.0)].spacing(9),
        Density::Compact => column![bar(260.0)],
    };
    container(bars).padding(Padding { left: GUTTER, ..Padding::ZERO }).center_y(Length::Fill).into()
}

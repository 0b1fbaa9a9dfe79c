//! How the sidebar looks, unfolded and folded to icons.

use iced::widget::{column, container, mouse_area, progress_bar, row, space, text};
use iced::{Alignment, Background, Length, Padding, Theme};

use super::super::Message;
use super::super::menu::Place;
use super::state::{self, Tone};
use super::tree::Node;
use super::{Entry, Fullness, Row, Sidebar, height};
use crate::model::{Level, MailboxId};
use crate::service::api::{ListSource, Transport};
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::theme::account_colour;
use crate::ui::widget::virtual_list::Row as VirtualRow;
use crate::ui::widget::{self, Element, Gestures, Icon, Mark, VirtualList, ellipsis, font, pressable};
use crate::ui::{spacing, theme};

/// What a level of the tree is indented by.
const INDENT: f32 = 14.0;
/// Levels that are indented; deeper ones stand with the last, so that their names stay readable.
const MAX_INDENTS: usize = 6;

/// How rows are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Icons only.
    pub folded: bool,
    /// The pane has the keyboard.
    pub focused: bool,
    /// The list that is open.
    pub shown: Option<ListSource>,
    /// Actions that wait for the server.
    pub waiting: usize,
    /// What every screen needs.
    pub shared: &'a Shared,
}

impl Sidebar {
    /// The pane's content. `accepts`: where what is dragged can be let go of.
    pub fn view<'a>(&'a self, look: Look<'a>, accepts: &dyn Fn(MailboxId) -> bool) -> Element<'a, Message> {
        let shared = look.shared;
        // The height in sight is told after the first layout; until then the window's is more than enough.
        let viewport = self.viewport.max(shared.size.height.min(4_000.0));
        let rows = self.in_sight(viewport).map(|(index, row, top)| VirtualRow {
            key: self.key(row),
            top,
            height: height(row),
            element: self.row(index, row, accepts, look),
        });
        let rows = VirtualList::new(self.position(), rows.collect(), Message::SidebarScrolled, Message::SidebarResized)
            .quiet();
        column![space().height(spacing::XS), rows, self.foot(look)].into()
    }

    fn row<'a>(
        &'a self,
        index: usize,
        row: Row,
        accepts: &dyn Fn(MailboxId) -> bool,
        look: Look<'a>,
    ) -> Element<'a, Message> {
        let content = match row {
            Row::Gap(_) => return space().height(1).into(),
            Row::AllInboxes => self.all_inboxes(look),
            Row::Account(place) => self.entries().get(place).map(|entry| account(entry, place, look)),
            Row::Progress(place) => {
                return self.entries().get(place).map_or_else(|| space().into(), |entry| progress(entry, look));
            }
            Row::Quota(place) => {
                let fullness = self.entries().get(place).and_then(|entry| entry.fullness.as_ref());
                return fullness.map_or_else(|| space().into(), |fullness| quota(fullness, look));
            }
            Row::Mailbox(place, node) => self.mailbox_row(place, node, look),
        };
        let Some(content) = content else { return space().into() };
        let selected = look.shown.is_some() && self.source(row) == look.shown;
        let mark = Mark {
            selected,
            focused: look.focused,
            ring: look.focused && index == self.cursor(),
            radius: spacing::RADIUS,
            edge: false,
        };
        let content = container(content).height(spacing::SIDEBAR_ROW).width(Length::Fill).align_y(Alignment::Center);
        let target = match self.source(row) {
            Some(ListSource::Mailbox(id)) => Some(id).filter(|id| accepts(*id)),
            Some(ListSource::AllInboxes) | None => None,
        };
        let gestures = Gestures {
            press: Some(Message::SidebarPressed(index, row)),
            release: None,
            drag: None,
            drop: target.map(Message::Dropped),
            menu: (self.source(row).is_some() || matches!(row, Row::Account(_)))
                .then_some(Message::MenuAsked(Place::Row(index))),
        };
        let row = pressable(content, mark, gestures);
        container(row).padding([0.0, spacing::XS]).into()
    }

    fn all_inboxes<'a>(&self, look: Look<'a>) -> Option<Element<'a, Message>> {
        let name = look.shared.texts.get("sidebar-all-inboxes");
        let icon = Icon::Layers;
        if look.folded {
            return Some(folded_icon(icon.view(spacing::ICON_LARGE - 2.0), name, self.unified_unseen(), look));
        }
        let name = iced::widget::text(name).size(spacing::TEXT_BASE).font(font::MEDIUM).width(Length::Fill);
        let line =
            row![icon.view(spacing::ICON).style(theme::text::secondary), name, count(self.unified_unseen(), look)];
        Some(line.spacing(spacing::XS).padding([0.0, spacing::XS]).align_y(Alignment::Center).into())
    }

    fn mailbox_row<'a>(&'a self, place: usize, index: usize, look: Look<'a>) -> Option<Element<'a, Message>> {
        let node = self.entries().get(place)?.nodes.get(index)?;
        let parent = node.has_children(index);
        let unfolded = parent && self.is_unfolded(place, index);
        let unseen = if parent && !unfolded { node.unseen_below } else { node.unseen };
        if look.folded {
            return Some(folded_icon(node.icon().view(spacing::ICON_LARGE - 2.0), node.label.as_str(), unseen, look));
        }
        let arrow: Element<'_, Message> = if parent {
            arrow(unfolded, Message::FoldPressed(Row::Mailbox(place, index)), look)
        } else {
            space().width(spacing::ICON).into()
        };
        let icon = node.icon().view(spacing::ICON).style(theme::text::secondary);
        let line = row![arrow, icon, label(node, unseen), count(unseen, look)];
        let indent = node.depth.min(MAX_INDENTS) as f32 * INDENT;
        let padding = Padding { top: 0.0, bottom: 0.0, left: indent, right: spacing::XS };
        Some(line.spacing(6.0).padding(padding).align_y(Alignment::Center).into())
    }

    fn foot<'a>(&self, look: Look<'a>) -> Element<'a, Message> {
        let texts = &look.shared.texts;
        let button = |icon, words: &str, intent, message| {
            widget::icon_button(icon, texts.get(words), keymap::shortcut(intent, texts), Some(message))
        };
        let sync = button(Icon::RefreshCw, "sidebar-sync", Intent::Sync, Message::SyncPressed);
        let add = button(Icon::Plus, "sidebar-add-account", Intent::AddAccount, Message::AddAccountPressed);
        let journal = button(Icon::History, "keys-journal", Intent::Journal, Message::JournalPressed);
        let keys = button(Icon::Keyboard, "sidebar-shortcuts", Intent::Shortcuts, Message::ShortcutsPressed);
        let settings = button(Icon::Settings, "sidebar-settings", Intent::Settings, Message::SettingsPressed);
        let buttons: Element<'_, Message> = if look.folded {
            column![add, sync, journal, keys, settings]
                .spacing(spacing::XXS)
                .width(Length::Fill)
                .align_x(Alignment::Center)
                .into()
        } else {
            row![add, sync, journal, space::horizontal(), keys, settings].spacing(spacing::XXS).into()
        };
        let sample: Element<'_, Message> =
            if look.shared.sample && !look.folded { sample(look) } else { space().into() };
        let buttons = container(buttons).padding([6.0, spacing::XS]).width(Length::Fill);
        column![sample, waiting(look), widget::hairline(), buttons].into()
    }
}

/// How much waits for the server; it leads to the list of it.
fn waiting(look: Look<'_>) -> Element<'_, Message> {
    if look.waiting == 0 {
        return space().into();
    }
    let texts = &look.shared.texts;
    let words = texts.with("queue-waiting", &[("count", look.waiting.into())]);
    let icon = Icon::Clock.view(14.0).style(theme::text::secondary);
    let line: Element<'_, Message> = if look.folded {
        container(icon).center_x(Length::Fill).into()
    } else {
        let words = iced::widget::text(words.clone()).size(spacing::TEXT_META);
        row![icon, words].spacing(spacing::XS).align_y(Alignment::Center).into()
    };
    let line = container(line).padding([0.0, spacing::XS]).height(spacing::SIDEBAR_ROW).align_y(Alignment::Center);
    let mark = Mark { radius: spacing::RADIUS, ..Mark::default() };
    let line = pressable(line.width(Length::Fill), mark, Some(Message::JournalPressed));
    let name = if look.folded { words } else { texts.get("keys-journal") };
    let line = widget::tooltip(line, name, keymap::shortcut(Intent::Journal, texts));
    container(line).padding([spacing::XXS, spacing::XS]).into()
}

fn sample(look: Look<'_>) -> Element<'_, Message> {
    let texts = &look.shared.texts;
    let sentence = widget::meta(texts.get("sidebar-sample"));
    let own = iced::widget::text(texts.get("sidebar-leave-sample")).size(spacing::TEXT_META).font(font::MEDIUM);
    let own = iced::widget::button(own).padding(0).style(theme::button::link).on_press(Message::AddAccountPressed);
    container(column![sentence, own].spacing(2)).padding([spacing::XS, spacing::M]).into()
}

fn account<'a>(entry: &'a Entry, place: usize, look: Look<'a>) -> Element<'a, Message> {
    let view = &entry.view;
    let colour = account_colour(view.account.colour);
    if look.folded {
        let initial = view.account.name.chars().next().unwrap_or('?').to_uppercase().to_string();
        let initial =
            iced::widget::text(initial).size(spacing::TEXT_META).font(font::SEMIBOLD).color(iced::Color::WHITE);
        let badge = container(initial).center(24).style(move |_| theme::container::account_badge(colour));
        let name = format!("{}: {}", view.account.name, entry.sentence);
        return widget::tooltip(container(badge).center_x(Length::Fill), name, None);
    }
    let dot = widget::account_mark(colour);
    let name = ellipsis(&view.account.name).size(spacing::TEXT_SECONDARY).font(font::SEMIBOLD);
    let (icon, tone) = state::icon(&view.state);
    let icon = icon.view(14.0).style(match tone {
        Tone::Quiet => theme::text::secondary,
        Tone::Active => theme::text::accent,
        Tone::Attention => theme::text::flag,
        Tone::Danger => theme::text::danger,
    });
    let state = widget::tooltip(icon, entry.sentence.as_str(), None);
    let lock = view.transport.as_ref().map(|transport| {
        let (icon, words) = state::transport(transport);
        let plain = matches!(transport, Transport::Plain);
        let style = if plain { theme::text::danger } else { theme::text::secondary };
        widget::tooltip(icon.view(14.0).style(style), look.shared.texts.get(words), None)
    });
    let arrow = arrow(!entry.folded, Message::FoldPressed(Row::Account(place)), look);
    row![arrow, dot, name, state, lock]
        .spacing(6.0)
        .padding(Padding { right: spacing::XS, ..Padding::ZERO })
        .align_y(Alignment::Center)
        .into()
}

fn progress<'a>(entry: &'a Entry, look: Look<'a>) -> Element<'a, Message> {
    let Some(progress) = &entry.progress else { return space().into() };
    let bar = progress_bar(0.0..=1.0, progress.share).girth(3).style(theme::field::progress);
    if look.folded {
        return widget::tooltip(container(bar).padding([14.0, 14.0]), entry.sentence.as_str(), None);
    }
    let line = |text| ellipsis(text).size(spacing::TEXT_META).style(theme::text::secondary);
    let remaining = line(progress.remaining.as_deref().unwrap_or_default());
    let padding = Padding { top: 3.0, bottom: 0.0, left: 30.0, right: spacing::M };
    container(column![bar, line(&progress.of), remaining].spacing(3)).padding(padding).into()
}

fn quota<'a>(fullness: &'a Fullness, look: Look<'a>) -> Element<'a, Message> {
    let tone: fn(&Theme) -> text::Style = match fullness.level {
        Level::Fine => theme::text::faint,
        Level::High => theme::text::flag,
        Level::Critical | Level::Full => theme::text::danger,
    };
    let bar = progress_bar(0.0..=1.0, fullness.share).girth(3).style(move |theme| {
        let usual = theme::field::progress(theme);
        progress_bar::Style { bar: tone(theme).color.map_or(usual.bar, Background::Color), ..usual }
    });
    let content = if look.folded {
        container(bar).padding([13.0, 14.0])
    } else {
        let warning = (fullness.level > Level::Fine).then(|| Icon::TriangleAlert.view(12.0).style(tone));
        let words = ellipsis(&fullness.words).size(spacing::TEXT_META).style(theme::text::secondary);
        let line = row![warning, words].spacing(spacing::XXS).align_y(Alignment::Center);
        let padding = Padding { top: 2.0, bottom: 0.0, left: 30.0, right: spacing::M };
        container(column![bar, line].spacing(3)).padding(padding)
    };
    widget::tooltip(content, fullness.details.as_str(), None)
}

fn label(node: &Node, unseen: u32) -> Element<'_, Message> {
    let name = ellipsis(&node.label);
    match (unseen > 0, node.selectable) {
        (true, _) => name.font(font::SEMIBOLD).into(),
        (false, true) => name.into(),
        (false, false) => name.style(theme::text::secondary).into(),
    }
}

fn count(unseen: u32, look: Look<'_>) -> Element<'_, Message> {
    if unseen == 0 {
        return space().into();
    }
    iced::widget::text(Entry::count(unseen, look.shared))
        .size(spacing::TEXT_META)
        .font(font::MEDIUM)
        .style(theme::text::secondary)
        .into()
}

fn arrow<'a>(unfolded: bool, message: Message, look: Look<'a>) -> Element<'a, Message> {
    let (icon, words, intent) = if unfolded {
        (Icon::ChevronDown, "sidebar-fold", Intent::Left)
    } else {
        (Icon::ChevronRight, "sidebar-unfold", Intent::Right)
    };
    let texts = &look.shared.texts;
    let arrow = mouse_area(icon.view(spacing::ICON).size(14.0).style(theme::text::faint)).on_press(message);
    widget::tooltip(arrow, texts.get(words), keymap::shortcut(intent, texts))
}

fn folded_icon<'a>(
    icon: iced::widget::Text<'a>,
    name: impl iced::widget::text::IntoFragment<'a>,
    unseen: u32,
    look: Look<'a>,
) -> Element<'a, Message> {
    let icon = icon.style(if unseen > 0 { theme::text::accent } else { theme::text::secondary });
    let unread = (unseen > 0).then(|| Entry::count(unseen, look.shared));
    widget::tooltip(container(icon).center_x(Length::Fill), name, unread)
}

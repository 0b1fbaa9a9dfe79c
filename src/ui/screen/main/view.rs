//! The panes beside each other, the banners over them, the toasts at the foot.

use iced::widget::{column, container, mouse_area, row, space, stack};
use iced::{Length, Theme};

use super::sidebar::Entry;
use super::sidebar::view::Look;
use super::{Focus, Main, Message, reader};
use crate::service::api::{AccountState, ListSource, Transport};
use crate::ui::app::Shared;
use crate::ui::keymap::{self, Intent};
use crate::ui::widget::{self, Element, Icon, carry, divider};
use crate::ui::{spacing, theme};

impl Main {
    /// The window's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let panes = self.panes(shared);
        let accepts = |id| self.drag.is_some_and(|whose| self.accepts(id, whose));
        let (focused, waiting) = (self.focus == Focus::Sidebar, self.queue.waiting());
        let look = Look { folded: panes.folded, focused, shown: self.list.source(), waiting, shared };
        let sidebar = self.sidebar.view(look, &accepts);
        let sidebar = pane(sidebar, Focus::Sidebar, self.focus, theme::container::sidebar).width(panes.sidebar);

        let edge: Element<'_, Message> =
            if panes.folded { widget::vertical_hairline() } else { divider(Message::SidebarDragged) };
        let mail: Element<'_, Message> = match panes.list {
            Some(width) => {
                let list = self.list_pane(shared).width(width);
                row![list, divider(Message::ListDragged), self.reader_pane(false, shared)].into()
            }
            None if self.reading => self.reader_pane(true, shared),
            None => self.list_pane(shared).width(Length::Fill).into(),
        };
        let banner = match self.focus {
            Focus::Banner(at) if !shared.covered => Some(at),
            Focus::Banner(_) | Focus::Sidebar | Focus::List | Focus::Reader => None,
        };
        let right = column![self.banners.view(banner, shared), mail].width(Length::Fill).height(Length::Fill);
        let panes = carry(row![sidebar, edge, right], self.carried(shared), Message::DragEnded);
        stack![panes, self.banners.view_toasts(shared), self.view_menu(shared)].into()
    }

    fn list_pane<'a>(&'a self, shared: &'a Shared) -> iced::widget::Container<'a, Message> {
        let offline: Element<'_, Message> = match self.standing(shared) {
            Some((icon, sentence)) => {
                let icon = icon.view(14.0).style(theme::text::secondary);
                let words = widget::meta(sentence);
                let line = row![icon, column![words, self.unsent(shared)].spacing(2)];
                let line = container(line.spacing(spacing::XS).align_y(iced::Alignment::Center))
                    .padding([6.0, spacing::M])
                    .width(Length::Fill)
                    .style(theme::container::window);
                column![line, widget::hairline()].into()
            }
            None => space().into(),
        };
        let title = self.list_title(shared);
        let list = self.list.view(&title, self.focus == Focus::List, self.marks_accounts(), shared);
        // Where the message has its turn later, what is done to it is done here.
        let tools: Element<'_, Message> = match self.panes(shared).list {
            Some(_) => space().into(),
            None => self.toolbar(TOOLS, shared),
        };
        pane(column![list.head, tools, offline, list.body], Focus::List, self.focus, theme::container::ground)
    }

    /// What follows the pointer while messages are dragged.
    fn carried<'a>(&self, shared: &Shared) -> Option<Element<'a, Message>> {
        self.drag?;
        let (icon, words) = if copies(shared) { (Icon::CopyPlus, "drag-copy") } else { (Icon::Mails, "drag-move") };
        let words = shared.texts.with(words, &[("count", self.list.target_count().into())]);
        let line = row![icon.view(spacing::ICON), widget::label(words)].spacing(6.0).align_y(iced::Alignment::Center);
        Some(container(line).padding([6.0, 10.0]).style(theme::container::carried).into())
    }

    /// What was dragged was let go of over a mailbox.
    pub(super) fn dropped(&mut self, mailbox: crate::model::MailboxId, shared: &Shared) -> iced::Task<Message> {
        match self.drag.take() {
            Some(whose) if self.accepts(mailbox, whose) => self.put_into(mailbox, copies(shared), shared),
            _ => iced::Task::none(),
        }
    }

    /// How much will be sent once that is possible; it leads to the list of it.
    fn unsent<'a>(&self, shared: &'a Shared) -> Element<'a, Message> {
        let waiting = self.queue.waiting();
        if waiting == 0 {
            return space().into();
        }
        let words = shared.texts.with("queue-will-be-sent", &[("count", waiting.into())]);
        let words = iced::widget::text(words).size(spacing::TEXT_META).wrapping(iced::widget::text::Wrapping::None);
        let button =
            iced::widget::button(words).padding(0).style(theme::button::link).on_press(Message::JournalPressed);
        let keys = keymap::shortcut(Intent::Journal, &shared.texts);
        widget::tooltip(button, shared.texts.get("keys-journal"), keys)
    }

    fn list_title(&self, shared: &Shared) -> super::list::view::Title {
        let name = self.title(shared).unwrap_or_default();
        let coming = match self.list.source() {
            Some(ListSource::Mailbox(id)) => self.sidebar.mailbox(id).map(|(_, _, mailbox)| mailbox.counts.on_server),
            Some(ListSource::AllInboxes) | None => None,
        };
        super::list::view::Title { name, on_server: coming.unwrap_or_default() as usize }
    }

    /// Whether rows show whose they are.
    fn marks_accounts(&self) -> Option<&[Entry]> {
        let unified = self.list.source() == Some(ListSource::AllInboxes);
        unified.then(|| self.sidebar.entries())
    }

    /// Since when nothing is known of the account whose mail is shown, if new mail does not come by itself: an icon and a
    /// sentence. Of several, the one that has been out of step for longest.
    fn standing(&self, shared: &Shared) -> Option<(Icon, String)> {
        let entries = self.sidebar.entries();
        let entry = match self.list.source()? {
            ListSource::Mailbox(id) => self.sidebar.mailbox(id).map(|(entry, ..)| entry),
            ListSource::AllInboxes => entries
                .iter()
                .filter_map(|entry| Some((last_in_step(entry)?, entry)))
                .min_by_key(|(at, _)| *at)
                .map(|(_, entry)| entry),
        }?;
        last_in_step(entry)?;
        let icon = if is_offline(entry) { Icon::CloudOff } else { Icon::Clock };
        let is_one_of_many = self.list.source() == Some(ListSource::AllInboxes) && !entries.iter().all(is_offline);
        let words = if is_one_of_many {
            let args =
                [("account", entry.view.account.name.as_str().into()), ("sentence", entry.sentence.as_str().into())];
            shared.texts.with("list-standing", &args)
        } else {
            entry.sentence.clone()
        };
        Some((icon, words))
    }

    fn reader_pane<'a>(&'a self, alone: bool, shared: &'a Shared) -> Element<'a, Message> {
        let focused = self.focus == Focus::Reader && self.menu.is_none();
        let content = self.reader.view(reader::Frame { focused, alone }, shared).map(Message::Reader);
        let content = column![self.toolbar(spacing::PANE_HEAD, shared), content];
        pane(content, Focus::Reader, self.focus, theme::container::ground).width(Length::Fill).into()
    }
}

/// The line of buttons over the list in a narrow window.
const TOOLS: f32 = 44.0;

/// Whether the keys that are held down turn moving into copying, as they do in the system's file manager.
fn copies(shared: &Shared) -> bool {
    if cfg!(target_os = "macos") { shared.held.alt() } else { shared.held.control() }
}

/// A pane: a press anywhere in it gives it the keyboard, and then its upper edge is tinted.
fn pane<'a>(
    content: impl Into<Element<'a, Message>>,
    which: Focus,
    focus: Focus,
    ground: fn(&Theme) -> container::Style,
) -> iced::widget::Container<'a, Message> {
    let edge = container(space())
        .width(Length::Fill)
        .height(spacing::FOCUS_RING)
        .style(move |theme: &Theme| theme::container::pane_edge(theme, which == focus));
    let content = container(content).width(Length::Fill).height(Length::Fill);
    let area = mouse_area(content).on_press(Message::PanePressed(which));
    container(column![edge, area]).height(Length::Fill).style(ground)
}

const fn is_offline(entry: &Entry) -> bool {
    matches!(entry.view.state, AccountState::Offline { .. })
}

/// When an account that new mail does not come to by itself was last in step; 0 if that is not known.
fn last_in_step(entry: &Entry) -> Option<i64> {
    match &entry.view.state {
        AccountState::Offline { since, .. } => Some(since.unwrap_or_default()),
        AccountState::UpToDate { checked, live: false } if entry.view.transport != Some(Transport::Sample) => {
            Some(*checked)
        }
        _ => None,
    }
}

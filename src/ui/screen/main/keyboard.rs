//! What keys do in the main screen, by the pane that has the keyboard.

use iced::Task;

use super::banner::Subject;
use super::list::List;
use super::organise::All;
use super::reader::Scroll;
use super::sidebar::Row;
use super::{Action, Focus, Main, Message, REST, resized};
use crate::config::{Density, Settings, WindowSettings};
use crate::error::Remedy;
use crate::model::{Flag, Tag};
use crate::service::api::Command;
use crate::ui::app::Shared;
use crate::ui::keymap::Intent;
use crate::ui::spacing::{LIST_RANGE, SIDEBAR_RANGE};

/// What Wider and Narrower move a divider by.
const STEP: f32 = 20.0;

impl Main {
    /// A key. `repeat`: it is being held down.
    pub fn intent(&mut self, intent: Intent, repeat: bool, shared: &Shared) -> Action {
        if self.menu.is_some() {
            return self.key_in_menu(intent, shared);
        }
        match intent {
            // There it would seem to be meant for the mailbox.
            Intent::Trash | Intent::DeleteForEver if self.focus == Focus::Sidebar => Action::None,
            // A key that is held down too long would empty the list.
            Intent::Archive | Intent::Trash | Intent::ToggleJunk if repeat => Action::None,
            Intent::Archive
            | Intent::Trash
            | Intent::DeleteForEver
            | Intent::ToggleJunk
            | Intent::MoveTo
            | Intent::CopyTo => self.organise(intent, shared),
            Intent::MarkAllRead => self.mark_all_read(shared),
            Intent::Menu => self.menu_key(),
            Intent::NextPane => self.turn_focus(1, shared),
            Intent::PreviousPane => self.turn_focus(-1, shared),
            Intent::Back => self.back(shared),
            Intent::NextMessage => Action::Run(self.step_list(1, repeat, shared)),
            Intent::PreviousMessage => Action::Run(self.step_list(-1, repeat, shared)),
            Intent::ExtendUp => self.extend(|list| list.extend_by(-1, shared)),
            Intent::ExtendDown => self.extend(|list| list.extend_by(1, shared)),
            Intent::ExtendHome => self.extend(|list| list.extend(0, shared)),
            Intent::ExtendEnd => self.extend(|list| list.extend(usize::MAX, shared)),
            Intent::ChooseAll => self.extend(|list| list.choose_all(shared)),
            Intent::Choose => self.quietly(|main| main.list.toggle()),
            Intent::ToggleRead => Action::Run(self.toggle_flag(Flag::Seen, shared)),
            Intent::ToggleFlag => Action::Run(self.toggle_flag(Flag::Flagged, shared)),
            Intent::Tag(place) => Action::Run(self.toggle(Tag::Usual(place).flags(), shared)),
            Intent::ClearTags => Action::Run(self.clear_tags(shared)),
            Intent::TagMenu => self.pick_tag(shared),
            Intent::Undo => Action::Run(self.undo(None, shared)),
            Intent::ShowNew => self.update(Message::List(super::list::Message::NewPressed), shared),
            Intent::Sync => {
                shared.handle.send(Command::Sync(None));
                Action::None
            }
            Intent::Remedy => self.first_remedy(shared),
            Intent::Wider => self.widen(STEP, shared),
            Intent::Narrower => self.widen(-STEP, shared),
            Intent::Density => toggle_density(shared),
            Intent::NewMailbox => self.new_mailbox_key(),
            Intent::RenameMailbox => self.rename_key(),
            Intent::Journal => Action::Journal,
            Intent::Settings => Action::Settings,
            Intent::Shortcuts => Action::Shortcuts,
            Intent::AddAccount => Action::AddAccount,
            Intent::ZoomIn | Intent::ZoomOut | Intent::ZoomReset | Intent::Quit => Action::None,
            Intent::Up
            | Intent::Down
            | Intent::PageUp
            | Intent::PageDown
            | Intent::Home
            | Intent::End
            | Intent::Left
            | Intent::Right
            | Intent::Open => match self.focus {
                Focus::Sidebar => Action::Run(self.sidebar_key(intent, repeat, shared)),
                Focus::List => Action::Run(self.list_key(intent, repeat, shared)),
                Focus::Reader if intent == Intent::Open && self.reader.is_broken() => {
                    self.reader_message(super::reader::Message::RetryPressed, shared)
                }
                Focus::Reader => Action::Run(self.reader_key(intent)),
                Focus::Banner(at) => self.banner_key(intent, at, shared),
            },
        }
    }

    fn turn_focus(&mut self, by: i8, shared: &Shared) -> Action {
        let buttons = self.banners.buttons().count();
        let next = match (self.focus, by > 0) {
            (Focus::Banner(at), true) if at + 1 < buttons => Focus::Banner(at + 1),
            (Focus::Banner(at), false) if at > 0 => Focus::Banner(at - 1),
            (Focus::Sidebar, true) if buttons > 0 => Focus::Banner(0),
            (Focus::List, false) if buttons > 0 => Focus::Banner(buttons - 1),
            (Focus::Sidebar | Focus::Banner(_), true) | (Focus::Reader, false) => Focus::List,
            (Focus::List, true) | (Focus::Sidebar, false) => Focus::Reader,
            (Focus::Reader, true) | (Focus::List | Focus::Banner(_), false) => Focus::Sidebar,
        };
        self.set_focus(next, shared);
        Action::None
    }

    fn set_focus(&mut self, focus: Focus, shared: &Shared) {
        self.focus = focus;
        match focus {
            Focus::Sidebar | Focus::Banner(_) => {}
            Focus::List => self.reading = false,
            Focus::Reader => self.reading = self.panes(shared).list.is_none(),
        }
    }

    fn extend(&mut self, change: impl FnOnce(&mut List) -> Task<super::list::Message>) -> Action {
        self.focus = Focus::List;
        Action::Run(change(&mut self.list).map(Message::List))
    }

    /// Everything in the mailbox at the cursor of the sidebar, or in the list.
    fn mark_all_read(&self, shared: &Shared) -> Action {
        let there = self.sidebar.row_at_cursor().filter(|_| self.focus == Focus::Sidebar);
        let source = there.map_or(self.list.source(), |row| self.sidebar.source(row));
        source.map_or(Action::None, |source| Action::Run(self.with_all(All::Read, source, shared)))
    }

    fn back(&mut self, shared: &Shared) -> Action {
        if self.drag.take().is_some() {
            return Action::None;
        }
        if self.focus == Focus::List && self.list.unchoose() {
            return Action::None;
        }
        match self.focus {
            Focus::Reader => self.set_focus(Focus::List, shared),
            Focus::List => self.set_focus(Focus::Sidebar, shared),
            Focus::Sidebar | Focus::Banner(_) => self.set_focus(Focus::List, shared),
        }
        Action::None
    }

    /// The keyboard is at a button of a banner.
    fn banner_key(&mut self, intent: Intent, at: usize, shared: &Shared) -> Action {
        let last = self.banners.buttons().count().saturating_sub(1);
        let next = match intent {
            Intent::Open => {
                let pressed = self.banners.buttons().nth(at);
                return pressed.map_or(Action::None, |message| self.update(message, shared));
            }
            Intent::Left | Intent::Up => at.saturating_sub(1),
            Intent::Right | Intent::Down => (at + 1).min(last),
            Intent::Home | Intent::PageUp => 0,
            _ => last,
        };
        self.focus = Focus::Banner(next);
        Action::None
    }

    fn first_remedy(&mut self, shared: &Shared) -> Action {
        let first = self.banners.shown().next().map(|banner| banner.subject.clone());
        match first {
            Some(Subject::Problem { problem, .. }) if problem.remedy == Remedy::None => Action::Details(problem),
            Some(Subject::Problem { problem, .. }) => Action::Remedy(problem),
            Some(Subject::Conflicts) => Action::Journal,
            Some(Subject::Frozen { mailbox, .. }) => Action::Run(self.show_frozen(mailbox, shared)),
            None => Action::None,
        }
    }

    fn widen(&self, by: f32, shared: &Shared) -> Action {
        let now = shared.settings.window;
        let window = match self.focus {
            Focus::Sidebar => {
                WindowSettings { sidebar: (now.sidebar + by).clamp(SIDEBAR_RANGE.0, SIDEBAR_RANGE.1), ..now }
            }
            Focus::List => WindowSettings { list: (now.list + by).clamp(LIST_RANGE.0, LIST_RANGE.1), ..now },
            Focus::Banner(_) => return Action::None,
            // The reader has what the list leaves.
            Focus::Reader => WindowSettings { list: (now.list - by).clamp(LIST_RANGE.0, LIST_RANGE.1), ..now },
        };
        resized(window, shared)
    }

    fn sidebar_key(&mut self, intent: Intent, repeat: bool, shared: &Shared) -> Task<Message> {
        let sidebar = &mut self.sidebar;
        match intent {
            Intent::Up => sidebar.step(-1),
            Intent::Down => sidebar.step(1),
            Intent::PageUp => sidebar.step(-sidebar.page()),
            Intent::PageDown => sidebar.step(sidebar.page()),
            Intent::Home => sidebar.move_to(0),
            Intent::End => {
                sidebar.move_to(sidebar.last());
            }
            Intent::Left => sidebar.fold(),
            Intent::Right => sidebar.unfold(),
            Intent::Open => return self.enter_row(shared),
            _ => return Task::none(),
        }
        if matches!(intent, Intent::Left | Intent::Right) {
            return Task::none();
        }
        self.rest_or_open(repeat, shared)
    }

    fn enter_row(&mut self, shared: &Shared) -> Task<Message> {
        let Some(row) = self.sidebar.row_at_cursor() else { return Task::none() };
        match self.sidebar.source(row) {
            Some(source) => {
                self.set_focus(Focus::List, shared);
                self.open_list(source, shared)
            }
            None => {
                if matches!(row, Row::Account(_) | Row::Mailbox(..)) {
                    self.sidebar.toggle(row);
                }
                Task::none()
            }
        }
    }

    fn list_key(&mut self, intent: Intent, repeat: bool, shared: &Shared) -> Task<Message> {
        let page = self.list.page_rows();
        match intent {
            Intent::Up => self.step_list(-1, repeat, shared),
            Intent::Down => self.step_list(1, repeat, shared),
            Intent::PageUp => self.step_list(-page, repeat, shared),
            Intent::PageDown => self.step_list(page, repeat, shared),
            Intent::Home => self.select(0, repeat, shared),
            Intent::End => self.select(usize::MAX, repeat, shared),
            Intent::Left => {
                self.set_focus(Focus::Sidebar, shared);
                Task::none()
            }
            Intent::Open if self.list.selected().is_none() => self.step_list(1, repeat, shared),
            Intent::Right | Intent::Open => {
                self.set_focus(Focus::Reader, shared);
                self.open_resting_message(shared)
            }
            _ => Task::none(),
        }
    }

    fn open_resting_message(&mut self, shared: &Shared) -> Task<Message> {
        match self.list.selected_id() {
            Some(id) if self.reader.shown() != Some(id) => self.open_message(id, shared),
            Some(_) | None => Task::none(),
        }
    }

    fn step_list(&mut self, by: isize, repeat: bool, shared: &Shared) -> Task<Message> {
        let moved = self.list.step(by, shared).map(Message::List);
        if self.focus == Focus::Sidebar {
            // The next message is asked for from afar: what rests is in the list, not in the sidebar.
            return Task::batch([moved, self.open_resting_message(shared)]);
        }
        Task::batch([moved, self.rest_or_open(repeat, shared)])
    }

    fn select(&mut self, index: usize, repeat: bool, shared: &Shared) -> Task<Message> {
        let moved = self.list.select(index, shared).map(Message::List);
        Task::batch([moved, self.rest_or_open(repeat, shared)])
    }

    /// Opens what is under the cursor; while a key is held down only what it comes to rest on.
    fn rest_or_open(&mut self, repeat: bool, shared: &Shared) -> Task<Message> {
        self.rest += 1;
        if !repeat {
            return self.open_resting(shared);
        }
        let rest = self.rest;
        Task::perform(async { tokio::time::sleep(REST).await }, move |()| Message::Rested(rest))
    }

    fn reader_key(&mut self, intent: Intent) -> Task<Message> {
        let scroll = match intent {
            Intent::Up => Scroll::LineUp,
            Intent::Down => Scroll::LineDown,
            Intent::PageUp => Scroll::PageUp,
            Intent::PageDown => Scroll::PageDown,
            Intent::Home => Scroll::Start,
            Intent::End => Scroll::End,
            _ => return Task::none(),
        };
        self.reader.scroll(scroll).map(Message::Reader)
    }
}

/// Rows of three lines or of one.
pub fn toggle_density(shared: &Shared) -> Action {
    let density = match shared.settings.density {
        Density::Comfortable => Density::Compact,
        Density::Compact => Density::Comfortable,
    };
    Action::Change(Box::new(Settings { density, ..shared.settings.clone() }))
}

//! Mail: sidebar, list and reader, and which of them has the keyboard.

mod act;
pub mod banner;
pub mod list;
pub mod panes;
pub mod reader;
pub mod sidebar;

mod frozen;
mod keyboard;
mod manage;
mod menu;
mod news;
mod organise;
mod queue;
mod reading;
mod special;
mod tags;
mod toolbar;
mod view;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use banner::Banners;
use iced::Task;
use list::List;
use list::chosen::Left;
use menu::{Menu, Place};
use organise::{All, Remembered};
use panes::Panes;
use queue::Queue;
use reader::Reader;
use reading::Reading;
use sidebar::{Row, Sidebar};

use crate::config::{Settings, SidebarSettings, WindowSettings};
use crate::error::{ErrorKind, Problem, Result};
use crate::model::{AccountId, ActionId, EnvelopeId, Intent, MailboxId, SpecialUse, Tag};
use crate::service::api::{AccountView, Acted, Command, JournalPage, ListSource, Thaw, Undone};
use crate::ui::app::Shared;
use crate::ui::keymap::Intent as Key;
use crate::ui::screen::mailbox::Naming;
use crate::ui::screen::picker::Picker;
use crate::ui::screen::question::Question;

/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(6);

/// While a key is held down, what it passes is not opened; what it rests on for this long is.
const REST: Duration = Duration::from_millis(90);

/// The pane with the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Accounts and mailboxes.
    Sidebar,
    /// Messages.
    List,
    /// The message.
    Reader,
    /// The button of a banner with this number.
    Banner(usize),
}

/// The main screen.
#[derive(Debug)]
pub struct Main {
    sidebar: Sidebar,
    list: List,
    reader: Reader,
    banners: Banners,
    queue: Queue,
    attention: Reading,
    focus: Focus,
    /// In a narrow window the reader has its turn.
    reading: bool,
    /// Tells the last key that was held down from those before it.
    rest: u64,
    /// Tags that are not usual ones, from the rows that were seen.
    known_tags: BTreeSet<Tag>,
    /// What was selected before the last actions, the latest first.
    remembered: VecDeque<Remembered>,
    /// Messages are dragged: whose they are, if they are of one account.
    drag: Option<Option<AccountId>>,
    menu: Option<Menu>,
    lang: crate::i18n::Lang,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The list's.
    List(list::Message),
    /// The reader's.
    Reader(reader::Message),
    /// A row of the sidebar was pressed.
    SidebarPressed(usize, Row),
    /// The arrow of a row was pressed.
    FoldPressed(Row),
    /// The sidebar's wheel or thumb moved.
    SidebarScrolled(f64),
    /// The sidebar's height in sight is this.
    SidebarResized(f32),
    /// The divider right of the sidebar was dragged here.
    SidebarDragged(f32),
    /// The divider right of the list was dragged here.
    ListDragged(f32),
    /// A pane was pressed.
    PanePressed(Focus),
    /// A key was held down and rests since.
    Rested(u64),
    /// The button beside a problem.
    RemedyPressed(Problem),
    /// "Details".
    DetailsPressed(Problem),
    /// A notice was put away.
    NoticeDismissed(ErrorKind, Option<AccountId>),
    /// A toast has been there long enough.
    ToastExpired(u64),
    /// Something was done to messages, or could not be.
    Acted(Intent, Option<Left>, Result<Acted>),
    /// The mailbox of an account for a use is to be chosen.
    SpecialPressed(AccountId, SpecialUse),
    /// It was said that this mailbox was taken for it because of its name.
    GuessTold(MailboxId, SpecialUse),
    /// A mailbox of this name was made for a use of the account.
    MadeFor(AccountId, SpecialUse, String),
    /// These are all messages of a list, of which something is to be done with.
    AllCame(All, Result<Vec<EnvelopeId>>),
    /// "Undo" in a toast, or the key for it.
    UndoPressed(Option<ActionId>),
    /// A message has been read for as long as it takes to count as read, if this is still the same reading.
    ReadFor(u64),
    /// It was marked as read, or could not be.
    AutoRead(Result<Acted>),
    /// Something was taken back, or could not be.
    Undone(Result<Option<Undone>>),
    /// A button that does the same as a key.
    IntentPressed(Key),
    /// What was dragged was let go of over a mailbox.
    Dropped(MailboxId),
    /// It was let go of anywhere.
    DragEnded,
    /// The menu of a mailbox.
    MenuAsked(Place),
    /// A row of the menu was pressed.
    MenuPressed(usize),
    /// Something beside the menu was pressed.
    MenuClosed,
    /// Back from the reader to the list.
    BackPressed,
    /// Rows of the other density.
    DensityPressed,
    /// Sync now.
    SyncPressed,
    /// What waits for the server, and what could not be done, as the question with this number was answered.
    QueueTold(u64, Result<JournalPage>),
    /// Something has been waiting for a while, since this many times that nothing was.
    QueueLasts(u64),
    /// The line about what could not be done any more was put away.
    ConflictsDismissed,
    /// "Show" beside what went from the server.
    FrozenPressed(MailboxId),
    /// What went from the server, of a mailbox.
    FrozenCame(MailboxId, Result<Vec<EnvelopeId>>),
    /// It is decided what becomes of what went from the server.
    ThawPressed(MailboxId, Thaw),
    /// It was decided, or that failed.
    Thawed(Result<()>),
    /// Show what was done.
    JournalPressed,
    /// Open the settings.
    SettingsPressed,
    /// Open the shortcuts.
    ShortcutsPressed,
    /// Add an account.
    AddAccountPressed,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Do what the button beside the problem says.
    Remedy(Problem),
    /// Show the problem in full.
    Details(Problem),
    /// Open the box to choose from.
    Pick(Picker),
    /// Ask for the name of a mailbox.
    Name(Naming),
    /// Show what was done.
    Journal,
    /// Ask before this is done.
    Ask(Question),
    /// Open the settings.
    Settings,
    /// Open the shortcuts.
    Shortcuts,
    /// Add an account.
    AddAccount,
    /// The settings are these now.
    Change(Box<Settings>),
}

impl Main {
    /// The main screen for these accounts, with the list open that was open before, else the first.
    pub fn new(accounts: Vec<AccountView>, shared: &Shared) -> (Self, Task<Message>) {
        // Sample mail is nothing to come back to.
        let kept = if shared.sample { SidebarSettings::default() } else { shared.settings.sidebar.clone() };
        let mut sidebar = Sidebar::new(kept);
        sidebar.resize(shared.size.height);
        let mut main = Self {
            sidebar,
            list: List::new(shared),
            reader: Reader::default(),
            banners: Banners::default(),
            queue: Queue::default(),
            attention: Reading::default(),
            focus: Focus::List,
            reading: false,
            rest: 0,
            known_tags: BTreeSet::new(),
            remembered: VecDeque::new(),
            drag: None,
            menu: None,
            lang: shared.lang(),
        };
        let task = main.set_accounts(accounts, shared);
        (main, task)
    }

    /// The accounts.
    pub fn accounts(&self) -> Vec<AccountView> {
        self.sidebar.entries().iter().map(|entry| entry.view.clone()).collect()
    }

    /// An account.
    pub fn account(&self, id: AccountId) -> Option<&AccountView> {
        self.sidebar.entries().iter().map(|entry| &entry.view).find(|view| view.account.id == id)
    }

    /// What the title bar says: the list that is open.
    pub fn title(&self, shared: &Shared) -> Option<String> {
        match self.list.source()? {
            ListSource::AllInboxes => Some(shared.texts.get("sidebar-all-inboxes")),
            ListSource::Mailbox(id) => self.sidebar.mailbox(id).map(|(_, node, _)| node.label.clone()),
        }
    }

    /// The pane with the keyboard.
    pub const fn focus(&self) -> Focus {
        self.focus
    }

    /// The list.
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The sidebar.
    pub const fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::List(message) => Action::Run(self.list_message(message, shared)),
            Message::Reader(message) => self.reader_message(message, shared),
            Message::SidebarPressed(index, row) => Action::Run(self.sidebar_pressed(index, row, shared)),
            Message::FoldPressed(row) => self.quietly(|main| main.sidebar.toggle(row)),
            Message::SidebarScrolled(offset) => self.quietly(|main| main.sidebar.scroll(offset)),
            Message::SidebarResized(viewport) => self.quietly(|main| main.sidebar.resize(viewport)),
            Message::SidebarDragged(x) => resized(Panes::drag_sidebar(x, shared.settings.window), shared),
            Message::ListDragged(x) => resized(self.panes(shared).drag_list(x, shared.settings.window), shared),
            Message::PanePressed(focus) => self.quietly(|main| main.focus = focus),
            Message::Rested(rest) if rest == self.rest => Action::Run(self.open_resting(shared)),
            Message::Rested(_) => Action::None,
            Message::RemedyPressed(problem) => Action::Remedy(problem),
            Message::DetailsPressed(problem) => Action::Details(problem),
            Message::NoticeDismissed(kind, account) => self.quietly(|main| {
                main.banners.dismiss(kind, account);
                main.hold_focus();
            }),
            Message::ToastExpired(toast) => self.quietly(|main| main.banners.expire(toast)),
            Message::Acted(intent, left, answer) => Action::Run(self.acted(&intent, left, answer, shared)),
            Message::MadeFor(account, used, display) => self.chosen_special(account, used, display, shared),
            Message::SpecialPressed(account, used) => self.pick_special(account, used, shared),
            Message::GuessTold(id, used) => self.choose_special(id, used, shared),
            Message::AllCame(all, Ok(messages)) => self.all_came(all, messages, shared),
            Message::AllCame(_, Err(error)) => Action::Run(self.tell(Problem::new(&error, None), shared)),
            Message::IntentPressed(intent) => self.intent(intent, false, shared),
            Message::Dropped(mailbox) => Action::Run(self.dropped(mailbox, shared)),
            Message::DragEnded => self.quietly(|main| main.drag = None),
            Message::MenuAsked(place) => self.open_menu(place),
            Message::MenuPressed(row) => self.menu_pressed(row, shared),
            Message::MenuClosed => self.quietly(|main| main.menu = None),
            Message::ReadFor(reading) => Action::Run(self.read_for(reading, shared)),
            Message::AutoRead(answer) => {
                if let Err(error) = answer {
                    tracing::warn!("mark what was read: {error}");
                }
                Action::None
            }
            Message::UndoPressed(action) => Action::Run(self.undo(action, shared)),
            Message::Undone(answer) => Action::Run(self.undone(answer, shared)),
            Message::BackPressed => self.quietly(Self::back_to_list),
            Message::DensityPressed => keyboard::toggle_density(shared),
            Message::SyncPressed => {
                shared.handle.send(Command::Sync(None));
                Action::None
            }
            Message::QueueTold(number, answer) => Action::Run(self.queue_told(number, answer, shared)),
            Message::QueueLasts(since) => self.quietly(|main| main.queue.lasts(since)),
            Message::ConflictsDismissed => self.dismiss_conflicts(shared),
            Message::FrozenPressed(id) => Action::Run(self.show_frozen(id, shared)),
            Message::FrozenCame(id, answer) => Action::Run(self.frozen_came(id, answer, shared)),
            Message::ThawPressed(id, Thaw::PutBack) => Action::Run(frozen::thaw(id, Thaw::PutBack, shared)),
            Message::ThawPressed(id, Thaw::Accept) => self.ask_to_accept(id, shared),
            Message::Thawed(answer) => Action::Run(self.thawed(answer, shared)),
            Message::JournalPressed => Action::Journal,
            Message::SettingsPressed => Action::Settings,
            Message::ShortcutsPressed => Action::Shortcuts,
            Message::AddAccountPressed => Action::AddAccount,
        }
    }

    fn quietly(&mut self, change: impl FnOnce(&mut Self)) -> Action {
        change(self);
        Action::None
    }

    fn list_message(&mut self, message: list::Message, shared: &Shared) -> Task<Message> {
        let pressed = matches!(message, list::Message::RowPressed(_));
        if matches!(message, list::Message::DragStarted) && self.list.target_count() > 0 {
            self.drag = Some(self.whose());
        }
        let came = matches!(message, list::Message::PageLoaded(..) | list::Message::Refreshed(..));
        let (task, opened) = self.list.update(message, shared);
        if pressed {
            self.focus = Focus::List;
        }
        let opened = opened.map_or_else(Task::none, |id| self.open_message(id, shared));
        if pressed && self.panes(shared).list.is_none() {
            self.read();
        }
        if came {
            self.learn_tags();
            if let Some(row) = self.list.selected().and_then(|selected| self.list.row(selected.index)) {
                self.reader.take_flags(row.data.id, &row.data.flags, shared);
            }
        }
        self.follow_list();
        Task::batch([task.map(Message::List), opened])
    }

    /// A message that went from the list goes from the reader, too.
    fn follow_list(&mut self) {
        if self.list.selected().is_none() && self.list.total().is_some() && self.reader.shown().is_some() {
            self.reader.close();
            self.back_to_list();
        }
    }

    fn reader_message(&mut self, message: reader::Message, shared: &Shared) -> Action {
        match self.reader.update(message, shared) {
            reader::Action::None => Action::None,
            reader::Action::Run(task) => Action::Run(task.map(Message::Reader)),
            reader::Action::Toast(text) => Action::Run(self.toast(text, None)),
            reader::Action::Back => self.quietly(Self::back_to_list),
        }
    }

    /// Says something at the foot for a while, with a button that takes this back.
    fn toast(&mut self, text: String, undo: Option<ActionId>) -> Task<Message> {
        let toast = self.banners.toast(text, undo);
        Task::perform(async { tokio::time::sleep(TOAST).await }, move |()| Message::ToastExpired(toast))
    }

    fn sidebar_pressed(&mut self, index: usize, row: Row, shared: &Shared) -> Task<Message> {
        self.focus = Focus::Sidebar;
        self.sidebar.move_to(index);
        match self.sidebar.source(row) {
            Some(source) => {
                self.reading = false;
                self.open_list(source, shared)
            }
            None => {
                self.sidebar.toggle(row);
                Task::none()
            }
        }
    }

    /// Shows a list, unless it is shown already.
    fn open_list(&mut self, source: ListSource, shared: &Shared) -> Task<Message> {
        if self.list.source() == Some(source) {
            return Task::none();
        }
        self.reader.close();
        self.sidebar.point_at(source);
        self.list.open(source, shared).map(Message::List)
    }

    fn open_message(&mut self, id: EnvelopeId, shared: &Shared) -> Task<Message> {
        self.reader.open(id, shared).map(Message::Reader)
    }

    /// The key rests: what is under the cursor is opened.
    fn open_resting(&mut self, shared: &Shared) -> Task<Message> {
        if self.focus == Focus::Sidebar {
            let source = self.sidebar.row_at_cursor().and_then(|row| self.sidebar.source(row));
            return source.map_or_else(Task::none, |source| self.open_list(source, shared));
        }
        match self.list.selected_id() {
            Some(id) if self.reader.shown() != Some(id) => self.open_message(id, shared),
            Some(_) | None => Task::none(),
        }
    }

    fn read(&mut self) {
        self.reading = true;
        self.focus = Focus::Reader;
    }

    fn back_to_list(&mut self) {
        self.reading = false;
        if self.focus == Focus::Reader {
            self.focus = Focus::List;
        }
    }

    /// How the panes share the window.
    pub fn panes(&self, shared: &Shared) -> Panes {
        Panes::of(shared.size.width, &shared.settings.window)
    }
}

fn resized(window: WindowSettings, shared: &Shared) -> Action {
    Action::Change(Box::new(Settings { window, ..shared.settings.clone() }))
}

#[cfg(test)]
mod tests;

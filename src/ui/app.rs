//! The application: which screen fills the window, which dialog floats over it, and everything that
//! belongs to no single screen: window, language, looks, zoom, keys, the end.

mod dialog;
mod keys;
mod leave;
mod shared;
mod update;
mod view;

use std::fmt;
use std::sync::Arc;

use iced::keyboard::{Event as KeyEvent, Modifiers};
use iced::theme::Mode;
use iced::{Event as IcedEvent, Size, Subscription, Task, event, window};

pub use dialog::Dialog;
pub use shared::Shared;

use crate::config::Settings;
use crate::error::{Problem, Result};
use crate::service::api::{AccountView, Event, Handle, Query, channel};
use crate::ui::keymap::Press;
use crate::ui::screen::{
    add_account, journal, mailbox, main, password, picker, problem, question, settings, shortcuts, welcome,
};
use crate::ui::widget::font;
use crate::ui::{backend, window as main_window};

/// Opens the sample profile. Blocks; called on a thread where that is allowed.
#[derive(Clone)]
pub struct OpenSample(pub Arc<dyn Fn() -> Result<Handle> + Send + Sync>);

impl fmt::Debug for OpenSample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenSample")
    }
}

/// What the window starts with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The service, or why there is none: then the problem fills the window.
    pub service: Result<Handle, Problem>,
    /// The settings as they are on disk.
    pub settings: Settings,
    /// How "Look around with sample mail" gets its service.
    pub sample: Option<OpenSample>,
    /// Whether `service` already is the sample profile (`--demo`).
    pub is_sample: bool,
}

/// What fills the window.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is exactly one of it")]
pub enum Screen {
    /// Nothing is known yet; gone within milliseconds.
    Starting,
    /// There are no accounts.
    Welcome(welcome::Welcome),
    /// Mail.
    Main(main::Main),
    /// There is no service.
    Problem(problem::ProblemScreen),
}

/// The application.
#[derive(Debug)]
pub struct App {
    shared: Shared,
    screen: Screen,
    dialog: Option<Dialog>,
    /// The settings, while something is chosen for them.
    resumed: Option<settings::Settings>,
    window: Option<window::Id>,
    /// The person's own service while sample mail is shown.
    own: Option<Handle>,
    /// Tells the subscription of one service from that of another.
    service_number: u64,
    sample: Option<OpenSample>,
    /// Counts changes of the settings that are not saved yet.
    unsaved: u64,
    leaving: bool,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The main window is open.
    WindowOpened(window::Id),
    /// A window event.
    Window(window::Id, WindowEvent),
    /// The system's light or dark.
    SystemChanged(Mode),
    /// A minute has passed.
    Ticked,
    /// A key that nobody captured.
    Key(Press),
    /// These keys are held down now.
    Held(Modifiers),
    /// News of the service with this number.
    News(u64, Vec<Event>),
    /// The accounts of the service with this number, as they were asked for at the start.
    AccountsLoaded(u64, Result<Vec<AccountView>>),
    /// The sample profile is open.
    SampleOpened(Result<Handle>),
    /// The settings have been still for a while.
    SettingsSettled(u64),
    /// The services have ended, or took too long.
    Stopped,
    /// The welcome's.
    Welcome(welcome::Message),
    /// The main screen's.
    Main(main::Message),
    /// The dialog's for accounts.
    AddAccount(add_account::Message),
    /// The settings'.
    Settings(settings::Message),
    /// The shortcuts'.
    Shortcuts(shortcuts::Message),
    /// The journal's.
    Journal(journal::Message),
    /// The password dialog's.
    Password(password::Message),
    /// The problem's.
    Problem(problem::Message),
    /// The box's to choose from.
    Picker(picker::Message),
    /// The question's.
    Question(question::Message),
    /// The dialog's for the name of a mailbox.
    Naming(mailbox::Message),
    /// The person wants the dialog gone.
    DialogDismissed,
}

/// What a window tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WindowEvent {
    /// It has this size now.
    Resized(Size),
    /// The person wants it closed.
    CloseRequested,
    /// It is in front.
    Focused,
    /// It is no more.
    Unfocused,
    /// Whether it fills the screen.
    Maximised(bool),
}

/// Runs the window until the person closes it.
///
/// # Errors
/// If no window can be opened, for example because there is no display.
pub fn run(start: Start) -> iced::Result {
    let settings = iced::Settings {
        default_font: font::REGULAR,
        default_text_size: 14.into(),
        fonts: font::embedded(),
        ..Default::default()
    };
    iced::daemon(move || App::open(start.clone()), App::update, App::view)
        .settings(settings)
        .title(App::title)
        .subscription(App::subscription)
        .theme(|app: &App, _| app.shared.scheme().theme())
        .style(|app: &App, _| {
            let tokens = app.shared.scheme().tokens();
            iced::theme::Style { background_color: tokens.surface, text_color: tokens.text }
        })
        .scale_factor(|app, _| app.shared.settings.zoom.clamp(0.5, 3.0))
        .run()
}

impl App {
    /// The application with its window.
    fn open(start: Start) -> (Self, Task<Message>) {
        let (_, open) = window::open(main_window::settings(&start.settings.window));
        let (app, task) = Self::new(start);
        let system = iced::system::theme().map(Message::SystemChanged);
        (app, Task::batch([open.map(Message::WindowOpened), system, task]))
    }

    /// The application without a window, as tests want it.
    pub fn new(start: Start) -> (Self, Task<Message>) {
        let problem = start.service.as_ref().err().cloned();
        let handle = start.service.unwrap_or_else(|_| channel().0);
        let mut shared = Shared::new(handle, start.settings);
        shared.sample = start.is_sample;
        let mut app = Self {
            shared,
            screen: Screen::Starting,
            dialog: None,
            resumed: None,
            window: None,
            own: None,
            service_number: 0,
            sample: start.sample,
            unsaved: 0,
            leaving: false,
        };
        let task = match problem {
            Some(problem) => app.show_problem(problem),
            None => app.load_accounts(),
        };
        (app, task)
    }

    fn show_problem(&mut self, problem: Problem) -> Task<Message> {
        let (screen, task) = problem::ProblemScreen::new(problem, problem::Place::Window, &self.shared);
        self.screen = Screen::Problem(screen);
        task.map(Message::Problem)
    }

    fn load_accounts(&self) -> Task<Message> {
        let (handle, number) = (self.shared.handle.clone(), self.service_number);
        let accounts = async move { handle.ask(Query::Accounts).await.flatten() };
        Task::perform(accounts, move |accounts| Message::AccountsLoaded(number, accounts))
    }

    /// What the title bar says.
    pub fn title(&self, _window: window::Id) -> String {
        let name = "Brieftaube";
        match &self.screen {
            Screen::Main(main) => {
                main.title(&self.shared).map_or_else(|| name.to_owned(), |title| format!("{title} – {name}"))
            }
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => name.to_owned(),
        }
    }

    /// What every screen sees.
    pub const fn shared(&self) -> &Shared {
        &self.shared
    }

    /// What fills the window.
    pub const fn screen(&self) -> &Screen {
        &self.screen
    }

    /// The dialog that floats over it.
    pub const fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// What the application listens to.
    pub fn subscription(&self) -> Subscription<Message> {
        let mut all = vec![
            event::listen_with(listen),
            iced::system::theme_changes().map(Message::SystemChanged),
            iced::time::every(std::time::Duration::from_secs(60)).map(|_| Message::Ticked),
        ];
        let own = self.own.as_ref().map(|own| (self.service_number.wrapping_sub(1), own));
        let services = own.into_iter().chain([(self.service_number, &self.shared.handle)]);
        for (number, handle) in services.filter(|_| !self.leaving) {
            let news = backend::events(number, handle);
            all.push(news.with(number).map(|(number, news)| Message::News(number, news)));
        }
        Subscription::batch(all)
    }
}

/// Window events always; keys only where no widget wanted them, but for those that no text field has a
/// use for (a Tab never is captured, but macOS reports some keys as captured with nothing focused).
fn listen(event: IcedEvent, status: event::Status, id: window::Id) -> Option<Message> {
    match event {
        IcedEvent::Window(window::Event::Resized(size)) => Some(Message::Window(id, WindowEvent::Resized(size))),
        IcedEvent::Window(window::Event::CloseRequested) => Some(Message::Window(id, WindowEvent::CloseRequested)),
        IcedEvent::Window(window::Event::Focused) => Some(Message::Window(id, WindowEvent::Focused)),
        IcedEvent::Window(window::Event::Unfocused) => Some(Message::Window(id, WindowEvent::Unfocused)),
        IcedEvent::Keyboard(KeyEvent::ModifiersChanged(held)) => Some(Message::Held(held)),
        IcedEvent::Keyboard(KeyEvent::KeyPressed { key, modified_key, physical_key, modifiers, repeat, .. })
            if status == event::Status::Ignored =>
        {
            let press = Press { key, modified: modified_key, physical: physical_key, modifiers, repeat };
            Some(Message::Key(press))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;

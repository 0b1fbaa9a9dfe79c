//! What the application does about what happened.

use iced::{Task, window};

use super::{App, Dialog, Message, OpenSample, Screen, WindowEvent, leave};
use crate::config::Settings;
use crate::error::{Error, ErrorKind, Problem, Remedy};
use crate::i18n::{Lang, Texts};
use crate::model::AccountId;
use crate::service::api::{AccountView, Command, Event, Handle};
use crate::ui::screen::{add_account, main, problem, welcome};
use crate::ui::window::SETTLE;

impl App {
    /// Handles a message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        let task = self.handle(message);
        self.shared.covered = self.dialog.is_some();
        let attended = match &mut self.screen {
            Screen::Main(main) => main.attend(&self.shared),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => None,
        };
        let task = match attended {
            Some(attended) => Task::batch([task, attended.map(Message::Main)]),
            None => task,
        };
        if self.remember() { Task::batch([task, self.settings_changed()]) } else { task }
    }

    /// Takes note of what is open in the sidebar; whether that is anything new.
    fn remember(&mut self) -> bool {
        let Screen::Main(main) = &self.screen else { return false };
        let kept = main.sidebar().kept();
        let is_new = !self.shared.sample && *kept != self.shared.settings.sidebar;
        if is_new {
            kept.clone_into(&mut self.shared.settings.sidebar);
        }
        is_new
    }

    fn handle(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::WindowOpened(id) => self.window_opened(id),
            Message::Window(id, event) => self.window_event(id, event),
            Message::SystemChanged(mode) => {
                self.shared.system = mode;
                Task::none()
            }
            Message::Ticked => self.ticked(),
            Message::Key(press) => self.key(&press),
            Message::Held(held) => {
                self.shared.held = held;
                Task::none()
            }
            Message::News(number, news) if number == self.service_number => self.news(&news),
            Message::AccountsLoaded(number, Ok(accounts)) if number == self.service_number => self.show(accounts),
            Message::AccountsLoaded(number, Err(error)) if number == self.service_number => self.failed(&error),
            // While sample mail is shown, the person's own service has nothing to show but is still called.
            Message::News(_, news) => self.called(&news),
            Message::AccountsLoaded(..) => Task::none(),
            Message::SampleOpened(Ok(handle)) => self.enter_sample(handle),
            Message::SampleOpened(Err(error)) => self.failed(&error),
            Message::SettingsSettled(change) => self.save_settings(change),
            Message::Stopped => iced::exit(),
            Message::Welcome(message) => self.welcome(message),
            Message::Main(message) => self.main(message),
            Message::AddAccount(_)
            | Message::Settings(_)
            | Message::Shortcuts(_)
            | Message::Journal(_)
            | Message::Password(_)
            | Message::Picker(_)
            | Message::Question(_)
            | Message::Naming(_)
            | Message::Problem(_) => self.dialog_message(message),
            Message::DialogDismissed => self.close_dialog(),
        }
    }

    fn window_opened(&mut self, id: window::Id) -> Task<Message> {
        self.window = Some(id);
        window::is_maximized(id).map(move |yes| Message::Window(id, WindowEvent::Maximised(yes)))
    }

    fn window_event(&mut self, id: window::Id, event: WindowEvent) -> Task<Message> {
        if self.window.is_some_and(|main| main != id) {
            return Task::none();
        }
        match event {
            WindowEvent::Resized(size) => {
                self.shared.size = size;
                window::is_maximized(id).map(move |yes| Message::Window(id, WindowEvent::Maximised(yes)))
            }
            WindowEvent::Maximised(maximised) => {
                let size = self.shared.size;
                let remembered = &mut self.shared.settings.window;
                let before = *remembered;
                remembered.maximised = maximised;
                if !maximised {
                    (remembered.width, remembered.height) = (size.width, size.height);
                }
                if before == *remembered { Task::none() } else { self.settings_changed() }
            }
            WindowEvent::Focused => {
                self.shared.in_front = true;
                self.ticked()
            }
            WindowEvent::Unfocused => {
                self.shared.in_front = false;
                Task::none()
            }
            WindowEvent::CloseRequested => self.leave(),
        }
    }

    /// Closes the window at once, then lets the services finish.
    pub(super) fn leave(&mut self) -> Task<Message> {
        if self.leaving {
            return Task::none();
        }
        self.leaving = true;
        if self.unsaved > 0 {
            self.own_handle().send(Command::SetSettings(Box::new(self.shared.settings.clone())));
        }
        let handles: Vec<Handle> = self.own.iter().chain([&self.shared.handle]).cloned().collect();
        let close = self.window.take().map_or_else(Task::none, window::close);
        close.chain(Task::perform(leave::shut_down(handles), |()| Message::Stopped))
    }

    fn ticked(&mut self) -> Task<Message> {
        self.shared.now = jiff::Timestamp::now().as_second();
        self.refresh()
    }

    /// Time or language moved on: what was formatted is formatted anew.
    fn refresh(&mut self) -> Task<Message> {
        if let Screen::Main(main) = &mut self.screen {
            main.refresh(&self.shared);
        }
        Task::none()
    }

    fn news(&mut self, news: &[Event]) -> Task<Message> {
        let mut tasks = vec![self.called(news)];
        let structure =
            |event: &Event| matches!(event, Event::AccountsChanged | Event::MailboxesChanged(_) | Event::Resync);
        if news.iter().any(structure) {
            tasks.push(self.load_accounts());
        }
        if let Screen::Main(main) = &mut self.screen {
            tasks.push(main.news(news, &self.shared).map(Message::Main));
        }
        if let Some(Dialog::Journal(dialog)) = &mut self.dialog {
            tasks.push(dialog.news(news, &self.shared).map(Message::Journal));
        }
        Task::batch(tasks)
    }

    /// Does what another start of the program or the system asks for.
    fn called(&mut self, news: &[Event]) -> Task<Message> {
        if news.contains(&Event::Leave) {
            return self.leave();
        }
        match self.window.filter(|_| news.contains(&Event::Raise)) {
            Some(id) => Task::batch([window::minimize(id, false), window::gain_focus(id)]),
            None => Task::none(),
        }
    }

    /// Shows the accounts as they are now, whatever was shown before.
    fn show(&mut self, accounts: Vec<AccountView>) -> Task<Message> {
        if let Some(dialog) = &mut self.dialog {
            dialog.set_accounts(&accounts);
        }
        if let Some(settings) = &mut self.resumed {
            settings.set_accounts(accounts.clone());
        }
        match &mut self.screen {
            _ if accounts.is_empty() => {
                if matches!(self.screen, Screen::Welcome(_)) {
                    return Task::none();
                }
                let (welcome, task) = welcome::Welcome::new(&self.shared);
                self.screen = Screen::Welcome(welcome);
                task.map(Message::Welcome)
            }
            Screen::Main(main) => main.set_accounts(accounts, &self.shared).map(Message::Main),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => {
                let (main, task) = main::Main::new(accounts, &self.shared);
                self.screen = Screen::Main(main);
                task.map(Message::Main)
            }
        }
    }

    /// Something went wrong that no screen takes care of.
    fn failed(&mut self, error: &Error) -> Task<Message> {
        if error.kind() == ErrorKind::Stopped && self.leaving {
            return Task::none();
        }
        tracing::warn!("{error}");
        let problem = Problem::new(error, None);
        match &mut self.screen {
            Screen::Main(main) => main.tell(problem, &self.shared).map(Message::Main),
            Screen::Starting => self.show_problem(problem),
            // That there is no service is what the screen says already.
            Screen::Problem(_) if error.kind() == ErrorKind::Stopped => Task::none(),
            Screen::Welcome(_) | Screen::Problem(_) => self.open_problem(problem),
        }
    }

    fn welcome(&mut self, message: welcome::Message) -> Task<Message> {
        let Screen::Welcome(welcome) = &mut self.screen else {
            return Task::none();
        };
        match welcome.update(message, &self.shared) {
            welcome::Action::None => Task::none(),
            welcome::Action::Run(task) => task.map(Message::Welcome),
            welcome::Action::AddAccount => self.open_add_account(add_account::Purpose::Add),
            welcome::Action::OpenSample => self.open_sample(),
        }
    }

    fn open_sample(&self) -> Task<Message> {
        let Some(OpenSample(open)) = self.sample.clone() else {
            return Task::none();
        };
        let opened = async move {
            tokio::task::spawn_blocking(move || open())
                .await
                .unwrap_or_else(|error| Err(Error::new(ErrorKind::Storage, "open the sample mail").with_source(error)))
        };
        Task::perform(opened, Message::SampleOpened)
    }

    fn enter_sample(&mut self, handle: Handle) -> Task<Message> {
        let own = std::mem::replace(&mut self.shared.handle, handle);
        self.own = Some(own);
        self.shared.sample = true;
        self.service_number += 1;
        self.load_accounts()
    }

    /// Back from sample mail to the person's own.
    pub(super) fn leave_sample(&mut self) -> Task<Message> {
        let Some(own) = self.own.take() else {
            return Task::none();
        };
        std::mem::replace(&mut self.shared.handle, own).send(Command::Shutdown);
        self.shared.sample = false;
        self.service_number += 1;
        self.screen = Screen::Starting;
        self.load_accounts()
    }

    fn main(&mut self, message: main::Message) -> Task<Message> {
        let Screen::Main(main) = &mut self.screen else {
            return Task::none();
        };
        let action = main.update(message, &self.shared);
        self.main_action(action)
    }

    pub(super) fn main_action(&mut self, action: main::Action) -> Task<Message> {
        match action {
            main::Action::None => Task::none(),
            main::Action::Run(task) => task.map(Message::Main),
            main::Action::Remedy(problem) => self.remedy(problem),
            main::Action::Details(problem) => self.open_problem(problem),
            main::Action::Pick(picker) => self.open_picker(picker),
            main::Action::Journal => self.open_journal(),
            main::Action::Name(naming) => self.open_naming(naming),
            main::Action::Ask(question) => self.open_question(question),
            main::Action::Settings => self.open_settings(),
            main::Action::Shortcuts => self.open_shortcuts(),
            main::Action::AddAccount => self.open_add_account(add_account::Purpose::Add),
            main::Action::Change(settings) => self.apply(*settings),
        }
    }

    /// Does what the button beside a problem says.
    pub(super) fn remedy(&mut self, problem: Problem) -> Task<Message> {
        let account = problem.account.and_then(|id| self.account(id));
        match (problem.remedy, account) {
            (Remedy::EnterPassword, Some(view)) => self.open_password(&view, Some(&problem)),
            (Remedy::EditAccount, Some(view)) => {
                self.open_add_account(add_account::Purpose::Change(Box::new(view.account)))
            }
            (Remedy::ChooseMailbox, Some(view)) => match problem.kind {
                ErrorKind::NoSpecialMailbox { wanted, .. } => self.choose_mailbox(view.account.id, wanted),
                _ => self.open_problem(problem),
            },
            (Remedy::Retry | Remedy::FreeSpace, _) => {
                self.shared.handle.send(Command::Sync(problem.account));
                self.dialog = None;
                Task::none()
            }
            (Remedy::EnterPassword | Remedy::EditAccount | Remedy::ChooseMailbox | Remedy::None, _) => {
                self.open_problem(problem)
            }
        }
    }

    pub(super) fn account(&self, id: AccountId) -> Option<AccountView> {
        match &self.screen {
            Screen::Main(main) => main.account(id).cloned(),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => None,
        }
    }

    /// Takes new settings over: language, looks and zoom change at once, the file a little later.
    pub(super) fn apply(&mut self, settings: Settings) -> Task<Message> {
        if settings == self.shared.settings {
            return Task::none();
        }
        let ratio = self.shared.settings.zoom / settings.zoom.max(0.1);
        self.shared.size = iced::Size::new(self.shared.size.width * ratio, self.shared.size.height * ratio);
        let lang = Lang::of(settings.language);
        let spoken = lang != self.shared.lang();
        self.shared.settings = settings;
        if spoken {
            self.shared.texts = Texts::new(lang);
        }
        let refresh = self.refresh();
        Task::batch([refresh, self.settings_changed()])
    }

    fn settings_changed(&mut self) -> Task<Message> {
        self.unsaved += 1;
        let change = self.unsaved;
        Task::perform(async { tokio::time::sleep(SETTLE).await }, move |()| Message::SettingsSettled(change))
    }

    fn save_settings(&mut self, change: u64) -> Task<Message> {
        if change == self.unsaved {
            self.unsaved = 0;
            self.own_handle().send(Command::SetSettings(Box::new(self.shared.settings.clone())));
        }
        Task::none()
    }

    /// The person's own service, also while sample mail is shown.
    fn own_handle(&self) -> &Handle {
        self.own.as_ref().unwrap_or(&self.shared.handle)
    }

    fn open_problem(&mut self, problem: Problem) -> Task<Message> {
        let (screen, task) = problem::ProblemScreen::new(problem, problem::Place::Dialog, &self.shared);
        self.dialog = Some(Dialog::Problem(screen));
        task.map(Message::Problem)
    }
}

//! The dialogs that float over the window, one at a time.

use iced::Task;

use super::{App, Message, Screen};
use crate::error::Problem;
use crate::model::{AccountId, Intent, SpecialUse};
use crate::service::api::AccountView;
use crate::ui::screen::{
    add_account, journal, mailbox, main, password, picker, problem, question, settings, shortcuts,
};
use crate::ui::widget::Element;

use super::Shared;

/// The dialog that is open.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is at most one of it")]
pub enum Dialog {
    /// Adding or changing an account.
    AddAccount(add_account::AddAccount),
    /// Settings.
    Settings(settings::Settings),
    /// The list of shortcuts.
    Shortcuts(shortcuts::Shortcuts),
    /// What was done.
    Journal(journal::Journal),
    /// Asking for a password.
    Password(password::Password),
    /// A problem in full.
    Problem(problem::ProblemScreen),
    /// The box to choose from.
    Picker(picker::Picker),
    /// Asking before something that cannot be taken back.
    Question(question::Question),
    /// Asking for the name of a mailbox.
    Naming(mailbox::Naming),
}

impl Dialog {
    /// What stands at the head of the card.
    pub fn title(&self, shared: &Shared) -> String {
        match self {
            Self::AddAccount(dialog) => dialog.title(shared),
            Self::Settings(dialog) => dialog.title(shared),
            Self::Shortcuts(dialog) => dialog.title(shared),
            Self::Journal(dialog) => dialog.title(shared),
            Self::Password(dialog) => dialog.title(shared),
            Self::Problem(dialog) => dialog.title(shared),
            Self::Picker(_) => String::new(),
            Self::Question(dialog) => dialog.title(shared),
            Self::Naming(dialog) => dialog.title(shared),
        }
    }

    /// The buttons at the foot of the card.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        match self {
            Self::AddAccount(dialog) => dialog.footer(shared).map(Message::AddAccount),
            Self::Settings(dialog) => dialog.footer(shared).map(Message::Settings),
            Self::Shortcuts(dialog) => dialog.footer(shared).map(Message::Shortcuts),
            Self::Journal(dialog) => dialog.footer(shared).map(Message::Journal),
            Self::Password(dialog) => dialog.footer(shared).map(Message::Password),
            Self::Problem(dialog) => dialog.footer(shared).map(Message::Problem),
            Self::Picker(_) => iced::widget::space().into(),
            Self::Question(dialog) => dialog.footer(shared).map(Message::Question),
            Self::Naming(dialog) => dialog.footer(shared).map(Message::Naming),
        }
    }

    /// The content of the card.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        match self {
            Self::AddAccount(dialog) => dialog.view(shared).map(Message::AddAccount),
            Self::Settings(dialog) => dialog.view(shared).map(Message::Settings),
            Self::Shortcuts(dialog) => dialog.view(shared).map(Message::Shortcuts),
            Self::Journal(dialog) => dialog.view(shared).map(Message::Journal),
            Self::Password(dialog) => dialog.view(shared).map(Message::Password),
            Self::Problem(dialog) => dialog.view(shared).map(Message::Problem),
            Self::Picker(dialog) => dialog.view(shared).map(Message::Picker),
            Self::Question(dialog) => dialog.view(shared).map(Message::Question),
            Self::Naming(dialog) => dialog.view(shared).map(Message::Naming),
        }
    }

    /// What Enter does where nothing else takes it: what the main button says.
    pub const fn on_enter(&self) -> Option<Message> {
        match self {
            Self::AddAccount(_) => Some(Message::AddAccount(add_account::Message::Submitted)),
            Self::Password(_) => Some(Message::Password(password::Message::Submitted)),
            Self::Question(_) => Some(Message::Question(question::Message::Confirmed)),
            Self::Naming(_) => Some(Message::Naming(mailbox::Message::Submitted)),
            Self::Settings(_) | Self::Shortcuts(_) | Self::Journal(_) | Self::Problem(_) | Self::Picker(_) => None,
        }
    }

    /// The widest the card gets.
    pub const fn width(&self) -> f32 {
        match self {
            Self::AddAccount(_) => 560.0,
            Self::Settings(_) | Self::Journal(_) => 680.0,
            Self::Shortcuts(_) => 720.0,
            Self::Password(_) => 420.0,
            Self::Problem(_) => 520.0,
            Self::Picker(_) => picker::WIDTH,
            Self::Question(_) | Self::Naming(_) => 440.0,
        }
    }

    /// The accounts are these now.
    pub fn set_accounts(&mut self, accounts: &[AccountView]) {
        match self {
            Self::Settings(settings) => settings.set_accounts(accounts.to_vec()),
            Self::Journal(journal) => journal.set_accounts(accounts.to_vec()),
            Self::AddAccount(_)
            | Self::Shortcuts(_)
            | Self::Password(_)
            | Self::Problem(_)
            | Self::Picker(_)
            | Self::Question(_)
            | Self::Naming(_) => {}
        }
    }
}

impl App {
    pub(super) fn open_add_account(&mut self, purpose: add_account::Purpose) -> Task<Message> {
        // Accounts belong to the person's own profile, never to the sample one.
        let left = if self.shared.sample { self.leave_sample() } else { Task::none() };
        let (dialog, task) = add_account::AddAccount::new(purpose, &self.shared);
        self.dialog = Some(Dialog::AddAccount(dialog));
        Task::batch([left, task.map(Message::AddAccount)])
    }

    fn accounts(&self) -> Vec<AccountView> {
        match &self.screen {
            Screen::Main(main) => main.accounts(),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => Vec::new(),
        }
    }

    pub(super) fn open_journal(&mut self) -> Task<Message> {
        let (dialog, task) = journal::Journal::new(self.accounts(), &self.shared);
        self.dialog = Some(Dialog::Journal(dialog));
        task.map(Message::Journal)
    }

    pub(super) fn open_settings(&mut self) -> Task<Message> {
        self.resumed = None;
        let (dialog, task) = settings::Settings::new(self.accounts(), &self.shared);
        self.dialog = Some(Dialog::Settings(dialog));
        task.map(Message::Settings)
    }

    pub(super) fn open_shortcuts(&mut self) -> Task<Message> {
        let (dialog, task) = shortcuts::Shortcuts::new(&self.shared);
        self.dialog = Some(Dialog::Shortcuts(dialog));
        task.map(Message::Shortcuts)
    }

    pub(super) fn open_password(&mut self, view: &AccountView, problem: Option<&Problem>) -> Task<Message> {
        let (dialog, task) = password::Password::new(&view.account, problem, &self.shared);
        self.dialog = Some(Dialog::Password(dialog));
        task.map(Message::Password)
    }

    pub(super) fn open_picker(&mut self, picker: picker::Picker) -> Task<Message> {
        self.dialog = Some(Dialog::Picker(picker));
        picker::Picker::focus().map(Message::Picker)
    }

    /// The box to choose a mailbox for a use from; what was open comes back after it.
    pub(super) fn choose_mailbox(&mut self, account: AccountId, used: SpecialUse) -> Task<Message> {
        if let Some(Dialog::Settings(settings)) = self.dialog.take() {
            self.resumed = Some(settings);
        }
        let action = match &self.screen {
            Screen::Main(main) => main.pick_special(account, used, &self.shared),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => main::Action::None,
        };
        self.main_action(action)
    }

    pub(super) fn open_question(&mut self, question: question::Question) -> Task<Message> {
        let (dialog, task) = question::Question::new(question, &self.shared);
        self.dialog = Some(Dialog::Question(dialog));
        task.map(Message::Question)
    }

    fn confirmed(&mut self, does: question::Does) -> Task<Message> {
        self.dialog = None;
        let action = match &mut self.screen {
            Screen::Main(main) => main.confirmed(does, &self.shared),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => main::Action::None,
        };
        self.main_action(action)
    }

    pub(super) fn open_naming(&mut self, naming: mailbox::Naming) -> Task<Message> {
        self.dialog = Some(Dialog::Naming(naming));
        mailbox::Naming::focus().map(Message::Naming)
    }

    fn named(&mut self, intent: Intent) -> Task<Message> {
        self.dialog = None;
        let action = match &self.screen {
            Screen::Main(main) => main.do_it(intent, &self.shared),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => main::Action::None,
        };
        self.main_action(action)
    }

    fn picked(&mut self, choice: picker::Choice) -> Task<Message> {
        self.dialog = self.resumed.take().map(Dialog::Settings);
        let action = match &mut self.screen {
            Screen::Main(main) => main.picked(choice, &self.shared),
            Screen::Starting | Screen::Welcome(_) | Screen::Problem(_) => main::Action::None,
        };
        self.main_action(action)
    }

    /// A message of the dialog, or of the problem that fills the window.
    pub(super) fn dialog_message(&mut self, message: Message) -> Task<Message> {
        match (message, &mut self.dialog) {
            (Message::AddAccount(message), Some(Dialog::AddAccount(dialog))) => {
                match dialog.update(message, &self.shared) {
                    add_account::Action::None => Task::none(),
                    add_account::Action::Run(task) => task.map(Message::AddAccount),
                    add_account::Action::Close => self.close_dialog(),
                    add_account::Action::Saved(id) => self.account_saved(id),
                }
            }
            (Message::Settings(message), Some(Dialog::Settings(dialog))) => {
                let action = dialog.update(message, &self.shared);
                self.settings_action(action)
            }
            (Message::Shortcuts(message), Some(Dialog::Shortcuts(dialog))) => {
                match dialog.update(message, &self.shared) {
                    shortcuts::Action::None => Task::none(),
                    shortcuts::Action::Close => self.close_dialog(),
                }
            }
            (Message::Journal(message), Some(Dialog::Journal(dialog))) => match dialog.update(message, &self.shared) {
                journal::Action::None => Task::none(),
                journal::Action::Run(task) => task.map(Message::Journal),
                journal::Action::Close => self.close_dialog(),
            },
            (Message::Password(message), Some(Dialog::Password(dialog))) => {
                match dialog.update(message, &self.shared) {
                    password::Action::None => Task::none(),
                    password::Action::Close => self.close_dialog(),
                }
            }
            (Message::Question(message), Some(Dialog::Question(dialog))) => {
                match dialog.update(message, &self.shared) {
                    question::Action::Close => self.close_dialog(),
                    question::Action::Do(does) => self.confirmed(does),
                }
            }
            (Message::Naming(message), Some(Dialog::Naming(dialog))) => match dialog.update(message, &self.shared) {
                mailbox::Action::None => Task::none(),
                mailbox::Action::Close => self.close_dialog(),
                mailbox::Action::Do(intent) => self.named(intent),
            },
            (Message::Picker(message), Some(Dialog::Picker(dialog))) => match dialog.update(message, &self.shared) {
                picker::Action::None => Task::none(),
                picker::Action::Close => self.close_dialog(),
                picker::Action::Picked(choice) => self.picked(choice),
            },
            (Message::Problem(message), dialog) => match (dialog, &mut self.screen) {
                (Some(Dialog::Problem(dialog)), _) => {
                    let action = dialog.update(message, &self.shared);
                    self.problem_action(action)
                }
                (_, Screen::Problem(screen)) => {
                    let action = screen.update(message, &self.shared);
                    self.problem_action(action)
                }
                _ => Task::none(),
            },
            _ => Task::none(),
        }
    }

    fn settings_action(&mut self, action: settings::Action) -> Task<Message> {
        match action {
            settings::Action::None => Task::none(),
            settings::Action::Run(task) => task.map(Message::Settings),
            settings::Action::Close => self.close_dialog(),
            settings::Action::Change(settings) => self.apply(*settings),
            settings::Action::ChooseMailbox(account, used) => self.choose_mailbox(account, used),
            settings::Action::AddAccount => self.open_add_account(add_account::Purpose::Add),
            settings::Action::ChangeAccount(account) => self.open_add_account(add_account::Purpose::Change(account)),
            settings::Action::AccountRemoved(_) => self.load_accounts(),
        }
    }

    fn problem_action(&mut self, action: problem::Action) -> Task<Message> {
        match action {
            problem::Action::None => Task::none(),
            problem::Action::Run(task) => task.map(Message::Problem),
            problem::Action::Close if self.dialog.is_some() => self.close_dialog(),
            problem::Action::Close => self.leave(),
            problem::Action::Remedy(_, problem) => self.remedy(*problem),
        }
    }

    pub(super) fn close_dialog(&mut self) -> Task<Message> {
        self.dialog = self.resumed.take().map(Dialog::Settings);
        Task::none()
    }

    fn account_saved(&mut self, _id: AccountId) -> Task<Message> {
        self.dialog = None;
        self.load_accounts()
    }
}

//! Adding an account, or changing one: one dialog that grows as it learns.
//!
//! Address, then the provider (recognised, or the server typed by hand), password, the login test with each
//! of its steps, done. Nothing is saved before the test has passed. The password is held in a [`Secret`] and
//! shown in no debug output.

mod checks;
mod form;
mod outcome;
#[cfg(test)]
mod tests;
mod view;

use std::time::Duration;

use iced::Task;
use iced::task;
use iced::widget::operation::{self, RelativeOffset};

use self::checks::{Checks, Target};
use self::form::{Form, Provider};
use crate::error::Problem;
use crate::model::{Account, AccountId, Security};
use crate::service::api::{CheckStage, CheckStep, Command, Query, Secret};
use crate::ui::app::Shared;
use crate::ui::screen::DIALOG_SCROLL;
use crate::ui::widget::{Element, reveal_focused};

pub use self::form::{Field, Storage};

/// An address that nobody recognises counts as finished when it has been still for this long.
const REST: Duration = Duration::from_millis(800);

/// What the dialog is opened for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// A new account.
    Add,
    /// Server settings of an account that exists.
    Change(Box<Account>),
}

/// The dialog.
#[derive(Debug)]
pub struct AddAccount {
    target: Target,
    title: String,
    form: Form,
    phase: Phase,
    /// Whether the system's keyring works; `None` until it has answered.
    keyring: Option<bool>,
    /// The address that has been still for [`REST`]: its domain is taken as meant.
    rested: Option<String>,
    /// Whether the server's fields are open.
    server_open: bool,
    /// Whether the person has tried: from then on what is missing is marked.
    tried: bool,
    /// Whether the technical story of a failure is open.
    details_open: bool,
    /// Counts the tests, so that news of an abandoned one are told apart.
    attempt: u64,
}

#[derive(Debug)]
enum Phase {
    Editing,
    Checking {
        checks: Checks,
        /// Dropping it ends the test.
        _test: task::Handle,
    },
    Failed(Checks),
    Done(Checks, AccountId),
}

/// What is most likely wrong after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Suspect {
    /// Nothing in the form.
    Nothing,
    /// The password, or what prints it.
    Password,
    /// The server's name, port or protection.
    Server,
}

/// What the person did, or what came of it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A field holds this now.
    Typed(Field, String),
    /// The password field holds this now.
    PasswordTyped(Secret),
    /// The address has been still for a while.
    AddressRested(String),
    /// The keyring was looked for.
    KeyringProbed(bool),
    /// A protection was chosen.
    SecurityChosen(Security),
    /// A place for the password was chosen.
    StorageChosen(Storage),
    /// "Change" beside the server.
    ServerOpened,
    /// The provider's own explanation.
    HelpPressed(&'static str),
    /// "Details".
    DetailsToggled,
    /// "Check and add", or Enter.
    Submitted,
    /// "Stop checking".
    StopPressed,
    /// "Cancel".
    CancelPressed,
    /// "Go to the inbox".
    FinishPressed,
    /// News of test number so and so.
    Stepped(u64, CheckStep),
    /// The end of test number so and so.
    Answered(u64, Result<AccountId, Problem>),
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Close the dialog, nothing was saved.
    Close,
    /// The account is saved and syncing: close and show it.
    Saved(AccountId),
}

impl AddAccount {
    /// The dialog, empty or filled with the account to change.
    pub fn new(purpose: Purpose, shared: &Shared) -> (Self, Task<Message>) {
        let (target, title, form, first) = match purpose {
            Purpose::Add => (Target::New, shared.texts.get("setup-title-add"), Form::new(), Field::Person),
            Purpose::Change(account) => (
                Target::Existing(account.id),
                shared.texts.with("setup-title-change", &[("account", (&account.name).into())]),
                Form::of(&account),
                Field::Password,
            ),
        };
        let dialog = Self {
            target,
            title,
            server_open: form.is_change(),
            form,
            phase: Phase::Editing,
            keyring: None,
            rested: None,
            tried: false,
            details_open: false,
            attempt: 0,
        };
        let handle = shared.handle.clone();
        let probe = async move { handle.ask(Query::KeyringAvailable).await.unwrap_or(false) };
        (dialog, Task::batch([operation::focus(first.id()), Task::perform(probe, Message::KeyringProbed)]))
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Typed(field, text) => return self.typed(field, text),
            Message::PasswordTyped(secret) => self.form.set_password(secret),
            Message::AddressRested(address) => self.rested(address),
            Message::KeyringProbed(works) => self.keyring_probed(works),
            Message::SecurityChosen(security) => self.form.set_security(security),
            Message::StorageChosen(storage) => self.form.storage = storage,
            Message::ServerOpened => {
                self.server_open = true;
                return Action::Run(operation::focus(Field::Host.id()));
            }
            Message::HelpPressed(link) => shared.handle.send(Command::OpenLink(link.to_owned())),
            Message::DetailsToggled => self.details_open = !self.details_open,
            Message::Submitted => return self.submit(shared),
            Message::StopPressed => self.phase = Phase::Editing,
            Message::CancelPressed => return Action::Close,
            Message::FinishPressed => return self.finish(),
            Message::Stepped(attempt, step) if attempt == self.attempt => self.stepped(step),
            Message::Answered(attempt, Ok(id)) if attempt == self.attempt => return self.passed(id),
            Message::Answered(attempt, Err(problem)) if attempt == self.attempt => return self.failed(problem),
            Message::Stepped(..) | Message::Answered(..) => {}
        }
        Action::None
    }

    /// What stands at its head.
    pub fn title(&self, _shared: &Shared) -> String {
        self.title.clone()
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        view::footer(self, shared)
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        view::view(self, shared)
    }

    fn typed(&mut self, field: Field, text: String) -> Action {
        self.form.set(field, text);
        if field != Field::Address {
            return Action::None;
        }
        let address = self.form.address.clone();
        Action::Run(Task::future(async move {
            tokio::time::sleep(REST).await;
            Message::AddressRested(address)
        }))
    }

    /// Whether the address is meant as it stands, although no preset knows its provider.
    fn is_settled(&self) -> bool {
        self.tried || self.form.is_change() || self.rested.as_ref() == Some(&self.form.address)
    }

    fn rested(&mut self, address: String) {
        if address == self.form.address {
            self.rested = Some(address);
        }
    }

    fn keyring_probed(&mut self, works: bool) {
        self.keyring = Some(works);
        if !works && self.form.storage == Storage::Keyring && !self.form.is_change() {
            self.form.storage = Storage::Ask;
        }
    }

    /// Whether the server's fields are shown: on request, or because nobody else knows what belongs there.
    fn shows_server(&self) -> bool {
        self.server_open || (self.form.provider() == Provider::Unknown && self.is_settled())
    }

    fn submit(&mut self, shared: &Shared) -> Action {
        match self.phase {
            Phase::Checking { .. } => return Action::None,
            Phase::Done(..) => return self.finish(),
            Phase::Editing | Phase::Failed(_) => {}
        }
        self.tried = true;
        if let Some(field) = self.form.missing() {
            self.server_open |= matches!(field, Field::Host | Field::Port | Field::User);
            return Action::Run(operation::focus(field.id()));
        }
        let Some(draft) = self.form.draft().filter(|_| self.form.is_possible()) else {
            return Action::None;
        };
        self.attempt += 1;
        self.details_open = false;
        let (task, handle) = checks::run(shared.handle.clone(), self.target, draft, self.attempt).abortable();
        self.phase = Phase::Checking { checks: Checks::of(&self.form), _test: handle.abort_on_drop() };
        Action::Run(task)
    }

    fn stepped(&mut self, step: CheckStep) {
        if let Phase::Checking { checks, .. } = &mut self.phase {
            checks.step(step);
        }
    }

    fn passed(&mut self, id: AccountId) -> Action {
        let Phase::Checking { checks, .. } = &mut self.phase else {
            return Action::None;
        };
        checks.passed();
        // The password has done its part.
        self.form.set_password(Secret::new(String::new()));
        if self.form.is_change() {
            return Action::Saved(id);
        }
        self.phase = Phase::Done(checks.clone(), id);
        Action::None
    }

    /// Keeps what was typed and gives the keyboard to what is most likely wrong.
    fn failed(&mut self, problem: Problem) -> Action {
        let Phase::Checking { checks, .. } = &mut self.phase else {
            return Action::None;
        };
        checks.failed(problem);
        let stage = checks.failure.as_ref().and_then(|(stage, _)| *stage);
        self.phase = Phase::Failed(checks.clone());
        self.server_open |= matches!(stage, Some(CheckStage::Name | CheckStage::Connect));
        let field = match (self.suspect(), stage) {
            (Suspect::Password, _) if self.form.wants_password() => Some(Field::Password),
            (Suspect::Password, _) => Some(Field::Command),
            (Suspect::Server, Some(CheckStage::Connect)) => Some(Field::Port),
            (Suspect::Server, _) if self.shows_server() => Some(Field::Host),
            (Suspect::Server | Suspect::Nothing, _) => None,
        };
        // From the start down to the field, so that the words above it are in sight too.
        let place = if self.suspect() == Suspect::Server && field.is_none() {
            RelativeOffset::END
        } else {
            RelativeOffset::START
        };
        let start = operation::snap_to(DIALOG_SCROLL, place);
        Action::Run(match field {
            Some(field) => start.chain(operation::focus(field.id())).chain(reveal_focused(DIALOG_SCROLL)),
            None => start,
        })
    }

    /// What is most likely wrong after the last test.
    fn suspect(&self) -> Suspect {
        let Phase::Failed(checks) = &self.phase else { return Suspect::Nothing };
        match checks.failure.as_ref().and_then(|(stage, _)| *stage) {
            Some(CheckStage::Name | CheckStage::Connect | CheckStage::Tls | CheckStage::Greeting) => Suspect::Server,
            Some(CheckStage::Login) => Suspect::Password,
            Some(CheckStage::Mailboxes | CheckStage::Keyring) | None => Suspect::Nothing,
        }
    }

    fn finish(&self) -> Action {
        match self.phase {
            Phase::Done(_, id) => Action::Saved(id),
            Phase::Editing | Phase::Checking { .. } | Phase::Failed(_) => Action::None,
        }
    }
}

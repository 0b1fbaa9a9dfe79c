//! The settings: language, appearance, density, zoom, what is kept offline, accounts.
//!
//! There is no "OK": what is chosen holds at once, and the dialog shows what holds.

mod folders;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;

use iced::Task;

use crate::config::{self, Appearance, Archive, Density, Language, MarkRead};
use crate::error::{Problem, Result};
use crate::model::{Account, AccountId, SpecialUse};
use crate::service::api::{AccountState, AccountView, Command, Query};
use crate::ui::app::Shared;
use crate::ui::widget::Element;
use crate::ui::window::zoomed;

/// One step of the zoom.
const ZOOM_STEP: f32 = 0.1;

/// The dialog.
#[derive(Debug)]
pub struct Settings {
    accounts: Vec<AccountView>,
    /// Accounts that are compared with their servers, and when they had been before.
    checking: BTreeMap<AccountId, Option<i64>>,
    removal: Option<Removal>,
    /// The account whose mailboxes for certain uses are shown instead of everything else.
    folders: Option<AccountId>,
}

/// The removal of an account, from the question to its end. When it has gone well, it is gone too.
#[derive(Debug)]
struct Removal {
    account: AccountId,
    state: RemovalState,
}

#[derive(Debug)]
enum RemovalState {
    Asked,
    Running,
    Failed(Problem),
}

/// What the person did, or what came of it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A language was chosen.
    LanguageChosen(Language),
    /// An appearance was chosen.
    AppearanceChosen(Appearance),
    /// A density was chosen.
    DensityChosen(Density),
    /// "Larger" or "Smaller".
    ZoomStepped(ZoomStep),
    /// How large a message may be that is kept, in bytes.
    SizeChosen(u64),
    /// How old a message may be that is kept, in days.
    AgeChosen(Option<u32>),
    /// When a message counts as read was chosen.
    MarkReadChosen(MarkRead),
    /// Where archived messages go was chosen.
    ArchiveChosen(Archive),
    /// "Check now" beside an account.
    CheckPressed(AccountId),
    /// "Add account".
    AddPressed,
    /// "Change" beside an account.
    ChangePressed(AccountId),
    /// "Mailboxes" beside an account.
    FoldersPressed(AccountId),
    /// "Choose" beside a use.
    FolderPressed(AccountId, SpecialUse),
    /// Back to all settings.
    BackPressed,
    /// "Remove" beside an account: asks first.
    RemovePressed(AccountId),
    /// "Keep".
    RemovalDismissed,
    /// "Remove from this computer".
    RemovalConfirmed,
    /// The service has removed it, or not.
    Removed(AccountId, Result<()>),
    /// "Close".
    ClosePressed,
}

/// Where the zoom goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoomStep {
    /// A step smaller.
    Smaller,
    /// Back to 100 %.
    Reset,
    /// A step larger.
    Larger,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Close the dialog.
    Close,
    /// The settings are these now: apply and keep them at once (language and looks change live).
    Change(Box<config::Settings>),
    /// Open the dialog for a new account.
    AddAccount,
    /// Open the dialog for the server settings of this account.
    ChangeAccount(Box<Account>),
    /// Open the box to choose the mailbox of this account for a use; then this dialog again.
    ChooseMailbox(AccountId, SpecialUse),
    /// The account was removed (the dialog asked the service itself): reload.
    AccountRemoved(AccountId),
}

impl Settings {
    /// The dialog; `accounts` as they are now.
    pub fn new(accounts: Vec<AccountView>, _shared: &Shared) -> (Self, Task<Message>) {
        let mut dialog = Self { accounts: Vec::new(), checking: BTreeMap::new(), removal: None, folders: None };
        dialog.set_accounts(accounts);
        (dialog, Task::none())
    }

    /// The accounts changed while the dialog is open.
    pub fn set_accounts(&mut self, accounts: Vec<AccountView>) {
        self.accounts = accounts;
        let is_there = |id| self.accounts.iter().any(|view| view.account.id == id);
        // Whatever is known now and was not then is the result; without a connection none will come.
        let accounts = &self.accounts;
        let is_checked = |id: &AccountId, before: &Option<i64>| {
            let view = accounts.iter().find(|view| view.account.id == *id);
            view.is_none_or(|view| !is_connected(view) || view.checked.map(|checked| checked.at) != *before)
        };
        self.checking.retain(|id, before| !is_checked(id, before));
        if self.removal.as_ref().is_some_and(|removal| !is_there(removal.account)) {
            self.removal = None;
        }
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        let held = || shared.settings.clone();
        match message {
            Message::LanguageChosen(language) => changed(config::Settings { language, ..held() }),
            Message::AppearanceChosen(appearance) => changed(config::Settings { appearance, ..held() }),
            Message::DensityChosen(density) => changed(config::Settings { density, ..held() }),
            Message::ZoomStepped(step) => changed(config::Settings { zoom: zoom(step, &shared.settings), ..held() }),
            Message::SizeChosen(body_max_bytes) => changed(config::Settings { body_max_bytes, ..held() }),
            Message::AgeChosen(body_max_days) => changed(config::Settings { body_max_days, ..held() }),
            Message::MarkReadChosen(mark_read) => changed(config::Settings { mark_read, ..held() }),
            Message::ArchiveChosen(archive) => changed(config::Settings { archive, ..held() }),
            Message::CheckPressed(id) => self.check(id, shared),
            Message::AddPressed => Action::AddAccount,
            Message::ChangePressed(id) => match self.accounts.iter().find(|view| view.account.id == id) {
                Some(view) => Action::ChangeAccount(Box::new(view.account.clone())),
                None => Action::None,
            },
            Message::FoldersPressed(account) => self.turn_to(Some(account)),
            Message::BackPressed => self.turn_to(None),
            Message::FolderPressed(account, used) => Action::ChooseMailbox(account, used),
            Message::RemovePressed(account) => {
                self.removal = Some(Removal { account, state: RemovalState::Asked });
                Action::None
            }
            Message::RemovalDismissed => {
                self.removal = None;
                Action::None
            }
            Message::RemovalConfirmed => self.remove(shared),
            Message::Removed(id, result) => self.removed(id, result),
            Message::ClosePressed => Action::Close,
        }
    }

    /// What stands at its head.
    pub fn title(&self, shared: &Shared) -> String {
        match self.questioned() {
            Some((account, _)) => {
                let name = if account.name.is_empty() { &account.email } else { &account.name };
                shared.texts.with("settings-remove-title", &[("account", name.into())])
            }
            None => match self.folders() {
                Some(view) => shared.texts.with("settings-folders-title", &[("account", (&view.account.name).into())]),
                None => shared.texts.get("settings-title"),
            },
        }
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        view::footer(self, &shared.texts)
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        view::view(self, shared)
    }

    /// The account whose removal is asked about; the question takes the whole dialog.
    fn questioned(&self) -> Option<(&Account, &RemovalState)> {
        let removal = self.removal.as_ref()?;
        let view = self.accounts.iter().find(|view| view.account.id == removal.account)?;
        Some((&view.account, &removal.state))
    }

    /// Has an account compared with its server. The result comes with the accounts.
    fn check(&mut self, id: AccountId, shared: &Shared) -> Action {
        if let Some(view) = self.accounts.iter().find(|view| view.account.id == id) {
            self.checking.insert(id, view.checked.map(|checked| checked.at));
            shared.handle.send(Command::Verify(id));
        }
        Action::None
    }

    /// The account whose mailboxes are shown.
    fn folders(&self) -> Option<&AccountView> {
        self.accounts.iter().find(|view| Some(view.account.id) == self.folders)
    }

    const fn turn_to(&mut self, folders: Option<AccountId>) -> Action {
        self.folders = folders;
        Action::None
    }

    fn remove(&mut self, shared: &Shared) -> Action {
        let Some(removal) = &mut self.removal else {
            return Action::None;
        };
        if matches!(removal.state, RemovalState::Running) {
            return Action::None;
        }
        removal.state = RemovalState::Running;
        let (handle, id) = (shared.handle.clone(), removal.account);
        let asking = async move { handle.ask(|reply| Query::RemoveAccount(id, reply)).await.flatten() };
        Action::Run(Task::perform(asking, move |result| Message::Removed(id, result)))
    }

    fn removed(&mut self, id: AccountId, result: Result<()>) -> Action {
        match result {
            Ok(()) => {
                self.accounts.retain(|view| view.account.id != id);
                self.removal = None;
                Action::AccountRemoved(id)
            }
            Err(error) => {
                let state = RemovalState::Failed(Problem::new(&error, Some(id)));
                self.removal = Some(Removal { account: id, state });
                Action::None
            }
        }
    }
}

fn changed(settings: config::Settings) -> Action {
    Action::Change(Box::new(settings))
}

fn zoom(step: ZoomStep, settings: &config::Settings) -> f32 {
    match step {
        ZoomStep::Smaller => zoomed(settings, -ZOOM_STEP),
        ZoomStep::Reset => 1.0,
        ZoomStep::Larger => zoomed(settings, ZOOM_STEP),
    }
}

/// Whether the account can be compared with its server.
const fn is_connected(view: &AccountView) -> bool {
    matches!(view.state, AccountState::UpToDate { .. } | AccountState::Syncing { .. } | AccountState::Connecting)
}

//! Asks for the password of an account, when the server or the start of the program wants it.

use iced::widget::{column, operation, row, space};
use iced::{Length, Task};

use crate::error::Problem;
use crate::i18n;
use crate::model::{Account, AccountId};
use crate::service::api::{Command, Secret};
use crate::ui::app::Shared;
use crate::ui::widget::{self, Element};
use crate::ui::{spacing, theme};

const FIELD: &str = "password-field";

/// The dialog.
pub struct Password {
    account: AccountId,
    title: String,
    reason: Option<String>,
    typed: zeroize::Zeroizing<String>,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").field("account", &self.account).finish_non_exhaustive()
    }
}

/// What the person did.
#[derive(Clone)]
pub enum Message {
    /// The field holds this now.
    Typed(Secret),
    /// "Log in".
    Submitted,
    /// "Cancel".
    Cancelled,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Typed(_) => "Typed(…)",
            Self::Submitted => "Submitted",
            Self::Cancelled => "Cancelled",
        })
    }
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Close the dialog.
    Close,
}

impl Password {
    /// The dialog for this account; `problem` says why it is asked.
    pub fn new(account: &Account, problem: Option<&Problem>, shared: &Shared) -> (Self, Task<Message>) {
        let title = shared.texts.with("password-title", &[("account", (&account.email).into())]);
        let reason = problem.map(|problem| i18n::problem(&shared.texts, problem).title);
        let dialog = Self { account: account.id, title, reason, typed: zeroize::Zeroizing::default() };
        (dialog, operation::focus(FIELD))
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Typed(secret) => {
                self.typed = zeroize::Zeroizing::new(secret.expose().to_owned());
                Action::None
            }
            Message::Submitted if self.typed.is_empty() => Action::None,
            Message::Submitted => {
                let secret = Secret::new(std::mem::take(&mut *self.typed));
                shared.handle.send(Command::SetPassword(self.account, secret));
                Action::Close
            }
            Message::Cancelled => Action::Close,
        }
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let reason: Element<'_, Message> = match &self.reason {
            Some(reason) => widget::secondary(reason.as_str()).style(theme::text::danger).into(),
            None => space().into(),
        };
        let field = widget::input("", &self.typed)
            .id(FIELD)
            .secure(true)
            .on_input(|typed| Message::Typed(Secret::new(typed)))
            .on_submit(Message::Submitted);
        let log_in = (!self.typed.is_empty()).then_some(Message::Submitted);
        let buttons = row![
            space::horizontal(),
            widget::press(widget::secondary_button(texts.get("password-cancel")), Some(Message::Cancelled)),
            widget::press(widget::primary_button(texts.get("password-log-in")), log_in),
        ]
        .spacing(spacing::XS);
        column![widget::title(self.title.as_str()), reason, widget::label(texts.get("password-label")), field, buttons]
            .spacing(spacing::S)
            .width(Length::Fill)
            .into()
    }
}

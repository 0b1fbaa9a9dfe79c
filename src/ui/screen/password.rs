//! Asks for the password of an account, when the server or the start of the program wants it.

use iced::widget::{column, operation, row, space};
use iced::{Length, Task};

use crate::error::{ErrorKind, Problem};
use crate::i18n;
use crate::model::{Account, AccountId, PasswordSource};
use crate::service::api::{Command, Secret};
use crate::ui::app::Shared;
use crate::ui::spacing;
use crate::ui::widget::form::{Hint, field, warning};
use crate::ui::widget::{self, Element, press};

const FIELD: &str = "password.field";

/// The dialog. What is typed is wiped when it is dropped and shown in no debug output.
#[derive(Debug)]
pub struct Password {
    account: AccountId,
    email: String,
    /// What becomes of the password, as a key of i18n.
    keeps: &'static str,
    problem: Option<Problem>,
    typed: Secret,
}

/// What the person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// The field holds this now.
    Typed(Secret),
    /// "Log in".
    Submitted,
    /// "Cancel".
    Cancelled,
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
    pub fn new(account: &Account, problem: Option<&Problem>, _shared: &Shared) -> (Self, Task<Message>) {
        let keeps = match account.password {
            PasswordSource::Keyring => "password-keyring-hint",
            PasswordSource::Ask | PasswordSource::Command(_) => "password-ask-hint",
        };
        // That the password is missing is what the dialog says anyway.
        let problem = problem.filter(|problem| problem.kind != ErrorKind::NoPassword).cloned();
        let typed = Secret::new(String::new());
        (Self { account: account.id, email: account.email.clone(), keeps, problem, typed }, operation::focus(FIELD))
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Typed(secret) => self.typed = secret,
            Message::Submitted if self.typed.expose().is_empty() => {}
            Message::Submitted => {
                let secret = std::mem::replace(&mut self.typed, Secret::new(String::new()));
                shared.handle.send(Command::SetPassword(self.account, secret));
                return Action::Close;
            }
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let reason: Element<'_, Message> = match &self.problem {
            Some(problem) => {
                let words = i18n::problem(texts, problem);
                let said: Element<'_, Message> = match &problem.server_text {
                    Some(said) => widget::secondary(texts.with("setup-server-said", &[("text", said.into())])).into(),
                    None => space().into(),
                };
                let words = column![widget::heading(words.title), widget::secondary(words.advice), said];
                warning(words.spacing(spacing::XXS).width(Length::Fill))
            }
            None => space().into(),
        };
        let input = widget::input("", self.typed.expose())
            .id(FIELD)
            .secure(true)
            .on_input(|typed| Message::Typed(Secret::new(typed)))
            .on_submit(Message::Submitted);
        let reason = match self.problem {
            Some(_) => column![reason, space().height(spacing::S)].into(),
            None => reason,
        };
        column![reason, field(texts.get("password-label"), input, Hint::Info(texts.get(self.keeps)))]
            .width(Length::Fill)
            .into()
    }

    /// What stands at its head.
    pub fn title(&self, shared: &Shared) -> String {
        shared.texts.with("password-title", &[("account", (&self.email).into())])
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let log_in = (!self.typed.expose().is_empty()).then_some(Message::Submitted);
        row![
            space::horizontal(),
            press(widget::secondary_button(texts.get("password-cancel")), Some(Message::Cancelled)),
            press(widget::primary_button(texts.get("password-log-in")), log_in),
        ]
        .spacing(spacing::XS)
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::error::Error;
    use crate::model::{AccountColour, Security, Server};
    use crate::service::api::channel;

    fn account() -> Account {
        let imap = Server {
            host: "imap.example.org".to_owned(),
            port: 993,
            security: Security::Tls,
            user: "anna".to_owned(),
            ca_file: None,
        };
        Account {
            id: AccountId::new(4),
            name: "Privat".to_owned(),
            person: "Anna".to_owned(),
            email: "anna@example.org".to_owned(),
            imap,
            password: PasswordSource::Ask,
            colour: AccountColour(0),
        }
    }

    #[test]
    fn what_is_typed_goes_to_the_service_and_the_dialog_closes() {
        let (handle, mut backend) = channel();
        let shared = Shared::new(handle, Settings::default());
        let (mut dialog, _) = Password::new(&account(), None, &shared);

        assert!(matches!(dialog.update(Message::Submitted, &shared), Action::None), "nothing is typed yet");
        dialog.update(Message::Typed(Secret::new("geheim".to_owned())), &shared);
        assert!(matches!(dialog.update(Message::Submitted, &shared), Action::Close));

        match backend.commands.try_recv() {
            Ok(Command::SetPassword(id, secret)) => {
                assert_eq!((id, secret.expose()), (AccountId::new(4), "geheim"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn neither_messages_nor_the_dialog_show_the_password() {
        let (handle, _backend) = channel();
        let shared = Shared::new(handle, Settings::default());
        let problem = Problem::new(&Error::new(ErrorKind::Login, "log in"), None);
        let (mut dialog, _) = Password::new(&account(), Some(&problem), &shared);
        let message = Message::Typed(Secret::new("geheim".to_owned()));

        assert!(!format!("{message:?}").contains("geheim"));
        dialog.update(message, &shared);
        assert!(!format!("{dialog:?}").contains("geheim"));
    }
}

//! Asks for the name of a mailbox: of one that is to be made, or is to be called otherwise.

use iced::widget::{column, operation, row, space};
use iced::{Length, Task};

use crate::model::{AccountId, Intent, MailboxId, MailboxName};
use crate::ui::app::Shared;
use crate::ui::spacing;
use crate::ui::widget::form::{Hint, field};
use crate::ui::widget::{self, Element, press};

const FIELD: &str = "mailbox.name";

/// What the name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A mailbox of this account is to be made.
    New(AccountId),
    /// This one is to be renamed.
    Rename(MailboxId),
}

/// Where a name has to fit in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What stands before it on the wire, delimiter and all.
    pub prefix: Vec<u8>,
    /// The hierarchy delimiter.
    pub delimiter: Option<char>,
    /// The same in words: the mailbox it is in, or the account.
    pub words: String,
    /// Names that are taken in the account.
    pub taken: Vec<MailboxName>,
}

/// The dialog.
#[derive(Debug)]
pub struct Naming {
    purpose: Purpose,
    place: Place,
    typed: String,
    before: String,
}

/// What the person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// The field holds this now.
    Typed(String),
    /// Do it.
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
    /// Close it and do this.
    Do(Intent),
}

impl Naming {
    /// The dialog; `before`: how the mailbox is called now.
    pub fn new(purpose: Purpose, place: Place, before: String) -> Self {
        Self { purpose, place, typed: before.clone(), before }
    }

    /// Gives the field the keyboard, with the name that is there chosen.
    pub fn focus() -> Task<Message> {
        Task::batch([operation::focus(FIELD), operation::select_all(FIELD)])
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {
            Message::Typed(typed) => self.typed = typed,
            Message::Submitted => {
                let Ok(name) = self.name() else { return Action::None };
                return Action::Do(match self.purpose {
                    Purpose::New(account) => Intent::CreateMailbox { account, name, used: None },
                    Purpose::Rename(mailbox) => Intent::RenameMailbox { mailbox, to: name },
                });
            }
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    /// The name on the wire; else why it is none, as a key of i18n, if it is worth saying.
    fn name(&self) -> Result<MailboxName, Option<&'static str>> {
        let typed = self.typed.trim();
        if typed.is_empty() || typed == self.before {
            return Err(None);
        }
        let name = MailboxName::behind(&self.place.prefix, self.place.delimiter, typed);
        match name {
            None => Err(Some("naming-invalid")),
            Some(name) if name.is_inbox() || self.place.taken.contains(&name) => Err(Some("naming-taken")),
            Some(name) => Ok(name),
        }
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let input = widget::input("", &self.typed).id(FIELD).on_input(Message::Typed).on_submit(Message::Submitted);
        let hint = match self.name() {
            Err(Some(key)) => {
                let delimiter = self.place.delimiter.map(String::from).unwrap_or_default();
                Hint::Wrong(texts.with(key, &[("delimiter", delimiter.into())]))
            }
            Ok(_) | Err(None) => Hint::Info(texts.with("naming-place", &[("place", self.place.words.as_str().into())])),
        };
        column![field(texts.get("naming-name"), input, hint)].width(Length::Fill).into()
    }

    /// What stands at its head.
    pub fn title(&self, shared: &Shared) -> String {
        match self.purpose {
            Purpose::New(_) => shared.texts.get("naming-new"),
            Purpose::Rename(_) => shared.texts.with("naming-rename", &[("mailbox", self.before.as_str().into())]),
        }
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let confirm = match self.purpose {
            Purpose::New(_) => "naming-create",
            Purpose::Rename(_) => "naming-confirm",
        };
        let submit = self.name().is_ok().then_some(Message::Submitted);
        row![
            space::horizontal(),
            press(widget::secondary_button(texts.get("ask-cancel")), Some(Message::Cancelled)),
            press(widget::primary_button(texts.get(confirm)), submit),
        ]
        .spacing(spacing::XS)
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming(typed: &str) -> Naming {
        let place = Place {
            prefix: b"Projekte/".to_vec(),
            delimiter: Some('/'),
            words: String::new(),
            taken: vec![MailboxName::typed("Projekte/Alt")],
        };
        Naming { typed: typed.to_owned(), ..Naming::new(Purpose::New(AccountId::new(1)), place, "Neu".to_owned()) }
    }

    #[test]
    fn a_name_is_taken_only_if_it_is_one_and_nobody_has_it() {
        assert_eq!(naming(" Räuber ").name(), Ok(MailboxName::typed("Projekte/Räuber")));
        assert_eq!(naming("Alt").name(), Err(Some("naming-taken")));
        assert_eq!(naming("a/b").name(), Err(Some("naming-invalid")));
        assert_eq!(naming("  ").name(), Err(None));
        assert_eq!(naming("Neu").name(), Err(None), "as it is called now");
    }
}

//! A problem in words: what happened, what to do, the server's words and the technical story on request.
//!
//! As a dialog over the window ("Details" of a banner), and filling the window where there is no service
//! to show anything else.

use iced::widget::{column, container, row, space, text};
use iced::{Alignment, Length, Task};

use crate::error::{Problem, Remedy};
use crate::i18n;
use crate::ui::app::Shared;
use crate::ui::widget::{self, Element, Icon, font, press};
use crate::ui::{spacing, theme};

/// The widest text where the problem fills the window.
const COLUMN: f32 = 520.0;

/// The tallest that the technical story gets before it scrolls.
const DETAILS: f32 = 200.0;

/// The screen.
#[derive(Debug)]
pub struct ProblemScreen {
    problem: Problem,
    place: Place,
    details_open: bool,
}

/// What the person did.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// "Details".
    DetailsToggled,
    /// The button that does something about it.
    RemedyPressed,
    /// "Close" or "Quit".
    ClosePressed,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Close the dialog; where it fills the window: quit.
    Close,
    /// Do what the button says (see `app::remedy`).
    Remedy(Remedy, Box<Problem>),
}

/// Where the problem is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Over the window.
    Dialog,
    /// It is all there is to show.
    Window,
}

impl ProblemScreen {
    /// The screen for this problem.
    pub fn new(problem: Problem, place: Place, _shared: &Shared) -> (Self, Task<Message>) {
        (Self { problem, place, details_open: false }, Task::none())
    }

    /// The problem it shows.
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {
            Message::DetailsToggled => {
                self.details_open = !self.details_open;
                Action::None
            }
            Message::RemedyPressed => Action::Remedy(self.problem.remedy, Box::new(self.problem.clone())),
            Message::ClosePressed => Action::Close,
        }
    }

    /// The content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let content = self.content(shared);
        match self.place {
            Place::Dialog => content,
            Place::Window => {
                let icon = Icon::TriangleAlert.view(spacing::ICON_LARGE).style(theme::text::flag);
                let head = row![icon, widget::title(self.title(shared))].spacing(spacing::S).align_y(Alignment::Center);
                let all = column![head, content, space().height(spacing::XS), self.footer(shared)];
                let card = container(all.spacing(spacing::S)).max_width(COLUMN);
                container(card).center(Length::Fill).padding(spacing::L).into()
            }
        }
    }

    /// What stands at its head.
    pub fn title(&self, shared: &Shared) -> String {
        i18n::problem(&shared.texts, &self.problem).title
    }

    fn content<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let words = i18n::problem(texts, &self.problem);
        let said: Element<'a, Message> = match &self.problem.server_text {
            Some(said) => widget::secondary(texts.with("setup-server-said", &[("text", said.into())])).into(),
            None => space().into(),
        };
        let toggle = texts.get(if self.details_open { "setup-details-hide" } else { "setup-details" });
        column![
            widget::body(words.advice),
            said,
            press(widget::link_button(toggle), Some(Message::DetailsToggled)),
            self.details(),
        ]
        .spacing(spacing::S)
        .width(Length::Fill)
        .into()
    }

    fn details(&self) -> Element<'_, Message> {
        if !self.details_open {
            return space().into();
        }
        let story = text(self.problem.detail.as_str()).size(spacing::TEXT_META).font(font::MONOSPACE);
        let scroll = widget::scroll(container(story).padding(spacing::XS).width(Length::Fill));
        container(scroll).max_height(DETAILS).style(theme::container::code).into()
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        let texts = &shared.texts;
        let close = match self.place {
            Place::Dialog => "problem-close",
            Place::Window => "problem-quit",
        };
        let remedy: Element<'a, Message> = match remedy_name(self.problem.remedy, self.place) {
            Some(key) => press(widget::primary_button(texts.get(key)), Some(Message::RemedyPressed)),
            None => space().into(),
        };
        let close = press(widget::secondary_button(texts.get(close)), Some(Message::ClosePressed));
        row![space::horizontal(), close, remedy].spacing(spacing::XS).into()
    }
}

/// What the button says; there is none for what only an open account could do while there is no service.
const fn remedy_name(remedy: Remedy, place: Place) -> Option<&'static str> {
    match (remedy, place) {
        (Remedy::Retry | Remedy::FreeSpace, _) => Some("problem-retry"),
        (Remedy::EnterPassword, Place::Dialog) => Some("problem-enter-password"),
        (Remedy::EditAccount, Place::Dialog) => Some("problem-edit-account"),
        (Remedy::ChooseMailbox, Place::Dialog) => Some("remedy-mailbox"),
        (Remedy::EnterPassword | Remedy::EditAccount | Remedy::ChooseMailbox, Place::Window) | (Remedy::None, _) => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::error::{Error, ErrorKind};
    use crate::service::api::channel;

    #[test]
    fn the_button_hands_the_problem_to_the_application() {
        let (handle, _backend) = channel();
        let shared = Shared::new(handle, Settings::default());
        let problem = Problem::new(&Error::new(ErrorKind::StoreLocked, "open the store"), None);
        let (mut screen, _) = ProblemScreen::new(problem.clone(), Place::Window, &shared);

        let action = screen.update(Message::RemedyPressed, &shared);

        assert!(matches!(action, Action::Remedy(Remedy::Retry, same) if *same == problem));
        assert!(matches!(screen.update(Message::ClosePressed, &shared), Action::Close));
    }

    #[test]
    fn without_a_service_no_button_leads_to_an_account() {
        assert_eq!(remedy_name(Remedy::EditAccount, Place::Window), None);
        assert_eq!(remedy_name(Remedy::EditAccount, Place::Dialog), Some("problem-edit-account"));
    }
}

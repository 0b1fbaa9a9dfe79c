//! A problem in words: what happened, what to do, the server's words and the technical story on request.
//!
//! As a dialog over the window ("Details" of a banner), and filling the window where there is no service
//! to show anything else.

use iced::Task;

use crate::error::{Problem, Remedy};
use crate::ui::app::Shared;
use crate::ui::widget::Element;

/// The screen.
#[derive(Debug)]
pub struct ProblemScreen {
    problem: Problem,
}

/// What the person did.
#[derive(Clone, Debug)]
pub enum Message {}

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
    pub fn new(problem: Problem, _place: Place, _shared: &Shared) -> (Self, Task<Message>) {
        (Self { problem }, Task::none())
    }

    /// The problem it shows.
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {}
    }

    /// The content.
    pub fn view<'a>(&'a self, _shared: &'a Shared) -> Element<'a, Message> {
        iced::widget::space().into()
    }
}

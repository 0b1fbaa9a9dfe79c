//! What was done to mail, latest first: how far each action is, and a button that takes it back.

mod view;
pub mod words;

use std::ops::Range;

use iced::Task;

use crate::error::{Problem, Result};
use crate::model::ActionId;
use crate::service::api::{AccountView, Event, JournalPage, Query, Undone};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::widget::Element;

/// Actions that are shown at once.
const PAGE: usize = 50;

/// The dialog.
#[derive(Debug)]
pub struct Journal {
    accounts: Vec<AccountView>,
    /// The position of the first action that is shown.
    start: usize,
    /// What is shown; `None` until the first answer.
    page: Option<JournalPage>,
    /// Tells the last question from those before it: answers come in any order.
    asked: u64,
    /// An action that is being taken back.
    undoing: Option<ActionId>,
    /// Why something could not be read or taken back.
    problem: Option<Problem>,
}

/// What the person did, or what came of it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The part that the question with this number asked for.
    Loaded(u64, Result<JournalPage>),
    /// "Undo" beside an action.
    UndoPressed(ActionId),
    /// It was taken back, or could not be.
    Undone(Result<Option<Undone>>),
    /// "Later", towards the latest.
    LaterPressed,
    /// "Earlier".
    EarlierPressed,
    /// "Close".
    ClosePressed,
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
}

impl Journal {
    /// The dialog, with the latest on their way.
    pub fn new(accounts: Vec<AccountView>, shared: &Shared) -> (Self, Task<Message>) {
        let mut dialog = Self { accounts, start: 0, page: None, asked: 0, undoing: None, problem: None };
        let task = dialog.load(shared);
        (dialog, task)
    }

    /// The accounts changed while the dialog is open.
    pub fn set_accounts(&mut self, accounts: Vec<AccountView>) {
        self.accounts = accounts;
    }

    /// News of the service.
    pub fn news(&mut self, news: &[Event], shared: &Shared) -> Task<Message> {
        if news.iter().any(|event| matches!(event, Event::JournalChanged | Event::Resync)) {
            self.load(shared)
        } else {
            Task::none()
        }
    }

    fn load(&mut self, shared: &Shared) -> Task<Message> {
        self.asked += 1;
        let (number, range) = (self.asked, self.start..self.start + PAGE);
        let answer = ask(shared.handle.clone(), move |reply| Query::Journal(range, reply));
        Task::perform(answer, move |answer| Message::Loaded(number, answer))
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Loaded(number, answer) if number == self.asked => match answer {
                // Less is left than was: the last part of it.
                Ok(page) if page.rows.is_empty() && page.total > 0 => {
                    self.start = (page.total - 1) / PAGE * PAGE;
                    Action::Run(self.load(shared))
                }
                Ok(page) => {
                    self.page = Some(page);
                    Action::None
                }
                Err(error) => self.fail(Problem::new(&error, None)),
            },
            Message::Loaded(..) => Action::None,
            Message::UndoPressed(action) if self.undoing.is_none() => {
                (self.undoing, self.problem) = (Some(action), None);
                let answer = ask(shared.handle.clone(), move |reply| Query::Undo(Some(action), reply));
                Action::Run(Task::perform(answer, Message::Undone))
            }
            Message::UndoPressed(_) => Action::None,
            Message::Undone(answer) => {
                self.undoing = None;
                match answer {
                    Ok(_) => Action::Run(self.load(shared)),
                    Err(error) => self.fail(Problem::new(&error, None)),
                }
            }
            Message::LaterPressed => self.turn_to(self.start.saturating_sub(PAGE), shared),
            Message::EarlierPressed => self.turn_to(self.start + PAGE, shared),
            Message::ClosePressed => Action::Close,
        }
    }

    fn fail(&mut self, problem: Problem) -> Action {
        self.problem = Some(problem);
        Action::None
    }

    fn turn_to(&mut self, start: usize, shared: &Shared) -> Action {
        self.start = start;
        Action::Run(self.load(shared))
    }

    /// Which of all actions are shown.
    fn shown(&self) -> Range<usize> {
        self.page.as_ref().map_or(0..0, |page| page.start..page.start + page.rows.len())
    }

    /// What stands at its head.
    pub fn title(&self, shared: &Shared) -> String {
        shared.texts.get("journal-title")
    }

    /// The buttons at its foot.
    pub fn footer<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        view::footer(self, &shared.texts)
    }

    /// The dialog's content.
    pub fn view<'a>(&'a self, shared: &'a Shared) -> Element<'a, Message> {
        view::view(self, shared)
    }
}

#[cfg(test)]
mod tests;

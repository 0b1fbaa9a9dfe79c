//! The reader: one message with its header block, text and attachments.

use iced::Task;

use crate::model::EnvelopeId;
use crate::service::api::Event;
use crate::ui::app::Shared;
use crate::ui::widget::Element;

/// The reader.
#[derive(Debug, Default)]
pub struct Reader {
    open: Option<EnvelopeId>,
}

/// What the person did, or what came of it.
#[derive(Clone, Debug)]
pub enum Message {}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Run this.
    Run(Task<Message>),
    /// Say this bottom left.
    Toast(String),
    /// In a narrow window: back to the list.
    Back,
}

/// How far the keyboard scrolls the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// A few lines up.
    LineUp,
    /// A few lines down.
    LineDown,
    /// Most of a screenful up.
    PageUp,
    /// Most of a screenful down.
    PageDown,
    /// To the start.
    Start,
    /// To the end.
    End,
}

/// What the view needs to know of the window around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether the reader has the keyboard; the pane's focus edge is drawn around it by `main`.
    pub focused: bool,
    /// Whether it stands alone in a narrow window and needs a button that goes back.
    pub alone: bool,
}

impl Reader {
    /// Shows this message as soon as it is loaded; what was shown before stays until then.
    pub fn open(&mut self, id: EnvelopeId, _shared: &Shared) -> Task<Message> {
        self.open = Some(id);
        Task::none()
    }

    /// Shows no message.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// The message that is (or will be) shown.
    pub const fn shown(&self) -> Option<EnvelopeId> {
        self.open
    }

    /// News of the service: a body that came, a resync.
    pub fn event(&mut self, _event: &Event, _shared: &Shared) -> Task<Message> {
        Task::none()
    }

    /// Language, time zone or time changed: format anew.
    pub fn refresh(&mut self, _shared: &Shared) {}

    /// The keyboard scrolls.
    pub fn scroll(&mut self, _scroll: Scroll) -> Task<Message> {
        Task::none()
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, _shared: &Shared) -> Action {
        match message {}
    }

    /// The pane's content.
    pub fn view<'a>(&'a self, _frame: Frame, _shared: &'a Shared) -> Element<'a, Message> {
        iced::widget::space().into()
    }
}

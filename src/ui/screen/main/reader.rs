//! The reader: one message with its header block, text and attachments.
//!
//! What is shown before stays until the next message is loaded, so that going through a list by key never
//! flickers. Everything that is drawn is put into words when it arrives, never while drawing.

mod foot;
mod head;
mod opened;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use iced::advanced::widget::Id;
use iced::widget::{column, container, space, text};
use iced::{Length, Task, task};

use crate::error::{Error, Problem, Result};
use crate::i18n;
use crate::model::{AccountId, BodyState, EnvelopeId, Flags};
use crate::service::api::{AccountState, Command, Content, Event, Query};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::widget::document::{self, Distance, Stop, Tells};
use crate::ui::widget::tag::Label;
use crate::ui::widget::{self, Element, Icon};
use crate::ui::{spacing, theme};

use opened::Opened;
use words::Words;

/// The head's only stop of the keyboard: who else got the message.
const RECIPIENTS: Stop = Stop::Head(0);
/// The button that asks once more for a message; the attachments have the indexes from 0.
const RETRY: Stop = Stop::Foot(usize::MAX);

/// The reader.
#[derive(Debug, Default)]
pub struct Reader {
    open: Option<EnvelopeId>,
    loaded: Option<Loaded>,
    problem: Option<i18n::ProblemText>,
    /// Accounts that are known to have no connection.
    offline: BTreeMap<AccountId, bool>,
    /// Ends the question for a message that is no longer wanted.
    loading: Option<task::Handle>,
}

/// The message that is drawn.
#[derive(Debug)]
struct Loaded {
    opened: Arc<Opened>,
    flow: document::Flow,
    words: Words,
    /// What is known of its flags by now.
    flags: Flags,
    tags: Vec<Label>,
    /// Older quotes that are open.
    unfolded: BTreeSet<usize>,
    /// Whether all recipients are listed.
    all_recipients: bool,
    stops: Vec<Stop>,
    stop: Option<Stop>,
    saved: BTreeMap<usize, Saved>,
}

/// What became of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Saved {
    /// It is being written.
    Running,
    /// It lies here.
    At(PathBuf),
}

/// What the person did, or what came of it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A message is here, or cannot be shown.
    Loaded(EnvelopeId, Result<Arc<Opened>>),
    /// A link, a fold or something in head or foot was clicked, or Enter pressed there.
    Pressed(Stop),
    /// The keyboard moved to this stop, or to none.
    StopMoved(Option<Stop>),
    /// An attachment was saved, or not.
    AttachmentSaved(EnvelopeId, usize, Result<PathBuf>),
    /// Try again to get the message.
    RetryPressed,
    /// Back to the list.
    BackPressed,
}

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
    pub fn open(&mut self, id: EnvelopeId, shared: &Shared) -> Task<Message> {
        if self.open == Some(id) && self.loaded.as_ref().is_some_and(|loaded| loaded.opened.view.id == id) {
            return Task::none();
        }
        self.open = Some(id);
        self.load(id, shared)
    }

    /// Shows no message.
    pub fn close(&mut self) {
        *self = Self { offline: std::mem::take(&mut self.offline), ..Self::default() };
    }

    /// The message that is (or will be) shown.
    pub const fn shown(&self) -> Option<EnvelopeId> {
        self.open
    }

    /// News of the service: a body that came, a resync.
    pub fn event(&mut self, event: &Event, shared: &Shared) -> Task<Message> {
        match (event, self.open) {
            (Event::BodyChanged(id), Some(open)) if *id == open => self.load(open, shared),
            (Event::Resync, Some(open)) => self.load(open, shared),
            (Event::AccountState(account, state, _), _) => {
                self.offline.insert(*account, !is_connected(state));
                Task::none()
            }
            _ => Task::none(),
        }
    }

    /// Language, time zone or time changed: format anew.
    pub fn refresh(&mut self, shared: &Shared) {
        if let Some(loaded) = &mut self.loaded {
            let words = Words::new(&loaded.opened, shared);
            loaded.tags = Label::all(&loaded.flags, &shared.texts);
            if words != loaded.words {
                loaded.words = words;
                loaded.reflow(shared);
            }
        }
    }

    /// The flags of a message, as the list has them by now.
    pub fn take_flags(&mut self, id: EnvelopeId, flags: &Flags, shared: &Shared) {
        let loaded = self.loaded.as_mut().filter(|loaded| loaded.opened.view.id == id && loaded.flags != *flags);
        if let Some(loaded) = loaded {
            loaded.flags = flags.clone();
            loaded.tags = Label::all(flags, &shared.texts);
        }
    }

    /// The message that can be read now, and whether it counts as unread.
    pub fn readable(&self) -> Option<(EnvelopeId, bool)> {
        let loaded = self.loaded.as_ref().filter(|loaded| Some(loaded.opened.view.id) == self.open)?;
        let is_here = !matches!(loaded.opened.view.content, Content::Missing(_));
        is_here.then(|| (loaded.opened.view.id, loaded.flags.is_unseen()))
    }

    /// The keyboard scrolls.
    pub fn scroll(&mut self, scroll: Scroll) -> Task<Message> {
        if self.loaded.is_none() {
            return Task::none();
        }
        let distance = match scroll {
            Scroll::LineUp => Distance::Lines(-1.0),
            Scroll::LineDown => Distance::Lines(1.0),
            Scroll::PageUp => Distance::Pages(-1.0),
            Scroll::PageDown => Distance::Pages(1.0),
            Scroll::Start => Distance::Start,
            Scroll::End => Distance::End,
        };
        document::scroll(document_id(), distance)
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Loaded(id, Ok(opened)) if self.open == Some(id) => self.show(opened, shared),
            Message::Loaded(id, Err(error)) if self.open == Some(id) => self.fail(&error, shared),
            Message::Loaded(..) => Action::None,
            Message::Pressed(stop) => self.press(stop, shared),
            Message::StopMoved(stop) => self.move_to(stop),
            Message::AttachmentSaved(id, index, result) => self.attachment_saved(id, index, &result, shared),
            Message::RetryPressed => self.retry(shared),
            Message::BackPressed => Action::Back,
        }
    }

    fn load(&mut self, id: EnvelopeId, shared: &Shared) -> Task<Message> {
        let (handle, texts) = (shared.handle.clone(), shared.texts.clone());
        let task =
            Task::perform(Opened::load(handle, id, texts), move |result| Message::Loaded(id, result.map(Arc::new)));
        let (task, handle) = task.abortable();
        self.loading = Some(handle.abort_on_drop());
        task
    }

    fn show(&mut self, opened: Arc<Opened>, shared: &Shared) -> Action {
        self.problem = None;
        if let Content::Missing(_) = opened.view.content {
            shared.handle.send(Command::FetchBody(opened.view.id));
        }
        match &mut self.loaded {
            Some(loaded) if loaded.opened.view == opened.view && loaded.opened.account == opened.account => {}
            Some(loaded) if loaded.opened.view.id == opened.view.id => loaded.renew(opened, shared),
            Some(_) | None => self.loaded = Some(Loaded::new(opened, shared)),
        }
        Action::None
    }

    fn fail(&mut self, error: &Error, shared: &Shared) -> Action {
        self.loaded = None;
        self.problem = Some(i18n::problem(&shared.texts, &Problem::new(error, None)));
        Action::None
    }

    fn retry(&mut self, shared: &Shared) -> Action {
        let Some(open) = self.open else { return Action::None };
        shared.handle.send(Command::FetchBody(open));
        Action::Run(self.load(open, shared))
    }

    fn move_to(&mut self, stop: Option<Stop>) -> Action {
        if let Some(loaded) = &mut self.loaded {
            loaded.stop = stop;
        }
        Action::None
    }

    fn press(&mut self, stop: Stop, shared: &Shared) -> Action {
        let Some(loaded) = &mut self.loaded else { return Action::None };
        match stop {
            RECIPIENTS => {
                loaded.all_recipients = !loaded.all_recipients;
                Action::None
            }
            Stop::Head(_) => Action::None,
            Stop::Link(link) => {
                if let Some(link) = loaded.flow.links().get(link) {
                    shared.handle.send(Command::OpenLink(link.target.clone()));
                }
                Action::None
            }
            Stop::Fold(fold) => {
                if !loaded.unfolded.remove(&fold) {
                    loaded.unfolded.insert(fold);
                }
                loaded.reflow(shared);
                Action::None
            }
            RETRY => self.retry(shared),
            Stop::Foot(attachment) => self.press_attachment(attachment, shared),
        }
    }

    fn press_attachment(&mut self, index: usize, shared: &Shared) -> Action {
        let Some(loaded) = &mut self.loaded else { return Action::None };
        if loaded.opened.view.attachments.get(index).is_none() {
            return Action::None;
        }
        match loaded.saved.get(&index) {
            Some(Saved::Running) => Action::None,
            Some(Saved::At(path)) => {
                shared.handle.send(Command::ShowFolder(path.clone()));
                Action::None
            }
            None => {
                loaded.saved.insert(index, Saved::Running);
                let id = loaded.opened.view.id;
                let save = ask(shared.handle.clone(), move |reply| Query::SaveAttachment(id, index, None, reply));
                Action::Run(Task::perform(save, move |result| Message::AttachmentSaved(id, index, result)))
            }
        }
    }

    fn attachment_saved(&mut self, id: EnvelopeId, index: usize, result: &Result<PathBuf>, shared: &Shared) -> Action {
        let loaded = self.loaded.as_mut().filter(|loaded| loaded.opened.view.id == id);
        match result {
            Ok(path) => {
                if let Some(loaded) = loaded {
                    loaded.saved.insert(index, Saved::At(path.clone()));
                }
                let path = path.display().to_string();
                Action::Toast(shared.texts.with("reader-attachment-saved", &[("path", path.into())]))
            }
            Err(error) => {
                let name = loaded.and_then(|loaded| {
                    loaded.saved.remove(&index);
                    loaded.opened.view.attachments.get(index).map(|attachment| attachment.name.clone())
                });
                let reason = i18n::problem(&shared.texts, &Problem::new(error, None));
                let args = [("name", name.unwrap_or_default().into()), ("reason", reason.title.into())];
                Action::Toast(shared.texts.with("reader-attachment-failed", &args))
            }
        }
    }

    /// Whether all there is to see is that the message could not be asked for.
    pub const fn is_broken(&self) -> bool {
        self.loaded.is_none() && self.problem.is_some()
    }

    /// The pane's content.
    pub fn view<'a>(&'a self, frame: Frame, shared: &'a Shared) -> Element<'a, Message> {
        let content = match (&self.loaded, &self.problem) {
            (Some(loaded), _) => self.message(loaded, frame, shared),
            (None, Some(problem)) => broken(problem, shared),
            (None, None) if self.open.is_some() => space().width(Length::Fill).height(Length::Fill).into(),
            (None, None) => widget::empty_state(Icon::Bird, shared.texts.get("reader-empty"), None),
        };
        container(content).width(Length::Fill).height(Length::Fill).style(theme::container::ground).into()
    }

    fn message<'a>(&'a self, loaded: &'a Loaded, frame: Frame, shared: &'a Shared) -> Element<'a, Message> {
        let offline = self.offline.get(&loaded.opened.view.account).copied();
        let tells = Tells { pressed: Box::new(Message::Pressed), moved: Box::new(Message::StopMoved) };
        // Keys reach what lies under a dialog, too.
        let focused = frame.focused && !shared.covered;
        let stop = loaded.stop.filter(|_| focused);
        let key = loaded.opened.view.id.get();
        document::document(
            (document_id(), key),
            &loaded.flow,
            shared.scheme().tokens(),
            head::view(loaded, frame, stop, shared),
            foot::view(loaded, offline, stop, shared),
            tells,
        )
        .keyboard(focused, &loaded.stops, stop)
        .into()
    }
}

impl Loaded {
    fn new(opened: Arc<Opened>, shared: &Shared) -> Self {
        let words = Words::new(&opened, shared);
        let flow = opened.flow.clone();
        let flags = opened.view.flags.clone();
        let mut loaded = Self {
            opened,
            flow,
            words,
            tags: Label::all(&flags, &shared.texts),
            flags,
            unfolded: BTreeSet::new(),
            all_recipients: false,
            stops: Vec::new(),
            stop: None,
            saved: BTreeMap::new(),
        };
        loaded.find_stops();
        loaded
    }

    /// The same message has changed: what the person opened stays open.
    fn renew(&mut self, opened: Arc<Opened>, shared: &Shared) {
        let saved = std::mem::take(&mut self.saved);
        let unfolded = std::mem::take(&mut self.unfolded);
        *self = Self { saved, unfolded, all_recipients: self.all_recipients, ..Self::new(opened, shared) };
        if !self.unfolded.is_empty() {
            self.reflow(shared);
        }
    }

    fn reflow(&mut self, shared: &Shared) {
        self.flow = self.opened.flow(&self.unfolded, &shared.texts);
        self.find_stops();
    }

    fn find_stops(&mut self) {
        let recipients = self.words.recipients.is_folded().then_some(RECIPIENTS);
        let attachments = (0..self.opened.view.attachments.len()).map(Stop::Foot);
        let is_kept = self.opened.view.content == Content::Missing(BodyState::Unavailable);
        let retry = is_kept.then_some(RETRY);
        self.stops = recipients.into_iter().chain(self.flow.stops()).chain(retry).chain(attachments).collect();
        self.stop = self.stop.filter(|stop| self.stops.contains(stop));
    }
}

fn document_id() -> Id {
    Id::new("reader-document")
}

const fn is_connected(state: &AccountState) -> bool {
    matches!(state, AccountState::Syncing { .. } | AccountState::UpToDate { .. } | AccountState::Connecting)
}

/// The message cannot even be asked for.
fn broken<'a>(problem: &'a i18n::ProblemText, shared: &Shared) -> Element<'a, Message> {
    let retry = widget::secondary_button(shared.texts.get("reader-try-again")).on_press(Message::RetryPressed);
    let lines = column![
        Icon::TriangleAlert.view(28.0).style(theme::text::faint),
        widget::heading(problem.title.as_str()),
        text(problem.advice.as_str()).size(spacing::TEXT_BASE).style(theme::text::secondary),
        retry,
    ];
    let lines = lines.spacing(spacing::S).max_width(spacing::MEASURE).align_x(iced::Alignment::Center);
    container(lines).padding(spacing::L).center(Length::Fill).into()
}

#[cfg(test)]
mod tests;

//! The message list: newest first, of any length, still while mail arrives.
//!
//! What is selected is a message, not a place. When the list changes, the service is asked where the
//! messages in sight are now, and their rows come back in one answer: rows and offset move together, so
//! nothing jumps. What arrived above is told by a pill. No work here grows with the list.

pub mod chosen;
mod cursor;
pub mod pages;
pub mod view;

use chosen::{Chosen, Purpose};
use futures::future;
use iced::Task;
use pages::{PAGE, Pages, Row};

use crate::config::Density;
use crate::error::{Error, Result};
use crate::model::EnvelopeId;
use crate::service::api::{Command, Event, Handle, ListSource, Page, Query};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::spacing::{ROW_COMFORTABLE, ROW_COMPACT};
use crate::ui::widget::virtual_list::range;

/// Rows beside those in sight whose pages are fetched ahead.
const AHEAD: usize = 60;

/// Messages in sight that are tried as the anchor when the list changes: the first that is still there holds.
const MAX_ANCHORS: usize = 40;

/// What is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Where it is.
    pub index: usize,
    /// The message; not known yet while its page is on the way.
    pub id: Option<EnvelopeId>,
}

/// A message that is in sight, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    id: EnvelopeId,
    index: usize,
}

/// The list as it is after a change.
#[derive(Clone, Debug)]
pub struct Refreshed {
    total: usize,
    pages: Vec<(usize, Page)>,
    anchor: Option<(Anchor, usize)>,
    /// The message that was selected when this was asked for, and where it is now.
    selected: Option<(EnvelopeId, Option<usize>)>,
}

/// What came of a question. Every answer carries what it was asked for.
#[derive(Clone, Debug)]
pub enum Message {
    /// A page.
    PageLoaded(ListSource, u64, usize, Result<Page>),
    /// The list after a change.
    Refreshed(ListSource, u64, Result<Refreshed>),
    /// A row was pressed.
    RowPressed(usize),
    /// A row was let go of where it was pressed.
    RowReleased,
    /// A row is dragged away.
    DragStarted,
    /// Messages of the list that were asked for.
    IdsCame(ListSource, Purpose, Result<Vec<EnvelopeId>>),
    /// The wheel or the thumb moved.
    Scrolled(f64),
    /// The height in sight is this.
    Resized(f32),
    /// The pill was pressed.
    NewPressed,
    /// "Try again".
    RetryPressed,
}

/// The list.
#[derive(Debug)]
pub struct List {
    source: Option<ListSource>,
    pages: Pages,
    selected: Option<Selected>,
    chosen: Chosen,
    offset: f64,
    viewport: f32,
    row: f32,
    /// Messages that arrived above what is in sight.
    new_above: usize,
    /// The selected message is to be in sight once it is clear where it is.
    reveal: bool,
    refreshing: bool,
    /// The list changed again while a refresh was on the way.
    stale: bool,
    error: Option<Error>,
}

impl List {
    /// An empty list.
    pub fn new(shared: &Shared) -> Self {
        Self {
            source: None,
            pages: Pages::default(),
            selected: None,
            chosen: Chosen::default(),
            offset: 0.0,
            viewport: shared.size.height,
            row: row_height(shared.settings.density),
            new_above: 0,
            reveal: false,
            refreshing: false,
            stale: false,
            error: None,
        }
    }

    /// Shows a list from its top, with nothing selected.
    pub fn open(&mut self, source: ListSource, shared: &Shared) -> Task<Message> {
        // A generation that no answer to the list before can carry.
        let pages = Pages::after(&self.pages);
        *self = Self { source: Some(source), pages, viewport: self.viewport, ..Self::new(shared) };
        shared.handle.send(Command::Open(source));
        self.load(shared)
    }

    /// Handles a message; tells whether the selection changed to a message that is now known.
    pub fn update(&mut self, message: Message, shared: &Shared) -> (Task<Message>, Option<EnvelopeId>) {
        let before = self.selected_id();
        let task = match message {
            Message::PageLoaded(source, generation, page, answer) if self.source == Some(source) => {
                self.page_loaded(generation, page, answer, shared)
            }
            Message::Refreshed(source, generation, answer) if self.source == Some(source) => {
                self.refreshed(generation, answer, shared)
            }
            Message::PageLoaded(..) | Message::Refreshed(..) => Task::none(),
            Message::RowPressed(index) => self.press(index, shared.held, shared),
            Message::RowReleased => {
                self.release();
                Task::none()
            }
            // The main screen knows where to.
            Message::DragStarted => Task::none(),
            Message::IdsCame(source, purpose, answer) => {
                self.ids_came(source, purpose, answer);
                Task::none()
            }
            Message::Scrolled(offset) => self.scroll(offset, shared),
            Message::Resized(viewport) => {
                self.viewport = viewport;
                self.scroll(self.offset, shared)
            }
            Message::NewPressed => self.scroll(0.0, shared),
            Message::RetryPressed => {
                self.error = None;
                self.load(shared)
            }
        };
        let after = self.selected_id();
        (task, after.filter(|_| after != before))
    }

    /// Something in this list changed.
    pub fn changed(&mut self, shared: &Shared) -> Task<Message> {
        let Some(source) = self.source else { return Task::none() };
        if self.pages.total().is_none() && self.error.is_none() {
            // The first page is still on the way; it may be older than the change.
            self.pages.begin();
            return self.load(shared);
        }
        if self.refreshing {
            self.stale = true;
            return Task::none();
        }
        self.refreshing = true;
        let generation = self.pages.begin();
        let wish = self.wish();
        let refresh = refresh(shared.handle.clone(), source, wish);
        Task::perform(refresh, move |answer| Message::Refreshed(source, generation, answer))
    }

    /// Whether news concerns this list: `mailbox_in` tells whether a mailbox is part of it.
    pub fn concerns(&self, event: &Event, mailbox_in: impl Fn(ListSource, crate::model::MailboxId) -> bool) -> bool {
        let Some(source) = self.source else { return false };
        match event {
            Event::MailboxChanged(mailbox) => mailbox_in(source, mailbox.id),
            Event::Resync => true,
            Event::MailboxesChanged(_) | Event::AccountsChanged => source == ListSource::AllInboxes,
            Event::AccountState(..)
            | Event::NewMail(..)
            | Event::JournalChanged
            | Event::BodyChanged(_)
            | Event::Notice(_)
            | Event::Raise
            | Event::Leave
            | Event::Stopped => false,
        }
    }

    fn wish(&self) -> Wish {
        let sight = self.in_sight();
        let first = sight.start;
        let anchors = sight.filter_map(|index| self.pages.row(index).map(|row| Anchor { id: row.data.id, index }));
        let anchors = anchors.take(MAX_ANCHORS).collect();
        let rows = (f64::from(self.viewport) / f64::from(self.row)) as usize + AHEAD;
        Wish { anchors, selected: self.selected_id(), first, rows }
    }

    fn page_loaded(&mut self, generation: u64, page: usize, answer: Result<Page>, shared: &Shared) -> Task<Message> {
        match answer {
            Ok(answer) => {
                if self.pages.accept(generation, page, answer, shared) {
                    self.error = None;
                    self.clamp();
                    self.resolve();
                    return Task::batch([self.load(shared), self.extended(shared)]);
                }
                Task::none()
            }
            Err(error) => {
                self.pages.refuse(generation, page);
                if generation == self.pages.generation() {
                    tracing::warn!("load a page: {error}");
                    self.error = Some(error);
                }
                Task::none()
            }
        }
    }

    fn refreshed(&mut self, generation: u64, answer: Result<Refreshed>, shared: &Shared) -> Task<Message> {
        if generation != self.pages.generation() {
            return Task::none();
        }
        self.refreshing = false;
        match answer {
            Ok(new) => self.take_over(new, shared),
            Err(error) => tracing::warn!("refresh the list: {error}"),
        }
        let next = if std::mem::take(&mut self.stale) { self.changed(shared) } else { self.load(shared) };
        Task::batch([next, self.extended(shared), self.keep_chosen(shared)])
    }

    /// Rows and offset move together. The person may have scrolled and selected since the list was asked for,
    /// so what is applied is how far the rows moved, not where they were.
    fn take_over(&mut self, new: Refreshed, shared: &Shared) {
        let (before, now) = new.anchor.map_or((0, 0), |(anchor, now)| (anchor.index, now));
        let moved = |index: usize| (index + now).saturating_sub(before);
        // At the top the newest mail is what one wants to see.
        if !self.at_top() {
            self.offset += (now as f64 - before as f64) * f64::from(self.row);
            self.new_above += now.saturating_sub(before);
        }
        self.pages.replace(new.total, new.pages, shared);
        let known = new.selected.filter(|(asked, place)| place.is_some() && self.selected_id() == Some(*asked));
        self.selected = self.selected.and_then(|selected| match (selected.id, new.selected) {
            (Some(id), Some((asked, place))) if id == asked => place.map(|index| Selected { index, id: Some(id) }),
            (Some(id), _) => {
                let index = self.pages.find(id).unwrap_or_else(|| moved(selected.index));
                Some(Selected { index, id: Some(id) })
            }
            (None, _) => Some(Selected { index: moved(selected.index), id: None }),
        });
        self.selected = self.selected.filter(|selected| selected.index < new.total);
        if let (true, Some((_, Some(index)))) = (self.reveal, known) {
            self.reveal = false;
            let row = f64::from(self.row);
            let top = index as f64 * row;
            self.offset = range::reveal(self.offset, self.viewport, top, top + row);
        }
        self.clamp();
        self.resolve();
    }

    /// Fetches what is missing of the rows in sight and a little around them.
    fn load(&mut self, shared: &Shared) -> Task<Message> {
        let Some(source) = self.source else { return Task::none() };
        let sight = self.in_sight();
        let around = sight.start.saturating_sub(AHEAD)..sight.end.max(1).saturating_add(AHEAD);
        let mut wanted = self.pages.want(around);
        if let Some(Selected { index, id: None }) = self.selected {
            wanted.extend(self.pages.want(index..index + 1));
        }
        let generation = self.pages.generation();
        Task::batch(wanted.into_iter().map(|page| {
            let rows = page * PAGE..(page + 1) * PAGE;
            let answer = ask(shared.handle.clone(), move |reply| Query::Page(source, rows, reply));
            Task::perform(answer, move |answer| Message::PageLoaded(source, generation, page, answer))
        }))
    }

    /// The density changed: the row at the upper edge stays there.
    pub fn set_density(&mut self, density: Density) {
        let row = row_height(density);
        if row != self.row {
            let first = self.offset / f64::from(self.row);
            self.row = row;
            self.offset = first.floor() * f64::from(row);
            self.clamp();
        }
    }

    /// Time or language moved on.
    pub fn refresh(&mut self, shared: &Shared) {
        self.set_density(shared.settings.density);
        self.pages.refresh(shared);
    }

    /// What is shown.
    pub const fn source(&self) -> Option<ListSource> {
        self.source
    }

    /// Rows in all, once known.
    pub const fn total(&self) -> Option<usize> {
        self.pages.total()
    }

    /// What is selected.
    pub const fn selected(&self) -> Option<Selected> {
        self.selected
    }

    /// The message that is selected, once known.
    pub fn selected_id(&self) -> Option<EnvelopeId> {
        self.selected.and_then(|selected| selected.id)
    }

    /// A row, if its page is here.
    pub fn row(&self, index: usize) -> Option<&Row> {
        self.pages.row(index)
    }

    /// The generation of the pages that are asked for now.
    #[cfg(test)]
    pub const fn generation_for_tests(&self) -> u64 {
        self.pages.generation()
    }

    /// All rows that are here.
    pub fn rows_here(&self) -> impl Iterator<Item = &Row> {
        self.pages.rows()
    }

    /// Messages that arrived above what is in sight.
    pub const fn new_above(&self) -> usize {
        self.new_above
    }

    /// Why there are no rows.
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

const fn row_height(density: Density) -> f32 {
    match density {
        Density::Comfortable => ROW_COMFORTABLE,
        Density::Compact => ROW_COMPACT,
    }
}

/// What has to be known to show a changed list where it was.
struct Wish {
    anchors: Vec<Anchor>,
    selected: Option<EnvelopeId>,
    first: usize,
    rows: usize,
}

/// Asks where the anchor and the selection are now, then for the pages around the anchor.
async fn refresh(handle: Handle, source: ListSource, wish: Wish) -> Result<Refreshed> {
    let place = |id| ask(handle.clone(), move |reply| Query::Position(source, id, reply));
    let mut anchor = None;
    for candidate in wish.anchors {
        if let Some(now) = place(candidate.id).await? {
            anchor = Some((candidate, now));
            break;
        }
    }
    let selected = match wish.selected {
        Some(id) => Some((id, place(id).await?)),
        None => None,
    };
    let first = anchor.map_or(wish.first, |(_, now)| now).saturating_sub(AHEAD);
    let wanted = (first / PAGE)..=((first + wish.rows + AHEAD) / PAGE);
    let answers = wanted.map(|page| {
        let handle = handle.clone();
        async move {
            let rows = page * PAGE..(page + 1) * PAGE;
            Ok::<_, Error>((page, ask(handle, move |reply| Query::Page(source, rows, reply)).await?))
        }
    });
    let pages = future::try_join_all(answers).await?;
    let total = pages.first().map_or(0, |(_, page)| page.total);
    Ok(Refreshed { total, pages, anchor, selected })
}

#[cfg(test)]
mod tests;

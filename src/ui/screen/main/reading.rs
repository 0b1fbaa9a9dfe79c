//! What is read for a while is marked as read: only what a person can be looking at, and once for each time it is opened.

use std::time::Duration;

use iced::Task;

use super::{Main, Message};
use crate::config::MarkRead;
use crate::model::{EnvelopeId, Intent};
use crate::service::api::{Act, Query};
use crate::ui::app::Shared;
use crate::ui::backend::ask;

/// What is shown for less than this was only passed by.
const GLANCE: Duration = Duration::from_millis(400);

/// The message that is being read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Unread, in sight, and the clock is running.
    watched: Option<EnvelopeId>,
    /// Shown, and nothing is to be decided about it any more until another one was shown.
    decided: Option<EnvelopeId>,
    /// Tells this reading from those before it.
    number: u64,
}

impl Reading {
    /// The person did something to these by hand, and that holds.
    pub(super) fn decided(&mut self, messages: &[EnvelopeId]) {
        if let Some(watched) = self.watched.filter(|id| messages.contains(id)) {
            (self.watched, self.decided) = (None, Some(watched));
        }
    }
}

impl Main {
    /// The unread message that somebody is reading.
    pub const fn being_read(&self) -> Option<EnvelopeId> {
        self.attention.watched
    }

    /// To be called after whatever happens: starts the clock when somebody begins to read, and stops it when they end.
    pub fn attend(&mut self, shared: &Shared) -> Option<Task<Message>> {
        let readable = self.reader.readable();
        let reading = &mut self.attention;
        if readable.is_some() && reading.decided != readable.map(|(id, _)| id) {
            reading.decided = None;
        }
        match readable {
            // Whoever marks it as unread while it is shown wants it to stay so.
            Some((id, false)) => reading.decided = Some(id),
            Some((id, true)) if self.focus_is_on_it(shared) && self.attention.decided != Some(id) => {
                return self.watch(id, shared);
            }
            Some(_) | None => {}
        }
        self.attention.watched = None;
        None
    }

    /// Whether a person can be looking at the reader.
    fn focus_is_on_it(&self, shared: &Shared) -> bool {
        shared.in_front && !shared.covered && (self.reading || self.panes(shared).list.is_some())
    }

    fn watch(&mut self, id: EnvelopeId, shared: &Shared) -> Option<Task<Message>> {
        let reading = &mut self.attention;
        if reading.watched == Some(id) {
            return None;
        }
        let delay = match shared.settings.mark_read {
            MarkRead::AtOnce => GLANCE,
            MarkRead::TwoSeconds => Duration::from_secs(2),
            MarkRead::FiveSeconds => Duration::from_secs(5),
            MarkRead::Never => return None,
        };
        reading.watched = Some(id);
        reading.number += 1;
        let number = reading.number;
        Some(Task::perform(async move { tokio::time::sleep(delay).await }, move |()| Message::ReadFor(number)))
    }

    /// The clock has run out.
    pub(super) fn read_for(&mut self, number: u64, shared: &Shared) -> Task<Message> {
        let reading = &mut self.attention;
        let Some(id) = reading.watched.filter(|_| number == reading.number) else { return Task::none() };
        (reading.watched, reading.decided) = (None, Some(id));
        let act = Act { intent: Intent::AutoRead, messages: vec![id] };
        Task::perform(ask(shared.handle.clone(), move |reply| Query::Act(act, reply)), Message::AutoRead)
    }
}

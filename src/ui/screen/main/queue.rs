//! What waits for the server and what could not be done any more, as the window shows it beside the mail.

use std::collections::BTreeSet;
use std::time::Duration;

use iced::Task;

use super::{Action, Main, Message};
use crate::config::Settings;
use crate::error::Result;
use crate::model::Logged;
use crate::service::api::{JournalPage, Query};
use crate::ui::app::Shared;
use crate::ui::backend::ask;
use crate::ui::screen::journal::words;

/// What waits for longer than this is worth telling; what the server takes at once is not.
const LASTING: Duration = Duration::from_millis(1_500);

/// What waits for the server and what could not be done any more.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Tells the last question from those before it: answers come in any order.
    asked: u64,
    waiting: usize,
    /// How many times nothing waited.
    idle: u64,
    /// Something has been waiting for a while.
    lasting: bool,
    conflicts: Vec<Logged>,
}

impl Queue {
    /// Actions that wait for the server, and not only since a moment ago.
    pub(super) const fn waiting(&self) -> usize {
        if self.lasting { self.waiting } else { 0 }
    }

    /// Something has been waiting since this many times that nothing was.
    pub(super) const fn lasts(&mut self, since: u64) {
        self.lasting = self.lasting || (since == self.idle && self.waiting > 0);
    }
}

impl Main {
    /// The journal changed: asks what is left of it to tell.
    pub(super) fn ask_queue(&mut self, shared: &Shared) -> Task<Message> {
        self.queue.asked += 1;
        let number = self.queue.asked;
        let answer = ask(shared.handle.clone(), |reply| Query::Journal(0..0, reply));
        Task::perform(answer, move |answer| Message::QueueTold(number, answer))
    }

    pub(super) fn queue_told(&mut self, number: u64, answer: Result<JournalPage>, shared: &Shared) -> Task<Message> {
        if number != self.queue.asked {
            return Task::none();
        }
        let page = match answer {
            Ok(page) => page,
            Err(error) => {
                tracing::info!("ask what waits: {error}");
                return Task::none();
            }
        };
        let idled = self.queue.waiting == 0 && page.waiting > 0;
        (self.queue.waiting, self.queue.conflicts) = (page.waiting, page.conflicts);
        self.tell_conflicts(&shared.settings.conflicts_seen, shared);
        if page.waiting == 0 {
            self.queue.idle += 1;
            self.queue.lasting = false;
        }
        if !idled {
            return Task::none();
        }
        let since = self.queue.idle;
        Task::perform(async { tokio::time::sleep(LASTING).await }, move |()| Message::QueueLasts(since))
    }

    /// Says what could not be done any more, unless the person has put that away.
    pub(super) fn tell_conflicts(&mut self, seen: &BTreeSet<crate::model::ActionId>, shared: &Shared) {
        let fresh: Vec<_> = self.queue.conflicts.iter().filter(|logged| !seen.contains(&logged.id)).collect();
        self.banners.set_conflicts(words::conflicts(&fresh, &shared.texts));
        self.hold_focus();
    }

    /// Never again about these.
    pub(super) fn dismiss_conflicts(&mut self, shared: &Shared) -> Action {
        // What has left the journal is told no more and need not be remembered.
        let conflicts_seen = self.queue.conflicts.iter().map(|logged| logged.id).collect();
        self.tell_conflicts(&conflicts_seen, shared);
        Action::Change(Box::new(Settings { conflicts_seen, ..shared.settings.clone() }))
    }
}

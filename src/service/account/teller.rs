//! What happens on a connection, as the window is told it, and how far the connection came.

use tokio::time::Instant;

use crate::error::{Error, ErrorKind, Problem};
use crate::model::AccountId;
use crate::service::api::Event;
use crate::service::events::Announcer;
use crate::service::state::{Machine, Signal};
use crate::sync::progress::Progress;
use crate::sync::work::News;

/// How far a connection came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reached {
    Nothing,
    Login,
    /// Something came in: the next connection has less to do.
    Progress,
}

/// Turns what the drivers tell into what the window is told.
pub(super) struct Teller<'a> {
    account: AccountId,
    announcer: &'a Announcer,
    machine: &'a mut Machine,
    progress: Progress,
    begun: Instant,
    /// How far this connection came.
    pub(super) reached: Reached,
}

impl<'a> Teller<'a> {
    /// For a connection that begins.
    pub(super) fn new(account: AccountId, announcer: &'a Announcer, machine: &'a mut Machine) -> Self {
        let (progress, begun) = (Progress::default(), Instant::now());
        Self { account, announcer, machine, progress, begun, reached: Reached::Nothing }
    }

    pub(super) fn news(&mut self, news: News) {
        match news {
            News::Mailboxes => self.announcer.event(Event::MailboxesChanged(self.account)),
            News::Mailbox(id) => self.announcer.mailbox(id),
            News::NewMail(id, count) => self.announcer.new_mail(id, count),
            News::Body(id) => self.announcer.body(id),
            News::Account => self.announcer.event(Event::AccountsChanged),
            News::Journal => self.announcer.event(Event::JournalChanged),
            News::Refused(words) => {
                let error = Error::new(ErrorKind::No, "do what was asked").with_server_text(&words);
                self.announcer.notice(Problem::new(&error, Some(self.account)));
            }
            News::Full(level, figures) => {
                let error = Error::new(ErrorKind::MailboxFull(level), figures);
                self.announcer.notice(Problem::new(&error, Some(self.account)));
            }
            News::Left(part, mailbox, count) => {
                self.progress.left(part, mailbox, count);
                self.signal(Signal::Progressed(self.progress.clone()));
            }
            News::Came(mailbox, count, wanted) => self.progress.came(mailbox, count, wanted),
            News::Done(part, mailbox, done) => {
                self.reached = Reached::Progress;
                let now = self.begun.elapsed();
                self.progress.advance(part, mailbox, done, now);
                self.signal(Signal::Progressed(self.progress.clone()));
            }
        }
    }

    pub(super) fn signal(&mut self, signal: Signal) {
        match &signal {
            Signal::LoggedIn(_) => self.reached = Reached::Login,
            Signal::InStep { .. } => {
                self.reached = Reached::Progress;
                self.progress = Progress::default();
            }
            Signal::Retry | Signal::Attempt | Signal::Progressed(_) | Signal::Failed(_) => {}
        }
        self.machine.apply(signal);
        self.announcer.state(self.account, self.machine.state(), self.machine.transport().cloned());
    }
}

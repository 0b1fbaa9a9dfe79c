//! The commands of a logged-in connection.

use std::future::Future;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{MailboxName, ModSeq, Uid, UidSet};

use super::{
    Access, Capabilities, FetchedFlags, FetchedHeader, IdleEnd, ListedMailbox, MailboxStatus, Resync, Selected,
    Unsolicited,
};

/// A logged-in connection.
#[derive(Debug)]
pub struct Session {
    capabilities: Capabilities,
    unsolicited: Unsolicited,
    usable: bool,
}

impl Session {
    /// What the server offers after login.
    pub const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whether the next command can succeed: false after an error of the connection or a dropped future.
    pub const fn is_usable(&self) -> bool {
        self.usable
    }

    /// Messages in the selected mailbox, as far as told by now.
    pub const fn exists(&self) -> u32 {
        0
    }

    /// What was said unasked since the last call, about the selected mailbox.
    pub fn take_unsolicited(&mut self) -> Unsolicited {
        std::mem::take(&mut self.unsolicited)
    }

    /// Asks for QRESYNC (RFC 7162, 3.2.3); false where it is not offered or refused. Before SELECT.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn enable_qresync(&mut self) -> Result<bool> {
        unbuilt().await
    }

    /// Compresses the connection from now on (RFC 4978), if the server offers it; says whether it does.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn compress(&mut self) -> Result<bool> {
        unbuilt().await
    }

    /// All mailboxes, with subscriptions, special uses and counts where the server tells them in one go
    /// (LIST-EXTENDED, SPECIAL-USE, LIST-STATUS), else by LIST and LSUB.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; never a part of the list.
    pub async fn list(&mut self) -> Result<Vec<ListedMailbox>> {
        unbuilt().await
    }

    /// The counts of a mailbox that is not selected.
    ///
    /// # Errors
    /// [`ErrorKind::MailboxUnavailable`] if it is gone.
    pub async fn status(&mut self, name: &MailboxName) -> Result<MailboxStatus> {
        let _ = name;
        unbuilt().await
    }

    /// Opens a mailbox. What was unsolicited before belongs to the mailbox before and is dropped. `resync` is used where QRESYNC was
    /// enabled, else CONDSTORE where it is offered.
    ///
    /// # Errors
    /// [`ErrorKind::MailboxUnavailable`] on NO: no mailbox is selected then.
    pub async fn select(&mut self, name: &MailboxName, access: Access, resync: Option<&Resync>) -> Result<Selected> {
        let _ = (name, access, resync);
        unbuilt().await
    }

    /// Fetches headers and hands each to `sink` as it comes. A message the server leaves out is not told.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_headers(&mut self, uids: &UidSet, sink: impl FnMut(FetchedHeader)) -> Result<()> {
        let _ = (uids, sink);
        unbuilt().await
    }

    /// Fetches the headers of the last `count` messages of the mailbox: what to show first.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_newest_headers(&mut self, count: u32, sink: impl FnMut(FetchedHeader)) -> Result<()> {
        let _ = (count, sink);
        unbuilt().await
    }

    /// Fetches flags; with `changed_since` only of messages changed after it (CONDSTORE). Answers with what
    /// vanished since then where QRESYNC is enabled, else with the empty set.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_flags(
        &mut self,
        uids: &UidSet,
        changed_since: Option<ModSeq>,
        sink: impl FnMut(FetchedFlags),
    ) -> Result<UidSet> {
        let _ = (uids, changed_since, sink);
        unbuilt().await
    }

    /// Fetches whole messages, one at a time in memory, and hands each to `sink` as soon as it is complete. A message the
    /// server leaves out, or sends empty although it has a size, is not told.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if a message is larger than `max_size`; NO, BAD, or errors of the connection.
    pub async fn fetch_bodies(&mut self, uids: &UidSet, max_size: u64, sink: impl FnMut(Uid, Vec<u8>)) -> Result<()> {
        let _ = (uids, max_size, sink);
        unbuilt().await
    }

    /// Which of `uids` exist. Complete, or an error.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn search(&mut self, uids: &UidSet) -> Result<UidSet> {
        let _ = uids;
        unbuilt().await
    }

    /// Waits for a change in the selected mailbox (IDLE, RFC 2177), for `max` at most or until `interrupt`
    /// is ready. Where the server has no IDLE: an error of kind [`ErrorKind::Invalid`].
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] if the server does not answer the end of IDLE in time: the connection is dead.
    pub async fn idle(&mut self, max: Duration, interrupt: impl Future<Output = ()>) -> Result<IdleEnd> {
        let _ = (max, interrupt);
        unbuilt().await
    }

    /// Does nothing; the server tells what is new.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn noop(&mut self) -> Result<()> {
        unbuilt().await
    }

    /// Says goodbye. Whatever the server answers, the connection is closed; waits two seconds at most.
    pub async fn logout(self) {
        tokio::task::yield_now().await;
    }
}

async fn unbuilt<T>() -> Result<T> {
    tokio::task::yield_now().await;
    Err(Error::new(ErrorKind::Stopped, "not built yet"))
}

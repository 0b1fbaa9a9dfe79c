//! The commands of a logged-in connection.
//!
//! Invariant: `usable` is false from the moment a command is sent until its tagged answer was read, so a session that was dropped
//! half-way, or whose connection failed, is never used again.

mod append;
mod expunge;
mod fetch;
mod idle;
mod list;
mod manage;
mod notify;
mod quota;
mod search;
mod select;
mod store;
mod transfer;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{MailboxName, Uid, UidSet};
use crate::net::guard::{Budget, Guard};

use super::command::Command;
use super::failure;
use super::response::{Code, Fetch, Status, Untagged};
use super::wire::{Event, Sent, Wire};
use super::{Capabilities, FetchedFlags, PermanentFlags, Unsolicited};

/// A logged-in connection.
#[derive(Debug)]
pub struct Session {
    wire: Wire,
    capabilities: Capabilities,
    unsolicited: Unsolicited,
    /// What of it is to be added to `unsolicited.vanished`: all at once, as a server may send many.
    vanished: Vec<UidSet>,
    usable: bool,
    /// Messages in the selected mailbox; `None` if none is selected.
    exists: Option<u32>,
    /// QRESYNC was enabled.
    qresync: bool,
    /// The server tells of other mailboxes than the selected one (NOTIFY).
    notifies: bool,
    /// The selected mailbox keeps modification sequences.
    modseqs: bool,
    /// It can be read only.
    read_only: bool,
    /// Which flags it keeps; `None` if it did not say.
    permanent_flags: Option<PermanentFlags>,
    /// The most bytes of a command.
    command_bytes: usize,
    software: Option<String>,
}

/// Takes what belongs to the answer of a command and gives back what does not.
type Take<'a> = &'a mut (dyn FnMut(Untagged) -> Option<Untagged> + Send);

/// What is known of a command apart from its text.
struct Terms<'a> {
    context: &'a str,
    /// What NO means.
    refusal: ErrorKind,
    budget: Budget,
}

/// Mailboxes whose change is kept; more than these, and all are to be looked at.
const MAX_ELSEWHERE: usize = 1_000;

impl Session {
    /// Exchange and Outlook.com answer BAD to long commands.
    const COMMAND_BYTES_EXCHANGE: usize = 1_000;

    /// RFC 7162, 4, asks servers to take 8,192 bytes.
    const COMMAND_BYTES: usize = 8_000;

    pub(super) fn new(wire: Wire, capabilities: Capabilities, greeting: &str, software: Option<String>) -> Self {
        let is_exchange = greeting.contains("Microsoft Exchange");
        Self {
            wire,
            capabilities,
            unsolicited: Unsolicited::default(),
            vanished: Vec::new(),
            usable: true,
            exists: None,
            qresync: false,
            notifies: false,
            modseqs: false,
            read_only: false,
            permanent_flags: None,
            software,
            command_bytes: if is_exchange { Self::COMMAND_BYTES_EXCHANGE } else { Self::COMMAND_BYTES },
        }
    }

    /// What the server offers after login.
    pub const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// What the server calls itself, if it says (RFC 2971).
    pub fn software(&self) -> Option<&str> {
        self.software.as_deref()
    }

    /// Whether the next command can succeed: false after an error of the connection or a dropped future.
    pub const fn is_usable(&self) -> bool {
        self.usable
    }

    /// Messages in the selected mailbox, as far as told by now.
    pub fn exists(&self) -> u32 {
        self.exists.unwrap_or_default()
    }

    /// What was said unasked since the last call, about the selected mailbox.
    pub fn take_unsolicited(&mut self) -> Unsolicited {
        let vanished = UidSet::union_all(&std::mem::take(&mut self.vanished));
        Unsolicited { vanished, ..std::mem::take(&mut self.unsolicited) }
    }

    /// Whether [`Session::take_unsolicited`] would tell of a change.
    fn has_changes(&self) -> bool {
        self.unsolicited.is_news() || !self.vanished.is_empty()
    }

    /// Asks for QRESYNC (RFC 7162, 3.2.3); false where it is not offered or refused. Before SELECT.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn enable_qresync(&mut self) -> Result<bool> {
        if !self.capabilities.has("QRESYNC") || !self.capabilities.has("ENABLE") {
            return Ok(false);
        }
        let mut enabled = false;
        let mut take = |untagged| match untagged {
            Untagged::Enabled(words) => {
                enabled |= words.iter().any(|word| word.eq_ignore_ascii_case("QRESYNC"));
                None
            }
            other => Some(other),
        };
        let terms = self.terms("enable QRESYNC", ErrorKind::No);
        match self.run(&Command::new("ENABLE QRESYNC"), terms, &mut take).await {
            Ok(_) => self.qresync = enabled,
            Err(error) if matches!(error.kind(), ErrorKind::No | ErrorKind::Bad) => {}
            Err(error) => return Err(error),
        }
        Ok(self.qresync)
    }

    /// Compresses the connection from now on (RFC 4978) if the server offers it. Worth it on slow lines only: it
    /// costs the server four times as long. The session is given back only on success.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn compress(mut self) -> Result<Self> {
        use async_compression::tokio::bufread::DeflateDecoder;
        use async_compression::tokio::write::DeflateEncoder;
        use tokio::io::{BufReader, join, split};

        if !self.capabilities.has("COMPRESS=DEFLATE") {
            return Ok(self);
        }
        let context = "compress the connection";
        match self.run(&Command::new("COMPRESS DEFLATE"), self.terms(context, ErrorKind::No), &mut Some).await {
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::No | ErrorKind::Bad) => return Ok(self),
            Err(error) => return Err(error),
        }
        let limits = self.wire.limits().clone();
        let Some(guard) = self.wire.into_guard() else {
            return Err(Error::new(ErrorKind::Protocol, context).with_source("the server spoke out of turn"));
        };
        let (stream, log) = guard.into_parts();
        let (reader, writer) = split(stream);
        let stream = join(DeflateDecoder::new(BufReader::new(reader)), DeflateEncoder::new(writer));
        self.wire = Wire::new(Guard::new(Box::new(stream), &limits, log), limits);
        Ok(self)
    }

    /// Does nothing; the server tells what is new.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn noop(&mut self) -> Result<()> {
        let terms = self.terms("ask for news", ErrorKind::No);
        self.run(&Command::new("NOOP"), terms, &mut Some).await.map(drop)
    }

    /// Says goodbye. Whatever the server answers, the connection is closed; waits two seconds at most.
    pub async fn logout(mut self) {
        let limit = self.wire.limits().logout;
        let terms = self.terms("log out", ErrorKind::No);
        let command = Command::new("LOGOUT");
        let mut take = Some;
        let goodbye = self.run(&command, terms, &mut take);
        match tokio::time::timeout(limit, goodbye).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "logout"),
            Err(_) => tracing::debug!("logout took too long"),
        }
    }

    /// Parts of a set, each of which goes with most commands at once: for who wants to know after every command what was
    /// done before the next.
    pub fn portions(&self, uids: &UidSet) -> Vec<UidSet> {
        /// For verb, flags and the name of a mailbox, unless they are unusually long.
        const BESIDE: usize = 400;
        uids.chunks(self.room_beside(BESIDE), u64::MAX)
    }

    /// Refuses open ranges: `9:*` also means the last message, even if it is older (RFC 3501, 6.4.8).
    fn must_be_closed(uids: &UidSet, context: &str) -> Result<()> {
        match uids.last() {
            Some(Uid::MAX) => Err(Error::new(ErrorKind::Invalid, context).with_source("an open range of messages")),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses open ranges, and any change to a mailbox that was opened for reading.
    fn may_change(&self, uids: &UidSet, context: &str) -> Result<()> {
        Self::must_be_closed(uids, context)?;
        if self.read_only {
            return Err(Error::new(ErrorKind::No, context).with_source("the mailbox can be read only"));
        }
        Ok(())
    }

    fn must_offer(&self, capability: &str, context: &str) -> Result<()> {
        if self.capabilities.has(capability) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Invalid, context).with_source(format!("the server has no {capability}")))
    }

    /// Bytes that are left of a command beside its tag, its end and these.
    const fn room_beside(&self, bytes: usize) -> usize {
        const TAG_AND_END: usize = 24;
        self.command_bytes.saturating_sub(bytes + TAG_AND_END)
    }

    fn terms<'a>(&self, context: &'a str, refusal: ErrorKind) -> Terms<'a> {
        Terms { context, refusal, budget: Budget::collected(self.wire.limits()) }
    }

    /// Sends a command, hands what comes to `take`, keeps what it gives back, and waits for OK.
    async fn run(&mut self, command: &Command, terms: Terms<'_>, take: Take<'_>) -> Result<Status> {
        let (context, refusal) = (terms.context, terms.refusal);
        let status = self.converse(command, context, terms.budget, take).await?;
        failure::unless_ok(status, refusal, context)
    }

    /// Like [`Session::run`], but gives a refusal back as it is.
    async fn converse(&mut self, command: &Command, context: &str, budget: Budget, take: Take<'_>) -> Result<Status> {
        if !self.usable {
            return Err(Error::new(ErrorKind::Disconnected, context).with_source("the connection was given up"));
        }
        self.usable = false;
        let mut before = Vec::new();
        let sent = self.wire.send(command, budget, context, &mut before).await;
        for untagged in before {
            self.keep(untagged);
        }
        match sent? {
            Sent::Whole(tag) => self.finish(&tag, context, take).await,
            Sent::Refused(status) => {
                self.usable = true;
                Ok(status)
            }
        }
    }

    /// As [`Self::run`], for a command whose answer is worth nothing if a part of it cannot be read.
    async fn run_readable(&mut self, command: &Command, context: &str, take: Take<'_>) -> Result<()> {
        let mut garbled = false;
        let mut take = |untagged| match untagged {
            Untagged::Unreadable => {
                garbled = true;
                None
            }
            other => take(other),
        };
        let terms = self.terms(context, ErrorKind::No);
        self.run(command, terms, &mut take).await?;
        if garbled {
            return Err(Error::new(ErrorKind::Protocol, context).with_source("an answer that cannot be read"));
        }
        Ok(())
    }

    /// Waits for the tagged answer, whatever it is.
    async fn finish(&mut self, tag: &str, context: &str, take: Take<'_>) -> Result<Status> {
        loop {
            match self.wire.next(context).await? {
                Event::Untagged(untagged) => {
                    if let Some(untagged) = take(untagged) {
                        self.keep(untagged);
                    }
                }
                Event::Tagged(answered, status) if answered == tag => {
                    self.usable = true;
                    return Ok(status);
                }
                Event::Tagged(..) | Event::Continue => {
                    let error = Error::new(ErrorKind::Protocol, context);
                    return Err(error.with_source("an answer to nothing that was asked"));
                }
            }
        }
    }

    /// Keeps what belongs to no command, in bounds.
    fn keep(&mut self, untagged: Untagged) {
        let kept = &mut self.unsolicited;
        match untagged {
            Untagged::Exists(count) => {
                self.exists = Some(count);
                kept.exists = Some(count);
            }
            Untagged::Expunge => {
                self.exists = self.exists.map(|exists| exists.saturating_sub(1));
                kept.expunged = kept.expunged.saturating_add(1);
            }
            Untagged::Vanished { earlier, uids } => {
                if !earlier {
                    let count = u32::try_from(uids.len()).unwrap_or(u32::MAX);
                    self.exists = self.exists.map(|exists| exists.saturating_sub(count));
                }
                self.vanished.push(uids);
            }
            Untagged::Fetch(fetch) => match flags_of(&fetch) {
                Some(flags) if kept.flags.len() < self.wire.limits().unsolicited => kept.flags.push(flags),
                Some(_) => kept.overflowed = true,
                None => kept.anonymous = kept.anonymous.saturating_add(1),
            },
            Untagged::Status(Status { code: Some(Code::Alert), text, .. }) => {
                kept.alert = Some(text.chars().take(Error::MAX_SERVER_TEXT).collect());
            }
            // NOTIFICATIONOVERFLOW (RFC 5465, 5.8): it tells of nothing any more.
            Untagged::Status(Status { code: Some(Code::Other(code)), .. }) if code == "NOTIFICATIONOVERFLOW" => {
                self.notifies = false;
                kept.mailboxes = true;
            }
            Untagged::MailboxStatus(name, _) if self.notifies => {
                if kept.elsewhere.len() >= MAX_ELSEWHERE {
                    kept.mailboxes = true;
                } else {
                    kept.elsewhere.insert(MailboxName::new(name));
                }
            }
            Untagged::List(_) if self.notifies => kept.mailboxes = true,
            Untagged::Status(Status { code: Some(Code::Capability(words)), .. }) | Untagged::Capability(words) => {
                self.capabilities = Capabilities::new(words.iter().map(String::as_str));
            }
            Untagged::Unreadable => kept.overflowed = true,
            Untagged::Status(_)
            | Untagged::List(_)
            | Untagged::Lsub(_)
            | Untagged::MailboxStatus(..)
            | Untagged::Search(_)
            | Untagged::Quota(_)
            | Untagged::Namespace(_)
            | Untagged::Enabled(_)
            | Untagged::Id(_)
            | Untagged::Other => {}
        }
    }
}

/// The flags of a message whose UID was told.
fn flags_of(fetch: &Fetch) -> Option<FetchedFlags> {
    Some(FetchedFlags { uid: fetch.uid?, flags: fetch.flags.clone()?, modseq: fetch.modseq })
}

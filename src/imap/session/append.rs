//! APPEND (RFC 3501, 6.3.11), with LITERAL+ and LITERAL- (RFC 7888), APPENDLIMIT (RFC 7889) and APPENDUID (RFC 4315, 3).
//!
//! Invariant: the connection is used again only if the server took the whole message or refused it before the first byte.
//! What a server leaves of a message it would take for commands.

use crate::error::{Error, ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::failure;
use crate::imap::parse::date_time;
use crate::imap::response::{Code, Status, Untagged};
use crate::imap::wire::{Event, Sent};
use crate::imap::{Appended, MailboxStatus};
use crate::model::{Flags, MailboxName};
use crate::net::guard::Budget;

use super::Session;

/// A message is sent in pieces of so many bytes; between two of them we hear what the server says.
const PIECE: usize = 64 * 1024;

/// What LITERAL- lets us send unasked (RFC 7888, 5).
const SMALL: usize = 4096;

impl Session {
    /// Adds a message to a mailbox, with flags and INTERNALDATE (in seconds since the epoch; `None`: now). Answers with its
    /// UID where the server tells (UIDPLUS).
    ///
    /// A message of more than one piece is announced first even where the server would take it unasked (LITERAL+): a
    /// refusal then costs nothing but the answer.
    ///
    /// Not cancel safe: the message may or may not have been added, and the session is unusable. Doing it again may double it:
    /// look for it first ([`Session::find_message_id`]).
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if it is larger than the server takes, before anything of it is sent.
    /// [`ErrorKind::TargetMissing`] if there is no such mailbox. NO, BAD, or errors of the connection.
    pub async fn append(
        &mut self,
        to: &MailboxName,
        flags: &Flags,
        date: Option<i64>,
        message: &[u8],
    ) -> Result<Option<Appended>> {
        let context = format!("add a message to {to:?}");
        if let Some(limit) = self.append_limit(to).await?
            && message.len() as u64 > limit
        {
            let source = format!("the message has {} bytes, the server takes {limit}", message.len());
            return Err(Error::new(ErrorKind::TooLarge, context).with_source(source));
        }
        if !self.usable {
            return Err(Error::new(ErrorKind::Disconnected, context).with_source("the connection was given up"));
        }
        self.usable = false;
        let unasked = (self.capabilities.has("LITERAL+") && message.len() <= PIECE)
            || (self.capabilities.has("LITERAL-") && message.len() <= SMALL);
        let status =
            self.send_message(&head(to, flags, date, message.len(), unasked), !unasked, message, &context).await?;
        let status = failure::unless_ok(status, ErrorKind::No, &context)?;
        Ok(match status.code {
            Some(Code::AppendUid(appended)) => appended,
            _ => None,
        })
    }

    /// The largest message that a mailbox takes: the same for all, or a matter of each (RFC 7889, 2).
    async fn append_limit(&mut self, to: &MailboxName) -> Result<Option<u64>> {
        if let Some(limit) = self.capabilities.number("APPENDLIMIT") {
            return Ok(Some(limit));
        }
        if !self.capabilities.has("APPENDLIMIT") {
            return Ok(None);
        }
        let mut limit = None;
        let mut take = |untagged| match untagged {
            Untagged::MailboxStatus(_, MailboxStatus { append_limit, .. }) => {
                limit = append_limit;
                None
            }
            other => Some(other),
        };
        let terms = self.terms("ask how large a message may be", ErrorKind::No);
        let command = Command::new("STATUS ").mailbox(to).text(" (APPENDLIMIT)");
        match self.run(&command, terms, &mut take).await {
            Ok(_) => Ok(limit),
            // APPEND itself says it better.
            Err(_) if self.usable => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends the announcement and the message. Answers with the tagged status. The session is unusable meanwhile.
    async fn send_message(&mut self, head: &Command, asks: bool, message: &[u8], context: &str) -> Result<Status> {
        let budget = Budget::collected(self.wire.limits());
        let mut before = Vec::new();
        let mut sent = self.wire.send(head, budget, context, &mut before).await;
        if let (Ok(Sent::Whole(tag)), true) = (&sent, asks) {
            match self.wire.await_continue(tag, context, &mut before).await {
                Ok(None) => {}
                Ok(Some(refusal)) => sent = Ok(Sent::Refused(refusal)),
                Err(error) => sent = Err(error),
            }
        }
        before.into_iter().for_each(|untagged| self.keep(untagged));
        let tag = match sent? {
            Sent::Whole(tag) => tag,
            Sent::Refused(status) => {
                self.usable = true;
                return Ok(status);
            }
        };
        // While we are talking, the server is not silent.
        self.wire.guard().set_silence(None);
        for (index, piece) in message.chunks(PIECE).enumerate() {
            if index > 0 {
                self.interrupted(context).await?;
            }
            if let Err(error) = self.wire.write(piece, context).await {
                // It may have said why.
                self.interrupted(context).await?;
                return Err(error);
            }
        }
        let silence = self.wire.limits().silence;
        self.wire.guard().set_silence(Some(silence));
        self.wire.send_line(b"", context).await?;
        self.finish(&tag, context, &mut Some).await
    }

    /// Keeps what the server says while it takes the message.
    ///
    /// # Errors
    /// If it is an answer: then it takes no more of the message, and whatever follows would be taken for commands.
    async fn interrupted(&mut self, context: &str) -> Result<()> {
        while let Some(event) = self.wire.at_hand(context).await? {
            match event {
                Event::Untagged(untagged) => self.keep(untagged),
                Event::Tagged(_, status) => return Err(failure::of_status(&status, ErrorKind::No, context)),
                Event::Continue => {
                    let error = Error::new(ErrorKind::Protocol, context);
                    return Err(error.with_source("an answer to nothing that was asked"));
                }
            }
        }
        Ok(())
    }
}

/// The command up to the announcement of the message.
fn head(to: &MailboxName, flags: &Flags, date: Option<i64>, size: usize, unasked: bool) -> Command {
    let date = date.and_then(date_time).map(|date| format!("\"{date}\" ")).unwrap_or_default();
    let plus = if unasked { "+" } else { "" };
    Command::new("APPEND ").mailbox(to).text(" ").flags(flags).text(&format!(" {date}{{{size}{plus}}}"))
}

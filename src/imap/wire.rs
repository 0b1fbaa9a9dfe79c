//! Commands out, events in: the layer over async-imap.
//!
//! async-imap reads: it parses what steers the conversation, out of what the guard hands it. Commands are written past it, as its
//! own verbs log them with the password (`log::trace!`), take only UTF-8 where mailbox names are bytes, and lose
//! response codes.

use std::collections::VecDeque;
use std::io;

use tokio::io::AsyncWriteExt;

use crate::error::{ErrorKind, Result};
use crate::net::guard::{Budget, Frame, Guard, MARKER_CODE};
use crate::net::{Limits, Stream};

use super::command::{Command, Part};
use super::failure;
use super::parse;
use super::response::{Code, Condition, Status, Untagged};

/// The next thing a server says.
#[derive(Debug)]
pub enum Event {
    /// Something without a tag.
    Untagged(Untagged),
    /// The answer to the command with this tag.
    Tagged(String, Status),
    /// The server wants the rest of the command.
    Continue,
}

/// How far a command came.
#[derive(Debug)]
pub enum Sent {
    /// It is on its way, with this tag.
    Whole(String),
    /// The server wanted no more of it: the command is over, the connection is not.
    Refused(Status),
}

/// A connection to talk over.
pub struct Wire {
    client: async_imap::Client<Guard<Stream>>,
    limits: Limits,
    tags: u64,
    /// What was diverted before `held`.
    frames: VecDeque<Frame>,
    held: Option<Event>,
    /// What the server said when it ended the connection.
    goodbye: Option<Status>,
}

impl Wire {
    /// Talks over a guarded stream.
    pub fn new(guard: Guard<Stream>, limits: Limits) -> Self {
        Self {
            client: async_imap::Client::new(guard),
            limits,
            tags: 0,
            frames: VecDeque::new(),
            held: None,
            goodbye: None,
        }
    }

    /// The bounds of this connection.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The guard below async-imap.
    pub fn guard(&mut self) -> &mut Guard<Stream> {
        self.client.get_mut()
    }

    /// The guard itself, to build on it anew. `None` if the server has said something nobody has read.
    pub fn into_guard(self) -> Option<Guard<Stream>> {
        let quiet = self.frames.is_empty() && self.held.is_none();
        let guard = self.client.into_inner();
        (quiet && !guard.has_unread()).then_some(guard)
    }

    /// Sends a command and answers with its tag. Responses that come while literals wait for their turn go to `before`.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn send(
        &mut self,
        command: &Command,
        budget: Budget,
        context: &str,
        before: &mut Vec<Untagged>,
    ) -> Result<Sent> {
        self.tags += 1;
        let tag = format!("B{}", self.tags);
        self.guard().begin(budget, &format!("{tag} {}", command.shown()));
        let mut line = zeroize::Zeroizing::new(format!("{tag} ").into_bytes());
        for part in command.parts() {
            match part {
                Part::Text(text) => line.extend_from_slice(text),
                Part::Literal(literal) => {
                    line.extend_from_slice(format!("{{{}}}\r\n", literal.len()).as_bytes());
                    self.write(&line, context).await?;
                    if let Some(refusal) = self.await_continue(&tag, context, before).await? {
                        return Ok(Sent::Refused(refusal));
                    }
                    line = zeroize::Zeroizing::new(literal.clone());
                }
            }
        }
        line.extend_from_slice(b"\r\n");
        self.write(&line, context).await?;
        Ok(Sent::Whole(tag))
    }

    /// Sends a command that has no literals and answers with its tag.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn begin(&mut self, command: &Command, budget: Budget, context: &str) -> Result<String> {
        match self.send(command, budget, context, &mut Vec::new()).await? {
            Sent::Whole(tag) => Ok(tag),
            Sent::Refused(status) => Err(failure::of_status(&status, ErrorKind::No, context)),
        }
    }

    /// Sends a line that belongs to a command already begun.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn send_line(&mut self, line: &[u8], context: &str) -> Result<()> {
        let line = zeroize::Zeroizing::new([line, b"\r\n"].concat());
        self.write(&line, context).await
    }

    /// Sends bytes that belong to a command already begun.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn write(&mut self, bytes: &[u8], context: &str) -> Result<()> {
        let guard = self.guard();
        let written = async {
            guard.write_all(bytes).await?;
            guard.flush().await
        };
        written.await.map_err(|error| failure::of_stream(error, context))
    }

    /// Waits until the server wants the rest of the command. Answers with its refusal if it does not.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn await_continue(
        &mut self,
        tag: &str,
        context: &str,
        before: &mut Vec<Untagged>,
    ) -> Result<Option<Status>> {
        loop {
            match self.next(context).await? {
                Event::Continue => return Ok(None),
                Event::Untagged(untagged) => before.push(untagged),
                Event::Tagged(answered, status) if answered == tag && status.condition != Condition::Ok => {
                    return Ok(Some(status));
                }
                Event::Tagged(..) => return Err(failure::of_stream(io::ErrorKind::InvalidData.into(), context)),
            }
        }
    }

    /// What the server has said already, without waiting for more.
    ///
    /// # Errors
    /// Those of [`Wire::next`].
    pub async fn at_hand(&mut self, context: &str) -> Result<Option<Event>> {
        tokio::select! {
            biased;
            event = self.next(context) => event.map(Some),
            () = std::future::ready(()) => Ok(None),
        }
    }

    /// The next thing the server says. Cancel safe.
    ///
    /// # Errors
    /// The end of the connection, with the server's last words if it had any; broken bounds.
    pub async fn next(&mut self, context: &str) -> Result<Event> {
        loop {
            if let Some(frame) = self.frames.pop_front() {
                return Ok(Event::Untagged(parse::untagged(frame)));
            }
            if let Some(event) = self.held.take() {
                return Ok(event);
            }
            let read = self.client.read_response().await;
            self.frames = self.client.get_mut().take_diverted();
            match read {
                Ok(Some(response)) => self.held = self.event(response.parsed()),
                Ok(None) => return Err(self.ended(io::ErrorKind::UnexpectedEof.into(), context)),
                Err(error) => return Err(self.ended(error, context)),
            }
        }
    }

    /// A BYE before the end explains it.
    fn ended(&mut self, error: io::Error, context: &str) -> crate::error::Error {
        match self.goodbye.take() {
            Some(status)
                if error.kind() == io::ErrorKind::UnexpectedEof || error.kind() == io::ErrorKind::ConnectionReset =>
            {
                failure::of_status(&status, ErrorKind::Bye, context)
            }
            Some(_) | None => failure::of_stream(error, context),
        }
    }

    fn event(&mut self, response: &imap_proto::Response<'_>) -> Option<Event> {
        match response {
            imap_proto::Response::Done { tag, status, outcome } => {
                Some(Event::Tagged(tag.0.clone(), parse::outcome(status, outcome)))
            }
            imap_proto::Response::Continue(_) => Some(Event::Continue),
            imap_proto::Response::Data { status, outcome } => {
                let status = parse::outcome(status, outcome);
                if status.condition == Condition::Bye {
                    self.goodbye = Some(status.clone());
                }
                let is_marker = matches!(&status.code, Some(Code::Other(code)) if code == MARKER_CODE);
                (!is_marker).then_some(Event::Untagged(Untagged::Status(status)))
            }
            // The guard lets nothing else through.
            _ => None,
        }
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("tags", &self.tags).field("frames", &self.frames.len()).finish_non_exhaustive()
    }
}

//! Stands between the protected stream and async-imap, so that nothing a server sends hangs, fills or crashes us.
//!
//! # How it works
//! Reading, it cuts the bytes into responses ([`framer`]), with bounds on lines, literals and whole answers.
//! What steers the conversation (tagged and untagged status, continuation requests) goes on to async-imap, one
//! response a read, repaired where imap-proto would stumble ([`status`]). Data (FETCH, LIST, SEARCH …) is put aside
//! for our own parsers, which are linear in its size; in its place async-imap gets [`MARKER`], a status
//! response that says nothing. So after each response from async-imap, [`Guard::take_diverted`] has what came before it.
//!
//! # Why not let async-imap parse everything
//! Its stream ends at the first response that imap-proto does not know; it parses an incomplete response again from the start
//! with every read (8.6 s for a SEARCH of 500,000 UIDs); bounds its memory at 512 MiB and its time not at
//! all; and imap-proto overflows the stack in a deep BODYSTRUCTURE.
//!
//! Invariant: async-imap's own buffer is empty whenever it has given out all its responses, because it is never handed
//! a part of the next one. STARTTLS and COMPRESS rely on that.

mod framer;
mod status;

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

pub use framer::{Excess, Frame};

use framer::Framer;
use status::Route;

use super::Limits;
use super::wire_log::WireLog;

/// Tells async-imap that there was something. Its code is [`MARKER_CODE`].
pub const MARKER: &[u8] = b"* OK [BRIEFTAUBE-DIVERTED]\r\n";

/// The code by which the marker is known. A server that sends it says nothing by it.
pub const MARKER_CODE: &str = "BRIEFTAUBE-DIVERTED";

/// Bytes asked of the stream at once: four records of TLS.
const BUFFER: usize = 64 * 1024;

/// Diverted responses that wait at most, in number and bytes, before they are handed over. The session reads nothing more
/// before it has worked them off, which slows the server down instead of filling our memory.
const BATCH_FRAMES: usize = 256;
const BATCH_BYTES: usize = 1024 * 1024;

/// What one answer may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The longest line.
    pub line: usize,
    /// The longest line of numbers.
    pub numbers: usize,
    /// The most of a literal that is kept.
    pub keep: u64,
    /// The largest literal that may come.
    pub literal: u64,
    /// The most bytes of the whole answer.
    pub answer: u64,
    /// The most responses.
    pub responses: u64,
}

impl Budget {
    /// For an answer that is collected whole.
    pub fn collected(limits: &Limits) -> Self {
        Self {
            line: limits.line,
            numbers: limits.numbers,
            keep: limits.line as u64,
            literal: limits.line as u64,
            answer: limits.answer,
            responses: u64::from(limits.responses),
        }
    }

    /// For an answer that is worked off as it comes, of about `expected` responses. Others may come in between.
    pub fn streamed(limits: &Limits, expected: u64, keep: u64, literal: u64) -> Self {
        let responses = expected.saturating_mul(4).saturating_add(u64::from(limits.responses));
        Self { keep, literal, answer: u64::MAX, responses, ..Self::collected(limits) }
    }
}

/// The guard around a stream.
pub struct Guard<S> {
    stream: S,
    framer: Framer,
    input: Box<[u8]>,
    /// What of `input` is not worked off.
    unread: std::ops::Range<usize>,
    /// What async-imap gets next, and how much of it it has.
    relay: Vec<u8>,
    relayed: usize,
    /// A response for async-imap that waits for the marker before it.
    held: Option<Vec<u8>>,
    diverted: VecDeque<Frame>,
    diverted_bytes: usize,
    /// How many of them the last marker told of.
    announced: usize,
    budget: Budget,
    spent_bytes: u64,
    spent_responses: u64,
    /// The end of the stream, told after everything before it was worked off.
    end: Option<io::Result<()>>,
    silence: Option<Duration>,
    write_limit: Duration,
    read_timer: Timer,
    write_timer: Timer,
    log: Option<WireLog>,
}

impl<S> Guard<S> {
    /// Guards a stream.
    pub fn new(stream: S, limits: &Limits, log: Option<WireLog>) -> Self {
        Self {
            stream,
            framer: Framer::default(),
            input: vec![0; BUFFER].into_boxed_slice(),
            unread: 0..0,
            relay: Vec::new(),
            relayed: 0,
            held: None,
            diverted: VecDeque::new(),
            diverted_bytes: 0,
            announced: 0,
            budget: Budget::collected(limits),
            spent_bytes: 0,
            spent_responses: 0,
            end: None,
            silence: Some(limits.silence),
            write_limit: limits.write,
            read_timer: Timer::default(),
            write_timer: Timer::default(),
            log,
        }
    }

    /// A command is sent next; its answer may cost this much.
    pub fn begin(&mut self, budget: Budget, shown: &str) {
        self.budget = budget;
        self.spent_bytes = 0;
        self.spent_responses = 0;
        self.read_timer.stop();
        if let Some(log) = &mut self.log {
            log.sent(shown);
        }
    }

    /// How long the server may keep silent while we read; `None` while IDLE waits.
    pub fn set_silence(&mut self, silence: Option<Duration>) {
        self.silence = silence;
        self.read_timer.stop();
    }

    /// The data responses that came before the response that async-imap gave out last.
    pub fn take_diverted(&mut self) -> VecDeque<Frame> {
        self.diverted_bytes = 0;
        self.announced = 0;
        std::mem::take(&mut self.diverted)
    }

    /// Whether the server sent something that nobody has read yet.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
            || self.framer.is_inside()
            || self.relayed < self.relay.len()
            || self.held.is_some()
            || !self.diverted.is_empty()
    }

    /// The stream and the log, for a new guard around a new layer.
    pub fn into_parts(self) -> (S, Option<WireLog>) {
        (self.stream, self.log)
    }

    /// Works off what is in `input`. `Ok(false)` if more has to be read.
    fn work_off(&mut self) -> io::Result<bool> {
        loop {
            let unread = self.input.get(self.unread.clone()).unwrap_or_default();
            let mut rest = unread;
            let frame = self.framer.next(&mut rest, &self.budget).map_err(io::Error::other)?;
            let used = unread.len() - rest.len();
            self.unread.start += used;
            self.spent_bytes = self.spent_bytes.saturating_add(used as u64);
            if self.spent_bytes > self.budget.answer {
                return Err(io::Error::other(Excess::Answer));
            }
            let Some(frame) = frame else { return Ok(false) };
            self.spent_responses += 1;
            if self.spent_responses > self.budget.responses {
                return Err(io::Error::other(Excess::Responses));
            }
            if self.sort(frame)? {
                return Ok(true);
            }
        }
    }

    /// Puts a response where it belongs. True if async-imap is to be told something now.
    fn sort(&mut self, frame: Frame) -> io::Result<bool> {
        if let Some(log) = &mut self.log {
            log.received(&frame.text);
        }
        match status::route(&frame.text) {
            Route::Drop => Ok(false),
            Route::Refuse => Err(io::Error::new(io::ErrorKind::InvalidData, "a line that is no IMAP response")),
            Route::Divert => {
                self.diverted_bytes += frame.size();
                self.diverted.push_back(frame);
                let full = self.diverted.len() >= BATCH_FRAMES || self.diverted_bytes >= BATCH_BYTES;
                if full {
                    self.mark();
                }
                Ok(full)
            }
            Route::Pass(line) => {
                if self.has_news() {
                    self.mark();
                    self.held = Some(line);
                } else {
                    (self.relay, self.relayed) = (line, 0);
                }
                Ok(true)
            }
        }
    }

    fn mark(&mut self) {
        self.announced = self.diverted.len();
        (self.relay, self.relayed) = (MARKER.to_vec(), 0);
    }

    fn has_news(&self) -> bool {
        self.diverted.len() > self.announced
    }

    /// Hands on what is ready. False if nothing is.
    fn hand_on(&mut self, out: &mut ReadBuf<'_>) -> bool {
        if self.relayed >= self.relay.len() {
            match self.held.take() {
                // What was diverted before it has been taken by now, or is taken together with it.
                Some(line) => (self.relay, self.relayed) = (line, 0),
                None => return false,
            }
        }
        let rest = self.relay.get(self.relayed..).unwrap_or_default();
        let count = rest.len().min(out.remaining());
        out.put_slice(rest.get(..count).unwrap_or_default());
        self.relayed += count;
        true
    }
}

impl<S: AsyncRead + Unpin> Guard<S> {
    /// Reads more input; it has all been worked off.
    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut buffer = ReadBuf::new(&mut self.input);
        match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
            Poll::Ready(result) => {
                self.read_timer.stop();
                self.unread = 0..buffer.filled().len();
                match result {
                    Ok(()) if self.unread.is_empty() => self.end = Some(Ok(())),
                    Ok(()) => {}
                    Err(error) => self.end = Some(Err(error)),
                }
                Poll::Ready(Ok(()))
            }
            Poll::Pending => match self.silence {
                Some(limit) if !self.has_news() => {
                    ready!(self.read_timer.poll(cx, limit));
                    Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the server keeps silent")))
                }
                Some(_) | None => Poll::Pending,
            },
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.hand_on(out) {
                return Poll::Ready(Ok(()));
            }
            if this.end.is_none() {
                match this.work_off() {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(error) => this.end = Some(Err(error)),
                }
            }
            if this.end.is_some() && this.has_news() {
                this.mark();
                continue;
            }
            match this.end.take() {
                Some(Ok(())) => {
                    this.end = Some(Ok(()));
                    return Poll::Ready(Ok(()));
                }
                Some(Err(error)) => {
                    this.end = Some(Ok(()));
                    return Poll::Ready(Err(error));
                }
                None => {}
            }
            match this.poll_input(cx) {
                Poll::Ready(result) => result?,
                // What is here need not wait for what may come.
                Poll::Pending if this.has_news() => this.mark(),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Guard<S> {
    fn timed<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match polled {
            Poll::Ready(result) => {
                self.write_timer.stop();
                Poll::Ready(result)
            }
            Poll::Pending => {
                ready!(self.write_timer.poll(cx, self.write_limit));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the server takes nothing")))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.timed(cx, polled)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_flush(cx);
        this.timed(cx, polled)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.timed(cx, polled)
    }
}

impl<S> fmt::Debug for Guard<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("unread", &self.unread.len()).field("diverted", &self.diverted.len()).finish()
    }
}

/// Runs from the first time something is waited for until it comes.
#[derive(Debug, Default)]
struct Timer {
    sleep: Option<Pin<Box<Sleep>>>,
    running: bool,
}

impl Timer {
    fn stop(&mut self) {
        self.running = false;
    }

    /// Ready when the limit is over.
    fn poll(&mut self, cx: &mut Context<'_>, limit: Duration) -> Poll<()> {
        let deadline = || Instant::now() + limit;
        let sleep = match &mut self.sleep {
            Some(sleep) => {
                if !self.running {
                    sleep.as_mut().reset(deadline());
                }
                sleep
            }
            none @ None => none.insert(Box::pin(tokio::time::sleep_until(deadline()))),
        };
        self.running = true;
        sleep.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests;

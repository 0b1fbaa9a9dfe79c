//! The door of a running program: a loopback listener that understands one line with a token and a verb.
//!
//! Invariant: no connection holds the thread for longer than [`DEADLINE`] or makes it keep more than
//! [`MAX_LINE`] bytes, and nothing happens without the token.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Verb;

/// The longest line that is read, in bytes: 32 of token, a space, a verb.
const MAX_LINE: usize = 128;

/// How long one visitor may take; both ends are on this machine.
const DEADLINE: Duration = Duration::from_millis(500);

/// How long a visitor waits for the answer: others may stand before it.
const QUEUE: Duration = Duration::from_secs(2);

/// The answer to a verb that was understood.
const DONE: &str = "done\n";

/// Listens until it is dropped.
#[derive(Debug)]
pub(super) struct Door {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
}

impl Door {
    /// Opens the door on a port that the system chooses.
    pub(super) fn open(token: String, on_verb: impl Fn(Verb) + Send + 'static) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        thread::Builder::new().name("instance".to_owned()).spawn(move || {
            for visitor in listener.incoming() {
                if closed.load(Ordering::Acquire) {
                    break;
                }
                match visitor.and_then(|visitor| answer(visitor, &token)) {
                    Ok(verb) => on_verb(verb),
                    Err(error) => tracing::debug!(%error, "somebody knocked and was not understood"),
                }
            }
        })?;
        Ok(Self { address, closing })
    }

    pub(super) const fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        // A last knock wakes the thread; if it fails, the thread is gone already.
        drop(TcpStream::connect_timeout(&self.address, DEADLINE));
    }
}

fn answer(mut visitor: TcpStream, token: &str) -> Result<Verb> {
    let line = read_line(&mut visitor, DEADLINE)?;
    let (their_token, verb) = line.split_once(' ').ok_or(ErrorKind::InvalidData)?;
    if !equal(their_token.as_bytes(), token.as_bytes()) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let verb = Verb::parse(verb).ok_or(ErrorKind::InvalidData)?;
    visitor.set_write_timeout(Some(DEADLINE))?;
    visitor.write_all(DONE.as_bytes())?;
    Ok(verb)
}

/// Compares without telling by its time where the first difference is.
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Knocks, says a verb and waits for the answer.
pub(super) fn ask(address: SocketAddr, token: &str, verb: Verb) -> Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, DEADLINE)?;
    stream.set_write_timeout(Some(DEADLINE))?;
    stream.write_all(format!("{token} {}\n", verb.as_str()).as_bytes())?;
    if read_line(&mut stream, QUEUE)? == DONE.trim_end() { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
}

/// Reads to the end of the line, within the bounds of this module.
fn read_line(stream: &mut TcpStream, patience: Duration) -> Result<String> {
    let end = Instant::now() + patience;
    let mut line = Vec::new();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        let mut chunk = [0_u8; MAX_LINE];
        let read = stream.read(&mut chunk)?;
        let Some(chunk) = chunk.get(..read).filter(|chunk| !chunk.is_empty()) else {
            return Err(ErrorKind::UnexpectedEof.into());
        };
        line.extend_from_slice(chunk);
        if let Some(length) = line.iter().position(|byte| *byte == b'\n') {
            line.truncate(length);
            return String::from_utf8(line).map_err(|_| Error::from(ErrorKind::InvalidData));
        }
        if line.len() >= MAX_LINE {
            return Err(ErrorKind::InvalidData.into());
        }
    }
}

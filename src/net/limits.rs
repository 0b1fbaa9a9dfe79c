//! Every bound on what a server may cost us, in time and in memory, by name.

use std::time::Duration;

/// Bounds of one connection. The defaults are far beyond what honest servers need; tests set smaller ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Looking up a name.
    pub lookup: Duration,
    /// Opening a connection to one address.
    pub connect: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// The greeting, and each command before and including login.
    pub greeting: Duration,
    /// The longest silence in the middle of an answer, and the longest wait for one.
    pub silence: Duration,
    /// The longest a write may stand still.
    pub write: Duration,
    /// The longest a server may take to answer DONE.
    pub idle_end: Duration,
    /// The longest wait for an answer to LOGOUT.
    pub logout: Duration,
    /// The longest line without its literals, in bytes.
    pub line: usize,
    /// The longest line of a response that is a list of numbers (SEARCH, ESEARCH, VANISHED), in bytes.
    pub numbers: usize,
    /// The most of a header that is kept, in bytes; the rest is skipped.
    pub header: usize,
    /// The largest literal that is read to its end, in bytes, whether kept or skipped. Bodies have their own bound.
    pub literal: u64,
    /// The most bytes of an answer that is collected whole (LIST, STATUS, SEARCH, SELECT).
    pub answer: u64,
    /// The most responses of an answer that is collected whole.
    pub responses: u32,
    /// The most unsolicited responses kept before they are summed up as "much".
    pub unsolicited: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lookup: Duration::from_secs(15),
            connect: Duration::from_secs(15),
            handshake: Duration::from_secs(20),
            greeting: Duration::from_secs(60),
            silence: Duration::from_secs(90),
            write: Duration::from_secs(60),
            idle_end: Duration::from_secs(15),
            logout: Duration::from_secs(2),
            line: 1 << 20,
            numbers: 32 << 20,
            header: 1 << 20,
            literal: 64 << 20,
            answer: 48 << 20,
            responses: 100_000,
            unsolicited: 10_000,
        }
    }
}

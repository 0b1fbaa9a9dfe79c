//! A log of the conversation with a server, for finding faults; off unless a person switches it on.
//!
//! Set `BRIEFTAUBE_WIRE_LOG` to a file name. Invariant: it holds no password and no mail. Commands come here as they
//! may be shown; of responses, literals and quoted strings are left out.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, ErrorKind, Result};

/// Names the file.
pub const VARIABLE: &str = "BRIEFTAUBE_WIRE_LOG";

/// The most bytes of a line that are logged.
const MAX_LINE: usize = 500;

/// The log of one connection.
#[derive(Debug)]
pub struct WireLog {
    file: File,
    connection: u64,
}

static CONNECTIONS: AtomicU64 = AtomicU64::new(1);

impl WireLog {
    /// A log for a new connection, if the person wants one.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`] if the file cannot be opened: who asks for a log wants to know.
    pub fn of_environment() -> Result<Option<Self>> {
        let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else { return Ok(None) };
        let file = File::options().create(true).append(true).open(&path).map_err(|error| {
            Error::new(ErrorKind::Storage, format!("open the wire log {}", path.display())).with_source(error)
        })?;
        Ok(Some(Self { file, connection: CONNECTIONS.fetch_add(1, Ordering::Relaxed) }))
    }

    /// A command as it may be shown.
    pub fn sent(&mut self, shown: &str) {
        self.write('>', shown);
    }

    /// A response without its literals.
    pub fn received(&mut self, text: &[u8]) {
        self.write('<', &redact(text));
    }

    /// The disk may be full; the connection is worth more than its log.
    fn write(&mut self, direction: char, text: &str) {
        let line = format!("{} {direction} {text}\n", self.connection);
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            tracing::debug!(%error, "write the wire log");
        }
    }
}

/// Leaves out what stands between quotes, where mail may be, and control characters.
fn redact(text: &[u8]) -> String {
    let mut shown = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.iter().take(MAX_LINE) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => {
                quoted = !quoted;
                shown.push('"');
            }
            _ if quoted => {}
            b' '..=b'~' => shown.push(char::from(*byte)),
            _ => shown.push('.'),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_quotes_is_left_out() {
        assert_eq!(
            redact(b"* 1 FETCH (BODY[] \"geheim \\\" geheim\" {5}\n UID 3)"),
            "* 1 FETCH (BODY[] \"\" {5}. UID 3)"
        );
    }
}

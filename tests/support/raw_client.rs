//! The other client: speaks IMAP by hand over a plain connection, to change a mailbox meanwhile.
//!
//! It shares no code with the program, so that no bug of ours hides itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// A connection to a server on this machine.
#[derive(Debug)]
pub struct RawClient {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    tag: u32,
}

impl RawClient {
    /// Connects and reads the greeting.
    pub fn connect(port: u16) -> Self {
        let writer = TcpStream::connect(("127.0.0.1", port)).unwrap();
        writer.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        writer.set_nodelay(true).unwrap();
        let mut client = Self { reader: BufReader::new(writer.try_clone().unwrap()), writer, tag: 0 };
        let greeting = client.line();
        assert!(greeting.starts_with(b"* OK"), "{}", String::from_utf8_lossy(&greeting));
        client
    }

    /// Logs in with literals, which need no quoting.
    pub fn login(&mut self, user: &str, password: &str) {
        self.tag += 1;
        let tag = self.tag;
        self.send(format!("r{tag} LOGIN {{{}}}\r\n", user.len()).as_bytes());
        self.continuation();
        self.send(format!("{user} {{{}}}\r\n", password.len()).as_bytes());
        self.continuation();
        self.send(format!("{password}\r\n").as_bytes());
        self.finish(tag);
    }

    /// Runs a command that must succeed and gives its untagged responses, literals included.
    pub fn run(&mut self, command: &str) -> Vec<String> {
        self.tag += 1;
        let tag = self.tag;
        self.send(format!("r{tag} {command}\r\n").as_bytes());
        self.finish(tag)
    }

    /// Appends a message, with flags as in `(\Seen)`.
    pub fn append(&mut self, mailbox: &str, flags: &str, message: &[u8]) {
        self.append_dated(mailbox, flags, None, message);
    }

    /// Appends a message with an INTERNALDATE as in `17-Jul-1996 02:44:25 -0700`.
    pub fn append_dated(&mut self, mailbox: &str, flags: &str, date: Option<&str>, message: &[u8]) {
        self.tag += 1;
        let tag = self.tag;
        let date = date.map(|date| format!("\"{date}\" ")).unwrap_or_default();
        self.send(format!("r{tag} APPEND \"{mailbox}\" ({flags}) {date}{{{}}}\r\n", message.len()).as_bytes());
        self.continuation();
        self.send(message);
        self.send(b"\r\n");
        self.finish(tag);
    }

    /// Expunges messages for good, of the mailbox that is selected.
    pub fn expunge(&mut self, uids: &str) {
        self.run(&format!("UID STORE {uids} +FLAGS.SILENT (\\Deleted)"));
        self.run(&format!("UID EXPUNGE {uids}"));
    }

    fn send(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
    }

    fn continuation(&mut self) {
        loop {
            let line = self.line();
            if line.starts_with(b"+") {
                return;
            }
            assert!(line.starts_with(b"* "), "{}", String::from_utf8_lossy(&line));
        }
    }

    fn finish(&mut self, tag: u32) -> Vec<String> {
        let end = format!("r{tag} ");
        let mut responses = Vec::new();
        loop {
            let line = String::from_utf8_lossy(&self.line()).into_owned();
            if let Some(status) = line.strip_prefix(&end) {
                assert!(status.starts_with("OK"), "{line}");
                return responses;
            }
            responses.push(line);
        }
    }

    /// One response line; a literal in it is read along.
    fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        loop {
            let start = line.len();
            assert!(self.reader.read_until(b'\n', &mut line).unwrap() > 0, "the server hung up");
            let text = String::from_utf8_lossy(&line[start..]).trim_end().to_owned();
            let length =
                text.strip_suffix('}').and_then(|text| text.rsplit_once('{')).and_then(|(_, n)| n.parse().ok());
            let Some(length) = length else {
                while line.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                    line.pop();
                }
                return line;
            };
            let mut literal = vec![0; length];
            self.reader.read_exact(&mut literal).unwrap();
            line.extend(literal);
        }
    }
}

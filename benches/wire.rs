//! How much slower than the bare stream our session is, against a server that is already there.
//!
//! ```text
//! WIRE_SERVER=localhost:993 WIRE_CA=ca.pem WIRE_USER=anna WIRE_PASSWORD=… WIRE_MAILBOX=INBOX cargo bench --bench wire
//! ```
//! Each is measured in turn with the bare stream (the same command over the same TLS, its bytes only counted up
//! to the tagged answer), three times, and the best of each is told: the server and the disk are the same
//! for both.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark tells its figures and ends at the first fault"
)]

use std::env;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use brieftaube::imap::{Access, Connector, Session};
use brieftaube::model::{MailboxName, Secret, Security, Server, UidSet};
use brieftaube::net::tls::{self, Authorities, Verify};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const ROUNDS: usize = 3;

const HEADER_ITEMS: &str = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO CC \
    SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE LIST-ID)]";

struct Setting {
    server: Server,
    password: String,
    mailbox: String,
}

impl Setting {
    /// `None` without a server: then there is nothing to measure.
    fn of_environment() -> Option<Self> {
        let address = env::var("WIRE_SERVER").ok()?;
        let (host, port) = address.rsplit_once(':').unwrap();
        let server = Server {
            host: host.to_owned(),
            port: port.parse().unwrap(),
            security: Security::Tls,
            user: env::var("WIRE_USER").unwrap(),
            ca_file: env::var_os("WIRE_CA").map(PathBuf::from),
        };
        let mailbox = env::var("WIRE_MAILBOX").unwrap_or_else(|_| "INBOX".to_owned());
        Some(Self { server, password: env::var("WIRE_PASSWORD").unwrap(), mailbox })
    }

    async fn session(&self) -> Session {
        let connection = Connector::default().connect(&self.server, &mut |_| {}).await.unwrap();
        let mut session = connection.login(&self.server.user, &Secret::new(self.password.clone())).await.unwrap();
        session.select(&MailboxName::new(self.mailbox.as_bytes()), Access::ReadOnly, None).await.unwrap();
        session
    }

    /// The time from the command to its tagged answer, and the bytes between.
    async fn bare(&self, command: &str) -> (Duration, usize) {
        let authorities = Authorities::read(self.server.ca_file.as_ref().unwrap()).await.unwrap();
        let stream = tokio::net::TcpStream::connect((self.server.host.as_str(), self.server.port)).await.unwrap();
        let limit = Duration::from_secs(20);
        let stream = tls::protect(Box::new(stream), &self.server.host, &authorities, Verify::Everything, limit).await;
        let mut stream = stream.unwrap();
        let login = format!("a LOGIN {} {}\r\nb EXAMINE {}\r\n", self.server.user, self.password, self.mailbox);
        stream.write_all(login.as_bytes()).await.unwrap();
        let mut buffer = vec![0; 64 * 1024];
        read_to(&mut stream, &mut buffer, b"b OK").await;
        let start = Instant::now();
        stream.write_all(format!("c {command}\r\n").as_bytes()).await.unwrap();
        let bytes = read_to(&mut stream, &mut buffer, b"\r\nc OK").await;
        (start.elapsed(), bytes)
    }
}

/// Reads until a line begins so. The line may come in any parts, so the end of one part is looked at with the next.
async fn read_to(stream: &mut (impl AsyncReadExt + Unpin), buffer: &mut [u8], end: &[u8]) -> usize {
    /// As long as the last line of an answer may be.
    const TAIL: usize = 400;
    let (mut total, mut tail) = (0, Vec::new());
    loop {
        let count = stream.read(buffer).await.unwrap();
        assert!(count > 0, "the server closed the connection");
        total += count;
        tail.extend_from_slice(&buffer[count.saturating_sub(TAIL)..count]);
        tail.drain(..tail.len().saturating_sub(TAIL));
        if tail.windows(end.len()).any(|window| window == end) {
            return total;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Some(setting) = Setting::of_environment() else {
        println!("wire: no WIRE_SERVER, nothing measured");
        return;
    };
    let mut best = [Duration::MAX; 4];
    let (mut headers, mut bodies, mut bytes) = (0, 0, [0; 2]);
    for _ in 0..ROUNDS {
        let mut note = |index: usize, time: Duration| best[index] = best[index].min(time);

        let (time, size) = setting.bare(&format!("UID FETCH 1:* ({HEADER_ITEMS})")).await;
        note(0, time);
        bytes[0] = size;
        let mut session = setting.session().await;
        headers = 0;
        let start = Instant::now();
        session.fetch_headers(&UidSet::all(), |_| headers += 1).await.unwrap();
        note(1, start.elapsed());

        let (time, size) = setting.bare("UID FETCH 1:* (UID RFC822.SIZE BODY.PEEK[])").await;
        note(2, time);
        bytes[1] = size;
        bodies = 0;
        let start = Instant::now();
        session.fetch_bodies(&UidSet::all(), 50_000_000, |_, _| bodies += 1).await.unwrap();
        note(3, start.elapsed());
        session.logout().await;
    }
    let line = |name: &str, count: usize, bytes: usize, bare: Duration, ours: Duration| {
        println!("{name}: {count} in {ours:.2?}, bare stream of {} MB {bare:.2?}", bytes / 1_000_000);
    };
    line("headers", headers, bytes[0], best[0], best[1]);
    line("bodies", bodies, bytes[1], best[2], best[3]);
}

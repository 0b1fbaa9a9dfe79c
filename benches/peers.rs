//! The first and the repeated sync, side by side with a bare FETCH stream and with mbsync, against one Dovecot over
//! TLS in the same run.
//!
//! `cargo bench --bench peers -- 22000 200000`: messages with their bodies, then small messages whose headers count.
//! Needs what `tests/setup` installs. Prints seconds and peak memory (PSS); judges nothing.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what it is for")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a measurement that cannot be made ends, as a test does"
)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{self, Stdio};
use std::time::{Duration, Instant};

use brieftaube::config::Paths;
use brieftaube::service::api::{Command, Event, ListSource, Query};
use brieftaube::service::{self, Mode};
use dovecot::{ANNA, Dovecot};
use program::Program;

#[path = "../tests/support/dovecot.rs"]
mod dovecot;
#[path = "../tests/support/mail.rs"]
mod mail;
#[path = "../tests/support/memory.rs"]
mod memory;
#[path = "../tests/support/program.rs"]
mod program;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let full = numbers.first().copied().unwrap_or(22_000);
    let many = numbers.get(1).copied().unwrap_or(200_000);
    whole_messages(full);
    headers(many);
}

fn whole_messages(count: usize) {
    let server = Dovecot::start();
    let bytes = server.fill(ANNA.0, "INBOX", mail::varied(count));
    println!("{count} messages, {} MB", bytes / 1_000_000);
    // The server's own indexes and the cache of the disk are warm for everybody.
    stream(&server, "UID FETCH 1:* (UID FLAGS BODY.PEEK[])");
    say("bare FETCH stream", stream(&server, "UID FETCH 1:* (UID FLAGS BODY.PEEK[])"), None);
    let folder = tempfile::tempdir().unwrap();
    let (first, memory) = mbsync(&server, folder.path());
    say("mbsync, first", first, Some(memory));
    let program = Program::new();
    add(&program, &server);
    let (first, memory) = measured(program.command(&["sync"]));
    say("brieftaube sync, first", first, Some(memory));
    say("brieftaube sync, nothing new", again(&program), None);
    let store = folder_size(&program.profile());
    println!("  store on disk                    {:6.2} of the raw mail", store as f64 / bytes as f64);
}

fn headers(count: usize) {
    let mut server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(count));
    server.convert_to_mdbox(ANNA.0);
    println!("{count} small messages");
    // What `imap::session::fetch` asks for: fields that nobody asked for before the server has to look for first.
    let command = "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO \
                   CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE LIST-ID)])";
    stream(&server, command);
    say("bare header stream", stream(&server, command), None);
    let program = Program::new();
    add(&program, &server);
    milestones(&program, count);
    let program = Program::new();
    add(&program, &server);
    let (first, memory) = measured(program.command(&["sync"]));
    say("brieftaube sync, bodies too", first, Some(memory));
    say("brieftaube sync, nothing new", again(&program), None);
}

/// How the service gets on that the window runs on, from its start with nothing stored: connecting and login included.
fn milestones(program: &Program, count: usize) {
    let paths = Paths::of(Some(&program.profile())).unwrap();
    let started = Instant::now();
    let service = service::start(&paths, Mode::Live).unwrap();
    let mut events = service.events();
    let (mut rows, mut headers) = (false, false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        while let Some(event) = events.next().await {
            let Event::MailboxChanged(mailbox) = event else { continue };
            if !rows {
                let page =
                    service.ask(|reply| Query::Page(ListSource::AllInboxes, 0..50, reply)).await.unwrap().unwrap();
                if page.rows.len() == 50 {
                    rows = true;
                    say("brieftaube, first 50 rows", started.elapsed(), None);
                }
            }
            if !headers && mailbox.counts.total as usize == count {
                headers = true;
                say("brieftaube, all headers", started.elapsed(), None);
            }
            if mailbox.counts.bodies as usize == count {
                say("brieftaube, all bodies", started.elapsed(), None);
                service.send(Command::Shutdown);
                break;
            }
        }
        while events.next().await.is_some_and(|event| event != Event::Stopped) {}
    });
}

fn say(what: &str, time: Duration, memory: Option<u64>) {
    let memory = memory.map(|bytes| format!("  {} MB", bytes / 1_048_576)).unwrap_or_default();
    println!("  {what:<32} {:7.2} s{memory}", time.as_secs_f64());
}

fn add(program: &Program, server: &Dovecot) {
    let ca = server.ca_file.to_str().unwrap();
    program.add_account(ANNA, &format!("localhost:{}", server.imaps), &["--ca", ca]).succeeded();
}

/// What the network and the server take by themselves: everything is fetched over TLS and thrown away.
fn stream(server: &Dovecot, command: &str) -> Duration {
    let started = Instant::now();
    let mut child = process::Command::new("openssl")
        .args(["s_client", "-quiet", "-connect", &format!("127.0.0.1:{}", server.imaps), "-CAfile"])
        .arg(&server.ca_file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let (user, password) = ANNA;
    write!(input, "a LOGIN {user} {password}\r\nb EXAMINE INBOX\r\nc {command}\r\nd LOGOUT\r\n").unwrap();
    let mut output = child.stdout.take().unwrap();
    let (mut buffer, mut tail, mut total) = (vec![0; 1 << 16], Vec::new(), 0_usize);
    while let Ok(read @ 1..) = output.read(&mut buffer) {
        total += read;
        tail.extend_from_slice(&buffer[..read]);
        tail.drain(..tail.len().saturating_sub(200));
    }
    let end = String::from_utf8_lossy(&tail).into_owned();
    assert!(end.contains("c OK") && total > 1000, "the stream was cut after {total} bytes: {end}");
    drop(input);
    child.wait().unwrap();
    started.elapsed()
}

/// A sync that finds nothing, the median of five. Nobody looks at its memory meanwhile, which would hold it up.
fn again(program: &Program) -> Duration {
    let mut times: Vec<_> = (0..5)
        .map(|_| {
            let started = Instant::now();
            assert_eq!(program.run(&["sync"]).code, 0);
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[2]
}

fn mbsync(server: &Dovecot, folder: &Path) -> (Duration, u64) {
    let (user, password) = ANNA;
    let here = folder.display();
    let configuration = format!(
        "FSync no\nIMAPAccount a\nHost localhost\nPort {}\nUser {user}\nPass {password}\nSSLType IMAPS\n\
         CertificateFile {}\n\nIMAPStore far\nAccount a\n\nMaildirStore near\nPath {here}/\nInbox {here}/INBOX\n\n\
         Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSyncState *\n",
        server.imaps,
        server.ca_file.display()
    );
    let file = folder.join("mbsyncrc");
    fs::write(&file, configuration).unwrap();
    let mut command = process::Command::new("mbsync");
    command.arg("-q").arg("-c").arg(&file).arg("c");
    measured(command)
}

/// Runs a command to its end: how long it took and the most memory it had (PSS in kilobytes, looked at often).
fn measured(mut command: process::Command) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut most = 0;
    let status = loop {
        most = most.max(memory::pss(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    };
    let time = started.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    (time, most)
}

fn folder_size(folder: &Path) -> u64 {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries.filter_map(|entry| entry.metadata().ok()).filter(fs::Metadata::is_file).map(|file| file.len()).sum()
}

//! The wire against servers that follow a script: everything a server can do wrong, and what comes of it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

#[path = "support/pki.rs"]
#[allow(dead_code, reason = "shared with tests that use more of it")]
mod pki;
#[path = "support/scripted.rs"]
mod scripted;

#[path = "wire/adding.rs"]
mod adding;
#[path = "wire/connecting.rs"]
mod connecting;
#[path = "wire/excess.rs"]
mod excess;
#[path = "wire/idling.rs"]
mod idling;
#[path = "wire/managing.rs"]
mod managing;
#[path = "wire/talking.rs"]
mod talking;
#[path = "wire/writing.rs"]
mod writing;

use std::path::Path;
use std::time::Duration;

use brieftaube::imap::{Connector, Limits, Session};
use brieftaube::model::{Secret, Security, Server, Uid, UidSet};

use scripted::{Scripted, Step, on, refuse, say};

const PASSWORD: &str = "s3cret-pa55word";

/// Bounds that make tests fast.
fn connector() -> Connector {
    Connector {
        limits: Limits {
            greeting: Duration::from_secs(5),
            silence: Duration::from_millis(700),
            write: Duration::from_millis(1500),
            idle_end: Duration::from_millis(400),
            logout: Duration::from_millis(300),
            line: 64 * 1024,
            ..Limits::default()
        },
    }
}

fn server(port: u16, security: Security, ca: Option<&Path>) -> Server {
    Server { host: "localhost".to_owned(), port, security, user: "anna".to_owned(), ca_file: ca.map(Path::to_owned) }
}

/// A session with a server that offers `capabilities` and then follows `script`.
async fn session_with(capabilities: &str, script: Vec<Step>) -> (Session, Scripted) {
    let mut steps = vec![
        say(format!("* OK [CAPABILITY IMAP4rev1 {capabilities}] ready\r\n")),
        on("LOGIN", format!("$T OK [CAPABILITY IMAP4rev1 {capabilities}] welcome\r\n")),
    ];
    steps.extend(script);
    let scripted = Scripted::start(steps, None);
    let connection = connector().connect(&server(scripted.port, Security::Plain, None), &mut |_| {}).await.unwrap();
    let session = connection.login("anna", &Secret::new(PASSWORD.to_owned())).await.unwrap();
    (session, scripted)
}

async fn session(script: Vec<Step>) -> (Session, Scripted) {
    session_with("", script).await
}

/// A session with INBOX selected, of `exists` messages.
async fn selected(exists: u32, script: Vec<Step>) -> (Session, Scripted) {
    selected_with("", exists, "", script).await
}

/// The same with a server that offers `capabilities` and tells `more` of INBOX.
async fn selected_with(capabilities: &str, exists: u32, more: &str, script: Vec<Step>) -> (Session, Scripted) {
    let mut steps = vec![on(
        "SELECT",
        format!(
            "* {exists} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 900] x\r\n{more}$T OK [READ-WRITE] done\r\n"
        ),
    )];
    steps.extend(script);
    let (mut session, scripted) = session_with(capabilities, steps).await;
    session.select(&inbox(), brieftaube::imap::Access::ReadWrite, None).await.unwrap();
    (session, scripted)
}

fn inbox() -> brieftaube::model::MailboxName {
    brieftaube::model::MailboxName::new("INBOX")
}

fn uid(value: u32) -> Uid {
    Uid::new(value).unwrap()
}

fn uids(text: &str) -> UidSet {
    UidSet::parse(text).unwrap()
}

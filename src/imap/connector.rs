//! From a server's address to a session: look up, connect, protect, greet, log in.
//!
//! Invariant: a password is only ever sent over a connection whose certificate was verified, or to this machine.

use std::net::SocketAddr;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Secret, Security, Server};
use crate::net::certificate::{self, Chain};
use crate::net::guard::{Budget, Guard};
use crate::net::tls::{self, Authorities, Failure, Verify};
use crate::net::wire_log::WireLog;
use crate::net::{Limits, Stream, connect};

use super::command::Command;
use super::failure;
use super::response::{Code, Condition, Status, Untagged};
use super::wire::{Event, Sent, Wire};
use super::{Capabilities, Session};

/// How connections are made.
#[derive(Clone, Debug, Default)]
pub struct Connector {
    /// Bounds in time and memory of every connection made.
    pub limits: Limits,
}

/// What a connection is at; told when a stage begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Look up the host name.
    Name,
    /// Open the connection.
    Connect,
    /// Protect it and check the certificate (with STARTTLS: also what comes before it).
    Tls,
    /// Read the greeting and the capabilities.
    Greeting,
}

/// A connection that is protected and greeted; nobody is logged in.
#[derive(Debug)]
pub struct Connection {
    wire: Wire,
    capabilities: Capabilities,
    greeting: String,
    /// The server says that we are logged in already.
    preauthenticated: bool,
}

/// A server whose addresses are known.
struct Target<'a> {
    server: &'a Server,
    addresses: Vec<SocketAddr>,
    authorities: Authorities,
    limits: &'a Limits,
}

impl Connector {
    /// Connects to a server as its security demands. `stage` is told each stage when it begins.
    ///
    /// Cancel safe: dropping the future closes what was opened. No secret is involved.
    ///
    /// # Errors
    /// Every way a connection can fail has its kind; see [`ErrorKind`].
    pub async fn connect(&self, server: &Server, stage: &mut (dyn FnMut(Stage) + Send)) -> Result<Connection> {
        let limits = &self.limits;
        stage(Stage::Name);
        let addresses = connect::lookup(&server.host, server.port, limits.lookup).await?;
        let is_local = addresses.iter().all(|address| address.ip().to_canonical().is_loopback());
        if server.security == Security::Plain && !is_local {
            return Err(Error::new(ErrorKind::PlainNotLoopback, format!("connect to {} without TLS", server.host)));
        }
        let authorities = match &server.ca_file {
            Some(path) => Authorities::read(path).await?,
            None => Authorities::default(),
        };
        let target = Target { server, addresses, authorities, limits };
        stage(Stage::Connect);
        let stream: Stream = Box::new(connect::dial(&target.addresses, limits.connect).await?);
        let stream = match server.security {
            Security::Plain => stream,
            Security::Tls | Security::StartTls => {
                stage(Stage::Tls);
                target.protect(stream).await?
            }
        };
        stage(Stage::Greeting);
        let wire = Wire::new(Guard::new(stream, limits, WireLog::of_environment()?), limits.clone());
        let greeted = Connection::greet(wire, server);
        timeout(limits.greeting, greeted).await.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::TimedOut, format!("wait for the greeting of {}", server.host)))
        })
    }
}

impl Target<'_> {
    /// The stream protected, its certificate verified.
    async fn protect(&self, stream: Stream) -> Result<Stream> {
        let stream = self.before_handshake(stream).await?;
        let host = &self.server.host;
        match tls::protect(stream, host, &self.authorities, Verify::Everything, self.limits.handshake).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(Failure::NotTls) => {
                let kind = match self.server.security {
                    Security::StartTls => ErrorKind::StartTlsTampered,
                    Security::Tls | Security::Plain => ErrorKind::TlsNotSpoken,
                };
                Err(Error::new(kind, format!("protect the connection to {host}")))
            }
            Err(Failure::Refused(error)) => Err(self.explain(error).await),
            Err(Failure::Other(error)) => Err(error),
        }
    }

    /// Finds out what is wrong with the certificate, in handshakes over which nothing is sent.
    async fn explain(&self, refused: Error) -> Error {
        let Some(der) = self.peek(Verify::Nothing).await else { return refused };
        let chain = match self.peek(Verify::Chain).await {
            Some(_) => Chain::Trusted,
            None => Chain::Untrusted,
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |now| now.as_secs());
        match certificate::fault(&der, &self.server.host, chain, i64::try_from(now).unwrap_or(i64::MAX)) {
            Some(fault) => {
                Error::new(ErrorKind::Certificate(fault), format!("verify the certificate of {}", self.server.host))
                    .with_source(refused)
            }
            None => refused,
        }
    }

    /// The certificate of the server, if a handshake that verifies no more than this succeeds.
    async fn peek(&self, verify: Verify) -> Option<Vec<u8>> {
        let stream = connect::dial(&self.addresses, self.limits.connect).await.ok()?;
        let stream = self.before_handshake(Box::new(stream)).await.ok()?;
        let limit = self.limits.handshake;
        let stream = tls::protect(stream, &self.server.host, &self.authorities, verify, limit).await.ok()?;
        stream.peer_certificate().ok()??.to_der().ok()
    }

    /// What has to be said before the handshake: nothing, or STARTTLS (RFC 3501, 6.2.1).
    async fn before_handshake(&self, stream: Stream) -> Result<Stream> {
        match self.server.security {
            Security::Tls | Security::Plain => Ok(stream),
            Security::StartTls => timeout(self.limits.greeting, self.start_tls(stream))
                .await
                .unwrap_or_else(|_| Err(self.failed(ErrorKind::TimedOut))),
        }
    }

    /// Anybody on the way may have written what comes here, so nothing of it is kept or shown ("NO STARTTLS", USENIX
    /// Security 2021).
    async fn start_tls(&self, stream: Stream) -> Result<Stream> {
        let context = "start TLS";
        let log = WireLog::of_environment()?;
        let mut wire = Wire::new(Guard::new(stream, self.limits, log), self.limits.clone());
        let greeting = read_greeting(&mut wire, context).await?;
        match greeting.condition {
            Condition::Ok => {}
            // Who is logged in already cannot be asked for STARTTLS any more: an old trick to keep TLS off.
            Condition::PreAuth => return Err(self.failed(ErrorKind::StartTlsTampered)),
            Condition::Bye => return Err(self.failed(ErrorKind::Rejected)),
            Condition::No | Condition::Bad => return Err(self.failed(ErrorKind::Protocol)),
        }
        let offered = match greeting.code {
            Some(Code::Capability(words)) => Capabilities::new(words.iter().map(String::as_str)),
            Some(_) | None => ask_capabilities(&mut wire, context).await?,
        };
        if !offered.has("STARTTLS") {
            return Err(self.failed(ErrorKind::StartTlsNotOffered));
        }
        match simple(&mut wire, &Command::new("STARTTLS"), context, &mut |_| {}).await {
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::No | ErrorKind::Bad) => {
                return Err(self.failed(ErrorKind::StartTlsNotOffered));
            }
            Err(error) => return Err(error),
        }
        match wire.into_guard() {
            Some(guard) => Ok(guard.into_parts().0),
            None => Err(self.failed(ErrorKind::StartTlsTampered)),
        }
    }

    fn failed(&self, kind: ErrorKind) -> Error {
        Error::new(kind, format!("start TLS with {}", self.server.host))
    }
}

impl Connection {
    async fn greet(mut wire: Wire, server: &Server) -> Result<Self> {
        let context = format!("greet {}", server.host);
        // After STARTTLS there is no greeting (RFC 3501, 6.2.1), and what was offered before is void.
        let greeting = match server.security {
            Security::StartTls => Status { condition: Condition::Ok, code: None, text: String::new() },
            Security::Tls | Security::Plain => read_greeting(&mut wire, &context).await?,
        };
        let preauthenticated = match greeting.condition {
            Condition::Ok => false,
            Condition::PreAuth => true,
            Condition::Bye => {
                return Err(Error::new(ErrorKind::Rejected, context).with_server_text(&greeting.text));
            }
            Condition::No | Condition::Bad => {
                return Err(Error::new(ErrorKind::Protocol, context).with_server_text(&greeting.text));
            }
        };
        let capabilities = match greeting.code {
            Some(Code::Capability(words)) => Capabilities::new(words.iter().map(String::as_str)),
            Some(_) | None => ask_capabilities(&mut wire, &context).await?,
        };
        Ok(Self { wire, capabilities, greeting: greeting.text, preauthenticated })
    }

    /// What the server offers before login.
    pub const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Logs in with a password. The password goes nowhere else.
    ///
    /// # Errors
    /// [`ErrorKind::Login`] if user or password are refused, [`ErrorKind::LoginDisabled`] if the server
    /// allows no password here, [`ErrorKind::Throttled`] if it asks to come back later.
    pub async fn login(self, user: &str, password: &Secret) -> Result<Session> {
        let limit = self.wire.limits().greeting;
        let context = format!("log in as {user}");
        timeout(limit, self.log_in(user, password, &context))
            .await
            .unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut, context.clone())))
    }

    async fn log_in(mut self, user: &str, password: &Secret, context: &str) -> Result<Session> {
        if [user, password.expose()].iter().any(|text| text.contains(['\0', '\r', '\n'])) {
            return Err(Error::new(ErrorKind::Invalid, context));
        }
        let mut told: Option<Vec<String>> = None;
        let mut take = |untagged: Untagged| {
            if let Untagged::Capability(words) = untagged {
                told = Some(words);
            }
        };
        let status = if self.preauthenticated {
            None
        } else if self.capabilities.has("AUTH=PLAIN") {
            Some(self.authenticate_plain(user, password, context, &mut take).await?)
        } else if self.capabilities.has("LOGINDISABLED") {
            return Err(Error::new(ErrorKind::LoginDisabled, context));
        } else {
            let command = Command::new("LOGIN ").secret(user).text(" ").secret(password.expose());
            Some(answered(&mut self.wire, &command, ErrorKind::Login, context, &mut take).await?)
        };
        let capabilities = match (status.and_then(|status| status.code), told) {
            (Some(Code::Capability(words)), _) | (_, Some(words)) => {
                Capabilities::new(words.iter().map(String::as_str))
            }
            (_, None) => ask_capabilities(&mut self.wire, context).await?,
        };
        let mut software = None;
        if capabilities.has("ID") {
            // Some servers (163.com) let nobody in who does not introduce himself; a refusal is of no use.
            let id = Command::new("ID (\"name\" \"Brieftaube\")");
            let mut take = |untagged| {
                if let Untagged::Id(name) = untagged {
                    software = name;
                }
            };
            match simple(&mut self.wire, &id, context, &mut take).await {
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::No | ErrorKind::Bad) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Session::new(self.wire, capabilities, &self.greeting, software))
    }

    /// AUTHENTICATE PLAIN (RFC 4616), which can carry every password, in one go where SASL-IR is offered (RFC 4959).
    async fn authenticate_plain(
        &mut self,
        user: &str,
        password: &Secret,
        context: &str,
        take: &mut (dyn FnMut(Untagged) + Send),
    ) -> Result<Status> {
        let message = Zeroizing::new(format!("\0{user}\0{}", password.expose()));
        let response = Zeroizing::new(BASE64.encode(message.as_bytes()));
        if self.capabilities.has("SASL-IR") {
            let command = Command::new("AUTHENTICATE PLAIN ").secret_word(&response);
            return answered(&mut self.wire, &command, ErrorKind::Login, context, take).await;
        }
        let budget = Budget::collected(self.wire.limits());
        let mut before = Vec::new();
        let tag = self.wire.begin(&Command::new("AUTHENTICATE PLAIN"), budget, context).await?;
        if let Some(refusal) = self.wire.await_continue(&tag, context, &mut before).await? {
            return Err(failure::of_status(&refusal, ErrorKind::No, context));
        }
        self.wire.send_line(response.as_bytes(), context).await?;
        finish(&mut self.wire, &tag, ErrorKind::Login, context, take).await
    }
}

/// The first response of a server.
async fn read_greeting(wire: &mut Wire, context: &str) -> Result<Status> {
    match wire.next(context).await? {
        Event::Untagged(Untagged::Status(status)) => Ok(status),
        Event::Untagged(_) | Event::Tagged(..) | Event::Continue => {
            Err(Error::new(ErrorKind::Protocol, context).with_source("the server did not greet"))
        }
    }
}

async fn ask_capabilities(wire: &mut Wire, context: &str) -> Result<Capabilities> {
    let mut told = Vec::new();
    let mut take = |untagged: Untagged| {
        if let Untagged::Capability(words) = untagged {
            told = words;
        }
    };
    simple(wire, &Command::new("CAPABILITY"), context, &mut take).await?;
    Ok(Capabilities::new(told.iter().map(String::as_str)))
}

async fn simple(
    wire: &mut Wire,
    command: &Command,
    context: &str,
    take: &mut (dyn FnMut(Untagged) + Send),
) -> Result<Status> {
    answered(wire, command, ErrorKind::No, context, take).await
}

/// Sends a command and waits for its answer.
async fn answered(
    wire: &mut Wire,
    command: &Command,
    refusal: ErrorKind,
    context: &str,
    take: &mut (dyn FnMut(Untagged) + Send),
) -> Result<Status> {
    let budget = Budget::collected(wire.limits());
    let mut before = Vec::new();
    let sent = wire.send(command, budget, context, &mut before).await?;
    before.into_iter().for_each(&mut *take);
    match sent {
        Sent::Whole(tag) => finish(wire, &tag, refusal, context, take).await,
        // A literal may be refused before the command is complete.
        Sent::Refused(status) => Err(failure::of_status(&status, refusal, context)),
    }
}

async fn finish(
    wire: &mut Wire,
    tag: &str,
    refusal: ErrorKind,
    context: &str,
    take: &mut (dyn FnMut(Untagged) + Send),
) -> Result<Status> {
    loop {
        match wire.next(context).await? {
            Event::Untagged(untagged) => take(untagged),
            Event::Tagged(answered, status) if answered == tag => {
                return failure::unless_ok(status, refusal, context);
            }
            Event::Tagged(..) | Event::Continue => {
                return Err(Error::new(ErrorKind::Protocol, context).with_source("an answer to nothing that was asked"));
            }
        }
    }
}

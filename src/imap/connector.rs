//! From a server's address to a session: look up, connect, protect, greet, log in.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Secret, Server};
use crate::net::Limits;

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
    capabilities: Capabilities,
}

impl Connector {
    /// Connects to a server as its security demands. `stage` is told each stage when it begins.
    ///
    /// Cancel safe: dropping the future closes what was opened. No secret is involved.
    ///
    /// # Errors
    /// Every way a connection can fail has its kind; see [`ErrorKind`].
    pub async fn connect(&self, server: &Server, stage: &mut (dyn FnMut(Stage) + Send)) -> Result<Connection> {
        stage(Stage::Name);
        tokio::task::yield_now().await;
        Err(Error::new(ErrorKind::Stopped, format!("connect to {}", server.host)))
    }
}

impl Connection {
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
        tokio::task::yield_now().await;
        let _ = password;
        Err(Error::new(ErrorKind::Stopped, format!("log in as {user}")))
    }
}

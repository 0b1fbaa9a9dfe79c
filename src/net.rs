//! Bytes to and from a server: name lookup, connection, TLS, and the guard between TLS and async-imap.
//!
//! Invariant: nothing a server does costs more time or memory than [`Limits`] names, and no byte of a secret
//! passes through here before the server's certificate has been verified.

pub mod certificate;
pub mod connect;
pub mod guard;
mod limits;
pub mod tls;
pub mod wire_log;

use std::fmt;

use tokio::io::{AsyncRead, AsyncWrite};

pub use limits::Limits;

/// What a connection is made of, whatever protects it.
pub trait Transport: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug> Transport for T {}

/// A connection, protected or not.
pub type Stream = Box<dyn Transport>;

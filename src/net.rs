//! Bytes to and from a server: name lookup, connection, TLS, and the guard between TLS and async-imap.

mod limits;

pub use limits::Limits;

//! The wire: IMAP commands and their answers as plain values.
//!
//! [`Connector`] makes a [`Connection`] (protected, greeted, not logged in), [`Connection::login`] makes a
//! [`Session`]. With `net` the only module that names async-imap.
//!
//! # What callers can rely on
//! - Every method returns `Ok` only if the server answered the command with a tagged OK (or with a NO whose code says
//!   that it is so already, where that is documented). NO, BAD, BYE and a cut connection are errors with the server's
//!   text; what was delivered before them was really sent, and what was not delivered says nothing (absence is never
//!   inferred).
//! - What changes messages names each of them: never an open range, never EXPUNGE or CLOSE. After an error of the
//!   connection it may or may not have been done.
//! - After an error of the connection, and after a future was dropped half-way, [`Session::is_usable`] is
//!   false and every further method fails. NO and BAD leave the session usable.
//! - Everything the server says unasked is kept until [`Session::take_unsolicited`].
//! - Memory and time are bounded by [`Limits`].

mod capabilities;
mod command;
mod connector;
mod failure;
pub mod mailboxes;
mod parse;
#[doc(hidden)]
pub mod probe;
mod response;
mod session;
mod types;
mod uid_map;
mod wire;

pub use capabilities::Capabilities;
pub use connector::{Connection, Connector, Stage};
pub use mailboxes::ListedMailbox;
pub use session::Session;
pub use types::{
    Access, Appended, Copied, FetchedFacts, FetchedFlags, FetchedHeader, Gone, IdleEnd, MailboxStatus, Moved,
    Namespace, PermanentFlags, Resync, Selected, Stored, Unsolicited,
};
pub use uid_map::UidMap;

pub use crate::net::Limits;

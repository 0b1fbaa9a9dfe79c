//! Bytes of mail and their meaning. Everything that enters here is untrusted.
//!
//! [`parse_header`] reads what an envelope needs, [`summary`] what the store keeps of a body,
//! [`parse`] what the reader shows, [`attachment`] the bytes of one attachment.
//!
//! How a message is read: [`entity`] finds the parts as ranges of the raw bytes, [`body`] chooses which of
//! them are the text and which are attached, [`plain`] and [`html`] make a [`document::Document`] of the
//! text. Nothing is ever loaded from the network, and only what is shown is decoded.
//!
//! Invariants: every loop and every recursion over foreign data has a named bound, so that no message can
//! take more than about a second or overflow a stack; a bound that is reached shows less, never nothing.
//! A panic in a library below (there is none known) is caught here and told as an error.
//!
//! # Decision: mail-parser for the fields, our own splitter for the parts
//! mail-parser 0.11 builds nested `message/rfc822` parts as nested values, whose drop overflows the stack
//! at some 50,000 levels (a message of 1.4 MB; more can hide inside base64, where no scan of the raw bytes
//! sees them), and decodes every attachment to show one line of text. So the part tree is found by
//! [`entity`], which never descends into attached messages, is bounded in depth and number and leaves the
//! content where it is; mail-parser reads addresses, dates, content types and old charsets. The cost: the
//! repairs of broken MIME structure are ours to test.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, ErrorKind, Result};

mod attachment;
mod body;
mod clean;
mod decode;
pub mod document;
mod entity;
mod field;
mod header;
mod html;
mod link;
mod message;
mod plain;
mod preview;
mod words;

pub use header::{HeaderInfo, parse_header};
pub use message::{ParsedMessage, Summary};
pub(crate) use words::encode_base64;

/// Reads a whole message for the reader.
///
/// # Errors
/// [`ErrorKind::Message`] if a library below gave up on it; the raw text can still be shown.
pub fn parse(raw: &[u8]) -> Result<ParsedMessage> {
    guarded("read a message", || message::parse(raw))
}

/// Reads what the store keeps of a body beside its bytes; a small part of the cost of [`parse`].
///
/// # Errors
/// [`ErrorKind::Message`] if a library below gave up on it.
pub fn summary(raw: &[u8]) -> Result<Summary> {
    guarded("summarise a message", || message::summary(raw))
}

/// The decoded bytes of the attachment with this index in [`ParsedMessage::attachments`].
///
/// # Errors
/// [`ErrorKind::NotFound`] if there is no such attachment, [`ErrorKind::Message`] if a library gave up.
pub fn attachment(raw: &[u8], index: usize) -> Result<Vec<u8>> {
    guarded("decode an attachment", || message::attachment(raw, index))?
        .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("find attachment {index}")))
}

/// The raw bytes as text to show where nothing better can be made of them: bounded and cleaned.
pub fn raw_text(raw: &[u8]) -> String {
    const MAX_RAW_TEXT: usize = 256 * 1024;
    clean::text(&decode::charset(raw.get(..MAX_RAW_TEXT).unwrap_or(raw), None))
}

/// The last line of defence against panics in libraries.
fn guarded<T>(what: &str, work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Error::new(ErrorKind::Message, what))
}

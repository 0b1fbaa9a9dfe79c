//! What an envelope needs of a header block, in one pass and without a heap of its own.

use super::field::{self, Field};
use crate::model::Address;

/// Recipients kept in an envelope: what the list and the search of people need.
const MAX_RECIPIENTS: usize = 50;
/// Message-IDs of ancestors kept in an envelope.
const MAX_REFERENCES: usize = 30;

/// What is known of a message by its header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderInfo {
    /// From, else Sender.
    pub from: Vec<Address>,
    /// To, then Cc, bounded.
    pub to: Vec<Address>,
    /// Subject, decoded, cleaned and bounded; empty if there is none.
    pub subject: String,
    /// Message-ID without its angle brackets.
    pub message_id: Option<String>,
    /// The last entries of References, then In-Reply-To, without angle brackets, oldest first.
    pub references: Vec<String>,
    /// The Date header in seconds since the epoch.
    pub date: Option<i64>,
    /// A guess by Content-Type; known only once the body is here.
    pub has_attachment: bool,
}

/// Reads a header block, or the header of a whole message. Whatever the bytes are, it answers.
pub fn parse_header(bytes: &[u8]) -> HeaderInfo {
    let (block, _) = field::split_message(bytes);
    let mut info = HeaderInfo::default();
    let mut sender = Vec::new();
    let mut cc = Vec::new();
    let mut in_reply_to = None;
    for field in field::fields(block) {
        // The first of each counts; a second From or Subject is a trick or a mistake.
        match field.name.len() {
            2 if field.is("To") && info.to.is_empty() => info.to = field::addresses(field.value),
            2 if field.is("Cc") && cc.is_empty() => cc = field::addresses(field.value),
            4 if field.is("From") && info.from.is_empty() => info.from = field::addresses(field.value),
            4 if field.is("Date") && info.date.is_none() => {
                info.date = field::date(field.value).map(|(seconds, _)| seconds);
            }
            6 if field.is("Sender") && sender.is_empty() => sender = field::addresses(field.value),
            7 if field.is("Subject") && info.subject.is_empty() => {
                info.subject = field::text(field.value, field::MAX_SUBJECT);
            }
            10 if field.is("Message-ID") && info.message_id.is_none() => {
                info.message_id = field::message_ids(field.value).into_iter().next();
            }
            10 if field.is("References") && info.references.is_empty() => {
                info.references = field::message_ids(field.value);
            }
            11 if field.is("In-Reply-To") && in_reply_to.is_none() => {
                in_reply_to = field::message_ids(field.value).into_iter().next();
            }
            12 if field.is("Content-Type") => info.has_attachment = suggests_attachment(field),
            _ => {}
        }
    }
    if info.from.is_empty() {
        info.from = sender;
    }
    info.to.append(&mut cc);
    info.to.truncate(MAX_RECIPIENTS);
    if let Some(parent) = in_reply_to
        && !info.references.contains(&parent)
    {
        info.references.push(parent);
    }
    let surplus = info.references.len().saturating_sub(MAX_REFERENCES);
    info.references.drain(..surplus);
    info
}

/// Whether a message of this type usually carries attachments.
fn suggests_attachment(field: Field<'_>) -> bool {
    let starts =
        |prefix: &[u8]| field.value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    starts(b"multipart/mixed") || [&b"application/"[..], b"image/", b"audio/", b"video/"].into_iter().any(starts)
}

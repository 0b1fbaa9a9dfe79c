//! From what FETCH brought to what the store keeps. Pure.

use crate::imap::FetchedHeader;
use crate::mime;
use crate::model::{Flags, Uid};
use crate::store::NewEnvelope;

/// Reads the header of a message.
pub fn of(fetched: FetchedHeader) -> NewEnvelope {
    let header = mime::parse_header(&fetched.header);
    NewEnvelope {
        uid: fetched.uid,
        flags: fetched.flags,
        received: fetched.internal_date.or(header.date).unwrap_or(0),
        sent: header.date,
        size: fetched.size,
        from: header.from,
        to: header.to,
        subject: header.subject,
        message_id: header.message_id,
        references: header.references,
        has_attachment: header.has_attachment,
    }
}

/// What stands for a message whose header cannot be read: that it is there.
pub fn unreadable(uid: Uid) -> NewEnvelope {
    NewEnvelope {
        uid,
        flags: Flags::default(),
        received: 0,
        sent: None,
        size: 0,
        from: Vec::new(),
        to: Vec::new(),
        subject: String::new(),
        message_id: None,
        references: Vec::new(),
        has_attachment: false,
    }
}

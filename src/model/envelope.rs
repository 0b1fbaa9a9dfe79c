//! What is known of a message without its body.

use serde::{Deserialize, Serialize};

use super::{AccountId, Address, BodyState, EnvelopeId, Flags, MailboxId, Uid};

/// A message as the store keeps it. All texts come from outside, are decoded and bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Never reused.
    pub id: EnvelopeId,
    /// Where the window shows it: where operations that wait take it.
    pub mailbox: MailboxId,
    /// Where the server has it.
    pub server_mailbox: MailboxId,
    /// Its UID there, valid together with that mailbox's UIDVALIDITY.
    pub uid: Uid,
    /// The flags as the server last said.
    pub server_flags: Flags,
    /// What the window shows: the server's flags overlaid by the operations that wait.
    pub flags: Flags,
    /// INTERNALDATE in seconds since the epoch, else the Date header, else 0. Orders the lists.
    pub received: i64,
    /// The Date header in seconds since the epoch.
    pub sent: Option<i64>,
    /// Size on the server in bytes (RFC822.SIZE).
    pub size: u32,
    /// From.
    pub from: Vec<Address>,
    /// To, then Cc, bounded: what the list and the search of people need.
    pub to: Vec<Address>,
    /// Subject, decoded and bounded.
    pub subject: String,
    /// Message-ID without its angle brackets.
    pub message_id: Option<String>,
    /// The last entries of In-Reply-To and References, without angle brackets, oldest first.
    pub references: Vec<String>,
    /// The first words of the text; empty until the body is here.
    pub preview: String,
    /// Whether it carries attachments, as far as known.
    pub has_attachment: bool,
    /// Where the body is.
    pub body: BodyState,
}

/// One row of a message list: just what is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// The message.
    pub id: EnvelopeId,
    /// Its account, whose colour marks the row in the unified inbox.
    pub account: AccountId,
    /// Its mailbox.
    pub mailbox: MailboxId,
    /// The sender's name or address (in Sent and Drafts: the first recipient's).
    pub who: String,
    /// Subject, empty if there is none.
    pub subject: String,
    /// The first words.
    pub preview: String,
    /// INTERNALDATE in seconds since the epoch.
    pub received: i64,
    /// Effective flags.
    pub flags: Flags,
    /// Paper clip.
    pub has_attachment: bool,
}

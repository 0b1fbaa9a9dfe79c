//! What the records hold, beside the domain types that are stored as they are.

use serde::{Deserialize, Serialize};

use super::index::DateEntry;
use super::packs::Location;
use super::types::NewEnvelope;
use crate::model::{
    AccountId, Address, BodyState, Envelope, EnvelopeId, Flags, MailboxId, MailboxName, Sha256Hash, Uid, UidValidity,
};

/// The layout as a whole. A store with a higher number was written by a newer program.
pub(super) const SCHEMA: u32 = 2;

/// The next ids that are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counters {
    pub(super) mailbox: u64,
    pub(super) envelope: u64,
}

/// What the header and FETCH told of a message. Where its body is lies in a [`BodyRow`], so that neither is
/// written when the other changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EnvelopeRow {
    pub(super) mailbox: MailboxId,
    pub(super) uid: Uid,
    pub(super) server_flags: Flags,
    /// What the window shows where that is something else; filled in when the row is read, never written.
    #[serde(with = "unwritten")]
    pub(super) overlaid: Option<Overlaid>,
    pub(super) received: i64,
    pub(super) sent: Option<i64>,
    pub(super) size: u32,
    pub(super) from: Vec<Address>,
    pub(super) to: Vec<Address>,
    pub(super) subject: String,
    pub(super) message_id: Option<String>,
    pub(super) references: Vec<String>,
    pub(super) has_attachment: bool,
}

/// What operations that wait make of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Overlaid {
    pub(super) flags: Flags,
    /// `None`: it is deleted.
    pub(super) mailbox: Option<MailboxId>,
}

impl EnvelopeRow {
    pub(super) fn new(mailbox: MailboxId, new: NewEnvelope) -> Self {
        Self {
            mailbox,
            uid: new.uid,
            server_flags: new.flags,
            overlaid: None,
            received: new.received,
            sent: new.sent,
            size: new.size,
            from: new.from,
            to: new.to,
            subject: new.subject,
            message_id: new.message_id,
            references: new.references,
            has_attachment: new.has_attachment,
        }
    }

    /// The flags the window shows.
    pub(super) fn flags(&self) -> &Flags {
        self.overlaid.as_ref().map_or(&self.server_flags, |overlaid| &overlaid.flags)
    }

    /// The mailbox the window shows it in; `None`: in none.
    pub(super) fn shown_in(&self) -> Option<MailboxId> {
        self.overlaid.as_ref().map_or(Some(self.mailbox), |overlaid| overlaid.mailbox)
    }

    /// Whether it only says that there is a message: its header could not be had.
    pub(super) const fn is_placeholder(&self) -> bool {
        self.size == 0 && self.received == 0
    }

    /// Whether it is certainly not the same message, wherever that is.
    pub(super) fn is_another(&self, other: &Self) -> bool {
        match (&self.message_id, &other.message_id) {
            (Some(id), Some(other)) => id != other,
            (_, _) => (&self.subject, &self.from, self.sent) != (&other.subject, &other.from, other.sent),
        }
    }

    pub(super) const fn date_entry(&self, id: EnvelopeId) -> DateEntry {
        DateEntry { received: self.received, id }
    }

    pub(super) fn into_envelope(self, id: EnvelopeId, body: BodyRow) -> Envelope {
        Envelope {
            id,
            mailbox: self.shown_in().unwrap_or(self.mailbox),
            server_mailbox: self.mailbox,
            uid: self.uid,
            flags: self.flags().clone(),
            server_flags: self.server_flags,
            received: self.received,
            sent: self.sent,
            size: self.size,
            from: self.from,
            to: self.to,
            subject: self.subject,
            message_id: self.message_id,
            references: self.references,
            has_attachment: self.has_attachment || body.has_attachment,
            body: body.state(),
            preview: body.preview,
        }
    }
}

/// A field that only exists in memory, in the place of one that was always `None` on disk.
mod unwritten {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Overlaid;

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(_: &Option<Overlaid>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Option<Overlaid>, D::Error> {
        Option::<()>::deserialize(deserializer).map(|_| None)
    }
}

/// Where the body of a message is, and what its text told. No row: [`BodyState::Missing`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BodyRow {
    pub(super) place: BodyPlace,
    pub(super) preview: String,
    pub(super) has_attachment: bool,
}

/// Where the bytes of a body are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum BodyPlace {
    #[default]
    Missing,
    Stored {
        hash: Sha256Hash,
        location: Location,
        raw_len: u64,
    },
    Skipped,
    Unavailable,
}

impl BodyRow {
    pub(super) const fn state(&self) -> BodyState {
        match self.place {
            BodyPlace::Missing => BodyState::Missing,
            BodyPlace::Stored { hash, .. } => BodyState::Stored(hash),
            BodyPlace::Skipped => BodyState::Skipped,
            BodyPlace::Unavailable => BodyState::Unavailable,
        }
    }

    pub(super) const fn location(&self) -> Option<Location> {
        match self.place {
            BodyPlace::Stored { location, .. } => Some(location),
            BodyPlace::Missing | BodyPlace::Skipped | BodyPlace::Unavailable => None,
        }
    }
}

impl BodyRow {
    /// The same body at another place.
    pub(super) fn moved_to(self, new: Location) -> Self {
        let place = match self.place {
            BodyPlace::Stored { hash, raw_len, .. } => BodyPlace::Stored { hash, location: new, raw_len },
            other @ (BodyPlace::Missing | BodyPlace::Skipped | BodyPlace::Unavailable) => other,
        };
        Self { place, ..self }
    }
}

/// How much of a pack file is written, and how much of that is referred to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackRow {
    pub(super) end: u64,
    pub(super) live: u64,
}

/// A removed message. Its body row stays where it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RescuedRow {
    pub(super) account: AccountId,
    pub(super) envelope: EnvelopeRow,
}

/// Where a message was on its server when its body was stored: by this a body is found again after the cache
/// was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    pub(super) account: AccountId,
    pub(super) mailbox: MailboxName,
    pub(super) uid_validity: Option<UidValidity>,
    pub(super) uid: Uid,
    pub(super) size: u32,
}

/// What stands in a pack before the compressed bytes of a body: enough to find it without the cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedHead {
    pub(super) id: EnvelopeId,
    pub(super) origin: Origin,
    pub(super) hash: Sha256Hash,
    pub(super) raw_len: u64,
    pub(super) preview: String,
    pub(super) has_attachment: bool,
}

//! Identities: ours, which are never reused, and the server's, which are only valid together.

use std::fmt;
use std::num::{NonZeroU32, NonZeroU64};

use serde::{Deserialize, Serialize};

macro_rules! local_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// Wraps a number that the store or the settings handed out.
            pub const fn new(id: u64) -> Self {
                Self(id)
            }

            /// The number, for keys and for display.
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

local_id!(
    /// An account of this profile; never reused, not even after the account was removed.
    AccountId
);
local_id!(
    /// A mailbox of an account; survives a rename on the server.
    MailboxId
);
local_id!(
    /// A message in a mailbox; survives moves and UIDVALIDITY changes, never derived from server data.
    EnvelopeId
);
local_id!(
    /// An action of a person, whether on one message or on thousands.
    ActionId
);
local_id!(
    /// The part of an action that concerns one mailbox.
    OperationId
);

/// A unique identifier of a message within a mailbox and its UIDVALIDITY (RFC 3501, 2.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(NonZeroU32);

impl Uid {
    /// The smallest UID there is.
    pub const MIN: Self = Self(NonZeroU32::MIN);

    /// The largest UID there can be.
    pub const MAX: Self = Self(NonZeroU32::MAX);

    /// The UID after this one.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }

    /// `None` for 0, which the RFC forbids.
    pub fn new(uid: u32) -> Option<Self> {
        NonZeroU32::new(uid).map(Self)
    }

    /// The number on the wire.
    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The validity value that makes UIDs comparable between sessions (RFC 3501, 2.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UidValidity(NonZeroU32);

impl UidValidity {
    /// `None` for 0, which the RFC forbids.
    pub fn new(value: u32) -> Option<Self> {
        NonZeroU32::new(value).map(Self)
    }

    /// The number on the wire.
    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

/// A modification sequence (RFC 7162, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModSeq(NonZeroU64);

impl ModSeq {
    /// `None` for 0, which means "no modification sequences here".
    pub fn new(value: u64) -> Option<Self> {
        NonZeroU64::new(value).map(Self)
    }

    /// The number on the wire.
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

//! What can go wrong inside the store, before it becomes an [`Error`] for others: whether it is the disk's
//! fault, damage of the whole cache, or damage that can be mended mailbox by mailbox.

use std::io;

use crate::error::{Error, ErrorKind};
use crate::model::MailboxId;

/// The result of a step inside the store.
pub(super) type Outcome<T> = std::result::Result<T, Fault>;

/// What went wrong inside the store.
#[derive(Debug)]
pub(super) enum Fault {
    /// A value of this mailbox failed its checksum or contradicts another: its indexes are built anew from
    /// the envelopes, then the step is tried again.
    Mailbox(MailboxId),
    /// sled found its files damaged or broke on them: the cache is set aside.
    Damaged(String),
    /// The disk is full, gone or not writable: what is on it stays as it is.
    Disk(io::ErrorKind, String),
    /// The cache could not be opened again after one of the faults above.
    Closed,
    /// The caller's to handle; nothing is wrong with the store.
    Caller(Error),
}

impl Fault {
    /// The error for the caller who was doing `context`.
    pub(super) fn into_error(self, context: &str) -> Error {
        match self {
            Self::Caller(error) => error,
            Self::Mailbox(id) => Error::new(ErrorKind::Storage, context)
                .with_source(format!("the records of mailbox {id} contradict each other")),
            Self::Damaged(detail) => Error::new(ErrorKind::StoreDamaged, context).with_source(detail),
            Self::Closed => Error::new(ErrorKind::Storage, context).with_source("the cache is closed"),
            Self::Disk(kind, detail) => Error::new(disk_error_kind(kind), context).with_source(detail),
        }
    }
}

/// What a failed file operation means to a person.
pub(super) const fn disk_error_kind(kind: io::ErrorKind) -> ErrorKind {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::DiskFull,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => ErrorKind::NotWritable,
        _ => ErrorKind::Storage,
    }
}

/// An error of a file operation beside sled.
pub(super) fn disk_error(context: impl Into<String>, error: io::Error) -> Error {
    Error::new(disk_error_kind(error.kind()), context).with_source(error)
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Caller(error)
    }
}

impl From<sled::Error> for Fault {
    fn from(error: sled::Error) -> Self {
        match error {
            // An end of file where sled expects a page is a cut file, not a failing disk.
            sled::Error::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Self::Disk(error.kind(), error.to_string())
            }
            error @ (sled::Error::Io(_)
            | sled::Error::Corruption { .. }
            | sled::Error::ReportableBug(_)
            | sled::Error::Unsupported(_)
            | sled::Error::CollectionNotFound(_)) => Self::Damaged(error.to_string()),
        }
    }
}

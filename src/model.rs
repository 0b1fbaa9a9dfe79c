//! Plain domain types, named by the RFCs' words.
//!
//! Nothing in here does I/O, knows a library of the wire or the store, or depends on another module
//! of this crate. Everything is `Clone + Debug + Send` and may cross the channel between window and
//! service.

mod account;
mod address;
mod body;
mod checked;
mod envelope;
mod flags;
mod ids;
mod mailbox;
mod mailbox_name;
mod operation;
mod quota;
mod secret;
mod special;
mod tag;
mod uid_set;
pub mod utf7;

pub use account::{Account, AccountColour, PasswordSource, Security, Server};
pub use address::Address;
pub use body::{BodyState, Sha256Hash};
pub use checked::Checked;
pub use envelope::{Envelope, ListRow};
pub use flags::{Flag, Flags};
pub use ids::{AccountId, ActionId, EnvelopeId, MailboxId, ModSeq, OperationId, Uid, UidValidity};
pub use mailbox::{Frozen, Mailbox, MailboxCounts, SpecialUse, SyncMark};
pub use mailbox_name::MailboxName;
pub use operation::{Conflict, Destination, Intent, Logged, LoggedPart, Outcome, Stage, Verb};
pub use quota::{Level, Quota, Quotas, Resource, Usage};
pub use secret::Secret;
pub use special::{Choices, Origin, Special};
pub use tag::Tag;
pub use uid_set::UidSet;

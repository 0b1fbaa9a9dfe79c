//! How the store is brought in step with a server.
//!
//! Deciding is pure and lies in files of its own: [`plan`] (what to fetch), [`reconcile`] (what is gone),
//! [`rematch`] (a new UIDVALIDITY), [`queue`] (what of a person's actions to send), [`proof`] (whether the store
//! says what the server says), [`quarantine`] (a message that breaks connections), [`retention`]
//! (which bodies), [`order`], [`backoff`], [`progress`], [`provider`]. The drivers carry it out.

pub mod backoff;
pub mod bodies;
pub(crate) mod envelope;
pub mod mailboxes;
pub mod order;
pub mod plan;
pub mod progress;
pub mod proof;
pub mod provider;
pub mod pull;
pub mod push;
pub mod quarantine;
pub mod queue;
pub mod quota;
mod rebind;
pub mod reconcile;
pub mod rematch;
mod renamed;
pub mod restore;
pub mod retention;
mod stage;
pub mod verify;
pub mod work;

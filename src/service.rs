//! The mail service: one actor per account and a hub, on a runtime of its own. Commands and queries in,
//! events out.

pub mod api;

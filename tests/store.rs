//! The store against a model in memory, against kill -9, and against torn files, full disks and second
//! openers.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

#[path = "store/child.rs"]
mod child;
#[path = "store/disk.rs"]
mod disk;
#[path = "store/frozen.rs"]
mod frozen;
#[path = "store/kill.rs"]
mod kill;
#[path = "store/model.rs"]
mod model;
#[path = "store/moves.rs"]
mod moves;
#[path = "store/moves_model.rs"]
mod moves_model;
#[path = "store/queue.rs"]
mod queue;
#[path = "store/steps.rs"]
mod steps;
#[path = "store/support.rs"]
mod support;
#[path = "store/torn.rs"]
mod torn;

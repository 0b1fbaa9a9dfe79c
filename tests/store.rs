//! The store against a model in memory, against kill -9, and against torn files, full disks and second
//! openers.

#[path = "store/child.rs"]
mod child;
#[path = "store/disk.rs"]
mod disk;
#[path = "store/kill.rs"]
mod kill;
#[path = "store/model.rs"]
mod model;
#[path = "store/steps.rs"]
mod steps;
#[path = "store/support.rs"]
mod support;
#[path = "store/torn.rs"]
mod torn;

//! The store against a model in memory, against kill -9, and against torn files, full disks and second
//! openers.

#[path = "store/model.rs"]
mod model;
#[path = "store/steps.rs"]
mod steps;
#[path = "store/support.rs"]
mod support;

//! What differs from one operating system to the next, apart from the window itself.
//!
//! Nothing in here knows mail. Every Unix-only path has its counterpart for Windows and macOS behind
//! `cfg`, so that no caller has to know where it runs.

pub mod display;
pub mod ending;
pub mod instance;
pub mod log;
pub mod open;
pub mod wake;

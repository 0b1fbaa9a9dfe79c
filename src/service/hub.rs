//! The hub: takes commands and queries, keeps the actors.

use super::Mode;
use super::api::{Handle, channel};
use crate::config::{Paths, Profile};
use crate::error::Result;

pub(super) fn start(paths: &Paths, _mode: Mode) -> Result<Handle> {
    let _profile = Profile::open(paths)?;
    Ok(channel().0)
}

pub(super) fn open_sample() -> Result<Handle> {
    Ok(channel().0)
}

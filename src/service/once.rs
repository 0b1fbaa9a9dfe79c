//! One complete pass over all accounts.

use super::SyncReport;
use super::api::AccountState;
use crate::config::{Paths, Profile};
use crate::error::Result;
use crate::model::AccountId;

pub(super) fn run(paths: &Paths, _progress: &mut dyn FnMut(AccountId, &AccountState)) -> Result<SyncReport> {
    let _profile = Profile::open(paths)?;
    Ok(SyncReport::default())
}

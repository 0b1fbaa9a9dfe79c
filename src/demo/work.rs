//! The letters of the office account.

mod fair;
mod machines;
mod office;
mod polarstern;

use super::compose::Letter;

/// All letters of the office account.
pub(super) fn letters() -> Vec<Letter> {
    [polarstern::letters(), fair::letters(), office::letters(), machines::letters()].concat()
}

//! The letters of the private account.

mod family;
mod friends;
mod news;
mod shelves;
mod shops;

use super::compose::Letter;

/// All letters of the private account.
pub(super) fn letters() -> Vec<Letter> {
    [friends::letters(), family::letters(), news::letters(), shops::letters(), shelves::letters()].concat()
}

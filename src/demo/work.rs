//! The letters of the office account.

use super::WORK;
use super::compose::Letter;
use super::people::{LENA_WORK, PRIYA};

/// All letters of the office account.
pub(super) fn letters() -> Vec<Letter> {
    vec![
        Letter::new(WORK, "INBOX", PRIYA, LENA_WORK, "Lens coating: first results")
            .minutes(12)
            .unread()
            .text("Hi Lena,\n\nthe first coated samples came out of the chamber this morning.\n\nPriya\n"),
    ]
}

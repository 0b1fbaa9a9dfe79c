//! The letters of the private account.

use super::PRIVAT;
use super::compose::Letter;
use super::people::{ANNA, LENA};

/// All letters of the private account.
pub(super) fn letters() -> Vec<Letter> {
    vec![
        Letter::new(PRIVAT, "INBOX", ANNA, LENA, "Sonntag an die Förde?")
            .minutes(34)
            .unread()
            .text("Liebe Lena,\n\nder Wetterbericht sagt Sonne. Kommst du mit an die Förde?\n\nAnna\n"),
    ]
}

//! HTML of mail as a document: no script, no style sheet engine, nothing loaded from anywhere.

mod strip;

pub(super) use strip::strip;

use super::document::Document;
use super::plain;

/// What was made of an HTML part.
#[derive(Debug, Default)]
pub(super) struct Html {
    pub(super) document: Document,
    /// Whether only the bare text could be shown.
    pub(super) stripped: bool,
    /// References to things on the network that were not loaded.
    pub(super) blocked: u32,
    /// Hidden words at the beginning that are meant for the list.
    pub(super) preheader: String,
}

/// Reads HTML.
pub(super) fn document(html: &str) -> Html {
    let document = plain::document(&strip(html), plain::Flow::Fixed);
    Html { document, stripped: true, ..Html::default() }
}

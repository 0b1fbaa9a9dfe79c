//! HTML of mail as a document: no script, nothing loaded from anywhere.
//!
//! html2text (html5ever) reads the HTML into its DOM; [`walk`] turns that into blocks and spans without
//! recursion. Its own lines of annotated text are not used: they are wrapped to a width and have lost which
//! table holds data and which is only layout, and rendering them is quadratic in nesting and fails with
//! "too narrow" on deep quotes. What [`scan`] finds to be too costly to parse is shown as bare text.

mod build;
mod dom;
mod scan;
mod strip;
mod style;
mod tables;
mod walk;

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
    if scan::is_reasonable(html)
        && let Some(read) = walk::read(html)
    {
        return read;
    }
    let document = plain::document(&strip(html), plain::Flow::Fixed);
    Html { document, stripped: true, ..Html::default() }
}

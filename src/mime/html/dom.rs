//! Access to html2text's DOM: elements, their attributes, their text.

use std::cell::RefCell;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use html2text::{Element, Handle, RcDom};

/// The longest that parsing may take; [`super::scan`] keeps it far below. What was read by then is shown.
const MAX_TIME: Duration = Duration::from_millis(1500);
/// Children are copied out of the DOM one list at a time; this many at most.
const MAX_CHILDREN: usize = 200_000;

/// HTML, parsed.
pub(super) struct Dom {
    tree: RcDom,
    /// Whether time ran out before the end.
    pub(super) cut: bool,
}

impl Dom {
    /// Parses HTML with html2text's parser.
    pub(super) fn parse(html: &str) -> Option<Self> {
        let mut input = Timed { rest: html.as_bytes(), end: Instant::now() + MAX_TIME, cut: false };
        let tree = html2text::config::rich().parse_html(&mut input).ok()?;
        Some(Self { tree, cut: input.cut })
    }

    /// The document node.
    pub(super) fn root(&self) -> Handle {
        self.tree.document.clone()
    }
}

/// Hands out the input until the time is up.
struct Timed<'a> {
    rest: &'a [u8],
    end: Instant,
    cut: bool,
}

impl Read for &mut Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.rest.is_empty() && Instant::now() > self.end {
            self.cut = true;
            return Ok(0);
        }
        self.rest.read(buffer)
    }
}

/// The name of an element; `None` for text, comments and the document.
pub(super) fn element_name(node: &Handle) -> Option<&str> {
    match &node.data {
        Element { name, .. } => Some(&name.local),
        _ => None,
    }
}

/// An attribute of an element.
pub(super) fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attribute| &*attribute.name.local == wanted).map(|found| found.value.to_string())
}

/// The text of a text node. html2text exports its node type but not the name of this variant, so the
/// node is written out and its four escapes are undone.
pub(super) fn text(node: &Handle) -> Option<String> {
    if !matches!(&node.data, html2text::Comment { .. } | html2text::Document | Element { .. }) {
        let mut written = Vec::new();
        node.serialize(&mut written).ok()?;
        let written = String::from_utf8(written).ok()?;
        if written.starts_with("<!DOCTYPE") {
            return None;
        }
        if !written.contains('&') {
            return Some(written);
        }
        return Some(
            written.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{A0}").replace("&amp;", "&"),
        );
    }
    None
}

/// The children of a node in order.
pub(super) fn children(node: &Handle) -> Vec<Handle> {
    let children: &RefCell<Vec<Handle>> = &node.children;
    children.borrow().iter().take(MAX_CHILDREN).cloned().collect()
}

/// All text below a node, without recursion, up to about `max` bytes; scripts and styles below it are no text.
pub(super) fn text_below(node: &Handle, max: usize) -> String {
    let mut collected = String::new();
    let mut stack = children(node);
    stack.reverse();
    while let Some(node) = stack.pop() {
        if collected.len() > max {
            break;
        }
        if let Some(text) = text(&node) {
            collected.push_str(&text);
            collected.push(' ');
        } else if !matches!(element_name(&node), Some("script" | "style" | "title")) {
            let mut below = children(&node);
            below.reverse();
            stack.append(&mut below);
        }
    }
    collected
}

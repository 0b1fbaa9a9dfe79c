//! Looks at HTML before it is parsed and estimates what parsing it would cost.
//!
//! html5ever walks its stack of open elements for many tags, compares every attribute of a tag with all
//! others, and copies every open formatting element into each new paragraph. So a megabyte can cost minutes
//! or gigabytes. The estimate is a function of the input alone: the same mail looks the same everywhere.

use std::collections::HashMap;

use super::strip::{split_tag, tag_name};

/// Elements inside elements. The wildest newsletters have 120.
const MAX_DEPTH: u32 = 400;
/// Sum of the depth over all tags: what walks up the stack may cost.
const MAX_DEPTH_WORK: u64 = 20_000_000;
/// Nodes, with the formatting elements that are copied.
const MAX_NODES: u64 = 400_000;
/// Sum of the squares of the attributes over all tags.
const MAX_ATTRIBUTE_WORK: u64 = 20_000_000;

/// Elements without content.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements that the next of their kind closes. What nests is counted by what stands around them.
const CLOSED_BY_THE_NEXT: [&str; 15] =
    ["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "html", "body", "head"];
/// Elements that are opened again in each new paragraph until they are closed.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Whether HTML can be parsed within reasonable time and memory.
pub(super) fn is_reasonable(html: &str) -> bool {
    let mut cost = Cost::default();
    let mut rest = html;
    // Looking for an end that is not there would be quadratic.
    let mut endless = false;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        let tag = rest.get(open..).unwrap_or_default();
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end..)).unwrap_or_default();
            continue;
        }
        let Some(name) = tag_name(tag) else {
            rest = tag.get(1..).unwrap_or_default();
            continue;
        };
        let (content, behind) = split_tag(tag);
        let name = name.to_ascii_lowercase();
        rest = behind;
        if matches!(name.as_str(), "script" | "style") && !endless {
            match rest.find(&format!("</{name}")).and_then(|at| rest.get(at..)) {
                Some(behind) => rest = behind,
                None => endless = true,
            }
        }
        cost.add(&name, content);
        if cost.is_too_high() {
            return false;
        }
    }
    true
}

#[derive(Default)]
struct Cost {
    open: HashMap<String, u32>,
    depth: u32,
    formatting: u32,
    depth_work: u64,
    nodes: u64,
    attribute_work: u64,
}

impl Cost {
    fn add(&mut self, name: &str, content: &str) {
        self.depth_work += u64::from(self.depth);
        if let Some(name) = name.strip_prefix('/') {
            self.close(name);
            return;
        }
        self.nodes += 2 + u64::from(self.formatting);
        let attributes = content.bytes().filter(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'/')).count() as u64;
        // Long values hold spaces too; only very many count.
        self.attribute_work += if attributes > 200 { attributes * attributes / 4 } else { 0 };
        if VOID.contains(&name) || CLOSED_BY_THE_NEXT.contains(&name) {
            return;
        }
        *self.open.entry(name.to_owned()).or_default() += 1;
        self.depth += 1;
        self.formatting += u32::from(FORMATTING.contains(&name));
    }

    fn close(&mut self, name: &str) {
        if let Some(open) = self.open.get_mut(name).filter(|open| **open > 0) {
            *open -= 1;
            self.depth = self.depth.saturating_sub(1);
            self.formatting -= u32::from(FORMATTING.contains(&name)).min(self.formatting);
        }
    }

    const fn is_too_high(&self) -> bool {
        self.depth > MAX_DEPTH
            || self.depth_work > MAX_DEPTH_WORK
            || self.nodes > MAX_NODES
            || self.attribute_work > MAX_ATTRIBUTE_WORK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_html_is_reasonable_however_sloppy() {
        assert!(is_reasonable(""));
        assert!(is_reasonable(&"<p>Hallo <b>Welt</b><br>".repeat(20_000)));
        assert!(is_reasonable(&"<table><tr><td>x".repeat(100)));
        assert!(is_reasonable(&"<li>eins".repeat(50_000)));
        assert!(is_reasonable(&"<div>x</div>".repeat(50_000)));
        assert!(is_reasonable("2 < 3 <3 <> </> <!-- <div> --> a<b"));
    }

    #[test]
    fn html_that_would_take_minutes_or_gigabytes_is_not() {
        let fonts: String = (0..300).map(|n| format!("<font size={n}>")).collect();
        for (what, html) in [
            ("nested lists", "<ul><li>".repeat(20_000)),
            ("nested divs", "<div>".repeat(20_000)),
            ("copied formatting", format!("{fonts}{}", "<p>x".repeat(100_000))),
            ("attributes", format!("<p {}>", (0..200_000).map(|n| format!("a{n}=1 ")).collect::<String>())),
            ("unclosed addresses", "<a.b@example.org>".repeat(5_000)),
        ] {
            assert!(!is_reasonable(&html), "{what}");
        }
    }
}

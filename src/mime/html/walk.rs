//! Walks the DOM of an HTML mail and tells the builder what it meets.
//!
//! Invariant: no recursion, every node is met once, and what an element changes is undone at its end.

use html2text::Handle;

use super::Html;
use super::build::{Builder, Look};
use super::dom::{self, Dom};
use super::style::{self, Inline, Sheet};
use super::tables::Tables;
use crate::mime::{clean, link};

/// Nodes that are walked; [`super::scan`] keeps real ones below.
const MAX_STEPS: usize = 2_000_000;
/// Characters of hidden first words.
const MAX_PREHEADER: usize = 300;
/// Characters of the text that stands for an image.
const MAX_ALT: usize = 200;

/// Elements that are never read.
const SILENT: [&str; 22] = [
    "head", "script", "style", "title", "template", "noscript", "object", "applet", "iframe", "svg", "math", "select",
    "textarea", "audio", "video", "canvas", "map", "meta", "link", "base", "datalist", "frameset",
];

/// Reads HTML; `None` if it could not be parsed or says nothing at all.
pub(super) fn read(html: &str) -> Option<Html> {
    let dom = Dom::parse(html)?;
    let root = dom.root();
    let mut walk = Walk { tables: Tables::of(&root), ..Walk::new() };
    walk.survey(&root);
    walk.run(&root);
    let mut document = walk.builder.finish();
    document.truncated |= dom.cut || walk.cut;
    let preheader = clean::line(&walk.preheader, MAX_PREHEADER);
    Some(Html { document, stripped: false, blocked: walk.blocked, preheader })
}

struct Walk {
    builder: Builder,
    tables: Tables,
    sheet: Sheet,
    blocked: u32,
    preheader: String,
    cut: bool,
}

/// What is left to do.
enum Step {
    Enter(Handle),
    Leave(End),
}

/// What the end of an element undoes.
struct End {
    /// The look before it.
    look: Option<Look>,
    edge: Edge,
}

/// What the end of an element does to the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    None,
    Line,
    Paragraph,
    /// Closes this many frames.
    Frames(usize),
    Preformatted,
}

impl Walk {
    fn new() -> Self {
        Self {
            builder: Builder::new(),
            tables: Tables::default(),
            sheet: Sheet::default(),
            blocked: 0,
            preheader: String::new(),
            cut: false,
        }
    }

    /// Style sheets and remote references, wherever they stand.
    fn survey(&mut self, root: &Handle) {
        let mut stack = vec![root.clone()];
        while let Some(node) = stack.pop() {
            if let Some(name) = dom::element_name(&node) {
                if name == "style" {
                    let css = dom::text_below(&node, 256 * 1024);
                    self.blocked = self.blocked.saturating_add(style::remote_references(&css));
                    self.sheet.add(&css);
                }
                self.blocked = self.blocked.saturating_add(remote_references(&node, name));
            }
            stack.extend(dom::children(&node));
        }
    }

    fn run(&mut self, root: &Handle) {
        let mut stack = vec![Step::Enter(root.clone())];
        let mut steps = 0;
        while let Some(step) = stack.pop() {
            steps += 1;
            if steps > MAX_STEPS || self.builder.is_full() {
                self.cut = true;
                return;
            }
            match step {
                Step::Leave(end) => self.leave(end),
                Step::Enter(node) => {
                    if let Some(text) = dom::text(&node) {
                        self.builder.push_text(&text);
                    } else if let Some(end) = self.enter(&node) {
                        stack.push(Step::Leave(end));
                        stack.extend(dom::children(&node).into_iter().rev().map(Step::Enter));
                    }
                }
            }
        }
    }

    fn leave(&mut self, end: End) {
        match end.edge {
            Edge::None => {}
            Edge::Line => self.builder.boundary(),
            Edge::Paragraph => self.builder.paragraph(),
            Edge::Frames(count) => (0..count).for_each(|_| self.builder.close()),
            Edge::Preformatted => self.builder.close_preformatted(),
        }
        if let Some(look) = end.look {
            self.builder.look = look;
        }
    }

    /// Begins a node; `None` if there is nothing to read in it.
    fn enter(&mut self, node: &Handle) -> Option<End> {
        let Some(name) = dom::element_name(node) else {
            return matches!(node.data, html2text::Document).then_some(End { look: None, edge: Edge::None });
        };
        if SILENT.contains(&name) {
            return None;
        }
        let inline = dom::attribute(node, "style").map(|style| Inline::of(&style)).unwrap_or_default();
        if inline.hidden || dom::attribute(node, "hidden").is_some() || self.sheet.hides(node) {
            self.remember_preheader(node);
            return None;
        }
        let before = self.builder.look.clone();
        let edge = self.begin(node, name, inline);
        self.restyle(node, name, inline);
        let look = (self.builder.look != before).then_some(before);
        Some(End { look, edge })
    }

    /// The hidden words at the beginning are what the sender wants the list to show.
    fn remember_preheader(&mut self, node: &Handle) {
        if self.preheader.is_empty() && !self.builder.has_text() {
            self.preheader = dom::text_below(node, MAX_PREHEADER * 4)
                .chars()
                .filter(|c| !matches!(c, '\u{034F}' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2007}' | '\u{FEFF}'))
                .collect::<String>()
                .trim()
                .to_owned();
        }
    }

    /// What the beginning of an element does to the lines and blocks.
    fn begin(&mut self, node: &Handle, name: &str, inline: Inline) -> Edge {
        let builder = &mut self.builder;
        match name {
            "br" => builder.line_break(),
            "hr" => builder.rule(),
            "img" => self.image(node),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" | "dt" | "dd" | "figure" | "figcaption"
            | "caption" | "fieldset" => {
                builder.paragraph();
                return Edge::Paragraph;
            }
            "ul" | "menu" | "dir" => return frames(builder.open_list(None)),
            "ol" => {
                let start = dom::attribute(node, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                return frames(builder.open_list(Some(start)));
            }
            "li" => return Edge::Frames(builder.open_item()),
            "blockquote" => return frames(builder.open_quote()),
            "pre" | "listing" | "xmp" | "plaintext" => {
                if builder.open_preformatted() {
                    return Edge::Preformatted;
                }
                builder.look.lines_count = true;
                builder.boundary();
                return Edge::Line;
            }
            "table" => {
                if self.tables.is_data(node) {
                    return frames(builder.open_table());
                }
                builder.paragraph();
                return Edge::Paragraph;
            }
            "tr" => return self.row(node),
            "td" | "th" => return self.cell(node, name),
            "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "nav" | "center" | "address"
            | "form" | "details" | "summary" | "body" | "legend" | "hgroup" => {
                if inline.bar {
                    return frames(builder.open_quote());
                }
                builder.boundary();
                return Edge::Line;
            }
            _ => {}
        }
        Edge::None
    }

    fn row(&mut self, node: &Handle) -> Edge {
        if self.builder.open_row() {
            return Edge::Frames(1);
        }
        self.builder.paragraph();
        if self.tables.is_inline_row(node) {
            self.builder.look.one_line = true;
        }
        Edge::Paragraph
    }

    fn cell(&mut self, node: &Handle, name: &str) -> Edge {
        let columns = dom::attribute(node, "colspan").and_then(|columns| columns.trim().parse().ok()).unwrap_or(1);
        if self.builder.open_cell(u32::min(columns, 24)) {
            if name == "th" {
                self.builder.look.style.bold = true;
            }
            return Edge::Frames(1);
        }
        if self.builder.look.one_line {
            self.builder.separator();
            return Edge::None;
        }
        self.builder.paragraph();
        Edge::Paragraph
    }

    /// How the text of an element looks.
    fn restyle(&mut self, node: &Handle, name: &str, inline: Inline) {
        let look = &mut self.builder.look;
        match name {
            "b" | "strong" | "dt" => look.style.bold = true,
            "i" | "em" | "cite" | "dfn" | "var" => look.style.italic = true,
            "s" | "strike" | "del" => look.style.strikeout = true,
            "code" | "kbd" | "samp" | "tt" => look.style.code = true,
            "a" => {
                if let Some(href) = dom::attribute(node, "href") {
                    look.link = link::target(&href);
                }
            }
            "h1" => look.heading = Some(1),
            "h2" => look.heading = Some(2),
            "h3" => look.heading = Some(3),
            "h4" => look.heading = Some(4),
            "h5" => look.heading = Some(5),
            "h6" => look.heading = Some(6),
            _ => {}
        }
        if let Some(bold) = inline.bold {
            look.style.bold = bold;
        }
        if let Some(italic) = inline.italic {
            look.style.italic = italic;
        }
        look.style.strikeout |= inline.strikeout;
        look.lines_count |= inline.preformatted;
    }

    /// An image is its description; pixels that only count readers have none.
    fn image(&mut self, node: &Handle) {
        let alt = dom::attribute(node, "alt").unwrap_or_default();
        let alt = clean::line(&alt, MAX_ALT);
        if !alt.is_empty() {
            self.builder.push_text(" ");
            self.builder.push_text(&alt);
            self.builder.push_text(" ");
        }
    }
}

const fn frames(opened: bool) -> Edge {
    if opened { Edge::Frames(1) } else { Edge::Line }
}

/// How many things on the network an element refers to.
fn remote_references(node: &Handle, name: &str) -> u32 {
    let remote = |attribute: &str| {
        let value = dom::attribute(node, attribute).unwrap_or_default();
        let value = value.trim_start().to_ascii_lowercase();
        u32::from(value.starts_with("http:") || value.starts_with("https:") || value.starts_with("//"))
    };
    let loaded = match name {
        "img" | "input" | "iframe" | "frame" | "embed" | "audio" | "source" | "script" | "track" | "image" => {
            remote("src")
        }
        "video" => remote("src") + remote("poster"),
        "object" => remote("data"),
        "link" => remote("href"),
        _ => 0,
    };
    let style = dom::attribute(node, "style").map_or(0, |style| style::remote_references(&style));
    loaded + remote("background") + style
}

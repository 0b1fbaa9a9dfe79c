//! The little of CSS that matters for reading: what is hidden, bold, italic, struck, quoted, preformatted.

use std::collections::BTreeSet;

use html2text::Handle;

use super::dom;

/// Selectors of hidden things that are kept of a message's style sheets.
const MAX_SELECTORS: usize = 2_000;

/// What the style attribute of an element says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inline {
    pub(super) hidden: bool,
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) strikeout: bool,
    pub(super) preformatted: bool,
    /// A bar at the left, which is how Outlook and others mark a quote.
    pub(super) bar: bool,
}

impl Inline {
    pub(super) fn of(style: &str) -> Self {
        let style: String =
            style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).take(4096).collect();
        let mut inline = Self::default();
        let mut no_height = false;
        let mut clipped = false;
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.trim_end_matches("!important");
            match (property, value) {
                ("display", "none") | ("visibility", "hidden") => inline.hidden = true,
                ("font-weight", weight) => inline.bold = weight_is_bold(weight),
                ("font-style", "italic" | "oblique") => inline.italic = Some(true),
                ("font-style", "normal") => inline.italic = Some(false),
                ("text-decoration" | "text-decoration-line", value) => {
                    inline.strikeout |= value.contains("line-through");
                }
                ("white-space", "pre" | "pre-wrap" | "pre-line" | "break-spaces") => inline.preformatted = true,
                ("border-left", value) => inline.bar = is_visible_border(value),
                ("max-height" | "height", "0" | "0px") => no_height = true,
                ("overflow", "hidden") => clipped = true,
                _ => {}
            }
        }
        inline.hidden |= no_height && clipped;
        inline
    }
}

fn weight_is_bold(weight: &str) -> Option<bool> {
    match weight {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        number => number.parse::<u16>().ok().map(|number| number >= 600),
    }
}

fn is_visible_border(value: &str) -> bool {
    ["solid", "dashed", "dotted", "double", "inset", "groove", "ridge", "outset"]
        .iter()
        .any(|kind| value.contains(kind))
        && !value.contains("transparent")
        && !value.starts_with('0')
}

/// What style sheets of the message hide.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    classes: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Sheet {
    /// Adds the rules of a style element. Rules inside `@media` depend on the screen and are passed over.
    pub(super) fn add(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some(open) = rest.find('{') {
            let (selectors, body) = rest.split_at(open);
            let body = body.get(1..).unwrap_or_default();
            if selectors.trim_start().starts_with('@') {
                rest = skip_block(body);
                continue;
            }
            let end = body.find('}').unwrap_or(body.len());
            if Inline::of(body.get(..end).unwrap_or_default()).hidden {
                selectors.split(',').for_each(|selector| self.add_selector(selector.trim()));
            }
            rest = body.get(end + 1..).unwrap_or_default();
        }
    }

    /// Only selectors of one class or one id, with or without an element, are understood.
    fn add_selector(&mut self, selector: &str) {
        if self.classes.len() + self.ids.len() >= MAX_SELECTORS || selector.len() > 200 {
            return;
        }
        let simple =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if let Some((element, class)) = selector.split_once('.')
            && simple(class)
            && (element.is_empty() || simple(element))
        {
            self.classes.insert(class.to_owned());
        } else if let Some((element, id)) = selector.split_once('#')
            && simple(id)
            && (element.is_empty() || simple(element))
        {
            self.ids.insert(id.to_owned());
        }
    }

    /// Whether the sheets hide an element.
    pub(super) fn hides(&self, node: &Handle) -> bool {
        let class = || dom::attribute(node, "class").unwrap_or_default();
        let id = || dom::attribute(node, "id").unwrap_or_default();
        !self.classes.is_empty() && class().split_whitespace().any(|class| self.classes.contains(class))
            || !self.ids.is_empty() && self.ids.contains(id().trim())
    }
}

fn without_comments(css: &str) -> String {
    let mut clean = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        clean.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    clean.push_str(rest);
    clean.replace("<!--", "").replace("-->", "")
}

/// What follows a block whose opening brace is behind.
fn skip_block(css: &str) -> &str {
    let mut depth = 1_u32;
    for (index, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth = depth.saturating_add(1),
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return css.get(index + 1..).unwrap_or_default();
        }
    }
    ""
}

/// How many things on the network a piece of CSS refers to.
pub(super) fn remote_references(css: &str) -> u32 {
    let lower = css.to_ascii_lowercase();
    let count = |part: &str| {
        let inside = part.trim_start_matches(['\'', '"', ' ', '\t', '\n']);
        u32::from(inside.starts_with("http:") || inside.starts_with("https:") || inside.starts_with("//"))
    };
    let urls: u32 = lower.split("url(").skip(1).map(count).sum();
    let imports: u32 = lower.split("@import").skip(1).map(|part| count(part.trim_start())).sum();
    urls.saturating_add(imports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_things_are_known_by_attribute_and_by_sheet() {
        for (style, hidden) in [
            ("display:none", true),
            ("color:red; DISPLAY : NONE !important", true),
            ("max-height:0;overflow:hidden", true),
            ("visibility:hidden", true),
            ("display:block", false),
            ("max-height:0", false),
            ("", false),
        ] {
            assert_eq!(Inline::of(style).hidden, hidden, "{style:?}");
        }
        let mut sheet = Sheet::default();
        sheet.add("/* x */ .preheader, span.ghost { display: none !important } @media (max-width: 1px) { .big { display:none } } #n{display:none}.seen{color:red");

        assert_eq!(sheet.classes.iter().collect::<Vec<_>>(), ["ghost", "preheader"]);
        assert_eq!(sheet.ids.iter().collect::<Vec<_>>(), ["n"]);
    }

    #[test]
    fn remote_references_of_css_are_counted() {
        for (css, count) in [
            ("background:url(https://example.org/a.png)", 1),
            ("background:url('http://a') , url( \"//b\" )", 2),
            ("@import \"https://example.org/x.css\"; @import url(https://example.org/y.css)", 2),
            ("background:url(data:image/png;base64,x) url(cid:1)", 0),
        ] {
            assert_eq!(remote_references(css), count, "{css}");
        }
    }
}

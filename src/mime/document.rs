//! What the reader draws: a tree of blocks and spans, free of HTML.
//!
//! Built from plain text or from html2text's annotated output; bounded in depth and size where it is
//! built, so that whoever walks it may recurse.

/// The text of a message, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Top-level blocks in reading order.
    pub blocks: Vec<Block>,
    /// Whether something was left out because a bound was reached; the reader says so.
    pub truncated: bool,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Vec<Span>),
    /// A paragraph; line breaks inside are `\n` in the spans.
    Paragraph(Vec<Span>),
    /// A list; `Some(n)` numbers it from n.
    List(Option<u32>, Vec<Vec<Block>>),
    /// A quote of somebody's earlier words.
    Quote(Vec<Block>),
    /// A data table: rows of cells.
    Table(Vec<Vec<Vec<Span>>>),
    /// Text whose spaces and breaks count.
    Preformatted(String),
    /// A horizontal line.
    Rule,
}

/// A run of text of one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Where it leads: only http, https, mailto and tel ever stand here.
    pub link: Option<String>,
}

/// How a run of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Bold.
    pub bold: bool,
    /// Italics.
    pub italic: bool,
    /// Struck out.
    pub strikeout: bool,
    /// Code.
    pub code: bool,
}

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

/// What a document was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSource {
    /// A text/plain part.
    Plain,
    /// A text/html part.
    Html,
    /// HTML that html2text could not render within its bounds: its bare text.
    HtmlStripped,
    /// There was no text.
    #[default]
    Empty,
}

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// A name that is safe to show and to save under.
    pub name: String,
    /// The media type in lower case ("application/pdf").
    pub media_type: String,
    /// Size in bytes, decoded.
    pub size: u64,
    /// Whether opening it may run a program.
    pub executable: bool,
}

impl Document {
    /// Bytes of text in it, without what stands around.
    pub fn text_len(&self) -> usize {
        self.blocks.iter().map(Block::text_len).sum()
    }
}

impl Block {
    /// Bytes of text in it. Depth is bounded where documents are built.
    pub fn text_len(&self) -> usize {
        let spans = |spans: &[Span]| spans.iter().map(|span| span.text.trim().len()).sum::<usize>();
        match self {
            Self::Heading(_, inside) | Self::Paragraph(inside) => spans(inside),
            Self::List(_, items) => items.iter().flatten().map(Self::text_len).sum(),
            Self::Quote(blocks) => blocks.iter().map(Self::text_len).sum(),
            Self::Table(rows) => rows.iter().flatten().map(|cell| spans(cell)).sum(),
            Self::Preformatted(text) => text.trim().len(),
            Self::Rule => 0,
        }
    }
}

//! The whole of a message: what the reader shows, what the store keeps beside it.

use super::body::Selection;
use super::document::{Attachment, Block, Document, Span, Style, TextSource};
use super::entity::Entity;
use super::{attachment as names, field, html, plain, preview};
use crate::model::Address;

/// A message as the reader shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedMessage {
    /// From, else Sender.
    pub from: Vec<Address>,
    /// Reply-To; empty if it is the same as From.
    pub reply_to: Vec<Address>,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Subject, decoded, cleaned and bounded.
    pub subject: String,
    /// The Date header in seconds since the epoch, with the offset it was written in (seconds east).
    pub sent: Option<(i64, i32)>,
    /// The text.
    pub document: Document,
    /// What the text was made from.
    pub source: TextSource,
    /// References to things on the network that were not loaded.
    pub blocked: u32,
    /// What is attached, in the order of the message.
    pub attachments: Vec<Attachment>,
    /// The first words of the text.
    pub preview: String,
}

/// What the store keeps of a body beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The first words of the text.
    pub preview: String,
    /// Whether something is attached.
    pub has_attachment: bool,
}

/// Encoded bytes of text parts that are decoded for the reader; what is longer is cut and said to be.
const MAX_TEXT: usize = 1024 * 1024;
/// Text parts that are shown one below the other.
const MAX_TEXT_PARTS: usize = 50;
/// Attachments that are listed.
const MAX_ATTACHMENTS: usize = 500;
/// Encoded bytes of plain text and of HTML that a summary looks at.
const SUMMARY_PLAIN: usize = 4 * 1024;
const SUMMARY_HTML: usize = 48 * 1024;

/// Reads a whole message.
pub(super) fn parse(raw: &[u8]) -> ParsedMessage {
    let root = Entity::parse(raw);
    let selection = Selection::of(&root);
    let mut message = ParsedMessage::default();
    read_header(&root, &mut message);
    message.attachments =
        selection.files().take(MAX_ATTACHMENTS).enumerate().map(|(index, part)| names::describe(part, index)).collect();
    read_text(&selection, &mut message);
    if message.document.blocks.is_empty() {
        read_forwarded(&selection, &mut message);
    }
    if message.preview.is_empty() {
        message.preview = preview::of_document(&message.document);
    }
    message
}

/// A message that is nothing but another message shows that one, as a quote: its subject, its sender, its text.
/// One level only; what that one carries is opened from the attachment.
fn read_forwarded(selection: &Selection<'_, '_>, message: &mut ParsedMessage) {
    let is_message = |part: &&&Entity<'_>| matches!(part.media_type.as_str(), "message/rfc822" | "message/global");
    let Some(part) = selection.attachments.iter().find(is_message) else { return };
    let raw = part.decoded(MAX_TEXT);
    let root = Entity::parse(&raw);
    let mut forwarded = ParsedMessage::default();
    read_header(&root, &mut forwarded);
    read_text(&Selection::of(&root), &mut forwarded);
    let bold = Style { bold: true, ..Style::default() };
    let line = |text: String, style| Block::Paragraph(vec![Span { text, style, link: None }]);
    let mut quote = Vec::new();
    if !forwarded.subject.is_empty() {
        quote.push(line(forwarded.subject, bold));
    }
    quote.extend(forwarded.from.first().map(|from| line(from.display().to_owned(), Style::default())));
    quote.append(&mut forwarded.document.blocks);
    message.blocked = message.blocked.saturating_add(forwarded.blocked);
    message.source = forwarded.source;
    message.document.truncated = forwarded.document.truncated || part.body.len() > MAX_TEXT;
    if !quote.is_empty() {
        message.document.blocks.push(Block::Quote(quote));
    }
}

fn read_header(root: &Entity<'_>, message: &mut ParsedMessage) {
    let mut sender = Vec::new();
    for field in field::fields(root.header) {
        // The first of each counts; a second From or Subject is a trick or a mistake.
        if field.is("From") && message.from.is_empty() {
            message.from = field::addresses(field.value);
        } else if field.is("Sender") && sender.is_empty() {
            sender = field::addresses(field.value);
        } else if field.is("Reply-To") && message.reply_to.is_empty() {
            message.reply_to = field::addresses(field.value);
        } else if field.is("To") && message.to.is_empty() {
            message.to = field::addresses(field.value);
        } else if field.is("Cc") && message.cc.is_empty() {
            message.cc = field::addresses(field.value);
        } else if field.is("Subject") && message.subject.is_empty() {
            message.subject = field::text(field.value, field::MAX_SUBJECT);
        } else if field.is("Date") && message.sent.is_none() {
            message.sent = field::date(field.value);
        }
    }
    if message.from.is_empty() {
        message.from = sender;
    }
    let same = message.reply_to.len() == message.from.len()
        && message.reply_to.iter().zip(&message.from).all(|(a, b)| a.email.eq_ignore_ascii_case(&b.email));
    if same {
        message.reply_to.clear();
    }
}

/// Makes one document of the chosen text parts.
fn read_text(selection: &Selection<'_, '_>, message: &mut ParsedMessage) {
    let mut rest = MAX_TEXT;
    for part in selection.texts.iter().take(MAX_TEXT_PARTS) {
        let cut = part.body.len() > rest;
        let text = Text::read(part, rest);
        rest = rest.saturating_sub(part.body.len());
        message.add(text, cut);
        if rest == 0 {
            message.document.truncated = true;
            break;
        }
    }
    // HTML that says nothing, or far less than the plain text beside it ("your program cannot show this").
    let plain = selection.plain.iter().take(MAX_TEXT_PARTS);
    let plain: Vec<Text> = plain.map(|part| Text::read(part, MAX_TEXT / 4)).filter(|text| !text.is_empty()).collect();
    let shown = message.document.text_len();
    let beside: usize = plain.iter().map(|text| text.document.text_len()).sum();
    if beside > 0 && (shown == 0 || beside > 400 && shown < beside / 8) {
        message.document = Document::default();
        message.source = TextSource::Empty;
        message.preview.clear();
        plain.into_iter().for_each(|text| message.add(text, false));
    }
}

impl ParsedMessage {
    fn add(&mut self, text: Text, cut: bool) {
        self.blocked = self.blocked.saturating_add(text.blocked);
        if text.is_empty() {
            return;
        }
        if self.source == TextSource::Empty {
            self.source = text.source;
            self.preview = text.preheader;
        }
        self.document.blocks.extend(text.document.blocks);
        self.document.truncated |= text.document.truncated || cut;
    }
}

/// One text part, read.
struct Text {
    document: Document,
    source: TextSource,
    blocked: u32,
    /// The hidden first words that HTML mail sets for the list.
    preheader: String,
}

impl Text {
    fn read(part: &Entity<'_>, max: usize) -> Self {
        let text = part.text(max);
        if part.media_type == "text/plain" {
            let flowed = part.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
            let del_sp = part.parameter("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
            let flow = match (flowed, del_sp) {
                (true, true) => plain::Flow::FlowedDelSp,
                (true, false) => plain::Flow::Flowed,
                (false, _) => plain::Flow::Fixed,
            };
            let document = plain::document(&text, flow);
            return Self { document, source: TextSource::Plain, blocked: 0, preheader: String::new() };
        }
        let html = html::document(&text);
        let source = if html.stripped { TextSource::HtmlStripped } else { TextSource::Html };
        Self { document: html.document, source, blocked: html.blocked, preheader: html.preheader }
    }

    fn is_empty(&self) -> bool {
        self.document.blocks.is_empty()
    }
}

/// Reads what the store keeps of a body.
pub(super) fn summary(raw: &[u8]) -> Summary {
    let root = Entity::parse(raw);
    let selection = Selection::of(&root);
    Summary { preview: quick_preview(&selection), has_attachment: !selection.attachments.is_empty() }
}

/// The first words without making a document: plain text if it says something, else the text of the HTML.
fn quick_preview(selection: &Selection<'_, '_>) -> String {
    let plain = selection.texts.iter().filter(|part| part.media_type == "text/plain").chain(&selection.plain);
    let from_plain = plain
        .take(3)
        .map(|part| preview::of_text(&part.text(SUMMARY_PLAIN)))
        .find(|preview| !preview.is_empty())
        .unwrap_or_default();
    let html = selection.texts.first().filter(|part| part.media_type != "text/plain");
    match html {
        Some(part) if !preview::says_something(&from_plain) => {
            let preview = preview::of_text(&html::strip(&part.text(SUMMARY_HTML)));
            if preview.is_empty() { from_plain } else { preview }
        }
        _ => from_plain,
    }
}

/// The decoded bytes of an attachment.
pub(super) fn attachment(raw: &[u8], index: usize) -> Option<Vec<u8>> {
    let root = Entity::parse(raw);
    let selection = Selection::of(&root);
    let part = selection.files().take(MAX_ATTACHMENTS).nth(index)?;
    Some(part.decoded(usize::MAX).into_owned())
}

//! What must hold of any bytes that are read as mail. Called by the fuzz targets and by tests/mime.

use brieftaube::mime::document::{Block, Document};
use brieftaube::mime::{self, HeaderInfo};

/// Reads bytes as a message.
pub fn message(raw: &[u8]) {
    let parsed = mime::parse(raw).expect("a library below panicked");
    assert!(parsed.subject.chars().count() <= 1000);
    assert!(parsed.preview.chars().count() <= 300);
    assert!(parsed.from.len() <= 500 && parsed.to.len() <= 500 && parsed.cc.len() <= 500);
    document(&parsed.document);
    for (index, attachment) in parsed.attachments.iter().enumerate() {
        let name = &attachment.name;
        assert!(!name.is_empty() && name.len() <= 201, "{name:?}");
        assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name:?}");
        assert!(
            !name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | ':' | '\u{202A}'..='\u{202E}')),
            "{name:?}"
        );
        if index < 20 {
            assert!(mime::attachment(raw, index).is_ok());
        }
    }
    assert!(mime::summary(raw).is_ok());
    mime::raw_text(raw);
    header(raw);
}

/// Reads bytes as the body of an HTML message.
pub fn html(body: &[u8]) {
    let mut raw = b"Content-Type: text/html; charset=utf-8\r\n\r\n".to_vec();
    raw.extend_from_slice(body);
    message(&raw);
}

/// Reads bytes as a header block.
pub fn header(raw: &[u8]) {
    let HeaderInfo { from, to, subject, message_id, references, .. } = mime::parse_header(raw);
    assert!(subject.chars().count() <= 1000 && !subject.contains(['\n', '\r', '\0', '\u{202E}']));
    assert!(from.len() <= 500 && to.len() <= 50 && references.len() <= 30);
    assert!(message_id.is_none_or(|id| id.len() <= 998));
    for address in from.iter().chain(&to) {
        assert!(!address.display().is_empty());
        assert!(!address.name.chars().any(|c| c.is_control() || c == '\u{202E}'), "{address:?}");
        assert!(!address.email.contains([' ', '\n']), "{address:?}");
    }
}

/// A document is bounded in depth and size, and leads only to harmless places.
fn document(document: &Document) {
    assert!(document.text_len() <= 1024 * 1024);
    let mut level: Vec<&Block> = document.blocks.iter().collect();
    for depth in 0.. {
        if level.is_empty() {
            break;
        }
        assert!(depth <= 20, "too deep to draw");
        level = level.into_iter().flat_map(inside).collect();
    }
}

fn inside(block: &Block) -> Vec<&Block> {
    let spans = match block {
        Block::Quote(blocks) => return blocks.iter().collect(),
        Block::List(_, items) => return items.iter().flatten().collect(),
        Block::Table(rows) => rows.iter().flatten().flatten().collect(),
        Block::Heading(_, spans) | Block::Paragraph(spans) => spans.iter().collect::<Vec<_>>(),
        Block::Preformatted(_) | Block::Rule => Vec::new(),
    };
    for span in spans {
        let link = span.link.as_deref().unwrap_or("https://").to_ascii_lowercase();
        assert!(["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)), "{link}");
    }
    Vec::new()
}

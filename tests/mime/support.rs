//! Messages put together and documents taken apart.

use std::time::{Duration, Instant};

use brieftaube::mime::document::{Block, Span};
use brieftaube::mime::{self, ParsedMessage};

/// The longest that any message may take. The test build is not optimised.
pub const LIMIT: Duration = if cfg!(debug_assertions) { Duration::from_secs(15) } else { Duration::from_secs(1) };

/// Parses on a stack of 512 KiB, so that nothing can recurse over what comes from outside, within the time allowed.
pub fn parse(raw: &[u8]) -> ParsedMessage {
    let started = Instant::now();
    let parsed = std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(512 * 1024);
        small.spawn_scoped(scope, || mime::parse(raw)).unwrap().join().unwrap()
    });
    let taken = started.elapsed();
    assert!(taken < LIMIT, "took {taken:?} for {} bytes", raw.len());
    parsed.unwrap()
}

/// A message with this content type and body.
pub fn message(content_type: &str, body: &str) -> Vec<u8> {
    format!("From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n{body}")
        .into_bytes()
}

/// An HTML message.
pub fn html(body: &str) -> Vec<u8> {
    message("text/html; charset=utf-8", body)
}

/// A multipart of parts that have their own fields.
pub fn multipart(subtype: &str, parts: &[&str]) -> String {
    let boundary = format!("=_{subtype}_{}", parts.len());
    let mut text = format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\npreamble\r\n");
    for part in parts {
        text.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    text.push_str(&format!("--{boundary}--\r\nepilogue\r\n"));
    text
}

/// A document as text: one line a paragraph, marks for what is no paragraph.
pub fn outline(parsed: &ParsedMessage) -> String {
    let mut lines = Vec::new();
    write_blocks(&parsed.document.blocks, "", &mut lines);
    lines.join("\n")
}

fn write_blocks(blocks: &[Block], indent: &str, lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading(level, spans) => {
                lines.push(format!("{indent}{} {}", "#".repeat(usize::from(*level)), text(spans)));
            }
            Block::Paragraph(spans) => lines.push(format!("{indent}{}", text(spans))),
            Block::List(start, items) => {
                for (index, item) in (0_u32..).zip(items) {
                    let mark = start.map_or("-".to_owned(), |start| format!("{}.", start + index));
                    let mut inside = Vec::new();
                    write_blocks(item, &format!("{indent}  "), &mut inside);
                    let first = inside.first().map(|line| line.trim_start().to_owned()).unwrap_or_default();
                    lines.push(format!("{indent}{mark} {first}"));
                    lines.extend(inside.into_iter().skip(1));
                }
            }
            Block::Quote(inside) => write_blocks(inside, &format!("{indent}> "), lines),
            Block::Table(rows) => {
                for row in rows {
                    let cells: Vec<_> = row.iter().map(|cell| text(cell)).collect();
                    lines.push(format!("{indent}| {} |", cells.join(" | ")));
                }
            }
            Block::Preformatted(text) => lines.push(format!("{indent}```{text}```")),
            Block::Rule => lines.push(format!("{indent}---")),
        }
    }
}

fn text(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| {
            let mut text = span.text.replace('\n', "/");
            if span.style.bold {
                text = format!("*{text}*");
            }
            if span.style.italic {
                text = format!("_{text}_");
            }
            if span.style.code {
                text = format!("`{text}`");
            }
            if span.style.strikeout {
                text = format!("~{text}~");
            }
            span.link.as_ref().map_or(text.clone(), |link| format!("[{text}]({link})"))
        })
        .collect()
}

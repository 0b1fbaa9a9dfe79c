//! format=flowed (RFC 3676): lines that end in a space go on in the next line.

use super::{Flow, Line, MAX_QUOTES};

/// Joins flowed lines and takes off quote marks and stuffed spaces.
pub(super) fn lines(text: &str, flow: Flow) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open = false;
    for raw in text.lines() {
        let content = raw.trim_start_matches('>');
        let depth = (raw.len() - content.len()).min(MAX_QUOTES);
        // Space-stuffing protects lines that begin with a space, a quote mark or "From ".
        let content = content.strip_prefix(' ').unwrap_or(content);
        // The signature separator is never flowed (RFC 3676, 4.3).
        let flowed = content.ends_with(' ') && content != "-- ";
        let content = match (flowed, flow) {
            (true, Flow::FlowedDelSp) => content.strip_suffix(' ').unwrap_or(content),
            _ => content,
        };
        match lines.last_mut() {
            Some(last) if open && last.depth == depth && content != "-- " => last.text.push_str(content),
            _ => lines.push(Line { depth, text: content.to_owned() }),
        }
        open = flowed;
    }
    for line in &mut lines {
        if line.text != "-- " {
            line.text.truncate(line.text.trim_end().len());
        }
    }
    lines
}

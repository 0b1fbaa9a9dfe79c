//! Quote marks of text with fixed lines: `>`, `> >`, `>>`, also with a name before them ("AW> …").

use super::{Line, MAX_QUOTES};

/// Takes the quote marks off every line.
pub(super) fn lines(text: &str) -> Vec<Line> {
    text.lines().map(line).collect()
}

fn line(line: &str) -> Line {
    let mut depth = 0;
    let mut rest = line;
    loop {
        // A space may stand before each mark but the first; "> >" and ">>" are the same.
        let candidate = if depth == 0 { rest } else { rest.strip_prefix(' ').unwrap_or(rest) };
        let Some(after) = candidate.strip_prefix('>') else { break };
        depth += 1;
        rest = after;
        // mbox files mask "From " at the start of a line.
        if depth == 1 && line.starts_with(">From ") {
            return Line { depth: 0, text: after.to_owned() };
        }
    }
    let text = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    Line { depth: depth.min(MAX_QUOTES), text: text.trim_end().to_owned() }
}

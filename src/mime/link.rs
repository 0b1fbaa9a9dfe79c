//! Where a link may lead, and links in plain text.

use super::document::{Span, Style};

/// Bytes of an address that is followed; longer ones are tracking data gone wild.
const MAX_LENGTH: usize = 4096;
/// Links that are recognised in one part.
pub(super) const MAX_LINKS: usize = 5_000;

/// The target of a link, if it leads somewhere harmless: http, https, mailto or tel.
pub(super) fn target(href: &str) -> Option<String> {
    // Browsers drop these inside an address, which has hidden many a scheme.
    let href: String = href.chars().filter(|c| !c.is_control() && !super::clean::is_deceptive(*c)).collect();
    let href = href.trim();
    let href = if href.starts_with("//") { format!("https:{href}") } else { href.replace(' ', "%20") };
    if href.len() > MAX_LENGTH {
        return None;
    }
    let (scheme, rest) = href.split_once(':')?;
    let rest_is_something = !rest.trim_start_matches('/').is_empty();
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if rest.starts_with("//") && rest_is_something => Some(href),
        "mailto" | "tel" if rest_is_something => Some(href),
        _ => None,
    }
}

/// Splits plain text into spans, with the addresses in it as links.
pub(super) fn spans(text: &str, style: Style, links_left: &mut usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while *links_left > 0
        && let Some((start, end, target)) = next_link(text, at)
    {
        *links_left -= 1;
        push(&mut spans, text.get(plain_from..start), style, None);
        push(&mut spans, text.get(start..end), style, Some(target));
        plain_from = end;
        at = end;
    }
    push(&mut spans, text.get(plain_from..), style, None);
    spans
}

fn push(spans: &mut Vec<Span>, text: Option<&str>, style: Style, link: Option<String>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        spans.push(Span { text: text.to_owned(), style, link });
    }
}

/// The next address at or after `from`: where it starts, ends and leads.
fn next_link(text: &str, from: usize) -> Option<(usize, usize, String)> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let offset = rest.find([':', '@', '.'])?;
        let mark = at + offset;
        let found = match rest.as_bytes().get(offset) {
            Some(b':') => url(text, from, mark),
            Some(b'@') => email(text, from, mark),
            _ => www(text, from, mark),
        };
        if found.is_some() {
            return found;
        }
        at = mark + 1;
    }
}

/// `https://…`, `mailto:…` around the colon at `mark`.
fn url(text: &str, from: usize, mark: usize) -> Option<(usize, usize, String)> {
    let before = text.get(from..mark)?;
    let after = text.get(mark + 1..)?;
    let scheme = ["https", "http", "mailto"].into_iter().find(|scheme| {
        before.len() >= scheme.len()
            && before.get(before.len() - scheme.len()..).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    })?;
    if scheme != "mailto" && !after.starts_with("//") {
        return None;
    }
    let start = mark - scheme.len();
    if text.get(from..start)?.chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = mark + 1 + address_length(after);
    let target = target(text.get(start..end)?)?;
    (end > mark + 3).then_some((start, end, target))
}

/// `www.…` around the dot at `mark`.
fn www(text: &str, from: usize, mark: usize) -> Option<(usize, usize, String)> {
    let start = mark.checked_sub(3).filter(|start| *start >= from)?;
    if !text.get(start..mark)?.eq_ignore_ascii_case("www") {
        return None;
    }
    if text.get(from..start)?.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '@')) {
        return None;
    }
    let after = text.get(mark + 1..)?;
    let length = address_length(after);
    let host = after.get(..length)?;
    if !host.contains('.') || !host.starts_with(char::is_alphanumeric) {
        return None;
    }
    let end = mark + 1 + length;
    Some((start, end, format!("https://{}", text.get(start..end)?)))
}

/// `name@host.tld` around the @ at `mark`.
fn email(text: &str, from: usize, mark: usize) -> Option<(usize, usize, String)> {
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let before = text.get(from..mark)?;
    // A local part has at most 64 bytes; looking no further back keeps this linear.
    let start = before.char_indices().rev().take(64).take_while(|(_, c)| is_local(*c)).last()?.0 + from;
    let local = text.get(start..mark)?;
    let start = start + (local.len() - local.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
    let after = text.get(mark + 1..)?;
    let length = after
        .char_indices()
        .take(255)
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '.')))
        .map_or_else(|| after.char_indices().nth(255).map_or(after.len(), |(index, _)| index), |(index, _)| index);
    let host = after.get(..length)?.trim_end_matches(['.', '-']);
    let (_, tld) = host.rsplit_once('.')?;
    if start >= mark || host.starts_with(['.', '-']) || tld.len() < 2 || !tld.chars().all(char::is_alphabetic) {
        return None;
    }
    let end = mark + 1 + host.len();
    Some((start, end, format!("mailto:{}", text.get(start..end)?)))
}

/// How far an address reaches: up to white space or a bracket around it, without the full stop of its sentence.
fn address_length(text: &str) -> usize {
    let end = text
        .char_indices()
        .find(|(_, c)| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '„' | '«' | '»' | '|' | '`'))
        .map_or(text.len(), |(index, _)| index);
    let mut address = text.get(..end).unwrap_or_default();
    loop {
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '’', '…']);
        let count = |c: char| trimmed.matches(c).count();
        let unbalanced = [('(', ')'), ('[', ']'), ('{', '}')]
            .into_iter()
            .find_map(|(open, close)| trimmed.strip_suffix(close).filter(|_| count(close) > count(open)));
        match unbalanced {
            Some(shorter) => address = shorter,
            None => return trimmed.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_are_followed() {
        for (href, expected) in [
            ("https://example.org/a?b=c", Some("https://example.org/a?b=c")),
            (" HTTP://example.org ", Some("HTTP://example.org")),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
            ("tel:+49401234", Some("tel:+49401234")),
            ("//example.org/x", Some("https://example.org/x")),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("vbscript:x", None),
            ("file:///etc/passwd", None),
            ("cid:abc", None),
            ("#top", None),
            ("/relative", None),
            ("https:", None),
            ("http://", None),
            ("", None),
        ] {
            assert_eq!(target(href).as_deref(), expected, "{href:?}");
        }
        assert_eq!(target(&format!("https://example.org/{}", "a".repeat(5000))), None);
    }

    #[test]
    fn addresses_in_text_become_links_without_the_punctuation_around_them() {
        for (text, expected) in [
            ("Siehe https://example.org/a.", vec![("https://example.org/a", "https://example.org/a")]),
            ("(https://example.org/a_(b))", vec![("https://example.org/a_(b)", "https://example.org/a_(b)")]),
            ("<https://example.org/?q=1&r=2>", vec![("https://example.org/?q=1&r=2", "https://example.org/?q=1&r=2")]),
            ("www.example.org, bitte", vec![("www.example.org", "https://www.example.org")]),
            ("Mail an anna.weber@example.org.", vec![("anna.weber@example.org", "mailto:anna.weber@example.org")]),
            ("mailto:a@example.org", vec![("mailto:a@example.org", "mailto:a@example.org")]),
            ("javascript:alert(1) file:///x", vec![]),
            ("Uhrzeit 14:03, a@b, @home, 3.5", vec![]),
            ("http:// und www. und @", vec![]),
            (
                "a@example.org b@example.org",
                vec![("a@example.org", "mailto:a@example.org"), ("b@example.org", "mailto:b@example.org")],
            ),
            (
                "https://münchen.example/straße",
                vec![("https://münchen.example/straße", "https://münchen.example/straße")],
            ),
        ] {
            let spans = spans(text, Style::default(), &mut 100);
            let links: Vec<_> =
                spans.iter().filter_map(|span| Some((span.text.as_str(), span.link.as_deref()?))).collect();

            assert_eq!(links, expected, "{text:?}");
            assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<String>(), text);
        }
    }
}

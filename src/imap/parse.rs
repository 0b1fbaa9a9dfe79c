//! Reads the responses that the guard diverted: linear in their size, without recursion, tolerant of what servers
//! really send.
//!
//! Not known is not an error: a server may send what it likes, and a client ignores what it does not know
//! (RFC 3501, 7). What we know but cannot read is [`Untagged::Unreadable`], never something that looks complete.

mod code;
mod cursor;
mod date;
mod fetch;
mod quota;

use crate::model::{ModSeq, Uid, UidSet, UidValidity};
use crate::net::guard::Frame;

use super::MailboxStatus;
use super::response::{List, Untagged};

pub use code::outcome;
use cursor::Cursor;
pub use date::format as date_time;

/// Reads a diverted response.
pub fn untagged(frame: Frame) -> Untagged {
    let mut cursor = Cursor::new(&frame.text, frame.literals);
    read(&mut cursor).unwrap_or(Untagged::Unreadable)
}

fn read(cursor: &mut Cursor<'_>) -> Option<Untagged> {
    cursor.expect(b'*')?;
    let Some(first) = cursor.atom() else { return Some(Untagged::Other) };
    if let Some(number) = decimal(first) {
        let name = cursor.atom().unwrap_or_default();
        return match &*name.to_ascii_uppercase() {
            b"EXISTS" => Some(Untagged::Exists(number)),
            b"EXPUNGE" => Some(Untagged::Expunge),
            b"FETCH" => fetch::read(cursor).map(|fetch| Untagged::Fetch(Box::new(fetch))),
            _ => Some(Untagged::Other),
        };
    }
    match &*first.to_ascii_uppercase() {
        b"CAPABILITY" => Some(Untagged::Capability(words(cursor))),
        b"ENABLED" => Some(Untagged::Enabled(words(cursor))),
        b"LIST" => list(cursor).map(|list| Untagged::List(Box::new(list))),
        b"LSUB" => list(cursor).map(|list| Untagged::Lsub(Box::new(list))),
        b"STATUS" => status(cursor),
        b"SEARCH" => search(cursor).map(Untagged::Search),
        b"ESEARCH" => extended_search(cursor).map(Untagged::Search),
        b"VANISHED" => vanished(cursor),
        b"QUOTA" => quota::quota(cursor).map(Untagged::Quota),
        b"NAMESPACE" => quota::namespaces(cursor).map(Untagged::Namespace),
        b"ID" => id(cursor).map(Untagged::Id),
        _ => Some(Untagged::Other),
    }
}

/// `("name" "Dovecot" "version" NIL)` or `NIL`.
fn id(cursor: &mut Cursor<'_>) -> Option<Option<String>> {
    let mut name = None;
    if !cursor.at(b'(') {
        return Some(name);
    }
    cursor.expect(b'(')?;
    while !cursor.at(b')') {
        let (field, value) = (cursor.nstring()??, cursor.nstring()?);
        if field.eq_ignore_ascii_case(b"name") {
            name = value.map(|value| String::from_utf8_lossy(&value).into_owned());
        }
    }
    Some(name)
}

fn words(cursor: &mut Cursor<'_>) -> Vec<String> {
    std::iter::from_fn(|| cursor.atom()).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

/// `(\HasNoChildren) "/" name`; what follows the name (RFC 5258, CHILDINFO) means nothing to us.
fn list(cursor: &mut Cursor<'_>) -> Option<List> {
    cursor.expect(b'(')?;
    let mut attributes = Vec::new();
    while let Some(attribute) = cursor.atom() {
        attributes.push(attribute.to_vec());
    }
    cursor.expect(b')')?;
    let delimiter = cursor.nstring()?.and_then(|delimiter| std::str::from_utf8(&delimiter).ok()?.chars().next());
    let name = cursor.mailbox()?;
    Some(List { attributes, delimiter, name })
}

fn status(cursor: &mut Cursor<'_>) -> Option<Untagged> {
    let name = cursor.mailbox()?;
    let mut status = MailboxStatus::default();
    cursor.expect(b'(')?;
    while let Some(attribute) = cursor.atom() {
        let attribute = attribute.to_ascii_uppercase();
        let Some(value) = cursor.peek_atom() else {
            cursor.skip_value()?;
            continue;
        };
        match &*attribute {
            b"MESSAGES" => status.messages = decimal(value),
            b"UNSEEN" => status.unseen = decimal(value),
            b"UIDNEXT" => status.uid_next = decimal(value).and_then(Uid::new),
            b"UIDVALIDITY" => status.uid_validity = decimal(value).and_then(UidValidity::new),
            b"APPENDLIMIT" => status.append_limit = decimal(value),
            b"HIGHESTMODSEQ" => status.highest_modseq = decimal(value).and_then(ModSeq::new),
            _ => {}
        }
        cursor.skip_value()?;
    }
    cursor.expect(b')')?;
    Some(Untagged::MailboxStatus(name, status))
}

/// `1 2 3 (MODSEQ 5)`, in any order.
fn search(cursor: &mut Cursor<'_>) -> Option<UidSet> {
    let mut ranges = Vec::new();
    while let Some(number) = cursor.atom() {
        let uid = Uid::new(decimal(number)?)?;
        match ranges.last_mut() {
            Some((_, end)) if Uid::next(*end) == Some(uid) => *end = uid,
            Some(_) | None => ranges.push((uid, uid)),
        }
    }
    Some(UidSet::from_ranges(ranges))
}

/// `(TAG "A1") UID ALL 1:5,7`; without ALL nothing was found (RFC 4731, 3.1).
fn extended_search(cursor: &mut Cursor<'_>) -> Option<UidSet> {
    let mut found = UidSet::new();
    loop {
        if cursor.at(b'(') {
            cursor.skip_value()?;
            continue;
        }
        let Some(word) = cursor.atom() else { break };
        if word.eq_ignore_ascii_case(b"UID") {
            continue;
        }
        if word.eq_ignore_ascii_case(b"ALL") {
            found = sequence(cursor.atom()?)?;
        } else {
            cursor.skip_value()?;
        }
    }
    cursor.is_at_end().then_some(found)
}

fn vanished(cursor: &mut Cursor<'_>) -> Option<Untagged> {
    let earlier = cursor.at(b'(');
    if earlier {
        cursor.skip_value()?;
    }
    Some(Untagged::Vanished { earlier, uids: sequence(cursor.atom()?)? })
}

fn sequence(text: &[u8]) -> Option<UidSet> {
    UidSet::parse(std::str::from_utf8(text).ok()?)
}

/// A decimal number of digits only.
fn decimal<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
    let digits = digits.iter().all(u8::is_ascii_digit).then_some(digits)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests;

//! QUOTA (RFC 9208) and NAMESPACE (RFC 2342).

use crate::imap::Namespace;
use crate::model::{MailboxName, Quota, Usage};

use super::cursor::Cursor;
use super::decimal;

/// STORAGE is counted in units of so many bytes.
const STORAGE_UNIT: u64 = 1024;

/// The most personal namespaces kept; servers have one.
const MAX_NAMESPACES: usize = 16;

/// The most characters kept of the name of a quota root.
const MAX_ROOT: usize = 200;

/// `"root" (STORAGE 10 512 MESSAGE 3 100)`. Other resources are skipped.
pub fn quota(cursor: &mut Cursor<'_>) -> Option<Quota> {
    let root = cursor.mailbox()?;
    let root = String::from_utf8_lossy(&root).chars().filter(|c| !c.is_control()).take(MAX_ROOT).collect();
    let mut quota = Quota { root, ..Quota::default() };
    // Courier leaves the list out where there is no limit.
    if cursor.is_at_end() {
        return Some(quota);
    }
    cursor.expect(b'(')?;
    while let Some(resource) = cursor.atom() {
        let usage = Usage { used: decimal(cursor.atom()?)?, limit: decimal(cursor.atom()?)? };
        if resource.eq_ignore_ascii_case(b"STORAGE") {
            let bytes = |units: u64| units.saturating_mul(STORAGE_UNIT);
            quota.storage = Some(Usage { used: bytes(usage.used), limit: bytes(usage.limit) });
        } else if resource.eq_ignore_ascii_case(b"MESSAGE") {
            quota.messages = Some(usage);
        }
    }
    cursor.expect(b')')?;
    Some(quota)
}

/// `(("INBOX." ".")) NIL NIL`: the first list, which is the person's own. The others are skipped.
pub fn namespaces(cursor: &mut Cursor<'_>) -> Option<Vec<Namespace>> {
    let mut namespaces = Vec::new();
    if !cursor.at(b'(') {
        return cursor.atom()?.eq_ignore_ascii_case(b"NIL").then_some(namespaces);
    }
    cursor.expect(b'(')?;
    while cursor.at(b'(') {
        cursor.expect(b'(')?;
        let prefix = MailboxName::new(cursor.mailbox()?);
        let delimiter = cursor.nstring()?.and_then(|delimiter| std::str::from_utf8(&delimiter).ok()?.chars().next());
        // Extensions.
        while !cursor.at(b')') {
            cursor.skip_value()?;
        }
        cursor.expect(b')')?;
        if namespaces.len() < MAX_NAMESPACES {
            namespaces.push(Namespace { prefix, delimiter });
        }
    }
    cursor.expect(b')')?;
    Some(namespaces)
}

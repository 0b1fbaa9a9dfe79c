//! The items of a FETCH response.

use crate::imap::response::Fetch;
use crate::model::{Flags, ModSeq, Uid};

use super::cursor::Cursor;
use super::{date, decimal};

/// Reads `(UID 5 FLAGS (\Seen) BODY[] {…})`. Items we did not ask for are skipped.
pub fn read(cursor: &mut Cursor<'_>) -> Option<Fetch> {
    let mut fetch = Fetch::default();
    cursor.expect(b'(')?;
    while !cursor.at(b')') {
        let item = cursor.item()?;
        match &*item {
            b"UID" => fetch.uid = Some(Uid::new(decimal(cursor.atom()?)?)?),
            b"FLAGS" => fetch.flags = Some(flags(cursor)?),
            b"INTERNALDATE" => fetch.internal_date = cursor.nstring()?.and_then(|text| date::parse(&text)),
            // Some servers count large messages below zero.
            b"RFC822.SIZE" => fetch.size = Some(decimal(cursor.atom()?).unwrap_or(u32::MAX)),
            b"MODSEQ" => fetch.modseq = modseq(cursor)?,
            b"BODY[]" => fetch.body = cursor.nstring()?,
            item if item.starts_with(b"BODY[HEADER") => fetch.header = cursor.nstring()?,
            _ => cursor.skip_value()?,
        }
    }
    cursor.expect(b')')?;
    Some(fetch)
}

fn flags(cursor: &mut Cursor<'_>) -> Option<Flags> {
    cursor.expect(b'(')?;
    let words = std::iter::from_fn(|| cursor.atom()).filter_map(|flag| std::str::from_utf8(flag).ok());
    let flags = Flags::parse(words);
    cursor.expect(b')')?;
    Some(flags)
}

fn modseq(cursor: &mut Cursor<'_>) -> Option<Option<ModSeq>> {
    cursor.expect(b'(')?;
    let modseq = ModSeq::new(decimal(cursor.atom()?)?);
    cursor.expect(b')')?;
    Some(modseq)
}

//! Messages that the server brought elsewhere, or took away, because we asked for it.
//!
//! Invariant: a message that was moved keeps its id, its body and what waits for it. One that the server had to keep, because
//! it cannot expunge a single message, stays in the index by UID, hidden, so that counts go on agreeing with the server's.

use std::collections::BTreeMap;

use super::engine::{Change, Engine, IndexEdits};
use super::envelopes::{count, count_hidden, expect_row, in_set, rescue};
use super::fault::{Fault, Outcome};
use super::index::{BodyTag, UidEntry};
use super::rescue::drop_body;
use super::rows::EnvelopeRow;
use super::{REMOVED_AT_ONCE, Store};
use super::{chunks, frozen};
use crate::error::Result;
use crate::model::{EnvelopeId, Flag, Flags, MailboxId, Uid, UidSet, UidValidity};

/// What becomes of a message where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It is gone from the server.
    Gone,
    /// The server still has it, marked `\Deleted`: nobody is to see it.
    Hidden,
}

impl Store {
    /// Carries messages over to the mailbox that the server moved them to, under their new UIDs. Idempotent. If the store knows
    /// that mailbox under another validity they go to the rescue, and come in there as new.
    pub fn moved(
        &self,
        to: MailboxId,
        validity: UidValidity,
        messages: &[(EnvelopeId, Uid)],
        rest: Rest,
    ) -> Result<()> {
        messages.chunks(REMOVED_AT_ONCE).try_for_each(|messages| {
            self.0.write("store where messages were moved", |engine, change| {
                moved(engine, change, (to, validity), messages, rest)
            })
        })
    }

    /// Adds copies that the server made of messages: id of the message, id of the copy, and its UID there. Idempotent.
    pub fn copied(
        &self,
        to: MailboxId,
        validity: UidValidity,
        messages: &[(EnvelopeId, EnvelopeId, Uid)],
    ) -> Result<()> {
        messages.chunks(REMOVED_AT_ONCE).try_for_each(|messages| {
            self.0.write("store copies", |engine, change| copied(engine, change, (to, validity), messages))
        })
    }

    /// Takes messages away that were deleted on the server because we asked for it; they go to the rescue.
    pub fn deleted(&self, mailbox: MailboxId, uids: &UidSet, rest: Rest) -> Result<()> {
        uids.chunks(usize::MAX, REMOVED_AT_ONCE as u64).iter().try_for_each(|uids| {
            self.0.write("store what was deleted", |engine, change| deleted(engine, change, mailbox, uids, rest))
        })
    }
}

/// Messages on their way into a mailbox, by their UIDs there.
pub(super) type Arrivals = BTreeMap<Uid, (EnvelopeId, EnvelopeRow, BodyTag)>;

fn moved(
    engine: &Engine,
    change: &mut Change,
    (to, validity): (MailboxId, UidValidity),
    messages: &[(EnvelopeId, Uid)],
    rest: Rest,
) -> Outcome<()> {
    let comparable = is_comparable(engine, to, validity)?;
    let mut leaving: BTreeMap<MailboxId, BTreeMap<Uid, (EnvelopeId, Uid, EnvelopeRow)>> = BTreeMap::new();
    for (id, uid) in messages {
        if let Some(row) = engine.envelope(*id, None)?.filter(|row| row.mailbox != to) {
            leaving.entry(row.mailbox).or_default().insert(row.uid, (*id, *uid, row));
        }
    }
    let mut arrivals = Arrivals::new();
    for (mailbox, messages) in leaving {
        let uids: Vec<Uid> = messages.keys().copied().collect();
        let known = chunks::lookup::<UidEntry>(&engine.db, mailbox, &uids)?;
        let mut edits = IndexEdits::default();
        for (known, (id, uid, mut row)) in known.into_iter().zip(messages.into_values()) {
            let known = known.filter(|known| known.id == id).ok_or(Fault::Mailbox(mailbox))?;
            leave(engine, change, (&known, &row), rest, &mut edits)?;
            if comparable {
                count(change.mailbox(engine, mailbox)?, &row, known.body, false);
                (row.mailbox, row.uid) = (to, uid);
                arrivals.insert(uid, (id, row, known.body));
            } else {
                rescue(engine, change, mailbox, &known, row)?;
            }
        }
        change.edit_indexes(engine, mailbox, edits)?;
    }
    arrive(engine, change, (to, validity), arrivals)
}

fn copied(
    engine: &Engine,
    change: &mut Change,
    (to, validity): (MailboxId, UidValidity),
    messages: &[(EnvelopeId, EnvelopeId, Uid)],
) -> Outcome<()> {
    if !is_comparable(engine, to, validity)? {
        return Ok(());
    }
    let mut arrivals = Arrivals::new();
    for (id, copy, uid) in messages {
        if let (Some(row), None) = (engine.envelope(*id, None)?, engine.envelope(*copy, None)?) {
            let row = EnvelopeRow { mailbox: to, uid: *uid, overlaid: None, ..row };
            arrivals.insert(*uid, (*copy, row, BodyTag::Missing));
        }
    }
    arrive(engine, change, (to, validity), arrivals)
}

fn deleted(engine: &Engine, change: &mut Change, mailbox: MailboxId, uids: &UidSet, rest: Rest) -> Outcome<()> {
    let mut edits = IndexEdits::default();
    for known in in_set(engine, mailbox, uids)?.into_iter().filter(|known| !known.is_hidden()) {
        let row = expect_row(engine, known.id, mailbox)?;
        leave(engine, change, (&known, &row), rest, &mut edits)?;
        rescue(engine, change, mailbox, &known, row)?;
    }
    change.edit_indexes(engine, mailbox, edits)
}

pub(super) fn is_comparable(engine: &Engine, mailbox: MailboxId, validity: UidValidity) -> Outcome<bool> {
    Ok(engine.mailbox(mailbox)?.mark.uid_validity.is_none_or(|known| known == validity))
}

/// Takes a message out of the indexes of its mailbox. Its row and the counts are the caller's.
fn leave(
    engine: &Engine,
    change: &mut Change,
    (known, row): (&UidEntry, &EnvelopeRow),
    rest: Rest,
    edits: &mut IndexEdits,
) -> Outcome<()> {
    let mailbox = change.mailbox(engine, row.mailbox)?;
    let hidden = match rest {
        Rest::Gone => {
            mailbox.counts.on_server = mailbox.counts.on_server.saturating_sub(1);
            None
        }
        Rest::Hidden => {
            let flags = row.server_flags.union(&Flags::parse([Flag::Deleted.as_str()]));
            count_hidden(mailbox, &flags, true);
            Some(UidEntry::hidden(known.uid, flags))
        }
    };
    edits.uids.push((known.uid, hidden));
    edits.dates.push((row.date_entry(known.id), None));
    Ok(())
}

pub(super) fn arrive(
    engine: &Engine,
    change: &mut Change,
    (to, validity): (MailboxId, UidValidity),
    arrivals: Arrivals,
) -> Outcome<()> {
    let uids: Vec<Uid> = arrivals.keys().copied().collect();
    let there = chunks::lookup::<UidEntry>(&engine.db, to, &uids)?;
    let mut edits = IndexEdits::default();
    for (there, (uid, (id, mut row, body))) in there.into_iter().zip(arrivals) {
        match there {
            None => {
                let counts = &mut change.mailbox(engine, to)?.counts;
                counts.on_server = counts.on_server.saturating_add(1);
            }
            Some(there) if there.is_hidden() => {
                count_hidden(change.mailbox(engine, to)?, &there.server_flags, false);
            }
            Some(there) => {
                let theirs = expect_row(engine, there.id, to)?;
                if !theirs.is_placeholder() && row.is_another(&theirs) {
                    // The server told wrongly: it is there under another UID, and is found again by what it is.
                    let (date, known) =
                        (row.date_entry(id), UidEntry { uid, id, server_flags: Flags::default(), body });
                    count(change.mailbox(engine, to)?, &row, body, true);
                    edits.dates.push((date, Some(date)));
                    change.put_envelope(engine, id, &row, body)?;
                    frozen::freeze_one(engine, change, to, &known, &row)?;
                    continue;
                }
                // It was read there meanwhile: one message with two ids, of which the older one stays.
                count(change.mailbox(engine, to)?, &theirs, there.body, false);
                edits.dates.push((theirs.date_entry(there.id), None));
                change.remove_envelope(engine, there.id);
                drop_body(engine, change, there.id)?;
                row.server_flags = theirs.server_flags;
            }
        }
        let date = row.date_entry(id);
        count(change.mailbox(engine, to)?, &row, body, true);
        edits.uids.push((uid, Some(UidEntry { uid, id, server_flags: row.server_flags.clone(), body })));
        edits.dates.push((date, Some(date)));
        change.put_envelope(engine, id, &row, body)?;
    }
    change.edit_indexes(engine, to, edits)?;
    // Where nobody looked yet the first look has to know what these UIDs mean.
    change.mailbox(engine, to)?.mark.uid_validity = Some(validity);
    Ok(())
}

//! Mending a mailbox whose records contradict each other: both indexes and the counts are built anew from
//! the envelopes that can be read, and the mark is cleared, so that the next sync compares UIDs and fetches
//! what is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::{Change, Engine};
use super::fault::Outcome;
use super::index::{BodyTag, DateEntry, UidEntry};
use super::rows::EnvelopeRow;
use super::{keys, record};
use crate::model::{EnvelopeId, MailboxCounts, MailboxId, SyncMark, Uid};

/// Plans the mending of a mailbox.
pub(super) fn mailbox(engine: &Engine, id: MailboxId) -> Outcome<Change> {
    let mut change = Change::default();
    let mut by_uid: BTreeMap<Uid, UidEntry> = BTreeMap::new();
    let mut dates: Vec<DateEntry> = Vec::new();
    let mut counts = MailboxCounts::default();
    let mut frozen: BTreeSet<EnvelopeId> = engine.frozen.of(id).map(|(id, _)| *id).collect();
    for item in engine.db.scan_prefix(keys::all_envelopes()) {
        let (key, value) = item?;
        let row: Option<EnvelopeRow> = record::unseal(&key, &value);
        let (Some(row), Some(envelope)) = (row, keys::trailing_id(&key).map(EnvelopeId::new)) else {
            // Whose it was, nobody can tell; its own mailbox is mended when it is missed.
            change.batch.remove(key);
            continue;
        };
        if row.mailbox != id {
            continue;
        }
        let is_frozen = frozen.remove(&envelope);
        if !is_frozen && by_uid.contains_key(&row.uid) {
            change.batch.remove(key);
            continue;
        }
        let body = BodyTag::from(engine.body(envelope)?.state());
        counts.total = counts.total.saturating_add(1);
        counts.unseen = counts.unseen.saturating_add(u32::from(row.server_flags.is_unseen()));
        counts.bodies = counts.bodies.saturating_add(u32::from(body == BodyTag::Stored));
        dates.push(row.date_entry(envelope));
        if is_frozen {
            continue;
        }
        by_uid.insert(row.uid, UidEntry { uid: row.uid, id: envelope, server_flags: row.server_flags, body });
    }
    frozen.into_iter().for_each(|lost| change.thaw(id, lost));
    dates.sort_unstable();
    let uids: Vec<_> = by_uid.into_values().collect();
    change.replace_indexes(engine, id, &uids, &dates)?;
    let mailbox = change.mailbox(engine, id)?;
    // What was hidden comes in again as what it is: marked for deletion.
    counts.on_server = mailbox.counts.on_server;
    mailbox.counts = counts;
    mailbox.mark = SyncMark { uid_validity: mailbox.mark.uid_validity, ..SyncMark::default() };
    Ok(change)
}

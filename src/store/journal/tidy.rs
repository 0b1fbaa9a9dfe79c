//! Letting go of what ended, by writing the file anew.

use std::collections::BTreeSet;

use super::{Journal, KEPT_BYTES, Operation, Record, encode};
use crate::error::Result;
use crate::model::ActionId;
use crate::store::fault::disk_error;

impl Journal {
    /// Lets go of what ended before `before`, and of more if that is still too much.
    pub(super) fn tidy(&mut self, before: i64) -> Result<()> {
        let mut bytes: u64 = 0;
        let mut kept = BTreeSet::new();
        for (id, head) in self.heads.iter().rev() {
            let waits = head.logged.parts.iter().any(|part| part.left > 0);
            bytes = bytes.saturating_add(head.place.bytes());
            if waits || (head.logged.at >= before && bytes <= KEPT_BYTES) {
                kept.insert(*id);
            }
        }
        self.retain(|action, _| kept.contains(&action))
    }

    /// Writes the file anew with the operations that `keep` names and what was said of them.
    pub(super) fn retain(&mut self, keep: impl Fn(ActionId, &Operation) -> bool) -> Result<()> {
        if self.unknown {
            return Ok(());
        }
        let failed = |error| disk_error("tidy the journal", error);
        let mut kept = BTreeSet::new();
        let mut payloads = vec![encode(&Record::Ids(self.next_action, self.next_operation, self.next_copy))?];
        for payload in self.log.payloads().map_err(failed)? {
            let record = match postcard::from_bytes(&payload) {
                Ok(Record::Acted(mut action)) => {
                    action.operations.retain(|operation| keep(action.id, operation));
                    kept.extend(action.operations.iter().map(|operation| operation.id));
                    (!action.operations.is_empty()).then_some(Record::Acted(action))
                }
                Ok(Record::Sent(mut ids, mark)) => {
                    ids.retain(|id| kept.contains(id));
                    (!ids.is_empty()).then_some(Record::Sent(ids, mark))
                }
                Ok(Record::Settled(mut parts, outcome)) => {
                    parts.retain(|(id, _)| kept.contains(id));
                    (!parts.is_empty()).then_some(Record::Settled(parts, outcome))
                }
                Ok(Record::Ids(..)) | Err(_) => None,
            };
            payloads.extend(record.map(|record| encode(&record)).transpose()?);
        }
        let places = self.log.rewrite(payloads.iter().map(Vec::as_slice)).map_err(failed)?;
        (self.heads, self.pending) = Default::default();
        for (place, payload) in places.into_iter().zip(payloads) {
            if let Ok(record) = postcard::from_bytes(&payload) {
                self.take(record, place);
            }
        }
        Ok(())
    }
}

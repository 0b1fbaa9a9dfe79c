//! STORE (RFC 3501, 6.4.6), conditional where the mailbox keeps modification sequences (RFC 7162, 3.1.3).
//!
//! Invariant: flags are added or taken away, never replaced, so what others set stays.

use crate::error::{ErrorKind, Result};
use crate::imap::Stored;
use crate::imap::command::{Command, flag_list, is_flag};
use crate::imap::failure;
use crate::imap::response::{Code, Condition, Untagged};
use crate::model::{Flags, ModSeq, UidSet};
use crate::net::guard::Budget;

use super::Session;

const CONTEXT: &str = "change flags";

impl Session {
    /// Adds and takes away flags, in as many commands as their length wants. With `unchanged_since`, and where the
    /// mailbox keeps modification sequences, messages that somebody changed after it are left alone and told.
    ///
    /// Flags that the mailbox does not keep (PERMANENTFLAGS) and words that are no keywords are not sent. What the
    /// server tells of other messages meanwhile is unsolicited.
    ///
    /// Not cancel safe: the server may or may not have done it, and the session is unusable. Doing it again is harmless.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; a part may be done then. [`ErrorKind::Invalid`] for an open range of UIDs.
    pub async fn store(
        &mut self,
        uids: &UidSet,
        add: &Flags,
        remove: &Flags,
        unchanged_since: Option<ModSeq>,
    ) -> Result<Stored> {
        self.may_change(uids, CONTEXT)?;
        let left_out = add.iter().chain(remove.iter()).filter(|flag| !self.can_store(flag));
        let mut stored = Stored { left_out: Flags::parse(left_out), ..Stored::default() };
        let mut since = unchanged_since.filter(|_| self.modseqs);
        for (sign, flags) in [('+', add), ('-', remove)] {
            let flags = Flags::parse(flags.iter().filter(|flag| self.can_store(flag)));
            if flags.is_empty() {
                continue;
            }
            let condition = since.map(|since| format!(" (UNCHANGEDSINCE {})", since.get())).unwrap_or_default();
            let change = format!("{condition} {sign}FLAGS.SILENT {}", flag_list(&flags));
            let room = self.room_beside("UID STORE ".len() + change.len());
            for chunk in uids.difference(&stored.modified).chunks(room, u64::MAX) {
                let (modified, last) = self.store_chunk(&chunk, &change).await?;
                if since.is_some() {
                    stored.modified = stored.modified.union(&modified);
                    // The second change must not stumble over the first.
                    since = since.max(last);
                }
            }
        }
        Ok(stored)
    }

    /// Whether a flag can be sent and kept.
    fn can_store(&self, flag: &str) -> bool {
        is_flag(flag) && self.permanent_flags.as_ref().is_none_or(|permanent| permanent.keeps(flag))
    }

    /// One command. Answers with what was modified by others, and the largest modification sequence told for ours.
    async fn store_chunk(&mut self, chunk: &UidSet, change: &str) -> Result<(UidSet, Option<ModSeq>)> {
        let mut last = None;
        let mut take = |untagged| match untagged {
            Untagged::Fetch(fetch) if fetch.modseq.is_some() && fetch.uid.is_some_and(|uid| chunk.contains(uid)) => {
                last = last.max(fetch.modseq);
                // Without flags it says that ours were stored, and nothing else.
                fetch.flags.is_some().then_some(Untagged::Fetch(fetch))
            }
            other => Some(other),
        };
        let limits = self.wire.limits();
        let budget =
            Budget::streamed(limits, chunk.len().min(u64::from(self.exists())), limits.line as u64, limits.line as u64);
        let command = Command::new("UID STORE ").uids(chunk).text(change);
        let status = self.converse(&command, CONTEXT, budget, &mut take).await?;
        let modified = match (status.condition, &status.code) {
            // NO, if others of them are gone as well (RFC 7162, 3.1.3); the rest was stored all the same.
            (Condition::Ok | Condition::No, Some(Code::Modified(modified))) => modified.clone(),
            _ => {
                failure::unless_ok(status, ErrorKind::No, CONTEXT)?;
                Some(UidSet::new())
            }
        };
        // Which of them, if it cannot be read? Any.
        Ok((modified.map_or_else(|| chunk.clone(), |modified| modified.intersection(chunk)), last))
    }
}

//! Takes messages away from a mailbox: marked, and expunged by their UIDs where the server can do that. Where it cannot they stay
//! marked, and only we hide them: EXPUNGE and CLOSE would take away what others marked, too.

use std::collections::BTreeSet;

use super::{Open, Push, words_of};
use crate::error::Result;
use crate::imap::Selected;
use crate::model::{EnvelopeId, Flag, Flags, UidSet, Verb};
use crate::store::{Rest, WaitingTarget};
use crate::sync::queue::collapse::Part;

/// Why nothing can be taken away from a mailbox; `None` if it can.
pub(super) fn hindrance(selected: &Selected) -> Option<String> {
    let keeps = selected.permanent_flags.as_ref().is_none_or(|flags| flags.keeps(Flag::Deleted.as_str()));
    if selected.read_only {
        Some("READ-ONLY".to_owned())
    } else {
        (!keeps).then(|| format!("PERMANENTFLAGS: {}", Flag::Deleted.as_str()))
    }
}

impl Push<'_> {
    /// Takes messages away from the mailbox that is open. `Err(words)`: the server refused, and they are there.
    pub(super) async fn away(&mut self, uids: &UidSet) -> Result<Result<Rest, String>> {
        let deleted = Flags::parse([Flag::Deleted.as_str()]);
        if let Err(error) = self.session.store(uids, &deleted, &Flags::default(), None).await {
            return Ok(Err(words_of(&self.refusal(error)?)));
        }
        if !self.session.capabilities().has("UIDPLUS") {
            return Ok(Ok(Rest::Hidden));
        }
        match self.session.expunge_uids(uids).await {
            Ok(_) => Ok(Ok(Rest::Gone)),
            // Marked they are; whoever may expunge them will.
            Err(error) => self.refusal(error).map(|_| Ok(Rest::Hidden)),
        }
    }

    /// Deletes messages for ever.
    pub(super) async fn delete(&mut self, open: &Open, parts: &[Part], messages: &[WaitingTarget]) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let ids: BTreeSet<EnvelopeId> = messages.iter().map(|target| target.id).collect();
        self.sent(parts, |verb| *verb == Verb::Delete, &ids).await?;
        let uids: UidSet = messages.iter().map(|target| target.uid).collect();
        let done = match hindrance(&open.selected) {
            Some(words) => Err(words),
            None => self.away(&uids).await?,
        };
        match done {
            Ok(rest) => {
                let mailbox = open.mailbox.id;
                self.work.store(move |store| store.deleted(mailbox, &uids, rest)).await
            }
            Err(words) => {
                // What else was to be done to them was not even tried.
                self.refuse(parts, |_| true, &ids, "delete messages", words).await
            }
        }
    }
}

//! Finds messages again in the mailbox they may have arrived in.

use super::Push;
use crate::error::{ErrorKind, Result};
use crate::imap::Access;
use crate::model::{EnvelopeId, Mailbox, Uid, UidSet, UidValidity};
use crate::store::{Mark, WaitingTarget};
use crate::sync::envelope;
use crate::sync::plan::{self, WINDOW};
use crate::sync::queue::doubt::pair;
use crate::sync::work::blocking;

/// What was found, and the validity of its UIDs.
pub(super) type Found = (UidValidity, Vec<(EnvelopeId, Uid)>);

impl Push<'_> {
    /// Looks for messages among those that came after `mark`, which is opened for that: the mailbox that was is not any more.
    /// `None` if it cannot be opened.
    pub(super) async fn find(
        &mut self,
        mailbox: &Mailbox,
        mark: Option<Mark>,
        wanted: &[&WaitingTarget],
    ) -> Result<Option<Found>> {
        let selected = match self.session.select(&mailbox.name, Access::ReadOnly, None).await {
            Ok(selected) => selected,
            Err(error) if error.kind() == ErrorKind::MailboxUnavailable && self.session.is_usable() => {
                self.pushed.left.push(error);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let Some(validity) = selected.uid_validity else { return Ok(None) };
        if mailbox.mark.uid_validity.is_some_and(|known| known != validity) {
            self.pushed.renewed.push(mailbox.id);
            return Ok(None);
        }
        let after = mark.filter(|(known, _)| *known == validity).map(|(_, next)| next);
        let first = after.unwrap_or(Uid::MIN);
        let mut left = self.session.search(&UidSet::starting_at(first)).await?;
        let mut found = Vec::new();
        while let Some(window) = plan::window(&left, &UidSet::new(), WINDOW) {
            let mut fetched = Vec::new();
            self.session.fetch_headers(&window.uids, |header| fetched.push(header)).await?;
            let parsed = blocking(move || Ok(fetched.into_iter().map(envelope::of).collect::<Vec<_>>()));
            found.extend(parsed.await?);
            left = window.rest;
        }
        found.sort_unstable_by_key(|new| new.uid);
        if after.is_none() {
            // Where the UIDs meant something else before, any of them may be it: most likely the latest.
            found.reverse();
        }
        Ok(Some((validity, pair(wanted, &found))))
    }
}

//! Finds messages again in the mailbox they may have arrived in.

use super::Push;
use crate::error::{ErrorKind, Result};
use crate::imap::{Access, Session};
use crate::model::{EnvelopeId, Mailbox, Uid, UidSet, UidValidity};
use crate::store::{Mark, WaitingTarget};
use crate::sync::envelope;
use crate::sync::plan::{self, WINDOW};
use crate::sync::queue::doubt::pair;
use crate::sync::work::blocking;

/// What was found, and the validity of its UIDs.
pub(super) type Found = (UidValidity, Vec<(EnvelopeId, Uid)>);

impl Push<'_> {
    /// Looks for messages in a mailbox of any account. Of ours it is opened for that, and the one that was is not any more.
    /// `None` if that cannot be found out now.
    pub(super) async fn find(
        &mut self,
        mailbox: &Mailbox,
        mark: Option<Mark>,
        wanted: &[&WaitingTarget],
    ) -> Result<Option<Found>> {
        if mailbox.account != self.work.account {
            return Ok(self.find_far(mailbox, mark, wanted).await);
        }
        match find(self.session, mailbox, mark, wanted).await {
            Ok(None) => self.pushed.renewed.push(mailbox.id),
            Err(error) if error.kind() == ErrorKind::MailboxUnavailable && self.session.is_usable() => {
                self.pushed.left.push(error);
                return Ok(None);
            }
            found => return found,
        }
        Ok(None)
    }
}

/// Looks for messages among those that came after `mark`. `None` if the UIDs mean something else now, or if the server does
/// not show all of them.
///
/// # Errors
/// Those of the session; [`ErrorKind::MailboxUnavailable`] if the mailbox cannot be opened.
pub(super) async fn find(
    session: &mut Session,
    mailbox: &Mailbox,
    mark: Option<Mark>,
    wanted: &[&WaitingTarget],
) -> Result<Option<Found>> {
    let selected = session.select(&mailbox.name, Access::ReadOnly, None).await?;
    let Some(validity) = selected.uid_validity else { return Ok(None) };
    if mailbox.mark.uid_validity.is_some_and(|known| known != validity) {
        return Ok(None);
    }
    let after = mark.filter(|(known, _)| *known == validity).map(|(_, next)| next);
    let first = after.unwrap_or(Uid::MIN);
    let mut left = session.search(&UidSet::starting_at(first)).await?;
    let added = selected.uid_next.map(|next| u64::from(next.get().saturating_sub(first.get())));
    if added.is_none_or(|added| left.len() < added) {
        // Something came and went again, or it is kept from us: the number of messages tells.
        let all = session.search(&UidSet::all()).await?;
        if all.len() != u64::from(session.exists()) || all.intersection(&UidSet::starting_at(first)) != left {
            return Ok(None);
        }
    }
    let mut found = Vec::new();
    while let Some(window) = plan::window(&left, &UidSet::new(), WINDOW) {
        let mut fetched = Vec::new();
        session.fetch_headers(&window.uids, |header| fetched.push(header)).await?;
        let unsaid = left.intersection(&window.uids).difference(&fetched.iter().map(|header| header.uid).collect());
        if !session.search(&unsaid).await?.is_empty() {
            // It is there and not to be seen: it may be what is looked for.
            return Ok(None);
        }
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

//! Carries the messages of a mailbox over to a new UIDVALIDITY.
//!
//! Invariant: nothing goes before the server's new list of messages is complete and counted, and what is
//! not found again goes to the rescue, not away; if that is much, the person decides.

use super::envelope;
use super::plan::{self, WINDOW};
use super::reconcile::freezes;
use super::rematch::{Fingerprint, rematch as pair};
use super::work::{News, Work, blocking};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::Session;
use crate::model::{EnvelopeId, Mailbox, MailboxId, SyncMark, Uid, UidSet, UidValidity};
use crate::store::Store;

/// Envelopes read from the store at a time.
const PAGE: usize = 5_000;

/// Matches the messages in the store with those of the mailbox that is selected.
///
/// Not cancel safe for the session; the store is changed in one batch at the end.
///
/// # Errors
/// Those of the session and the store; [`ErrorKind::MailboxUnavailable`] if the server contradicts itself.
pub async fn rematch(session: &mut Session, work: &Work, mailbox: &Mailbox, validity: UidValidity) -> Result<()> {
    tracing::info!(account = %work.account, mailbox = %mailbox.id, "the mailbox has a new UIDVALIDITY");
    let before = session.exists();
    let present = session.search(&UidSet::all()).await?;
    if before != session.exists() || present.len() != u64::from(before) {
        let doing = format!("match {} again after its UIDVALIDITY changed", mailbox.display);
        return Err(Error::new(ErrorKind::MailboxUnavailable, doing));
    }
    let remote = fingerprints(session, &present).await?;
    let id = mailbox.id;
    let mark = SyncMark {
        uid_validity: Some(validity),
        // Whatever is not matched is found missing by the pass that follows.
        uid_next: Some(Uid::MIN),
        backlog: Some(Uid::MAX),
        highest_modseq: None,
        synced_at: mailbox.mark.synced_at,
    };
    let gone = work
        .store(move |store| {
            let local = local(store, id)?;
            let matched = pair(&local, &remote);
            let lost = local.len().saturating_sub(matched.len()) as u64;
            let was_frozen = store.mailbox(id)?.frozen.is_some();
            if was_frozen || freezes(lost, local.len() as u64) {
                store.rebind_and_freeze(id, validity, &matched, mark)
            } else {
                store.rebind(id, validity, &matched, mark)
            }
        })
        .await?;
    tracing::info!(account = %work.account, mailbox = %mailbox.id, unmatched = gone.len(), "matched again");
    work.tell(News::Mailbox(id));
    Ok(())
}

/// Fingerprints of everything that is on the server.
async fn fingerprints(session: &mut Session, present: &UidSet) -> Result<Vec<(Uid, Fingerprint)>> {
    let mut prints = Vec::new();
    let mut left = present.clone();
    while let Some(window) = plan::window(&left, &UidSet::new(), WINDOW) {
        let mut fetched = Vec::new();
        session.fetch_headers(&window.uids, |header| fetched.push(header)).await?;
        let parsed = blocking(move || {
            Ok(fetched.into_iter().map(|header| (header.uid, Fingerprint::of_new(&envelope::of(header)))).collect())
        });
        let mut parsed: Vec<_> = parsed.await?;
        prints.append(&mut parsed);
        left = window.rest;
    }
    prints.sort_unstable_by_key(|(uid, _)| *uid);
    Ok(prints)
}

/// Fingerprints of everything in the store, oldest first.
fn local(store: &Store, mailbox: MailboxId) -> Result<Vec<(EnvelopeId, Fingerprint)>> {
    let mut prints = Vec::new();
    loop {
        let start = prints.len();
        let page = store.envelopes_as_on_server(mailbox, start..start.saturating_add(PAGE))?;
        if page.rows.is_empty() {
            break;
        }
        prints.extend(page.rows.iter().map(|envelope| (envelope.uid, envelope.id, Fingerprint::of(envelope))));
    }
    prints.sort_unstable_by_key(|(uid, _, _)| *uid);
    Ok(prints.into_iter().map(|(_, id, print)| (id, print)).collect())
}

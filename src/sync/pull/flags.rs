//! Reads flags and writes what changed into the store.

use crate::error::Result;
use crate::imap::{FetchedFlags, Session};
use crate::model::{MailboxId, ModSeq, UidSet};
use crate::sync::work::{News, Work};

/// Flags written in one batch.
const BATCH: usize = 2_000;

/// Reads what changed since `since` (CONDSTORE). Answers with what the server says vanished.
pub(super) async fn changed_since(
    session: &mut Session,
    work: &Work,
    mailbox: MailboxId,
    since: ModSeq,
) -> Result<UidSet> {
    let mut changed = Vec::new();
    let vanished = session.fetch_flags(&UidSet::all(), Some(since), |flags| changed.push(flags)).await?;
    store(work, mailbox, changed).await?;
    Ok(vanished)
}

/// Reads the flags of a window of UIDs; the store finds out what changed.
pub(super) async fn window(session: &mut Session, work: &Work, mailbox: MailboxId, uids: &UidSet) -> Result<()> {
    let mut flags = Vec::new();
    session.fetch_flags(uids, None, |fetched| flags.push(fetched)).await?;
    store(work, mailbox, flags).await
}

/// Writes flags as the server said them.
pub(super) async fn store(work: &Work, mailbox: MailboxId, fetched: Vec<FetchedFlags>) -> Result<()> {
    if fetched.is_empty() {
        return Ok(());
    }
    let changed = work
        .store(move |store| {
            let flags: Vec<_> = fetched.into_iter().map(|fetched| (fetched.uid, fetched.flags)).collect();
            let mut changed = 0_usize;
            for batch in flags.chunks(BATCH) {
                changed = changed.saturating_add(store.set_server_flags(mailbox, batch, None)?.len());
            }
            Ok(changed)
        })
        .await?;
    if changed > 0 {
        work.tell(News::Mailbox(mailbox));
    }
    Ok(())
}

//! Puts messages back on the server that went from it, as the person said.
//!
//! Invariant: a mailbox is read to its end right before anything is put back into it, and whatever the server has of it is taken
//! up by that. So what was added before the connection broke, or before the process ended, is not added again.

use std::collections::BTreeSet;

use super::work::{News, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::Session;
use crate::model::{EnvelopeId, Flag, Flags, MailboxId, Uid, UidValidity};

/// Messages that are put back before the mailbox is read again.
const PORTION: usize = 50;

/// What came of it.
#[derive(Debug)]
pub enum Restored {
    /// There is nothing to put back.
    Nothing,
    /// Some are on the server again: the mailbox is to be read, and there may be more.
    Some,
    /// The server does not take them. The person is asked again.
    Refused(Error),
}

/// Puts some messages back into a mailbox that is in step with its server; `added` are those that were, by this program.
///
/// Not cancel safe for the session, which is unusable then; what was put back is found by the next look at the mailbox.
///
/// # Errors
/// Those of the connection and the store. A refusal is none.
pub async fn restore(
    session: &mut Session,
    work: &Work,
    id: MailboxId,
    added: &mut BTreeSet<EnvelopeId>,
) -> Result<Restored> {
    let due = work.store(move |store| store.to_restore(id, PORTION)).await?;
    if due.is_empty() {
        return Ok(Restored::Nothing);
    }
    if due.iter().any(|envelope| added.contains(&envelope.id)) {
        // It took them and shows something else; adding them again would make more of that.
        work.store(move |store| store.restore_frozen(id, false)).await?;
        work.tell(News::Mailbox(id));
        let words = "APPEND: the messages are not there as they were sent";
        return Ok(Restored::Refused(Error::new(ErrorKind::No, "put messages back").with_server_text(words)));
    }
    let mailbox = work.store(move |store| store.mailbox_as_on_server(id)).await?;
    // Who marked it as deleted has deleted it; that is what is taken back. \Recent is the server's.
    let never = Flags::parse([Flag::Deleted.as_str(), "\\Recent"]);
    let mut bound: Vec<(UidValidity, EnvelopeId, Uid)> = Vec::new();
    let mut refused = None;
    for envelope in due {
        let Some(raw) = work.store(move |store| store.raw(envelope.id)).await? else {
            refused = Some(Error::new(ErrorKind::NotFound, "put back a message whose text is not here"));
            break;
        };
        let flags = envelope.server_flags.difference(&never);
        match session.append(&mailbox.name, &flags, Some(envelope.received), &raw).await {
            Ok(appended) => {
                added.insert(envelope.id);
                bound.extend(appended.map(|told| (told.uid_validity, envelope.id, told.uid)));
            }
            Err(error) if session.is_usable() => {
                refused = Some(error);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    work.store(move |store| {
        for (validity, envelope, uid) in bound {
            store.restored(id, validity, &[(envelope, uid)])?;
        }
        Ok(())
    })
    .await?;
    if let Some(error) = refused {
        work.store(move |store| store.restore_frozen(id, false)).await?;
        work.tell(News::Mailbox(id));
        return Ok(Restored::Refused(error));
    }
    work.tell(News::Mailbox(id));
    Ok(Restored::Some)
}

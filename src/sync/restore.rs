//! Puts messages back on the server that went from it, as the person said.
//!
//! Invariant: a mailbox is read to its end right before anything is put back into it, and whatever the server has of it is taken
//! up by that. So what was added before the connection broke, or before the process ended, is not added again.

use std::collections::BTreeSet;

use super::work::{News, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Access, Session};
use crate::model::{Envelope, EnvelopeId, Flag, Flags, Mailbox, MailboxId, Uid, UidSet, UidValidity};
use crate::store::Mark;

/// Messages that are put back before the mailbox is read again.
const PORTION: usize = 50;
/// Messages refused one after the other, after which the server is asked for no more.
const MAX_REFUSED: usize = 3;

/// What came of it.
#[derive(Debug)]
pub enum Restored {
    /// There is nothing to put back.
    Nothing,
    /// Some are on the server again: the mailbox is to be read, and there may be more.
    Some,
    /// The server does not take (some of) them. The person is asked again.
    Refused(Error),
}

/// What became of a message.
enum Put {
    /// It is there, and under which UID if the server says so.
    There(Option<(UidValidity, Uid)>),
    /// It is not, and why.
    Not(Error),
}

/// Puts some messages back into a mailbox that is in step with its server; `added` are those that were, by this program.
///
/// Not cancel safe for the session, which is unusable then; what was put back is found by the next look at the mailbox.
///
/// # Errors
/// Those of the connection and the store. A refusal is none: what is refused stays frozen, all else goes on.
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
    let mailbox = work.store(move |store| store.mailbox_as_on_server(id)).await?;
    let since = work.store(move |store| store.restoring_since(id)).await?;
    let changed = find_changed(session, work, (&mailbox, since), &due).await?;
    let (mut left, mut refused, mut in_a_row) = (Vec::new(), None, 0_usize);
    for envelope in &due {
        if in_a_row >= MAX_REFUSED {
            break;
        }
        let put = if added.contains(&envelope.id) || changed.contains(&envelope.id) {
            // It took them and shows something else; adding them again would make more of that.
            let words = "APPEND: the messages are not there as they were sent";
            Put::Not(Error::new(ErrorKind::No, "put messages back").with_server_text(words))
        } else {
            put(session, work, &mailbox, envelope).await?
        };
        match put {
            Put::There(told) => {
                in_a_row = 0;
                added.insert(envelope.id);
                if let Some((validity, uid)) = told {
                    let bound = [(envelope.id, uid)];
                    work.store(move |store| store.restored(id, validity, &bound)).await?;
                }
            }
            Put::Not(error) => {
                in_a_row = in_a_row.saturating_add(1);
                left.push(envelope.id);
                refused = Some(error);
            }
        }
    }
    let all = in_a_row >= MAX_REFUSED;
    work.store(move |store| if all { store.restore_frozen(id, false) } else { store.leave_frozen(id, &left) }).await?;
    work.tell(News::Mailbox(id));
    Ok(refused.map_or(Restored::Some, Restored::Refused))
}

/// Adds a message to the mailbox it was in.
async fn put(session: &mut Session, work: &Work, mailbox: &Mailbox, envelope: &Envelope) -> Result<Put> {
    let id = envelope.id;
    let Some(raw) = work.store(move |store| store.raw(id)).await? else {
        return Ok(Put::Not(Error::new(ErrorKind::NotFound, "put back a message whose text is not here")));
    };
    // Who marked it as deleted has deleted it; that is what is taken back. \Recent is the server's.
    let never = Flags::parse([Flag::Deleted.as_str(), "\\Recent"]);
    let flags = envelope.server_flags.difference(&never);
    match session.append(&mailbox.name, &flags, Some(envelope.received), &raw).await {
        Ok(appended) => Ok(Put::There(appended.map(|told| (told.uid_validity, told.uid)))),
        Err(error) if session.is_usable() => Ok(Put::Not(error)),
        Err(error) => Err(error),
    }
}

/// Those that were put back before, by a process that ended before it could know, and of which the server made something else: the
/// look at the mailbox did not recognise them. They are what came since under their Message-ID, with another size.
async fn find_changed(
    session: &mut Session,
    work: &Work,
    (mailbox, since): (&Mailbox, Option<Mark>),
    due: &[Envelope],
) -> Result<BTreeSet<EnvelopeId>> {
    let mut changed = BTreeSet::new();
    let since = since.filter(|(validity, _)| mailbox.mark.uid_validity == Some(*validity));
    let came = UidSet::starting_at(since.map_or(Uid::MIN, |(_, next)| next));
    // Nothing came at all: the usual case costs nothing.
    if since.is_some_and(|(_, next)| mailbox.mark.uid_next == Some(next)) || mailbox.counts.total == 0 {
        return Ok(changed);
    }
    session.select(&mailbox.name, Access::ReadOnly, None).await?;
    for envelope in due {
        let Some(message_id) = envelope.message_id.as_deref().filter(|it| !it.trim().is_empty()) else { continue };
        let found = match session.find_message_id(message_id, &came).await {
            Ok(found) => found,
            Err(error) if session.is_usable() => {
                tracing::debug!(%error, "what was put back before cannot be looked for");
                return Ok(changed);
            }
            Err(error) => return Err(error),
        };
        let (id, size, name) = (mailbox.id, envelope.size, message_id.to_owned());
        let is_changed = work.store(move |store| {
            let rows = found.iter().filter_map(|uid| store.by_uid(id, uid).transpose()).collect::<Result<Vec<_>>>()?;
            let of_that_name = |row: &&Envelope| row.message_id.as_deref() == Some(name.as_str());
            let mut rows = rows.iter().filter(of_that_name).peekable();
            // One of the same size is another copy, which has its own place.
            Ok(rows.peek().is_some() && rows.all(|row| row.size != size))
        });
        if is_changed.await? {
            changed.insert(envelope.id);
        }
    }
    Ok(changed)
}

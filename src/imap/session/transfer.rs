//! MOVE (RFC 6851) and COPY (RFC 3501, 6.4.7), with what became of the messages (COPYUID: RFC 4315, 3).
//!
//! Invariant: what is told of copies is one to one and about nothing but what was asked for. A server that says anything
//! else has told nothing.

use crate::error::{ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::response::{Code, Status, Untagged};
use crate::imap::{Copied, Gone, Moved, UidMap};
use crate::model::{MailboxName, UidSet};

use super::Session;

impl Session {
    /// Moves messages to another mailbox of the account, in as many commands as their length wants.
    ///
    /// Not cancel safe: some, all or none of them may have been moved, and the session is unusable.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] where MOVE is not offered, and for an open range of UIDs. [`ErrorKind::TargetMissing`] if
    /// there is no such mailbox. NO, BAD, or errors of the connection: a part may have been moved then
    /// ([`Session::portions`] keeps that apart).
    pub async fn move_to(&mut self, uids: &UidSet, to: &MailboxName) -> Result<Moved> {
        let context = format!("move messages to {to:?}");
        self.must_offer("MOVE", &context)?;
        self.may_change(uids, &context)?;
        let mut counter = Counter::default();
        let copied = self.transfer("UID MOVE ", uids, to, &context, &mut counter).await?;
        Ok(Moved { copied, gone: counter.gone(uids) })
    }

    /// Copies messages to another mailbox of the account, in as many commands as their length wants.
    ///
    /// Not cancel safe: some, all or none of them may have been copied, and the session is unusable.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] for an open range of UIDs. [`ErrorKind::TargetMissing`] if there is no such mailbox. NO, BAD,
    /// or errors of the connection: a part may have been copied then ([`Session::portions`] keeps that apart).
    pub async fn copy_to(&mut self, uids: &UidSet, to: &MailboxName) -> Result<Copied> {
        let context = format!("copy messages to {to:?}");
        Self::must_be_closed(uids, &context)?;
        self.transfer("UID COPY ", uids, to, &context, &mut Counter::default()).await
    }

    async fn transfer(
        &mut self,
        verb: &str,
        uids: &UidSet,
        to: &MailboxName,
        context: &str,
        counter: &mut Counter,
    ) -> Result<Copied> {
        let mut copied = Copied::default();
        // Every character of the name may have to be quoted.
        let room = self.room_beside(verb.len() + 3 + 2 * to.as_bytes().len());
        for chunk in uids.chunks(room, u64::MAX) {
            let mut told = Vec::new();
            let mut take = |untagged| {
                counter.note(&untagged);
                match untagged {
                    Untagged::Status(Status { code: Some(Code::CopyUid(copied)), .. }) => {
                        told.push(copied);
                        None
                    }
                    other => Some(other),
                }
            };
            let command = Command::new(verb).uids(&chunk).text(" ").mailbox(to);
            let terms = self.terms(context, ErrorKind::No);
            let status = self.run(&command, terms, &mut take).await?;
            if let Some(Code::CopyUid(copied)) = status.code {
                told.push(copied);
            }
            match verified(&told, &chunk) {
                Some(part) => add(&mut copied, part),
                None => tracing::warn!(context, "the server tells of copies what cannot be true"),
            }
        }
        Ok(copied)
    }
}

/// Counts what is said to be gone.
#[derive(Debug, Default)]
pub(super) struct Counter {
    vanished: Vec<UidSet>,
    expunged: u32,
}

impl Counter {
    pub(super) fn note(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::Expunge => self.expunged = self.expunged.saturating_add(1),
            Untagged::Vanished { earlier: false, uids } => self.vanished.push(uids.clone()),
            _ => {}
        }
    }

    /// What is gone, of those that were asked for.
    pub(super) fn gone(&self, asked: &UidSet) -> Gone {
        Gone { vanished: UidSet::union_all(&self.vanished).intersection(asked), expunged: self.expunged }
    }
}

/// What one command told, in one code or in several, if it can be true.
fn verified(told: &[Option<Box<Copied>>], asked: &UidSet) -> Option<Copied> {
    let codes: Vec<_> = told.iter().map(Option::as_deref).collect::<Option<_>>()?;
    let uid_validity = codes.first().and_then(|copied| copied.uid_validity);
    let uids = UidMap::join(codes.iter().map(|copied| &copied.uids))?;
    let is_same = codes.iter().all(|copied| copied.uid_validity == uid_validity);
    (is_same && uids.sources().difference(asked).is_empty()).then_some(Copied { uid_validity, uids })
}

/// Adds what a further command told. If the target mailbox was made anew between two commands, what the earlier one told is
/// void.
fn add(all: &mut Copied, part: Copied) {
    if part.uids.is_empty() {
        return;
    }
    let joined = UidMap::join([&all.uids, &part.uids]).filter(|_| all.uid_validity == part.uid_validity);
    *all = Copied { uid_validity: part.uid_validity, uids: joined.unwrap_or(part.uids) };
}

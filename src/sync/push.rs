//! Sends what a person did to the server.
//!
//! Invariants: that something may have been sent is on disk before it is; it is done with only once the
//! server said so, and what the server's answer means is on disk before that. So a process that ends anywhere
//! in between sends again, which changes nothing, and forgets nothing.
//!
//! What the server refuses is undone here, in its words. A connection that breaks leaves everything waiting.

use super::pull::Outcome;
use super::queue::collapse::{Round, Step, collapse};
use super::work::{News, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Access, Session};
use crate::model::{EnvelopeId, Flags, MailboxId, OperationId, Outcome as Settled, Verb};
use crate::store::Waiting;

/// What sending came to.
#[derive(Debug, Default)]
pub struct Pushed {
    /// What the server refused, mailbox by mailbox.
    pub refused: Vec<Error>,
    /// Mailboxes that could not be opened now. What waits for them goes on waiting.
    pub left: Vec<Error>,
    /// Mailboxes whose UIDs mean something else now: to be read before what waits for them is sent.
    pub renewed: Vec<MailboxId>,
}

/// Sends everything that waits in the account. Ends early, between two mailboxes, when `interrupted`.
///
/// Not cancel safe for the session, which is unusable then; what was sent is known to be so.
///
/// # Errors
/// Those of the connection and the store. A refusal is none.
pub async fn push(
    session: &mut Session,
    work: &Work,
    interrupted: &(dyn Fn() -> bool + Send + Sync),
) -> Result<(Outcome, Pushed)> {
    let account = work.account;
    let waiting = work.store(move |store| store.waiting(account)).await?;
    let mut pushed = Pushed::default();
    for (done, round) in collapse(&waiting).into_iter().enumerate() {
        // One at least: whoever interrupts all the time must not keep everything from being sent.
        if done > 0 && interrupted() {
            return Ok((Outcome::Interrupted, pushed));
        }
        send(session, work, &waiting, round, &mut pushed).await?;
    }
    Ok((Outcome::Done, pushed))
}

async fn send(
    session: &mut Session,
    work: &Work,
    waiting: &[Waiting],
    round: Round,
    pushed: &mut Pushed,
) -> Result<()> {
    let Round { mailbox: id, uid_validity, parts, steps } = round;
    if !steps.is_empty() {
        let operations: Vec<_> = parts.iter().map(|(operation, _)| *operation).collect();
        let mailbox = work.store(move |store| store.mailbox(id)).await?;
        match session.select(&mailbox.name, Access::ReadWrite, None).await {
            Ok(selected) if uid_validity.is_some() && selected.uid_validity == uid_validity => {}
            Ok(_) => {
                pushed.renewed.push(id);
                return Ok(());
            }
            Err(error) if error.kind() == ErrorKind::MailboxUnavailable && session.is_usable() => {
                pushed.left.push(error);
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        work.store(move |store| store.sent(&operations)).await?;
        for step in steps {
            store_flags(session, work, waiting, step, (id, pushed)).await?;
        }
    }
    work.store(move |store| store.settle(parts, Settled::Confirmed)).await?;
    work.tell(News::Mailbox(id));
    work.tell(News::Journal);
    Ok(())
}

/// Sends one change of flags, and writes down what came of it.
async fn store_flags(
    session: &mut Session,
    work: &Work,
    waiting: &[Waiting],
    step: Step,
    (mailbox, pushed): (MailboxId, &mut Pushed),
) -> Result<()> {
    let Step { add, remove, uids, messages } = step;
    let (refused, words) = match session.store(&uids, &add, &remove, None).await {
        Ok(stored) => {
            let kept =
                Verb::Flags { add: add.difference(&stored.left_out), remove: remove.difference(&stored.left_out) };
            let done = messages.clone();
            work.store(move |store| store.take_over(&done, &kept)).await?;
            let words = stored.left_out.iter().collect::<Vec<_>>().join(" ");
            (stored.left_out, format!("PERMANENTFLAGS: {words}"))
        }
        Err(error) if is_refusal(error.kind()) && session.is_usable() => {
            let words = error.server_text().map_or_else(|| error.to_string(), str::to_owned);
            (add.union(&remove), words)
        }
        Err(error) => return Err(error),
    };
    if !refused.is_empty() {
        let parts = touching(waiting, mailbox, &messages, &refused);
        pushed.refused.push(Error::new(ErrorKind::No, "change flags").with_server_text(&words));
        let told = words.clone();
        work.store(move |store| store.settle(parts, Settled::Rejected(words))).await?;
        work.tell(News::Refused(told));
    }
    Ok(())
}

/// Whether the server said that it will not. A server that is busy says something else, and is asked again.
const fn is_refusal(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::No | ErrorKind::Bad | ErrorKind::MailboxUnavailable | ErrorKind::TargetMissing)
}

/// The operations that want one of these flags changed of these messages.
fn touching(
    waiting: &[Waiting],
    mailbox: MailboxId,
    messages: &[EnvelopeId],
    flags: &Flags,
) -> Vec<(OperationId, Vec<EnvelopeId>)> {
    let touches = |verb: &Verb| match verb {
        Verb::Flags { add, remove } => add.intersects(flags) || remove.intersects(flags),
    };
    let messages: std::collections::BTreeSet<_> = messages.iter().collect();
    let concerned = waiting.iter().filter(|it| it.mailbox == mailbox && touches(&it.verb));
    let parts = concerned.map(|operation| {
        let targets = operation.targets.iter().map(|target| target.id);
        (operation.id, targets.filter(|id| messages.contains(id)).collect::<Vec<_>>())
    });
    // Without messages an operation would be refused as a whole.
    parts.filter(|(_, messages)| !messages.is_empty()).collect()
}

//! IDLE (RFC 2177).

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::error::{Error, ErrorKind, Result};
use crate::imap::IdleEnd;
use crate::imap::command::Command;
use crate::imap::failure;
use crate::imap::response::Condition;
use crate::imap::wire::Event;
use crate::net::guard::Budget;

use super::Session;

impl Session {
    /// Waits for a change in the selected mailbox, for `max` at most or until `interrupt` is ready. Ends at once if something
    /// unsolicited was not taken yet.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] where the server has no IDLE. [`ErrorKind::TimedOut`] if it does not answer the end of IDLE in
    /// time: the connection is dead.
    pub async fn idle(&mut self, max: Duration, interrupt: impl Future<Output = ()>) -> Result<IdleEnd> {
        let context = "wait for news";
        if !self.capabilities.has("IDLE") {
            return Err(Error::new(ErrorKind::Invalid, context));
        }
        if self.has_changes() {
            return Ok(IdleEnd::Changed);
        }
        if !self.usable {
            return Err(Error::new(ErrorKind::Disconnected, context).with_source("the connection was given up"));
        }
        self.usable = false;
        let budget = Budget::collected(self.wire.limits());
        let mut before = Vec::new();
        let tag = self.wire.begin(&Command::new("IDLE"), budget, context).await?;
        let refused = self.wire.await_continue(&tag, context, &mut before).await;
        for untagged in before {
            self.keep(untagged);
        }
        if let Some(refusal) = refused? {
            self.usable = true;
            return Err(failure::of_status(&refusal, ErrorKind::No, context));
        }

        self.wire.guard().set_silence(None);
        let mut time_up = pin!(sleep(max));
        let mut interrupt = pin!(interrupt);
        let end = loop {
            if self.has_changes() {
                break IdleEnd::Changed;
            }
            tokio::select! {
                biased;
                event = self.wire.next(context) => match event? {
                    Event::Untagged(untagged) => self.keep(untagged),
                    Event::Tagged(answered, status) if answered == tag => {
                        // Some servers end IDLE themselves.
                        self.end_of_idle();
                        return match status.condition {
                            Condition::Ok => Ok(IdleEnd::TimeUp),
                            _ => Err(failure::of_status(&status, ErrorKind::No, context)),
                        };
                    }
                    Event::Tagged(..) | Event::Continue => return Err(Error::new(ErrorKind::Protocol, context)),
                },
                () = &mut interrupt => break IdleEnd::Interrupted,
                () = &mut time_up => break IdleEnd::TimeUp,
            }
        };
        let limit = self.wire.limits().idle_end;
        let done = async {
            self.wire.send_line(b"DONE", context).await?;
            let status = self.finish(&tag, context, &mut Some).await?;
            failure::unless_ok(status, ErrorKind::No, context)
        };
        let done = timeout(limit, done).await;
        done.unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut, "end waiting for news")))?;
        self.end_of_idle();
        // What came while IDLE ended counts as well.
        Ok(if self.has_changes() { IdleEnd::Changed } else { end })
    }

    fn end_of_idle(&mut self) {
        let silence = self.wire.limits().silence;
        self.wire.guard().set_silence(Some(silence));
        self.usable = true;
    }
}

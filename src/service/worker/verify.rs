//! The comparison with the server, a mailbox at a time between everything else.

use super::Worker;
use crate::error::Result;
use crate::imap::Session;
use crate::sync::pull::Outcome;
use crate::sync::verify::{Run, Step};

impl Worker<'_> {
    /// Begins a comparison, unless one is under way.
    pub(super) fn begin_proof(&mut self, repair: bool) {
        if !self.memory.agenda.is_verifying() {
            self.memory.proof = Some(Run::new(repair, fastrand::u64(..)));
            self.memory.agenda.verify();
        }
    }

    /// Compares the next mailbox.
    pub(super) async fn verify(&mut self, session: &mut Session) -> Result<Outcome> {
        // In the memory again whatever happens: it goes on with the next connection.
        let Some(mut run) = self.memory.proof.take() else { return Ok(Outcome::Done) };
        let stepped = self.step(session, &mut run).await;
        self.memory.proof = Some(run);
        stepped
    }

    async fn step(&mut self, session: &mut Session, run: &mut Run) -> Result<Outcome> {
        let orders = &*self.orders;
        let interrupted = || !orders.is_empty();
        let mut none = Default::default();
        let quarantine = match run.next(&self.work).await? {
            Some(id) => self.memory.quarantine(id),
            None => &mut none,
        };
        let mut step =
            Step { headers: &mut quarantine.headers, bodies: &mut quarantine.bodies, interrupted: &interrupted };
        run.step(session, &self.work, &mut step).await
    }
}

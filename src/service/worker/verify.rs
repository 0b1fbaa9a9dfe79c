//! The comparison with the server, a mailbox at a time between everything else.

use tokio::time::Instant;

use super::memory::Quarantine;
use super::{Mode, Worker};
use crate::error::Result;
use crate::imap::Session;
use crate::sync::proof;
use crate::sync::pull::Outcome;
use crate::sync::verify::{Run, Step};
use crate::sync::work::now;

impl Worker<'_> {
    /// Begins a comparison, unless one is under way.
    pub(super) fn begin_proof(&mut self, repair: bool) {
        if !self.memory.agenda.is_verifying() {
            self.memory.proof = Some(Run::new(repair, fastrand::u64(..)));
            self.memory.agenda.verify();
        }
    }

    /// Begins a comparison by itself if one is due.
    pub(super) async fn begin_if_due(&mut self) -> Result<bool> {
        let account = self.work.account;
        let quiet = self.memory.attended.elapsed();
        let last = self.work.store(move |store| store.checked(account)).await?.map(|checked| checked.at);
        let due = self.mode == Mode::Live && proof::is_due(last, now(), quiet);
        if due {
            // However it ends, the next one is not begun at once.
            self.memory.attended = Instant::now();
            self.begin_proof(true);
        }
        Ok(due)
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
        let mut none = Quarantine::default();
        let quarantine = match run.next(&self.work).await? {
            Some(id) => self.memory.quarantine(id),
            None => &mut none,
        };
        let mut step =
            Step { headers: &mut quarantine.headers, bodies: &mut quarantine.bodies, interrupted: &interrupted };
        run.step(session, &self.work, &mut step).await
    }
}

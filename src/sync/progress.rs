//! How far a pass is and how long it will take. Pure: the caller brings the clock.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::model::MailboxId;

/// What is to be done of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Headers and flags of messages that are new here.
    Headers,
    /// Bodies that are wanted.
    Bodies,
}

/// Counts what is done of what is to do, and estimates the rest from the recent pace.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    done: u64,
    left: BTreeMap<(Part, MailboxId), u64>,
    /// Messages whose headers came, and how many of them have a body that is wanted.
    came: u64,
    wanted: u64,
    /// Moments and counts of the recent past, oldest first.
    samples: VecDeque<(Duration, u64)>,
}

impl Progress {
    /// The pace is measured over this long.
    const WINDOW: Duration = Duration::from_secs(20);
    /// Nothing is promised before this much was seen.
    const ENOUGH: Duration = Duration::from_millis(1500);
    /// Samples kept at most.
    const SAMPLES: usize = 256;

    /// So much is left to do, at least. Said again whenever work that was interrupted goes on.
    pub fn left(&mut self, part: Part, mailbox: MailboxId, count: u64) {
        let left = self.left.entry((part, mailbox)).or_default();
        *left = count.max(*left);
    }

    /// Headers came of so many messages that were not here, and so many of them have a body that is wanted.
    pub fn came(&mut self, mailbox: MailboxId, count: u64, wanted: u64) {
        self.came = self.came.saturating_add(count);
        self.wanted = self.wanted.saturating_add(wanted);
        let left = self.left.entry((Part::Bodies, mailbox)).or_default();
        *left = left.saturating_add(wanted);
    }

    /// Something was done, `now` after an arbitrary start.
    pub fn advance(&mut self, part: Part, mailbox: MailboxId, done: u64, now: Duration) {
        self.done = self.done.saturating_add(done);
        let left = self.left.entry((part, mailbox)).or_default();
        *left = left.saturating_sub(done);
        self.samples.push_back((now, self.done));
        while self.samples.len() > Self::SAMPLES
            || self.samples.front().is_some_and(|(then, _)| now.saturating_sub(*then) > Self::WINDOW)
        {
            self.samples.pop_front();
        }
    }

    /// Done so far.
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// To do in all, as far as known: of messages whose headers are still to come, as many bodies are expected to be
    /// wanted as of the others.
    pub fn total(&self) -> u64 {
        let left: u64 = self.left.values().sum();
        let headers: u64 = self.left.iter().filter(|((part, _), _)| *part == Part::Headers).map(|(_, left)| left).sum();
        let bodies = headers.saturating_mul(self.wanted).checked_div(self.came).unwrap_or(headers);
        self.done.saturating_add(left).saturating_add(bodies)
    }

    /// Seconds that remain, once the pace is known.
    pub fn remaining(&self) -> Option<u64> {
        let (first, before) = self.samples.front()?;
        let (last, now) = self.samples.back()?;
        let elapsed = last.saturating_sub(*first);
        let done = now.saturating_sub(*before);
        if elapsed < Self::ENOUGH || done == 0 {
            return None;
        }
        let left = self.total().saturating_sub(self.done);
        let seconds = u128::from(left).saturating_mul(elapsed.as_millis()) / u128::from(done) / 1000;
        u64::try_from(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INBOX: MailboxId = MailboxId::new(1);

    #[test]
    fn the_rest_is_estimated_from_the_recent_pace() {
        let mut progress = Progress::default();
        progress.left(Part::Bodies, INBOX, 10_000);
        for second in 0..=10 {
            progress.advance(Part::Bodies, INBOX, 100, Duration::from_secs(second));
        }

        assert_eq!((progress.done(), progress.total()), (1_100, 10_000));
        assert_eq!(progress.remaining(), Some(89));
    }

    #[test]
    fn nothing_is_promised_without_a_pace() {
        let mut progress = Progress::default();
        assert_eq!(progress.remaining(), None);
        progress.left(Part::Headers, INBOX, 10);
        progress.advance(Part::Headers, INBOX, 1, Duration::ZERO);
        progress.advance(Part::Headers, INBOX, 1, Duration::from_millis(10));

        assert_eq!(progress.remaining(), None);
    }

    #[test]
    fn what_was_interrupted_is_not_counted_twice_and_bodies_are_part_of_the_whole_from_the_beginning() {
        let mut progress = Progress::default();
        let headers = |progress: &mut Progress, count, wanted| {
            progress.came(INBOX, count, wanted);
            progress.advance(Part::Headers, INBOX, count, Duration::ZERO);
        };
        progress.left(Part::Headers, INBOX, 1_000);
        assert_eq!((progress.done(), progress.total()), (0, 2_000));
        headers(&mut progress, 400, 400);
        assert_eq!((progress.done(), progress.total()), (400, 2_000));

        progress.left(Part::Headers, INBOX, 600);
        headers(&mut progress, 600, 100);
        assert_eq!((progress.done(), progress.total()), (1_000, 1_500));

        progress.left(Part::Bodies, INBOX, 500);
        progress.advance(Part::Bodies, INBOX, 300, Duration::ZERO);
        progress.left(Part::Bodies, INBOX, 200);
        assert_eq!((progress.done(), progress.total()), (1_300, 1_500));
    }

    #[test]
    fn more_than_expected_never_exceeds_the_whole() {
        let mut progress = Progress::default();
        progress.advance(Part::Bodies, INBOX, 5, Duration::ZERO);

        assert_eq!((progress.done(), progress.total()), (5, 5));
    }
}

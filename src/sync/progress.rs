//! How far a pass is and how long it will take. Pure: the caller brings the clock.

use std::collections::VecDeque;
use std::time::Duration;

/// Counts what is done of what is to do, and estimates the rest from the recent pace.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    done: u64,
    total: u64,
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

    /// More turned out to be there to do.
    pub fn expect(&mut self, more: u64) {
        self.total = self.total.saturating_add(more);
    }

    /// Something was done, `now` after an arbitrary start.
    pub fn advance(&mut self, done: u64, now: Duration) {
        self.done = self.done.saturating_add(done);
        self.total = self.total.max(self.done);
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

    /// To do in all, as far as known.
    pub const fn total(&self) -> u64 {
        self.total
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
        let left = self.total.saturating_sub(self.done);
        let seconds = u128::from(left).saturating_mul(elapsed.as_millis()) / u128::from(done) / 1000;
        u64::try_from(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_estimated_from_the_recent_pace() {
        let mut progress = Progress::default();
        progress.expect(10_000);
        for second in 0..=10 {
            progress.advance(100, Duration::from_secs(second));
        }

        assert_eq!((progress.done(), progress.total()), (1_100, 10_000));
        assert_eq!(progress.remaining(), Some(89));
    }

    #[test]
    fn nothing_is_promised_without_a_pace() {
        let mut progress = Progress::default();
        assert_eq!(progress.remaining(), None);
        progress.expect(10);
        progress.advance(1, Duration::ZERO);
        progress.advance(1, Duration::from_millis(10));

        assert_eq!(progress.remaining(), None);
    }

    #[test]
    fn more_than_expected_never_exceeds_the_whole() {
        let mut progress = Progress::default();
        progress.advance(5, Duration::ZERO);

        assert_eq!((progress.done(), progress.total()), (5, 5));
    }
}

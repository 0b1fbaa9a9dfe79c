//! How long to wait before the next attempt. Pure: the caller brings the random number.
//!
//! Doubles from one second to five minutes, with jitter so that a thousand clients do not come back in
//! step, and never earlier than the server asked for.

use std::time::Duration;

/// Counts failures in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The shortest wait.
    pub const SHORTEST: Duration = Duration::from_secs(1);
    /// The longest wait, unless the server asked for more.
    pub const LONGEST: Duration = Duration::from_secs(300);
    /// The longest wait a server may ask for.
    pub const LONGEST_ASKED: Duration = Duration::from_secs(3600);

    /// Notes a failure and says how long to wait. `random` is from 0 to 1, `asked` what the server wants.
    pub fn failed(&mut self, random: f64, asked: Option<Duration>) -> Duration {
        let full =
            Self::SHORTEST.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX)).min(Self::LONGEST);
        self.failures = self.failures.saturating_add(1).min(31);
        // Half of it is sure, half is chance.
        let jittered = full.mul_f64(0.5 + random.clamp(0.0, 1.0) * 0.5).max(Self::SHORTEST);
        asked.map_or(jittered, |asked| jittered.max(asked.min(Self::LONGEST_ASKED)))
    }

    /// Forgets the failures: it worked, or something changed that makes waiting pointless.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

/// The wait a server asks for in its text, as Exchange does:
/// `[THROTTLED] Request is throttled. Suggested Backoff Time: 299961 milliseconds`.
pub fn asked_for(server_text: &str) -> Option<Duration> {
    const MARK: &str = "suggested backoff time:";
    let text = server_text.to_ascii_lowercase();
    let (_, rest) = text.split_once(MARK)?;
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse().ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_start_over_after_success() {
        let mut backoff = Backoff::default();

        let waits: Vec<u64> = (0..12).map(|_| backoff.failed(1.0, None).as_secs()).collect();

        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        backoff.reset();
        assert_eq!(backoff.failed(1.0, None), Backoff::SHORTEST);
    }

    #[test]
    fn the_server_is_obeyed_within_reason() {
        let ask = |seconds| Backoff::default().failed(0.0, Some(Duration::from_secs(seconds)));

        assert_eq!(ask(90), Duration::from_secs(90));
        assert_eq!(ask(1_000_000), Backoff::LONGEST_ASKED);
    }

    #[test]
    fn a_throttling_text_is_understood() {
        for (text, expected) in [
            ("Request is throttled. Suggested Backoff Time: 299961 milliseconds", Some(299_961)),
            ("suggested backoff time:5 ms", Some(5)),
            ("Suggested Backoff Time: soon", None),
            ("no", None),
        ] {
            assert_eq!(asked_for(text), expected.map(Duration::from_millis), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_wait_lies_between_a_second_and_five_minutes(randoms in prop::collection::vec(-1.0..2.0_f64, 1..80)) {
            let mut backoff = Backoff::default();
            for random in randoms {
                let wait = backoff.failed(random, None);
                prop_assert!(wait >= Backoff::SHORTEST && wait <= Backoff::LONGEST);
            }
        }
    }
}

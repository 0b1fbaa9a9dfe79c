//! Which bodies are kept for reading offline. Pure.

use crate::config::Settings;

/// How large and how old a message may be for its body to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Bytes at most.
    pub max_bytes: u64,
    /// Received at this moment or later, in seconds since the epoch; `None`: all.
    pub since: Option<i64>,
}

const SECONDS_A_DAY: i64 = 86_400;

impl Retention {
    /// What the settings want at the moment `now` (seconds since the epoch).
    pub fn of(settings: &Settings, now: i64) -> Self {
        let since =
            settings.body_max_days.map(|days| now.saturating_sub(i64::from(days).saturating_mul(SECONDS_A_DAY)));
        Self { max_bytes: settings.body_max_bytes, since }
    }

    /// Whether a body is to be fetched unasked.
    pub fn wants(&self, size: u32, received: i64) -> bool {
        u64::from(size) <= self.max_bytes && self.since.is_none_or(|since| received >= since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_and_old_messages_stay_on_the_server() {
        let settings = Settings { body_max_bytes: 1_000, body_max_days: Some(2), ..Settings::default() };
        let now = 10 * SECONDS_A_DAY;
        let retention = Retention::of(&settings, now);

        for (size, received, wanted) in [
            (1_000, now, true),
            (1_001, now, false),
            (0, now - 2 * SECONDS_A_DAY, true),
            (0, now - 2 * SECONDS_A_DAY - 1, false),
            (u32::MAX, i64::MIN, false),
        ] {
            assert_eq!(retention.wants(size, received), wanted, "{size} bytes received at {received}");
        }
    }

    #[test]
    fn without_an_age_limit_everything_small_enough_is_kept() {
        assert!(Retention::of(&Settings::default(), i64::MAX).wants(1, i64::MIN));
    }
}

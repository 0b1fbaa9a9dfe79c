//! Which bodies are kept. Pure.
//!
//! A lower limit takes nothing away: it says what is fetched from now on, and what is here stays.

use crate::config::Settings;

/// How large and how old a message may be for its body to be fetched unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Bytes at most.
    pub max_bytes: u64,
    /// Seconds since it was received at most; `None`: all.
    pub max_age: Option<i64>,
}

const SECONDS_A_DAY: i64 = 86_400;

impl Retention {
    /// What the settings want.
    pub fn of(settings: &Settings) -> Self {
        let max_age = settings.body_max_days.map(|days| i64::from(days).saturating_mul(SECONDS_A_DAY));
        Self { max_bytes: settings.body_max_bytes, max_age }
    }

    /// Whether a body is to be fetched unasked at the moment `now`; both times in seconds since the epoch.
    pub fn wants(&self, size: u32, received: i64, now: i64) -> bool {
        let young = self.max_age.is_none_or(|max_age| received >= now.saturating_sub(max_age));
        young && u64::from(size) <= self.max_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_and_old_messages_stay_on_the_server() {
        let settings = Settings { body_max_bytes: 1_000, body_max_days: Some(2), ..Settings::default() };
        let now = 10 * SECONDS_A_DAY;
        let retention = Retention::of(&settings);

        for (size, received, wanted) in [
            (1_000, now, true),
            (1_001, now, false),
            (0, now - 2 * SECONDS_A_DAY, true),
            (0, now - 2 * SECONDS_A_DAY - 1, false),
            (u32::MAX, i64::MIN, false),
        ] {
            assert_eq!(retention.wants(size, received, now), wanted, "{size} bytes received at {received}");
        }
    }

    #[test]
    fn without_an_age_limit_everything_small_enough_is_kept() {
        assert!(Retention::of(&Settings::default()).wants(1, i64::MIN, i64::MAX));
    }
}

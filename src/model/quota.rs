//! How much of what a server allows an account is used (QUOTA, RFC 9208), and when that is worth a warning.

use serde::{Deserialize, Serialize};

/// How much of a resource is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// So much is.
    pub used: u64,
    /// So much may be; 0: servers mean that there is no limit.
    pub limit: u64,
}

/// How much of what is allowed is used, under one quota root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// The name of the root, which may be empty.
    pub root: String,
    /// STORAGE, in bytes.
    pub storage: Option<Usage>,
    /// MESSAGE.
    pub messages: Option<Usage>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Bytes.
    Storage,
    /// Messages.
    Messages,
}

/// How full it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// There is room.
    #[default]
    Fine,
    /// 80 % or more.
    High,
    /// 95 % or more.
    Critical,
    /// No room is left.
    Full,
}

impl Level {
    /// How far below a limit it must fall before crossing the limit again is news.
    const RELIEF: u64 = 5;

    const fn of(percent: u64) -> Self {
        match percent {
            ..80 => Self::Fine,
            80..95 => Self::High,
            95..100 => Self::Critical,
            _ => Self::Full,
        }
    }
}

impl Usage {
    /// Hundredths that are used, rounded down; more than 100 where more is used than allowed. `None`: there is no limit.
    pub fn percent(self) -> Option<u64> {
        let percent = (u128::from(self.used) * 100).checked_div(u128::from(self.limit))?;
        Some(u64::try_from(percent).unwrap_or(u64::MAX))
    }

    /// How full it is.
    pub fn level(self) -> Level {
        self.percent().map_or(Level::Fine, Level::of)
    }
}

impl Quota {
    /// What of it has a limit.
    pub fn limited(&self) -> impl Iterator<Item = (Resource, Usage)> {
        let both = [(Resource::Storage, self.storage), (Resource::Messages, self.messages)];
        both.into_iter().filter_map(|(resource, usage)| Some((resource, usage.filter(|usage| usage.limit > 0)?)))
    }
}

/// What a server last told of all quota roots of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotas {
    /// When, in seconds since the epoch.
    pub at: i64,
    /// The roots.
    pub roots: Vec<Quota>,
    /// The person was told that it is this full.
    pub warned: Level,
    /// Something changed since: it is worth asking again.
    pub outdated: bool,
}

impl Quotas {
    /// What is fullest, where anything has a limit.
    pub fn fullest(&self) -> Option<(Resource, Usage)> {
        // The first of equals: storage before messages.
        self.limited().map(|(_, resource, usage)| (resource, usage)).rev().max_by_key(|(_, usage)| usage.percent())
    }

    /// Everything that has a limit, with the name of its root.
    pub fn limited(&self) -> impl DoubleEndedIterator<Item = (&str, Resource, Usage)> {
        let all =
            self.roots.iter().flat_map(|quota| quota.limited().map(|(what, usage)| (quota.root.as_str(), what, usage)));
        all.collect::<Vec<_>>().into_iter()
    }

    /// How full the fullest is.
    pub fn level(&self) -> Level {
        self.fullest().map_or(Level::Fine, |(_, usage)| usage.level())
    }

    /// What is told now, after what was told `before`. `tells`: a person is there to be warned.
    pub fn after(before: Option<&Self>, at: i64, roots: Vec<Quota>, tells: bool) -> Self {
        let mut now = Self { at, roots, ..Self::default() };
        let percent = now.fullest().and_then(|(_, usage)| usage.percent()).unwrap_or_default();
        let relieved = Level::of(percent.saturating_add(Level::RELIEF));
        now.warned = before.map_or(Level::Fine, |before| before.warned).min(relieved);
        if tells {
            now.warned = now.warned.max(now.level());
        }
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storage(used: u64) -> Vec<Quota> {
        vec![Quota { storage: Some(Usage { used, limit: 1_000 }), ..Quota::default() }]
    }

    #[test]
    fn the_limits_are_80_95_and_100_percent() {
        for (used, level) in [
            (0, Level::Fine),
            (799, Level::Fine),
            (800, Level::High),
            (949, Level::High),
            (950, Level::Critical),
            (999, Level::Critical),
            (1_000, Level::Full),
            (u64::MAX, Level::Full),
        ] {
            assert_eq!(Usage { used, limit: 1_000 }.level(), level, "{used}");
        }
        assert_eq!(Usage { used: 5, limit: 0 }.level(), Level::Fine);
    }

    #[test]
    fn the_fullest_of_several_roots_counts_and_what_has_no_limit_does_not() {
        let usage = |used, limit| Some(Usage { used, limit });
        let roots = vec![
            Quota { root: "a".to_owned(), storage: usage(9, 0), messages: usage(1, 10) },
            Quota { root: "b".to_owned(), storage: usage(50, 100), messages: usage(96, 100) },
            Quota { root: "c".to_owned(), storage: usage(4, 5), messages: None },
        ];
        let quotas = Quotas { roots, ..Quotas::default() };

        assert_eq!(quotas.fullest(), Some((Resource::Messages, Usage { used: 96, limit: 100 })));
        assert_eq!(quotas.level(), Level::Critical);
        assert_eq!(quotas.limited().count(), 4);
        assert_eq!(Quotas::default().fullest(), None);
    }

    #[test]
    fn a_limit_is_news_once_until_it_was_left_well_behind() {
        let mut known: Option<Quotas> = None;
        let mut news = Vec::new();
        for used in [500, 799, 800, 850, 790, 800, 960, 940, 960, 1_000, 990, 700, 810] {
            let before = known.as_ref().map_or(Level::Fine, |known| known.warned);
            let now = Quotas::after(known.as_ref(), 0, storage(used), true);
            if now.warned > before {
                news.push(used);
            }
            known = Some(now);
        }

        assert_eq!(news, [800, 960, 1_000, 810]);
    }

    #[test]
    fn where_nobody_is_there_to_be_told_it_is_told_later() {
        let alone = Quotas::after(None, 0, storage(900), false);
        assert_eq!((alone.warned, alone.level()), (Level::Fine, Level::High));

        assert_eq!(Quotas::after(Some(&alone), 1, storage(900), true).warned, Level::High);
    }
}

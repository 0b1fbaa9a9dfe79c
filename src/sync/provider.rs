//! What is known of a server beyond what it says of itself. Pure: a table by host name.
//!
//! Invariant: a server that is not in the table gets limits that every server bears.

use std::time::Duration;

/// How to treat a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The most connections we open to it at a time, for one account.
    pub connections: usize,
    /// IDLE is ended and begun anew after this long (RFC 2177 allows 29 minutes, middleboxes less).
    pub idle: Duration,
    /// How often the mailbox that the person looks at is asked for news where there is no IDLE. A NOOP on a
    /// connection that is open anyway costs a server next to nothing, and most that have no IDLE are small; but
    /// those that count what a client asks are not to be asked every second.
    pub poll: Duration,
    /// Whether QRESYNC's VANISHED can be believed, whatever the server calls itself.
    pub qresync: bool,
}

impl Provider {
    const DEFAULT: Self =
        Self { connections: 3, idle: Duration::from_secs(9 * 60), poll: Duration::from_secs(1), qresync: false };

    /// One that throttles early, and drops connections that only idle.
    const STRICT: Self =
        Self { connections: 2, idle: Duration::from_secs(5 * 60), poll: Duration::from_secs(15), ..Self::DEFAULT };

    /// What is known of the server at `host`.
    pub fn of(host: &str) -> Self {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        TABLE
            .iter()
            .find(|(domain, _)| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
            .map_or(Self::DEFAULT, |(_, provider)| *provider)
    }

    /// Whether QRESYNC can be believed of a server that calls itself so: where it comes from is known to be
    /// right, and what others announce is not always meant.
    pub fn believes_qresync(&self, software: Option<&str>) -> bool {
        let software = software.unwrap_or_default().to_ascii_lowercase();
        self.qresync || software == "dovecot" || software.starts_with("cyrus")
    }

    /// Whether there is room for another connection beside `open` ones.
    pub const fn allows_another(&self, open: usize) -> bool {
        open < self.connections
    }
}

const TABLE: &[(&str, Provider)] = &[
    // 15 connections over all of a person's devices.
    ("gmail.com", Provider { connections: 4, ..Provider::DEFAULT }),
    ("googlemail.com", Provider { connections: 4, ..Provider::DEFAULT }),
    ("office365.com", Provider::STRICT),
    ("outlook.com", Provider::STRICT),
    ("mail.yahoo.com", Provider::STRICT),
    ("imap.aol.com", Provider::STRICT),
    ("mail.me.com", Provider::STRICT),
    // Cyrus and Dovecot in versions whose QRESYNC is known to be right.
    ("fastmail.com", Provider { qresync: true, ..Provider::DEFAULT }),
    ("mailbox.org", Provider { qresync: true, ..Provider::DEFAULT }),
    ("posteo.de", Provider { qresync: true, ..Provider::DEFAULT }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_by_its_domain_and_not_by_a_lookalike() {
        for (host, connections) in [
            ("imap.gmail.com", 4),
            ("IMAP.GMAIL.COM.", 4),
            ("outlook.office365.com", 2),
            ("export.imap.mail.yahoo.com", 2),
            ("notgmail.com", 3),
            ("gmail.com.evil.example", 3),
            ("localhost", 3),
            ("", 3),
        ] {
            assert_eq!(Provider::of(host).connections, connections, "{host}");
        }
    }

    #[test]
    fn nobody_idles_longer_than_twelve_minutes_and_icloud_never_gets_qresync() {
        for (host, provider) in TABLE {
            assert!(provider.idle <= Duration::from_secs(12 * 60) && provider.connections >= 1, "{host}");
        }
        assert!(!Provider::of("imap.mail.me.com").qresync);
        let unknown = Provider::of("unknown.example");
        for (software, believed) in
            [(None, false), (Some("GImap"), false), (Some("Dovecot"), true), (Some("Cyrus IMAP"), true)]
        {
            assert_eq!(unknown.believes_qresync(software), believed, "{software:?}");
        }
    }
}

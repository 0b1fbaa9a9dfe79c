//! The sample profile of `brieftaube --demo`: two accounts with some three hundred messages.
//!
//! Everything is written for this program; people, firms and addresses are invented and stand in domains
//! that nobody owns (RFC 2606, RFC 6761). The messages are raw RFC 5322 bytes made the same way at every
//! call, so that they go through the very code that real mail goes through.
//!
//! Invariant: the same `now` gives the same bytes, and nothing is dated after `now`.

mod compose;
mod files;
mod people;
mod privat;
mod templates;
mod work;

use crate::model::{
    Account, AccountColour, AccountId, Flags, MailboxName, PasswordSource, Quota, Security, Server, SpecialUse, Usage,
};

/// A mailbox of the sample profile, as a server would list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleMailbox {
    /// The name on the wire, in modified UTF-7.
    pub name: MailboxName,
    /// The name for people.
    pub display: &'static str,
    /// The hierarchy delimiter.
    pub delimiter: Option<char>,
    /// What it is for.
    pub special_use: Option<SpecialUse>,
}

/// A message of the sample profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleMessage {
    /// Its account.
    pub account: AccountId,
    /// The name of its mailbox on the wire; one of [`mailboxes`].
    pub mailbox: MailboxName,
    /// Its flags.
    pub flags: Flags,
    /// INTERNALDATE in seconds since the epoch.
    pub received: i64,
    /// The message.
    pub raw: Vec<u8>,
}

/// The private account.
const PRIVAT: AccountId = AccountId::new(1);
/// The account of the office.
const WORK: AccountId = AccountId::new(2);

/// The accounts, in the order of the sidebar.
pub fn accounts() -> Vec<Account> {
    vec![
        account(PRIVAT, "Privat", "lena.brandt@taubenschlag.example", 0),
        account(WORK, "Arbeit", "l.brandt@nordlicht-optik.example", 2),
    ]
}

/// What the servers of the accounts would say of how full they are.
pub fn quota(account: AccountId) -> Option<Quota> {
    let (used, limit) = match account {
        PRIVAT => (3_120_000_000, 5_000_000_000),
        WORK => (4_700_000_000, 25_000_000_000),
        _ => return None,
    };
    Some(Quota { storage: Some(Usage { used, limit }), ..Quota::default() })
}

fn account(id: AccountId, name: &str, email: &str, colour: u8) -> Account {
    let host = email.split('@').next_back().unwrap_or_default();
    Account {
        id,
        name: name.to_owned(),
        person: "Lena Brandt".to_owned(),
        email: email.to_owned(),
        imap: Server {
            host: format!("imap.{host}"),
            port: 993,
            security: Security::Tls,
            user: email.to_owned(),
            ca_file: None,
        },
        password: PasswordSource::Ask,
        colour: AccountColour(colour),
    }
}

/// The mailboxes of an account; none for an account that is not of the sample profile.
pub fn mailboxes(account: AccountId) -> Vec<SampleMailbox> {
    let inbox = ("INBOX", "INBOX", Some(SpecialUse::Inbox));
    let listed: &[(&str, &'static str, Option<SpecialUse>)] = match account {
        PRIVAT => &[
            inbox,
            ("Entw&APw-rfe", "Entwürfe", Some(SpecialUse::Drafts)),
            ("Gesendet", "Gesendet", Some(SpecialUse::Sent)),
            ("Archiv", "Archiv", Some(SpecialUse::Archive)),
            ("Spam", "Spam", Some(SpecialUse::Junk)),
            ("Papierkorb", "Papierkorb", Some(SpecialUse::Trash)),
            ("B&APw-cher &- Reisen", "Bücher & Reisen", None),
            ("Familie", "Familie", None),
            ("Familie/Fotos", "Familie/Fotos", None),
            ("Rechnungen", "Rechnungen", None),
            ("&ZeVnLIqe-", "日本語", None),
        ],
        WORK => &[
            inbox,
            ("Drafts", "Drafts", Some(SpecialUse::Drafts)),
            ("Sent", "Sent", Some(SpecialUse::Sent)),
            ("Archive", "Archive", Some(SpecialUse::Archive)),
            ("Junk", "Junk", Some(SpecialUse::Junk)),
            ("Trash", "Trash", Some(SpecialUse::Trash)),
            ("Projekte", "Projekte", None),
            ("Projekte/Polarstern", "Projekte/Polarstern", None),
            ("Projekte/Messe Kiel", "Projekte/Messe Kiel", None),
            ("Notifications", "Notifications", None),
        ],
        _ => &[],
    };
    let sample = |&(name, display, special_use): &(&str, &'static str, Option<SpecialUse>)| SampleMailbox {
        name: MailboxName::new(name),
        display,
        delimiter: Some('/'),
        special_use,
    };
    listed.iter().map(sample).collect()
}

/// All messages, as they stand at `now` (seconds since the epoch), oldest first within a mailbox.
pub fn messages(now: i64) -> impl Iterator<Item = SampleMessage> {
    let mut letters = privat::letters();
    letters.extend(work::letters());
    letters.sort_by_key(|letter| letter.received(now));
    letters.into_iter().enumerate().map(move |(number, letter)| letter.render(number, now))
}

#[cfg(test)]
mod tests;

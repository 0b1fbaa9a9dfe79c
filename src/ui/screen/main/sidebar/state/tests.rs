use super::*;
use crate::config::{Language, Settings};
use crate::error::{Error, ErrorKind, Problem};
use crate::model::{Account, AccountColour, AccountId, PasswordSource, Security, Server};
use crate::service::api::channel;

fn shared(language: Language) -> Shared {
    let mut shared = Shared::new(channel().0, Settings { language, ..Settings::default() });
    shared.zone = jiff::tz::TimeZone::UTC;
    shared.now = 1_795_385_000; // 22.11.2026, 22:03 UTC
    shared
}

fn view(state: AccountState) -> AccountView {
    let imap = Server {
        host: "imap.example.org".to_owned(),
        port: 993,
        security: Security::Tls,
        user: "anna".to_owned(),
        ca_file: None,
    };
    let account = Account {
        id: AccountId::new(1),
        name: "Privat".to_owned(),
        person: "Anna".to_owned(),
        email: "anna@example.org".to_owned(),
        imap,
        password: PasswordSource::Ask,
        colour: AccountColour(0),
    };
    AccountView {
        account,
        mailboxes: Vec::new(),
        state,
        transport: None,
        checked: None,
        quotas: None,
        special: Vec::new(),
    }
}

#[test]
fn progress_is_written_as_the_language_does() {
    let line = |language| progress(4_312, 22_000, Some(60), &shared(language)).replace('\u{a0}', " ");

    assert_eq!(line(Language::De), "4.312 von 22.000, noch etwa 1 Minute");
    assert_eq!(line(Language::En), "4,312 of 22,000, about 1 minute left");
}

#[test]
fn every_state_has_its_sentence_in_both_languages() {
    let problem = |kind| Problem::new(&Error::new(kind, "log in"), None);
    let states = [
        AccountState::Offline { since: Some(1_795_380_000), problem: None },
        AccountState::Offline { since: None, problem: None },
        AccountState::Connecting,
        AccountState::Syncing { done: 1, total: 2, remaining: None },
        AccountState::Syncing { done: 0, total: 0, remaining: None },
        AccountState::UpToDate { checked: 1_795_380_000, live: true },
        AccountState::UpToDate { checked: 1_795_380_000, live: false },
        AccountState::NeedsPassword(problem(ErrorKind::Login)),
        AccountState::Failed(problem(ErrorKind::DiskFull)),
    ];
    for state in states {
        let [german, english] =
            [Language::De, Language::En].map(|language| sentence(&view(state.clone()), &shared(language)));
        assert!(german.contains(' ') && english.contains(' '), "{state:?}: {german} / {english}");
        assert_ne!(german, english, "{state:?}");
    }
}

#[test]
fn offline_says_since_when() {
    let state = AccountState::Offline { since: Some(1_795_380_000), problem: None };

    assert_eq!(sentence(&view(state), &shared(Language::De)).replace('\u{a0}', " "), "Offline seit heute, 20:40 Uhr.");
}

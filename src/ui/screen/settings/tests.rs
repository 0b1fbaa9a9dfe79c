use super::*;
use crate::error::{Error, ErrorKind};
use crate::model::{AccountColour, PasswordSource, Security, Server};
use crate::service::api::{AccountState, Backend, channel};

fn account(id: u64) -> AccountView {
    let imap = Server {
        host: "imap.example.org".to_owned(),
        port: 993,
        security: Security::Tls,
        user: "anna".to_owned(),
        ca_file: None,
    };
    let account = Account {
        id: AccountId::new(id),
        name: format!("Konto {id}"),
        person: "Anna".to_owned(),
        email: "anna@example.org".to_owned(),
        imap,
        password: PasswordSource::Keyring,
        colour: AccountColour(0),
    };
    AccountView {
        account,
        mailboxes: Vec::new(),
        state: AccountState::Connecting,
        transport: None,
        checked: None,
        quotas: None,
        special: Vec::new(),
    }
}

fn opened() -> (Settings, Shared, Backend) {
    let (handle, backend) = channel();
    let shared = Shared::new(handle, config::Settings::default());
    let (dialog, _) = Settings::new(vec![account(1), account(2)], &shared);
    (dialog, shared, backend)
}

#[test]
fn every_choice_changes_its_setting_and_no_other() {
    let (mut dialog, shared, _backend) = opened();
    let usual = config::Settings::default();

    for (message, expected) in [
        (Message::LanguageChosen(Language::De), config::Settings { language: Language::De, ..usual.clone() }),
        (
            Message::AppearanceChosen(Appearance::Dark),
            config::Settings { appearance: Appearance::Dark, ..usual.clone() },
        ),
        (Message::DensityChosen(Density::Compact), config::Settings { density: Density::Compact, ..usual.clone() }),
        (Message::ZoomStepped(ZoomStep::Larger), config::Settings { zoom: 1.1, ..usual.clone() }),
        (Message::ZoomStepped(ZoomStep::Smaller), config::Settings { zoom: 0.9, ..usual.clone() }),
        (Message::ZoomStepped(ZoomStep::Reset), config::Settings { zoom: 1.0, ..usual.clone() }),
        (Message::SizeChosen(u64::MAX), config::Settings { body_max_bytes: u64::MAX, ..usual.clone() }),
        (Message::AgeChosen(Some(90)), config::Settings { body_max_days: Some(90), ..usual.clone() }),
    ] {
        let told = format!("{message:?}");
        match dialog.update(message, &shared) {
            Action::Change(settings) => assert_eq!(*settings, expected, "{told}"),
            other => panic!("{told}: {other:?}"),
        }
    }
}

#[test]
fn an_account_is_removed_only_after_the_question() {
    let (mut dialog, shared, mut backend) = opened();

    assert!(matches!(dialog.update(Message::RemovalConfirmed, &shared), Action::None), "nothing was asked");
    assert!(matches!(dialog.update(Message::RemovePressed(AccountId::new(1)), &shared), Action::None));
    assert!(backend.queries.try_recv().is_err(), "the question alone removes nothing");
    dialog.update(Message::RemovalDismissed, &shared);
    assert!(dialog.removal.is_none());
    dialog.update(Message::RemovePressed(AccountId::new(1)), &shared);
    assert!(matches!(dialog.update(Message::RemovalConfirmed, &shared), Action::Run(_)));
    assert!(matches!(dialog.update(Message::RemovalConfirmed, &shared), Action::None), "once is enough");

    let action = dialog.update(Message::Removed(AccountId::new(1), Ok(())), &shared);

    assert!(matches!(action, Action::AccountRemoved(id) if id == AccountId::new(1)));
    assert_eq!(dialog.accounts.len(), 1);
    assert!(dialog.removal.is_none());
}

#[test]
fn a_removal_that_fails_says_so_and_can_be_tried_again() {
    let (mut dialog, shared, _backend) = opened();
    dialog.update(Message::RemovePressed(AccountId::new(2)), &shared);
    dialog.update(Message::RemovalConfirmed, &shared);
    let error = Error::new(ErrorKind::DiskFull, "remove account");

    dialog.update(Message::Removed(AccountId::new(2), Err(error)), &shared);

    assert_eq!(dialog.accounts.len(), 2);
    assert!(matches!(&dialog.removal, Some(Removal { state: RemovalState::Failed(_), .. })));
    assert!(matches!(dialog.update(Message::RemovalConfirmed, &shared), Action::Run(_)));
}

#[test]
fn the_question_about_an_account_that_is_gone_goes_too() {
    let (mut dialog, shared, _backend) = opened();
    dialog.update(Message::RemovePressed(AccountId::new(2)), &shared);

    dialog.set_accounts(vec![account(1)]);

    assert!(dialog.removal.is_none());
    assert!(matches!(dialog.update(Message::ChangePressed(AccountId::new(2)), &shared), Action::None));
    assert!(matches!(dialog.update(Message::ChangePressed(AccountId::new(1)), &shared), Action::ChangeAccount(_)));
}

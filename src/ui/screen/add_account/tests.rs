use super::checks::Mark;
use super::*;
use crate::config::Settings;
use crate::error::{CertificateFault, Error, ErrorKind};
use crate::model::{AccountColour, PasswordSource, Server};
use crate::service::api::{Backend, channel};

const PASSWORD: &str = "nicht-zu-sehen";

fn shared() -> (Shared, Backend) {
    let (handle, backend) = channel();
    (Shared::new(handle, Settings::default()), backend)
}

fn typed(dialog: &mut AddAccount, shared: &Shared, field: Field, text: &str) {
    dialog.update(Message::Typed(field, text.to_owned()), shared);
}

/// A dialog in which everything that is needed has been typed.
fn filled(shared: &Shared) -> AddAccount {
    let (mut dialog, _) = AddAccount::new(Purpose::Add, shared);
    typed(&mut dialog, shared, Field::Person, "Anna Weber");
    typed(&mut dialog, shared, Field::Address, " anna@gmx.de ");
    dialog.update(Message::PasswordTyped(Secret::new(PASSWORD.to_owned())), shared);
    dialog
}

fn checking(shared: &Shared) -> AddAccount {
    let mut dialog = filled(shared);
    assert!(matches!(dialog.update(Message::Submitted, shared), Action::Run(_)));
    dialog
}

fn problem(kind: ErrorKind) -> Problem {
    Problem::new(&Error::new(kind, "test").with_server_text("[AUTH] go away"), None)
}

fn account() -> Account {
    let imap = Server {
        host: "mail.example.org".to_owned(),
        port: 143,
        security: Security::StartTls,
        user: "anna".to_owned(),
        ca_file: Some("/etc/ca.pem".into()),
    };
    Account {
        id: AccountId::new(7),
        name: "Privat".to_owned(),
        person: "Anna".to_owned(),
        email: "anna@example.org".to_owned(),
        imap,
        password: PasswordSource::Keyring,
        colour: AccountColour(0),
    }
}

#[test]
fn a_known_address_fills_in_the_server() {
    let (shared, _backend) = shared();
    let dialog = filled(&shared);

    let draft = dialog.form.draft().unwrap();

    assert_eq!((draft.imap.host.as_str(), draft.imap.port), ("imap.gmx.net", 993));
    assert_eq!((draft.imap.security, draft.imap.user.as_str()), (Security::Tls, "anna@gmx.de"));
    assert_eq!((draft.email.as_str(), draft.person.as_str()), ("anna@gmx.de", "Anna Weber"));
    assert_eq!(draft.secret.unwrap().expose(), PASSWORD);
    assert!(!dialog.shows_server(), "nobody has to look at what is known");
}

#[test]
fn an_unknown_address_asks_for_the_server_once_it_is_finished() {
    let (shared, _backend) = shared();
    let (mut dialog, _) = AddAccount::new(Purpose::Add, &shared);

    typed(&mut dialog, &shared, Field::Address, "anna@firma.example");
    assert!(!dialog.shows_server(), "it may go on");
    dialog.update(Message::AddressRested("anna@firma.ex".to_owned()), &shared);
    assert!(!dialog.shows_server(), "that was an earlier address");
    dialog.update(Message::AddressRested("anna@firma.example".to_owned()), &shared);

    assert!(dialog.shows_server());
    assert_eq!((dialog.form.host.as_str(), dialog.form.user.as_str()), ("imap.firma.example", "anna@firma.example"));
}

#[test]
fn what_the_person_typed_is_not_filled_in_again() {
    let (shared, _backend) = shared();
    let (mut dialog, _) = AddAccount::new(Purpose::Add, &shared);

    typed(&mut dialog, &shared, Field::Address, "anna@firma.example");
    typed(&mut dialog, &shared, Field::Host, "post.firma.example");
    typed(&mut dialog, &shared, Field::Address, "anna@gmx.de");

    assert_eq!(dialog.form.host, "post.firma.example");
    assert_eq!(dialog.form.user, "anna@gmx.de", "the login name was not typed");
}

#[test]
fn the_usual_port_follows_the_protection_and_an_unusual_one_stays() {
    let (shared, _backend) = shared();
    let mut dialog = filled(&shared);

    dialog.update(Message::SecurityChosen(Security::StartTls), &shared);
    assert_eq!(dialog.form.port, "143");
    dialog.update(Message::SecurityChosen(Security::Tls), &shared);
    assert_eq!(dialog.form.port, "993");
    typed(&mut dialog, &shared, Field::Port, "10993");
    dialog.update(Message::SecurityChosen(Security::Plain), &shared);
    assert_eq!(dialog.form.port, "10993");
}

#[test]
fn nothing_is_tested_before_everything_is_there() {
    let (shared, mut backend) = shared();
    let (mut dialog, _) = AddAccount::new(Purpose::Add, &shared);

    for (missing, field, text) in
        [(Field::Address, Field::Address, "anna@firma.example"), (Field::Password, Field::Host, "")]
    {
        assert_eq!(dialog.form.missing(), Some(missing));
        assert!(matches!(dialog.update(Message::Submitted, &shared), Action::Run(_)), "it leads to {missing:?}");
        assert!(matches!(dialog.phase, Phase::Editing));
        typed(&mut dialog, &shared, field, text);
    }
    dialog.update(Message::PasswordTyped(Secret::new(PASSWORD.to_owned())), &shared);
    assert_eq!(dialog.form.missing(), Some(Field::Host));
    typed(&mut dialog, &shared, Field::Host, "imap.firma.example");
    for wrong in ["", "0", "65536", "imap", "-1"] {
        typed(&mut dialog, &shared, Field::Port, wrong);
        assert_eq!(dialog.form.missing(), Some(Field::Port), "{wrong:?}");
    }
    typed(&mut dialog, &shared, Field::Port, " 993 ");
    typed(&mut dialog, &shared, Field::User, " ");
    assert_eq!(dialog.form.missing(), Some(Field::User));
    assert!(backend.queries.try_recv().is_err());
}

#[test]
fn a_provider_without_a_way_in_is_said_so_and_not_tried() {
    let (shared, _backend) = shared();
    for address in ["anna@outlook.com", "anna@tuta.com"] {
        let (mut dialog, _) = AddAccount::new(Purpose::Add, &shared);
        typed(&mut dialog, &shared, Field::Address, address);
        dialog.update(Message::PasswordTyped(Secret::new(PASSWORD.to_owned())), &shared);

        dialog.update(Message::Submitted, &shared);

        assert!(!dialog.form.is_possible(), "{address}");
        assert!(matches!(dialog.phase, Phase::Editing), "{address}");
    }
}

#[test]
fn the_steps_tick_by_and_the_account_is_there_at_the_end() {
    let (shared, _backend) = shared();
    let mut dialog = checking(&shared);

    for stage in CheckStage::ALL {
        dialog.update(Message::Stepped(1, CheckStep::Started(stage)), &shared);
        dialog.update(Message::Stepped(1, CheckStep::Passed(stage, "TLS 1.3".to_owned())), &shared);
    }
    dialog.update(Message::Answered(1, Ok(AccountId::new(3))), &shared);

    let Phase::Done(checks, id) = &dialog.phase else { panic!("{:?}", dialog.phase) };
    assert_eq!(*id, AccountId::new(3));
    assert!(checks.stages.iter().all(|(_, mark)| *mark == Mark::Passed("TLS 1.3".to_owned())));
    assert_eq!(dialog.form.password.expose(), "", "the password is not kept");
    assert!(matches!(dialog.update(Message::FinishPressed, &shared), Action::Saved(id) if id == AccountId::new(3)));
    assert!(matches!(dialog.update(Message::Submitted, &shared), Action::Saved(_)), "Enter does it too");
}

#[test]
fn every_step_that_fails_is_named_and_the_form_comes_back() {
    let (shared, _backend) = shared();
    for (stage, kind) in [
        (CheckStage::Name, ErrorKind::UnknownHost),
        (CheckStage::Connect, ErrorKind::ConnectionRefused),
        (CheckStage::Connect, ErrorKind::TimedOut),
        (CheckStage::Tls, ErrorKind::Certificate(CertificateFault::SelfSigned)),
        (CheckStage::Tls, ErrorKind::StartTlsNotOffered),
        (CheckStage::Greeting, ErrorKind::Rejected),
        (CheckStage::Login, ErrorKind::Login),
        (CheckStage::Mailboxes, ErrorKind::No),
        (CheckStage::Keyring, ErrorKind::Keyring),
    ] {
        let mut dialog = checking(&shared);
        for passed in CheckStage::ALL.into_iter().filter(|earlier| *earlier < stage) {
            dialog.update(Message::Stepped(1, CheckStep::Passed(passed, String::new())), &shared);
        }
        dialog.update(Message::Stepped(1, CheckStep::Started(stage)), &shared);
        dialog.update(Message::Stepped(1, CheckStep::Failed(stage, problem(kind))), &shared);

        dialog.update(Message::Answered(1, Err(problem(kind))), &shared);

        let Phase::Failed(checks) = &dialog.phase else { panic!("{stage:?}: {:?}", dialog.phase) };
        assert_eq!(checks.failure, Some((Some(stage), problem(kind))));
        let marks = |wanted: &Mark| checks.stages.iter().filter(|(_, mark)| mark == wanted).count();
        assert_eq!(marks(&Mark::Failed), 1, "{stage:?}");
        assert_eq!(marks(&Mark::Running), 0, "{stage:?}");
        assert_eq!(dialog.form.password.expose(), PASSWORD, "nothing has to be typed again");
        assert!(matches!(dialog.update(Message::Submitted, &shared), Action::Run(_)), "again");
        assert_eq!(dialog.attempt, 2);
    }
}

#[test]
fn a_failure_outside_of_all_steps_is_shown_too() {
    let (shared, _backend) = shared();
    let mut dialog = checking(&shared);

    dialog.update(Message::Answered(1, Err(problem(ErrorKind::NotWritable))), &shared);

    let Phase::Failed(checks) = &dialog.phase else { panic!() };
    assert_eq!(checks.failure, Some((None, problem(ErrorKind::NotWritable))));
}

#[test]
fn news_of_an_abandoned_test_are_dropped() {
    let (shared, _backend) = shared();
    let mut dialog = checking(&shared);

    dialog.update(Message::StopPressed, &shared);
    dialog.update(Message::Stepped(1, CheckStep::Started(CheckStage::Name)), &shared);
    dialog.update(Message::Answered(1, Ok(AccountId::new(1))), &shared);
    assert!(matches!(dialog.phase, Phase::Editing));
    dialog.update(Message::Submitted, &shared);
    dialog.update(Message::Answered(1, Ok(AccountId::new(1))), &shared);

    assert!(matches!(dialog.phase, Phase::Checking { .. }), "only the second test counts now");
}

#[test]
fn enter_while_the_test_runs_starts_no_second_one() {
    let (shared, _backend) = shared();
    let mut dialog = checking(&shared);

    assert!(matches!(dialog.update(Message::Submitted, &shared), Action::None));
    assert_eq!(dialog.attempt, 1);
}

#[test]
fn without_a_keyring_the_password_is_asked_or_printed() {
    let (shared, _backend) = shared();
    let mut dialog = filled(&shared);

    dialog.update(Message::KeyringProbed(false), &shared);
    assert_eq!(dialog.form.draft().unwrap().password, PasswordSource::Ask);
    dialog.update(Message::StorageChosen(Storage::Command), &shared);
    assert_eq!(dialog.form.missing(), Some(Field::Command));
    typed(&mut dialog, &shared, Field::Command, "pass show mail/gmx");

    let draft = dialog.form.draft().unwrap();
    assert_eq!(draft.password, PasswordSource::Command("pass show mail/gmx".to_owned()));
    assert!(draft.secret.is_none(), "a typed password goes nowhere when a command gives it");
}

#[test]
fn an_account_is_changed_without_typing_its_password_again() {
    let (shared, _backend) = shared();
    let (mut dialog, _) = AddAccount::new(Purpose::Change(Box::new(account())), &shared);
    dialog.update(Message::KeyringProbed(false), &shared);
    typed(&mut dialog, &shared, Field::Port, "10143");

    let draft = dialog.form.draft().unwrap();
    assert!(draft.secret.is_none());
    assert_eq!(draft.imap, Server { port: 10_143, ..account().imap });
    assert_eq!(draft.password, PasswordSource::Keyring, "a keyring that sleeps changes nothing");
    assert!(matches!(dialog.update(Message::Submitted, &shared), Action::Run(_)));

    let action = dialog.update(Message::Answered(1, Ok(AccountId::new(7))), &shared);
    assert!(matches!(action, Action::Saved(id) if id == AccountId::new(7)));
}

#[test]
fn the_steps_shown_are_those_that_will_run() {
    let (shared, _backend) = shared();
    let mut dialog = filled(&shared);
    dialog.update(Message::SecurityChosen(Security::Plain), &shared);
    dialog.update(Message::StorageChosen(Storage::Ask), &shared);

    let stages: Vec<CheckStage> = Checks::of(&dialog.form).stages.into_iter().map(|(stage, _)| stage).collect();

    assert!(!stages.contains(&CheckStage::Tls) && !stages.contains(&CheckStage::Keyring));
}

#[test]
fn the_help_of_a_provider_is_opened_by_the_service() {
    let (shared, mut backend) = shared();
    let mut dialog = filled(&shared);

    dialog.update(Message::HelpPressed("https://hilfe.gmx.net/"), &shared);

    assert!(matches!(backend.commands.try_recv(), Ok(Command::OpenLink(link)) if link == "https://hilfe.gmx.net/"));
}

#[test]
fn neither_messages_nor_the_dialog_show_the_password() {
    let (shared, _backend) = shared();
    let dialog = checking(&shared);
    let message = Message::PasswordTyped(Secret::new(PASSWORD.to_owned()));

    assert!(!format!("{message:?}").contains(PASSWORD));
    assert!(!format!("{dialog:?}").contains(PASSWORD));
    assert!(!format!("{:?}", dialog.form.draft()).contains(PASSWORD));
}

#[tokio::test]
async fn the_test_tells_its_steps_in_order_and_then_its_end() {
    use futures::StreamExt as _;
    let (shared, mut backend) = shared();
    let draft = filled(&shared).form.draft().unwrap();
    let mut stream = std::pin::pin!(checks::news(shared.handle.clone(), Target::New, draft, 5));

    let service = tokio::spawn(async move {
        match backend.queries.recv().await {
            Some(Query::AddAccount(draft, steps, reply)) => {
                assert_eq!(draft.email, "anna@gmx.de");
                steps.send(CheckStep::Started(CheckStage::Name)).unwrap();
                steps.send(CheckStep::Passed(CheckStage::Name, String::new())).unwrap();
                reply.send(Ok(AccountId::new(9))).unwrap();
            }
            other => panic!("{other:?}"),
        }
    });

    assert!(matches!(stream.next().await, Some(Message::Stepped(5, CheckStep::Started(CheckStage::Name)))));
    assert!(matches!(stream.next().await, Some(Message::Stepped(5, CheckStep::Passed(CheckStage::Name, _)))));
    assert!(matches!(stream.next().await, Some(Message::Answered(5, Ok(id))) if id == AccountId::new(9)));
    assert!(stream.next().await.is_none());
    service.await.unwrap();
}

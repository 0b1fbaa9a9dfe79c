use proptest::prelude::*;

use super::*;
use crate::error::CertificateFault;

const ACCOUNT: AccountId = AccountId::new(1);

fn machine(signals: impl IntoIterator<Item = Signal>) -> Machine {
    let mut machine = Machine::new(ACCOUNT, Some(50));
    for signal in signals {
        machine.apply(signal);
    }
    machine
}

fn failed(kind: ErrorKind) -> Signal {
    Signal::Failed(Error::new(kind, "connect"))
}

#[test]
fn an_account_connects_syncs_and_is_up_to_date() {
    let mut machine = machine([Signal::Attempt]);
    assert_eq!(machine.state(), AccountState::Connecting);

    machine.apply(Signal::LoggedIn(Transport::Tls));
    assert_eq!(machine.state(), AccountState::Syncing { done: 0, total: 0, remaining: None });

    machine.apply(Signal::InStep { at: 100, live: true });
    assert_eq!(machine.state(), AccountState::UpToDate { checked: 100, live: true });
    assert_eq!(machine.transport(), Some(&Transport::Tls));
}

#[test]
fn a_lost_connection_says_since_when_and_keeps_the_reason_while_trying_again() {
    let mut machine = machine([
        Signal::LoggedIn(Transport::Tls),
        Signal::InStep { at: 100, live: true },
        failed(ErrorKind::ConnectionRefused),
        Signal::Attempt,
    ]);

    let AccountState::Offline { since, problem } = machine.state() else { panic!("{:?}", machine.state()) };
    assert_eq!((since, problem.unwrap().kind), (Some(100), ErrorKind::ConnectionRefused));
    assert_eq!(machine.transport(), None);

    machine.apply(Signal::Retry);
    assert_eq!(machine.state(), AccountState::Connecting);
}

#[test]
fn each_failure_leads_to_the_state_that_names_its_remedy() {
    type Is = fn(&AccountState) -> bool;
    let table: [(ErrorKind, Is, bool); 9] = [
        (ErrorKind::Login, |s| matches!(s, AccountState::NeedsPassword(_)), true),
        (ErrorKind::NoPassword, |s| matches!(s, AccountState::NeedsPassword(_)), true),
        (ErrorKind::Certificate(CertificateFault::Expired), |s| matches!(s, AccountState::Insecure(_)), true),
        (ErrorKind::StartTlsNotOffered, |s| matches!(s, AccountState::Insecure(_)), true),
        (ErrorKind::LoginDisabled, |s| matches!(s, AccountState::Failed(_)), true),
        (ErrorKind::DiskFull, |s| matches!(s, AccountState::Failed(_)), false),
        (ErrorKind::Unreachable, |s| matches!(s, AccountState::Offline { problem: None, .. }), false),
        (ErrorKind::TimedOut, |s| matches!(s, AccountState::Offline { problem: Some(_), .. }), false),
        (ErrorKind::Throttled, |s| matches!(s, AccountState::Offline { problem: Some(_), .. }), false),
    ];
    for (kind, is, waits) in table {
        let machine = machine([Signal::LoggedIn(Transport::Tls), failed(kind)]);
        assert!(is(&machine.state()), "{kind:?} led to {:?}", machine.state());
        assert_eq!(machine.waits_for_person(), waits, "{kind:?}");
    }
}

#[test]
fn progress_that_arrives_after_the_connection_was_lost_changes_nothing() {
    let machine = machine([
        Signal::LoggedIn(Transport::Tls),
        failed(ErrorKind::Disconnected),
        Signal::Progressed(Progress::default()),
        Signal::InStep { at: 60, live: true },
    ]);

    assert!(matches!(machine.state(), AccountState::Offline { since: Some(60), .. }), "{:?}", machine.state());
}

fn signal() -> impl Strategy<Value = Signal> {
    prop_oneof![
        Just(Signal::Retry),
        Just(Signal::Attempt),
        Just(Signal::LoggedIn(Transport::Tls)),
        Just(Signal::Progressed(Progress::default())),
        Just(Signal::InStep { at: 1, live: true }),
        Just(failed(ErrorKind::Login)),
        Just(failed(ErrorKind::TimedOut)),
        Just(failed(ErrorKind::Certificate(CertificateFault::SelfSigned))),
    ]
}

proptest! {
    #[test]
    fn a_lock_is_shown_exactly_while_there_is_a_connection(signals in prop::collection::vec(signal(), 0..40)) {
        let machine = machine(signals);
        let connected = matches!(machine.state(), AccountState::Syncing { .. } | AccountState::UpToDate { .. });
        prop_assert_eq!(machine.transport().is_some(), connected);
    }

    #[test]
    fn waiting_for_the_person_ends_only_by_a_retry(signals in prop::collection::vec(signal(), 0..40)) {
        let mut machine = machine([failed(ErrorKind::Login)]);
        for signal in signals {
            if matches!(signal, Signal::Retry | Signal::Failed(_) | Signal::LoggedIn(_)) {
                break;
            }
            machine.apply(signal);
            prop_assert!(machine.waits_for_person());
        }
    }
}

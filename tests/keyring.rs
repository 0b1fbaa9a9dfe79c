//! Passwords in a real gnome-keyring, and without any keyring.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

use std::time::{Duration, Instant};

use brieftaube::credentials::Credentials;
use brieftaube::error::ErrorKind;
use brieftaube::model::{AccountId, Secret};
use keyring::Session;

#[path = "support/keyring.rs"]
mod keyring;

#[test]
fn a_real_keyring_keeps_replaces_and_forgets_passwords() {
    if !keyring::inside() {
        return keyring::run_again_in(Session::Unlocked, "a_real_keyring_keeps_replaces_and_forgets_passwords");
    }
    let credentials = Credentials::system("profile-a");
    let (first, second) = (AccountId::new(1), AccountId::new(2));

    assert!(credentials.available());
    assert_eq!(credentials.get(first).unwrap_err().kind(), ErrorKind::NoPassword);
    for password in ["geheim", "pässwörd mit Leerzeichen \"'\\ 🔑", "x"] {
        credentials.set(first, &Secret::new(password.to_owned())).unwrap();
        assert_eq!(credentials.get(first).unwrap().expose(), password);
    }
    credentials.set(second, &Secret::new("zwei".to_owned())).unwrap();

    assert_eq!(credentials.get(first).unwrap().expose(), "x");
    credentials.delete(first).unwrap();
    credentials.delete(first).unwrap();
    assert_eq!(credentials.get(first).unwrap_err().kind(), ErrorKind::NoPassword);
    assert_eq!(credentials.get(second).unwrap().expose(), "zwei");
}

#[test]
fn two_profiles_do_not_see_each_others_passwords() {
    if !keyring::inside() {
        return keyring::run_again_in(Session::Unlocked, "two_profiles_do_not_see_each_others_passwords");
    }
    let (a, b) = (Credentials::system("a"), Credentials::system("b"));
    let account = AccountId::new(1);

    a.set(account, &Secret::new("für a".to_owned())).unwrap();
    assert_eq!(b.get(account).unwrap_err().kind(), ErrorKind::NoPassword);
    b.set(account, &Secret::new("für b".to_owned())).unwrap();
    b.delete(account).unwrap();

    assert_eq!(a.get(account).unwrap().expose(), "für a");
}

#[test]
fn the_keyring_works_from_within_a_runtime() {
    if !keyring::inside() {
        return keyring::run_again_in(Session::Unlocked, "the_keyring_works_from_within_a_runtime");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let credentials = Credentials::system("runtime");

    let password = runtime.block_on(async {
        let (writer, reader) = (credentials.clone(), credentials.clone());
        let secret = Secret::new("aus der Laufzeit".to_owned());
        tokio::task::spawn_blocking(move || writer.set(AccountId::new(7), &secret)).await.unwrap().unwrap();
        tokio::task::spawn_blocking(move || reader.get(AccountId::new(7))).await.unwrap().unwrap()
    });

    assert_eq!(password.expose(), "aus der Laufzeit");
}

#[test]
fn without_a_keyring_that_is_said_at_once() {
    if !keyring::inside() {
        for session in [Session::NoKeyring, Session::NoBus] {
            keyring::run_again_in(session, "without_a_keyring_that_is_said_at_once");
        }
        return;
    }
    let credentials = Credentials::system("none");
    let started = Instant::now();

    assert!(!credentials.available());
    let error = credentials.set(AccountId::new(1), &Secret::new("hunter2".to_owned())).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Keyring);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_locked_keyring_that_nobody_unlocks_is_not_available_and_does_not_hang() {
    if !keyring::inside() {
        let test = "a_locked_keyring_that_nobody_unlocks_is_not_available_and_does_not_hang";
        return keyring::run_again_in(Session::Locked, test);
    }
    let started = Instant::now();

    assert!(!Credentials::system("locked").available());

    assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
}

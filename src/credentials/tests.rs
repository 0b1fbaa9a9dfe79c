use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use keyring_core::Error as KeyringError;

use super::command::run_within;
use super::{Credentials, MAX_PENDING, bounded, run_password_command};
use crate::error::ErrorKind;
use crate::model::{AccountId, Secret};

#[test]
fn a_password_is_kept_read_replaced_and_forgotten() {
    let credentials = Credentials::in_memory("p");
    let account = AccountId::new(1);

    assert_eq!(credentials.get(account).unwrap_err().kind(), ErrorKind::NoPassword);
    credentials.set(account, &Secret::new("one".to_owned())).unwrap();
    credentials.set(account, &Secret::new("two".to_owned())).unwrap();

    assert_eq!(credentials.get(account).unwrap().expose(), "two");
    assert_eq!(credentials.get(AccountId::new(2)).unwrap_err().kind(), ErrorKind::NoPassword);
    credentials.delete(account).unwrap();
    credentials.delete(account).unwrap();
    assert_eq!(credentials.get(account).unwrap_err().kind(), ErrorKind::NoPassword);
}

#[test]
fn the_probe_leaves_nothing_behind() {
    let credentials = Credentials::in_memory("p");

    assert!(credentials.available());

    let super::Home::Memory(entries) = &credentials.home else { panic!("made in memory") };
    assert!(entries.lock().unwrap().is_empty());
}

#[test]
fn a_keyring_that_hangs_is_given_up_in_time_and_only_a_bounded_number_of_calls_hang() {
    let pending = Arc::new(AtomicUsize::new(0));
    let (release, released) = mpsc::channel::<()>();
    let released = Arc::new(std::sync::Mutex::new(released));
    let started = Instant::now();

    for _ in 0..MAX_PENDING {
        let released = Arc::clone(&released);
        let error = bounded::<()>(&pending, Duration::from_millis(20), "test", move || {
            // Ends when the sender is dropped.
            let _ = released.lock().unwrap().recv();
            Ok(())
        })
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Keyring);
    }
    let refused = bounded(&pending, Duration::from_secs(60), "test", || Ok(())).unwrap_err();

    assert!(refused.to_string().contains("earlier calls"), "{refused}");
    assert!(started.elapsed() < Duration::from_secs(10));
    drop(release);
    while pending.load(Ordering::Relaxed) > 0 {
        std::thread::yield_now();
    }
    bounded(&pending, Duration::from_secs(60), "test", || Ok(())).unwrap();
}

#[test]
fn no_error_of_the_keyring_holds_the_password() {
    let pending = Arc::new(AtomicUsize::new(0));

    let error = bounded::<()>(&pending, Duration::from_secs(60), "test", || {
        Err(KeyringError::BadEncoding(b"hunter2".to_vec()))
    })
    .unwrap_err();

    let told = format!("{error} {error:?}");
    assert!(!told.contains("hunter2") && !told.contains("104, 117"), "{told}");
}

#[test]
fn a_keyring_library_that_panics_is_an_error() {
    let pending = Arc::new(AtomicUsize::new(0));

    let error = bounded::<()>(&pending, Duration::from_secs(60), "test", || panic!("as zbus does")).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Keyring);
    assert_eq!(pending.load(Ordering::Relaxed), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_first_line_of_a_command_is_the_password() {
    for (command, password) in [
        ("echo hunter2", "hunter2"),
        ("printf 'pass word \\r\\nlogin: anna\\n'", "pass word "),
        ("printf ohne-Zeilenende", "ohne-Zeilenende"),
        ("echo 'häßlich$`\"'", "häßlich$`\""),
        ("echo x; head -c 100000 /dev/zero 2>/dev/null; true", "x"),
    ] {
        let secret = run_password_command(command).await.unwrap_or_else(|error| panic!("{command}: {error}"));
        assert_eq!(secret.expose(), password, "{command}");
        assert!(!format!("{secret:?}").contains(password));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_fails_prints_nothing_or_hangs_is_an_error_without_its_output() {
    for command in
        ["echo hunter2; exit 3", "true", "echo", "printf '\\377\\376\\n'", "/no/such/command", "exec sleep 600"]
    {
        let error = run_within(command, Duration::from_secs(2)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PasswordCommand, "{command}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{command}: {error:?}");
    }
}

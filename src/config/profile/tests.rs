use std::fs;

use tempfile::TempDir;

use super::*;
use crate::model::{AccountColour, PasswordSource, Security, Server};

fn paths(dir: &TempDir) -> Paths {
    Paths::of(Some(dir.path())).unwrap()
}

fn account(id: AccountId) -> Account {
    Account {
        id,
        name: "Privat".to_owned(),
        person: "Anna".to_owned(),
        email: "anna@test.local".to_owned(),
        imap: Server {
            host: "localhost".to_owned(),
            port: 993,
            security: Security::Tls,
            user: "anna".to_owned(),
            ca_file: None,
        },
        password: PasswordSource::Ask,
        colour: AccountColour(1),
    }
}

fn open(dir: &TempDir) -> OpenedProfile {
    Profile::open(&paths(dir)).unwrap()
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut profile = open(&dir).profile;
    let id = profile.reserve_account().unwrap();
    profile.put_account(account(id)).unwrap();
    profile.set_settings(Settings { zoom: 1.5, ..Settings::default() }).unwrap();

    let again = open(&dir);

    assert!(again.notice.is_none());
    assert_eq!(again.profile.accounts(), [account(id)]);
    assert!((again.profile.settings().zoom - 1.5).abs() < f32::EPSILON);
    assert_eq!(again.profile.key(), profile.key());
}

#[test]
fn the_id_of_a_removed_account_is_never_given_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut profile = open(&dir).profile;
    let first = profile.reserve_account().unwrap();
    profile.put_account(account(first)).unwrap();
    assert!(profile.remove_account(first).unwrap());
    assert!(!profile.remove_account(first).unwrap());

    let second = open(&dir).profile.reserve_account().unwrap();

    assert!(second > first, "{second} after {first}");
}

#[test]
fn a_damaged_file_gives_way_to_its_backup_and_is_kept() {
    for damage in [&b""[..], b"{", b"\0\0\0\0", b"[]"] {
        let dir = tempfile::tempdir().unwrap();
        let mut profile = open(&dir).profile;
        let id = profile.reserve_account().unwrap();
        profile.put_account(account(id)).unwrap();
        profile.set_settings(Settings::default()).unwrap();
        fs::write(paths(&dir).profile_file(), damage).unwrap();

        let again = open(&dir);

        assert_eq!(again.notice.unwrap().kind(), ErrorKind::ProfileDamaged, "{damage:?}");
        assert_eq!(again.profile.accounts(), [account(id)], "{damage:?}");
        let kept = fs::read_dir(dir.path())
            .unwrap()
            .any(|entry| entry.unwrap().file_name().to_string_lossy().contains(".damaged-"));
        assert!(kept, "{damage:?}");
        assert!(open(&dir).notice.is_none(), "said once: {damage:?}");
    }
}

#[test]
fn a_kill_between_the_two_renames_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut profile = open(&dir).profile;
    let id = profile.reserve_account().unwrap();
    profile.put_account(account(id)).unwrap();
    let file = paths(&dir).profile_file();
    fs::rename(&file, file::backup_of(&file)).unwrap();

    assert_eq!(open(&dir).profile.accounts(), [account(id)]);
}

#[test]
fn without_file_and_backup_ids_still_do_not_repeat() {
    let dir = tempfile::tempdir().unwrap();
    let mut profile = open(&dir).profile;
    let id = profile.reserve_account().unwrap();
    profile.put_account(account(id)).unwrap();
    let file = paths(&dir).profile_file();
    fs::write(&file, "gone").unwrap();
    fs::write(file::backup_of(&file), "gone too").unwrap();

    let mut again = open(&dir);

    assert!(again.notice.is_some() && again.profile.accounts().is_empty());
    assert!(again.profile.reserve_account().unwrap() > id);
}

#[test]
fn a_profile_that_cannot_be_written_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut profile = open(&dir).profile;
    fs::create_dir(file::with_suffix(&paths(&dir).profile_file(), ".new")).unwrap();

    assert!(profile.put_account(account(AccountId::new(7))).is_err());
    assert!(profile.accounts().is_empty());
}

use std::io::Read;
use std::net::TcpStream;
use std::sync::mpsc;

use super::*;

fn ours(folder: &Path) -> (Instance, mpsc::Receiver<Verb>) {
    let (told, verbs) = mpsc::channel();
    let claim = claim(folder, move |verb| told.send(verb).unwrap()).unwrap();
    let Claim::Ours(instance) = claim else { panic!("the profile was free") };
    (instance, verbs)
}

fn door_of(folder: &Path) -> (SocketAddr, String) {
    let text = std::fs::read_to_string(folder.join(DOOR_FILE)).unwrap();
    let (port, token) = text.trim_end().split_once(' ').unwrap();
    (SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().unwrap())), token.to_owned())
}

/// What the door answers to these bytes before it closes.
fn knock(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // The door may close before all of it is written.
    drop(stream.write_all(bytes));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    answer
}

#[test]
fn a_second_claim_raises_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let (_instance, verbs) = ours(folder.path());

    let second = claim(folder.path(), |_| {}).unwrap();

    assert!(matches!(second, Claim::Raised));
    assert_eq!(verbs.recv_timeout(Duration::from_secs(5)), Ok(Verb::Raise));
}

#[test]
fn the_profile_is_free_again_after_the_first_has_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (instance, _verbs) = ours(folder.path());

    drop(instance);

    assert!(!folder.path().join(DOOR_FILE).exists());
    let (_again, _verbs) = ours(folder.path());
}

#[test]
fn the_leavings_of_a_killed_program_are_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(LOCK_FILE), "").unwrap();
    std::fs::write(folder.path().join(DOOR_FILE), "1 stale\n").unwrap();
    std::fs::write(folder.path().join("instance.new"), "half").unwrap();

    let (_instance, _verbs) = ours(folder.path());

    assert_ne!(door_of(folder.path()).1, "stale");
}

#[test]
fn somebody_who_holds_the_lock_and_does_not_answer_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let lock = private_file().open(folder.path().join(LOCK_FILE)).unwrap();
    lock.lock().unwrap();

    let error = claim(folder.path(), |_| {}).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::StoreLocked);
}

#[test]
fn only_the_token_and_a_known_verb_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let (_instance, verbs) = ours(folder.path());
    let (address, token) = door_of(folder.path());

    for line in [
        format!("{} raise\n", "0".repeat(token.len())),
        " raise\n".to_owned(),
        "raise\n".to_owned(),
        format!("{token} quit\n"),
        format!("{token} raise /etc/passwd\n"),
        format!("{token}\n"),
        "\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
    ] {
        assert_eq!(knock(address, line.as_bytes()), b"", "{line:?}");
    }
    assert_eq!(knock(address, &vec![b'a'; 1_000_000]), b"", "an endless line");
    assert_eq!(knock(address, &[0xff, 0xfe, b'\n']), b"", "no UTF-8");
    assert_eq!(verbs.try_recv(), Err(mpsc::TryRecvError::Empty));

    assert_eq!(knock(address, format!("{token} raise\n").as_bytes()), b"done\n", "the door still answers");
}

#[test]
fn a_visitor_who_says_nothing_does_not_hold_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let (_instance, verbs) = ours(folder.path());
    let (address, _token) = door_of(folder.path());
    let _silent = TcpStream::connect(address).unwrap();

    let second = claim(folder.path(), |_| {}).unwrap();

    assert!(matches!(second, Claim::Raised));
    assert_eq!(verbs.recv_timeout(Duration::from_secs(5)), Ok(Verb::Raise));
}

#[cfg(unix)]
#[test]
fn only_the_person_can_read_the_token() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (_instance, _verbs) = ours(folder.path());

    let mode = std::fs::metadata(folder.path().join(DOOR_FILE)).unwrap().permissions().mode();

    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_profile_that_cannot_be_written_is_an_error_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();

    let error = claim(&file.join("profile"), |_| {}).unwrap_err();

    assert_eq!(error.kind(), ErrorKind::NotWritable);
}

//! A password on its way from standard input through the keyring to the server, and where else it is not.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

use super::dovecot::{DORA, Dovecot};
use super::keyring::{self, Session};
use super::mail;
use super::program::{Ended, Program};

/// Runs the program in a desktop session with a keyring that outlives it, as talkative as it can be.
fn run(program: &Program, arguments: &[&str], input: Option<&str>) -> Ended {
    let executable = Path::new(env!("CARGO_BIN_EXE_brieftaube"));
    let mut command = keyring::command(Session::Unlocked, executable, program.home());
    command.arg("--profile").arg(program.profile()).args(arguments);
    command.env("LANG", "en_GB.UTF-8").env("BRIEFTAUBE_LOG", "trace").env("BRIEFTAUBE_WIRE_LOG", wire_log(program));
    Ended::of(command, input)
}

fn wire_log(program: &Program) -> std::path::PathBuf {
    program.home().join("wire.log")
}

/// Looks for the password, and for what is sent of it, in everything that was said and written.
fn assert_untold(program: &Program, runs: &[Ended], (user, password): (&str, &str)) {
    let forms = [password.to_owned(), BASE64.encode(format!("\0{user}\0{password}")), BASE64.encode(password)];
    let is_in = |bytes: &[u8]| forms.iter().any(|form| memchr::memmem::find(bytes, form.as_bytes()).is_some());
    for run in runs {
        assert!(!is_in(&run.stdout) && !is_in(run.stderr.as_bytes()), "the password is in what was said: {run:?}");
        assert!(run.stderr.contains("TRACE") || run.stderr.contains("DEBUG"), "the log is on: {run:?}");
    }
    let mut files = 0;
    for entry in walkdir::WalkDir::new(program.home()).into_iter().filter_map(Result::ok) {
        let path = entry.path();
        // The keyring's own file, which is encrypted, is its home.
        if entry.file_type().is_file() && !path.components().any(|part| part.as_os_str() == "keyrings") {
            files += 1;
            assert!(!is_in(&fs::read(path).unwrap_or_default()), "the password stands in {}", path.display());
        }
    }
    assert!(files > 3, "there was something to look into");
}

/// A server in the middle, for plain text, that hides AUTHENTICATE PLAIN.
fn without_sasl(upstream: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(("127.0.0.1", upstream)).unwrap();
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || {
                // Ends when either side goes.
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
            thread::spawn(move || {
                let (mut server, mut client) = (server, client);
                let mut buffer = [0; 64 * 1024];
                while let Ok(read @ 1..) = server.read(&mut buffer) {
                    // Lines of a greeting come whole.
                    if let Some(at) = memchr::memmem::find(&buffer[..read], b"AUTH=PLAIN") {
                        buffer[at..at + 10].copy_from_slice(b"AUTH=OTHER");
                    }
                    if client.write_all(&buffer[..read]).is_err() {
                        break;
                    }
                }
                let _ = client.shutdown(Shutdown::Both);
            });
        }
    });
    port
}

#[test]
fn a_password_with_umlauts_goes_from_standard_input_to_the_server_and_nowhere_else() {
    let server = Dovecot::start();
    server.fill(DORA.0, "INBOX", mail::small(12));
    let other = without_sasl(server.imap);
    for (port, security, verb) in [(server.imaps, "tls", "AUTHENTICATE PLAIN"), (other, "plain", "LOGIN ")] {
        let program = Program::new();
        let imap = format!("localhost:{port}");
        let ca = server.ca_file.to_str().unwrap();
        let add = ["account", "add", "--email", DORA.0, "--imap", &imap, "--security", security, "--password-stdin"];
        let add = [&add[..], &["--ca", ca]].concat();

        let wrong = run(&program, &add, Some("wär € falsch\n"));
        let added = run(&program, &add, Some(&format!("{}\n", DORA.1)));
        let synced = run(&program, &["sync"], None);

        assert_eq!((wrong.code, added.code, synced.code), (4, 0, 0), "{verb}: {wrong:?} {added:?} {synced:?}");
        let status = program.json(&["status"]);
        assert_eq!(super::mailbox(&status, 0, "INBOX")["bodies"], 12, "{verb}");
        let wire = fs::read_to_string(wire_log(&program)).unwrap();
        assert!(wire.contains(verb), "{verb}: {wire}");
        assert!(!wrong.stderr.contains("falsch") && !wire.contains("falsch"), "{verb}: {wrong:?}");
        assert_untold(&program, &[added, synced], DORA);
    }
}

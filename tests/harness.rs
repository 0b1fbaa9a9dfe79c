//! The test servers themselves: a test that leans on them must be able to trust them.

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

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dovecot::pki::Certificate;
use dovecot::{ANNA, BERND, Dovecot, Options, Variant};
use proxy::{Proxy, Weather};

#[path = "support/dovecot.rs"]
mod dovecot;
#[path = "support/mail.rs"]
mod mail;
#[path = "support/proxy.rs"]
mod proxy;

#[test]
fn dovecot_serves_two_users_and_a_second_client_changes_their_mail() {
    let server = Dovecot::start();

    let mut anna = server.client(ANNA);
    let mut bernd = server.client(BERND);
    anna.append("INBOX", "\\Flagged", &mail::simple("Grüße", "Text mit Ümlaut"));
    anna.run("SELECT INBOX");
    let found = anna.run("UID FETCH 1:* (FLAGS BODY.PEEK[])");

    assert!(found[0].contains("\\Flagged") && found[0].contains("Text mit Ümlaut"), "{found:?}");
    assert!(bernd.run("SELECT INBOX").iter().any(|line| line == "* 0 EXISTS"));
    anna.expunge("1");
    assert!(anna.run("SELECT INBOX").iter().any(|line| line == "* 0 EXISTS"));
}

#[test]
fn the_full_server_has_what_the_stripped_one_lacks() {
    let (full, stripped) = (Dovecot::start(), Dovecot::start_variant(Variant::Stripped));
    let capabilities = |server: &Dovecot| server.client(ANNA).run("CAPABILITY").join(" ");
    let (full, stripped) = (capabilities(&full), capabilities(&stripped));

    for name in ["IDLE", "CONDSTORE", "QRESYNC", "MOVE", "UIDPLUS", "SPECIAL-USE", "COMPRESS=DEFLATE", "LIST-STATUS"] {
        assert!(full.contains(name), "{name} is missing in {full}");
        assert!(!stripped.contains(name), "{name} is in {stripped}");
    }
}

#[test]
fn a_maildir_that_was_filled_past_imap_has_its_uids_sizes_dates_and_flags() {
    let server = Dovecot::start();
    let bytes = server.fill(ANNA.0, "INBOX", mail::varied(300));
    server.fill(ANNA.0, "Archive/2024", mail::small(50));

    let mut client = server.client(ANNA);
    assert!(client.run("SELECT INBOX").iter().any(|line| line == "* 300 EXISTS"));
    let sizes = client.run("UID FETCH 1:* (RFC822.SIZE INTERNALDATE FLAGS)");
    let sum: u64 = sizes.iter().map(|line| after(line, "RFC822.SIZE ")).sum();

    assert_eq!(sum, bytes);
    assert!((10_000..20_000).contains(&(bytes / 300)), "{} bytes on average", bytes / 300);
    assert!(sizes[0].contains("UID 1 ") && sizes[0].contains("14-Nov-2023"), "{}", sizes[0]);
    assert!(sizes[3].contains("\\Flagged"), "{}", sizes[3]);
    let bodies = client.run("UID FETCH 299 (BODY.PEEK[])");
    assert!(bodies[0].contains("Message-ID: <298."), "{}", bodies[0]);
    assert!(client.run("SELECT Archive/2024").iter().any(|line| line == "* 50 EXISTS"));
}

fn after(line: &str, key: &str) -> u64 {
    let rest = line.split_once(key).unwrap_or_else(|| panic!("no {key} in {line}")).1;
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn only_the_good_certificate_is_accepted_by_openssl() {
    for kind in Certificate::BAD.into_iter().chain([Certificate::Good]) {
        let server = Dovecot::start_with(Options { certificate: kind, ..Options::default() });
        let address = format!("127.0.0.1:{}", server.imaps);

        let output = Command::new("openssl")
            .args([
                "s_client",
                "-quiet",
                "-verify_return_error",
                "-verify_hostname",
                "localhost",
                "-purpose",
                "sslserver",
            ])
            .args(["-auth_level", "2", "-connect", &address, "-CAfile"])
            .arg(&server.ca_file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .and_then(|mut child| {
                // A refused certificate ends it before it reads this.
                let _ = child.stdin.take().unwrap().write_all(b"a LOGOUT\r\n");
                child.wait_with_output()
            })
            .unwrap();

        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            told.contains("* OK"),
            kind == Certificate::Good,
            "{kind:?}: {told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn a_server_that_was_stopped_starts_again_on_its_ports_with_its_mail() {
    let mut server = Dovecot::start();
    server.client(ANNA).append("INBOX", "", &mail::simple("bleibt", "x"));

    server.stop();
    assert!(TcpStream::connect(("127.0.0.1", server.imap)).is_err());
    server.restart();

    assert!(server.client(ANNA).run("SELECT INBOX").iter().any(|line| line == "* 1 EXISTS"));
}

/// A server that sends `bytes` bytes to everybody, then waits for the other side to end.
fn chatty(bytes: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let _ = stream.write_all(&vec![b'x'; bytes]);
                let _ = stream.read(&mut [0; 16]);
            });
        }
    });
    port
}

fn read_through(proxy: &Proxy, limit: Duration) -> (usize, std::io::Result<usize>) {
    let mut stream = TcpStream::connect(("127.0.0.1", proxy.port)).unwrap();
    stream.set_read_timeout(Some(limit)).unwrap();
    let mut buffer = vec![0; 100_000];
    let mut total = 0;
    loop {
        match stream.read(&mut buffer) {
            Ok(read @ 1..) => total += read,
            end => return (total, end),
        }
    }
}

#[test]
fn the_proxy_cuts_stalls_trickles_and_refuses() {
    let mut proxy = Proxy::to(chatty(50_000));

    proxy.set(Weather::CutAfter(1234));
    let (read, end) = read_through(&proxy, Duration::from_secs(20));
    assert_eq!((read, end.unwrap_or(0)), (1234, 0));

    proxy.set(Weather::StallAfter(777));
    let (read, end) = read_through(&proxy, Duration::from_millis(300));
    assert_eq!(read, 777);
    assert!(end.is_err(), "a stalled connection stays open");

    proxy.set(Weather::Trickle(10_000, Duration::from_millis(30)));
    let started = Instant::now();
    let (read, _) = read_through(&proxy, Duration::from_secs(1));
    assert_eq!(read, 50_000);
    assert!(started.elapsed() >= Duration::from_millis(120));

    proxy.set(Weather::HangUp);
    assert_eq!(read_through(&proxy, Duration::from_secs(20)).0, 0);

    proxy.set(Weather::Fine);
    proxy.unplug();
    assert!(TcpStream::connect(("127.0.0.1", proxy.port)).is_err());
    proxy.plug_in();
    let accepted = proxy.accepted();
    assert_eq!(read_through(&proxy, Duration::from_millis(300)).0, 50_000);
    assert_eq!(proxy.accepted(), accepted + 1);
}

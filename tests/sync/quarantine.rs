//! A message that breaks the connection each time it is fetched: all others come in, it is set aside, and
//! it is tried again later.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use brieftaube::error::ErrorKind;
use brieftaube::model::BodyState;
use brieftaube::service::api::Content;

use super::dovecot::{ANNA, Dovecot, Variant};
use super::ground::Ground;
use super::mail;

/// What breaks a connection when the server says it.
const POISON: &str = "Bilsenkraut";

/// A server in the middle, for plain text, that falls over a word.
struct Fragile {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    healed: AtomicBool,
    accepted: AtomicUsize,
    fell: Mutex<usize>,
}

impl Fragile {
    fn to(upstream: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let served = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", upstream)).unwrap();
                served.accepted.fetch_add(1, Ordering::SeqCst);
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || {
                    // Ends when either side goes.
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
                let shared = Arc::clone(&served);
                thread::spawn(move || downward(server, client, &shared));
            }
        });
        Self { port, shared }
    }

    fn heal(&self) {
        self.shared.healed.store(true, Ordering::SeqCst);
    }

    fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    fn fell(&self) -> usize {
        *self.shared.fell.lock().unwrap()
    }
}

fn downward(mut server: TcpStream, mut client: TcpStream, shared: &Shared) {
    let mut buffer = [0; 16 * 1024];
    // The end of what passed, in which the word may have begun.
    let mut tail = Vec::new();
    while let Ok(read @ 1..) = server.read(&mut buffer) {
        tail.extend_from_slice(&buffer[..read]);
        if !shared.healed.load(Ordering::SeqCst) && memchr::memmem::find(&tail, POISON.as_bytes()).is_some() {
            *shared.fell.lock().unwrap() += 1;
            break;
        }
        tail.drain(..tail.len().saturating_sub(POISON.len()));
        if client.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = (server.shutdown(Shutdown::Both), client.shutdown(Shutdown::Both));
}

/// The 61st of 120 messages has the word in its subject or in its text.
fn fill(server: &Dovecot, in_subject: bool) {
    server.fill(ANNA.0, "INBOX", mail::small(60));
    let (subject, text) = if in_subject { (POISON, "Hallo") } else { ("giftig", POISON) };
    let mut other = server.client(ANNA);
    other.append("INBOX", "", &mail::simple(subject, text));
    (62..=120).for_each(|number| other.append("INBOX", "", &mail::simple(&format!("Nr. {number}"), "Hallo")));
    server.fill(ANNA.0, "Archive", mail::small(20));
}

#[test]
fn one_message_that_breaks_the_connection_costs_itself_and_comes_when_it_can() {
    for (variant, in_subject) in
        [(Variant::Full, false), (Variant::Full, true), (Variant::Stripped, false), (Variant::Stripped, true)]
    {
        let server = Dovecot::start_variant(variant);
        fill(&server, in_subject);
        let fragile = Fragile::to(server.imap);
        let ground = Ground::new();
        ground.add_plain_account(&server, ANNA, fragile.port);

        let report = ground.sync();

        let told: Vec<_> = report.problems.iter().map(|(_, problem)| problem.kind).collect();
        assert_eq!(told, [ErrorKind::SetAside], "{variant:?}: {report:?}");
        assert!(fragile.accepted() <= 12, "{variant:?}: {} connections", fragile.accepted());
        let envelopes = ground.envelopes(1, "INBOX");
        assert_eq!(envelopes.len(), 120, "{variant:?}: it is seen that there is a message");
        let left: Vec<_> = envelopes.iter().filter(|each| !matches!(each.body, BodyState::Stored(_))).collect();
        assert_eq!(
            left.iter().map(|each| (each.uid.get(), each.body)).collect::<Vec<_>>(),
            [(61, BodyState::Unavailable)]
        );
        assert_eq!(ground.envelopes(1, "Archive").len(), 20);

        let (before, fell) = (fragile.accepted(), fragile.fell());
        assert_eq!(ground.sync().problems.len(), 1, "{variant:?}: still told");
        assert_eq!(fragile.fell() - fell, 1, "{variant:?}: tried once more, alone");
        assert!(fragile.accepted() - before <= 3, "{variant:?}");

        fragile.heal();
        assert_eq!(ground.sync().problems, [], "{variant:?}");
        ground.assert_equal(&server, ANNA, 1);
    }
}

#[test]
fn a_message_that_breaks_the_connection_is_said_to_be_unavailable_when_it_is_opened() {
    let server = Dovecot::start();
    fill(&server, false);
    let fragile = Fragile::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, fragile.port);
    // So that it is fetched only because somebody opens it.
    ground.set(|settings| settings.body_max_bytes = 0);
    let live = ground.start();
    live.until("it is in step", |live| live.total(1, "INBOX") == 120 && live.is_up_to_date(1));
    let id = live.rows(1, "INBOX", 0..120).into_iter().find(|row| row.subject == "giftig").unwrap().id;

    live.read(id);
    let unavailable = Content::Missing(BodyState::Unavailable);
    live.until("it is said that it does not come", |live| live.read(id) == unavailable);
    live.until("the account is in step all the same", |live| live.is_up_to_date(1));
    // Three are needed to be sure; looking again while it is tried may ask for one or two more.
    assert!(fragile.fell() <= 6, "{} connections", fragile.fell());
    server.client(ANNA).append("INBOX", "", &mail::simple("danach", "Hallo"));
    live.until("new mail comes in", |live| live.total(1, "INBOX") == 121);

    fragile.heal();
    live.fetch(id);
    live.until("the person's own try brings it", |live| live.is_here(id));
    live.shutdown();
}

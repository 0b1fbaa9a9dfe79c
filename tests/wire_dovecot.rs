//! The wire against a real Dovecot, with all capabilities and stripped of most.

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

use std::future::pending;
use std::time::{Duration, Instant};

use brieftaube::imap::{Access, Connector, IdleEnd, Resync, Session, mailboxes};
use brieftaube::model::{MailboxName, Secret, Security, Server, SpecialUse, Uid, UidSet};
use dovecot::{ANNA, BERND, Dovecot, Variant};

#[path = "support/dovecot.rs"]
mod dovecot;
#[path = "support/mail.rs"]
mod mail;
#[path = "wire_dovecot/writing.rs"]
mod writing;

async fn session(dovecot: &Dovecot, security: Security, (user, password): (&str, &str)) -> Session {
    let server = Server {
        host: dovecot.host.to_owned(),
        port: if security == Security::Tls { dovecot.imaps } else { dovecot.imap },
        security,
        user: user.to_owned(),
        ca_file: Some(dovecot.ca_file.clone()),
    };
    let connection = Connector::default().connect(&server, &mut |_| {}).await.unwrap();
    connection.login(user, &Secret::new(password.to_owned())).await.unwrap()
}

fn inbox() -> MailboxName {
    MailboxName::new("INBOX")
}

async fn bodies(session: &mut Session) -> Vec<(Uid, Vec<u8>)> {
    let mut bodies = Vec::new();
    session.fetch_bodies(&UidSet::all(), 50_000_000, |uid, body| bodies.push((uid, body))).await.unwrap();
    bodies
}

#[tokio::test]
async fn the_same_mail_is_read_however_the_server_is_reached_and_whatever_it_offers() {
    for variant in [Variant::Full, Variant::Stripped] {
        let dovecot = Dovecot::start_variant(variant);
        dovecot.fill(ANNA.0, "INBOX", mail::varied(60));
        let mut plain = dovecot.client(ANNA);
        plain.run("CREATE Entw&APw-rfe");

        let mut read = Vec::new();
        for security in [Security::Tls, Security::StartTls, Security::Plain] {
            let mut session = session(&dovecot, security, ANNA).await;
            let list = session.list().await.unwrap();
            assert!(list.iter().any(|mailbox| mailbox.name.readable() == "Entwürfe"), "{list:?}");
            assert!(mailboxes::special_uses(&list).contains(&Some(SpecialUse::Sent)), "{list:?}");
            let status = session.status(&MailboxName::new("Entw&APw-rfe")).await.unwrap();
            assert_eq!(status.messages, Some(0));

            let selected = session.select(&inbox(), Access::ReadOnly, None).await.unwrap();
            assert_eq!(selected.exists, 60);
            assert_eq!(selected.highest_modseq.is_some(), variant == Variant::Full);
            let found = session.search(&UidSet::all()).await.unwrap();
            let (mut headers, mut flags, mut newest) = (UidSet::new(), UidSet::new(), 0);
            session
                .fetch_headers(&UidSet::all(), |header| {
                    assert!(header.internal_date.is_some() && header.size > 0);
                    headers.insert(header.uid);
                })
                .await
                .unwrap();
            session.fetch_flags(&UidSet::all(), None, |message| flags.extend([message.uid])).await.unwrap();
            session.fetch_newest_headers(20, |_| newest += 1).await.unwrap();
            assert_eq!((found.len(), newest), (60, 20));
            assert_eq!((&headers, &flags), (&found, &found));
            read.push(bodies(&mut session).await);
            session.logout().await;
        }
        assert_eq!(read[0].len(), 60);
        assert!(read[0] == read[1] && read[1] == read[2]);
    }
}

#[tokio::test]
async fn compression_changes_nothing_but_the_line() {
    let dovecot = Dovecot::start();
    dovecot.fill(BERND.0, "INBOX", mail::varied(30));
    let mut bare = session(&dovecot, Security::Tls, BERND).await;
    let mut compressed = session(&dovecot, Security::Tls, BERND).await.compress().await.unwrap();
    assert!(compressed.capabilities().has("COMPRESS=DEFLATE"), "nothing would be tested");

    for session in [&mut bare, &mut compressed] {
        session.select(&inbox(), Access::ReadOnly, None).await.unwrap();
    }

    assert_eq!(bodies(&mut bare).await, bodies(&mut compressed).await);
}

#[tokio::test]
async fn what_another_client_does_meanwhile_is_told_by_resynchronisation() {
    let dovecot = Dovecot::start();
    dovecot.fill(ANNA.0, "INBOX", mail::small(10));
    let mut session = session(&dovecot, Security::Tls, ANNA).await;
    assert!(session.enable_qresync().await.unwrap());
    let before = session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
    let known = session.search(&UidSet::all()).await.unwrap();
    let uids: Vec<Uid> = known.iter().collect();
    let mut other = dovecot.client(ANNA);
    other.run("SELECT INBOX");
    other.run(&format!("UID STORE {} +FLAGS (\\Flagged)", uids[4]));
    other.run(&format!("UID STORE {},{} +FLAGS (\\Deleted)", uids[1], uids[2]));
    other.run("EXPUNGE");

    let resync = Resync {
        messages: 0,
        uid_validity: before.uid_validity.unwrap(),
        modseq: before.highest_modseq.unwrap(),
        known: Some(known),
    };
    let after = session.select(&inbox(), Access::ReadWrite, Some(&resync)).await.unwrap();

    assert!(after.resynced);
    assert_eq!(after.exists, 8);
    assert_eq!(after.vanished, [uids[1], uids[2]].into_iter().collect());
    assert_eq!(after.changed.iter().map(|changed| changed.uid).collect::<Vec<_>>(), [uids[4]]);

    let mut changed = Vec::new();
    let vanished =
        session.fetch_flags(&UidSet::all(), before.highest_modseq, |flags| changed.push(flags.uid)).await.unwrap();
    assert_eq!(vanished, after.vanished);
    assert_eq!(changed, [uids[4]]);
}

#[tokio::test]
async fn new_mail_ends_idle_within_two_seconds() {
    let dovecot = Dovecot::start();
    let mut session = session(&dovecot, Security::Tls, ANNA).await;
    session.select(&inbox(), Access::ReadOnly, None).await.unwrap();
    let mut other = dovecot.client(ANNA);
    let delivery = tokio::task::spawn_blocking(move || {
        other.append("INBOX", "", &mail::simple("Neu", "Text"));
        Instant::now()
    });

    let end = session.idle(Duration::from_secs(20), pending()).await.unwrap();
    let delivered = delivery.await.unwrap();

    assert_eq!(end, IdleEnd::Changed);
    assert!(delivered.elapsed() < Duration::from_secs(2), "{:?}", delivered.elapsed());
    assert_eq!(session.take_unsolicited().exists, Some(1));
}

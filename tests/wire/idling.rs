//! IDLE and the end of a session.

use std::future::{pending, ready};
use std::time::Instant;

use brieftaube::error::ErrorKind;
use brieftaube::imap::{Access, IdleEnd};

use super::*;

const LONG: Duration = Duration::from_secs(20);

async fn idling(script: Vec<Step>) -> (Session, Scripted) {
    let mut steps = vec![on("SELECT", "* 1 EXISTS\r\n$T OK done\r\n")];
    steps.extend(script);
    let (mut session, scripted) = session_with("IDLE", steps).await;
    session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
    (session, scripted)
}

/// `DONE` has no tag, so the script answers for the command before it, which was the third.
fn done() -> Step {
    on("DONE", "B3 OK done\r\n")
}

#[tokio::test]
async fn idle_ends_when_the_mailbox_changes() {
    for news in ["* 2 EXISTS\r\n", "* 1 EXPUNGE\r\n", "* 1 FETCH (FLAGS (\\Seen))\r\n", "* VANISHED 5\r\n"] {
        let (mut session, _server) =
            idling(vec![on("IDLE", "+ idling\r\n"), say("* OK still here\r\n"), say(news), done()]).await;
        let start = Instant::now();

        assert_eq!(session.idle(LONG, pending()).await.unwrap(), IdleEnd::Changed, "{news}");
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(session.is_usable() && session.take_unsolicited().is_change());
    }
}

#[tokio::test]
async fn idle_lasts_longer_than_silence_is_allowed_elsewhere_and_ends_in_time() {
    let (mut session, server) = idling(vec![on("IDLE", "+ idling\r\n"), done()]).await;

    let end = session.idle(Duration::from_millis(1500), pending()).await.unwrap();

    assert_eq!(end, IdleEnd::TimeUp);
    assert_eq!(server.heard().last().map(String::as_str), Some("DONE"));
}

#[tokio::test]
async fn idle_ends_when_the_caller_wants_it() {
    let (mut session, _server) = idling(vec![on("IDLE", "+ idling\r\n"), done()]).await;

    assert_eq!(session.idle(LONG, ready(())).await.unwrap(), IdleEnd::Interrupted);
    assert!(session.is_usable());
}

#[tokio::test]
async fn what_comes_while_idle_ends_counts() {
    let (mut session, _server) =
        idling(vec![on("IDLE", "+ idling\r\n"), on("DONE", "* 2 EXISTS\r\nB3 OK done\r\n")]).await;

    assert_eq!(session.idle(LONG, ready(())).await.unwrap(), IdleEnd::Changed);
}

#[tokio::test]
async fn a_server_that_does_not_answer_the_end_of_idle_is_dead() {
    let (mut session, _server) = idling(vec![on("IDLE", "+ idling\r\n"), Step::Hang]).await;

    let error = session.idle(Duration::from_millis(50), pending()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(!session.is_usable());
}

#[tokio::test]
async fn refusals_and_cuts_of_idle_are_told() {
    for (answer, kind, usable) in [
        ("$T NO not now\r\n", ErrorKind::No, true),
        ("$T BAD what\r\n", ErrorKind::Bad, true),
        ("+ idling\r\n* BYE idle for too long\r\n", ErrorKind::Bye, false),
        ("", ErrorKind::Disconnected, false),
    ] {
        let (mut session, _server) = idling(vec![on("IDLE", answer)]).await;

        let error = session.idle(LONG, pending()).await.unwrap_err();

        assert_eq!((error.kind(), session.is_usable()), (kind, usable), "{answer}");
    }
}

#[tokio::test]
async fn a_server_without_idle_is_not_asked_for_it() {
    let (mut session, server) = session(vec![Step::Hang]).await;

    assert_eq!(session.idle(LONG, pending()).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert!(!server.heard().iter().any(|line| line.contains("IDLE")));
}

#[tokio::test]
async fn logout_waits_no_longer_than_it_may() {
    let (session, _server) = session(vec![Step::Hang]).await;
    let start = Instant::now();

    session.logout().await;

    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn where_notify_is_offered_idle_ends_when_another_mailbox_changes() {
    let table: [(&str, &[&str], bool); 4] = [
        ("* STATUS \"Archiv\" (MESSAGES 3 UIDNEXT 9)\r\n", &["Archiv"], false),
        ("* LIST () \"/\" Neu\r\n", &[], true),
        ("* OK [NOTIFICATIONOVERFLOW] too much\r\n", &[], true),
        ("* STATUS a (MESSAGES 3)\r\n* STATUS b (MESSAGES 1)\r\n* STATUS a (MESSAGES 4)\r\n", &["a", "b"], false),
    ];
    for (news, elsewhere, mailboxes) in table {
        let script = vec![
            on("EXAMINE", "* 1 EXISTS\r\n$T OK done\r\n"),
            on("NOTIFY SET", "$T OK done\r\n"),
            on("IDLE", "+ idling\r\n"),
            say(news),
            on("DONE", "B4 OK done\r\n"),
        ];
        let (mut session, _server) = session_with("IDLE NOTIFY", script).await;
        session.select(&inbox(), Access::ReadOnly, None).await.unwrap();
        assert!(session.notify().await.unwrap());

        assert_eq!(session.idle(LONG, pending()).await.unwrap(), IdleEnd::Changed, "{news}");

        let said = session.take_unsolicited();
        let names: Vec<_> = said.elsewhere.iter().map(|name| String::from_utf8_lossy(name.as_bytes())).collect();
        assert_eq!(
            (names, said.mailboxes, said.is_change()),
            (elsewhere.iter().map(|it| (*it).into()).collect(), mailboxes, false)
        );
    }
}

#[tokio::test]
async fn a_server_that_refuses_notify_or_has_none_goes_on_without() {
    for (capabilities, answer, script) in
        [("NOTIFY", "$T NO too many\r\n", true), ("NOTIFY", "$T BAD what\r\n", true), ("IDLE", "", false)]
    {
        let steps = if script { vec![on("NOTIFY SET", answer), Step::Hang] } else { vec![Step::Hang] };
        let (mut session, _server) = session_with(capabilities, steps).await;

        assert!(!session.notify().await.unwrap(), "{capabilities} {answer}");
        assert!(session.is_usable());
    }
}

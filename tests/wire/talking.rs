//! Commands and what servers answer.

use brieftaube::error::ErrorKind;
use brieftaube::imap::{Access, Resync};
use brieftaube::model::{Flag, MailboxName, ModSeq, UidValidity};

use super::*;

/// Runs one of the five verbs, and counts what it delivered.
async fn run(verb: &str, session: &mut Session) -> Result<usize, brieftaube::error::Error> {
    let mut count = 0;
    match verb {
        "LIST" => count = session.list().await?.len(),
        "STATUS" => count = usize::from(session.status(&inbox()).await?.messages.is_some()),
        "SELECT" => count = session.select(&inbox(), Access::ReadWrite, None).await?.exists as usize,
        "UID FETCH" => session.fetch_headers(&uids("1:9"), |_| count += 1).await?,
        "UID SEARCH" => count = session.search(&uids("1:9")).await?.len() as usize,
        _ => panic!("{verb}"),
    }
    Ok(count)
}

#[tokio::test]
async fn a_refusal_or_a_cut_is_never_an_empty_success() {
    for verb in ["LIST", "STATUS", "SELECT", "UID FETCH", "UID SEARCH"] {
        let refusal = match verb {
            "STATUS" | "SELECT" => ErrorKind::MailboxUnavailable,
            _ => ErrorKind::No,
        };
        let part =
            "* 1 FETCH (UID 1 FLAGS () BODY[HEADER.FIELDS (DATE)] \"x\")\r\n* LIST () \"/\" INBOX\r\n* SEARCH 1 2\r\n";
        for (answer, kind, usable) in [
            ("$T NO not now\r\n".to_owned(), refusal, true),
            (format!("{part}$T NO not now\r\n"), refusal, true),
            ("$T BAD what\r\n".to_owned(), ErrorKind::Bad, true),
            ("$T NO [LIMIT] slow down\r\n".to_owned(), ErrorKind::Throttled, true),
            (
                "$T BAD Request is throttled. Suggested Backoff Time: 9 milliseconds\r\n".to_owned(),
                ErrorKind::Throttled,
                true,
            ),
            (String::new(), ErrorKind::Disconnected, false),
            (part.to_owned(), ErrorKind::Disconnected, false),
            ("* LIST () \"/".to_owned(), ErrorKind::Disconnected, false),
            ("* BYE [UNAVAILABLE] restarting\r\n".to_owned(), ErrorKind::Throttled, false),
            ("* BYE so long\r\n".to_owned(), ErrorKind::Bye, false),
        ] {
            let (mut session, _server) = session(vec![on(verb, &answer)]).await;

            let error = run(verb, &mut session).await.unwrap_err();

            assert_eq!(error.kind(), kind, "{verb} {answer} {error}");
            assert_eq!(session.is_usable(), usable, "{verb} {answer}");
            assert!(session.noop().await.is_err(), "the script has ended");
        }
    }
}

#[tokio::test]
async fn an_ok_without_the_result_is_an_error_too() {
    for (verb, exists) in [("LIST", 0), ("STATUS", 0), ("UID SEARCH", 3)] {
        let (mut session, _server) =
            selected(exists, vec![on(verb, "$T OK done\r\n"), on("LSUB", "$T OK done\r\n")]).await;

        assert_eq!(run(verb, &mut session).await.unwrap_err().kind(), ErrorKind::Protocol, "{verb}");
    }
}

#[tokio::test]
async fn a_list_with_a_mailbox_that_cannot_be_read_is_no_list() {
    let (mut session, _server) =
        session(vec![on("LIST", "* LIST () \"/\" INBOX\r\n* LIST (\\X \"/\" \r\n$T OK done\r\n")]).await;

    assert_eq!(session.list().await.unwrap_err().kind(), ErrorKind::Protocol);
}

#[tokio::test]
async fn a_line_that_does_not_parse_is_skipped_or_ends_the_session_but_is_never_data() {
    let unknown = "* XYZZY \"unclosed {{{\r\n* 5\r\n* \r\n\r\n* 3 FOO (((\r\n* SEARCH 4\r\n$T OK done\r\n";
    let (mut tolerant, _server) = selected(3, vec![on("UID SEARCH", unknown)]).await;
    let (mut strict, _other) =
        selected(3, vec![on("UID SEARCH", "* SEARCH 4\r\nrubbish\r\n$T OK done\r\n"), Step::Hang]).await;

    assert_eq!(tolerant.search(&uids("1:9")).await.unwrap(), uids("4"));
    assert_eq!(strict.search(&uids("1:9")).await.unwrap_err().kind(), ErrorKind::Protocol);
    assert!(!strict.is_usable());
}

#[tokio::test]
async fn lists_carry_subscriptions_uses_and_counts_where_they_are_offered() {
    let answer = "* LIST (\\Subscribed \\HasNoChildren) \"/\" INBOX\r\n\
        * STATUS INBOX (MESSAGES 17 UIDNEXT 18 UIDVALIDITY 3 UNSEEN 2 HIGHESTMODSEQ 99)\r\n\
        * LIST (\\NonExistent \\HasChildren) \"/\" Projekte\r\n\
        * LIST (\\Subscribed \\sent) \"/\" \"Gesendete Objekte\"\r\n\
        * LIST () \"/\" {5}\r\nEntw\u{fc}\r\n\
        $T OK done\r\n";
    let (mut session, server) =
        session_with("LIST-EXTENDED LIST-STATUS SPECIAL-USE CONDSTORE", vec![on("LIST", answer.replace("{5}", "{6}"))])
            .await;

    let list = session.list().await.unwrap();

    assert!(server.heard().last().unwrap().ends_with(
        "LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))"
    ));
    assert_eq!(list.len(), 4);
    assert_eq!(list[0].status.unwrap().messages, Some(17));
    assert_eq!(list[0].status.unwrap().highest_modseq, ModSeq::new(99));
    assert_eq!((list[1].selectable, list[1].subscribed, list[1].status), (false, false, None));
    assert_eq!(list[2].special_use, Some(brieftaube::model::SpecialUse::Sent));
    assert_eq!(list[3].name.as_bytes(), "Entwü".as_bytes());
}

#[tokio::test]
async fn poor_servers_are_asked_by_list_and_lsub() {
    let (mut session, _server) = session(vec![
        on("LIST", "* LIST () \".\" INBOX\r\n* LIST () \".\" INBOX.a\r\n* LIST () \".\" inbox\r\n$T OK done\r\n"),
        on("LSUB", "* LSUB () \".\" INBOX.a\r\n$T OK done\r\n"),
    ])
    .await;

    let list = session.list().await.unwrap();

    assert_eq!(list.iter().map(|mailbox| mailbox.subscribed).collect::<Vec<_>>(), [false, true]);
    assert!(list.iter().all(|mailbox| mailbox.delimiter == Some('.') && mailbox.status.is_none()));
}

#[tokio::test]
async fn names_of_eight_bits_go_back_as_they_came() {
    let list = [&b"* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Entw\xfcrfe\"\r\n$T OK done\r\n"[..]].concat();
    let (mut session, server) =
        session(vec![on("LIST", list), on("LSUB", "$T OK\r\n"), on("SELECT", "* 3 EXISTS\r\n$T OK done\r\n")]).await;

    let name = session.list().await.unwrap()[1].name.clone();
    let selected = session.select(&name, Access::ReadWrite, None).await.unwrap();

    assert_eq!(name, MailboxName::new(&b"Entw\xfcrfe"[..]));
    assert_eq!(selected.exists, 3);
    assert!(server.heard().contains(&"Entwürfe".to_owned()), "{:?}", server.heard());
}

#[tokio::test]
async fn a_mailbox_opens_without_uidnext_and_without_modification_sequences() {
    let answer =
        "* 12 EXISTS\r\n* OK [UIDVALIDITY 3857529045] UIDs valid\r\n* OK [NOMODSEQ] none\r\n$T OK [READ-ONLY] done\r\n";
    let (mut session, server) = session_with("CONDSTORE", vec![on("EXAMINE", answer)]).await;

    let selected = session.select(&inbox(), Access::ReadOnly, None).await.unwrap();

    assert_eq!((selected.exists, selected.uid_next, selected.highest_modseq), (12, None, None));
    assert_eq!(selected.uid_validity, UidValidity::new(3_857_529_045));
    assert!(selected.read_only && !selected.resynced);
    assert!(server.heard().last().unwrap().ends_with("EXAMINE \"INBOX\" (CONDSTORE)"));
}

#[tokio::test]
async fn a_mailbox_that_is_known_is_resynchronised_while_it_opens() {
    let answer = "* OK [CLOSED] x\r\n* 9 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 50] x\r\n\
        * OK [HIGHESTMODSEQ 120] x\r\n* VANISHED (EARLIER) 3,5:7\r\n* 2 FETCH (UID 9 FLAGS (\\Seen) MODSEQ (119))\r\n\
        $T OK [READ-WRITE] done\r\n";
    let (mut session, server) = session_with(
        "ENABLE QRESYNC",
        vec![on("ENABLE QRESYNC", "* ENABLED QRESYNC\r\n$T OK\r\n"), on("SELECT", answer)],
    )
    .await;
    let resync = Resync {
        messages: 0,
        uid_validity: UidValidity::new(7).unwrap(),
        modseq: ModSeq::new(100).unwrap(),
        known: Some(uids("1:9")),
    };

    assert!(session.enable_qresync().await.unwrap());
    let selected = session.select(&inbox(), Access::ReadWrite, Some(&resync)).await.unwrap();

    assert!(server.heard().last().unwrap().ends_with("SELECT \"INBOX\" (QRESYNC (7 100 1:9))"));
    assert!(selected.resynced);
    assert_eq!(selected.vanished, uids("3,5:7"));
    assert_eq!(selected.changed.len(), 1);
    assert!(selected.changed[0].flags.contains(Flag::Seen));
    assert_eq!(session.exists(), 9);
}

#[tokio::test]
async fn only_what_was_asked_for_and_came_whole_is_delivered() {
    let answer = "* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 RFC822.SIZE 5 BODY[] {5}\r\nhello)\r\n\
        * 77 FETCH (UID 77 RFC822.SIZE 5 BODY[] {5}\r\nhello)\r\n* 3 FETCH (UID 3 RFC822.SIZE 9 BODY[] \"\")\r\n\
        * 4 FETCH (UID 4 RFC822.SIZE 0 BODY[] \"\")\r\n* 5 FETCH (UID 5 RFC822.SIZE 9 BODY[] NIL)\r\n\
        * 8 FETCH (UID 8 FLAGS (\\Flagged))\r\n* 9 FETCH (UID nine BODY[] {1}\r\nx)\r\n$T OK done\r\n";
    let (mut session, _server) = selected(9, vec![on("UID FETCH", answer)]).await;
    let mut bodies = Vec::new();

    session.fetch_bodies(&uids("2:9"), 1000, |uid, body| bodies.push((uid.get(), body))).await.unwrap();
    let unsolicited = session.take_unsolicited();

    assert_eq!(bodies, [(2, b"hello".to_vec()), (4, Vec::new())]);
    assert_eq!(unsolicited.flags.iter().map(|flags| flags.uid).collect::<Vec<_>>(), [uid(8)]);
    assert!(unsolicited.anonymous >= 1);
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_a_message_delivers_the_whole_ones_before_it() {
    let answer =
        "* 1 FETCH (UID 1 RFC822.SIZE 2 BODY[] {2}\r\nab)\r\n* 2 FETCH (UID 2 RFC822.SIZE 100 BODY[] {100}\r\nhalf";
    let (mut session, _server) = selected(2, vec![on("UID FETCH", answer)]).await;
    let mut bodies = Vec::new();

    let error = session.fetch_bodies(&uids("1:2"), 1000, |uid, body| bodies.push((uid.get(), body))).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Disconnected);
    assert_eq!(bodies, [(1, b"ab".to_vec())]);
    assert_eq!(session.noop().await.unwrap_err().kind(), ErrorKind::Disconnected);
}

#[tokio::test]
async fn expunges_during_a_fetch_are_kept_and_headers_go_by_uid() {
    let answer = "* 1 FETCH (UID 5 FLAGS () RFC822.SIZE 9 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[HEADER.FIELDS (DATE)] {4}\r\na: b)\r\n\
        * 2 EXPUNGE\r\n* 2 FETCH (UID 8 FLAGS () RFC822.SIZE 9 BODY[HEADER.FIELDS (DATE)] {4}\r\nc: d)\r\n* 7 EXISTS\r\n$T OK done\r\n";
    let (mut session, _server) = selected(3, vec![on("UID FETCH", answer)]).await;
    let mut headers = Vec::new();

    session.fetch_headers(&uids("5:8"), |header| headers.push(header)).await.unwrap();
    let unsolicited = session.take_unsolicited();

    assert_eq!(headers.iter().map(|header| header.uid.get()).collect::<Vec<_>>(), [5, 8]);
    assert_eq!(headers[0].internal_date, Some(837_596_665));
    assert_eq!((unsolicited.expunged, unsolicited.exists, session.exists()), (1, Some(7), 7));
}

#[tokio::test]
async fn not_one_of_many_unsolicited_responses_is_lost() {
    let mut answer: String = (1..=500).map(|_| "* 1 EXPUNGE\r\n").collect();
    answer.extend((1..=500).map(|uid| format!("* {uid} FETCH (UID {uid} FLAGS (\\Seen))\r\n")));
    answer.push_str("* VANISHED 1000:1099\r\n* OK [ALERT] your disk is full\r\n$T OK done\r\n");
    let (mut session, _server) = selected(2000, vec![on("NOOP", answer)]).await;

    session.noop().await.unwrap();
    let unsolicited = session.take_unsolicited();

    assert_eq!((unsolicited.expunged, unsolicited.flags.len()), (500, 500));
    assert_eq!(unsolicited.vanished, uids("1000:1099"));
    assert_eq!(unsolicited.alert.as_deref(), Some("your disk is full"));
    assert_eq!(session.exists(), 1400);
    assert!(!session.take_unsolicited().is_change());
}

#[tokio::test]
async fn more_unsolicited_responses_than_are_kept_are_summed_up() {
    let answer: String = (1..=15_000).map(|uid| format!("* {uid} FETCH (UID {uid} FLAGS ())\r\n")).collect();
    let (mut session, _server) = selected(20_000, vec![on("NOOP", answer + "$T OK done\r\n")]).await;

    session.noop().await.unwrap();
    let unsolicited = session.take_unsolicited();

    assert!(unsolicited.overflowed);
    assert_eq!(unsolicited.flags.len(), 10_000);
}

#[tokio::test]
async fn a_name_that_is_refused_before_the_command_is_complete_leaves_the_session_usable() {
    for answer in ["$T NO [NONEXISTENT] none\r\n", "$T NO [TRYCREATE] none\r\n", "$T NO none\r\n"] {
        let (mut session, _server) = session(vec![refuse("SELECT", answer), on("NOOP", "$T OK\r\n")]).await;
        let eight_bits = MailboxName::new(&b"Entw\xfcrfe"[..]);

        let error = session.select(&eight_bits, Access::ReadWrite, None).await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::MailboxUnavailable, "{answer}");
        session.noop().await.unwrap();
    }
}

#[tokio::test]
async fn a_future_that_is_dropped_leaves_the_session_unusable() {
    let (mut session, _server) = selected(1, vec![on("NOOP", ""), Step::Hang]).await;

    let dropped = tokio::time::timeout(Duration::from_millis(50), session.noop()).await;

    assert!(dropped.is_err() && !session.is_usable());
    assert_eq!(session.noop().await.unwrap_err().kind(), ErrorKind::Disconnected);
}

#[tokio::test]
async fn commands_stay_short_for_exchange() {
    let every_other: UidSet = (1..2000).step_by(2).map(uid).collect();
    let mut steps = vec![
        say("* OK [CAPABILITY IMAP4rev1] The Microsoft Exchange IMAP4 service is ready. [abc=]\r\n"),
        on("LOGIN", "$T OK [CAPABILITY IMAP4rev1] in\r\n"),
    ];
    steps.extend((0..30).map(|_| on("UID SEARCH", "* SEARCH 1 3 5\r\n$T OK\r\n")));
    let scripted = Scripted::start(steps, None);
    let connection = connector().connect(&server(scripted.port, Security::Plain, None), &mut |_| {}).await.unwrap();
    let mut session = connection.login("anna", &Secret::new(PASSWORD.to_owned())).await.unwrap();

    let found = session.search(&every_other).await.unwrap();

    let heard = scripted.heard();
    assert_eq!(found, uids("1,3,5"));
    assert!(heard.len() > 3 && heard.iter().all(|line| line.len() <= 1000), "{}", heard.len());
}

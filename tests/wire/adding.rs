//! APPEND, and looking for what became of it.

use brieftaube::error::ErrorKind;
use brieftaube::imap::Appended;
use brieftaube::model::{Flags, UidValidity};

use super::writing::{flags, heard, name};
use super::*;

const MESSAGE: &[u8] = b"Subject: x\r\n\r\ntext";

fn large() -> Vec<u8> {
    b"0123456789abcde\n".repeat(64 * 1024)
}

#[tokio::test]
async fn a_message_is_added_with_flags_and_date_and_its_uid_is_told() {
    let told = Appended { uid_validity: UidValidity::new(38505).unwrap(), uid: uid(3955) };
    for (capabilities, announced, answer, appended) in [
        ("", "{18}", "$T OK [APPENDUID 38505 3955] done\r\n", Some(told)),
        ("UIDPLUS LITERAL+", "{18+}", "$T OK [APPENDUID 38505 3955] done\r\n", Some(told)),
        ("LITERAL-", "{18+}", "$T OK done\r\n", None),
        ("LITERAL+", "{18+}", "* 4 EXISTS\r\n$T OK [APPENDUID 38505 3955:3956] done\r\n", None),
        ("", "{18}", "$T OK [APPENDUID 0 1] done\r\n", None),
        ("", "{18}", "$T OK [APPENDUID 1 x] done\r\n", None),
    ] {
        let (mut session, server) = session_with(capabilities, vec![on("APPEND", answer)]).await;

        let result = session.append(&name("Sent"), &flags("\\Seen $x"), Some(1_709_208_000), MESSAGE).await.unwrap();

        let lines = server.heard();
        let head = format!("APPEND \"Sent\" (\\Seen $x) \"29-Feb-2024 12:00:00 +0000\" {announced}");
        assert!(lines.iter().any(|line| line.ends_with(&head)), "{lines:?}");
        assert!(lines.contains(&String::from_utf8_lossy(MESSAGE).into_owned()), "{lines:?}");
        assert_eq!(result, appended, "{answer}");
        assert!(session.is_usable());
    }
}

#[tokio::test]
async fn small_messages_go_unasked_where_that_is_offered_and_large_ones_never() {
    for (capabilities, size, plus) in
        [("LITERAL-", 4096, true), ("LITERAL-", 4097, false), ("LITERAL+", 65_536, true), ("LITERAL+", 65_537, false)]
    {
        let (mut session, server) = session_with(capabilities, vec![on("APPEND", "$T OK\r\n")]).await;

        session.append(&name("a"), &Flags::default(), None, &vec![b'x'; size]).await.unwrap();

        let lines = server.heard();
        let line = lines.iter().find(|line| line.contains("APPEND")).unwrap();
        assert_eq!(line.ends_with("+}"), plus, "{capabilities} {size} {line}");
        assert!(lines.iter().any(|line| line.len() == size));
    }
}

#[tokio::test]
async fn a_large_message_arrives_whole() {
    let (mut session, server) = session(vec![on("APPEND", "$T OK\r\n"), on("NOOP", "$T OK\r\n")]).await;

    session.append(&name("a"), &Flags::default(), None, &large()).await.unwrap();
    session.noop().await.unwrap();

    assert!(server.heard().iter().any(|heard| heard.as_bytes() == large()));
}

#[tokio::test]
async fn a_message_that_is_too_large_for_the_server_is_refused_before_it_is_sent() {
    let by_mailbox = |limit: &str| on("STATUS", format!("* STATUS a (APPENDLIMIT {limit})\r\n$T OK\r\n"));
    let append = || on("APPEND", "$T OK\r\n");
    for (capabilities, script, refused) in [
        ("APPENDLIMIT=17", vec![], true),
        ("APPENDLIMIT=18", vec![append()], false),
        ("APPENDLIMIT", vec![by_mailbox("17")], true),
        ("APPENDLIMIT", vec![by_mailbox("18"), append()], false),
        ("APPENDLIMIT", vec![by_mailbox("NIL"), append()], false),
        ("APPENDLIMIT", vec![on("STATUS", "$T NO no such mailbox\r\n"), append()], false),
        ("", vec![on("APPEND", "$T NO [TOOBIG] too big\r\n")], true),
    ] {
        let (mut session, server) = session_with(capabilities, script).await;

        let result = session.append(&name("a"), &Flags::default(), None, MESSAGE).await;

        assert_eq!(result.is_err_and(|error| error.kind() == ErrorKind::TooLarge), refused, "{capabilities}");
        assert!(session.is_usable());
        let was_sent = server.heard().iter().any(|line| line.contains("APPEND \""));
        assert_eq!(was_sent, !refused || capabilities.is_empty(), "{capabilities}");
    }
}

#[tokio::test]
async fn a_refusal_before_the_first_byte_costs_nothing_but_the_answer() {
    for (answer, kind) in [
        ("* OK hold on\r\n$T NO [TRYCREATE] none\r\n", ErrorKind::TargetMissing),
        ("$T NO [OVERQUOTA] full\r\n", ErrorKind::No),
        ("$T BAD what\r\n", ErrorKind::Bad),
    ] {
        let (mut session, server) =
            session_with("LITERAL+", vec![refuse("APPEND", answer), on("NOOP", "$T OK\r\n")]).await;

        let error = session.append(&name("a"), &Flags::default(), None, &large()).await.unwrap_err();

        assert_eq!(error.kind(), kind, "{answer}");
        session.noop().await.unwrap();
        assert!(server.heard().iter().all(|line| line.len() < 100), "nothing of the message was sent");
    }
}

#[tokio::test]
async fn an_answer_in_the_middle_of_a_message_ends_the_connection_and_is_told() {
    let part = |answer: &str| Step::Part("APPEND", 100_000, answer.as_bytes().to_vec());
    for (answer, kind) in [
        ("$T NO [OVERQUOTA] full\r\n", ErrorKind::No),
        ("$T BAD what\r\n", ErrorKind::Bad),
        ("* BYE [UNAVAILABLE] restarting\r\n", ErrorKind::Throttled),
    ] {
        // Whether it reads on, stands still, or goes: what is left must not be taken for commands.
        for after in [Step::Hang, Step::Stall, say("")] {
            let stays = !matches!(after, Step::Say(_));
            if kind == ErrorKind::Throttled && stays {
                continue;
            }
            let (mut session, _server) = session(vec![part(answer), after]).await;

            // More than any buffer between us holds.
            let error = session.append(&name("a"), &Flags::default(), None, &large().repeat(16)).await.unwrap_err();

            assert!(error.kind() == kind || (!stays && error.kind() == ErrorKind::Disconnected), "{answer} {error}");
            assert!(!session.is_usable());
        }
    }
}

#[tokio::test]
async fn a_server_that_takes_no_more_of_a_message_is_noticed() {
    let (mut session, _server) = session(vec![Step::Part("APPEND", 1000, Vec::new()), Step::Stall]).await;
    let start = std::time::Instant::now();

    let error = session.append(&name("a"), &Flags::default(), None, &large().repeat(16)).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(start.elapsed() < Duration::from_secs(10) && !session.is_usable());
}

#[tokio::test]
async fn flags_and_dates_of_a_message_cannot_break_the_line() {
    let (mut session, server) = session(vec![on("APPEND", "$T OK\r\n")]).await;
    let evil = Flags::parse(["a) {3}", "\\Recent", "$ok"]);

    session.append(&name("a"), &evil, Some(i64::MAX), MESSAGE).await.unwrap();

    assert!(server.heard().iter().any(|line| line.ends_with("APPEND \"a\" ($ok) {18}")), "{:?}", server.heard());
}

#[tokio::test]
async fn a_message_is_found_by_its_message_id_or_the_answer_is_an_error() {
    for (capabilities, id, among, line, answer, found) in [
        ("", "<a@b>", uids("1:9"), "UID SEARCH UID 1:9 HEADER Message-ID \"<a@b>\"", "* SEARCH 3 70\r\n", "3"),
        (
            "ESEARCH",
            "<a\"\\@b>",
            UidSet::starting_at(uid(5)),
            "UID SEARCH RETURN (ALL) UID 5:* HEADER Message-ID \"<a\\\"\\\\@b>\"",
            "* ESEARCH (TAG \"B2\") UID ALL 4,8\r\n",
            "8",
        ),
        ("ESEARCH", "<a@b>", uids("1:9"), "UID 1:9 HEADER Message-ID \"<a@b>\"", "* ESEARCH (TAG \"B2\") UID\r\n", ""),
        ("", "<ä@b>", uids("1:9"), "UID SEARCH CHARSET UTF-8 UID 1:9 HEADER Message-ID {6}", "* SEARCH\r\n", ""),
    ] {
        let (mut session, server) =
            selected_with(capabilities, 9, "", vec![on("UID SEARCH", format!("{answer}$T OK\r\n"))]).await;

        let result = session.find_message_id(id, &among).await.unwrap();

        assert!(heard(&server)[0].ends_with(line), "{:?}", heard(&server));
        assert_eq!(result.to_string(), found);
    }
    for answer in ["$T OK done\r\n", "* SEARCH 1 x\r\n$T OK done\r\n"] {
        let (mut session, _server) = selected(9, vec![on("UID SEARCH", answer)]).await;

        assert_eq!(session.find_message_id("<a@b>", &uids("1")).await.unwrap_err().kind(), ErrorKind::Protocol);
    }
    let (mut session, server) = selected(9, vec![]).await;
    for id in ["", " ", "<a\r\nB1 LOGOUT>", "\0"] {
        assert_eq!(session.find_message_id(id, &uids("1")).await.unwrap_err().kind(), ErrorKind::Invalid, "{id:?}");
    }
    assert!(heard(&server).is_empty() && session.is_usable());
}

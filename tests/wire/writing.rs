//! Commands that change messages, and what servers answer.

use brieftaube::error::{Error, ErrorKind};
use brieftaube::imap::{Access, Copied};
use brieftaube::model::{Flags, MailboxName, ModSeq, SpecialUse, UidValidity};

use super::*;

const EVERYTHING: &str = "UIDPLUS MOVE QUOTA NAMESPACE UNSELECT CREATE-SPECIAL-USE CONDSTORE";

/// Every verb, by the command that it sends.
const VERBS: [&str; 14] = [
    "UID STORE",
    "UID MOVE",
    "UID COPY",
    "UID EXPUNGE",
    "UID SEARCH",
    "APPEND",
    "CREATE",
    "RENAME",
    "DELETE",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "UNSELECT",
    "GETQUOTAROOT",
    "NAMESPACE",
];

async fn run(verb: &str, session: &mut Session) -> Result<(), Error> {
    let (some, box_a) = (uids("1:9"), name("a"));
    match verb {
        "UID STORE" => session.store(&some, &flags("\\Seen"), &Flags::default(), None).await.map(drop),
        "UID MOVE" => session.move_to(&some, &box_a).await.map(drop),
        "UID COPY" => session.copy_to(&some, &box_a).await.map(drop),
        "UID EXPUNGE" => session.expunge_uids(&some).await.map(drop),
        "UID SEARCH" => session.find_message_id("<a@b>", &some).await.map(drop),
        "APPEND" => session.append(&box_a, &Flags::default(), None, b"a: b\r\n\r\nc").await.map(drop),
        "CREATE" => session.create(&box_a, Some(SpecialUse::Archive)).await.map(drop),
        "RENAME" => session.rename(&box_a, &name("b")).await,
        "DELETE" => session.delete(&box_a).await,
        "SUBSCRIBE" => session.subscribe(&box_a).await,
        "UNSUBSCRIBE" => session.unsubscribe(&box_a).await,
        "UNSELECT" => session.unselect().await.map(drop),
        "GETQUOTAROOT" => session.quota(&box_a).await.map(drop),
        "NAMESPACE" => session.namespaces().await.map(drop),
        _ => panic!("{verb}"),
    }
}

pub(super) fn name(text: &str) -> MailboxName {
    MailboxName::new(text)
}

pub(super) fn flags(text: &str) -> Flags {
    Flags::parse(text.split_ascii_whitespace())
}

fn modseq(value: u64) -> Option<ModSeq> {
    ModSeq::new(value)
}

/// What was heard after login and SELECT, without tags.
pub(super) fn heard(scripted: &Scripted) -> Vec<String> {
    let lines = scripted.heard();
    let after = lines.iter().rposition(|line| line.contains(" SELECT ")).map_or(0, |at| at + 1);
    lines[after..].iter().map(|line| line.split_once(' ').map_or("", |(_, command)| command).to_owned()).collect()
}

fn pairs(copied: &Copied) -> Vec<(u32, u32)> {
    copied.uids.iter().map(|(source, target)| (source.get(), target.get())).collect()
}

#[tokio::test]
async fn a_refusal_or_a_cut_of_whatever_is_written_is_an_error_and_leaves_the_session_right() {
    let part = "* 1 EXPUNGE\r\n* OK [COPYUID 3 1 9] x\r\n* 2 FETCH (UID 2 MODSEQ (5))\r\n* QUOTA \"\" ()\r\n";
    for verb in VERBS {
        for (answer, kind, usable) in [
            ("$T NO not now\r\n".to_owned(), ErrorKind::No, true),
            (format!("{part}$T NO not now\r\n"), ErrorKind::No, true),
            ("$T NO [NONEXISTENT] gone\r\n".to_owned(), ErrorKind::MailboxUnavailable, true),
            ("$T NO [TRYCREATE] none\r\n".to_owned(), ErrorKind::TargetMissing, true),
            ("$T BAD what\r\n".to_owned(), ErrorKind::Bad, true),
            ("$T NO [LIMIT] slow down\r\n".to_owned(), ErrorKind::Throttled, true),
            (String::new(), ErrorKind::Disconnected, false),
            (part.to_owned(), ErrorKind::Disconnected, false),
            ("$T OK [COPYUID 3 1".to_owned(), ErrorKind::Disconnected, false),
            ("* BYE so long\r\n".to_owned(), ErrorKind::Bye, false),
        ] {
            let (mut session, _server) = selected_with(EVERYTHING, 9, "", vec![on(verb, &answer)]).await;

            let error = run(verb, &mut session).await.unwrap_err();

            assert_eq!(error.kind(), kind, "{verb} {answer} {error}");
            assert_eq!(session.is_usable(), usable, "{verb} {answer}");
        }
    }
}

#[tokio::test]
async fn a_verb_that_is_dropped_or_gets_no_answer_leaves_the_session_unusable() {
    let all = VERBS.map(|verb| async move {
        let (mut dropped, _server) = selected_with(EVERYTHING, 9, "", vec![on(verb, ""), Step::Hang]).await;
        let (mut silent, _other) = selected_with(EVERYTHING, 9, "", vec![on(verb, ""), Step::Hang]).await;

        let result = tokio::time::timeout(Duration::from_millis(50), run(verb, &mut dropped)).await;

        assert!(result.is_err() && !dropped.is_usable(), "{verb}");
        assert_eq!(run(verb, &mut silent).await.unwrap_err().kind(), ErrorKind::TimedOut, "{verb}");
        assert!(!silent.is_usable(), "{verb}");
        assert_eq!(run(verb, &mut silent).await.unwrap_err().kind(), ErrorKind::Disconnected, "{verb}");
    });
    futures::future::join_all(all).await;
}

#[tokio::test]
async fn a_name_that_is_refused_before_the_command_is_complete_leaves_the_session_usable() {
    let eight_bits = MailboxName::new(&b"Entw\xfcrfe"[..]);
    for (answer, kind) in [
        ("$T NO [TRYCREATE] none\r\n", ErrorKind::TargetMissing),
        ("$T NO [NONEXISTENT] none\r\n", ErrorKind::MailboxUnavailable),
        ("$T BAD no 8 bits\r\n", ErrorKind::Bad),
    ] {
        let (mut session, _server) =
            selected_with("MOVE", 3, "", vec![refuse("UID MOVE", answer), on("NOOP", "$T OK\r\n")]).await;

        assert_eq!(session.move_to(&uids("1"), &eight_bits).await.unwrap_err().kind(), kind, "{answer}");
        session.noop().await.unwrap();
    }
}

#[tokio::test]
async fn flags_are_added_and_taken_away_and_never_replaced() {
    let (mut session, server) = selected(
        9,
        vec![
            on("UID STORE", "* 4 FETCH (UID 4 FLAGS (\\Answered))\r\n* 10 EXISTS\r\n$T OK\r\n"),
            on("UID STORE", "$T OK\r\n"),
        ],
    )
    .await;

    let stored =
        session.store(&uids("1:3,7"), &flags("\\Seen $label1"), &flags("\\Flagged"), modseq(50)).await.unwrap();
    let unsolicited = session.take_unsolicited();

    // Without modification sequences there is no condition.
    assert_eq!(
        heard(&server),
        ["UID STORE 1:3,7 +FLAGS.SILENT (\\Seen $label1)", "UID STORE 1:3,7 -FLAGS.SILENT (\\Flagged)"]
    );
    assert!(stored.modified.is_empty() && stored.left_out.is_empty());
    assert_eq!((unsolicited.exists, unsolicited.flags[0].uid), (Some(10), uid(4)));
}

#[tokio::test]
async fn what_somebody_else_changed_is_left_alone_and_told() {
    let modseqs = "* OK [HIGHESTMODSEQ 60] x\r\n";
    let (mut session, server) = selected_with(
        "CONDSTORE",
        9,
        modseqs,
        vec![
            on(
                "UID STORE",
                "* 1 FETCH (UID 1 MODSEQ (71))\r\n* 3 FETCH (UID 3 MODSEQ (72))\r\n* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (65))\r\n\
                 $T OK [MODIFIED 2,99] conditional\r\n",
            ),
            on("UID STORE", "$T NO [MODIFIED 3] one is gone as well\r\n"),
        ],
    )
    .await;

    let stored = session.store(&uids("1:3"), &flags("\\Seen"), &flags("$x"), modseq(60)).await.unwrap();
    let unsolicited = session.take_unsolicited();

    assert_eq!(
        heard(&server),
        [
            "UID STORE 1:3 (UNCHANGEDSINCE 60) +FLAGS.SILENT (\\Seen)",
            // Our own change is no change by somebody else.
            "UID STORE 1,3 (UNCHANGEDSINCE 72) -FLAGS.SILENT ($x)"
        ]
    );
    assert_eq!(stored.modified, uids("2:3"));
    assert_eq!(unsolicited.flags.iter().map(|flags| flags.uid).collect::<Vec<_>>(), [uid(2)]);
    assert_eq!(unsolicited.anonymous, 0);
    assert!(session.is_usable());
}

#[tokio::test]
async fn a_conditional_answer_that_cannot_be_read_counts_for_all() {
    let (mut session, _server) = selected_with(
        "CONDSTORE",
        9,
        "* OK [HIGHESTMODSEQ 60] x\r\n",
        vec![on("UID STORE", "$T OK [MODIFIED 1:x] conditional\r\n")],
    )
    .await;

    let stored = session.store(&uids("1:3"), &flags("\\Seen"), &Flags::default(), modseq(60)).await.unwrap();

    assert_eq!(stored.modified, uids("1:3"));
}

#[tokio::test]
async fn only_flags_that_the_mailbox_keeps_are_sent() {
    let ours = flags("\\Seen \\Draft $label1 $new");
    for (told, sent, left_out) in [
        ("", Some("\\Seen \\Draft $label1 $new"), ""),
        ("* OK [PERMANENTFLAGS (\\Seen $LABEL1)] x\r\n", Some("\\Seen $label1"), "\\Draft $new"),
        ("* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n", Some("\\Seen $label1 $new"), "\\Draft"),
        ("* OK [PERMANENTFLAGS ()] x\r\n", None, "\\Seen \\Draft $label1 $new"),
        ("* OK [PERMANENTFLAGS (\\Seen a]b \\*)] x\r\n", Some("\\Seen $label1 $new"), "\\Draft"),
    ] {
        let (mut session, server) = selected_with("", 9, told, vec![on("UID STORE", "$T OK\r\n")]).await;

        let stored = session.store(&uids("1"), &ours, &Flags::default(), None).await.unwrap();

        let expected: Vec<_> = sent.iter().map(|sent| format!("UID STORE 1 +FLAGS.SILENT ({sent})")).collect();
        assert_eq!((heard(&server), stored.left_out), (expected, flags(left_out)), "{told}");
    }
}

#[tokio::test]
async fn words_that_are_no_keywords_never_reach_the_line() {
    let (mut session, server) = selected(9, vec![on("UID STORE", "$T OK\r\n")]).await;
    let evil = Flags::parse(["$good", "a) B1 LOGOUT", "b\r\nB9 DELETE INBOX", "\\Recent", "gr\u{fc}n"]);

    let stored = session.store(&uids("1"), &evil, &Flags::default(), None).await.unwrap();

    assert_eq!(heard(&server), ["UID STORE 1 +FLAGS.SILENT ($good)"]);
    assert_eq!(stored.left_out.keywords().count(), 3);
}

#[tokio::test]
async fn what_could_mean_other_messages_or_may_not_change_is_refused_before_anything_is_sent() {
    let (mut session, server) = selected_with(EVERYTHING, 9, "", vec![]).await;
    let open = UidSet::starting_at(uid(5));

    for (verb, result) in [
        ("store", session.store(&open, &flags("\\Seen"), &Flags::default(), None).await.map(drop)),
        ("move", session.move_to(&open, &name("a")).await.map(drop)),
        ("copy", session.copy_to(&open, &name("a")).await.map(drop)),
        ("expunge", session.expunge_uids(&UidSet::all()).await.map(drop)),
    ] {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Invalid, "{verb}");
    }
    session.store(&UidSet::new(), &flags("\\Seen"), &Flags::default(), None).await.unwrap();
    session.store(&uids("1"), &Flags::default(), &Flags::default(), None).await.unwrap();
    assert!(heard(&server).is_empty() && session.is_usable());

    let read_only = on("SELECT", "* 9 EXISTS\r\n$T OK [READ-ONLY] done\r\n");
    let (mut session, server) = session_with(EVERYTHING, vec![read_only]).await;
    session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
    for verb in ["UID STORE", "UID MOVE", "UID EXPUNGE"] {
        assert_eq!(run(verb, &mut session).await.unwrap_err().kind(), ErrorKind::No, "{verb}");
    }
    assert!(heard(&server).is_empty() && session.is_usable());
}

#[tokio::test]
async fn a_move_tells_where_the_messages_are_and_what_is_gone() {
    for (answer, vanished, expunged, left) in [
        ("* OK [COPYUID 77 2:3,9 11:13] x\r\n* 2 EXPUNGE\r\n* 2 EXPUNGE\r\n* 7 EXPUNGE\r\n$T OK done\r\n", "", 3, 6),
        ("* VANISHED 2:3,9,20\r\n$T OK [COPYUID 77 2:3,9 11:13] done\r\n", "2:3,9", 0, 5),
        ("* OK [COPYUID 77 9 13] x\r\n* OK [COPYUID 77 3,2 12,11] x\r\n$T OK done\r\n", "", 0, 9),
    ] {
        let (mut session, server) = selected_with("MOVE UIDPLUS", 9, "", vec![on("UID MOVE", answer)]).await;

        let moved = session.move_to(&uids("2:3,9"), &name("a \"b\"")).await.unwrap();

        assert_eq!(heard(&server), ["UID MOVE 2:3,9 \"a \\\"b\\\"\""]);
        assert_eq!(moved.copied.uid_validity, UidValidity::new(77));
        assert_eq!(pairs(&moved.copied), [(2, 11), (3, 12), (9, 13)], "{answer}");
        assert_eq!(moved.gone.vanished, if vanished.is_empty() { UidSet::new() } else { uids(vanished) });
        assert_eq!((moved.gone.expunged, session.exists()), (expunged, left), "{answer}");
        // A sync that runs meanwhile has to hear of it as well.
        assert_eq!(session.take_unsolicited().is_change(), left < 9, "{answer}");
    }
}

#[tokio::test]
async fn what_a_lying_server_tells_of_copies_counts_as_not_told() {
    for code in [
        "[COPYUID 77 2:3 11:13]",
        "[COPYUID 77 2:4 11:12]",
        "[COPYUID 77 2:5 11:14]",
        "[COPYUID 77 1:4294967295 1:4294967295]",
        "[COPYUID 77 2:4 0:2]",
        "[COPYUID 0 2:4 11:13]",
        "[COPYUID 77 2,2,3 11:13]",
        "[COPYUID 77 2:4 11,11,12]",
        "[COPYUID 77 2:4]",
        "[COPYUID 77 2:x 11:13]",
        "[COPYUID]",
    ] {
        for answer in [format!("$T OK {code} done\r\n"), format!("* OK {code} x\r\n$T OK done\r\n")] {
            let (mut session, _server) =
                selected_with("MOVE", 9, "", vec![on("UID MOVE", &answer), on("UID COPY", &answer)]).await;

            let moved = session.move_to(&uids("2:4"), &name("a")).await.unwrap();
            let copied = session.copy_to(&uids("2:4"), &name("a")).await.unwrap();

            assert_eq!((moved.copied, copied), (Copied::default(), Copied::default()), "{answer}");
        }
    }
    // Two codes that contradict each other, too; one about a part of the messages does not.
    let twice = "* OK [COPYUID 77 2 11] x\r\n$T OK [COPYUID 77 2 12] done\r\n";
    let part = "$T OK [COPYUID 77 4 12] done\r\n";
    let (mut session, _server) = selected(9, vec![on("UID COPY", twice), on("UID COPY", part)]).await;
    assert!(session.copy_to(&uids("2:4"), &name("a")).await.unwrap().uids.is_empty());
    assert_eq!(pairs(&session.copy_to(&uids("2:4"), &name("a")).await.unwrap()), [(4, 12)]);
}

#[tokio::test]
async fn messages_go_in_as_many_commands_as_the_server_wants() {
    let every_other: UidSet = (1..2000).step_by(2).map(uid).collect();
    let mut steps = vec![
        say("* OK [CAPABILITY IMAP4rev1 MOVE UIDPLUS] The Microsoft Exchange IMAP4 service is ready. [abc=]\r\n"),
        on("LOGIN", "$T OK [CAPABILITY IMAP4rev1 MOVE UIDPLUS] in\r\n"),
    ];
    for verb in ["UID STORE", "UID EXPUNGE"] {
        steps.extend((0..5).map(|_| on(verb, "$T OK\r\n")));
    }
    steps.push(on("UID COPY", "$T OK [COPYUID 5 1 100] x\r\n"));
    steps.push(on("UID COPY", "$T OK [COPYUID 5 601 101] x\r\n"));
    steps.extend((0..3).map(|_| on("UID COPY", "$T OK\r\n")));
    let scripted = Scripted::start(steps, None);
    let connection = connector().connect(&server(scripted.port, Security::Plain, None), &mut |_| {}).await.unwrap();
    let mut session = connection.login("anna", &Secret::new(PASSWORD.to_owned())).await.unwrap();

    assert_eq!(session.portions(&every_other).iter().map(UidSet::len).sum::<u64>(), 1000);
    session.store(&every_other, &flags("\\Seen"), &Flags::default(), None).await.unwrap();
    session.expunge_uids(&every_other).await.unwrap();
    let copied = session.copy_to(&every_other, &name("a")).await.unwrap();

    let heard = scripted.heard();
    assert!(heard.len() >= 15 && heard.iter().all(|line| line.len() <= 1000), "{heard:?}");
    assert_eq!(pairs(&copied), [(1, 100), (601, 101)]);
}

#[tokio::test]
async fn what_is_not_offered_is_not_tried_and_nothing_of_others_is_ever_expunged() {
    let (mut session, server) = selected(9, vec![]).await;

    for verb in ["UID MOVE", "UID EXPUNGE"] {
        assert_eq!(run(verb, &mut session).await.unwrap_err().kind(), ErrorKind::Invalid, "{verb}");
    }
    assert!(!session.unselect().await.unwrap());
    assert!(session.quota(&inbox()).await.unwrap().is_empty());
    assert!(session.namespaces().await.unwrap().is_empty());
    assert!(heard(&server).is_empty() && session.is_usable());
}

#[tokio::test]
async fn an_expunge_names_its_messages_and_tells_what_went() {
    let (mut session, server) = selected_with(
        "UIDPLUS",
        9,
        "",
        vec![
            on("UID EXPUNGE", "* 3 EXPUNGE\r\n* 3 EXPUNGE\r\n$T OK\r\n"),
            on("UID EXPUNGE", "* VANISHED 5,8\r\n$T OK\r\n"),
        ],
    )
    .await;

    let counted = session.expunge_uids(&uids("3:4")).await.unwrap();
    let named = session.expunge_uids(&uids("5:6")).await.unwrap();

    assert_eq!(heard(&server), ["UID EXPUNGE 3:4", "UID EXPUNGE 5:6"]);
    assert_eq!((counted.expunged, counted.vanished), (2, UidSet::new()));
    assert_eq!((named.expunged, named.vanished), (0, uids("5")));
    assert_eq!((session.exists(), session.take_unsolicited().vanished), (5, uids("5,8")));
}

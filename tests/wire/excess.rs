//! What a server sends too much of.

use std::time::Instant;

use brieftaube::error::ErrorKind;
use brieftaube::imap::Access;

use super::*;

/// The most memory this process ever had, in bytes.
#[cfg(target_os = "linux")]
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[cfg(not(target_os = "linux"))]
fn peak_memory() -> u64 {
    0
}

const MEGABYTE: u64 = 1024 * 1024;

#[tokio::test]
async fn literal_bombs_end_at_once() {
    for size in ["500000000", "4294967296", "18446744073709551615", "99999999999999999999999"] {
        for (announcement, is_header) in [("BODY[]", false), ("BODY[HEADER.FIELDS (DATE)]", true)] {
            let answer = format!("* 1 FETCH (UID 1 {announcement} {{{size}}}\r\n");
            let (mut session, _server) = selected(1, vec![on("UID FETCH", answer), Step::Hang]).await;
            let (before, start) = (peak_memory(), Instant::now());

            let result = if is_header {
                session.fetch_headers(&uids("1"), |_| panic!("nothing came")).await
            } else {
                session.fetch_bodies(&uids("1"), 10_000_000, |_, _| panic!("nothing came")).await
            };
            let error = result.unwrap_err();

            // A number beyond all bounds is no announcement: then the server keeps silent in the middle of a line.
            assert!(matches!(error.kind(), ErrorKind::TooLarge | ErrorKind::TimedOut), "{size} {error}");
            assert!(size.len() > 19 || error.kind() == ErrorKind::TooLarge, "{size} {error}");
            assert!(start.elapsed() < Duration::from_secs(3));
            assert!(peak_memory() - before < 20 * MEGABYTE);
            assert!(!session.is_usable());
        }
    }
}

#[tokio::test]
async fn silence_in_the_middle_of_a_literal_ends_in_time_and_costs_what_came() {
    let (mut session, _server) =
        selected(1, vec![on("UID FETCH", "* 1 FETCH (UID 1 BODY[] {9000000}\r\nabc"), Step::Hang]).await;
    let before = peak_memory();

    let error = session.fetch_bodies(&uids("1"), 10_000_000, |_, _| panic!("nothing came")).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(peak_memory() - before < 5 * MEGABYTE);
}

#[tokio::test]
async fn a_header_without_end_is_cut_and_the_next_one_is_whole() {
    let answer = format!(
        "* 1 FETCH (UID 1 FLAGS () BODY[HEADER.FIELDS (SUBJECT)] {{3000000}}\r\n{})\r\n* 2 FETCH (UID 2 FLAGS () BODY[HEADER.FIELDS (SUBJECT)] {{3}}\r\na:b)\r\n$T OK done\r\n",
        "x".repeat(3_000_000)
    );
    let (mut session, _server) = selected(2, vec![on("UID FETCH", answer)]).await;
    let mut headers = Vec::new();

    session.fetch_headers(&uids("1:2"), |header| headers.push(header.header.len())).await.unwrap();

    assert_eq!(headers, [1 << 20, 3]);
}

#[tokio::test]
async fn an_endless_line_ends_wherever_it_comes() {
    let endless = || Step::Flood(b"x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x");
    for start in ["* OK ", "* 1 FETCH (FLAGS (", "* LIST () \"/\" ", "rubbish", "$T OK "] {
        let (mut session, _server) = selected(1, vec![on("NOOP", start), endless()]).await;

        let error = session.noop().await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::TooLarge, "{start} {error}");
    }
    let scripted = Scripted::start(vec![endless()], None);
    let error = connector().connect(&server(scripted.port, Security::Plain, None), &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn an_endless_search_and_endless_responses_end() {
    let (mut search, _server) =
        selected(1, vec![on("UID SEARCH", "* SEARCH"), Step::Flood(b" 1 22 333 4444 55555 666666")]).await;
    let (mut fetch, _other) =
        selected(1, vec![on("UID FETCH", ""), Step::Flood(b"* 1 FETCH (UID 7 FLAGS ())\r\n* OK hi\r\n")]).await;
    let (mut list, _third) = session(vec![on("LIST", ""), Step::Flood(b"* LIST () \"/\" \"a name\"\r\n")]).await;
    let before = peak_memory();

    assert_eq!(search.search(&uids("1:9")).await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(fetch.fetch_headers(&uids("1:9"), |_| {}).await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(list.list().await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert!(peak_memory() - before < 150 * MEGABYTE, "{}", (peak_memory() - before) / MEGABYTE);
}

#[tokio::test]
async fn a_body_structure_nested_20_000_deep_does_not_matter() {
    let deep = format!("* 1 FETCH (UID 1 BODYSTRUCTURE {}{})\r\n", "(".repeat(20_000), ")".repeat(20_000));
    let answer =
        format!("{deep}* 2 FETCH (UID 2 FLAGS () BODY[HEADER.FIELDS (SUBJECT)] {{3}}\r\na:b)\r\n$T OK done\r\n");
    let (mut session, _server) = selected(2, vec![on("UID FETCH", answer)]).await;
    let mut headers = Vec::new();

    session.fetch_headers(&uids("1:2"), |header| headers.push(header.uid.get())).await.unwrap();

    assert_eq!(headers, [2]);
}

#[tokio::test]
async fn a_list_of_20_000_names_is_read_and_one_of_200_000_is_refused() {
    let names = |count: usize| -> String {
        (0..count).map(|n| format!("* LIST (\\HasNoChildren) \"/\" \"archive/mailbox {n}\"\r\n")).collect()
    };
    let lsub = on("LSUB", "$T OK done\r\n");
    let (mut large, _server) = session(vec![on("LIST", names(20_000) + "$T OK done\r\n"), lsub]).await;
    let (mut bomb, _other) = session(vec![on("LIST", names(200_000) + "$T OK done\r\n")]).await;
    let (before, start) = (peak_memory(), Instant::now());

    assert_eq!(large.list().await.unwrap().len(), 20_000);
    assert_eq!(bomb.list().await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(peak_memory() - before < 150 * MEGABYTE);
}

#[tokio::test]
async fn a_search_of_500_000_uids_is_read_in_linear_time() {
    let numbers: String = (1..=500_000).map(|n| format!(" {}", n * 2)).collect();
    let (mut session, _server) =
        selected(500_000, vec![on("UID SEARCH", format!("* SEARCH{numbers}\r\n$T OK done\r\n"))]).await;
    let (before, start) = (peak_memory(), Instant::now());

    let found = session.search(&UidSet::all()).await.unwrap();

    assert_eq!((found.len(), found.last()), (500_000, Some(uid(1_000_000))));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(peak_memory() - before < 100 * MEGABYTE, "{}", (peak_memory() - before) / MEGABYTE);
}

#[tokio::test]
async fn ninety_thousand_codes_about_copies_are_read_in_linear_time() {
    let codes: String = (1..=90_000).map(|n| format!("* OK [COPYUID 7 {} {}] x\r\n", 2 * n, 3 * n)).collect();
    let (mut session, _server) = selected(1, vec![on("UID COPY", codes + "$T OK\r\n")]).await;
    let start = Instant::now();

    let copied = session.copy_to(&uids("1:200000"), &inbox()).await.unwrap();

    assert_eq!(copied.uids.get(uid(180_000)), Some(uid(270_000)));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[tokio::test]
async fn ninety_thousand_responses_of_one_uid_are_read_in_linear_time() {
    let vanished: String = (1..=90_000).map(|n| format!("* VANISHED {}\r\n", 2 * (90_001 - n))).collect();
    let (mut session, _server) = selected_with("UIDPLUS", 1, "", vec![on("UID EXPUNGE", vanished + "$T OK\r\n")]).await;
    let start = Instant::now();

    let gone = session.expunge_uids(&uids("1:100000")).await.unwrap();

    assert_eq!((gone.vanished.len(), session.take_unsolicited().vanished.len()), (50_000, 90_000));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[tokio::test]
async fn more_changes_than_one_answer_may_tell_end_a_select() {
    let changes: String = (1..=100_001).map(|uid| format!("* {uid} FETCH (UID {uid} FLAGS ())\r\n")).collect();
    let (mut session, _server) = session(vec![on("SELECT", changes + "$T OK done\r\n")]).await;

    let error = session.select(&inbox(), Access::ReadWrite, None).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

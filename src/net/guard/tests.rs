use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

fn limits() -> Limits {
    Limits { silence: Duration::from_millis(50), write: Duration::from_millis(50), ..Limits::default() }
}

/// What async-imap gets of `bytes`, and what is diverted.
async fn through(bytes: &[u8]) -> (Vec<u8>, Vec<Frame>, Option<io::Error>) {
    let mut guard = Guard::new(bytes, &limits(), None);
    let (mut passed, mut diverted, mut buffer) = (Vec::new(), Vec::new(), [0; 50]);
    loop {
        match guard.read(&mut buffer).await {
            Ok(0) => return (passed, diverted, None),
            Ok(count) => {
                passed.extend_from_slice(&buffer[..count]);
                diverted.extend(guard.take_diverted());
            }
            Err(error) => return (passed, diverted, Some(error)),
        }
    }
}

#[tokio::test]
async fn data_is_diverted_in_order_before_the_status_that_follows_it() {
    let (passed, diverted, error) = through(b"* 5 EXISTS\r\n* OK hi\r\n* SEARCH 1 2\r\nA1 OK done\r\n").await;

    assert!(error.is_none());
    assert_eq!(passed, [MARKER, b"* OK hi\r\n", MARKER, b"A1 OK done\r\n"].concat());
    assert_eq!(
        diverted.iter().map(|frame| frame.text.as_slice()).collect::<Vec<_>>(),
        [&b"* 5 EXISTS"[..], b"* SEARCH 1 2"]
    );
}

#[tokio::test]
async fn status_lines_that_imap_proto_stumbles_over_are_repaired() {
    for (line, expected) in [
        (&b"* OK [ALERT]\xc3\xbcber"[..], "* OK [ALERT] über"),
        (b"* OK [ALERT]\xfcber", "* OK [ALERT] über"),
        (b"A1 NO [LIMIT] zu viele \x00\x01", "A1 NO [LIMIT] zu viele"),
        (b"A1 OK", "A1 OK "),
        (b"A1 OK [UIDNEXT x] y", "A1 OK [UIDNEXT x] y"),
        (b"+", "+ "),
        (b"+ [ALERT]\xc3\xbc", "+ [ALERT] ü"),
    ] {
        let (passed, _, error) = through(&[line, b"\r\n"].concat()).await;

        assert!(error.is_none(), "{error:?}");
        assert_eq!(String::from_utf8_lossy(&passed), format!("{expected}\r\n"));
    }
}

#[tokio::test]
async fn what_is_no_response_ends_the_stream_after_everything_before_it() {
    let (passed, diverted, error) = through(b"* 1 EXISTS\r\nHTTP/1.1 400 Bad Request\r\n* OK\r\n").await;

    assert_eq!(passed, MARKER);
    assert_eq!(diverted.len(), 1);
    assert_eq!(error.unwrap().kind(), io::ErrorKind::InvalidData);
}

#[tokio::test]
async fn silence_ends_a_read() {
    let (near, _far) = tokio::io::duplex(64);
    let mut guard = Guard::new(near, &limits(), None);

    let error = guard.read(&mut [0; 10]).await.unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn a_server_that_takes_nothing_ends_a_write() {
    let (near, _far) = tokio::io::duplex(4);
    let mut guard = Guard::new(near, &limits(), None);

    let error = guard.write_all(b"A1 NOOP\r\n").await.unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn an_answer_is_bounded_in_bytes_and_in_responses() {
    let budget = Budget { answer: 1000, responses: 10, ..Budget::collected(&limits()) };
    for bytes in ["* 1 EXISTS\r\n".repeat(11), format!("* 1 X {}\r\n", "y".repeat(1000))] {
        let mut guard = Guard::new(bytes.as_bytes(), &limits(), None);
        guard.begin(budget.clone(), "A1 NOOP");
        let mut sink = Vec::new();

        let error = guard.read_to_end(&mut sink).await.unwrap_err();

        let Some(inner) = error.get_ref() else { panic!("{error}") };
        assert!(inner.is::<Excess>(), "{error}");
    }
}

proptest! {
    #[test]
    fn every_line_passed_on_is_parsed_by_imap_proto(words in prop::collection::vec(any::<u8>(), 0..60), head in "(\\* |A1 |\\+)(OK|NO|BAD|BYE|PREAUTH)? ?(\\[[A-Z]{0,9})?") {
        let line = [head.as_bytes(), &words].concat();
        if let Route::Pass(passed) = status::route(&line) {
            let parsed = imap_proto::Response::parse(&passed);
            prop_assert!(matches!(parsed, Ok((rest, _)) if rest.is_empty()), "{:?}", passed);
        }
    }
}

use proptest::prelude::*;

use super::*;

fn budget() -> Budget {
    Budget { line: 100, numbers: 1000, keep: 10, literal: 50, answer: u64::MAX, responses: u64::MAX }
}

/// Cuts `bytes` handed over in parts of `part` bytes.
fn cut(bytes: &[u8], part: usize, budget: &Budget) -> Result<Vec<Frame>, Excess> {
    let (mut framer, mut frames) = (Framer::default(), Vec::new());
    for mut part in bytes.chunks(part.max(1)) {
        while let Some(frame) = framer.next(&mut part, budget)? {
            frames.push(frame);
        }
        assert!(part.is_empty());
    }
    Ok(frames)
}

#[test]
fn responses_are_cut_at_line_ends_but_not_inside_literals() {
    let bytes = b"* OK hi\r\n* 1 FETCH (BODY[] {7}\r\na\r\nb\r\nc UID 5 X {0}\r\n)\nA1 OK done\r\n";

    for part in [1, 2, 3, 7, 1000] {
        let frames = cut(bytes, part, &budget()).unwrap();

        assert_eq!(frames.len(), 3, "{part}");
        assert_eq!(frames[1].text, b"* 1 FETCH (BODY[] {7}\n UID 5 X {0}\n)");
        assert_eq!(frames[1].literals, [b"a\r\nb\r\nc".to_vec(), Vec::new()]);
    }
}

#[test]
fn braces_in_words_for_people_announce_nothing() {
    for line in ["* OK try {5}", "A1 NO not {5}", "+ go {5}", "* BYE {500000000}", "* no {1}"] {
        assert_eq!(cut(format!("{line}\r\n").as_bytes(), 3, &budget()).unwrap().len(), 1, "{line}");
    }
}

#[test]
fn a_literal_is_cut_at_what_may_be_kept_and_the_rest_is_skipped() {
    let frames = cut(b"* X {20}\r\n0123456789abcdefghij rest\r\n", 4, &budget()).unwrap();

    assert_eq!(frames[0].literals, [b"0123456789".to_vec()]);
    assert_eq!(frames[0].text, b"* X {20}\n rest");
}

#[test]
fn what_is_announced_too_large_is_refused_before_it_comes() {
    for size in [51_u64, 500_000_000, 4_294_967_296, 9_999_999_999_999_999_999] {
        let announcement = format!("* 1 FETCH (BODY[] {{{size}}}\r\n");

        assert_eq!(cut(announcement.as_bytes(), 5, &budget()), Err(Excess::Literal(size)));
    }
}

#[test]
fn an_endless_line_is_refused_and_a_line_of_numbers_may_be_longer() {
    assert_eq!(cut(&[b'x'; 101], 10, &budget()), Err(Excess::Line));
    assert_eq!(cut(format!("* search{}\r\n", " 12".repeat(300)).as_bytes(), 10, &budget()).unwrap().len(), 1);
    assert_eq!(cut(format!("* SEARCH{}", " 12".repeat(400)).as_bytes(), 10, &budget()), Err(Excess::Line));
}

#[test]
fn a_response_of_endless_literals_is_refused() {
    assert_eq!(cut(b"* X {1}\r\na", 5, &budget()), Ok(vec![]));
    let line = Budget { line: 100_000, ..budget() };
    assert_eq!(cut(format!("* X {}", "{1}\r\na".repeat(100)).as_bytes(), 5, &line), Err(Excess::Literals));
}

proptest! {
    #[test]
    fn the_parts_in_which_bytes_come_do_not_matter(bytes in "[*A {}0-9\r\nx(\\[\\]]{0,200}", part in 1_usize..40) {
        prop_assert_eq!(cut(bytes.as_bytes(), part, &budget()), cut(bytes.as_bytes(), 1000, &budget()));
    }
}

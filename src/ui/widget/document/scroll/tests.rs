use proptest::prelude::*;

use super::*;

const VIEW: f32 = 500.0;

/// Real heights behind the guesses.
fn real(index: usize) -> f32 {
    [25.0, 300.0, 1.0, 80.0, 700.0][index % 5]
}

fn guessed(count: usize) -> Heights {
    Heights::new((0..count).map(|_| 50.0))
}

/// Where a piece really is on screen.
fn really_at(scroll: Scroll, piece: usize) -> f32 {
    let between: f32 = (scroll.piece.min(piece)..scroll.piece.max(piece)).map(real).sum();
    if piece >= scroll.piece { between - scroll.into } else { -between - scroll.into }
}

fn is_settled(scroll: Scroll, count: usize) -> bool {
    let below: f32 = (scroll.piece..count).map(real).sum::<f32>() - scroll.into;
    let at_top = scroll.piece == 0 && scroll.into == 0.0;
    scroll.into >= 0.0 && (at_top || below >= VIEW - 0.5)
}

#[test]
fn sums_follow_what_is_measured() {
    let mut heights = guessed(10);

    heights.set(3, 70.0);
    heights.set(0, 10.0);

    assert_eq!(heights.above(0), 0.0);
    assert_eq!(heights.above(1), 10.0);
    assert_eq!(heights.above(4), 10.0 + 50.0 + 50.0 + 70.0);
    assert_eq!(heights.total(), 480.0);
}

#[test]
fn wrong_guesses_never_move_what_is_on_screen() {
    let mut heights = guessed(1_000);
    let mut scroll = Scroll::default();
    scroll.jump(20_000.0, VIEW, &mut heights, &mut real);
    let (piece, before) = (scroll.piece, really_at(scroll, scroll.piece));

    scroll.by(-120.0, VIEW, &mut heights, &mut real);

    assert_eq!(really_at(scroll, piece), before + 120.0);
    scroll.by(120.0, VIEW, &mut heights, &mut real);
    assert_eq!(really_at(scroll, piece), before);
}

#[test]
fn the_end_shows_the_last_piece_at_the_lower_edge() {
    let mut heights = guessed(1_000);
    let mut scroll = Scroll::default();

    scroll.end(VIEW, &mut heights, &mut real);

    assert_eq!(really_at(scroll, 999) + real(999), VIEW);
}

#[test]
fn what_fits_does_not_scroll() {
    let mut heights = guessed(2);
    let mut scroll = Scroll::default();

    scroll.by(400.0, VIEW, &mut heights, &mut real);
    scroll.end(VIEW, &mut heights, &mut real);

    assert_eq!(scroll, Scroll::default());
}

#[test]
fn only_what_is_on_screen_or_passed_is_measured() {
    let mut heights = guessed(100_000);
    let mut scroll = Scroll::default();
    let mut measured = 0;
    let mut count = |index| {
        measured += 1;
        real(index)
    };

    scroll.settle(VIEW, &mut heights, &mut count);
    scroll.jump(2_000_000.0, VIEW, &mut heights, &mut count);
    scroll.end(VIEW, &mut heights, &mut count);

    assert!(measured < 40, "{measured}");
}

#[test]
fn a_piece_is_brought_into_view_from_above_and_below() {
    let mut heights = guessed(1_000);
    for start in [0.0, 30_000.0] {
        let mut scroll = Scroll::default();
        scroll.jump(start, VIEW, &mut heights, &mut real);

        scroll.show((300, 0.0, real(300)), VIEW, &mut heights, &mut real);

        let top = really_at(scroll, 300);
        assert!((0.0..=VIEW - real(300)).contains(&top), "from {start}: {top}");
    }
}

proptest! {
    #[test]
    fn any_walk_ends_within_the_flow(
        count in 1_usize..300,
        steps in prop::collection::vec(-3_000.0_f32..3_000.0, 1..40),
    ) {
        let mut heights = guessed(count);
        let mut scroll = Scroll::default();
        for step in steps {
            scroll.by(step.round(), VIEW, &mut heights, &mut real);
            prop_assert!(is_settled(scroll, count), "{scroll:?}");
        }
        scroll.jump(0.0, VIEW, &mut heights, &mut real);
        prop_assert_eq!(scroll, Scroll::default());
    }
}

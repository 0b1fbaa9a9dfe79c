use super::*;
use crate::mime::document::{Block, Document, Span};

fn span(text: &str) -> Vec<Span> {
    vec![Span { text: text.to_owned(), ..Span::default() }]
}

fn flow() -> Flow {
    let blocks = vec![
        Block::Heading(1, span("Titel")),
        Block::Paragraph(span("Erste Zeile\nzweite Zeile")),
        Block::List(None, vec![vec![Block::Paragraph(span("Punkt"))]]),
        Block::Table(vec![vec![span("a"), span("b")], vec![span("c"), span("d")]]),
        Block::Rule,
        Block::Paragraph(span("Ende")),
    ];
    Flow::new(&Document { blocks, truncated: false }, &[].into(), &|_, _| String::new())
}

fn at(piece: usize, cell: usize, index: usize) -> Position {
    Position { piece, cell, index }
}

fn cell(text: &str) -> Cell {
    Cell { text: text.to_owned(), ..Cell::default() }
}

#[test]
fn a_selection_reaches_from_a_heading_into_a_table_whichever_way_it_was_drawn() {
    let flow = flow();
    let (start, end) = (at(1, 0, 2), at(5, 0, 1));

    for (anchor, head) in [(start, end), (end, start)] {
        let copied = text(&flow, Selection { anchor, head });

        assert_eq!(copied, "tel\n\nErste Zeile\nzweite Zeile\n\n• Punkt\n\na\tb\nc");
    }
}

#[test]
fn everything_is_copied_with_what_separates_it() {
    let expected = "Titel\n\nErste Zeile\nzweite Zeile\n\n• Punkt\n\na\tb\nc\td\n\nEnde";

    assert_eq!(flow().text(), expected);
}

#[test]
fn a_bullet_is_copied_only_with_the_start_of_its_item() {
    let flow = flow();

    assert_eq!(text(&flow, Selection { anchor: at(3, 0, 1), head: at(3, 0, 5) }), "unkt");
    assert_eq!(text(&flow, Selection { anchor: at(3, 0, 0), head: at(3, 0, 2) }), "• Pu");
}

#[test]
fn a_double_click_takes_the_word_and_a_triple_click_the_line() {
    let cell = cell("Größe: 5 m²\nzwei");

    assert_eq!(word(&cell, 3), 0..7);
    assert_eq!(word(&cell, 7), 7..8, "the colon alone");
    assert_eq!(word(&cell, cell.text.len()), 15..19);
    assert_eq!(line(&cell, 3), 0..14);
    assert_eq!(line(&cell, 16), 15..19);
    assert_eq!(word(&Cell::default(), 0), 0..0);
}

#[test]
fn places_are_the_same_counted_by_lines_or_by_bytes() {
    let cell = cell("äb\n\nç");

    for index in [0, 2, 3, 4, 5, 7] {
        let (line, at) = to_line(&cell, index);
        assert_eq!(from_line(&cell, line, at), index);
    }
    assert_eq!(from_line(&cell, 0, 1), 0, "never within a character");
    assert_eq!(from_line(&cell, 99, 99), cell.text.len());
}

use super::*;
use crate::mime::document::{Block, Span};

fn span(text: &str) -> Span {
    Span { text: text.to_owned(), ..Span::default() }
}

fn link(text: &str, target: &str) -> Span {
    Span { link: Some(target.to_owned()), ..span(text) }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![span(text)])
}

fn flow(blocks: Vec<Block>) -> Flow {
    unfolded(blocks, &[])
}

fn unfolded(blocks: Vec<Block>, open: &[usize]) -> Flow {
    let document = Document { blocks, truncated: false };
    Flow::new(&document, &open.iter().copied().collect(), &|open, lines| format!("{open} {lines}"))
}

fn texts(flow: &Flow) -> Vec<&str> {
    flow.pieces.iter().flat_map(Piece::cells).map(|cell| cell.text.as_str()).collect()
}

#[test]
fn a_flow_begins_with_the_head_and_ends_with_the_foot() {
    let flow = flow(vec![paragraph("a")]);

    assert!(matches!(flow.pieces.first().unwrap().kind, Kind::Head));
    assert!(matches!(flow.pieces.last().unwrap().kind, Kind::Foot));
    assert_eq!(texts(&flow), ["a"]);
}

#[test]
fn a_huge_paragraph_is_split_into_small_pieces_and_copied_whole() {
    let lines: String = (0..20_000).map(|line| format!("line {line} of many\n")).collect();
    let words = "wörter ohne Umbruch ".repeat(5_000);
    let block = "x".repeat(50_000);

    for text in [lines.trim_end(), words.trim_end(), &block] {
        let flow = flow(vec![paragraph(text)]);

        assert!(flow.pieces.len() > 10);
        assert!(texts(&flow).iter().all(|piece| piece.len() <= MAX_PIECE));
        assert!(
            flow.pieces
                .iter()
                .flat_map(Piece::cells)
                .all(|cell| { cell.runs.iter().map(|run| run.len).sum::<usize>() == cell.text.len() })
        );
        assert_eq!(flow.text(), text);
    }
}

#[test]
fn fixed_width_text_is_split_at_lines_and_copied_whole() {
    let text: String = (0..5_000).map(|line| format!("    {line}\tcolumn\n")).collect();

    let flow = flow(vec![Block::Preformatted(text.clone()), Block::Preformatted("y".repeat(30_000))]);

    assert!(texts(&flow).iter().all(|piece| piece.len() <= MAX_PIECE));
    assert_eq!(flow.text(), format!("{}\n\n{}", text.trim_end(), "y".repeat(30_000)));
}

#[test]
fn styles_and_links_survive_splitting() {
    let filler = "a ".repeat(MAX_PIECE);
    let flow = flow(vec![Block::Paragraph(vec![span(&filler), link("here", "https://example.org")])]);

    let linked: String = flow
        .pieces
        .iter()
        .flat_map(Piece::cells)
        .flat_map(Cell::spans)
        .filter(|(_, run)| run.link.is_some())
        .map(|(text, _)| text)
        .collect();

    assert_eq!(linked, "here");
}

#[test]
fn a_link_in_several_styles_is_one_stop() {
    let bold = Span { style: Style { bold: true, ..Style::default() }, ..link("b", "https://a.example") };
    let spans = vec![link("a", "https://a.example"), bold, span(" "), link("c", "https://c.example")];

    let flow = flow(vec![Block::Paragraph(spans)]);

    let targets: Vec<&str> = flow.links().iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["https://a.example", "https://c.example"]);
    assert_eq!(flow.stops(), [Stop::Link(0), Stop::Link(1)]);
}

#[test]
fn older_quotes_are_folded_until_they_are_opened() {
    let older = Block::Quote(vec![paragraph("older"), Block::Quote(vec![paragraph("oldest")])]);
    let blocks = vec![paragraph("new"), Block::Quote(vec![paragraph("old"), older])];

    let folded = unfolded(blocks.clone(), &[]);
    let open = unfolded(blocks, &[0]);

    assert_eq!(texts(&folded), ["new", "old", "false 2"]);
    assert_eq!(texts(&open), ["new", "old", "true 2", "older", "oldest"]);
    assert_eq!(folded.stops(), [Stop::Fold(0)]);
    let bars: Vec<usize> = open.pieces.iter().map(|piece| piece.bars.len()).collect();
    assert_eq!(bars, [0, 0, 1, 1, 2, 3, 0]);
}

#[test]
fn items_have_bullets_or_numbers_even_where_they_are_empty() {
    let list = Block::List(None, vec![vec![paragraph("one"), paragraph("more")], vec![]]);
    let numbered = Block::List(Some(9), vec![vec![paragraph("nine")], vec![list]]);

    let flow = flow(vec![numbered]);

    let markers: Vec<Option<&str>> = flow.pieces.iter().map(|piece| piece.marker.as_deref()).collect();
    assert_eq!(markers, [None, Some("9."), Some("•"), None, Some("•"), None]);
    assert_eq!(flow.text(), "9. nine\n• one\n\nmore\n• ");
}

#[test]
fn rows_have_as_many_cells_as_the_widest() {
    let rows = vec![vec![vec![span("a")], vec![span("b")]], vec![vec![span("c")]], vec![]];

    let flow = flow(vec![Block::Table(rows)]);

    assert!(flow.pieces.iter().skip(1).take(3).all(|piece| piece.cells().len() == 2));
    assert_eq!(flow.text(), "a\tb\nc\t\n\t");
}

#[test]
fn nothing_that_is_drawn_holds_control_characters() {
    let flow = flow(vec![paragraph("a\u{1b}[31m\r\nb\u{0}\u{2028}c\u{85}d\u{1c}e\tf")]);

    assert_eq!(texts(&flow), ["a[31m\nb\nc\nde\tf"]);
}

#[test]
fn the_first_strong_character_decides_the_direction() {
    for (text, rtl) in [
        ("שלום world", true),
        ("123 مرحبا", true),
        ("hello שלום", false),
        ("» Grüße", false),
        ("42", false),
        ("", false),
        ("日本語", false),
    ] {
        let flow = flow(vec![paragraph(text)]);

        let cell = flow.pieces.iter().flat_map(Piece::cells).next().unwrap();
        assert_eq!(cell.rtl, rtl, "{text:?}");
    }
}

#[test]
fn more_pieces_than_anybody_reads_are_left_out_and_said_so() {
    let flow = flow((0..=MAX_PIECES).map(|_| paragraph("x")).collect());

    assert!(flow.truncated());
    assert_eq!(flow.pieces.len(), MAX_PIECES + 1);
    assert!(matches!(flow.pieces.last().unwrap().kind, Kind::Foot));
}

#[test]
fn deep_nesting_stays_on_the_page() {
    let mut block = paragraph("deep");
    for _ in 0..60 {
        block = Block::List(None, vec![vec![block]]);
    }

    let flow = flow(vec![block]);

    assert!(flow.pieces.iter().all(|piece| piece.inset <= 200.0));
}

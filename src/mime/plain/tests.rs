use super::*;
use crate::mime::document::Span;

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Span { text: text.to_owned(), ..Span::default() }])
}

fn fixed(text: &str) -> Vec<Block> {
    document(text, Flow::Fixed).blocks
}

#[test]
fn blank_lines_end_paragraphs_and_typed_line_ends_stay() {
    let blocks = fixed("Hallo Anna,\r\n\r\nkurze Zeile\r\nnoch eine\r\n\r\n\r\nGruß\r\nLena\r\n");

    assert_eq!(blocks, [paragraph("Hallo Anna,"), paragraph("kurze Zeile\nnoch eine"), paragraph("Gruß\nLena")]);
}

#[test]
fn lines_that_a_machine_broke_are_joined_again() {
    let text = "This is a long paragraph of running text which some old program has\n\
                wrapped at seventy-two columns, as was the custom when screens were\n\
                narrow; it should be read as one paragraph again.\n\
                - but this is an item\n\
                - and this another\n";

    assert_eq!(
        fixed(text),
        [paragraph(
            "This is a long paragraph of running text which some old program has wrapped at seventy-two columns, as was \
             the custom when screens were narrow; it should be read as one paragraph again.\n- but this is an item\n- and \
             this another"
        )]
    );
}

#[test]
fn quote_marks_become_quotes_of_their_depth() {
    let blocks = fixed("neu\n> alt\n> > älter\n>> auch älter\n>\n> wieder alt\nneuer\n>From here\n");

    assert_eq!(
        blocks,
        [
            paragraph("neu"),
            Block::Quote(vec![
                paragraph("alt"),
                Block::Quote(vec![paragraph("älter\nauch älter")]),
                paragraph("wieder alt")
            ]),
            paragraph("neuer\nFrom here"),
        ]
    );
}

#[test]
fn flowed_lines_are_joined_and_unstuffed() {
    let text = "Dies ist ein \nfließender Absatz.\n  eingerückt\n> Zitat, das \n> weitergeht\n>> tiefer \n> nicht verbunden\n-- \nLena\n";

    assert_eq!(
        document(text, Flow::Flowed).blocks,
        [
            paragraph("Dies ist ein fließender Absatz.\neingerückt"),
            Block::Quote(vec![
                paragraph("Zitat, das weitergeht"),
                Block::Quote(vec![paragraph("tiefer")]),
                paragraph("nicht verbunden")
            ]),
            Block::Rule,
            paragraph("Lena"),
        ]
    );
    assert_eq!(document("日本 \n語\n", Flow::FlowedDelSp).blocks, [paragraph("日本語")]);
}

#[test]
fn a_signature_is_set_off_by_a_rule() {
    assert_eq!(fixed("Text\n-- \nLena Brandt\n"), [paragraph("Text"), Block::Rule, paragraph("Lena Brandt")]);
}

#[test]
fn aligned_text_is_kept_to_the_letter() {
    let table = "Artikel      Menge   Preis\nKaffee       2       9,80\nTee          1       4,20";
    let code = "    fn main() {\n        run();\n    }";

    assert_eq!(fixed(table), [Block::Preformatted(table.to_owned())]);
    assert_eq!(fixed(code), [Block::Preformatted(code.to_owned())]);
    assert_eq!(fixed(&format!("{table}\n\n{table}")), [Block::Preformatted(format!("{table}\n\n{table}"))]);
}

#[test]
fn addresses_are_links() {
    let blocks = fixed("Siehe https://example.org/a und anna@example.org.");

    let [Block::Paragraph(spans)] = blocks.as_slice() else { panic!("{blocks:?}") };
    let links: Vec<_> = spans.iter().filter_map(|span| span.link.as_deref()).collect();
    assert_eq!(links, ["https://example.org/a", "mailto:anna@example.org"]);
}

#[test]
fn endless_quotes_text_and_links_are_bounded() {
    let deep = document(&format!("{} tief\n", ">".repeat(100_000)), Flow::Fixed);
    let long = document(&"Zeile\n\n".repeat(300_000), Flow::Fixed);
    let links = document(&"a@example.org ".repeat(20_000), Flow::Fixed);

    let mut depth = 0;
    let mut blocks = deep.blocks.as_slice();
    while let [Block::Quote(inside)] = blocks {
        depth += 1;
        blocks = inside;
    }
    assert_eq!(depth, MAX_QUOTES);
    assert!(long.truncated && long.blocks.len() <= MAX_BLOCKS);
    let [Block::Paragraph(spans)] = links.blocks.as_slice() else { panic!("one paragraph") };
    assert_eq!(spans.iter().filter(|span| span.link.is_some()).count(), link::MAX_LINKS);
}

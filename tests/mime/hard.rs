//! The hard messages: each is answered with something to read, in bounded time and on a small stack.

use brieftaube::mime::document::{Block, TextSource};
use brieftaube::mime::{self, HeaderInfo, ParsedMessage};

use crate::support::{html, message, multipart, outline, parse};

#[test]
fn an_empty_message_is_empty() {
    for raw in [&b""[..], b"\r\n", b"\n\n\n", b"\r\n\r\n\r\n"] {
        let parsed = parse(raw);

        assert_eq!(parsed, ParsedMessage::default(), "{raw:?}");
        assert_eq!(mime::parse_header(raw), HeaderInfo::default(), "{raw:?}");
        assert_eq!(mime::summary(raw).unwrap(), mime::Summary::default(), "{raw:?}");
    }
}

#[test]
fn a_message_of_only_a_header_has_its_header() {
    for raw in [
        "Subject: nur Kopf\r\nFrom: a@example.org\r\n",
        "Subject: nur Kopf\nFrom: a@example.org",
        "Subject: nur Kopf\r\nFrom: a@example.org\r\n\r\n",
    ] {
        let parsed = parse(raw.as_bytes());

        assert_eq!((parsed.subject.as_str(), parsed.source), ("nur Kopf", TextSource::Empty), "{raw:?}");
        assert_eq!(parsed.from.len(), 1, "{raw:?}");
    }
}

#[test]
fn a_message_without_a_header_is_all_text() {
    let parsed = parse("Das ist nur Text.\r\n\r\nNoch ein Absatz: mit Doppelpunkt.\r\n".as_bytes());

    assert_eq!(outline(&parsed), "Das ist nur Text.\nNoch ein Absatz: mit Doppelpunkt.");
    assert_eq!(outline(&parse(b"\r\nText: hinter einer leeren Zeile")), "");
    assert_eq!(parse(b"\r\nText: hinter einer leeren Zeile").source, TextSource::Empty);
}

#[test]
fn a_header_without_the_blank_line_ends_where_the_fields_end() {
    let parsed = parse(b"Subject: s\nFrom: a@example.org\nnow the text begins\nand goes on");

    assert_eq!(outline(&parsed), "now the text begins/and goes on");

    let parsed = parse(b"Subject: s\njunk between the fields\nFrom: a@example.org\n\ntext");
    assert_eq!((parsed.from.len(), outline(&parsed).as_str()), (1, "text"));
}

#[test]
fn thirty_levels_of_multipart_are_read() {
    let mut inside = "Content-Type: text/plain\r\n\r\nganz innen".to_owned();
    for level in 0..30 {
        inside = format!(
            "Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n{inside}\r\n--b{level}--\r\n"
        );
    }
    let parsed = parse(format!("Subject: tief\r\n{inside}").as_bytes());

    assert_eq!(outline(&parsed), "ganz innen");
}

#[test]
fn ten_thousand_levels_of_multipart_are_cut_off() {
    let mut raw = "Subject: tief\r\n".to_owned();
    for level in 0..10_000 {
        raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    raw.push_str("\r\nganz innen");
    let parsed = parse(raw.as_bytes());

    assert_eq!(parsed.subject, "tief");
    assert!(parsed.document.text_len() > 0);
}

#[test]
fn fifty_thousand_nested_messages_are_one_attachment() {
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
    let parsed = parse(format!("Subject: Puppe\r\n{nested}Hallo").as_bytes());

    assert_eq!(parsed.subject, "Puppe");
    assert_eq!(parsed.attachments.len(), 1);
    assert_eq!(parsed.attachments[0].media_type, "message/rfc822");
}

#[test]
fn nested_messages_hidden_in_base64_are_one_attachment_too() {
    let nested = base64(&"Content-Type: message/rfc822\r\n\r\n".repeat(50_000));
    let raw =
        format!("Subject: Puppe\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{nested}");
    let parsed = parse(raw.as_bytes());

    assert_eq!(parsed.attachments.len(), 1);
    assert!(mime::attachment(raw.as_bytes(), 0).unwrap().starts_with(b"Content-Type: message/rfc822"));
}

#[test]
fn a_hundred_thousand_parts_are_bounded() {
    let raw = message("multipart/mixed; boundary=b", &"--b\r\n\r\nTeil\r\n".repeat(100_000));
    let parsed = parse(&raw);

    assert!(parsed.document.blocks.len() <= 100);
    let raw = message("multipart/mixed; boundary=b", &"--b\r\nContent-Type: image/png\r\n\r\nx\r\n".repeat(100_000));
    assert_eq!(parse(&raw).attachments.len(), 500);
}

#[test]
fn twenty_thousand_nested_lists_are_shown_as_bare_text() {
    let parsed = parse(&html(&format!("{}tief unten", "<ul><li>".repeat(20_000))));

    assert_eq!(parsed.source, TextSource::HtmlStripped);
    assert_eq!(outline(&parsed), "tief unten");
}

#[test]
fn quotes_too_narrow_to_draw_keep_their_text() {
    for depth in [40, 300, 5_000] {
        let parsed = parse(&html(&format!("{}eng{}", "<blockquote>".repeat(depth), "</blockquote>".repeat(depth))));

        assert!(outline(&parsed).ends_with("eng"), "{depth}");
        assert!(depth_of(&parsed.document.blocks) <= 20, "{depth}");
    }
}

#[test]
fn html_that_costs_too_much_is_still_text() {
    let fonts: String = (0..300).map(|n| format!("<font size={n}>")).collect();
    for (what, body) in [
        ("divs", format!("{}Text", "<div>".repeat(200_000))),
        ("attributes", format!("<p {}>Text</p>", (0..60_000).map(|n| format!("a{n}=1 ")).collect::<String>())),
        ("formatting", format!("{fonts}{}Text", "<p>x".repeat(100_000))),
        ("addresses", format!("{}Text", "<a.b@example.org>".repeat(20_000))),
        ("scripts", format!("{}Text", "<script>".repeat(100_000))),
        ("styles", format!("{}Text", "<style>".repeat(100_000))),
        ("comments", format!("Text{}", "<!--".repeat(100_000))),
        ("quotes", format!("Text{}", "<a b='".repeat(100_000))),
        ("brackets", format!("Text{}", "<".repeat(300_000))),
        ("references", format!("Text{}", "&".repeat(300_000))),
        ("tables", format!("Text{}", "<table><tr><td>".repeat(50_000))),
        ("bold", format!("Text{}", "<b><i>".repeat(100_000))),
        ("rows", format!("Text<table>{}", "<tr><td>a<td>b".repeat(50_000))),
    ] {
        let parsed = parse(&html(&body));

        assert_ne!(parsed.source, TextSource::Empty, "{what}");
        assert!(mime::summary(&html(&body)).is_ok(), "{what}");
    }
}

#[test]
fn ten_thousand_fields_hide_none_of_those_that_matter() {
    let filler: String = (0..9_990).map(|n| format!("X-Filler-{n}: {n}\r\n")).collect();
    let raw = format!("{filler}Subject: am Ende\r\nFrom: a@example.org\r\n\r\nText");
    let parsed = parse(raw.as_bytes());

    assert_eq!((parsed.subject.as_str(), outline(&parsed).as_str()), ("am Ende", "Text"));
    assert_eq!(mime::parse_header(raw.as_bytes()).subject, "am Ende");
    let endless = format!("{}\r\n\r\nText", "X: y\r\n".repeat(1_000_000));
    assert_eq!(outline(&parse(endless.as_bytes())), "Text");
}

#[test]
fn a_body_of_fifty_megabytes_is_cut_and_said_to_be() {
    let text = "Eine Zeile unter sehr vielen Zeilen.\r\n".repeat(50_000_000 / 38);
    for content_type in ["text/plain", "text/html"] {
        let parsed = parse(&message(content_type, &text));

        assert!(parsed.document.truncated && parsed.document.text_len() > 100_000, "{content_type}");
        assert!(parsed.document.text_len() <= 1024 * 1024, "{content_type}");
    }
    let one_line = parse(&message("text/plain", &"x".repeat(50_000_000)));
    assert!(one_line.document.truncated);

    let part = "Content-Type: text/plain\r\n\r\nText";
    let file = format!(
        "Content-Type: application/octet-stream; name=gross.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        "QUJD".repeat(12_500_000)
    );
    let raw = format!("Subject: s\r\n{}", multipart("mixed", &[part, &file]));
    let parsed = parse(raw.as_bytes());
    assert_eq!((outline(&parsed).as_str(), parsed.attachments[0].size), ("Text", 37_500_000));
}

#[test]
fn a_subject_of_a_megabyte_is_cut() {
    for subject in [
        "x".repeat(1_000_000),
        "ä ".repeat(500_000),
        "=?utf-8?Q?=C3=A4?= ".repeat(50_000),
        format!("=?utf-8?B?{}?=", "w6Q=".repeat(250_000)),
    ] {
        let raw = format!("Subject: {subject}\r\nFrom: a@example.org\r\n\r\nText");
        let parsed = parse(raw.as_bytes());

        assert!(parsed.subject.chars().count() <= 1000 && !parsed.subject.is_empty());
        assert_eq!(parsed.from.len(), 1);
        assert_eq!(mime::parse_header(raw.as_bytes()).subject, parsed.subject);
    }
}

#[test]
fn endless_addresses_and_references_are_bounded() {
    let many = "Anna Weber <anna@example.org>, ".repeat(50_000);
    let ids = "<id@example.org> ".repeat(50_000);
    let nested = "(".repeat(100_000);
    let raw = format!("From: {nested}\r\nTo: {many}\r\nReferences: {ids}\r\nSubject: s\r\n\r\nText");
    let parsed = parse(raw.as_bytes());
    let header = mime::parse_header(raw.as_bytes());

    assert!(parsed.to.len() <= 500 && header.to.len() <= 50 && header.references.len() <= 30);
    assert_eq!(header.subject, "s");
}

#[test]
fn broken_base64_is_read_as_far_as_it_goes() {
    let with = |body: &str| {
        format!(
            "Subject: s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
        )
    };
    for (body, expected) in [
        ("SGFsbG8gV2VsdA==", "Hallo Welt"),
        ("SGFsbG8g\r\n!!V2Vs\r\ndA==", "Hallo Welt"),
        ("SGFsbG8=\r\nIFdlbHQ=", "Hallo Welt"),
        (
            "Das ist gar kein Base64, sondern lesbarer Text, wie ihn kaputte Programme schicken.",
            "Das ist gar kein Base64, sondern lesbarer Text, wie ihn kaputte Programme schicken.",
        ),
    ] {
        assert_eq!(outline(&parse(with(body).as_bytes())), expected, "{body:?}");
    }
}

#[test]
fn broken_charsets_are_read_as_well_as_can_be() {
    for (content_type, body, expected) in [
        ("text/plain; charset=utf-8", &b"Gr\xFC\xDFe"[..], "Grüße"),
        ("text/plain; charset=us-ascii", "Grüße".as_bytes(), "Grüße"),
        ("text/plain; charset=gibt-es-nicht", "Grüße".as_bytes(), "Grüße"),
        ("text/plain; charset=\"iso-8859-1", b"Gr\xFC\xDFe", "Grüße"),
        ("text/plain", b"Gr\xFC\xDFe", "Grüße"),
        ("text/html", b"<meta charset=iso-8859-1><p>Gr\xFC\xDFe", "Grüße"),
        ("text/plain; charset=utf-8", b"\xF0\x9F\x90 halb", "\u{F0}\u{178}\u{90} halb"),
        ("text/plain; charset=shift_jis", b"\x93\xFA\x96{\x8C\xEA", "日本語"),
    ] {
        let mut raw = format!("Subject: s\r\nContent-Type: {content_type}\r\n\r\n").into_bytes();
        raw.extend_from_slice(body);
        let shown = outline(&parse(&raw));

        // Control characters of Windows-1252 are not shown.
        assert_eq!(shown, expected.replace('\u{90}', ""), "{content_type} {body:?}");
    }
}

#[test]
fn control_and_bidi_characters_in_names_are_taken_out() {
    let raw = "From: \"Bank\u{202E}knaB \u{7}Support\" <service@bank.example>\r\nSubject: Rech\u{200F}nung\u{0}\u{1b}[31m\r\n\r\nText";
    let parsed = parse(raw.as_bytes());

    assert_eq!(parsed.from[0].name, "BankknaB Support");
    assert_eq!(parsed.subject, "Rechnung[31m");
    let encoded = parse(b"From: =?utf-8?Q?=E2=80=AEeno_=00dlog?= <a@example.org>\r\n\r\nText");
    assert_eq!(encoded.from[0].name, "eno dlog");
}

fn depth_of(blocks: &[Block]) -> usize {
    let mut depth = 0;
    let mut level: Vec<&Block> = blocks.iter().collect();
    while !level.is_empty() {
        depth += 1;
        level = level
            .into_iter()
            .flat_map(|block| match block {
                Block::Quote(inside) => inside.iter().collect::<Vec<_>>(),
                Block::List(_, items) => items.iter().flatten().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    depth
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]));
        }
        out.extend(std::iter::repeat_n('=', 3 - chunk.len()));
    }
    out
}

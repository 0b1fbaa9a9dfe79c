//! Which text is shown, and what it looks like.

use brieftaube::mime;
use brieftaube::mime::document::TextSource;

use crate::support::{html, message, multipart, outline, parse};

const PLAIN: &str = "Content-Type: text/plain\r\n\r\nreiner Text";
const HTML: &str = "Content-Type: text/html\r\n\r\n<p>HTML-Text</p>";
const EMPTY_HTML: &str = "Content-Type: text/html\r\n\r\n<html><body><br></body></html>";
const PDF: &str = "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx";
const ICON: &str = "Content-Type: image/png; name=icon.png\r\nContent-ID: <icon>\r\n\r\nx";
const INVITATION: &str = "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR";
const NOTES: &str = "Content-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment\r\n\r\nNotizen";
const FOOTER: &str = "Content-Type: text/plain\r\n\r\nListenfuß";
const SIGNATURE: &str = "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\nx";

#[test]
fn the_right_parts_are_text_and_the_others_are_attached() {
    let alternative = multipart("alternative", &[PLAIN, HTML]);
    let related = multipart("related", &[HTML, ICON, ICON]);
    for (what, raw, expected, files) in [
        ("plain", PLAIN.to_owned(), "reiner Text", vec![]),
        ("html", HTML.to_owned(), "HTML-Text", vec![]),
        ("alternative", alternative.clone(), "HTML-Text", vec![]),
        ("alternative in the wrong order", multipart("alternative", &[HTML, PLAIN]), "HTML-Text", vec![]),
        ("empty HTML", multipart("alternative", &[PLAIN, EMPTY_HTML]), "reiner Text", vec![]),
        ("related", multipart("alternative", &[PLAIN, &related]), "HTML-Text", vec![]),
        ("alternative in related", multipart("related", &[&alternative, ICON, ICON]), "HTML-Text", vec![]),
        ("mixed", multipart("mixed", &[&alternative, PDF]), "HTML-Text", vec!["a.pdf"]),
        ("two texts", multipart("mixed", &[PLAIN, FOOTER]), "reiner Text\nListenfuß", vec![]),
        ("text, file, text", multipart("mixed", &[PLAIN, PDF, FOOTER]), "reiner Text\nListenfuß", vec!["a.pdf"]),
        ("text file", multipart("mixed", &[PLAIN, NOTES]), "reiner Text", vec!["notes.txt"]),
        ("invitation", multipart("alternative", &[PLAIN, HTML, INVITATION]), "HTML-Text", vec!["attachment-1.ics"]),
        ("signed", multipart("signed", &[PLAIN, SIGNATURE]), "reiner Text", vec![]),
        (
            "file in an alternative",
            multipart("alternative", &[PLAIN, &multipart("mixed", &[HTML, PDF])]),
            "HTML-Text",
            vec!["a.pdf"],
        ),
        ("only a file", PDF.to_owned(), "", vec!["a.pdf"]),
        ("unknown multipart", multipart("x-unknown", &[PLAIN, PDF]), "reiner Text", vec!["a.pdf"]),
    ] {
        let raw = format!("Subject: s\r\n{raw}");
        let parsed = parse(raw.as_bytes());
        let names: Vec<_> = parsed.attachments.iter().map(|file| file.name.as_str()).collect();

        assert_eq!((outline(&parsed).as_str(), names), (expected, files.clone()), "{what}");
        assert_eq!(mime::summary(raw.as_bytes()).unwrap().has_attachment, !files.is_empty(), "{what}");
    }
}

#[test]
fn broken_multiparts_show_what_they_hold() {
    for (what, raw, expected) in [
        ("no end", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText", "Text"),
        ("no boundary named", "Content-Type: multipart/mixed\r\n\r\n--grenze\r\n\r\nText\r\n--grenze--\r\n", "Text"),
        ("no parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\nnur Text", "nur Text"),
        (
            "boundary as prefix",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--bb\r\nText\r\n--b--",
            "--bb/Text",
        ),
        (
            "spaces behind the boundary",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b  \r\n\r\nText\r\n--b-- \r\n",
            "Text",
        ),
        (
            "inner end missing",
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ninnen\r\n--a\r\n\r\naußen\r\n--a--",
            "innen\naußen",
        ),
        (
            "bare line feeds",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nText\n--b--\n",
            "Text",
        ),
        ("unknown encoding", "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-nie-gehört\r\n\r\nText", "Text"),
        ("type without subtype", "Content-Type: text\r\n\r\nText", "Text"),
        ("mbox line", "From a@example.org Sun Nov 22 14:03:05 2026\r\nSubject: s\r\n\r\nText", "Text"),
    ] {
        assert_eq!(outline(&parse(raw.as_bytes())), expected, "{what}");
    }
}

#[test]
fn html_becomes_blocks_and_spans() {
    for (body, expected) in [
        (
            "<h1>Titel</h1><p>Ein <b>fetter</b> und <i>schräger</i> <code>Text</code> <s>weg</s></p>",
            "# Titel\nEin *fetter* und _schräger_ `Text` ~weg~",
        ),
        ("<p>eins<p>zwei<div>drei</div><div>vier</div>", "eins\nzwei\ndrei/vier"),
        ("a<br>b<br><br>c", "a/b\nc"),
        ("<div>a</div><div><br></div><div>b</div>", "a\nb"),
        ("<div>a<br></div><div>b</div>", "a/b"),
        ("<ul><li>eins<li>zwei<ul><li>drei</ul></ul>", "- eins\n- zwei\n  - drei"),
        ("<ol start=3><li>c</li><li>d</li></ol>", "3. c\n4. d"),
        ("<li>verwaist", "- verwaist"),
        ("<ul>Text<li>Punkt</ul>", "- Text\n- Punkt"),
        ("<blockquote>alt<blockquote>älter</blockquote></blockquote>neu", "> alt\n> > älter\nneu"),
        ("<div style='border-left:1px solid blue'>alt</div>neu", "> alt\nneu"),
        ("<pre>a  b\n  c</pre>", "```a  b\n  c```"),
        ("a<hr>b<hr>", "a\n---\nb"),
        (
            "<a href='https://example.org/x'>hier</a>, <a href='javascript:alert(1)'>dort</a>",
            "[hier](https://example.org/x), dort",
        ),
        ("<a href='https://example.org'><img src=x alt='Logo'></a>", "[Logo](https://example.org)"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2<tr><td>3<td>4</table>", "| *A* | *B* |\n| 1 | 2 |\n| 3 | 4 |"),
        ("<table><tr><td>a<td colspan=2>b<tr><td>1<td>2<td>3</table>", "| a | b |  |\n| 1 | 2 | 3 |"),
        ("<table><tr><td><h1>Titel</h1></td></tr><tr><td><p>Text</p></td></tr></table>", "# Titel\nText"),
        ("<table><tr><td>Start</td><td>Laden</td><td></td><td>Kontakt</td></tr></table>", "Start · Laden · Kontakt"),
        ("<style>.x{display:none}</style><p class=x>versteckt</p><p style='display:none'>auch</p>offen", "offen"),
        ("<script>alert(1)</script><title>t</title>Text<!-- nicht -->", "Text"),
        ("<b>fett <span style='font-weight:normal'>nicht</span></b>", "*fett* nicht"),
        ("  viel \n  Raum&nbsp;&nbsp;hier und 5&nbsp;€ ", "viel Raum hier und 5\u{A0}€"),
        ("Zeile<span style='white-space:pre-wrap'>\neins\nzwei</span>", "Zeile/eins/zwei"),
        ("<p>a&lt;b&amp;c &quot;d&quot; &#8364; &hearts;</p>", "a<b&c \"d\" € ♥"),
        ("<p>unfertig <b>fett", "unfertig *fett*"),
        ("bi\u{202E}di\u{7}", "bidi"),
    ] {
        let parsed = parse(&html(body));

        assert_eq!(outline(&parsed), expected, "{body}");
        assert_eq!(parsed.source, TextSource::Html, "{body}");
    }
}

#[test]
fn what_would_be_loaded_from_the_network_is_counted() {
    for (body, blocked) in [
        ("<img src='https://example.org/a.png'>x", 1),
        ("<img src='cid:a'><img src='data:image/png;base64,x'>x", 0),
        ("<body background='http://example.org/b.png'>x", 1),
        ("<p style='background:url(https://example.org/c.png)'>x", 1),
        ("<style>p{background:url(//example.org/c.png)}</style>x", 1),
        ("<link rel=stylesheet href='https://example.org/d.css'><iframe src='https://example.org'></iframe>x", 2),
        ("<a href='https://example.org'>x</a>", 0),
    ] {
        assert_eq!(parse(&html(body)).blocked, blocked, "{body}");
    }
}

#[test]
fn the_preview_is_what_is_new() {
    let reply = "Ja, gern!\r\n\r\nAm 3. Mai 2026 um 10:00 schrieb Anna Weber <anna@example.org>:\r\n> Kommst du?\r\n";
    for (raw, expected) in [
        (message("text/plain", reply), "Ja, gern!"),
        (
            message(
                "text/plain",
                "On Mon, 3 May 2026 at 10:00, Anna Weber\r\n<anna@example.org> wrote:\r\n> Coming?\r\n\r\nYes!",
            ),
            "Yes!",
        ),
        (message("text/plain", "> nur Zitat\r\n> sonst nichts"), "nur Zitat sonst nichts"),
        (message("text/plain", "Text\r\n-- \r\nLena Brandt\r\n"), "Text"),
        (html("<span style='display:none'>Vorab&nbsp;\u{200C}&#847;</span><p>Inhalt</p>"), "Vorab"),
        (html("<p>Neu</p><blockquote>alt</blockquote>"), "Neu"),
        (html("<h1>Titel</h1><p>Text</p>"), "Titel Text"),
    ] {
        assert_eq!(parse(&raw).preview, expected, "{}", String::from_utf8_lossy(&raw));
    }
    assert_eq!(mime::summary(&message("text/plain", reply)).unwrap().preview, "Ja, gern!");
    let long = parse(&message("text/plain", &"Wort ".repeat(1000))).preview;
    assert!(long.chars().count() <= 140 && long.ends_with('…'));
}

#[test]
fn reply_to_is_shown_only_where_it_differs() {
    assert!(parse(b"From: A <a@example.org>\r\nReply-To: A@example.org\r\n\r\nx").reply_to.is_empty());
    assert_eq!(parse(b"From: A <a@example.org>\r\nReply-To: list@example.org\r\n\r\nx").reply_to.len(), 1);
}

#[test]
fn attachments_come_out_as_they_went_in() {
    let file =
        "Content-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC/w==";
    let raw = format!("Subject: s\r\n{}", multipart("mixed", &[PLAIN, file]));

    assert_eq!(mime::attachment(raw.as_bytes(), 0).unwrap(), [0, 1, 2, 255]);
    assert_eq!(parse(raw.as_bytes()).attachments[0].size, 4);
    assert!(mime::attachment(raw.as_bytes(), 1).is_err());
}

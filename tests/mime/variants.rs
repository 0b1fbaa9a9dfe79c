//! Header fields in all the ways they are written.

use brieftaube::mime;

use crate::support::{message, parse};

fn from(value: &str) -> Vec<(String, String)> {
    let raw = format!("From: {value}\r\n\r\n");
    mime::parse_header(raw.as_bytes()).from.into_iter().map(|address| (address.name, address.email)).collect()
}

#[test]
fn addresses_are_read_in_all_their_forms() {
    for (value, expected) in [
        ("anna@example.org", vec![("", "anna@example.org")]),
        ("<anna@example.org>", vec![("", "anna@example.org")]),
        ("Anna Weber <anna@example.org>", vec![("Anna Weber", "anna@example.org")]),
        ("\"Weber, Anna\" <anna@example.org>", vec![("Weber, Anna", "anna@example.org")]),
        ("\"Anna \\\"Ann\\\" Weber\" <anna@example.org>", vec![("Anna \"Ann\" Weber", "anna@example.org")]),
        ("anna@example.org (Anna Weber)", vec![("Anna Weber", "anna@example.org")]),
        ("=?utf-8?Q?J=C3=B6rg?= <j@example.org>", vec![("Jörg", "j@example.org")]),
        ("=?iso-8859-1?Q?J=F6rg_M=FCller?= <j@example.org>", vec![("Jörg Müller", "j@example.org")]),
        ("=?utf-8?Q?M=C3=BCller,_J=C3=B6rg?= <j@example.org>", vec![("Müller, Jörg", "j@example.org")]),
        ("\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.org>", vec![("Jörg", "j@example.org")]),
        ("=?utf-8?B?SsO2?= =?utf-8?B?cmc=?= Weber <j@example.org>", vec![("Jörg Weber", "j@example.org")]),
        ("Jörg <j@example.org>", vec![("Jörg", "j@example.org")]),
        ("a@example.org, Bert <b@example.org>", vec![("", "a@example.org"), ("Bert", "b@example.org")]),
        ("Freunde: a@example.org, b@example.org;", vec![("", "a@example.org"), ("", "b@example.org")]),
        ("undisclosed-recipients:;", vec![]),
        ("\"anna@example.org\" <anna@example.org>", vec![("", "anna@example.org")]),
        ("'Anna Weber' <anna@example.org>", vec![("Anna Weber", "anna@example.org")]),
        ("Anna\r\n Weber\r\n <anna@example.org>", vec![("Anna Weber", "anna@example.org")]),
        ("", vec![]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|(name, email)| (name.to_owned(), email.to_owned())).collect();
        assert_eq!(from(value), expected, "{value:?}");
    }
}

#[test]
fn dates_are_read_in_all_their_forms() {
    for (value, expected) in [
        ("Sun, 22 Nov 2026 14:03:05 +0100", Some(1_795_352_585)),
        ("22 Nov 2026 13:03:05 GMT", Some(1_795_352_585)),
        ("Sun, 22 Nov 2026 08:03:05 -0500 (EST)", Some(1_795_352_585)),
        ("Sun,22 Nov 2026 13:03:05 +0000", Some(1_795_352_585)),
        ("Fri, 21 Nov 97 09:55:06 -0600", Some(880_127_706)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", Some(0)),
        ("gestern", None),
        ("Sun, 99 Nov 2026 99:99:99 +0100", None),
        ("", None),
    ] {
        let raw = format!("Date: {value}\r\n\r\n");
        assert_eq!(mime::parse_header(raw.as_bytes()).date, expected, "{value:?}");
    }
    assert_eq!(parse(b"Date: Sun, 22 Nov 2026 14:03:05 +0130\r\n\r\n").sent, Some((1_795_350_785, 5400)));
    assert_eq!(parse(b"Date: Sun, 22 Nov 2026 14:03:05 -0500\r\n\r\n").sent, Some((1_795_374_185, -18_000)));
}

#[test]
fn ancestors_come_from_references_and_in_reply_to() {
    let header = mime::parse_header(b"Message-ID: <c@example.org>\r\nReferences: <a@example.org>\r\n <b@example.org>\r\nIn-Reply-To: <x@example.org>\r\n\r\n");

    assert_eq!(header.message_id.as_deref(), Some("c@example.org"));
    assert_eq!(header.references, ["a@example.org", "b@example.org", "x@example.org"]);
    assert_eq!(
        mime::parse_header(b"Message-Id: bare@example.org\r\n\r\n").message_id.as_deref(),
        Some("bare@example.org")
    );
    assert_eq!(
        mime::parse_header(b"In-Reply-To: <a@example.org>\r\nReferences: <a@example.org>\r\n\r\n").references,
        ["a@example.org"]
    );
}

#[test]
fn the_first_of_two_subjects_counts_and_names_have_no_case() {
    let header = mime::parse_header(b"SUBJECT: eins\r\nsubject: zwei\r\nfrom : a@example.org\r\n\r\n");

    assert_eq!(header.subject, "eins");
    assert_eq!(header.from.len(), 1);
}

fn file_name(fields: &str) -> String {
    let raw = format!("Subject: s\r\n{fields}\r\n\r\nx");
    let attachments = parse(raw.as_bytes()).attachments;
    assert_eq!(attachments.len(), 1, "{fields:?}");
    attachments[0].name.clone()
}

#[test]
fn attachment_names_are_read_in_all_their_forms() {
    for (disposition, expected) in [
        ("attachment; filename=plan.pdf", "plan.pdf"),
        ("attachment; filename=\"Mein Plan.pdf\"", "Mein Plan.pdf"),
        ("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        ("attachment; filename*=iso-8859-1'de'Gr%FC%DFe.pdf", "Grüße.pdf"),
        ("attachment; filename*0=\"Ein langer \"; filename*1=\"Name.pdf\"", "Ein langer Name.pdf"),
        ("attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe; filename*2=.pdf", "Grüße.pdf"),
        ("attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ("attachment; filename=\"=?utf-8?Q?Gr=C3=BC=C3=9Fe=2Epdf?=\"", "Grüße.pdf"),
        ("attachment; filename==?utf-8?B?R3LDvMOfZS5wZGY=?=", "Grüße.pdf"),
        ("attachment; filename=\"=?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe.pdf?=\"", "Grüße.pdf"),
        ("attachment; filename=\"Grüße.pdf\"", "Grüße.pdf"),
        ("attachment;\r\n\tfilename=\"gefaltet.pdf\"", "gefaltet.pdf"),
        ("ATTACHMENT; FILENAME=\"GROSS.PDF\"", "GROSS.PDF"),
        ("attachment", "attachment-1.pdf"),
    ] {
        assert_eq!(
            file_name(&format!("Content-Type: application/pdf\r\nContent-Disposition: {disposition}")),
            expected,
            "{disposition:?}"
        );
    }
    assert_eq!(file_name("Content-Type: application/pdf; name=\"=?utf-8?B?R3LDvMOfZS5wZGY=?=\""), "Grüße.pdf");
    assert_eq!(file_name("Content-Type: application/pdf; name*=utf-8''Gr%C3%BC%C3%9Fe.pdf"), "Grüße.pdf");
}

#[test]
fn attachment_names_are_safe_to_save_under() {
    for (name, expected) in [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/cron.d/x", "x"),
        (".bashrc", "bashrc"),
        ("...", "attachment-1.pdf"),
        ("name. . .", "name"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("COM¹.txt", "_COM¹.txt"),
        ("COMMAND.txt", "COMMAND.txt"),
        ("a<b>c:d|e?f*g.pdf", "a_b_c_d_e_f_g.pdf"),
        ("Rechnung\u{202E}fdp.exe", "Rechnungfdp.exe"),
        ("a\u{0}b\u{7}c.pdf", "abc.pdf"),
        ("viel        Platz.pdf", "viel Platz.pdf"),
        ("日本語 🍁.pdf", "日本語 🍁.pdf"),
    ] {
        let escaped: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = file_name(&format!(
            "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''{escaped}"
        ));

        assert_eq!(found, expected, "{name:?}");
    }
    let long = file_name(&format!("Content-Type: application/pdf; name=\"{}.pdf\"", "ä".repeat(400)));
    assert!(long.len() <= 200 && long.ends_with("ä.pdf"), "{long}");
}

#[test]
fn files_that_may_run_a_program_are_marked() {
    for (name, media_type, executable) in [
        ("a.exe", "application/octet-stream", true),
        ("a.EXE", "application/pdf", true),
        ("rechnung.pdf.js", "application/octet-stream", true),
        ("a.desktop", "text/plain", true),
        ("a.html", "text/html", true),
        ("a", "application/x-msdownload", true),
        ("a.docm", "application/octet-stream", true),
        ("a.pdf", "application/pdf", false),
        ("a.jpg", "image/jpeg", false),
        ("exe", "application/octet-stream", false),
    ] {
        let raw = message(&format!("{media_type}; name=\"{name}\"\r\nContent-Disposition: attachment"), "x");
        let attachment = &parse(&raw).attachments[0];

        assert_eq!(attachment.executable, executable, "{attachment:?}");
    }
}

//! The difficult messages that the mail-parser crate carries: each is read within the time allowed.

use std::path::PathBuf;

use brieftaube::mime;
use walkdir::WalkDir;

use crate::support::parse;

/// The folder of test messages of mail-parser, where cargo unpacked it.
fn messages() -> PathBuf {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).expect("no home directory");
    WalkDir::new(home.join("registry/src"))
        .min_depth(2)
        .max_depth(2)
        .into_iter()
        .filter_map(Result::ok)
        .find(|entry| entry.file_name().to_string_lossy().starts_with("mail-parser-0.11"))
        .map(|entry| entry.path().join("resources/eml"))
        .expect("cargo has not unpacked mail-parser 0.11, whose test messages this reads")
}

#[test]
fn every_message_of_the_corpus_is_read() {
    let mut count = 0;
    let mut with_text = 0;
    for entry in WalkDir::new(messages()).into_iter().filter_map(Result::ok) {
        if entry.path().extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        let raw = std::fs::read(entry.path()).unwrap();
        let parsed = parse(&raw);
        let header = mime::parse_header(&raw);

        assert_eq!(header.subject, parsed.subject, "{}", entry.path().display());
        assert_eq!(header.date, parsed.sent.map(|(seconds, _)| seconds), "{}", entry.path().display());
        assert_eq!(
            mime::summary(&raw).is_ok_and(|summary| summary.has_attachment),
            has_real_attachment(&raw, &parsed),
            "{}",
            entry.path().display()
        );
        count += 1;
        with_text += usize::from(parsed.document.text_len() > 0);
    }

    assert!(count >= 80, "only {count} messages found");
    assert!(with_text * 10 >= count * 8, "only {with_text} of {count} have text");
}

/// Attachments, apart from the larger images that HTML shows within its text.
fn has_real_attachment(raw: &[u8], parsed: &mime::ParsedMessage) -> bool {
    let inline = mime::summary(raw).is_ok_and(|summary| !summary.has_attachment)
        && parsed.attachments.iter().all(|file| file.media_type.starts_with("image/"));
    !parsed.attachments.is_empty() && !inline
}

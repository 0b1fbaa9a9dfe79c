use std::collections::BTreeSet;

use super::*;
use crate::mime;
use crate::mime::document::TextSource;

/// 22 November 2026, 13:00 UTC.
const NOW: i64 = 1_795_352_400;

#[test]
fn the_sample_profile_is_the_same_at_every_call_and_never_in_the_future() {
    let first: Vec<_> = messages(NOW).collect();
    let second: Vec<_> = messages(NOW).collect();

    assert_eq!(first, second);
    assert!((250..=400).contains(&first.len()), "{}", first.len());
    assert!(first.iter().all(|message| message.received <= NOW));
    assert!(first.is_sorted_by_key(|message| message.received));
}

#[test]
fn every_message_is_in_a_mailbox_of_its_account() {
    let known: BTreeSet<_> = accounts()
        .iter()
        .flat_map(|account| mailboxes(account.id).into_iter().map(|mailbox| (account.id, mailbox.name)))
        .collect();
    let used: BTreeSet<_> = messages(NOW).map(|message| (message.account, message.mailbox)).collect();

    assert!(used.is_subset(&known), "{:?}", used.difference(&known).collect::<Vec<_>>());
}

#[test]
fn every_message_reads_well() {
    let mut sources = BTreeSet::new();
    let mut attachments = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for message in messages(NOW) {
        let text = String::from_utf8_lossy(&message.raw).into_owned();
        let parsed = mime::parse(&message.raw).unwrap();
        let header = mime::parse_header(&message.raw);

        assert!(!parsed.subject.is_empty() && !parsed.from.is_empty() && !parsed.to.is_empty(), "{text}");
        assert!(parsed.preview.chars().count() >= 4, "{text}");
        assert!(parsed.document.text_len() > 0 && !parsed.document.truncated, "{text}");
        assert_eq!(parsed.sent.map(|(sent, _)| sent), Some(message.received), "{text}");
        assert_eq!(header.subject, parsed.subject);
        assert!(!format!("{parsed:?}").contains('\u{FFFD}'), "{text}");
        assert!(text.lines().all(|line| line.len() <= 200), "{text}");
        assert!(ids.insert(header.message_id), "{text}");
        sources.insert(match parsed.source {
            TextSource::Plain => "plain",
            TextSource::Html => "html",
            TextSource::HtmlStripped | TextSource::Empty => panic!("{text}"),
        });
        for (index, attachment) in parsed.attachments.iter().enumerate() {
            assert_eq!(mime::attachment(&message.raw, index).unwrap().len() as u64, attachment.size, "{attachment:?}");
            attachments.insert(attachment.media_type.clone());
        }
    }

    assert_eq!(sources.len(), 2);
    for wanted in ["application/pdf", "image/png", "text/calendar", "text/plain", "text/csv"] {
        assert!(attachments.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_mailbox_names_are_modified_utf_7_of_what_is_shown() {
    for account in accounts() {
        for mailbox in mailboxes(account.id) {
            assert_eq!(decode_utf7(mailbox.name.as_bytes()), mailbox.display);
        }
    }
}

/// Modified UTF-7 (RFC 3501, 5.1.3) in its simplest form.
fn decode_utf7(name: &[u8]) -> String {
    let mut text = String::new();
    let mut pieces = std::str::from_utf8(name).unwrap().split('&');
    text.push_str(pieces.next().unwrap());
    for piece in pieces {
        let (encoded, rest) = piece.split_once('-').unwrap();
        if encoded.is_empty() {
            text.push('&');
        } else {
            let mut raw =
                format!("Content-Transfer-Encoding: base64\r\n\r\n{}", encoded.replace(',', "/")).into_bytes();
            raw.splice(0..0, *b"Content-Type: application/octet-stream\r\n");
            let bytes = mime::attachment(&raw, 0).unwrap();
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            text.push_str(&String::from_utf16(&units).unwrap());
        }
        text.push_str(rest);
    }
    text
}

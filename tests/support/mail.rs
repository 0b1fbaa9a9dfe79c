//! Mail as people have it, the same in every run: sizes, languages, structures and attachments vary with
//! the number of the message.
//!
//! 22,000 messages of [`varied`] have about 335 MB, as in the mailbox that the peers were measured with.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::fmt::Write as _;

use super::dovecot::maildir::Message;

/// The time of the first message, 2023-11-14; every next one is some minutes younger.
const START: u64 = 1_700_000_000;

const WORDS: [&str; 48] = [
    "Angebot",
    "Besprechung",
    "der",
    "die",
    "und",
    "für",
    "Übersicht",
    "Rechnung",
    "morgen",
    "Gruß",
    "bitte",
    "wegen",
    "Straße",
    "können",
    "heute",
    "nächste",
    "Woche",
    "Termin",
    "Unterlagen",
    "Projekt",
    "meeting",
    "the",
    "and",
    "invoice",
    "tomorrow",
    "please",
    "report",
    "schedule",
    "with",
    "regards",
    "attached",
    "update",
    "question",
    "about",
    "server",
    "release",
    "weekend",
    "budget",
    "review",
    "draft",
    "Änderung",
    "Fahrplan",
    "Zug",
    "Kaffee",
    "garden",
    "letter",
    "photo",
    "holiday",
];

const PEOPLE: [(&str, &str); 8] = [
    ("Jürgen Müller", "juergen.mueller@example.de"),
    ("Anna Groß", "anna.gross@example.de"),
    ("Paul Smith", "paul@example.com"),
    ("", "noreply@shop.example"),
    ("Système Français", "systeme@example.fr"),
    ("台北 Office", "office@example.tw"),
    ("Dr. Äpfel, Öl & Co.", "info@example.org"),
    ("Liste: rust-users", "rust-users@lists.example"),
];

/// Xorshift: the same numbers everywhere, and fast.
#[derive(Debug)]
struct Numbers(u64);

impl Numbers {
    fn of(seed: usize) -> Self {
        Self((seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn words(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 16);
        let mut column = 0;
        while text.len() < bytes {
            let word = WORDS[self.below(WORDS.len())];
            text.push_str(word);
            column += word.len() + 1;
            if column > 68 {
                text.push_str("\r\n");
                column = 0;
            } else {
                text.push(' ');
            }
        }
        text + "\r\n"
    }

    /// Base64 of bytes that do not compress, as of a photo.
    fn base64(&mut self, bytes: usize) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::with_capacity(bytes + bytes / 30);
        let mut column = 0;
        while text.len() < bytes {
            let mut bits = self.next();
            for _ in 0..10 {
                text.push(char::from(ALPHABET[usize::try_from(bits & 63).unwrap()]));
                bits >>= 6;
                column += 1;
                if column == 76 {
                    text.push_str("\r\n");
                    column = 0;
                }
            }
        }
        text + "\r\n"
    }
}

/// Messages of all sizes, about 15 kB on average: most are short, few have large attachments.
pub fn varied(count: usize) -> impl Iterator<Item = Message> {
    (0..count).map(|index| {
        let mut numbers = Numbers::of(index);
        let body = match index % 100 {
            0..=54 => plain(&mut numbers),
            55..=84 => html(&mut numbers),
            85..=96 => attachment(&mut numbers, 20_000),
            _ => attachment(&mut numbers, 130_000),
        };
        message(index, &mut numbers, &body)
    })
}

/// Messages that are little but a header: for mailboxes whose number of messages matters.
pub fn small(count: usize) -> impl Iterator<Item = Message> {
    (0..count).map(|index| {
        let mut numbers = Numbers::of(index);
        let text = numbers.words(120);
        message(index, &mut numbers, &format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"))
    })
}

/// One short message with a subject of the test's own.
pub fn simple(subject: &str, text: &str) -> Vec<u8> {
    let id = subject.bytes().fold(7_u64, |id, byte| id.wrapping_mul(31).wrapping_add(u64::from(byte)));
    format!(
        "From: Jürgen Müller <juergen@example.de>\r\nTo: anna@test.local\r\nSubject: {subject}\r\n\
         Date: Tue, 14 Nov 2023 23:13:20 +0100\r\nMessage-ID: <{id:x}@example.de>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

fn message(index: usize, numbers: &mut Numbers, body: &str) -> Message {
    let received = START + index as u64 * 613;
    let (name, email) = PEOPLE[numbers.below(PEOPLE.len())];
    let subject = numbers.words(20 + index % 40).replace("\r\n", " ");
    let mut raw = String::with_capacity(body.len() + 1200);
    for hop in 0..3 {
        let id = numbers.next();
        let _ = write!(
            raw,
            "Received: from relay{hop}.example.net (relay{hop}.example.net [192.0.2.{hop}])\r\n\
             \tby mx.test.local with ESMTPS id {id:016x}\r\n\tfor <anna@test.local>; {}\r\n",
            date(received)
        );
    }
    let _ = write!(
        raw,
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=mail;\r\n\tbh={:016x}; b={}\
         From: {} <{email}>\r\nTo: =?utf-8?Q?Anna_Gr=C3=BCn?= <anna@test.local>\r\nSubject: {} {index}\r\nDate: {}\r\n\
         Message-ID: <{index}.{:x}@example.net>\r\n",
        numbers.next(),
        numbers.base64(172),
        encoded(name),
        encoded(subject.trim()),
        date(received),
        numbers.next(),
    );
    if index % 3 == 1 {
        let _ =
            write!(raw, "References: <thread-{}@example.net>\r\nIn-Reply-To: <thread-{0}@example.net>\r\n", index / 9);
    }
    raw.push_str("MIME-Version: 1.0\r\n");
    raw.push_str(body);
    let flags = ["S", "S", "", "FS", "RS", "S", "S"][index % 7];
    Message { raw: raw.into_bytes(), received, flags }
}

fn plain(numbers: &mut Numbers) -> String {
    let size = 600 + numbers.below(5000);
    let text = numbers.words(size);
    format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}")
}

fn html(numbers: &mut Numbers) -> String {
    let mut rows = String::new();
    for row in 0..20 + numbers.below(60) {
        let text = numbers.words(200);
        let _ = write!(
            rows,
            "<tr><td style=\"padding:4px;font-family:Arial\"><h3>{row}</h3><p>{text}</p>\r\n\
             <a href=\"https://example.com/{row}\">mehr</a></td></tr>\r\n"
        );
    }
    let text = numbers.words(500);
    format!(
        "Content-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n--alt\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         {text}\r\n--alt\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><table>\r\n{rows}</table></body></html>\r\n\
         --alt--\r\n"
    )
}

fn attachment(numbers: &mut Numbers, size: usize) -> String {
    let text = numbers.words(400);
    let bytes = size + numbers.below(size);
    let data = numbers.base64(bytes);
    format!(
        "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n--mix\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
         --mix\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=\"bild.jpg\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{data}--mix--\r\n"
    )
}

/// RFC 2047, B encoding done as Q because that needs no table.
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return format!("\"{}\"", text.replace('"', ""));
    }
    let words = text.split(' ').map(|word| {
        let bytes = word.bytes().fold(String::new(), |text, byte| text + &format!("={byte:02X}"));
        format!("=?utf-8?Q?{bytes}?=")
    });
    words.collect::<Vec<_>>().join("\r\n =?utf-8?Q?=20?=\r\n ")
}

/// RFC 5322 date in UTC, by Howard Hinnant's civil_from_days.
fn date(seconds: u64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let days = seconds / 86_400;
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let calendar_month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(calendar_month <= 2);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let weekday = DAYS[usize::try_from(days % 7).unwrap()];
    let name = MONTHS[usize::try_from(calendar_month - 1).unwrap()];
    format!("{weekday}, {day} {name} {year} {hour:02}:{minute:02}:{second:02} +0000")
}

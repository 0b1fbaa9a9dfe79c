//! Renders a sample letter as RFC 5322 bytes.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::SampleMessage;
use super::files::File;
use super::people::Person;
use crate::mime::encode_base64;
use crate::model::{AccountId, Flags, MailboxName};

/// The clock of everybody in the sample profile, in hours east.
const OFFSET_HOURS: i8 = 1;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// When a letter came.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// This many minutes before now.
    Minutes(i64),
    /// This many days before today, at this hour and minute.
    Day(i64, i64, i64),
}

/// A letter before it is rendered.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    account: AccountId,
    mailbox: &'static str,
    from: Person,
    to: Vec<Person>,
    cc: Vec<Person>,
    subject: String,
    when: When,
    flags: &'static str,
    thread: Option<(&'static str, usize)>,
    plain: String,
    html: String,
    files: Vec<File>,
    fields: Vec<(&'static str, String)>,
}

impl Letter {
    /// A read letter in a mailbox.
    pub(super) fn new(account: AccountId, mailbox: &'static str, from: Person, to: Person, subject: &str) -> Self {
        Self {
            account,
            mailbox,
            from,
            to: vec![to],
            cc: Vec::new(),
            subject: subject.to_owned(),
            when: When::Minutes(0),
            flags: "\\Seen",
            thread: None,
            plain: String::new(),
            html: String::new(),
            files: Vec::new(),
            fields: Vec::new(),
        }
    }

    pub(super) fn minutes(mut self, minutes: i64) -> Self {
        self.when = When::Minutes(minutes);
        self
    }

    pub(super) fn day(mut self, days: i64, hour: i64, minute: i64) -> Self {
        self.when = When::Day(days, hour, minute);
        self
    }

    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.plain = text.into();
        self
    }

    pub(super) fn html(mut self, html: impl Into<String>) -> Self {
        self.html = html.into();
        self
    }

    pub(super) fn flags(mut self, flags: &'static str) -> Self {
        self.flags = flags;
        self
    }

    pub(super) fn unread(self) -> Self {
        self.flags("")
    }

    pub(super) fn cc(mut self, people: &[Person]) -> Self {
        self.cc.extend_from_slice(people);
        self
    }

    pub(super) fn also_to(mut self, people: &[Person]) -> Self {
        self.to.extend_from_slice(people);
        self
    }

    /// The letter is number `place` (from 0) of a conversation.
    pub(super) fn thread(mut self, name: &'static str, place: usize) -> Self {
        self.thread = Some((name, place));
        self
    }

    pub(super) fn file(mut self, file: File) -> Self {
        self.files.push(file);
        self
    }

    pub(super) fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// When it came, in seconds since the epoch; never after `now`.
    pub(super) fn received(&self, now: i64) -> i64 {
        match self.when {
            When::Minutes(minutes) => now - minutes * 60,
            When::Day(days, hour, minute) => {
                let shift = i64::from(OFFSET_HOURS) * 3600;
                let midnight = (now + shift).div_euclid(DAY) * DAY - shift;
                let moment = midnight - days * DAY + hour * 3600 + minute * 60;
                if moment > now { moment - DAY } else { moment }
            }
        }
    }

    /// The letter as a server would hand it out; `number` tells letters outside of conversations apart.
    pub(super) fn render(&self, number: usize, now: i64) -> SampleMessage {
        let received = self.received(now);
        let mut raw = String::new();
        let mut add = |name: &str, value: &str| {
            raw.push_str(name);
            raw.push_str(": ");
            raw.push_str(value);
            raw.push_str("\r\n");
        };
        add("Date", &date(received));
        add("From", &address(self.from));
        add("To", &addresses(&self.to));
        if !self.cc.is_empty() {
            add("Cc", &addresses(&self.cc));
        }
        add("Subject", &encoded(&self.subject));
        match self.thread {
            Some((name, place)) => {
                add("Message-ID", &thread_id(name, place));
                if place > 0 {
                    add("In-Reply-To", &thread_id(name, place - 1));
                    let references: Vec<_> = (0..place).map(|earlier| thread_id(name, earlier)).collect();
                    add("References", &references.join("\r\n "));
                }
            }
            None => add("Message-ID", &thread_id("letter", number)),
        }
        for (name, value) in &self.fields {
            add(name, value);
        }
        add("MIME-Version", "1.0");
        raw.push_str(&self.content(number));
        SampleMessage {
            account: self.account,
            mailbox: MailboxName::new(self.mailbox),
            flags: Flags::parse(self.flags.split_whitespace()),
            received,
            raw: raw.into_bytes(),
        }
    }

    /// The content with its own fields, as the whole of a message or as one part.
    fn content(&self, number: usize) -> String {
        let text = match (self.plain.is_empty(), self.html.is_empty()) {
            (false, true) => plain_part(&self.plain),
            (true, false) => html_part(&self.html),
            _ => {
                let parts = [plain_part(&self.plain), html_part(&self.html)];
                multipart("alternative", &format!("alt-{number}"), &parts)
            }
        };
        if self.files.is_empty() {
            return text;
        }
        let mut parts = vec![text];
        parts.extend(self.files.iter().map(file_part));
        multipart("mixed", &format!("mix-{number}"), &parts)
    }
}

fn multipart(subtype: &str, boundary: &str, parts: &[String]) -> String {
    let mut content = format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n");
    for part in parts {
        content.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    content.push_str(&format!("--{boundary}--\r\n"));
    content
}

fn plain_part(text: &str) -> String {
    format!(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
        quoted_printable(text)
    )
}

fn html_part(html: &str) -> String {
    format!(
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
        quoted_printable(html)
    )
}

fn file_part(file: &File) -> String {
    // RFC 2231 where the name is not plain ASCII.
    let name = if file.name.is_ascii() {
        format!("filename=\"{}\"", file.name)
    } else {
        let escaped: String = file
            .name
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect();
        format!("filename*=utf-8''{escaped}")
    };
    format!(
        "Content-Type: {}\r\nContent-Disposition: attachment; {name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        file.media_type,
        base64_lines(&file.content)
    )
}

fn base64_lines(content: &[u8]) -> String {
    let mut text = String::new();
    for chunk in content.chunks(57) {
        let mut line = Vec::new();
        encode_base64(chunk, &mut line);
        text.push_str(&String::from_utf8_lossy(&line));
        text.push_str("\r\n");
    }
    text
}

/// Quoted-printable with lines of at most 76 characters (RFC 2045, 6.7).
fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        let mut width = 0;
        let trailing = line.len() - line.trim_end().len();
        for (index, byte) in line.bytes().enumerate() {
            let last_space = index + 1 == line.len() && trailing > 0;
            let piece = if matches!(byte, b' '..=b'~') && byte != b'=' && !last_space {
                char::from(byte).to_string()
            } else {
                format!("={byte:02X}")
            };
            if width + piece.len() > 75 {
                out.push_str("=\r\n");
                width = 0;
            }
            width += piece.len();
            out.push_str(&piece);
        }
        out.push_str("\r\n");
    }
    out
}

fn thread_id(name: &str, place: usize) -> String {
    format!("<{name}.{place}@samples.brieftaube.example>")
}

fn addresses(people: &[Person]) -> String {
    people.iter().map(|person| address(*person)).collect::<Vec<_>>().join(",\r\n ")
}

fn address(person: Person) -> String {
    let plain = person.name.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    let name = if plain {
        person.name.to_owned()
    } else if person.name.is_ascii() {
        format!("\"{}\"", person.name)
    } else {
        encoded(person.name)
    };
    format!("{name} <{}>", person.email)
}

/// A text in encoded words of at most 75 characters, folded (RFC 2047).
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words = Vec::new();
    let mut chunk = String::new();
    for c in text.chars() {
        if chunk.len() + c.len_utf8() > 42 {
            words.push(encoded_word(&chunk));
            chunk.clear();
        }
        chunk.push(c);
    }
    words.push(encoded_word(&chunk));
    words.join("\r\n ")
}

fn encoded_word(text: &str) -> String {
    let mut word = b"=?utf-8?B?".to_vec();
    encode_base64(text.as_bytes(), &mut word);
    word.extend_from_slice(b"?=");
    String::from_utf8_lossy(&word).into_owned()
}

fn date(seconds: i64) -> String {
    let offset = Offset::from_hours(OFFSET_HOURS).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    Zoned::new(moment, TimeZone::fixed(offset)).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

//! Commands on their way to the server.

use zeroize::Zeroize;

use crate::model::{Flag, Flags, MailboxName, UidSet};

/// A command without its tag: text, and literals where a string cannot be quoted. Wiped when dropped, as it may hold
/// a password.
pub struct Command {
    /// Text pieces, each but the last followed by a literal.
    parts: Vec<Part>,
    shown: String,
}

/// A piece of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// Sent as it is.
    Text(Vec<u8>),
    /// Announced first, sent when the server asks for it.
    Literal(Vec<u8>),
}

impl Command {
    /// A command that begins with this text.
    pub fn new(text: &str) -> Self {
        Self { parts: vec![Part::Text(text.as_bytes().to_vec())], shown: text.to_owned() }
    }

    /// Adds text as it is. Never anything from outside.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.shown.push_str(text);
        self.push(text.as_bytes());
        self
    }

    /// Adds a sequence set.
    #[must_use]
    pub fn uids(self, uids: &UidSet) -> Self {
        self.text(&uids.to_string())
    }

    /// Adds the name of a mailbox.
    #[must_use]
    pub fn mailbox(mut self, name: &MailboxName) -> Self {
        self.shown.push_str("(mailbox)");
        self.string(name.as_bytes());
        self
    }

    /// Adds a list of flags in parentheses. What is no flag and no keyword is left out, so that it cannot break the line.
    #[must_use]
    pub fn flags(self, flags: &Flags) -> Self {
        self.text(&flag_list(flags))
    }

    /// Adds a string that is nobody's business.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        self.shown.push('…');
        self.string(secret.as_bytes());
        self
    }

    /// Adds a word that is nobody's business and needs no quotes, like base64.
    #[must_use]
    pub fn secret_word(mut self, secret: &str) -> Self {
        self.shown.push('…');
        self.push(secret.as_bytes());
        self
    }

    /// Quoted if it is printable ASCII; else a literal, which can hold all bytes but NUL (RFC 3501, 9).
    fn string(&mut self, bytes: &[u8]) {
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            let mut quoted = vec![b'"'];
            for byte in bytes {
                if matches!(byte, b'"' | b'\\') {
                    quoted.push(b'\\');
                }
                quoted.push(*byte);
            }
            quoted.push(b'"');
            self.push(&quoted);
            quoted.zeroize();
        } else {
            self.parts.push(Part::Literal(bytes.to_vec()));
            self.parts.push(Part::Text(Vec::new()));
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if let Some(Part::Text(text)) = self.parts.last_mut() {
            // Growing would leave a copy of what may be a secret behind.
            let mut grown = Vec::with_capacity(text.len() + bytes.len());
            grown.extend_from_slice(text);
            grown.extend_from_slice(bytes);
            text.zeroize();
            *text = grown;
        }
    }

    /// The pieces in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The command as it may be logged.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// `(\Seen $label1)`
pub fn flag_list(flags: &Flags) -> String {
    let words: Vec<_> = flags.iter().filter(|text| is_flag(text)).collect();
    format!("({})", words.join(" "))
}

/// Whether it can be sent: a system flag but `\Recent`, or a keyword.
pub fn is_flag(text: &str) -> bool {
    Flag::ALL.iter().any(|flag| flag.as_str() == text) || Flags::is_keyword(text)
}

impl Drop for Command {
    fn drop(&mut self) {
        for part in &mut self.parts {
            match part {
                Part::Text(bytes) | Part::Literal(bytes) => bytes.zeroize(),
            }
        }
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Command({})", self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_or_sent_as_literals_and_never_break_the_line() {
        let quoted = Command::new("SELECT ").mailbox(&MailboxName::new("a\"b\\c"));
        let literal =
            Command::new("SELECT ").mailbox(&MailboxName::new(&b"a\r\nA1 DELETE x\xfc"[..])).text(" (CONDSTORE)");

        assert_eq!(quoted.parts(), [Part::Text(b"SELECT \"a\\\"b\\\\c\"".to_vec())]);
        assert_eq!(
            literal.parts(),
            [
                Part::Text(b"SELECT ".to_vec()),
                Part::Literal(b"a\r\nA1 DELETE x\xfc".to_vec()),
                Part::Text(b" (CONDSTORE)".to_vec())
            ]
        );
    }

    #[test]
    fn flags_cannot_break_the_line_or_be_what_nobody_may_set() {
        let flags = Flags::parse(["\\Seen", "\\Recent", "\\Other", "$label1", "a) B1 LOGOUT", "b\r\nc", "grün"]);

        let command = Command::new("UID STORE 1 +FLAGS.SILENT ").flags(&flags);

        assert_eq!(command.parts(), [Part::Text(b"UID STORE 1 +FLAGS.SILENT (\\Seen $label1)".to_vec())]);
    }

    #[test]
    fn what_is_shown_holds_no_secret() {
        let command = Command::new("LOGIN ").secret("anna").text(" ").secret("geheim");

        assert_eq!(format!("{command:?}"), "Command(LOGIN … …)");
    }
}

//! Commands taken apart, and messages as FETCH tells them.

use super::Message;

#[derive(Clone, Debug)]
pub enum Token {
    Word(String),
    List(Vec<Token>),
}

impl Token {
    pub fn word(&self) -> &str {
        if let Self::Word(word) = self { word } else { "" }
    }

    pub fn list(&self) -> Vec<String> {
        match self {
            Self::Word(word) => vec![word.clone()],
            Self::List(items) => items.iter().map(|item| item.word().to_owned()).collect(),
        }
    }
}

/// Whether a number is in a set such as `1,4:6,9:*`.
pub fn is_in(set: &str, number: u32, last: u32) -> bool {
    let value = |text: &str| if text == "*" { last } else { text.parse().unwrap() };
    set.split(',').any(|range| {
        let (first, second) = range.split_once(':').unwrap_or((range, range));
        let (first, second) = (value(first), value(second));
        (first.min(second)..=first.max(second)).contains(&number)
    })
}

pub fn fetched(number: usize, message: &Message, items: &[String]) -> String {
    let text = String::from_utf8_lossy(&message.bytes);
    let mut parts = vec![format!("UID {}", message.uid)];
    for item in items {
        match item.as_str() {
            "FLAGS" => parts.push(format!("FLAGS ({})", message.flags.iter().cloned().collect::<Vec<_>>().join(" "))),
            "INTERNALDATE" => parts.push(format!("INTERNALDATE \"{}\"", message.date)),
            "MODSEQ" => parts.push(format!("MODSEQ ({})", message.modseq)),
            "RFC822.SIZE" => parts.push(format!("RFC822.SIZE {}", message.bytes.len())),
            body if body.starts_with("BODY.PEEK[") => {
                let section = &body["BODY.PEEK".len()..];
                let text = if section == "[]" { &text[..] } else { text.split_inclusive("\r\n\r\n").next().unwrap() };
                parts.push(format!("BODY{section} {{{}}}\r\n{text}", text.len()));
            }
            _ => {}
        }
    }
    format!("* {number} FETCH ({})\r\n", parts.join(" "))
}

/// Splits a command; a literal is a word, as is what is in quotes or has brackets.
pub fn tokens(command: &[u8]) -> Vec<Token> {
    let mut at = 0;
    read_list(command, &mut at)
}

fn read_list(bytes: &[u8], at: &mut usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    while *at < bytes.len() {
        match bytes[*at] {
            b' ' | b'\r' | b'\n' => *at += 1,
            b')' => {
                *at += 1;
                return tokens;
            }
            b'(' => {
                *at += 1;
                tokens.push(Token::List(read_list(bytes, at)));
            }
            _ => tokens.push(Token::Word(read_word(bytes, at))),
        }
    }
    tokens
}

fn read_word(bytes: &[u8], at: &mut usize) -> String {
    let mut word = Vec::new();
    match bytes[*at] {
        b'"' => {
            *at += 1;
            while bytes[*at] != b'"' {
                *at += usize::from(bytes[*at] == b'\\');
                word.push(bytes[*at]);
                *at += 1;
            }
            *at += 1;
        }
        b'{' => {
            let end = *at + bytes[*at..].iter().position(|byte| *byte == b'\n').unwrap();
            let length: String =
                bytes[*at..end].iter().filter(|it| it.is_ascii_digit()).map(|it| char::from(*it)).collect();
            let length: usize = length.parse().unwrap();
            word.extend(&bytes[end + 1..end + 1 + length]);
            *at = end + 1 + length;
        }
        _ => {
            let mut depth = 0;
            while *at < bytes.len() && (depth > 0 || !matches!(bytes[*at], b' ' | b')' | b'(' | b'\r')) {
                depth += i32::from(bytes[*at] == b'[') - i32::from(bytes[*at] == b']');
                word.push(bytes[*at]);
                *at += 1;
            }
        }
    }
    String::from_utf8_lossy(&word).into_owned()
}

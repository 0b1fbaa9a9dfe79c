//! Which kind of error an answer is.

use std::io;

use crate::error::{Error, ErrorKind, Result};
use crate::net::guard::Excess;

use super::response::{Code, Condition, Status};

/// The error that a status response means. `refusal`: what a plain NO means here.
pub fn of_status(status: &Status, refusal: ErrorKind, context: &str) -> Error {
    let kind =
        by_code(status.code.as_ref(), refusal).or_else(|| by_words(&status.text)).unwrap_or(match status.condition {
            Condition::Bye => ErrorKind::Bye,
            Condition::Bad => ErrorKind::Bad,
            Condition::No => refusal,
            Condition::Ok | Condition::PreAuth => ErrorKind::Protocol,
        });
    Error::new(kind, context).with_server_text(&status.text)
}

/// The status if it is OK, else the error that it means.
pub fn unless_ok(status: Status, refusal: ErrorKind, context: &str) -> Result<Status> {
    match status.condition {
        Condition::Ok => Ok(status),
        _ => Err(of_status(&status, refusal, context)),
    }
}

/// RFC 5530, RFC 4469 and RFC 7377 say why; before login only what concerns the login.
fn by_code(code: Option<&Code>, refusal: ErrorKind) -> Option<ErrorKind> {
    let Some(Code::Other(code)) = code else { return None };
    match code.as_str() {
        "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED" | "CONTACTADMIN" if refusal == ErrorKind::Login => {
            Some(ErrorKind::Login)
        }
        "PRIVACYREQUIRED" => Some(ErrorKind::LoginDisabled),
        "LIMIT" | "UNAVAILABLE" | "INUSE" | "THROTTLED" => Some(ErrorKind::Throttled),
        // Some servers say it of a mailbox that cannot be opened, too.
        "TRYCREATE" if refusal != ErrorKind::MailboxUnavailable => Some(ErrorKind::TargetMissing),
        "NONEXISTENT" | "TRYCREATE" | "NOPERM" => Some(ErrorKind::MailboxUnavailable),
        "TOOBIG" => Some(ErrorKind::TooLarge),
        _ => None,
    }
}

/// Exchange, Yahoo and others have no code for "too much, come back later", only these words.
fn by_words(text: &str) -> Option<ErrorKind> {
    let text = text.to_ascii_lowercase();
    let asks_to_wait = ["throttled", "backoff time", "too many simultaneous", "too many connections", "rate limit"];
    asks_to_wait.iter().any(|words| text.contains(words)).then_some(ErrorKind::Throttled)
}

/// The error that a failure of the stream means.
pub fn of_stream(error: io::Error, context: &str) -> Error {
    let is_excess = match error.get_ref() {
        Some(inner) => inner.is::<Excess>(),
        None => false,
    };
    let kind = match error.kind() {
        _ if is_excess => ErrorKind::TooLarge,
        io::ErrorKind::TimedOut => ErrorKind::TimedOut,
        io::ErrorKind::InvalidData => ErrorKind::Protocol,
        _ => ErrorKind::Disconnected,
    };
    Error::new(kind, context).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_decide_what_a_refusal_means() {
        for (code, text, refusal, kind) in [
            (None, "wrong", ErrorKind::Login, ErrorKind::Login),
            (Some("AUTHENTICATIONFAILED"), "", ErrorKind::Login, ErrorKind::Login),
            (Some("UNAVAILABLE"), "later", ErrorKind::Login, ErrorKind::Throttled),
            (Some("LIMIT"), "", ErrorKind::No, ErrorKind::Throttled),
            (Some("PRIVACYREQUIRED"), "", ErrorKind::Login, ErrorKind::LoginDisabled),
            (Some("NONEXISTENT"), "", ErrorKind::No, ErrorKind::MailboxUnavailable),
            (None, "Request is throttled. Suggested Backoff Time: 9 ms", ErrorKind::No, ErrorKind::Throttled),
            (Some("TRYCREATE"), "", ErrorKind::No, ErrorKind::TargetMissing),
            (Some("TRYCREATE"), "", ErrorKind::MailboxUnavailable, ErrorKind::MailboxUnavailable),
            (Some("TOOBIG"), "", ErrorKind::No, ErrorKind::TooLarge),
            (Some("SERVERBUG"), "oops", ErrorKind::No, ErrorKind::No),
        ] {
            let status = Status {
                condition: Condition::No,
                code: code.map(|code| Code::Other(code.to_owned())),
                text: text.to_owned(),
            };

            assert_eq!(of_status(&status, refusal, "test").kind(), kind, "{code:?} {text}");
        }
    }
}

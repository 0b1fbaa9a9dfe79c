//! Mailbox names and uses: what a server lists, and what people read.
//!
//! Names go back to the server byte by byte as they came ([`MailboxName`]); [`decode_name`] is for eyes
//! only. A name that is not what it claims to be is shown raw rather than refused.

use crate::model::{MailboxName, SpecialUse, utf7};

use super::{MailboxStatus, Namespace};

/// A mailbox as LIST told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMailbox {
    /// The name on the wire.
    pub name: MailboxName,
    /// The hierarchy delimiter; `None` where the namespace is flat (NIL).
    pub delimiter: Option<char>,
    /// False for `\Noselect` and `\NonExistent`: only a parent of others.
    pub selectable: bool,
    /// Whether the person subscribed to it. True where the server does not say.
    pub subscribed: bool,
    /// What the server says it is for (RFC 6154). INBOX is told by its name.
    pub special_use: Option<SpecialUse>,
    /// What LIST-STATUS told (RFC 5819); `None` where it is not offered or the mailbox cannot be selected.
    pub status: Option<MailboxStatus>,
}

/// The name as people read it, hierarchy delimiters kept: modified UTF-7 (RFC 3501, 5.1.3) decoded, UTF-8
/// as it is, anything else taken for Windows-1252. What modified UTF-7 does not allow is shown raw.
/// Control and bidi characters, which could make one name look like another, become U+FFFD.
pub fn decode_name(name: &MailboxName) -> String {
    let bytes = name.as_bytes();
    let text = if bytes.is_ascii() {
        let ascii = String::from_utf8_lossy(bytes);
        utf7::decode(&ascii).unwrap_or_else(|| ascii.into_owned())
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        }
    };
    text.chars().map(|c| if utf7::is_deceptive(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The name on the wire for a name that a person typed: modified UTF-7.
pub fn encode_name(name: &str) -> MailboxName {
    MailboxName::new(utf7::encode(name))
}

/// The longest name on the wire that is sent to create a mailbox; file systems stop at 255 bytes, servers at 1,000.
const MAX_NAME: usize = 1_000;

/// The name of a mailbox to be, below `parent` or at the top: what a person typed, encoded behind the name of the parent,
/// whose bytes stay as they are. `None` if that is no name: empty, with the delimiter or invisible characters in it, too
/// long, or below something that can have nothing below.
pub fn name_below(parent: Option<&MailboxName>, delimiter: Option<char>, name: &str) -> Option<MailboxName> {
    let prefix = match parent {
        Some(parent) => [parent.as_bytes(), delimiter?.encode_utf8(&mut [0; 4]).as_bytes()].concat(),
        None => Vec::new(),
    };
    name_behind(&prefix, delimiter, name)
}

/// The same behind the prefix of a namespace, which has its delimiter already.
pub fn name_in(namespace: &Namespace, name: &str) -> Option<MailboxName> {
    name_behind(namespace.prefix.as_bytes(), namespace.delimiter, name)
}

fn name_behind(prefix: &[u8], delimiter: Option<char>, name: &str) -> Option<MailboxName> {
    let name = name.trim();
    let is_delimiter = |c| Some(c) == delimiter;
    // "#" begins other people's namespaces (RFC 3501, 5.1.2).
    let is_reserved = prefix.is_empty() && name.starts_with('#');
    if name.is_empty() || is_reserved || name.chars().any(|c| utf7::is_deceptive(c) || is_delimiter(c)) {
        return None;
    }
    let encoded = [prefix, utf7::encode(name).as_bytes()].concat();
    (encoded.len() <= MAX_NAME).then(|| MailboxName::new(encoded))
}

/// What each mailbox is for, in the order of `mailboxes`. The server's word counts (RFC 6154); only where it
/// marks none at all, well-known names are taken for it, the first of [`WELL_KNOWN`] that is there, and
/// no use is given twice.
pub fn special_uses(mailboxes: &[ListedMailbox]) -> Vec<Option<SpecialUse>> {
    let mut uses: Vec<Option<SpecialUse>> = mailboxes.iter().map(special_use_of).collect();
    if mailboxes.iter().any(|mailbox| mailbox.special_use.is_some_and(|told| told != SpecialUse::Inbox)) {
        return uses;
    }
    let guesses: Vec<_> = mailboxes.iter().map(guess_by_name).collect();
    for special_use in WELL_KNOWN.iter().map(|(special_use, _)| *special_use) {
        let best = guesses
            .iter()
            .enumerate()
            .filter_map(|(index, guess)| {
                guess.filter(|(guessed, _)| *guessed == special_use).map(|(_, rank)| (rank, index))
            })
            .min();
        if let Some(slot) = best.and_then(|(_, index)| uses.get_mut(index)).filter(|slot| slot.is_none()) {
            *slot = Some(special_use);
        }
    }
    uses
}

/// What the server itself says a mailbox is for: INBOX by its name, others by attribute.
pub fn special_use_of(mailbox: &ListedMailbox) -> Option<SpecialUse> {
    if mailbox.name.is_inbox() { Some(SpecialUse::Inbox) } else { mailbox.special_use }
}

/// Reads an attribute of RFC 6154, without regard to case: Cyrus sends `\sent`.
pub(super) fn special_use_attribute(attribute: &[u8]) -> Option<SpecialUse> {
    let is_it = |name: &str| name.as_bytes().eq_ignore_ascii_case(attribute);
    ATTRIBUTES.iter().find(|(name, _)| is_it(name)).map(|(_, special_use)| *special_use)
}

/// The attribute that says so on the wire; `None` for INBOX, which has none.
pub(super) fn attribute_of(special_use: SpecialUse) -> Option<&'static str> {
    ATTRIBUTES.iter().find(|(_, known)| *known == special_use).map(|(name, _)| *name)
}

const ATTRIBUTES: [(&str, SpecialUse); 7] = [
    ("\\All", SpecialUse::All),
    ("\\Archive", SpecialUse::Archive),
    ("\\Drafts", SpecialUse::Drafts),
    ("\\Flagged", SpecialUse::Flagged),
    ("\\Junk", SpecialUse::Junk),
    ("\\Sent", SpecialUse::Sent),
    ("\\Trash", SpecialUse::Trash),
];

/// Names that servers and clients in English and German give to special mailboxes, in lower case, the best
/// first. (WEB.DE and GMX call their junk "Spamverdacht" and "Unbekannt".)
const WELL_KNOWN: [(SpecialUse, &[&str]); 5] = [
    (
        SpecialUse::Sent,
        &["sent", "sent items", "sent messages", "gesendet", "gesendete objekte", "gesendete elemente", "sent mail"],
    ),
    (
        SpecialUse::Trash,
        &[
            "trash",
            "deleted",
            "deleted items",
            "deleted messages",
            "papierkorb",
            "gelöscht",
            "gelöschte objekte",
            "gelöschte elemente",
        ],
    ),
    (SpecialUse::Drafts, &["drafts", "draft", "entwürfe", "entwurf"]),
    (
        SpecialUse::Junk,
        &["junk", "junk e-mail", "junk-e-mail", "spam", "bulk", "bulk mail", "spamverdacht", "unbekannt"],
    ),
    (SpecialUse::Archive, &["archive", "archiv", "archives"]),
];

/// Only at the top or right below INBOX: "Projects/Sent" is somebody's own.
fn guess_by_name(mailbox: &ListedMailbox) -> Option<(SpecialUse, usize)> {
    if !mailbox.selectable || mailbox.name.is_inbox() {
        return None;
    }
    let display = decode_name(&mailbox.name);
    let name = match mailbox.delimiter.and_then(|delimiter| display.rsplit_once(delimiter)) {
        Some((parent, name)) if parent.eq_ignore_ascii_case("INBOX") => name,
        Some(_) => return None,
        None => &display,
    };
    let name = name.to_lowercase();
    WELL_KNOWN
        .iter()
        .find_map(|(special_use, names)| names.iter().position(|known| *known == name).map(|rank| (*special_use, rank)))
}

#[cfg(test)]
mod tests;

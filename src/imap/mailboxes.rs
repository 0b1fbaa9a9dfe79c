//! Mailboxes and their uses, as a server lists them.

use crate::model::{MailboxName, SpecialUse};

use super::MailboxStatus;

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
    let display = mailbox.name.readable();
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

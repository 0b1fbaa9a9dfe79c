//! In what order mailboxes are synced. Pure.

use crate::model::{Mailbox, MailboxId, SpecialUse};

/// How soon a mailbox is wanted; smaller comes first.
pub fn urgency(mailbox: &Mailbox, open: Option<MailboxId>) -> u8 {
    if Some(mailbox.id) == open {
        return 0;
    }
    match mailbox.special_use {
        Some(SpecialUse::Inbox) => 1,
        Some(SpecialUse::Sent | SpecialUse::Drafts) => 2,
        Some(SpecialUse::Flagged) | None => 3,
        Some(SpecialUse::Archive) => 4,
        // Copies of what is elsewhere, and what nobody waits for.
        Some(SpecialUse::All) => 5,
        Some(SpecialUse::Trash) => 6,
        Some(SpecialUse::Junk) => 7,
    }
}

/// Sorts mailboxes into the order of work; equals stay in the order of the sidebar.
pub fn sort(mailboxes: &mut [Mailbox], open: Option<MailboxId>) {
    mailboxes.sort_by_key(|mailbox| urgency(mailbox, open));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, MailboxCounts, MailboxName, SyncMark};

    fn mailbox(id: u64, special_use: Option<SpecialUse>) -> Mailbox {
        Mailbox {
            id: MailboxId::new(id),
            account: AccountId::new(1),
            name: MailboxName::new(format!("box{id}")),
            display: format!("box{id}"),
            delimiter: Some('/'),
            special_use,
            selectable: true,
            subscribed: true,
            counts: MailboxCounts::default(),
            mark: SyncMark::default(),
            frozen: None,
        }
    }

    #[test]
    fn the_open_mailbox_comes_first_then_the_inbox_then_the_rest() {
        let mut mailboxes = [
            mailbox(1, Some(SpecialUse::Junk)),
            mailbox(2, None),
            mailbox(3, Some(SpecialUse::Inbox)),
            mailbox(4, Some(SpecialUse::Sent)),
            mailbox(5, None),
            mailbox(6, Some(SpecialUse::All)),
        ];

        sort(&mut mailboxes, Some(MailboxId::new(5)));

        let order: Vec<u64> = mailboxes.iter().map(|mailbox| mailbox.id.get()).collect();
        assert_eq!(order, [5, 3, 4, 2, 6, 1]);
    }
}

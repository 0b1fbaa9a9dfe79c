use proptest::prelude::*;

use super::*;
use crate::model::{AccountId, MailboxCounts, MailboxName, SyncMark};

fn mailbox(id: u64, display: &str, delimiter: Option<char>, special_use: Option<SpecialUse>) -> Mailbox {
    Mailbox {
        id: MailboxId::new(id),
        account: AccountId::new(1),
        name: MailboxName::new(display),
        display: display.to_owned(),
        delimiter,
        special_use,
        selectable: true,
        subscribed: true,
        counts: MailboxCounts::default(),
        mark: SyncMark::default(),
        frozen: None,
    }
}

fn names(nodes: &[Node]) -> Vec<String> {
    nodes.iter().map(|node| format!("{}{}", "  ".repeat(node.depth), node.label)).collect()
}

fn tree(mailboxes: &[Mailbox]) -> Vec<Node> {
    build(mailboxes, |special_use| format!("<{special_use:?}>"), |a, b| a.to_lowercase().cmp(&b.to_lowercase()))
}

#[test]
fn special_use_stands_first_and_others_hang_below_their_parents() {
    let mailboxes = [
        mailbox(1, "Projekte/2026", Some('/'), None),
        mailbox(2, "Trash", Some('/'), Some(SpecialUse::Trash)),
        mailbox(3, "INBOX", Some('/'), Some(SpecialUse::Inbox)),
        mailbox(4, "Projekte", Some('/'), None),
        mailbox(5, "anna", Some('/'), None),
    ];

    assert_eq!(names(&tree(&mailboxes)), ["<Inbox>", "<Trash>", "anna", "Projekte", "  2026"]);
}

#[test]
fn a_parent_that_the_server_does_not_list_is_put_in_as_plain_text() {
    let nodes = tree(&[mailbox(1, "a.b.c", Some('.'), None), mailbox(2, "a.b.d", Some('.'), None)]);

    assert_eq!(names(&nodes), ["a", "  b", "    c", "    d"]);
    assert_eq!(nodes[0].mailbox, None);
    assert!(!nodes[1].selectable && nodes[2].selectable);
    assert_eq!((nodes[0].end, nodes[1].end, nodes[2].end), (4, 4, 3));
}

#[test]
fn a_namespace_below_inbox_says_nothing_and_is_left_out() {
    let mailboxes = [
        mailbox(1, "INBOX", Some('.'), Some(SpecialUse::Inbox)),
        mailbox(2, "INBOX.Sent", Some('.'), Some(SpecialUse::Sent)),
        mailbox(3, "INBOX.Vereine.Chor", Some('.'), None),
        mailbox(4, "INBOX.Vereine", Some('.'), None),
    ];

    assert_eq!(names(&tree(&mailboxes)), ["<Inbox>", "<Sent>", "Vereine", "  Chor"]);
}

#[test]
fn mailboxes_below_inbox_stay_there_where_others_stand_beside_it() {
    let mailboxes = [
        mailbox(1, "INBOX", Some('/'), Some(SpecialUse::Inbox)),
        mailbox(2, "INBOX/Rechnungen", Some('/'), None),
        mailbox(3, "Listen", Some('/'), None),
    ];

    assert_eq!(names(&tree(&mailboxes)), ["<Inbox>", "  Rechnungen", "Listen"]);
}

#[test]
fn a_parent_whose_children_were_all_hoisted_is_left_out() {
    let mut parent = mailbox(1, "[Gmail]", Some('/'), None);
    parent.selectable = false;
    let mailboxes = [
        parent,
        mailbox(2, "[Gmail]/Alle Nachrichten", Some('/'), Some(SpecialUse::All)),
        mailbox(3, "INBOX", Some('/'), Some(SpecialUse::Inbox)),
    ];

    assert_eq!(names(&tree(&mailboxes)), ["<Inbox>", "<All>"]);
}

#[test]
fn a_second_mailbox_of_the_same_use_keeps_its_own_name() {
    let mailboxes =
        [mailbox(1, "Sent", None, Some(SpecialUse::Sent)), mailbox(2, "Sent Items", None, Some(SpecialUse::Sent))];

    assert_eq!(names(&tree(&mailboxes)), ["<Sent>", "Sent Items"]);
}

#[test]
fn without_a_delimiter_a_name_is_one_name() {
    assert_eq!(names(&tree(&[mailbox(1, "a/b.c", None, None)])), ["a/b.c"]);
}

#[test]
fn unread_counts_add_up_and_follow_changes() {
    let mut child = mailbox(2, "a/b", Some('/'), None);
    child.counts.unseen = 3;
    let mut nodes = tree(&[mailbox(1, "a", Some('/'), None), child]);
    assert_eq!(nodes[0].unseen_below, 3);

    set_unseen(&mut nodes, 1, 1);
    set_unseen(&mut nodes, 0, 5);

    assert_eq!((nodes[0].unseen_below, nodes[1].unseen_below), (6, 1));
}

proptest! {
    #[test]
    fn every_mailbox_is_in_the_tree_once_whatever_its_name(
        displays in prop::collection::btree_set("[a-c/]{1,40}", 1..60),
    ) {
        let mailboxes: Vec<Mailbox> =
            displays.iter().enumerate().map(|(i, d)| mailbox(i as u64 + 1, d, Some('/'), None)).collect();
        let nodes = tree(&mailboxes);

        let mut ids: Vec<u64> = nodes.iter().filter_map(|node| node.mailbox).map(MailboxId::get).collect();
        ids.sort_unstable();
        prop_assert_eq!(ids, (1..=mailboxes.len() as u64).collect::<Vec<_>>());
        for (index, node) in nodes.iter().enumerate() {
            prop_assert!(node.depth < MAX_DEPTH && node.end > index && node.end <= nodes.len());
            if let Some(parent) = node.parent {
                prop_assert!(parent < index && nodes[parent].end >= node.end && nodes[parent].depth + 1 == node.depth);
            }
        }
    }
}

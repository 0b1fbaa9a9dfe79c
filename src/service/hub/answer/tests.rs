use super::*;
use crate::model::{AccountId, MailboxCounts, MailboxId, MailboxName, SpecialUse, SyncMark};

#[test]
fn nothing_is_ever_overwritten_and_no_name_leaves_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("downloads");
    std::fs::create_dir(&folder).unwrap();

    let mut names = Vec::new();
    for name in ["a.pdf", "a.pdf", "a.pdf", "../../evil", "README", "README", ".."] {
        let (path, _) = create(&folder, name).unwrap();
        assert_eq!(path.parent(), Some(folder.as_path()), "{name}");
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }

    assert_eq!(names, ["a.pdf", "a (2).pdf", "a (3).pdf", "evil", "README", "README (2)", "attachment"]);
}

#[test]
fn special_mailboxes_come_first_and_children_follow_their_parent() {
    let mailbox = |id: u64, display: &str, special_use| Mailbox {
        id: MailboxId::new(id),
        account: AccountId::new(1),
        name: MailboxName::new(display),
        display: display.to_owned(),
        delimiter: Some('/'),
        special_use,
        selectable: true,
        subscribed: true,
        counts: MailboxCounts::default(),
        mark: SyncMark::default(),
        frozen: None,
    };
    let mut mailboxes = [
        mailbox(1, "Work-old", None),
        mailbox(2, "Work/b", None),
        mailbox(3, "work", None),
        mailbox(4, "Müll", Some(SpecialUse::Trash)),
        mailbox(5, "INBOX", Some(SpecialUse::Inbox)),
        mailbox(6, "Work/B/x", None),
    ];

    sort(&mut mailboxes);

    let order: Vec<_> = mailboxes.iter().map(|mailbox| mailbox.id.get()).collect();
    assert_eq!(order, [5, 4, 3, 2, 6, 1]);
}

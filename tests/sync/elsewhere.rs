//! The same as with Dovecot, at servers of another make.

use std::collections::BTreeSet;

use brieftaube::model::{AccountId, Flags, Intent};

use super::ground::{Ground, find};
use super::layered::{ANNA, Layered};

const ACCOUNT: AccountId = AccountId::new(1);

/// UIDs of what is in a mailbox with all of these flags.
fn with_flags(server: &Layered, mailbox: &str, flags: &str) -> BTreeSet<String> {
    let mut client = server.client();
    client.run(&format!("EXAMINE {mailbox}"));
    let lines = client.run(&format!("UID SEARCH {flags}"));
    let found = lines.iter().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or_default();
    found.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn mail_is_pulled_marked_and_moved_on_cyrus() {
    let server = Layered::cyrus();
    let mut other = server.client();
    for at in 0..12 {
        let message =
            format!("From: a@test.local\r\nSubject: Brief {at}\r\nMessage-ID: <{at}@cyrus>\r\n\r\nText {at}\r\n");
        other.append("INBOX", "", message.as_bytes());
    }
    let ground = Ground::new();
    ground.add_local_account(ANNA, server.imap);
    assert_eq!(ground.sync().problems, []);

    let ids: Vec<_> = ground.envelopes(1, "INBOX").iter().map(|envelope| envelope.id).collect();
    assert_eq!(ids.len(), 12);
    {
        let store = ground.store();
        for id in &ids {
            assert!(store.raw(*id).unwrap().is_some_and(|raw| raw.starts_with(b"From: a@test.local\r\n")));
        }
        let read = Intent::Flags { add: Flags::parse(["\\Seen", "$label1"]), remove: Flags::default() };
        store.act(&read, &ids[..5]).unwrap();
        store.act(&Intent::Archive, &ids[3..7]).unwrap();
        store.act(&Intent::Trash, &ids[7..9]).unwrap();
        store.act(&Intent::Delete, &ids[11..]).unwrap();
    }
    // Meanwhile the other marks one that nothing is done to here.
    other.run("SELECT INBOX");
    other.run("UID STORE 1:* +FLAGS (\\Flagged)");
    assert_eq!(ground.sync().problems, []);

    let store = ground.store();
    assert_eq!(store.waits(ACCOUNT), 0);
    for (mailbox, total, seen, flagged) in [("INBOX", 5, 3, 5), ("Archive", 4, 2, 4), ("Trash", 2, 0, 2)] {
        let counted = find(&store, 1, mailbox).unwrap().counts;
        assert_eq!(counted.total as usize, total, "{mailbox}");
        assert_eq!(with_flags(&server, mailbox, "ALL").len(), total, "{mailbox}");
        assert_eq!(with_flags(&server, mailbox, "SEEN KEYWORD $label1").len(), seen, "{mailbox}");
        assert_eq!(with_flags(&server, mailbox, "FLAGGED").len(), flagged, "{mailbox}");
    }
}

//! A disk that is full, and a folder that cannot be written to.

use std::fs;
use std::path::Path;

use brieftaube::error::ErrorKind;
use brieftaube::store::{ListScope, NewBody, Store};

use crate::child;
use crate::support::{assert_consistent, body, mailboxes, message, open, uid};

#[test]
fn a_full_disk_stops_writing_only_and_space_lets_it_go_on() {
    const TEST: &str = "disk::a_full_disk_stops_writing_only_and_space_lets_it_go_on";
    if let Some(folder) = child::folder() {
        return fill_the_disk(&folder);
    }
    let dir = tempfile::tempdir().unwrap();

    let child = child::start_with_mounts("mount -t tmpfs -o size=20m tmpfs \"$1\"", TEST, dir.path().as_os_str());

    assert_eq!(child::finish(child), ["envelopes", "bodies"]);
}

fn fill_the_disk(dir: &Path) {
    let ballast = dir.join("ballast");
    let store = open(&dir.join("store"));
    let inbox = mailboxes(&store, 1, &["INBOX"])[0];
    let mut next = 1_u32;
    for (what, size) in [("envelopes", 8 << 20), ("bodies", 1 << 20)] {
        fs::write(&ballast, vec![1; size]).unwrap();
        let before = store.mailbox(inbox).unwrap().counts;
        let error = loop {
            let added = if what == "envelopes" {
                let new = (next..next + 200).map(|n| message(n, i64::from(n), &[])).collect();
                next += 200;
                store.add_envelopes(inbox, new, None, None).map(drop)
            } else {
                next += 1;
                store.add_envelopes(inbox, vec![message(next, i64::from(next), &[])], None, None).and_then(|added| {
                    let noise = std::iter::repeat_with(|| fastrand::u8(..)).take(400_000).collect();
                    let new = NewBody { id: added.ids[0], raw: noise, preview: String::new(), has_attachment: false };
                    store.put_bodies(vec![new]).map(drop)
                })
            };
            if let Err(error) = added {
                break error;
            }
        };

        assert_eq!(error.kind(), ErrorKind::DiskFull, "{error}");
        let page = store.page(ListScope::Mailbox(inbox), 0..50).expect("reading goes on");
        assert!(page.total >= before.total as usize && !page.rows.is_empty());
        // After a body did not fit a small message still may; after a message did not, nothing is tried.
        if what == "envelopes" {
            let again = store.add_envelopes(inbox, vec![message(4_000_000, 0, &[])], None, None).unwrap_err();
            assert_eq!(again.kind(), ErrorKind::DiskFull, "{again}");
        }
        assert_consistent(&store, inbox);

        fs::remove_file(&ballast).unwrap();
        store.add_envelopes(inbox, vec![message(5_000_000, 0, &[])], None, None).expect("there is space again");
        store.put_bodies(vec![body(&store, inbox, 5_000_000)]).expect("there is space again");
        assert_consistent(&store, inbox);
        store.remove(inbox, &[uid(5_000_000)].into_iter().collect(), None).unwrap();
        child::say(what);
    }
    drop(store);
    let store = open(&dir.join("store"));
    assert_consistent(&store, inbox);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_said_to_be_so() {
    const TEST: &str = "disk::a_folder_that_cannot_be_written_to_is_said_to_be_so";
    if let Some(folder) = child::folder() {
        let error = Store::open(&folder.join("store")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotWritable, "{error}");
        return child::say("refused");
    }
    for there_already in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        if there_already {
            let store = open(&dir.path().join("store"));
            mailboxes(&store, 1, &["INBOX"]);
        }

        let mount = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"";
        let child = child::start_with_mounts(mount, TEST, dir.path().as_os_str());

        assert_eq!(child::finish(child), ["refused"]);
    }
}

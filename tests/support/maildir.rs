//! Writes mail straight into a Maildir: 200,000 messages in seconds, with UIDs in order from 1.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A message to be.
#[derive(Clone, Debug)]
pub struct Message {
    /// RFC 5322 with CRLF.
    pub raw: Vec<u8>,
    /// INTERNALDATE in seconds since the epoch.
    pub received: u64,
    /// Maildir's flag letters in alphabetical order: D(raft) F(lagged) R(eplied) S(een) T(rashed).
    pub flags: &'static str,
}

/// Where Dovecot's Maildir++ keeps a mailbox of this name on the wire.
pub fn folder(root: &Path, mailbox: &str) -> PathBuf {
    if mailbox.eq_ignore_ascii_case("INBOX") {
        root.to_owned()
    } else {
        root.join(format!(".{}", mailbox.replace('/', ".")))
    }
}

/// Writes the messages of a new mailbox and says how many bytes they have. Sizes stand in the file names
/// (`S=`, `W=`), so that the server need not open a file to know them.
pub fn write(folder: &Path, messages: impl Iterator<Item = Message>) -> u64 {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let mut entries = Vec::new();
    let mut bytes = 0;
    for (index, message) in messages.enumerate() {
        let uid = index + 1;
        let size = message.raw.len();
        bytes += size as u64;
        let name = format!("1500000000.M{uid}P1.test,S={size},W={size}");
        let path = folder.join("cur").join(format!("{name}:2,{}", message.flags));
        let mut file = File::create(path).unwrap();
        file.write_all(&message.raw).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(message.received)).unwrap();
        entries.push((uid, name));
    }
    let list = File::create(folder.join("dovecot-uidlist")).unwrap();
    let mut list = BufWriter::new(list);
    writeln!(list, "3 V1700000000 N{} Gc0ffee00c0ffee00c0ffee00c0ffee00", entries.len() + 1).unwrap();
    for (uid, name) in entries {
        writeln!(list, "{uid} :{name}").unwrap();
    }
    list.flush().unwrap();
    bytes
}

//! Every command against an answer of arbitrary bytes: the entry for fuzzing and for the test beside it.

use std::future::pending;
use std::io::Cursor;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::model::{Flag, Flags, MailboxName, ModSeq, Uid, UidSet};
use crate::net::Limits;
use crate::net::guard::Guard;

use super::wire::Wire;
use super::{Access, Capabilities, Session};

/// Long enough for any answer that fits into memory.
const PATIENCE: Duration = Duration::from_secs(20);

/// The commands that are tried.
#[doc(hidden)]
pub const COMMANDS: u8 = 17;

/// Sends a command to a server that answers with `bytes` and closes. Says what came of it; must never panic,
/// hang, or take more memory than the limits allow.
///
/// # Errors
/// Whatever the bytes amount to; [`ErrorKind::Stopped`] if it hangs.
#[doc(hidden)]
pub fn run(command: u8, bytes: &[u8]) -> Result<u64, Error> {
    let hangs = || Error::new(ErrorKind::Stopped, "run a command against arbitrary bytes");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| hangs().with_source(error))?;
    runtime.block_on(async {
        let answer = tokio::time::timeout(PATIENCE, answer_with(command, bytes)).await;
        answer.unwrap_or_else(|_| Err(hangs()))
    })
}

async fn answer_with(command: u8, bytes: &[u8]) -> Result<u64, Error> {
    let limits = Limits { line: 4096, numbers: 8192, header: 64, literal: 4096, responses: 1000, ..Limits::default() };
    let command = command % COMMANDS;
    // IDLE and APPEND go nowhere without this; elsewhere it would be out of turn.
    let invitation: &[u8] = if command >= COMMANDS - 2 { b"+ go on\r\n" } else { b"" };
    let bytes = [invitation, bytes].concat();
    let stream = tokio::io::join(Cursor::new(bytes), tokio::io::sink());
    let wire = Wire::new(Guard::new(Box::new(stream), &limits, None), limits);
    let capabilities =
        "IDLE CONDSTORE QRESYNC ENABLE LIST-EXTENDED LIST-STATUS ESEARCH MOVE UIDPLUS QUOTA NAMESPACE UNSELECT";
    let mut session = Session::new(wire, Capabilities::new(capabilities.split(' ')), "", None);
    let (name, some) = (MailboxName::new("INBOX"), UidSet::from_range(Uid::MIN, Uid::MIN));
    let mut seen = Flags::default();
    seen.insert(Flag::Seen);
    let mut count = 0;
    match command {
        0 => count = session.list().await?.len() as u64,
        1 => count = u64::from(session.select(&name, Access::ReadWrite, None).await?.exists),
        2 => session.fetch_headers(&UidSet::all(), |_| count += 1).await?,
        3 => session.fetch_bodies(&UidSet::all(), 1000, |_, _| count += 1).await?,
        4 => count = session.fetch_flags(&UidSet::all(), None, |_| {}).await?.len(),
        5 => count = session.search(&UidSet::all()).await?.len(),
        6 => count = u64::from(session.status(&name).await?.messages.unwrap_or_default()),
        7 => count = session.find_message_id("<a@b>", &UidSet::all()).await?.len(),
        8 => count = session.store(&some, &seen, &Flags::default(), ModSeq::new(1)).await?.modified.len(),
        9 => count = session.move_to(&some, &name).await?.copied.uids.sources().len(),
        10 => count = session.copy_to(&some, &name).await?.uids.sources().len(),
        11 => count = u64::from(session.expunge_uids(&some).await?.expunged),
        12 => count = session.quota(&name).await?.len() as u64,
        13 => count = session.namespaces().await?.len() as u64,
        14 => count = u64::from(session.create(&name, None).await?),
        15 => count = u64::from(session.append(&name, &seen, Some(1), b"a: b").await?.is_some()),
        _ => {
            session.idle(Duration::from_millis(1), pending()).await?;
            count = u64::from(session.take_unsolicited().expunged);
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ANSWER: &[u8] = b"* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST () NIL {3}\r\na\xfcb\r\n* 5 EXISTS\r\n\
        * OK [UIDVALIDITY 7] x\r\n* OK [HIGHESTMODSEQ 12]\xfc x\r\n* STATUS INBOX (MESSAGES 3 UIDNEXT 4)\r\n\
        * 1 FETCH (UID 1 FLAGS (\\Seen $x) MODSEQ (12) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4 \
        BODY[HEADER.FIELDS (DATE)] {6}\r\na: b\r\n)\r\n* 2 FETCH (UID 2 RFC822.SIZE 5 BODY[] \"he\\\"llo\")\r\n\
        * SEARCH 1 2 9\r\n* ESEARCH (TAG \"B1\") UID ALL 1:3\r\n* VANISHED (EARLIER) 4:9\r\n* 3 EXPUNGE\r\n\
        * 3 FETCH (BODYSTRUCTURE ((((\"a\" (NIL)))) {2}\r\nxx))\r\n* OK [COPYUID 7 1 9] x\r\n* OK [APPENDUID 7 9] x\r\n\
        * QUOTA \"\" (STORAGE 1 2)\r\n* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n* BYE [ALERT]\xc3\xbc\r\nB1 OK [READ-WRITE] done\r\n";

    #[test]
    fn the_answer_that_is_mutated_below_is_understood() {
        let counts: Vec<_> = (0..COMMANDS - 1).map(|command| run(command, ANSWER).unwrap()).collect();

        assert_eq!(counts, [2, 5, 1, 1, 6, 4, 3, 4, 0, 1, 1, 1, 1, 1, 1, 0]);
    }

    proptest! {
        #[test]
        fn no_mutation_of_an_answer_makes_a_command_panic_or_hang(
            command in 0..COMMANDS,
            edits in prop::collection::vec((0..ANSWER.len(), prop::option::of(any::<u8>()), 0..3_usize), 1..12),
        ) {
            let mut bytes = ANSWER.to_vec();
            for (at, byte, what) in edits {
                let at = at.min(bytes.len().saturating_sub(1));
                match (byte, what) {
                    (Some(byte), 0) => bytes.insert(at, byte),
                    (Some(byte), _) => bytes[at] = byte,
                    (None, 0) => bytes.truncate(at + 1),
                    (None, _) => {
                        bytes.remove(at);
                    }
                }
                if bytes.is_empty() {
                    break;
                }
            }

            let hangs = run(command, &bytes).is_err_and(|error| error.kind() == ErrorKind::Stopped);
            prop_assert!(!hangs);
        }

        #[test]
        fn no_bytes_at_all_make_a_command_panic_or_hang(command in 0..COMMANDS, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let hangs = run(command, &bytes).is_err_and(|error| error.kind() == ErrorKind::Stopped);
            prop_assert!(!hangs);
        }
    }
}

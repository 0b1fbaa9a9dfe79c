//! FETCH: headers, flags and whole messages, each handed on as it comes.
//!
//! Invariant: what is handed on is complete, for a UID that was asked for. What is missing is told by its absence and
//! means "gone or refused", never "empty".

use crate::error::{ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::response::{Fetch, Untagged};
use crate::imap::{FetchedFacts, FetchedFlags, FetchedHeader};
use crate::model::{ModSeq, Uid, UidSet};
use crate::net::guard::Budget;

use super::{Session, Take, Terms, flags_of};

/// What a list needs of a message; ENVELOPE is not asked for, as several servers send it broken.
const HEADER_ITEMS: &str = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO CC SUBJECT \
     MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE LIST-ID)]";

impl Session {
    /// Fetches headers and hands each to `sink` as it comes. A message the server leaves out is not told.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_headers(&mut self, uids: &UidSet, mut sink: impl FnMut(FetchedHeader) + Send) -> Result<()> {
        let mut take = |untagged| match untagged {
            Untagged::Fetch(fetch) if fetch.uid.is_some_and(|uid| uids.contains(uid)) => {
                hand_on_header(fetch, &mut sink)
            }
            other => unless_unreadable(other),
        };
        let (limit, literal) = (self.wire.limits().header as u64, self.wire.limits().literal);
        let items = format!(" ({HEADER_ITEMS}{})", self.modseq_item());
        let bounds = (limit, literal);
        self.fetch(uids, &items, bounds, &mut take).await
    }

    /// Fetches the headers of the last `count` messages of the mailbox: what to show first.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_newest_headers(&mut self, count: u32, mut sink: impl FnMut(FetchedHeader) + Send) -> Result<()> {
        let exists = self.exists();
        if exists == 0 || count == 0 {
            return Ok(());
        }
        let mut take = |untagged| match untagged {
            Untagged::Fetch(fetch) => hand_on_header(fetch, &mut sink),
            other => unless_unreadable(other),
        };
        let first = exists.saturating_sub(count).saturating_add(1);
        let command = Command::new("FETCH ").text(&format!("{first}:{exists} ({HEADER_ITEMS}{})", self.modseq_item()));
        let limits = self.wire.limits();
        let budget = Budget::streamed(limits, u64::from(count), limits.header as u64, limits.literal);
        let terms = Terms { context: "fetch the newest headers", refusal: ErrorKind::No, budget };
        self.run(&command, terms, &mut take).await.map(drop)
    }

    /// Fetches flags; with `changed_since` only of messages changed after it, where the mailbox keeps modification sequences
    /// (CONDSTORE). Answers with what vanished since then where QRESYNC is enabled, else with the empty set.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_flags(
        &mut self,
        uids: &UidSet,
        changed_since: Option<ModSeq>,
        mut sink: impl FnMut(FetchedFlags) + Send,
    ) -> Result<UidSet> {
        let mut vanished = Vec::new();
        let mut take = |untagged| match untagged {
            Untagged::Fetch(fetch) => match flags_of(&fetch).filter(|flags| uids.contains(flags.uid)) {
                Some(flags) => {
                    sink(flags);
                    None
                }
                None => Some(Untagged::Fetch(fetch)),
            },
            Untagged::Vanished { earlier: true, uids } => {
                vanished.push(uids);
                None
            }
            other => unless_unreadable(other),
        };
        let since = match changed_since.filter(|_| self.modseqs) {
            Some(modseq) if self.qresync => format!(" (CHANGEDSINCE {} VANISHED)", modseq.get()),
            Some(modseq) => format!(" (CHANGEDSINCE {})", modseq.get()),
            None => String::new(),
        };
        let items = format!(" (UID FLAGS{}){since}", self.modseq_item());
        let line = self.wire.limits().line as u64;
        self.fetch(uids, &items, (line, line), &mut take).await?;
        Ok(UidSet::union_all(&vanished))
    }

    /// Fetches flags and sizes and hands each to `sink` as it comes. A message the server leaves out is not told.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn fetch_facts(&mut self, uids: &UidSet, mut sink: impl FnMut(FetchedFacts) + Send) -> Result<()> {
        let mut take = |untagged| match untagged {
            Untagged::Fetch(fetch) => match (fetch.uid.filter(|uid| uids.contains(*uid)), &fetch.flags, fetch.size) {
                (Some(uid), Some(flags), Some(size)) => {
                    sink(FetchedFacts { uid, flags: flags.clone(), size });
                    None
                }
                (_, _, _) => Some(Untagged::Fetch(fetch)),
            },
            other => unless_unreadable(other),
        };
        let line = self.wire.limits().line as u64;
        self.fetch(uids, " (UID FLAGS RFC822.SIZE)", (line, line), &mut take).await
    }

    /// Fetches whole messages, one at a time in memory, and hands each to `sink` as soon as it is complete. A
    /// message the server leaves out, or sends empty although it has a size, is not told.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if a message is larger than `max_size`; NO, BAD, or errors of the connection.
    pub async fn fetch_bodies(
        &mut self,
        uids: &UidSet,
        max_size: u64,
        mut sink: impl FnMut(Uid, Vec<u8>) + Send,
    ) -> Result<()> {
        let mut take = |untagged| match untagged {
            Untagged::Fetch(mut fetch) => {
                let body = fetch.body.take();
                match (fetch.uid.filter(|uid| uids.contains(*uid)), body) {
                    (Some(uid), Some(body)) if !body.is_empty() || fetch.size == Some(0) => sink(uid, body),
                    (Some(_), Some(_)) => {}
                    (_, _) => return Some(Untagged::Fetch(fetch)),
                }
                None
            }
            other => unless_unreadable(other),
        };
        self.fetch(uids, " (UID RFC822.SIZE BODY.PEEK[])", (max_size, max_size), &mut take).await
    }

    /// UID FETCH in as many commands as the length of commands wants. `bounds`: of a literal, kept and read.
    async fn fetch(&mut self, uids: &UidSet, items: &str, bounds: (u64, u64), take: Take<'_>) -> Result<()> {
        const VERB: &str = "UID FETCH ";
        let room = self.room_beside(VERB.len() + items.len());
        for chunk in uids.chunks(room, u64::MAX) {
            let expected = chunk.len().min(u64::from(self.exists()));
            let budget = Budget::streamed(self.wire.limits(), expected, bounds.0, bounds.1);
            let terms = Terms { context: "fetch messages", refusal: ErrorKind::No, budget };
            self.run(&Command::new(VERB).uids(&chunk).text(items), terms, take).await?;
        }
        Ok(())
    }

    const fn modseq_item(&self) -> &'static str {
        if self.modseqs { " MODSEQ" } else { "" }
    }
}

/// A header that came with its UID goes to the sink, anything else back.
fn hand_on_header(mut fetch: Box<Fetch>, sink: &mut impl FnMut(FetchedHeader)) -> Option<Untagged> {
    let (Some(uid), Some(header)) = (fetch.uid, fetch.header.take()) else { return Some(Untagged::Fetch(fetch)) };
    sink(FetchedHeader {
        uid,
        flags: fetch.flags.unwrap_or_default(),
        internal_date: fetch.internal_date,
        size: fetch.size.unwrap_or_default(),
        modseq: fetch.modseq,
        header,
    });
    None
}

/// A response that cannot be read in an answer to FETCH is most likely a message that is then missing, which says enough.
fn unless_unreadable(untagged: Untagged) -> Option<Untagged> {
    match untagged {
        Untagged::Unreadable => {
            tracing::debug!("a FETCH response that cannot be read");
            None
        }
        other => Some(other),
    }
}

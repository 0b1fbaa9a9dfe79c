//! What to fetch of a mailbox. Pure: what the store has and what SELECT said in, windows of UIDs out.
//!
//! How it works: a mailbox is read from new to old. The first window is small, so that something stands in
//! the list at once; the exact UIDs of the rest come from one counted UID SEARCH and are fetched in windows
//! of at most [`WINDOW`] messages. After each window the [`SyncMark`] says how far down the store reaches
//! (`backlog`), so that a pass that is cut continues where it was.
//!
//! Why not by sequence numbers: they shift under our feet when another client expunges.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::model::{ModSeq, SyncMark, Uid, UidSet, UidValidity};

/// The first window of a first sync: a screenful of rows, quickly.
pub const FIRST_WINDOW: u32 = 100;
/// Messages a window holds at most.
pub const WINDOW: u64 = 2_000;
/// Sequence sets are cut so that a command stays below this many bytes, which Exchange still reads.
pub const MAX_SET_BYTES: usize = 900;
/// UIDs whose flags are read in one command where there is no CONDSTORE.
pub const FLAG_WINDOW: u64 = 10_000;

/// What SELECT said, as far as plans depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Messages in the mailbox.
    pub exists: u32,
    /// UIDVALIDITY; a server without it cannot be synced.
    pub uid_validity: UidValidity,
    /// The next UID, if the server says.
    pub uid_next: Option<Uid>,
    /// The highest modification sequence, if the mailbox has such.
    pub highest_modseq: Option<ModSeq>,
}

/// How a pass over a mailbox begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The UIDs of the store mean nothing any more: match the messages again first.
    Rematch,
    /// Nothing is here yet, or nobody knows how much: newest first.
    First,
    /// Messages from this UID on are new.
    New(Uid),
    /// There are no new messages.
    NothingNew,
}

/// Decides how a pass begins. `known`: the UIDs in the store.
pub fn opening(mark: &SyncMark, seen: &Seen, known: &UidSet) -> Opening {
    if mark.uid_validity.is_some_and(|validity| validity != seen.uid_validity) && !known.is_empty() {
        return Opening::Rematch;
    }
    if seen.exists == 0 {
        return Opening::NothingNew;
    }
    match (mark.uid_validity, mark.uid_next, seen.uid_next) {
        // UIDNEXT going back means that the server lost its memory or lies; the UIDs are compared anew.
        (Some(_), Some(ours), Some(theirs)) if theirs < ours => Opening::First,
        (Some(_), Some(ours), Some(theirs)) if theirs == ours => Opening::NothingNew,
        (Some(_), Some(ours), Some(_) | None) => Opening::New(ours),
        (None, _, _) | (_, None, _) => Opening::First,
    }
}

/// What was brought to a mailbox since it was last read, under the UIDs that the server told of. `known`: the UIDs in the store.
pub fn arrived(mark: &SyncMark, known: &UidSet) -> UidSet {
    match mark.uid_next {
        // Nothing was read whole yet; or all were just matched by what they are.
        None | Some(Uid::MIN) => UidSet::new(),
        Some(next) => known.intersection(&UidSet::starting_at(next)),
    }
}

/// One window and the backlog that the store has once it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// What to fetch. May name UIDs that do not exist, to keep the command short; never one that is here.
    pub uids: UidSet,
    /// What is missing below it.
    pub rest: UidSet,
    /// Everything on the server that is below this UID is still to come; `None`: this window is the last.
    pub backlog: Option<Uid>,
}

/// The newest `size` of what is missing. `None` if nothing is.
pub fn window(missing: &UidSet, known: &UidSet, size: u64) -> Option<Window> {
    let size = usize::try_from(size.clamp(1, WINDOW)).unwrap_or(1);
    let last = missing.last()?;
    let mut first = missing.iter().rev().take(size).last()?;
    // Holes between the missing ones are UIDs that do not exist: naming them makes ranges out of lists.
    let mut uids = UidSet::from_range(first, last).difference(known);
    if uids.to_string().len() > MAX_SET_BYTES {
        uids = missing.intersection(&uids).chunks(MAX_SET_BYTES, WINDOW).pop()?;
        first = uids.first()?;
    }
    let rest = below(first).map_or_else(UidSet::new, |below| missing.intersection(&below));
    let backlog = (!rest.is_empty()).then_some(first);
    Some(Window { uids, rest, backlog })
}

/// All UIDs below this one.
fn below(uid: Uid) -> Option<UidSet> {
    Uid::new(uid.get().saturating_sub(1)).map(|last| UidSet::from_range(Uid::MIN, last))
}

/// How much to ask for next, so that a command takes about half a second: what the person wants meanwhile
/// does not have to wait for longer than that, and the line is used well.
pub fn pace(size: u64, took: Duration, bounds: RangeInclusive<u64>) -> u64 {
    const SHORT: Duration = Duration::from_millis(300);
    const LONG: Duration = Duration::from_millis(900);
    let next = if took < SHORT {
        size.saturating_mul(2)
    } else if took > LONG {
        size / 2
    } else {
        size
    };
    next.clamp(*bounds.start(), *bounds.end())
}

/// How the flags of what is here are brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagPlan {
    /// They are.
    Nothing,
    /// Ask for what changed since then, in one command (RFC 7162).
    ChangedSince(ModSeq),
    /// Read them all in these windows and compare, newest first.
    Windows(Vec<UidSet>),
}

/// How much may be read where the server cannot tell what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagScope {
    /// Every message: after connecting, and now and then.
    All,
    /// The newest [`FLAG_WINDOW`]: whenever something moved.
    Recent,
}

/// Decides how flags are read. `known`: the UIDs that were in the store before this pass.
pub fn flags(mark: &SyncMark, seen: &Seen, known: &UidSet, scope: FlagScope) -> FlagPlan {
    if known.is_empty() || seen.exists == 0 {
        return FlagPlan::Nothing;
    }
    match (mark.highest_modseq, seen.highest_modseq) {
        (Some(ours), Some(theirs)) if ours == theirs => FlagPlan::Nothing,
        (Some(ours), Some(theirs)) if ours < theirs => FlagPlan::ChangedSince(ours),
        // None before, none now, or one that went back: no number can be relied on.
        (Some(_) | None, Some(_) | None) => {
            let mut windows = known.chunks(MAX_SET_BYTES, FLAG_WINDOW);
            windows.reverse();
            // A modification sequence may only be kept when everything below it was read.
            let all = scope == FlagScope::All || seen.highest_modseq.is_some();
            windows.truncate(if all { usize::MAX } else { 1 });
            FlagPlan::Windows(windows)
        }
    }
}

/// What STATUS said of a mailbox (RFC 3501, 6.3.10; RFC 7162).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusSeen {
    /// MESSAGES
    pub messages: Option<u32>,
    /// UNSEEN
    pub unseen: Option<u32>,
    /// UIDVALIDITY
    pub uid_validity: Option<UidValidity>,
    /// UIDNEXT
    pub uid_next: Option<Uid>,
    /// HIGHESTMODSEQ
    pub highest_modseq: Option<ModSeq>,
}

/// Whether STATUS proves that the store is in step, so that the mailbox need not be selected.
/// `stored`, `unseen`: messages in the store.
pub fn unchanged(mark: &SyncMark, status: &StatusSeen, stored: u32, unseen: u32) -> bool {
    mark.synced_at.is_some()
        && mark.backlog.is_none()
        && status.messages == Some(stored)
        && status.uid_validity.is_some()
        && status.uid_validity == mark.uid_validity
        && ((status.uid_next.is_some() && status.uid_next == mark.uid_next) || stored == 0)
        && status.unseen.is_none_or(|theirs| theirs == unseen)
        // Without modification sequences a flag may have changed and nobody can tell, unless there is nothing.
        && (stored == 0 || (status.highest_modseq.is_some() && status.highest_modseq == mark.highest_modseq))
}

/// The mark of a mailbox that STATUS says is empty while nothing of it is stored: there is nothing to select it for.
pub fn mark_of_empty(status: &StatusSeen, stored: u32, now: i64) -> Option<SyncMark> {
    (stored == 0 && status.messages == Some(0)).then_some(SyncMark {
        uid_validity: Some(status.uid_validity?),
        uid_next: Some(status.uid_next?),
        backlog: None,
        highest_modseq: status.highest_modseq,
        synced_at: Some(now),
    })
}

/// The mark while a pass is under way: what was true when SELECT answered, down to `backlog`.
pub fn mark_at(seen: &Seen, before: &SyncMark, highest: Option<Uid>, backlog: Option<Uid>) -> SyncMark {
    let after_highest = highest.and_then(Uid::next);
    let kept = before.uid_next.filter(|_| before.uid_validity == Some(seen.uid_validity));
    SyncMark {
        uid_validity: Some(seen.uid_validity),
        // Where the server went back, its word is taken; else never below what is in the store.
        uid_next: seen.uid_next.max(after_highest).or(kept),
        backlog,
        highest_modseq: before.highest_modseq.filter(|_| before.uid_validity == Some(seen.uid_validity)),
        synced_at: before.synced_at,
    }
}

#[cfg(test)]
mod tests;

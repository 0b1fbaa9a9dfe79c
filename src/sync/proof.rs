//! Whether the store says what the server says. Pure: what both know in, what differs out.
//!
//! Nothing follows from it by itself: what is put right is put right by a pass like any other, which takes
//! nothing away without the two witnesses of [`super::reconcile`].

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::imap::FetchedFacts;
use crate::model::{Checked, EnvelopeId, Uid, UidSet};
use crate::store::Facts;

/// Messages compared in one step.
pub const WINDOW: u64 = 2_000;
/// Differences that are listed; all are counted.
pub const MAX_LISTED: usize = 200;
/// Bodies that are read again, at least, where there are so many.
const MIN_SAMPLE: usize = 50;
/// One body of so many is read again, at least.
const SAMPLE_SHARE: usize = 100;

/// How long a result is good for.
const GOOD_FOR: i64 = 24 * 60 * 60;
/// How long nobody has done anything before a comparison begins by itself.
const QUIET: Duration = Duration::from_secs(10 * 60);

/// Whether a comparison is due by itself. `last`: when the last one ended; `now`: both in seconds since the epoch;
/// `quiet`: how long nobody has done anything.
pub fn is_due(last: Option<i64>, now: i64, quiet: Duration) -> bool {
    // A result from the future says that the clock was wrong, then or now.
    let fresh = last.is_some_and(|last| (0..GOOD_FOR).contains(&now.saturating_sub(last)));
    quiet >= QUIET && !fresh
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// It is on the server and not here.
    NotHere,
    /// It is here, and the server does not name it.
    NotThere,
    /// The flags.
    Flags,
    /// The size.
    Size,
    /// Only that there is a message is known: its header could not be had.
    Unread,
    /// The stored body is not what was stored, or not what the server has.
    Body,
}

impl What {
    /// All there are.
    pub const ALL: [Self; 6] = [Self::NotHere, Self::NotThere, Self::Flags, Self::Size, Self::Unread, Self::Body];
}

/// A message that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name of its mailbox, decoded.
    pub mailbox: String,
    /// Its UID.
    pub uid: Uid,
    /// In what.
    pub what: What,
    /// Whether it agrees now.
    pub repaired: bool,
}

/// How an account compares with its server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Counts and time.
    pub checked: Checked,
    /// What chose the sample of bodies.
    pub seed: u64,
    /// Bodies that were read and whose checksum was compared.
    pub hashed: u64,
    /// Bodies that were fetched again and compared byte by byte.
    pub fetched: u64,
    /// What differed, at most [`MAX_LISTED`].
    pub differences: Vec<Difference>,
    /// Mailboxes of which nothing can be said, and why.
    pub unchecked: Vec<(String, String)>,
}

/// What both say of a part of a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Messages that are here or there.
    pub total: u64,
    /// What differs, by UID. A message may differ in more than one thing.
    pub differences: BTreeSet<(Uid, What)>,
}

impl Compared {
    /// Takes in another part.
    pub fn add(&mut self, mut other: Self) {
        self.total = self.total.saturating_add(other.total);
        self.differences.append(&mut other.differences);
    }

    /// The messages that differ.
    pub fn differing(&self) -> u64 {
        count(self.differences.iter())
    }
}

/// How many messages are named by differences that are in order.
fn count<'a>(differences: impl Iterator<Item = &'a (Uid, What)>) -> u64 {
    differences.map(|(uid, _)| *uid).collect::<UidSet>().len()
}

/// Compares what is here with what is there.
pub fn compare(here: &[Facts], there: &[FetchedFacts]) -> Compared {
    let here: BTreeMap<Uid, &Facts> = here.iter().map(|facts| (facts.uid, facts)).collect();
    // The last word counts where a server tells of a message twice.
    let there: BTreeMap<Uid, &FetchedFacts> = there.iter().map(|facts| (facts.uid, facts)).collect();
    let mut differences = BTreeSet::new();
    for (uid, here) in &here {
        match there.get(uid) {
            None => {
                differences.insert((*uid, What::NotThere));
            }
            Some(there) => differences.extend(between(here, there).map(|what| (*uid, what))),
        }
    }
    let not_here = there.keys().filter(|uid| !here.contains_key(uid));
    differences.extend(not_here.map(|uid| (*uid, What::NotHere)));
    let union: BTreeSet<_> = here.keys().chain(there.keys()).collect();
    Compared { total: union.len() as u64, differences }
}

/// In what one message differs.
fn between(here: &Facts, there: &FetchedFacts) -> impl Iterator<Item = What> {
    let unread = (here.size.is_none() && !here.hidden).then_some(What::Unread);
    let flags = (unread.is_none() && here.flags != there.flags).then_some(What::Flags);
    let size = here.size.is_some_and(|size| size != there.size).then_some(What::Size);
    unread.into_iter().chain(flags).chain(size)
}

/// A part of a mailbox that is compared in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// What the server is asked for: a range without holes, so that nothing is overlooked between.
    pub ask: UidSet,
    /// What of it is here.
    pub known: UidSet,
}

/// Cuts a mailbox into windows that together name every UID there can be. `next`: the UID the server gives out
/// next, if it says.
pub fn windows(known: &UidSet, next: Option<Uid>, size: u64) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut first = Uid::MIN;
    for known in known.chunks(usize::MAX, size.max(1)) {
        let Some(last) = known.last() else { continue };
        windows.push(Window { ask: UidSet::from_range(first, last), known });
        let Some(next) = last.next() else { return windows };
        first = next;
    }
    let rest = match next {
        // Only what is below can exist.
        Some(next) if next <= first => return windows,
        Some(next) => Uid::new(next.get().saturating_sub(1)).map(|last| UidSet::from_range(first, last)),
        None => Some(UidSet::starting_at(first)),
    };
    windows.extend(rest.map(|ask| Window { ask, known: UidSet::new() }));
    windows
}

/// Chooses the bodies that are read again: the newest of each mailbox as far as they make half of it, the rest
/// at random. `stored`: of each mailbox, by UID.
pub fn sample(stored: &[Vec<EnvelopeId>], seed: u64) -> Vec<EnvelopeId> {
    let all: usize = stored.iter().map(Vec::len).sum();
    let size = all.div_ceil(SAMPLE_SHARE).max(MIN_SAMPLE).min(all);
    let newest = stored.iter().filter_map(|mailbox| mailbox.last().copied()).take(size.div_ceil(2));
    let mut chosen: BTreeSet<EnvelopeId> = newest.collect();
    let rest = stored.iter().flatten().copied().filter(|id| !chosen.contains(id));
    let more = fastrand::Rng::with_seed(seed).choose_multiple(rest, size.saturating_sub(chosen.len()));
    chosen.extend(more);
    chosen.into_iter().collect()
}

impl Report {
    /// Takes in a mailbox; `left`: what still differs after the repair, all of it if there was none.
    pub fn add_mailbox(&mut self, name: &str, compared: &Compared, left: &BTreeSet<(Uid, What)>) {
        let checked = &mut self.checked;
        let (all, remaining) = (compared.differing(), count(compared.differences.intersection(left)));
        checked.total = checked.total.saturating_add(compared.total);
        checked.agreed = checked.agreed.saturating_add(compared.total.saturating_sub(all));
        checked.differing = checked.differing.saturating_add(all);
        checked.repaired = checked.repaired.saturating_add(all.saturating_sub(remaining));
        let room = MAX_LISTED.saturating_sub(self.differences.len());
        self.differences.extend(compared.differences.iter().take(room).map(|difference| {
            let (uid, what) = *difference;
            Difference { mailbox: name.to_owned(), uid, what, repaired: !left.contains(difference) }
        }));
    }

    /// Takes in a mailbox of which nothing can be said.
    pub fn add_unchecked(&mut self, name: &str, why: String) {
        self.checked.unchecked = self.checked.unchecked.saturating_add(1);
        if self.unchecked.len() < MAX_LISTED {
            self.unchecked.push((name.to_owned(), why));
        }
    }
}

#[cfg(test)]
mod tests;

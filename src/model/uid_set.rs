//! A set of UIDs as sorted ranges: what IMAP calls a sequence set (RFC 3501, 9; RFC 4315).
//!
//! Invariant: the ranges are sorted, do not overlap and do not touch, so two equal sets are equal values
//! and a mailbox of 200,000 messages without gaps is one range.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::Uid;

/// A set of UIDs.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UidSet {
    ranges: Vec<(Uid, Uid)>,
}

impl UidSet {
    /// The empty set.
    pub const fn new() -> Self {
        Self { ranges: Vec::new() }
    }

    /// All UIDs there can be, `1:*` on the wire.
    pub fn all() -> Self {
        Self::from_range(Uid::MIN, Uid::MAX)
    }

    /// All UIDs from `first` on, `first:*` on the wire. (A server adds its last message even if that is
    /// smaller; the session filters it out again.)
    pub fn starting_at(first: Uid) -> Self {
        Self::from_range(first, Uid::MAX)
    }

    /// The UIDs from `first` to `last`; empty if `first` is larger.
    pub fn from_range(first: Uid, last: Uid) -> Self {
        if first > last { Self::new() } else { Self { ranges: vec![(first, last)] } }
    }

    /// Reads a sequence set without `*`. Both orders of a range are allowed (RFC 3501, 9). `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| -> Option<Uid> {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().ok()).flatten().and_then(Uid::new)
        };
        let mut ranges = Vec::new();
        for item in text.split(',') {
            let (first, last) = item.split_once(':').unwrap_or((item, item));
            let (first, last) = (number(first)?, number(last)?);
            ranges.push((first.min(last), first.max(last)));
        }
        Some(Self::from_ranges(ranges))
    }

    /// A set from ranges in any order; those whose start is beyond their end are empty.
    pub fn from_ranges(mut ranges: Vec<(Uid, Uid)>) -> Self {
        ranges.retain(|(first, last)| first <= last);
        if !ranges.is_sorted() {
            ranges.sort_unstable();
        }
        let mut merged: Vec<(Uid, Uid)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some((_, end)) if first.get() <= end.get().saturating_add(1) => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        Self { ranges: merged }
    }

    /// Adds a UID; in constant time if it is larger than all others. Says whether it is new.
    pub fn insert(&mut self, uid: Uid) -> bool {
        match self.ranges.last_mut() {
            Some((_, end)) if end.next() == Some(uid) => *end = uid,
            Some((_, end)) if uid <= *end => {
                if self.contains(uid) {
                    return false;
                }
                self.insert_between(uid);
            }
            Some(_) | None => self.ranges.push((uid, uid)),
        }
        true
    }

    /// `uid` is not in the set and not larger than all of it.
    fn insert_between(&mut self, uid: Uid) {
        let at = self.ranges.partition_point(|(_, end)| *end < uid);
        let touches_next = self.ranges.get(at).is_some_and(|(first, _)| first.get().checked_sub(1) == Some(uid.get()));
        let before = at.checked_sub(1);
        let touches_previous = before
            .and_then(|before| self.ranges.get(before))
            .is_some_and(|(_, end)| end.get().checked_add(1) == Some(uid.get()));
        match (touches_previous, touches_next) {
            (true, true) => {
                let (_, end) = self.ranges.remove(at);
                if let Some(range) = before.and_then(|before| self.ranges.get_mut(before)) {
                    range.1 = end;
                }
            }
            (true, false) => {
                if let Some(range) = before.and_then(|before| self.ranges.get_mut(before)) {
                    range.1 = uid;
                }
            }
            (false, true) => {
                if let Some(range) = self.ranges.get_mut(at) {
                    range.0 = uid;
                }
            }
            (false, false) => self.ranges.insert(at, (uid, uid)),
        }
    }

    /// Takes a UID out. Says whether it was in.
    pub fn remove(&mut self, uid: Uid) -> bool {
        if !self.contains(uid) {
            return false;
        }
        *self = self.difference(&Self::from_range(uid, uid));
        true
    }

    /// Whether the UID is in the set.
    pub fn contains(&self, uid: Uid) -> bool {
        let at = self.ranges.partition_point(|(_, end)| *end < uid);
        self.ranges.get(at).is_some_and(|(first, _)| *first <= uid)
    }

    /// How many UIDs are in the set.
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|(first, last)| u64::from(last.get()) - u64::from(first.get()) + 1).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The smallest UID.
    pub fn first(&self) -> Option<Uid> {
        self.ranges.first().map(|(first, _)| *first)
    }

    /// The largest UID.
    pub fn last(&self) -> Option<Uid> {
        self.ranges.last().map(|(_, last)| *last)
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> impl DoubleEndedIterator<Item = RangeInclusive<Uid>> + '_ {
        self.ranges.iter().map(|(first, last)| *first..=*last)
    }

    /// The UIDs, ascending; `rev()` gives the newest first. Beware of open ranges like [`UidSet::all`].
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Uid> + '_ {
        self.ranges.iter().flat_map(|(first, last)| (first.get()..=last.get()).filter_map(Uid::new))
    }

    /// What is in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::from_ranges(self.ranges.iter().chain(&other.ranges).copied().collect())
    }

    /// What is in any of the sets, in one go: for many of them.
    pub fn union_all<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::from_ranges(sets.into_iter().flat_map(|set| &set.ranges).copied().collect())
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        let mut ranges = Vec::new();
        while let (Some(&&(left_first, left_last)), Some(&&(right_first, right_last))) = (left.peek(), right.peek()) {
            let (first, last) = (left_first.max(right_first), left_last.min(right_last));
            if first <= last {
                ranges.push((first, last));
            }
            if left_last <= right_last {
                left.next();
            } else {
                right.next();
            }
        }
        Self { ranges }
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        let mut holes = other.ranges.iter().peekable();
        for &(first, last) in &self.ranges {
            let mut start = Some(first);
            while let (Some(from), Some(&&(hole_first, hole_last))) = (start, holes.peek()) {
                if hole_first > last {
                    break;
                }
                if let Some(end) = Uid::new(hole_first.get() - 1).filter(|end| from <= *end) {
                    ranges.push((from, end));
                }
                // What follows the hole, unless the hole lies wholly before what is left.
                start = if hole_last < from { Some(from) } else { hole_last.next().filter(|next| *next <= last) };
                if hole_last > last {
                    break;
                }
                holes.next();
            }
            if let Some(from) = start {
                ranges.push((from, last));
            }
        }
        Self { ranges }
    }

    /// Splits the set into ascending parts whose text is at most `max_bytes` long (a range alone may be
    /// longer) and which hold at most `max_uids` UIDs: commands have to stay short for some servers.
    pub fn chunks(&self, max_bytes: usize, max_uids: u64) -> Vec<Self> {
        let max_uids = u32::try_from(max_uids.max(1)).unwrap_or(u32::MAX);
        let (mut chunks, mut chunk, mut bytes, mut uids) = (Vec::new(), Self::new(), 0_usize, 0_u32);
        for &(mut first, last) in &self.ranges {
            loop {
                let end = Uid::new(first.get().saturating_add(max_uids - uids - 1)).map_or(last, |end| end.min(last));
                let text = range_text(first, end).len() + 1;
                if !chunk.is_empty() && bytes + text > max_bytes.saturating_add(1) {
                    chunks.push(std::mem::take(&mut chunk));
                    (bytes, uids) = (0, 0);
                    continue;
                }
                chunk.ranges.push((first, end));
                bytes += text;
                uids = uids.saturating_add((end.get() - first.get()).saturating_add(1));
                if uids >= max_uids {
                    chunks.push(std::mem::take(&mut chunk));
                    (bytes, uids) = (0, 0);
                }
                match end.next().filter(|next| *next <= last) {
                    Some(next) => first = next,
                    None => break,
                }
            }
        }
        if !chunk.is_empty() {
            chunks.push(chunk);
        }
        chunks
    }
}

/// A range on the wire. The largest UID there can be stands for "to the end": some servers read numbers as
/// signed ones.
fn range_text(first: Uid, last: Uid) -> String {
    if first == last {
        first.to_string()
    } else if last == Uid::MAX {
        format!("{first}:*")
    } else {
        format!("{first}:{last}")
    }
}

impl fmt::Display for UidSet {
    /// A sequence set as it goes over the wire. Empty for the empty set, which is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.ranges.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(&range_text(*first, *last))?;
        }
        Ok(())
    }
}

impl fmt::Debug for UidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UidSet({self})")
    }
}

impl FromIterator<Uid> for UidSet {
    fn from_iter<I: IntoIterator<Item = Uid>>(uids: I) -> Self {
        Self::from_ranges(uids.into_iter().map(|uid| (uid, uid)).collect())
    }
}

impl Extend<Uid> for UidSet {
    fn extend<I: IntoIterator<Item = Uid>>(&mut self, uids: I) {
        let added: Self = uids.into_iter().collect();
        *self = self.union(&added);
    }
}

#[cfg(test)]
mod tests;

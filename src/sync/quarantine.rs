//! Finds the message that breaks a connection, and sets it aside. Pure.
//!
//! A FETCH that fails because of what was in it is tried again in eighths, until the one UID that does it is
//! found; that one is left out from then on, so that it costs its own text and nothing else. It is tried
//! again later, alone and after all others.
//!
//! A connection that is merely lost may be the line's fault. So such a message is found only after it broke
//! several connections on its own, and when many do, none is to blame.

use std::collections::BTreeMap;

use crate::model::{Uid, UidSet};

/// What is suspected in one mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suspects {
    suspected: UidSet,
    bad: UidSet,
    /// Of `bad`: those that may be in order, while the server or the line is not.
    doubtful: UidSet,
    /// Set aside before, and to be tried again.
    due: UidSet,
    /// How often a message failed alone.
    strikes: BTreeMap<Uid, u8>,
    /// Connections lost since something came.
    losses: u8,
    /// Since something came it was found that asking for less does not help.
    exhausted: bool,
    narrowed: bool,
}

/// Whose fault a failure may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// What the server sent cannot be read: that will not change.
    Message,
    /// The server refused: it may think otherwise another day.
    Server,
    /// The connection was lost or hangs.
    Line,
}

/// What a failure led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Fetch in smaller parts, or once more.
    Narrowed,
    /// The message is found; it is in [`Suspects::bad`] now.
    Culprit,
    /// Too many fail for the messages to be the reason: leave the mailbox for now.
    TooMany,
}

impl Suspects {
    /// Messages that may be unreadable before the mailbox is left alone.
    const MOST: u64 = 64;
    /// Messages that may be set aside on account of the server or the line before those are to blame.
    const MOST_DOUBTFUL: u64 = 6;
    /// In how many parts a suspected set is tried again.
    const PARTS: u64 = 8;
    /// Connections that may be lost, one after the other with nothing in between, before the line is to blame.
    const MOST_LOSSES: u8 = 16;
    /// Connections a message may cost before it is to blame.
    const STRIKES: u8 = 3;

    /// A FETCH of `uids`, of which `received` came whole, failed.
    pub fn failed(&mut self, uids: &UidSet, received: &UidSet, blame: Blame) -> Found {
        let rest = uids.difference(received);
        self.narrowed = !self.exhausted;
        if blame == Blame::Line {
            self.losses = self.losses.saturating_add(1);
            if self.losses > Self::MOST_LOSSES {
                return self.acquit();
            }
        }
        let uid = match (rest.len(), rest.first()) {
            (1, Some(uid)) => uid,
            // It broke after the last message: nobody is to blame.
            (0, _) | (_, None) => return Found::Narrowed,
            _ => {
                self.suspected = rest;
                return Found::Narrowed;
            }
        };
        let strikes = self.strikes.entry(uid).or_default();
        *strikes = strikes.saturating_add(1);
        if blame == Blame::Line && *strikes < Self::STRIKES {
            self.suspected = rest;
            return Found::Narrowed;
        }
        self.suspected = self.suspected.difference(&rest);
        self.due = self.due.difference(&rest);
        self.bad = self.bad.union(&rest);
        if blame == Blame::Message {
            return if self.is_hopeless() { self.give_up() } else { Found::Culprit };
        }
        self.doubtful = self.doubtful.union(&rest);
        if self.doubtful.len() <= Self::MOST_DOUBTFUL {
            return Found::Culprit;
        }
        self.acquit()
    }

    /// It is not the messages.
    fn acquit(&mut self) -> Found {
        self.bad = self.bad.difference(&self.doubtful);
        (self.suspected, self.doubtful) = Default::default();
        self.strikes.clear();
        self.give_up()
    }

    fn give_up(&mut self) -> Found {
        (self.narrowed, self.exhausted, self.losses) = (false, true, 0);
        Found::TooMany
    }

    /// A FETCH of `uids` went well.
    pub fn cleared(&mut self, uids: &UidSet) {
        self.suspected = self.suspected.difference(uids);
        self.due = self.due.difference(uids);
        self.bad = self.bad.difference(uids);
        self.doubtful = self.doubtful.difference(uids);
        self.strikes.retain(|uid, _| !uids.contains(*uid));
        (self.exhausted, self.losses) = (false, 0);
    }

    /// What is not to be fetched now.
    pub const fn bad(&self) -> &UidSet {
        &self.bad
    }

    /// Whether a FETCH failed, and nothing has come since.
    pub fn is_suspicious(&self) -> bool {
        self.losses > 0 || !self.suspected.is_empty()
    }

    /// Whether so much cannot be read that the mailbox is not worth another connection.
    pub fn is_hopeless(&self) -> bool {
        self.bad.len() > Self::MOST
    }

    /// Whether the last failure led to something that may go better. Once.
    pub fn take_narrowed(&mut self) -> bool {
        std::mem::take(&mut self.narrowed)
    }

    /// The server leaves this out although it says that it is there.
    pub fn refused(&mut self, uids: &UidSet) {
        self.bad = self.bad.union(uids);
    }

    /// Time to try again what was set aside: these, and all that is known here. One failure is enough then.
    pub fn retry(&mut self, uids: &UidSet) {
        let again = self.bad.union(uids);
        self.strikes.extend(again.iter().map(|uid| (uid, Self::STRIKES)));
        self.due = self.due.union(&again);
        (self.bad, self.doubtful) = Default::default();
    }

    /// What is to be tried again.
    pub const fn due(&self) -> &UidSet {
        &self.due
    }

    /// What is not there any more need not be remembered.
    pub fn forget_absent(&mut self, present: &UidSet) {
        for set in [&mut self.bad, &mut self.doubtful, &mut self.due] {
            *set = set.intersection(present);
        }
        self.strikes.retain(|uid, _| present.contains(*uid));
    }

    /// Cuts a set so that what is suspected is fetched in small parts, what was set aside before alone and
    /// last, what is bad not at all.
    pub fn split(&self, uids: &UidSet) -> Vec<UidSet> {
        let wanted = uids.difference(&self.bad);
        let due = wanted.intersection(&self.due);
        let suspected = wanted.intersection(&self.suspected).difference(&due);
        let innocent = wanted.difference(&suspected).difference(&due);
        let part = suspected.len().div_ceil(Self::PARTS).max(1);
        let mut parts = suspected.chunks(usize::MAX / 2, part);
        if !innocent.is_empty() {
            parts.push(innocent);
        }
        parts.extend(due.chunks(usize::MAX / 2, 1));
        parts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fetches as the driver does, from a server that dies of the bad ones; counts the connections lost.
    fn fetch(all: &UidSet, bad: &UidSet) -> (UidSet, Suspects, usize) {
        let (mut suspects, mut got, mut lost) = (Suspects::default(), UidSet::new(), 0);
        'connection: loop {
            for part in suspects.split(&all.difference(&got)) {
                let died = part.iter().find(|uid| bad.contains(*uid));
                let whole: UidSet = part.iter().take_while(|uid| Some(*uid) != died).collect();
                got = got.union(&whole);
                if died.is_some() {
                    lost += 1;
                    if suspects.failed(&part, &whole, Blame::Message) == Found::TooMany {
                        return (got, suspects, lost);
                    }
                    continue 'connection;
                }
                suspects.cleared(&part);
            }
            return (got, suspects, lost);
        }
    }

    #[test]
    fn one_bad_message_among_two_thousand_costs_few_connections() {
        let all = UidSet::parse("1:2000").unwrap();
        let bad = UidSet::parse("1777").unwrap();

        let (got, suspects, lost) = fetch(&all, &bad);

        assert_eq!((got, suspects.bad()), (all.difference(&bad), &bad));
        assert!(lost <= 5, "{lost} connections lost");
    }

    #[test]
    fn a_mailbox_full_of_bad_messages_is_given_up() {
        let all = UidSet::parse("1:500").unwrap();

        let (got, _, lost) = fetch(&all, &all);

        assert!(got.is_empty() && lost < 1_000, "{lost} connections lost");
    }

    fn set(text: &str) -> UidSet {
        UidSet::parse(text).unwrap()
    }

    #[test]
    fn a_lost_line_is_blamed_on_a_message_only_when_it_is_lost_thrice_over_that_one() {
        let mut suspects = Suspects::default();
        let (all, seven, none) = (set("1:8"), set("7"), UidSet::new());

        assert_eq!(suspects.failed(&all, &set("1:6"), Blame::Line), Found::Narrowed);
        assert_eq!(suspects.split(&all), [set("7"), set("8"), set("1:6")]);
        for _ in 0..2 {
            assert_eq!(suspects.failed(&seven, &none, Blame::Line), Found::Narrowed);
            assert!(suspects.bad().is_empty() && suspects.take_narrowed());
        }
        assert_eq!(suspects.failed(&seven, &none, Blame::Line), Found::Culprit);

        assert_eq!((suspects.bad(), suspects.split(&all)), (&seven, vec![set("1:6,8")]));
    }

    #[test]
    fn a_line_that_is_lost_over_many_messages_is_to_blame_itself() {
        let mut suspects = Suspects::default();
        let uids = (1..=7).filter_map(Uid::new).flat_map(|uid| [uid; 3]);

        let found: Vec<_> = uids
            .map(|uid| suspects.failed(&UidSet::from_range(uid, uid), &UidSet::new(), Blame::Line))
            .take_while(|found| *found != Found::TooMany)
            .collect();

        assert_eq!(found.len(), 16, "{found:?}");
        assert!(suspects.bad().is_empty() && !suspects.take_narrowed());
        suspects.failed(&set("1:9"), &UidSet::new(), Blame::Line);
        assert!(!suspects.take_narrowed(), "asking for less is no help until something comes");
    }

    #[test]
    fn what_was_set_aside_is_tried_again_alone_and_last_and_fails_at_once() {
        let mut suspects = Suspects::default();
        let (three, five) = (set("3"), set("5"));
        suspects.failed(&three, &UidSet::new(), Blame::Server);

        suspects.retry(&five);

        assert_eq!(suspects.split(&set("1:6")), [set("1:2,4,6"), set("3"), set("5")]);
        suspects.cleared(&three);
        assert_eq!(suspects.failed(&five, &UidSet::new(), Blame::Line), Found::Culprit);
        assert_eq!((suspects.bad(), suspects.due()), (&five, &UidSet::new()));
    }

    proptest! {
        #[test]
        fn exactly_the_bad_ones_are_left_out(bad in prop::collection::btree_set(1..400_u32, 0..20)) {
            let all = UidSet::parse("1:400").unwrap();
            let bad: UidSet = bad.into_iter().filter_map(Uid::new).collect();

            let (got, suspects, _) = fetch(&all, &bad);

            prop_assert_eq!(suspects.bad(), &bad);
            prop_assert_eq!(got, all.difference(&bad));
        }
    }
}

//! Finds the message that breaks a connection. Pure.
//!
//! A FETCH that ends the connection because of what was in it is tried again in eighths, until the one UID
//! that does it is found; that one is left out from then on, so that it costs its own text and nothing else.

use crate::model::UidSet;

/// What is suspected in one mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suspects {
    suspected: UidSet,
    bad: UidSet,
    unreadable: UidSet,
}

/// Whose fault a failure may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// What the server sent cannot be read: that will not change.
    Message,
    /// The server refused: it may think otherwise another day.
    Server,
}

/// What a failure led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Fetch in smaller parts.
    Narrowed,
    /// The message is found; it is in [`Suspects::bad`] now.
    Culprit,
    /// This mailbox breaks connections in too many places: leave it for now.
    TooMany,
}

impl Suspects {
    /// Messages that may be found bad before the mailbox is left alone for the session.
    const MOST: u64 = 64;
    /// In how many parts a suspected set is tried again.
    const PARTS: u64 = 8;

    /// A FETCH of `uids`, of which `received` came whole, failed.
    pub fn failed(&mut self, uids: &UidSet, received: &UidSet, blame: Blame) -> Found {
        let rest = uids.difference(received);
        match rest.len() {
            // It broke after the last message: nobody is to blame.
            0 => Found::Narrowed,
            1 => {
                self.bad = self.bad.union(&rest);
                if blame == Blame::Message {
                    self.unreadable = self.unreadable.union(&rest);
                }
                self.suspected = self.suspected.difference(&rest);
                if self.bad.len() > Self::MOST { Found::TooMany } else { Found::Culprit }
            }
            _ => {
                self.suspected = rest;
                Found::Narrowed
            }
        }
    }

    /// A FETCH of `uids` went well.
    pub fn cleared(&mut self, uids: &UidSet) {
        self.suspected = self.suspected.difference(uids);
    }

    /// What is not to be fetched any more.
    pub const fn bad(&self) -> &UidSet {
        &self.bad
    }

    /// Of those, the ones that cannot be read at all.
    pub const fn unreadable(&self) -> &UidSet {
        &self.unreadable
    }

    /// The server leaves this out although it says that it is there.
    pub fn refused(&mut self, uids: &UidSet) {
        self.bad = self.bad.union(uids);
    }

    /// What is not there any more need not be remembered.
    pub fn forget_absent(&mut self, present: &UidSet) {
        self.bad = self.bad.intersection(present);
        self.unreadable = self.unreadable.intersection(present);
    }

    /// Cuts a set so that what is suspected is fetched in small parts, what is bad not at all.
    pub fn split(&self, uids: &UidSet) -> Vec<UidSet> {
        let wanted = uids.difference(&self.bad);
        let suspected = wanted.intersection(&self.suspected);
        let innocent = wanted.difference(&suspected);
        let part = suspected.len().div_ceil(Self::PARTS).max(1);
        let mut parts = suspected.chunks(usize::MAX / 2, part);
        if !innocent.is_empty() {
            parts.push(innocent);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Uid;

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

    proptest! {
        #[test]
        fn exactly_the_bad_ones_are_left_out(bad in prop::collection::btree_set(1..400_u32, 0..20)) {
            let all = UidSet::parse("1:400").unwrap();
            let bad: UidSet = bad.into_iter().filter_map(Uid::new).collect();

            let (got, suspects, _) = fetch(&all, &bad);

            prop_assert_eq!(suspects.bad(), &bad);
            prop_assert_eq!(suspects.unreadable(), &bad);
            prop_assert_eq!(got, all.difference(&bad));
        }
    }
}

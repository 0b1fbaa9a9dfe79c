//! The orders of the lists that were looked at last, in memory, and merging several into one.
//!
//! An order is all dates and ids of a mailbox, ascending: 16 bytes a message. How many are kept is bounded by
//! their messages, not by their number.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::chunks::{self, Edit};
use super::index::DateEntry;
use crate::model::MailboxId;

/// Messages in all orders that are kept: 10 MB. A larger mailbox is kept alone.
const MAX_KEPT: usize = 640_000;

/// The orders kept, by mailbox, with when each was last asked for.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    orders: BTreeMap<MailboxId, (u64, Arc<Vec<DateEntry>>)>,
    clock: u64,
}

impl Orders {
    /// The order of a mailbox, if it is kept.
    pub(super) fn get(&self, mailbox: MailboxId) -> Option<Arc<Vec<DateEntry>>> {
        let kept = &mut *self.kept();
        kept.clock = kept.clock.saturating_add(1);
        let (used, order) = kept.orders.get_mut(&mailbox)?;
        *used = kept.clock;
        Some(Arc::clone(order))
    }

    /// Keeps an order, and lets go of those not asked for the longest if they are too much together.
    pub(super) fn put(&self, mailbox: MailboxId, order: &Arc<Vec<DateEntry>>) {
        let kept = &mut *self.kept();
        kept.clock = kept.clock.saturating_add(1);
        kept.orders.insert(mailbox, (kept.clock, Arc::clone(order)));
        let mut total: usize = kept.orders.values().map(|(_, order)| order.len()).sum();
        while total > MAX_KEPT && kept.orders.len() > 1 {
            let oldest = kept.orders.iter().min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id);
            let Some((_, order)) = oldest.and_then(|id| kept.orders.remove(&id)) else { break };
            total = total.saturating_sub(order.len());
        }
    }

    /// Brings an order in step with what was committed, if it is kept. The edits ascend.
    pub(super) fn edit(&self, mailbox: MailboxId, edits: Vec<Edit<DateEntry>>) {
        if let Some((_, order)) = self.kept().orders.get_mut(&mailbox) {
            let old = Arc::unwrap_or_clone(std::mem::take(order));
            *order = Arc::new(chunks::merge(old, edits));
        }
    }

    /// Lets go of an order.
    pub(super) fn forget(&self, mailbox: MailboxId) {
        self.kept().orders.remove(&mailbox);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Several orders as one list, newest first, without merging more than what is asked for.
pub(super) struct Merged<'a>(&'a [Arc<Vec<DateEntry>>]);

impl<'a> Merged<'a> {
    /// The orders must have no entry in common.
    pub(super) const fn new(orders: &'a [Arc<Vec<DateEntry>>]) -> Self {
        Self(orders)
    }

    /// Rows in all.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|order| order.len()).sum()
    }

    /// Rows before this entry, whether or not it is in one of the orders.
    pub(super) fn rank(&self, entry: DateEntry) -> usize {
        self.0.iter().map(|order| newer_than(order, entry)).sum()
    }

    /// At most `limit` rows from `start` on: which order each is from, and the entry.
    pub(super) fn rows(&self, start: usize, limit: usize) -> Vec<(usize, DateEntry)> {
        let mut taken = self.split(start);
        let mut rows = Vec::with_capacity(limit.min(self.len()));
        while rows.len() < limit {
            let heads = self.0.iter().zip(&taken).map(|(order, taken)| nth_newest(order, *taken)).enumerate();
            let Some((newest, which)) = heads.filter_map(|(which, head)| head.map(|head| (head, which))).max() else {
                break;
            };
            rows.push((which, newest));
            if let Some(taken) = taken.get_mut(which) {
                *taken = taken.saturating_add(1);
            }
        }
        rows
    }

    /// How many of each order are among the `rank` newest of all.
    ///
    /// Every round halves the widest range that is still open: about log2 of the largest order for each.
    fn split(&self, rank: usize) -> Vec<usize> {
        let mut low = vec![0_usize; self.0.len()];
        let mut high: Vec<usize> = self.0.iter().map(|order| order.len()).collect();
        loop {
            let open = low.iter().zip(&high).map(|(low, high)| high.saturating_sub(*low)).enumerate();
            let Some((widest, width)) = open.max_by_key(|(_, width)| *width).filter(|(_, width)| *width > 0) else {
                return low;
            };
            let middle = low.get(widest).copied().unwrap_or_default().saturating_add((width - 1) / 2);
            let Some(pivot) = self.0.get(widest).and_then(|order| nth_newest(order, middle)) else { return low };
            let above: Vec<usize> = self.0.iter().map(|order| newer_than(order, pivot)).collect();
            if above.iter().sum::<usize>() < rank {
                // The pivot and all above it are among the newest.
                for (which, (low, above)) in low.iter_mut().zip(above).enumerate() {
                    *low = (*low).max(above.saturating_add(usize::from(which == widest)));
                }
            } else {
                for (high, above) in high.iter_mut().zip(above) {
                    *high = (*high).min(above);
                }
            }
        }
    }
}

fn newer_than(order: &[DateEntry], entry: DateEntry) -> usize {
    order.len().saturating_sub(order.partition_point(|other| *other <= entry))
}

fn nth_newest(order: &[DateEntry], n: usize) -> Option<DateEntry> {
    order.len().checked_sub(n.checked_add(1)?).and_then(|at| order.get(at)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::model::EnvelopeId;

    fn entry(received: i64, id: u64) -> DateEntry {
        DateEntry { received, id: EnvelopeId::new(id) }
    }

    proptest! {
        #[test]
        fn any_part_of_merged_orders_is_that_part_of_all_sorted(
            dates in vec((0_usize..4, 0_i64..30), 0..80), start in 0_usize..90, limit in 0_usize..20,
        ) {
            let mut orders = vec![Vec::new(); 4];
            for (id, (which, received)) in (0..).zip(&dates) {
                orders[*which].push(entry(*received, id));
            }
            for order in &mut orders {
                order.sort_unstable();
            }
            let mut all: Vec<_> = orders.concat();
            all.sort_unstable_by(|a, b| b.cmp(a));
            let orders: Vec<_> = orders.into_iter().map(Arc::new).collect();
            let merged = Merged::new(&orders);

            let rows: Vec<_> = merged.rows(start, limit).into_iter().map(|(_, entry)| entry).collect();

            let expected: Vec<_> = all.iter().copied().skip(start).take(limit).collect();
            prop_assert_eq!(rows, expected);
            prop_assert!(all.iter().enumerate().all(|(at, entry)| merged.rank(*entry) == at));
            prop_assert_eq!(merged.len(), all.len());
        }
    }

    #[test]
    fn orders_not_asked_for_the_longest_are_let_go_of_first() {
        let orders = Orders::default();
        let big = Arc::new((0..MAX_KEPT as u64 / 2).map(|id| entry(0, id)).collect::<Vec<_>>());

        orders.put(MailboxId::new(1), &big);
        orders.put(MailboxId::new(2), &big);
        assert!(orders.get(MailboxId::new(1)).is_some());
        orders.put(MailboxId::new(3), &big);

        assert!(orders.get(MailboxId::new(2)).is_none());
        assert!(orders.get(MailboxId::new(1)).is_some() && orders.get(MailboxId::new(3)).is_some());
    }
}

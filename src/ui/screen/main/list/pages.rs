//! Rows of a list of any length, by pages: pure.
//!
//! A few pages around what is looked at are kept, formatted once. Every request carries the generation it
//! was made in; when the list changes, a new generation begins and answers of the old one are dropped,
//! while the old rows stay to be looked at until the new ones are here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::i18n::format;
use crate::model::{EnvelopeId, Flag, ListRow};
use crate::service::api::Page;
use crate::ui::app::Shared;
use crate::ui::widget::tag::Label;

/// Rows of a page.
pub const PAGE: usize = 200;

/// Pages that are kept; the ones farthest from what is looked at go first.
const MAX_PAGES: usize = 6;

/// Characters of a text that are kept for drawing; no row is wider.
const MAX_CHARS: usize = 240;

/// A row, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it shows.
    pub data: ListRow,
    /// Who.
    pub who: String,
    /// Subject, or words for none.
    pub subject: String,
    /// The date as the language has it.
    pub date: String,
    /// Its tags.
    pub tags: Vec<Label>,
}

impl Row {
    fn new(data: ListRow, shared: &Shared) -> Self {
        let texts = &shared.texts;
        let or = |text: &str, key: &str| if text.trim().is_empty() { texts.get(key) } else { head(text) };
        let who = or(&data.who, "list-no-sender");
        let subject = or(&data.subject, "list-no-subject");
        let date = format::list_date(data.received, shared.now, &shared.zone, shared.lang());
        let tags = Label::all(&data.flags, texts);
        Self { data, who, subject, date, tags }
    }

    /// Whether it counts as unread.
    pub const fn unread(&self) -> bool {
        self.data.flags.is_unseen()
    }

    /// Whether a flag is set.
    pub const fn has(&self, flag: Flag) -> bool {
        self.data.flags.contains(flag)
    }
}

fn head(text: &str) -> String {
    text.chars().take(MAX_CHARS).collect()
}

/// Rows of a list of any length.
#[derive(Debug, Default)]
pub struct Pages {
    generation: u64,
    total: Option<usize>,
    loaded: BTreeMap<usize, Vec<Row>>,
    asked: BTreeSet<usize>,
}

impl Pages {
    /// No rows, in the generation after those of another list.
    pub fn after(other: &Self) -> Self {
        Self { generation: other.generation + 1, ..Self::default() }
    }

    /// The generation of requests made now.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Rows in all, once known.
    pub const fn total(&self) -> Option<usize> {
        self.total
    }

    /// Rows in all, none as long as that is not known.
    pub fn count(&self) -> usize {
        self.total.unwrap_or_default()
    }

    /// A row, if its page is here.
    pub fn row(&self, index: usize) -> Option<&Row> {
        self.loaded.get(&(index / PAGE))?.get(index % PAGE)
    }

    /// All rows that are here.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.loaded.values().flatten()
    }

    /// Where a message is, as far as its page is here.
    pub fn find(&self, id: EnvelopeId) -> Option<usize> {
        self.loaded
            .iter()
            .find_map(|(page, rows)| rows.iter().position(|row| row.data.id == id).map(|place| page * PAGE + place))
    }

    /// The pages that are needed for these rows and neither here nor asked for; they count as asked for now.
    pub fn want(&mut self, rows: Range<usize>) -> Vec<usize> {
        let end = rows.end.min(self.total.unwrap_or(rows.end));
        if rows.start >= end {
            return Vec::new();
        }
        let pages = rows.start / PAGE..=(end - 1) / PAGE;
        let missing: Vec<usize> = pages.filter(|page| !self.loaded.contains_key(page)).collect();
        missing.into_iter().filter(|page| self.asked.insert(*page)).collect()
    }

    /// A new generation: the list changed. What is asked for from now on counts, what was asked before does not.
    pub fn begin(&mut self) -> u64 {
        self.generation += 1;
        self.asked.clear();
        self.generation
    }

    /// A page that was asked for. False if it belongs to an older generation and was dropped.
    pub fn accept(&mut self, generation: u64, page: usize, answer: Page, shared: &Shared) -> bool {
        if generation != self.generation {
            return false;
        }
        self.asked.remove(&page);
        self.total = Some(answer.total);
        self.loaded.insert(page, answer.rows.into_iter().take(PAGE).map(|row| Row::new(row, shared)).collect());
        self.trim(page);
        true
    }

    /// A page that was asked for did not come: it may be asked for again.
    pub fn refuse(&mut self, generation: u64, page: usize) {
        if generation == self.generation {
            self.asked.remove(&page);
        }
    }

    /// All rows anew, of this generation.
    pub fn replace(&mut self, total: usize, pages: Vec<(usize, Page)>, shared: &Shared) {
        self.total = Some(total);
        self.loaded.clear();
        for (page, answer) in pages {
            let rows = answer.rows.into_iter().take(PAGE).map(|row| Row::new(row, shared)).collect();
            self.loaded.insert(page, rows);
        }
    }

    /// Time or language moved on.
    pub fn refresh(&mut self, shared: &Shared) {
        for row in self.loaded.values_mut().flatten() {
            *row = Row::new(row.data.clone(), shared);
        }
    }

    fn trim(&mut self, near: usize) {
        while self.loaded.len() > MAX_PAGES {
            let Some(farthest) = self.loaded.keys().copied().max_by_key(|page| page.abs_diff(near)) else { return };
            self.loaded.remove(&farthest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::model::{AccountId, Flags, MailboxId};
    use crate::service::api::channel;

    fn shared() -> Shared {
        Shared::new(channel().0, Settings::default())
    }

    fn page(total: usize, start: usize, len: usize) -> Page {
        let rows = (start..start + len).map(|index| ListRow {
            id: EnvelopeId::new(index as u64 + 1),
            account: AccountId::new(1),
            mailbox: MailboxId::new(1),
            who: "Anna".to_owned(),
            subject: "x".repeat(1_000_000 / (index + 1)),
            preview: String::new(),
            received: 0,
            flags: Flags::default(),
            has_attachment: false,
        });
        Page { total, start, rows: rows.collect() }
    }

    #[test]
    fn a_page_is_asked_for_once_and_only_where_it_is_missing() {
        let mut pages = Pages::default();

        assert_eq!(pages.want(0..10), [0]);
        assert_eq!(pages.want(0..10), [0; 0], "already asked for");
        assert_eq!(pages.want(150..450), [1, 2]);
        pages.refuse(0, 1);
        assert_eq!(pages.want(150..450), [1], "it did not come");
    }

    #[test]
    fn answers_of_an_older_generation_are_dropped() {
        let mut pages = Pages::default();
        let old = pages.generation();
        let _ = pages.want(0..10);
        pages.begin();

        assert!(!pages.accept(old, 0, page(500, 0, 200), &shared()));
        assert_eq!(pages.total(), None);
        assert_eq!(pages.want(0..10), [0], "asked again in the new generation");
    }

    #[test]
    fn old_rows_stay_until_the_new_ones_are_here() {
        let mut pages = Pages::default();
        assert!(pages.accept(0, 0, page(200, 0, 200), &shared()));

        pages.begin();

        assert!(pages.row(10).is_some());
    }

    #[test]
    fn only_a_few_pages_are_kept_whatever_the_length() {
        let mut pages = Pages::default();
        for number in 0..1_000 {
            assert!(pages.accept(0, number, page(200_000, number * PAGE, PAGE), &shared()));
        }

        assert_eq!(pages.loaded.len(), MAX_PAGES);
        assert!(pages.row(199_999).is_some() && pages.row(0).is_none());
    }

    #[test]
    fn a_subject_of_a_megabyte_is_cut_to_what_can_be_drawn() {
        let mut pages = Pages::default();
        assert!(pages.accept(0, 0, page(1, 0, 1), &shared()));

        assert_eq!(pages.row(0).unwrap().subject.chars().count(), MAX_CHARS);
    }

    #[test]
    fn nothing_is_wanted_beyond_the_end() {
        let mut pages = Pages::default();
        assert!(pages.accept(0, 0, page(3, 0, 3), &shared()));

        assert_eq!(pages.want(0..50), [0; 0]);
        assert_eq!(pages.want(400..450), [0; 0]);
    }
}

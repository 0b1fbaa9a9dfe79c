//! Which messages an action is for: those chosen one by one or as a range, else the one that is selected.
//!
//! What is chosen are messages, not places: a range is asked for by the messages at its ends, so mail that
//! arrives meanwhile moves nothing in or out, and what leaves the list is chosen no more.

use std::collections::BTreeSet;
use std::sync::Arc;

use iced::Task;
use iced::keyboard::Modifiers;

use super::pages::Row;
use super::{List, Message, Selected};
use crate::error::Result;
use crate::model::EnvelopeId;
use crate::service::api::{ListSource, Query};
use crate::ui::app::Shared;
use crate::ui::backend::ask;

/// What is chosen in a list.
#[derive(Debug, Default)]
pub struct Chosen {
    ids: BTreeSet<EnvelopeId>,
    /// Where ranges begin.
    pivot: Option<EnvelopeId>,
    /// The selection moves with Shift: once its message is known, everything from the pivot on is chosen.
    extending: bool,
    /// One of those that are chosen was pressed: let go of without being dragged, it is all that is left.
    pressed: bool,
}

/// What was selected and chosen, to be so again if it comes back.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// The message that was selected.
    pub selected: Option<EnvelopeId>,
    /// What is chosen beside it.
    pub chosen: Arc<BTreeSet<EnvelopeId>>,
}

/// What is done with the messages that were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// They are what is chosen now.
    Choose,
    /// They are all there are: others are chosen no more.
    Keep,
}

impl List {
    /// The messages an action is for.
    pub fn targets(&self) -> Vec<EnvelopeId> {
        match self.chosen.ids.is_empty() {
            true => self.selected_id().into_iter().collect(),
            false => self.chosen.ids.iter().copied().collect(),
        }
    }

    /// How many these are.
    pub fn target_count(&self) -> usize {
        match self.chosen.ids.len() {
            0 => usize::from(self.selected_id().is_some()),
            chosen => chosen,
        }
    }

    /// Their rows, as far as they are here.
    pub fn target_rows(&self) -> impl Iterator<Item = &Row> {
        self.pages.rows().filter(|row| self.is_target(row.data.id))
    }

    /// Whether a message is one of them.
    pub(super) fn is_target(&self, id: EnvelopeId) -> bool {
        if self.chosen.ids.is_empty() { self.selected_id() == Some(id) } else { self.is_chosen(id) }
    }

    /// How many messages are chosen, beside the one that is selected.
    pub fn chosen(&self) -> usize {
        self.chosen.ids.len()
    }

    /// Whether a message is chosen.
    pub fn is_chosen(&self, id: EnvelopeId) -> bool {
        self.chosen.ids.contains(&id)
    }

    /// Nothing is chosen any more; whether anything was.
    pub fn unchoose(&mut self) -> bool {
        let was = !self.chosen.ids.is_empty();
        self.chosen = Chosen::default();
        was
    }

    /// A row was pressed with these keys held down.
    pub(super) fn press(&mut self, index: usize, held: Modifiers, shared: &Shared) -> Task<Message> {
        if held.shift() {
            return self.extend(index, shared);
        }
        if held.command() {
            // What was selected before is one of those that are chosen.
            if self.chosen.ids.is_empty() {
                self.chosen.ids.extend(self.selected_id());
            }
            let moved = self.select(index, shared);
            self.toggle();
            return moved;
        }
        if self.row(index).is_some_and(|row| self.is_chosen(row.data.id)) {
            // Perhaps all of it is about to be dragged.
            self.chosen.pressed = true;
        } else {
            self.unchoose();
        }
        self.select(index, shared)
    }

    /// A row was let go of where it was pressed.
    pub(super) fn release(&mut self) {
        if std::mem::take(&mut self.chosen.pressed) {
            self.unchoose();
        }
    }

    /// What an action is for is about to leave the list: the next message that stays is selected, the one above where
    /// there is none below. Nothing scrolls before the list has changed.
    pub fn leave(&mut self) -> Left {
        let selected = self.selected_id();
        let from = self.selected().map_or(0, |selected| selected.index);
        let stays = |index: usize| {
            let id = self.row(index)?.data.id;
            (!self.is_target(id)).then_some(Selected { index, id: Some(id) })
        };
        let below = (from..).take_while(|index| self.row(*index).is_some()).find_map(stays);
        let above = || (0..from).rev().take_while(|index| self.row(*index).is_some()).find_map(stays);
        let next = below.or_else(above);
        self.selected = next.or(self.selected);
        self.reveal = next.is_some();
        Left { selected, chosen: Arc::new(std::mem::take(&mut self.chosen).ids) }
    }

    /// It comes back, or never went: it is selected and chosen again, as soon as the list has it.
    pub fn come_back(&mut self, left: Left, shared: &Shared) -> Task<Message> {
        let index = self.selected().map_or(0, |selected| selected.index);
        self.selected = left.selected.map(|id| Selected { index, id: Some(id) });
        self.reveal = true;
        self.chosen = Chosen { ids: Arc::unwrap_or_clone(left.chosen), ..Chosen::default() };
        self.changed(shared)
    }

    /// Chooses the selected message, or no more.
    pub fn toggle(&mut self) {
        let Some(id) = self.selected_id() else { return };
        if !self.chosen.ids.remove(&id) {
            self.chosen.ids.insert(id);
        }
        self.chosen.pivot = Some(id);
    }

    /// The selection goes so many rows away, and everything on the way is chosen.
    pub fn extend_by(&mut self, by: isize, shared: &Shared) -> Task<Message> {
        let index = self.selected().map_or(0, |selected| selected.index.saturating_add_signed(by));
        self.extend(index, shared)
    }

    /// The selection goes to a row, and everything on the way is chosen.
    pub fn extend(&mut self, index: usize, shared: &Shared) -> Task<Message> {
        self.chosen.pivot = self.chosen.pivot.or(self.selected_id());
        self.chosen.extending = true;
        let moved = self.select(index, shared);
        Task::batch([moved, self.extended(shared)])
    }

    /// The selected message is known: asks for everything between it and the pivot.
    pub(super) fn extended(&mut self, shared: &Shared) -> Task<Message> {
        let Some(Selected { id: Some(end), .. }) = self.selected() else { return Task::none() };
        if !std::mem::take(&mut self.chosen.extending) {
            return Task::none();
        }
        let pivot = *self.chosen.pivot.get_or_insert(end);
        self.ask_ids(Some((pivot, end)), Purpose::Choose, shared)
    }

    /// Chooses every message of the list.
    pub fn choose_all(&self, shared: &Shared) -> Task<Message> {
        self.ask_ids(None, Purpose::Choose, shared)
    }

    /// The list changed: what left it is chosen no more.
    pub(super) fn keep_chosen(&self, shared: &Shared) -> Task<Message> {
        if self.chosen.ids.is_empty() { Task::none() } else { self.ask_ids(None, Purpose::Keep, shared) }
    }

    pub(super) fn ids_came(&mut self, source: ListSource, purpose: Purpose, answer: Result<Vec<EnvelopeId>>) {
        if self.source() != Some(source) {
            return;
        }
        match (answer, purpose) {
            (Ok(ids), Purpose::Choose) => self.chosen.ids = ids.into_iter().collect(),
            (Ok(ids), Purpose::Keep) => {
                let there: BTreeSet<_> = ids.into_iter().collect();
                self.chosen.ids.retain(|id| there.contains(id));
            }
            (Err(error), _) => tracing::warn!("find what is chosen: {error}"),
        }
    }

    fn ask_ids(&self, between: Option<(EnvelopeId, EnvelopeId)>, purpose: Purpose, shared: &Shared) -> Task<Message> {
        let Some(source) = self.source() else { return Task::none() };
        let answer = ask(shared.handle.clone(), move |reply| Query::Ids(source, between, reply));
        Task::perform(answer, move |answer| Message::IdsCame(source, purpose, answer))
    }
}

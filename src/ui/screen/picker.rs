//! The box one types into to choose a mailbox or a tag: what fits best first, with the arrows and Enter or with
//! the mouse.

mod rank;
mod view;

use iced::Task;
use iced::widget::operation;
use rank::{Query, Searched};
pub use view::WIDTH;

use crate::model::{AccountId, MailboxId, SpecialUse, Tag};
use crate::ui::app::Shared;
use crate::ui::widget::Icon;
use crate::ui::widget::virtual_list::{Position, range};

/// The line one types into.
const FIELD: &str = "picker.field";
/// The height of a row.
const ROW: f32 = 34.0;
/// Rows in sight at most.
const ROWS: usize = 9;
/// Letters that are looked for at most.
const MAX_TYPED: usize = 100;

/// What something is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To move messages there.
    Move,
    /// To copy messages there.
    Copy,
    /// To give messages a tag, or to take it off.
    Tag,
    /// To be the account's mailbox for this.
    Special(SpecialUse),
    /// To have this mailbox in it.
    Parent(MailboxId),
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A mailbox, and what for.
    Mailbox(MailboxId, Purpose),
    /// A tag.
    Tag(Tag),
    /// The top of the tree, for this mailbox.
    Top(MailboxId),
    /// A mailbox that is to be made for a use.
    Make(AccountId, SpecialUse),
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub choice: Choice,
    /// Its icon; a tag has its colour instead.
    pub icon: Option<Icon>,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Whether it is ticked.
    pub on: bool,
}

/// The box.
#[derive(Debug)]
pub struct Picker {
    purpose: Purpose,
    title: String,
    items: Vec<(Item, Searched)>,
    typed: String,
    /// What fits, best first: places in `items`.
    found: Vec<usize>,
    /// What was typed, where that can be chosen although it is none of the items.
    new: Option<Item>,
    cursor: usize,
    offset: f64,
}

/// What the person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// The line holds this now.
    Typed(String),
    /// So many rows down, or up.
    Stepped(isize),
    /// Enter: take the row at the cursor.
    Submitted,
    /// A row was pressed.
    RowPressed(usize),
    /// The wheel or the thumb moved.
    Scrolled(f64),
    /// The height in sight, which follows from the number of rows.
    Resized,
    /// Escape.
    Cancelled,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Close the box.
    Close,
    /// Close it and do it with this.
    Picked(Choice),
}

impl Picker {
    /// The box for these, in the order in which they stand while nothing is typed.
    pub fn new(purpose: Purpose, title: String, items: Vec<Item>) -> Self {
        let items: Vec<_> = items
            .into_iter()
            .map(|item| {
                let searched = Searched::new(&item.name, &item.path);
                (item, searched)
            })
            .collect();
        let found = (0..items.len()).collect();
        Self { purpose, title, items, typed: String::new(), found, new: None, cursor: 0, offset: 0.0 }
    }

    /// Gives the line the keyboard.
    pub fn focus() -> Task<Message> {
        operation::focus(FIELD)
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action {
        match message {
            Message::Typed(typed) => self.search(typed, shared),
            Message::Stepped(by) => {
                self.cursor = self.cursor.saturating_add_signed(by).min(self.count().saturating_sub(1));
                let top = self.cursor as f64 * f64::from(ROW);
                self.offset = range::reveal(self.offset, self.viewport(shared), top, top + f64::from(ROW));
            }
            Message::Submitted => return self.pick(self.cursor),
            Message::RowPressed(row) => return self.pick(row),
            Message::Scrolled(offset) => self.offset = offset,
            Message::Resized => {}
            Message::Cancelled => return Action::Close,
        }
        self.offset = self.offset.clamp(0.0, self.position(shared).max(self.viewport(shared)));
        Action::None
    }

    /// What can be chosen.
    #[cfg(test)]
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().map(|(item, _)| item)
    }

    fn search(&mut self, typed: String, shared: &Shared) {
        let query = Query::new(&typed);
        let mut ranked: Vec<(u8, usize)> = (self.items.iter().enumerate())
            .filter_map(|(place, (_, searched))| Some((query.rank(searched)?, place)))
            .collect();
        ranked.sort_unstable();
        self.found = ranked.into_iter().map(|(_, place)| place).collect();
        self.new = self.new_item(&typed, shared);
        self.typed = typed;
        self.cursor = 0;
        self.offset = 0.0;
    }

    /// A tag of this name, if there is none yet.
    fn new_item(&self, typed: &str, shared: &Shared) -> Option<Item> {
        if self.purpose != Purpose::Tag {
            return None;
        }
        let name = typed.trim();
        let is_known = self.items.iter().any(|(item, _)| item.name.eq_ignore_ascii_case(name));
        let choice = Choice::Tag(Tag::named(name).filter(|_| !is_known)?);
        let name = shared.texts.with("tag-new", &[("name", name.into())]);
        let is_new = self.items.iter().all(|(item, _)| item.choice != choice);
        is_new.then_some(Item { choice, icon: Some(Icon::Plus), name, path: String::new(), on: false })
    }

    fn pick(&self, row: usize) -> Action {
        self.row(row).map_or(Action::None, |item| Action::Picked(item.choice.clone()))
    }

    fn row(&self, row: usize) -> Option<&Item> {
        match self.found.get(row) {
            Some(place) => self.items.get(*place).map(|(item, _)| item),
            None => self.new.as_ref().filter(|_| row == self.found.len()),
        }
    }

    fn count(&self) -> usize {
        self.found.len() + usize::from(self.new.is_some())
    }

    fn viewport(&self, shared: &Shared) -> f32 {
        let room = ((shared.size.height - 220.0) / ROW).max(2.0) as usize;
        self.count().min(ROWS).min(room) as f32 * ROW
    }

    fn position(&self, shared: &Shared) -> Position {
        let extent = self.count() as f64 * f64::from(ROW);
        Position { offset: self.offset, extent, viewport: self.viewport(shared) }
    }
}

#[cfg(test)]
mod tests;

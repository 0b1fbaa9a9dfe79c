//! Tags of what is chosen: by number, or by name in a box.

use iced::Task;

use super::{Action, Main, Message};
use crate::model::{Flags, Intent, Tag};
use crate::ui::app::Shared;
use crate::ui::screen::picker::{Choice, Item, Picker, Purpose};
use crate::ui::widget::tag::Label;

/// Tags that are not usual ones and that are remembered from the rows that were seen.
const MAX_KNOWN: usize = 100;

impl Main {
    /// Takes note of the tags in the rows that are here, to offer them for others.
    pub(super) fn learn_tags(&mut self) {
        let own = self.list.rows_here().flat_map(|row| &row.tags).map(|label| &label.tag);
        for tag in own.filter(|tag| matches!(tag, Tag::Own(_))) {
            if self.known_tags.len() < MAX_KNOWN && !self.known_tags.contains(tag) {
                self.known_tags.insert(tag.clone());
            }
        }
    }

    /// Takes all tags off what is chosen.
    pub(super) fn clear_tags(&mut self, shared: &Shared) -> Task<Message> {
        let known = Tag::usual().chain(self.known_tags.iter().cloned());
        let remove = known.fold(Flags::default(), |flags, tag| flags.union(&tag.flags()));
        self.act(Intent::Flags { add: Flags::default(), remove }, shared)
    }

    /// The box to choose a tag from; those that all of it has are ticked.
    pub(super) fn pick_tag(&self, shared: &Shared) -> Action {
        let count = self.list.target_count();
        if count == 0 {
            return Action::None;
        }
        let items = Tag::usual().chain(self.known_tags.iter().cloned()).map(|tag| {
            let flags = tag.flags();
            let on = self.list.target_rows().all(|row| flags.difference(&row.data.flags).is_empty());
            let name = Label::new(tag.clone(), &shared.texts).name;
            Item { choice: Choice::Tag(tag), icon: None, name, path: String::new(), on }
        });
        let title = shared.texts.with("pick-tag", &[("count", count.into())]);
        Action::Pick(Picker::new(Purpose::Tag, title, items.collect()))
    }

    /// Something was chosen in the box.
    pub fn picked(&mut self, choice: Choice, shared: &Shared) -> Action {
        match choice {
            Choice::Tag(tag) => {
                self.known_tags.extend(Some(tag.clone()).filter(|tag| matches!(tag, Tag::Own(_))));
                Action::Run(self.toggle(tag.flags(), shared))
            }
            Choice::Mailbox(id, Purpose::Special(used)) => self.choose_special(id, used, shared),
            Choice::Mailbox(parent, Purpose::Parent(id)) => self.put_mailbox(id, Some(parent), shared),
            Choice::Top(id) => self.put_mailbox(id, None, shared),
            Choice::Make(account, used) => self.make(account, used, shared),
            Choice::Mailbox(id, purpose) => Action::Run(self.put_into(id, purpose == Purpose::Copy, shared)),
        }
    }
}

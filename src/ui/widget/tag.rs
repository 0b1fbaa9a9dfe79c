//! Tags as they stand in rows, in the reader and in the box one chooses them from.

use iced::widget::{Row, container, row, space};
use iced::{Alignment, Length, Theme};

use super::{Element, ellipsis, font, tooltip};
use crate::i18n::Texts;
use crate::model::{Flags, Tag};
use crate::ui::{spacing, theme};

/// The widest name in a row of the list.
const WIDEST: f32 = 96.0;
/// Tags that stand in a row of the list; more are counted.
const SHOWN: usize = 2;
/// Letters of a name that are kept; no place for one is wider.
const MAX_CHARS: usize = 60;

/// A tag with its name in the language of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The tag.
    pub tag: Tag,
    /// Its name.
    pub name: String,
}

impl Label {
    /// A tag with its name.
    pub fn new(tag: Tag, texts: &Texts) -> Self {
        let name = match &tag {
            Tag::Usual(place) => texts.get(&format!("tag-name-{}", u16::from(*place) + 1)),
            Tag::Own(_) => tag.own_name().unwrap_or_default().chars().take(MAX_CHARS).collect(),
        };
        Self { tag, name }
    }

    /// The tags of a message.
    pub fn all(flags: &Flags, texts: &Texts) -> Vec<Self> {
        Tag::all(flags).into_iter().map(|tag| Self::new(tag, texts)).collect()
    }

    /// Its name on its ground.
    pub fn chip<'a, Message: 'a>(&'a self, size: f32) -> container::Container<'a, Message> {
        let name = ellipsis(&self.name).size(size).font(font::MEDIUM).width(Length::Shrink);
        container(name).padding([1.0, 7.0]).style(move |theme: &Theme| theme::tag::chip(theme, &self.tag))
    }
}

/// The tags of a row of the list: the first ones by name, the others counted.
pub fn chips<'a, Message: 'a>(labels: &'a [Label]) -> Option<Element<'a, Message>> {
    let chips = labels.iter().take(SHOWN).map(|label| label.chip(11.0).max_width(WIDEST).into());
    let chips = Row::with_children(chips).spacing(spacing::XXS).align_y(Alignment::Center);
    let more = labels.len().saturating_sub(SHOWN);
    let chips: Element<'a, Message> = match more {
        0 => chips.into(),
        more => tooltip(chips.push(super::meta(format!("+{more}")).size(11.0)), names(labels), None),
    };
    (!labels.is_empty()).then_some(chips)
}

/// The same where there is no room for names.
pub fn dots<'a, Message: 'a>(labels: &'a [Label]) -> Option<Element<'a, Message>> {
    let dots = row(labels.iter().take(3).map(|label| dot(&label.tag, 7.0))).spacing(3.0).align_y(Alignment::Center);
    (!labels.is_empty()).then(|| tooltip(dots, names(labels), None))
}

/// The colour of a tag alone.
pub fn dot<'a, Message: 'a>(tag: &'a Tag, side: f32) -> Element<'a, Message> {
    container(space()).width(side).height(side).style(move |theme: &Theme| theme::tag::dot(theme, tag)).into()
}

fn names(labels: &[Label]) -> String {
    labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>().join(", ")
}

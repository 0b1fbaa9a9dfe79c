//! Scrolls to what has the keyboard: iced moves the focus, but not what is around it.

use iced::advanced::widget::operation::{Focusable, Operation, Outcome, Scrollable, scrollable};
use iced::advanced::widget::{Id, operate};
use iced::widget::operation::AbsoluteOffset;
use iced::{Rectangle, Task, Vector};

use crate::ui::spacing;

/// Scrolls the scrollable of this name just so far that what has the keyboard is in sight.
pub fn reveal_focused<Message: Send + 'static>(scroll: &'static str) -> Task<Message> {
    operate(Reveal::new(scroll))
}

/// See [`reveal_focused`].
pub(super) struct Reveal {
    scroll: Id,
    /// What is visible of the content, in the content's coordinates, how far it is scrolled, and how far it can be.
    view: Option<(Rectangle, Vector, f32)>,
    /// Whether what comes next is the scrollable's content.
    entering: bool,
    /// Whether what comes is inside the scrollable: what stands beside or below it is in sight anyway.
    inside: bool,
    /// Where to scroll.
    offset: Option<f32>,
}

impl Reveal {
    pub(super) fn new(scroll: &'static str) -> Self {
        Self { scroll: Id::new(scroll), view: None, entering: false, inside: false, offset: None }
    }
}

/// How far to scroll so that a part is in sight with some room around it; `None`: it is already.
fn offset(view: Rectangle, scrolled: f32, part: Rectangle) -> Option<f32> {
    let (top, bottom) = (part.y - spacing::L, part.y + part.height + spacing::L);
    let (first, last) = (view.y + scrolled, view.y + scrolled + view.height);
    if top < first {
        Some((top - view.y).max(0.0))
    } else if bottom > last {
        Some(bottom - view.height - view.y)
    } else {
        None
    }
}

impl<T: 'static> Operation<T> for Reveal {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        // What is traversed right after the scrollable itself is what it holds.
        let entered = std::mem::take(&mut self.entering);
        self.inside |= entered;
        operate(self);
        self.inside &= !entered;
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        if id == Some(&self.scroll) {
            self.view = Some((bounds, translation, (content.height - bounds.height).max(0.0)));
            self.entering = true;
        }
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if let Some((view, translation, most)) = self.view.filter(|_| self.inside && state.is_focused()) {
            // Never beyond the end: iced would remember that until there is more to scroll.
            self.offset = offset(view, translation.y, bounds).map(|y| y.min(most));
        }
    }

    fn finish(&self) -> Outcome<T> {
        match self.offset {
            Some(y) => Outcome::Chain(Box::new(scrollable::scroll_to(
                self.scroll.clone(),
                AbsoluteOffset { x: None, y: Some(y) },
            ))),
            None => Outcome::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(y: f32) -> Rectangle {
        Rectangle { x: 0.0, y, width: 100.0, height: 30.0 }
    }

    #[test]
    fn only_what_is_out_of_sight_is_scrolled_to() {
        let view = Rectangle { x: 0.0, y: 50.0, width: 100.0, height: 300.0 };

        for (scrolled, y, expected) in [
            (0.0, 100.0, None),
            (0.0, 60.0, Some(0.0)),
            (0.0, 400.0, Some(104.0)),
            (200.0, 400.0, None),
            (200.0, 200.0, Some(126.0)),
        ] {
            assert_eq!(offset(view, scrolled, part(y)), expected, "{scrolled} {y}");
        }
    }
}

//! Orders to the document widget from outside: scrolling by key, selecting all, reading its text in tests.

use iced::Rectangle;
use iced::Task;
use iced::Vector;
use iced::advanced::Layout;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::operation::scrollable::{AbsoluteOffset, RelativeOffset};
use iced::advanced::widget::{Id, Operation, operate as run};

use super::state::State;
use super::{Document, Flow, select};

/// How far to scroll.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distance {
    /// This many lines, down or up.
    Lines(f32),
    /// This many screens, down or up; a little of the one before stays in sight.
    Pages(f32),
    /// To the start.
    Start,
    /// To the end.
    End,
}

/// One line of a step of the keyboard.
const LINE: f32 = 48.0;

/// What stays in sight of the screen before.
const OVERLAP: f32 = 40.0;

/// An order to a document, which finds it as the state of a custom widget.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Scroll(Distance),
    SelectAll,
}

/// The state of a document as orders find it.
struct Found<'a> {
    state: &'a mut State,
    flow: &'a Flow,
}

impl Scrollable for Found<'_> {
    fn snap_to(&mut self, offset: RelativeOffset<Option<f32>>) {
        if let Some(y) = offset.y {
            let room = (self.state.heights.total() - f64::from(self.state.view)).max(0.0);
            self.state.scroll_to(self.flow, room * f64::from(y));
        }
    }

    fn scroll_to(&mut self, offset: AbsoluteOffset<Option<f32>>) {
        if let Some(y) = offset.y {
            self.state.scroll_to(self.flow, f64::from(y));
        }
    }

    fn scroll_by(&mut self, offset: AbsoluteOffset, _bounds: Rectangle, _content: Rectangle) {
        self.state.scroll_by(self.flow, offset.y);
    }
}

/// Lets an operation at the document.
pub(super) fn operate<Message>(
    document: &Document<'_, Message>,
    state: &mut State,
    layout: Layout<'_>,
    operation: &mut dyn Operation,
) {
    let bounds = layout.bounds();
    let flow = document.flow;
    for (index, top) in state.scroll.visible(state.view, &state.heights) {
        let (Some(piece), Some(shaped)) = (flow.pieces.get(index), state.sheet.get(index)) else { continue };
        for (cell, placed) in piece.cells().iter().zip(&shaped.cells) {
            operation.text(None, placed.area + Vector::new(bounds.x, bounds.y + top), &cell.text);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "only for display")]
    let total = Rectangle { height: state.heights.total() as f32, ..bounds };
    let mut pending: Option<Order> = None;
    operation.custom(Some(&document.id), bounds, &mut pending);
    operation.scrollable(Some(&document.id), bounds, total, Vector::ZERO, &mut Found { state, flow });
    match pending {
        None => {}
        Some(Order::SelectAll) => state.selection = select::all(flow),
        Some(Order::Scroll(Distance::Lines(lines))) => state.scroll_by(flow, lines * LINE),
        Some(Order::Scroll(Distance::Pages(pages))) => {
            let page = (state.view - OVERLAP).max(LINE);
            state.scroll_by(flow, pages * page);
        }
        Some(Order::Scroll(Distance::Start)) => state.scroll_to(flow, 0.0),
        Some(Order::Scroll(Distance::End)) => state.scroll_to_end(flow),
    }
}

/// Tells an operation that what comes next is moved by this much from where it was laid out.
pub(super) fn enter(operation: &mut dyn Operation, (bounds, content): (Rectangle, Rectangle), by: Vector) {
    /// Head and foot do not scroll by themselves.
    struct Still;

    impl Scrollable for Still {
        fn snap_to(&mut self, _offset: RelativeOffset<Option<f32>>) {}
        fn scroll_to(&mut self, _offset: AbsoluteOffset<Option<f32>>) {}
        fn scroll_by(&mut self, _offset: AbsoluteOffset, _bounds: Rectangle, _content: Rectangle) {}
    }

    operation.scrollable(None, bounds, content, by * -1.0, &mut Still);
}

/// Scrolls the document with this id.
pub fn scroll<Message: Send + 'static>(id: Id, distance: Distance) -> Task<Message> {
    run(Give { id, order: Order::Scroll(distance) })
}

/// Selects the whole text of the document with this id.
pub fn select_all<Message: Send + 'static>(id: Id) -> Task<Message> {
    run(Give { id, order: Order::SelectAll })
}

/// The order itself, for tests without a runtime.
#[cfg(test)]
pub(super) fn give(id: Id, distance: Distance) -> impl Operation {
    Give { id, order: Order::Scroll(distance) }
}

struct Give {
    id: Id,
    order: Order,
}

impl<T> Operation<T> for Give {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn custom(&mut self, id: Option<&Id>, _bounds: Rectangle, state: &mut dyn std::any::Any) {
        if id == Some(&self.id)
            && let Some(pending) = state.downcast_mut::<Option<Order>>()
        {
            *pending = Some(self.order);
        }
    }
}

//! The text of a message as one widget: it scrolls, and it is selected and copied as one.
//!
//! How it works: the document is flattened into a [`Flow`] of pieces once, when the message is opened. The
//! widget shapes only the pieces on screen, guesses the heights of the others, and keeps its position as a
//! piece and a distance into it, so that a message of five megabytes opens and scrolls like one of five
//! lines and nothing jumps when a guess was wrong. The head and the foot of the message are ordinary
//! widgets, the first and the last piece of the flow.
//!
//! Why not `scrollable` and `iced_selection`: a scrollable lays out all of its content at every message, and
//! that crate selects within one paragraph only.

mod draw;
mod events;
mod flow;
mod operation;
mod scroll;
mod select;
mod sheet;
mod state;
mod target;

use std::fmt;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

pub use flow::{Flow, Link, MAX_PIECE, MAX_PIECES, Stop};
pub use operation::{Distance, scroll, select_all};

use super::Element;
use crate::ui::spacing;
use crate::ui::theme::Tokens;

use sheet::Setting;
use state::State;

/// To the left and right of everything.
pub const PADDING: f32 = spacing::L;

/// What the widget tells.
pub struct Tells<'a, Message> {
    /// A link or a fold was clicked, or Enter pressed at a stop.
    pub pressed: Box<dyn Fn(Stop) -> Message + 'a>,
    /// The keyboard moved to this stop, or to none.
    pub moved: Box<dyn Fn(Option<Stop>) -> Message + 'a>,
}

impl<Message> fmt::Debug for Tells<'_, Message> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tells")
    }
}

/// The text of a message with its head and foot.
pub struct Document<'a, Message> {
    id: Id,
    key: u64,
    flow: &'a Flow,
    tokens: &'static Tokens,
    /// Head and foot.
    ends: [Element<'a, Message>; 2],
    /// Where the keyboard can stop, in order, and where it is.
    stops: &'a [Stop],
    stop: Option<Stop>,
    focused: bool,
    tells: Tells<'a, Message>,
}

impl<Message> fmt::Debug for Document<'_, Message> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("id", &self.id).field("key", &self.key).finish_non_exhaustive()
    }
}

/// The widget. `key` tells one message from another: another one starts at its top.
pub fn document<'a, Message>(
    (id, key): (Id, u64),
    flow: &'a Flow,
    tokens: &'static Tokens,
    head: impl Into<Element<'a, Message>>,
    foot: impl Into<Element<'a, Message>>,
    tells: Tells<'a, Message>,
) -> Document<'a, Message> {
    let ends = [head.into(), foot.into()];
    Document { id, key, flow, tokens, ends, stops: &[], stop: None, focused: false, tells }
}

impl<'a, Message> Document<'a, Message> {
    /// Gives it the keyboard: Tab goes through `stops`, of which the keyboard is at `stop`.
    #[must_use]
    pub fn keyboard(mut self, focused: bool, stops: &'a [Stop], stop: Option<Stop>) -> Self {
        self.focused = focused;
        self.stops = stops;
        self.stop = stop;
        self
    }

    /// Head and foot with their trees, layouts and how far they are moved from where they were laid out.
    fn moved(&self, state: &State, layout: Layout<'_>) -> [Vector; 2] {
        let foot = self.flow.pieces.len().saturating_sub(1);
        let move_to = |top: Option<f32>| Vector::new(0.0, top.unwrap_or(layout.bounds().height * 4.0).round());
        [move_to(state.top_of(0)), move_to(state.top_of(foot))]
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Document<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.ends.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.ends);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.resolve(Length::Fill, Length::Fill, Size::ZERO);
        let inner = layout::Limits::new(Size::ZERO, Size::new(size.width, f32::INFINITY));
        let children: Vec<layout::Node> = self
            .ends
            .iter_mut()
            .zip(&mut tree.children)
            .map(|(end, tree)| end.as_widget_mut().layout(tree, renderer, &inner))
            .collect();
        let height = |index: usize| children.get(index).map_or(0.0, |node| node.size().height.ceil());
        let state = tree.state.downcast_mut::<State>();
        let setting = Setting { width: size.width, accent: self.tokens.accent };
        state.lay_out(self.key, self.flow, setting, size.height, (height(0), height(1)));
        if state.stop != self.stop {
            state.stop = self.stop;
            if let Some(stop) = self.stop {
                state.show(self.flow, stop);
            }
        }
        state.refresh_status(self.flow);
        layout::Node::with_children(size, children)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let moved = self.moved(tree.state.downcast_ref::<State>(), layout);
        operation::operate(self, tree.state.downcast_mut::<State>(), layout, operation);
        let ends = self.ends.iter_mut().zip(&mut tree.children).zip(layout.children()).zip(moved);
        for (((end, tree), end_layout), by) in ends {
            operation.traverse(&mut |operation| {
                operation::enter(operation, (layout.bounds(), end_layout.bounds()), by);
                operation.traverse(&mut |operation| {
                    end.as_widget_mut().operate(tree, end_layout, renderer, operation);
                });
            });
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let moved = self.moved(tree.state.downcast_ref::<State>(), layout);
        for (((end, tree), layout), by) in
            self.ends.iter_mut().zip(&mut tree.children).zip(layout.children()).zip(moved)
        {
            let cursor = if cursor.is_over(bounds) { cursor - by } else { cursor.levitate() - by };
            let viewport = bounds - by;
            end.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, &viewport);
        }
        let state = tree.state.downcast_mut::<State>();
        events::update(self, state, event, (bounds, cursor), clipboard, shell);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        use iced::advanced::Renderer as _;

        let bounds = layout.bounds();
        let Some(visible) = bounds.intersection(viewport) else { return };
        let state = tree.state.downcast_ref::<State>();
        renderer.with_layer(draw::layer(self.flow, state, visible), |renderer| {
            draw::pieces(self.flow, state, self.tokens, (self.stop, self.focused), bounds, renderer);
            for (((end, tree), layout), by) in
                self.ends.iter().zip(&tree.children).zip(layout.children()).zip(self.moved(state, layout))
            {
                let Some(viewport) = (layout.bounds() + by).intersection(&visible) else { continue };
                let cursor = if cursor.is_over(visible) { cursor - by } else { mouse::Cursor::Unavailable };
                renderer.with_translation(by, |renderer| {
                    end.as_widget().draw(tree, renderer, theme, style, layout, cursor, &(viewport - by));
                });
            }
        });
        renderer.with_layer(visible, |renderer| draw::over(state, self.tokens, bounds, cursor, renderer));
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        if !cursor.is_over(bounds) {
            return mouse::Interaction::None;
        }
        let moved = self.moved(state, layout);
        let ends = self.ends.iter().zip(&tree.children).zip(layout.children()).zip(moved);
        let of_ends = ends.map(|(((end, tree), layout), by)| {
            end.as_widget().mouse_interaction(tree, layout, cursor - by, &(bounds - by), renderer)
        });
        of_ends.max().unwrap_or_default().max(events::interaction(self.flow, state, bounds, cursor))
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let moved = self.moved(tree.state.downcast_ref::<State>(), layout);
        let ends = self.ends.iter_mut().zip(&mut tree.children).zip(layout.children()).zip(moved);
        let overlays: Vec<_> = ends
            .filter_map(|(((end, tree), layout), by)| {
                end.as_widget_mut().overlay(tree, layout, renderer, viewport, translation + by)
            })
            .collect();
        (!overlays.is_empty()).then(|| overlay::Group::with_children(overlays).overlay())
    }
}

impl<'a, Message: 'a> From<Document<'a, Message>> for Element<'a, Message> {
    fn from(document: Document<'a, Message>) -> Self {
        Self::new(document)
    }
}

/// A point of the window as one of the pane.
fn local(point: Point, bounds: Rectangle) -> Point {
    Point::new(point.x - bounds.x, point.y - bounds.y)
}

#[cfg(test)]
mod tests;

//! A list of any length of which only what is seen exists.
//!
//! The application owns the scroll offset (in `f64`, since 200,000 rows are 14 million pixels and `f32`
//! loses the pixel there) and makes elements only for the rows in sight; the widget lays them out around
//! zero, draws the thumb, and tells wheel, drag and its own size. So nothing here grows with the list, and
//! moving the rows and changing them happens in one frame.

pub mod range;

use std::collections::HashMap;
use std::fmt;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector, border, touch};

use super::Element;
use crate::ui::theme;

/// What one notch of the wheel moves.
const NOTCH: f32 = 60.0;
/// The room in which the thumb can be taken hold of.
const GRIP: f32 = 12.0;
/// The thumb never gets shorter than this.
const MIN_THUMB: f32 = 32.0;

/// A row in sight.
#[expect(missing_debug_implementations, reason = "elements have none")]
pub struct Row<'a, Message> {
    /// What keeps the row's state when rows come and go above it.
    pub key: u64,
    /// Its top, seen from the top of what is in sight.
    pub top: f32,
    /// Its height.
    pub height: f32,
    /// What is drawn.
    pub element: Element<'a, Message>,
}

/// Where the list is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Pixels above what is in sight.
    pub offset: f64,
    /// Pixels of all rows.
    pub extent: f64,
    /// The height that the application believes to be in sight.
    pub viewport: f32,
}

impl Position {
    /// The largest offset.
    pub fn max(&self, viewport: f32) -> f64 {
        (self.extent - f64::from(viewport)).max(0.0)
    }

    /// A part of a pixel that differs after every scroll.
    ///
    /// The renderer compares what it draws piece by piece, and would draw dozens of small regions anew, each
    /// with every layer; a layer whose bounds have changed it draws anew as a whole, which is far less work.
    fn wobble(&self) -> f32 {
        (self.offset % 127.0) as f32 * 2e-4
    }
}

/// A list of any length of which only what is seen exists.
pub struct VirtualList<'a, Message> {
    rows: Vec<Row<'a, Message>>,
    position: Position,
    on_scroll: Box<dyn Fn(f64) -> Message + 'a>,
    on_resize: Box<dyn Fn(f32) -> Message + 'a>,
    quiet: bool,
}

impl<Message> fmt::Debug for VirtualList<'_, Message> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualList").field("position", &self.position).finish_non_exhaustive()
    }
}

impl<'a, Message: 'a> VirtualList<'a, Message> {
    /// The rows in sight. `on_scroll` gets the new offset, `on_resize` the height that is really in sight.
    pub fn new(
        position: Position,
        rows: Vec<Row<'a, Message>>,
        on_scroll: impl Fn(f64) -> Message + 'a,
        on_resize: impl Fn(f32) -> Message + 'a,
    ) -> Self {
        Self { rows, position, on_scroll: Box::new(on_scroll), on_resize: Box::new(on_resize), quiet: false }
    }

    /// Shows the thumb only while the pointer is over the list.
    #[must_use]
    pub const fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    fn thumb(&self, bounds: Rectangle) -> Option<Rectangle> {
        let (top, height) = range::thumb(self.position.offset, self.position.extent, bounds.height, MIN_THUMB)?;
        Some(Rectangle { x: bounds.x + bounds.width - 8.0, y: bounds.y + top, width: 6.0, height })
    }

    fn scroll_to(&mut self, offset: f64, bounds: Rectangle, shell: &mut Shell<'_, Message>) {
        let offset = offset.clamp(0.0, self.position.max(bounds.height));
        if offset != self.position.offset {
            // Kept here too: several notches may arrive before the next view.
            self.position.offset = offset;
            shell.publish((self.on_scroll)(offset));
        }
    }

    fn pointer(
        &mut self,
        state: &mut State,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        match event {
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if cursor.is_over(bounds) => {
                let pixels = match *delta {
                    mouse::ScrollDelta::Lines { y, .. } => y * NOTCH,
                    mouse::ScrollDelta::Pixels { y, .. } => y,
                };
                self.scroll_to(self.position.offset - f64::from(pixels), bounds, shell);
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let (Some(point), Some(thumb)) = (cursor.position_over(bounds), self.thumb(bounds)) else { return };
                if point.x < bounds.x + bounds.width - GRIP {
                    return;
                }
                let inside = (thumb.y..thumb.y + thumb.height).contains(&point.y);
                let grip = if inside { point.y - thumb.y } else { thumb.height / 2.0 };
                state.grip = Some(grip);
                self.drag(grip, point.y, bounds, shell);
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                if let (Some(grip), Some(point)) = (state.grip, cursor.land().position()) {
                    self.drag(grip, point.y, bounds, shell);
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.grip.is_some() => {
                state.grip = None;
                shell.request_redraw();
            }
            Event::Touch(event) => self.finger(state, *event, bounds, shell),
            _ => {}
        }
    }

    fn drag(&mut self, grip: f32, y: f32, bounds: Rectangle, shell: &mut Shell<'_, Message>) {
        let offset = range::dragged(y - bounds.y - grip, self.position.extent, bounds.height, MIN_THUMB);
        self.scroll_to(offset, bounds, shell);
    }

    fn finger(&mut self, state: &mut State, event: touch::Event, bounds: Rectangle, shell: &mut Shell<'_, Message>) {
        match event {
            touch::Event::FingerPressed { id, position } if bounds.contains(position) => {
                state.finger = Some((id, position.y));
            }
            touch::Event::FingerMoved { id, position } => {
                if let Some((_, y)) = state.finger.filter(|(finger, _)| *finger == id) {
                    self.scroll_to(self.position.offset + f64::from(y - position.y), bounds, shell);
                    state.finger = Some((id, position.y));
                }
            }
            touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. } => state.finger = None,
            touch::Event::FingerPressed { .. } => {}
        }
    }
}

#[derive(Default)]
struct State {
    keys: Vec<u64>,
    /// Where the thumb is held, from its top.
    grip: Option<f32>,
    finger: Option<(touch::Finger, f32)>,
    /// The height that was told last.
    told: f32,
    near_thumb: bool,
}

impl<'a, Message: 'a> Widget<Message, Theme, Renderer> for VirtualList<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let keys = self.rows.iter().map(|row| row.key).collect();
        tree::State::new(State { keys, ..State::default() })
    }

    fn children(&self) -> Vec<Tree> {
        self.rows.iter().map(|row| Tree::new(&row.element)).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        let keys: Vec<u64> = self.rows.iter().map(|row| row.key).collect();
        if state.keys != keys {
            let known = std::mem::replace(&mut state.keys, keys);
            let mut old: HashMap<u64, Tree> = known.into_iter().zip(std::mem::take(&mut tree.children)).collect();
            let take = |row: &Row<'a, Message>| old.remove(&row.key).unwrap_or_else(|| Tree::new(&row.element));
            tree.children = self.rows.iter().map(take).collect();
        }
        for (child, row) in tree.children.iter_mut().zip(&self.rows) {
            child.diff(&row.element);
        }
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.max();
        let nodes = self.rows.iter_mut().zip(&mut tree.children).map(|(row, child)| {
            let limits = layout::Limits::new(Size::ZERO, Size::new(size.width, row.height));
            row.element.as_widget_mut().layout(child, renderer, &limits).translate(Vector::new(0.0, row.top))
        });
        let nodes = nodes.collect();
        layout::Node::with_children(size, nodes)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for ((row, child), layout) in self.rows.iter_mut().zip(&mut tree.children).zip(layout.children()) {
                row.element.as_widget_mut().operate(child, layout, renderer, operation);
            }
        });
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
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let state = tree.state.downcast_mut::<State>();
        if (bounds.height - self.position.viewport).abs() > 0.5 && (state.told - bounds.height).abs() > 0.5 {
            state.told = bounds.height;
            shell.publish((self.on_resize)(bounds.height));
        }
        let near = cursor.position_over(bounds).is_some_and(|point| point.x >= bounds.x + bounds.width - GRIP);
        if state.near_thumb != near {
            state.near_thumb = near;
            shell.request_redraw();
        }
        self.pointer(state, event, bounds, cursor, shell);
        if shell.is_event_captured() {
            return;
        }
        let cursor = if cursor.is_over(bounds) && !near { cursor } else { mouse::Cursor::Unavailable };
        for ((row, child), layout) in self.rows.iter_mut().zip(&mut tree.children).zip(layout.children()) {
            let row = row.element.as_widget_mut();
            row.update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
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
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let clip = Rectangle { height: clip.height - self.position.wobble(), ..clip };
        let state = tree.state.downcast_ref::<State>();
        let inner = if cursor.is_over(bounds) { cursor } else { mouse::Cursor::Unavailable };
        renderer.with_layer(clip, |renderer| {
            for ((row, child), layout) in self.rows.iter().zip(&tree.children).zip(layout.children()) {
                row.element.as_widget().draw(child, renderer, theme, style, layout, inner, &clip);
            }
        });
        let shown = !self.quiet || state.grip.is_some() || cursor.is_over(bounds);
        if let Some(thumb) = self.thumb(bounds).filter(|_| shown) {
            let active = state.grip.is_some() || state.near_thumb;
            let quad = renderer::Quad { bounds: thumb, border: border::rounded(3.0), ..renderer::Quad::default() };
            renderer.with_layer(clip, |renderer| renderer.fill_quad(quad, theme::scroll::thumb(theme, active)));
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        if !cursor.is_over(layout.bounds()) {
            return mouse::Interaction::None;
        }
        let rows = self.rows.iter().zip(&tree.children).zip(layout.children());
        rows.map(|((row, child), layout)| {
            row.element.as_widget().mouse_interaction(child, layout, cursor, viewport, renderer)
        })
        .max()
        .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let rows = self.rows.iter_mut().zip(&mut tree.children).zip(layout.children());
        let overlays = rows.filter_map(|((row, child), layout)| {
            row.element.as_widget_mut().overlay(child, layout, renderer, viewport, translation)
        });
        let overlays: Vec<_> = overlays.collect();
        (!overlays.is_empty()).then(|| overlay::Group::with_children(overlays).overlay())
    }
}

impl<'a, Message: 'a> From<VirtualList<'a, Message>> for Element<'a, Message> {
    fn from(list: VirtualList<'a, Message>) -> Self {
        Self::new(list)
    }
}

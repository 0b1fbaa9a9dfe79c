//! A row that one can press: selected at the press, not at the release, with a ground of its own under
//! the pointer, a tint and an edge where it is selected, and a ring where the keyboard is.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, overlay, renderer};
use iced::widget::button;
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector, border, touch};

use super::Element;
use crate::ui::{spacing, theme};

/// How a row is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// It is what is shown.
    pub selected: bool,
    /// Its pane has the keyboard: a selected row gets its accent edge.
    pub focused: bool,
    /// The keyboard's cursor is on it although it is not what is shown.
    pub ring: bool,
    /// Radius of its ground; 0 for rows from edge to edge.
    pub radius: f32,
    /// Whether a selected row shows an edge at its left.
    pub edge: bool,
}

/// A row that one can press.
pub struct Pressable<'a, Message> {
    content: Element<'a, Message>,
    on_press: Option<Message>,
    mark: Mark,
}

impl<Message> std::fmt::Debug for Pressable<'_, Message> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pressable").field("mark", &self.mark).finish_non_exhaustive()
    }
}

/// A row that one can press.
pub fn pressable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    mark: Mark,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    Element::new(Pressable { content: content.into(), on_press, mark })
}

#[derive(Default)]
struct State {
    hovered: bool,
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Pressable<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        match tree.children.first_mut() {
            Some(child) => self.content.as_widget_mut().layout(child, renderer, limits),
            None => layout::Node::default(),
        }
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().operate(child, layout, renderer, operation);
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
        viewport: &Rectangle,
    ) {
        if let Some(child) = tree.children.first_mut() {
            self.content.as_widget_mut().update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        let over = cursor.is_over(layout.bounds());
        let state = tree.state.downcast_mut::<State>();
        if state.hovered != over {
            state.hovered = over;
            shell.request_redraw();
        }
        let pressed = matches!(
            event,
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                | Event::Touch(touch::Event::FingerPressed { .. })
        );
        if let (true, true, false, Some(message)) = (pressed, over, shell.is_event_captured(), &self.on_press) {
            shell.publish(message.clone());
            shell.capture_event();
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
        let tokens = theme::tokens(theme);
        let mark = self.mark;
        let over = cursor.is_over(bounds) && self.on_press.is_some();
        let status = if over { button::Status::Hovered } else { button::Status::Active };
        let look = theme::button::row(theme, status, mark.selected, mark.radius);
        if let Some(ground) = look.background {
            let quad = renderer::Quad { bounds, border: look.border, ..renderer::Quad::default() };
            renderer.fill_quad(quad, ground);
        }
        if mark.selected && mark.edge {
            let bounds = Rectangle { width: 3.0, ..bounds };
            let colour = if mark.focused { tokens.accent } else { tokens.edge };
            renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, colour);
        }
        if mark.ring {
            let border = border::rounded(mark.radius).width(spacing::FOCUS_RING).color(tokens.accent);
            let quad = renderer::Quad { bounds, border, ..renderer::Quad::default() };
            renderer.fill_quad(quad, iced::Color::TRANSPARENT);
        }
        if let Some(child) = tree.children.first() {
            self.content.as_widget().draw(child, renderer, theme, style, layout, cursor, viewport);
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
        tree.children.first().map_or(mouse::Interaction::None, |child| {
            self.content.as_widget().mouse_interaction(child, layout, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let child = tree.children.first_mut()?;
        self.content.as_widget_mut().overlay(child, layout, renderer, viewport, translation)
    }
}

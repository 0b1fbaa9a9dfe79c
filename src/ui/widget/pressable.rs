//! A row that one can press: selected at the press, not at the release, with a ground of its own under
//! the pointer, a tint and an edge where it is selected, and a ring where the keyboard is.

use iced::advanced::{Renderer as _, Shell, mouse, renderer};
use iced::widget::button;
use iced::{Event, Rectangle, Renderer, Theme, border, touch};

use super::Element;
use super::wrap::{Behaviour, Inside, Wrap};
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
pub fn pressable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    mark: Mark,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    Wrap::around(content, Pressable { on_press, mark })
}

struct Pressable<Message> {
    on_press: Option<Message>,
    mark: Mark,
}

#[derive(Default)]
struct State {
    hovered: bool,
}

impl<Message: Clone> Behaviour<Message> for Pressable<Message> {
    type State = State;

    fn update(
        &mut self,
        state: &mut State,
        event: &Event,
        (bounds, cursor): (Rectangle, mouse::Cursor),
        shell: &mut Shell<'_, Message>,
        _inside: Inside<'_>,
    ) {
        let over = cursor.is_over(bounds);
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

    fn draw_under(&self, bounds: Rectangle, cursor: mouse::Cursor, theme: &Theme, renderer: &mut Renderer) {
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
    }
}

//! A row that one can press: selected at the press, not at the release, with a ground of its own under
//! the pointer, a tint and an edge where it is selected, and a ring where the keyboard is.

use iced::advanced::{Renderer as _, Shell, mouse, renderer};
use iced::widget::button;
use iced::{Event, Point, Rectangle, Renderer, Theme, border, touch};

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

/// What a row says of what the pointer does with it.
#[derive(Clone, Debug)]
pub struct Gestures<Message> {
    /// It is pressed.
    pub press: Option<Message>,
    /// It is let go of where it was pressed, without having been dragged.
    pub release: Option<Message>,
    /// It is dragged away from where it was pressed.
    pub drag: Option<Message>,
    /// Something is let go of over it.
    pub drop: Option<Message>,
    /// The other button is pressed on it.
    pub menu: Option<Message>,
}

impl<Message> From<Option<Message>> for Gestures<Message> {
    fn from(press: Option<Message>) -> Self {
        Self { press, release: None, drag: None, drop: None, menu: None }
    }
}

/// A row that one can press.
pub fn pressable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    mark: Mark,
    gestures: impl Into<Gestures<Message>>,
) -> Element<'a, Message> {
    Wrap::around(content, Pressable { gestures: gestures.into(), mark })
}

struct Pressable<Message> {
    gestures: Gestures<Message>,
    mark: Mark,
}

/// How far a row is moved before it counts as dragged and not as clicked by an unsteady hand.
const DRAG_FROM: f32 = 6.0;

#[derive(Default)]
struct State {
    hovered: bool,
    /// Where it was pressed, until it is let go of or dragged.
    pressed: Option<Point>,
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
        let said = match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) if over && !shell.is_event_captured() => {
                state.pressed = cursor.position();
                self.gestures.press.as_ref()
            }
            Event::Touch(touch::Event::FingerPressed { .. }) if over && !shell.is_event_captured() => {
                self.gestures.press.as_ref()
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) if over && !shell.is_event_captured() => {
                self.gestures.menu.as_ref()
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                let far = state.pressed.is_some_and(|pressed| pressed.distance(*position) > DRAG_FROM);
                if far {
                    state.pressed = None;
                    // Not captured: others follow the pointer, too.
                    self.gestures.drag.iter().for_each(|message| shell.publish(message.clone()));
                }
                None
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                let was_pressed = state.pressed.take().is_some();
                let released = self.gestures.release.as_ref().filter(|_| was_pressed && over);
                let dropped = self.gestures.drop.as_ref().filter(|_| over);
                released.into_iter().chain(dropped).for_each(|message| shell.publish(message.clone()));
                None
            }
            _ => None,
        };
        if let Some(message) = said {
            shell.publish(message.clone());
            shell.capture_event();
        }
    }

    fn draw_under(&self, bounds: Rectangle, cursor: mouse::Cursor, theme: &Theme, renderer: &mut Renderer) {
        let tokens = theme::tokens(theme);
        let mark = self.mark;
        let over = cursor.is_over(bounds) && self.gestures.press.is_some();
        let target = cursor.is_over(bounds) && self.gestures.drop.is_some();
        let status = if over { button::Status::Hovered } else { button::Status::Active };
        let look = theme::button::row(theme, status, mark.selected || target, mark.radius);
        if let Some(ground) = look.background {
            let quad = renderer::Quad { bounds, border: look.border, ..renderer::Quad::default() };
            renderer.fill_quad(quad, ground);
        }
        if mark.selected && mark.edge {
            let bounds = Rectangle { width: 3.0, ..bounds };
            let colour = if mark.focused { tokens.accent } else { tokens.edge };
            renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, colour);
        }
        if mark.ring || target {
            let border = border::rounded(mark.radius).width(spacing::FOCUS_RING).color(tokens.accent);
            let quad = renderer::Quad { bounds, border, ..renderer::Quad::default() };
            renderer.fill_quad(quad, iced::Color::TRANSPARENT);
        }
    }
}

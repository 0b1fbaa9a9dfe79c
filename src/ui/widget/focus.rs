//! Makes anything that can be pressed reachable with Tab: iced itself lets only text inputs have the
//! keyboard.
//!
//! What is [`focusable`] takes part in iced's focus operations, draws a ring around itself while it has the
//! keyboard, and publishes its message on Enter or Space. A [`tab_order`] moves the keyboard among what is in it
//! at the very event: an operation that is sent around by a message would come too late for what is typed right
//! after Tab.

use iced::advanced::widget::operation::{self, Focusable as _, Operation, Outcome, focusable as focusing};
use iced::advanced::{Renderer as _, Shell, mouse, renderer};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::widget::Button;
use iced::{Color, Event, Rectangle, Renderer, Theme, border, touch};

use super::Element;
use super::reveal::Reveal;
use super::wrap::{Behaviour, Inside, Wrap};
use crate::ui::{spacing, theme};

/// A button that Tab reaches; without a message it is disabled and skipped.
pub fn press<'a, Message: Clone + 'a>(button: Button<'a, Message>, on_press: Option<Message>) -> Element<'a, Message> {
    focusable(button.on_press_maybe(on_press.clone()), on_press)
}

/// Anything (a checkbox, a switch, a card) that Tab reaches; `on_press` is what Enter and Space do.
pub fn focusable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    Wrap::around(content, Stop { on_press })
}

/// Tab goes through what is inside, and the scrollable of this name follows.
pub fn tab_order<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    scroll: &'static str,
) -> Element<'a, Message> {
    Wrap::around(content, Order { scroll })
}

struct Stop<Message> {
    on_press: Option<Message>,
}

#[derive(Default)]
struct State {
    focused: bool,
}

impl operation::Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl<Message: Clone> Behaviour<Message> for Stop<Message> {
    type State = State;

    fn diff(&self, state: &mut State) {
        if self.on_press.is_none() {
            state.unfocus();
        }
    }

    fn operate(&self, state: &mut State, bounds: Rectangle, operation: &mut dyn Operation) {
        if self.on_press.is_some() {
            operation.focusable(None, bounds, state);
        }
    }

    fn update(
        &mut self,
        state: &mut State,
        event: &Event,
        _place: (Rectangle, mouse::Cursor),
        shell: &mut Shell<'_, Message>,
        _inside: Inside<'_>,
    ) {
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. })
                if state.focused =>
            {
                state.unfocus();
                shell.request_redraw();
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, repeat: false, .. })
                if state.focused && modifiers.is_empty() && !shell.is_event_captured() =>
            {
                if let (Key::Named(Named::Enter | Named::Space), Some(message)) = (key, &self.on_press) {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            _ => {}
        }
    }

    fn draw_over(
        &self,
        state: &State,
        bounds: Rectangle,
        viewport: &Rectangle,
        theme: &Theme,
        renderer: &mut Renderer,
    ) {
        if state.focused {
            let edge = border::rounded(spacing::RADIUS + spacing::FOCUS_RING)
                .width(spacing::FOCUS_RING)
                .color(theme::tokens(theme).accent);
            let bounds = bounds.expand(spacing::FOCUS_RING + 1.0);
            let ring = renderer::Quad { bounds, border: edge, ..renderer::Quad::default() };
            renderer.with_layer(*viewport, |renderer| renderer.fill_quad(ring, Color::TRANSPARENT));
        }
    }
}

struct Order {
    scroll: &'static str,
}

/// Nothing, but not `()`: that is how iced knows widgets that have no state at all.
#[derive(Default)]
struct Stateless;

impl<Message> Behaviour<Message> for Order {
    type State = Stateless;

    fn update(
        &mut self,
        _state: &mut Stateless,
        event: &Event,
        _place: (Rectangle, mouse::Cursor),
        shell: &mut Shell<'_, Message>,
        inside: Inside<'_>,
    ) {
        let Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(Named::Tab), modifiers, .. }) = event else {
            return;
        };
        if shell.is_event_captured() || modifiers.command() || modifiers.alt() {
            return;
        }
        if modifiers.shift() {
            run(Box::new(focusing::focus_previous()), inside);
        } else {
            run(Box::new(focusing::focus_next()), inside);
        }
        run(Box::new(Reveal::new(self.scroll)), inside);
        shell.capture_event();
        shell.request_redraw();
    }
}

/// Runs an operation and whatever follows from it.
fn run(first: Box<dyn Operation>, inside: Inside<'_>) {
    let mut next = Some(first);
    while let Some(mut operation) = next {
        inside(operation.as_mut());
        next = match operation.finish() {
            Outcome::Chain(next) => Some(next),
            Outcome::None | Outcome::Some(()) => None,
        };
    }
}

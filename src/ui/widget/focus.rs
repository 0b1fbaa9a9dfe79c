//! Makes anything that can be pressed reachable with Tab: iced itself lets only text inputs have the
//! keyboard.
//!
//! The wrapper takes part in iced's focus operations (`focus_next`, `focus_previous`), draws a ring
//! around itself while it has the keyboard, and publishes its message on Enter or Space.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Focusable as _;
use iced::advanced::widget::{Operation, Tree, operation, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, overlay, renderer};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::widget::Button;
use iced::{Color, Event, Length, Rectangle, Renderer, Size, Theme, Vector, border, touch};

use super::Element;
use crate::ui::{spacing, theme};

/// Something that Tab reaches and Enter or Space presses.
pub struct Focusable<'a, Message> {
    content: Element<'a, Message>,
    on_press: Option<Message>,
}

impl<Message> std::fmt::Debug for Focusable<'_, Message> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Focusable").finish_non_exhaustive()
    }
}

/// A button that Tab reaches; without a message it is disabled and skipped.
pub fn press<'a, Message: Clone + 'a>(button: Button<'a, Message>, on_press: Option<Message>) -> Element<'a, Message> {
    focusable(button.on_press_maybe(on_press.clone()), on_press)
}

/// Anything (a checkbox, a switch, a card) that Tab reaches; `on_press` is what Enter and Space do.
pub fn focusable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    Element::new(Focusable { content: content.into(), on_press })
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

impl<Message: Clone> Focusable<'_, Message> {
    fn press_by_key(&self, state: &State, event: &Event, shell: &mut Shell<'_, Message>) {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, repeat: false, .. }) = event else {
            return;
        };
        let presses = matches!(key, Key::Named(Named::Enter | Named::Space)) && modifiers.is_empty();
        if let (true, true, Some(message)) = (state.focused, presses, &self.on_press) {
            shell.publish(message.clone());
            shell.capture_event();
        }
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Focusable<'_, Message> {
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
        if self.on_press.is_none() {
            tree.state.downcast_mut::<State>().unfocus();
        }
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
        if self.on_press.is_some() {
            operation.focusable(None, layout.bounds(), tree.state.downcast_mut::<State>());
        }
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
        let state = tree.state.downcast_mut::<State>();
        let pressed = matches!(
            event,
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. })
        );
        if pressed && state.focused {
            state.unfocus();
            shell.request_redraw();
        }
        if !shell.is_event_captured() {
            self.press_by_key(state, event, shell);
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
        if let Some(child) = tree.children.first() {
            self.content.as_widget().draw(child, renderer, theme, style, layout, cursor, viewport);
        }
        if tree.state.downcast_ref::<State>().focused {
            let edge = border::rounded(spacing::RADIUS + spacing::FOCUS_RING)
                .width(spacing::FOCUS_RING)
                .color(theme::tokens(theme).accent);
            let ring = renderer::Quad {
                bounds: layout.bounds().expand(spacing::FOCUS_RING + 1.0),
                border: edge,
                ..renderer::Quad::default()
            };
            renderer.with_layer(*viewport, |renderer| renderer.fill_quad(ring, Color::TRANSPARENT));
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

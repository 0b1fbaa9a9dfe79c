//! The hairline between two panes, which one can drag.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, renderer};
use iced::{Event, Length, Rectangle, Renderer, Size, Theme};

use super::Element;
use crate::ui::{spacing, theme};

/// How far beside the hairline the pointer still takes hold of it.
const REACH: f32 = 4.0;

/// The hairline between two panes.
pub struct Divider<'a, Message> {
    on_drag: Box<dyn Fn(f32) -> Message + 'a>,
}

impl<Message> std::fmt::Debug for Divider<'_, Message> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Divider").finish_non_exhaustive()
    }
}

/// The hairline between two panes; `on_drag` gets where in the window it is dragged to.
pub fn divider<'a, Message: 'a>(on_drag: impl Fn(f32) -> Message + 'a) -> Element<'a, Message> {
    Element::new(Divider { on_drag: Box::new(on_drag) })
}

#[derive(Default)]
struct State {
    dragged: bool,
    near: bool,
}

fn reach(bounds: Rectangle) -> Rectangle {
    Rectangle { x: bounds.x - REACH, width: bounds.width + 2.0 * REACH, ..bounds }
}

impl<Message> Widget<Message, Theme, Renderer> for Divider<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(spacing::HAIRLINE), Length::Fill)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, spacing::HAIRLINE, Length::Fill)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let near = cursor.is_over(reach(layout.bounds()));
        if near != state.near {
            state.near = near;
            shell.request_redraw();
        }
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) if near => {
                state.dragged = true;
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) if state.dragged => {
                if let Some(point) = cursor.land().position() {
                    shell.publish((self.on_drag)(point.x));
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.dragged => {
                state.dragged = false;
                shell.request_redraw();
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let tokens = theme::tokens(theme);
        let colour = if state.dragged || state.near { tokens.accent } else { tokens.hairline };
        renderer.fill_quad(renderer::Quad { bounds: layout.bounds(), ..renderer::Quad::default() }, colour);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let dragged = tree.state.downcast_ref::<State>().dragged;
        if dragged || cursor.is_over(reach(layout.bounds())) {
            mouse::Interaction::ResizingHorizontally
        } else {
            mouse::Interaction::None
        }
    }
}

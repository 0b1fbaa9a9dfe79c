//! A widget around another one: what it does itself is a [`Behaviour`], everything else is handed on.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;

/// Runs an operation on what is inside.
pub(super) type Inside<'a> = &'a mut dyn FnMut(&mut dyn Operation);

/// What a widget around another one does itself.
pub(super) trait Behaviour<Message> {
    /// What it remembers.
    type State: Default + 'static;

    /// A new view is there.
    fn diff(&self, _state: &mut Self::State) {}

    /// Takes part in an operation, before what is inside.
    fn operate(&self, _state: &mut Self::State, _bounds: Rectangle, _operation: &mut dyn Operation) {}

    /// Takes an event before what is inside, which does not get it if it is captured.
    fn before(&mut self, _event: &Event, _shell: &mut Shell<'_, Message>) {}

    /// Takes an event, after what is inside.
    fn update(
        &mut self,
        _state: &mut Self::State,
        _event: &Event,
        _place: (Rectangle, mouse::Cursor),
        _shell: &mut Shell<'_, Message>,
        _inside: Inside<'_>,
    ) {
    }

    /// Draws below what is inside.
    fn draw_under(&self, _bounds: Rectangle, _cursor: mouse::Cursor, _theme: &Theme, _renderer: &mut Renderer) {}

    /// Draws over it.
    fn draw_over(
        &self,
        _state: &Self::State,
        _bounds: Rectangle,
        _viewport: &Rectangle,
        _theme: &Theme,
        _renderer: &mut Renderer,
    ) {
    }
}

/// A widget around another one.
pub(super) struct Wrap<'a, Message, B> {
    pub content: Element<'a, Message>,
    pub behaviour: B,
}

impl<'a, Message: 'a, B: Behaviour<Message> + 'a> Wrap<'a, Message, B> {
    /// Puts it around some content.
    pub fn around(content: impl Into<Element<'a, Message>>, behaviour: B) -> Element<'a, Message> {
        Element::new(Self { content: content.into(), behaviour })
    }
}

impl<Message, B: Behaviour<Message>> Widget<Message, Theme, Renderer> for Wrap<'_, Message, B> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<B::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(B::State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
        self.behaviour.diff(tree.state.downcast_mut());
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
        self.behaviour.operate(tree.state.downcast_mut(), layout.bounds(), operation);
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
        let Some(child) = tree.children.first_mut() else { return };
        if !shell.is_event_captured() {
            self.behaviour.before(event, shell);
            if shell.is_event_captured() {
                return;
            }
        }
        let content = self.content.as_widget_mut();
        content.update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        let mut inside = |operation: &mut dyn Operation| content.operate(child, layout, renderer, operation);
        let place = (layout.bounds(), cursor);
        self.behaviour.update(tree.state.downcast_mut(), event, place, shell, &mut inside);
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
        self.behaviour.draw_under(layout.bounds(), cursor, theme, renderer);
        if let Some(child) = tree.children.first() {
            self.content.as_widget().draw(child, renderer, theme, style, layout, cursor, viewport);
        }
        self.behaviour.draw_over(tree.state.downcast_ref(), layout.bounds(), viewport, theme, renderer);
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

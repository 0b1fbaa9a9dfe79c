//! What the pointer carries while something is dragged: a small card that follows it over everything else.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;

/// How far from the pointer the card is, so that one sees what is pointed at.
const AWAY: Vector = Vector::new(14.0, 12.0);

/// Puts `card` beside the pointer while it is there; `on_end` says that the button was let go of, after what is
/// inside could say that it was over it.
pub fn carry<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    card: Option<Element<'a, Message>>,
    on_end: Message,
) -> Element<'a, Message> {
    let carries = card.is_some();
    let card = card.unwrap_or_else(|| iced::widget::space().into());
    Element::new(Carry { content: content.into(), card, carries, on_end })
}

struct Carry<'a, Message> {
    content: Element<'a, Message>,
    card: Element<'a, Message>,
    carries: bool,
    on_end: Message,
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Carry<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content), Tree::new(&self.card)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&[&self.content, &self.card]);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let [content, card] = tree.children.as_mut_slice() else { return layout::Node::default() };
        let content = self.content.as_widget_mut().layout(content, renderer, limits);
        let card = self.card.as_widget_mut().layout(card, renderer, &limits.loose());
        layout::Node::with_children(content.size(), vec![content, card])
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let parts = [&mut self.content, &mut self.card].into_iter().zip(&mut tree.children).zip(layout.children());
        for ((part, tree), layout) in parts {
            part.as_widget_mut().operate(tree, layout, renderer, operation);
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
        if let (Some(tree), Some(layout)) = (tree.children.first_mut(), layout.children().next()) {
            let content = self.content.as_widget_mut();
            content.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        match event {
            Event::Mouse(mouse::Event::CursorMoved { .. }) if self.carries => shell.request_redraw(),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if self.carries => {
                shell.publish(self.on_end.clone());
            }
            _ => {}
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
        let [content, card] = tree.children.as_slice() else { return };
        let mut layouts = layout.children();
        if let Some(layout) = layouts.next() {
            self.content.as_widget().draw(content, renderer, theme, style, layout, cursor, viewport);
        }
        let (Some(card_layout), Some(point)) = (layouts.next(), cursor.land().position()) else { return };
        if self.carries {
            let (bounds, size) = (layout.bounds(), card_layout.bounds().size());
            let left = (point.x + AWAY.x).min(bounds.x + bounds.width - size.width).max(bounds.x);
            let top = (point.y + AWAY.y).min(bounds.y + bounds.height - size.height).max(bounds.y);
            let by = Vector::new(left - card_layout.bounds().x, top - card_layout.bounds().y);
            renderer.with_layer(*viewport, |renderer| {
                renderer.with_translation(by, |renderer| {
                    let nowhere = mouse::Cursor::Unavailable;
                    self.card.as_widget().draw(card, renderer, theme, style, card_layout, nowhere, viewport);
                });
            });
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
        if self.carries {
            return mouse::Interaction::Grabbing;
        }
        match (tree.children.first(), layout.children().next()) {
            (Some(tree), Some(layout)) => {
                self.content.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
            }
            _ => mouse::Interaction::None,
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let (tree, layout) = (tree.children.first_mut()?, layout.children().next()?);
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}

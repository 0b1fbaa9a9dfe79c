//! One line of text that ends in "…" where it does not fit.
//!
//! The text is measured once and cut at the last cluster that leaves room for the ellipsis; both are
//! kept until the text, its font or the room changes. Only the first [`MAX_BYTES`] are looked at.

use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{self, Hit, Paragraph as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Widget, mouse, renderer};
use iced::alignment;
use iced::widget::text::{LineHeight, Shaping, Wrapping};
use iced::{Color, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme};

use super::{Element, font};
use crate::ui::spacing;

type Paragraph = <Renderer as text::Renderer>::Paragraph;
type StyleFn<'a> = Box<dyn Fn(&Theme) -> iced::widget::text::Style + 'a>;

/// More than any line on any screen holds; whatever comes after it is never drawn.
const MAX_BYTES: usize = 1024;

/// The width of the narrowest letters, in parts of the size.
const NARROWEST: f32 = 0.22;

/// One line of text that ends in "…" where it does not fit.
pub struct Ellipsis<'a> {
    content: &'a str,
    size: f32,
    font: Font,
    width: Length,
    align: alignment::Horizontal,
    style: StyleFn<'a>,
}

impl std::fmt::Debug for Ellipsis<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ellipsis").field("size", &self.size).finish_non_exhaustive()
    }
}

/// One line of text of the base size that ends in "…" where it does not fit; it fills its room.
pub fn ellipsis(content: &str) -> Ellipsis<'_> {
    Ellipsis {
        content: head(content),
        size: spacing::TEXT_BASE,
        font: font::REGULAR,
        width: Length::Fill,
        align: alignment::Horizontal::Left,
        style: Box::new(|_| iced::widget::text::Style::default()),
    }
}

/// The first line, and of it no more than can ever be drawn.
fn head(content: &str) -> &str {
    let line = content.lines().next().unwrap_or_default();
    let end = line.floor_char_boundary(MAX_BYTES);
    line.get(..end).unwrap_or_default()
}

/// Letters that Inter has and that stand side by side: German and English need no more, and setting them
/// without the search for fonts, marks and directions takes a fraction of the time.
const fn is_simple(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{a0}'..='\u{17f}' | '–' | '—' | '‘' | '’' | '‚' | '“' | '”' | '„' | '…' | '•' | '€')
}

impl<'a> Ellipsis<'a> {
    /// Sets the size.
    #[must_use]
    pub const fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// Sets the font.
    #[must_use]
    pub const fn font(mut self, font: Font) -> Self {
        self.font = font;
        self
    }

    /// Sets the width: `Fill` takes the room there is, `Shrink` no more than the text needs.
    #[must_use]
    pub const fn width(mut self, width: Length) -> Self {
        self.width = width;
        self
    }

    /// Aligns the text to the right edge.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.align = alignment::Horizontal::Right;
        self
    }

    /// Sets the style.
    #[must_use]
    pub fn style(mut self, style: impl Fn(&Theme) -> iced::widget::text::Style + 'a) -> Self {
        self.style = Box::new(style);
        self
    }

    fn text<'b>(&self, content: &'b str) -> text::Text<&'b str, Font> {
        text::Text {
            content,
            bounds: Size::new(f32::INFINITY, f32::INFINITY),
            size: Pixels(self.size),
            line_height: LineHeight::default(),
            font: self.font,
            // Any other alignment leaves a single line from right to left at the far end of its endless room.
            align_x: text::Alignment::Default,
            align_y: alignment::Vertical::Top,
            shaping: if content.chars().all(is_simple) { Shaping::Basic } else { Shaping::Advanced },
            wrapping: Wrapping::None,
        }
    }

    /// As much of the text as the narrowest letters could bring into the room: what is longer need not be shaped.
    fn drawable(&self, room: f32) -> &'a str {
        let most = if room.is_finite() { (room / (self.size * NARROWEST)) as usize + 8 } else { MAX_BYTES };
        let end = self.content.char_indices().nth(most).map_or(self.content.len(), |(end, _)| end);
        self.content.get(..end).unwrap_or_default()
    }

    fn measure(&self, state: &mut State, room: f32) {
        let content = self.drawable(room);
        let same = state.content == content && state.size == self.size && state.font == Some(self.font);
        if !same {
            content.clone_into(&mut state.content);
            state.size = self.size;
            state.font = Some(self.font);
            state.whole = Paragraph::with_text(self.text(content));
            state.cut = None;
        }
    }

    fn cut(&self, state: &mut State, room: f32) {
        if state.whole.min_width() <= room || matches!(&state.cut, Some((width, _)) if *width == room) {
            return;
        }
        // A guess, so that the sign alone need not be measured; the loop below corrects it.
        let ellipsis_width = self.size * 0.8;
        let middle = state.whole.min_height() / 2.0;
        let reach = (room - ellipsis_width).max(0.0);
        let rtl = state.whole.buffer().layout_runs().next().is_some_and(|run| run.rtl);
        let x = if rtl { state.whole.min_width() - reach } else { reach };
        let mut end = match state.whole.hit_test(Point::new(x, middle)) {
            Some(Hit::CharOffset(offset)) => self.content.floor_char_boundary(offset),
            None => 0,
        };
        // The hit is the nearest boundary, which may lie one cluster too far.
        loop {
            let head = self.content.get(..end).unwrap_or_default().trim_end();
            let paragraph = Paragraph::with_text(self.text(&format!("{head}…")));
            if paragraph.min_width() <= room || end == 0 {
                state.cut = Some((room, paragraph));
                return;
            }
            end = self.content.floor_char_boundary(end.saturating_sub(1));
        }
    }
}

/// What was measured for which text.
struct State {
    content: String,
    size: f32,
    font: Option<Font>,
    whole: Paragraph,
    cut: Option<(f32, Paragraph)>,
}

impl<Message> Widget<Message, Theme, Renderer> for Ellipsis<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let state = State { content: String::new(), size: 0.0, font: None, whole: Paragraph::default(), cut: None };
        tree::State::new(state)
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let room = limits.max().width;
        self.measure(state, room);
        self.cut(state, room);
        let natural = Size::new(state.whole.min_width().min(room).ceil(), state.whole.min_height());
        layout::Node::new(limits.resolve(self.width, Length::Shrink, natural))
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let fits = state.whole.min_width() <= bounds.width.max(0.0) + 0.5;
        let paragraph = match &state.cut {
            Some((_, cut)) if !fits => cut,
            Some(_) | None => &state.whole,
        };
        let x = match self.align {
            alignment::Horizontal::Right => bounds.x + (bounds.width - paragraph.min_width()).max(0.0),
            alignment::Horizontal::Left | alignment::Horizontal::Center => bounds.x,
        };
        let color: Color = (self.style)(theme).color.unwrap_or(style.text_color);
        renderer.fill_paragraph(paragraph, Point::new(x, bounds.y), color, *viewport);
    }

    fn operate(&mut self, _tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        operation.text(None, layout.bounds(), self.content);
    }
}

impl<'a, Message: 'a> From<Ellipsis<'a>> for Element<'a, Message> {
    fn from(ellipsis: Ellipsis<'a>) -> Self {
        Self::new(ellipsis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the glyphs of a line stand.
    fn glyphs(paragraph: &Paragraph) -> Vec<f32> {
        paragraph.buffer().layout_runs().flat_map(|run| run.glyphs).map(|glyph| glyph.x).collect()
    }

    #[test]
    fn text_from_right_to_left_stands_where_it_can_be_seen_whole_and_cut() {
        let line = ellipsis("مرحبا بالعالم: موعد الاجتماع");
        let mut state = State { content: String::new(), size: 0.0, font: None, whole: Paragraph::default(), cut: None };

        line.measure(&mut state, 1_000.0);
        let width = state.whole.min_width();
        let seen = glyphs(&state.whole);
        assert!(!seen.is_empty() && seen.iter().all(|x| (-1.0..width).contains(x)), "{seen:?}");

        line.cut(&mut state, width * 0.7);
        let (_, cut) = state.cut.expect("it does not fit");
        assert!(glyphs(&cut).iter().all(|x| (-1.0..width).contains(x)));
        assert!((width * 0.5..=width * 0.7).contains(&cut.min_width()), "{} of {width}", cut.min_width());
    }
}

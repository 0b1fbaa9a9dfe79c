//! One line of text that ends in "…" where it does not fit.
//!
//! The text is cut at the last cluster that leaves room for the ellipsis, and kept until the text, its font or
//! the room changes. Only the first [`MAX_BYTES`] are looked at. A page of the list sets some fifty such
//! texts at once, so where letters simply stand side by side their widths are added up, and only what is
//! drawn is set.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

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
        let shaping = if content.chars().all(is_simple) { Shaping::Basic } else { Shaping::Advanced };
        text::Text { shaping, ..simple(content, self.size, self.font) }
    }

    /// As much of the text as the narrowest letters could bring into the room: what is longer need not be shaped.
    fn drawable(&self, room: f32) -> &'a str {
        let most = if room.is_finite() { (room / (self.size * NARROWEST)) as usize + 8 } else { MAX_BYTES };
        let end = self.content.char_indices().nth(most).map_or(self.content.len(), |(end, _)| end);
        self.content.get(..end).unwrap_or_default()
    }

    /// Sets the text anew if it, its font or the room is not what it was.
    fn measure(&self, state: &mut State, room: f32) {
        let content = self.drawable(room);
        let key = (self.size, Some(self.font), room);
        if state.content != content || state.key != key {
            content.clone_into(&mut state.content);
            state.key = key;
            state.paragraph = self.fit(content, room);
        }
    }

    fn fit(&self, content: &str, room: f32) -> Paragraph {
        if content.chars().all(is_simple) {
            let mut widths = Widths::of(self.font);
            if widths.head(content, room / self.size).len() == content.len() {
                return Paragraph::with_text(self.text(content));
            }
            let sign = widths.of_char(ELLIPSIS);
            return self.cut(content, widths.head(content, room / self.size - sign).len(), room);
        }
        let whole = Paragraph::with_text(self.text(content));
        if whole.min_width() <= room {
            return whole;
        }
        // A guess, so that the sign alone need not be measured; cutting corrects it.
        let reach = (room - self.size * 0.8).max(0.0);
        let rtl = whole.buffer().layout_runs().next().is_some_and(|run| run.rtl);
        let x = if rtl { whole.min_width() - reach } else { reach };
        match whole.hit_test(Point::new(x, whole.min_height() / 2.0)) {
            Some(Hit::CharOffset(offset)) => self.cut(content, content.floor_char_boundary(offset), room),
            None => self.cut(content, 0, room),
        }
    }

    /// The first `end` bytes with the sign, or fewer where that is still too wide.
    fn cut(&self, content: &str, mut end: usize, room: f32) -> Paragraph {
        loop {
            let head = content.get(..end).unwrap_or_default().trim_end();
            let paragraph = Paragraph::with_text(self.text(&format!("{head}{ELLIPSIS}")));
            if paragraph.min_width() <= room || end == 0 {
                return paragraph;
            }
            end = content.floor_char_boundary(end.saturating_sub(1));
        }
    }
}

/// What stands for the rest of a text.
const ELLIPSIS: char = '…';

/// The widths of the letters of a font that stand side by side, in parts of its size. Each is measured once.
struct Widths {
    font: Font,
    known: MutexGuard<'static, HashMap<(Font, char), f32>>,
}

impl Widths {
    fn of(font: Font) -> Self {
        /// There are some hundred such letters, in few fonts.
        static KNOWN: LazyLock<Mutex<HashMap<(Font, char), f32>>> = LazyLock::new(Mutex::default);
        Self { font, known: KNOWN.lock().unwrap_or_else(PoisonError::into_inner) }
    }

    fn of_char(&mut self, letter: char) -> f32 {
        /// Large enough that no rounding counts.
        const SIZE: f32 = 256.0;
        let font = self.font;
        *self.known.entry((font, letter)).or_insert_with(|| {
            // Between two others, because spaces at an end may not count.
            let width = |content: &str| Paragraph::with_text(simple(content, SIZE, font)).min_width();
            (width(&format!("x{letter}x")) - width("xx")) / SIZE
        })
    }

    /// As much of the text as fits into `room` parts of the size.
    fn head<'b>(&mut self, content: &'b str, room: f32) -> &'b str {
        let mut width = 0.0;
        let end = content.char_indices().find(|(_, letter)| {
            width += self.of_char(*letter);
            width > room
        });
        end.map_or(content, |(end, _)| content.get(..end).unwrap_or_default())
    }
}

fn simple(content: &str, size: f32, font: Font) -> text::Text<&str, Font> {
    text::Text {
        content,
        bounds: Size::new(f32::INFINITY, f32::INFINITY),
        size: Pixels(size),
        line_height: LineHeight::default(),
        font,
        // Any other alignment leaves a single line from right to left at the far end of its endless room.
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Basic,
        wrapping: Wrapping::None,
    }
}

/// What was set for which text.
struct State {
    content: String,
    /// Size, font and room.
    key: (f32, Option<Font>, f32),
    paragraph: Paragraph,
}

impl<Message> Widget<Message, Theme, Renderer> for Ellipsis<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let key = (0.0, None, 0.0);
        tree::State::new(State { content: String::new(), key, paragraph: Paragraph::default() })
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        let room = limits.max().width;
        self.measure(state, room);
        let natural = Size::new(state.paragraph.min_width().min(room).ceil(), state.paragraph.min_height());
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
        let paragraph = &state.paragraph;
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

        let whole = line.fit(line.content, 1_000.0);
        let width = whole.min_width();
        let seen = glyphs(&whole);
        assert!(!seen.is_empty() && seen.iter().all(|x| (-1.0..width).contains(x)), "{seen:?}");

        let cut = line.fit(line.content, width * 0.7);
        assert!(glyphs(&cut).iter().all(|x| (-1.0..width).contains(x)));
        assert!((width * 0.5..=width * 0.7).contains(&cut.min_width()), "{} of {width}", cut.min_width());
    }

    #[test]
    fn letters_side_by_side_are_cut_at_the_last_that_leaves_room_for_the_sign() {
        for text in
            ["Rechnung für Oktober: bitte prüfen", "iiiiiiiiiiiiiiiiiiiiiiiii", "WWWWWWWWWWWWWWWWWW", "ab  cd  ef  gh"]
        {
            let line = ellipsis(text);
            let width = line.fit(text, f32::INFINITY).min_width();
            assert_eq!(glyphs(&line.fit(text, width + 0.1)).len(), text.chars().count(), "{text:?} fits");
            for share in [0.3, 0.5, 0.9] {
                let room = width * share;
                let shown = glyphs(&line.fit(text, room)).len() - 1;
                assert!(line.fit(text, room).min_width() <= room, "{text:?} in {room}");
                let more: String = text.chars().take(shown + 1).collect();
                let longer = Paragraph::with_text(line.text(&format!("{more}…"))).min_width();
                assert!(longer > room - 0.1 || more.ends_with(' '), "{text:?} in {room}: one more has room");
            }
        }
    }
}

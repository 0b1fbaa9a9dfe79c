use std::collections::BTreeSet;

use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::renderer::Headless;
use iced::keyboard::key::{Code, Named, Physical};
use iced::keyboard::{self, Key, Location, Modifiers};
use iced::mouse::{Button, Cursor, ScrollDelta};
use iced::widget::{space, text};
use iced::{Font, event};

use super::*;
use crate::mime::document::{Block, Document as Content, Span};
use crate::ui::theme::Scheme;
use crate::ui::widget::font;

#[derive(Clone, Debug, PartialEq)]
enum Message {
    Pressed(Stop),
    Moved(Option<Stop>),
}

const SIZE: Size = Size::new(700.0, 500.0);

/// A document with a renderer and a clipboard, and nothing else of a window.
struct Bench {
    renderer: Renderer,
    clipboard: Memory,
    tree: Option<Tree>,
    flow: Flow,
    stop: Option<Stop>,
    stops: Vec<Stop>,
    cursor: Cursor,
    messages: Vec<Message>,
}

#[derive(Default)]
struct Memory(Option<String>, Option<String>);

impl Clipboard for Memory {
    fn read(&self, kind: clipboard::Kind) -> Option<String> {
        match kind {
            clipboard::Kind::Standard => self.0.clone(),
            clipboard::Kind::Primary => self.1.clone(),
        }
    }

    fn write(&mut self, kind: clipboard::Kind, contents: String) {
        match kind {
            clipboard::Kind::Standard => self.0 = Some(contents),
            clipboard::Kind::Primary => self.1 = Some(contents),
        }
    }
}

fn span(text: &str) -> Span {
    Span { text: text.to_owned(), ..Span::default() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![span(text)])
}

impl Bench {
    fn new(blocks: Vec<Block>) -> Self {
        // As the window sets it: other fonts break lines at other places.
        let mut fonts = iced::advanced::graphics::text::font_system().write().unwrap();
        font::embedded().into_iter().for_each(|font| fonts.load_font(font));
        drop(fonts);
        let flow = Flow::new(&Content { blocks, truncated: false }, &BTreeSet::new(), &|_, _| "…".to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let renderer =
            runtime.block_on(<Renderer as Headless>::new(Font::DEFAULT, 16.into(), Some("tiny-skia"))).unwrap();
        let mut bench = Self {
            renderer,
            clipboard: Memory::default(),
            tree: None,
            stops: flow.stops(),
            flow,
            stop: None,
            cursor: Cursor::Unavailable,
            messages: Vec::new(),
        };
        bench.with(|_, _, _| ());
        bench
    }

    /// Lays the widget out as a window does and hands it over.
    fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Element<'_, Message>, &mut Tree, (Layout<'_>, &mut Renderer, &mut Memory)) -> T,
    ) -> T {
        let tells = Tells { pressed: Box::new(Message::Pressed), moved: Box::new(Message::Moved) };
        let ends = (text("head").height(80), space().height(40));
        let id = Id::new("test");
        let document = document((id, 1), &self.flow, Scheme::Light.tokens(), ends.0, ends.1, tells).keyboard(
            true,
            &self.stops,
            self.stop,
        );
        let mut element: Element<'_, Message> = document.into();
        let tree = self.tree.get_or_insert_with(|| Tree::new(&element));
        tree.diff(&element);
        let limits = layout::Limits::new(Size::ZERO, SIZE);
        let node = element.as_widget_mut().layout(tree, &self.renderer, &limits);
        work(&mut element, tree, (Layout::new(&node), &mut self.renderer, &mut self.clipboard))
    }

    fn send(&mut self, event: &Event) -> event::Status {
        let cursor = self.cursor;
        let mut messages = Vec::new();
        let status = self.with(|element, tree, (layout, renderer, clipboard)| {
            let mut shell = Shell::new(&mut messages);
            let viewport = Rectangle::with_size(SIZE);
            let widget = element.as_widget_mut();
            widget.update(tree, event, layout, cursor, renderer, clipboard, &mut shell, &viewport);
            shell.event_status()
        });
        self.messages.extend(messages);
        status
    }

    fn mouse(&mut self, x: f32, y: f32, event: mouse::Event) -> event::Status {
        self.cursor = Cursor::Available(Point::new(x, y));
        self.send(&Event::Mouse(event))
    }

    fn move_to(&mut self, x: f32, y: f32) {
        self.mouse(x, y, mouse::Event::CursorMoved { position: Point::new(x, y) });
    }

    fn drag(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.move_to(from.0, from.1);
        self.mouse(from.0, from.1, mouse::Event::ButtonPressed(Button::Left));
        self.move_to(to.0, to.1);
        self.mouse(to.0, to.1, mouse::Event::ButtonReleased(Button::Left));
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) -> event::Status {
        self.send(&Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: Physical::Code(Code::KeyC),
            location: Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        }))
    }

    fn state<T>(&mut self, look: impl FnOnce(&State, &Flow) -> T) -> T {
        let tree = self.tree.as_ref().unwrap();
        look(tree.state.downcast_ref::<State>(), &self.flow)
    }

    /// The middle of a piece's first cell, from its left.
    fn middle_of(&mut self, piece: usize) -> (f32, f32) {
        self.state(|state, _| {
            let area = state.sheet.get(piece).unwrap().cells[0].area;
            (area.x, state.top_of(piece).unwrap() + area.center_y())
        })
    }
}

#[test]
fn a_drag_selects_across_paragraphs_and_ctrl_c_copies_it() {
    let mut bench = Bench::new(vec![paragraph("eins zwei"), paragraph("drei"), paragraph("vier fünf")]);
    let (first, last) = (bench.middle_of(1), bench.middle_of(3));

    bench.drag((first.0 - 5.0, first.1), (last.0 + 600.0, last.1));
    let status = bench.key(Key::Character("c".into()), Modifiers::CTRL);

    assert_eq!(status, event::Status::Captured);
    assert_eq!(bench.clipboard.0.as_deref(), Some("eins zwei\n\ndrei\n\nvier fünf"));
    assert_eq!(bench.clipboard.1, bench.clipboard.0, "the middle button pastes it too");
}

#[test]
fn without_a_selection_ctrl_c_is_left_to_others() {
    let mut bench = Bench::new(vec![paragraph("text")]);

    assert_eq!(bench.key(Key::Character("c".into()), Modifiers::CTRL), event::Status::Ignored);
    assert_eq!(bench.clipboard.0, None);
}

#[test]
fn ctrl_a_selects_the_whole_message() {
    let mut bench = Bench::new(vec![paragraph("eins"), Block::Rule, paragraph("zwei")]);

    bench.key(Key::Character("a".into()), Modifiers::CTRL);
    bench.key(Key::Character("c".into()), Modifiers::CTRL);

    assert_eq!(bench.clipboard.0.as_deref(), Some("eins\n\nzwei"));
}

#[test]
fn a_double_click_selects_a_word() {
    let mut bench = Bench::new(vec![paragraph("Taubenschlag am Abend")]);
    let (x, y) = bench.middle_of(1);

    bench.drag((x + 20.0, y), (x + 20.0, y));
    bench.drag((x + 20.0, y), (x + 20.0, y));
    bench.key(Key::Character("c".into()), Modifiers::CTRL);

    assert_eq!(bench.clipboard.0.as_deref(), Some("Taubenschlag"));
}

#[test]
fn a_click_follows_a_link_but_a_drag_over_it_does_not() {
    let link = Span { link: Some("https://example.org".to_owned()), ..span("ein langer Verweis") };
    let mut bench = Bench::new(vec![Block::Paragraph(vec![link])]);
    let (x, y) = bench.middle_of(1);

    bench.drag((x + 10.0, y), (x + 80.0, y));
    assert_eq!(bench.messages, []);

    bench.drag((x + 300.0, y), (x + 300.0, y));
    assert_eq!(bench.messages, [], "beside the link");

    bench.drag((x + 30.0, y), (x + 30.0, y));
    assert_eq!(bench.messages, [Message::Pressed(Stop::Link(0))]);
}

#[test]
fn the_real_target_shows_while_the_pointer_or_the_keyboard_is_on_a_link() {
    let link = Span { link: Some("https://evil.example/x".to_owned()), ..span("https://bank.example") };
    let mut bench = Bench::new(vec![Block::Paragraph(vec![link])]);
    let (x, y) = bench.middle_of(1);
    let shown = |bench: &mut Bench| bench.state(|state, _| state.status.as_ref().map(|(target, _)| target.clone()));

    bench.move_to(x + 10.0, y);
    assert_eq!(shown(&mut bench).as_deref(), Some("https://evil.example/x"));

    bench.move_to(x + 10.0, y + 200.0);
    assert_eq!(shown(&mut bench), None);

    bench.stop = Some(Stop::Link(0));
    bench.with(|_, _, _| ());
    assert_eq!(shown(&mut bench).as_deref(), Some("https://evil.example/x"));
}

#[test]
fn tab_goes_from_link_to_link_and_enter_opens() {
    let link = |target: &str| Span { link: Some(target.to_owned()), ..span(target) };
    let mut bench = Bench::new(vec![Block::Paragraph(vec![link("https://a.example"), span(" "), link("tel:1")])]);

    assert_eq!(bench.key(Key::Named(Named::Tab), Modifiers::empty()), event::Status::Captured);
    bench.stop = Some(Stop::Link(1));
    assert_eq!(bench.key(Key::Named(Named::Enter), Modifiers::empty()), event::Status::Captured);
    assert_eq!(bench.key(Key::Named(Named::Tab), Modifiers::empty()), event::Status::Ignored, "on to the next pane");

    let told = [Message::Moved(Some(Stop::Link(0))), Message::Pressed(Stop::Link(1)), Message::Moved(None)];
    assert_eq!(bench.messages, told);
}

#[test]
fn a_stop_far_below_is_scrolled_into_view() {
    let mut blocks: Vec<Block> = (0..500).map(|n| paragraph(&format!("Absatz {n} ").repeat(30))).collect();
    let link = Span { link: Some("https://example.org".to_owned()), ..span("unten") };
    blocks.push(Block::Paragraph(vec![link]));
    let mut bench = Bench::new(blocks);

    bench.stop = Some(Stop::Link(0));
    bench.with(|_, _, _| ());

    let top = bench.state(|state, flow| state.top_of(flow.links()[0].piece)).unwrap();
    assert!((0.0..SIZE.height).contains(&top), "{top}");
}

#[test]
fn the_wheel_scrolls_and_stops_at_both_ends() {
    let mut bench = Bench::new((0..100).map(|n| paragraph(&n.to_string())).collect());
    let wheel = |y| mouse::Event::WheelScrolled { delta: ScrollDelta::Lines { x: 0.0, y } };

    bench.mouse(100.0, 100.0, wheel(-3.0));
    let down = bench.state(|state, _| state.scroll.offset(&state.heights));
    bench.mouse(100.0, 100.0, wheel(-10_000.0));
    let end = bench.state(|state, _| state.scroll.offset(&state.heights) + f64::from(state.view));
    let total = bench.state(|state, _| state.heights.total());
    bench.mouse(100.0, 100.0, wheel(10_000.0));
    let top = bench.state(|state, _| state.scroll.offset(&state.heights));

    assert_eq!(down, 180.0);
    assert!((end - total).abs() < 1.0, "{end} of {total}");
    assert_eq!(top, 0.0);
}

#[test]
fn five_megabytes_shape_only_what_is_on_screen() {
    let line = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor.\n";
    let mut bench = Bench::new(vec![paragraph(&line.repeat(5_000_000 / line.len()))]);

    let began = std::time::Instant::now();
    bench.with(|element, tree, (layout, renderer, _)| {
        let mut run = |distance| {
            let mut give = operation::give(Id::new("test"), distance);
            element.as_widget_mut().operate(tree, layout, renderer, &mut give);
        };
        run(Distance::Pages(1.0));
        run(Distance::End);
        run(Distance::Pages(-1.0));
        run(Distance::Start);
    });
    println!("four jumps through 5 MB: {:?}", began.elapsed());

    let (shaped, pieces) = bench.state(|state, flow| (state.sheet.len(), flow.pieces.len()));
    assert!(pieces > 1_000 && shaped < 20, "{shaped} of {pieces}");
}

#[test]
fn wide_text_is_moved_sideways_by_key_and_stops_at_its_end() {
    let mut bench = Bench::new(vec![Block::Preformatted("x".repeat(300))]);
    let offset = |bench: &mut Bench| bench.state(|state, flow| state.sideways(flow, 1));

    assert_eq!(bench.key(Key::Named(Named::ArrowRight), Modifiers::empty()), event::Status::Captured);
    assert_eq!(offset(&mut bench), 60.0);
    for _ in 0..100 {
        bench.key(Key::Named(Named::ArrowRight), Modifiers::empty());
    }
    let end = offset(&mut bench);
    assert_eq!(bench.key(Key::Named(Named::ArrowRight), Modifiers::empty()), event::Status::Ignored);

    assert!(end > 1_000.0, "{end}");
}

#[test]
fn text_from_right_to_left_stands_at_the_right_edge() {
    let mut bench = Bench::new(vec![paragraph("שלום עולם"), paragraph("left")]);

    let (right, left) = bench.state(|state, _| {
        let edges = |piece: usize| {
            let cell = &state.sheet.get(piece).unwrap().cells[0];
            let glyphs = cell.paragraph.buffer().layout_runs().flat_map(|run| run.glyphs).collect::<Vec<_>>();
            let left = glyphs.iter().map(|glyph| glyph.x).fold(f32::MAX, f32::min);
            let right = glyphs.iter().map(|glyph| glyph.x + glyph.w).fold(0.0, f32::max);
            (cell.at.x + left, cell.at.x + right)
        };
        (edges(1).1, edges(2).0)
    });

    assert!((right - (PADDING + spacing::MEASURE)).abs() < 1.0, "{right}");
    assert!((left - PADDING).abs() < 1.0, "{left}");
}

#[test]
fn text_of_mixed_directions_stays_within_its_column_and_where_the_renderer_looks_for_it() {
    let arabic =
        "هذا نص طويل باللغة العربية لاختبار الاتجاه من اليمين إلى اليسار. الاجتماع يوم الأحد الساعة 14:00 في Hamburg. ";
    let mut bench = Bench::new((1..8).map(|times| paragraph(&arabic.repeat(times))).collect());

    bench.state(|state, flow| {
        use iced::advanced::text::Paragraph as _;

        for index in 1..flow.pieces.len() - 1 {
            let Some(shaped) = state.sheet.get(index) else { continue };
            let cell = &shaped.cells[0];
            let bounds = cell.paragraph.min_bounds();
            assert!(cell.at.x >= PADDING - 0.5 && bounds.width <= spacing::MEASURE + 0.5, "{index}: {bounds:?}");
            let runs = cell.paragraph.buffer().layout_runs().flat_map(|run| run.glyphs);
            assert!(
                runs.into_iter().all(|glyph| glyph.x >= -1.0 && glyph.x + glyph.w <= bounds.width + 1.0),
                "{index}: {bounds:?}"
            );
        }
    });
}

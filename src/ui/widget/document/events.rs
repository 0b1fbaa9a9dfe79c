//! What the person does with a document: scrolling, selecting, copying, following links, by mouse and key.

use iced::advanced::clipboard::Kind as ClipboardKind;
use iced::advanced::mouse::click::{Click, Kind as ClickKind};
use iced::advanced::{Clipboard, Shell, mouse};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::{Event, Point, Rectangle, window};

use super::draw::Bar;
use super::flow::{Flow, Kind, Stop};
use super::select::{self, Position, Selection};
use super::state::{Drag, State, Unit};
use super::{Document, local};

/// A notch of the wheel.
const NOTCH: f32 = 60.0;

/// How far a step of the keyboard moves a wide table sideways.
const SIDESTEP: f32 = 60.0;

/// How fast the text runs while the selection is drawn beyond its edge, in parts of that distance a frame.
const AUTOSCROLL: f32 = 0.2;

/// Where the pane is, and the pointer.
type Place = (Rectangle, mouse::Cursor);

pub(super) fn update<Message>(
    document: &Document<'_, Message>,
    state: &mut State,
    event: &Event,
    place: Place,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, Message>,
) {
    match event {
        Event::Mouse(event) => mouse_event(document, state, event, place, clipboard, shell),
        Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => state.modifiers = *modifiers,
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, physical_key, .. })
            if !shell.is_event_captured() =>
        {
            let latin = key.to_latin(*physical_key);
            key_pressed(document, state, (key, latin, *modifiers), clipboard, shell);
        }
        Event::Window(window::Event::RedrawRequested(_)) => autoscroll(document.flow, state, place, shell),
        _ => {}
    }
}

fn mouse_event<Message>(
    document: &Document<'_, Message>,
    state: &mut State,
    event: &mouse::Event,
    place: Place,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, Message>,
) {
    let (bounds, cursor) = place;
    match event {
        mouse::Event::WheelScrolled { delta } if cursor.is_over(bounds) && !shell.is_event_captured() => {
            let (x, y) = match *delta {
                mouse::ScrollDelta::Lines { x, y } => (x * NOTCH, y * NOTCH),
                mouse::ScrollDelta::Pixels { x, y } => (x, y),
            };
            let (x, y) = if state.modifiers.shift() && x == 0.0 { (y, 0.0) } else { (x, y) };
            if x != 0.0
                && let Some(point) = cursor.position_in(bounds)
            {
                state.move_sideways(document.flow, Some(point), -x);
            }
            state.scroll_by(document.flow, -y);
            hover(document.flow, state, place);
            shell.capture_event();
            shell.request_redraw();
        }
        mouse::Event::ButtonPressed(mouse::Button::Left) if !shell.is_event_captured() => {
            if let Some(point) = cursor.position_in(bounds) {
                press(document.flow, state, point);
                shell.request_redraw();
            }
        }
        mouse::Event::CursorMoved { .. } => {
            if let (Some(drag), Some(at)) = (state.drag, cursor.land().position()) {
                dragged(document.flow, state, drag, local(at, bounds));
                shell.request_redraw();
            } else if hover(document.flow, state, place) {
                shell.request_redraw();
            }
        }
        mouse::Event::CursorLeft if state.hovered.take().is_some() => {
            state.refresh_status(document.flow);
            shell.request_redraw();
        }
        mouse::Event::ButtonReleased(mouse::Button::Left) if state.drag.take().is_some() => {
            release(document, state, place, clipboard, shell);
            shell.request_redraw();
        }
        _ => {}
    }
}

fn press(flow: &Flow, state: &mut State, point: Point) {
    if let Some(bar) = Bar::of(state).filter(|bar| bar.is_over(point)) {
        let grip = bar.grip(point.y).unwrap_or(bar.thumb / 2.0);
        state.drag = Some(Drag::Thumb(grip));
        dragged(flow, state, Drag::Thumb(grip), point);
        return;
    }
    // Head and foot are widgets of their own.
    let over = state.piece_at(point.y).and_then(|(index, _)| flow.pieces.get(index));
    if over.is_some_and(|piece| matches!(piece.kind, Kind::Head | Kind::Foot)) {
        state.selection = None;
        return;
    }
    let Some(position) = state.position_at(flow, point) else { return };
    let click = Click::new(point, mouse::Button::Left, state.click);
    state.click = Some(click);
    let unit = match click.kind() {
        ClickKind::Single => {
            let anchor = match state.selection {
                Some(selection) if state.modifiers.shift() => selection.anchor,
                Some(_) | None => position,
            };
            state.selection = Some(Selection { anchor, head: position });
            state.drag = Some(Drag::Text);
            return;
        }
        ClickKind::Double => Unit::Word,
        ClickKind::Triple => Unit::Line,
    };
    let (start, end) = around(flow, position, unit);
    state.selection = Some(Selection { anchor: start, head: end });
    state.drag = Some(Drag::Unit(unit, start, end));
}

fn around(flow: &Flow, position: Position, unit: Unit) -> (Position, Position) {
    let cell = flow.pieces.get(position.piece).and_then(|piece| piece.cells().get(position.cell));
    let Some(cell) = cell else { return (position, position) };
    let range = match unit {
        Unit::Word => select::word(cell, position.index),
        Unit::Line => select::line(cell, position.index),
    };
    (Position { index: range.start, ..position }, Position { index: range.end, ..position })
}

fn dragged(flow: &Flow, state: &mut State, drag: Drag, point: Point) {
    if let Drag::Thumb(grip) = drag {
        if let Some(bar) = Bar::of(state) {
            let offset = bar.offset_at(point.y - grip, state);
            state.scroll_to(flow, offset);
        }
        return;
    }
    let Some(head) = state.position_at(flow, point) else { return };
    state.selection = match (drag, state.selection) {
        (Drag::Text, Some(selection)) => Some(Selection { head, ..selection }),
        (Drag::Unit(unit, start, end), _) => {
            let (from, to) = around(flow, head, unit);
            Some(if head < start {
                Selection { anchor: end, head: from }
            } else {
                Selection { anchor: start, head: to.max(end) }
            })
        }
        (Drag::Text, None) | (Drag::Thumb(_), _) => None,
    };
}

fn release<Message>(
    document: &Document<'_, Message>,
    state: &mut State,
    (bounds, cursor): Place,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, Message>,
) {
    match state.selection.filter(|selection| !selection.is_empty()) {
        Some(selection) => {
            // What is selected can be pasted with the middle button, where there is such a thing.
            clipboard.write(ClipboardKind::Primary, select::text(document.flow, selection));
        }
        None => {
            state.selection = None;
            let pressed = state.click.map(|click| click.position());
            let released = cursor.position_in(bounds);
            let stop = |point: Option<Point>| point.and_then(|point| state.stop_at(document.flow, point));
            if let Some(target) = stop(released).filter(|target| stop(pressed) == Some(*target)) {
                shell.publish((document.tells.pressed)(target));
            }
        }
    }
}

/// Takes note of the link under the pointer; whether it is another one.
fn hover(flow: &Flow, state: &mut State, (bounds, cursor): Place) -> bool {
    let over = cursor.position_in(bounds).and_then(|point| state.stop_at(flow, point));
    let changed = state.hovered != over;
    state.hovered = over;
    if changed {
        state.refresh_status(flow);
    }
    changed || Bar::of(state).is_some_and(|bar| cursor.position_in(bounds).is_some_and(|point| bar.is_over(point)))
}

fn autoscroll<Message>(flow: &Flow, state: &mut State, (bounds, cursor): Place, shell: &mut Shell<'_, Message>) {
    let (Some(drag @ (Drag::Text | Drag::Unit(..))), Some(at)) = (state.drag, cursor.land().position()) else { return };
    let beyond = if at.y < bounds.y { at.y - bounds.y } else { (at.y - bounds.y - bounds.height).max(0.0) };
    if beyond != 0.0 {
        state.scroll_by(flow, beyond * AUTOSCROLL);
        dragged(flow, state, drag, local(at, bounds));
        shell.request_redraw();
    }
}

fn key_pressed<Message>(
    document: &Document<'_, Message>,
    state: &mut State,
    (key, latin, modifiers): (&Key, Option<char>, keyboard::Modifiers),
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, Message>,
) {
    let selection = state.selection.filter(|selection| !selection.is_empty());
    if modifiers.command() && !modifiers.alt() && !modifiers.shift() {
        match (latin, selection) {
            (Some('c'), Some(selection)) => {
                clipboard.write(ClipboardKind::Standard, select::text(document.flow, selection));
            }
            (Some('a'), _) if document.focused => state.selection = select::all(document.flow),
            _ => return,
        }
        shell.capture_event();
        shell.request_redraw();
        return;
    }
    if !document.focused || modifiers.command() || modifiers.alt() {
        return;
    }
    match key {
        Key::Named(Named::Tab) => {
            let next = next_stop(document.stops, document.stop, modifiers.shift());
            if next.is_some() || document.stop.is_some() {
                shell.publish((document.tells.moved)(next));
            }
            // After the last stop the key goes on to whoever moves between panes.
            if next.is_some() {
                shell.capture_event();
            }
        }
        Key::Named(Named::Enter) => {
            if let Some(stop) = document.stop {
                shell.publish((document.tells.pressed)(stop));
                shell.capture_event();
            }
        }
        Key::Named(Named::Escape) if selection.is_some() || document.stop.is_some() => {
            state.selection = None;
            shell.publish((document.tells.moved)(None));
            shell.capture_event();
        }
        Key::Named(Named::ArrowLeft | Named::ArrowRight) if modifiers.is_empty() => {
            let by = if *key == Key::Named(Named::ArrowLeft) { -SIDESTEP } else { SIDESTEP };
            if state.move_sideways(document.flow, None, by) {
                shell.capture_event();
                shell.request_redraw();
            }
        }
        _ => {}
    }
}

fn next_stop(stops: &[Stop], stop: Option<Stop>, back: bool) -> Option<Stop> {
    let at = stop.and_then(|stop| stops.iter().position(|other| *other == stop));
    let next = match (at, back) {
        (None, false) => 0,
        (None, true) => stops.len().checked_sub(1)?,
        (Some(at), false) => at + 1,
        (Some(at), true) => at.checked_sub(1)?,
    };
    stops.get(next).copied()
}

/// The pointer's shape over the text.
pub(super) fn interaction(flow: &Flow, state: &State, bounds: Rectangle, cursor: mouse::Cursor) -> mouse::Interaction {
    let Some(point) = cursor.position_in(bounds) else { return mouse::Interaction::None };
    if state.hovered.is_some() && state.drag.is_none() {
        return mouse::Interaction::Pointer;
    }
    if Bar::of(state).is_some_and(|bar| bar.is_over(point)) {
        return mouse::Interaction::None;
    }
    if state.is_over_text(flow, point) { mouse::Interaction::Text } else { mouse::Interaction::None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tab_goes_through_the_stops_and_then_on() {
        let stops = [Stop::Head(0), Stop::Link(0), Stop::Foot(0)];

        assert_eq!(next_stop(&stops, None, false), Some(Stop::Head(0)));
        assert_eq!(next_stop(&stops, Some(Stop::Link(0)), false), Some(Stop::Foot(0)));
        assert_eq!(next_stop(&stops, Some(Stop::Foot(0)), false), None);
        assert_eq!(next_stop(&stops, None, true), Some(Stop::Foot(0)));
        assert_eq!(next_stop(&stops, Some(Stop::Head(0)), true), None);
        assert_eq!(next_stop(&[], None, false), None);
        assert_eq!(next_stop(&[], None, true), None);
    }
}

//! What is read for a while is marked as read, and only that.

use brieftaube::config::{Language, MarkRead, Settings};
use brieftaube::model::{EnvelopeId, Intent};
use brieftaube::ui::app::{Message, WindowEvent};
use brieftaube::ui::screen::main;
use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced_test::futures::futures::StreamExt as _;
use iced_test::runtime::{Action, task};

use super::fake_backend::World;
use super::{PATIENCE, Window};

/// Rows of the first inbox: the second one is read, the third is not.
const READ: &str = "Ihre Abrechnung für Oktober 2026 liegt bereit";

fn window(mark_read: MarkRead) -> Window {
    let mut window =
        Window::open_with(World::usual(50), Settings { language: Language::De, mark_read, ..Settings::default() });
    window.click("Posteingang");
    window.key(Named::Tab);
    window
}

/// The messages that were marked as read by themselves.
fn marked(window: &Window) -> Vec<EnvelopeId> {
    let world = window.fake.world.lock().unwrap();
    let acts = world.acts.iter().filter(|act| act.intent == Intent::AutoRead);
    acts.flat_map(|act| act.messages.clone()).collect()
}

fn unread() -> EnvelopeId {
    let mut ids = (0..50).rev().map(|number| EnvelopeId::new(10_000_000 + number));
    ids.find(|id| super::fake_backend::row(*id).flags.is_unseen()).unwrap()
}

/// Goes to the first unread message and comes to rest there.
fn go_to_unread(window: &mut Window) {
    while window.main().list().selected_id() != Some(unread()) {
        window.key(Named::ArrowDown);
    }
}

#[test]
fn what_is_read_for_a_while_is_marked_without_a_word() {
    let mut window = window(MarkRead::AtOnce);

    go_to_unread(&mut window);

    assert_eq!(marked(&window), [unread()], "once, and none that was read before");
    assert!(!window.words().iter().any(|words| words.contains("als gelesen markiert")));
    let before = marked(&window);
    window.character("m", Modifiers::empty());
    assert_eq!(marked(&window), before, "what is done by hand holds");
}

#[test]
fn nothing_is_marked_where_the_person_does_not_want_it() {
    let mut window = window(MarkRead::Never);

    go_to_unread(&mut window);

    assert_eq!(marked(&window), []);
}

#[test]
fn a_window_behind_others_reads_nothing_until_it_is_in_front_again() {
    let mut window = window(MarkRead::AtOnce);
    window.update(Message::Window(window.id, WindowEvent::Unfocused));
    go_to_unread(&mut window);
    assert_eq!(marked(&window), []);

    window.update(Message::Window(window.id, WindowEvent::Focused));

    assert_eq!(marked(&window), [unread()]);
}

#[test]
fn nobody_reads_behind_a_dialog() {
    let mut window = window(MarkRead::AtOnce);
    window.character("?", Modifiers::SHIFT);
    window.update(Message::Main(main::Message::List(main::list::Message::RowPressed(2))));
    assert_eq!(window.main().list().selected_id(), Some(unread()));
    assert_eq!(marked(&window), []);

    window.key(Named::Escape);

    assert_eq!(marked(&window), [unread()]);
}

#[test]
fn what_is_only_passed_by_stays_unread() {
    let mut window = window(MarkRead::AtOnce);
    window.key(Named::ArrowDown);
    window.key(Named::ArrowDown);
    // The unread one is loaded and its clock starts, but the next key comes before it has run out.
    let press = super::press_of(Key::Named(Named::ArrowDown));
    let mut actions = task::into_stream(window.app.update(press)).unwrap();
    let runtime = &window.runtime;
    while window.main().being_read() != Some(unread()) {
        let next = runtime.block_on(async { tokio::time::timeout(PATIENCE, actions.next()).await });
        if let Ok(Some(Action::Output(message))) = next {
            drop(window.app.update(message));
        }
    }

    window.key(Named::ArrowDown);
    window.update(Message::Main(main::Message::ReadFor(1)));

    assert_eq!(marked(&window), []);
    assert!(window.shows(READ));
}

//! The whole window over a service that is played: tasks run for real, views are laid out for real.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

#[path = "support/fake_backend.rs"]
mod fake_backend;
#[path = "ui/queue.rs"]
mod queue;
#[path = "ui/quota.rs"]
mod quota;
#[path = "ui/reading.rs"]
mod reading;
#[path = "ui/special.rs"]
mod special;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use brieftaube::config::{Density, Language, MarkRead, Settings};
use brieftaube::model::{AccountId, EnvelopeId, Intent, MailboxId};
use brieftaube::service::api::{Command, Event, ListSource, Secret};
use brieftaube::ui::app::{App, Dialog, Message, Screen, Start, WindowEvent};
use brieftaube::ui::keymap::Press;
use brieftaube::ui::screen::add_account::{self, Field};
use brieftaube::ui::screen::main::{self, Focus, Main};
use brieftaube::ui::screen::picker;
use brieftaube::ui::widget::font;
use fake_backend::{Fake, World};
use iced::keyboard::key::{Named, NativeCode, Physical};
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use iced::{Event as IcedEvent, Point, Size, Task, Theme, mouse, window};
use iced_test::futures::futures::StreamExt as _;
use iced_test::runtime::{Action, task};
use iced_test::selector::Candidate;
use iced_test::{Simulator, simulator};

/// Longer than anything here takes, shorter than a person's patience.
const PATIENCE: Duration = Duration::from_secs(20);

/// A key, without modifiers.
fn press_of(key: Key) -> Message {
    let physical = Physical::Unidentified(NativeCode::Unidentified);
    Message::Key(Press { modified: key.clone(), key, physical, modifiers: Modifiers::empty(), repeat: false })
}

struct Window {
    app: App,
    fake: Fake,
    runtime: tokio::runtime::Runtime,
    id: window::Id,
}

impl Window {
    fn open(world: World) -> Self {
        Self::open_with(world, Settings { language: Language::De, mark_read: MarkRead::Never, ..Settings::default() })
    }

    fn open_with(world: World, settings: Settings) -> Self {
        let (handle, fake, _) = Fake::start(world);
        let (app, task) = App::new(Start { service: Ok(handle), settings, sample: None, is_sample: false });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mut window = Self { app, fake, runtime, id: window::Id::unique() };
        window.run(task);
        window
    }

    /// Runs a task and everything that comes of it to its end.
    fn run(&mut self, task: Task<Message>) {
        let mut tasks = vec![task];
        while let Some(task) = tasks.pop() {
            let Some(mut actions) = task::into_stream(task) else { continue };
            let runtime = &self.runtime;
            let mut next = || {
                let answer = async { tokio::time::timeout(PATIENCE, actions.next()).await };
                runtime.block_on(answer).expect("a task that ends")
            };
            while let Some(action) = next() {
                if let Action::Output(message) = action {
                    tasks.push(self.app.update(message));
                }
            }
        }
    }

    /// Runs a task and what comes of it until this is so; what takes longer (a toast stays for seconds) is left.
    fn run_until(&mut self, task: Task<Message>, done: impl Fn(&Self) -> bool) {
        let mut tasks = vec![task];
        while let Some(task) = tasks.pop() {
            let Some(mut actions) = task::into_stream(task) else { continue };
            while !done(self) {
                let next = async { tokio::time::timeout(PATIENCE, actions.next()).await };
                match self.runtime.block_on(next).expect("an answer") {
                    Some(Action::Output(message)) => tasks.push(self.app.update(message)),
                    Some(_) => {}
                    None => break,
                }
            }
        }
        assert!(done(self));
    }

    fn key_until(&mut self, character: &str, modifiers: Modifiers, done: impl Fn(&Self) -> bool) {
        let key = Key::Character(character.into());
        let physical = Physical::Unidentified(NativeCode::Unidentified);
        let press = Press { modified: key.clone(), key, physical, modifiers, repeat: false };
        let task = self.app.update(Message::Key(press));
        self.run_until(task, done);
    }

    fn update(&mut self, message: Message) {
        let task = self.app.update(message);
        self.run(task);
    }

    fn key(&mut self, named: Named) {
        self.press(Key::Named(named), Modifiers::empty());
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        let physical = Physical::Unidentified(NativeCode::Unidentified);
        self.update(Message::Key(Press { modified: key.clone(), key, physical, modifiers, repeat: false }));
    }

    fn character(&mut self, character: &str, modifiers: Modifiers) {
        self.press(Key::Character(character.into()), modifiers);
    }

    /// Presses a key and runs what comes of it, but not what comes of that: a toast stays.
    fn character_but_not_what_follows(&mut self, character: &str) {
        let key = Key::Character(character.into());
        let physical = Physical::Unidentified(NativeCode::Unidentified);
        let press = Press { modified: key.clone(), key, physical, modifiers: Modifiers::empty(), repeat: false };
        let mut actions = task::into_stream(self.app.update(Message::Key(press))).expect("something comes of it");
        let next = async { tokio::time::timeout(PATIENCE, actions.next()).await };
        if let Some(Action::Output(message)) = self.runtime.block_on(next).expect("an answer") {
            let _ = self.app.update(message);
        }
    }

    fn resize(&mut self, width: f32, height: f32) {
        // The task would ask a real window whether it is maximised.
        let _ = self.app.update(Message::Window(self.id, WindowEvent::Resized(Size::new(width, height))));
    }

    fn view(&self) -> Simulator<'_, Message, Theme, iced::Renderer> {
        let settings = iced::Settings { default_font: font::REGULAR, fonts: font::embedded(), ..Default::default() };
        Simulator::with_size(settings, self.app.shared().size, self.app.view(self.id))
    }

    /// Clicks what has this text and runs what comes of it.
    fn click(&mut self, text: &str) {
        let mut view = self.view();
        view.click(text).unwrap_or_else(|error| panic!("click {text:?}: {error}"));
        let messages: Vec<Message> = view.into_messages().collect();
        for message in messages {
            self.update(message);
        }
    }

    fn shows(&self, text: &str) -> bool {
        self.view().find(text).is_ok()
    }

    /// Every word in sight, in the order of the widgets.
    fn words(&self) -> Vec<String> {
        let words = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&words);
        let look = move |candidate: Candidate<'_>| -> Option<()> {
            if let Candidate::Text { content, .. } = candidate {
                seen.lock().unwrap().push(content.to_owned());
            }
            None
        };
        let _ = self.view().find(look);
        std::mem::take(&mut *words.lock().unwrap())
    }

    fn main(&self) -> &Main {
        match self.app.screen() {
            Screen::Main(main) => main,
            other => panic!("{other:?} is shown"),
        }
    }

    /// Waits until the service was ordered this: it listens on a thread of its own.
    fn await_command(&self, wanted: impl Fn(&Command) -> bool) {
        let ordered = async {
            while !self.commands().iter().any(&wanted) {
                tokio::task::yield_now().await;
            }
        };
        let waited = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, ordered).await });
        assert!(waited.is_ok(), "never ordered; but {:?}", self.commands());
    }

    fn commands(&self) -> Vec<Command> {
        self.fake.world.lock().unwrap().commands.clone()
    }
}

#[test]
fn the_window_opens_with_all_inboxes_and_a_click_reads_a_message() {
    let mut window = Window::open(World::usual(300));
    assert_eq!(window.main().list().source(), Some(ListSource::AllInboxes));
    assert_eq!(window.main().list().total(), Some(340));
    assert!(window.shows("Alle Posteingänge") && window.shows("340 Nachrichten"));

    window.click("Ihre Abrechnung für Oktober 2026 liegt bereit");

    let selected = window.main().list().selected_id().expect("a selection");
    assert_eq!(fake_backend::row(selected).subject, "Ihre Abrechnung für Oktober 2026 liegt bereit");
    assert_eq!(window.main().focus(), Focus::List);
}

#[test]
fn a_click_in_the_sidebar_opens_the_mailbox_under_its_localised_name() {
    let mut window = Window::open(World::usual(10));

    window.click("Gesendet");

    assert_eq!(window.main().list().source(), Some(ListSource::Mailbox(MailboxId::new(3))));
    assert!(window.shows("Hier ist nichts."));
    window.await_command(|command| matches!(command, Command::Open(ListSource::Mailbox(_))));
}

#[test]
fn mail_that_arrives_keeps_the_selection_and_asks_for_a_bounded_number_of_rows() {
    let mut window = Window::open(World::usual(200_000));
    window.click("Posteingang");
    window.key(Named::Tab);
    for _ in 0..30 {
        window.key(Named::PageDown);
    }
    let selected = window.main().list().selected_id().expect("a selection");
    window.fake.world.lock().unwrap().pages.clear();

    let mailbox = window.fake.world.lock().unwrap().arrive(1, 3);
    window.update(Message::News(0, vec![Event::MailboxChanged(Box::new(mailbox))]));

    assert_eq!(window.main().list().selected_id(), Some(selected));
    assert_eq!(window.main().list().new_above(), 3);
    assert!(window.shows("3 neue Nachrichten"));
    assert!(window.fake.world.lock().unwrap().pages.len() <= 3, "pages around what is in sight");
}

#[test]
fn going_to_the_end_of_two_hundred_thousand_messages_loads_the_last_page_only() {
    let mut window = Window::open(World::usual(200_000));
    window.click("Posteingang");
    window.fake.world.lock().unwrap().pages.clear();
    window.key(Named::Tab);

    window.key(Named::End);

    assert_eq!(window.main().list().selected_id(), Some(EnvelopeId::new(10_000_000)));
    let pages = window.fake.world.lock().unwrap().pages.clone();
    assert!(pages.iter().all(|(_, range)| range.start >= 199_600), "{pages:?}");
}

#[test]
fn shift_and_end_choose_everything_from_here_on_and_escape_lets_go_of_it() {
    let mut window = Window::open(World::usual(200_000));
    window.click("Posteingang");
    window.key(Named::Tab);
    window.key(Named::ArrowDown);
    window.key(Named::ArrowDown);

    window.press(Key::Named(Named::End), Modifiers::SHIFT);
    assert_eq!(window.main().list().chosen(), 199_999);
    assert!(window.shows("199999 Nachrichten ausgewählt") || window.shows("199.999 Nachrichten ausgewählt"));
    window.press(Key::Named(Named::ArrowUp), Modifiers::SHIFT);
    assert_eq!(window.main().list().chosen(), 199_998);

    window.key(Named::Escape);
    assert_eq!(window.main().list().targets(), [EnvelopeId::new(10_000_001)]);
    window.character("a", Modifiers::COMMAND);
    assert_eq!(window.main().list().chosen(), 200_000);
}

#[test]
fn what_is_chosen_is_marked_by_one_key_and_said_so_with_a_way_back() {
    let mut window = Window::open(World::usual(50));
    window.click("Posteingang");
    window.key(Named::Tab);
    window.key(Named::ArrowDown);
    window.press(Key::Named(Named::ArrowDown), Modifiers::SHIFT);
    window.press(Key::Named(Named::ArrowDown), Modifiers::SHIFT);

    window.character_but_not_what_follows("s");

    let acts = window.fake.world.lock().unwrap().acts.clone();
    assert_eq!(acts.len(), 1);
    assert_eq!(acts[0].messages.len(), 3);
    assert!(window.shows("3 Nachrichten als wichtig markiert."));
    assert!(window.shows("Rückgängig"));
}

#[test]
fn a_tag_is_chosen_by_typing_and_the_keys_of_the_list_rest_meanwhile() {
    let mut window = Window::open(World::usual(50));
    window.click("Posteingang");
    window.key(Named::Tab);
    window.key(Named::ArrowDown);
    window.character("t", Modifiers::empty());
    assert!(window.shows("Schlagwort für 1 Nachricht") && window.shows("Zu erledigen"));

    let mut view = window.view();
    view.click(iced::widget::Id::new("picker.field")).unwrap();
    view.typewrite("Urlaub");
    view.tap_key(Key::Named(Named::ArrowDown));
    view.tap_key(Key::Named(Named::Escape));
    let typed: Vec<_> = view.into_messages().collect();
    let letters = typed.iter().filter(|message| matches!(message, Message::Picker(picker::Message::Typed(_)))).count();
    assert_eq!((letters, typed.len()), (6, 8), "{typed:?}");
    window.update(Message::Picker(picker::Message::Typed("Urlaub".to_owned())));
    assert!(window.shows("Neues Schlagwort „Urlaub“"));
    window.key(Named::Escape);

    assert!(window.app.dialog().is_none());
    assert!(window.fake.world.lock().unwrap().acts.is_empty());
}

#[test]
fn what_is_archived_is_gone_from_the_list_and_an_undo_brings_it_back_and_selects_it() {
    let mut window = Window::open(World::usual(50));
    window.click("Posteingang");
    window.key(Named::Tab);
    window.key(Named::ArrowDown);
    let first = window.main().list().selected_id();

    window.key_until("e", Modifiers::empty(), |window| window.shows("1 Nachricht archiviert."));
    let inbox = window.fake.world.lock().unwrap().count(1);
    window.update(Message::News(0, vec![Event::MailboxChanged(Box::new(inbox))]));
    assert_eq!(window.main().list().total(), Some(49));
    let next = window.main().list().selected().expect("the next one");
    assert_eq!((next.index, next.id), (0, Some(EnvelopeId::new(10_000_048))));

    window.key_until("z", Modifiers::COMMAND, |window| window.main().list().total() == Some(50));
    assert_eq!(window.main().list().selected_id(), first);
}

#[test]
fn messages_are_dragged_onto_a_mailbox_of_the_sidebar_by_mouse() {
    let mut window = Window::open(World::usual(50));
    window.click("Posteingang");
    window.key(Named::Tab);
    window.key(Named::ArrowDown);
    window.press(Key::Named(Named::ArrowDown), Modifiers::SHIFT);
    assert_eq!(window.main().list().chosen(), 2);

    let moved = |x: f32, y: f32| IcedEvent::Mouse(mouse::Event::CursorMoved { position: Point::new(x, y) });
    let left = |pressed: bool| match pressed {
        true => IcedEvent::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)),
        false => IcedEvent::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)),
    };
    let mut view = window.view();
    view.point_at(Point::new(400.0, 100.0));
    view.simulate([left(true), moved(402.0, 101.0)]);
    view.point_at(Point::new(360.0, 140.0));
    view.simulate([moved(360.0, 140.0)]);
    let said: Vec<_> = view.into_messages().collect();
    for message in said {
        window.update(message);
    }
    assert!(window.shows("2 Nachrichten"), "it follows the pointer");

    let mut view = window.view();
    view.click("Familie").unwrap();
    let said: Vec<_> = view.into_messages().collect();
    let dropped = said.iter().filter(|message| matches!(message, Message::Main(main::Message::Dropped(_)))).count();
    assert_eq!(dropped, 1, "{said:?}");
    for message in said.into_iter().filter(|message| matches!(message, Message::Main(main::Message::Dropped(_)))) {
        let task = window.app.update(message);
        window.run_until(task, |window| !window.fake.world.lock().unwrap().acts.is_empty());
    }

    let acts = window.fake.world.lock().unwrap().acts.clone();
    assert_eq!(acts[0].intent, Intent::Move(MailboxId::new(7)));
    assert_eq!(acts[0].messages.len(), 2);
    assert!(!window.shows("2 Nachrichten"));
}

#[test]
fn two_hundred_thousand_messages_are_thrown_away_by_two_keys() {
    let mut window = Window::open(World::usual(200_000));
    window.click("Posteingang");
    window.key(Named::Tab);
    window.character("a", Modifiers::COMMAND);

    let press = Key::Named(Named::Delete);
    let physical = Physical::Unidentified(NativeCode::Unidentified);
    let started = Instant::now();
    let task = window.app.update(Message::Key(Press {
        modified: press.clone(),
        key: press,
        physical,
        modifiers: Modifiers::empty(),
        repeat: false,
    }));
    let took = started.elapsed();
    drop(task);

    assert_eq!(window.main().list().chosen(), 0);
    // A debug build beside others; a release build takes a few milliseconds.
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn a_question_mark_lists_the_shortcuts_and_escape_closes_the_list() {
    let mut window = Window::open(World::usual(10));

    window.character("?", Modifiers::SHIFT);
    assert!(matches!(window.app.dialog(), Some(Dialog::Shortcuts(_))));
    window.key(Named::Escape);

    assert!(window.app.dialog().is_none());
}

#[test]
fn without_accounts_the_welcome_leads_to_the_first_account() {
    let mut window = Window::open(World::default());
    assert!(matches!(window.app.screen(), Screen::Welcome(_)));

    window.click("Konto hinzufügen");

    assert!(matches!(window.app.dialog(), Some(Dialog::AddAccount(_))));
}

#[test]
fn zoom_and_density_take_effect_at_once_and_are_kept() {
    let mut window = Window::open(World::usual(10));

    window.character("+", Modifiers::COMMAND);
    window.character("d", Modifiers::empty());

    assert_eq!(window.app.shared().settings.zoom, 1.1);
    window.await_command(|command| match command {
        Command::SetSettings(kept) => (kept.zoom, kept.density) == (1.1, Density::Compact),
        _ => false,
    });
}

#[test]
fn every_width_of_the_window_can_be_laid_out() {
    let mut window = Window::open(World::usual(50));
    window.key(Named::ArrowDown);
    for (width, height) in
        [(1920.0, 1080.0), (1280.0, 800.0), (999.0, 700.0), (800.0, 600.0), (640.0, 400.0), (360.0, 320.0)]
    {
        window.resize(width, height);
        let _ = window.view().simulate(simulator::click());
        if width >= 720.0 {
            assert!(window.shows("Alle Posteingänge"), "{width}×{height}");
        }
    }
}

#[test]
fn closing_the_window_writes_the_settings_down_and_stops_the_service() {
    let mut window = Window::open(World::usual(10));
    let _ = window.app.update(Message::Key(Press {
        key: Key::Character("d".into()),
        modified: Key::Character("d".into()),
        physical: Physical::Unidentified(NativeCode::Unidentified),
        modifiers: Modifiers::empty(),
        repeat: false,
    }));

    let leave = window.app.update(Message::Window(window.id, WindowEvent::CloseRequested));
    window.run(leave);

    let commands = window.commands();
    let kept = commands.iter().position(|command| matches!(command, Command::SetSettings(_)));
    let stopped = commands.iter().position(|command| matches!(command, Command::Shutdown));
    assert!(kept.is_some() && kept < stopped, "{commands:?}");
}

#[test]
fn another_language_is_spoken_at_once_by_every_word_in_sight() {
    let subject = "Ihre Abrechnung für Oktober 2026 liegt bereit";
    let mut window = Window::open(World::usual(30));
    let mut english = Window::open_with(World::usual(30), Settings { language: Language::En, ..Settings::default() });
    window.click(subject);
    english.click(subject);
    let german = window.words();
    assert!(german.len() > 40, "{german:?}");

    // Over the settings, in the window behind them, and in a dialog that was never open.
    window.character(",", Modifiers::COMMAND);
    english.character(",", Modifiers::COMMAND);
    assert_ne!(window.words(), english.words());
    window.click("English");
    assert_eq!(window.words(), english.words());
    window.character("?", Modifiers::SHIFT);
    for key in [Named::Escape, Named::F1] {
        window.key(key);
        english.key(key);
        assert_eq!(window.words(), english.words());
    }

    window.key(Named::Escape);
    window.character(",", Modifiers::COMMAND);
    window.click("Deutsch");
    window.key(Named::Escape);
    assert_eq!(window.words(), german);
}

#[test]
fn the_open_mailbox_is_open_again_after_a_restart() {
    let mut window = Window::open(World::usual(10));
    window.click("Großeltern");
    let open = (AccountId::new(1), "Familie/Großeltern".to_owned());
    window.await_command(
        |command| matches!(command, Command::SetSettings(kept) if kept.sidebar.open.as_ref() == Some(&open)),
    );

    let kept = window.app.shared().settings.clone();
    let again = Window::open_with(World::usual(10), kept);

    assert_eq!(again.main().list().source(), Some(ListSource::Mailbox(MailboxId::new(8))));
}

#[test]
fn enter_goes_on_from_the_last_page_of_a_new_account() {
    let mut window = Window::open(World::usual(10));
    window.character("a", Modifiers::COMMAND | Modifiers::SHIFT);
    for (field, text) in [(Field::Person, "Anna"), (Field::Address, "anna@gmx.de")] {
        window.update(Message::AddAccount(add_account::Message::Typed(field, text.to_owned())));
    }
    window.update(Message::AddAccount(add_account::Message::PasswordTyped(Secret::new("geheim".to_owned()))));
    window.key(Named::Enter);
    assert!(window.shows("Zum Posteingang"), "{:?}", window.words());

    window.key(Named::Enter);

    assert!(window.app.dialog().is_none());
}

#[test]
fn what_is_typed_right_after_tab_goes_into_the_next_field() {
    let mut window = Window::open(World::usual(10));
    window.character("a", Modifiers::COMMAND | Modifiers::SHIFT);

    let mut view = window.view();
    view.click(iced::widget::Id::new(Field::Person.id())).unwrap();
    view.typewrite("Anna");
    view.tap_key(Key::Named(Named::Tab));
    view.typewrite("anna@gmx.de");
    let typed: Vec<_> = view.into_messages().collect();

    let last = |wanted: Field| {
        typed.iter().rev().find_map(|message| match message {
            Message::AddAccount(add_account::Message::Typed(field, text)) if *field == wanted => Some(text.as_str()),
            _ => None,
        })
    };
    assert_eq!((last(Field::Person), last(Field::Address)), (Some("Anna"), Some("anna@gmx.de")));
}

#[test]
fn the_window_goes_dark_and_light_with_the_system() {
    let mut window = Window::open(World::usual(10));
    let is_dark = |window: &Window| window.app.shared().scheme().tokens().dark;
    assert!(!is_dark(&window));

    for (mode, dark) in [(Mode::Dark, true), (Mode::Light, false), (Mode::Dark, true), (Mode::None, false)] {
        window.update(Message::SystemChanged(mode));
        assert_eq!(is_dark(&window), dark, "{mode:?}");
    }
}

//! How full an account is.

use brieftaube::config::{Language, Settings};
use brieftaube::error::{Error, ErrorKind, Problem};
use brieftaube::model::{AccountId, Level, Quota, Quotas, Usage};
use brieftaube::service::api::Event;
use brieftaube::ui::app::Message;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;

use super::Window;
use super::fake_backend::{NOW, World};

fn usage(used: u64, limit: u64) -> Option<Usage> {
    Some(Usage { used, limit })
}

/// The private account is this full; nothing is known of the other one.
fn filled(roots: Vec<Quota>) -> World {
    let mut world = World::usual(10);
    world.accounts[0].quotas = Some(Quotas { at: NOW - 600, roots, ..Quotas::default() });
    world
}

fn storage(used: u64) -> World {
    filled(vec![Quota { storage: usage(used, 5_000_000_000), ..Quota::default() }])
}

#[test]
fn how_full_an_account_is_stands_below_its_name_and_follows_the_language() {
    let mut window = Window::open(storage(3_100_000_000));
    assert!(window.shows("3,1\u{a0}GB von 5\u{a0}GB belegt"), "{:?}", window.words());
    let english = Settings { language: Language::En, ..Settings::default() };
    let english = Window::open_with(storage(3_100_000_000), english);
    assert!(english.shows("3.1\u{a0}GB of 5\u{a0}GB used"), "{:?}", english.words());

    window.fake.world.lock().unwrap().accounts[0].quotas = storage(4_900_000_000).accounts[0].quotas.clone();
    window.update(Message::News(0, vec![Event::AccountsChanged]));
    assert!(window.shows("4,9\u{a0}GB von 5\u{a0}GB belegt"));
    window.fake.world.lock().unwrap().accounts[0].quotas = None;
    window.update(Message::News(0, vec![Event::AccountsChanged]));
    assert!(!window.words().iter().any(|words| words.contains("belegt")));
}

#[test]
fn a_folded_account_says_it_only_when_there_is_little_room() {
    for (used, shown) in [(3_900_000_000, false), (4_000_000_000, true)] {
        let mut window = Window::open(storage(used));
        let says = |window: &Window| window.words().iter().any(|words| words.contains("belegt"));
        assert!(says(&window));
        // The cursor of the sidebar is on "all inboxes"; the first account is next.
        window.key(Named::Tab);
        while window.main().focus() != brieftaube::ui::screen::main::Focus::Sidebar {
            window.key(Named::Tab);
        }
        window.key(Named::Home);
        window.key(Named::ArrowDown);
        window.key(Named::ArrowLeft);
        assert!(!window.shows("Familie"), "it is folded");
        assert_eq!(says(&window), shown, "{used}");
    }
}

#[test]
fn the_fullest_root_is_shown_and_the_settings_list_all() {
    let shared = Quota { root: "Verein".to_owned(), storage: usage(1, 10_000_000_000), messages: usage(96, 100) };
    let own = Quota { root: "Anna".to_owned(), storage: usage(2_500_000_000, 5_000_000_000), messages: None };
    let mut window = Window::open(filled(vec![own, shared]));
    assert!(window.shows("96 von 100 Nachrichten"), "{:?}", window.words());

    window.character(",", Modifiers::COMMAND);
    for line in [
        "Anna: 2,5\u{a0}GB von 5\u{a0}GB belegt (50\u{a0}%)",
        "Verein: 1\u{a0}Byte von 10\u{a0}GB belegt (0\u{a0}%)",
        "Verein: 96 von 100 Nachrichten (96\u{a0}%), fast voll",
    ] {
        assert!(window.shows(line), "{:?}", window.words());
    }
    assert!(window.words().iter().any(|words| words.starts_with("Vom Server mitgeteilt: ")));
}

#[test]
fn a_later_warning_takes_the_place_of_the_earlier_one() {
    let mut window = Window::open(storage(4_900_000_000));
    let warn = |level| {
        let error = Error::new(ErrorKind::MailboxFull(level), "keep below what the server allows");
        Event::Notice(Problem::new(&error, Some(AccountId::new(1))))
    };

    window.update(Message::News(0, vec![warn(Level::High)]));
    window.update(Message::News(0, vec![warn(Level::Critical)]));

    let lines: Vec<_> = window.words().into_iter().filter(|words| words.contains("% voll")).collect();
    assert!(
        matches!(&lines[..], [line] if line.starts_with("Privat: Das Postfach ist zu mehr als 95 % voll. ")),
        "{lines:?}"
    );
}

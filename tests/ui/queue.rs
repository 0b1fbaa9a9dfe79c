//! What was done, what waits and what could not be done any more.

use brieftaube::model::{AccountId, ActionId, Checked, Conflict, Flag, Flags, Intent, Stage};
use brieftaube::service::api::{AccountState, Command, Event, Transport};
use brieftaube::ui::app::{Dialog, Message};
use brieftaube::ui::screen::journal;
use brieftaube::ui::screen::main::Focus;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;

use super::Window;
use super::fake_backend::{self, World};

fn read() -> Intent {
    let mut add = Flags::default();
    add.insert(Flag::Seen);
    Intent::Flags { add, remove: Flags::default() }
}

#[test]
fn one_key_shows_what_was_done_and_any_of_it_is_taken_back() {
    let mut world = World::usual(50);
    world.journal = vec![
        fake_backend::logged(3, Intent::Trash, 2, Stage::Rejected("Mailbox is full".to_owned())),
        fake_backend::logged(2, Intent::Archive, 12, Stage::Confirmed),
        fake_backend::logged(1, read(), 1, Stage::Undone(ActionId::new(4))),
    ];
    let mut window = Window::open(world);

    window.character("h", Modifiers::empty());
    assert!(matches!(window.app.dialog(), Some(Dialog::Journal(_))));
    assert!(window.shows("12 Nachrichten archiviert"));
    assert!(window.shows("Der Server hat abgelehnt: „Mailbox is full“. Hier ist es wieder wie vorher."));

    window.update(Message::Journal(journal::Message::UndoPressed(ActionId::new(2))));
    assert_eq!(window.fake.world.lock().unwrap().journal[1].stage, Stage::Undone(ActionId::new(1_000_000)));
    assert_eq!(window.words().iter().filter(|words| *words == "Rückgängig gemacht.").count(), 2);
    window.key(Named::Escape);
    assert!(window.app.dialog().is_none());
}

#[test]
fn a_journal_without_actions_says_what_will_stand_there() {
    let mut window = Window::open(World::usual(5));

    window.character("h", Modifiers::empty());

    assert!(window.words().iter().any(|words| words.starts_with("Hier steht, was Sie mit Ihren Nachrichten tun")));
}

#[test]
fn what_waits_stands_below_the_folders_and_leads_to_the_list_of_it() {
    let mut world = World::usual(50);
    world.journal = (1..=17).rev().map(|id| fake_backend::logged(id, read(), 1, Stage::Waiting)).collect();
    let mut window = Window::open(world);
    assert!(!window.shows("17 Änderungen warten"), "nobody has asked yet");

    window.update(Message::News(0, vec![Event::JournalChanged]));
    window.click("17 Änderungen warten");
    assert!(matches!(window.app.dialog(), Some(Dialog::Journal(_))));
    window.key(Named::Escape);

    let offline = AccountState::Offline { since: None, problem: None };
    let news = [1, 2].map(|id| Event::AccountState(AccountId::new(id), offline.clone(), None));
    window.update(Message::News(0, news.to_vec()));
    assert!(window.shows("17 Änderungen werden noch gesendet"));
    window.fake.world.lock().unwrap().journal.clear();
    window.update(Message::News(0, vec![Event::JournalChanged]));
    assert!(!window.shows("17 Änderungen warten"));
}

#[test]
fn a_conflict_is_told_once_and_never_again_after_it_was_put_away() {
    let gone = || {
        let mut world = World::usual(50);
        world.journal = vec![fake_backend::logged(7, read(), 1, Stage::Conflict(Conflict::MessageGone))];
        world
    };
    let told =
        |window: &Window| window.words().iter().any(|words| words.starts_with("Nicht mehr möglich: 1 Nachricht"));
    let mut window = Window::open(gone());
    window.update(Message::News(0, vec![Event::Resync]));
    assert!(told(&window));

    window.key(Named::Tab);
    while window.main().focus() != Focus::Banner(1) {
        window.key(Named::Tab);
    }
    window.key(Named::Enter);
    assert!(!told(&window));
    let kept = window.app.shared().settings.clone();
    assert_eq!(kept.conflicts_seen.iter().map(|id| id.get()).collect::<Vec<_>>(), [7]);

    let mut again = Window::open_with(gone(), kept);
    again.update(Message::News(0, vec![Event::Resync]));
    assert!(!told(&again));
}

#[test]
fn where_new_mail_does_not_come_by_itself_the_list_says_when_it_was_last_checked() {
    let mut window = Window::open(World::usual(5));
    assert!(!window.words().iter().any(|words| words.contains("Zuletzt geprüft")), "everything is live");

    let polled = AccountState::UpToDate { checked: fake_backend::NOW - 600, live: false };
    window.update(Message::News(0, vec![Event::AccountState(AccountId::new(2), polled, Some(Transport::Tls))]));

    let says = |words: &String| words.starts_with("Arbeit: Zuletzt geprüft: ");
    assert!(window.words().iter().any(says), "{:?}", window.words());
    window.click("Gesendet");
    assert!(!window.words().iter().any(says), "the other account is live");
}

#[test]
fn the_settings_say_how_an_account_compares_and_have_it_compared() {
    let mut world = World::usual(5);
    let checked = Checked { at: fake_backend::NOW - 60, agreed: 41_203, total: 41_203, ..Checked::default() };
    world.accounts[0].checked = Some(checked);
    let mut window = Window::open(world);
    window.resize(1_280.0, 1_600.0);
    window.character(",", Modifiers::COMMAND);
    let result = |window: &Window| window.words().into_iter().find(|words| words.contains("stimm"));
    assert!(result(&window).unwrap().ends_with("Uhr: 41.203 von 41.203 stimmen überein."));
    assert!(window.shows("Noch nicht mit dem Server verglichen."));

    window.click("Jetzt prüfen");
    window.await_command(|command| matches!(command, Command::Verify(id) if id.get() == 1));
    assert!(window.shows("Wird geprüft …"));

    let again = Checked { at: fake_backend::NOW, agreed: 41_202, differing: 1, repaired: 1, ..checked };
    window.fake.world.lock().unwrap().accounts[0].checked = Some(again);
    window.update(Message::News(0, vec![Event::AccountsChanged]));
    assert!(!window.shows("Wird geprüft …"));
    assert!(result(&window).unwrap().ends_with("41.202 von 41.203 stimmten überein, 1 wurden berichtigt."));
}

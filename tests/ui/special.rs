//! Which mailbox is for what: shown, chosen, and told where it was guessed.

use brieftaube::error::{Error, ErrorKind, Problem};
use brieftaube::model::{AccountId, MailboxId, Origin, Special, SpecialUse};
use brieftaube::service::api::{Command, Event};
use brieftaube::ui::app::{Dialog, Message};
use brieftaube::ui::screen::main;
use brieftaube::ui::screen::picker;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;

use super::Window;
use super::fake_backend::World;

const PRIVATE: AccountId = AccountId::new(1);

fn world(origin: Origin) -> World {
    let mut world = World::usual(10);
    let special = |used, id| Special { used, mailbox: MailboxId::new(id), origin };
    world.accounts[0].special = vec![special(SpecialUse::Archive, 4), special(SpecialUse::Trash, 6)];
    world
}

/// Chooses the mailbox of this name in the box.
fn choose(window: &mut Window, name: &str) {
    assert!(matches!(window.app.dialog(), Some(Dialog::Picker(_))));
    window.update(Message::Picker(picker::Message::Typed(name.to_owned())));
    window.update(Message::Picker(picker::Message::Submitted));
}

fn await_choice(window: &mut Window, used: SpecialUse, name: &str) {
    window.await_command(|command| {
        matches!(command, Command::SetSettings(settings) if settings.special_mailboxes.get(&PRIVATE).and_then(|chosen| chosen.get(&used)).is_some_and(|chosen| chosen == name))
    });
}

#[test]
fn the_settings_say_which_mailbox_is_for_what_and_another_can_be_chosen() {
    let mut window = Window::open(world(Origin::Guessed));
    window.resize(1280.0, 1600.0);
    window.character(",", Modifiers::COMMAND);
    window.click("Ordner");
    assert!(window.shows("Ordner von Privat") && window.shows("nach seinem Namen vermutet"), "{:?}", window.words());
    assert!(window.shows("Noch kein Ordner"), "there is none for what was sent");

    window.click("Auswählen");
    assert!(window.shows("Ordner für „Archiv“"), "{:?}", window.words());
    choose(&mut window, "Familie");

    await_choice(&mut window, SpecialUse::Archive, "Familie");
    assert!(window.shows("Ordner von Privat"), "the settings are back");
    window.click("Auswählen");
    window.key(Named::Escape);
    assert!(window.shows("Ordner von Privat"), "also if nothing was chosen");
    window.click("Zurück");
    assert!(window.shows("Darstellung"));
    window.key(Named::Escape);
    assert!(window.app.dialog().is_none());
}

#[test]
fn a_guessed_mailbox_is_named_once_with_a_way_to_another() {
    let open = || {
        let mut world = world(Origin::Guessed);
        world.guessed = Some(MailboxId::new(4));
        let mut window = Window::open(world);
        window.key(Named::ArrowDown);
        window
    };
    let said = "1 Nachricht archiviert. Dafür dient der Ordner „Archiv“, seinem Namen nach.";
    let told = |window: &Window| window.shows(said) && window.shows("Anderen Ordner wählen");
    open().key_until("e", Modifiers::empty(), told);
    let mut window = open();

    window.character("e", Modifiers::empty());

    await_choice(&mut window, SpecialUse::Archive, "Archiv");
    window.update(Message::Main(main::Message::SpecialPressed(PRIVATE, SpecialUse::Archive)));
    choose(&mut window, "Großeltern");
    await_choice(&mut window, SpecialUse::Archive, "Familie/Großeltern");
}

#[test]
fn where_there_is_no_mailbox_for_it_one_can_be_chosen_at_once() {
    let mut window = Window::open(World::usual(10));
    let kind = ErrorKind::NoSpecialMailbox { wanted: SpecialUse::Archive, account: PRIVATE };
    let problem = Problem::new(&Error::new(kind, "find the archive"), Some(PRIVATE));
    window.update(Message::News(0, vec![Event::Notice(problem)]));

    window.click("Ordner auswählen");
    choose(&mut window, "Familie");

    await_choice(&mut window, SpecialUse::Archive, "Familie");
    assert!(!window.shows("Ordner auswählen"), "it is said no more");
}

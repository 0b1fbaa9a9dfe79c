use crate::config::{Language, Settings};
use crate::service::api::channel;

use super::*;

fn shared() -> Shared {
    Shared::new(channel().0, Settings { language: Language::De, ..Settings::default() })
}

fn tags(names: &[&str]) -> Picker {
    let item = |name: &&str| Item {
        choice: Choice::Tag(Tag::named(name).unwrap()),
        icon: None,
        name: (*name).to_owned(),
        path: String::new(),
        on: false,
    };
    Picker::new(Purpose::Tag, String::new(), names.iter().map(item).collect())
}

fn picked(action: &Action) -> Option<&str> {
    match action {
        Action::Picked(Choice::Tag(tag)) => Some(tag.keyword()),
        _ => None,
    }
}

#[test]
fn what_is_typed_brings_the_best_to_the_top_and_enter_takes_it() {
    let shared = shared();
    let mut picker = tags(&["Alt", "Gehalt", "Halt"]);

    picker.update(Message::Typed("halt".to_owned()), &shared);

    assert_eq!(picked(&picker.update(Message::Submitted, &shared)), Some("Halt"));
    picker.update(Message::Stepped(1), &shared);
    assert_eq!(picked(&picker.update(Message::Submitted, &shared)), Some("Gehalt"));
}

#[test]
fn a_name_that_nobody_has_yet_is_offered_last_as_a_new_tag() {
    let shared = shared();
    let mut picker = tags(&["Reise", "Reisekosten"]);

    picker.update(Message::Typed("reise".to_owned()), &shared);
    assert_eq!(picker.count(), 2, "there is one of this name");
    picker.update(Message::Typed("Rei".to_owned()), &shared);
    picker.update(Message::Stepped(99), &shared);

    assert_eq!(picked(&picker.update(Message::Submitted, &shared)), Some("Rei"));
    picker.update(Message::Typed("$Junk".to_owned()), &shared);
    assert!(matches!(picker.update(Message::Submitted, &shared), Action::None), "no tag of a person's");
}

#[test]
fn the_cursor_stays_in_sight_and_on_a_row() {
    let shared = shared();
    let names: Vec<String> = (0..40).map(|number| format!("tag{number}")).collect();
    let mut picker = tags(&names.iter().map(String::as_str).collect::<Vec<_>>());

    picker.update(Message::Stepped(-1), &shared);
    assert_eq!(picker.cursor, 0);
    picker.update(Message::Stepped(1_000), &shared);

    assert_eq!(picker.cursor, 39);
    assert_eq!(picker.offset, f64::from(ROW) * (40.0 - ROWS as f64));
}

use std::collections::BTreeSet;

use iced::keyboard::key::{Code, NativeCode};

use super::*;

fn press(key: Key, modified: Key, modifiers: Modifiers) -> Press {
    Press { key, modified, physical: Physical::Unidentified(NativeCode::Unidentified), modifiers, repeat: false }
}

fn character(key: &str, modified: &str, modifiers: Modifiers) -> Press {
    press(Key::Character(key.into()), Key::Character(modified.into()), modifiers)
}

#[test]
fn a_question_mark_opens_the_shortcuts_on_german_and_english_keyboards() {
    let german = character("ß", "?", Modifiers::SHIFT);
    let english = character("/", "?", Modifiers::SHIFT);

    assert_eq!(intent(&german), Some(Intent::Shortcuts));
    assert_eq!(intent(&english), Some(Intent::Shortcuts));
}

#[test]
fn zoom_works_where_plus_needs_shift_and_where_it_does_not() {
    assert_eq!(intent(&character("+", "+", Modifiers::COMMAND)), Some(Intent::ZoomIn));
    assert_eq!(intent(&character("=", "+", Modifiers::COMMAND | Modifiers::SHIFT)), Some(Intent::ZoomIn));
    assert_eq!(intent(&character("=", "=", Modifiers::COMMAND)), Some(Intent::ZoomIn));
}

#[test]
fn letters_are_found_by_their_place_on_a_cyrillic_layout() {
    let mut down = character("о", "о", Modifiers::empty());
    down.physical = Physical::Code(Code::KeyJ);

    assert_eq!(intent(&down), Some(Intent::Down));
}

#[test]
fn plain_letters_do_nothing_with_control_held() {
    assert_eq!(intent(&character("j", "j", Modifiers::COMMAND)), None);
}

#[test]
fn shift_turns_tab_round() {
    let key = Key::Named(Named::Tab);
    assert_eq!(intent(&press(key.clone(), key.clone(), Modifiers::empty())), Some(Intent::NextPane));
    assert_eq!(intent(&press(key.clone(), key, Modifiers::SHIFT)), Some(Intent::PreviousPane));
}

#[test]
fn no_chord_means_two_things() {
    let mut seen = BTreeSet::new();
    for binding in SECTIONS.iter().flat_map(|section| section.bindings) {
        for chord in binding.chords {
            assert!(seen.insert(format!("{chord:?}")), "{chord:?} of {:?} is taken", binding.intent);
        }
    }
}

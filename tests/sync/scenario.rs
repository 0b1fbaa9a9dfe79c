//! One story of two hundred steps, the same at every server: what a person does, what their other device does meanwhile,
//! lines that are cut, processes that are killed. Whenever all comes to rest, here and there are compared with a plain model,
//! message by message: mailbox, flags, text.

#[path = "scenario/place.rs"]
mod place;
#[path = "scenario/story.rs"]
mod story;

use brieftaube::model::Intent;

use super::dovecot::QUOTA;
use place::Place;
use story::Story;

fn play(place: Place) {
    let mut story = Story::new(place);
    for chapter in
        [moving_in, marking, moving, deleting, the_other, offline, at_odds, bad_lines, lost_cache, window, in_the_end]
    {
        chapter(&mut story);
    }
    println!("{} steps", story.steps);
    assert!(story.steps >= 200, "{} steps", story.steps);
}

fn moving_in(story: &mut Story) {
    story.they_create("Projekte");
    story.they_create("Projekte/Süd");
    story.they_append("INBOX", 1..=12, "");
    story.they_append("INBOX", 13..=24, "\\Seen");
    story.they_append("Projekte", 25..=28, "");
    story.they_append("Projekte/Süd", 29..=30, "\\Seen \\Flagged");
    story.they_append("Archive", 31..=33, "\\Seen");
    story.they_append("Junk", 34..=35, "");
    story.they_append("Trash", 36..=37, "\\Seen");
    story.rest();
    story.rest();
}

fn marking(story: &mut Story) {
    story.set(&["\\Seen"], "INBOX", 1..=5);
    story.clear(&["\\Seen"], "INBOX", [5]);
    story.set(&["\\Flagged"], "INBOX", [2, 3]);
    story.clear(&["\\Flagged"], "INBOX", [3]);
    story.rest();
    story.set(&["$label1"], "INBOX", [4, 6]);
    story.set(&["$label2"], "INBOX", [4]);
    story.clear(&["$label1"], "INBOX", [6]);
    story.rest();
    story.undo();
    story.undo();
    story.rest();
    story.mark_all_read("Projekte");
    story.rest();
    story.undo();
    story.rest();
    story.they_store("INBOX", [7], "+FLAGS (\\Answered)");
    story.they_store("INBOX", [1], "-FLAGS (\\Seen)");
    story.set(&["\\Flagged"], "INBOX", [1, 7]);
    story.rest();
    // In the end it is as it was: nothing to send but the last.
    story.set(&["\\Seen"], "INBOX", [8]);
    story.clear(&["\\Seen"], "INBOX", [8]);
    story.set(&["\\Seen"], "INBOX", [8]);
    story.rest();
}

fn moving(story: &mut Story) {
    story.act(Intent::Archive, "INBOX", [1, 2]);
    story.move_to("Projekte", "INBOX", [3]);
    story.copy_to("Projekte/Süd", "INBOX", [4]);
    story.act(Intent::Trash, "INBOX", [5]);
    story.act(Intent::Junk, "INBOX", [6]);
    story.rest();
    for _ in 0..5 {
        story.undo();
    }
    story.rest();
    story.act(Intent::Archive, "INBOX", [1]);
    story.undo();
    story.rest();
    story.move_to("Projekte", "INBOX", [3, 13]);
    story.set(&["\\Flagged"], "Projekte", [3]);
    story.move_to("Projekte/Süd", "Projekte", [3]);
    story.clear(&["\\Seen"], "Projekte", [13]);
    story.move_to("INBOX", "Projekte", [13]);
    story.rest();
    story.act(Intent::NotJunk, "Junk", [34]);
    story.rest();
    story.undo();
    story.rest();
    story.copy_to("Archive", "INBOX", [7]);
    story.set(&["$label1"], "INBOX", [7]);
    story.rest();
    story.set(&["\\Seen", "$label2"], "Archive", [7]);
    story.rest();
    story.undo();
    story.undo();
    story.undo();
    story.rest();
}

fn deleting(story: &mut Story) {
    story.act(Intent::Trash, "INBOX", [8, 9]);
    story.rest();
    story.act(Intent::Delete, "Trash", [36]);
    story.rest();
    // Marked and left by the other: nobody but them may take it away.
    story.they_store("INBOX", [10], "+FLAGS (\\Deleted)");
    story.act(Intent::Delete, "INBOX", [11]);
    story.act(Intent::Archive, "INBOX", [12]);
    story.rest();
    story.they_store("INBOX", [10], "-FLAGS (\\Deleted)");
    story.rest();
    story.empty("Trash");
    story.empty("Junk");
    story.rest();
    story.they_append("Trash", 40..=41, "");
    story.they_append("Junk", 42..=43, "");
    story.act(Intent::Trash, "INBOX", [14]);
    story.undo();
    story.act(Intent::Trash, "INBOX", [14]);
    story.rest();
    story.undo();
    story.rest();
}

fn the_other(story: &mut Story) {
    story.they_store("INBOX", [1, 13, 14], "+FLAGS (\\Flagged $label2)");
    story.they_move("INBOX", 13, Some("Projekte"));
    story.they_move("INBOX", 14, None);
    story.they_append("INBOX", 44..=46, "\\Seen");
    story.they_copy("INBOX", 15, "Projekte/Süd");
    story.rest();
    story.they_create("Rechnungen");
    story.they_append("Rechnungen", 47..=48, "$label1");
    story.rest();
    story.set(&["\\Seen"], "Rechnungen", [47]);
    story.rest();
    story.they_rename("Rechnungen", "Belege");
    story.rest();
    story.move_to("INBOX", "Belege", [47]);
    story.rest();
    story.they_delete("Belege");
    story.rest();
    story.they_store("INBOX", [47], "-FLAGS (\\Seen)");
    story.they_store("Projekte/Süd", [29], "-FLAGS (\\Flagged)");
    story.rest();
}

/// A long time without a network.
fn offline(story: &mut Story) {
    story.set(&["\\Flagged"], "INBOX", [16, 17]);
    story.they_append("INBOX", 50..=55, "");
    story.act(Intent::Archive, "INBOX", [16]);
    story.they_store("INBOX", [17], "+FLAGS (\\Answered)");
    // What they mark before it is moved goes along.
    story.they_store("INBOX", [16], "+FLAGS ($label1)");
    story.move_to("Projekte", "INBOX", [18, 19]);
    story.move_to("Projekte/Süd", "Projekte", [18]);
    story.copy_to("Archive", "Projekte/Süd", [30]);
    story.mark_all_read("Projekte");
    story.they_append("Projekte", 56..=57, "");
    story.clear(&["\\Seen"], "Projekte", [19]);
    story.act(Intent::Junk, "INBOX", [20]);
    story.act(Intent::NotJunk, "Junk", [20]);
    story.act(Intent::NotJunk, "Junk", [42]);
    story.act(Intent::Trash, "INBOX", [21]);
    story.act(Intent::Delete, "Trash", [21]);
    story.set(&["$label3"], "INBOX", [22]);
    story.undo();
    story.act(Intent::Trash, "INBOX", [22]);
    story.they_move("INBOX", 23, Some("Archive"));
    story.rest();
    story.undo();
    story.rest();
    story.set(&["\\Seen"], "INBOX", [50, 51, 52]);
    story.act(Intent::Archive, "INBOX", [50, 51, 52]);
    story.rest();
    story.undo();
    story.undo();
    story.rest();
}

/// Both do something to the same.
fn at_odds(story: &mut Story) {
    story.set(&["\\Flagged"], "INBOX", [53]);
    story.they_win("INBOX", 53, None, &[]);
    story.act(Intent::Archive, "INBOX", [54]);
    story.they_win("INBOX", 54, Some("Projekte"), &[]);
    story.act(Intent::Delete, "INBOX", [24]);
    story.they_store("INBOX", [24], "+FLAGS (\\Answered)");
    story.rest();
    story.set(&["\\Flagged"], "INBOX", [55]);
    story.they_store("INBOX", [55], "+FLAGS (\\Flagged)");
    story.clear(&["\\Flagged"], "INBOX", [17]);
    story.they_store("INBOX", [17], "+FLAGS (\\Seen $label2)");
    story.rest();
    story.they_create("Bald weg");
    story.rest();
    story.move_to("Bald weg", "INBOX", [55]);
    story.they_delete("Bald weg");
    story.stays(55, "INBOX");
    story.comes_to_nothing();
    story.rest();
}

/// Lines that are cut, processes that are killed.
fn bad_lines(story: &mut Story) {
    story.they_append("INBOX", 60..=75, "");
    story.set(&["\\Seen"], "INBOX", [44, 45]);
    story.cut_after(3_000);
    story.rest();
    let (there, back) = ("Projekte", "INBOX");
    for (at, bytes) in [300, 700, 1_000, 1_500].into_iter().enumerate() {
        let number = 60 + u32::try_from(at).unwrap();
        story.move_to(there, back, [number, number + 5]);
        story.set(&["\\Flagged"], there, [number]);
        story.cut_after(bytes);
    }
    story.rest();
    for (at, milliseconds) in [60, 120, 200, 300].into_iter().enumerate() {
        let number = 60 + u32::try_from(at).unwrap();
        story.move_to(back, there, [number]);
        story.they_append("Archive", [80 + number], "");
        story.kill_after(milliseconds);
        story.copy_to("Projekte/Süd", there, [number + 5]);
    }
    story.rest();
    story.undo();
    story.kill_after(150);
    story.rest();
}

fn lost_cache(story: &mut Story) {
    // What could only be marked shows again where nothing is known of it.
    story.they_expunge_all();
    story.rest();
    story.set(&["\\Seen"], "INBOX", [60, 61]);
    story.act(Intent::Archive, "INBOX", [61, 62]);
    story.act(Intent::Trash, "Projekte", [66]);
    story.lose_cache();
    story.rest();
    story.undo();
    story.undo();
    story.they_expunge_all();
    story.lose_cache();
    story.rest();
    story.set(&["\\Flagged"], "INBOX", [70]);
    story.rest();
}

/// With the window open, which syncs by itself.
fn window(story: &mut Story) {
    story.open_window();
    story.they_append("INBOX", 90..=92, "");
    story.settle();
    story.set(&["\\Seen"], "INBOX", [90]);
    story.act(Intent::Archive, "INBOX", [91]);
    story.settle();
    story.undo();
    story.settle();
    story.they_store("INBOX", [92], "+FLAGS (\\Flagged)");
    story.they_move("INBOX", 71, None);
    story.settle();
    story.unplug();
    story.act(Intent::Trash, "INBOX", [92]);
    story.move_to("Projekte", "INBOX", [72]);
    story.they_append("INBOX", 93..=94, "");
    story.plug_in();
    story.settle();
    story.undo();
    story.settle();
    story.close_window();
}

fn in_the_end(story: &mut Story) {
    story.rest();
    story.they_expunge_all();
    story.rest();
    story.prove();
    story.rest();
}

#[test]
fn the_story_ends_alike_on_dovecot() {
    play(Place::dovecot(""));
}

#[test]
fn the_story_ends_alike_where_no_extension_is_offered() {
    play(Place::stripped());
}

#[test]
fn the_story_ends_alike_where_all_is_below_the_inbox_and_dots_divide_it() {
    play(Place::below_the_inbox());
}

#[test]
fn the_story_ends_alike_where_only_two_connections_are_allowed() {
    play(Place::two_connections());
}

#[test]
fn the_story_ends_alike_where_there_is_a_quota() {
    play(Place::dovecot(QUOTA));
}

#[test]
fn the_story_ends_alike_on_cyrus() {
    play(Place::cyrus());
}

#[test]
fn the_story_ends_alike_on_courier() {
    play(Place::courier());
}

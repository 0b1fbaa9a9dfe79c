use iced::keyboard::Modifiers;

use crate::config::Settings;
use crate::model::{AccountId, Flags, ListRow, MailboxId};
use crate::service::api::channel;

use super::*;

const SOURCE: ListSource = ListSource::Mailbox(MailboxId::new(1));

fn shared() -> Shared {
    Shared::new(channel().0, Settings::default())
}

/// Rows `start..start + len` of a list in which the newest message has the highest number.
fn page(total: usize, newest: u64, start: usize, len: usize) -> Page {
    let rows = (start..(start + len).min(total)).map(|index| ListRow {
        id: EnvelopeId::new(newest - index as u64),
        account: AccountId::new(1),
        mailbox: MailboxId::new(1),
        who: "Anna".to_owned(),
        subject: "Angebot".to_owned(),
        preview: String::new(),
        received: 0,
        flags: Flags::default(),
        has_attachment: false,
    });
    Page { total, start, rows: rows.collect() }
}

/// A list of `total` messages whose first page is here, 720 pixels high: ten rows in sight.
fn opened(total: usize, shared: &Shared) -> List {
    let mut list = List::new(shared);
    let _ = list.open(SOURCE, shared);
    let _ = list.update(Message::Resized(720.0), shared);
    answer(&mut list, total, 1_000_000, 0, shared);
    list
}

fn answer(list: &mut List, total: usize, newest: u64, number: usize, shared: &Shared) {
    let generation = list.pages.generation();
    let page = page(total, newest, number * PAGE, PAGE);
    let _ = list.update(Message::PageLoaded(SOURCE, generation, number, Ok(page)), shared);
}

/// The service's answer to a refresh after `arrived` messages came in at the top.
fn refreshed(list: &mut List, total: usize, arrived: usize, shared: &Shared) {
    let wish = list.wish();
    let _ = list.changed(shared);
    let place = |id: EnvelopeId| (1_000_000 + arrived as u64 - id.get()) as usize;
    let anchor = wish.anchors.first().map(|anchor| (*anchor, place(anchor.id)));
    let first = anchor.map_or(0, |(_, now)| now) / PAGE;
    let pages = (first..first + 2).map(|number| (number, page(total, 1_000_000 + arrived as u64, number * PAGE, PAGE)));
    let new =
        Refreshed { total, pages: pages.collect(), anchor, selected: wish.selected.map(|id| (id, Some(place(id)))) };
    let generation = list.pages.generation();
    let _ = list.update(Message::Refreshed(SOURCE, generation, Ok(new)), shared);
}

fn first_in_sight(list: &List) -> EnvelopeId {
    list.row(list.in_sight().start).unwrap().data.id
}

#[test]
fn mail_that_arrives_while_one_reads_further_down_moves_nothing_and_shows_a_pill() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.update(Message::Scrolled(50.0 * 72.0 + 10.0), &shared);
    let _ = list.update(Message::RowPressed(52), &shared);
    let (before, selected) = (first_in_sight(&list), list.selected_id());
    let below = list.top(list.in_sight().start);

    refreshed(&mut list, 1_003, 3, &shared);

    assert_eq!(first_in_sight(&list), before);
    assert_eq!(list.top(list.in_sight().start), below, "not a pixel");
    assert_eq!(list.selected(), Some(Selected { index: 55, id: selected }));
    assert_eq!(list.new_above(), 3);
    let _ = list.update(Message::NewPressed, &shared);
    assert_eq!((list.position().offset, list.new_above()), (0.0, 0));
}

#[test]
fn at_the_top_new_mail_appears_and_the_selected_message_stays_selected() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.update(Message::RowPressed(0), &shared);
    let selected = list.selected_id();

    refreshed(&mut list, 1_002, 2, &shared);

    assert_eq!(first_in_sight(&list), EnvelopeId::new(1_000_002));
    assert_eq!(list.selected(), Some(Selected { index: 2, id: selected }));
    assert_eq!(list.new_above(), 0);
}

#[test]
fn what_the_person_does_while_the_list_is_asked_for_holds() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.update(Message::RowPressed(3), &shared);
    let wish = list.wish();
    let _ = list.changed(&shared);
    let _ = list.select(40, &shared);
    let (selected, before) = (list.selected_id(), first_in_sight(&list));

    let place = |id: EnvelopeId| (1_000_005 - id.get()) as usize;
    let anchor = wish.anchors.first().map(|anchor| (*anchor, place(anchor.id)));
    let asked = wish.selected.map(|id| (id, Some(place(id))));
    let new = Refreshed { total: 1_005, pages: vec![(0, page(1_005, 1_000_005, 0, PAGE))], anchor, selected: asked };
    let generation = list.pages.generation();
    let _ = list.update(Message::Refreshed(SOURCE, generation, Ok(new)), &shared);

    assert_eq!(list.selected(), Some(Selected { index: 45, id: selected }));
    assert_eq!(first_in_sight(&list), before);
}

#[test]
fn a_change_of_the_list_opens_no_other_message() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let (_, opened) = list.update(Message::RowPressed(4), &shared);
    assert!(opened.is_some());
    let _ = list.changed(&shared);

    let gone = list.selected_id().map(|id| (id, None));
    let new = Refreshed { total: 999, pages: vec![(0, page(999, 999_990, 0, PAGE))], anchor: None, selected: gone };
    let generation = list.pages.generation();
    let (_, opened) = list.update(Message::Refreshed(SOURCE, generation, Ok(new)), &shared);

    assert_eq!(opened, None);
    assert_eq!(list.selected(), None, "the selected message is gone");
}

#[test]
fn answers_to_another_list_or_an_older_generation_are_dropped() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let generation = list.pages.generation();
    let other = ListSource::Mailbox(MailboxId::new(9));

    let _ = list.update(Message::PageLoaded(other, generation, 0, Ok(page(3, 9, 0, 3))), &shared);
    let _ = list.changed(&shared);
    let _ = list.update(Message::PageLoaded(SOURCE, generation, 1, Ok(page(3, 9, 0, 3))), &shared);

    assert_eq!(list.total(), Some(1_000));
}

#[test]
fn a_list_that_is_opened_again_takes_no_answer_from_before() {
    let shared = shared();
    let mut list = List::new(&shared);
    let _ = list.open(SOURCE, &shared);
    let generation = list.pages.generation();
    let _ = list.open(ListSource::AllInboxes, &shared);
    let _ = list.open(SOURCE, &shared);

    let _ = list.update(Message::PageLoaded(SOURCE, generation, 0, Ok(page(3, 9, 0, 3))), &shared);

    assert_eq!(list.total(), None);
}

#[test]
fn a_row_whose_page_is_on_the_way_is_opened_when_it_is_here() {
    let shared = shared();
    let mut list = opened(200_000, &shared);
    let _ = list.select(usize::MAX, &shared);
    assert_eq!(list.selected(), Some(Selected { index: 199_999, id: None }));

    let generation = list.pages.generation();
    let last = page(200_000, 1_000_000, 999 * PAGE, PAGE);
    let (_, opened) = list.update(Message::PageLoaded(SOURCE, generation, 999, Ok(last)), &shared);

    assert_eq!(opened, Some(EnvelopeId::new(800_001)));
    assert_eq!(list.in_sight(), 199_990..200_000);
    assert_eq!(list.top(199_999), 648.0, "to the pixel");
}

#[test]
fn going_down_by_key_scrolls_no_further_than_needed() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    for _ in 0..10 {
        let _ = list.step(1, &shared);
    }
    assert_eq!(list.position().offset, 0.0, "ten rows are in sight");

    let _ = list.step(1, &shared);

    assert_eq!(list.position().offset, 72.0);
    let _ = list.step(-1, &shared);
    assert_eq!(list.position().offset, 72.0, "the row above is still in sight");
}

#[test]
fn the_row_at_the_top_stays_there_when_the_density_changes() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.update(Message::Scrolled(100.0 * 72.0), &shared);
    let before = first_in_sight(&list);

    list.set_density(Density::Compact);

    assert_eq!(first_in_sight(&list), before);
}

#[test]
fn changes_during_a_refresh_are_made_up_for_once() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.changed(&shared);
    let generation = list.pages.generation();
    for _ in 0..100 {
        let _ = list.changed(&shared);
    }
    assert_eq!(list.pages.generation(), generation, "one at a time");

    let new =
        Refreshed { total: 1_001, pages: vec![(0, page(1_001, 7_000_000, 0, PAGE))], anchor: None, selected: None };
    let _ = list.update(Message::Refreshed(SOURCE, generation, Ok(new)), &shared);

    assert_eq!(list.pages.generation(), generation + 1, "and once more for what came meanwhile");
}

#[test]
fn a_page_that_cannot_be_read_is_told_and_can_be_asked_for_again() {
    let shared = shared();
    let mut list = List::new(&shared);
    let _ = list.open(SOURCE, &shared);
    let generation = list.pages.generation();
    let error = Error::new(crate::error::ErrorKind::Storage, "read a page");

    let _ = list.update(Message::PageLoaded(SOURCE, generation, 0, Err(error)), &shared);
    assert!(list.error().is_some());
    let _ = list.update(Message::RetryPressed, &shared);
    answer(&mut list, 5, 1_000_000, 0, &shared);

    assert!(list.error().is_none());
    assert_eq!(list.total(), Some(5));
}

fn hold(keys: Modifiers) -> Shared {
    Shared { held: keys, ..shared() }
}

fn came(list: &mut List, purpose: Purpose, ids: &[u64]) {
    let ids = ids.iter().map(|id| EnvelopeId::new(*id)).collect();
    let _ = list.update(Message::IdsCame(SOURCE, purpose, Ok(ids)), &shared());
}

#[test]
fn with_ctrl_messages_are_chosen_one_by_one_and_a_plain_press_ends_it() {
    let mut list = opened(1_000, &shared());
    let _ = list.update(Message::RowPressed(0), &shared());
    assert_eq!(list.targets(), [EnvelopeId::new(1_000_000)]);

    for row in [2, 4, 5, 4] {
        let _ = list.update(Message::RowPressed(row), &hold(Modifiers::COMMAND));
    }

    assert_eq!(list.targets(), [999_995, 999_998, 1_000_000].map(EnvelopeId::new));
    assert_eq!(list.selected_id(), Some(EnvelopeId::new(999_996)), "the cursor is where it was pressed last");
    let _ = list.update(Message::RowPressed(7), &shared());
    assert_eq!(list.targets(), [EnvelopeId::new(999_993)]);
}

#[test]
fn with_shift_everything_on_the_way_is_chosen_even_where_its_rows_are_not_here() {
    let shared = shared();
    let mut list = opened(200_000, &shared);
    let _ = list.select(3, &shared);

    assert!(list.extend(usize::MAX, &shared).units() > 0);
    assert_eq!(list.chosen(), 0, "nobody knows yet which message is the last");
    let generation = list.pages.generation();
    let last = page(200_000, 1_000_000, 999 * PAGE, PAGE);
    let (asked, _) = list.update(Message::PageLoaded(SOURCE, generation, 999, Ok(last)), &shared);
    assert!(asked.units() > 0);
    came(&mut list, Purpose::Choose, &[999_997, 900_000, 800_001]);

    assert_eq!(list.chosen(), 3);
    assert!(list.is_chosen(EnvelopeId::new(900_000)));
    assert!(list.unchoose() && !list.unchoose());
}

#[test]
fn what_leaves_the_list_is_chosen_no_more() {
    let mut list = opened(1_000, &shared());
    came(&mut list, Purpose::Choose, &[1, 2, 3]);

    came(&mut list, Purpose::Keep, &[2, 3, 4]);

    assert_eq!(list.targets(), [2, 3].map(EnvelopeId::new));
    let other = ListSource::Mailbox(MailboxId::new(9));
    let _ = list.update(Message::IdsCame(other, Purpose::Choose, Ok(Vec::new())), &shared());
    assert_eq!(list.chosen(), 2, "an answer about another list");
}

#[test]
fn what_leaves_hands_the_selection_to_the_next_below_and_at_the_end_to_the_one_above() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.select(3, &shared);
    assert_eq!(list.leave().selected, Some(EnvelopeId::new(999_997)));
    assert_eq!(list.selected_id(), Some(EnvelopeId::new(999_996)));

    came(&mut list, Purpose::Choose, &[999_996, 999_995, 999_993]);
    list.leave();
    assert_eq!((list.selected_id(), list.chosen()), (Some(EnvelopeId::new(999_994)), 0), "past those that go, too");

    let mut list = opened(5, &shared);
    let _ = list.select(4, &shared);
    list.leave();
    assert_eq!(list.selected().map(|selected| selected.index), Some(3));
}

#[test]
fn nothing_scrolls_when_a_message_leaves_but_to_keep_the_next_in_sight() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.update(Message::Scrolled(50.0 * 72.0), &shared);
    let _ = list.select(59, &shared);
    let before = list.position().offset;
    let _ = list.leave();
    assert_eq!(list.position().offset, before);

    // The selected message was row 59 of 1,000; the rows below move up by one.
    let wish = list.wish();
    let _ = list.changed(&shared);
    let anchor = wish.anchors.first().map(|anchor| (*anchor, anchor.index));
    let mut rows = page(1_000, 1_000_000, 0, PAGE);
    rows.rows.remove(59);
    rows.total = 999;
    let selected = wish.selected.map(|id| (id, Some(59)));
    let generation = list.pages.generation();
    let new = Refreshed { total: 999, pages: vec![(0, rows)], anchor, selected };
    let _ = list.update(Message::Refreshed(SOURCE, generation, Ok(new)), &shared);

    assert_eq!(list.position().offset, before);
    assert_eq!(list.selected(), Some(Selected { index: 59, id: Some(EnvelopeId::new(999_940)) }));
}

#[test]
fn what_comes_back_is_selected_and_chosen_as_it_was_and_in_sight() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let _ = list.select(2, &shared);
    came(&mut list, Purpose::Choose, &[999_998, 999_997]);
    let left = list.leave();
    let _ = list.update(Message::Scrolled(500.0 * 72.0), &shared);

    let _ = list.come_back(left, &shared);
    let wish = list.wish();
    let pages = vec![(0, page(1_000, 1_000_000, 0, PAGE)), (2, page(1_000, 1_000_000, 2 * PAGE, PAGE))];
    let selected = wish.selected.map(|id| (id, Some(2)));
    let generation = list.pages.generation();
    let new = Refreshed { total: 1_000, pages, anchor: None, selected };
    let _ = list.update(Message::Refreshed(SOURCE, generation, Ok(new)), &shared);

    assert_eq!(list.selected(), Some(Selected { index: 2, id: Some(EnvelopeId::new(999_998)) }));
    assert_eq!(list.chosen(), 2);
    assert!(list.in_sight().contains(&2));
}

#[test]
fn a_press_on_one_of_those_that_are_chosen_lets_go_of_the_others_only_when_it_is_no_drag() {
    let shared = shared();
    let mut list = opened(1_000, &shared);
    let chosen = [999_998, 999_997, 999_996];
    came(&mut list, Purpose::Choose, &chosen);

    let _ = list.update(Message::RowPressed(3), &shared);
    assert_eq!(list.chosen(), 3, "perhaps all three are dragged");
    let _ = list.update(Message::RowReleased, &shared);
    assert_eq!(list.targets(), [EnvelopeId::new(999_997)]);

    came(&mut list, Purpose::Choose, &chosen);
    let _ = list.update(Message::RowPressed(9), &shared);
    assert_eq!(list.targets(), [EnvelopeId::new(999_991)]);
}

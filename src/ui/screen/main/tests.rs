use futures::{FutureExt as _, StreamExt as _};
use iced::Size;

use crate::config::Density;
use crate::error::{Error, Remedy};
use crate::model::Intent as Wish;
use crate::model::{
    Account, AccountColour, Flags, ListRow, Mailbox, MailboxCounts, MailboxId, MailboxName, PasswordSource, Security,
    Server, SpecialUse, SyncMark,
};
use crate::service::api::{AccountState, Act, Backend, Event, Page, Query, channel};
use crate::ui::keymap::Intent;
use crate::ui::screen::picker::{Choice, Purpose};
use crate::ui::screen::question::Does;

use super::*;

fn mailbox(id: u64, account: u64, display: &str, special_use: Option<SpecialUse>) -> Mailbox {
    Mailbox {
        id: MailboxId::new(id),
        account: AccountId::new(account),
        name: MailboxName::new(display),
        display: display.to_owned(),
        delimiter: Some('/'),
        special_use,
        selectable: true,
        subscribed: true,
        counts: MailboxCounts::default(),
        mark: SyncMark::default(),
        frozen: None,
    }
}

fn account(id: u64) -> AccountView {
    let imap = Server {
        host: "imap.example.org".to_owned(),
        port: 993,
        security: Security::Tls,
        user: "anna".to_owned(),
        ca_file: None,
    };
    let account = Account {
        id: AccountId::new(id),
        name: format!("Konto {id}"),
        person: String::new(),
        email: format!("{id}@example.org"),
        imap,
        password: PasswordSource::Ask,
        colour: AccountColour(0),
    };
    let mailboxes = vec![
        mailbox(id * 10, id, "INBOX", Some(SpecialUse::Inbox)),
        mailbox(id * 10 + 1, id, "Sent", Some(SpecialUse::Sent)),
        mailbox(id * 10 + 2, id, "Trash", Some(SpecialUse::Trash)),
        mailbox(id * 10 + 3, id, "Projekte", None),
        mailbox(id * 10 + 4, id, "Projekte/Brücke", None),
    ];
    AccountView {
        account,
        mailboxes,
        state: AccountState::Connecting,
        transport: None,
        checked: None,
        quotas: None,
        special: Vec::new(),
    }
}

fn row(id: u64, flags: Flags) -> ListRow {
    ListRow {
        id: EnvelopeId::new(id),
        account: AccountId::new(1),
        mailbox: MailboxId::new(10),
        who: "Anna".to_owned(),
        subject: "Angebot".to_owned(),
        preview: String::new(),
        received: 0,
        flags,
        has_attachment: false,
    }
}

struct Stage {
    main: Main,
    shared: Shared,
    backend: Backend,
}

impl Stage {
    /// Two accounts, the unified inbox open with 500 messages.
    fn new() -> Self {
        let (handle, backend) = channel();
        let shared = Shared::new(handle, Settings::default());
        let (mut main, _) = Main::new(vec![account(1), account(2)], &shared);
        let rows = (0..200).map(|number| row(10_000 - number, Flags::default()));
        let page = Page { total: 500, start: 0, rows: rows.collect() };
        // The first list is in generation 1: 0 was the empty one.
        let loaded = list::Message::PageLoaded(ListSource::AllInboxes, 1, 0, Ok(page));
        let _ = main.update(Message::List(loaded), &shared);
        assert_eq!(main.list.total(), Some(500));
        Self { main, shared, backend }
    }

    fn key(&mut self, intent: Intent) -> Action {
        self.main.intent(intent, false, &self.shared)
    }

    /// What a key asks the service to do.
    fn act(&mut self, intent: Intent) -> Option<Act> {
        let Action::Run(task) = self.key(intent) else { return None };
        self.ask(task)
    }

    /// Opens a mailbox with 200 messages.
    fn open(&mut self, id: u64) {
        let _ = self.main.open_list(ListSource::Mailbox(MailboxId::new(id)), &self.shared);
        self.flag(&[]);
    }

    /// What a task asks the service to do.
    fn ask(&mut self, task: Task<Message>) -> Option<Act> {
        while self.backend.queries.try_recv().is_ok() {}
        let mut stream = iced_test::runtime::task::into_stream(task)?;
        // A task of iced lets others go first, once, and again in a batch.
        assert!((0..4).all(|_| stream.next().now_or_never().is_none()), "nobody has answered yet");
        std::iter::from_fn(|| self.backend.queries.try_recv().ok()).find_map(|query| match query {
            Query::Act(act, _) => Some(act),
            _ => None,
        })
    }

    /// The rows of the list have these flags.
    fn flag(&mut self, flags: &[&str]) {
        let rows = (0..200).map(|number| row(10_000 - number, Flags::parse(flags.iter().copied())));
        let page = Page { total: 500, start: 0, rows: rows.collect() };
        let generation = self.main.list.generation_for_tests();
        let loaded = list::Message::PageLoaded(self.main.list.source().unwrap(), generation, 0, Ok(page));
        let _ = self.main.update(Message::List(loaded), &self.shared);
    }

    fn selected(&self) -> Option<usize> {
        self.main.list.selected().map(|selected| selected.index)
    }
}

#[test]
fn the_list_has_the_keyboard_at_the_start_and_tab_goes_round_both_ways() {
    let mut stage = Stage::new();
    let mut seen = vec![stage.main.focus()];
    for _ in 0..3 {
        stage.key(Intent::NextPane);
        seen.push(stage.main.focus());
    }
    assert_eq!(seen, [Focus::List, Focus::Reader, Focus::Sidebar, Focus::List]);

    stage.key(Intent::PreviousPane);
    assert_eq!(stage.main.focus(), Focus::Sidebar);
}

#[test]
fn arrows_select_messages_and_open_them() {
    let mut stage = Stage::new();

    stage.key(Intent::Down);
    assert_eq!(stage.selected(), Some(0));
    stage.key(Intent::Down);
    stage.key(Intent::Down);
    stage.key(Intent::Up);

    assert_eq!(stage.selected(), Some(1));
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(9_999)));
    stage.key(Intent::Home);
    assert_eq!(stage.selected(), Some(0));
    stage.key(Intent::End);
    assert_eq!(stage.selected(), Some(499));
}

#[test]
fn a_key_that_is_held_down_opens_only_what_it_rests_on() {
    let mut stage = Stage::new();
    stage.key(Intent::Down);
    for _ in 0..20 {
        let _ = stage.main.intent(Intent::Down, true, &stage.shared);
    }
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(10_000)), "what was passed is not opened");

    let _ = stage.main.update(Message::Rested(stage.main.rest - 1), &stage.shared);
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(10_000)), "an older rest counts for nothing");
    let _ = stage.main.update(Message::Rested(stage.main.rest), &stage.shared);
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(9_980)));
}

#[test]
fn enter_goes_to_the_message_and_escape_comes_back_step_by_step() {
    let mut stage = Stage::new();
    stage.key(Intent::Down);

    stage.key(Intent::Open);
    assert_eq!(stage.main.focus(), Focus::Reader);
    stage.key(Intent::Down);
    assert_eq!(stage.selected(), Some(0), "arrows scroll the message now");
    stage.key(Intent::NextMessage);
    assert_eq!((stage.selected(), stage.main.focus()), (Some(1), Focus::Reader));

    stage.key(Intent::Back);
    assert_eq!(stage.main.focus(), Focus::List);
    stage.key(Intent::Back);
    assert_eq!(stage.main.focus(), Focus::Sidebar);
}

#[test]
fn going_down_in_the_sidebar_opens_mailboxes_and_tells_the_service() {
    let mut stage = Stage::new();
    stage.key(Intent::PreviousPane);
    while stage.backend.commands.try_recv().is_ok() {}

    stage.key(Intent::Down); // the first account
    stage.key(Intent::Down); // its inbox

    let inbox = ListSource::Mailbox(MailboxId::new(10));
    assert_eq!(stage.main.list.source(), Some(inbox));
    let opened = stage.backend.commands.try_recv().unwrap();
    assert!(matches!(opened, Command::Open(source) if source == inbox), "{opened:?}");
    assert_eq!(stage.main.reader.shown(), None);
}

#[test]
fn in_a_narrow_window_list_and_reader_take_turns() {
    let mut stage = Stage::new();
    stage.shared.size = Size::new(640.0, 480.0);
    let _ = stage.main.update(Message::List(list::Message::RowPressed(3)), &stage.shared);
    assert!(stage.main.reading);

    stage.key(Intent::Back);
    assert!(!stage.main.reading);
    assert_eq!(stage.main.focus(), Focus::List);
    stage.key(Intent::Open);
    assert!(stage.main.reading);
    let _ = stage.main.update(Message::BackPressed, &stage.shared);
    assert!(!stage.main.reading);
}

#[test]
fn a_dragged_divider_is_remembered_in_the_settings() {
    let mut stage = Stage::new();

    let action = stage.main.update(Message::ListDragged(240.0 + 1.0 + 420.0), &stage.shared);

    let Action::Change(settings) = action else { panic!("{action:?}") };
    assert_eq!(settings.window.list, 420.0);
}

#[test]
fn the_key_for_the_banner_does_what_its_button_says() {
    let mut stage = Stage::new();
    assert!(matches!(stage.key(Intent::Remedy), Action::None));
    let problem = Problem::new(&Error::new(ErrorKind::Login, "log in"), None);
    let state = Event::AccountState(AccountId::new(2), AccountState::NeedsPassword(problem), None);

    let _ = stage.main.news(&[state], &stage.shared);

    let Action::Remedy(problem) = stage.key(Intent::Remedy) else { panic!("no remedy") };
    assert_eq!((problem.remedy, problem.account), (Remedy::EnterPassword, Some(AccountId::new(2))));
}

#[test]
fn tab_reaches_every_button_of_a_banner_and_enter_presses_it() {
    let mut stage = Stage::new();
    let problem = Problem::new(&Error::new(ErrorKind::Login, "log in"), None);
    let state = Event::AccountState(AccountId::new(2), AccountState::NeedsPassword(problem), None);
    let damaged = Problem::new(&Error::new(ErrorKind::StoreDamaged, "open"), None);
    let _ = stage.main.news(&[state, Event::Notice(damaged)], &stage.shared);
    stage.key(Intent::PreviousPane);
    assert_eq!(stage.main.focus(), Focus::Banner(3), "the button that puts the notice away");

    assert!(matches!(stage.key(Intent::Open), Action::None));
    assert_eq!(stage.main.focus(), Focus::List, "its line is gone, and the keyboard is somewhere");
    stage.key(Intent::PreviousPane);
    assert!(matches!(stage.key(Intent::Open), Action::Details(_)));
    stage.key(Intent::PreviousPane);
    assert!(matches!(stage.key(Intent::Open), Action::Remedy(_)));
    stage.key(Intent::PreviousPane);
    assert_eq!(stage.main.focus(), Focus::Sidebar);
    stage.key(Intent::NextPane);
    stage.key(Intent::Right);
    assert_eq!(stage.main.focus(), Focus::Banner(1));
    stage.key(Intent::Back);
    assert_eq!(stage.main.focus(), Focus::List);
}

#[test]
fn news_of_a_mailbox_that_is_not_shown_asks_for_no_rows() {
    let mut stage = Stage::new();
    while stage.backend.queries.try_recv().is_ok() {}
    let sent = mailbox(11, 1, "Sent", Some(SpecialUse::Sent));
    let units = stage.main.news(&[Event::MailboxChanged(Box::new(sent))], &stage.shared).units();
    assert_eq!(units, 0);

    let inbox = mailbox(20, 2, "INBOX", Some(SpecialUse::Inbox));
    let units = stage.main.news(&[Event::MailboxChanged(Box::new(inbox))], &stage.shared).units();
    assert!(units > 0, "an inbox is part of the unified inbox");
    assert!(!matches!(stage.backend.queries.try_recv(), Ok(Query::Accounts(_))));
}

#[test]
fn when_the_open_mailbox_goes_the_first_list_is_shown() {
    let mut stage = Stage::new();
    let sent = stage
        .main
        .sidebar
        .rows_for_tests()
        .position(|row| stage.main.sidebar.source(row) == Some(ListSource::Mailbox(MailboxId::new(11))));
    let row = stage.main.sidebar.rows_for_tests().nth(sent.unwrap()).unwrap();
    let _ = stage.main.update(Message::SidebarPressed(sent.unwrap(), row), &stage.shared);
    assert_eq!(stage.main.list.source(), Some(ListSource::Mailbox(MailboxId::new(11))));

    let mut accounts = vec![account(1), account(2)];
    accounts[0].mailboxes.retain(|mailbox| mailbox.id != MailboxId::new(11));
    let _ = stage.main.set_accounts(accounts, &stage.shared);

    assert_eq!(stage.main.list.source(), Some(ListSource::AllInboxes));
}

#[test]
fn the_key_for_the_density_turns_it_round() {
    let mut stage = Stage::new();

    let Action::Change(settings) = stage.key(Intent::Density) else { panic!("no change") };

    assert_eq!(settings.density, Density::Compact);
}

#[test]
fn a_digit_gives_a_tag_takes_it_off_again_where_all_have_it_and_zero_clears_all_tags() {
    let mut stage = Stage::new();
    assert!(stage.act(Intent::Tag(0)).is_none(), "nothing is selected");
    stage.key(Intent::Down);

    let act = stage.act(Intent::Tag(0)).unwrap();
    assert_eq!(act.messages, [EnvelopeId::new(10_000)]);
    assert_eq!(act.intent, Wish::Flags { add: Flags::parse(["$label1"]), remove: Flags::default() });

    stage.flag(&["$label1", "Reise"]);
    let act = stage.act(Intent::Tag(0)).unwrap();
    assert_eq!(act.intent, Wish::Flags { add: Flags::default(), remove: Flags::parse(["$label1"]) });
    let act = stage.act(Intent::ClearTags).unwrap();
    let Wish::Flags { remove, .. } = act.intent else { panic!("{act:?}") };
    assert_eq!(remove.keywords().collect::<Vec<_>>(), ["$label1", "$label2", "$label3", "$label4", "$label5", "Reise"]);
}

#[test]
fn the_box_of_tags_knows_those_that_were_seen_and_ticks_those_that_are_there() {
    let mut stage = Stage::new();
    assert!(matches!(stage.key(Intent::TagMenu), Action::None), "nothing is selected");
    stage.key(Intent::Down);
    stage.flag(&["Reise", "$label2"]);

    let Action::Pick(picker) = stage.key(Intent::TagMenu) else { panic!("no box") };
    let ticked = picker.items().filter(|item| item.on).map(|item| item.choice.clone()).collect::<Vec<_>>();
    let reise = Tag::named("Reise").unwrap();
    assert_eq!(ticked, [Choice::Tag(Tag::Usual(1)), Choice::Tag(reise.clone())]);

    let Action::Run(task) = stage.main.picked(Choice::Tag(reise), &stage.shared) else { panic!("nothing done") };
    let act = stage.ask(task).unwrap();
    assert_eq!(act.intent, Wish::Flags { add: Flags::default(), remove: Flags::parse(["Reise"]) });
}

fn names(action: Action) -> Vec<String> {
    let Action::Pick(picker) = action else { panic!("{action:?}") };
    picker.items().map(|item| format!("{}/{}", item.path, item.name)).collect()
}

#[test]
fn archiving_goes_on_to_the_next_message_at_once_and_back_if_it_is_refused() {
    let mut stage = Stage::new();
    assert!(matches!(stage.key(Intent::Archive), Action::None), "nothing is selected");
    stage.key(Intent::Down);
    stage.key(Intent::Down);

    let act = stage.act(Intent::Archive).unwrap();
    assert_eq!(act, Act { intent: Wish::Archive, messages: vec![EnvelopeId::new(9_999)] });
    assert_eq!(stage.main.list.selected_id(), Some(EnvelopeId::new(9_998)));
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(9_998)), "the next one is read");

    assert!(matches!(stage.main.intent(Intent::Archive, true, &stage.shared), Action::None), "the key is held down");

    let left = stage.main.list.leave();
    assert_eq!(stage.main.list.selected_id(), Some(EnvelopeId::new(9_997)));
    let refused = Err(Error::new(ErrorKind::NotFound, "find the archive"));
    let _ = stage.main.update(Message::Acted(Wish::Archive, Some(left), refused), &stage.shared);
    assert_eq!(stage.main.list.selected_id(), Some(EnvelopeId::new(9_998)));
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(9_998)));
}

#[test]
fn an_undo_selects_what_comes_back_as_long_as_its_list_is_shown() {
    let mut stage = Stage::new();
    stage.key(Intent::Down);
    let undone = |stage: &mut Stage| {
        let left = stage.main.list.leave();
        let acted = Acted { action: Some(ActionId::new(7)), messages: 1, guessed: None };
        let _ = stage.main.update(Message::Acted(Wish::Archive, Some(left), Ok(acted)), &stage.shared);
        move |stage: &mut Stage| {
            let (id, intent, stage_of) = (ActionId::new(7), Wish::Archive, crate::model::Stage::Confirmed);
            let action = crate::model::Logged { id, at: 0, intent, undoes: None, stage: stage_of, parts: Vec::new() };
            let _ = stage.main.update(Message::Undone(Ok(Some(Undone { action, messages: 1 }))), &stage.shared);
        }
    };

    undone(&mut stage)(&mut stage);
    assert_eq!(stage.main.list.selected_id(), Some(EnvelopeId::new(10_000)));
    assert_eq!(stage.main.reader.shown(), Some(EnvelopeId::new(10_000)));

    let undo = undone(&mut stage);
    stage.open(11);
    undo(&mut stage);
    assert_eq!(stage.main.list.selected_id(), None);
}

#[test]
fn the_key_that_throws_away_asks_in_the_trash_and_only_there_and_never_for_the_sidebar() {
    let mut stage = Stage::new();
    stage.key(Intent::Down);
    assert_eq!(stage.act(Intent::Trash).unwrap().intent, Wish::Trash);
    assert!(matches!(stage.key(Intent::DeleteForEver), Action::Ask(_)));

    stage.open(12);
    stage.key(Intent::Down);
    let Action::Ask(question) = stage.key(Intent::Trash) else { panic!("nothing is asked") };
    let act = Act { intent: Wish::Delete, messages: vec![EnvelopeId::new(10_000)] };
    assert_eq!(question.does, Does::Act(act.clone()));
    let Action::Run(task) = stage.main.confirmed(question.does.clone(), &stage.shared) else {
        panic!("nothing is done")
    };
    assert_eq!(stage.ask(task).unwrap(), act);
    assert_eq!(stage.main.list.selected_id(), Some(EnvelopeId::new(9_999)));

    stage.main.focus = Focus::Sidebar;
    assert!(matches!(stage.key(Intent::Trash), Action::None));
}

#[test]
fn the_box_of_mailboxes_has_those_of_the_messages_account_and_the_last_used_first() {
    let mut stage = Stage::new();
    stage.key(Intent::Down);
    assert_eq!(
        names(stage.key(Intent::MoveTo)),
        [
            "/Sent",
            "/Trash",
            "/Projekte",
            "Projekte/Brücke",
            "Konto 2/Inbox",
            "Konto 2/Sent",
            "Konto 2/Trash",
            "Konto 2/Projekte",
            "Konto 2 / Projekte/Brücke",
        ]
        .map(str::to_owned)
    );

    let into = Choice::Mailbox(MailboxId::new(14), Purpose::Copy);
    let Action::Run(task) = stage.main.picked(into, &stage.shared) else { panic!("nothing is done") };
    assert_eq!(stage.ask(task).unwrap().intent, Wish::Copy(MailboxId::new(14)));
    assert_eq!(stage.main.list.selected_id(), Some(EnvelopeId::new(10_000)), "the message stays");
    assert_eq!(names(stage.key(Intent::CopyTo))[0], "Projekte/Brücke");
    stage.open(13);
    stage.key(Intent::Down);
    assert!(!names(stage.key(Intent::MoveTo)).contains(&"/Projekte".to_owned()), "they are there already");
}

#[test]
fn messages_of_several_accounts_are_put_into_any_mailbox() {
    let mut stage = Stage::new();
    stage.key(Intent::Down);
    let ids = vec![EnvelopeId::new(10_000), EnvelopeId::new(77)];
    let all = list::Message::IdsCame(ListSource::AllInboxes, list::chosen::Purpose::Choose, Ok(ids));
    let _ = stage.main.update(Message::List(all), &stage.shared);

    assert_eq!(names(stage.key(Intent::MoveTo)).len(), 10);
    assert_eq!(stage.main.whose(), None);
    assert!(stage.main.accepts(MailboxId::new(10), None) && stage.main.accepts(MailboxId::new(23), None));
}

#[test]
fn what_is_dropped_on_a_mailbox_goes_there_with_ctrl_a_copy_and_escape_ends_the_drag() {
    let mut stage = Stage::new();
    let drop_on = |stage: &mut Stage, id| {
        stage.key(Intent::Home);
        let _ = stage.main.update(Message::List(list::Message::DragStarted), &stage.shared);
        let action = stage.main.update(Message::Dropped(MailboxId::new(id)), &stage.shared);
        let Action::Run(task) = action else { panic!("{action:?}") };
        stage.ask(task).map(|act| act.intent)
    };

    assert_eq!(drop_on(&mut stage, 13), Some(Wish::Move(MailboxId::new(13))));
    assert_eq!(drop_on(&mut stage, 23), Some(Wish::Move(MailboxId::new(23))), "another account's");
    assert_eq!(drop_on(&mut stage, 10), None, "where it is already");
    stage.shared.held = iced::keyboard::Modifiers::CTRL | iced::keyboard::Modifiers::ALT;
    assert_eq!(drop_on(&mut stage, 13), Some(Wish::Copy(MailboxId::new(13))));

    let _ = stage.main.update(Message::List(list::Message::DragStarted), &stage.shared);
    stage.key(Intent::Back);
    assert_eq!((stage.main.drag, stage.main.focus()), (None, Focus::List));
}

#[test]
fn the_menu_of_a_mailbox_marks_all_of_it_as_read_and_empties_the_trash_after_a_question() {
    let mut stage = Stage::new();
    stage.open(12);
    stage.key(Intent::Menu);
    assert!(stage.main.has_menu());
    stage.key(Intent::Down);
    assert!(matches!(stage.key(Intent::Open), Action::Run(_)));
    assert!(!stage.main.has_menu());

    let ids = vec![EnvelopeId::new(3), EnvelopeId::new(4)];
    let came = Message::AllCame(All::Delete(MailboxId::new(12)), Ok(ids.clone()));
    let Action::Ask(question) = stage.main.update(came, &stage.shared) else { panic!("nothing is asked") };
    assert!(question.title.contains('2'), "{question:?}");
    assert_eq!(question.does, Does::Act(Act { intent: Wish::Delete, messages: ids.clone() }));

    let came = Message::AllCame(All::Read, Ok(ids.clone()));
    let Action::Run(task) = stage.main.update(came, &stage.shared) else { panic!("nothing is done") };
    let seen = Wish::Flags { add: Flags::parse(["\\Seen"]), remove: Flags::default() };
    assert_eq!(stage.ask(task), Some(Act { intent: seen, messages: ids }));

    stage.key(Intent::Menu);
    stage.key(Intent::Back);
    assert!(!stage.main.has_menu());
    assert_eq!(stage.main.focus(), Focus::List);
}

use crate::config::{Language, Settings};
use crate::model::{
    Account, AccountColour, MailboxCounts, MailboxName, PasswordSource, Security, Server, SpecialUse, SyncMark,
};
use crate::service::api::channel;

use super::*;

fn shared() -> Shared {
    Shared::new(channel().0, Settings { language: Language::De, ..Settings::default() })
}

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

fn account(id: u64, mailboxes: Vec<Mailbox>) -> AccountView {
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

fn two() -> Vec<AccountView> {
    let inbox = |id, account| mailbox(id, account, "INBOX", Some(SpecialUse::Inbox));
    let first = vec![inbox(1, 1), mailbox(2, 1, "Familie", None), mailbox(3, 1, "Familie/Oma", None)];
    vec![account(1, first), account(2, vec![inbox(11, 2)])]
}

fn sidebar(accounts: Vec<AccountView>) -> Sidebar {
    let mut sidebar = Sidebar::default();
    sidebar.resize(600.0);
    sidebar.set_accounts(accounts, &shared());
    sidebar
}

#[test]
fn the_unified_inbox_stands_first_where_there_is_more_than_one_account() {
    assert_eq!(sidebar(two()).first(), Some(ListSource::AllInboxes));

    let one = sidebar(two().into_iter().take(1).collect());
    assert_eq!(one.first(), Some(ListSource::Mailbox(MailboxId::new(1))));
}

#[test]
fn the_cursor_skips_what_cannot_be_reached_and_stays_on_its_row_when_rows_come_above() {
    let mut sidebar = sidebar(two());
    sidebar.step(1);
    assert_eq!(sidebar.row_at_cursor(), Some(Row::Account(0)), "the gap is skipped");
    sidebar.step(2);
    let oma = sidebar.row_at_cursor();
    assert_eq!(oma, Some(Row::Mailbox(0, 1)));

    let mut accounts = two();
    accounts[0].mailboxes.insert(1, mailbox(9, 1, "Ämter", None));
    sidebar.set_accounts(accounts, &shared());

    let Some(Row::Mailbox(0, node)) = sidebar.row_at_cursor() else { panic!("not on a mailbox") };
    assert_eq!(sidebar.entries()[0].nodes[node].mailbox, Some(MailboxId::new(2)));
}

#[test]
fn left_folds_then_goes_to_the_parent_and_right_unfolds() {
    let mut sidebar = sidebar(two());
    sidebar.point_at(ListSource::Mailbox(MailboxId::new(2)));
    let rows = sidebar.rows.len();

    sidebar.fold();
    assert_eq!(sidebar.rows.len(), rows - 1, "the child is out of sight");
    sidebar.fold();
    assert_eq!(sidebar.row_at_cursor(), Some(Row::Account(0)));
    sidebar.point_at(ListSource::Mailbox(MailboxId::new(2)));
    sidebar.unfold();
    assert_eq!(sidebar.rows.len(), rows);
}

#[test]
fn what_is_folded_stays_folded_when_the_tree_is_made_anew() {
    let mut sidebar = sidebar(two());
    sidebar.point_at(ListSource::Mailbox(MailboxId::new(2)));
    sidebar.fold();
    let rows = sidebar.rows.len();

    sidebar.set_accounts(two(), &shared());

    assert_eq!(sidebar.rows.len(), rows);
}

#[test]
fn counts_follow_a_mailbox_and_add_up_in_the_unified_inbox() {
    let mut sidebar = sidebar(two());
    let mut inbox = mailbox(1, 1, "INBOX", Some(SpecialUse::Inbox));
    inbox.counts.unseen = 7;

    assert!(sidebar.set_mailbox(&inbox));
    assert_eq!(sidebar.unified_unseen(), 7);
    assert!(!sidebar.set_mailbox(&mailbox(99, 1, "neu", None)), "not known yet");
}

#[test]
fn a_sync_shows_its_progress_below_the_account_and_takes_it_away_again() {
    let mut sidebar = sidebar(two());
    let rows = sidebar.rows.len();
    let state = AccountState::Syncing { done: 4_312, total: 22_000, remaining: Some(60) };

    sidebar.set_state(AccountId::new(1), state, None, &shared());
    assert_eq!(sidebar.rows.len(), rows + 1);
    let progress = sidebar.entries()[0].progress.clone().unwrap();
    assert_eq!(progress.of, "4.312 von 22.000");
    assert_eq!(progress.remaining.unwrap().replace('\u{a0}', " "), "noch etwa 1 Minute");
    assert!((progress.share - 0.196).abs() < 0.001);

    sidebar.set_state(AccountId::new(1), AccountState::UpToDate { checked: 0, live: true }, None, &shared());
    assert_eq!(sidebar.rows.len(), rows);
}

#[test]
fn of_twenty_thousand_mailboxes_only_those_in_sight_are_drawn() {
    let many = (0..20_000).map(|id| mailbox(id + 100, 1, &format!("Archiv {}/Ordner {id}", id / 150), None));
    let mut sidebar = sidebar(vec![account(1, many.collect())]);
    assert!(sidebar.rows.len() < 200, "large trees start folded");
    sidebar.move_to(5);
    sidebar.unfold();

    sidebar.move_to(sidebar.last());

    assert!(sidebar.in_sight(600.0).count() <= 22);
    let (last, ..) = sidebar.in_sight(600.0).last().unwrap();
    assert_eq!(last, sidebar.last());
}

#[test]
fn what_was_open_and_folded_is_so_again_after_a_restart() {
    let mut before = sidebar(two());
    let family = before
        .rows_for_tests()
        .find(|row| matches!(row, Row::Mailbox(0, node) if before.entries[0].nodes[*node].label == "Familie"));
    before.toggle(family.unwrap());
    before.toggle(Row::Account(1));
    before.point_at(ListSource::Mailbox(MailboxId::new(2)));

    let kept = serde_json::to_string(before.kept()).unwrap();
    let mut after = Sidebar::new(serde_json::from_str(&kept).unwrap());
    after.set_accounts(two(), &shared());

    assert_eq!(after.first(), Some(ListSource::Mailbox(MailboxId::new(2))));
    assert_eq!(after.rows, before.rows);
    assert!(after.rows.len() < sidebar(two()).rows.len(), "something is folded");
}

#[test]
fn a_mailbox_or_account_that_is_gone_is_forgotten() {
    let mut before = sidebar(two());
    before.toggle(Row::Account(1));
    before.point_at(ListSource::Mailbox(MailboxId::new(11)));

    let mut after = Sidebar::new(before.kept().clone());
    after.set_accounts(vec![two().remove(0)], &shared());

    assert_eq!(after.first(), Some(ListSource::Mailbox(MailboxId::new(1))));
    assert!(after.kept().folded.is_empty());
}

//! How full an account is: asked seldom, kept, and told once when a limit is crossed.

use brieftaube::error::ErrorKind;
use brieftaube::model::{AccountId, Level, Quotas, Resource, Usage};

use super::dovecot::{ANNA, BERND, Dovecot, Options, QUOTA};
use super::ground::Ground;
use super::liar::{Liar, Lie};
use super::mail;

const ACCOUNT: AccountId = AccountId::new(1);

fn server() -> Dovecot {
    Dovecot::start_with(Options { extra: QUOTA.to_owned(), ..Options::default() })
}

fn told(ground: &Ground) -> Option<Quotas> {
    ground.store().quotas(ACCOUNT).unwrap()
}

/// What is known becomes so old that it is asked for again.
pub fn age(ground: &Ground) {
    let store = ground.store();
    let known = store.quotas(ACCOUNT).unwrap().unwrap();
    store.set_quotas(ACCOUNT, Some(&Quotas { at: known.at - 48 * 3_600, ..known })).unwrap();
}

fn add(server: &Dovecot, count: usize) {
    let mut client = server.client(ANNA);
    for number in 0..count {
        client.append("INBOX", "", &mail::simple(&format!("Mehr {number}"), "voll"));
    }
}

/// What a window is told until everything is in.
fn warned(ground: &Ground) -> Vec<ErrorKind> {
    let live = ground.start();
    let mut events = live.events();
    live.until("it is in step", |live| live.is_up_to_date(1));
    let told = live.notices(&mut events);
    live.shutdown();
    told
}

#[test]
fn an_account_that_fills_up_is_known_to_and_a_limit_is_told_once() {
    let server = server();
    server.fill(ANNA.0, "INBOX", mail::small(50));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);

    assert_eq!(ground.sync().problems, []);
    let half = told(&ground).unwrap();
    assert_eq!(
        (half.fullest(), half.level()),
        (Some((Resource::Messages, Usage { used: 50, limit: 100 })), Level::Fine)
    );
    let storage = half.roots[0].storage.unwrap();
    assert!(half.roots[0].root == "User quota" && storage.limit == 1 << 20 && storage.used > 0, "{half:?}");
    age(&ground);
    assert_eq!(warned(&ground), []);

    for (more, level) in [(30, Level::High), (15, Level::Critical), (5, Level::Full)] {
        add(&server, more);
        age(&ground);
        assert_eq!(warned(&ground), [ErrorKind::MailboxFull(level)]);
        assert_eq!(told(&ground).unwrap().level(), level);
    }
    age(&ground);
    assert_eq!(warned(&ground), [], "it is told once");
}

#[test]
fn an_account_that_is_over_its_limit_says_so_and_a_pass_without_a_window_leaves_the_warning_to_it() {
    let server = server();
    server.fill(BERND.0, "INBOX", mail::small(110));
    let ground = Ground::new();
    ground.add_account(&server, BERND, server.imaps);

    assert_eq!(ground.sync().problems, []);

    let over = told(&ground).unwrap();
    assert_eq!(over.fullest(), Some((Resource::Messages, Usage { used: 110, limit: 100 })));
    assert_eq!((over.level(), over.warned), (Level::Full, Level::Fine));
    age(&ground);
    assert_eq!(warned(&ground), [ErrorKind::MailboxFull(Level::Full)]);
}

#[test]
fn it_is_asked_seldom_and_what_the_server_keeps_to_itself_changes_nothing() {
    let server = server();
    server.fill(ANNA.0, "INBOX", mail::small(5));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    let asked = || liar.take_heard().iter().filter(|command| command.starts_with("GETQUOTA")).count();
    let pass = || {
        assert_eq!(ground.sync().problems, []);
        asked()
    };

    assert_eq!(pass(), 1);
    add(&server, 1);
    assert_eq!(pass(), 0, "just now");
    age(&ground);
    assert_eq!((pass(), pass()), (1, 0), "something changed since");
    age(&ground);
    let known = told(&ground);
    for answer in ["$T NO not now\r\n", "$T BAD what\r\n", "* QUOTA \"x\" (STORAGE -1 nonsense\r\n$T OK\r\n"] {
        liar.lie("GETQUOTA", Lie::Say(answer));
        add(&server, 1);
        assert_eq!((pass(), told(&ground)), (1, known.clone()), "{answer}");
    }
    liar.tell_the_truth();
    assert_eq!(pass(), 0, "nothing changed");
    add(&server, 1);
    assert_eq!(pass(), 1);
    assert!(told(&ground).unwrap().at > known.unwrap().at);
}

#[test]
fn where_a_server_tells_nothing_or_no_longer_nothing_is_shown() {
    let server = Dovecot::start();
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    assert_eq!(told(&ground), None);

    ground.store().set_quotas(ACCOUNT, Some(&Quotas::default())).unwrap();
    assert_eq!(ground.sync().problems, []);
    assert_eq!(told(&ground), None);
}

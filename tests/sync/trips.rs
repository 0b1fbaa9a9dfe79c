//! What a sync costs in round trips.

use super::dovecot::{ANNA, Dovecot, Options, QUOTA};
use super::ground::Ground;
use super::liar::Liar;
use super::mail;

#[test]
fn an_unchanged_account_of_fifty_mailboxes_costs_three_round_trips() {
    let server = Dovecot::start_with(Options { extra: QUOTA.to_owned(), ..Options::default() });
    for number in 0..45 {
        server.fill(ANNA.0, &format!("Projekt {number}"), mail::small(2));
    }
    server.fill(ANNA.0, "INBOX", mail::small(2));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    // What is new in the mailboxes themselves is told with the second look.
    assert_eq!(ground.sync().problems, []);
    liar.take_heard();
    // It was not asked lately how full the account is, and that cannot have changed.
    super::quota::age(&ground);

    let report = ground.sync();

    assert_eq!(report.problems, []);
    let heard = liar.take_heard();
    let verbs: Vec<_> = heard.iter().map(|command| command.split(' ').next().unwrap()).collect();
    let between: Vec<_> =
        verbs.iter().filter(|verb| !matches!(**verb, "AUTHENTICATE" | "LOGIN" | "LOGOUT")).copied().collect();
    assert!(between.len() <= 3 && between.contains(&"LIST"), "{heard:?}");
    assert!(heard.iter().any(|command| command.contains("STATUS (")), "{heard:?}");
}

//! How much there is to do, and which bodies are kept: what the settings say holds at once, both ways, and for
//! connections to come.

use std::cell::RefCell;

use brieftaube::model::BodyState;
use brieftaube::service::api::AccountState;

use super::dovecot::{ANNA, Dovecot};
use super::ground::Ground;
use super::mail;
use super::proxy::Proxy;

const SMALL: u64 = 20_000;
const LARGE: u64 = 10_000_000;

#[test]
fn large_messages_are_left_until_the_limit_is_raised() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(100));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    ground.set(|settings| settings.body_max_bytes = SMALL);

    assert_eq!(ground.sync().problems, []);
    let (stored, skipped): (Vec<_>, Vec<_>) =
        ground.envelopes(1, "INBOX").into_iter().partition(|envelope| matches!(envelope.body, BodyState::Stored(_)));
    assert!(!stored.is_empty() && !skipped.is_empty());
    assert!(stored.iter().all(|envelope| u64::from(envelope.size) <= SMALL));
    assert!(skipped.iter().all(|envelope| u64::from(envelope.size) > SMALL && envelope.body == BodyState::Skipped));

    let live = ground.start();
    live.set(|settings| settings.body_max_bytes = LARGE);
    live.until("all bodies are here", |live| live.bodies(1, "INBOX") == 100);
    live.shutdown();
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn a_lower_limit_holds_for_what_comes_and_takes_nothing_away() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(40));
    let proxy = Proxy::to(server.imaps);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    let live = ground.start();
    live.until("all bodies are here", |live| live.bodies(1, "INBOX") == 40);
    let mut other = server.client(ANNA);
    let large = "so viel Text ".repeat(4_000);

    live.set(|settings| settings.body_max_bytes = SMALL);
    other.append("INBOX", "", &mail::simple("lang 1", &large));
    other.append("INBOX", "", &mail::simple("kurz 1", "Hallo"));
    live.until("the short one is here", |live| live.total(1, "INBOX") == 42 && live.bodies(1, "INBOX") == 41);
    // A connection made later knows the limit of today, not that of the start.
    proxy.cut();
    other.append("INBOX", "", &mail::simple("lang 2", &large));
    other.append("INBOX", "", &mail::simple("kurz 2", "Hallo"));
    live.until("the short one is here", |live| live.total(1, "INBOX") == 44 && live.bodies(1, "INBOX") >= 42);
    live.until("the rest is looked at", |live| live.is_up_to_date(1));
    live.shutdown();

    for subject in ["lang 1", "lang 2"] {
        let envelopes = ground.envelopes(1, "INBOX");
        let body = envelopes.iter().find(|envelope| envelope.subject == subject).unwrap().body;
        assert_eq!(body, BodyState::Skipped, "{subject}");
    }
    let live = ground.start();
    live.set(|settings| settings.body_max_bytes = LARGE);
    live.until("all bodies are here", |live| live.bodies(1, "INBOX") == 44);
    live.shutdown();
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn an_age_that_is_set_holds_without_a_restart() {
    let server = Dovecot::start();
    // From 2023.
    server.fill(ANNA.0, "INBOX", mail::small(30));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    ground.set(|settings| settings.body_max_days = Some(30));
    server.client(ANNA).append("INBOX", "", &mail::simple("von heute", "Hallo"));

    let live = ground.start();
    live.until("the young one is here", |live| live.total(1, "INBOX") == 31 && live.bodies(1, "INBOX") == 1);
    live.set(|settings| settings.body_max_days = None);

    live.until("all bodies are here", |live| live.bodies(1, "INBOX") == 31);
    live.shutdown();
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn the_whole_of_a_first_sync_is_known_from_the_beginning_and_not_counted_twice() {
    const MESSAGES: u64 = 4_000;
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(4_000));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    let live = ground.start();
    let seen = RefCell::new(Vec::new());

    live.until("everything is in", |live| {
        if let AccountState::Syncing { done, total, .. } = live.state(1)
            && done > 0
        {
            seen.borrow_mut().push((done, total));
            // A click interrupts the pass, which goes on where it was.
            live.open(1, "INBOX");
        }
        live.bodies(1, "INBOX") == 4_000
    });
    live.shutdown();

    let seen = seen.into_inner();
    assert!(seen.iter().any(|(done, _)| *done < MESSAGES), "headers: {seen:?}");
    // The newest headers come before it is known how many there are.
    assert!(seen.iter().filter(|(done, _)| *done > 200).all(|(_, total)| *total == 2 * MESSAGES), "{seen:?}");
}

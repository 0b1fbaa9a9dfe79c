//! Many mailboxes, and many messages in one: complete, in bounded memory, and cheap when nothing is new.

use std::fs;
use std::time::Duration;

use brieftaube::error::ErrorKind;
use brieftaube::model::AccountId;

use super::dovecot::{ANNA, Dovecot, maildir};
use super::ground::Ground;
use super::liar::{Liar, Lie};
use super::mail;

const MEGABYTE: u64 = 1 << 20;

/// So many mailboxes, every hundredth with a message.
fn server_with_mailboxes(count: usize) -> Dovecot {
    let server = Dovecot::start();
    let root = server.maildir(ANNA.0);
    for number in 0..count {
        let folder = root.join(format!(".Ordner{:02}.Unter{number:05}", number % 100));
        if number % 100 == 0 {
            maildir::write(&folder, mail::small(1));
        } else {
            fs::create_dir_all(folder.join("cur")).unwrap();
        }
    }
    server.give_to_mail_user();
    server
}

fn many_mailboxes(count: usize, first: Duration, again: Duration, most: u64) {
    let server = server_with_mailboxes(count);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);

    let (took, memory) = ground.sync_measured();
    let (took_again, memory_again) = ground.sync_measured();
    let megabytes = (memory / MEGABYTE, memory_again / MEGABYTE);
    println!("{count} mailboxes: {took:?}, again {took_again:?}, {megabytes:?} MB");

    assert!(ground.mailbox_names(1).len() >= count);
    let messages: u32 =
        ground.store().mailboxes(AccountId::new(1)).unwrap().iter().map(|mailbox| mailbox.counts.bodies).sum();
    assert_eq!(messages as usize, count.div_ceil(100));
    assert!(took < first, "{took:?}");
    assert!(took_again < again, "{took_again:?}");
    assert!(memory.max(memory_again) < most, "{megabytes:?} MB");
}

#[test]
fn two_thousand_mailboxes_are_all_there_and_an_unchanged_pass_stays_short() {
    many_mailboxes(2_000, Duration::from_secs(20), Duration::from_secs(8), 100 * MEGABYTE);
}

#[test]
#[ignore = "long: a minute of the server's time"]
fn twenty_thousand_mailboxes_are_all_there_and_an_unchanged_pass_stays_short() {
    many_mailboxes(20_000, Duration::from_secs(240), Duration::from_secs(60), 200 * MEGABYTE);
}

#[test]
fn a_list_that_is_longer_than_any_is_refused_after_a_few_attempts_and_costs_no_mail() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(20));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    let names = (0..200_000).map(|number| format!("* LIST () \"/\" Ordner{number}\r\n")).collect::<String>();
    liar.lie("LIST", Lie::Say((names + "$T OK done\r\n").leak()));

    let report = ground.sync();

    assert_eq!(report.problems.iter().map(|(_, problem)| problem.kind).collect::<Vec<_>>(), [ErrorKind::TooLarge]);
    assert!(liar.told() <= 3, "{} attempts", liar.told());
    assert_eq!(ground.envelopes(1, "INBOX").len(), 20);
    liar.tell_the_truth();
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
}

/// A short message; 200,000 of them are made in seconds.
fn short(number: usize) -> maildir::Message {
    maildir::Message {
        raw: mail::simple(&format!("Nr. {number}"), "Hallo"),
        received: 1_700_000_000 + number as u64,
        flags: "",
    }
}

#[test]
#[ignore = "long: 200,000 messages"]
fn two_hundred_thousand_messages_are_complete_and_cheap_when_nothing_is_new() {
    const COUNT: usize = 200_000;
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", (1..=COUNT).map(short));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    let inbox = |ground: &Ground| {
        let mailboxes = ground.store().mailboxes(AccountId::new(1)).unwrap();
        mailboxes.into_iter().find(|mailbox| mailbox.display == "INBOX").unwrap().counts
    };

    let (first, memory) = ground.sync_measured();
    let counts = inbox(&ground);
    assert_eq!((counts.total, counts.bodies, counts.unseen), (200_000, 200_000, 200_000));
    let (again, memory_again) = ground.sync_measured();
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    other.run("UID STORE 1:* +FLAGS.SILENT (\\Seen)");
    let (seen, memory_seen) = ground.sync_measured();

    println!("first {first:?} {} MB", memory / MEGABYTE);
    println!("nothing new {again:?} {} MB", memory_again / MEGABYTE);
    println!("all marked as read elsewhere {seen:?} {} MB", memory_seen / MEGABYTE);
    let counts = inbox(&ground);
    assert_eq!((counts.total, counts.bodies, counts.unseen), (200_000, 200_000, 0));
    assert!(memory < 256 * MEGABYTE, "{} MB", memory / MEGABYTE);
    assert!(memory_again.max(memory_seen) < 150 * MEGABYTE);
    assert!(again < Duration::from_secs(3), "{again:?}");
}

/// Another client marks a hundred of many messages as read: how long after the server's answer to it that shows here.
fn a_hundred_changes_elsewhere(count: u32) -> Duration {
    let mut server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", (1..=count as usize).map(short));
    // With Maildir every session of the server first reads the list of all file names.
    server.convert_to_mdbox(ANNA.0);
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    ground.sync_measured();
    let live = ground.start();
    live.open(1, "INBOX");
    live.until("it is in step", |live| live.is_up_to_date(1) && live.unseen(1, "INBOX") == count);
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    let numbers: Vec<_> = (1..=100).map(|number| (number * (count / 101)).to_string()).collect();
    liar.take_heard();

    other.run(&format!("UID STORE {} +FLAGS.SILENT (\\Seen)", numbers.join(",")));
    let took =
        live.within(Duration::from_secs(10), "they are read here", |live| live.unseen(1, "INBOX") == count - 100);

    let heard = liar.take_heard();
    let whole = heard.iter().filter(|it| it.starts_with("UID FETCH") && !it.contains("CHANGEDSINCE"));
    assert_eq!(whole.collect::<Vec<_>>(), Vec::<&String>::new(), "only what changed is asked for");
    println!("100 of {count} changed elsewhere, seen after {took:?}");
    took
}

#[test]
fn a_hundred_changes_elsewhere_are_here_within_a_second_of_the_server_telling() {
    assert!(a_hundred_changes_elsewhere(20_000) < Duration::from_secs(1));
}

#[test]
#[ignore = "long: 200,000 messages"]
fn a_hundred_changes_in_two_hundred_thousand_are_here_within_a_second_of_the_server_telling() {
    assert!(a_hundred_changes_elsewhere(200_000) < Duration::from_secs(1));
}

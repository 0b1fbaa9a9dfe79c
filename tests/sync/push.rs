//! What a person does reaches the server once, whatever happens on the way and beside it.

use std::collections::BTreeMap;
use std::time::Duration;

use brieftaube::error::{ErrorKind, Result};
use brieftaube::model::{AccountId, Conflict, EnvelopeId, Flags, Intent, Stage};
use brieftaube::service::api::{Act, Command, Event, Events, Handle, ListSource, Query, Reply};
use brieftaube::service::{self, Mode};

use super::dovecot::{ANNA, Dovecot, Variant, maildir};
use super::ground::{Ground, renew_uids};
use super::liar::{Liar, Lie};
use super::{BOTH, mail};

fn set(flags: &[&str]) -> Intent {
    Intent::Flags { add: Flags::parse(flags.iter().copied()), remove: Flags::default() }
}

fn clear(flags: &[&str]) -> Intent {
    set(flags).inverse()
}

/// A profile that has the messages of a mailbox, behind a server in the middle.
fn scene(variant: Variant, messages: usize) -> (Dovecot, Liar, Ground) {
    let server = Dovecot::start_variant(variant);
    let plain = |count| mail::small(count).map(|message| maildir::Message { flags: "", ..message });
    server.fill(ANNA.0, "INBOX", plain(messages));
    server.fill(ANNA.0, "Archive", plain(2));
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    liar.take_heard();
    (server, liar, ground)
}

/// The messages by UID, lowest first.
fn ids(ground: &Ground) -> Vec<EnvelopeId> {
    let by_uid: BTreeMap<_, _> = ground.envelopes(1, "INBOX").into_iter().map(|it| (it.uid, it.id)).collect();
    by_uid.into_values().collect()
}

fn act(ground: &Ground, verb: &Intent, messages: &[EnvelopeId]) {
    assert!(ground.store().act(verb, messages).unwrap().action.is_some());
}

/// How far everything is that was done, latest first.
fn stages(ground: &Ground) -> Vec<Stage> {
    ground.store().journal(0..100).rows.into_iter().map(|row| row.stage).collect()
}

/// The flags on the server, by UID.
fn flags_there(server: &Dovecot) -> BTreeMap<u32, Vec<String>> {
    let mut client = server.client(ANNA);
    client.run("EXAMINE INBOX");
    let lines = client.run("UID FETCH 1:* (FLAGS)").into_iter().filter(|line| line.contains(" FETCH "));
    let of = |line: &str, start: &str, end: char| {
        let rest = line.split_once(start).unwrap().1;
        rest[..rest.find(end).unwrap()].to_owned()
    };
    lines
        .map(|line| {
            let uid = line.split_once("UID ").unwrap().1.split(|c: char| !c.is_ascii_digit()).next().unwrap();
            let flags = of(&line, "FLAGS (", ')');
            let mut flags: Vec<_> =
                flags.split_whitespace().filter(|flag| *flag != "\\Recent").map(str::to_owned).collect();
            flags.sort();
            (uid.parse().unwrap(), flags)
        })
        .collect()
}

fn stores(liar: &Liar) -> Vec<String> {
    liar.take_heard().into_iter().filter(|command| command.starts_with("UID STORE")).collect()
}

#[test]
fn what_was_done_offline_is_sent_in_few_commands_before_anything_is_read_and_not_again() {
    for variant in BOTH {
        let (server, liar, ground) = scene(variant, 40);
        let ids = ids(&ground);
        act(&ground, &set(&["\\Seen"]), &ids);
        act(&ground, &clear(&["\\Seen"]), &ids[..10]);
        act(&ground, &set(&["\\Flagged", "$label1"]), &ids[20..]);
        act(&ground, &set(&["\\Answered"]), &ids[..1]);
        assert!(ground.store().undo(None).unwrap().is_some());

        assert_eq!(ground.sync().problems, []);

        let heard = liar.take_heard();
        let first_store = heard.iter().position(|it| it.starts_with("UID STORE")).unwrap();
        let first_read = heard.iter().position(|it| it.starts_with("LIST") || it.starts_with("STATUS")).unwrap();
        assert!(first_store < first_read, "{heard:?}");
        let stores: Vec<_> = heard.iter().filter(|it| it.starts_with("UID STORE")).collect();
        assert_eq!(stores.len(), 2, "{stores:?}");
        ground.assert_equal(&server, ANNA, 1);
        let there = flags_there(&server);
        assert_eq!(there[&1], Vec::<String>::new());
        assert_eq!(there[&15], ["\\Seen"]);
        assert_eq!(there[&40], ["$label1", "\\Flagged", "\\Seen"]);
        let id = ground.store().journal(0..1).rows[0].id;
        let done = Stage::Confirmed;
        assert_eq!(stages(&ground), [done.clone(), Stage::Undone(id), done.clone(), done.clone(), done]);
        liar.take_heard();
        assert_eq!(ground.sync().problems, []);
        assert_eq!(self::stores(&liar), Vec::<String>::new(), "nothing is sent twice");
    }
}

#[test]
fn a_stop_at_any_step_is_gone_on_with_and_what_others_did_meanwhile_stays() {
    let (server, liar, ground) = scene(Variant::Full, 30);
    let ids = ids(&ground);
    let mut other = server.client(ANNA);
    other.run("SELECT INBOX");
    let stops = [("AUTHENTICATE", Lie::Cut), ("SELECT", Lie::Cut), ("SELECT", Lie::Lose), ("UID STORE", Lie::Cut)];
    let stops = stops.into_iter().chain([("UID STORE", Lie::Lose), ("UID STORE", Lie::Say("* BYE so long\r\n"))]);
    for (number, (verb, lie)) in stops.enumerate() {
        let uid = number + 1;
        act(&ground, &set(&["\\Seen", "$label1"]), &ids[number..=number]);
        act(&ground, &set(&["\\Answered"]), &ids[number..=number]);
        assert!(ground.store().undo(None).unwrap().is_some());
        liar.lie(verb, lie);
        ground.sync();
        assert!(liar.told() > 0, "{verb}");
        liar.tell_the_truth();
        assert!(ground.store().waits(AccountId::new(1)) > 0, "{verb} {lie:?}: nobody said that it was done");
        let shown = ground.store().envelope(ids[number]).unwrap().unwrap().flags;
        assert_eq!(shown, Flags::parse(["\\Seen", "$label1"]), "{verb} {lie:?}");
        other.run(&format!("UID STORE {uid} +FLAGS (\\Flagged)"));

        for _ in 0..2 {
            assert_eq!(ground.sync().problems, [], "{verb} {lie:?}");

            assert_eq!(flags_there(&server)[&u32::try_from(uid).unwrap()], ["$label1", "\\Flagged", "\\Seen"]);
            ground.assert_equal(&server, ANNA, 1);
            assert_eq!(ground.store().waits(AccountId::new(1)), 0);
        }
        liar.take_heard();
    }
    assert_eq!(stores(&liar), Vec::<String>::new());
}

#[test]
fn what_is_refused_is_undone_here_and_told_in_the_servers_words() {
    for (answer, keeps) in [("$T NO [NOPERM] not yours\r\n", true), ("$T BAD what is that\r\n", true)] {
        let (server, liar, ground) = scene(Variant::Stripped, 3);
        let ids = ids(&ground);
        act(&ground, &set(&["\\Seen"]), &ids);
        liar.lie("UID STORE", Lie::Say(answer));

        let problems = ground.sync().problems;

        liar.tell_the_truth();
        assert_eq!(problems.iter().map(|(_, problem)| problem.kind).collect::<Vec<_>>(), [ErrorKind::No], "{answer}");
        let Stage::Rejected(words) = &stages(&ground)[0] else { panic!("{:?}", stages(&ground)) };
        assert!(answer.contains(words.trim_start_matches("[NOPERM] ")) && !words.is_empty(), "{words}");
        let shown = ground.store().envelope(ids[0]).unwrap().unwrap().flags;
        assert_eq!(shown.is_unseen(), keeps, "undone");
        assert_eq!(ground.sync().problems, []);
        ground.assert_equal(&server, ANNA, 1);
    }
}

#[test]
fn a_message_that_another_client_expunged_is_a_conflict_and_lies_in_the_rescue() {
    for variant in BOTH {
        let (server, _liar, ground) = scene(variant, 3);
        let ids = ids(&ground);
        // The server may say OK to a change of a message that is gone: what counts is that nothing is lost.
        act(&ground, &set(&["\\Seen"]), &ids[..2]);
        let mut other = server.client(ANNA);
        other.run("SELECT INBOX");
        other.run("UID STORE 2 +FLAGS (\\Deleted)");
        other.run("EXPUNGE");

        assert_eq!(ground.sync().problems, []);

        ground.assert_equal(&server, ANNA, 1);
        assert_eq!(ground.store().rescued(9).unwrap()[0].envelope.id, ids[1]);
        assert_eq!(ground.store().waits(AccountId::new(1)), 0);
        assert_eq!(flags_there(&server)[&1], ["\\Seen"]);
    }
}

#[test]
fn what_waits_follows_a_new_uidvalidity() {
    for variant in BOTH {
        let (mut server, liar, ground) = scene(variant, 5);
        let ids = ids(&ground);
        let marked = ground.store().envelope(ids[2]).unwrap().unwrap().message_id;
        act(&ground, &set(&["\\Flagged"]), &ids[2..3]);
        server.stop();
        renew_uids(&server, ANNA.0);
        server.restart();

        assert_eq!(ground.sync().problems, []);

        ground.assert_equal(&server, ANNA, 1);
        let flagged = ground.envelopes(1, "INBOX").into_iter().filter(|it| it.server_flags != Flags::default());
        let flagged: Vec<_> = flagged.map(|it| (it.id, it.message_id)).collect();
        assert_eq!(flagged, [(ids[2], marked)]);
        assert_eq!(stages(&ground), [Stage::Confirmed]);
        drop(liar);
    }
}

#[test]
fn what_waits_for_a_mailbox_that_is_gone_is_given_up_and_its_mail_is_rescued() {
    let (server, _liar, ground) = scene(Variant::Full, 1);
    let ids: Vec<_> = ground.envelopes(1, "Archive").into_iter().map(|envelope| envelope.id).collect();
    act(&ground, &set(&["\\Flagged"]), &ids);
    server.client(ANNA).run("DELETE Archive");

    ground.sync();
    assert_eq!(ground.sync().problems, []);

    assert!(matches!(stages(&ground)[0], Stage::Conflict(Conflict::MailboxGone | Conflict::MessageGone)));
    assert_eq!(ground.store().rescued(9).unwrap().len(), 2);
}

/// The service as a window has it.
struct Window {
    handle: Handle,
    runtime: tokio::runtime::Runtime,
}

impl Window {
    fn open(ground: &Ground) -> Self {
        let handle = service::start(&ground.paths(), Mode::Live).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { handle, runtime }
    }

    fn ask<T>(&self, question: impl FnOnce(Reply<Result<T>>) -> Query) -> T {
        self.runtime.block_on(self.handle.ask(question)).unwrap().unwrap()
    }

    fn act(&self, intent: Intent, messages: &[EnvelopeId]) -> usize {
        let act = Act { intent, messages: messages.to_vec() };
        self.ask(|reply| Query::Act(act, reply)).messages
    }

    fn undo(&self) -> Option<usize> {
        self.ask(|reply| Query::Undo(None, reply)).map(|undone| undone.messages)
    }

    fn flagged(&self) -> usize {
        let page = self.ask(|reply| Query::Page(ListSource::AllInboxes, 0..100, reply));
        page.rows.iter().filter(|row| row.flags == Flags::parse(["\\Flagged"])).count()
    }

    fn next(&self, events: &mut Events) -> Event {
        let event = async { tokio::time::timeout(Duration::from_secs(30), events.next()).await };
        self.runtime.block_on(event).expect("something is told").expect("the service runs")
    }

    /// Waits until the latest action came to its end.
    fn end(&self, events: &mut Events) -> Stage {
        loop {
            let stage = self.ask(|reply| Query::Journal(0..1, reply)).rows.remove(0).stage;
            if !matches!(stage, Stage::Waiting | Stage::Sent) {
                return stage;
            }
            self.next(events);
        }
    }

    /// Waits for the next notice.
    fn notice(&self, events: &mut Events) -> ErrorKind {
        loop {
            if let Event::Notice(problem) = self.next(events) {
                return problem.kind;
            }
        }
    }
}

#[test]
fn in_a_window_it_shows_at_once_reaches_the_server_by_itself_and_is_undone_by_a_word() {
    let (server, liar, ground) = scene(Variant::Full, 30);
    let ids = ids(&ground);
    let flagged_there = || flags_there(&server).values().filter(|flags| !flags.is_empty()).count();
    let window = Window::open(&ground);
    let mut events = window.handle.events();

    assert_eq!((window.act(set(&["\\Flagged"]), &ids[..20]), window.flagged()), (20, 20));
    assert_eq!(window.end(&mut events), Stage::Confirmed);
    assert_eq!(flagged_there(), 20);
    assert_eq!((window.undo(), window.flagged()), (Some(20), 0));
    assert_eq!(window.end(&mut events), Stage::Confirmed);
    assert_eq!((flagged_there(), window.undo()), (0, None));

    liar.lie("UID STORE", Lie::Say("$T NO not today\r\n"));
    assert_eq!(window.act(set(&["\\Flagged"]), &ids[..1]), 1);
    assert_eq!(window.notice(&mut events), ErrorKind::No);
    assert_eq!(window.end(&mut events), Stage::Rejected("not today".to_owned()));
    assert_eq!((window.flagged(), flagged_there()), (0, 0));
    window.handle.send(Command::Shutdown);
    window.runtime.block_on(window.handle.closed());
}

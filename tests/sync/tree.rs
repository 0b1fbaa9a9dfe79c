//! Mailboxes made, renamed, moved, removed and subscribed to: at once here, then on the server, whatever happens in between.

use std::collections::BTreeMap;

use brieftaube::error::ErrorKind;
use brieftaube::model::{AccountId, Conflict, EnvelopeId, Intent, MailboxId, MailboxName, SpecialUse, Stage};
use brieftaube::store::Store;

use super::dovecot::{ANNA, Dovecot, Options, Variant};
use super::ground::{Ground, find};
use super::liar::{Liar, Lie};
use super::{BOTH, mail};

const ME: AccountId = AccountId::new(1);

fn name(text: &str) -> MailboxName {
    MailboxName::typed(text)
}

fn create(store: &Store, text: &str) -> MailboxId {
    let intent = Intent::CreateMailbox { account: ME, name: name(text), used: None };
    store.act(&intent, &[]).unwrap();
    find(store, 1, text).unwrap().id
}

fn rename(store: &Store, from: &str, to: &str) {
    let mailbox = find(store, 1, from).unwrap().id;
    store.act(&Intent::RenameMailbox { mailbox, to: name(to) }, &[]).unwrap();
}

fn remove(store: &Store, text: &str) {
    store.act(&Intent::RemoveMailbox(find(store, 1, text).unwrap().id), &[]).unwrap();
}

fn subscribe(store: &Store, text: &str, subscribed: bool) {
    let mailbox = find(store, 1, text).unwrap().id;
    store.act(&Intent::Subscribe { mailbox, subscribed }, &[]).unwrap();
}

fn messages(store: &Store, mailbox: &str) -> Vec<EnvelopeId> {
    let mailbox = find(store, 1, mailbox).unwrap();
    let page = store.envelopes(brieftaube::store::ListScope::Mailbox(mailbox.id), 0..1_000).unwrap();
    page.rows.into_iter().map(|envelope| envelope.id).collect()
}

/// Name and id of every mailbox as a person sees them.
fn tree(store: &Store) -> BTreeMap<String, MailboxId> {
    store.mailboxes(ME).unwrap().into_iter().map(|mailbox| (mailbox.display, mailbox.id)).collect()
}

fn stages(store: &Store) -> Vec<Stage> {
    store.journal(0..100).rows.into_iter().map(|logged| logged.stage).collect()
}

/// "Alt" with "Alt/Kind" below, and fifteen messages in each and in the inbox.
fn furnish(server: &Dovecot) {
    let mut client = server.client(ANNA);
    for mailbox in ["Alt", "Alt/Kind", "Weg"] {
        client.run(&format!("CREATE {mailbox}"));
        client.run(&format!("SUBSCRIBE {mailbox}"));
        server.fill(ANNA.0, mailbox, mail::small(15));
    }
    server.fill(ANNA.0, "INBOX", mail::small(15));
}

/// All that can be done to mailboxes, with messages on their way through them.
fn do_everything(store: &Store) {
    let new = create(store, "Neu/Räuber & Co");
    let inbox = messages(store, "INBOX");
    store.act(&Intent::Move(new), &inbox[..3]).unwrap();
    rename(store, "Neu/Räuber & Co", "Neu/2026");
    rename(store, "Alt", "Neu/Alt");
    let alt = find(store, 1, "Neu/Alt").unwrap().id;
    store.act(&Intent::Move(alt), &inbox[3..5]).unwrap();
    store.act(&Intent::Copy(find(store, 1, "Neu/Alt/Kind").unwrap().id), &inbox[5..6]).unwrap();
    let away = messages(store, "Weg");
    store.act(&Intent::Move(new), &away[..2]).unwrap();
    remove(store, "Weg");
    create(store, "Weg");
    subscribe(store, "Neu/Alt/Kind", false);
}

fn assert_everything_is_done(ground: &Ground, (server, variant): (&Dovecot, Variant), what: &str) {
    let store = ground.store();
    let counts: BTreeMap<_, _> =
        store.mailboxes(ME).unwrap().into_iter().map(|it| (it.display, it.counts.total)).collect();
    let expected = [("INBOX", 10), ("Neu/2026", 5), ("Neu/Alt", 17), ("Neu/Alt/Kind", 16), ("Weg", 0)];
    for (mailbox, count) in expected {
        assert_eq!(counts.get(mailbox), Some(&count), "{what}: {mailbox} of {counts:?}");
    }
    assert!(!counts.keys().any(|it| it == "Alt" || it == "Alt/Kind" || it.contains("Räuber")), "{what}: {counts:?}");
    assert!(stages(&store).iter().all(|stage| *stage == Stage::Confirmed), "{what}: {:?}", stages(&store));
    drop(store);
    // What the server cannot expunge it still has.
    if variant != Variant::Stripped {
        ground.assert_equal(server, ANNA, 1);
    }
    let subscribed = server.client(ANNA).run("LSUB \"\" *").join("\n");
    for (mailbox, is) in [("Neu/2026", true), ("Neu/Alt", true), ("Neu/Alt/Kind", false), ("Weg", true), ("Alt", false)]
    {
        assert_eq!(
            subscribed.lines().any(|line| line.trim_end().ends_with(&format!(" {mailbox}"))),
            is,
            "{what}: {mailbox} in {subscribed}"
        );
    }
}

#[test]
fn what_is_done_to_mailboxes_is_seen_at_once_and_then_on_the_server_with_all_mail_kept() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        furnish(&server);
        let ground = Ground::new();
        ground.add_account(&server, ANNA, server.imaps);
        assert_eq!(ground.sync().problems, []);
        let before = messages(&ground.store(), "Alt");

        let store = ground.store();
        do_everything(&store);
        let seen = tree(&store);
        let names: Vec<_> = seen.keys().map(String::as_str).collect();
        assert!(["Neu/2026", "Neu/Alt", "Neu/Alt/Kind", "Weg"].iter().all(|it| names.contains(it)), "{names:?}");
        assert!(!names.contains(&"Alt"), "{names:?}");
        assert_eq!(messages(&store, "Neu/2026").len(), 5);
        assert_eq!(messages(&store, "Weg").len(), 0);
        drop(store);
        assert_eq!(tree(&ground.store()), seen, "the same after a restart");

        assert_eq!(ground.push().problems, [], "{variant:?}");
        assert_eq!(tree(&ground.store()), seen, "ids stay");
        assert_eq!(ground.sync().problems, []);
        assert_everything_is_done(&ground, (&server, variant), &format!("{variant:?}"));
        let after = messages(&ground.store(), "Neu/Alt");
        assert!(before.iter().all(|id| after.contains(id)), "messages keep their ids");
        let mut renamed = tree(&ground.store());
        renamed.retain(|mailbox, _| seen.contains_key(mailbox));
        assert_eq!(renamed, seen, "mailboxes too");
    }
}

#[test]
fn wherever_the_connection_breaks_everything_is_done_once() {
    let variant = Variant::Full;
    // Every command of all kinds of operations: see the stops.
    for (verb, lie) in [("CREATE", Lie::Lose), ("RENAME", Lie::Lose), ("DELETE", Lie::Lose), ("SUBSCRIBE", Lie::Cut)] {
        {
            let server = Dovecot::start_variant(variant);
            furnish(&server);
            let liar = Liar::to(server.imap);
            let ground = Ground::in_memory();
            ground.add_plain_account(&server, ANNA, liar.port);
            assert_eq!(ground.sync().problems, []);
            let store = ground.store();
            do_everything(&store);
            let seen = tree(&store);
            drop(store);

            liar.lie_once(verb, lie);
            ground.push();
            assert_eq!(liar.told(), 1, "{verb} {lie:?}");
            assert_eq!(tree(&ground.store()), seen, "{verb} {lie:?}: it looks the same all the time");
            assert_eq!(ground.sync().problems, [], "{verb} {lie:?}");

            assert_everything_is_done(&ground, (&server, variant), &format!("{verb} {lie:?}"));
        }
    }
}

#[test]
fn what_the_server_refuses_is_as_it_was_and_mail_stays_where_it_is() {
    let server = Dovecot::start();
    furnish(&server);
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    let before = tree(&ground.store());
    for verb in ["CREATE", "RENAME", "DELETE"] {
        liar.lie(verb, Lie::Say("$T NO [NOPERM] Das nicht\r\n"));
        let store = ground.store();
        match verb {
            "CREATE" => {
                let new = create(&store, "Neu");
                store.act(&Intent::Move(new), &messages(&store, "INBOX")[..3]).unwrap();
                assert_eq!(messages(&store, "INBOX").len(), 12);
            }
            "RENAME" => rename(&store, "Alt", "Neu"),
            _ => remove(&store, "Alt/Kind"),
        }
        drop(store);

        ground.sync();

        let store = ground.store();
        assert_eq!(tree(&store), before, "{verb}");
        assert_eq!(messages(&store, "INBOX").len(), 15, "{verb}");
        assert_eq!(messages(&store, "Alt/Kind").len(), 15, "{verb}");
        assert!(
            stages(&store).iter().any(|it| matches!(it, Stage::Rejected(words) if words.contains("Das nicht"))),
            "{verb}"
        );
        assert_eq!(store.waits(ME), 0, "{verb}");
        drop(store);
        liar.tell_the_truth();
    }
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
}

#[test]
fn everything_but_removing_can_be_taken_back_before_it_is_sent_and_after() {
    for sent in [false, true] {
        let server = Dovecot::start();
        furnish(&server);
        let liar = Liar::to(server.imap);
        let ground = Ground::new();
        ground.add_plain_account(&server, ANNA, liar.port);
        assert_eq!(ground.sync().problems, []);
        let before = tree(&ground.store());
        let store = ground.store();
        let new = create(&store, "Neu");
        store.act(&Intent::Move(new), &messages(&store, "INBOX")[..3]).unwrap();
        rename(&store, "Alt", "Neu/Alt");
        subscribe(&store, "Weg", false);
        drop(store);
        if sent {
            assert_eq!(ground.sync().problems, []);
        }
        liar.take_heard();

        let store = ground.store();
        let created = store.journal(0..100).rows.last().unwrap().id;
        assert_eq!(store.undo(Some(created)).unwrap_err().kind(), ErrorKind::MailboxNotEmpty);
        for _ in 0..4 {
            assert!(store.undo(None).unwrap().is_some());
        }
        assert_eq!(tree(&store), before, "sent: {sent}");
        assert_eq!(messages(&store, "INBOX").len(), 15);
        drop(store);
        assert_eq!(ground.sync().problems, []);

        if !sent {
            let heard = liar.take_heard();
            let changes = ["CREATE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE", "DELETE"];
            assert!(!heard.iter().any(|it| changes.iter().any(|verb| it.starts_with(verb))), "{heard:?}");
        }
        assert_eq!(tree(&ground.store()), before, "sent: {sent}");
        ground.assert_equal(&server, ANNA, 1);
        let store = ground.store();
        assert!(store.mailboxes(ME).unwrap().iter().all(|it| it.subscribed || it.name.is_inbox()), "sent: {sent}");
        assert!(
            stages(&store).iter().all(|it| matches!(it, Stage::Confirmed | Stage::Undone(_))),
            "{:?}",
            stages(&store)
        );
        remove(&store, "Weg");
        let removed = store.journal(0..1).rows[0].id;
        assert_eq!(store.undo(Some(removed)).unwrap_err().kind(), ErrorKind::Invalid);
        assert!(store.undo(None).unwrap().is_none());
    }
}

#[test]
fn what_makes_no_sense_is_refused_at_once() {
    let server = Dovecot::start();
    furnish(&server);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let store = ground.store();
    let [inbox, alt] = ["INBOX", "Alt"].map(|it| find(&store, 1, it).unwrap().id);
    create(&store, "Neu");
    let new = |text: &str| Intent::CreateMailbox { account: ME, name: name(text), used: None };
    let call = |mailbox, text: &str| Intent::RenameMailbox { mailbox, to: name(text) };

    for (intent, kind) in [
        (new("Weg"), ErrorKind::MailboxExists),
        (new("Neu"), ErrorKind::MailboxExists),
        (new("inbox"), ErrorKind::MailboxExists),
        (call(alt, "Weg"), ErrorKind::MailboxExists),
        (call(alt, "Alt/Kind/Alt"), ErrorKind::Invalid),
        (call(inbox, "Neu2"), ErrorKind::Invalid),
        (Intent::RemoveMailbox(inbox), ErrorKind::Invalid),
        (Intent::RemoveMailbox(MailboxId::new(77)), ErrorKind::NotFound),
    ] {
        assert_eq!(store.act(&intent, &[]).unwrap_err().kind(), kind, "{intent:?}");
    }
    assert_eq!(store.act(&call(alt, "Alt"), &[]).unwrap().action, None);
    assert_eq!(store.act(&Intent::Subscribe { mailbox: alt, subscribed: true }, &[]).unwrap().action, None);
}

#[test]
fn what_another_client_did_to_the_same_mailbox_is_a_conflict_or_what_was_wanted_and_costs_no_mail() {
    let server = Dovecot::start();
    furnish(&server);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let mut other = server.client(ANNA);

    // Renamed otherwise, renamed to the same, made, removed, and filled before the making is taken back.
    let store = ground.store();
    rename(&store, "Alt/Kind", "Mein Kind");
    rename(&store, "Weg", "Fort");
    create(&store, "Auch neu");
    let filled = create(&store, "Voll");
    let made = store.journal(0..1).rows[0].id;
    drop(store);
    other.run("RENAME Alt/Kind \"Anderes Kind\"");
    other.run("RENAME Weg Fort");
    other.run("CREATE \"Auch neu\"");
    other.append("Auch neu", "", &mail::simple("neu", "Hallo"));
    ground.sync();
    ground.accept_frozen();
    ground.sync();
    ground.assert_equal(&server, ANNA, 1);
    assert_eq!(stages(&ground.store()).iter().filter(|it| **it == Stage::Conflict(Conflict::MailboxGone)).count(), 1);
    assert_eq!(stages(&ground.store()).iter().filter(|it| **it == Stage::Confirmed).count(), 3);
    assert_eq!(messages(&ground.store(), "Fort").len(), 15);
    assert_eq!(messages(&ground.store(), "Anderes Kind").len(), 15);

    let store = ground.store();
    store.undo(Some(made)).unwrap();
    assert!(find(&store, 1, "Voll").is_none());
    remove(&store, "Alt");
    drop(store);
    other.append("Voll", "", &mail::simple("voll", "Hallo"));
    other.run("DELETE Alt");
    ground.sync();
    ground.sync();

    ground.assert_equal(&server, ANNA, 1);
    let store = ground.store();
    assert_eq!(find(&store, 1, "Voll").unwrap().id, filled);
    assert_eq!(messages(&store, "Voll").len(), 1);
    assert_eq!(stages(&store)[..2], [Stage::Confirmed, Stage::Conflict(Conflict::NotEmpty)]);
}

#[test]
fn what_waits_finds_its_mailbox_again_by_its_new_name_after_the_cache_is_lost() {
    let server = Dovecot::start();
    furnish(&server);
    let liar = Liar::to(server.imap);
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    let store = ground.store();
    let letters = messages(&store, "INBOX");
    store.act(&Intent::Move(find(&store, 1, "Alt").unwrap().id), &letters[..2]).unwrap();
    store
        .act(
            &Intent::Flags {
                add: brieftaube::model::Flags::parse(["\\Flagged"]),
                remove: brieftaube::model::Flags::default(),
            },
            &messages(&store, "Alt/Kind")[..1],
        )
        .unwrap();
    rename(&store, "Alt", "Neu");
    let new = create(&store, "Alt");
    store.act(&Intent::Move(new), &letters[2..5]).unwrap();
    drop(store);
    // Only the mailboxes come through.
    liar.lie("SELECT", Lie::Cut);
    ground.push();
    liar.tell_the_truth();
    std::fs::remove_dir_all(ground.paths().store().join("cache")).unwrap();

    ground.sync();
    ground.sync();

    ground.assert_equal(&server, ANNA, 1);
    let store = ground.store();
    let counts: Vec<_> = ["INBOX", "Neu", "Neu/Kind", "Alt"].map(|it| messages(&store, it).len()).into();
    assert_eq!(counts, [10, 17, 15, 3]);
    assert_eq!(store.waits(ME), 0);
    assert!(stages(&store).iter().all(|it| *it == Stage::Confirmed), "{:?}", stages(&store));
}

#[test]
fn where_all_mailboxes_are_below_the_inbox_new_ones_are_made_there() {
    let extra = "namespace inbox {\n prefix = INBOX.\n separator = .\n inbox = yes\n}\n".to_owned();
    let server = Dovecot::start_with(Options { extra, ..Options::default() });
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let store = ground.store();
    let id = create(&store, "Neu");
    drop(store);

    assert_eq!(ground.sync().problems, []);

    let store = ground.store();
    assert_eq!(find(&store, 1, "INBOX.Neu").unwrap().id, id);
    assert_eq!(stages(&store), [Stage::Confirmed]);
}

#[test]
fn a_mailbox_that_another_client_renamed_keeps_its_mail_its_identity_and_what_waits_for_it() {
    for variant in BOTH {
        let server = Dovecot::start_variant(variant);
        furnish(&server);
        server.fill(ANNA.0, "Alt", mail::varied(40));
        let liar = Liar::to(server.imap);
        let ground = Ground::new();
        ground.add_plain_account(&server, ANNA, liar.port);
        assert_eq!(ground.sync().problems, []);
        let store = ground.store();
        let (before, letters) = (tree(&store), messages(&store, "Alt"));
        let flagged = brieftaube::model::Flags::parse(["\\Flagged"]);
        store.act(&Intent::Flags { add: flagged, remove: brieftaube::model::Flags::default() }, &letters[..5]).unwrap();
        store.act(&Intent::Move(before["Alt"]), &messages(&store, "INBOX")[..2]).unwrap();
        drop(store);
        let mut other = server.client(ANNA);
        other.run("RENAME Alt Neu");
        // One that looks alike from afar.
        other.run("CREATE Fremd");
        other.append("Neu", "", &mail::simple("neu", "Hallo"));
        liar.take_heard();

        ground.sync();
        assert_eq!(ground.sync().problems, [], "{variant:?}");

        let store = ground.store();
        let after = tree(&store);
        assert_eq!([after["Neu"], after["Neu/Kind"]], [before["Alt"], before["Alt/Kind"]], "{variant:?}");
        let now = messages(&store, "Neu");
        assert!(letters.iter().all(|id| now.contains(id)), "{variant:?}");
        assert_eq!(now.len(), 58, "{variant:?}");
        assert!(store.mailboxes(ME).unwrap().iter().all(|it| it.frozen.is_none()), "{variant:?}");
        assert!(stages(&store).iter().all(|it| *it == Stage::Confirmed), "{variant:?}: {:?}", stages(&store));
        drop(store);
        if variant == Variant::Full {
            ground.assert_equal(&server, ANNA, 1);
        }
        let bodies = liar.take_heard().into_iter().filter(|it| it.contains("BODY.PEEK[]")).collect::<Vec<_>>();
        assert!(bodies.len() <= 1, "only what is new is fetched: {bodies:?}");
    }
}

#[test]
fn what_is_archived_by_year_goes_to_mailboxes_that_are_made_for_that_and_comes_back() {
    let server = Dovecot::start();
    let mut client = server.client(ANNA);
    for (number, year) in [2021, 2021, 2023, 2024].into_iter().enumerate() {
        let date = format!("03-Mar-{year} 12:00:00 +0000");
        client.append_dated("INBOX", "", Some(&date), &mail::simple(&format!("{number}"), "Hallo"));
    }
    client.run("CREATE Archive/2024");
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let store = ground.store();
    let all = messages(&store, "INBOX");
    assert_eq!(store.act(&Intent::ArchiveByYear, &all).unwrap().messages, 4);
    let counts = |store: &Store| {
        ["INBOX", "Archive", "Archive/2021", "Archive/2023", "Archive/2024"]
            .map(|it| find(store, 1, it).map(|it| it.counts.total))
    };
    assert_eq!(counts(&store), [0, 0, 2, 1, 1].map(Some));
    assert_eq!(store.act(&Intent::ArchiveByYear, &all).unwrap().action, None, "they are there");
    drop(store);
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
    assert_eq!(counts(&ground.store()), [0, 0, 2, 1, 1].map(Some));

    ground.store().undo(None).unwrap();
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(&server, ANNA, 1);
    assert_eq!(counts(&ground.store()), [Some(4), Some(0), None, None, Some(0)], "what was made for it is gone again");
    assert!(stages(&ground.store()).iter().all(|it| matches!(it, Stage::Confirmed | Stage::Undone(_))));
}

#[test]
fn a_mailbox_made_for_something_is_for_that_at_once_and_on_the_server() {
    let extra = "namespace inbox {\n mailbox Archive {\n auto = no\n special_use =\n }\n}\n".to_owned();
    let server = Dovecot::start_with(Options { extra, ..Options::default() });
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    server.fill(ANNA.0, "INBOX", mail::small(3));
    assert_eq!(ground.sync().problems, []);
    let store = ground.store();
    let intent = Intent::CreateMailbox { account: ME, name: name("Ablage"), used: Some(SpecialUse::Archive) };
    store.act(&intent, &[]).unwrap();
    store.act(&Intent::Archive, &messages(&store, "INBOX")[..2]).unwrap();
    assert_eq!(messages(&store, "Ablage").len(), 2);
    drop(store);

    assert_eq!(ground.sync().problems, []);

    let store = ground.store();
    assert_eq!(messages(&store, "Ablage").len(), 2);
    assert_eq!(stages(&store), [Stage::Confirmed, Stage::Confirmed]);
}

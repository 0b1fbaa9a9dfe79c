//! Moves, copies and deletes reach the server once, whatever it offers and wherever it stops, and take nothing else along.

use std::collections::BTreeMap;

use brieftaube::error::ErrorKind;
use brieftaube::model::{AccountId, Conflict, EnvelopeId, Flags, Intent, MailboxId, Stage};

use super::dovecot::{ANNA, Dovecot, Variant, maildir};
use super::ground::{Ground, find};
use super::liar::{Liar, Lie};
use super::mail;

/// What servers offer: all of it, no MOVE, and neither MOVE nor UIDPLUS.
const VARIANTS: [Variant; 3] = [Variant::Full, Variant::NoMove, Variant::Stripped];

/// A profile that has the messages of an inbox, behind a server in the middle.
fn scene(variant: Variant, messages: usize) -> (Dovecot, Liar, Ground) {
    let server = Dovecot::start_variant(variant);
    let plain = |count| mail::small(count).map(|message| maildir::Message { flags: "", ..message });
    server.fill(ANNA.0, "INBOX", plain(messages));
    let liar = Liar::to(server.imap);
    if variant == Variant::Stripped {
        // Dovecot tells it even to those to whom it does not offer it.
        liar.leave_out("[COPYUID");
    }
    let ground = Ground::new();
    ground.add_plain_account(&server, ANNA, liar.port);
    assert_eq!(ground.sync().problems, []);
    liar.take_heard();
    (server, liar, ground)
}

/// The messages by UID, lowest first.
fn ids(ground: &Ground, mailbox: &str) -> Vec<EnvelopeId> {
    let by_uid: BTreeMap<_, _> = ground.envelopes(1, mailbox).into_iter().map(|it| (it.uid, it.id)).collect();
    by_uid.into_values().collect()
}

fn mailbox(ground: &Ground, name: &str) -> MailboxId {
    find(&ground.store(), 1, name).unwrap().id
}

fn act(ground: &Ground, intent: &Intent, messages: &[EnvelopeId]) {
    assert_eq!(ground.store().act(intent, messages).unwrap().messages, messages.len());
}

fn stages(ground: &Ground) -> Vec<Stage> {
    ground.store().journal(0..100).rows.into_iter().map(|row| row.stage).collect()
}

/// What is seen of a mailbox, sorted by id.
fn shown(ground: &Ground, mailbox: &str) -> Vec<EnvelopeId> {
    let mut ids: Vec<_> = ground.envelopes(1, mailbox).into_iter().map(|it| it.id).collect();
    ids.sort();
    ids
}

fn sorted(ids: &[EnvelopeId]) -> Vec<EnvelopeId> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

/// Everything is here as on the server, apart from what is only marked there because it cannot be expunged. Then that is
/// expunged, and everything is.
fn assert_equal(server: &Dovecot, ground: &Ground) {
    let before: Vec<_> = ["INBOX", "Archive", "Trash", "Junk"].iter().map(|name| shown(ground, name)).collect();
    for name in ["INBOX", "Archive", "Trash", "Junk"] {
        let mut other = server.client(ANNA);
        other.run(&format!("SELECT {name}"));
        other.run("EXPUNGE");
    }
    assert_eq!(ground.sync().problems, []);
    ground.assert_equal(server, ANNA, 1);
    let after: Vec<_> = ["INBOX", "Archive", "Trash", "Junk"].iter().map(|name| shown(ground, name)).collect();
    assert_eq!(before, after, "what was hidden was hidden, and nothing else");
}

fn changes(liar: &Liar) -> Vec<String> {
    let verbs = ["UID STORE", "UID MOVE", "UID COPY", "UID EXPUNGE"];
    liar.take_heard().into_iter().filter(|heard| verbs.iter().any(|verb| heard.starts_with(verb))).collect()
}

#[test]
fn what_was_moved_and_deleted_offline_is_so_on_the_server_in_few_commands_and_is_undone_by_a_word() {
    for variant in VARIANTS {
        let (server, liar, ground) = scene(variant, 40);
        let ids = ids(&ground, "INBOX");
        let (archive, trash) = (mailbox(&ground, "Archive"), mailbox(&ground, "Trash"));
        act(&ground, &Intent::Move(trash), &ids[..5]);
        act(&ground, &Intent::Move(archive), &ids[..10]);
        act(&ground, &Intent::Flags { add: Flags::parse(["\\Seen"]), remove: Flags::default() }, &ids[8..12]);
        act(&ground, &Intent::Trash, &ids[10..12]);
        act(&ground, &Intent::Junk, &ids[12..13]);
        act(&ground, &Intent::Delete, &ids[13..16]);
        act(&ground, &Intent::Copy(archive), &ids[16..18]);
        assert_eq!(ground.sync().problems, [], "{variant:?}");

        let sent = changes(&liar);
        let expected = match variant {
            // Flags twice, one copy, three moves, deleted and expunged.
            Variant::Full => 8,
            // Each move is three commands.
            Variant::NoMove => 14,
            Variant::Stripped => 10,
        };
        assert_eq!(sent.len(), expected, "{variant:?}: {sent:#?}");
        assert!(stages(&ground).iter().all(|stage| *stage == Stage::Confirmed), "{variant:?}: {:?}", stages(&ground));
        assert_eq!(shown(&ground, "INBOX"), sorted(&ids[16..]));
        assert_eq!(shown(&ground, "Trash"), sorted(&ids[10..12]));
        assert_eq!(shown(&ground, "Junk"), ids[12..13]);
        let archived = shown(&ground, "Archive");
        assert_eq!((&archived[..10], archived.len()), (&sorted(&ids[..10])[..], 12), "{variant:?}: and two copies");
        assert_eq!(ground.store().rescued(9).unwrap().len(), 3);
        assert_eq!(ground.sync().problems, []);
        assert_eq!(changes(&liar), Vec::<String>::new(), "nothing is sent twice");

        // The delete stays; all else goes back. Undoing is sent in one go, too.
        for _ in 0..5 {
            assert!(ground.store().undo(None).unwrap().is_some());
        }
        assert_eq!(shown(&ground, "INBOX"), sorted(&[&ids[5..13], &ids[16..]].concat()));
        assert_eq!(ground.sync().problems, [], "{variant:?}");
        assert_eq!(shown(&ground, "INBOX"), sorted(&[&ids[5..13], &ids[16..]].concat()), "{variant:?}");
        assert_eq!(shown(&ground, "Trash"), sorted(&ids[..5]), "{variant:?}: the first move is not undone yet");
        assert_eq!(shown(&ground, "Archive"), [], "{variant:?}");
        assert_eq!(ground.store().waits(AccountId::new(1)), 0);
        assert_equal(&server, &ground);
    }
}

/// The Message-IDs in a mailbox on the server, of all that is not marked as deleted there.
fn there(server: &Dovecot, mailbox: &str) -> Vec<String> {
    let mut client = server.client(ANNA);
    client.run(&format!("EXAMINE {mailbox}"));
    let lines = client.run("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
    let alive = lines.iter().filter(|line| line.contains(" FETCH ") && !line.contains("\\Deleted"));
    let mut ids: Vec<_> =
        alive.map(|line| line.split_once('<').unwrap().1.split_once('>').unwrap().0.to_owned()).collect();
    ids.sort();
    ids
}

fn here(ground: &Ground, mailbox: &str) -> Vec<String> {
    let mut ids: Vec<_> = ground.envelopes(1, mailbox).into_iter().filter_map(|it| it.message_id).collect();
    ids.sort();
    ids
}

/// Stops the connection at each of these commands, before it is carried out and after, and goes on.
fn stop_at(variant: Variant, verbs: &[&'static str]) {
    let (server, liar, ground) = scene(variant, 60);
    let ids = ids(&ground, "INBOX");
    let archive = mailbox(&ground, "Archive");
    let name = |id: EnvelopeId| ground.store().envelope(id).unwrap().unwrap().message_id.unwrap();
    let (mut archived, mut trashed, mut left) = (Vec::new(), Vec::new(), here(&ground, "INBOX"));
    let stops = [Lie::Cut, Lie::Lose].into_iter().flat_map(|lie| verbs.iter().map(move |verb| (*verb, lie)));
    for (number, (verb, lie)) in stops.enumerate() {
        let [moved, trash, deleted] = [0, 1, 2].map(|more| ids[3 * number + more]);
        archived.extend([name(moved), name(ids[59])]);
        trashed.push(name(trash));
        let gone = [name(moved), name(trash), name(deleted)];
        left.retain(|name| !gone.contains(name));
        act(&ground, &Intent::Flags { add: Flags::parse(["\\Seen"]), remove: Flags::default() }, &[moved]);
        act(&ground, &Intent::Archive, &[moved]);
        act(&ground, &Intent::Trash, &[trash]);
        act(&ground, &Intent::Delete, &[deleted]);
        act(&ground, &Intent::Copy(archive), &ids[59..]);
        liar.lie_once(verb, lie);

        ground.sync();

        assert_eq!(liar.told(), number + 1, "{variant:?} {verb} {lie:?}");
        assert_eq!(ground.store().waits(AccountId::new(1)), 0, "{variant:?} {verb} {lie:?}");
        assert!(shown(&ground, "Archive").contains(&moved), "{variant:?} {verb} {lie:?}: its identity");
        for (mailbox, expected) in [("INBOX", &mut left), ("Archive", &mut archived), ("Trash", &mut trashed)] {
            expected.sort();
            assert_eq!(here(&ground, mailbox), *expected, "{variant:?} {verb} {lie:?}: {mailbox} here");
            assert_eq!(there(&server, mailbox), *expected, "{variant:?} {verb} {lie:?}: {mailbox} there");
        }
    }
    assert!(stages(&ground).iter().all(|stage| *stage == Stage::Confirmed), "{variant:?}: {:?}", stages(&ground));
    liar.take_heard();
    assert_eq!(ground.sync().problems, []);
    assert_eq!(changes(&liar), Vec::<String>::new());
    assert_equal(&server, &ground);
}

#[test]
fn with_move_a_stop_at_any_command_is_gone_on_with_and_nothing_is_lost_or_doubled() {
    stop_at(Variant::Full, &["SELECT", "UID STORE", "UID COPY", "UID MOVE", "UID EXPUNGE"]);
}

#[test]
fn with_uidplus_a_stop_at_any_command_is_gone_on_with_and_nothing_is_lost_or_doubled() {
    stop_at(Variant::NoMove, &["SELECT", "STATUS", "UID STORE", "UID COPY", "UID EXPUNGE"]);
}

#[test]
fn with_neither_a_stop_at_any_command_is_gone_on_with_and_nothing_is_lost_or_doubled() {
    let verbs = ["SELECT", "STATUS", "UID STORE", "UID COPY", "EXAMINE", "UID SEARCH", "UID FETCH"];
    stop_at(Variant::Stripped, &verbs);
}

#[test]
fn what_the_server_refuses_is_back_where_it_was_and_told_in_its_words() {
    let verbs = ["UID MOVE", "UID COPY", "UID STORE"];
    for (variant, verb) in VARIANTS.into_iter().zip(["UID MOVE", "UID COPY", "UID COPY"]) {
        let (server, liar, ground) = scene(variant, 6);
        let ids = ids(&ground, "INBOX");
        for answer in ["$T NO [OVERQUOTA] it is full\r\n", "$T BAD what is that\r\n"] {
            act(&ground, &Intent::Archive, &ids[..2]);
            liar.lie(verb, Lie::Say(answer));

            let problems = ground.sync().problems;

            liar.tell_the_truth();
            assert_eq!(problems.iter().map(|(_, it)| it.kind).collect::<Vec<_>>(), [ErrorKind::No], "{variant:?}");
            assert!(matches!(&stages(&ground)[0], Stage::Rejected(words) if answer.contains(words)), "{variant:?}");
            assert_eq!(shown(&ground, "INBOX"), ids);
        }
        act(&ground, &Intent::Delete, &ids[..1]);
        liar.lie(verbs[2], Lie::Say("$T NO [NOPERM] not yours\r\n"));
        assert_eq!(ground.sync().problems.len(), 1);
        liar.tell_the_truth();
        assert_eq!(shown(&ground, "INBOX"), ids);
        assert_eq!(ground.sync().problems, []);
        assert_equal(&server, &ground);
    }
}

#[test]
fn a_mailbox_or_a_message_that_is_gone_is_a_conflict_and_nothing_is_lost() {
    for variant in VARIANTS {
        let (server, _liar, ground) = scene(variant, 6);
        let ids = ids(&ground, "INBOX");
        let mut other = server.client(ANNA);
        other.run("CREATE Projekt");
        assert_eq!(ground.sync().problems, []);
        let project = mailbox(&ground, "Projekt");
        act(&ground, &Intent::Move(project), &ids[..2]);
        act(&ground, &Intent::Archive, &ids[2..4]);
        other.run("DELETE Projekt");
        other.run("SELECT INBOX");
        other.run("UID STORE 3 +FLAGS (\\Deleted)");
        other.run("EXPUNGE");

        ground.sync();
        ground.sync();
        assert_eq!(ground.sync().problems, [], "{variant:?}");

        let stages = stages(&ground);
        assert_eq!(stages[1], Stage::Conflict(Conflict::MailboxGone), "{variant:?}");
        assert_eq!(stages[0], Stage::Conflict(Conflict::MessageGone), "{variant:?}");
        assert_eq!(shown(&ground, "INBOX"), [&ids[..2], &ids[4..]].concat(), "{variant:?}");
        assert_eq!(shown(&ground, "Archive"), ids[3..4], "{variant:?}");
        assert_eq!(ground.store().rescued(9).unwrap()[0].envelope.id, ids[2]);
        assert_eq!(ground.store().waits(AccountId::new(1)), 0);
        assert_equal(&server, &ground);
    }
}

#[test]
fn a_thousand_moves_and_deletes_take_nothing_along_that_another_client_marked() {
    for variant in [Variant::NoMove, Variant::Stripped] {
        let (server, liar, ground) = scene(variant, 1_500);
        let ids = ids(&ground, "INBOX");
        let mut other = server.client(ANNA);
        other.run("SELECT INBOX");
        other.run("UID STORE 1001:1500 +FLAGS (\\Deleted)");
        let every_other = |from: usize| ids[from..1_000].iter().copied().step_by(2).collect::<Vec<_>>();
        act(&ground, &Intent::Archive, &every_other(0));
        act(&ground, &Intent::Delete, &every_other(1));

        assert_eq!(ground.sync().problems, [], "{variant:?}");

        let sent = changes(&liar);
        assert!(sent.len() <= 5, "{variant:?}: {} commands", sent.len());
        assert!(!liar.take_heard().iter().any(|heard| heard.starts_with("EXPUNGE") || heard.starts_with("CLOSE")));
        let here: Vec<_> = other.run("UID SEARCH UID 1001:1500");
        let count = here.iter().find(|line| line.starts_with("* SEARCH")).unwrap().split_whitespace().count();
        assert_eq!(count, 502, "{variant:?}: all that the other one marked is there");
        assert_eq!(there(&server, "INBOX"), Vec::<String>::new());
        assert_eq!(there(&server, "Archive").len(), 500, "{variant:?}");
        assert_eq!(shown(&ground, "Archive"), sorted(&every_other(0)));
        assert_eq!(shown(&ground, "INBOX"), sorted(&ids[1_000..]), "{variant:?}: theirs are to be seen");
    }
}

#[test]
fn a_server_that_tells_of_copies_it_did_not_make_costs_no_mail() {
    let (server, liar, ground) = scene(Variant::Full, 6);
    let ids = ids(&ground, "INBOX");
    let validity = find(&ground.store(), 1, "Archive").unwrap().mark.uid_validity.unwrap().get();
    for (number, validity) in (0..).zip([validity, validity + 1]) {
        act(&ground, &Intent::Archive, &ids[number..=number]);
        let uid = number + 1;
        let answer = format!("* OK [COPYUID {validity} {uid} 999] there\r\n$T OK moved\r\n");
        liar.lie_once("UID MOVE", Lie::Say(answer.leak()));

        ground.sync();
        ground.sync();

        assert_eq!(ground.sync().problems, []);
        // A lie about the validity is found out, and the message moved once more: then it is.
        assert_eq!((here(&ground, "INBOX").len(), here(&ground, "Archive").len()), (6 - number, number));
        ground.assert_equal(&server, ANNA, 1);
    }
}

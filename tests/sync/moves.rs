//! Moves, copies and deletes reach the server once, whatever it offers and wherever it stops, and take nothing else along.

use std::collections::BTreeMap;

use brieftaube::model::{AccountId, EnvelopeId, Flags, Intent, MailboxId, Stage};

use super::dovecot::{ANNA, Dovecot, Variant, maildir};
use super::ground::{Ground, find};
use super::liar::Liar;
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

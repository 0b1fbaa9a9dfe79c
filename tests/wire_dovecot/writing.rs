//! Commands that write, against a server with all capabilities and one stripped of most.

use brieftaube::error::ErrorKind;
use brieftaube::imap::Access;
use brieftaube::model::{Flags, MailboxName, Security, SpecialUse, Uid, UidSet, Usage};

use super::dovecot::{ANNA, BERND, Dovecot, Options, Variant};
use super::*;

const BOTH: [Variant; 2] = [Variant::Full, Variant::Stripped];

fn name(text: &str) -> MailboxName {
    MailboxName::new(text)
}

fn flags(text: &str) -> Flags {
    Flags::parse(text.split_ascii_whitespace())
}

fn uids(text: &str) -> UidSet {
    UidSet::parse(text).unwrap()
}

fn uid(value: u32) -> Uid {
    Uid::new(value).unwrap()
}

/// A session with INBOX open, of this many messages with UIDs from 1.
async fn with_inbox(dovecot: &Dovecot, count: usize) -> Session {
    dovecot.fill(ANNA.0, "INBOX", mail::small(count));
    let mut session = session(dovecot, Security::Plain, ANNA).await;
    session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
    session
}

/// The flags of all messages, and their Message-ID header field.
async fn flags_in(session: &mut Session, mailbox: &MailboxName) -> Vec<(u32, Flags)> {
    session.select(mailbox, Access::ReadOnly, None).await.unwrap();
    let mut found = Vec::new();
    session.fetch_flags(&UidSet::all(), None, |message| found.push((message.uid.get(), message.flags))).await.unwrap();
    found
}

/// The Message-ID of a message of the mailbox that is open.
async fn message_id(session: &mut Session, uid: u32) -> String {
    let mut header = Vec::new();
    let uids = uids(&uid.to_string());
    session.fetch_headers(&uids, |fetched| header = fetched.header).await.unwrap();
    let text = String::from_utf8(header).unwrap();
    let line = text.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap();
    line.split_once(':').unwrap().1.trim().to_owned()
}

#[tokio::test]
async fn flags_and_keywords_are_stored_and_races_with_another_client_are_told() {
    for variant in BOTH {
        let dovecot = Dovecot::start_variant(variant);
        let mut session = with_inbox(&dovecot, 6).await;
        let opened = session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
        let permanent = opened.permanent_flags.unwrap();
        assert!(permanent.keeps("\\Seen") && permanent.keeps("$label1") && !permanent.keeps("\\Recent"));
        let mut other = dovecot.client(ANNA);
        other.run("SELECT INBOX");
        other.run("UID STORE 2 +FLAGS (\\Answered)");

        let all = uids("1:4");
        let stored =
            session.store(&all, &flags("\\Seen $label1"), &flags("\\Flagged"), opened.highest_modseq).await.unwrap();

        let full = variant == Variant::Full;
        assert_eq!(stored.modified, if full { uids("2") } else { UidSet::new() }, "{variant:?}");
        assert!(stored.left_out.is_empty());
        let unsolicited = session.take_unsolicited();
        let told: Vec<_> = unsolicited.flags.iter().map(|flags| flags.uid).collect();
        // Without a conflict Dovecot tells of the other change, but not its UID.
        assert_eq!(told, if full { vec![uid(2)] } else { vec![] }, "{variant:?}");
        assert_eq!(unsolicited.anonymous, u32::from(!full), "{variant:?}");
        for (uid, flags) in flags_in(&mut session, &inbox()).await {
            let ours = (1..=4).contains(&uid) && !(full && uid == 2);
            assert_eq!(flags.keywords().any(|keyword| keyword == "$label1"), ours, "{variant:?} {uid}");
        }

        // Both changes of one call, on a mailbox with modification sequences: the first is no race for the second.
        let opened = session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
        let stored = session.store(&all, &flags("\\Draft"), &flags("$label1"), opened.highest_modseq).await.unwrap();
        assert!(stored.modified.is_empty(), "{variant:?} {stored:?}");
        let found = flags_in(&mut session, &inbox()).await;
        assert!(found.iter().all(|(_, flags)| flags.keywords().count() == 0), "{found:?}");
    }
}

#[tokio::test]
async fn moves_and_copies_tell_where_every_message_is_now() {
    let dovecot = Dovecot::start();
    let mut session = with_inbox(&dovecot, 9).await;
    let id = message_id(&mut session, 7).await;

    let copied = session.copy_to(&uids("2,7"), &name("Archive")).await.unwrap();
    let moved = session.move_to(&uids("3:4,7,99"), &name("Trash")).await.unwrap();

    assert_eq!(copied.uids.iter().collect::<Vec<_>>(), [(uid(2), uid(1)), (uid(7), uid(2))]);
    assert_eq!(moved.copied.uids.sources(), uids("3:4,7"));
    assert_eq!((moved.gone.expunged, session.exists()), (3, 6));
    let trash = session.select(&name("Trash"), Access::ReadOnly, None).await.unwrap();
    assert_eq!((trash.exists, trash.uid_validity), (3, moved.copied.uid_validity));
    let there = moved.copied.uids.get(uid(7)).unwrap();
    assert_eq!(message_id(&mut session, there.get()).await, id);
    assert_eq!(session.find_message_id(&id, &UidSet::all()).await.unwrap(), [there].into_iter().collect());
    assert!(session.find_message_id("<nobody@example.de>", &UidSet::all()).await.unwrap().is_empty());

    // With QRESYNC what is gone has names.
    assert!(session.enable_qresync().await.unwrap());
    session.select(&inbox(), Access::ReadWrite, None).await.unwrap();
    let moved = session.move_to(&uids("5:6"), &name("Trash")).await.unwrap();
    assert_eq!((moved.gone.vanished, moved.gone.expunged, session.exists()), (uids("5:6"), 0, 4));

    // Eight bits go as a literal, which Dovecot takes before it refuses the name.
    for (missing, kind) in [("none", ErrorKind::TargetMissing), ("n\u{f6}ne", ErrorKind::No)] {
        let error = session.copy_to(&uids("1"), &name(missing)).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let error = session.move_to(&uids("1"), &name(missing)).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        session.noop().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_hides_its_capabilities_copies_and_is_not_asked_to_move_or_expunge() {
    let dovecot = Dovecot::start_variant(Variant::Stripped);
    let mut session = with_inbox(&dovecot, 4).await;

    session.copy_to(&uids("1:2"), &name("Archive")).await.unwrap();

    assert_eq!(session.move_to(&uids("1"), &name("Trash")).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(session.expunge_uids(&uids("1")).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(session.copy_to(&uids("1"), &name("none")).await.unwrap_err().kind(), ErrorKind::TargetMissing);
    assert_eq!(session.status(&name("Archive")).await.unwrap().messages, Some(2));
    assert_eq!(session.status(&inbox()).await.unwrap().messages, Some(4));
}

#[tokio::test]
async fn only_what_is_named_is_expunged_beside_what_others_marked() {
    let dovecot = Dovecot::start();
    let mut session = with_inbox(&dovecot, 8).await;
    let mut other = dovecot.client(ANNA);
    other.run("SELECT INBOX");
    other.run("UID STORE 1:3 +FLAGS.SILENT (\\Deleted)");
    session.store(&uids("5:6"), &flags("\\Deleted"), &Flags::default(), None).await.unwrap();

    let gone = session.expunge_uids(&uids("5:7")).await.unwrap();

    assert_eq!((gone.expunged, session.exists()), (2, 6));
    let left: Vec<_> = flags_in(&mut session, &inbox()).await.into_iter().map(|(uid, _)| uid).collect();
    assert_eq!(left, [1, 2, 3, 4, 7, 8]);
}

#[tokio::test]
async fn messages_are_added_byte_by_byte_with_flags_and_date() {
    let large = mail::simple("Gro\u{df}", &"0123456789abcdef\r\n".repeat(200_000));
    for variant in BOTH {
        let dovecot = Dovecot::start_variant(variant);
        let mut session = with_inbox(&dovecot, 0).await;
        let (small, sent) = (mail::simple("Klein", "Text"), name("Sent"));

        for (index, message) in [&small, &large].into_iter().enumerate() {
            let date = Some(1_000_000_000 + index as i64);
            let appended = session.append(&sent, &flags("\\Seen $x"), date, message).await.unwrap();
            // Dovecot tells it even where it hides UIDPLUS.
            assert_eq!(appended.map(|appended| appended.uid), Some(uid(index as u32 + 1)), "{variant:?}");
        }
        for message in [&small, &large] {
            let error = session.append(&name("none"), &Flags::default(), None, message).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TargetMissing, "{error}");
        }

        session.select(&sent, Access::ReadOnly, None).await.unwrap();
        let mut dates = Vec::new();
        session.fetch_headers(&UidSet::all(), |header| dates.push((header.internal_date, header.flags))).await.unwrap();
        assert_eq!(
            dates,
            [(Some(1_000_000_000), flags("\\Seen $x")), (Some(1_000_000_001), flags("\\Seen $x"))],
            "{variant:?}"
        );
        let stored: Vec<_> = bodies(&mut session).await.into_iter().map(|(_, body)| body).collect();
        assert!(stored == [small, large.clone()], "{variant:?}");
    }
}

#[tokio::test]
async fn mailboxes_are_made_renamed_and_deleted_with_names_as_people_write_them() {
    for variant in BOTH {
        let dovecot = Dovecot::start_variant(variant);
        let mut session = with_inbox(&dovecot, 0).await;
        let namespaces = session.namespaces().await.unwrap();
        assert_eq!(namespaces.len(), usize::from(variant == Variant::Full));
        let top = match namespaces.first() {
            Some(namespace) => {
                MailboxName::behind(namespace.prefix.as_bytes(), namespace.delimiter, "R\u{e4}uber & Co").unwrap()
            }
            None => MailboxName::below(None, Some('/'), "R\u{e4}uber & Co").unwrap(),
        };
        let below = MailboxName::below(Some(&top), Some('/'), "\u{53f0}\u{5317} \"x\"").unwrap();

        assert!(session.create(&top, None).await.unwrap());
        assert!(!session.create(&top, None).await.unwrap());
        assert!(session.create(&below, Some(SpecialUse::Archive)).await.unwrap());
        session.subscribe(&below).await.unwrap();
        let listed = session.list().await.unwrap();
        let shown: Vec<_> = listed.iter().map(|mailbox| (mailbox.name.readable(), mailbox.subscribed)).collect();
        assert!(shown.contains(&("R\u{e4}uber & Co".to_owned(), false)), "{shown:?}");
        assert!(shown.contains(&("R\u{e4}uber & Co/\u{53f0}\u{5317} \"x\"".to_owned(), true)), "{shown:?}");

        let renamed = MailboxName::below(None, Some('/'), "Neu").unwrap();
        session.unsubscribe(&below).await.unwrap();
        session.rename(&top, &renamed).await.unwrap();
        let child = MailboxName::below(Some(&renamed), Some('/'), "\u{53f0}\u{5317} \"x\"").unwrap();
        session.delete(&child).await.unwrap();
        session.delete(&renamed).await.unwrap();
        assert_eq!(session.delete(&renamed).await.unwrap_err().kind(), ErrorKind::MailboxUnavailable, "{variant:?}");
        assert_eq!(
            session.rename(&renamed, &top).await.unwrap_err().kind(),
            ErrorKind::MailboxUnavailable,
            "{variant:?}"
        );
        assert_eq!(session.unselect().await.unwrap(), variant == Variant::Full);
        let names: Vec<_> = session.list().await.unwrap().iter().map(|mailbox| mailbox.name.readable()).collect();
        assert!(!names.iter().any(|name| name.starts_with("Neu") || name.starts_with('R')), "{names:?}");
    }
}

#[tokio::test]
async fn a_mailbox_that_is_made_for_a_use_is_listed_with_it() {
    let dovecot = Dovecot::start_with(Options { extra: LIMITED.to_owned(), ..Options::default() });
    let mut session = session(&dovecot, Security::Plain, BERND).await;
    let offered = session.capabilities().has("CREATE-SPECIAL-USE");

    assert!(session.create(&name("Ablage"), Some(SpecialUse::Archive)).await.unwrap());

    let listed = session.list().await.unwrap();
    let ablage = listed.iter().find(|mailbox| mailbox.name == name("Ablage")).unwrap();
    assert_eq!(ablage.special_use.is_some(), offered, "{:?}", session.capabilities());
}

/// 100 kB and 5 messages in all.
const LIMITED: &str = "mail_plugins = $mail_plugins quota\n\
    protocol imap {\n mail_plugins = $mail_plugins quota imap_quota\n}\n\
    plugin {\n quota = count:User quota\n quota_vsizes = yes\n quota_rule = *:storage=100k:messages=5\n \
    quota_grace = 0\n}\n";

#[tokio::test]
async fn the_quota_is_told_and_a_full_one_leaves_the_session_usable() {
    let dovecot = Dovecot::start_with(Options { extra: LIMITED.to_owned(), ..Options::default() });
    let mut session = with_inbox(&dovecot, 2).await;
    let message = mail::simple("Gro\u{df}", &"0123456789abcdef\r\n".repeat(10_000));

    let quotas = session.quota(&inbox()).await.unwrap();
    let error = session.append(&inbox(), &Flags::default(), None, &message).await.unwrap_err();

    assert_eq!(quotas.len(), 1, "{quotas:?}");
    assert_eq!(quotas[0].messages, Some(Usage { used: 2, limit: 5 }));
    assert_eq!(quotas[0].storage.unwrap().limit, 100 * 1024);
    assert_eq!(error.kind(), ErrorKind::No, "{error}");
    assert!(error.server_text().is_some());
    session.append(&inbox(), &Flags::default(), None, &mail::simple("Klein", "Text")).await.unwrap();
    let quotas = session.quota(&inbox()).await.unwrap();
    assert_eq!(quotas[0].messages.unwrap().used, 3);
}

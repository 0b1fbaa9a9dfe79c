//! Moves and copies from one account to another: whole, once, and whatever stops them.

use std::collections::BTreeMap;
use std::time::Duration;

use brieftaube::model::{AccountId, Conflict, EnvelopeId, Flags, Intent, MailboxId, Stage};

use super::dovecot::{ANNA, BERND, Dovecot, Variant};
use super::ground::{Ground, find};
use super::mail;
use super::proxy::{Proxy, Weather};

/// Messages in the inbox of the first account.
const COUNT: usize = 60;

/// Two accounts, each with a line of its own.
struct Scene {
    server: Dovecot,
    anna: Proxy,
    bernd: Proxy,
    ground: Ground,
    ids: Vec<EnvelopeId>,
}

fn scene(variant: Variant) -> Scene {
    let server = Dovecot::start_variant(variant);
    server.fill(ANNA.0, "INBOX", mail::varied(COUNT));
    server.fill(BERND.0, "INBOX", mail::small(3));
    let (anna, bernd) = (Proxy::to(server.imaps), Proxy::to(server.imaps));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, anna.port);
    ground.add_account(&server, BERND, bernd.port);
    assert_eq!(ground.sync().problems, []);
    let by_uid: BTreeMap<_, _> = ground.envelopes(1, "INBOX").into_iter().map(|it| (it.uid, it.id)).collect();
    Scene { server, anna, bernd, ground, ids: by_uid.into_values().collect() }
}

impl Scene {
    fn mailbox(&self, account: u64, name: &str) -> MailboxId {
        find(&self.ground.store(), account, name).unwrap().id
    }

    fn act(&self, intent: &Intent, messages: &[EnvelopeId]) {
        assert_eq!(self.ground.store().act(intent, messages).unwrap().messages, messages.len());
    }

    fn waits(&self) -> usize {
        let store = self.ground.store();
        [1, 2].into_iter().map(|id| store.waits(AccountId::new(id))).sum()
    }

    fn shown(&self, account: u64, mailbox: &str) -> Vec<EnvelopeId> {
        let mut ids: Vec<_> = self.ground.envelopes(account, mailbox).into_iter().map(|it| it.id).collect();
        ids.sort();
        ids
    }

    fn stages(&self) -> Vec<Stage> {
        self.ground.store().journal(0..100).rows.into_iter().map(|row| row.stage).collect()
    }

    /// Both accounts are here as on the server, once what can only be marked is away.
    fn assert_equal(&self) {
        for name in ["INBOX", "Archive"] {
            let mut other = self.server.client(ANNA);
            other.run(&format!("SELECT {name}"));
            other.run("EXPUNGE");
        }
        assert_eq!(self.ground.sync().problems, []);
        self.ground.assert_equal(&self.server, ANNA, 1);
        self.ground.assert_equal(&self.server, BERND, 2);
    }
}

/// What is in a mailbox, with flags, date and text, of what is not marked as deleted.
fn there(server: &Dovecot, user: (&str, &str), mailbox: &str) -> Vec<String> {
    let mut client = server.client(user);
    client.run(&format!("EXAMINE {mailbox}"));
    let lines = client.run("UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])");
    let alive = lines.iter().filter(|line| line.contains(" FETCH (") && !line.contains("\\Deleted"));
    let mut found: Vec<_> = alive.map(|line| line[line.find("FLAGS").unwrap()..].replace("\\Recent", "")).collect();
    found.iter_mut().for_each(|line| *line = line.replace("( ", "(").replace(" )", ")"));
    found.sort();
    found
}

#[test]
fn what_goes_to_another_account_arrives_whole_keeps_its_id_and_comes_back() {
    for variant in [Variant::Full, Variant::Stripped] {
        let scene = scene(variant);
        let (inbox, away) = (scene.mailbox(1, "INBOX"), scene.mailbox(2, "Archive"));
        let before = there(&scene.server, ANNA, "INBOX");
        scene.act(&Intent::Move(away), &scene.ids[..55]);
        scene.act(&Intent::Copy(away), &scene.ids[58..]);
        assert_eq!(scene.shown(2, "Archive").len(), 55, "{variant:?}: seen at once");
        assert_eq!(scene.ground.sync().problems, [], "{variant:?}");

        assert_eq!(scene.waits(), 0, "{variant:?}");
        assert!(scene.stages().iter().all(|stage| *stage == Stage::Confirmed), "{variant:?}: {:?}", scene.stages());
        let arrived = there(&scene.server, BERND, "Archive");
        assert_eq!(arrived.len(), 57, "{variant:?}");
        assert!(arrived.iter().all(|message| before.contains(message)), "{variant:?}: with flags, date and text");
        let shown = scene.shown(2, "Archive");
        assert!(scene.ids[..55].iter().all(|id| shown.contains(id)), "{variant:?}");
        assert_eq!(scene.shown(1, "INBOX").len(), 5, "{variant:?}");
        scene.assert_equal();

        for _ in 0..2 {
            assert!(scene.ground.store().undo(None).unwrap().is_some());
        }
        assert_eq!(scene.ground.sync().problems, [], "{variant:?}");
        assert_eq!(scene.waits(), 0, "{variant:?}");
        assert_eq!(there(&scene.server, ANNA, "INBOX"), before, "{variant:?}");
        assert_eq!(there(&scene.server, BERND, "Archive"), <[String; 0]>::default(), "{variant:?}");
        let mut ids = scene.ids.clone();
        ids.sort();
        assert_eq!((scene.shown(1, "INBOX"), find(&scene.ground.store(), 1, "INBOX").unwrap().id), (ids, inbox));
    }
}

#[test]
fn what_waits_for_another_account_holds_nothing_else_up_and_is_changed_on_the_way() {
    let mut scene = scene(Variant::Full);
    let (away, archive) = (scene.mailbox(2, "INBOX"), scene.mailbox(1, "Archive"));
    let flagged = Intent::Flags { add: Flags::parse(["\\Flagged"]), remove: Flags::default() };
    scene.bernd.unplug();
    scene.act(&Intent::Move(away), &scene.ids[..4]);
    scene.act(&flagged, &scene.ids[..1]);
    scene.act(&Intent::Move(archive), &scene.ids[1..2]);
    scene.act(&Intent::Move(archive), &scene.ids[10..12]);
    assert!(!scene.ground.sync().problems.is_empty());

    assert_eq!(there(&scene.server, ANNA, "Archive").len(), 3, "moved on before it left");
    assert_eq!(there(&scene.server, ANNA, "INBOX").len(), COUNT - 3);
    assert_eq!(scene.shown(2, "INBOX").len(), 3 + 3, "what waits is seen where it goes");

    scene.bernd.plug_in();
    assert_eq!(scene.ground.sync().problems, []);
    assert_eq!((scene.waits(), there(&scene.server, BERND, "INBOX").len()), (0, 6));
    assert!(scene.stages().iter().all(|stage| *stage == Stage::Confirmed), "{:?}", scene.stages());
    let flagged = scene.ground.store().envelope(scene.ids[0]).unwrap().unwrap();
    assert!(flagged.server_flags.iter().any(|flag| flag == "\\Flagged"));
    scene.assert_equal();
}

#[test]
fn whatever_stops_it_a_message_is_in_one_of_both_accounts_and_in_the_end_where_it_was_to_go() {
    let seed = std::env::var("BRIEFTAUBE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let scene = scene(if random.bool() { Variant::Full } else { Variant::NoMove });
    let all = there(&scene.server, ANNA, "INBOX");
    let places = [(1, "INBOX", ANNA), (2, "Archive", BERND)];
    for round in 0..8 {
        let ((from, there_from, _), (to, name, account)) = (places[round % 2], places[(round + 1) % 2]);
        // A new cache has new ids.
        scene.act(&Intent::Move(scene.mailbox(to, name)), &scene.shown(from, there_from));
        for _ in 0..random.usize(1..4) {
            match random.u8(..3) {
                0 => drop(scene.ground.sync_and_kill(Duration::from_millis(random.u64(80..900)))),
                which => {
                    let line = if which == 1 { &scene.anna } else { &scene.bernd };
                    line.set(Weather::CutAfter(random.u64(500..30_000)));
                    drop(scene.ground.sync());
                    line.set(Weather::Fine);
                }
            }
            if random.u8(..4) == 0 {
                std::fs::remove_dir_all(scene.ground.paths().data.join("store/cache")).unwrap();
            }
            let mut both = there(&scene.server, ANNA, "INBOX");
            both.extend(there(&scene.server, BERND, "Archive"));
            assert!(all.iter().all(|message| both.contains(message)), "seed {seed}, round {round}: a message is lost");
        }
        // What one account brings to the other while that is read may make no sense to it once.
        let rests = || scene.ground.sync().problems.is_empty() && scene.waits() == 0;
        assert!((0..4).any(|_| rests()), "seed {seed}, round {round}: {:?}", scene.ground.sync().problems);
        assert_eq!(scene.waits(), 0, "seed {seed}, round {round}: {:?}", scene.ground.store().journal(0..2).rows);
        let arrived = there(&scene.server, account, name);
        let short = |messages: &[String], others: &[String]| -> Vec<String> {
            let odd = messages.iter().filter(|it| {
                let count = |all: &[String]| all.iter().filter(|other| other == it).count();
                count(messages) != count(others)
            });
            odd.map(|message| message.replace("\r\n", " ").chars().take(900).collect()).collect()
        };
        let (more, less) = (short(&arrived, &all), short(&all, &arrived));
        assert!(more.is_empty() && less.is_empty(), "seed {seed}, round {round}: {more:#?} and not {less:#?}");
    }
    scene.assert_equal();
}

#[test]
fn a_message_that_the_other_server_does_not_take_stays_where_it_was() {
    let scene = scene(Variant::Full);
    let mut other = scene.server.client(BERND);
    other.run("CREATE Ablage");
    assert_eq!(scene.ground.sync().problems, []);
    scene.act(&Intent::Move(scene.mailbox(2, "Ablage")), &scene.ids[..3]);
    other.run("DELETE Ablage");
    drop(scene.ground.sync());
    assert_eq!(scene.ground.sync().problems, []);

    assert_eq!(scene.waits(), 0);
    assert!(
        scene.stages().iter().all(|stage| *stage == Stage::Conflict(Conflict::MailboxGone)),
        "{:?}",
        scene.stages()
    );
    assert_eq!(scene.shown(1, "INBOX").len(), COUNT);
    scene.assert_equal();
}

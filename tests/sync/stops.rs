//! A stop at every step: whatever was done, whatever became of the mail on the server meanwhile and wherever
//! the connection or the program ends, going on leads to what an undisturbed run leads to.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use brieftaube::config::Settings;
use brieftaube::error::{Error, ErrorKind};
use brieftaube::imap::Connector;
use brieftaube::model::{AccountId, EnvelopeId, Flags, Intent, MailboxId, Secret, Security, Server as Account};
use brieftaube::store::{ListScope, Store};
use brieftaube::sync::provider::Provider;
use brieftaube::sync::push::push;
use brieftaube::sync::retention::Retention;
use brieftaube::sync::work::{Accounts, Opening, Work};
use tokio::sync::mpsc;

use super::ground::{Ground, find};
use super::imap_server::{Server, Stop, World};

const ACCOUNT: AccountId = AccountId::new(1);
const DATE: &str = "14-Nov-2023 22:13:20 +0000";
/// Passes until nothing changes any more.
const PASSES: usize = 3;

/// There is one account.
#[derive(Debug)]
struct NoOthers;

impl Accounts for NoOthers {
    fn session(&self, _: AccountId) -> Opening {
        Box::pin(async { Err(Error::new(ErrorKind::NotFound, "connect to another account")) })
    }
}

/// What is done here, by name.
type Kind = (&'static str, fn(&Scene<'_>));

/// What became of it on the server, by name.
type State = (&'static str, fn(&mut World));

/// The store of a profile, as a kind of action sees it.
struct Scene<'a> {
    store: &'a Store,
}

impl Scene<'_> {
    fn id(&self, name: &str) -> MailboxId {
        find(self.store, 1, name).unwrap().id
    }

    /// The messages of the source by UID.
    fn letters(&self) -> Vec<EnvelopeId> {
        let page = self.store.envelopes(ListScope::Mailbox(self.id("Quelle")), 0..100).unwrap();
        let mut letters: Vec<_> = page.rows.into_iter().map(|it| (it.uid, it.id)).collect();
        letters.sort_unstable();
        letters.into_iter().map(|(_, id)| id).collect()
    }

    fn act(&self, intent: &Intent, which: &[usize]) {
        self.act_on(intent, &which.iter().map(|at| self.letters()[*at]).collect::<Vec<_>>());
    }

    fn act_on(&self, intent: &Intent, letters: &[EnvelopeId]) {
        assert!(self.store.act(intent, letters).unwrap().action.is_some());
    }

    fn to(&self, name: &str) -> Intent {
        Intent::Move(self.id(name))
    }
}

fn flags(add: &[&str], remove: &[&str]) -> Intent {
    Intent::Flags { add: Flags::parse(add.iter().copied()), remove: Flags::parse(remove.iter().copied()) }
}

const KINDS: [Kind; 11] = [
    ("set flags", |it| it.act(&flags(&["\\Seen", "$label1"], &[]), &[0, 1])),
    ("clear flags", |it| it.act(&flags(&[], &["\\Flagged"]), &[1, 3])),
    ("move", |it| it.act(&it.to("Ziel"), &[0])),
    ("move several", |it| it.act(&it.to("Ziel"), &[0, 1, 2, 4])),
    ("move what has no Message-ID", |it| it.act(&it.to("Ziel"), &[2])),
    ("copy", |it| it.act(&Intent::Copy(it.id("Ziel")), &[0, 2])),
    ("delete", |it| it.act(&Intent::Delete, &[0, 3])),
    ("junk", |it| it.act(&Intent::Junk, &[0])),
    ("trash", |it| it.act(&Intent::Trash, &[0, 2])),
    ("archive", |it| it.act(&Intent::Archive, &[1, 0])),
    ("flag, move and flag", |it| {
        let letter = [it.letters()[0]];
        it.act_on(&flags(&["\\Flagged"], &[]), &letter);
        it.act_on(&it.to("Ziel"), &letter);
        it.act_on(&flags(&["$label2"], &["\\Seen"]), &letter);
    }),
];

const STATES: [State; 10] = [
    ("as we know it", |_| ()),
    ("flags changed", |world| {
        world.find("Quelle", 1).flags = BTreeSet::from(["\\Answered".to_owned(), "\\Seen".to_owned()]);
        world.find("Quelle", 2).flags.insert("\\Deleted".to_owned());
    }),
    ("expunged", |world| drop(world.take("Quelle", 1))),
    ("moved by another", |world| world.move_away("Quelle", 1, "Archive")),
    ("moved to the same place by another", |world| world.move_away("Quelle", 1, "Ziel")),
    ("target gone", |world| drop(world.mailboxes.remove("Ziel"))),
    ("source gone", |world| drop(world.mailboxes.remove("Quelle"))),
    ("source renamed", |world| {
        let source = world.mailboxes.remove("Quelle").unwrap();
        world.mailboxes.insert("Umbenannt".to_owned(), source);
    }),
    ("source with new UIDs", |world| world.renew("Quelle")),
    ("target with new UIDs", |world| world.renew("Ziel")),
];

fn letter(number: u32, id: bool) -> Vec<u8> {
    let id = if id { format!("Message-ID: <{number}@stops>\r\n") } else { String::new() };
    let text = "Zeile ".repeat(number as usize);
    format!("From: a@test.local\r\nSubject: Brief {number}\r\n{id}\r\n{text}\r\n").into_bytes()
}

fn beginning(capabilities: &str) -> (Server, World) {
    let server = Server::start(capabilities);
    let mut world = server.world();
    for name in ["INBOX", "Quelle", "Ziel", "Archive", "Trash", "Junk"] {
        world.create(name);
    }
    // The target has an old copy of what is moved there.
    world.add("Ziel", &[], DATE, &letter(1, true));
    for (number, flags) in [&[][..], &["\\Flagged"], &[], &["\\Flagged", "\\Seen"], &["$label1"]].iter().enumerate() {
        let number = u32::try_from(number).unwrap() + 1;
        world.add("Quelle", flags, DATE, &letter(number, number != 3));
    }
    for number in 6..30 {
        world.add("Quelle", &["\\Seen"], DATE, &letter(number, true));
    }
    let snapshot = world.clone();
    drop(world);
    (server, snapshot)
}

/// A message on the server: mailbox, text, flags, date.
type Letter = (String, String, BTreeSet<String>, String);

/// What is on the server, whatever the UIDs: mailbox, text, flags, date.
fn there(world: &World) -> Vec<Letter> {
    let of = |(name, mailbox): (&String, &super::imap_server::Mailbox)| {
        let name = name.clone();
        let told = mailbox.messages.clone().into_iter();
        told.map(move |it| (name.clone(), String::from_utf8(it.bytes).unwrap(), it.flags, it.date)).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = world.mailboxes.iter().flat_map(of).collect();
    all.sort();
    all
}

/// A message here: mailbox, subject, flags.
type Shown = (String, String, Vec<String>);

/// What is here, and what became of what was done.
fn here(ground: &Ground) -> (Vec<Shown>, Vec<String>) {
    let store = ground.store();
    let mut all = Vec::new();
    for mailbox in store.mailboxes(ACCOUNT).unwrap() {
        for it in store.envelopes(ListScope::Mailbox(mailbox.id), 0..1_000).unwrap().rows {
            let flags: BTreeSet<_> = it.flags.iter().map(str::to_owned).collect();
            all.push((mailbox.display.clone(), it.subject, flags.into_iter().collect()));
        }
    }
    all.sort();
    let stages = store.journal(0..100).rows.into_iter().map(|row| format!("{:?}", row.stage)).collect();
    (all, stages)
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            assert!(fs::copy(entry.path(), target).is_ok());
        };
    }
}

/// Where a run is stopped.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// At a command.
    Command(usize, Stop),
    /// After the server's last answer, before the journal had it.
    Journal,
}

struct Bench {
    server: Server,
    beginning: World,
    ground: Ground,
    saved: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Bench {
    /// Everything as it was when the action was done and the server has moved on.
    fn set(&self, kind: Kind, state: State) {
        let store = self.ground.paths().store();
        copy(self.saved.path(), &store);
        *self.server.world() = self.beginning.clone();
        (kind.1)(&Scene { store: &self.ground.store() });
        let mut world = self.server.world();
        (state.1)(&mut world);
        world.count_from_here(None);
    }

    /// Sends what waits over one connection, and does not try again.
    fn push_once(&self) {
        let (news, _heard) = mpsc::unbounded_channel();
        let work = Work {
            store: self.ground.store(),
            account: ACCOUNT,
            provider: Provider::of("localhost"),
            retention: Retention::of(&Settings::default()),
            news,
            accounts: Arc::new(NoOthers),
        };
        let server = Account {
            host: "localhost".to_owned(),
            port: self.server.port,
            security: Security::Plain,
            user: "anna".to_owned(),
            ca_file: None,
        };
        let end = self.runtime.block_on(async {
            let connection = Connector::default().connect(&server, &mut |_| {}).await?;
            let mut session = connection.login("anna", &Secret::new("geheim".to_owned())).await?;
            push(&mut session, &work, &|| false).await
        });
        if let Err(error) = end {
            assert!(self.server.world().stopped(), "{error}");
        }
    }

    fn rest(&self, what: &str) {
        let mut passes = 0;
        while passes == 0 || passes < PASSES && self.ground.store().waits(ACCOUNT) > 0 {
            self.ground.sync();
            passes += 1;
        }
        assert_eq!(self.ground.store().waits(ACCOUNT), 0, "{what}: something waits for ever");
        let before = self.server.world().mailboxes.clone();
        self.ground.sync();
        let world = self.server.world();
        assert!(world.mailboxes == before, "{what}: a further pass changed something");
        assert_eq!(world.faults, Vec::<String>::new(), "{what}");
    }
}

/// Tries all points with this server. Says how many they were.
fn stop_everywhere(capabilities: &str, kinds: &[Kind]) -> usize {
    let (server, beginning) = beginning(capabilities);
    let ground = Ground::in_memory();
    ground.add_local_account(("anna", "geheim"), server.port);
    assert_eq!(ground.sync().problems, []);
    let saved = tempfile::tempdir_in(ground.folder().parent().unwrap()).unwrap();
    copy(&ground.paths().store(), saved.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = Bench { server, beginning, ground, saved, runtime };
    let mut points = 0;
    for kind in kinds {
        for state in STATES {
            let what = format!("{} / {}", kind.0, state.0);
            bench.set(*kind, state);
            bench.ground.push();
            let commands = bench.server.world().commands;
            bench.rest(&what);
            let expected = (there(&bench.server.world()), here(&bench.ground));
            let stops = [Stop::Before, Stop::Unanswered, Stop::Answered];
            let places = (1..=commands).flat_map(|at| stops.map(|stop| Place::Command(at, stop)));
            for place in places.chain([Place::Journal]) {
                let what = format!("{capabilities}: {what} / {place:?} of {commands}");
                bench.set(*kind, state);
                match place {
                    Place::Command(at, stop) => {
                        bench.server.world().count_from_here(Some((at, stop)));
                        bench.push_once();
                        bench.server.world().count_from_here(None);
                    }
                    Place::Journal => {
                        let journal = bench.ground.paths().store().join("journal");
                        let before = fs::metadata(&journal).unwrap().len();
                        bench.ground.push();
                        if fs::metadata(&journal).unwrap().len() == before {
                            continue;
                        }
                        cut_journal(&journal);
                    }
                }
                bench.rest(&what);
                let result = (there(&bench.server.world()), here(&bench.ground));
                let only = |all: &[Letter], other: &[Letter]| -> Vec<Letter> {
                    all.iter().filter(|it| !other.contains(it)).cloned().collect()
                };
                let (now, then) = (only(&result.0, &expected.0), only(&expected.0, &result.0));
                if result.0.len() != expected.0.len() {
                    println!("{:#?}", bench.server.world().heard);
                }
                assert_eq!(result.0.len(), expected.0.len(), "{what}: there");
                assert_eq!(now, then, "{what}: there");
                assert_eq!(result.1.1, expected.1.1, "{what}: the journal");
                assert_eq!(result.1.0, expected.1.0, "{what}: here");
                points += 1;
            }
        }
    }
    points
}

/// As if the program had ended before it wrote the last record.
fn cut_journal(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
}

/// The kinds of actions are shared out among tests that run side by side.
fn stop_at(capabilities: &str, kinds: Range<usize>) {
    let points = stop_everywhere(capabilities, &KINDS[kinds]);
    println!("{points} points");
}

const MOVE: &str = "MOVE UIDPLUS UNSELECT LITERAL+";

#[test]
#[ignore = "long: some thousand stops"]
fn a_stop_at_every_step_changes_nothing_where_there_is_move() {
    stop_at(MOVE, 0..6);
}

#[test]
#[ignore = "long: some thousand stops"]
fn a_stop_at_every_step_changes_nothing_where_there_is_move_either() {
    stop_at(MOVE, 6..11);
}

#[test]
#[ignore = "long: some thousand stops"]
fn a_stop_at_every_step_changes_nothing_with_uidplus() {
    stop_at("UIDPLUS", 0..6);
}

#[test]
#[ignore = "long: some thousand stops"]
fn a_stop_at_every_step_changes_nothing_with_uidplus_either() {
    stop_at("UIDPLUS", 6..11);
}

#[test]
#[ignore = "long: some thousand stops"]
fn a_stop_at_every_step_changes_nothing_without_any_extension() {
    stop_at("", 0..6);
}

#[test]
#[ignore = "long: some thousand stops"]
fn a_stop_at_every_step_changes_nothing_without_any_extension_either() {
    stop_at("", 6..11);
}

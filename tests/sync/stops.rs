//! A stop at every step: whatever was done, whatever became of the mail on the server meanwhile and wherever
//! the connection or the program ends, going on leads to what an undisturbed run leads to.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use brieftaube::config::Settings;
use brieftaube::error::{Error, ErrorKind};
use brieftaube::imap::Connector;
use brieftaube::model::{
    AccountId, EnvelopeId, Flags, Intent, MailboxId, MailboxName, Secret, Security, Server as Account,
};
use brieftaube::service::Passes;
use brieftaube::store::{ListScope, Store};
use brieftaube::sync::provider::Provider;
use brieftaube::sync::push::push;
use brieftaube::sync::retention::Retention;
use brieftaube::sync::work::{Accounts, Opening, Work};
use tempfile::TempDir;
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

    fn manage(&self, intent: &Intent) {
        self.act_on(intent, &[]);
    }

    fn create(&self, name: &str) -> MailboxId {
        let name = MailboxName::new(name);
        self.manage(&Intent::CreateMailbox { account: ACCOUNT, name: name.clone(), used: None });
        self.id(&name.readable())
    }

    fn rename(&self, name: &str, to: &str) {
        self.manage(&Intent::RenameMailbox { mailbox: self.id(name), to: MailboxName::new(to) });
    }

    fn to(&self, name: &str) -> Intent {
        Intent::Move(self.id(name))
    }
}

fn flags(add: &[&str], remove: &[&str]) -> Intent {
    Intent::Flags { add: Flags::parse(add.iter().copied()), remove: Flags::parse(remove.iter().copied()) }
}

const KINDS: [Kind; 19] = [
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
    ("move and move on", |it| {
        let letters = it.letters();
        it.act_on(&it.to("Archive"), &letters[..2]);
        it.act_on(&it.to("Ziel"), &letters[..1]);
    }),
    ("flag, move and flag", |it| {
        let letter = [it.letters()[0]];
        it.act_on(&flags(&["\\Flagged"], &[]), &letter);
        it.act_on(&it.to("Ziel"), &letter);
        it.act_on(&flags(&["$label2"], &["\\Seen"]), &letter);
    }),
    ("create", |it| it.manage(&Intent::CreateMailbox { account: ACCOUNT, name: MailboxName::new("Neu"), used: None })),
    ("create and move there", |it| {
        let new = it.create("Neu");
        it.act(&Intent::Move(new), &[0, 3]);
    }),
    ("rename", |it| it.rename("Quelle", "Neu")),
    ("move there and rename", |it| {
        it.act(&it.to("Ziel"), &[0, 1]);
        it.rename("Ziel", "Neu");
    }),
    ("rename and move there", |it| {
        let letters = it.letters();
        it.rename("Ziel", "Archive/Neu");
        it.act_on(&it.to("Archive/Neu"), &letters[..2]);
    }),
    ("move away and remove", |it| {
        let letters = it.letters();
        it.act_on(&it.to("Ziel"), &letters[..2]);
        it.manage(&Intent::RemoveMailbox(it.id("Quelle")));
    }),
    ("unsubscribe", |it| it.manage(&Intent::Subscribe { mailbox: it.id("Ziel"), subscribed: false })),
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
    // Mailboxes with nothing in them, and what is subscribed to, count, too.
    let bare = |name: &String, what: &str| (name.clone(), what.to_owned(), BTreeSet::new(), String::new());
    all.extend(world.mailboxes.keys().map(|name| bare(name, "a mailbox")));
    all.extend(world.subscribed.iter().map(|name| bare(name, "subscribed")));
    all.sort();
    all
}

/// A message here: mailbox, subject, flags.
type Shown = (String, String, Vec<String>);

/// What is here, and what became of what was done.
fn here(store: &Store) -> (Vec<Shown>, Vec<String>) {
    let mut all = Vec::new();
    for mailbox in store.mailboxes(ACCOUNT).unwrap() {
        all.push((mailbox.display.clone(), String::new(), vec![format!("{}", mailbox.subscribed)]));
        for it in store.envelopes(ListScope::Mailbox(mailbox.id), 0..1_000).unwrap().rows {
            let flags: BTreeSet<_> = it.flags.iter().map(str::to_owned).collect();
            all.push((mailbox.display.clone(), it.subject, flags.into_iter().collect()));
        }
    }
    all.sort();
    let stages = store.journal(0..100).rows.into_iter().map(|row| format!("{:?}", row.stage)).collect();
    (all, stages)
}

/// Where a run is stopped.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// At a command.
    Command(usize, Stop),
    /// After the answer to a command: the store had it, the journal did not.
    Journal(usize),
}

/// The folder of the store without the space it holds in reserve.
const STORE: [&str; 3] = ["cache", "bodies", "journal"];

struct Bench {
    server: Server,
    beginning: World,
    ground: Ground,
    /// The store in step with the server.
    untouched: TempDir,
    /// The store after what was done.
    acted: TempDir,
    runtime: tokio::runtime::Runtime,
}

/// What a run came to: on the server, here, in the journal.
type End = (Vec<Letter>, Vec<Shown>, Vec<String>);

impl Bench {
    fn new(capabilities: &str) -> Self {
        let (server, beginning) = beginning(capabilities);
        let ground = Ground::in_memory();
        ground.add_local_account(("anna", "geheim"), server.port);
        assert_eq!(ground.sync().problems, []);
        let folder = || tempfile::tempdir_in(ground.folder().parent().unwrap()).unwrap();
        let (untouched, acted) = (folder(), folder());
        copy(&ground.paths().store(), untouched.path());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { server, beginning, ground, untouched, acted, runtime }
    }

    fn act(&self, kind: Kind) {
        let store = self.ground.paths().store();
        copy(self.untouched.path(), &store);
        (kind.1)(&Scene { store: &self.ground.store() });
        copy(&store, self.acted.path());
    }

    fn open(&self) -> Passes {
        Passes::open(&self.ground.paths()).unwrap()
    }

    /// Everything as it was when the action was done and the server has moved on.
    fn set(&self, state: State) -> Passes {
        copy(self.acted.path(), &self.ground.paths().store());
        let mut world = self.server.world();
        *world = self.beginning.clone();
        (state.1)(&mut world);
        world.count_from_here(None);
        self.open()
    }

    /// Sends what waits over one connection, which ends at a command.
    fn push_until(&self, store: &Store, at: usize, stop: Stop) {
        self.server.world().count_from_here(Some((at, stop)));
        let (news, _heard) = mpsc::unbounded_channel();
        let work = Work {
            store: store.clone(),
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
        let mut world = self.server.world();
        if let Err(error) = end {
            assert!(world.stopped(), "{error}");
        }
        world.count_from_here(None);
    }

    /// Stops there, and begins anew as a program does that was killed. `None`: nothing is written down there.
    fn stop(&self, state: State, place: Place) -> Option<Passes> {
        let passes = self.set(state);
        let journal = self.ground.paths().store().join("journal");
        let (at, stop) = match place {
            Place::Command(at, stop) => (at, stop),
            Place::Journal(at) => (at, Stop::Answered),
        };
        self.server.world().watched = Some(journal.clone());
        self.push_until(passes.store(), at, stop);
        drop(passes);
        if let Place::Journal(_) = place {
            let written = self.server.world().length_when_stopped?;
            if fs::metadata(&journal).unwrap().len() <= written {
                return None;
            }
            fs::OpenOptions::new().write(true).open(&journal).unwrap().set_len(written).unwrap();
        }
        Some(self.open())
    }

    /// Goes on until nothing waits, and makes sure that going on changes nothing any more.
    fn rest(&self, mut passes: Passes) -> Result<End, String> {
        for _ in 0..PASSES {
            passes.sync(&mut |_, _| ()).unwrap();
            // What goes with a whole mailbox is for the person to decide about: they let it go.
            let mut decided = false;
            for mailbox in passes.store().mailboxes_as_on_server(ACCOUNT).unwrap() {
                passes.store().thaw(mailbox.id, false).unwrap();
                decided |= mailbox.frozen.is_some();
            }
            if passes.store().waits(ACCOUNT) == 0 && !decided {
                break;
            }
        }
        if passes.store().waits(ACCOUNT) > 0 {
            let waits = passes.store().journal(0..9).rows;
            return Err(format!("something waits for ever: {waits:?}"));
        }
        let before = self.server.world().mailboxes.clone();
        let (shown, stages) = here(passes.store());
        passes.sync(&mut |_, _| ()).unwrap();
        let world = self.server.world();
        if world.mailboxes != before || here(passes.store()) != (shown.clone(), stages.clone()) {
            return Err("a further pass changed something".to_owned());
        }
        if world.faults.is_empty() { Ok((there(&world), shown, stages)) } else { Err(format!("{:?}", world.faults)) }
    }
}

fn copy(from: &Path, to: &Path) {
    for name in STORE {
        let _ = fs::remove_dir_all(to.join(name));
    }
    for entry in STORE.iter().flat_map(|name| walkdir::WalkDir::new(from.join(name))) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        };
    }
}

/// What one has and the other does not.
fn only<T: PartialEq + Debug>(one: &[T], other: &[T]) -> String {
    one.iter().filter(|it| !other.contains(it)).map(|it| format!("\n    {it:?}")).collect()
}

fn compare(end: &End, expected: &End) -> Result<(), String> {
    if end == expected {
        return Ok(());
    }
    let ((there, here, stages), (then_there, then_here, then_stages)) = (end, expected);
    Err(format!(
        "another end\n  there ({} and not {}){}\n  and not{}\n  here{}\n  and not{}\n  {stages:?} and not {then_stages:?}",
        there.len(),
        then_there.len(),
        only(there, then_there),
        only(then_there, there),
        only(here, then_here),
        only(then_here, here),
    ))
}

/// Tries all points of some kinds of actions with this server; they are shared out among tests that run side by side.
fn stop_at(capabilities: &str, kinds: Range<usize>) {
    let bench = Bench::new(capabilities);
    let (mut points, mut failed) = (0, Vec::new());
    for kind in &KINDS[kinds] {
        bench.act(*kind);
        for state in STATES {
            let mut passes = bench.set(state);
            passes.push().unwrap();
            let commands = bench.server.world().commands;
            let expected = match bench.rest(passes) {
                Ok(end) => end,
                Err(what) => {
                    failed.push(format!("{} / {}: {what}", kind.0, state.0));
                    continue;
                }
            };
            let places = (1..=commands).flat_map(|at| {
                let stops = [Stop::Before, Stop::Unanswered, Stop::Answered].map(|stop| Place::Command(at, stop));
                stops.into_iter().chain([Place::Journal(at)])
            });
            // All in the long run, some in every run.
            let of = if std::env::var_os("BRIEFTAUBE_STOPS").is_some() { 1 } else { SOME };
            for place in places.skip(fastrand::usize(..of)).step_by(of) {
                let Some(passes) = bench.stop(state, place) else { continue };
                points += 1;
                if let Err(what) = bench.rest(passes).and_then(|end| compare(&end, &expected)) {
                    let heard = &bench.server.world().heard;
                    failed.push(format!("{} / {} / {place:?} of {commands}: {what}\n  {heard:#?}", kind.0, state.0));
                }
            }
        }
    }
    println!("{points} points");
    assert!(failed.is_empty(), "{capabilities}: {} of {points} points:\n{}", failed.len(), failed.join("\n"));
    assert!(points > 60, "{points} points only");
}

/// Of so many points one is tried in an ordinary run.
const SOME: usize = 9;

const MOVE: &str = "MOVE UIDPLUS UNSELECT LITERAL+";

#[test]
fn a_stop_at_every_step_changes_nothing_where_there_is_move() {
    stop_at(MOVE, 0..6);
}

#[test]
fn a_stop_at_every_step_changes_nothing_where_there_is_move_either() {
    stop_at(MOVE, 6..12);
}

#[test]
fn a_stop_at_every_step_changes_nothing_with_uidplus() {
    stop_at("UIDPLUS", 0..6);
}

#[test]
fn a_stop_at_every_step_changes_nothing_with_uidplus_either() {
    stop_at("UIDPLUS", 6..12);
}

#[test]
fn a_stop_at_every_step_changes_nothing_without_any_extension() {
    stop_at("", 0..6);
}

#[test]
fn a_stop_at_every_step_changes_nothing_without_any_extension_either() {
    stop_at("", 6..12);
}

#[test]
fn a_stop_at_every_step_changes_nothing_of_what_is_done_to_mailboxes() {
    stop_at(MOVE, 12..19);
}

#[test]
fn a_stop_at_every_step_changes_nothing_of_what_is_done_to_mailboxes_without_any_extension() {
    stop_at("", 12..19);
}

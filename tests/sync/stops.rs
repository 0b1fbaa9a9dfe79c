//! A stop at every step: whatever was done, whatever became of the mail on the server meanwhile and wherever
//! the connection or the program ends, going on leads to what an undisturbed run leads to.
//!
//! Every point is really stopped at. How it goes on depends on nothing but what then lies on the disk and on the
//! server; where that is the same, byte for byte, as at an earlier point of the same run, it is known already.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::iter;
use std::mem;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use brieftaube::config::Settings;
use brieftaube::error::{Error, ErrorKind};
use brieftaube::imap::Connector;
use brieftaube::model::{AccountId, Secret, Security, Server as Account};
use brieftaube::service::Passes;
use brieftaube::store::{ListScope, Store};
use brieftaube::sync::provider::Provider;
use brieftaube::sync::push::push;
use brieftaube::sync::retention::Retention;
use brieftaube::sync::work::{Accounts, Opening, Work};
use tokio::sync::mpsc;

use super::ground::Ground;
use super::imap_server::{Mailbox, Server, Stop, World};
use scenes::{KINDS, Kind, STATES, Scene, State, beginning};

#[path = "stops/scenes.rs"]
mod scenes;

const ACCOUNT: AccountId = AccountId::new(1);
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

/// A message on the server: mailbox, text, flags, date.
type Letter = (String, String, BTreeSet<String>, String);

/// What is on the server, whatever the UIDs: mailbox, text, flags, date.
fn there(world: &World) -> Vec<Letter> {
    let of = |(name, mailbox): (&String, &Mailbox)| {
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

/// Where a run is stopped, and at which command.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before the command is done.
    Before(usize),
    /// After it is done, without an answer.
    Unanswered(usize),
    /// After the answer.
    Answered(usize),
    /// After the answer: the store had it, the journal did not.
    Journal(usize),
}

/// What of the folder of the store there is to go on with.
const STORE: [&str; 3] = ["cache", "bodies", JOURNAL];
const JOURNAL: &str = "journal";

/// What is on a disk: files, and folders as `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Disk(BTreeMap<PathBuf, Option<Vec<u8>>>);

impl Disk {
    pub(super) fn of(folder: &Path) -> Self {
        let entries = STORE.iter().flat_map(|name| walkdir::WalkDir::new(folder.join(name)));
        let read = |entry: walkdir::Result<walkdir::DirEntry>| {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(folder).unwrap().to_owned();
            (name, entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap()))
        };
        Self(entries.map(read).collect())
    }

    pub(super) fn lay(&self, folder: &Path) {
        for name in STORE {
            let _ = fs::remove_dir_all(folder.join(name));
        }
        for (name, bytes) in &self.0 {
            match bytes {
                Some(bytes) => fs::write(folder.join(name), bytes).unwrap(),
                None => fs::create_dir(folder.join(name)).unwrap(),
            }
        }
    }

    fn journal(&mut self) -> &mut Vec<u8> {
        self.0.get_mut(Path::new(JOURNAL)).and_then(Option::as_mut).unwrap()
    }
}

/// Everything that is there at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Left {
    disk: Disk,
    world: World,
}

struct Bench {
    server: Server,
    beginning: World,
    ground: Ground,
    /// The store in step with the server.
    untouched: Disk,
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
        let untouched = Disk::of(&ground.paths().store());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { server, beginning, ground, untouched, runtime }
    }

    /// The store after what was done.
    fn act(&self, kind: Kind) -> Disk {
        let store = self.ground.paths().store();
        self.untouched.lay(&store);
        (kind.1)(&Scene { store: &self.ground.store() });
        Disk::of(&store)
    }

    fn open(&self) -> Passes {
        Passes::open(&self.ground.paths()).unwrap()
    }

    /// Makes everything as it was when the action was done and the server has moved on.
    fn set(&self, acted: &Disk, state: State) {
        acted.lay(&self.ground.paths().store());
        let mut world = self.server.world();
        *world = self.beginning.clone();
        (state.1)(&mut world);
        world.count_from_here(None);
    }

    /// Sends what waits over one connection, which ends at a command.
    fn push_until(&self, at: usize, stop: Stop) {
        self.server.world().count_from_here(Some((at, stop)));
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
        let mut world = self.server.world();
        if let Err(error) = end {
            assert!(world.stopped(), "{error}");
        }
        world.count_from_here(None);
    }

    /// Stops at a command. What is left, as a program finds it that begins anew; `None`: there are not as many.
    fn stop(&self, at: usize, stop: Stop) -> Option<[(Place, Left); 2]> {
        let folder = self.ground.paths().store();
        self.server.world().watched = Some(folder.join(JOURNAL));
        self.push_until(at, stop);
        let world = self.server.world();
        let (written, before) = world.when_stopped.as_deref()?;
        let left = Left { disk: Disk::of(&folder), world: world.lasting() };
        let mut other = left.clone();
        Some(if stop == Stop::Unanswered {
            // Whether the server did it before the connection went is nothing that we can know.
            other.world = before.clone();
            [(Place::Before(at), other), (Place::Unanswered(at), left)]
        } else {
            other.disk.journal().truncate(usize::try_from(*written).unwrap());
            [(Place::Answered(at), left), (Place::Journal(at), other)]
        })
    }

    fn go_on(&self, left: &Left) -> Result<End, String> {
        left.disk.lay(&self.ground.paths().store());
        let mut world = self.server.world();
        let heard = mem::take(&mut world.heard);
        left.world.clone_into(&mut world);
        world.heard = heard;
        drop(world);
        self.rest(self.open())
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
        let before = self.server.world().lasting();
        let (shown, stages) = here(passes.store());
        passes.sync(&mut |_, _| ()).unwrap();
        let world = self.server.world();
        if world.lasting() != before || here(passes.store()) != (shown.clone(), stages.clone()) {
            return Err("a further pass changed something".to_owned());
        }
        if world.faults.is_empty() { Ok((there(&world), shown, stages)) } else { Err(format!("{:?}", world.faults)) }
    }

    /// Tries all points of one kind of action and one state of the server. Tells how many, and what was wrong.
    fn run(&self, kind: Kind, acted: &Disk, state: State) -> (usize, Vec<String>) {
        let (mut points, mut failed, mut known) = (0, Vec::new(), Vec::new());
        self.set(acted, state);
        let mut passes = self.open();
        passes.push().unwrap();
        let commands = self.server.world().commands;
        let expected = match self.rest(passes) {
            Ok(end) => end,
            Err(what) => return (0, vec![format!("{} / {}: {what}", kind.0, state.0)]),
        };
        let stops = [Stop::Unanswered, Stop::Answered];
        for (at, stop) in (1..=commands).flat_map(|at| stops.map(|stop| (at, stop))) {
            self.set(acted, state);
            // What a pass does after the push is no part of it.
            let Some([one, other]) = self.stop(at, stop) else { break };
            // Where the journal had nothing more to say, that is no point of its own.
            let other = Some(other).filter(|(_, left)| stop == Stop::Unanswered || *left != one.1);
            for (place, left) in iter::once(one).chain(other) {
                points += 1;
                if known.contains(&left) {
                    continue;
                }
                if let Err(what) = self.go_on(&left).and_then(|end| compare(&end, &expected)) {
                    let heard = &self.server.world().heard;
                    failed.push(format!("{} / {} / {place:?} of {commands}: {what}\n  {heard:#?}", kind.0, state.0));
                }
                known.push(left);
            }
        }
        (points, failed)
    }
}
/// What one has and the other does not.
pub(super) fn only<T: PartialEq + Debug>(one: &[T], other: &[T]) -> String {
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

/// Keeps this thread, and those it starts, on one core where that can be had: they do little but wake each other, which
/// takes twice as long across cores.
fn stay_on(core: usize) {
    if let Some(thread) = fs::read_link("/proc/thread-self").ok().as_deref().and_then(Path::file_name) {
        // Where it cannot be had it takes longer, and no more.
        let _ = Process::new("taskset").args(["-cp", &core.to_string()]).arg(thread).stdout(Stdio::null()).status();
    }
}

/// Points of a kind of action, on average.
const AT_LEAST: usize = 100;

/// Tries all points with this server, on as many threads as there are cores.
fn stop_at(capabilities: &str, kinds: Range<usize>) {
    let runs: Vec<_> = KINDS[kinds.clone()].iter().flat_map(|kind| STATES.map(|state| (kind, state))).collect();
    let (next, outcome) = (AtomicUsize::new(0), Mutex::new((0, Vec::new())));
    thread::scope(|scope| {
        for core in 0..thread::available_parallelism().unwrap().get() {
            let (runs, next, outcome) = (&runs, &next, &outcome);
            scope.spawn(move || {
                stay_on(core);
                let bench = Bench::new(capabilities);
                let mut acted: Option<(&str, Disk)> = None;
                while let Some((kind, state)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (_, disk) = match acted.take().filter(|(name, _)| *name == kind.0) {
                        Some(same) => acted.insert(same),
                        None => acted.insert((kind.0, bench.act(**kind))),
                    };
                    let (points, failed) = bench.run(**kind, disk, *state);
                    let mut outcome = outcome.lock().unwrap();
                    outcome.0 += points;
                    outcome.1.extend(failed);
                }
            });
        }
    });
    let (points, failed) = outcome.into_inner().unwrap();
    println!("{points} points");
    assert!(failed.is_empty(), "{capabilities}: {} of {points} points:\n{}", failed.len(), failed.join("\n"));
    assert!(points >= AT_LEAST * kinds.len(), "{points} points only");
}

const MOVE: &str = "MOVE UIDPLUS UNSELECT LITERAL+";
const MESSAGES: Range<usize> = 0..12;
const MAILBOXES: Range<usize> = 12..20;

#[test]
fn a_stop_at_every_step_changes_nothing_where_there_is_move() {
    stop_at(MOVE, MESSAGES);
}

#[test]
fn a_stop_at_every_step_changes_nothing_with_uidplus() {
    stop_at("UIDPLUS", MESSAGES);
}

#[test]
fn a_stop_at_every_step_changes_nothing_without_any_extension() {
    stop_at("", MESSAGES);
}

#[test]
fn a_stop_at_every_step_changes_nothing_of_what_is_done_to_mailboxes() {
    stop_at(MOVE, MAILBOXES);
}

#[test]
fn a_stop_at_every_step_changes_nothing_of_what_is_done_to_mailboxes_without_any_extension() {
    stop_at("", MAILBOXES);
}

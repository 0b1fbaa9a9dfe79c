//! A profile for one test, and what is in its store compared with what is on the server.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use brieftaube::config::{Paths, Profile, Settings};
use brieftaube::error::ErrorKind;
use brieftaube::model::{
    Account, AccountColour, AccountId, BodyState, Envelope, EnvelopeId, ListRow, Mailbox, PasswordSource, Security,
    Server,
};
use brieftaube::service::api::{AccountState, Command, Content, Event, Events, Handle, ListSource, Query};
use brieftaube::service::{self, Mode, SyncReport};
use brieftaube::store::{ListScope, Store};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::dovecot::Dovecot;
use super::memory;

/// The longest anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A profile in a folder of its own.
pub struct Ground {
    dir: TempDir,
}

impl Ground {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A profile in a folder in memory, where there is one: for many short passes.
    pub fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        Self { dir: if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() } }
    }

    /// Sends what waits, and no more.
    pub fn push(&self) -> SyncReport {
        service::push_once(&self.paths()).unwrap()
    }

    pub fn paths(&self) -> Paths {
        Paths::of(Some(self.dir.path())).unwrap()
    }

    fn profile(&self) -> Profile {
        Profile::open(&self.paths()).unwrap().profile
    }

    fn password_file(&self, id: AccountId) -> PathBuf {
        self.dir.path().join(format!("password-{id}"))
    }

    /// Adds an account whose password a command prints.
    pub fn add_account(&self, server: &Dovecot, user: (&str, &str), port: u16) {
        self.add(user, (server.host, port), Security::Tls, Some(server.ca_file.clone()));
    }

    /// The same over plain text, for a server in the middle that changes what is said.
    pub fn add_plain_account(&self, server: &Dovecot, user: (&str, &str), port: u16) {
        self.add(user, (server.host, port), Security::Plain, Some(server.ca_file.clone()));
    }

    /// The same of any server on this machine.
    pub fn add_local_account(&self, user: (&str, &str), port: u16) {
        self.add(user, ("localhost", port), Security::Plain, None);
    }

    fn add(
        &self,
        (user, password): (&str, &str),
        (host, port): (&str, u16),
        security: Security,
        ca_file: Option<PathBuf>,
    ) {
        let mut profile = self.profile();
        let id = profile.reserve_account().unwrap();
        let file = self.password_file(id);
        fs::write(&file, format!("{password}\n")).unwrap();
        profile
            .put_account(Account {
                id,
                name: user.to_owned(),
                person: "Anna".to_owned(),
                email: user.to_owned(),
                imap: Server { host: host.to_owned(), port, security, user: user.to_owned(), ca_file },
                password: PasswordSource::Command(format!("cat '{}'", file.display())),
                colour: AccountColour(0),
            })
            .unwrap();
    }

    pub fn replace_password(&self, password: &str) {
        fs::write(self.password_file(AccountId::new(1)), password).unwrap();
    }

    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut profile = self.profile();
        let mut settings = profile.settings().clone();
        change(&mut settings);
        profile.set_settings(settings).unwrap();
    }

    /// One complete pass.
    pub fn sync(&self) -> SyncReport {
        service::sync_once(&self.paths(), &mut |_, _| ()).unwrap()
    }

    /// Compares the account with its server after a pass.
    pub fn verify(&self, repair: bool) -> service::Report {
        let mut report = service::verify_once(&self.paths(), None, repair, &mut |_, _| ()).unwrap();
        report.proofs.pop().unwrap().1
    }

    /// Starts a pass in a process of its own and kills it after a while. Says whether it was still running.
    pub fn sync_and_kill(&self, after: Duration) -> bool {
        let mut child = self.program(&["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait(after);
        let running = child.try_wait().unwrap().is_none();
        // SIGKILL: nothing can be tidied up.
        child.kill().unwrap();
        child.wait().unwrap();
        running
    }

    /// Runs a pass in a process of its own. Tells how long it took and its largest proportional set size in
    /// bytes.
    pub fn sync_measured(&self) -> (Duration, u64) {
        self.measured("sync")
    }

    /// The same of another command.
    pub fn measured(&self, command: &str) -> (Duration, u64) {
        let begun = Instant::now();
        let mut child = self.program(&[command]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut largest = 0;
        while child.try_wait().unwrap().is_none() {
            largest = largest.max(memory::pss(child.id()));
            // Often enough to see a peak; looking halts the process for a moment.
            wait(Duration::from_millis(100));
        }
        let took = begun.elapsed();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        (took, largest)
    }

    fn program(&self, arguments: &[&str]) -> Process {
        let mut program = Process::new(env!("CARGO_BIN_EXE_brieftaube"));
        program.arg("--profile").arg(self.dir.path()).args(arguments).stdin(Stdio::null());
        program
    }

    pub fn start(&self) -> Live {
        Live::start(self.dir.path())
    }

    /// Where the profile is.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    pub fn store(&self) -> Store {
        Store::open(&self.paths().store()).unwrap().store
    }

    /// Lets go of what is frozen of the first account, as the person would. Tells how many messages that were.
    pub fn accept_frozen(&self) -> u64 {
        let store = self.store();
        let mailboxes = store.mailboxes(AccountId::new(1)).unwrap();
        mailboxes.iter().map(|mailbox| store.accept_frozen(mailbox.id).unwrap()).sum()
    }

    pub fn mailbox_names(&self, account: u64) -> Vec<String> {
        self.store().mailboxes(AccountId::new(account)).unwrap().into_iter().map(|mailbox| mailbox.display).collect()
    }

    pub fn envelopes(&self, account: u64, mailbox: &str) -> Vec<Envelope> {
        let store = self.store();
        find(&store, account, mailbox).map_or_else(Vec::new, |mailbox| envelopes(&store, &mailbox))
    }

    pub fn ids_by_message_id(&self, account: u64, mailbox: &str) -> BTreeMap<String, EnvelopeId> {
        self.envelopes(account, mailbox)
            .into_iter()
            .map(|envelope| (envelope.message_id.unwrap(), envelope.id))
            .collect()
    }

    pub fn message_ids(&self, account: u64, mailbox: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for envelope in self.envelopes(account, mailbox) {
            *counts.entry(envelope.message_id.unwrap()).or_default() += 1;
        }
        counts
    }

    /// Asserts that every mailbox of the server is here with the same UIDs, flags and bytes, and no other.
    pub fn assert_equal(&self, server: &Dovecot, user: (&str, &str), account: u64) {
        let store = self.store();
        let mailboxes = store.mailboxes(AccountId::new(account)).unwrap();
        let mut client = server.client(user);
        let mut listed: Vec<String> = client
            .run("LIST \"\" *")
            .into_iter()
            .filter(|line| !line.contains("\\Noselect"))
            .map(|line| line.rsplit_once(" \"/\" ").unwrap().1.trim_matches('"').to_owned())
            .collect();
        listed.sort();
        let mut here: Vec<String> = mailboxes
            .iter()
            .filter(|mailbox| mailbox.selectable)
            .map(|mailbox| String::from_utf8(mailbox.name.as_bytes().to_vec()).unwrap())
            .collect();
        here.sort();
        assert_eq!(here, listed);
        for name in listed {
            let mailbox = mailboxes.iter().find(|mailbox| mailbox.name.as_bytes() == name.as_bytes()).unwrap();
            client.run(&format!("EXAMINE \"{name}\""));
            let there = messages_there(&client.run("UID FETCH 1:* (FLAGS BODY.PEEK[])"));
            let here: BTreeMap<_, _> = envelopes(&store, mailbox)
                .into_iter()
                .map(|envelope| {
                    let raw = store.raw(envelope.id).unwrap();
                    assert_eq!(raw.is_some(), matches!(envelope.body, BodyState::Stored(_)));
                    let hash = raw.map_or_else(|| "no body".to_owned(), |raw| hash(&raw));
                    let flags: Vec<_> = envelope.server_flags.iter().map(str::to_owned).collect();
                    (envelope.uid.get(), (sorted(flags), hash))
                })
                .collect();
            let different = super::differences(&here, &there);
            assert!(different.is_empty(), "{name}: {different:#?}");
            assert_eq!(mailbox.counts.total as usize, there.len(), "{name}");
            assert_eq!(mailbox.counts.bodies as usize, there.len(), "{name}");
            let unseen = there.values().filter(|(flags, _)| !flags.iter().any(|flag| flag == "\\Seen")).count();
            assert_eq!(mailbox.counts.unseen as usize, unseen, "{name}");
        }
    }
}

pub fn find(store: &Store, account: u64, name: &str) -> Option<Mailbox> {
    store.mailboxes(AccountId::new(account)).unwrap().into_iter().find(|mailbox| mailbox.display == name)
}

fn envelopes(store: &Store, mailbox: &Mailbox) -> Vec<Envelope> {
    store.envelopes(ListScope::Mailbox(mailbox.id), 0..1_000_000).unwrap().rows
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sorted(mut flags: Vec<String>) -> Vec<String> {
    flags.retain(|flag| flag != "\\Recent");
    flags.sort();
    flags
}

/// UID to flags and hash, from `* n FETCH (UID u FLAGS (…) BODY[] {n}…)`.
fn messages_there(responses: &[String]) -> BTreeMap<u32, (Vec<String>, String)> {
    responses
        .iter()
        .filter(|line| line.contains(" FETCH ("))
        .map(|line| {
            let (head, rest) = line.split_once('{').unwrap();
            let uid = head.split_once("UID ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
            let flags = head.split_once("FLAGS (").unwrap().1.split_once(')').unwrap().0;
            let (length, body) = rest.split_once("}\r\n").unwrap();
            let length: usize = length.parse().unwrap();
            let flags = sorted(flags.split_whitespace().map(str::to_owned).collect());
            (uid, (flags, hash(&body.as_bytes()[..length])))
        })
        .collect()
}

/// Gives all messages of an inbox new UIDs under a new UIDVALIDITY, as a restored or rebuilt server does.
pub fn renew_uids(server: &Dovecot, user: &str) {
    let root = server.maildir(user);
    let list = root.join("dovecot-uidlist");
    let old = fs::read_to_string(&list).unwrap();
    // "3 V1700000000 N42 G…": never the same validity twice.
    let known = old.split_once(" V").and_then(|(_, rest)| rest.split(' ').next()).unwrap();
    let validity = known.parse::<u32>().unwrap().max(1_799_999_999) + 1;
    let mut renewed = String::new();
    let mut next = 5_000;
    for line in old.lines().skip(1) {
        let (_, rest) = line.split_once(' ').unwrap();
        renewed.push_str(&format!("{next} {rest}\n"));
        next += 3;
    }
    fs::write(&list, format!("3 V{validity} N{next} Gc0ffee00c0ffee00c0ffee00c0ffee01\n{renewed}")).unwrap();
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("dovecot.index") {
            fs::remove_file(path).unwrap();
        }
    }
    server.give_to_mail_user();
}

/// A service that runs, as the window sees it.
pub struct Live {
    handle: Handle,
    runtime: tokio::runtime::Runtime,
}

impl Live {
    /// Starts the service on the profile in this folder.
    pub fn start(folder: &Path) -> Self {
        let handle = service::start(&Paths::of(Some(folder)).unwrap(), Mode::Live).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { handle, runtime }
    }

    pub fn ask<T>(&self, question: impl FnOnce(brieftaube::service::api::Reply<T>) -> Query) -> T {
        self.runtime.block_on(self.handle.ask(question)).unwrap()
    }

    /// Waits for news until something is so.
    pub fn until(&self, what: &str, condition: impl Fn(&Self) -> bool) {
        self.within(PATIENCE, what, condition);
    }

    /// Waits for news until something is so, for no longer than this; tells how long it took.
    pub fn within(&self, limit: Duration, what: &str, condition: impl Fn(&Self) -> bool) -> Duration {
        let begun = Instant::now();
        let mut events = self.handle.events();
        while !condition(self) {
            assert!(begun.elapsed() < limit, "waited too long until {what}; accounts: {:?}", self.states());
            // News or not, look again before long.
            let _ =
                self.runtime.block_on(async { tokio::time::timeout(Duration::from_millis(50), events.next()).await });
        }
        begun.elapsed()
    }

    fn views(&self) -> Vec<brieftaube::service::api::AccountView> {
        self.ask(Query::Accounts).unwrap()
    }

    fn states(&self) -> Vec<AccountState> {
        self.views().into_iter().map(|view| view.state).collect()
    }

    pub fn mailbox(&self, account: u64, name: &str) -> Option<Mailbox> {
        let view = self.views().into_iter().find(|view| view.account.id.get() == account)?;
        view.mailboxes.into_iter().find(|mailbox| mailbox.display == name)
    }

    pub fn state(&self, account: u64) -> AccountState {
        self.views().into_iter().find(|view| view.account.id.get() == account).unwrap().state
    }

    pub fn is_up_to_date(&self, account: u64) -> bool {
        matches!(self.state(account), AccountState::UpToDate { .. })
    }

    pub fn total(&self, account: u64, mailbox: &str) -> u32 {
        self.mailbox(account, mailbox).map_or(0, |mailbox| mailbox.counts.total)
    }

    pub fn has_mailbox(&self, account: u64, mailbox: &str) -> bool {
        self.mailbox(account, mailbox).is_some()
    }

    pub fn unseen(&self, account: u64, mailbox: &str) -> u32 {
        self.mailbox(account, mailbox).map_or(0, |mailbox| mailbox.counts.unseen)
    }

    pub fn bodies(&self, account: u64, mailbox: &str) -> u32 {
        self.mailbox(account, mailbox).map_or(0, |mailbox| mailbox.counts.bodies)
    }

    pub fn open(&self, account: u64, mailbox: &str) {
        let id = self.mailbox(account, mailbox).unwrap().id;
        self.handle.send(Command::Open(ListSource::Mailbox(id)));
    }

    pub fn rows(&self, account: u64, mailbox: &str, range: Range<usize>) -> Vec<ListRow> {
        let source = ListSource::Mailbox(self.mailbox(account, mailbox).unwrap().id);
        self.ask(|reply| Query::Page(source, range, reply)).unwrap().rows
    }

    /// Shows a list, which may be gone by then.
    pub fn look(&self, account: u64, mailbox: &str, range: Range<usize>) {
        if let Some(mailbox) = self.mailbox(account, mailbox)
            && let Err(error) = self.ask(|reply| Query::Page(ListSource::Mailbox(mailbox.id), range, reply))
        {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        }
    }

    /// News from now on.
    pub fn events(&self) -> Events {
        self.handle.events()
    }

    /// What was told among these events, besides the states of accounts.
    pub fn notices(&self, events: &mut Events) -> Vec<ErrorKind> {
        let mut notices = Vec::new();
        self.runtime.block_on(async {
            while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(300), events.next()).await {
                if let Event::Notice(problem) = event {
                    notices.push(problem.kind);
                }
            }
        });
        notices
    }

    /// Opens a message as the reader does.
    pub fn read(&self, id: EnvelopeId) -> Content {
        self.ask(|reply| Query::Message(id, reply)).unwrap().content
    }

    /// Asks for a body once more, as the button in the reader does.
    pub fn fetch(&self, id: EnvelopeId) {
        self.handle.send(Command::FetchBody(id));
    }

    pub fn is_here(&self, id: EnvelopeId) -> bool {
        matches!(self.read(id), Content::Here { .. })
    }

    /// Changes the settings as the window does.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.ask(Query::Settings);
        change(&mut settings);
        self.handle.send(Command::SetSettings(Box::new(settings)));
    }

    pub fn shutdown(self) {
        let mut events = self.handle.events();
        self.handle.send(Command::Shutdown);
        let ended = self.runtime.block_on(async {
            tokio::time::timeout(PATIENCE, async {
                while events.next().await.is_some_and(|event| event != Event::Stopped) {}
            })
            .await
        });
        assert!(ended.is_ok(), "the service did not end");
    }
}

#[expect(clippy::disallowed_methods, reason = "a moment at which to kill or to measure is a matter of time")]
pub fn wait(time: Duration) {
    std::thread::sleep(time);
}

//! What happens in the scenario, step by step, beside a plain model of what is to come of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::Duration;

use brieftaube::model::{AccountId, EnvelopeId, Flags, Intent, MailboxId, Stage};
use brieftaube::service::SyncReport;
use brieftaube::service::api::{Act, Query};
use brieftaube::store::{ListScope, Store};
use sha2::{Digest as _, Sha256};

use super::super::dovecot::raw_client::RawClient;
use super::super::ground::{Ground, Live, find};
use super::super::proxy::{Proxy, Weather};
use super::place::Place;

const ACCOUNT: AccountId = AccountId::new(1);
/// Attempts until nothing waits any more, in good conditions.
const ATTEMPTS: usize = 4;

type Words = BTreeSet<String>;
/// Mailbox, number, flags, hash of the text.
type Message = (String, u32, Words, String);

/// A message as the model knows it.
#[derive(Clone, Debug)]
struct Letter {
    number: u32,
    /// `None`: away for ever.
    mailbox: Option<&'static str>,
    flags: Words,
    /// A copy the server was not asked for yet.
    to_come: bool,
}

/// What an action of ours changed of a letter.
#[derive(Debug)]
enum Change {
    Copied(usize),
    Changed { letter: usize, added: Words, removed: Words, from: Option<&'static str> },
}

/// A profile, the server, and what has happened so far.
pub struct Story {
    place: Place,
    proxy: Proxy,
    ground: Ground,
    /// What is here, while nobody else has it open.
    store: RefCell<Option<Store>>,
    /// The window, while it is open.
    live: Option<Live>,
    mailboxes: Vec<&'static str>,
    letters: Vec<Letter>,
    /// What can be taken back, latest last.
    done: Vec<Vec<Change>>,
    /// What we took out of where: there it may stay marked if it cannot be expunged.
    left: BTreeSet<(&'static str, u32)>,
    /// How many actions of ours were to come to nothing.
    failed: usize,
    /// How many steps there were.
    pub steps: usize,
}

impl Story {
    pub fn new(place: Place) -> Self {
        let proxy = Proxy::to(place.port);
        let ground = Ground::in_memory();
        ground.add_local_account(place.user, proxy.port);
        let mailboxes = vec!["INBOX", "Archive", "Trash", "Junk", "Sent", "Drafts"];
        Self {
            place,
            proxy,
            ground,
            store: RefCell::default(),
            live: None,
            mailboxes,
            letters: Vec::new(),
            done: Vec::new(),
            left: BTreeSet::new(),
            failed: 0,
            steps: 0,
        }
    }

    fn store(&self) -> Store {
        self.store.borrow_mut().get_or_insert_with(|| self.ground.store()).clone()
    }

    fn close_store(&self) {
        self.store.take();
    }

    fn step(&mut self, what: impl Debug) {
        self.steps += 1;
        println!("step {}: {what:?}", self.steps);
    }

    // ---- What we do.

    /// We do something to messages that we see in a mailbox. It shows at once.
    #[expect(clippy::needless_pass_by_value, reason = "made for this call")]
    pub fn act(&mut self, intent: Intent, mailbox: &'static str, numbers: impl IntoIterator<Item = u32>) {
        let numbers: Vec<_> = numbers.into_iter().collect();
        self.step((&intent, mailbox, &numbers));
        let listed = self.listed(mailbox);
        let id = |number: &u32| listed.iter().find(|row| row.1 == *number).map(|row| row.0);
        let ids: Vec<_> = numbers.iter().map(|number| id(number).unwrap_or_else(|| panic!("no {number}"))).collect();
        let acted = match &self.live {
            Some(live) => {
                let act = Act { intent: intent.clone(), messages: ids.clone() };
                live.ask(|reply| Query::Act(act, reply)).unwrap().messages
            }
            None => self.store().act(&intent, &ids).unwrap().messages,
        };
        let mut changes = Vec::new();
        for number in &numbers {
            let letter = self.letter(mailbox, *number);
            changes.extend(self.apply(&intent, letter));
        }
        assert_eq!(acted, changes.len(), "step {}", self.steps);
        for (number, change) in numbers.iter().zip(&changes) {
            let Change::Changed { letter, added, removed, .. } = change else { continue };
            let shown = self.letters[*letter].mailbox.map(|now| self.listed(now)).unwrap_or_default();
            let shown = shown.into_iter().find(|row| row.1 == *number).map(|row| row.2);
            assert_eq!(shown.is_some(), self.letters[*letter].mailbox.is_some(), "step {}: {number}", self.steps);
            let Some(flags) = shown else { continue };
            assert!(flags.is_superset(added) && flags.is_disjoint(removed), "step {}: {number} {flags:?}", self.steps);
        }
        if intent != Intent::Delete && !changes.is_empty() {
            self.done.push(changes);
        }
    }

    pub fn set(&mut self, flags: &[&str], mailbox: &'static str, numbers: impl IntoIterator<Item = u32>) {
        let add = Flags::parse(flags.iter().copied());
        self.act(Intent::Flags { add, remove: Flags::default() }, mailbox, numbers);
    }

    pub fn clear(&mut self, flags: &[&str], mailbox: &'static str, numbers: impl IntoIterator<Item = u32>) {
        let remove = Flags::parse(flags.iter().copied());
        self.act(Intent::Flags { add: Flags::default(), remove }, mailbox, numbers);
    }

    pub fn mark_all_read(&mut self, mailbox: &'static str) {
        let unread = self.listed(mailbox).into_iter().filter(|row| !row.2.contains("\\Seen"));
        let unread: Vec<_> = unread.map(|row| row.1).collect();
        assert!(!unread.is_empty());
        self.set(&["\\Seen"], mailbox, unread);
    }

    /// Away for ever with all that is in there.
    pub fn empty(&mut self, mailbox: &'static str) {
        let all: Vec<_> = self.listed(mailbox).into_iter().map(|row| row.1).collect();
        assert!(!all.is_empty());
        self.act(Intent::Delete, mailbox, all);
    }

    pub fn move_to(&mut self, to: &'static str, from: &'static str, numbers: impl IntoIterator<Item = u32>) {
        self.act(Intent::Move(self.mailbox_id(to)), from, numbers);
    }

    pub fn copy_to(&mut self, to: &'static str, from: &'static str, numbers: impl IntoIterator<Item = u32>) {
        self.act(Intent::Copy(self.mailbox_id(to)), from, numbers);
    }

    /// Takes back the latest that was not.
    pub fn undo(&mut self) {
        self.step("undo");
        let undone = match &self.live {
            Some(live) => live.ask(|reply| Query::Undo(None, reply)).unwrap().is_some(),
            None => self.store().undo(None).unwrap().is_some(),
        };
        assert!(undone, "step {}", self.steps);
        for change in self.done.pop().unwrap() {
            match change {
                Change::Copied(copy) => {
                    let letter = &mut self.letters[copy];
                    self.left.extend(letter.mailbox.take().map(|mailbox| (mailbox, letter.number)));
                }
                Change::Changed { letter, added, removed, from } => {
                    let letter = &mut self.letters[letter];
                    letter.flags = letter.flags.difference(&added).chain(&removed).cloned().collect();
                    if let (Some(from), Some(now)) = (from, letter.mailbox) {
                        self.left.insert((now, letter.number));
                        letter.mailbox = Some(from);
                    }
                }
            }
        }
    }

    fn sync(&self) -> SyncReport {
        self.close_store();
        self.ground.sync()
    }

    /// One pass that is cut after so many bytes.
    pub fn cut_after(&mut self, bytes: u64) {
        self.step(("cut", bytes));
        self.proxy.set(Weather::CutAfter(bytes));
        self.sync();
        self.proxy.set(Weather::Fine);
    }

    /// One pass in a process that is killed.
    pub fn kill_after(&mut self, milliseconds: u64) {
        self.step(("kill", milliseconds));
        self.close_store();
        self.ground.sync_and_kill(Duration::from_millis(milliseconds));
    }

    /// All that is only here to be faster than the server is gone.
    pub fn lose_cache(&mut self) {
        self.step("lose the cache");
        self.close_store();
        std::fs::remove_dir_all(self.ground.paths().data.join("store/cache")).unwrap();
    }

    /// A pass that ends well, and again until nothing waits. Then all is here as there, and as the model says.
    pub fn rest(&mut self) {
        self.step("rest");
        let step = self.steps;
        for _ in 0..ATTEMPTS {
            assert_eq!(self.sync().problems, [], "step {step}");
            if self.store().waits(ACCOUNT) == 0 {
                break;
            }
        }
        assert_eq!(self.store().waits(ACCOUNT), 0, "step {step}: {:?}", self.store().journal(0..2).rows);
        self.letters.iter_mut().for_each(|letter| letter.to_come = false);
        self.compare();
    }

    /// Compares with the server as the window's command does.
    pub fn prove(&mut self) {
        self.step("prove");
        self.close_store();
        let report = self.ground.verify(false);
        assert!(report.differences.is_empty(), "step {}: {:?}", self.steps, report.differences);
    }

    // ---- The window. It syncs by itself.

    pub fn open_window(&mut self) {
        self.step("open the window");
        self.close_store();
        let live = self.ground.start();
        live.until("the account is in step", |live| live.is_up_to_date(1));
        self.live = Some(live);
    }

    pub fn close_window(&mut self) {
        self.step("close the window");
        self.live.take().unwrap().shutdown();
    }

    pub fn unplug(&mut self) {
        self.step("unplug");
        self.proxy.unplug();
    }

    pub fn plug_in(&mut self) {
        self.step("plug in");
        self.proxy.plug_in();
    }

    /// Waits until the window shows what the model says, and the server has it.
    pub fn settle(&mut self) {
        self.step("settle");
        self.letters.iter_mut().for_each(|letter| letter.to_come = false);
        let mut expected: Vec<_> =
            self.expected().into_iter().map(|(name, number, flags, _)| (name, number, flags)).collect();
        expected.sort();
        self.live.as_ref().unwrap().until("the window shows what happened", |_| {
            let rows = |name: &&'static str| {
                let rows = self.listed(name).into_iter();
                rows.map(|(_, number, flags)| ((*name).to_owned(), number, flags)).collect::<Vec<_>>()
            };
            let mut shown: Vec<_> = self.mailboxes.iter().flat_map(rows).collect();
            shown.sort();
            shown == expected && self.there().len() == expected.len()
        });
        self.live.as_ref().unwrap().until("the server has it", |_| same(&self.there(), &self.expected()).is_empty());
    }

    // ---- What the other client does.

    pub fn they_append(&mut self, mailbox: &'static str, numbers: impl IntoIterator<Item = u32>, flags: &str) {
        let numbers: Vec<_> = numbers.into_iter().collect();
        self.step(("they append", mailbox, &numbers));
        let mut other = self.place.other();
        for number in numbers {
            let date = format!("14-Nov-2023 22:{:02}:{:02} +0000", number / 60, number % 60);
            other.append_dated(&self.place.wire(mailbox), flags, Some(&date), &text(number));
            let flags = flags.split_whitespace().map(str::to_owned).collect();
            self.letters.push(Letter { number, mailbox: Some(mailbox), flags, to_come: false });
        }
        other.run("LOGOUT");
    }

    /// As in `+FLAGS (\Seen)`, of messages that are in this mailbox there, wherever we see them.
    pub fn they_store(&mut self, mailbox: &'static str, numbers: impl IntoIterator<Item = u32>, change: &str) {
        for number in numbers {
            self.step(("they store", mailbox, number, change));
            self.they(mailbox, number, |other, uid| drop(other.run(&format!("UID STORE {uid} {change}"))));
            let letter = self.letter(mailbox, number);
            let flags = &mut self.letters[letter].flags;
            let words = change.split_once('(').unwrap().1.trim_end_matches(')');
            for word in words.split_whitespace() {
                if change.starts_with('+') {
                    flags.insert(word.to_owned())
                } else {
                    flags.remove(word)
                };
            }
        }
    }

    pub fn they_copy(&mut self, mailbox: &'static str, number: u32, to: &'static str) {
        self.step(("they copy", mailbox, number, to));
        let target = self.place.wire(to);
        self.they(mailbox, number, |other, uid| drop(other.run(&format!("UID COPY {uid} \"{target}\""))));
        let letter = self.letter(mailbox, number);
        let copy = Letter { mailbox: Some(to), ..self.letters[letter].clone() };
        self.letters.push(copy);
    }

    /// Into another mailbox or away for ever, wherever we want it to be.
    pub fn they_move(&mut self, mailbox: &'static str, number: u32, to: Option<&'static str>) {
        self.step(("they move", mailbox, number, to));
        let target = to.map(|to| self.place.wire(to));
        self.they(mailbox, number, |other, uid| {
            if let Some(target) = target {
                other.run(&format!("UID COPY {uid} \"{target}\""));
            }
            other.expunge(&uid);
        });
        let letter = self.letter(mailbox, number);
        self.letters[letter].mailbox = to;
    }

    /// The same to one we did something to that can no longer be done: their word counts. `flags`: as it has them there.
    pub fn they_win(&mut self, mailbox: &'static str, number: u32, to: Option<&'static str>, flags: &[&str]) {
        self.they_move(mailbox, number, to);
        let letter = self.letter(to.unwrap_or(mailbox), number);
        self.letters[letter].flags = flags.iter().map(|word| (*word).to_owned()).collect();
        self.comes_to_nothing();
    }

    /// The last thing we did cannot be done any more, nor taken back.
    pub fn comes_to_nothing(&mut self) {
        self.failed += 1;
        self.done.clear();
    }

    /// One message of ours is where it was, whatever we did to it.
    pub fn stays(&mut self, number: u32, mailbox: &'static str) {
        let letter = self.letter(mailbox, number);
        self.letters[letter].mailbox = Some(mailbox);
    }

    /// Expunges whatever is marked.
    pub fn they_expunge_all(&mut self) {
        self.step("they expunge");
        let mut other = self.place.other();
        for mailbox in &self.mailboxes {
            other.run(&format!("SELECT \"{}\"", self.place.wire(mailbox)));
            other.run("EXPUNGE");
        }
        other.run("LOGOUT");
        for letter in self.letters.iter_mut().filter(|letter| letter.flags.contains("\\Deleted")) {
            letter.mailbox = None;
        }
    }

    // What is done to mailboxes is theirs alone so far: ours would go through the same model.

    pub fn they_create(&mut self, mailbox: &'static str) {
        self.command("CREATE", &[mailbox]);
        self.mailboxes.push(mailbox);
    }

    pub fn they_rename(&mut self, mailbox: &'static str, to: &'static str) {
        self.command("RENAME", &[mailbox, to]);
        *self.mailboxes.iter_mut().find(|it| **it == mailbox).unwrap() = to;
        for letter in self.letters.iter_mut().filter(|letter| letter.mailbox == Some(mailbox)) {
            letter.mailbox = Some(to);
        }
    }

    pub fn they_delete(&mut self, mailbox: &'static str) {
        self.command("DELETE", &[mailbox]);
        self.mailboxes.retain(|it| *it != mailbox);
        for letter in self.letters.iter_mut().filter(|letter| letter.mailbox == Some(mailbox)) {
            letter.mailbox = None;
        }
    }

    fn command(&mut self, verb: &str, mailboxes: &[&str]) {
        self.step((verb, mailboxes));
        let names: String = mailboxes.iter().map(|name| format!(" \"{}\"", self.place.wire(name))).collect();
        let mut other = self.place.other();
        other.run(&format!("{verb}{names}"));
        if verb != "DELETE" {
            other.run(&format!("SUBSCRIBE \"{}\"", self.place.wire(mailboxes.last().unwrap())));
        }
        other.run("LOGOUT");
    }

    fn they(&self, mailbox: &str, number: u32, act: impl FnOnce(&mut RawClient, String)) {
        let mut other = self.place.other();
        other.run(&format!("SELECT \"{}\"", self.place.wire(mailbox)));
        let found = fetched(&other.run("UID FETCH 1:* (UID FLAGS BODY.PEEK[])"));
        let mut found: Vec<_> = found.into_iter().filter(|it| it.1 == number).collect();
        // One of ours that could only be marked may lie beside it.
        found.sort_by_key(|it| it.2.contains("\\Deleted"));
        let (uid, ..) = found.swap_remove(0);
        act(&mut other, uid);
        other.run("LOGOUT");
    }

    // ---- The model and what is.

    /// The letter of this number, in this mailbox if there are several.
    fn letter(&self, mailbox: &str, number: u32) -> usize {
        let mut found: Vec<_> = (0..self.letters.len()).filter(|at| self.letters[*at].number == number).collect();
        found.sort_by_key(|at| (self.letters[*at].mailbox != Some(mailbox), self.letters[*at].mailbox.is_none()));
        found[0]
    }

    fn apply(&mut self, intent: &Intent, at: usize) -> Option<Change> {
        let before = self.letters[at].clone();
        let from = before.mailbox?;
        let letter = &mut self.letters[at];
        let mut mark = |add: &Flags, remove: &Flags| {
            letter.flags.retain(|flag| !remove.iter().any(|it| it == flag));
            letter.flags.extend(add.iter().map(str::to_owned));
        };
        let (junk, not_junk) = (Flags::parse(["$Junk"]), Flags::parse(["$NotJunk"]));
        let to = match intent {
            Intent::Flags { add, remove } => {
                mark(add, remove);
                Some(from)
            }
            Intent::Junk => {
                mark(&junk, &not_junk);
                Some("Junk")
            }
            Intent::NotJunk => {
                mark(&not_junk, &junk);
                Some("INBOX")
            }
            Intent::Archive => Some("Archive"),
            Intent::Trash => Some("Trash"),
            Intent::Delete => None,
            Intent::Move(to) => Some(self.mailbox_of(*to)),
            Intent::Copy(to) => {
                let copy = Letter { mailbox: Some(self.mailbox_of(*to)), to_come: true, ..before };
                self.letters.push(copy);
                return Some(Change::Copied(self.letters.len() - 1));
            }
            other => panic!("{other:?} is not done to messages of the story"),
        };
        let letter = &mut self.letters[at];
        letter.mailbox = to;
        if to != Some(from) {
            self.left.insert((from, letter.number));
        }
        let added: Words = letter.flags.difference(&before.flags).cloned().collect();
        let removed: Words = before.flags.difference(&letter.flags).cloned().collect();
        let from = (to != Some(from)).then_some(from);
        let changed = from.is_some() || !added.is_empty() || !removed.is_empty();
        changed.then_some(Change::Changed { letter: at, added, removed, from })
    }

    fn mailbox_id(&self, mailbox: &str) -> MailboxId {
        let name = self.place.display(mailbox);
        match &self.live {
            Some(live) => live.mailbox(1, &name).unwrap().id,
            None => find(&self.store(), 1, &name).unwrap().id,
        }
    }

    fn mailbox_of(&self, id: MailboxId) -> &'static str {
        self.mailboxes.iter().find(|name| self.mailbox_id(name) == id).unwrap()
    }

    /// What a person sees in a mailbox.
    fn listed(&self, mailbox: &str) -> Vec<(EnvelopeId, u32, Words)> {
        let name = self.place.display(mailbox);
        let rows: Vec<_> = match &self.live {
            Some(live) if !live.has_mailbox(1, &name) => Vec::new(),
            Some(live) => {
                let rows = live.rows(1, &name, 0..1_000);
                rows.into_iter().map(|row| (row.id, row.subject, row.flags)).collect()
            }
            None => {
                let store = self.store();
                let mailbox = find(&store, 1, &name);
                let rows = mailbox.map(|it| store.envelopes(ListScope::Mailbox(it.id), 0..1_000).unwrap().rows);
                let rows = rows.unwrap_or_default();
                rows.into_iter().map(|row| (row.id, row.subject, row.flags)).collect()
            }
        };
        rows.into_iter().map(|(id, subject, flags)| (id, number(&subject), words(&flags))).collect()
    }

    fn expected(&self) -> Vec<Message> {
        let there = self.letters.iter().filter(|letter| !letter.to_come);
        let message = |letter: &Letter| {
            Some((letter.mailbox?.to_owned(), letter.number, letter.flags.clone(), hash(&text(letter.number))))
        };
        there.filter_map(message).collect()
    }

    /// What is on the server, but for what we took away and could only mark.
    fn there(&self) -> Vec<Message> {
        let mut other = self.place.other();
        let mut there = Vec::new();
        for mailbox in &self.mailboxes {
            other.run(&format!("EXAMINE \"{}\"", self.place.wire(mailbox)));
            for (_, number, flags, hash) in fetched(&other.run("UID FETCH 1:* (UID FLAGS BODY.PEEK[])")) {
                there.push(((*mailbox).to_owned(), number, flags, hash));
            }
        }
        other.run("LOGOUT");
        if !self.place.expunges {
            let mut wanted = self.expected();
            there.retain(|it| match wanted.iter().position(|other| other == it) {
                Some(at) => {
                    wanted.swap_remove(at);
                    true
                }
                None => !(it.2.contains("\\Deleted") && self.left.iter().any(|left| left.0 == it.0 && left.1 == it.1)),
            });
        }
        there
    }

    /// What is in the store.
    fn here(&self) -> Vec<Message> {
        let store = self.store();
        let mut here = Vec::new();
        for mailbox in store.mailboxes(ACCOUNT).unwrap().into_iter().filter(|mailbox| mailbox.selectable) {
            let known = self.mailboxes.iter().find(|name| self.place.wire(name).as_bytes() == mailbox.name.as_bytes());
            let rows = store.envelopes(ListScope::Mailbox(mailbox.id), 0..1_000).unwrap().rows;
            assert_eq!(mailbox.counts.total as usize, rows.len(), "step {}: {}", self.steps, mailbox.display);
            for row in rows {
                let name = known.map_or(mailbox.display.clone(), |name| (*name).to_owned());
                let text = store.raw(row.id).unwrap().unwrap_or_default();
                here.push((name, number(&row.subject), words(&row.flags), hash(&text)));
            }
        }
        here
    }

    fn compare(&self) {
        let (step, expected) = (self.steps, self.expected());
        let (here, there) = (same(&self.here(), &expected), same(&self.there(), &expected));
        assert!(here.is_empty(), "step {step}: here is not what should be: {here:#?}");
        assert!(there.is_empty(), "step {step}: the server has not what it should: {there:#?}");
        let mut names: Vec<_> = self.mailboxes.iter().map(|name| self.place.display(name)).collect();
        let listed = self.store().mailboxes(ACCOUNT).unwrap().into_iter().filter(|it| it.selectable);
        let mut listed: Vec<_> = listed.map(|mailbox| mailbox.display).collect();
        names.sort();
        listed.sort();
        assert_eq!(listed, names, "step {step}");
        let stages: BTreeMap<_, _> =
            self.store().journal(0..1_000).rows.into_iter().map(|row| (row.id, (row.stage, row.intent))).collect();
        let failed = stages.values().filter(|(stage, _)| matches!(stage, Stage::Rejected(_) | Stage::Conflict(_)));
        assert_eq!(failed.clone().count(), self.failed, "step {step}: {:#?}", failed.collect::<Vec<_>>());
    }
}

/// What is only in one of both, with `-` where something is missing.
fn same(found: &[Message], expected: &[Message]) -> Vec<String> {
    let mut missing = expected.to_vec();
    let mut odd = Vec::new();
    for message in found {
        match missing.iter().position(|it| it == message) {
            Some(at) => drop(missing.swap_remove(at)),
            None => odd.push(format!("+ {message:?}")),
        }
    }
    odd.extend(missing.iter().map(|message| format!("- {message:?}")));
    odd.sort();
    odd
}

/// UID, number, flags and hash of what a FETCH gave, whatever the order of its parts.
fn fetched(lines: &[String]) -> Vec<Message> {
    let fetched = lines.iter().filter(|line| line.contains(" FETCH (") && line.contains('{'));
    fetched
        .map(|line| {
            let (head, rest) = line.split_once('{').unwrap();
            let (length, rest) = rest.split_once("}\r\n").unwrap();
            let (text, tail) = rest.split_at(length.parse().unwrap());
            let facts = format!("{head}{tail}");
            let uid = facts.split_once("UID ").unwrap().1;
            let uid = uid[..uid.find(|c: char| !c.is_ascii_digit()).unwrap()].to_owned();
            let flags = facts.split_once("FLAGS (").unwrap().1.split_once(')').unwrap().0;
            let flags = flags.split_whitespace().filter(|flag| *flag != "\\Recent").map(str::to_owned).collect();
            let subject = text.split_once("Subject: ").unwrap().1.split("\r\n").next().unwrap();
            (uid, number(subject), flags, hash(text.as_bytes()))
        })
        .collect()
}

fn number(subject: &str) -> u32 {
    subject.strip_prefix("Brief ").unwrap().parse().unwrap()
}

fn words(flags: &Flags) -> Words {
    flags.iter().map(str::to_owned).collect()
}

fn hash(text: &[u8]) -> String {
    Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// A letter: some with umlauts, some long, some with nothing they could be recognised by but size and date.
fn text(number: u32) -> Vec<u8> {
    let id = if number.is_multiple_of(5) { String::new() } else { format!("Message-ID: <{number}@scenario>\r\n") };
    let word = if number.is_multiple_of(3) { "Grüße aus Köln " } else { "Zeile " };
    let long = if number.is_multiple_of(7) { 300 } else { 5 };
    format!(
        "From: Jürgen <a@test.local>\r\nSubject: Brief {number}\r\nDate: Tue, 14 Nov 2023 23:13:20 +0100\r\n{id}\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        format!("{}\r\n", word.repeat(4)).repeat((long + number) as usize),
    )
    .replace("Jürgen", if number.is_multiple_of(2) { "=?utf-8?Q?J=C3=BCrgen?=" } else { "Hans" })
    .into_bytes()
}

//! An account in step with a server that can lie, and what has to be so whatever it says.

use std::collections::{BTreeMap, BTreeSet};

use brieftaube::model::{AccountId, Envelope, EnvelopeId, Flags, Intent, Mailbox, MailboxId, Stage};
use brieftaube::service::Passes;
use brieftaube::store::{ListScope, Store};

use super::Comes::{self, Ice, Nothing, Proof};
use crate::ground::{Ground, find};
use crate::imap_server::{self, Lie, Server, Stop, World};
use crate::stops::{Disk, only};

const ACCOUNT: AccountId = AccountId::new(1);
pub const DATE: &str = "14-Nov-2023 22:13:20 +0000";

/// What is in a mailbox: text, flags, UID; sorted.
type Letters = Vec<(String, BTreeSet<String>, u32)>;

pub fn letter(mailbox: &str, number: u32) -> Vec<u8> {
    let text = format!("{mailbox} {number} ").repeat(number as usize);
    format!(
        "From: a@test.local\r\nSubject: {mailbox} {number}\r\nMessage-ID: <{mailbox}-{number}@lies>\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

fn subject(text: &str) -> String {
    text.split_once("Subject: ").unwrap().1.lines().next().unwrap().to_owned()
}

fn there(world: &World) -> BTreeMap<String, Letters> {
    let of = |mailbox: &imap_server::Mailbox| {
        let letters = mailbox.messages.iter().filter(|it| !it.flags.contains("\\Deleted"));
        let mut letters: Vec<_> =
            letters.map(|it| (String::from_utf8(it.bytes.clone()).unwrap(), it.flags.clone(), it.uid)).collect();
        letters.sort();
        letters
    };
    world.mailboxes.iter().map(|(name, mailbox)| (name.clone(), of(mailbox))).collect()
}

fn here(store: &Store) -> BTreeMap<String, Letters> {
    let of = |mailbox: &Mailbox| {
        let envelopes = store.envelopes(ListScope::Mailbox(mailbox.id), 0..1_000).unwrap().rows.into_iter();
        let mut letters: Letters = envelopes
            .map(|it| {
                let text = store.raw(it.id).unwrap().map(|raw| String::from_utf8(raw.to_vec()).unwrap());
                let text = text.unwrap_or_else(|| format!("Subject: {} without text", it.subject));
                (text, it.flags.iter().map(str::to_owned).collect(), it.uid.get())
            })
            .filter(|it: &(_, BTreeSet<String>, _)| !it.1.contains("\\Deleted"))
            .collect();
        letters.sort();
        letters
    };
    store.mailboxes(ACCOUNT).unwrap().iter().map(|mailbox| (mailbox.display.clone(), of(mailbox))).collect()
}

/// The texts of everything, and where it is.
fn texts(letters: &BTreeMap<String, Letters>) -> BTreeMap<String, Vec<String>> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (mailbox, letters) in letters {
        for (text, _, _) in letters {
            texts.entry(text.clone()).or_default().push(mailbox.clone());
        }
    }
    texts
}

fn ids(store: &Store) -> BTreeMap<String, EnvelopeId> {
    let mailboxes = store.mailboxes(ACCOUNT).unwrap().into_iter();
    let all = mailboxes.flat_map(|it| store.envelopes(ListScope::Mailbox(it.id), 0..1_000).unwrap().rows);
    all.map(|it| (it.subject, it.id)).collect()
}

/// An account that is in step with its server, to be taken as often as wanted.
pub struct Bench {
    pub server: Server,
    beginning: World,
    pub ground: Ground,
    store: Disk,
    /// What is there when nothing was in the way.
    honest: Vec<(String, String, BTreeSet<String>)>,
    ids: BTreeMap<String, EnvelopeId>,
}

/// What is done here: the messages it concerns, by mailbox and number.
const TOUCHED: [&str; 10] =
    ["INBOX 1", "INBOX 2", "INBOX 3", "INBOX 4", "INBOX 5", "INBOX 6", "INBOX 7", "INBOX 8", "Projekt 1", "Projekt 2"];
/// What is deleted for ever here.
const DELETED: &str = "INBOX 5";
/// What is copied here.
const COPIED: &str = "INBOX 6";
/// What another client does away with.
const EXPUNGED: &str = "Projekt 20";

impl Bench {
    pub fn new(capabilities: &str) -> Self {
        let server = Server::start(capabilities);
        let mut world = server.world();
        for (name, count) in [("INBOX", 24), ("Projekt", 20), ("Archive", 16), ("Trash", 0), ("Junk", 0)] {
            world.create(name);
            for number in 1..=count {
                let flags: &[&str] = [&[][..], &["\\Seen"], &["\\Flagged", "$label1"]][number as usize % 3];
                world.add(name, flags, DATE, &letter(name, number));
            }
        }
        let beginning = world.clone();
        drop(world);
        let ground = Ground::in_memory();
        ground.add_local_account(("anna", "geheim"), server.port);
        assert_eq!(ground.sync().problems, []);
        let store = Disk::of(&ground.paths().store());
        let ids = ids(&ground.store());
        let mut bench = Self { server, beginning, ground, store, honest: Vec::new(), ids };
        let mut passes = bench.begin();
        bench.change();
        Self::act(passes.store());
        bench.settle(&mut passes);
        bench.honest = bench.there();
        let stages = bench.check_end(passes.store()).unwrap();
        assert!(stages.iter().all(|stage| *stage == Stage::Confirmed), "{stages:?}");
        bench
    }

    /// What is there: mailbox, subject, flags.
    fn there(&self) -> Vec<(String, String, BTreeSet<String>)> {
        let there = there(&self.server.world()).into_iter();
        there
            .flat_map(|(name, letters)| letters.into_iter().map(move |it| (name.clone(), subject(&it.0), it.1)))
            .collect()
    }

    /// Everything as it was.
    pub fn begin(&self) -> Passes {
        self.store.lay(&self.ground.paths().store());
        *self.server.world() = self.beginning.clone();
        Passes::open(&self.ground.paths()).unwrap()
    }

    /// What another client did meanwhile.
    pub fn change(&self) {
        let mut world = self.server.world();
        world.find("INBOX", 20).flags.insert("\\Answered".to_owned());
        world.find("Archive", 3).flags.clear();
        world.take("Projekt", 20);
        world.add("INBOX", &[], DATE, &letter("INBOX", 25));
    }

    /// What is done here.
    pub fn act(store: &Store) {
        let id = |name: &str| find(store, 1, name).unwrap().id;
        let page = |mailbox: MailboxId| store.envelopes(ListScope::Mailbox(mailbox), 0..100).unwrap().rows;
        let act = |intent: &Intent, mailbox: &str, numbers: &[u32]| {
            let rows = page(id(mailbox));
            let of = |number: &u32| rows.iter().find(|it| it.subject == format!("{mailbox} {number}")).unwrap().id;
            let chosen: Vec<_> = numbers.iter().map(of).collect();
            assert!(store.act(intent, &chosen).unwrap().action.is_some());
        };
        let flags = Intent::Flags { add: Flags::parse(["\\Seen", "$label2"]), remove: Flags::parse(["\\Flagged"]) };
        act(&flags, "INBOX", &[1, 2]);
        act(&Intent::Move(id("Projekt")), "INBOX", &[3]);
        act(&Intent::Trash, "INBOX", &[4]);
        act(&Intent::Delete, "INBOX", &[5]);
        act(&Intent::Copy(id("Archive")), "INBOX", &[6]);
        act(&Intent::Move(id("Archive")), "INBOX", &[7, 8]);
        act(&Intent::Archive, "Projekt", &[1, 2]);
    }

    /// While the server lies: everything is readable, with its flags, and nothing went.
    pub fn check_mail(&self, store: &Store, comes: Comes) -> Result<(), String> {
        let here = here(store);
        let mut texts = texts(&here);
        let rescued = store.rescued(100).unwrap().into_iter().map(|it| it.envelope);
        if comes == Ice {
            // A few of a small mailbox may go on two witnesses, and can be read nevertheless.
            let raw = |it: &Envelope| String::from_utf8(store.raw(it.id).unwrap().unwrap().to_vec()).unwrap();
            rescued.clone().for_each(|it| texts.entry(raw(&it)).or_default().push("rescue".to_owned()));
        }
        for (mailbox, letters) in &there(&self.beginning) {
            for (text, flags, _) in letters {
                let name = subject(text);
                let places = texts.get(text).map(Vec::as_slice).unwrap_or_default();
                if places.is_empty() && ![DELETED, EXPUNGED].contains(&name.as_str()) {
                    return Err(format!("{name} of {mailbox} is lost"));
                }
                if TOUCHED.contains(&name.as_str()) || ["INBOX 20", "Archive 3", EXPUNGED].contains(&name.as_str()) {
                    continue;
                }
                let shown: Vec<_> = here[mailbox].iter().filter(|it| it.0 == *text).map(|it| &it.1).collect();
                if shown != [flags] {
                    return Err(format!("{name} of {mailbox} is shown {shown:?} and not once {flags:?}"));
                }
            }
        }
        let rescued = rescued.map(|it| it.subject);
        let named = |it: &String| format!("Subject: {it}\r\n");
        // One that came in again under another UID is not lost.
        let is_lost = |it: &String| !texts.keys().any(|text| text.contains(&named(it)));
        let rescued: Vec<_> = rescued.filter(|it| it != DELETED && it != EXPUNGED && is_lost(it)).collect();
        if rescued.is_empty() { Ok(()) } else { Err(format!("went: {rescued:?}")) }
    }

    pub fn frozen(&self, store: &Store) -> u32 {
        store.mailboxes(ACCOUNT).unwrap().iter().filter_map(|it| Some(it.frozen?.messages)).sum()
    }

    /// What really went while the server lied may still be frozen: the person lets it go.
    fn check_frozen(&self, store: &Store) -> Result<(), String> {
        for mailbox in store.mailboxes(ACCOUNT).unwrap() {
            for id in store.frozen(mailbox.id).unwrap() {
                let subject = store.envelope(id).unwrap().unwrap().subject;
                if subject != EXPUNGED {
                    return Err(format!("{subject} is still frozen in {}", mailbox.display));
                }
            }
            store.accept_frozen(mailbox.id).unwrap();
        }
        Ok(())
    }

    /// Once the server tells the truth: everything is as it is there, and it has everything, once.
    pub fn check_end(&self, store: &Store) -> Result<Vec<Stage>, String> {
        let world = self.server.world();
        let (here, there) = (here(store), there(&world));
        for (name, letters) in &there {
            let ours = here.get(name).cloned().unwrap_or_default();
            if ours != *letters {
                let short = |letters: &Letters, other: &Letters| {
                    let only = letters.iter().filter(|it| !other.contains(it));
                    only.map(|(text, flags, uid)| format!("\n    {} {flags:?} {uid}", subject(text)))
                        .collect::<String>()
                };
                let (only_here, only_there) = (short(&ours, letters), short(letters, &ours));
                return Err(format!("{name}: only here {only_here}\n  only there {only_there}"));
            }
        }
        if !world.faults.is_empty() {
            return Err(format!("{:?}", world.faults));
        }
        let by_copying = !world.offers("MOVE");
        drop(world);
        if self.frozen(store) > 0 {
            return Err("something is still frozen".to_owned());
        }
        if store.waits(ACCOUNT) > 0 {
            return Err("something still waits".to_owned());
        }
        let after = ids(store);
        let other: Vec<_> = self
            .ids
            .iter()
            .filter(|(name, id)| !TOUCHED.contains(&name.as_str()) && after.get(*name).is_some_and(|it| it != *id))
            .collect();
        if !other.is_empty() {
            return Err(format!("another identity: {other:?}"));
        }
        let stages: Vec<Stage> = store.journal(0..100).rows.into_iter().map(|row| row.stage).collect();
        let places = texts(&there);
        for (text, _) in texts(&self::there(&self.beginning)) {
            let name = subject(&text);
            let count = places.get(&text).map_or(0, Vec::len);
            let right = match name.as_str() {
                DELETED | EXPUNGED => count <= 1,
                COPIED => (1..=2).contains(&count),
                // What was copied before taking it away was refused is there as well.
                _ => count == 1 || count == 2 && by_copying && stages.iter().any(|it| matches!(it, Stage::Rejected(_))),
            };
            if !right {
                return Err(format!("{name} is {count} times there"));
            }
        }
        let end = self.there();
        if !stages.is_empty() && stages.iter().all(|stage| *stage == Stage::Confirmed) && end != self.honest {
            return Err(format!("another end: {}\n  and not {}", only(&end, &self.honest), only(&self.honest, &end)));
        }
        Ok(stages)
    }

    /// Passes until nothing changes any more.
    pub fn settle(&self, passes: &mut Passes) {
        for _ in 0..3 {
            passes.sync(&mut |_, _| ()).unwrap();
        }
    }

    /// One lie, while mail is read (`acts`: and while what was done here is sent).
    pub fn lie(&self, lie: Lie, acts: bool, comes: Comes) -> Result<Vec<Stage>, String> {
        let mut passes = self.begin();
        self.change();
        if acts {
            Self::act(passes.store());
        }
        self.server.world().lie(Some(lie));
        for _ in 0..2 {
            passes.sync(&mut |_, _| ()).unwrap();
            self.check_mail(passes.store(), comes)?;
        }
        let frozen = self.frozen(passes.store());
        if (frozen > 0) != (comes == Ice) {
            return Err(format!("{frozen} are frozen"));
        }
        self.server.world().lie(None);
        self.settle(&mut passes);
        self.check_frozen(passes.store())?;
        if comes == Proof {
            drop(passes);
            self.ground.verify(true);
            passes = Passes::open(&self.ground.paths()).unwrap();
        }
        self.check_mail(passes.store(), comes).map_err(|what| format!("afterwards: {what}"))?;
        self.check_end(passes.store())
    }

    /// One command that goes wrong.
    pub fn fail(&self, at: usize, stop: Stop) -> Result<Vec<Stage>, String> {
        let mut passes = self.begin();
        self.change();
        Self::act(passes.store());
        self.count(Some((at, stop)));
        passes.sync(&mut |_, _| ()).unwrap();
        self.count(None);
        self.check_mail(passes.store(), Nothing)?;
        if self.frozen(passes.store()) > 0 {
            return Err("something is frozen".to_owned());
        }
        self.settle(&mut passes);
        self.check_end(passes.store())
    }

    pub fn count(&self, stop: Option<(usize, Stop)>) {
        let mut world = self.server.world();
        world.counts_all = true;
        world.count_from_here(stop);
    }

    /// The commands of a session in which nothing goes wrong.
    pub fn commands(&self) -> usize {
        let mut passes = self.begin();
        self.change();
        Self::act(passes.store());
        self.count(None);
        passes.sync(&mut |_, _| ()).unwrap();
        self.server.world().commands
    }
}

//! An IMAP server in memory: small, quick, offers what a test wants, and falls silent at the command a test wants.
//!
//! It does what RFC 3501, 2177, 4315, 5819, 6851 and 7162 say, for one account and any number of connections. What happened
//! is read from [`World`], past IMAP. EXPUNGE and CLOSE, which take away what others marked, are written down as faults.
//! It can be made to lie: what it says is then not what it does.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

#[path = "imap_server/syntax.rs"]
mod syntax;

use syntax::{Token, fetched, is_in, tokens};

/// Where a connection ends, or what goes wrong with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Before the command is done.
    Before,
    /// After it is done, without an answer.
    Unanswered,
    /// After the answer.
    Answered,
    /// Nowhere: the command is not done, and this is said.
    Refused(&'static str),
    /// Nowhere: the command is done, and this is said.
    Denied(&'static str),
}

/// What is about to be said, for who would rather say something else.
pub struct Saying<'a> {
    pub verb: &'a str,
    /// The mailbox that is open now.
    pub open: Option<&'a str>,
    pub world: &'a World,
    /// What was said since this lie began.
    pub number: usize,
    pub untagged: &'a mut String,
    pub status: &'a mut String,
}

/// Changes what is said.
pub type Lie = fn(&mut Saying<'_>);

/// One that is being told: no part of what there is.
#[derive(Clone, Copy, Debug, Eq)]
pub struct Told(Lie);

impl PartialEq for Told {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    pub uid: u32,
    pub flags: BTreeSet<String>,
    pub date: String,
    pub bytes: Vec<u8>,
    /// When it last changed (CONDSTORE).
    pub modseq: u64,
}

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub validity: u32,
    pub next: u32,
    pub messages: Vec<Message>,
    /// What is gone, and since when.
    pub vanished: Vec<(u64, u32)>,
    pub modseq: u64,
}

impl Mailbox {
    fn change(&mut self) -> u64 {
        self.modseq += 1;
        self.modseq
    }

    /// Takes away what is not to be kept.
    fn retain(&mut self, keep: impl Fn(&Message) -> bool) {
        let modseq = self.change();
        self.vanished.extend(self.messages.iter().filter(|it| !keep(it)).map(|it| (modseq, it.uid)));
        self.messages.retain(keep);
    }

    fn status(&self, name: &str, modseqs: bool) -> String {
        let unseen = self.messages.iter().filter(|message| !message.flags.contains("\\Seen")).count();
        let modseq = if modseqs { format!(" HIGHESTMODSEQ {}", self.modseq) } else { String::new() };
        format!(
            "* STATUS \"{name}\" (MESSAGES {} UIDNEXT {} UIDVALIDITY {} UNSEEN {unseen}{modseq})\r\n",
            self.messages.len(),
            self.next,
            self.validity
        )
    }
}

/// Everything there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    pub capabilities: String,
    pub mailboxes: BTreeMap<String, Mailbox>,
    pub subscribed: BTreeSet<String>,
    /// The command to end at, counted from one by [`World::count_from_here`].
    pub stop: Option<(usize, Stop)>,
    /// Commands since then that concern mail.
    pub commands: usize,
    /// These commands.
    pub heard: Vec<String>,
    /// What must never be asked for.
    pub faults: Vec<String>,
    /// A file of the client's.
    pub watched: Option<PathBuf>,
    /// How long it was when the command to end at came, and what was there.
    pub when_stopped: Option<Box<(u64, World)>>,
    /// What is said instead of the truth.
    pub lie: Option<Told>,
    /// How often something was said since it began.
    pub said: usize,
    /// Whether greeting, logging in and out count as commands, too.
    pub counts_all: bool,
    validities: u32,
}

impl World {
    pub fn create(&mut self, name: &str) {
        self.validities += 1;
        let (validity, messages, vanished) = (1_000 + self.validities, Vec::new(), Vec::new());
        let mailbox = Mailbox { validity, next: 1, messages, vanished, modseq: 1 };
        self.mailboxes.insert(name.to_owned(), mailbox);
        self.subscribed.insert(name.to_owned());
    }

    /// With what is below; subscriptions stay.
    pub fn rename(&mut self, from: &str, to: &str) {
        let below = format!("{from}/");
        for (name, mailbox) in std::mem::take(&mut self.mailboxes) {
            let rest = name.strip_prefix(from).filter(|_| name == from || name.starts_with(&below));
            self.mailboxes.insert(rest.map_or_else(|| name.clone(), |rest| format!("{to}{rest}")), mailbox);
        }
    }

    pub fn add(&mut self, mailbox: &str, flags: &[&str], date: &str, bytes: &[u8]) -> u32 {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let message = Message { uid: 0, flags, date: date.to_owned(), bytes: bytes.to_vec(), modseq: 0 };
        self.put(mailbox, message)
    }

    fn put(&mut self, mailbox: &str, message: Message) -> u32 {
        let mailbox = self.mailboxes.get_mut(mailbox).unwrap();
        let uid = mailbox.next;
        mailbox.next += 1;
        let modseq = mailbox.change();
        mailbox.messages.push(Message { uid, modseq, ..message });
        uid
    }

    pub fn take(&mut self, mailbox: &str, uid: u32) -> Message {
        let mailbox = self.mailboxes.get_mut(mailbox).unwrap();
        let message = mailbox.messages.iter().find(|message| message.uid == uid).unwrap().clone();
        mailbox.retain(|message| message.uid != uid);
        message
    }

    pub fn find(&mut self, mailbox: &str, uid: u32) -> &mut Message {
        let mailbox = self.mailboxes.get_mut(mailbox).unwrap();
        let modseq = mailbox.change();
        let message = mailbox.messages.iter_mut().find(|message| message.uid == uid).unwrap();
        message.modseq = modseq;
        message
    }

    pub fn move_away(&mut self, mailbox: &str, uid: u32, to: &str) {
        let message = self.take(mailbox, uid);
        self.put(to, message);
    }

    /// New UIDs under a new UIDVALIDITY.
    pub fn renew(&mut self, mailbox: &str) {
        self.validities += 1;
        let mailbox = self.mailboxes.get_mut(mailbox).unwrap();
        mailbox.validity = 1_000 + self.validities;
        mailbox.next = 500;
        for message in &mut mailbox.messages {
            message.uid = mailbox.next;
            mailbox.next += 3;
        }
    }

    /// What is there whatever was said and heard: the mail, and what was done wrong.
    pub fn lasting(&self) -> Self {
        let Self { capabilities, mailboxes, subscribed, faults, validities, .. } = self.clone();
        Self { capabilities, mailboxes, subscribed, faults, validities, ..Self::default() }
    }

    /// Lies from now on.
    pub fn lie(&mut self, lie: Option<Lie>) {
        self.lie = lie.map(Told);
        self.said = 0;
    }

    /// Ends the connection at this command from now on.
    pub fn count_from_here(&mut self, stop: Option<(usize, Stop)>) {
        self.commands = 0;
        self.stop = stop;
    }

    /// Whether it came to the command it was to end at.
    pub fn stopped(&self) -> bool {
        self.stop.is_some_and(|(at, _)| self.commands >= at)
    }

    pub fn offers(&self, word: &str) -> bool {
        self.capabilities.split(' ').any(|offered| offered == word)
    }
}

/// The server; it ends with the test.
pub struct Server {
    pub port: u16,
    world: Arc<Mutex<World>>,
}

impl Server {
    pub fn start(capabilities: &str) -> Self {
        let world = World { capabilities: format!("IMAP4rev1 {capabilities}").trim().to_owned(), ..World::default() };
        let world = Arc::new(Mutex::new(world));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::clone(&world);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), world) = (stream, Arc::clone(&shared)) else { return };
                thread::spawn(move || {
                    // Ends when the client is gone, or where it is to stop.
                    let _ = Connection::new(&stream, world).serve();
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { port, world }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Connection {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    world: Arc<Mutex<World>>,
    selected: Option<String>,
    /// The UIDs as the client knows them, by sequence number.
    view: Vec<u32>,
    /// QRESYNC was enabled.
    qresync: bool,
}

type Done = std::io::Result<()>;

impl Connection {
    fn new(stream: &TcpStream, world: Arc<Mutex<World>>) -> Self {
        stream.set_nodelay(true).unwrap();
        let (reader, writer) = (BufReader::new(stream.try_clone().unwrap()), stream.try_clone().unwrap());
        Self { reader, writer, world, selected: None, view: Vec::new(), qresync: false }
    }

    fn serve(mut self) -> Done {
        let capabilities = self.world.lock().unwrap().capabilities.clone();
        self.say(&format!("* OK [CAPABILITY {capabilities}] ready\r\n"))?;
        loop {
            let Some(command) = self.read()? else { return Ok(()) };
            let mut tokens = tokens(&command).into_iter();
            let (tag, mut verb) = (tokens.next(), tokens.next());
            let (Some(tag), Some(first)) = (tag, verb.take()) else { return Ok(()) };
            let mut verb = first.word().to_ascii_uppercase();
            if verb == "UID" {
                verb = format!("UID {}", tokens.next().map(|it| it.word().to_ascii_uppercase()).unwrap_or_default());
            }
            let arguments: Vec<Token> = tokens.collect();
            let personal =
                matches!(verb.as_str(), "CAPABILITY" | "LOGIN" | "AUTHENTICATE" | "ID" | "ENABLE" | "LOGOUT");
            let stop = {
                let mut world = self.world.lock().unwrap();
                let counts = !personal || world.counts_all;
                world.commands += usize::from(counts);
                world.heard.extend(counts.then(|| String::from_utf8_lossy(&command).trim_end().to_owned()));
                world.stop.filter(|(at, _)| counts && *at == world.commands).map(|(_, stop)| stop)
            };
            if stop.is_some() {
                let mut world = self.world.lock().unwrap();
                let length = world.watched.as_ref().map_or(0, |it| fs::metadata(it).unwrap().len());
                world.when_stopped = Some(Box::new((length, world.lasting())));
            }
            if stop == Some(Stop::Before) {
                return Ok(());
            }
            if let Some(Stop::Refused(status)) = stop {
                self.say(&format!("{} {status}\r\n", tag.word()))?;
                continue;
            }
            if verb == "IDLE" {
                self.idle(tag.word())?;
                continue;
            }
            let (mut untagged, mut status) = self.run(&verb, &arguments);
            if stop == Some(Stop::Unanswered) {
                return Ok(());
            }
            untagged.push_str(&self.changes(&verb));
            if let Some(Stop::Denied(words)) = stop {
                words.clone_into(&mut status);
            }
            self.lie(&verb, &mut untagged, &mut status);
            self.say(&format!("{untagged}{} {status}\r\n", tag.word()))?;
            if stop == Some(Stop::Answered) || verb == "LOGOUT" {
                return Ok(());
            }
        }
    }

    fn say(&mut self, text: &str) -> Done {
        self.writer.write_all(text.as_bytes())
    }

    /// Says something else, if it is to lie.
    fn lie(&self, verb: &str, untagged: &mut String, status: &mut String) {
        let mut world = self.world.lock().unwrap();
        if let Some(Told(lie)) = world.lie {
            let number = world.said;
            world.said += 1;
            lie(&mut Saying { verb, open: self.selected.as_deref(), world: &world, number, untagged, status });
        }
    }

    /// Tells what changes until the client has heard enough.
    fn idle(&mut self, tag: &str) -> Done {
        self.say("+ idling\r\n")?;
        let stream = self.reader.get_ref().try_clone()?;
        stream.set_read_timeout(Some(Duration::from_millis(5)))?;
        let mut line = Vec::new();
        let ended = loop {
            let mut told = self.changes("NOOP");
            self.lie("IDLE", &mut told, &mut String::new());
            self.say(&told)?;
            match self.reader.read_until(b'\n', &mut line) {
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                ended => break ended,
            }
        };
        stream.set_read_timeout(None)?;
        ended?;
        self.say(&format!("{tag} OK done\r\n"))
    }

    /// One command with its literals, which are asked for.
    fn read(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut command = Vec::new();
        loop {
            let start = command.len();
            if self.reader.read_until(b'\n', &mut command)? == 0 {
                return Ok(None);
            }
            let line = String::from_utf8_lossy(&command[start..]).trim_end().to_owned();
            let Some(length) = line.strip_suffix('}').and_then(|line| line.rsplit_once('{')).map(|(_, n)| n) else {
                return Ok(Some(command));
            };
            let (length, waits) = (length.trim_end_matches(['+', '-']), !length.ends_with(['+', '-']));
            if waits {
                self.say("+ go on\r\n")?;
            }
            let mut literal = vec![0; length.parse().unwrap()];
            self.reader.read_exact(&mut literal)?;
            command.extend(literal);
        }
    }

    /// What changed in the mailbox that is open since the client was told.
    fn changes(&mut self, verb: &str) -> String {
        let Some(name) = self.selected.clone().filter(|_| verb.starts_with("UID ") || verb == "NOOP") else {
            return String::new();
        };
        let world = self.world.lock().unwrap();
        let now: Vec<u32> =
            world.mailboxes.get(&name).map_or_else(Vec::new, |it| it.messages.iter().map(|it| it.uid).collect());
        let mut told = String::new();
        for at in (0..self.view.len()).rev() {
            if !now.contains(&self.view[at]) {
                let uid = self.view.remove(at);
                told.push_str(&if self.qresync {
                    format!("* VANISHED {uid}\r\n")
                } else {
                    format!("* {} EXPUNGE\r\n", at + 1)
                });
            }
        }
        if now.len() != self.view.len() {
            told.push_str(&format!("* {} EXISTS\r\n", now.len()));
        }
        self.view = now;
        told
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each command")]
    fn run(&mut self, verb: &str, arguments: &[Token]) -> (String, String) {
        let argument = |at: usize| arguments.get(at).map(|it| it.word().to_owned()).unwrap_or_default();
        let list = |at: usize| arguments.get(at).map(Token::list).unwrap_or_default();
        let mut world = self.world.lock().unwrap();
        let ok = |text: &str| (String::new(), format!("OK {text}"));
        let no = |text: &str| (String::new(), format!("NO {text}"));
        match verb {
            "CAPABILITY" => (format!("* CAPABILITY {}\r\n", world.capabilities), "OK done".to_owned()),
            "LOGIN" | "NOOP" => ok("done"),
            "ENABLE" => {
                self.qresync = true;
                ("* ENABLED QRESYNC\r\n".to_owned(), "OK done".to_owned())
            }
            // One whose QRESYNC is believed.
            "ID" => ("* ID (\"name\" \"Dovecot\")\r\n".to_owned(), "OK done".to_owned()),
            "SUBSCRIBE" => {
                world.subscribed.insert(argument(0));
                ok("done")
            }
            "UNSUBSCRIBE" => {
                world.subscribed.remove(&argument(0));
                ok("done")
            }
            // As Cyrus and Courier do, which give no codes.
            "CREATE" if world.mailboxes.contains_key(&argument(0)) => no("there is one"),
            "CREATE" => {
                let subscribed = world.subscribed.clone();
                world.create(&argument(0));
                world.subscribed = subscribed;
                ok("done")
            }
            "RENAME" | "DELETE" if self.selected.as_ref() == Some(&argument(0)) => no("it is selected"),
            "RENAME" | "DELETE" if !world.mailboxes.contains_key(&argument(0)) => no("no such mailbox"),
            "RENAME" if world.mailboxes.contains_key(&argument(1)) => no("there is one"),
            "RENAME" => {
                world.rename(&argument(0), &argument(1));
                ok("done")
            }
            "DELETE" => {
                world.mailboxes.remove(&argument(0));
                ok("done")
            }
            "LOGOUT" => ("* BYE\r\n".to_owned(), "OK done".to_owned()),
            "LIST" | "LSUB" => {
                let modseqs = world.offers("CONDSTORE");
                let names: Vec<_> = match verb {
                    "LIST" => world.mailboxes.keys().collect(),
                    _ => world.subscribed.iter().collect(),
                };
                // What is asked for beside the names comes along.
                let extended = arguments.len() > 2;
                let line = |name: &String| {
                    let subscribed = if extended && world.subscribed.contains(name) { "\\Subscribed" } else { "" };
                    let status = world.mailboxes.get(name).filter(|_| extended).map(|it| it.status(name, modseqs));
                    format!("* {verb} ({subscribed}) \"/\" \"{name}\"\r\n{}", status.unwrap_or_default())
                };
                (names.into_iter().map(line).collect(), "OK done".to_owned())
            }
            "STATUS" => match world.mailboxes.get(&argument(0)) {
                Some(it) => (it.status(&argument(0), world.offers("CONDSTORE")), "OK done".to_owned()),
                None => no("no such mailbox"),
            },
            "SELECT" | "EXAMINE" => {
                self.selected = None;
                let Some(it) = world.mailboxes.get(&argument(0)) else { return no("no such mailbox") };
                self.selected = Some(argument(0));
                self.view = it.messages.iter().map(|message| message.uid).collect();
                let (modseq, since) = if world.offers("CONDSTORE") {
                    (format!("* OK [HIGHESTMODSEQ {}] x\r\n", it.modseq), resync(it, arguments.get(1)))
                } else {
                    (String::new(), String::new())
                };
                let line = format!(
                    "* {} EXISTS\r\n* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)\r\n\
                     * OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] x\r\n\
                     * OK [UIDVALIDITY {}] x\r\n* OK [UIDNEXT {}] x\r\n{modseq}{since}",
                    it.messages.len(),
                    it.validity,
                    it.next
                );
                let access = if verb == "SELECT" { "READ-WRITE" } else { "READ-ONLY" };
                (line, format!("OK [{access}] done"))
            }
            "UNSELECT" => {
                self.selected = None;
                ok("done")
            }
            "CLOSE" | "EXPUNGE" => {
                world.faults.push(verb.to_owned());
                ok("done")
            }
            "APPEND" => {
                let name = argument(0);
                if !world.mailboxes.contains_key(&name) {
                    return no("[TRYCREATE] no such mailbox");
                }
                let flags =
                    arguments.iter().find_map(|it| if let Token::List(_) = it { Some(it.list()) } else { None });
                let date = if arguments.len() > 3 || flags.is_none() && arguments.len() > 2 {
                    argument(arguments.len() - 2)
                } else {
                    String::new()
                };
                let bytes = argument(arguments.len() - 1).into_bytes();
                let flags = flags.unwrap_or_default().into_iter().collect();
                let uid = world.put(&name, Message { uid: 0, flags, date, bytes, modseq: 0 });
                let validity = world.mailboxes[&name].validity;
                if world.offers("UIDPLUS") { ok(&format!("[APPENDUID {validity} {uid}] done")) } else { ok("done") }
            }
            "FETCH" | "UID FETCH" | "UID SEARCH" | "UID STORE" | "UID COPY" | "UID MOVE" | "UID EXPUNGE" => {
                let Some(name) = self.selected.clone() else {
                    return (String::new(), "BAD nothing is open".to_owned());
                };
                if !world.mailboxes.contains_key(&name) {
                    return no("the mailbox is gone");
                }
                let uids: Vec<u32> = world.mailboxes[&name].messages.iter().map(|message| message.uid).collect();
                match verb {
                    "FETCH" | "UID FETCH" => {
                        let items = list(1);
                        let (since, vanished) = since(arguments.get(2));
                        let mut lines =
                            if vanished { gone_since(&world.mailboxes[&name], since) } else { String::new() };
                        for (at, message) in world.mailboxes[&name].messages.iter().enumerate() {
                            let number = if verb == "FETCH" { u32::try_from(at + 1).unwrap() } else { message.uid };
                            let last =
                                if verb == "FETCH" { uids.len() as u32 } else { uids.last().copied().unwrap_or(0) };
                            if is_in(&argument(0), number, last) && message.modseq > since {
                                lines.push_str(&fetched(at + 1, message, &items));
                            }
                        }
                        (lines, "OK done".to_owned())
                    }
                    "UID SEARCH" => {
                        let words: Vec<String> = (0..arguments.len()).map(argument).collect();
                        let after = |word: &str| {
                            let at = words.iter().position(|it| it.eq_ignore_ascii_case(word))?;
                            words.get(at + 1).cloned()
                        };
                        let (set, header) = (after("UID"), after("Message-ID"));
                        let found: String = world.mailboxes[&name]
                            .messages
                            .iter()
                            .filter(|it| set.as_ref().is_none_or(|set| is_in(set, it.uid, *uids.last().unwrap())))
                            .filter(|it| {
                                header.as_ref().is_none_or(|id| String::from_utf8_lossy(&it.bytes).contains(id))
                            })
                            .map(|it| format!(" {}", it.uid))
                            .collect();
                        let line = match (words[0].as_str(), found.trim().replace(' ', ",")) {
                            ("RETURN", all) if all.is_empty() => "* ESEARCH UID\r\n".to_owned(),
                            ("RETURN", all) => format!("* ESEARCH UID ALL {all}\r\n"),
                            _ => format!("* SEARCH{found}\r\n"),
                        };
                        (line, "OK done".to_owned())
                    }
                    "UID STORE" => {
                        let (how, flags) = (argument(1).to_ascii_uppercase(), list(2));
                        let modseq = world.mailboxes.get_mut(&name).unwrap().change();
                        for message in chosen(&mut world, &name, &argument(0)) {
                            message.modseq = modseq;
                            for flag in &flags {
                                if how.starts_with('+') {
                                    message.flags.insert(flag.clone())
                                } else {
                                    message.flags.remove(flag)
                                };
                            }
                        }
                        ok("done")
                    }
                    "UID EXPUNGE" => {
                        if !world.offers("UIDPLUS") {
                            world.faults.push(verb.to_owned());
                        }
                        let last = uids.last().copied().unwrap_or(0);
                        let mailbox = world.mailboxes.get_mut(&name).unwrap();
                        mailbox.retain(|it| !(is_in(&argument(0), it.uid, last) && it.flags.contains("\\Deleted")));
                        ok("done")
                    }
                    _ => {
                        if verb == "UID MOVE" && !world.offers("MOVE") {
                            world.faults.push(verb.to_owned());
                        }
                        let to = argument(1);
                        if !world.mailboxes.contains_key(&to) {
                            return no("[TRYCREATE] no such mailbox");
                        }
                        let messages: Vec<Message> =
                            chosen(&mut world, &name, &argument(0)).map(|message| message.clone()).collect();
                        let new: Vec<String> =
                            messages.iter().map(|it| world.put(&to, it.clone()).to_string()).collect();
                        let old: Vec<String> = messages.iter().map(|it| it.uid.to_string()).collect();
                        if verb == "UID MOVE" {
                            let gone: Vec<u32> = messages.iter().map(|it| it.uid).collect();
                            world.mailboxes.get_mut(&name).unwrap().retain(|it| !gone.contains(&it.uid));
                        }
                        let validity = world.mailboxes[&to].validity;
                        if old.is_empty() || !world.offers("UIDPLUS") {
                            return ok("done");
                        }
                        let code = format!("[COPYUID {validity} {} {}]", old.join(","), new.join(","));
                        if verb == "UID MOVE" {
                            (format!("* OK {code} moved\r\n"), "OK done".to_owned())
                        } else {
                            ok(&format!("{code} done"))
                        }
                    }
                }
            }
            other => (String::new(), format!("BAD what is {other}")),
        }
    }
}

fn chosen<'a>(world: &'a mut World, name: &str, set: &str) -> impl Iterator<Item = &'a mut Message> {
    let messages = &mut world.mailboxes.get_mut(name).unwrap().messages;
    let last = messages.last().map_or(0, |message| message.uid);
    let set = set.to_owned();
    messages.iter_mut().filter(move |message| is_in(&set, message.uid, last))
}

/// What `(QRESYNC (validity modseq …))` is told at opening.
fn resync(mailbox: &Mailbox, asked: Option<&Token>) -> String {
    let Some(Token::List(asked)) = asked else { return String::new() };
    let Some(Token::List(known)) = asked.get(1) else { return String::new() };
    let known: Vec<u64> = known.iter().take(2).map(|it| it.word().parse().unwrap()).collect();
    if known[0] != u64::from(mailbox.validity) {
        return String::new();
    }
    let items = ["FLAGS".to_owned(), "MODSEQ".to_owned()];
    let changed = mailbox.messages.iter().enumerate().filter(|(_, message)| message.modseq > known[1]);
    let changed: String = changed.map(|(at, message)| fetched(at + 1, message, &items)).collect();
    gone_since(mailbox, known[1]) + &changed
}

fn gone_since(mailbox: &Mailbox, since: u64) -> String {
    let gone = mailbox.vanished.iter().filter(|(at, _)| *at > since).map(|(_, uid)| uid.to_string());
    let gone = gone.collect::<Vec<_>>().join(",");
    if gone.is_empty() { gone } else { format!("* VANISHED (EARLIER) {gone}\r\n") }
}

/// What follows `CHANGEDSINCE`, and whether what vanished is to be told, too.
fn since(asked: Option<&Token>) -> (u64, bool) {
    let words = asked.map(Token::list).unwrap_or_default();
    let since = words.get(1).filter(|_| words[0] == "CHANGEDSINCE").map_or(0, |it| it.parse().unwrap());
    (since, words.iter().any(|word| word == "VANISHED"))
}

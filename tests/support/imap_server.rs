//! An IMAP server in memory: small, quick, offers what a test wants, and falls silent at the command a test wants.
//!
//! It does what RFC 3501, 4315 and 6851 say, for one account and any number of connections. What happened is
//! read from [`World`], past IMAP. EXPUNGE and CLOSE, which take away what others marked, are written down as faults.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Where a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// After it is done, without an answer.
    Unanswered,
    /// After the answer.
    Answered,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    pub uid: u32,
    pub flags: BTreeSet<String>,
    pub date: String,
    pub bytes: Vec<u8>,
}

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub validity: u32,
    pub next: u32,
    pub messages: Vec<Message>,
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
    validities: u32,
}

impl World {
    pub fn create(&mut self, name: &str) {
        self.validities += 1;
        let mailbox = Mailbox { validity: 1_000 + self.validities, next: 1, messages: Vec::new() };
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
        let message = Message { uid: 0, flags, date: date.to_owned(), bytes: bytes.to_vec() };
        self.put(mailbox, message)
    }

    fn put(&mut self, mailbox: &str, message: Message) -> u32 {
        let mailbox = self.mailboxes.get_mut(mailbox).unwrap();
        let uid = mailbox.next;
        mailbox.next += 1;
        mailbox.messages.push(Message { uid, ..message });
        uid
    }

    pub fn take(&mut self, mailbox: &str, uid: u32) -> Message {
        let messages = &mut self.mailboxes.get_mut(mailbox).unwrap().messages;
        let at = messages.iter().position(|message| message.uid == uid).unwrap();
        messages.remove(at)
    }

    pub fn find(&mut self, mailbox: &str, uid: u32) -> &mut Message {
        let messages = &mut self.mailboxes.get_mut(mailbox).unwrap().messages;
        messages.iter_mut().find(|message| message.uid == uid).unwrap()
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

    /// Ends the connection at this command from now on.
    pub fn count_from_here(&mut self, stop: Option<(usize, Stop)>) {
        self.commands = 0;
        self.stop = stop;
    }

    /// Whether it came to the command it was to end at.
    pub fn stopped(&self) -> bool {
        self.stop.is_some_and(|(at, _)| self.commands >= at)
    }

    fn offers(&self, word: &str) -> bool {
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

#[derive(Clone, Debug)]
enum Token {
    Word(String),
    List(Vec<Token>),
}

impl Token {
    fn word(&self) -> &str {
        if let Self::Word(word) = self { word } else { "" }
    }

    fn list(&self) -> Vec<String> {
        match self {
            Self::Word(word) => vec![word.clone()],
            Self::List(items) => items.iter().map(|item| item.word().to_owned()).collect(),
        }
    }
}

struct Connection {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    world: Arc<Mutex<World>>,
    selected: Option<String>,
    /// The UIDs as the client knows them, by sequence number.
    view: Vec<u32>,
}

type Done = std::io::Result<()>;

impl Connection {
    fn new(stream: &TcpStream, world: Arc<Mutex<World>>) -> Self {
        stream.set_nodelay(true).unwrap();
        let (reader, writer) = (BufReader::new(stream.try_clone().unwrap()), stream.try_clone().unwrap());
        Self { reader, writer, world, selected: None, view: Vec::new() }
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
            let counts = !matches!(verb.as_str(), "CAPABILITY" | "LOGIN" | "AUTHENTICATE" | "ID" | "ENABLE" | "LOGOUT");
            let stop = {
                let mut world = self.world.lock().unwrap();
                world.commands += usize::from(counts);
                world.heard.extend(counts.then(|| String::from_utf8_lossy(&command).trim_end().to_owned()));
                world.stop.filter(|(at, _)| counts && *at == world.commands).map(|(_, stop)| stop)
            };
            if stop.is_some() {
                let mut world = self.world.lock().unwrap();
                let length = world.watched.as_ref().map_or(0, |it| fs::metadata(it).unwrap().len());
                world.when_stopped = Some(Box::new((length, world.lasting())));
            }
            let (mut untagged, status) = self.run(&verb, &arguments);
            if stop == Some(Stop::Unanswered) {
                return Ok(());
            }
            untagged.push_str(&self.changes(&verb));
            self.say(&format!("{untagged}{} {status}\r\n", tag.word()))?;
            if stop == Some(Stop::Answered) || verb == "LOGOUT" {
                return Ok(());
            }
        }
    }

    fn say(&mut self, text: &str) -> Done {
        self.writer.write_all(text.as_bytes())
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
                self.view.remove(at);
                told.push_str(&format!("* {} EXPUNGE\r\n", at + 1));
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
            "LOGIN" | "ENABLE" | "NOOP" => ok("done"),
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
                let names: Vec<_> = match verb {
                    "LIST" => world.mailboxes.keys().collect(),
                    _ => world.subscribed.iter().collect(),
                };
                let lines = names.into_iter().map(|name| format!("* {verb} () \"/\" \"{name}\"\r\n")).collect();
                (lines, "OK done".to_owned())
            }
            "STATUS" => match world.mailboxes.get(&argument(0)) {
                Some(it) => {
                    let unseen = it.messages.iter().filter(|message| !message.flags.contains("\\Seen")).count();
                    let line = format!(
                        "* STATUS \"{}\" (MESSAGES {} UIDNEXT {} UIDVALIDITY {} UNSEEN {unseen})\r\n",
                        argument(0),
                        it.messages.len(),
                        it.next,
                        it.validity
                    );
                    (line, "OK done".to_owned())
                }
                None => no("no such mailbox"),
            },
            "SELECT" | "EXAMINE" => {
                self.selected = None;
                let Some(it) = world.mailboxes.get(&argument(0)) else { return no("no such mailbox") };
                self.selected = Some(argument(0));
                self.view = it.messages.iter().map(|message| message.uid).collect();
                let line = format!(
                    "* {} EXISTS\r\n* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)\r\n\
                     * OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] x\r\n\
                     * OK [UIDVALIDITY {}] x\r\n* OK [UIDNEXT {}] x\r\n",
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
                let uid = world.put(&name, Message { uid: 0, flags, date, bytes });
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
                        let mut lines = String::new();
                        for (at, message) in world.mailboxes[&name].messages.iter().enumerate() {
                            let number = if verb == "FETCH" { u32::try_from(at + 1).unwrap() } else { message.uid };
                            let last =
                                if verb == "FETCH" { uids.len() as u32 } else { uids.last().copied().unwrap_or(0) };
                            if is_in(&argument(0), number, last) {
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
                        (format!("* SEARCH{found}\r\n"), "OK done".to_owned())
                    }
                    "UID STORE" => {
                        let (how, flags) = (argument(1).to_ascii_uppercase(), list(2));
                        for message in chosen(&mut world, &name, &argument(0)) {
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
                        let messages = &mut world.mailboxes.get_mut(&name).unwrap().messages;
                        messages.retain(|it| !(is_in(&argument(0), it.uid, last) && it.flags.contains("\\Deleted")));
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
                            world.mailboxes.get_mut(&name).unwrap().messages.retain(|it| !gone.contains(&it.uid));
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

/// Whether a number is in a set such as `1,4:6,9:*`.
fn is_in(set: &str, number: u32, last: u32) -> bool {
    let value = |text: &str| if text == "*" { last } else { text.parse().unwrap() };
    set.split(',').any(|range| {
        let (first, second) = range.split_once(':').unwrap_or((range, range));
        let (first, second) = (value(first), value(second));
        (first.min(second)..=first.max(second)).contains(&number)
    })
}

fn fetched(number: usize, message: &Message, items: &[String]) -> String {
    let text = String::from_utf8_lossy(&message.bytes);
    let mut parts = vec![format!("UID {}", message.uid)];
    for item in items {
        match item.as_str() {
            "FLAGS" => parts.push(format!("FLAGS ({})", message.flags.iter().cloned().collect::<Vec<_>>().join(" "))),
            "INTERNALDATE" => parts.push(format!("INTERNALDATE \"{}\"", message.date)),
            "RFC822.SIZE" => parts.push(format!("RFC822.SIZE {}", message.bytes.len())),
            body if body.starts_with("BODY.PEEK[") => {
                let section = &body["BODY.PEEK".len()..];
                let text = if section == "[]" { &text[..] } else { text.split_inclusive("\r\n\r\n").next().unwrap() };
                parts.push(format!("BODY{section} {{{}}}\r\n{text}", text.len()));
            }
            _ => {}
        }
    }
    format!("* {number} FETCH ({})\r\n", parts.join(" "))
}

/// Splits a command; a literal is a word, as is what is in quotes or has brackets.
fn tokens(command: &[u8]) -> Vec<Token> {
    let mut at = 0;
    read_list(command, &mut at)
}

fn read_list(bytes: &[u8], at: &mut usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    while *at < bytes.len() {
        match bytes[*at] {
            b' ' | b'\r' | b'\n' => *at += 1,
            b')' => {
                *at += 1;
                return tokens;
            }
            b'(' => {
                *at += 1;
                tokens.push(Token::List(read_list(bytes, at)));
            }
            _ => tokens.push(Token::Word(read_word(bytes, at))),
        }
    }
    tokens
}

fn read_word(bytes: &[u8], at: &mut usize) -> String {
    let mut word = Vec::new();
    match bytes[*at] {
        b'"' => {
            *at += 1;
            while bytes[*at] != b'"' {
                *at += usize::from(bytes[*at] == b'\\');
                word.push(bytes[*at]);
                *at += 1;
            }
            *at += 1;
        }
        b'{' => {
            let end = *at + bytes[*at..].iter().position(|byte| *byte == b'\n').unwrap();
            let length: String =
                bytes[*at..end].iter().filter(|it| it.is_ascii_digit()).map(|it| char::from(*it)).collect();
            let length: usize = length.parse().unwrap();
            word.extend(&bytes[end + 1..end + 1 + length]);
            *at = end + 1 + length;
        }
        _ => {
            let mut depth = 0;
            while *at < bytes.len() && (depth > 0 || !matches!(bytes[*at], b' ' | b')' | b'(' | b'\r')) {
                depth += i32::from(bytes[*at] == b'[') - i32::from(bytes[*at] == b']');
                word.push(bytes[*at]);
                *at += 1;
            }
        }
    }
    String::from_utf8_lossy(&word).into_owned()
}

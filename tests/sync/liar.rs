//! A server in the middle that lies: it answers every command of one kind by itself, and passes on the rest.

use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is answered instead.
#[derive(Clone, Copy, Debug)]
pub enum Lie {
    /// This; `$T` stands for the tag. Without it the connection ends there.
    Say(&'static str),
    /// Nothing: the connection ends.
    Cut,
    /// The command is passed on and carried out, but its answer is lost with the connection.
    Lose,
}

/// What is to be said, how often it was, and what of the truth is kept back.
#[derive(Default)]
struct Plan {
    lies: Mutex<Vec<(&'static str, Lie)>>,
    once: AtomicBool,
    told: AtomicUsize,
    secret: Mutex<Option<&'static str>>,
    silent_on: Mutex<Option<&'static str>>,
    heard: Mutex<Vec<String>>,
}

/// The server in the middle, for plain text.
pub struct Liar {
    /// Where it listens on this machine.
    pub port: u16,
    plan: Arc<Plan>,
}

impl Liar {
    /// Between us and the server at this port.
    pub fn to(upstream: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan = Arc::new(Plan::default());
        let shared = Arc::clone(&plan);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", upstream)).unwrap();
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                let plan = Arc::clone(&shared);
                let (from, to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                let censor = Arc::clone(&shared);
                thread::spawn(move || hand_back(from, to, &censor));
                thread::spawn(move || pass_on(client, server, &plan));
            }
        });
        Self { port, plan }
    }

    /// Answers every command that begins so.
    pub fn lie(&self, verb: &'static str, lie: Lie) {
        *self.plan.lies.lock().unwrap() = vec![(verb, lie)];
    }

    /// And those that begin so.
    pub fn lie_too(&self, verb: &'static str, lie: Lie) {
        self.plan.lies.lock().unwrap().push((verb, lie));
    }

    /// The same, but only the next one.
    pub fn lie_once(&self, verb: &'static str, lie: Lie) {
        self.plan.once.store(true, Ordering::SeqCst);
        self.lie(verb, lie);
    }

    /// How often a lie was told.
    pub fn told(&self) -> usize {
        self.plan.told.load(Ordering::SeqCst)
    }

    /// Keeps back every line of the server that begins so. Not for lines that may be mail.
    pub fn keep_back(&self, beginning: &'static str) {
        *self.plan.secret.lock().unwrap() = Some(beginning);
    }

    /// Leaves out a code that begins so wherever the server tells it, as in `[COPYUID`.
    pub fn leave_out(&self, code: &'static str) {
        *self.plan.silent_on.lock().unwrap() = Some(code);
    }

    /// What the client said since this was last asked, without tags.
    pub fn take_heard(&self) -> Vec<String> {
        std::mem::take(&mut self.plan.heard.lock().unwrap())
    }

    /// Passes everything on again.
    pub fn tell_the_truth(&self) {
        self.plan.lies.lock().unwrap().clear();
    }
}

/// Ends when either side goes.
fn hand_back(server: TcpStream, client: TcpStream, plan: &Plan) {
    let (mut lines, mut out) = (BufReader::new(server), BufWriter::new(client));
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        if let Some(code) = *plan.silent_on.lock().unwrap()
            && let Some(at) = line.windows(code.len()).position(|part| part == code.as_bytes())
            && let Some(length) = line[at..].iter().position(|byte| *byte == b']')
        {
            line.drain(at..=at + length);
        }
        let secret = *plan.secret.lock().unwrap();
        let kept_back = secret.is_some_and(|secret| line.starts_with(secret.as_bytes()));
        if !kept_back && out.write_all(&line).is_err() || lines.buffer().is_empty() && out.flush().is_err() {
            break;
        }
        line.clear();
    }
    let _ = out.get_ref().shutdown(Shutdown::Both);
}

/// Ends when either side goes, or a lie ends the connection.
fn pass_on(client: TcpStream, mut server: TcpStream, plan: &Plan) {
    let mut answers = client.try_clone().unwrap();
    let mut lines = BufReader::new(client);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line).into_owned();
        let (tag, command) = text.split_once(' ').unwrap_or(("", ""));
        plan.heard.lock().unwrap().push(command.trim_end().to_owned());
        let mut lies = plan.lies.lock().unwrap();
        let lie = lies.iter().find(|(verb, _)| command.starts_with(verb)).map(|(_, lie)| *lie);
        if lie.is_some() && plan.once.swap(false, Ordering::SeqCst) {
            lies.clear();
        }
        drop(lies);
        plan.told.fetch_add(usize::from(lie.is_some()), Ordering::SeqCst);
        let alive = match lie {
            None => server.write_all(&line).is_ok(),
            Some(Lie::Say(answer)) => {
                answers.write_all(answer.replace("$T", tag).as_bytes()).is_ok() && answer.contains("$T")
            }
            Some(Lie::Cut) => false,
            Some(Lie::Lose) => {
                let _ = answers.shutdown(Shutdown::Both);
                // The server must read it before it learns that nobody is there any more.
                let _ = server.write_all(&line).and_then(|()| server.shutdown(Shutdown::Write));
                return;
            }
        };
        if !alive {
            break;
        }
        line.clear();
    }
    let _ = answers.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

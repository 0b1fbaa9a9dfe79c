//! A server in the middle that lies: it answers every command of one kind by itself, and passes on the rest.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is answered instead.
#[derive(Clone, Copy, Debug)]
pub enum Lie {
    /// This; `$T` stands for the tag. Without it the connection ends there.
    Say(&'static str),
    /// Nothing: the connection ends.
    Cut,
}

type Plan = Arc<Mutex<Option<(&'static str, Lie)>>>;

/// The server in the middle, for plain text.
pub struct Liar {
    /// Where it listens on this machine.
    pub port: u16,
    plan: Plan,
}

impl Liar {
    /// Between us and the server at this port.
    pub fn to(upstream: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan = Plan::default();
        let shared = Arc::clone(&plan);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", upstream)).unwrap();
                let plan = Arc::clone(&shared);
                let (from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || {
                    let mut from = from;
                    // Ends when either side goes.
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
                thread::spawn(move || pass_on(client, server, &plan));
            }
        });
        Self { port, plan }
    }

    /// Answers every command that begins so.
    pub fn lie(&self, verb: &'static str, lie: Lie) {
        *self.plan.lock().unwrap() = Some((verb, lie));
    }

    /// Passes everything on again.
    pub fn tell_the_truth(&self) {
        *self.plan.lock().unwrap() = None;
    }
}

/// Ends when either side goes, or a lie ends the connection.
fn pass_on(client: TcpStream, mut server: TcpStream, plan: &Plan) {
    let mut answers = client.try_clone().unwrap();
    let mut lines = BufReader::new(client);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line).into_owned();
        let (tag, command) = text.split_once(' ').unwrap_or(("", ""));
        let lie = plan.lock().unwrap().filter(|(verb, _)| command.starts_with(verb)).map(|(_, lie)| lie);
        let alive = match lie {
            None => server.write_all(&line).is_ok(),
            Some(Lie::Say(answer)) => {
                answers.write_all(answer.replace("$T", tag).as_bytes()).is_ok() && answer.contains("$T")
            }
            Some(Lie::Cut) => false,
        };
        if !alive {
            break;
        }
        line.clear();
    }
    let _ = answers.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

//! A server that follows a script: says what it is told to say and writes down what it hears.
//!
//! Every connection follows the same script from its beginning, as a client that finds out what is wrong with a
//! certificate comes back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use native_tls::{Identity, TlsAcceptor};

use super::pki::Files;

/// One step of a script.
#[derive(Clone, Debug)]
pub enum Step {
    /// Says this.
    Say(Vec<u8>),
    /// Waits for a command that begins so (after its tag) and answers; `$T` stands for the tag.
    On(&'static str, Vec<u8>),
    /// Waits for the first line of a command that begins so and answers, whatever literal is announced.
    Refuse(&'static str, Vec<u8>),
    /// Waits for a command that begins so, invites the literal at the end of its first line, and answers after so many
    /// bytes of it.
    Part(&'static str, usize, Vec<u8>),
    /// Continues in TLS.
    Tls,
    /// Says this again and again until the client goes.
    Flood(&'static [u8]),
    /// Says nothing more, until the client goes.
    Hang,
    /// Neither says nor hears anything more, and does not go.
    Stall,
}

/// Says this.
pub fn say(text: impl AsRef<[u8]>) -> Step {
    Step::Say(text.as_ref().to_vec())
}

/// Waits for a command and answers.
pub fn on(command: &'static str, answer: impl AsRef<[u8]>) -> Step {
    Step::On(command, answer.as_ref().to_vec())
}

/// Waits for the first line of a command and answers.
pub fn refuse(command: &'static str, answer: impl AsRef<[u8]>) -> Step {
    Step::Refuse(command, answer.as_ref().to_vec())
}

/// A server that follows a script on a port of its own.
#[derive(Debug)]
pub struct Scripted {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Starts; `files` are needed for [`Step::Tls`].
    pub fn start(script: Vec<Step>, files: Option<&Files>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let acceptor = files.map(|files| {
            let read = |path| std::fs::read(path).unwrap();
            let identity = Identity::from_pkcs8(&read(&files.certificate), &read(&files.key)).unwrap();
            TlsAcceptor::new(identity).unwrap()
        });
        let notes = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, acceptor, notes) = (script.clone(), acceptor.clone(), Arc::clone(&notes));
                thread::spawn(move || follow(stream, &script, acceptor.as_ref(), &notes));
            }
        });
        Self { port, heard }
    }

    /// All lines and literals heard so far, over all connections.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

trait Connection: Read + Write + Send {}
impl<T: Read + Write + Send> Connection for T {}

type Talk = BufReader<Box<dyn Connection>>;

/// Ends when the script or the client ends; a client may go at any time.
fn follow(stream: TcpStream, script: &[Step], acceptor: Option<&TlsAcceptor>, heard: &Mutex<Vec<String>>) {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let plain = stream.try_clone().unwrap();
    let mut talk: Talk = BufReader::new(Box::new(stream));
    for step in script {
        let gone = match step {
            Step::Say(text) => talk.get_mut().write_all(text).is_err(),
            Step::On(command, answer) => on_command(&mut talk, command, answer, heard).is_none(),
            Step::Refuse(command, answer) => {
                line(&mut talk, heard).and_then(|said| reply(&mut talk, &said, command, answer)).is_none()
            }
            Step::Part(command, bytes, answer) => part(&mut talk, command, *bytes, answer, heard).is_none(),
            Step::Tls => {
                assert!(talk.buffer().is_empty(), "the client spoke before the handshake");
                match acceptor.unwrap().accept(plain.try_clone().unwrap()) {
                    Ok(protected) => {
                        talk = BufReader::new(Box::new(protected));
                        false
                    }
                    Err(_) => true,
                }
            }
            Step::Flood(text) => {
                while talk.get_mut().write_all(text).is_ok() {}
                true
            }
            Step::Hang => {
                while line(&mut talk, heard).is_some() {}
                true
            }
            Step::Stall => loop {
                thread::park();
            },
        };
        if gone {
            return;
        }
    }
}

fn on_command(talk: &mut Talk, command: &str, answer: &[u8], heard: &Mutex<Vec<String>>) -> Option<()> {
    let mut said = line(talk, heard)?;
    while let Some(size) = said.strip_suffix('}').and_then(|said| Some(said.rsplit_once('{')?.1.to_owned())) {
        // What is announced with a plus comes unasked (RFC 7888).
        let size: usize = match size.strip_suffix('+') {
            Some(size) => size.parse().ok()?,
            None => {
                talk.get_mut().write_all(b"+ go\r\n").ok()?;
                size.parse().ok()?
            }
        };
        let mut literal = vec![0; size];
        talk.read_exact(&mut literal).ok()?;
        heard.lock().unwrap().push(literal.iter().map(|byte| char::from(*byte)).collect());
        said = said.rsplit_once('{').unwrap().0.to_owned() + &line(talk, heard)?;
    }
    reply(talk, &said, command, answer)
}

fn part(talk: &mut Talk, command: &str, bytes: usize, answer: &[u8], heard: &Mutex<Vec<String>>) -> Option<()> {
    let said = line(talk, heard)?;
    talk.get_mut().write_all(b"+ go\r\n").ok()?;
    talk.read_exact(&mut vec![0; bytes]).ok()?;
    reply(talk, &said, command, answer)
}

fn reply(talk: &mut Talk, said: &str, command: &str, answer: &[u8]) -> Option<()> {
    let (tag, said) = said.split_once(' ').unwrap_or(("", said));
    let answer = if said.starts_with(command) {
        replace(answer, b"$T", tag.as_bytes())
    } else {
        format!("{tag} BAD the script wants {command}, not {said}\r\n").into_bytes()
    };
    talk.get_mut().write_all(&answer).ok()?;
    talk.get_mut().flush().ok()
}

fn line(talk: &mut Talk, heard: &Mutex<Vec<String>>) -> Option<String> {
    let mut bytes = Vec::new();
    let count = talk.read_until(b'\n', &mut bytes).ok()?;
    if count == 0 {
        return None;
    }
    let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
    heard.lock().unwrap().push(text.clone());
    Some(text)
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest, from) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}

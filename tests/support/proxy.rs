//! A network that misbehaves: a TCP proxy on loopback that cuts, stalls, trickles and refuses.
//!
//! Include it with `#[path = "support/proxy.rs"] mod proxy;`. What passes through stays as it is, so TLS
//! goes end to end. Faults apply to what the server sends; they can be changed while connections are open.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How the network is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// As it should be.
    #[default]
    Fine,
    /// A connection ends after this many bytes from the server.
    CutAfter(u64),
    /// A connection stays open, but after this many bytes from the server nothing passes any more.
    StallAfter(u64),
    /// This many bytes pass, then a pause, and so on.
    Trickle(usize, Duration),
    /// Connections are accepted and closed at once.
    HangUp,
}

/// The proxy; it ends with all its connections when dropped.
#[derive(Debug)]
pub struct Proxy {
    /// Port to connect to on 127.0.0.1 (or localhost).
    pub port: u16,
    shared: Arc<Shared>,
    plugged: bool,
}

#[derive(Debug)]
struct Shared {
    upstream: SocketAddr,
    weather: Mutex<Weather>,
    changed: Condvar,
    connections: Mutex<Vec<TcpStream>>,
    accepted: AtomicUsize,
    /// The connections up to this number are lost.
    lost: AtomicUsize,
    open: AtomicUsize,
    from_server: AtomicU64,
    /// Counts the cuts, so that a connection that waits learns of one.
    cuts: AtomicU64,
    listening: Mutex<bool>,
}

impl Proxy {
    /// A proxy to a port on this machine.
    pub fn to(upstream: u16) -> Self {
        let shared = Arc::new(Shared {
            upstream: SocketAddr::from(([127, 0, 0, 1], upstream)),
            weather: Mutex::default(),
            changed: Condvar::new(),
            connections: Mutex::default(),
            accepted: AtomicUsize::new(0),
            lost: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            from_server: AtomicU64::new(0),
            cuts: AtomicU64::new(0),
            listening: Mutex::new(false),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut proxy = Self { port, shared, plugged: false };
        proxy.listen(listener);
        proxy
    }

    /// Changes the weather, for open connections too.
    pub fn set(&self, weather: Weather) {
        *self.shared.weather.lock().unwrap() = weather;
        self.shared.changed.notify_all();
    }

    /// Ends every open connection.
    pub fn cut(&self) {
        self.shared.cuts.fetch_add(1, Ordering::SeqCst);
        for connection in self.shared.connections.lock().unwrap().drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
        self.shared.changed.notify_all();
    }

    /// Loses every open connection as a router does that was restarted: nobody is told, and nothing passes over
    /// them any more, either way. New ones are in order.
    pub fn lose(&self) {
        self.shared.lost.store(self.shared.accepted.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Pulls the plug: every connection ends, new ones are refused.
    pub fn unplug(&mut self) {
        if std::mem::replace(&mut self.plugged, false) {
            *self.shared.listening.lock().unwrap() = false;
            // Wakes the listener, which sees that it is over.
            let _ = TcpStream::connect(("127.0.0.1", self.port));
            let mut listening = self.shared.listening.lock().unwrap();
            // The thread answers by setting it once more, after its socket is closed.
            while !*listening {
                listening = self.shared.changed.wait_timeout(listening, Duration::from_millis(50)).unwrap().0;
            }
        }
        self.cut();
    }

    /// Puts the plug back in, on the same port.
    pub fn plug_in(&mut self) {
        if !self.plugged {
            self.listen(TcpListener::bind(("127.0.0.1", self.port)).unwrap());
        }
    }

    /// How many connections were accepted since the start.
    pub fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// How many bytes the server sent through all connections.
    pub fn bytes_from_server(&self) -> u64 {
        self.shared.from_server.load(Ordering::SeqCst)
    }

    fn listen(&mut self, listener: TcpListener) {
        self.plugged = true;
        *self.shared.listening.lock().unwrap() = true;
        let shared = Arc::clone(&self.shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if !*shared.listening.lock().unwrap() {
                    break;
                }
                let Ok(client) = client else { continue };
                let number = shared.accepted.fetch_add(1, Ordering::SeqCst) + 1;
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(&shared, client, number));
            }
            drop(listener);
            *shared.listening.lock().unwrap() = true;
            shared.changed.notify_all();
        });
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.unplug();
    }
}

fn serve(shared: &Arc<Shared>, client: TcpStream, number: usize) {
    if *shared.weather.lock().unwrap() == Weather::HangUp {
        return;
    }
    let Ok(server) = TcpStream::connect(shared.upstream) else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (Ok(client_half), Ok(server_half)) = (client.try_clone(), server.try_clone()) else { return };
    let (Ok(client_kept), Ok(server_kept)) = (client.try_clone(), server.try_clone()) else { return };
    shared.connections.lock().unwrap().extend([client_kept, server_kept]);
    shared.open.fetch_add(1, Ordering::SeqCst);
    let both = Arc::clone(shared);
    let upward = thread::spawn(move || copy(&both, number, client_half, server_half));
    downward(shared, number, server, client);
    let _ = upward.join();
    shared.open.fetch_sub(1, Ordering::SeqCst);
}

/// From client to server everything passes, unless the connection is lost.
fn copy(shared: &Shared, number: usize, mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if number <= shared.lost.load(Ordering::SeqCst) {
            continue;
        }
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

fn downward(shared: &Shared, number: usize, mut server: TcpStream, mut client: TcpStream) {
    let mut buffer = vec![0; 64 * 1024];
    let mut passed = 0;
    loop {
        let read = match server.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        if number <= shared.lost.load(Ordering::SeqCst) {
            continue;
        }
        if !pass(shared, &buffer[..read], passed, &mut client) {
            break;
        }
        passed += read as u64;
        shared.from_server.fetch_add(read as u64, Ordering::SeqCst);
    }
    let _ = (server.shutdown(Shutdown::Both), client.shutdown(Shutdown::Both));
}

/// Hands bytes on as the weather allows; says whether the connection lives on.
fn pass(shared: &Shared, mut bytes: &[u8], mut passed: u64, client: &mut TcpStream) -> bool {
    while !bytes.is_empty() {
        let weather = *shared.weather.lock().unwrap();
        let left = |limit: u64| usize::try_from(limit.saturating_sub(passed)).unwrap_or(usize::MAX).min(bytes.len());
        let allowed = match weather {
            Weather::Fine => bytes.len(),
            Weather::CutAfter(limit) | Weather::StallAfter(limit) => left(limit),
            Weather::Trickle(amount, _) => amount.max(1).min(bytes.len()),
            Weather::HangUp => 0,
        };
        let (now, later) = bytes.split_at(allowed);
        if client.write_all(now).is_err() {
            return false;
        }
        passed += allowed as u64;
        bytes = later;
        match weather {
            Weather::CutAfter(_) | Weather::HangUp if !bytes.is_empty() => return false,
            Weather::StallAfter(_)
                if !bytes.is_empty() && !wait_for_change(shared, weather, Duration::from_secs(3600)) =>
            {
                return false;
            }
            Weather::Trickle(_, pause) if !wait_for_change(shared, weather, pause) => {
                return false;
            }
            _ => {}
        }
    }
    true
}

/// Waits until the weather changes or the time is over; says whether the connection lives on.
fn wait_for_change(shared: &Shared, weather: Weather, time: Duration) -> bool {
    let cuts = shared.cuts.load(Ordering::SeqCst);
    let deadline = Instant::now() + time;
    let mut now = shared.weather.lock().unwrap();
    while *now == weather {
        if shared.cuts.load(Ordering::SeqCst) != cuts {
            return false;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        now = shared.changed.wait_timeout(now, left.min(Duration::from_millis(100))).unwrap().0;
    }
    true
}

//! Hints that the connections of a moment ago are dead: the computer slept, or the network is another.
//!
//! They are only hints, cheap and portable: nothing is asked of D-Bus or any other system service, and
//! nothing is sent. A missed one costs a time-out, a false one a reconnect.
//!
//! How it works: a thread wakes every few seconds and compares the wall clock with the monotonic one
//! (which stands still during sleep on Linux and macOS; on Windows both run on, and the thread's own
//! late waking shows the gap), and the address from which this machine would speak to the world, which
//! the routing table answers to a UDP socket that is connected but never used.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How often to look. Two system calls each time.
const EVERY: Duration = Duration::from_secs(10);

/// A gap this much longer than [`EVERY`] is sleep, not a busy machine.
const SLEPT: Duration = Duration::from_secs(60);

/// Addresses for documentation (RFC 5737, RFC 3849): routed like any other, owned by nobody.
const SOMEWHERE: (Ipv4Addr, Ipv6Addr) = (Ipv4Addr::new(192, 0, 2, 1), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));

/// The port of a connection that is never made.
const DISCARD: u16 = 9;

/// What a look saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    wall: SystemTime,
    monotonic: Instant,
    from: (Option<IpAddr>, Option<IpAddr>),
}

impl Look {
    fn now() -> Self {
        Self { wall: SystemTime::now(), monotonic: Instant::now(), from: (route(true), route(false)) }
    }
}

/// Whether connections made at `before` are likely dead, and new ones likely possible.
fn changed(before: Look, now: Look) -> bool {
    let awake = now.monotonic.saturating_duration_since(before.monotonic);
    let slept = now.wall.duration_since(before.wall).is_ok_and(|passed| passed > awake.saturating_add(SLEPT))
        || awake > EVERY.saturating_add(SLEPT);
    let online = now.from.0.is_some() || now.from.1.is_some();
    slept || (online && before.from != now.from)
}

/// The address this machine would speak from; nothing is sent.
fn route(v4: bool) -> Option<IpAddr> {
    let (own, other): (IpAddr, IpAddr) = if v4 {
        (Ipv4Addr::UNSPECIFIED.into(), SOMEWHERE.0.into())
    } else {
        (Ipv6Addr::UNSPECIFIED.into(), SOMEWHERE.1.into())
    };
    let socket = UdpSocket::bind((own, 0)).ok()?;
    socket.connect((other, DISCARD)).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watch {
    /// Dropping it ends the thread at once.
    _alive: mpsc::Sender<()>,
}

impl Watch {
    /// Calls `on_change` from a thread of its own whenever connections should be made anew.
    ///
    /// # Errors
    /// The system refuses a thread.
    pub fn start(on_change: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (alive, dropped) = mpsc::channel::<()>();
        thread::Builder::new().name("wake".to_owned()).spawn(move || {
            let mut before = Look::now();
            while dropped.recv_timeout(EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
                let now = Look::now();
                if changed(before, now) {
                    tracing::info!("woke up or moved to another network");
                    on_change();
                }
                before = now;
            }
        })?;
        Ok(Self { _alive: alive })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look() -> Look {
        let here = Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2)));
        Look { wall: SystemTime::now(), monotonic: Instant::now(), from: (here, None) }
    }

    fn later(look: Look, wall: u64, monotonic: u64) -> Look {
        Look {
            wall: look.wall + Duration::from_secs(wall),
            monotonic: look.monotonic + Duration::from_secs(monotonic),
            ..look
        }
    }

    #[test]
    fn a_quiet_interval_is_no_change() {
        let before = look();

        assert!(!changed(before, later(before, 10, 10)));
        assert!(!changed(before, later(before, 40, 40)), "a busy machine is not asleep");
    }

    #[test]
    fn sleep_shows_in_the_wall_clock_or_in_a_late_waking() {
        let before = look();

        assert!(changed(before, later(before, 3600, 10)));
        assert!(changed(before, later(before, 3600, 3600)));
    }

    #[test]
    fn a_clock_set_back_is_no_sleep() {
        let now = look();
        let before = Look { wall: now.wall + Duration::from_secs(3600), ..now };

        assert!(!changed(before, now));
    }

    #[test]
    fn another_address_is_another_network_but_none_is_only_offline() {
        let before = look();
        let moved = Look { from: (Some(IpAddr::V4(Ipv4Addr::new(192, 168, 1, 7))), None), ..before };
        let offline = Look { from: (None, None), ..before };

        assert!(changed(before, moved));
        assert!(!changed(before, offline));
        assert!(changed(offline, before));
    }

    #[test]
    fn a_dropped_watch_ends_its_thread() {
        let (told, tells) = mpsc::channel::<()>();
        let watch = Watch::start(move || {
            let _keep = &told;
        })
        .unwrap();

        drop(watch);

        assert_eq!(tells.recv_timeout(Duration::from_secs(5)), Err(mpsc::RecvTimeoutError::Disconnected));
    }
}

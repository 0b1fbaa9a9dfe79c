//! A machine that sleeps, and a server that hangs: the service comes back by itself.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use brieftaube::service::api::AccountState;

use super::dovecot::{ANNA, Dovecot, Variant};
use super::ground::{Ground, Live, wait};
use super::mail;
use super::proxy::{Proxy, Weather};

/// Names the profile to a process that is to run the service on it.
const FOLDER: &str = "BRIEFTAUBE_SYNC_TEST_FOLDER";

/// A service in a process of its own, which can be stopped like a machine that goes to sleep.
struct Sleeper {
    process: Child,
    /// What it said last: how many messages are in the inbox, and whether the account is in step.
    said: Arc<Mutex<String>>,
}

/// The part of the process with the service: says what there is until it is killed.
fn be_the_service() -> bool {
    let Some(folder) = std::env::var_os(FOLDER) else { return false };
    let live = Live::start(folder.as_ref());
    let mut last = String::new();
    loop {
        let now = format!("{} {}", live.total(1, "INBOX"), live.is_up_to_date(1));
        if now != last {
            // In one piece, past the capture of the test.
            std::io::stdout().write_all(format!("\nsays: {now}\n").as_bytes()).unwrap();
            last = now;
        }
        wait(Duration::from_millis(30));
    }
}

impl Sleeper {
    /// Runs the calling test again in another process, where it is the service.
    fn start(test: &str, ground: &Ground) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--include-ignored"])
            .env(FOLDER, ground.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (heard, lines) = (Arc::clone(&said), BufReader::new(process.stdout.take().unwrap()));
        thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Some(now) = line.strip_prefix("says: ") {
                    now.clone_into(&mut heard.lock().unwrap());
                }
            }
        });
        Self { process, said }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it says this; tells how long that took.
    fn until(&self, wanted: &str, limit: Duration) -> Duration {
        let begun = Instant::now();
        while *self.said.lock().unwrap() != wanted {
            assert!(begun.elapsed() < limit, "waited for {wanted:?}, heard {:?}", self.said.lock().unwrap());
            wait(Duration::from_millis(20));
        }
        begun.elapsed()
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_process_that_was_stopped_for_a_while_catches_up() {
    if be_the_service() {
        return;
    }
    for cut_meanwhile in [false, true] {
        let server = Dovecot::start();
        server.fill(ANNA.0, "INBOX", mail::small(30));
        let proxy = Proxy::to(server.imaps);
        let ground = Ground::new();
        ground.add_account(&server, ANNA, proxy.port);
        let sleeper = Sleeper::start("asleep::a_process_that_was_stopped_for_a_while_catches_up", &ground);
        sleeper.until("30 true", Duration::from_secs(60));

        sleeper.signal("-STOP");
        let mut other = server.client(ANNA);
        other.append("INBOX", "", &mail::simple("im Schlaf", "Hallo"));
        other.run("SELECT INBOX");
        other.expunge("1:3");
        if cut_meanwhile {
            proxy.cut();
        }
        wait(Duration::from_secs(3));
        sleeper.signal("-CONT");

        let took = sleeper.until("28 true", Duration::from_secs(30));
        assert!(took < Duration::from_secs(10), "cut: {cut_meanwhile}: {took:?}");
    }
}

#[test]
#[ignore = "long: sleeps for more than a minute"]
fn after_a_long_sleep_lost_connections_are_made_anew_at_once() {
    if be_the_service() {
        return;
    }
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::small(30));
    let proxy = Proxy::to(server.imaps);
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    let sleeper = Sleeper::start("asleep::after_a_long_sleep_lost_connections_are_made_anew_at_once", &ground);
    sleeper.until("30 true", Duration::from_secs(60));

    sleeper.signal("-STOP");
    proxy.lose();
    server.client(ANNA).append("INBOX", "", &mail::simple("im Schlaf", "Hallo"));
    wait(Duration::from_secs(75));
    sleeper.signal("-CONT");

    let took = sleeper.until("31 true", Duration::from_secs(60));
    println!("up to date {took:?} after waking");
    assert!(took < Duration::from_secs(12), "{took:?}");
}

#[test]
#[ignore = "long: waits for the longest silence that is allowed"]
fn connections_that_hang_are_noticed_and_made_anew() {
    for variant in [Variant::Full, Variant::Stripped] {
        let server = Dovecot::start_variant(variant);
        server.fill(ANNA.0, "INBOX", mail::small(30));
        let proxy = Proxy::to(server.imaps);
        let ground = Ground::new();
        ground.add_account(&server, ANNA, proxy.port);
        let live = ground.start();
        live.until("it is in step", |live| live.total(1, "INBOX") == 30 && live.is_up_to_date(1));

        proxy.lose();
        server.client(ANNA).append("INBOX", "", &mail::simple("bei Stille", "Hallo"));

        // IDLE is ended every five minutes, and DONE answered within fifteen seconds; NOOP within ninety.
        let limit = Duration::from_secs(if variant == Variant::Full { 330 } else { 110 });
        let took = live.within(limit, "it noticed and came back", |live| live.total(1, "INBOX") == 31);
        println!("{variant:?}: up to date {took:?} after the connections were lost");
        live.shutdown();
    }
}

#[test]
#[ignore = "long: waits for the longest silence that is allowed"]
fn a_server_that_hangs_in_the_middle_of_an_answer_is_noticed() {
    let server = Dovecot::start();
    server.fill(ANNA.0, "INBOX", mail::varied(200));
    let proxy = Proxy::to(server.imaps);
    proxy.set(Weather::StallAfter(60_000));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, proxy.port);
    let live = ground.start();

    let took = live.within(Duration::from_secs(120), "it is said to be offline, and why", |live| {
        matches!(live.state(1), AccountState::Offline { problem: Some(_), .. })
    });
    println!("noticed after {took:?}");
    proxy.set(Weather::Fine);

    live.within(Duration::from_secs(120), "everything is in", |live| live.bodies(1, "INBOX") == 200);
    live.shutdown();
}

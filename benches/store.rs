//! The store at full size: 200,000 envelopes, 22,000 bodies of 335 MB. Prints a table.
//!
//! ```text
//! cargo bench --bench store              # everything
//! cargo bench --bench store -- bodies    # one part: envelopes, lists, actions, bodies, files
//! ```
//! Every part runs in a process of its own, so that memory is that part's.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints what it finds and stops where something is not as it should be"
)]

use std::fs;
use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use brieftaube::model::{
    AccountId, Address, EnvelopeId, Flags, Intent, MailboxId, MailboxName, SpecialUse, SyncMark, Uid, UidValidity,
};
use brieftaube::store::{FoundMailbox, ListScope, NewBody, NewEnvelope, Rest, Store};

#[path = "../tests/support/memory.rs"]
mod memory;

/// Messages of the large mailbox.
const LARGE: u32 = 200_000;
/// Messages of the one it is compared with.
const SMALL: u32 = 20_000;
/// Headers a sync hands over at once.
const BATCH: u32 = 500;
/// Messages whose bodies are stored.
const BODIES: u32 = 22_000;
/// Bodies a sync hands over at once.
const BODY_BATCH: usize = 64;

fn main() {
    let wanted: Vec<_> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let Ok(part) = std::env::var("STORE_BENCH_PART") {
        let dir = tempfile::Builder::new().prefix("store-bench").tempdir_in(".").unwrap();
        match part.as_str() {
            "envelopes" => envelopes(dir.path()),
            "lists" => lists(dir.path()),
            "actions" => actions(dir.path()),
            "bodies" => bodies(dir.path()),
            "files" => files(dir.path()),
            other => panic!("no part {other}"),
        }
        return;
    }
    for part in ["envelopes", "lists", "actions", "bodies", "files"] {
        if wanted.is_empty() || wanted.iter().any(|name| name == part) {
            println!("\n{part}");
            let status = Command::new(std::env::current_exe().unwrap()).env("STORE_BENCH_PART", part).status().unwrap();
            assert!(status.success(), "{part} failed");
        }
    }
}

fn envelopes(dir: &Path) {
    let store = open(dir);
    let inbox = inbox(&store, 1);
    let measured = Measure::start();
    fill(&store, inbox, LARGE);
    measured.print(&format!("{LARGE} envelopes in batches of {BATCH}"));
    let raw_size = u64::from(LARGE) * 420;
    row("on disk", format!("{} MB ({:.1} x the texts)", mega(disk(dir)), disk(dir) as f64 / raw_size as f64));
    row("memory after it (PSS)", format!("{} MB", mega(pss())));
    let measured = Measure::start();
    let changed: Vec<_> =
        (0..100).map(|n| (uid(1 + n * (LARGE / 100)), Flags::parse(["\\Seen", "\\Flagged"]))).collect();
    store.set_server_flags(inbox, &changed, None).unwrap();
    measured.print("100 flag changes all over the mailbox");
    let measured = Measure::start();
    black_box(store.uids(inbox).unwrap());
    measured.print("all UIDs");
    let measured = Measure::start();
    black_box(store.flags(inbox).unwrap());
    measured.print("all UIDs with flags");
    let measured = Measure::start();
    store.add_envelopes(inbox, vec![envelope(LARGE + 1)], None, None).unwrap();
    measured.print("one new message, on disk");
    drop(store);
}

fn lists(dir: &Path) {
    for (at, total) in [SMALL, LARGE].into_iter().enumerate() {
        let dir = dir.join(at.to_string());
        let account = 1;
        {
            let store = open(&dir);
            let inbox = inbox(&store, account);
            fill(&store, inbox, total);
            let other = self::inbox(&store, 2);
            fill(&store, other, SMALL / 4);
        }
        std::thread::park_timeout(Duration::from_secs(1));
        let measured = Measure::start();
        let store = open(&dir);
        measured.print(&format!("open a store of {total}"));
        let inbox = self::inbox(&store, account);
        let all = total as usize;
        timed(&format!("first page of {total}, nothing in memory"), 1, |_| {
            page(&store, ListScope::Mailbox(inbox), 0..50);
        });
        timed(&format!("first page of {total}, warm"), 200, |_| page(&store, ListScope::Mailbox(inbox), 0..50));
        timed(&format!("any page of {total}"), 200, |n| {
            let start = n * 7_919 % all;
            page(&store, ListScope::Mailbox(inbox), start..start + 50);
        });
        timed(&format!("first page of all inboxes ({total} + {})", SMALL / 4), 1, |_| {
            page(&store, ListScope::AllInboxes, 0..50);
        });
        timed("any page of all inboxes", 200, |n| {
            let start = n * 7_919 % all;
            page(&store, ListScope::AllInboxes, start..start + 50);
        });
        let id = store.page(ListScope::Mailbox(inbox), all / 2..all / 2 + 1).unwrap().rows[0].id;
        timed("position of a message", 200, |_| {
            black_box(store.position(ListScope::AllInboxes, id).unwrap());
        });
        row("memory (PSS)", format!("{} MB", mega(pss())));
    }
}

/// What a person does to ten thousand messages of two hundred thousand.
fn actions(dir: &Path) {
    const SELECTED: usize = 10_000;
    let store = open(dir);
    let inbox = inbox(&store, 1);
    fill(&store, inbox, LARGE);
    drop(store);
    let store = open(dir);
    let ids: Vec<_> = store.flags(inbox).unwrap().into_iter().map(|entry| entry.id).step_by(3).take(SELECTED).collect();
    let any_page = |store: &Store| {
        timed(&format!("any page of {LARGE}"), 200, |n| {
            let start = n * 7_919 % LARGE as usize;
            page(store, ListScope::Mailbox(inbox), start..start + 50);
        });
    };
    any_page(&store);
    let flagged = Intent::Flags { add: Flags::parse(["\\Flagged", "$label1"]), remove: Flags::default() };
    let measured = Measure::start();
    assert_eq!(store.act(&flagged, &ids).unwrap().messages, SELECTED);
    measured.print(&format!("an action on {SELECTED} messages, on disk"));
    let measured = Measure::start();
    page(&store, ListScope::Mailbox(inbox), 0..50);
    measured.print("the page after it");
    any_page(&store);
    let measured = Measure::start();
    store.act(&flagged.inverse(), &ids[..1]).unwrap();
    measured.print("an action on one message");
    let measured = Measure::start();
    black_box(store.waiting(AccountId::new(1)).unwrap());
    measured.print("what waits, to be sent");
    drop(store);
    let measured = Measure::start();
    let store = open(dir);
    measured.print("open the store with it");
    let measured = Measure::start();
    store.undo(None).unwrap();
    store.undo(None).unwrap();
    measured.print("undo both");
    moves(&store, inbox, &ids);
    row("journal", format!("{} KB", fs::metadata(dir.join("journal")).unwrap().len() / 1_000));
    row("memory (PSS)", format!("{} MB", mega(pss())));
}

/// The same messages go to the archive, and the server confirms it.
fn moves(store: &Store, inbox: MailboxId, ids: &[EnvelopeId]) {
    let archive = mailbox(store, 1, "Archive");
    let after = |store: &Store| {
        let measured = Measure::start();
        page(store, ListScope::Mailbox(inbox), 0..50);
        measured.print("the page after it");
        timed("any page then", 200, |n| {
            let start = n * 7_919 % (LARGE as usize / 2);
            page(store, ListScope::Mailbox(inbox), start..start + 50);
        });
    };
    // As somebody sees who selects in a list: it was shown before.
    page(store, ListScope::Mailbox(inbox), 0..50);
    let measured = Measure::start();
    assert_eq!(store.act(&Intent::Move(archive), ids).unwrap().messages, ids.len());
    measured.print(&format!("a move of {} messages, on disk", ids.len()));
    after(store);
    let measured = Measure::start();
    page(store, ListScope::Mailbox(archive), 0..50);
    measured.print("the page of where they went");
    let measured = Measure::start();
    store.undo(None).unwrap();
    measured.print("undo it");
    after(store);
    store.act(&Intent::Move(archive), ids).unwrap();
    let moved: Vec<_> = ids.iter().zip(1..).map(|(id, number)| (*id, uid(number))).collect();
    let measured = Measure::start();
    store.moved(archive, UidValidity::new(7).unwrap(), &moved, Rest::Gone).unwrap();
    measured.print("the server did it, on disk");
    assert_eq!(store.mailbox(archive).unwrap().counts.total as usize, ids.len());
}

fn bodies(dir: &Path) {
    let store = open(dir);
    let inbox = inbox(&store, 1);
    fill(&store, inbox, BODIES);
    let before = pss();
    let mut raw_bytes = 0_u64;
    let mut busy = Duration::ZERO;
    let mut cpu_busy = Duration::ZERO;
    let mut peak = 0;
    let mut batch = Vec::new();
    let mut numbers = (1..=BODIES).rev().peekable();
    while let Some(number) = numbers.next() {
        let id = store.by_uid(inbox, uid(number)).unwrap().unwrap().id;
        let raw = message(number);
        raw_bytes += raw.len() as u64;
        batch.push(NewBody {
            id,
            raw,
            preview: "Hallo zusammen, anbei wie besprochen die".repeat(3),
            has_attachment: false,
        });
        if batch.len() == BODY_BATCH || numbers.peek().is_none() {
            let (wall, spent) = (Instant::now(), cpu());
            store.put_bodies(std::mem::take(&mut batch)).unwrap();
            busy += wall.elapsed();
            cpu_busy += cpu().saturating_sub(spent);
            peak = peak.max(pss());
        }
    }
    row(&format!("{BODIES} bodies, {} MB, in batches of {BODY_BATCH}", mega(raw_bytes)), times(busy, cpu_busy));
    store.flush().unwrap();
    row(
        "on disk, envelopes included",
        format!("{} MB ({:.2} x)", mega(disk(dir)), disk(dir) as f64 / raw_bytes as f64),
    );
    row("of that packs", format!("{} MB", mega(disk(&dir.join("bodies")))));
    row("memory before, at most, after (PSS)", format!("{}, {}, {} MB", mega(before), mega(peak), mega(pss())));
    timed("read one body", 500, |n| {
        let number = 1 + (n as u32 * 7_919) % BODIES;
        let id = store.by_uid(inbox, uid(number)).unwrap().unwrap().id;
        assert!(store.raw(id).unwrap().is_some());
    });
    let measured = Measure::start();
    store.remove_account(AccountId::new(1)).unwrap();
    measured.print("remove the account");
}

/// The alternative that was not taken: one file per body.
fn files(dir: &Path) {
    for level in [1, 3, 6] {
        let dir = dir.join(format!("level{level}"));
        fs::create_dir_all(&dir).unwrap();
        let (mut busy, mut spent, mut packed) = (Duration::ZERO, Duration::ZERO, 0_u64);
        let mut packing = Duration::ZERO;
        for number in 1..=BODIES {
            let raw = message(number);
            let (wall, before) = (Instant::now(), cpu());
            let bytes = zstd::bulk::compress(&raw, level).unwrap();
            packing += wall.elapsed();
            packed += bytes.len() as u64;
            fs::write(dir.join(number.to_string()), bytes).unwrap();
            busy += wall.elapsed();
            spent += cpu().saturating_sub(before);
        }
        row(&format!("one file per body, zstd level {level}"), times(busy, spent));
        row(
            "of that compressing; bytes, blocks on disk",
            format!("{packing:.1?}; {} MB, {} MB", mega(packed), mega(blocks(&dir))),
        );
        let measured = Measure::start();
        fs::remove_dir_all(&dir).unwrap();
        measured.print("delete the files");
    }
}

fn page(store: &Store, scope: ListScope, range: Range<usize>) {
    assert!(!black_box(store.page(scope, range).unwrap()).rows.is_empty());
}

fn open(dir: &Path) -> Store {
    Store::open(dir).unwrap().store
}

fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap()
}

fn inbox(store: &Store, account: u64) -> MailboxId {
    mailbox(store, account, "INBOX")
}

fn mailbox(store: &Store, account: u64, name: &str) -> MailboxId {
    let found = FoundMailbox {
        name: MailboxName::new(name),
        display: name.to_owned(),
        delimiter: Some('/'),
        special_use: (name == "INBOX").then_some(SpecialUse::Inbox),
        guessed: false,
        selectable: true,
        subscribed: true,
    };
    store.reconcile_mailboxes(AccountId::new(account), &[found]).unwrap();
    let mut all = store.mailboxes(AccountId::new(account)).unwrap().into_iter();
    all.find(|mailbox| mailbox.display == name).unwrap().id
}

/// A first sync: from the newest message to the oldest.
fn fill(store: &Store, mailbox: MailboxId, total: u32) {
    let mut high = total;
    while high > 0 {
        let low = high.saturating_sub(BATCH);
        let batch: Vec<_> = (low + 1..=high).map(envelope).collect();
        let mark = SyncMark {
            uid_validity: UidValidity::new(1),
            uid_next: Some(uid(total + 1)),
            backlog: Uid::new(low),
            ..SyncMark::default()
        };
        store.add_envelopes(mailbox, batch, Some(mark), Some(total)).unwrap();
        high = low;
    }
}

/// An envelope of 420 bytes or so: what mailing lists, shops and colleagues send.
fn envelope(number: u32) -> NewEnvelope {
    let mut random = Random(u64::from(number));
    let person = |random: &mut Random| {
        let name = format!("{} {}", random.word(), random.word());
        Address { email: format!("{}@{}.example.org", name.replace(' ', "."), random.word()), name }
    };
    let from = vec![person(&mut random)];
    let to = (0..1 + random.below(3)).map(|_| person(&mut random)).collect();
    let subject = (0..4 + random.below(6)).map(|_| random.word()).collect::<Vec<_>>().join(" ");
    let references = (0..random.below(3))
        .map(|_| format!("{:016x}.{:08x}@mail.example.org", random.next(), random.next() as u32))
        .collect();
    NewEnvelope {
        uid: uid(number),
        flags: Flags::parse(if random.below(4) == 0 { &["$NotJunk"][..] } else { &["\\Seen"] }.iter().copied()),
        received: 1_400_000_000 + i64::from(number) * 1_500 + (random.below(900) as i64),
        sent: Some(1_400_000_000 + i64::from(number) * 1_500),
        size: 3_000 + random.below(40_000) as u32,
        from,
        to,
        subject,
        message_id: Some(format!("{:016x}.{number}@mail.example.org", random.next())),
        references,
        has_attachment: random.below(9) == 0,
    }
}

/// A raw message: a head with signatures, text, and with every tenth an attachment; 15 KB on average.
fn message(number: u32) -> Vec<u8> {
    let mut random = Random(u64::from(number) + 1_000_000);
    let mut text = String::new();
    for hop in 0..4 {
        let id = random.next();
        text += &format!(
            "Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}])\r\n\tby in.example.net (Postfix) with ESMTPS id {id:x}\r\n\tfor <me@example.net>; Sun, 22 Nov 2026 22:14:24 +0000 (UTC)\r\n"
        );
    }
    text += "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=mail;\r\n\tb=";
    text += &random.base64(256);
    text += "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_part\"\r\n\r\n--=_part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    for _ in 0..300 + random.below(500) {
        text += random.word();
        text.push(' ');
        if random.below(11) == 0 {
            text += ".\r\n";
        }
    }
    if number.is_multiple_of(10) {
        text += "\r\n--=_part\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        for _ in 0..1_300 {
            text += &random.base64(57);
            text += "\r\n";
        }
    }
    text += "--=_part--\r\n";
    text.into_bytes()
}

/// A small generator, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len() as u64) as usize]
    }

    /// As many bytes of chance in base64.
    fn base64(&mut self, bytes: usize) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        (0..bytes.div_ceil(3) * 4).map(|_| char::from(DIGITS[self.below(64) as usize])).collect()
    }
}

const WORDS: [&str; 64] = [
    "und",
    "die",
    "der",
    "nicht",
    "wir",
    "Rechnung",
    "Termin",
    "morgen",
    "heute",
    "Angebot",
    "Grüße",
    "freundlichen",
    "anbei",
    "bitte",
    "danke",
    "für",
    "Ihre",
    "Nachricht",
    "Projekt",
    "Besprechung",
    "the",
    "meeting",
    "please",
    "find",
    "attached",
    "invoice",
    "regards",
    "would",
    "could",
    "schedule",
    "tomorrow",
    "update",
    "release",
    "patch",
    "review",
    "merge",
    "branch",
    "build",
    "failed",
    "passed",
    "server",
    "mailbox",
    "Lieferung",
    "Bestellung",
    "Zahlung",
    "Konto",
    "Urlaub",
    "Zug",
    "Fahrkarte",
    "Hotel",
    "Wochenende",
    "Geburtstag",
    "Einladung",
    "Verein",
    "Protokoll",
    "Anhang",
    "Sitzung",
    "Frage",
    "Antwort",
    "schnell",
    "leider",
    "gerne",
    "vielleicht",
    "zusammen",
];

struct Measure(Instant, Duration);

impl Measure {
    fn start() -> Self {
        Self(Instant::now(), cpu())
    }

    fn print(&self, name: &str) {
        row(name, times(self.0.elapsed(), cpu().saturating_sub(self.1)));
    }
}

fn times(wall: Duration, cpu: Duration) -> String {
    format!("{:.1} ms, CPU {:.0} ms", wall.as_secs_f64() * 1e3, cpu.as_secs_f64() * 1e3)
}

fn timed(name: &str, rounds: usize, mut round: impl FnMut(usize)) {
    let mut times: Vec<_> = (0..rounds)
        .map(|n| {
            let start = Instant::now();
            round(n);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (middle, worst) = (times[rounds / 2], times[rounds - 1]);
    row(
        name,
        if rounds == 1 { format!("{middle:.2} ms") } else { format!("median {middle:.2} ms, worst {worst:.2} ms") },
    );
}

#[expect(clippy::needless_pass_by_value, reason = "every caller formats it for this")]
fn row(name: &str, value: String) {
    println!("  {name:<58} {value}");
}

fn mega(bytes: u64) -> u64 {
    bytes / 1_000_000
}

fn disk(dir: &Path) -> u64 {
    let files = walkdir::WalkDir::new(dir).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| entry.metadata().ok()).map(|data| data.len()).sum()
}

/// What the files take in blocks of 4 KiB.
fn blocks(dir: &Path) -> u64 {
    let files = walkdir::WalkDir::new(dir).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| entry.metadata().ok()).map(|data| data.len().div_ceil(4096) * 4096).sum()
}

fn pss() -> u64 {
    memory::pss(std::process::id())
}

/// CPU time of all threads of this process, in hundredths of a second; zero where the system does not tell.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

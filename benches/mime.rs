//! How long mail takes to be understood: `cargo bench --bench mime`.
//!
//! The mail is the sample profile over and over; one core.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints and may fail loudly"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use brieftaube::{demo, mime};

fn main() {
    let letters: Vec<Vec<u8>> = demo::messages(1_795_352_400).map(|message| message.raw).collect();
    let bytes: usize = letters.iter().map(Vec::len).sum();
    println!("{} letters, {} bytes on average", letters.len(), bytes / letters.len().max(1));
    let headers: Vec<Vec<u8>> = letters
        .iter()
        .map(|raw| {
            let end = raw.windows(4).position(|four| four == b"\r\n\r\n").map_or(raw.len(), |end| end + 4);
            raw[..end].to_vec()
        })
        .collect();

    measure("parse_header", 200_000, &headers, |raw| drop(black_box(mime::parse_header(raw))));
    measure("summary", 22_000, &letters, |raw| drop(black_box(mime::summary(raw))));
    measure("parse", 5_000, &letters, |raw| drop(black_box(mime::parse(raw))));
}

fn measure(what: &str, count: u32, mails: &[Vec<u8>], work: impl Fn(&[u8])) {
    let started = Instant::now();
    for raw in mails.iter().cycle().take(count as usize) {
        work(raw);
    }
    let taken: Duration = started.elapsed();
    println!(
        "{what:14} {count:>7} in {:>8.3} s, {:>9.2} µs each",
        taken.as_secs_f64(),
        taken.as_secs_f64() * 1e6 / f64::from(count)
    );
}

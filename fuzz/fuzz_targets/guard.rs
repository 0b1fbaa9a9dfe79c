//! A server's answer of arbitrary bytes, through the guard, async-imap and our parsers, to every command.

#![no_main]

use brieftaube::error::ErrorKind;
use brieftaube::imap::probe;

libfuzzer_sys::fuzz_target!(|input: (u8, &[u8])| {
    let (command, answer) = input;
    let hangs = probe::run(command, answer).is_err_and(|error| error.kind() == ErrorKind::Stopped);
    assert!(!hangs);
});

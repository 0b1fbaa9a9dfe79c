//! A server's answer of arbitrary bytes, through the guard, async-imap and our parsers, to every command.

#![no_main]

use brieftaube::imap::probe::answer_with;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    drop(runtime.block_on(answer_with(input.0, input.1)));
});

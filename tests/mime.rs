//! Messages as the world sends them, and as somebody would send them to do harm.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "what a test helper cannot do fails the test"
)]

#[path = "../fuzz/src/mime.rs"]
mod checks;
#[path = "mime/corpus.rs"]
mod corpus;
#[path = "mime/hard.rs"]
mod hard;
#[path = "mime/mutations.rs"]
mod mutations;
#[path = "mime/support.rs"]
mod support;
#[path = "mime/text.rs"]
mod text;
#[path = "mime/variants.rs"]
mod variants;

//! Brieftaube: a desktop mail client that keeps IMAP mail safe, complete and readable offline.
//!
//! This header is the architecture document. It changes in the same commit as what it describes.
//!
//! An Elm-style iced application (`ui`) sends commands to an asynchronous mail service (`service`),
//! which syncs several IMAP accounts into a local sled store (`store`). The store is what the window
//! shows, so mail reads the same with and without a network.
//!
//! # Principles
//! 1. **The store is the truth.** The window shows what the store says; the service writes the store.
//! 2. **The window does no I/O.** Nothing under `ui` names the file system, sockets, sled, async-imap
//!    or the keyring.
//! 3. **What crosses between window and service is plain data** ([`service::api`]). The test double is
//!    the other end of the channel, not a trait.
//! 4. **Decide pure, then act.** Plans, merges, back-off and state machines are synchronous functions
//!    of values in files of their own.
//! 5. **A broken connection is never half-used.** A session is moved into an operation and handed back
//!    only on success.
//! 6. **Every state change is one atomic batch in the store; events go out only after the commit.**
//! 7. **Nothing that arrives from outside can crash it or fill it.** Every buffer, queue, cache and
//!    recursion has a named bound.
//! 8. **A person's action is never lost and never done twice.**
//! 9. **Absence is never inferred.** A refused, cut or short answer changes nothing in the store. What two statements of
//!    the server agree about is gone; if that is much at once, it is frozen: seen as ever, until the person decides.
//!
//! # How an action travels
//! What a person does to messages (`Query::Act`, `brieftaube mark`) is one record of the journal, a file beside the
//! cache, on disk before anybody sees it. The store lays what waits over what the server last said whenever
//! something is read, so the window shows it at once: flags, and in which mailbox a message is. `sync::push` sends it
//! before anything is read from the server, collapsed to the fewest commands; that something may have been sent is on
//! disk before it is, and what may have been moved is looked for before it is moved again. The answer ends it:
//! confirmed, or refused, which undoes it here in the server's words. A message that was moved keeps its identity; it is
//! taken away from where it was only once it is known under which UID it is where it went. What goes to another account is
//! sent by the account it comes from, over a connection of its own with the other server. Mailboxes are made, renamed and
//! removed the same way (`store/tree.rs`): one that waits to be made takes messages in at once; one that another client
//! renamed is recognised by its messages (`sync/renamed.rs`). Undoing is another action.
//! How full an account is (`sync::quota`) is asked after something changed, every few minutes at most.
//! Once a day `sync::verify` compares all that is stored with the server.
//!
//! # Layers, imports point down only
//! ```text
//! main, cli      composition root, commands without a window
//! ui             iced only; knows service::api, model, mime::document, config, i18n, discovery::presets
//! service        one actor per account + hub; Command/Query in, Event out
//! sync           algorithms between a server and the store (pure files + drivers)
//! imap           the wire; with net the only module that names async_imap
//! store          sled repository and body files; the only module that names sled
//! demo           sample mail as raw bytes
//! mime           bytes <-> meaning (mail-parser, html2text); untrusted input
//! net  discovery  credentials  config  i18n  platform
//! model          plain domain types, no I/O        error   typed errors whose kind decides
//! ```

/// Threads hand mail to each other all the time, at which the allocators of most systems are slow. It is here
/// and not in `main`, so that tests and benches run with it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod cli;
pub mod config;
pub mod credentials;
pub mod demo;
pub mod discovery;
pub mod error;
pub mod i18n;
pub mod imap;
pub mod mime;
pub mod model;
pub mod net;
pub mod platform;
pub mod service;
pub mod store;
pub mod sync;
pub mod ui;

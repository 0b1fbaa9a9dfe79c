//! The program without a window: arguments in, text or JSON and an exit code out.
//!
//! For scripts, tests and measuring. Every command goes through the same service, store and code paths as
//! the window; nothing in here decides anything about mail. Results go to standard output, progress and
//! problems to standard error, each problem in one sentence with what to do about it.

mod account;
mod args;
mod document;
mod exit;
mod frozen;
mod mailbox;
mod output;
mod queue;
mod read;
mod special;
mod sync;
#[cfg(test)]
mod tests;
mod verify;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub use args::{Command, Form, Manage, NewAccount, NewPassword, Target, What};
pub use exit::Code;
pub use queue::Manner;

use crate::config::Paths;
use crate::error::{Error, ErrorKind, Result};
use crate::i18n::Texts;
use crate::model::Account;
use crate::service::api::{Command as Order, Event, Handle};
use crate::service::{self, Mode};
use output::Output;

/// What the arguments ask for.
#[derive(Debug)]
pub struct Invocation {
    /// The folder that holds the whole profile; `None`: where the system wants it.
    pub profile: Option<PathBuf>,
    /// What is to be done.
    pub action: Action,
}

/// What is to be done.
#[derive(Debug)]
pub enum Action {
    /// Open the window.
    Window,
    /// Open the window with sample mail.
    Demo,
    /// Run a command without a window.
    Command(Box<Command>),
}

/// Reads the arguments, the program's name first. Help, version and misuse are printed here, and then
/// there is nothing left to do but to exit.
///
/// # Errors
/// The code to exit with.
pub fn parse(arguments: impl IntoIterator<Item = OsString>, texts: &Texts) -> Result<Invocation, ExitCode> {
    args::parse(arguments, texts).map_err(|end| {
        let mut output = Output::new(texts);
        match end {
            args::End::Print(text) => {
                output.text(&text);
                output.finish(Code::Done)
            }
            args::End::Misuse(sentence) => {
                output.complain(&sentence);
                Code::Usage.into()
            }
        }
    })
}

/// Runs a command to its end and says how it went.
pub fn run(profile: Option<&Path>, command: &Command, texts: &Texts) -> ExitCode {
    let mut output = Output::new(texts);
    let result = match command {
        Command::AccountAdd { account, json } => account::add(profile, account, *json, &mut output),
        Command::AccountList { json } => account::list(profile, *json, &mut output),
        Command::AccountRemove { account, json } => account::remove(profile, account, *json, &mut output),
        Command::AccountSpecial { account, choice, json } => {
            special::special(profile, account, choice.as_ref(), *json, &mut output)
        }
        Command::Sync { json } => sync::sync(profile, *json, &mut output),
        Command::Verify { account, repair, json } => {
            verify::verify(profile, account.as_deref(), *repair, *json, &mut output)
        }
        Command::Status { json } => read::status(profile, *json, &mut output),
        Command::List { account, mailbox, json } => read::list(profile, account, mailbox, *json, &mut output),
        Command::Show { account, mailbox, uid, form } => {
            read::show(profile, (account, mailbox, *uid), *form, &mut output)
        }
        Command::Act { account, mailbox, uids, what, manner } => {
            queue::act(profile, (account, mailbox, uids), what, *manner, &mut output)
        }
        Command::Manage { account, mailbox, what, manner } => {
            mailbox::manage(profile, (account, mailbox), what, *manner, &mut output)
        }
        Command::Undo { action, manner } => queue::undo(profile, *action, *manner, &mut output),
        Command::Frozen { account, mailbox, thaw, manner } => {
            frozen::frozen(profile, (account.as_deref(), mailbox.as_deref()), *thaw, *manner, &mut output)
        }
        Command::Journal { json } => queue::journal(profile, *json, &mut output),
    };
    match result {
        Ok(code) => output.finish(code),
        Err(error) => {
            output.problem(&error);
            output.finish(Code::of(error.kind()))
        }
    }
}

/// Starts the service without letting it connect by itself, asks it something, ends it, and tells what it
/// had to tell besides.
fn with_service<T>(paths: &Paths, output: &mut Output<'_>, work: impl AsyncFnOnce(&Handle) -> Result<T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(ErrorKind::Storage, "start the runtime").with_source(error))?;
    let service = service::start(paths, Mode::Quiet)?;
    runtime.block_on(async {
        let mut events = service.events();
        let result = work(&service).await;
        service.send(Order::Shutdown);
        while let Some(event) = events.next().await {
            match event {
                Event::Notice(problem) => output.report(&problem, None),
                Event::Stopped => break,
                _ => {}
            }
        }
        result
    })
}

/// Finds an account by its number, its address or its name.
fn find_account<'a>(accounts: &'a [Account], wanted: &str) -> Result<&'a Account> {
    let by_id = wanted.parse::<u64>().ok().and_then(|id| accounts.iter().find(|account| account.id.get() == id));
    by_id
        .or_else(|| accounts.iter().find(|account| account.email.eq_ignore_ascii_case(wanted)))
        .or_else(|| accounts.iter().find(|account| account.name == wanted))
        .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("find account {wanted}")))
}

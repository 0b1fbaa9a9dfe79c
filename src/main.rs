//! The program: arguments, logging, profile, single instance, service, window.
//!
//! It only puts the parts together. Whatever goes wrong before there is a window is one sentence on
//! standard error in the person's language and an exit code; whatever goes wrong with the profile or the
//! store is told in the window.

// A start by double click opens no console; redirected output of commands works all the same.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::any::Any;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use brieftaube::cli::{self, Action, Code, Invocation};
use brieftaube::config::{Language, Paths, Settings};
use brieftaube::error::{Error, ErrorKind, Problem, Result};
use brieftaube::i18n::{Lang, Texts};
use brieftaube::platform::display::{self, NoDisplay};
use brieftaube::platform::instance::{self, Claim, Instance, Verb};
use brieftaube::platform::{ending, log, wake};
use brieftaube::service::api::{Command, Event, Handle, Query};
use brieftaube::service::{self, Mode};
use brieftaube::ui;

/// How long the service may take to write everything down after a window that ended badly.
const LAST_WORDS: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let texts = Texts::new(Lang::of(Language::System));
    let Invocation { profile, action } = match cli::parse(std::env::args_os(), &texts) {
        Ok(invocation) => invocation,
        Err(code) => return code,
    };
    log::hook_panics();
    match action {
        Action::Command(command) => {
            start_log(None);
            cli::run(profile.as_deref(), &command, &texts)
        }
        Action::Window => window(profile.as_deref(), &texts),
        Action::Demo => demo(&texts),
    }
}

/// The window over the person's profile.
fn window(profile: Option<&Path>, texts: &Texts) -> ExitCode {
    if let Err(reason) = display::check() {
        return no_display(&reason, texts);
    }
    let paths = match Paths::of(profile).and_then(|paths| paths.create().map(|()| paths)) {
        Ok(paths) => paths,
        Err(error) => return show(broken(&error), texts),
    };
    start_log(Some(&paths.cache));
    let handle = Arc::new(OnceLock::<Handle>::new());
    let _instance: Instance = match claim(&paths, &handle) {
        Ok(Claim::Ours(instance)) => instance,
        Ok(Claim::Raised) => return Code::Done.into(),
        Err(error) if error.kind() == ErrorKind::StoreLocked => {
            return complain(&texts.get("start-already-running"), Code::Local);
        }
        Err(error) => return show(broken(&error), texts),
    };
    let service = match service::start(&paths, Mode::Live) {
        Ok(service) => service,
        Err(error) => return show(broken(&error), texts),
    };
    // Only ever set here.
    let service = handle.get_or_init(|| service).clone();
    let settings = ask_settings(&service).unwrap_or_default();
    let texts = &Texts::new(Lang::of(settings.language));
    let woken = service.clone();
    let watch = wake::Watch::start(move || woken.send(Command::NetworkChanged));
    if let Err(error) = &watch {
        tracing::warn!(%error, "nobody watches for sleep and other networks");
    }
    leave_when_asked(&service);
    let start = ui::Start {
        service: Ok(service.clone()),
        settings,
        sample: Some(ui::OpenSample(Arc::new(service::open_sample))),
        is_sample: false,
    };
    let code = show(start, texts);
    end(&service);
    code
}

/// The window over sample mail; the profile is not touched.
fn demo(texts: &Texts) -> ExitCode {
    start_log(None);
    if let Err(reason) = display::check() {
        return no_display(&reason, texts);
    }
    let start = match service::open_sample() {
        Ok(service) => ui::Start { service: Ok(service), settings: Settings::default(), sample: None, is_sample: true },
        Err(error) => broken(&error),
    };
    let service = start.service.clone();
    if let Ok(service) = &service {
        leave_when_asked(service);
    }
    let code = show(start, texts);
    if let Ok(service) = service {
        end(&service);
    }
    code
}

/// Closes the window in good order when the system asks the program to end.
fn leave_when_asked(service: &Handle) {
    let service = service.clone();
    if let Err(error) = ending::watch(move || service.leave()) {
        tracing::warn!(%error, "nobody listens when the system asks to end");
    }
}

fn claim(paths: &Paths, handle: &Arc<OnceLock<Handle>>) -> Result<Claim> {
    let handle = Arc::clone(handle);
    instance::claim(&paths.config, move |verb| match (verb, handle.get()) {
        (Verb::Raise, Some(handle)) => handle.raise(),
        // The window is about to open anyway.
        (Verb::Raise, None) => {}
    })
}

/// A window that says what is wrong instead of showing mail.
fn broken(error: &Error) -> ui::Start {
    tracing::error!(%error, "no service");
    ui::Start {
        service: Err(Problem::new(error, None)),
        settings: Settings::default(),
        sample: Some(ui::OpenSample(Arc::new(service::open_sample))),
        is_sample: false,
    }
}

/// Runs the window to its end.
fn show(start: ui::Start, texts: &Texts) -> ExitCode {
    match catch_unwind(AssertUnwindSafe(|| ui::run(start))) {
        Ok(Ok(())) => Code::Done.into(),
        Ok(Err(error)) => {
            tracing::error!(%error, "no window");
            complain(&texts.get("start-window-failed"), Code::Failed)
        }
        Err(panic) if is_window_failure(panic.as_ref()) => complain(&texts.get("start-window-failed"), Code::Failed),
        Err(_) => complain(&texts.get("start-crashed"), Code::Failed),
    }
}

fn is_window_failure(panic: &(dyn Any + Send)) -> bool {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    words.is_some_and(display::is_window_failure)
}

fn no_display(reason: &NoDisplay, texts: &Texts) -> ExitCode {
    let sentence = match reason {
        NoDisplay::Unset => texts.get("start-no-display"),
        NoDisplay::Dead(name) => texts.with("start-dead-display", &[("name", name.into())]),
    };
    complain(&sentence, Code::Failed)
}

fn complain(sentence: &str, code: Code) -> ExitCode {
    // Whoever closed standard error does not want to know.
    let _ = writeln!(std::io::stderr(), "brieftaube: {sentence}");
    code.into()
}

fn start_log(folder: Option<&Path>) {
    if let Err(error) = log::start(folder) {
        // The program runs as well without a log, and a profile that cannot be written is told in the window.
        tracing::debug!(%error, "no log");
    }
}

/// Waits on the service without a window; `None` if that cannot be done here.
fn wait<T>(work: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.inspect_err(|error| tracing::error!(%error, "no runtime")).ok().map(|runtime| runtime.block_on(work))
}

fn ask_settings(service: &Handle) -> Option<Settings> {
    wait(service.ask(Query::Settings))?.ok()
}

/// Makes sure that the service has written everything down, however the window ended.
fn end(service: &Handle) {
    wait(async {
        let mut events = service.events();
        service.send(Command::Shutdown);
        // Whoever has ended already answers nothing.
        if service.ask(Query::Settings).await.is_err() {
            return;
        }
        let stopped = async { while events.next().await.is_some_and(|event| event != Event::Stopped) {} };
        if tokio::time::timeout(LAST_WORDS, stopped).await.is_err() {
            tracing::warn!("the service did not end in time");
        }
    });
}

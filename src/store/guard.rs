//! A fence around sled, which panics on some damaged files: a panic becomes a value, within a time limit
//! where that is asked for, and is logged rather than printed.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

use super::fault::{Fault, Outcome};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `step`; a panic in it is [`Fault::Damaged`].
///
/// Only for steps whose broken state is thrown away afterwards: the caller closes sled on that fault.
pub(super) fn run<T>(step: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    install_hook();
    let outer = GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(step));
    GUARDED.set(outer);
    outcome.unwrap_or_else(|panic| Err(Fault::Damaged(words(panic.as_ref()))))
}

/// As [`run`] on a thread of its own, given up on after `limit`: the thread is left behind then.
pub(super) fn run_within<T: Send + 'static>(
    limit: Duration,
    step: impl FnOnce() -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("store-guard".to_owned()).spawn(move || {
        let outcome = run(step);
        if let Err(mpsc::SendError(late)) = sender.send(outcome) {
            // Nobody waits any more. Dropping a sled handle may block or panic: here it harms nobody.
            drop(run(move || {
                drop(late);
                Ok(())
            }));
        }
    });
    if let Err(error) = spawned {
        return Err(Fault::Disk(error.kind(), format!("start a thread for the store: {error}")));
    }
    receiver
        .recv_timeout(limit)
        .unwrap_or_else(|_| Err(Fault::Damaged(format!("no answer within {} s", limit.as_secs()))))
}

/// Panics behind the fence, and in sled's own threads, are handled: they go to the log, not to the
/// person's terminal. All others take the way they took before.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let of_sled =
                thread::current().name().is_some_and(|name| name.starts_with("sled-") || name == "log flusher");
            if of_sled || GUARDED.try_with(Cell::get).unwrap_or(false) {
                tracing::warn!("sled panicked, the store handles it: {info}");
            } else {
                previous(info);
            }
        }));
    });
}

fn words(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_damage_and_the_thread_lives_on() {
        let outcome = run::<()>(|| panic!("page 7"));

        assert!(matches!(outcome, Err(Fault::Damaged(words)) if words == "page 7"));
        assert!(run(|| Ok(1)).is_ok());
    }

    #[test]
    fn a_step_that_does_not_end_is_given_up_on() {
        let (hold, held) = mpsc::channel::<()>();

        let outcome = run_within(Duration::from_millis(50), move || Ok(held.recv().is_ok()));

        assert!(matches!(outcome, Err(Fault::Damaged(_))));
        drop(hold);
    }
}

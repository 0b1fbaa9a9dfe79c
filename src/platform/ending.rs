//! The system asks the program to end: logging out, shutting down, `kill`, Ctrl+C in a terminal.

use std::io::Result;

/// Calls `end` on a thread of its own as soon as the system asks, and ends at once if it has to ask again.
///
/// # Errors
/// If there can be no such thread.
pub fn watch(end: impl FnOnce() + Send + 'static) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let twice = async {
        asked().await?;
        end();
        asked().await
    };
    let wait = move || match runtime.block_on(twice) {
        Ok(()) => std::process::exit(1),
        Err(error) => tracing::warn!(%error, "nobody listens when the system asks to end"),
    };
    std::thread::Builder::new().name("ending".to_owned()).spawn(wait).map(drop)
}

#[cfg(unix)]
async fn asked() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

/// A window is asked by a message of its own here; what is left is the console it was started from.
#[cfg(not(unix))]
async fn asked() -> Result<()> {
    tokio::signal::ctrl_c().await
}

//! What the service stands on, and how it is begun and ended: on a thread and a runtime of its own.

use std::time::Duration;

use super::{Hub, LOGOUT, Network};
use crate::config::{Paths, Profile};
use crate::credentials::Credentials;
use crate::error::{Error, ErrorKind, Result};
use crate::model::AccountId;
use crate::service::api::{Event, Handle, channel};
use crate::service::{Mode, sample};
use crate::store::Store;

/// The longest the service takes to end.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// Everything the service stands on.
#[derive(Debug)]
pub(in crate::service) struct Ground {
    pub(in crate::service) store: Store,
    pub(in crate::service) profile: Profile,
    pub(in crate::service) credentials: Credentials,
    pub(in crate::service) notices: Vec<Error>,
}

impl Ground {
    /// The accounts of the profile.
    pub(in crate::service) fn ids(&self) -> impl Iterator<Item = AccountId> {
        self.profile.accounts().iter().map(|account| account.id)
    }

    /// Opens profile and store.
    pub(in crate::service) fn open(paths: &Paths) -> Result<Self> {
        let opened = Profile::open(paths)?;
        let store = Store::open(&paths.store())?;
        let chosen = &opened.profile.settings().special_mailboxes;
        let choices = opened.profile.accounts().iter().map(|account| {
            let chosen = chosen.get(&account.id).cloned().unwrap_or_default();
            store.store.choose_special(account.id, &chosen)
        });
        // Reading mail does not depend on it.
        let refused: Vec<_> = choices.filter_map(Result::err).collect();
        let credentials = Credentials::system(opened.profile.key());
        let notices = opened.notice.into_iter().chain(store.damaged).chain(refused).collect();
        Ok(Self { store: store.store, profile: opened.profile, credentials, notices })
    }
}

/// Starts the service for a profile.
pub(in crate::service) fn start(paths: &Paths, mode: Mode) -> Result<Handle> {
    let ground = Ground::open(paths)?;
    let mode = match mode {
        Mode::Live => Network::Live,
        Mode::Quiet => Network::OnDemand,
    };
    run_apart(ground, mode, None)
}

/// Starts the service on sample mail, which is gone with it.
pub(in crate::service) fn open_sample() -> Result<Handle> {
    let (ground, folder) = sample::ground()?;
    run_apart(ground, Network::None, Some(folder))
}

/// Runs the hub on a thread and a runtime of its own.
fn run_apart(ground: Ground, network: Network, temporary: Option<sample::Folder>) -> Result<Handle> {
    let failed = |error| Error::new(ErrorKind::Storage, "start the mail service").with_source(error);
    let runtime = runtime().map_err(failed)?;
    let (handle, backend) = channel();
    std::thread::Builder::new()
        .name("service".to_owned())
        .spawn(move || {
            let events = backend.events.clone();
            runtime.block_on(async { Hub::new(ground, &backend, network).run(backend).await });
            runtime.shutdown_timeout(SHUTDOWN.saturating_sub(LOGOUT));
            drop(temporary);
            // Nobody listening: nobody needs to know.
            let _ = events.send(Event::Stopped);
        })
        .map_err(failed)?;
    Ok(handle)
}

/// The runtime of the service: two threads for the network, others for what blocks.
pub(in crate::service) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("service").enable_all().build()
}

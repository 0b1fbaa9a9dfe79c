//! Single passes, for scripts: the same actors as the window's, told to end when everything is in or, if only that is
//! wanted, when what the person did is sent.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinSet;

use super::SyncReport;
use super::account::{Actor, Mode, Order, Start};
use super::api::AccountState;
use super::events::Announcer;
use super::hub::{Ground, runtime};
use super::login::{Login, Logins};
use crate::config::Paths;
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::{Account, AccountId};
use crate::store::Store;
use crate::sync::proof::Report;
use crate::sync::retention::Retention;
use crate::sync::work::blocking;

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Passes that are made while the store breaks under each.
const PASSES: u32 = 3;

/// The longest the runtime takes to end.
const END: Duration = Duration::from_secs(1);

/// How far a pass goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// Over everything in all accounts.
    Sync,
    /// Over everything in all accounts or one, and then compares with the server.
    Verify {
        /// Only this account.
        only: Option<AccountId>,
        /// Put right what differs.
        repair: bool,
    },
    /// Sends what waits, in the accounts where something does.
    Push,
}

impl Pass {
    fn concerns(self, account: AccountId, store: &Store) -> bool {
        match self {
            Self::Sync => true,
            Self::Verify { only, .. } => only.is_none_or(|only| only == account),
            Self::Push => store.waits(account) > 0,
        }
    }
}

/// A profile that is open for passes, one after the other.
#[derive(Debug)]
pub(super) struct Passes {
    ground: Ground,
    logins: Logins,
    /// The store broke.
    broken: mpsc::UnboundedReceiver<Error>,
    /// There until the end.
    runtime: Option<Runtime>,
}

impl Passes {
    pub(super) fn open(paths: &Paths) -> Result<Self> {
        let ground = Ground::open(paths)?;
        let runtime =
            runtime().map_err(|error| Error::new(ErrorKind::Storage, "start the mail service").with_source(error))?;
        let (broke, broken) = mpsc::unbounded_channel();
        // Refused only after the last pass.
        ground.store.on_damage(move |error| drop(broke.send(error)));
        let logins = Logins::default();
        let login = |account: &Account| Login::new(account.clone(), ground.credentials.clone());
        ground.profile.accounts().iter().for_each(|account| logins.put(login(account)));
        Ok(Self { ground, logins, broken, runtime: Some(runtime) })
    }

    pub(super) const fn store(&self) -> &Store {
        &self.ground.store
    }

    pub(super) fn run(&mut self, pass: Pass, progress: &mut dyn FnMut(AccountId, &AccountState)) -> Result<SyncReport> {
        let Self { ground, logins, broken, runtime } = self;
        let runtime = runtime.as_ref().ok_or_else(|| Error::new(ErrorKind::Stopped, "make a pass"))?;
        runtime.block_on(make(ground, logins, broken, pass, progress))
    }
}

impl Drop for Passes {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(END);
        }
    }
}

/// Passes over all accounts until one of them ends with the store it began with: what was in before the
/// store broke is missing in its place.
async fn make(
    ground: &mut Ground,
    logins: &Logins,
    broken: &mut mpsc::UnboundedReceiver<Error>,
    pass: Pass,
    progress: &mut dyn FnMut(AccountId, &AccountState),
) -> Result<SyncReport> {
    let told = |error: &Error| Problem::new(error, None);
    // Told once, with the first pass.
    let notices = std::mem::take(&mut ground.notices);
    let mut report = SyncReport { notices: notices.iter().map(told).collect(), ..SyncReport::default() };
    for left in (0..PASSES).rev() {
        (report.problems, report.proofs) = all_accounts(ground, logins, pass, progress).await?;
        let store = ground.store.clone();
        let flushed = blocking(move || store.flush()).await;
        let Ok(error) = broken.try_recv() else {
            flushed?;
            break;
        };
        // However often it breaks, that is one thing to tell.
        while broken.try_recv().is_ok() {}
        if !report.notices.iter().any(|notice| notice.kind == ErrorKind::StoreDamaged) {
            report.notices.push(told(&error));
        }
        if left == 0 {
            report.problems.extend(ground.ids().map(|id| (id, Problem::new(&error, Some(id)))));
        }
    }
    Ok(report)
}

/// Runs one pass over all accounts, side by side. What went wrong is told.
async fn all_accounts(
    ground: &Ground,
    logins: &Logins,
    pass: Pass,
    progress: &mut dyn FnMut(AccountId, &AccountState),
) -> Result<(Vec<(AccountId, Problem)>, Vec<(AccountId, Report)>)> {
    let Ground { store, profile, .. } = ground;
    // Nobody listens: progress is read from the states.
    let (events, _) = broadcast::channel(1);
    let announcer = Announcer::start(store.clone(), events);
    let mut actors = JoinSet::new();
    for login in logins.all().into_iter().filter(|it| pass.concerns(it.account().id, store)) {
        let id = login.account().id;
        let actor = Actor::start(Start {
            login,
            logins: logins.clone(),
            store: store.clone(),
            retention: Retention::of(profile.settings()),
            announcer: announcer.clone(),
            mode: if pass == Pass::Push { Mode::Push } else { Mode::Once },
        });
        if let Pass::Verify { repair, .. } = pass {
            actor.order(Order::Verify { repair });
        }
        actors.spawn(async move { (id, actor.finished().await) });
    }
    let (mut problems, mut proofs) = (Vec::new(), Vec::new());
    let mut tick = tokio::time::interval(TELL_EVERY);
    let mut told: BTreeMap<AccountId, AccountState> = BTreeMap::new();
    loop {
        tokio::select! {
            ended = actors.join_next() => match ended {
                Some(Ok((id, ended))) => {
                    problems.extend(ended.problems.into_iter().map(|problem| (id, problem)));
                    proofs.extend(ended.proof.map(|proof| (id, proof)));
                }
                Some(Err(error)) => return Err(Error::new(ErrorKind::Stopped, "sync an account").with_source(error)),
                None => break,
            },
            _ = tick.tick() => tell(&announcer, ground, &mut told, progress),
        }
    }
    tell(&announcer, ground, &mut told, progress);
    proofs.sort_unstable_by_key(|(id, _)| *id);
    Ok((problems, proofs))
}

fn tell(
    announcer: &Announcer,
    ground: &Ground,
    told: &mut BTreeMap<AccountId, AccountState>,
    progress: &mut dyn FnMut(AccountId, &AccountState),
) {
    for id in ground.ids() {
        if let Some((state, _)) = announcer.state_of(id)
            && told.get(&id) != Some(&state)
        {
            progress(id, &state);
            told.insert(id, state);
        }
    }
}

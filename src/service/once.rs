//! One complete pass over all accounts, for scripts: the same actors as the window's, told to end when
//! everything is in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;
use tokio::task::JoinSet;

use super::SyncReport;
use super::account::{Actor, Mode, Start};
use super::api::AccountState;
use super::events::Announcer;
use super::hub::{Ground, runtime};
use super::login::Login;
use crate::config::Paths;
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::model::AccountId;
use crate::sync::retention::Retention;
use crate::sync::work::blocking;

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// The longest the runtime takes to end.
const END: Duration = Duration::from_secs(1);

pub(super) fn run(paths: &Paths, progress: &mut dyn FnMut(AccountId, &AccountState)) -> Result<SyncReport> {
    let ground = Ground::open(paths)?;
    let runtime =
        runtime().map_err(|error| Error::new(ErrorKind::Storage, "start the mail service").with_source(error))?;
    let report = runtime.block_on(pass(ground, progress));
    runtime.shutdown_timeout(END);
    report
}

async fn pass(ground: Ground, progress: &mut dyn FnMut(AccountId, &AccountState)) -> Result<SyncReport> {
    let Ground { store, profile, credentials, notices } = ground;
    // Nobody listens: progress is read from the states.
    let (events, _) = broadcast::channel(1);
    let announcer = Announcer::start(store.clone(), events);
    let retention = Retention::of(profile.settings());
    let mut actors = JoinSet::new();
    let ids: Arc<[AccountId]> = profile.accounts().iter().map(|account| account.id).collect();
    for account in profile.accounts() {
        let id = account.id;
        let actor = Actor::start(Start {
            login: Login::new(account.clone(), credentials.clone()),
            store: store.clone(),
            retention,
            announcer: announcer.clone(),
            mode: Mode::Once,
        });
        actors.spawn(async move { (id, actor.finished().await) });
    }
    let mut report = SyncReport {
        notices: notices.iter().map(|error| Problem::new(error, None)).collect(),
        ..SyncReport::default()
    };
    let mut tick = tokio::time::interval(TELL_EVERY);
    let mut told: BTreeMap<AccountId, AccountState> = BTreeMap::new();
    loop {
        tokio::select! {
            ended = actors.join_next() => match ended {
                Some(Ok((id, problems))) => report.problems.extend(problems.into_iter().map(|problem| (id, problem))),
                Some(Err(error)) => return Err(Error::new(ErrorKind::Stopped, "sync an account").with_source(error)),
                None => break,
            },
            _ = tick.tick() => tell(&announcer, &ids, &mut told, progress),
        }
    }
    tell(&announcer, &ids, &mut told, progress);
    blocking(move || store.flush()).await?;
    Ok(report)
}

fn tell(
    announcer: &Announcer,
    ids: &[AccountId],
    told: &mut BTreeMap<AccountId, AccountState>,
    progress: &mut dyn FnMut(AccountId, &AccountState),
) {
    for id in ids {
        if let Some((state, _)) = announcer.state_of(*id)
            && told.get(id) != Some(&state)
        {
            progress(*id, &state);
            told.insert(*id, state);
        }
    }
}

//! `sync`: one complete pass over all accounts, with a progress bar where somebody watches.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::exit::Code;
use super::output::{Output, one_line};
use crate::config::{Paths, Profile};
use crate::error::Result;
use crate::i18n::{Texts, format};
use crate::model::{Account, AccountId};
use crate::service::api::AccountState;
use crate::service::{self, SyncReport};

/// Cells of the progress bar.
const BAR: u64 = 24;

#[derive(Serialize)]
struct ReportJson<'a> {
    complete: bool,
    accounts: Vec<AccountJson<'a>>,
}

#[derive(Serialize)]
struct AccountJson<'a> {
    id: u64,
    name: &'a str,
    complete: bool,
    problem: Option<String>,
}

pub(super) fn sync(profile: Option<&Path>, json: bool, output: &mut Output<'_>) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let opened = Profile::open(&paths)?;
    if let Some(notice) = &opened.notice {
        output.problem(notice);
    }
    let accounts = opened.profile.accounts();
    let report = pass(&paths, accounts, output)?;
    tell_problems(&report, accounts, output);
    if json {
        output.json(&ReportJson {
            complete: report.problems.is_empty(),
            accounts: accounts.iter().map(|account| AccountJson::new(account, &report, output.texts)).collect(),
        });
    } else if report.problems.is_empty() {
        let line = output.texts.with("cli-sync-complete", &[("count", accounts.len().into())]);
        output.line(&line);
    }
    // The first problem names the code: with several accounts none says more than another.
    Ok(report.problems.first().map_or(Code::Done, |(_, problem)| Code::of(problem.kind)))
}

/// Tells what went wrong with accounts and what is to be said besides.
pub(super) fn tell_problems(report: &SyncReport, accounts: &[Account], output: &mut Output<'_>) {
    for notice in &report.notices {
        output.report(notice, None);
    }
    for (id, problem) in &report.problems {
        output.report(problem, accounts.iter().find(|account| account.id == *id).map(|account| account.name.as_str()));
    }
}

impl<'a> AccountJson<'a> {
    fn new(account: &'a Account, report: &SyncReport, texts: &Texts) -> Self {
        let problem = report.problems.iter().find(|(id, _)| *id == account.id).map(|(_, problem)| problem);
        Self {
            id: account.id.get(),
            name: &account.name,
            complete: problem.is_none(),
            problem: problem.map(|problem| super::output::sentence(texts, problem)),
        }
    }
}

fn pass(paths: &Paths, accounts: &[Account], output: &mut Output<'_>) -> Result<SyncReport> {
    if !output.is_watched() {
        return service::sync_once(paths, &mut |_, _| {});
    }
    let mut states = BTreeMap::new();
    let report = service::sync_once(paths, &mut |id, state| {
        states.insert(id, progress_of(state));
        let line = bar(&states, accounts, output.texts);
        output.progress(&format!("\r\x1b[K{line}"));
    });
    output.progress("\r\x1b[K");
    report
}

/// Done, total and remaining seconds of an account; `None` while it only connects.
fn progress_of(state: &AccountState) -> Option<(u64, u64, Option<u64>)> {
    match state {
        AccountState::Syncing { done, total, remaining } => Some((*done, *total, *remaining)),
        AccountState::UpToDate { .. } => Some((1, 1, None)),
        _ => None,
    }
}

/// Done, to do in all, and the seconds that remain.
type Far = (u64, u64, Option<u64>);

/// One line over all accounts: how far, and what the slowest is called.
fn bar(states: &BTreeMap<AccountId, Option<Far>>, accounts: &[Account], texts: &Texts) -> String {
    let known = || states.values().flatten();
    let done: u64 = known().map(|(done, total, _)| done.min(total)).sum();
    let total: u64 = known().map(|(_, total, _)| *total).sum();
    let remaining = known().filter_map(|(_, _, remaining)| *remaining).max();
    let cells = (done.saturating_mul(BAR)).checked_div(total).unwrap_or(0);
    let filled: String = (0..BAR).map(|cell| if cell < cells { '█' } else { '░' }).collect();
    let busy: Vec<_> = accounts
        .iter()
        .filter(|account| states.get(&account.id).copied().flatten().is_none_or(|(done, total, _)| done < total))
        .map(|account| one_line(&account.name))
        .collect();
    let args = [
        ("percent", format::percent(done, total, texts.lang()).into()),
        ("done", done.into()),
        ("total", total.into()),
        ("accounts", busy.join(", ").into()),
    ];
    let progress = texts.with("cli-sync-progress", &args);
    match remaining {
        Some(seconds) => format!("{filled} {progress}, {}", format::duration(seconds, texts)),
        None => format!("{filled} {progress}"),
    }
}

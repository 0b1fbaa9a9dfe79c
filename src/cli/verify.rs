//! `verify`: compares what is stored with the servers, and says what differs.

use std::path::Path;

use serde::Serialize;

use super::exit::Code;
use super::output::{Output, one_line};
use super::{find_account, read, sync};
use crate::config::{Paths, Profile};
use crate::error::Result;
use crate::i18n::{Texts, format};
use crate::model::{Account, Checked};
use crate::service::{self, Difference, Report, SyncReport, What};

#[derive(Serialize)]
struct VerifyJson<'a> {
    sound: bool,
    accounts: Vec<AccountJson<'a>>,
}

#[derive(Serialize)]
struct AccountJson<'a> {
    id: u64,
    name: &'a str,
    sound: bool,
    problem: Option<String>,
    checked: Option<CheckedJson>,
    seed: Option<u64>,
    bodies_hashed: u64,
    bodies_fetched: u64,
    differences: Vec<DifferenceJson<'a>>,
    not_checked: Vec<NotCheckedJson<'a>>,
}

/// The result of a comparison, as `status` tells it, too.
#[derive(Serialize)]
pub(super) struct CheckedJson {
    at: Option<String>,
    agreed: u64,
    total: u64,
    differing: u64,
    repaired: u64,
    mailboxes_not_checked: u64,
}

#[derive(Serialize)]
struct DifferenceJson<'a> {
    mailbox: &'a str,
    uid: u32,
    what: &'static str,
    repaired: bool,
}

#[derive(Serialize)]
struct NotCheckedJson<'a> {
    mailbox: &'a str,
    why: &'a str,
}

pub(super) fn verify(
    profile: Option<&Path>,
    account: Option<&str>,
    repair: bool,
    json: bool,
    output: &mut Output<'_>,
) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let opened = Profile::open(&paths)?;
    if let Some(notice) = &opened.notice {
        output.problem(notice);
    }
    let all = opened.profile.accounts();
    let only = account.map(|wanted| find_account(all, wanted)).transpose()?;
    let accounts: Vec<&Account> = all.iter().filter(|account| only.is_none_or(|only| only.id == account.id)).collect();
    let report = service::verify_once(&paths, only.map(|account| account.id), repair, &mut |_, _| {})?;
    sync::tell_problems(&report, all, output);
    let sound = accounts.iter().all(|account| is_sound(&report, account));
    if json {
        let accounts = accounts.iter().map(|account| account_json(account, &report, output.texts)).collect();
        output.json(&VerifyJson { sound, accounts });
    } else {
        if accounts.is_empty() {
            let line = output.texts.get("cli-no-accounts");
            output.line(&line);
        }
        for account in accounts {
            if let Some(proof) = proof_of(&report, account) {
                tell(account, proof, output);
            }
        }
    }
    let failed = if sound { Code::Done } else { Code::Failed };
    Ok(report.problems.first().map_or(failed, |(_, problem)| Code::of(problem.kind)))
}

fn proof_of<'a>(report: &'a SyncReport, account: &Account) -> Option<&'a Report> {
    report.proofs.iter().find(|(id, _)| *id == account.id).map(|(_, proof)| proof)
}

/// Whether everything of an account agreed or was put right.
fn is_sound(report: &SyncReport, account: &Account) -> bool {
    let proof = proof_of(report, account);
    // Without a time it did not come to its end.
    proof.is_some_and(|proof| proof.checked.is_sound() && proof.checked.at > 0)
}

fn account_json<'a>(account: &'a Account, report: &'a SyncReport, texts: &Texts) -> AccountJson<'a> {
    let proof = proof_of(report, account);
    let problem = report.problems.iter().find(|(id, _)| *id == account.id).map(|(_, problem)| problem);
    let differences = |proof: &'a Report| {
        proof.differences.iter().map(|Difference { mailbox, uid, what, repaired }| DifferenceJson {
            mailbox,
            uid: uid.get(),
            what: name_of(*what),
            repaired: *repaired,
        })
    };
    let not_checked = |proof: &'a Report| proof.unchecked.iter().map(|(mailbox, why)| NotCheckedJson { mailbox, why });
    AccountJson {
        id: account.id.get(),
        name: &account.name,
        sound: is_sound(report, account),
        problem: problem.map(|problem| super::output::sentence(texts, problem)),
        checked: proof.map(|proof| checked_json(&proof.checked)),
        seed: proof.map(|proof| proof.seed),
        bodies_hashed: proof.map_or(0, |proof| proof.hashed),
        bodies_fetched: proof.map_or(0, |proof| proof.fetched),
        differences: proof.into_iter().flat_map(differences).collect(),
        not_checked: proof.into_iter().flat_map(not_checked).collect(),
    }
}

pub(super) fn checked_json(checked: &Checked) -> CheckedJson {
    CheckedJson {
        at: Some(checked.at).filter(|at| *at > 0).and_then(read::iso),
        agreed: checked.agreed,
        total: checked.total,
        differing: checked.differing,
        repaired: checked.repaired,
        mailboxes_not_checked: checked.unchecked,
    }
}

/// What a difference is called in JSON, and its message after `cli-differs-`.
const fn name_of(what: What) -> &'static str {
    match what {
        What::NotHere => "not-here",
        What::NotThere => "not-on-server",
        What::Flags => "flags",
        What::Size => "size",
        What::Unread => "unreadable",
        What::Body => "body",
    }
}

fn tell(account: &Account, proof: &Report, output: &mut Output<'_>) {
    let texts = output.texts;
    output.line(&format!("{}: {}", one_line(&account.name), summary(&proof.checked, texts)));
    let args =
        [("hashed", proof.hashed.into()), ("fetched", proof.fetched.into()), ("seed", proof.seed.to_string().into())];
    output.line(&format!("  {}", texts.with("cli-verify-bodies", &args)));
    for Difference { mailbox, uid, what, repaired } in &proof.differences {
        let args = [
            ("mailbox", one_line(mailbox).into()),
            ("uid", uid.to_string().into()),
            ("what", texts.get(&format!("cli-differs-{}", name_of(*what))).into()),
        ];
        let key = if *repaired { "cli-verify-repaired" } else { "cli-verify-differs" };
        output.line(&format!("  {}", texts.with(key, &args)));
    }
    let listed: u64 = proof.differences.len() as u64;
    if listed < proof.checked.differing {
        output.line(&format!("  {}", texts.get("cli-verify-more")));
    }
    for (mailbox, why) in &proof.unchecked {
        let args = [("mailbox", one_line(mailbox).into()), ("why", one_line(why).into())];
        output.line(&format!("  {}", texts.with("cli-verify-not-checked", &args)));
    }
}

/// One line: when, and how many of how many agree.
pub(super) fn summary(checked: &Checked, texts: &Texts) -> String {
    let zone = jiff::tz::TimeZone::system();
    let args = [
        ("at", format::full_date(checked.at, &zone, texts.lang()).into()),
        ("agreed", checked.agreed.into()),
        ("total", checked.total.into()),
        ("repaired", checked.repaired.into()),
    ];
    let key = match (checked.at > 0, checked.unchecked == 0, checked.repaired) {
        (false, _, _) => "cli-verify-unfinished",
        (true, false, _) => "cli-verify-incomplete",
        (true, true, 0) => "cli-verify-summary",
        (true, true, _) => "cli-verify-summary-repaired",
    };
    texts.with(key, &args)
}

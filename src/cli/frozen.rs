//! `frozen`: what went from a server in great number, and what becomes of it.

use std::path::Path;

use serde::Serialize;

use super::exit::Code;
use super::output::{Output, one_line};
use super::queue::Manner;
use super::read::{find_mailbox, iso, open_store};
use super::{find_account, sync};
use crate::config::{Paths, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Account, Mailbox};
use crate::service::{self, api::Thaw};
use crate::store::Store;

#[derive(Serialize)]
struct FrozenJson {
    account: u64,
    mailbox: String,
    messages: u32,
    without_body: u32,
    restoring: u32,
    since: Option<String>,
}

/// Lists what is frozen, or decides what becomes of it and lists what is left.
pub(super) fn frozen(
    profile: Option<&Path>,
    (account, mailbox): (Option<&str>, Option<&str>),
    thaw: Option<Thaw>,
    manner: Manner,
    output: &mut Output<'_>,
) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let opened = Profile::open(&paths)?;
    let accounts: Vec<Account> = match account {
        Some(account) => vec![find_account(opened.profile.accounts(), account)?.clone()],
        None => opened.profile.accounts().to_vec(),
    };
    let store = open_store(&paths, output)?;
    let concerned = of(&store, &accounts, mailbox)?;
    let mut code = Code::Done;
    let Some(thaw) = thaw else {
        tell(&concerned, manner, output);
        return Ok(code);
    };
    if concerned.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, "find messages that went from the server"));
    }
    for mailbox in &concerned {
        store.thaw(mailbox.id, thaw == Thaw::PutBack)?;
    }
    drop(store);
    if !manner.offline && thaw == Thaw::PutBack {
        let report = service::sync_once(&paths, &mut |_, _| ())?;
        sync::tell_problems(&report, opened.profile.accounts(), output);
        code = report.problems.first().map_or(Code::Done, |(_, problem)| Code::of(problem.kind));
    }
    let left = of(&open_store(&paths, output)?, &accounts, mailbox)?;
    tell(&left, manner, output);
    Ok(code)
}

/// The mailboxes of which something is frozen.
fn of(store: &Store, accounts: &[Account], mailbox: Option<&str>) -> Result<Vec<Mailbox>> {
    let mut found = Vec::new();
    for account in accounts {
        found.extend(match mailbox {
            Some(name) => vec![find_mailbox(store, account.id, name)?],
            None => store.mailboxes(account.id)?,
        });
    }
    found.retain(|mailbox| mailbox.frozen.is_some());
    Ok(found)
}

fn tell(mailboxes: &[Mailbox], manner: Manner, output: &mut Output<'_>) {
    let rows = mailboxes.iter().filter_map(|mailbox| {
        let frozen = mailbox.frozen?;
        Some(FrozenJson {
            account: mailbox.account.get(),
            mailbox: mailbox.display.clone(),
            messages: frozen.messages,
            without_body: frozen.without_body,
            restoring: frozen.restoring,
            since: iso(frozen.since),
        })
    });
    let rows: Vec<_> = rows.collect();
    if manner.json {
        output.json(&rows);
        return;
    }
    for row in &rows {
        let args = [
            ("mailbox", one_line(&row.mailbox).into()),
            ("count", row.messages.into()),
            ("since", row.since.clone().unwrap_or_default().into()),
        ];
        let line = output.texts.with("cli-frozen-line", &args);
        output.line(&line);
    }
    if rows.is_empty() {
        let line = output.texts.get("cli-frozen-none");
        output.line(&line);
    }
}

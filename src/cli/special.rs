//! `account special`: which mailboxes of an account are for what, and choosing others.

use std::path::Path;

use serde::Serialize;

use super::exit::Code;
use super::output::{Output, one_line};
use super::{Order, find_account, with_service};
use crate::config::{Paths, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{AccountId, Origin, SpecialUse};
use crate::service::api::{AccountView, Query};

#[derive(Serialize)]
struct SpecialJson<'a> {
    r#use: &'static str,
    mailbox: Option<&'a str>,
    origin: Option<Origin>,
}

/// What a use is called on the command line.
pub(super) const fn name(used: SpecialUse) -> &'static str {
    match used {
        SpecialUse::Inbox => "inbox",
        SpecialUse::Flagged => "flagged",
        SpecialUse::Drafts => "drafts",
        SpecialUse::Sent => "sent",
        SpecialUse::Archive => "archive",
        SpecialUse::All => "all",
        SpecialUse::Junk => "junk",
        SpecialUse::Trash => "trash",
    }
}

pub(super) fn special(
    profile: Option<&Path>,
    account: &str,
    choice: Option<&(SpecialUse, Option<String>)>,
    json: bool,
    output: &mut Output<'_>,
) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let id = find_account(Profile::open(&paths)?.profile.accounts(), account)?.id;
    if let Some((used, mailbox)) = choice {
        choose(&paths, id, *used, mailbox.as_deref(), output)?;
    }
    let view = view(&paths, id, output)?;
    let rows: Vec<_> = SpecialUse::CHOOSABLE.iter().map(|used| row(&view, *used)).collect();
    if json {
        output.json(&rows);
        return Ok(Code::Done);
    }
    for SpecialJson { r#use, mailbox, origin } in rows {
        let origin = match origin {
            Some(Origin::Server) => "cli-special-server",
            Some(Origin::Guessed) => "cli-special-guessed",
            Some(Origin::Chosen) => "cli-special-chosen",
            None => "cli-special-none",
        };
        output.line(&format!("{}\t{}\t{}", r#use, one_line(mailbox.unwrap_or("-")), output.texts.get(origin)));
    }
    Ok(Code::Done)
}

fn view(paths: &Paths, id: AccountId, output: &mut Output<'_>) -> Result<AccountView> {
    let views = with_service(paths, output, async |service| service.ask(Query::Accounts).await?)?;
    let found = views.into_iter().find(|view| view.account.id == id);
    found.ok_or_else(|| Error::new(ErrorKind::NotFound, "find the account"))
}

fn row(view: &AccountView, used: SpecialUse) -> SpecialJson<'_> {
    let special = view.special.iter().find(|special| special.used == used);
    let mailbox = special.and_then(|special| view.mailboxes.iter().find(|mailbox| mailbox.id == special.mailbox));
    SpecialJson {
        r#use: name(used),
        mailbox: mailbox.map(|mailbox| mailbox.display.as_str()),
        origin: special.map(|special| special.origin),
    }
}

pub(super) fn choose(
    paths: &Paths,
    id: AccountId,
    used: SpecialUse,
    wanted: Option<&str>,
    output: &mut Output<'_>,
) -> Result<()> {
    let view = view(paths, id, output)?;
    let mailbox = wanted.map(|wanted| {
        let is_it = |name: &str| name == wanted;
        let mut known = view.mailboxes.iter().filter(|mailbox| mailbox.selectable && !mailbox.name.is_inbox());
        let found = known.find(|it| is_it(&it.display) || it.name.as_bytes() == wanted.as_bytes());
        found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("find mailbox {wanted}")))
    });
    let mailbox = mailbox.transpose()?.map(|mailbox| mailbox.display.clone());
    with_service(paths, output, async |service| {
        let mut settings = service.ask(Query::Settings).await?;
        let choices = settings.special_mailboxes.entry(id).or_default();
        match mailbox {
            Some(mailbox) => choices.insert(used, mailbox),
            None => choices.remove(&used),
        };
        service.send(Order::SetSettings(Box::new(settings)));
        Ok(())
    })
}

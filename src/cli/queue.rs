//! `mark`, `move`, `delete` and the like, `undo` and `journal`: what is done to mail, through the same queue and journal as the window's.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::exit::Code;
use super::output::{Output, one_line};
use super::read::{find_mailbox, iso, open, open_store};
use super::{Target, What, find_account};
use crate::config::{Archive, Paths, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::i18n::{Lang, Texts};
use crate::model::{ActionId, Destination, Flags, Intent, Logged, Stage, Tag, UidSet};
use crate::service::{self, SyncReport};

/// How a command goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Only write it down; it is sent later.
    pub offline: bool,
    /// Answer with JSON.
    pub json: bool,
}

#[derive(Serialize)]
struct DoneJson {
    action: Option<u64>,
    messages: usize,
    state: Option<&'static str>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct ActionJson {
    id: u64,
    at: Option<String>,
    intent: &'static str,
    add: Vec<String>,
    remove: Vec<String>,
    undoes: Option<u64>,
    undone_by: Option<u64>,
    state: &'static str,
    reason: Option<String>,
    parts: Vec<PartJson>,
}

#[derive(Serialize)]
struct PartJson {
    account: u64,
    from: String,
    to: Option<String>,
    messages: u32,
    waiting: u32,
}

/// Does something to messages.
pub(super) fn act(
    profile: Option<&Path>,
    (account, mailbox, uids): (&str, &str, &UidSet),
    what: &What,
    manner: Manner,
    output: &mut Output<'_>,
) -> Result<Code> {
    let (store, mailbox) = open(profile, account, mailbox, output)?;
    let target = |Target { account, mailbox: name }: &Target| -> Result<_> {
        let account = match account {
            Some(account) => find_account(Profile::open(&Paths::of(profile)?)?.profile.accounts(), account)?.id,
            None => mailbox.account,
        };
        find_mailbox(&store, account, name).map(|target| target.id)
    };
    let intent = match what {
        What::Intent(intent) => intent.clone(),
        What::Move(to) => Intent::Move(target(to)?),
        What::Copy(to) => Intent::Copy(target(to)?),
        What::Tags { add, remove } => Intent::Flags { add: tags(add)?, remove: tags(remove)? },
    };
    let known = store.flags(mailbox.id)?.into_iter().filter(|entry| uids.contains(entry.uid)).map(|entry| entry.id);
    // What waits to go elsewhere is not here any more.
    let envelopes = known.map(|id| store.envelope(id)).collect::<Result<Vec<_>>>()?;
    let here = envelopes.into_iter().flatten().filter(|envelope| envelope.mailbox == mailbox.id);
    let messages: Vec<_> = here.map(|envelope| envelope.id).collect();
    if messages.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, format!("find messages {uids} in {}", mailbox.display)));
    }
    let intent = match intent {
        Intent::Archive if by_year(profile)? => Intent::ArchiveByYear,
        intent => intent,
    };
    let acted = store.act(&intent, &messages)?;
    drop(store);
    finish(profile, acted.action, Some(acted.messages), manner, output)
}

/// Whether the person archives by year.
fn by_year(profile: Option<&Path>) -> Result<bool> {
    Ok(Profile::open(&Paths::of(profile)?)?.profile.settings().archive == Archive::Years)
}

/// Tags by the names people know them by, whatever the language, or as keywords.
fn tags(names: &[String]) -> Result<Flags> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
    let usual: BTreeMap<String, Tag> = Lang::ALL
        .into_iter()
        .map(Texts::new)
        .flat_map(|texts| {
            (1..)
                .zip(Tag::usual())
                .map(|(n, tag)| (plain(&texts.get(&format!("tag-name-{n}"))), tag))
                .collect::<Vec<_>>()
        })
        .collect();
    names.iter().try_fold(Flags::default(), |flags, name| {
        let tag = usual.get(&plain(name)).cloned().or_else(|| Tag::named(name));
        let tag = tag.ok_or_else(|| Error::new(ErrorKind::Invalid, format!("tag messages with {name}")))?;
        Ok(flags.union(&tag.flags()))
    })
}

/// Takes back an action, or the latest that was not.
pub(super) fn undo(
    profile: Option<&Path>,
    action: Option<ActionId>,
    manner: Manner,
    output: &mut Output<'_>,
) -> Result<Code> {
    let store = open_store(&Paths::of(profile)?, output)?;
    let undone = store.undo(action)?;
    drop(store);
    match undone {
        Some((_, acted)) => {
            // Of mailboxes no messages are told.
            let messages = Some(acted.messages).filter(|messages| *messages > 0);
            finish(profile, acted.action, messages, manner, output)
        }
        None => finish(profile, None, None, manner, output),
    }
}

/// Sends what was done, unless that is not wanted now, and says how far it came. `messages`: how many it concerned, if it was
/// about messages.
pub(super) fn finish(
    profile: Option<&Path>,
    action: Option<ActionId>,
    messages: Option<usize>,
    manner: Manner,
    output: &mut Output<'_>,
) -> Result<Code> {
    let is_sent = action.is_some() && !manner.offline;
    let report = if is_sent { service::push_once(&Paths::of(profile)?)? } else { SyncReport::default() };
    for notice in &report.notices {
        output.report(notice, None);
    }
    for (_, problem) in &report.problems {
        output.report(problem, None);
    }
    let logged = match action {
        Some(action) => open_store(&Paths::of(profile)?, output)?.logged(action),
        None => None,
    };
    // What waits in other accounts is sent along, but is not what was asked for.
    let concerns = |account| logged.as_ref().is_none_or(|it| it.parts.iter().any(|part| part.account == account));
    let problem = report.problems.iter().find(|(account, _)| concerns(*account));
    let code = problem.map_or(Code::Done, |(_, problem)| Code::of(problem.kind));
    if manner.json {
        output.json(&DoneJson {
            action: action.map(ActionId::get),
            messages: messages.unwrap_or_default(),
            state: logged.as_ref().map(|logged| state(&logged.stage)),
            reason: logged.as_ref().and_then(|logged| reason(&logged.stage)),
        });
    } else {
        let key = match logged.map(|logged| logged.stage) {
            None => Some("cli-acted-nothing"),
            Some(Stage::Confirmed) if messages.is_none() => Some("cli-managed-confirmed"),
            Some(Stage::Waiting | Stage::Sent) if messages.is_none() => Some("cli-managed-waiting"),
            Some(Stage::Confirmed) => Some("cli-acted-confirmed"),
            Some(Stage::Waiting | Stage::Sent) => Some("cli-acted-waiting"),
            // Told above, in the server's words.
            Some(Stage::Rejected(_) | Stage::Undone(_)) => None,
            Some(Stage::Conflict(_)) => Some("cli-acted-conflict"),
        };
        if let Some(key) = key {
            let line = output.texts.with(key, &[("count", messages.unwrap_or_default().into())]);
            output.line(&line);
        }
    }
    Ok(code)
}

/// Lists what was done, latest first.
pub(super) fn journal(profile: Option<&Path>, json: bool, output: &mut Output<'_>) -> Result<Code> {
    let store = open_store(&Paths::of(profile)?, output)?;
    let page = |range| Ok(store.journal(range));
    output.pages(json, page, action_json, |logged| action_line(&action_json(logged)))?;
    Ok(Code::Done)
}

fn action_json(logged: &Logged) -> ActionJson {
    let words = |flags: &Flags| flags.iter().map(str::to_owned).collect();
    let (intent, add, remove) = match &logged.intent {
        Intent::Flags { add, remove } => ("mark", words(add), words(remove)),
        Intent::Move(_) => ("move", Vec::new(), Vec::new()),
        Intent::Copy(_) => ("copy", Vec::new(), Vec::new()),
        Intent::Archive | Intent::ArchiveByYear => ("archive", Vec::new(), Vec::new()),
        Intent::Trash => ("trash", Vec::new(), Vec::new()),
        Intent::Junk => ("junk", Vec::new(), Vec::new()),
        Intent::NotJunk => ("not-junk", Vec::new(), Vec::new()),
        Intent::Delete => ("delete", Vec::new(), Vec::new()),
        Intent::AutoRead => ("auto-read", vec!["\\Seen".to_owned()], Vec::new()),
        Intent::CreateMailbox { .. } => ("create-mailbox", Vec::new(), Vec::new()),
        Intent::RenameMailbox { .. } => ("rename-mailbox", Vec::new(), Vec::new()),
        Intent::RemoveMailbox(_) => ("delete-mailbox", Vec::new(), Vec::new()),
        Intent::Subscribe { subscribed: true, .. } => ("subscribe", Vec::new(), Vec::new()),
        Intent::Subscribe { subscribed: false, .. } => ("unsubscribe", Vec::new(), Vec::new()),
    };
    ActionJson {
        id: logged.id.get(),
        at: iso(logged.at),
        intent,
        add,
        remove,
        undoes: logged.undoes.map(ActionId::get),
        undone_by: if let Stage::Undone(by) = logged.stage { Some(by.get()) } else { None },
        state: state(&logged.stage),
        reason: reason(&logged.stage),
        parts: logged
            .parts
            .iter()
            .map(|part| PartJson {
                account: part.account.get(),
                from: part.name.readable(),
                to: part.to.as_ref().map(|to: &Destination| to.name.readable()),
                messages: part.total,
                waiting: part.left,
            })
            .collect(),
    }
}

fn action_line(action: &ActionJson) -> String {
    let signed = |sign: &str, words: &[String]| words.iter().map(|word| format!("{sign}{word}")).collect::<Vec<_>>();
    let total: u32 = action.parts.iter().fold(0, |sum, part| sum.saturating_add(part.messages));
    let way = |part: &PartJson| match &part.to {
        Some(to) => format!("{} → {}", one_line(&part.from), one_line(to)),
        None => one_line(&part.from),
    };
    let mut mailboxes: Vec<_> = action.parts.iter().map(way).collect();
    mailboxes.dedup();
    let change = [signed("+", &action.add), signed("-", &action.remove)].concat().join(" ");
    let fields = [
        action.id.to_string(),
        action.at.clone().unwrap_or_default(),
        action.state.to_owned(),
        if change.is_empty() { action.intent.to_owned() } else { change },
        mailboxes.join(", "),
        total.to_string(),
        one_line(action.reason.as_deref().unwrap_or_default()),
    ];
    fields.join("\t")
}

const fn state(stage: &Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Sent => "sent",
        Stage::Confirmed => "confirmed",
        Stage::Rejected(_) => "rejected",
        Stage::Conflict(_) => "conflict",
        Stage::Undone(_) => "undone",
    }
}

fn reason(stage: &Stage) -> Option<String> {
    match stage {
        Stage::Rejected(words) => Some(words.clone()),
        Stage::Conflict(crate::model::Conflict::MessageGone) => Some("message gone".to_owned()),
        Stage::Conflict(crate::model::Conflict::MailboxGone) => Some("mailbox gone".to_owned()),
        Stage::Conflict(crate::model::Conflict::NotEmpty) => Some("mailbox not empty".to_owned()),
        Stage::Waiting | Stage::Sent | Stage::Confirmed | Stage::Undone(_) => None,
    }
}

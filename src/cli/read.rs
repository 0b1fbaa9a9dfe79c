//! `status`, `list` and `show`: what is stored, without any network.

use std::num::NonZeroU32;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::args::Form;
use super::exit::Code;
use super::output::{Output, one_line, sentence};
use super::verify::{CheckedJson, checked_json, summary};
use super::{document, find_account, with_service};
use crate::config::{Paths, Profile};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::i18n::{Texts, format, quota};
use crate::mime;
use crate::model::{AccountId, Address, BodyState, Envelope, Level, Mailbox, Quotas, SpecialUse, Uid, Usage};
use crate::service::api::{AccountState, AccountView, Query};
use crate::store::{ListScope, Store};

#[derive(Serialize)]
struct AccountJson<'a> {
    id: u64,
    name: &'a str,
    email: &'a str,
    state: &'static str,
    problem: Option<String>,
    last_sync: Option<String>,
    checked: Option<CheckedJson>,
    quota: Option<QuotaJson<'a>>,
    mailboxes: Vec<MailboxJson<'a>>,
}

#[derive(Serialize)]
struct QuotaJson<'a> {
    told: Option<String>,
    level: Level,
    roots: Vec<RootJson<'a>>,
}

#[derive(Serialize)]
struct RootJson<'a> {
    name: &'a str,
    storage: Option<Usage>,
    messages: Option<Usage>,
}

#[derive(Serialize)]
struct MailboxJson<'a> {
    name: &'a str,
    server_name: String,
    special_use: Option<SpecialUse>,
    selectable: bool,
    total: u32,
    unseen: u32,
    bodies: u32,
    on_server: u32,
    uidvalidity: Option<u32>,
    uidnext: Option<u32>,
    highest_modseq: Option<u64>,
    last_sync: Option<String>,
    /// Went from the server and waits for the person's decision.
    frozen: u32,
    state: &'static str,
}

#[derive(Serialize)]
struct MessageJson {
    /// None yet if it waits to be moved here.
    uid: Option<u32>,
    flags: Vec<String>,
    date: Option<String>,
    received: Option<String>,
    from: String,
    subject: String,
    size: u32,
    message_id: Option<String>,
    sha256: Option<String>,
}

#[derive(Serialize)]
struct ShownJson<'a> {
    uid: u32,
    flags: Vec<String>,
    date: Option<String>,
    from: Vec<String>,
    reply_to: Vec<String>,
    to: Vec<String>,
    cc: Vec<String>,
    subject: &'a str,
    text: &'a str,
    attachments: Vec<AttachmentJson<'a>>,
}

#[derive(Serialize)]
struct AttachmentJson<'a> {
    name: &'a str,
    media_type: &'a str,
    size: u64,
}

/// Says what is stored, account by account and mailbox by mailbox.
pub(super) fn status(profile: Option<&Path>, json: bool, output: &mut Output<'_>) -> Result<Code> {
    let views = with_service(&Paths::of(profile)?, output, async |service| service.ask(Query::Accounts).await?)?;
    if json {
        output.json(&views.iter().map(|view| account_json(view, output.texts)).collect::<Vec<_>>());
        return Ok(Code::Done);
    }
    if views.is_empty() {
        let line = output.texts.get("cli-no-accounts");
        output.line(&line);
    }
    for view in &views {
        let account = account_json(view, output.texts);
        let state = output.texts.get(&format!("cli-state-{}", account.state));
        output.line(&format!("{} <{}>: {state}", one_line(account.name), account.email));
        if let Some(problem) = &account.problem {
            output.line(&format!("  {problem}"));
        }
        if let Some(checked) = &view.checked {
            let line = summary(checked, output.texts);
            output.line(&format!("  {line}"));
        }
        for line in view.quotas.iter().flat_map(|quotas| quota::lines(quotas, output.texts)) {
            output.line(&format!("  {}", one_line(&line)));
        }
        for mailbox in view.mailboxes.iter().filter(|mailbox| mailbox.selectable) {
            let args = [
                ("name", one_line(&mailbox.display).into()),
                ("total", mailbox.counts.total.into()),
                ("unseen", mailbox.counts.unseen.into()),
                ("bodies", mailbox.counts.bodies.into()),
            ];
            let line = output.texts.with("cli-status-mailbox", &args);
            output.line(&format!("  {line}"));
            if let Some(frozen) = mailbox.frozen {
                let line = output.texts.with("cli-status-frozen", &[("count", frozen.messages.into())]);
                output.line(&format!("    {line}"));
            }
        }
    }
    Ok(Code::Done)
}

fn account_json<'a>(view: &'a AccountView, texts: &Texts) -> AccountJson<'a> {
    let (state, problem): (_, Option<&Problem>) = match &view.state {
        AccountState::Offline { problem, .. } => ("offline", problem.as_ref()),
        AccountState::Connecting => ("connecting", None),
        AccountState::Syncing { .. } => ("syncing", None),
        AccountState::UpToDate { .. } => ("up-to-date", None),
        AccountState::NeedsPassword(problem) => ("needs-password", Some(problem)),
        AccountState::Insecure(problem) => ("insecure", Some(problem)),
        AccountState::Failed(problem) => ("failed", Some(problem)),
    };
    let last_sync = match &view.state {
        AccountState::Offline { since, .. } => *since,
        AccountState::UpToDate { checked, .. } => Some(*checked),
        _ => view.mailboxes.iter().filter_map(|mailbox| mailbox.mark.synced_at).max(),
    };
    AccountJson {
        id: view.account.id.get(),
        name: &view.account.name,
        email: &view.account.email,
        state,
        problem: problem.map(|problem| sentence(texts, problem)),
        last_sync: last_sync.and_then(iso),
        checked: view.checked.as_ref().map(checked_json),
        quota: view.quotas.as_ref().map(quota_json),
        mailboxes: view.mailboxes.iter().map(mailbox_json).collect(),
    }
}

fn quota_json(quotas: &Quotas) -> QuotaJson<'_> {
    let roots = quotas.roots.iter();
    let roots = roots.map(|root| RootJson { name: &root.root, storage: root.storage, messages: root.messages });
    QuotaJson { told: iso(quotas.at), level: quotas.level(), roots: roots.collect() }
}

fn mailbox_json(mailbox: &Mailbox) -> MailboxJson<'_> {
    let Mailbox { display, name, special_use, selectable, counts, mark, frozen, .. } = mailbox;
    let complete = mark.backlog.is_none() && mark.synced_at.is_some() && counts.total >= counts.on_server;
    MailboxJson {
        name: display,
        server_name: String::from_utf8_lossy(name.as_bytes()).into_owned(),
        special_use: *special_use,
        selectable: *selectable,
        total: counts.total,
        unseen: counts.unseen,
        bodies: counts.bodies,
        on_server: counts.on_server,
        uidvalidity: mark.uid_validity.map(crate::model::UidValidity::get),
        uidnext: mark.uid_next.map(Uid::get),
        highest_modseq: mark.highest_modseq.map(crate::model::ModSeq::get),
        last_sync: mark.synced_at.and_then(iso),
        frozen: frozen.map_or(0, |frozen| frozen.messages),
        state: match (selectable, complete) {
            (false, _) => "not-selectable",
            (true, true) => "complete",
            (true, false) => "partial",
        },
    }
}

/// RFC 3339 in UTC.
pub(super) fn iso(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

/// Lists the messages of a mailbox, newest first.
pub(super) fn list(
    profile: Option<&Path>,
    account: &str,
    mailbox: &str,
    json: bool,
    output: &mut Output<'_>,
) -> Result<Code> {
    let (store, mailbox) = open(profile, account, mailbox, output)?;
    let scope = ListScope::Mailbox(mailbox.id);
    output.pages(json, |range| store.envelopes(scope, range), message_json, message_line)?;
    Ok(Code::Done)
}

fn message_json(envelope: &Envelope) -> MessageJson {
    MessageJson {
        uid: (envelope.mailbox == envelope.server_mailbox).then(|| envelope.uid.get()),
        flags: flags_of(envelope),
        date: envelope.sent.or(Some(envelope.received)).and_then(iso),
        received: iso(envelope.received),
        from: envelope.from.iter().map(written).collect::<Vec<_>>().join(", "),
        subject: envelope.subject.clone(),
        size: envelope.size,
        message_id: envelope.message_id.clone(),
        sha256: match envelope.body {
            BodyState::Stored(hash) => Some(hash.to_string()),
            BodyState::Missing | BodyState::Skipped | BodyState::Unavailable => None,
        },
    }
}

fn message_line(envelope: &Envelope) -> String {
    let json = message_json(envelope);
    let fields = [
        json.uid.map_or_else(|| "-".to_owned(), |uid| uid.to_string()),
        json.flags.join(" "),
        json.date.unwrap_or_default(),
        one_line(&json.from),
        one_line(&json.subject),
        json.size.to_string(),
        json.sha256.unwrap_or_else(|| "-".to_owned()),
    ];
    fields.join("\t")
}

fn flags_of(envelope: &Envelope) -> Vec<String> {
    envelope.flags.iter().map(str::to_owned).collect()
}

/// `Name <address>`, for reading rather than for sending.
fn written(address: &Address) -> String {
    match (address.name.is_empty(), address.email.is_empty()) {
        (true, _) => address.email.clone(),
        (false, true) => address.name.clone(),
        (false, false) => format!("{} <{}>", address.name, address.email),
    }
}

/// Prints a message: the reader's text, that as JSON, or the bytes.
pub(super) fn show(
    profile: Option<&Path>,
    (account, mailbox, uid): (&str, &str, NonZeroU32),
    form: Form,
    output: &mut Output<'_>,
) -> Result<Code> {
    let (store, mailbox) = open(profile, account, mailbox, output)?;
    let missing = |what: &str| Error::new(ErrorKind::NotFound, format!("{what} {uid} in {}", mailbox.display));
    let uid = Uid::new(uid.get()).ok_or_else(|| missing("find message"))?;
    let envelope = store.by_uid(mailbox.id, uid)?.ok_or_else(|| missing("find message"))?;
    let raw = store.raw(envelope.id)?.ok_or_else(|| missing("the body is not stored yet: show message"))?;
    if form == Form::Raw {
        output.bytes(&raw);
        return Ok(Code::Done);
    }
    let message = mime::parse(&raw)?;
    let text = document::plain_text(&message.document);
    let all = |addresses: &[Address]| addresses.iter().map(written).collect::<Vec<_>>();
    if form == Form::Json {
        output.json(&ShownJson {
            uid: uid.get(),
            flags: flags_of(&envelope),
            date: message.sent.map(|(seconds, _)| seconds).or(Some(envelope.received)).and_then(iso),
            from: all(&message.from),
            reply_to: all(&message.reply_to),
            to: all(&message.to),
            cc: all(&message.cc),
            subject: &message.subject,
            text: &text,
            attachments: message
                .attachments
                .iter()
                .map(|file| AttachmentJson { name: &file.name, media_type: &file.media_type, size: file.size })
                .collect(),
        });
        return Ok(Code::Done);
    }
    let date = message.sent.map_or(envelope.received, |(seconds, _)| seconds);
    let zone = jiff::tz::TimeZone::system();
    let lang = output.texts.lang();
    let fields = [
        ("cli-show-from", all(&message.from).join(", ")),
        ("cli-show-reply-to", all(&message.reply_to).join(", ")),
        ("cli-show-to", all(&message.to).join(", ")),
        ("cli-show-cc", all(&message.cc).join(", ")),
        ("cli-show-date", format::full_date(date, &zone, lang)),
        ("cli-show-subject", message.subject.clone()),
    ];
    for (key, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let line = output.texts.with(key, &[("value", one_line(value).into())]);
        output.line(&line);
    }
    for file in &message.attachments {
        let args = [("name", one_line(&file.name).into()), ("size", format::size(file.size, lang).into())];
        let line = output.texts.with("cli-show-attachment", &args);
        output.line(&line);
    }
    output.line("");
    output.text(&text);
    if message.document.truncated {
        let line = output.texts.get("cli-show-truncated");
        output.line(&line);
    }
    Ok(Code::Done)
}

/// Opens the store; damage is told.
pub(super) fn open_store(paths: &Paths, output: &mut Output<'_>) -> Result<Store> {
    let opened = Store::open(&paths.store())?;
    if let Some(damaged) = &opened.damaged {
        output.problem(damaged);
    }
    Ok(opened.store)
}

/// Opens the store and finds a mailbox by the name people read or the server's own.
pub(super) fn open(
    profile: Option<&Path>,
    account: &str,
    mailbox: &str,
    output: &mut Output<'_>,
) -> Result<(Store, Mailbox)> {
    let paths = Paths::of(profile)?;
    let opened = Profile::open(&paths)?;
    let account = find_account(opened.profile.accounts(), account)?;
    let store = open_store(&paths, output)?;
    let found = find_mailbox(&store, account.id, mailbox)?;
    Ok((store, found))
}

/// A mailbox by the name people read or the server's own.
pub(super) fn find_mailbox(store: &Store, account: AccountId, name: &str) -> Result<Mailbox> {
    let found = store.mailboxes(account)?.into_iter().find(|known| {
        known.name.as_bytes() == name.as_bytes()
            || known.display == name
            || (known.name.is_inbox() && name.eq_ignore_ascii_case("INBOX"))
    });
    found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("find mailbox {name}")))
}

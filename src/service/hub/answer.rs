//! Answers to questions, from the store. All of this blocks; it runs where that is allowed.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc;

use super::accounts::Internal;
use crate::config::Paths;
use crate::error::{Error, ErrorKind, Result};
use crate::mime;
use crate::model::{Account, ActionId, BodyState, Envelope, EnvelopeId, Mailbox, MailboxId, Origin, Special};
use crate::service::api::{
    AccountState, AccountView, Act, Acted, Content, JournalPage, ListSource, MessageView, Page, Thaw, Undone,
};
use crate::service::events::Announcer;
use crate::store::{self, ListScope, Store};

/// Names tried before giving up on a folder full of files of the same name.
const NAMES: u32 = 1_000;

pub(super) const fn scope(source: ListSource) -> ListScope {
    match source {
        ListSource::AllInboxes => ListScope::AllInboxes,
        ListSource::Mailbox(id) => ListScope::Mailbox(id),
    }
}

pub(super) fn accounts(store: &Store, announcer: &Announcer, accounts: Vec<Account>) -> Result<Vec<AccountView>> {
    accounts
        .into_iter()
        .map(|account| {
            let mut mailboxes = store.mailboxes(account.id)?;
            sort(&mut mailboxes);
            let (mut state, transport) =
                announcer.state_of(account.id).unwrap_or((AccountState::Offline { since: None, problem: None }, None));
            if let AccountState::Offline { since, .. } = &mut state {
                *since = since.or_else(|| mailboxes.iter().filter_map(|mailbox| mailbox.mark.synced_at).max());
            }
            let (checked, quotas) = (store.checked(account.id)?, store.quotas(account.id)?);
            let special = store.special_mailboxes(account.id)?;
            Ok(AccountView { account, mailboxes, state, transport, checked, quotas, special })
        })
        .collect()
}

/// Special-use first, then by name as the tree wants them: a parent right before its children.
fn sort(mailboxes: &mut [Mailbox]) {
    mailboxes.sort_by_cached_key(|mailbox| {
        let path: Vec<String> = match mailbox.delimiter {
            Some(delimiter) => mailbox.display.split(delimiter).map(str::to_lowercase).collect(),
            None => vec![mailbox.display.to_lowercase()],
        };
        (mailbox.special_use.is_none(), mailbox.special_use, path, mailbox.id)
    });
}

pub(super) fn page(store: &Store, source: ListSource, range: Range<usize>) -> Result<Page> {
    let page = store.page(scope(source), range)?;
    Ok(Page { total: page.total, start: page.start, rows: page.rows })
}

pub(super) fn raw(store: &Store, id: EnvelopeId) -> Result<Vec<u8>> {
    store.raw(id)?.ok_or_else(|| Error::new(ErrorKind::NotFound, "read a message whose body is not here"))
}

pub(super) fn message(store: &Store, id: EnvelopeId) -> Result<MessageView> {
    let envelope = store.envelope(id)?.ok_or_else(|| Error::new(ErrorKind::NotFound, "find the message"))?;
    let account = store.mailbox(envelope.mailbox)?.account;
    let raw = match envelope.body {
        BodyState::Stored(_) => store.raw(id)?,
        BodyState::Missing | BodyState::Skipped | BodyState::Unavailable => None,
    };
    let Envelope { mailbox, subject, from, to, received, flags, size, sent, body, .. } = envelope;
    let mut view = MessageView {
        id,
        account,
        mailbox,
        subject,
        from,
        reply_to: Vec::new(),
        to,
        cc: Vec::new(),
        sent: sent.map(|sent| (sent, 0)),
        received,
        flags,
        size,
        content: Content::Missing(match body {
            // The bytes failed their checksum: they are fetched again.
            BodyState::Stored(_) | BodyState::Missing => BodyState::Missing,
            BodyState::Skipped => BodyState::Skipped,
            BodyState::Unavailable => BodyState::Unavailable,
        }),
        attachments: Vec::new(),
    };
    let Some(raw) = raw else { return Ok(view) };
    match mime::parse(&raw) {
        Ok(parsed) => {
            view.from = parsed.from;
            view.reply_to = parsed.reply_to;
            view.to = parsed.to;
            view.cc = parsed.cc;
            view.subject = parsed.subject;
            view.sent = parsed.sent.or(view.sent);
            view.attachments = parsed.attachments;
            view.content =
                Content::Here { document: Box::new(parsed.document), source: parsed.source, blocked: parsed.blocked };
        }
        Err(error) => {
            tracing::info!(envelope = %id, %error, "a message cannot be read; its raw text is shown");
            view.content = Content::Unreadable(mime::raw_text(&raw));
        }
    }
    Ok(view)
}

/// Whether the body is to be fetched because somebody looks at the message.
pub(super) const fn is_wanted(content: &Content) -> bool {
    match content {
        Content::Missing(BodyState::Missing | BodyState::Skipped) => true,
        // Tried again only when the person asks for it.
        Content::Missing(BodyState::Unavailable | BodyState::Stored(_))
        | Content::Here { .. }
        | Content::Unreadable(_) => false,
    }
}

/// Writes an attachment under a name that is free.
pub(super) fn save_attachment(store: &Store, id: EnvelopeId, index: usize, folder: Option<PathBuf>) -> Result<PathBuf> {
    let raw = raw(store, id)?;
    let parsed = mime::parse(&raw)?;
    let attachment = parsed
        .attachments
        .get(index)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("find attachment {index}")))?;
    let content = mime::attachment(&raw, index)?;
    let folder = folder.unwrap_or_else(Paths::downloads);
    let failed =
        |error: io::Error| Error::new(kind(&error), format!("save to {}", folder.display())).with_source(error);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let (path, mut file) = create(&folder, &attachment.name).map_err(failed)?;
    let written = file.write_all(&content).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half an attachment is worse than none.
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::info!(%error, "a file that could not be written was not removed");
        }
        return Err(failed(error));
    }
    Ok(path)
}

/// Makes a new file: `name`, else `name (2)` and so on. Never overwrites, never follows a link.
fn create(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    // The name is safe already; nothing but its last component can ever count.
    let name = Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or("attachment");
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    for number in 1..=NAMES {
        let name = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many files of this name"))
}

fn kind(error: &io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotADirectory => {
            ErrorKind::NotWritable
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::DiskFull,
        _ => ErrorKind::Storage,
    }
}

/// What was done, which is told to whom it concerns.
pub(super) fn acted(
    acted: store::Acted,
    guessed: Option<MailboxId>,
    internal: &mpsc::UnboundedSender<Internal>,
) -> Acted {
    // Refused only after the service ended.
    let (action, messages) = (acted.action, acted.messages);
    let _ = internal.send(Internal::Acted(acted));
    Acted { action, messages, guessed }
}

/// Decides what becomes of frozen messages; the server is told as soon as there is a connection.
pub(super) fn thaw(
    store: &Store,
    mailbox: MailboxId,
    thaw: Thaw,
    internal: &mpsc::UnboundedSender<Internal>,
) -> Result<()> {
    store.thaw(mailbox, thaw == Thaw::PutBack)?;
    // Refused only after the service ended.
    let _ = internal.send(Internal::Thawed(store.mailbox(mailbox)?));
    Ok(())
}

/// Does something to messages.
pub(super) fn act(store: &Store, act: &Act, internal: &mpsc::UnboundedSender<Internal>) -> Result<Acted> {
    let done = store.act(&act.intent, &act.messages)?;
    let mut guessed = None;
    if let Some(used) = act.intent.target() {
        let is_guess = |special: &Special| special.used == used && special.origin == Origin::Guessed;
        for id in &done.mailboxes {
            let special = store.special_mailboxes(store.mailbox(*id)?.account)?;
            guessed = guessed.or(special.iter().find(|it| it.mailbox == *id && is_guess(it)).map(|it| it.mailbox));
        }
    }
    Ok(acted(done, guessed, internal))
}

/// Takes something back.
pub(super) fn undo(
    store: &Store,
    action: Option<ActionId>,
    internal: &mpsc::UnboundedSender<Internal>,
) -> Result<Option<Undone>> {
    let Some((undone, done)) = store.undo(action)? else { return Ok(None) };
    let Acted { messages, .. } = acted(done, None, internal);
    Ok(store.logged(undone).map(|action| Undone { action, messages }))
}

/// Part of the journal.
pub(super) fn journal(store: &Store, range: Range<usize>) -> JournalPage {
    let store::Page { total, start, rows } = store.journal(range);
    let (waiting, conflicts) = store.outstanding();
    JournalPage { total, start, rows, waiting, conflicts }
}

#[cfg(test)]
mod tests;

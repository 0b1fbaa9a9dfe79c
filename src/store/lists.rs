//! Lists: parts of the order by date of one mailbox, or of all inboxes merged.

use std::ops::Range;
use std::sync::Arc;

use super::engine::Engine;
use super::envelopes;
use super::fault::{Fault, Outcome};
use super::index::DateEntry;
use super::orders::Merged;
use super::rows::EnvelopeRow;
use super::types::{ListScope, Page};
use crate::model::{Address, EnvelopeId, ListRow, Mailbox, MailboxId, SpecialUse};

/// Rows given at once; a window shows some fifty.
const MAX_ROWS: usize = 10_000;

/// The orders of a list and the mailboxes they are of.
struct List<'a> {
    mailboxes: Vec<&'a Mailbox>,
    orders: Vec<Arc<Vec<DateEntry>>>,
}

impl<'a> List<'a> {
    fn of(engine: &'a Engine, scope: ListScope) -> Outcome<Self> {
        let mailboxes = match scope {
            ListScope::Mailbox(id) => vec![engine.mailbox(id)?],
            ListScope::AllInboxes => engine.mailboxes.values().filter(|mailbox| is_inbox(mailbox)).collect(),
        };
        let orders = mailboxes.iter().map(|mailbox| engine.shown_order(mailbox.id)).collect::<Outcome<_>>()?;
        Ok(Self { mailboxes, orders })
    }
}

fn is_inbox(mailbox: &Mailbox) -> bool {
    mailbox.special_use == Some(SpecialUse::Inbox)
}

/// Part of a list, each row made by `make`.
pub(super) fn page<T>(
    engine: &Engine,
    scope: ListScope,
    range: &Range<usize>,
    make: impl Fn(EnvelopeId, EnvelopeRow, &Mailbox) -> Outcome<T>,
) -> Outcome<Page<T>> {
    let list = List::of(engine, scope)?;
    let merged = Merged::new(&list.orders);
    let total = merged.len();
    let start = range.start.min(total);
    let mut rows = Vec::new();
    for (which, entry) in merged.rows(start, range.end.saturating_sub(start).min(MAX_ROWS)) {
        let Some(mailbox) = list.mailboxes.get(which) else { continue };
        let row = engine.shown(entry.id, mailbox.id)?;
        rows.push(make(entry.id, row, mailbox)?);
    }
    Ok(Page { total, start, rows })
}

/// Part of a mailbox as the server has it.
pub(super) fn page_as_on_server<T>(
    engine: &Engine,
    mailbox: MailboxId,
    range: &Range<usize>,
    make: impl Fn(EnvelopeId, EnvelopeRow) -> Outcome<T>,
) -> Outcome<Page<T>> {
    let order = engine.order(mailbox)?;
    let start = range.start.min(order.len());
    let entries = order.iter().rev().skip(start).take(range.end.saturating_sub(start).min(MAX_ROWS));
    let make = |entry: &DateEntry| make(entry.id, envelopes::expect_row(engine, entry.id, mailbox)?);
    Ok(Page { total: order.len(), start, rows: entries.map(make).collect::<Outcome<_>>()? })
}

/// A row as the list draws it.
pub(super) fn list_row(engine: &Engine, id: EnvelopeId, row: EnvelopeRow, mailbox: &Mailbox) -> Outcome<ListRow> {
    let body = engine.body(id)?;
    let ours = matches!(mailbox.special_use, Some(SpecialUse::Sent | SpecialUse::Drafts));
    let who = if ours { row.to.first() } else { row.from.first() };
    Ok(ListRow {
        id,
        account: mailbox.account,
        mailbox: mailbox.id,
        who: who.map(Address::display).unwrap_or_default().to_owned(),
        flags: row.flags().clone(),
        subject: row.subject,
        preview: body.preview,
        received: row.received,
        has_attachment: row.has_attachment || body.has_attachment,
    })
}

/// Where a message stands in a list.
pub(super) fn position(engine: &Engine, scope: ListScope, id: EnvelopeId) -> Outcome<Option<usize>> {
    let Some(row) = engine.envelope(id, None)? else { return Ok(None) };
    let Some(mailbox) = row.shown_in() else { return Ok(None) };
    if !shows(engine, scope, mailbox)? {
        return Ok(None);
    }
    let list = List::of(engine, scope)?;
    let entry = row.date_entry(id);
    let listed = list.orders.iter().any(|order| order.binary_search(&entry).is_ok());
    if !listed {
        return Err(Fault::Mailbox(row.mailbox));
    }
    Ok(Some(Merged::new(&list.orders).rank(entry)))
}

/// The messages of a list: all, or those from one to another.
pub(super) fn ids(
    engine: &Engine,
    scope: ListScope,
    between: Option<(EnvelopeId, EnvelopeId)>,
) -> Outcome<Vec<EnvelopeId>> {
    let list = List::of(engine, scope)?;
    let merged = Merged::new(&list.orders);
    let range = match between {
        Some((one, other)) => match (position(engine, scope, one)?, position(engine, scope, other)?) {
            (Some(one), Some(other)) => one.min(other)..one.max(other).saturating_add(1),
            _ => return Ok(Vec::new()),
        },
        None => 0..merged.len(),
    };
    Ok(merged.rows(range.start, range.len()).into_iter().map(|(_, entry)| entry.id).collect())
}

fn shows(engine: &Engine, scope: ListScope, mailbox: MailboxId) -> Outcome<bool> {
    Ok(match scope {
        ListScope::Mailbox(id) => id == mailbox,
        ListScope::AllInboxes => is_inbox(engine.mailbox(mailbox)?),
    })
}

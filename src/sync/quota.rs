//! Keeps how much of what a server allows is used (QUOTA, RFC 9208).
//!
//! It is one round trip, made only after something changed in a mailbox and if what is known is not fresh: what is used
//! changes with the mail, and a sync of an unchanged account stays as cheap as it is.

use std::time::Duration;

use tokio::time::Instant;

use super::work::{News, Work, now};
use crate::error::Result;
use crate::imap::Session;
use crate::model::{MailboxName, Quotas, Resource, Usage};

/// What was told so few seconds ago is good enough.
const FRESH: u64 = 4 * 60;

/// After so many seconds it is worth asking even if nothing changed: a provider may allow more or less.
const STALE: i64 = 24 * 60 * 60;

/// Whether it is worth asking although nothing changed. `tells`: somebody is there to be warned, so that a round trip more
/// does not matter.
///
/// # Errors
/// Those of the store.
pub async fn is_wanted(session: &Session, work: &Work, tells: bool) -> Result<bool> {
    let account = work.account;
    let known = work.store(move |store| store.quotas(account)).await?;
    let is_due = |known: Quotas| {
        let is_stale = tells && now().saturating_sub(known.at) >= STALE;
        is_stale || known.outdated && !is_fresh(&known)
    };
    let is_offered = session.offers_quota();
    Ok(known.map_or(is_offered, |known| !is_offered || is_due(known)))
}

fn is_fresh(known: &Quotas) -> bool {
    u64::try_from(now().saturating_sub(known.at)).is_ok_and(|age| age < FRESH)
}

/// Something changed, or asking is wanted: asks, unless that was done lately (`asked`: also in vain). `tells`: somebody is there to be warned.
///
/// Not cancel safe for the session. What the server refuses or garbles changes nothing.
///
/// # Errors
/// Errors of the connection and of the store.
pub async fn refresh(session: &mut Session, work: &Work, asked: &mut Option<Instant>, tells: bool) -> Result<()> {
    let account = work.account;
    let known = work.store(move |store| store.quotas(account)).await?;
    if !session.offers_quota() {
        if known.is_some() {
            work.store(move |store| store.set_quotas(account, None)).await?;
            work.tell(News::Account);
        }
        return Ok(());
    }
    if let Some(known) = known.as_ref().filter(|known| is_fresh(known)) {
        if !known.outdated {
            let outdated = Quotas { outdated: true, ..known.clone() };
            work.store(move |store| store.set_quotas(account, Some(&outdated))).await?;
        }
        return Ok(());
    }
    if asked.is_some_and(|asked| asked.elapsed() < Duration::from_secs(FRESH)) {
        return Ok(());
    }
    let at = now();
    *asked = Some(Instant::now());
    // Every account has it, and what is kept elsewhere mostly counts against the same roots.
    let roots = match session.quota(&MailboxName::new("INBOX")).await {
        Ok(roots) => roots,
        Err(error) if session.is_usable() => {
            tracing::info!(%account, %error, "how full it is was not told");
            // So that it is not asked for with every sync.
            let kept = Quotas { outdated: false, ..known.unwrap_or(Quotas { at, ..Quotas::default() }) };
            return work.store(move |store| store.set_quotas(account, Some(&kept))).await;
        }
        Err(error) => return Err(error),
    };
    let told = Quotas::after(known.as_ref(), at, roots, tells);
    let before = known.map(|known| known.warned).unwrap_or_default();
    let (level, figures) = (told.warned, figures(&told));
    work.store(move |store| store.set_quotas(account, Some(&told))).await?;
    work.tell(News::Account);
    if level > before {
        work.tell(News::Full(level, figures));
    }
    Ok(())
}

/// For those who want to know it exactly.
fn figures(told: &Quotas) -> String {
    let line = |(root, resource, usage): (&str, Resource, Usage)| {
        let unit = match resource {
            Resource::Storage => "bytes",
            Resource::Messages => "messages",
        };
        format!("quota “{root}”: {} of {} {unit}", usage.used, usage.limit)
    };
    told.limited().map(line).collect::<Vec<_>>().join("\n")
}

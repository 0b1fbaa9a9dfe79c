//! Archiving by year: into a mailbox of the archive that is called as the year the message came in, which is made where there
//! is none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, Planner, destination};
use crate::model::{AccountId, Destination, EnvelopeId, Mailbox, MailboxId, MailboxName, SpecialUse, Verb};
use crate::store::engine::Engine;
use crate::store::fault::Outcome;
use crate::store::journal::Operation;
use crate::store::{intents, tree};

/// Where the messages of an account and a year go.
type Years = BTreeMap<(AccountId, i16), Destination>;

pub(super) fn act(engine: &Engine, messages: &[EnvelopeId]) -> Outcome<Plan> {
    let mut planner = Planner::new(engine);
    let (mut seen, mut years, mut made) = <(BTreeSet<EnvelopeId>, Years, Vec<Operation>)>::default();
    for id in messages.iter().filter(|id| seen.insert(**id)) {
        let Some((here, received)) = planner.seen(*id)?.and_then(|seen| Some((seen.mailbox?, seen.received))) else {
            continue;
        };
        let (here, year) = (engine.mailbox(here)?, year(received));
        let to = match years.get(&(here.account, year)) {
            Some(to) => to.clone(),
            None => {
                let to = year_of_archive(engine, here, year, &mut made)?;
                years.insert((here.account, year), to.clone());
                to
            }
        };
        planner.add(0, *id, &Verb::Move { to })?;
    }
    let mut plan = planner.end()?;
    made.append(&mut plan.operations);
    Ok(Plan { operations: made, ..plan })
}

/// The mailbox for a year; if there is none, what makes it goes to `made`.
fn year_of_archive(engine: &Engine, here: &Mailbox, year: i16, made: &mut Vec<Operation>) -> Outcome<Destination> {
    let archive = match intents::special(engine, here, SpecialUse::Archive) {
        Ok(archive) => archive,
        // Where all mail is in one mailbox (Gmail), it has no years.
        Err(none) => {
            return intents::special(engine, here, SpecialUse::All).map(destination).map_err(|_| none);
        }
    };
    let (shown, _) = engine.overlay.tree.seen(archive.clone());
    let Some(name) = MailboxName::below(Some(&shown.name), shown.delimiter, &year.to_string()) else {
        return Ok(destination(archive));
    };
    if let Some(found) = engine.seen_mailboxes(here.account).find(|it| it.name == name && it.selectable) {
        return engine.mailbox(found.id).map(destination);
    }
    let mut operation = tree::create(engine, here.account, &name, None)?;
    operation.mailbox = MailboxId::new(tree::TO_BE_MADE.get().saturating_sub(made.len() as u64));
    let to = Destination { account: here.account, mailbox: operation.mailbox, name };
    made.push(operation);
    Ok(to)
}

/// By UTC, as on all devices.
fn year(received: i64) -> i16 {
    jiff::Timestamp::from_second(received).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC).year()
}

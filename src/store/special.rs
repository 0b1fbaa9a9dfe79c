//! Which mailbox is for what: the server's word, a guess, and above both what the person chose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::engine::{Change, Engine};
use super::fault::Outcome;
use super::types::FoundMailbox;
use super::{Store, keys, record};
use crate::error::Result;
use crate::model::{AccountId, Choices, Mailbox, MailboxName, Origin, Special, SpecialUse};

/// What is known of an account beside its mailboxes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Uses {
    /// What the last LIST said, or its names, and whether it is a guess.
    told: Vec<(MailboxName, SpecialUse, bool)>,
    chosen: Choices,
}

impl Store {
    /// Takes over what the person chose for an account. Tells whether anything changed by that.
    pub fn choose_special(&self, account: AccountId, chosen: &Choices) -> Result<bool> {
        self.0.write("choose what mailboxes are for", |engine, change| choose(engine, change, account, chosen))
    }

    /// The mailboxes of an account that are for something, and who says so.
    pub fn special_mailboxes(&self, account: AccountId) -> Result<Vec<Special>> {
        self.0.read("read what mailboxes are for", |engine| {
            let uses = load(engine, account)?;
            let mailboxes: Vec<_> = of(engine, account).collect();
            let effective = effective(&uses, mailboxes.iter().map(|it| (&it.name, it.display.as_str(), it.selectable)));
            let special = |mailbox: &&Mailbox| {
                let (used, origin) = *effective.get(&mailbox.name)?;
                Some(Special { used, mailbox: mailbox.id, origin })
            };
            Ok(mailboxes.iter().filter_map(special).collect())
        })
    }
}

/// Plans to take over what a LIST said of uses; gives back what was found with the uses that count.
pub(super) fn take_over(
    engine: &Engine,
    change: &mut Change,
    account: AccountId,
    found: &[FoundMailbox],
) -> Outcome<Vec<FoundMailbox>> {
    let known = load(engine, account)?;
    let told = found.iter().filter_map(|found| Some((found.name.clone(), found.special_use?, found.guessed))).collect();
    let uses = Uses { told, chosen: known.chosen.clone() };
    if uses != known {
        change.put(keys::uses(account), &uses)?;
    }
    let effective = effective(&uses, found.iter().map(|it| (&it.name, it.display.as_str(), it.selectable)));
    let used = |name| effective.get(name).map(|(used, _)| *used);
    Ok(found.iter().map(|found| FoundMailbox { special_use: used(&found.name), ..found.clone() }).collect())
}

fn choose(engine: &Engine, change: &mut Change, account: AccountId, chosen: &Choices) -> Outcome<bool> {
    let known = load(engine, account)?;
    if known.chosen == *chosen {
        return Ok(false);
    }
    let uses = Uses { chosen: chosen.clone(), ..known };
    change.put(keys::uses(account), &uses)?;
    let effective = effective(&uses, of(engine, account).map(|it| (&it.name, it.display.as_str(), it.selectable)));
    for mailbox in of(engine, account) {
        let used = effective.get(&mailbox.name).map(|(used, _)| *used);
        if mailbox.special_use != used {
            change.mailbox(engine, mailbox.id)?.special_use = used;
        }
    }
    Ok(true)
}

/// Plans to let a mailbox that was just made be the only one for what the person chose it for.
pub(super) fn made(engine: &Engine, change: &mut Change, account: AccountId, made: &FoundMailbox) -> Outcome<()> {
    let Some(used) = made.special_use else { return Ok(()) };
    if load(engine, account)?.chosen.get(&used) == Some(&made.display) {
        let others =
            of(engine, account).filter(|mailbox| mailbox.special_use == Some(used) && mailbox.name != made.name);
        for mailbox in others {
            change.mailbox(engine, mailbox.id)?.special_use = None;
        }
    }
    Ok(())
}

/// What each mailbox is for. A choice whose mailbox is not there (any more) has no effect.
fn effective<'a>(
    uses: &Uses,
    mailboxes: impl Iterator<Item = (&'a MailboxName, &'a str, bool)>,
) -> BTreeMap<&'a MailboxName, (SpecialUse, Origin)> {
    let mut effective = BTreeMap::new();
    let mut chosen = Vec::new();
    for (name, display, selectable) in mailboxes {
        if let Some((_, used, guessed)) = uses.told.iter().find(|(told, ..)| told == name) {
            effective.insert(name, (*used, if *guessed { Origin::Guessed } else { Origin::Server }));
        }
        let choices = uses.chosen.iter().filter(|_| selectable && !name.is_inbox());
        chosen.extend(choices.filter(|(_, choice)| *choice == display).map(|(used, _)| (name, *used)));
    }
    for (name, used) in chosen {
        effective.retain(|_, (other, _)| *other != used);
        effective.insert(name, (used, Origin::Chosen));
    }
    effective
}

fn load(engine: &Engine, account: AccountId) -> Outcome<Uses> {
    let key = keys::uses(account);
    let stored = engine.db.get(&key)?.and_then(|value| record::unseal(&key, &value));
    // A cache from before this was kept: what its mailboxes are for is all there is to know.
    let told = || of(engine, account).filter_map(|it| Some((it.name.clone(), it.special_use?, false))).collect();
    Ok(stored.unwrap_or_else(|| Uses { told: told(), chosen: Choices::new() }))
}

fn of(engine: &Engine, account: AccountId) -> impl Iterator<Item = &Mailbox> {
    engine.on_server(account)
}

//! `mailbox create`, `rename`, `delete`, `subscribe` and `unsubscribe`: through the same queue and journal as all else.

use std::path::Path;

use super::exit::Code;
use super::output::Output;
use super::queue::finish;
use super::read::{find_mailbox, open_store};
use super::{Manage, Manner, find_account, special};
use crate::config::{Paths, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{AccountId, Intent, Mailbox, MailboxName};
use crate::store::Store;

/// Does something to a mailbox.
pub(super) fn manage(
    profile: Option<&Path>,
    (account, mailbox): (&str, &str),
    what: &Manage,
    manner: Manner,
    output: &mut Output<'_>,
) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let account = find_account(Profile::open(&paths)?.profile.accounts(), account)?.id;
    let store = open_store(&paths, output)?;
    let find = || find_mailbox(&store, account, mailbox);
    let intent = match what {
        Manage::Create(used) => Intent::CreateMailbox { account, name: name(&store, account, mailbox)?, used: *used },
        Manage::Rename(to) => Intent::RenameMailbox { mailbox: find()?.id, to: name(&store, account, to)? },
        Manage::Delete { forever } => {
            let doomed = find()?;
            if !forever && holds_anything(&store, &doomed)? {
                return Err(Error::new(ErrorKind::MailboxNotEmpty, format!("delete {mailbox} without --forever")));
            }
            Intent::RemoveMailbox(doomed.id)
        }
        Manage::Subscribe(subscribed) => Intent::Subscribe { mailbox: find()?.id, subscribed: *subscribed },
    };
    let acted = store.act(&intent, &[])?;
    drop(store);
    if let Manage::Create(Some(used)) = what {
        special::choose(&paths, account, *used, Some(mailbox), output)?;
    }
    finish(profile, acted.action, None, manner, output)
}

/// The name on the wire of a whole name as people read it.
fn name(store: &Store, account: AccountId, text: &str) -> Result<MailboxName> {
    let delimiter = store.mailboxes(account)?.iter().find_map(|mailbox| mailbox.delimiter);
    let mut parts: Box<dyn Iterator<Item = &str>> = match delimiter {
        Some(delimiter) => Box::new(text.split(delimiter)),
        None => Box::new(std::iter::once(text)),
    };
    let name = parts.try_fold(None, |parent: Option<MailboxName>, part| {
        MailboxName::below(parent.as_ref(), delimiter, part).map(Some)
    });
    name.flatten().ok_or_else(|| Error::new(ErrorKind::Invalid, format!("call a mailbox {text}")))
}

/// Whether messages are in a mailbox or below, or may be.
fn holds_anything(store: &Store, mailbox: &Mailbox) -> Result<bool> {
    let is_in_it = |it: &Mailbox| it.name.renamed(&mailbox.name, &mailbox.name, mailbox.delimiter).is_some();
    let counts = |it: Mailbox| it.counts.total.max(it.counts.on_server) > 0;
    Ok(store.mailboxes(mailbox.account)?.into_iter().filter(is_in_it).any(counts))
}

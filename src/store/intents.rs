//! From what a person asks for to what is done to the messages of one mailbox.

use super::actions::destination;
use super::engine::Engine;
use super::fault::Outcome;
use crate::error::{Error, ErrorKind};
use crate::model::{Flags, Intent, Mailbox, SpecialUse, Verb};

/// What is to be done to messages that are seen in `here`, in this order. What changes nothing may be among it.
pub(super) fn resolve(engine: &Engine, intent: &Intent, here: &Mailbox) -> Outcome<Vec<Verb>> {
    let move_to =
        |wanted: SpecialUse| -> Outcome<Verb> { Ok(Verb::Move { to: destination(special(engine, here, wanted)?) }) };
    let mark = |add: &str, remove: &str| Verb::Flags { add: Flags::parse([add]), remove: Flags::parse([remove]) };
    let mark_only = |add: &str| Verb::Flags { add: Flags::parse([add]), remove: Flags::default() };
    Ok(match intent {
        Intent::Flags { add, remove } => vec![Verb::Flags { add: add.clone(), remove: remove.clone() }],
        Intent::Move(to) => vec![Verb::Move { to: destination(reachable(engine.mailbox(*to)?)?) }],
        Intent::Copy(to) => vec![Verb::Copy { to: destination(reachable(engine.mailbox(*to)?)?) }],
        // Where all mail is in one mailbox (Gmail), being nowhere else is what archived means.
        Intent::Archive => {
            vec![move_to(SpecialUse::Archive).or_else(|none| move_to(SpecialUse::All).map_err(|_| none))?]
        }
        Intent::Trash => vec![move_to(SpecialUse::Trash)?],
        Intent::Junk => vec![mark("$Junk", "$NotJunk"), move_to(SpecialUse::Junk)?],
        Intent::NotJunk => vec![mark("$NotJunk", "$Junk"), move_to(SpecialUse::Inbox)?],
        Intent::Delete => vec![Verb::Delete],
        Intent::AutoRead => vec![mark_only("\\Seen")],
        // Not about messages, or not the same for all.
        Intent::ArchiveByYear
        | Intent::CreateMailbox { .. }
        | Intent::RenameMailbox { .. }
        | Intent::RemoveMailbox(_)
        | Intent::Subscribe { .. } => Vec::new(),
    })
}

/// The mailbox of the same account that is for this.
pub(super) fn special<'a>(engine: &'a Engine, here: &Mailbox, wanted: SpecialUse) -> Outcome<&'a Mailbox> {
    let is_it = |mailbox: &&Mailbox| {
        mailbox.account == here.account && mailbox.special_use == Some(wanted) && mailbox.selectable
    };
    let found = engine.mailboxes.values().filter(is_it);
    // One that is to be made for it was asked for last.
    found.max_by_key(|mailbox| engine.made.contains(&mailbox.id)).ok_or_else(|| {
        let kind = ErrorKind::NoSpecialMailbox { wanted, account: here.account };
        Error::new(kind, format!("find the mailbox for {wanted:?} of account {}", here.account)).into()
    })
}

fn reachable(to: &Mailbox) -> Outcome<&Mailbox> {
    if !to.selectable {
        let context = format!("bring messages into {}, which holds none", to.display);
        return Err(Error::new(ErrorKind::MailboxUnavailable, context).into());
    }
    Ok(to)
}

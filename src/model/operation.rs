//! What a person does to mail: recorded before anything else happens, sent to the server when there is one.

use serde::{Deserialize, Serialize};

use super::{AccountId, ActionId, Flags, MailboxId, MailboxName, OperationId, SpecialUse};

/// What a person asks for. Which verbs that is for a message depends on where the message is. The order of the variants is
/// part of the journal: new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Intent {
    /// Set and clear flags and keywords; what is in neither stays as it is.
    Flags {
        /// Set these.
        add: Flags,
        /// Clear these.
        remove: Flags,
    },
    /// Into this mailbox.
    Move(MailboxId),
    /// Into this mailbox, too.
    Copy(MailboxId),
    /// Into the archive of the account.
    Archive,
    /// Into the trash of the account.
    Trash,
    /// Into the junk mailbox of the account, marked `$Junk`.
    Junk,
    /// Out of it into the inbox, marked `$NotJunk`.
    NotJunk,
    /// Away for ever.
    Delete,
    /// Marked as read because it was read for a while: nobody asked for it, so nobody takes it back by "undo the last".
    AutoRead,
    /// Make a mailbox.
    CreateMailbox {
        /// Whose.
        account: AccountId,
        /// How the server is to call it.
        name: MailboxName,
        /// What it is for.
        used: Option<SpecialUse>,
    },
    /// Call a mailbox, and with it what is below, by another name: to have it elsewhere in the tree, too.
    RenameMailbox {
        /// Which.
        mailbox: MailboxId,
        /// How the server is to call it.
        to: MailboxName,
    },
    /// Away for ever with a mailbox, what is below, and all messages in there.
    RemoveMailbox(MailboxId),
    /// Subscribe to a mailbox, or do so no longer.
    Subscribe {
        /// Which.
        mailbox: MailboxId,
        /// Whether to.
        subscribed: bool,
    },
    /// Into the mailbox of the archive for the year in which they came.
    ArchiveByYear,
}

impl Intent {
    /// What the mailbox is for to which it moves messages, where the account may have one for that or not.
    pub const fn target(&self) -> Option<SpecialUse> {
        match self {
            Self::Archive | Self::ArchiveByYear => Some(SpecialUse::Archive),
            Self::Trash => Some(SpecialUse::Trash),
            Self::Junk => Some(SpecialUse::Junk),
            Self::Flags { .. } | Self::AutoRead | Self::Move(_) | Self::Copy(_) | Self::NotJunk | Self::Delete => None,
            Self::CreateMailbox { .. }
            | Self::RenameMailbox { .. }
            | Self::RemoveMailbox(_)
            | Self::Subscribe { .. } => None,
        }
    }

    /// Whether it is about a mailbox rather than messages.
    pub const fn is_of_mailbox(&self) -> bool {
        matches!(
            self,
            Self::CreateMailbox { .. } | Self::RenameMailbox { .. } | Self::RemoveMailbox(_) | Self::Subscribe { .. }
        )
    }

    /// Whether nothing takes it back.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Delete | Self::RemoveMailbox(_))
    }

    /// How the journal calls it when this is taken back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Flags { add, remove } => Self::Flags { add: remove.clone(), remove: add.clone() },
            Self::AutoRead => Self::Flags { add: Flags::default(), remove: Flags::parse(["\\Seen"]) },
            other => other.clone(),
        }
    }
}

/// A mailbox something goes to. The id finds it, the name where the id is of a cache that was lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Destination {
    /// Whose mailbox.
    pub account: AccountId,
    /// The mailbox.
    pub mailbox: MailboxId,
    /// The mailbox, as the server calls it.
    pub name: MailboxName,
}

/// What is done to messages of one mailbox. The order of the variants is part of the journal: new ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verb {
    /// Sets and clears flags and keywords; what is in neither stays as it is.
    Flags {
        /// Set these.
        add: Flags,
        /// Clear these.
        remove: Flags,
    },
    /// Into another mailbox, out of the one it is in.
    Move {
        /// This one.
        to: Destination,
    },
    /// Into another mailbox, too.
    Copy {
        /// This one.
        to: Destination,
    },
    /// Away for ever.
    Delete,
    /// There is to be such a mailbox. This and what follows concern a mailbox rather than messages.
    CreateMailbox {
        /// What it is for.
        used: Option<SpecialUse>,
        /// The hierarchy delimiter of the account.
        delimiter: Option<char>,
    },
    /// The mailbox, and with it what is below, is to be called so.
    RenameMailbox {
        /// The name on the wire.
        to: MailboxName,
        /// The hierarchy delimiter of the account.
        delimiter: Option<char>,
    },
    /// Away for ever with the mailbox.
    RemoveMailbox {
        /// Only if nothing is in it.
        only_empty: bool,
    },
    /// Subscribed to the mailbox, or not.
    Subscribe(bool),
}

impl Verb {
    /// Whether this is done to a mailbox rather than to messages.
    pub const fn is_of_mailbox(&self) -> bool {
        match self {
            Self::Flags { .. } | Self::Move { .. } | Self::Copy { .. } | Self::Delete => false,
            Self::CreateMailbox { .. }
            | Self::RenameMailbox { .. }
            | Self::RemoveMailbox { .. }
            | Self::Subscribe(_) => true,
        }
    }

    /// What of this changes a message that has these flags; `None` if nothing.
    pub fn on(&self, flags: &Flags) -> Option<Self> {
        match self {
            Self::Flags { add, remove } => {
                let add = add.difference(remove).difference(flags);
                let remove = remove.intersection(flags);
                (!add.is_empty() || !remove.is_empty()).then_some(Self::Flags { add, remove })
            }
            _ => Some(self.clone()),
        }
    }

    /// The flags of a message after this.
    #[must_use]
    pub fn apply(&self, flags: &Flags) -> Flags {
        match self {
            Self::Flags { add, remove } => flags.union(add).difference(remove),
            _ => flags.clone(),
        }
    }

    /// Where something goes by this.
    pub const fn to(&self) -> Option<&Destination> {
        match self {
            Self::Move { to } | Self::Copy { to } => Some(to),
            _ => None,
        }
    }
}

/// Why an operation could not be carried out although nobody refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Conflict {
    /// The message is gone from the server; what was here of it is in the rescue.
    MessageGone,
    /// The mailbox is gone from the server.
    MailboxGone,
    /// Something is in the mailbox by now.
    NotEmpty,
}

/// How an operation ended for some of its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The server has it.
    Confirmed,
    /// The server refused, in these words; it is undone here.
    Rejected(String),
    /// It could not be done to these any more.
    Conflict(Conflict),
}

/// How far an action is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not sent yet.
    Waiting,
    /// Perhaps with the server already; it will be sent again unless it says so.
    Sent,
    /// The server has it.
    Confirmed,
    /// The server refused (a part of) it, in these words; that part is undone here.
    Rejected(String),
    /// It could not be done (to some messages) any more.
    Conflict(Conflict),
    /// Another action took it back.
    Undone(ActionId),
}

/// An action as the journal tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The action.
    pub id: ActionId,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// What the person asked for.
    pub intent: Intent,
    /// The action that this one took back.
    pub undoes: Option<ActionId>,
    /// How far it is as a whole.
    pub stage: Stage,
    /// What it consists of, mailbox by mailbox.
    pub parts: Vec<LoggedPart>,
}

/// The part of an action in one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedPart {
    /// The operation.
    pub id: OperationId,
    /// Whose mail it is.
    pub account: AccountId,
    /// The mailbox, as the store called it then.
    pub mailbox: MailboxId,
    /// The mailbox, as the server calls it.
    pub name: MailboxName,
    /// Where the messages went by it, or how the mailbox is called by it.
    pub to: Option<Destination>,
    /// Messages in all; one if it concerns the mailbox itself.
    pub total: u32,
    /// Those for which the server's answer is not here yet.
    pub left: u32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flags() -> impl Strategy<Value = Flags> {
        prop::sample::subsequence(vec!["\\Seen", "\\Flagged", "$label1", "$Junk"], 0..=4).prop_map(Flags::parse)
    }

    proptest! {
        #[test]
        fn what_a_verb_changes_of_a_message_is_exactly_what_the_opposite_takes_back(
            add in flags(), remove in flags(), before in flags(),
        ) {
            let verb = Verb::Flags { add, remove };

            match verb.on(&before) {
                Some(change) => {
                    prop_assert_eq!(change.apply(&before), verb.apply(&before));
                    let Verb::Flags { add, remove } = change else { return Err(TestCaseError::fail("no flags")) };
                    prop_assert_eq!(Verb::Flags { add: remove, remove: add }.apply(&verb.apply(&before)), before);
                }
                None => prop_assert_eq!(verb.apply(&before), before),
            }
        }
    }
}

//! `mailbox …`: what is done to mailboxes.

use clap::ArgMatches;

use super::{Command, Words, manner, special_use, text};
use crate::model::SpecialUse;

/// What is to be done to a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manage {
    /// Make it, perhaps for a use.
    Create(Option<SpecialUse>),
    /// Call it so.
    Rename(String),
    /// Away with it; with what is in it, too, if that is said.
    Delete {
        /// It is.
        forever: bool,
    },
    /// Subscribe to it, or do so no longer.
    Subscribe(bool),
}

pub(super) fn read(matches: &ArgMatches) -> Option<Command> {
    let (name, matches) = matches.subcommand()?;
    let what = match name {
        "create" => Manage::Create(matches.get_one::<SpecialUse>("for").copied()),
        "rename" => Manage::Rename(text(matches, "new-name")),
        "delete" => Manage::Delete { forever: matches.get_flag("forever") },
        name => Manage::Subscribe(name == "subscribe"),
    };
    let (account, mailbox) = (text(matches, "account"), text(matches, "mailbox"));
    Some(Command::Manage { account, mailbox, what, manner: manner(matches) })
}

impl Words<'_> {
    /// All of these commands.
    pub(super) fn manage(&self) -> clap::Command {
        self.command("mailbox")
            .subcommand_required(true)
            .subcommand(self.managed("manage-create", "create").arg(self.option("for").value_parser(special_use)))
            .subcommand(self.managed("manage-rename", "rename").arg(self.positional("new-name")))
            .subcommand(self.managed("manage-delete", "delete").arg(self.flag("forever")))
            .subcommand(self.managed("manage-subscribe", "subscribe"))
            .subcommand(self.managed("manage-unsubscribe", "unsubscribe"))
    }

    fn managed(&self, words: &'static str, name: &'static str) -> clap::Command {
        self.command(words).name(name).args([self.account(), self.mailbox()]).args(self.manner())
    }
}

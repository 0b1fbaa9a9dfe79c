//! The commands that do something to messages: `COMMAND ACCOUNT MAILBOX UIDS …`.

use clap::{ArgAction, ArgGroup, ArgMatches};

use super::{Command, Words, keyword, manner, text, uid_set};
use crate::model::{Flags, Intent};

/// What is to be done to messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// This.
    Intent(Intent),
    /// Into this mailbox.
    Move(Target),
    /// Into this mailbox, too.
    Copy(Target),
    /// Set and clear tags, by their names.
    Tags {
        /// Set these.
        add: Vec<String>,
        /// Clear these.
        remove: Vec<String>,
    },
}

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The account; `None`: the one they are in.
    pub account: Option<String>,
    /// The mailbox.
    pub mailbox: String,
}

/// The commands and their names.
pub(super) const NAMES: [&str; 8] = ["mark", "tag", "move", "copy", "archive", "delete", "junk", "not-junk"];

pub(super) fn read(name: &str, matches: &ArgMatches) -> Command {
    let mut manner = manner(matches);
    let what = match name {
        "move" => What::Move(target(matches)),
        "copy" => What::Copy(target(matches)),
        "tag" => {
            let words = || matches.get_many::<String>("words").into_iter().flatten();
            // Whatever begins with a hyphen counts as a word once there was one.
            manner.offline |= words().any(|word| word == OFFLINE);
            manner.json |= words().any(|word| word == JSON);
            let with = |sign| words().filter_map(move |word| word.strip_prefix(sign).map(str::to_owned));
            What::Tags { add: with('+').collect(), remove: with('-').filter(|word| !word.starts_with('-')).collect() }
        }
        "archive" => What::Intent(Intent::Archive),
        "delete" if matches.get_flag("forever") => What::Intent(Intent::Delete),
        "delete" => What::Intent(Intent::Trash),
        "junk" => What::Intent(Intent::Junk),
        "not-junk" => What::Intent(Intent::NotJunk),
        _ => What::Intent(flags(matches)),
    };
    let (account, mailbox) = (text(matches, "account"), text(matches, "mailbox"));
    Command::Act { account, mailbox, uids: matches.get_one("uids").cloned().unwrap_or_default(), what, manner }
}

fn target(matches: &ArgMatches) -> Target {
    Target { account: matches.get_one::<String>("to-account").cloned(), mailbox: text(matches, "target") }
}

fn flags(matches: &ArgMatches) -> Intent {
    let flags = |options: [(&str, &'static str); 2], words: &str| {
        let set = options.into_iter().filter(|(option, _)| matches.get_flag(option)).map(|(_, flag)| flag);
        Flags::parse(set.chain(matches.get_many::<String>(words).into_iter().flatten().map(String::as_str)))
    };
    Intent::Flags {
        add: flags([("read", "\\Seen"), ("flag", "\\Flagged")], "tag"),
        remove: flags([("unread", "\\Seen"), ("unflag", "\\Flagged")], "untag"),
    }
}

const OFFLINE: &str = "--offline";
const JSON: &str = "--json";

/// `+name` or `-name`.
fn signed(text: &str) -> Result<String, String> {
    let name = text.strip_prefix(['+', '-']).unwrap_or_default();
    let is_word = !name.is_empty() && !name.starts_with('-') && name.len() <= Flags::MAX_KEYWORD;
    if is_word || text == OFFLINE || text == JSON { Ok(text.to_owned()) } else { Err(text.to_owned()) }
}

impl Words<'_> {
    /// All of these commands.
    pub(super) fn acts(&self) -> [clap::Command; 8] {
        let signed = self.positional("words").num_args(1..).allow_hyphen_values(true).value_parser(signed);
        [
            self.mark(),
            self.act("tag").arg(signed),
            self.act("move").args([self.positional("target"), self.option("to-account")]),
            self.act("copy").args([self.positional("target"), self.option("to-account")]),
            self.act("archive"),
            self.act("delete").arg(self.flag("forever")),
            self.act("junk"),
            self.act("not-junk"),
        ]
    }

    fn act(&self, name: &'static str) -> clap::Command {
        self.command(name)
            .args([self.account(), self.mailbox(), self.positional("uids").value_parser(uid_set)])
            .args(self.manner())
    }

    fn mark(&self) -> clap::Command {
        let changes = ["read", "unread", "flag", "unflag", "tag", "untag"];
        let word = |name| self.option(name).action(ArgAction::Append).value_parser(keyword);
        self.act("mark")
            .args([self.flag("read").conflicts_with("unread"), self.flag("unread")])
            .args([self.flag("flag").conflicts_with("unflag"), self.flag("unflag")])
            .args([word("tag"), word("untag")])
            .group(ArgGroup::new("changes").args(changes).multiple(true).required(true))
    }
}

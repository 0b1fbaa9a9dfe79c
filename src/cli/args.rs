//! The arguments: clap's builder with every word from Fluent.
//!
//! clap's own English (headings, errors) is replaced throughout: headings by the template, errors by a
//! sentence made from their kind.

mod acts;
mod manage;

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind as ClapKind};
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::{Action, Invocation, Manner};
use crate::i18n::Texts;
use crate::model::{ActionId, Flags, Security, SpecialUse, UidSet};
use crate::service::api::Thaw;

pub use acts::{Target, What};
pub use manage::Manage;

/// A command that needs no window.
#[derive(Debug)]
pub enum Command {
    /// Test and save an account.
    AccountAdd {
        /// The account.
        account: Box<NewAccount>,
        /// Answer with JSON.
        json: bool,
    },
    /// The accounts.
    AccountList {
        /// Answer with JSON.
        json: bool,
    },
    /// Forget an account and what is stored of it.
    AccountRemove {
        /// Number, address or name.
        account: String,
        /// Answer with JSON.
        json: bool,
    },
    /// Which mailboxes of an account are for what, and which are to be.
    AccountSpecial {
        /// Number, address or name.
        account: String,
        /// A use, and the mailbox that is chosen for it; `None`: none any more.
        choice: Option<(SpecialUse, Option<String>)>,
        /// Answer with JSON.
        json: bool,
    },
    /// One complete pass over all accounts.
    Sync {
        /// Answer with JSON.
        json: bool,
    },
    /// Compare what is stored with the servers.
    Verify {
        /// Number, address or name; `None`: all accounts.
        account: Option<String>,
        /// Put right what differs.
        repair: bool,
        /// Answer with JSON.
        json: bool,
    },
    /// What is stored, by account and mailbox.
    Status {
        /// Answer with JSON.
        json: bool,
    },
    /// The messages of a mailbox.
    List {
        /// Number, address or name.
        account: String,
        /// Its name, as the server writes it or as people read it.
        mailbox: String,
        /// Answer with JSON.
        json: bool,
    },
    /// A message.
    Show {
        /// Number, address or name.
        account: String,
        /// Its name, as the server writes it or as people read it.
        mailbox: String,
        /// The message's UID.
        uid: NonZeroU32,
        /// How to print it.
        form: Form,
    },
    /// Something is done to messages.
    Act {
        /// Number, address or name.
        account: String,
        /// Its name, as the server writes it or as people read it.
        mailbox: String,
        /// The messages.
        uids: UidSet,
        /// What is to be done.
        what: What,
        /// How.
        manner: Manner,
    },
    /// Something is done to a mailbox.
    Manage {
        /// Number, address or name.
        account: String,
        /// Its name, as the server writes it or as people read it.
        mailbox: String,
        /// What is to be done.
        what: Manage,
        /// How.
        manner: Manner,
    },
    /// Takes an action back.
    Undo {
        /// Which; `None`: the latest that was not.
        action: Option<ActionId>,
        /// How.
        manner: Manner,
    },
    /// What went from the server, and what becomes of it.
    Frozen {
        /// Number, address or name; `None`: all accounts.
        account: Option<String>,
        /// Its name, as the server writes it or as people read it; `None`: all.
        mailbox: Option<String>,
        /// What becomes of it; `None`: it is listed.
        thaw: Option<Thaw>,
        /// How.
        manner: Manner,
    },
    /// What was done, and how far it is.
    Journal {
        /// Answer with JSON.
        json: bool,
    },
}

/// How a message is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The reader's text.
    Text,
    /// The bytes as they came from the server.
    Raw,
    /// The reader's text and header as JSON.
    Json,
}

/// An account to be added.
#[derive(Debug)]
pub struct NewAccount {
    /// The address.
    pub email: String,
    /// What the sidebar calls it; empty: the address.
    pub name: String,
    /// Host and port; `None`: as the preset for the address has it.
    pub imap: Option<(String, u16)>,
    /// How the connection is protected; `None`: as the preset has it, else TLS.
    pub security: Option<Security>,
    /// The login name; `None`: as the preset has it, else the address.
    pub user: Option<String>,
    /// A private authority to trust.
    pub ca: Option<PathBuf>,
    /// Where the password comes from.
    pub password: NewPassword,
}

/// Where the password of a new account comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewPassword {
    /// The first line of standard input; it goes to the keyring.
    Stdin,
    /// This command, at every start.
    Command(String),
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(super) enum End {
    /// Help or version was asked for.
    Print(String),
    /// The arguments make no sense: one sentence that says why.
    Misuse(String),
}

pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>, texts: &Texts) -> Result<Invocation, End> {
    let matches = command(texts).try_get_matches_from(arguments).map_err(|error| end(&error, texts))?;
    let profile = matches.get_one::<PathBuf>("profile").cloned();
    let action = match matches.subcommand() {
        None if matches.get_flag("demo") => Action::Demo,
        None => Action::Window,
        Some((name, matches)) => Action::Command(Box::new(read(name, matches))),
    };
    Ok(Invocation { profile, action })
}

fn read(name: &str, matches: &ArgMatches) -> Command {
    let json = || matches.get_flag("json");
    if let Some(command) = (name == "mailbox").then(|| manage::read(matches)).flatten() {
        return command;
    }
    match (name, matches.subcommand()) {
        ("account", Some(("add", matches))) => {
            Command::AccountAdd { account: Box::new(new_account(matches)), json: matches.get_flag("json") }
        }
        ("account", Some(("remove", matches))) => {
            Command::AccountRemove { account: text(matches, "account"), json: matches.get_flag("json") }
        }
        ("account", Some(("special", matches))) => {
            let mailbox = matches.get_one::<String>("mailbox").cloned();
            let is_change = mailbox.is_some() || matches.get_flag("reset");
            let choice = matches.get_one::<SpecialUse>("use").filter(|_| is_change).map(|used| (*used, mailbox));
            Command::AccountSpecial { account: text(matches, "account"), choice, json: matches.get_flag("json") }
        }
        ("account", Some((_, matches))) => Command::AccountList { json: matches.get_flag("json") },
        ("sync", _) => Command::Sync { json: json() },
        ("verify", _) => Command::Verify {
            account: matches.get_one::<String>("account").cloned(),
            repair: !matches.get_flag("no-repair"),
            json: json(),
        },
        ("status", _) => Command::Status { json: json() },
        ("show", _) => Command::Show {
            account: text(matches, "account"),
            mailbox: text(matches, "mailbox"),
            uid: matches.get_one("uid").copied().unwrap_or(NonZeroU32::MIN),
            form: match (matches.get_flag("raw"), json()) {
                (true, _) => Form::Raw,
                (false, true) => Form::Json,
                (false, false) => Form::Text,
            },
        },
        (name, _) if acts::NAMES.contains(&name) => acts::read(name, matches),
        ("undo", _) => {
            let action = matches.get_one::<u64>("action").copied().map(ActionId::new);
            Command::Undo { action, manner: manner(matches) }
        }
        ("frozen", _) => Command::Frozen {
            account: matches.get_one::<String>("account").cloned(),
            mailbox: matches.get_one::<String>("mailbox").cloned(),
            thaw: match (matches.get_flag("put-back"), matches.get_flag("accept")) {
                (true, _) => Some(Thaw::PutBack),
                (false, true) => Some(Thaw::Accept),
                (false, false) => None,
            },
            manner: manner(matches),
        },
        ("journal", _) => Command::Journal { json: json() },
        _ => Command::List { account: text(matches, "account"), mailbox: text(matches, "mailbox"), json: json() },
    }
}

fn text(matches: &ArgMatches, id: &str) -> String {
    matches.get_one::<String>(id).cloned().unwrap_or_default()
}

fn manner(matches: &ArgMatches) -> Manner {
    Manner { offline: matches.get_flag("offline"), json: matches.get_flag("json") }
}

/// A keyword as servers take it (RFC 3501, 9: an atom).
fn keyword(text: &str) -> Result<String, String> {
    if Flags::is_keyword(text) { Ok(text.to_owned()) } else { Err(text.to_owned()) }
}

fn uid_set(text: &str) -> Result<UidSet, String> {
    UidSet::parse(text).ok_or_else(|| text.to_owned())
}

fn new_account(matches: &ArgMatches) -> NewAccount {
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    NewAccount {
        email: text("email").unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        imap: matches.get_one::<(String, u16)>("imap").cloned(),
        security: matches.get_one::<Security>("security").copied(),
        user: text("user"),
        ca: matches.get_one::<PathBuf>("ca").cloned(),
        password: text("password-command").map_or(NewPassword::Stdin, NewPassword::Command),
    }
}

/// `host:port` or `[address]:port`.
fn host_and_port(text: &str) -> Result<(String, u16), String> {
    let (host, port) = text.rsplit_once(':').ok_or_else(|| text.to_owned())?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    match port.parse::<u16>() {
        Ok(port) if port > 0 && !host.is_empty() => Ok((host.to_owned(), port)),
        _ => Err(text.to_owned()),
    }
}

fn security(text: &str) -> Result<Security, String> {
    match text {
        "tls" => Ok(Security::Tls),
        "starttls" => Ok(Security::StartTls),
        "plain" => Ok(Security::Plain),
        other => Err(other.to_owned()),
    }
}

fn special_use(text: &str) -> Result<SpecialUse, String> {
    let name = |used: &&SpecialUse| super::special::name(**used) == text;
    SpecialUse::CHOOSABLE.iter().find(name).copied().ok_or_else(|| text.to_owned())
}

fn email(text: &str) -> Result<String, String> {
    match text.split_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => Ok(text.to_owned()),
        _ => Err(text.to_owned()),
    }
}

/// The whole command line. Built anew for each language, nothing in it is fixed English.
pub(super) fn command(texts: &Texts) -> clap::Command {
    let words = Words(texts);
    let used = words.positional("use").required(false).value_parser(special_use);
    let special = words.command("account-special").name("special").args([words.account(), used]);
    let mailbox = words.mailbox().required(false).conflicts_with("reset");
    let special = special.arg(mailbox).arg(words.flag("reset").requires("use")).arg(words.json());
    let account = words
        .command("account")
        .subcommand_required(true)
        .subcommand(words.command("account-add").name("add").args(words.add_args()).arg(words.json()))
        .subcommand(words.command("account-list").name("list").arg(words.json()))
        .subcommand(words.command("account-remove").name("remove").arg(words.account()).arg(words.json()))
        .subcommand(special);
    let verify = words.command("verify").arg(words.account().required(false));
    let verify = verify.arg(words.flag("no-repair")).arg(words.json());
    let raw = words.flag("raw").conflicts_with("json");
    let uid = words.positional("uid").value_parser(value_parser!(NonZeroU32));
    words
        .command("brieftaube")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(words.option("profile").global(true).value_parser(value_parser!(PathBuf)))
        .arg(words.flag("demo"))
        .arg(words.flag("version").short('V').action(ArgAction::Version))
        .args_conflicts_with_subcommands(false)
        .subcommand(account)
        .subcommand(words.command("sync").arg(words.json()))
        .subcommand(verify)
        .subcommand(words.command("status").arg(words.json()))
        .subcommand(words.command("list").args([words.account(), words.mailbox()]).arg(words.json()))
        .subcommand(words.command("show").args([words.account(), words.mailbox(), uid]).arg(raw).arg(words.json()))
        .subcommands(words.acts())
        .subcommand(words.manage())
        .subcommand(words.command("undo").arg(words.action()).args(words.manner()))
        .subcommand(
            words
                .command("frozen")
                .args([words.account().required(false), words.mailbox().required(false)])
                .args([words.flag("put-back").conflicts_with("accept"), words.flag("accept")])
                .args(words.manner()),
        )
        .subcommand(words.command("journal").arg(words.json()))
        .after_help(texts.get("cli-after-help"))
}

/// Makes commands and arguments whose words come from Fluent: `cli-NAME` with its `.usage`, `cli-arg-NAME`
/// with its `.value`.
struct Words<'a>(&'a Texts);

impl Words<'_> {
    fn command(&self, name: &'static str) -> clap::Command {
        let key = format!("cli-{name}");
        let template = format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}", self.0.get("cli-usage"));
        clap::Command::new(name)
            .about(self.0.get(&key))
            .override_usage(self.0.get(&format!("{key}.usage")))
            .help_template(template)
            .next_help_heading(self.0.get("cli-options"))
            .subcommand_help_heading(self.0.get("cli-commands"))
            .subcommand_value_name(self.0.get("cli-command-value"))
            .disable_help_subcommand(true)
            .disable_help_flag(true)
            .arg(self.flag("help").short('h').action(ArgAction::Help).display_order(900))
    }

    fn flag(&self, name: &'static str) -> Arg {
        Arg::new(name).long(name).help(self.0.get(&format!("cli-arg-{name}"))).action(ArgAction::SetTrue)
    }

    fn option(&self, name: &'static str) -> Arg {
        let key = format!("cli-arg-{name}");
        Arg::new(name).long(name).help(self.0.get(&key)).value_name(self.0.get(&format!("{key}.value")))
    }

    fn positional(&self, name: &'static str) -> Arg {
        let key = format!("cli-arg-{name}");
        Arg::new(name)
            .help(self.0.get(&key))
            .value_name(self.0.get(&format!("{key}.value")))
            .help_heading(self.0.get("cli-arguments"))
            .required(true)
    }

    fn json(&self) -> Arg {
        self.flag("json")
    }

    fn account(&self) -> Arg {
        self.positional("account")
    }

    fn mailbox(&self) -> Arg {
        self.positional("mailbox")
    }

    fn manner(&self) -> [Arg; 2] {
        [self.flag("offline"), self.json()]
    }

    fn action(&self) -> Arg {
        self.positional("action").required(false).value_parser(value_parser!(u64))
    }

    fn add_args(&self) -> [Arg; 8] {
        [
            self.option("email").required(true).value_parser(email),
            self.option("imap").value_parser(host_and_port),
            self.option("security").value_parser(security),
            self.option("user"),
            self.flag("password-stdin").required_unless_present("password-command"),
            self.option("password-command").conflicts_with("password-stdin"),
            self.option("ca").value_parser(value_parser!(PathBuf)),
            self.option("name"),
        ]
    }
}

fn end(error: &clap::Error, texts: &Texts) -> End {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let key = match error.kind() {
        ClapKind::DisplayHelp => return End::Print(error.render().to_string()),
        ClapKind::DisplayVersion => return End::Print(format!("brieftaube {}\n", env!("CARGO_PKG_VERSION"))),
        ClapKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            return End::Misuse(texts.with("cli-misuse-command", &[("name", name.into())]));
        }
        ClapKind::UnknownArgument => "cli-misuse-unknown",
        ClapKind::MissingRequiredArgument => "cli-misuse-missing",
        ClapKind::ArgumentConflict => "cli-misuse-conflict",
        ClapKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => "cli-misuse-no-value",
        ClapKind::InvalidValue | ClapKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let args = [("argument", argument.into()), ("value", value.into())];
            return End::Misuse(texts.with("cli-misuse-value", &args));
        }
        ClapKind::MissingSubcommand | ClapKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return End::Misuse(texts.get("cli-misuse-no-command"));
        }
        _ => return End::Misuse(texts.get("cli-misuse-other")),
    };
    End::Misuse(texts.with(key, &[("argument", argument.into())]))
}

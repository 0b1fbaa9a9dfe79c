//! `account add`, `account list`, `account remove`.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use serde::Serialize;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::args::{NewAccount, NewPassword};
use super::exit::Code;
use super::output::Output;
use super::{find_account, with_service};
use crate::config::{Paths, Profile};
use crate::discovery::presets;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Account, PasswordSource, Secret, Security, Server};
use crate::service::api::{AccountDraft, Query};

/// The most bytes read of a password on standard input.
const MAX_PASSWORD: usize = 8 * 1024;

/// An account as `--json` shows it. Its password is nowhere in it.
#[derive(Serialize)]
struct AccountJson<'a> {
    id: u64,
    name: &'a str,
    email: &'a str,
    imap: ServerJson<'a>,
    password: &'static str,
}

#[derive(Serialize)]
struct ServerJson<'a> {
    host: &'a str,
    port: u16,
    security: Security,
    user: &'a str,
    ca_file: Option<&'a Path>,
}

impl<'a> From<&'a Account> for AccountJson<'a> {
    fn from(account: &'a Account) -> Self {
        let Server { host, port, security, user, ca_file } = &account.imap;
        Self {
            id: account.id.get(),
            name: &account.name,
            email: &account.email,
            imap: ServerJson { host, port: *port, security: *security, user, ca_file: ca_file.as_deref() },
            password: match account.password {
                PasswordSource::Keyring => "keyring",
                PasswordSource::Ask => "ask",
                PasswordSource::Command(_) => "command",
            },
        }
    }
}

/// Tests an account and saves it.
pub(super) fn add(profile: Option<&Path>, new: &NewAccount, json: bool, output: &mut Output<'_>) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let draft = draft(new)?;
    let added = with_service(&paths, output, async |service| {
        // The steps are for a form; here the problem says enough.
        let (steps, _) = mpsc::unbounded_channel();
        service.ask(|reply| Query::AddAccount(Box::new(draft), steps, reply)).await
    })?;
    let id = match added {
        Ok(id) => id,
        Err(problem) => {
            output.report(&problem, Some(&new.email));
            return Ok(Code::of(problem.kind));
        }
    };
    let opened = Profile::open(&paths)?;
    let account = opened.profile.account(id).ok_or_else(|| Error::new(ErrorKind::NotFound, "read the account back"))?;
    if json {
        output.json(&AccountJson::from(account));
    } else {
        let args = [("id", id.get().to_string().into()), ("name", (&account.name).into())];
        let line = output.texts.with("cli-account-added", &args);
        output.line(&line);
    }
    Ok(Code::Done)
}

fn draft(new: &NewAccount) -> Result<AccountDraft> {
    let preset = presets::find(&new.email).and_then(|preset| preset.server(&new.email));
    let server = match (&new.imap, preset) {
        (Some((host, port)), _) => Server {
            host: host.clone(),
            port: *port,
            security: new.security.unwrap_or(Security::Tls),
            user: new.email.clone(),
            ca_file: None,
        },
        (None, Some(preset)) => Server { security: new.security.unwrap_or(preset.security), ..preset },
        (None, None) => {
            let why = format!("{} is of no provider that is known here: --imap HOST:PORT is needed", new.email);
            return Err(Error::new(ErrorKind::Invalid, why));
        }
    };
    let ca_file = new
        .ca
        .as_deref()
        .map(std::path::absolute)
        .transpose()
        .map_err(|error| Error::new(ErrorKind::CaFile, "find the CA file").with_source(error))?;
    let (password, secret) = match &new.password {
        NewPassword::Stdin => (PasswordSource::Keyring, Some(read_password(io::stdin().lock())?)),
        NewPassword::Command(command) => (PasswordSource::Command(command.clone()), None),
    };
    Ok(AccountDraft {
        name: new.name.clone(),
        person: String::new(),
        email: new.email.clone(),
        imap: Server { user: new.user.clone().unwrap_or(server.user), ca_file, ..server },
        password,
        secret,
    })
}

/// The first line of standard input. On a terminal it would be seen while it is typed, so there it is refused.
fn read_password(mut input: io::StdinLock<'_>) -> Result<Secret> {
    let failed =
        |why: &str| Error::new(ErrorKind::NoPassword, "read the password from standard input").with_source(why);
    if input.is_terminal() {
        return Err(failed("standard input is a terminal, where the password would be seen"));
    }
    // Never grows, so that no copy of the password stays behind in freed memory.
    let mut bytes = Zeroizing::new(vec![0; MAX_PASSWORD]);
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        let read = input.read(room).map_err(|error| failed(&error.to_string()))?;
        if read == 0 {
            break;
        }
        filled += read;
    }
    let line = bytes.get(..filled).and_then(|text| text.split(|byte| *byte == b'\n').next()).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| failed("it is no UTF-8"))?;
    if text.is_empty() {
        return Err(failed("it is empty"));
    }
    Ok(Secret::new(text.to_owned()))
}

/// Lists the accounts.
pub(super) fn list(profile: Option<&Path>, json: bool, output: &mut Output<'_>) -> Result<Code> {
    let opened = Profile::open(&Paths::of(profile)?)?;
    if let Some(notice) = &opened.notice {
        output.problem(notice);
    }
    let accounts = opened.profile.accounts();
    if json {
        output.json(&accounts.iter().map(AccountJson::from).collect::<Vec<_>>());
        return Ok(Code::Done);
    }
    if accounts.is_empty() {
        let line = output.texts.get("cli-no-accounts");
        output.line(&line);
    }
    for account in accounts {
        let Account { id, name, email, imap, .. } = account;
        let security = match imap.security {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
            Security::Plain => "plain",
        };
        output.line(&format!("{id}\t{name}\t{email}\t{}:{}\t{security}\t{}", imap.host, imap.port, imap.user));
    }
    Ok(Code::Done)
}

/// Forgets an account, its password and what is stored of it; the server is not touched.
pub(super) fn remove(profile: Option<&Path>, account: &str, json: bool, output: &mut Output<'_>) -> Result<Code> {
    let paths = Paths::of(profile)?;
    let opened = Profile::open(&paths)?;
    let account = find_account(opened.profile.accounts(), account)?;
    with_service(&paths, output, async |service| service.ask(|reply| Query::RemoveAccount(account.id, reply)).await?)?;
    if json {
        output.json(&AccountJson::from(account));
    } else {
        let line = output.texts.with("cli-account-removed", &[("name", (&account.name).into())]);
        output.line(&line);
    }
    Ok(Code::Done)
}

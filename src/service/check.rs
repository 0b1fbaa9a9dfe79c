//! Tests an account before it is saved, and tells each step.
//!
//! Invariant: the password is asked of its source only after the server's certificate was found good, and
//! nothing is saved.

use tokio::sync::mpsc;

use super::api::{AccountDraft, CheckStage, CheckStep};
use crate::credentials::{Credentials, run_password_command};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::imap::{Connector, Stage};
use crate::model::{PasswordSource, Secret, Security};

/// Connects, logs in and lists the mailboxes.
///
/// Cancel safe: dropping it closes the connection.
///
/// # Errors
/// What failed; the step that failed was told before.
pub async fn check(
    draft: &AccountDraft,
    credentials: &Credentials,
    steps: &mpsc::UnboundedSender<CheckStep>,
) -> Result<()> {
    let mut teller = Teller { steps, stage: CheckStage::Name };
    let result = run(draft, credentials, &mut teller).await;
    if let Err(error) = &result {
        teller.tell(CheckStep::Failed(teller.stage, Problem::new(error, None)));
    }
    result
}

async fn run(draft: &AccountDraft, credentials: &Credentials, teller: &mut Teller<'_>) -> Result<()> {
    let server = &draft.imap;
    let protection = match server.security {
        Security::Tls => "TLS",
        Security::StartTls => "STARTTLS",
        Security::Plain => "",
    };
    teller.start(CheckStage::Name);
    let connection = Connector::default()
        .connect(server, &mut |stage| match stage {
            Stage::Name => {}
            Stage::Connect => teller.next(CheckStage::Connect, server.host.clone()),
            Stage::Tls => teller.next(CheckStage::Tls, server.port.to_string()),
            Stage::Greeting => teller.next(CheckStage::Greeting, protection.to_owned()),
        })
        .await?;
    teller.next(CheckStage::Login, String::new());
    let secret = secret(draft, credentials).await?;
    let mut session = connection.login(&server.user, &secret).await?;
    teller.next(CheckStage::Mailboxes, server.user.clone());
    let mailboxes = session.list().await?.len();
    teller.tell(CheckStep::Passed(CheckStage::Mailboxes, mailboxes.to_string()));
    session.logout().await;
    Ok(())
}

async fn secret(draft: &AccountDraft, credentials: &Credentials) -> Result<Secret> {
    match (&draft.password, &draft.secret) {
        (PasswordSource::Command(command), _) => run_password_command(command).await,
        (PasswordSource::Keyring | PasswordSource::Ask, Some(secret)) => Ok(secret.clone()),
        (PasswordSource::Keyring | PasswordSource::Ask, None) => {
            tracing::debug!(?credentials, "a test without a password");
            Err(Error::new(ErrorKind::NoPassword, "log in without a password"))
        }
    }
}

struct Teller<'a> {
    steps: &'a mpsc::UnboundedSender<CheckStep>,
    stage: CheckStage,
}

impl Teller<'_> {
    fn tell(&self, step: CheckStep) {
        // Nobody looking any more is no error.
        let _ = self.steps.send(step);
    }

    fn start(&mut self, stage: CheckStage) {
        self.stage = stage;
        self.tell(CheckStep::Started(stage));
    }

    /// The stage before went well (with a fact worth showing); this one begins.
    fn next(&mut self, stage: CheckStage, fact: String) {
        self.tell(CheckStep::Passed(self.stage, fact));
        self.start(stage);
    }
}

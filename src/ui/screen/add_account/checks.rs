//! The login test as it goes: which steps there are, which one runs, which went well, which failed.

use futures::channel::mpsc::Sender;
use futures::{SinkExt as _, Stream};
use iced::Task;
use tokio::sync::mpsc;

use super::Message;
use crate::error::{Error, Problem};
use crate::model::{AccountId, Security};
use crate::service::api::{AccountDraft, CheckStage, CheckStep, Handle, Query};

use super::form::{Form, Storage};

/// Answers of one test wait here for the window; there are never more than a few.
const STEPS: usize = 32;

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Its turn has not come.
    Waiting,
    /// It runs.
    Running,
    /// It went well; a fact worth showing, or nothing.
    Passed(String),
    /// It failed.
    Failed,
}

/// A test and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// The steps in order.
    pub stages: Vec<(CheckStage, Mark)>,
    /// What went wrong, and in which step if it was in one.
    pub failure: Option<(Option<CheckStage>, Problem)>,
}

impl Checks {
    /// The steps that there are for this form.
    pub fn of(form: &Form) -> Self {
        let stages = CheckStage::ALL.into_iter().filter(|stage| match stage {
            CheckStage::Tls => form.security != Security::Plain,
            CheckStage::Keyring => form.storage == Storage::Keyring,
            CheckStage::Name
            | CheckStage::Connect
            | CheckStage::Greeting
            | CheckStage::Login
            | CheckStage::Mailboxes => true,
        });
        Self { stages: stages.map(|stage| (stage, Mark::Waiting)).collect(), failure: None }
    }

    /// Takes news of the test.
    pub fn step(&mut self, step: CheckStep) {
        match step {
            CheckStep::Started(stage) => self.mark(stage, Mark::Running),
            CheckStep::Passed(stage, fact) => self.mark(stage, Mark::Passed(fact)),
            CheckStep::Failed(stage, problem) => {
                self.mark(stage, Mark::Failed);
                self.failure = Some((Some(stage), problem));
            }
        }
    }

    /// The test has ended with this; what failed outside of all steps has no step.
    pub fn failed(&mut self, problem: Problem) {
        let running = self.stages.iter().find(|(_, mark)| *mark == Mark::Running).map(|(stage, _)| *stage);
        if self.failure.is_none() {
            if let Some(stage) = running {
                self.mark(stage, Mark::Failed);
            }
            self.failure = Some((running, problem));
        }
    }

    /// The test has ended well, whatever was not told.
    pub fn passed(&mut self) {
        for (_, mark) in &mut self.stages {
            if matches!(mark, Mark::Waiting | Mark::Running) {
                *mark = Mark::Passed(String::new());
            }
        }
    }

    fn mark(&mut self, stage: CheckStage, mark: Mark) {
        match self.stages.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, old)) => *old = mark,
            // A step that was not expected is shown all the same, in its place.
            None => {
                let place = self.stages.partition_point(|(known, _)| *known < stage);
                self.stages.insert(place, (stage, mark));
            }
        }
    }
}

/// What the test is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A new account.
    New,
    /// An account that exists.
    Existing(AccountId),
}

/// Runs the test and saves the account if it goes well. Dropping the task ends both.
pub fn run(handle: Handle, target: Target, draft: AccountDraft, attempt: u64) -> Task<Message> {
    Task::stream(news(handle, target, draft, attempt))
}

/// What the test tells, step by step, and last of all its end.
pub fn news(handle: Handle, target: Target, draft: AccountDraft, attempt: u64) -> impl Stream<Item = Message> {
    iced::stream::channel(STEPS, move |out| told(handle, target, draft, attempt, out))
}

async fn told(handle: Handle, target: Target, draft: AccountDraft, attempt: u64, mut out: Sender<Message>) {
    let (sender, mut steps) = mpsc::unbounded_channel();
    let mut asking = std::pin::pin!(ask(handle, target, draft, sender));
    let answer = loop {
        tokio::select! {
            biased;
            Some(step) = steps.recv() => tell(&mut out, Message::Stepped(attempt, step)).await,
            answer = &mut asking => break answer,
        }
    };
    while let Ok(step) = steps.try_recv() {
        tell(&mut out, Message::Stepped(attempt, step)).await;
    }
    tell(&mut out, Message::Answered(attempt, answer)).await;
}

async fn tell(out: &mut Sender<Message>, message: Message) {
    if out.send(message).await.is_err() {
        tracing::debug!("the dialog is closed, nobody hears of the login test");
    }
}

async fn ask(
    handle: Handle,
    target: Target,
    draft: AccountDraft,
    steps: mpsc::UnboundedSender<CheckStep>,
) -> Result<AccountId, Problem> {
    let draft = Box::new(draft);
    let stopped = |error: Error| Problem::new(&error, None);
    match target {
        Target::New => handle.ask(|reply| Query::AddAccount(draft, steps, reply)).await.map_err(stopped)?,
        Target::Existing(id) => {
            handle.ask(|reply| Query::UpdateAccount(id, draft, steps, reply)).await.map_err(stopped)?.map(|()| id)
        }
    }
}

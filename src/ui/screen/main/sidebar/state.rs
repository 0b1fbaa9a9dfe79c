//! What an account is doing, in a sentence and an icon: pure.

use crate::i18n::{self, format};
use crate::service::api::{AccountState, AccountView, Transport};
use crate::ui::app::Shared;
use crate::ui::widget::Icon;

/// How a state is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// All is as it should be.
    Quiet,
    /// Something goes on.
    Active,
    /// It asks for the person.
    Attention,
    /// It is dangerous.
    Danger,
}

/// The icon of a state, and its tone.
pub const fn icon(state: &AccountState) -> (Icon, Tone) {
    match state {
        AccountState::Offline { .. } => (Icon::CloudOff, Tone::Quiet),
        AccountState::Connecting => (Icon::LoaderCircle, Tone::Quiet),
        AccountState::Syncing { .. } => (Icon::RefreshCw, Tone::Active),
        AccountState::UpToDate { .. } => (Icon::Check, Tone::Quiet),
        AccountState::NeedsPassword(_) => (Icon::KeyRound, Tone::Attention),
        AccountState::Insecure(_) => (Icon::ShieldAlert, Tone::Danger),
        AccountState::Failed(_) => (Icon::TriangleAlert, Tone::Attention),
    }
}

/// The icon of a transport and the key of its words in i18n.
pub const fn transport(transport: &Transport) -> (Icon, &'static str) {
    match transport {
        Transport::Tls => (Icon::Lock, "transport-tls"),
        Transport::StartTls => (Icon::Lock, "transport-starttls"),
        Transport::Plain => (Icon::LockOpen, "transport-plain"),
        Transport::Sample => (Icon::Feather, "transport-sample"),
    }
}

/// What an account is doing, in one sentence.
pub fn sentence(view: &AccountView, shared: &Shared) -> String {
    let texts = &shared.texts;
    let moment = |at: i64| format::moment(at, shared.now, &shared.zone, shared.lang());
    match &view.state {
        AccountState::Offline { since: Some(since), .. } => {
            texts.with("state-offline-since", &[("moment", moment(*since).into())])
        }
        AccountState::Offline { since: None, .. } => texts.get("state-offline"),
        AccountState::Connecting => texts.get("state-connecting"),
        AccountState::Syncing { done, total, remaining } if *total > 0 => {
            texts.with("state-syncing", &[("progress", progress(*done, *total, *remaining, shared).into())])
        }
        AccountState::Syncing { .. } => texts.get("state-syncing-start"),
        AccountState::UpToDate { checked, live } => {
            let key = if *live { "state-live" } else { "state-up-to-date" };
            texts.with(key, &[("moment", moment(*checked).into())])
        }
        AccountState::NeedsPassword(problem) | AccountState::Insecure(problem) | AccountState::Failed(problem) => {
            i18n::problem(texts, problem).title
        }
    }
}

/// "4.312 von 22.000, noch etwa 1 Minute".
pub fn progress(done: u64, total: u64, remaining: Option<u64>, shared: &Shared) -> String {
    let texts = &shared.texts;
    let of = texts.with("progress-of", &[("done", done.min(total).into()), ("total", total.into())]);
    match remaining {
        Some(seconds) => texts
            .with("progress-remaining", &[("of", of.into()), ("remaining", format::duration(seconds, texts).into())]),
        None => of,
    }
}

#[cfg(test)]
mod tests;

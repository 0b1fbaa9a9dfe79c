//! SELECT and EXAMINE, with CONDSTORE and QRESYNC (RFC 7162).

use crate::error::{ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::response::{Code, Status, Untagged};
use crate::imap::{Access, Resync, Selected, Unsolicited};
use crate::model::{MailboxName, UidSet};
use crate::net::guard::Budget;

use super::{Session, Terms, flags_of};

/// What a FETCH response with UID, flags and modification sequence has at most, in general.
const CHANGED_BYTES: u64 = 300;

impl Session {
    /// Opens a mailbox. What was unsolicited before belongs to the mailbox before and is dropped. `resync` is used
    /// where QRESYNC was enabled, else CONDSTORE where it is offered.
    ///
    /// # Errors
    /// [`ErrorKind::MailboxUnavailable`] on NO: no mailbox is selected then. [`ErrorKind::TooLarge`] if more changed
    /// than one answer may tell: open it without `resync`.
    pub async fn select(&mut self, name: &MailboxName, access: Access, resync: Option<&Resync>) -> Result<Selected> {
        self.exists = None;
        self.modseqs = false;
        self.read_only = false;
        self.permanent_flags = None;
        let resync = resync.filter(|_| self.qresync);
        let mut selected = Selected { read_only: access == Access::ReadOnly, ..Selected::default() };
        let (mut exists, mut vanished) = (None, Vec::new());
        let mut take = |untagged| match untagged {
            Untagged::Exists(count) => {
                exists = Some(count);
                None
            }
            Untagged::Status(Status { code: Some(code), text, condition }) => {
                note(&mut selected, &code);
                Some(Untagged::Status(Status { code: Some(code), text, condition }))
            }
            Untagged::Vanished { uids, .. } => {
                vanished.push(uids);
                None
            }
            Untagged::Fetch(fetch) => match flags_of(&fetch) {
                Some(flags) => {
                    selected.changed.push(flags);
                    None
                }
                None => Some(Untagged::Fetch(fetch)),
            },
            // It would have told of the mailbox that is closed now.
            Untagged::Expunge => None,
            other => Some(other),
        };
        let context = format!("select mailbox {name:?}");
        let mut budget = Budget::collected(self.wire.limits());
        if let Some(resync) = resync {
            let changed = u64::from(resync.messages);
            budget.responses = budget.responses.saturating_add(changed);
            budget.answer = budget.answer.saturating_add(changed.saturating_mul(CHANGED_BYTES));
        }
        let terms = Terms { context: &context, refusal: ErrorKind::MailboxUnavailable, budget };
        self.vanished.clear();
        self.unsolicited = Unsolicited { alert: self.unsolicited.alert.take(), ..Unsolicited::default() };
        let command = self.select_command(name, access, resync);
        let status = self.run(&command, terms, &mut take).await?;
        if let Some(code) = &status.code {
            note(&mut selected, code);
        }
        selected.exists = exists.unwrap_or_default();
        selected.vanished = UidSet::union_all(&vanished);
        selected.resynced = resync.is_some_and(|resync| {
            selected.highest_modseq.is_some() && selected.uid_validity == Some(resync.uid_validity)
        });
        self.exists = Some(selected.exists);
        self.modseqs = selected.highest_modseq.is_some();
        self.read_only = selected.read_only;
        self.permanent_flags.clone_from(&selected.permanent_flags);
        Ok(selected)
    }

    fn select_command(&self, name: &MailboxName, access: Access, resync: Option<&Resync>) -> Command {
        let verb = match access {
            Access::ReadOnly => "EXAMINE ",
            Access::ReadWrite => "SELECT ",
        };
        let command = Command::new(verb).mailbox(name);
        match resync {
            Some(Resync { uid_validity, modseq, known, .. }) => {
                let room = self.room_beside(name.as_bytes().len() + 100);
                let known = known.as_ref().filter(|known| !known.is_empty()).map(ToString::to_string);
                let known = known.filter(|known| known.len() <= room).map(|known| format!(" {known}"));
                let known = known.unwrap_or_default();
                command.text(&format!(" (QRESYNC ({} {}{known}))", uid_validity.get(), modseq.get()))
            }
            None if self.capabilities.has("CONDSTORE") => command.text(" (CONDSTORE)"),
            None => command,
        }
    }
}

fn note(selected: &mut Selected, code: &Code) {
    match code {
        Code::UidValidity(value) => selected.uid_validity = *value,
        Code::UidNext(value) => selected.uid_next = *value,
        Code::HighestModSeq(value) => selected.highest_modseq = *value,
        Code::PermanentFlags(flags) => selected.permanent_flags.clone_from(flags),
        Code::ReadOnly => selected.read_only = true,
        Code::ReadWrite => selected.read_only = false,
        Code::Alert
        | Code::Capability(_)
        | Code::CopyUid(_)
        | Code::AppendUid(_)
        | Code::Modified(_)
        | Code::Other(_) => {}
    }
}

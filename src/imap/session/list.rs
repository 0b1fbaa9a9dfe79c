//! LIST, LSUB and STATUS.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::mailboxes::special_use_attribute;
use crate::imap::response::{List, Untagged};
use crate::imap::{ListedMailbox, MailboxStatus};
use crate::model::MailboxName;

use super::Session;

impl Session {
    /// All mailboxes, with subscriptions, special uses and counts where the server tells them in one go
    /// (LIST-EXTENDED, SPECIAL-USE, LIST-STATUS), else by LIST and LSUB.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; never a part of the list.
    pub async fn list(&mut self) -> Result<Vec<ListedMailbox>> {
        if self.capabilities.has("LIST-EXTENDED") {
            match self.list_extended().await {
                // What is offered does not always work.
                Err(error) if error.kind() == ErrorKind::Bad && self.usable => {
                    tracing::debug!(%error, "LIST-EXTENDED");
                }
                result => return result,
            }
        }
        let answer = self.run_list(&Command::new("LIST \"\" \"*\""), "list mailboxes").await?;
        let subscribed = match self.run_list(&Command::new("LSUB \"\" \"*\""), "list subscriptions").await {
            Ok(answer) => Some(answer.subscribed),
            Err(error) if matches!(error.kind(), ErrorKind::No | ErrorKind::Bad) && self.usable => None,
            Err(error) => return Err(error),
        };
        answer.mailboxes(|list| subscribed.as_ref().is_none_or(|names| names.contains(&list.name)))
    }

    async fn list_extended(&mut self) -> Result<Vec<ListedMailbox>> {
        let mut options = String::from("SUBSCRIBED CHILDREN");
        if self.capabilities.has("SPECIAL-USE") {
            options.push_str(" SPECIAL-USE");
        }
        if self.capabilities.has("LIST-STATUS") {
            options.push_str(&format!(" STATUS ({})", self.status_items()));
        }
        let command = Command::new("LIST \"\" \"*\" RETURN (").text(&options).text(")");
        let answer = self.run_list(&command, "list mailboxes").await?;
        answer.mailboxes(|list| has(list, b"\\Subscribed"))
    }

    async fn run_list(&mut self, command: &Command, context: &str) -> Result<Answer> {
        let mut answer = Answer::default();
        let mut take = |untagged| answer.take(untagged);
        let terms = self.terms(context, ErrorKind::No);
        self.run(command, terms, &mut take).await?;
        if answer.garbled {
            return Err(Error::new(ErrorKind::Protocol, context).with_source("a mailbox that cannot be read"));
        }
        Ok(answer)
    }

    /// The counts of a mailbox that is not selected.
    ///
    /// # Errors
    /// [`ErrorKind::MailboxUnavailable`] if it is gone.
    pub async fn status(&mut self, name: &MailboxName) -> Result<MailboxStatus> {
        let context = format!("ask for the status of {name:?}");
        let mut found = None;
        let mut take = |untagged| match untagged {
            Untagged::MailboxStatus(_, status) => {
                found = Some(status);
                None
            }
            other => Some(other),
        };
        let command = Command::new("STATUS ").mailbox(name).text(&format!(" ({})", self.status_items()));
        let terms = self.terms(&context, ErrorKind::MailboxUnavailable);
        self.run(&command, terms, &mut take).await?;
        found.ok_or_else(|| Error::new(ErrorKind::Protocol, context).with_source("the server gave no result"))
    }

    fn status_items(&self) -> String {
        let modseq = if self.capabilities.has("CONDSTORE") { " HIGHESTMODSEQ" } else { "" };
        format!("MESSAGES UIDNEXT UIDVALIDITY UNSEEN{modseq}")
    }
}

/// What came in answer to LIST or LSUB.
#[derive(Default)]
struct Answer {
    lists: Vec<List>,
    subscribed: BTreeSet<Vec<u8>>,
    statuses: BTreeMap<Vec<u8>, MailboxStatus>,
    garbled: bool,
}

impl Answer {
    fn take(&mut self, untagged: Untagged) -> Option<Untagged> {
        match untagged {
            Untagged::List(list) => self.lists.push(*list),
            Untagged::Lsub(list) => {
                // LSUB also tells parents of what is subscribed to.
                if !has(&list, b"\\Noselect") {
                    self.subscribed.insert(list.name);
                }
            }
            Untagged::MailboxStatus(name, status) => {
                self.statuses.insert(canonical(name), status);
            }
            Untagged::Unreadable => self.garbled = true,
            other => return Some(other),
        }
        None
    }

    /// The mailboxes, each once. INBOX always exists (RFC 3501, 5.1), so an empty list is no list.
    fn mailboxes(mut self, is_subscribed: impl Fn(&List) -> bool) -> Result<Vec<ListedMailbox>> {
        if self.lists.is_empty() {
            return Err(Error::new(ErrorKind::Protocol, "list mailboxes").with_source("the server named none"));
        }
        let mut seen = BTreeSet::new();
        self.lists.retain(|list| seen.insert(canonical(list.name.clone())));
        let statuses = self.statuses;
        let listed = self.lists.into_iter().map(|list| {
            let selectable = !has(&list, b"\\Noselect") && !has(&list, b"\\NonExistent");
            let status = statuses.get(&canonical(list.name.clone())).copied();
            ListedMailbox {
                delimiter: list.delimiter,
                selectable,
                subscribed: is_subscribed(&list),
                special_use: list.attributes.iter().find_map(|attribute| special_use_attribute(attribute)),
                status: status.filter(|_| selectable),
                name: MailboxName::new(list.name),
            }
        });
        Ok(listed.collect())
    }
}

fn has(list: &List, attribute: &[u8]) -> bool {
    list.attributes.iter().any(|known| known.eq_ignore_ascii_case(attribute))
}

/// INBOX is the one name without regard to case.
fn canonical(name: Vec<u8>) -> Vec<u8> {
    if name.eq_ignore_ascii_case(b"INBOX") { b"INBOX".to_vec() } else { name }
}

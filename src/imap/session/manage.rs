//! Commands that make, change and leave mailboxes (RFC 3501, 6.3; RFC 6154; RFC 3691).

use crate::error::{Error, ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::failure;
use crate::imap::mailboxes::attribute_of;
use crate::imap::response::{Code, Condition};
use crate::model::{MailboxName, SpecialUse};
use crate::net::guard::Budget;

use super::Session;

impl Session {
    /// Creates a mailbox, marked for a use where the server lets us (CREATE-SPECIAL-USE: RFC 6154, 3). Answers false if there
    /// is one of this name already (ALREADYEXISTS: RFC 5530). Cyrus and Courier say that with a NO like any other: list the
    /// mailboxes to know.
    ///
    /// Not cancel safe: it may or may not have been created, and the session is unusable. Doing it again is harmless.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn create(&mut self, name: &MailboxName, special_use: Option<SpecialUse>) -> Result<bool> {
        let context = format!("create mailbox {name:?}");
        let offered = self.capabilities.has("CREATE-SPECIAL-USE");
        let attribute = special_use.filter(|_| offered).and_then(attribute_of);
        let usage = attribute.map(|attribute| format!(" (USE ({attribute}))")).unwrap_or_default();
        let command = Command::new("CREATE ").mailbox(name).text(&usage);
        let budget = Budget::collected(self.wire.limits());
        let status = self.converse(&command, &context, budget, &mut Some).await?;
        let exists = matches!(&status.code, Some(Code::Other(code)) if code == "ALREADYEXISTS");
        if status.condition == Condition::No && exists {
            return Ok(false);
        }
        failure::unless_ok(status, ErrorKind::No, &context).map(|_| true)
    }

    /// Renames a mailbox, and with it those below (RFC 3501, 6.3.5). Subscriptions stay with the old name. It must not be the
    /// one that is selected. An OK is no proof: Courier also renames what does not exist.
    ///
    /// Not cancel safe: it may or may not have been renamed, and the session is unusable.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] for INBOX, of which RENAME would take away all messages. [`ErrorKind::MailboxUnavailable`] if
    /// the server says that it is not there. NO, BAD, or errors of the connection.
    pub async fn rename(&mut self, from: &MailboxName, to: &MailboxName) -> Result<()> {
        let context = format!("rename mailbox {from:?} to {to:?}");
        not_inbox(from, &context)?;
        self.manage(Command::new("RENAME ").mailbox(from).text(" ").mailbox(to), &context).await
    }

    /// Deletes a mailbox with all messages in it, for ever (RFC 3501, 6.3.4). It must not be the one that is selected.
    ///
    /// Not cancel safe: it may or may not be gone, and the session is unusable. Doing it again is harmless.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] for INBOX. [`ErrorKind::MailboxUnavailable`] if the server says that it is not there (any more);
    /// Cyrus and Courier say only NO. NO, BAD, or errors of the connection.
    pub async fn delete(&mut self, name: &MailboxName) -> Result<()> {
        let context = format!("delete mailbox {name:?}");
        not_inbox(name, &context)?;
        self.manage(Command::new("DELETE ").mailbox(name), &context).await
    }

    /// Subscribes to a mailbox (RFC 3501, 6.3.6).
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn subscribe(&mut self, name: &MailboxName) -> Result<()> {
        self.manage(Command::new("SUBSCRIBE ").mailbox(name), &format!("subscribe to mailbox {name:?}")).await
    }

    /// Ends the subscription to a mailbox, which need not exist any more (RFC 3501, 6.3.7).
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn unsubscribe(&mut self, name: &MailboxName) -> Result<()> {
        self.manage(Command::new("UNSUBSCRIBE ").mailbox(name), &format!("unsubscribe from mailbox {name:?}")).await
    }

    /// Leaves the selected mailbox, if one is, as it is (UNSELECT, RFC 3691). Answers false where that is not offered: CLOSE would expunge
    /// what is marked in it, so the mailbox stays selected.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection.
    pub async fn unselect(&mut self) -> Result<bool> {
        // Without one that is selected UNSELECT is an error (RFC 3691, 2).
        if self.exists.is_none() {
            return Ok(true);
        }
        if !self.capabilities.has("UNSELECT") {
            return Ok(false);
        }
        self.manage(Command::new("UNSELECT"), "leave the mailbox").await?;
        self.exists = None;
        self.modseqs = false;
        self.read_only = false;
        self.permanent_flags = None;
        Ok(true)
    }

    async fn manage(&mut self, command: Command, context: &str) -> Result<()> {
        let terms = self.terms(context, ErrorKind::No);
        self.run(&command, terms, &mut Some).await.map(drop)
    }
}

fn not_inbox(name: &MailboxName, context: &str) -> Result<()> {
    if name.is_inbox() {
        return Err(Error::new(ErrorKind::Invalid, context).with_source("INBOX always stays"));
    }
    Ok(())
}

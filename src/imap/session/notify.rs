//! NOTIFY (RFC 5465): one connection is told of every mailbox.

use crate::error::{ErrorKind, Result};
use crate::imap::command::Command;

use super::Session;

impl Session {
    /// Asks to be told of changes in all the person's mailboxes from now on: of the selected one as ever, of the others by
    /// [`Unsolicited::elsewhere`](crate::imap::Unsolicited). False where that is not offered or refused.
    ///
    /// # Errors
    /// Errors of the connection.
    pub async fn notify(&mut self) -> Result<bool> {
        // MessageNew and FlagChange must come with MessageExpunge (RFC 5465, 5.1 and 5.3).
        const COMMAND: &str = "NOTIFY SET (SELECTED (MessageNew MessageExpunge FlagChange)) \
             (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))";
        if !self.capabilities.has("NOTIFY") {
            return Ok(false);
        }
        let terms = self.terms("ask for news of all mailboxes", ErrorKind::No);
        match self.run(&Command::new(COMMAND), terms, &mut Some).await {
            Ok(_) => self.notifies = true,
            Err(error) if matches!(error.kind(), ErrorKind::No | ErrorKind::Bad) => {
                tracing::debug!(%error, "NOTIFY");
            }
            Err(error) => return Err(error),
        }
        Ok(self.notifies)
    }
}

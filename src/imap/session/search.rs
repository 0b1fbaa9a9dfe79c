//! SEARCH (RFC 3501, 6.4.4), with ESEARCH (RFC 4731) where it is offered.
//!
//! Invariant: an answer is complete or an error. What is not in it is not there.

use crate::error::{Error, ErrorKind, Result};
use crate::imap::command::Command;
use crate::imap::response::Untagged;
use crate::model::UidSet;

use super::Session;

impl Session {
    /// Which of `uids` exist. Complete, or an error.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; [`ErrorKind::Protocol`] if the server says OK but no result.
    pub async fn search(&mut self, uids: &UidSet) -> Result<UidSet> {
        let how = format!("{}UID ", self.search_verb());
        let mut found = UidSet::new();
        for chunk in uids.chunks(self.room_beside(how.len()), u64::MAX) {
            let answer = self.run_search(&Command::new(&how).uids(&chunk), "search for UIDs").await?;
            found = found.union(&answer);
        }
        Ok(found.intersection(uids))
    }

    /// Which of `among` have this Message-ID in their header. Complete, or an error.
    ///
    /// A server looks for a part of the field, without regard to case: what is found is a candidate, whose header has to be
    /// compared.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; [`ErrorKind::Protocol`] if the server says OK but no result;
    /// [`ErrorKind::Invalid`] if it is empty or has control characters.
    pub async fn find_message_id(&mut self, id: &str, among: &UidSet) -> Result<UidSet> {
        let context = "search for a message";
        // Nothing is a part of every Message-ID.
        if id.trim().is_empty() || id.contains(char::is_control) {
            return Err(Error::new(ErrorKind::Invalid, context).with_source("no Message-ID"));
        }
        let charset = if id.is_ascii() { "" } else { "CHARSET UTF-8 " };
        let how = format!("{}{charset}UID ", self.search_verb());
        let room = self.room_beside(how.len() + " HEADER Message-ID \"\"".len() + 2 * id.len());
        let mut found = UidSet::new();
        for chunk in among.chunks(room, u64::MAX) {
            let command = Command::new(&how).uids(&chunk).text(" HEADER Message-ID ").secret(id);
            found = found.union(&self.run_search(&command, context).await?);
        }
        Ok(found.intersection(among))
    }

    fn search_verb(&self) -> &'static str {
        if self.capabilities.has("ESEARCH") { "UID SEARCH RETURN (ALL) " } else { "UID SEARCH " }
    }

    async fn run_search(&mut self, command: &Command, context: &str) -> Result<UidSet> {
        let mut found = Vec::new();
        let mut take = |untagged| match untagged {
            Untagged::Search(uids) => {
                found.push(uids);
                None
            }
            other => Some(other),
        };
        self.run_readable(command, context, &mut take).await?;
        // "Nothing found" has to be said (RFC 3501, 6.4.4): who says nothing may have lost it on the way.
        if found.is_empty() && self.exists() > 0 {
            return Err(Error::new(ErrorKind::Protocol, context).with_source("the server gave no result"));
        }
        Ok(UidSet::union_all(&found))
    }
}

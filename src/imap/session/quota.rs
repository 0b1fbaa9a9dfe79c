//! What a person may use, and where: QUOTA (RFC 9208, before it RFC 2087) and NAMESPACE (RFC 2342).

use crate::error::Result;
use crate::imap::Namespace;
use crate::imap::command::Command;
use crate::imap::response::Untagged;
use crate::model::{MailboxName, Quota};

use super::Session;

/// The most quota roots kept of a mailbox; servers have one or two.
const MAX_ROOTS: usize = 16;

impl Session {
    /// Whether the server tells how much of what is allowed is used. RFC 9208 also names the resources: QUOTA=RES-STORAGE.
    pub fn offers_quota(&self) -> bool {
        self.capabilities.has("QUOTA") || self.capabilities.iter().any(|word| word.starts_with("QUOTA="))
    }

    /// How much is used of what a mailbox shares with others, for each quota root it has. Empty where QUOTA is not offered or
    /// there is no limit.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; [`Protocol`](crate::error::ErrorKind::Protocol) if an answer cannot be read.
    pub async fn quota(&mut self, name: &MailboxName) -> Result<Vec<Quota>> {
        let context = "ask for the quota";
        let mut quotas: Vec<Quota> = Vec::new();
        if !self.offers_quota() {
            return Ok(quotas);
        }
        let mut take = |untagged| match untagged {
            Untagged::Quota(quota) => {
                quotas.retain(|known| known.root != quota.root);
                if quotas.len() < MAX_ROOTS {
                    quotas.push(quota);
                }
                None
            }
            other => Some(other),
        };
        self.run_readable(&Command::new("GETQUOTAROOT ").mailbox(name), context, &mut take).await?;
        Ok(quotas)
    }

    /// Where the person's own mailboxes are. Empty where NAMESPACE is not offered.
    ///
    /// # Errors
    /// NO, BAD, or errors of the connection; [`Protocol`](crate::error::ErrorKind::Protocol) if the answer cannot be read.
    pub async fn namespaces(&mut self) -> Result<Vec<Namespace>> {
        let context = "ask where mailboxes are";
        let mut namespaces = Vec::new();
        if !self.capabilities.has("NAMESPACE") {
            return Ok(namespaces);
        }
        let mut take = |untagged| match untagged {
            Untagged::Namespace(told) => {
                namespaces = told;
                None
            }
            other => Some(other),
        };
        self.run_readable(&Command::new("NAMESPACE"), context, &mut take).await?;
        Ok(namespaces)
    }
}

//! A message as the service gave it, with all that takes long already done.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::i18n::Texts;
use crate::mime::document::{Block, Document};
use crate::model::{Account, EnvelopeId, Security};
use crate::service::api::{Content, Handle, MessageView, Query, Transport};
use crate::ui::backend::ask;
use crate::ui::widget::document::Flow;

/// A message that is ready to be drawn.
#[derive(Debug)]
pub struct Opened {
    pub(super) view: MessageView,
    pub(super) account: Option<Owner>,
    /// Its text with all older quotes folded.
    pub(super) flow: Flow,
}

/// Whose message it is and how it came here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub email: String,
    pub transport: Transport,
}

impl Owner {
    fn new(account: &Account, transport: Option<Transport>) -> Self {
        // Without a connection now, it came here as the account is set up.
        let set_up = match account.imap.security {
            Security::Tls => Transport::Tls,
            Security::StartTls => Transport::StartTls,
            Security::Plain => Transport::Plain,
        };
        Self { email: account.email.clone(), transport: transport.unwrap_or(set_up) }
    }
}

impl Opened {
    /// Asks for a message. Cancel safe.
    pub(super) async fn load(handle: Handle, id: EnvelopeId, texts: Texts) -> Result<Self> {
        let view = ask(handle.clone(), move |reply| Query::Message(id, reply)).await?;
        // Who owns it is only for words in the head; without it they are left out.
        let accounts = ask(handle, Query::Accounts).await.unwrap_or_default();
        let account = accounts
            .into_iter()
            .find(|owner| owner.account.id == view.account)
            .map(|owner| Owner::new(&owner.account, owner.transport));
        Ok(Self::new(view, account, &texts))
    }

    pub(super) fn new(view: MessageView, account: Option<Owner>, texts: &Texts) -> Self {
        let mut opened = Self { view, account, flow: Flow::empty() };
        opened.flow = opened.flow(&BTreeSet::new(), texts);
        opened
    }

    /// Its text with these older quotes open.
    pub(super) fn flow(&self, unfolded: &BTreeSet<usize>, texts: &Texts) -> Flow {
        let label = |open: bool, lines: usize| {
            if open {
                texts.get("reader-quote-hide")
            } else {
                texts.with("reader-quote-show", &[("lines", lines.into())])
            }
        };
        match &self.view.content {
            Content::Here { document, .. } => Flow::new(document, unfolded, &label),
            Content::Missing(_) => Flow::empty(),
            Content::Unreadable(raw) => {
                let document = Document { blocks: vec![Block::Preformatted(raw.clone())], truncated: false };
                Flow::new(&document, unfolded, &label)
            }
        }
    }
}

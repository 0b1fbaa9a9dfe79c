//! Makes, renames and removes mailboxes, and subscribes to them (RFC 3501, 6.3).
//!
//! Servers say of most of this no more than NO, some say OK to what they did not do, and a connection may break before the
//! answer: what counts is whether the mailboxes are listed.

use super::{Push, words_of};
use crate::error::{Error, ErrorKind, Result};
use crate::imap::{Access, ListedMailbox};
use crate::model::{Conflict, MailboxId, MailboxName, Outcome as Settled, SpecialUse};
use crate::store::FoundMailbox;
use crate::sync::queue::manage::{Errand, Step, next};
use crate::sync::work::News;

/// What the server has by now.
enum Found {
    /// What was wanted.
    Done,
    /// The mailbox as it was.
    Here,
    /// Neither: somebody else did something to it.
    Gone,
}

impl Push<'_> {
    /// Does what waits to be done to mailboxes, in its order; `only_doubts`: only what may have been sent before. Says whether
    /// anything was done.
    pub(super) async fn manage(&mut self, only_doubts: bool) -> Result<bool> {
        let account = self.work.account;
        let mut done = false;
        loop {
            let waiting = self.work.store(move |store| store.waiting_mailboxes(account)).await?;
            let Some(errand) = next(&waiting).filter(|errand| errand.sent || !only_doubts) else { return Ok(done) };
            let outcome = self.run_errand(&errand).await?;
            if let Settled::Rejected(words) = &outcome {
                self.pushed.refused.push(Error::new(ErrorKind::No, doing(&errand)).with_server_text(words));
                self.work.tell(News::Refused(words.clone()));
            }
            let ended = errand.operations.into_iter().map(|id| (id, Vec::new())).collect();
            self.work.store(move |store| store.settle(ended, outcome)).await?;
            self.work.tell(News::Mailboxes);
            self.work.tell(News::Journal);
            done = true;
        }
    }

    async fn run_errand(&mut self, errand: &Errand) -> Result<Settled> {
        let operations = errand.operations.clone();
        if errand.step != Step::Nothing {
            self.work.store(move |store| store.sent(&operations)).await?;
        }
        match &errand.step {
            Step::Nothing => Ok(Settled::Confirmed),
            Step::Create(id, used) => self.create(errand, *id, *used).await,
            Step::Rename(to, delimiter) => self.rename(errand, to, *delimiter).await,
            Step::Remove { only_empty } => self.remove(errand, *only_empty).await,
            Step::Subscribe(subscribed) => self.subscribe(errand, *subscribed).await,
        }
    }

    async fn create(&mut self, errand: &Errand, id: MailboxId, used: Option<SpecialUse>) -> Result<Settled> {
        let name = self.in_namespace(&errand.name).await?;
        let mut refused = self.try_to_create(&name, used).await?;
        if refused.is_some() && used.is_some() {
            // Not for this use, perhaps (USEATTR: RFC 6154, 3).
            refused = self.try_to_create(&name, None).await?;
        }
        let listed = self.session.list().await?;
        let Some(listed) = listed.into_iter().find(|listed| listed.name == name && listed.selectable) else {
            let words = refused.map_or_else(|| "not listed".to_owned(), |error| words_of(&error));
            return Ok(Settled::Rejected(words));
        };
        if !listed.subscribed {
            self.tell_subscribed(&name, true).await?;
        }
        let found = FoundMailbox {
            display: name.readable(),
            name,
            delimiter: listed.delimiter,
            special_use: listed.special_use.or(used),
            guessed: false,
            selectable: true,
            subscribed: true,
        };
        let account = self.work.account;
        self.work.store(move |store| store.created(account, id, &found)).await?;
        Ok(Settled::Confirmed)
    }

    /// Gives the refusal, if it was one.
    async fn try_to_create(&mut self, name: &MailboxName, used: Option<SpecialUse>) -> Result<Option<Error>> {
        match self.session.create(name, used).await {
            Ok(_) => Ok(None),
            Err(error) => self.refusal(error).map(Some),
        }
    }

    /// The name where the person's own mailboxes are: some servers have all of them below INBOX (NAMESPACE, RFC 2342).
    async fn in_namespace(&mut self, name: &MailboxName) -> Result<MailboxName> {
        let namespaces = self.session.namespaces().await?;
        let is_there = |prefix: &[u8]| name.as_bytes().starts_with(prefix);
        match namespaces.first() {
            Some(first) if !namespaces.iter().any(|known| is_there(known.prefix.as_bytes())) => {
                Ok(MailboxName::new([first.prefix.as_bytes(), name.as_bytes()].concat()))
            }
            _ => Ok(name.clone()),
        }
    }

    async fn rename(&mut self, errand: &Errand, to: &MailboxName, delimiter: Option<char>) -> Result<Settled> {
        let from = &errand.name;
        let mut refused = None;
        let mut found = if errand.sent { self.is_renamed(from, to, false).await? } else { Found::Here };
        if matches!(found, Found::Here) {
            self.leave().await?;
            match self.session.rename(from, to).await {
                Ok(()) => {}
                Err(error) => refused = Some(self.refusal(error)?),
            }
            found = self.is_renamed(from, to, refused.is_none()).await?;
        }
        match found {
            Found::Done => {}
            Found::Gone => return Ok(Settled::Conflict(Conflict::MailboxGone)),
            Found::Here => {
                let words = refused.map_or_else(|| "not listed".to_owned(), |error| words_of(&error));
                return Ok(Settled::Rejected(words));
            }
        }
        self.carry_subscriptions(from, to, delimiter).await?;
        let (account, from, to) = (self.work.account, from.clone(), to.clone());
        let renamed = self.work.store(move |store| store.renamed(account, &from, &to, delimiter)).await;
        match renamed {
            // Somebody else renamed it the same way, and it is known as a new one already.
            Err(error) if error.kind() == ErrorKind::MailboxExists => Ok(Settled::Conflict(Conflict::MailboxGone)),
            other => other.map(|()| Settled::Confirmed),
        }
    }

    async fn is_renamed(&mut self, from: &MailboxName, to: &MailboxName, said_so: bool) -> Result<Found> {
        let listed = self.session.list().await?;
        let find = |name: &MailboxName| listed.iter().find(|listed| listed.name == *name);
        Ok(match (find(from), find(to)) {
            (None, Some(_)) => Found::Done,
            // What is left of a parent, for the sake of what is below.
            (Some(ListedMailbox { selectable: false, .. }), Some(_)) if said_so => Found::Done,
            (Some(_), _) => Found::Here,
            (None, None) => Found::Gone,
        })
    }

    /// RENAME leaves subscriptions with the old names.
    async fn carry_subscriptions(
        &mut self,
        from: &MailboxName,
        to: &MailboxName,
        delimiter: Option<char>,
    ) -> Result<()> {
        let account = self.work.account;
        let known = self.work.store(move |store| store.mailboxes_as_on_server(account)).await?;
        for mailbox in known.into_iter().filter(|mailbox| mailbox.subscribed) {
            if let Some(renamed) = mailbox.name.renamed(from, to, delimiter) {
                self.tell_subscribed(&renamed, true).await?;
                self.tell_subscribed(&mailbox.name, false).await?;
            }
        }
        Ok(())
    }

    async fn remove(&mut self, errand: &Errand, only_empty: bool) -> Result<Settled> {
        let name = &errand.name;
        if only_empty && self.holds_anything(name).await? {
            return Ok(Settled::Conflict(Conflict::NotEmpty));
        }
        self.leave().await?;
        if let Err(error) = self.session.delete(name).await {
            let refused = self.refusal(error)?;
            let listed = self.session.list().await?;
            if listed.iter().any(|listed| listed.name == *name) {
                return Ok(Settled::Rejected(words_of(&refused)));
            }
        }
        self.tell_subscribed(name, false).await?;
        if let Some(id) = errand.mailbox {
            self.work.store(move |store| store.forget_mailbox(id)).await?;
        }
        Ok(Settled::Confirmed)
    }

    /// Whether messages or other mailboxes are in a mailbox. One that is gone holds nothing.
    async fn holds_anything(&mut self, name: &MailboxName) -> Result<bool> {
        let listed = self.session.list().await?;
        let is_below = |it: &ListedMailbox| it.name != *name && it.name.renamed(name, name, it.delimiter).is_some();
        match listed.iter().find(|listed| listed.name == *name) {
            None => Ok(false),
            Some(_) if listed.iter().any(is_below) => Ok(true),
            Some(ListedMailbox { selectable: false, .. }) => Ok(false),
            Some(_) => Ok(self.session.status(name).await?.messages != Some(0)),
        }
    }

    async fn subscribe(&mut self, errand: &Errand, subscribed: bool) -> Result<Settled> {
        if let Some(refused) = self.tell_subscribed(&errand.name, subscribed).await? {
            return Ok(Settled::Rejected(words_of(&refused)));
        }
        if let Some(id) = errand.mailbox {
            self.work.store(move |store| store.set_subscribed(id, subscribed)).await?;
        }
        Ok(Settled::Confirmed)
    }

    /// Subscribes or not. Gives the refusal, if it was one: what is only done along with something else does without.
    async fn tell_subscribed(&mut self, name: &MailboxName, subscribed: bool) -> Result<Option<Error>> {
        let done = if subscribed { self.session.subscribe(name).await } else { self.session.unsubscribe(name).await };
        match done {
            Ok(()) => Ok(None),
            Err(error) => self.refusal(error).map(Some),
        }
    }

    /// Leaves the mailbox that is open: none that is open can be renamed or removed.
    async fn leave(&mut self) -> Result<()> {
        if !self.session.unselect().await? {
            let inbox = MailboxName::new("INBOX");
            self.session.select(&inbox, Access::ReadOnly, None).await?;
        }
        Ok(())
    }
}

const fn doing(errand: &Errand) -> &'static str {
    match errand.step {
        Step::Nothing => "do nothing",
        Step::Create(..) => "create a mailbox",
        Step::Rename(..) => "rename a mailbox",
        Step::Remove { .. } => "delete a mailbox",
        Step::Subscribe(true) => "subscribe to a mailbox",
        Step::Subscribe(false) => "unsubscribe from a mailbox",
    }
}

//! Questions: answered beside everything else, from the store.

use super::accounts::Internal;
use super::{Hub, answer};
use crate::error::{ErrorKind, Result};
use crate::service::api::{Query, Reply};
use crate::sync::work::blocking;

impl Hub {
    /// Starts to answer. What must not happen beside anything else comes back as [`Internal`].
    pub(super) fn query(&mut self, query: Query) {
        match query {
            Query::Settings(reply) => {
                let _ = reply.send(self.settings.clone());
            }
            Query::Accounts(reply) => {
                let (store, announcer, accounts) = (self.store.clone(), self.announcer.clone(), self.accounts.clone());
                self.answer(reply, move || answer::accounts(&store, &announcer, accounts.clone()));
            }
            Query::Page(source, range, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || answer::page(&store, source, range.clone()));
            }
            Query::Position(source, id, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || store.position(answer::scope(source), id));
            }
            Query::Ids(source, between, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || store.ids(answer::scope(source), between));
            }
            Query::Message(id, reply) => {
                let (store, internal) = (self.store.clone(), self.internal.clone());
                self.answer(reply, move || {
                    let view = answer::message(&store, id)?;
                    if answer::is_wanted(&view.content) {
                        // What the person looks at is fetched first.
                        let _ = internal.send(Internal::Wanted(id));
                    }
                    Ok(view)
                });
            }
            Query::Raw(id, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || answer::raw(&store, id));
            }
            Query::SaveAttachment(id, index, folder, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || answer::save_attachment(&store, id, index, folder.clone()));
            }
            Query::Act(act, reply) => {
                let (store, internal) = (self.store.clone(), self.internal.clone());
                self.answer(reply, move || answer::act(&store, &act, &internal));
            }
            Query::Undo(action, reply) => {
                let (store, internal) = (self.store.clone(), self.internal.clone());
                self.answer(reply, move || answer::undo(&store, action, &internal));
            }
            Query::Journal(range, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || Ok(answer::journal(&store, range.clone())));
            }
            Query::Thaw(mailbox, thaw, reply) => {
                let (store, internal) = (self.store.clone(), self.internal.clone());
                self.answer(reply, move || answer::thaw(&store, mailbox, thaw, &internal));
            }
            Query::Frozen(mailbox, reply) => {
                let store = self.store.clone();
                self.answer(reply, move || store.frozen(mailbox));
            }
            Query::KeyringAvailable(reply) => {
                let credentials = self.credentials.clone();
                self.tasks.spawn(async move {
                    let available = blocking(move || Ok(credentials.available())).await.unwrap_or(false);
                    let _ = reply.send(available);
                });
            }
            Query::TestAccount(draft, steps, reply) => self.test_account(*draft, steps, reply),
            Query::AddAccount(draft, steps, reply) => self.add_account(*draft, steps, reply),
            Query::UpdateAccount(id, draft, steps, reply) => self.update_account(id, *draft, steps, reply),
            Query::RemoveAccount(id, reply) => {
                let _ = self.internal.send(Internal::Remove(id, reply));
            }
        }
    }

    /// Answers from the store, beside everything else. Nobody waiting any more is no error.
    fn answer<T: Send + 'static>(&mut self, reply: Reply<Result<T>>, work: impl Fn() -> Result<T> + Send + 'static) {
        let work = move || match work() {
            // There is another store now, and everybody is told: who asked gets what that one says.
            Err(error) if error.kind() == ErrorKind::StoreDamaged => work(),
            answer => answer,
        };
        self.tasks.spawn(async move {
            let _ = reply.send(blocking(work).await);
        });
    }
}

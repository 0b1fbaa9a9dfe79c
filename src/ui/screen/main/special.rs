//! Which mailbox is for what: told where it was guessed, and chosen by the person.

use iced::Task;

use super::sidebar::{Entry, tree};
use super::{Action, Main, Message};
use crate::config::Settings;
use crate::error::ErrorKind;
use crate::model::{AccountId, Mailbox, MailboxId, SpecialUse};
use crate::ui::app::Shared;
use crate::ui::screen::picker::{Choice, Item, Picker, Purpose};

impl Main {
    /// The box to choose the mailbox of an account for a use.
    pub fn pick_special(&self, account: AccountId, used: SpecialUse, shared: &Shared) -> Action {
        let Some(entry) = self.sidebar.entries().iter().find(|entry| entry.view.account.id == account) else {
            return Action::None;
        };
        let purpose = Purpose::Special(used);
        let can_be = |mailbox: &Mailbox| mailbox.selectable && !mailbox.name.is_inbox();
        let items = self.items(entry, purpose, |id| self.sidebar.mailbox(id).is_some_and(|(.., it)| can_be(it)));
        let name = shared.texts.get(tree::words(used));
        let title = shared.texts.with("pick-special", &[("use", name.into())]);
        let items = self.make_item(account, used, shared).into_iter().chain(items).collect();
        Action::Pick(Picker::new(purpose, title, items))
    }

    /// The mailboxes of an account that can be chosen, as they stand in the sidebar.
    pub(super) fn items<'a>(
        &'a self,
        entry: &'a Entry,
        purpose: Purpose,
        accepts: impl Fn(MailboxId) -> bool + 'a,
    ) -> impl Iterator<Item = Item> + 'a {
        entry.nodes.iter().filter_map(move |node| {
            let id = node.mailbox.filter(|id| accepts(*id))?;
            let mut above = Vec::new();
            let mut parent = node.parent.and_then(|parent| entry.nodes.get(parent));
            while let Some(node) = parent {
                above.push(node.label.as_str());
                parent = node.parent.and_then(|parent| entry.nodes.get(parent));
            }
            above.reverse();
            let on = matches!(purpose, Purpose::Special(used) if node.special_use == Some(used));
            let choice = Choice::Mailbox(id, purpose);
            Some(Item { choice, icon: Some(node.icon()), name: node.label.clone(), path: above.join(" / "), on })
        })
    }

    /// From now on this mailbox is for that, whatever the server says.
    pub(super) fn choose_special(&mut self, id: MailboxId, used: SpecialUse, shared: &Shared) -> Action {
        let Some((entry, _, mailbox)) = self.sidebar.mailbox(id) else { return Action::None };
        let (account, display) = (entry.view.account.id, mailbox.display.clone());
        self.chosen_special(account, used, display, shared)
    }

    /// The same of a mailbox of this name, which need not be in the sidebar yet.
    pub(super) fn chosen_special(
        &mut self,
        account: AccountId,
        used: SpecialUse,
        display: String,
        shared: &Shared,
    ) -> Action {
        let mut special_mailboxes = shared.settings.special_mailboxes.clone();
        special_mailboxes.entry(account).or_default().insert(used, display);
        self.banners.dismiss(ErrorKind::NoSpecialMailbox { wanted: used, account }, Some(account));
        self.hold_focus();
        Action::Change(Box::new(Settings { special_mailboxes, ..shared.settings.clone() }))
    }

    /// What is said of something that went to a mailbox which only its name made the one for it. It is said once: from
    /// then on the mailbox counts as chosen, unless the person chooses another.
    pub(super) fn guess(
        &self,
        said: String,
        guessed: Option<(MailboxId, SpecialUse)>,
        shared: &Shared,
    ) -> (String, Option<(AccountId, SpecialUse)>, Task<Message>) {
        let known = guessed.and_then(|(id, used)| Some((self.sidebar.mailbox(id)?, used)));
        let Some(((entry, _, mailbox), used)) = known else { return (said, None, Task::none()) };
        let args = [("said", said.into()), ("mailbox", mailbox.display.as_str().into())];
        let offer = Some((entry.view.account.id, used));
        (shared.texts.with("toast-guessed", &args), offer, Task::done(Message::GuessTold(mailbox.id, used)))
    }
}

//! From what waits to be done to mailboxes to the one thing that is to be sent next. Pure.
//!
//! Operations on different mailboxes are never reordered: a name that was given up by one may have been taken by the next. Of one
//! mailbox, what follows each other directly is one step, and what takes itself back is none. What may have been sent was sent as
//! one step, so it is looked up as one, too.

use crate::model::{MailboxId, MailboxName, OperationId, SpecialUse, Verb};
use crate::store::WaitingMailbox;

/// What is to be sent, and which operations are done with then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The operations.
    pub operations: Vec<OperationId>,
    /// What the server calls the mailbox.
    pub name: MailboxName,
    /// The mailbox, as far as it is known.
    pub mailbox: Option<MailboxId>,
    /// Whether it may have reached the server already.
    pub sent: bool,
    /// What is to be sent.
    pub step: Step,
}

/// What is to be done to one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it was taken back.
    Nothing,
    /// Make it, under the id that was kept for it.
    Create(MailboxId, Option<SpecialUse>),
    /// Call it otherwise, and with it what is below.
    Rename(MailboxName, Option<char>),
    /// Away with it; or only if it is empty.
    Remove {
        /// Only then.
        only_empty: bool,
    },
    /// Subscribed to it or not.
    Subscribe(bool),
}

/// What comes next; `None`: nothing, or what waits for messages.
pub fn next(waiting: &[WaitingMailbox]) -> Option<Errand> {
    let taken_back = waiting.windows(2).find_map(|pair| match pair {
        [one, other] if cancel(one, other) => Some([one, other]),
        _ => None,
    });
    if let Some([one, other]) = taken_back {
        let (operations, name) = (vec![one.id, other.id], one.name.clone());
        return Some(Errand { operations, name, mailbox: None, sent: false, step: Step::Nothing });
    }
    let first = waiting.first()?;
    let run: Vec<_> = waiting.iter().take_while(|it| it.made == first.made && it.sent == first.sent).collect();
    let errand = |of: &[&WaitingMailbox], name: &MailboxName, step| Errand {
        operations: of.iter().map(|it| it.id).collect(),
        name: name.clone(),
        mailbox: first.mailbox,
        sent: first.sent,
        step,
    };
    let while_same = |is_it: fn(&Verb) -> bool, from: usize| {
        run.get(..from.saturating_add(run.iter().skip(from).take_while(|it| is_it(&it.verb)).count()))
            .unwrap_or_default()
    };
    let is_rename = |verb: &Verb| matches!(verb, Verb::RenameMailbox { .. });
    Some(match &first.verb {
        Verb::CreateMailbox { used, .. } => {
            let of = while_same(is_rename, 1);
            errand(of, last_name(of).unwrap_or(&first.name), Step::Create(first.made, *used))
        }
        Verb::RenameMailbox { delimiter, .. } => {
            let of = while_same(is_rename, 0);
            errand(of, &first.name, Step::Rename(last_name(of)?.clone(), *delimiter))
        }
        Verb::RemoveMailbox { .. } if first.waits => return None,
        Verb::RemoveMailbox { only_empty } => errand(&[first], &first.name, Step::Remove { only_empty: *only_empty }),
        _ => {
            let of = while_same(|verb| matches!(verb, Verb::Subscribe(_)), 0);
            let Verb::Subscribe(subscribed) = of.last()?.verb else { return None };
            errand(of, &first.name, Step::Subscribe(subscribed))
        }
    })
}

/// Whether the second takes back the first and nothing of both was sent.
fn cancel(one: &WaitingMailbox, other: &WaitingMailbox) -> bool {
    let opposite = match (&one.verb, &other.verb) {
        (Verb::CreateMailbox { .. }, Verb::RemoveMailbox { .. }) => !other.waits,
        (Verb::RenameMailbox { .. }, Verb::RenameMailbox { to, .. }) => *to == one.name,
        (Verb::Subscribe(one), Verb::Subscribe(other)) => one != other,
        _ => false,
    };
    opposite && one.made == other.made && !one.sent && !other.sent
}

fn last_name<'a>(of: &[&'a WaitingMailbox]) -> Option<&'a MailboxName> {
    match &of.last()?.verb {
        Verb::RenameMailbox { to, .. } => Some(to),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(id: u64, made: u64, name: &str, verb: Verb, sent: bool) -> WaitingMailbox {
        let name = MailboxName::new(name);
        WaitingMailbox {
            id: OperationId::new(id),
            made: MailboxId::new(made),
            mailbox: None,
            name,
            verb,
            sent,
            waits: false,
        }
    }

    fn rename(to: &str) -> Verb {
        Verb::RenameMailbox { to: MailboxName::new(to), delimiter: Some('/') }
    }

    const CREATE: Verb = Verb::CreateMailbox { used: None, delimiter: Some('/') };
    const REMOVE: Verb = Verb::RemoveMailbox { only_empty: true };

    fn said(waiting: &[WaitingMailbox]) -> Option<(usize, String, Step)> {
        next(waiting).map(|errand| (errand.operations.len(), errand.name.readable(), errand.step))
    }

    #[test]
    fn what_was_done_to_one_mailbox_in_a_row_is_one_step() {
        let created = waiting(1, 9, "A", CREATE, false);
        let renamed = waiting(2, 9, "A", rename("B"), false);
        let create = || Step::Create(MailboxId::new(9), None);

        assert_eq!(said(&[created, renamed.clone()]), Some((2, "B".to_owned(), create())));
        let on = waiting(6, 9, "B", rename("C"), false);
        assert_eq!(said(&[renamed, on]), Some((2, "A".to_owned(), Step::Rename(MailboxName::new("C"), Some('/')))));
        let subscribed = [true, true].map(|it| waiting(5, 9, "A", Verb::Subscribe(it), false));
        assert_eq!(said(&subscribed), Some((2, "A".to_owned(), Step::Subscribe(true))));
    }

    #[test]
    fn what_was_taken_back_is_not_sent_whatever_was_done_and_taken_back_in_between() {
        let all = [
            waiting(1, 9, "A", CREATE, false),
            waiting(2, 8, "X", rename("Y"), false),
            waiting(3, 7, "S", Verb::Subscribe(false), false),
            waiting(4, 7, "S", Verb::Subscribe(true), false),
            waiting(5, 8, "Y", rename("X"), false),
            waiting(6, 9, "A", REMOVE, false),
        ];
        let mut left = all.to_vec();
        while let Some(errand) = next(&left) {
            assert_eq!(errand.step, Step::Nothing);
            left.retain(|it| !errand.operations.contains(&it.id));
        }
        assert_eq!(left, []);
    }

    #[test]
    fn what_may_have_been_sent_is_not_mixed_with_what_was_not() {
        let sent = waiting(1, 9, "A", rename("B"), true);
        let unsent = waiting(2, 9, "B", rename("C"), false);

        assert_eq!(said(&[sent, unsent]), Some((1, "A".to_owned(), Step::Rename(MailboxName::new("B"), Some('/')))));
    }

    #[test]
    fn what_was_made_and_may_be_there_is_removed_by_a_command_of_its_own() {
        let sent = waiting(1, 9, "A", CREATE, true);
        let removed = waiting(2, 9, "A", REMOVE, false);

        assert_eq!(said(&[sent, removed]), Some((1, "A".to_owned(), Step::Create(MailboxId::new(9), None))));
    }

    #[test]
    fn nothing_overtakes_what_concerns_another_mailbox_or_waits_for_messages() {
        let renamed = waiting(1, 9, "A", rename("B"), false);
        let other = waiting(2, 8, "C", rename("A"), false);
        let again = waiting(3, 9, "B", rename("D"), false);
        let removed = WaitingMailbox { waits: true, ..waiting(1, 9, "A", REMOVE, false) };

        assert_eq!(said(&[renamed, other, again]).map(|(count, ..)| count), Some(1));
        assert_eq!(said(&[removed]), None);
    }
}

//! What a person does: planned from what they see, written into the journal, laid over what the server said.

mod yearly;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::engine::{Change, Engine};
use super::fault::Outcome;
use super::index::BodyTag;
use super::journal::{Operation, Target};
use super::overlay::{Place, find};
use super::{envelopes, intents, tree};
use crate::error::{Error, ErrorKind};
use crate::model::{Destination, EnvelopeId, Flags, Intent, Mailbox, MailboxId, OperationId, UidValidity, Verb};

/// What an action comes to.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) operations: Vec<Operation>,
    /// Where the messages are that it changes something of.
    pub(super) places: BTreeMap<EnvelopeId, Place>,
    /// How many these are.
    pub(super) messages: usize,
}

/// Plans what a person asks for.
pub(super) fn act(engine: &Engine, intent: &Intent, messages: &[EnvelopeId]) -> Outcome<Plan> {
    if let Some(operations) = tree::act(engine, intent)? {
        return Ok(Plan { operations, ..Plan::default() });
    }
    if *intent == Intent::ArchiveByYear {
        return yearly::act(engine, messages);
    }
    let mut planner = Planner::new(engine);
    let (mut seen, mut verbs) = (BTreeSet::new(), BTreeMap::new());
    for id in messages.iter().filter(|id| seen.insert(**id)) {
        let Some(mailbox) = planner.seen(*id)?.and_then(|seen| seen.mailbox) else { continue };
        if let std::collections::btree_map::Entry::Vacant(entry) = verbs.entry(mailbox) {
            entry.insert(intents::resolve(engine, intent, engine.mailbox(mailbox)?)?);
        }
        for (step, verb) in verbs.get(&mailbox).into_iter().flatten().enumerate() {
            planner.add(step, *id, verb)?;
        }
    }
    planner.end()
}

/// Plans to take operations back, of which `to_come` are copies that are not made yet. Messages that were moved on since stay
/// where they are.
pub(super) fn undo(engine: &Engine, operations: &[Operation], to_come: &BTreeSet<EnvelopeId>) -> Outcome<Plan> {
    let mut planner = Planner::new(engine);
    for (step, operation) in operations.iter().rev().enumerate() {
        for target in &operation.targets {
            match &operation.verb {
                Verb::Flags { add, remove } => {
                    let inverse = Verb::Flags { add: remove.clone(), remove: add.clone() };
                    planner.add(step, target.id, &inverse)?;
                }
                Verb::Move { to } => {
                    let there = find(&engine.mailboxes, to).map(|mailbox| mailbox.id);
                    if planner.seen(target.id)?.is_some_and(|seen| seen.mailbox.is_some() && seen.mailbox == there) {
                        planner.add(step, target.id, &Verb::Move { to: home(engine, operation)? })?;
                    }
                }
                Verb::Copy { .. } => match target.copy {
                    Some(copy) if to_come.contains(&copy) => {
                        planner.call_off(step, operation, Target { id: copy, copy: None, ..target.clone() });
                    }
                    Some(copy) => planner.add(step, copy, &Verb::Delete)?,
                    None => {}
                },
                // Nothing takes it back, or it has no messages.
                _ => {}
            }
        }
    }
    let mut plan = planner.end()?;
    for operation in operations.iter().rev().filter(|operation| operation.verb.is_of_mailbox()) {
        let leaves = |it: &&Operation| it.mailbox == operation.mailbox && matches!(it.verb, Verb::Move { .. });
        let leaving = plan.operations.iter().filter(leaves).map(|it| it.targets.len()).sum();
        plan.operations.extend(tree::undo(engine, operation, leaving)?);
    }
    Ok(plan)
}

/// Where the messages of an operation were.
fn home(engine: &Engine, operation: &Operation) -> Outcome<Destination> {
    let Operation { account, mailbox, name, .. } = operation;
    let home = Destination { account: *account, mailbox: *mailbox, name: name.clone() };
    match find(&engine.mailboxes, &home) {
        Some(found) => Ok(destination(found)),
        None => Err(Error::new(ErrorKind::MailboxUnavailable, format!("find mailbox {name:?} again")).into()),
    }
}

/// A mailbox as something to go to.
pub(super) fn destination(mailbox: &Mailbox) -> Destination {
    Destination { account: mailbox.account, mailbox: mailbox.id, name: mailbox.name.clone() }
}

/// What a person sees of a message after what is planned.
struct Seen {
    target: Target,
    place: Place,
    received: i64,
    /// Where the server has it.
    server_mailbox: MailboxId,
    mailbox: Option<MailboxId>,
    flags: Flags,
}

/// One operation's worth: the step it belongs to, the mailbox as seen, and what its UIDs are valid under.
type Group = (usize, MailboxId, Option<UidValidity>, Verb);

struct Planner<'a> {
    engine: &'a Engine,
    seen: HashMap<EnvelopeId, Option<Seen>>,
    touched: BTreeSet<EnvelopeId>,
    /// Of each mailbox there are few: as many as there are kinds of flags among its messages.
    groups: Vec<(Group, Vec<Target>)>,
    /// The group of the message before: mostly that of the next one.
    last: usize,
}

impl<'a> Planner<'a> {
    fn new(engine: &'a Engine) -> Self {
        Self { engine, seen: HashMap::new(), touched: BTreeSet::new(), groups: Vec::new(), last: 0 }
    }

    fn seen(&mut self, id: EnvelopeId) -> Outcome<Option<&mut Seen>> {
        if !self.seen.contains_key(&id) {
            let row = self.engine.envelope(id, None)?;
            let seen = row.map(|row| -> Outcome<Seen> {
                let body = BodyTag::from(self.engine.body(id)?.state());
                let target =
                    Target { id, uid: row.uid, message_id: row.message_id.clone(), size: row.size, copy: None };
                let (place, flags) = (Place::of(id, &row, body), row.flags().clone());
                Ok(Seen {
                    target,
                    place,
                    received: row.received,
                    server_mailbox: row.mailbox,
                    mailbox: row.shown_in(),
                    flags,
                })
            });
            self.seen.insert(id, seen.transpose()?);
        }
        Ok(self.seen.get_mut(&id).and_then(Option::as_mut))
    }

    /// Does something to a message, if that changes anything of it, so that the inverse of each operation is exactly what
    /// takes it back.
    fn add(&mut self, step: usize, id: EnvelopeId, verb: &Verb) -> Outcome<()> {
        let engine = self.engine;
        let Some(seen) = self.seen(id)? else { return Ok(()) };
        let (Some(mailbox), Some(verb)) = (seen.mailbox, verb.on(&seen.flags)) else { return Ok(()) };
        match &verb {
            Verb::Move { to } if to.mailbox == mailbox => return Ok(()),
            Verb::Move { to } => seen.mailbox = Some(to.mailbox),
            Verb::Delete => seen.mailbox = None,
            _ => seen.flags = verb.apply(&seen.flags),
        }
        let here = engine.mailbox(mailbox)?.mark.uid_validity;
        let validity = here.filter(|_| seen.server_mailbox == mailbox);
        let target = seen.target.clone();
        self.touched.insert(id);
        self.put((step, mailbox, validity, verb), target);
        Ok(())
    }

    /// Takes a copy back that is not made yet.
    fn call_off(&mut self, step: usize, operation: &Operation, copy: Target) {
        if let Some(to) = operation.verb.to().and_then(|to| find(&self.engine.mailboxes, to)) {
            self.touched.insert(copy.id);
            self.put((step, to.id, None, Verb::Delete), copy);
        }
    }

    fn put(&mut self, group: Group, target: Target) {
        if self.groups.get(self.last).is_none_or(|(known, _)| *known != group) {
            self.last = self.groups.iter().position(|(known, _)| *known == group).unwrap_or(self.groups.len());
        }
        match self.groups.get_mut(self.last) {
            Some((_, targets)) => targets.push(target),
            None => self.groups.push((group, vec![target])),
        }
    }

    fn end(mut self) -> Outcome<Plan> {
        self.groups.sort_by_key(|((step, mailbox, ..), _)| (*step, *mailbox));
        let operation = |((_, id, validity, verb), targets)| {
            let Mailbox { account, name, .. } = self.engine.mailbox(id)?.clone();
            Ok(Operation { id: OperationId::new(0), account, mailbox: id, name, validity, verb, targets })
        };
        let operations = self.groups.into_iter().map(operation).collect::<Outcome<_>>()?;
        let is_touched = |(id, seen): (EnvelopeId, Option<Seen>)| {
            self.touched.contains(&id).then_some(())?;
            Some((id, seen?.place))
        };
        let places = self.seen.into_iter().filter_map(is_touched).collect();
        Ok(Plan { operations, places, messages: self.touched.len() })
    }
}

/// Plans to take what a verb did to flags on the server for what the server says from now on.
pub(super) fn take_over(engine: &Engine, change: &mut Change, messages: &[EnvelopeId], verb: &Verb) -> Outcome<()> {
    let mut flags: BTreeMap<MailboxId, Vec<_>> = BTreeMap::new();
    for id in messages {
        if let Some(row) = engine.envelope(*id, None)? {
            flags.entry(row.mailbox).or_default().push((row.uid, verb.apply(&row.server_flags)));
        }
    }
    for (mailbox, flags) in flags {
        envelopes::set_server_flags(engine, change, mailbox, &flags, None)?;
    }
    Ok(())
}

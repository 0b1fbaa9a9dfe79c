//! Tells the window what happened, at most ten times a second for each mailbox and account.
//!
//! Invariant: whatever is told was committed before, and the last state of everything is always told.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{broadcast, mpsc};
use tokio::time::Instant;

use super::api::{AccountState, Event, Transport};
use crate::error::Problem;
use crate::model::{AccountId, EnvelopeId, MailboxId};
use crate::store::{ListScope, Store};
use crate::sync::work::blocking;

/// The shortest time between two events about the same thing.
const INTERVAL: Duration = Duration::from_millis(100);

/// Bodies that can be waited for at a time.
const MAX_AWAITED: usize = 64;

/// What each account does, for those who ask.
pub type States = Arc<Mutex<BTreeMap<AccountId, (AccountState, Option<Transport>)>>>;

/// Where news go. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Announcer {
    news: mpsc::UnboundedSender<Fact>,
    states: States,
    /// Messages whose body somebody waits for, the latest last.
    awaited: Arc<Mutex<VecDeque<EnvelopeId>>>,
}

#[derive(Debug)]
enum Fact {
    Event(Box<Event>),
    NewMail(MailboxId, u32),
    Due(Subject),
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject {
    Mailbox(MailboxId),
    State(AccountId),
}

impl Announcer {
    /// Starts to tell; ends when the last announcer is dropped.
    pub fn start(store: Store, events: broadcast::Sender<Event>) -> Self {
        let (news, facts) = mpsc::unbounded_channel();
        let states = States::default();
        tokio::spawn(tell(store, events, facts, Arc::clone(&states)));
        Self { news, states, awaited: Arc::default() }
    }

    /// Tells at once.
    pub fn event(&self, event: Event) {
        self.send(Fact::Event(Box::new(event)));
    }

    /// Something to know that belongs to no state.
    pub fn notice(&self, problem: Problem) {
        self.event(Event::Notice(problem));
    }

    /// A mailbox changed.
    pub fn mailbox(&self, id: MailboxId) {
        self.send(Fact::Due(Subject::Mailbox(id)));
    }

    /// Somebody looks at this message and waits for its body.
    pub fn await_body(&self, id: EnvelopeId) {
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        awaited.retain(|known| *known != id);
        awaited.push_back(id);
        if awaited.len() > MAX_AWAITED {
            awaited.pop_front();
        }
    }

    /// A body came, or is known not to come. Told only if somebody waits for it: a first sync brings
    /// more bodies than any receiver could take.
    pub fn body(&self, id: EnvelopeId) {
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = awaited.iter().position(|known| *known == id) {
            awaited.remove(at);
            self.event(Event::BodyChanged(id));
        }
    }

    /// New mail is in an inbox.
    pub fn new_mail(&self, id: MailboxId, count: u32) {
        self.send(Fact::NewMail(id, count));
    }

    /// An account does something else now.
    pub fn state(&self, id: AccountId, state: AccountState, transport: Option<Transport>) {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (state, transport));
        self.send(Fact::Due(Subject::State(id)));
    }

    /// What an account does.
    pub fn state_of(&self, id: AccountId) -> Option<(AccountState, Option<Transport>)> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// An account is no more.
    pub fn forget(&self, id: AccountId) {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn send(&self, fact: Fact) {
        // Refused only while the runtime shuts down.
        let _ = self.news.send(fact);
    }
}

async fn tell(
    store: Store,
    events: broadcast::Sender<Event>,
    mut facts: mpsc::UnboundedReceiver<Fact>,
    states: States,
) {
    let mut told: HashMap<Subject, Instant> = HashMap::new();
    let mut due: HashMap<Subject, Instant> = HashMap::new();
    loop {
        let next = due.values().min().copied();
        tokio::select! {
            fact = facts.recv() => match fact {
                Some(Fact::Event(event)) => publish(&events, *event),
                Some(Fact::NewMail(id, count)) => {
                    if let Some(event) = new_mail(&store, id, count).await {
                        publish(&events, event);
                    }
                }
                Some(Fact::Due(subject)) => {
                    let at = told.get(&subject).map_or_else(Instant::now, |told| *told + INTERVAL);
                    due.entry(subject).or_insert(at);
                }
                None => break,
            },
            () = tokio::time::sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {
                let now = Instant::now();
                let ripe: Vec<_> = due.iter().filter(|(_, at)| **at <= now).map(|(subject, _)| *subject).collect();
                for subject in ripe {
                    due.remove(&subject);
                    told.insert(subject, now);
                    if let Some(event) = event(&store, &states, subject).await {
                        publish(&events, event);
                    }
                }
                // Whoever was silent for the interval needs no memory.
                told.retain(|_, at| *at + INTERVAL > now);
            }
        }
    }
}

fn publish(events: &broadcast::Sender<Event>, event: Event) {
    // No receiver: nobody looks at the moment.
    let _ = events.send(event);
}

async fn event(store: &Store, states: &States, subject: Subject) -> Option<Event> {
    match subject {
        Subject::Mailbox(id) => {
            let store = store.clone();
            let mailbox = blocking(move || store.mailbox(id)).await.ok()?;
            Some(Event::MailboxChanged(Box::new(mailbox)))
        }
        Subject::State(id) => {
            let states = states.lock().unwrap_or_else(PoisonError::into_inner);
            let (state, transport) = states.get(&id)?.clone();
            Some(Event::AccountState(id, state, transport))
        }
    }
}

async fn new_mail(store: &Store, id: MailboxId, count: u32) -> Option<Event> {
    let store = store.clone();
    let page = blocking(move || store.page(ListScope::Mailbox(id), 0..1)).await.ok()?;
    Some(Event::NewMail(id, count, page.rows.into_iter().next().map(Box::new)))
}

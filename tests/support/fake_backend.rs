//! The other end of the service's channels, played from memory: accounts, mailboxes and messages made of
//! their number, however many.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use brieftaube::mime::document::{Block, Document, Span};
use brieftaube::model::{
    Account, AccountColour, AccountId, ActionId, Address, EnvelopeId, Flag, Flags, Intent, ListRow, Logged, LoggedPart,
    Mailbox, MailboxCounts, MailboxId, MailboxName, OperationId, PasswordSource, Security, Server, SpecialUse, Stage,
    SyncMark,
};
use brieftaube::service::api::{
    AccountState, AccountView, Act, Acted, Attachment, Backend, Command, Content, Event, Handle, JournalPage,
    ListSource, MessageView, Page, Query, TextSource, Transport, Undone, channel,
};

/// 22.11.2026, 22:00 UTC.
pub const NOW: i64 = 1_795_384_800;

/// What the fake service knows.
#[derive(Debug, Default)]
pub struct World {
    /// The accounts.
    pub accounts: Vec<AccountView>,
    /// The messages of each mailbox, newest first: ids only, all else is made of them.
    pub messages: BTreeMap<MailboxId, Vec<EnvelopeId>>,
    /// What was ordered.
    pub commands: Vec<Command>,
    /// What was done to messages.
    pub acts: Vec<Act>,
    /// Where what is done puts messages, if that is a guess.
    pub guessed: Option<MailboxId>,
    /// What was done, latest first.
    pub journal: Vec<Logged>,
    /// The messages as they were before each of that.
    before: Vec<BTreeMap<MailboxId, Vec<EnvelopeId>>>,
    /// Pages that were asked for.
    pub pages: Vec<(ListSource, Range<usize>)>,
}

/// A service that is played.
#[derive(Clone, Debug)]
pub struct Fake {
    /// What it knows.
    pub world: Arc<Mutex<World>>,
}

/// An account that is in step.
pub fn account(id: u64, name: &str, mailboxes: Vec<Mailbox>) -> AccountView {
    let imap = Server {
        host: "imap.example.org".to_owned(),
        port: 993,
        security: Security::Tls,
        user: name.to_owned(),
        ca_file: None,
    };
    let account = Account {
        id: AccountId::new(id),
        name: name.to_owned(),
        person: "Anna Weber".to_owned(),
        email: format!("{}@example.org", name.to_lowercase()),
        imap,
        password: PasswordSource::Keyring,
        colour: AccountColour(u8::try_from(id - 1).unwrap()),
    };
    AccountView {
        account,
        mailboxes,
        state: AccountState::UpToDate { checked: NOW - 60, live: true },
        transport: Some(Transport::Tls),
        checked: None,
        quotas: None,
        special: Vec::new(),
    }
}

/// A mailbox with so many messages.
pub fn mailbox(id: u64, account: u64, display: &str, special_use: Option<SpecialUse>, unseen: u32) -> Mailbox {
    Mailbox {
        id: MailboxId::new(id),
        account: AccountId::new(account),
        name: MailboxName::new(display),
        display: display.to_owned(),
        delimiter: Some('/'),
        special_use,
        selectable: true,
        subscribed: true,
        counts: MailboxCounts { unseen, ..MailboxCounts::default() },
        mark: SyncMark::default(),
        frozen: None,
    }
}

/// An action on so many messages of the first inbox.
pub fn logged(id: u64, intent: Intent, total: u32, stage: Stage) -> Logged {
    let left = if matches!(stage, Stage::Waiting | Stage::Sent) { total } else { 0 };
    let part = LoggedPart {
        id: OperationId::new(id),
        account: AccountId::new(1),
        mailbox: MailboxId::new(1),
        name: MailboxName::new("INBOX"),
        to: None,
        total,
        left,
    };
    Logged { id: ActionId::new(id), at: NOW - 60, intent, undoes: None, stage, parts: vec![part] }
}

impl World {
    /// Two accounts with what people have in them, `total` messages in the first inbox.
    pub fn usual(total: usize) -> Self {
        let private = vec![
            mailbox(1, 1, "INBOX", Some(SpecialUse::Inbox), 12),
            mailbox(2, 1, "Entwürfe", Some(SpecialUse::Drafts), 0),
            mailbox(3, 1, "Gesendet", Some(SpecialUse::Sent), 0),
            mailbox(4, 1, "Archiv", Some(SpecialUse::Archive), 0),
            mailbox(5, 1, "Junk", Some(SpecialUse::Junk), 3),
            mailbox(6, 1, "Trash", Some(SpecialUse::Trash), 0),
            mailbox(7, 1, "Familie", None, 0),
            mailbox(8, 1, "Familie/Großeltern", None, 2),
            mailbox(9, 1, "Familie/Urlaub in Südtirol mit einem langen Namen", None, 0),
            mailbox(10, 1, "日本語", None, 0),
            mailbox(11, 1, "Ämter", None, 1),
        ];
        let work = vec![
            mailbox(21, 2, "INBOX", Some(SpecialUse::Inbox), 1_204),
            mailbox(22, 2, "Sent", Some(SpecialUse::Sent), 0),
            mailbox(23, 2, "Projekte", None, 0),
            mailbox(24, 2, "Projekte/Brücke", None, 7),
        ];
        let mut world =
            Self { accounts: vec![account(1, "Privat", private), account(2, "Arbeit", work)], ..Self::default() };
        world.fill(1, total);
        world.fill(21, 40);
        world.fill(8, 5);
        world
    }

    /// Puts so many messages into a mailbox.
    pub fn fill(&mut self, mailbox: u64, total: usize) {
        let base = mailbox * 10_000_000;
        let ids = (0..total as u64).rev().map(|number| EnvelopeId::new(base + number)).collect();
        self.messages.insert(MailboxId::new(mailbox), ids);
        self.count(mailbox);
    }

    /// New messages arrive at the top.
    pub fn arrive(&mut self, mailbox: u64, count: usize) -> Mailbox {
        let id = MailboxId::new(mailbox);
        let messages = self.messages.entry(id).or_default();
        let newest = messages.first().map_or(mailbox * 10_000_000, |id| id.get());
        for number in 1..=count as u64 {
            messages.insert(0, EnvelopeId::new(newest + number));
        }
        self.count(mailbox)
    }

    /// A mailbox as it is now.
    pub fn count(&mut self, mailbox: u64) -> Mailbox {
        let id = MailboxId::new(mailbox);
        let total = u32::try_from(self.messages.get(&id).map_or(0, Vec::len)).unwrap();
        let mut mailboxes = self.accounts.iter_mut().flat_map(|view| &mut view.mailboxes);
        let mailbox = mailboxes.find(|known| known.id == id).expect("a mailbox that exists");
        (mailbox.counts.total, mailbox.counts.on_server) = (total, total);
        mailbox.clone()
    }

    /// Moves, copies or deletes messages.
    fn transfer(&mut self, act: &Act) {
        let account = act.messages.first().map(|id| row(*id).account);
        let mut mailboxes =
            self.accounts.iter().filter(|view| Some(view.account.id) == account).flat_map(|view| &view.mailboxes);
        let mut special =
            |wanted| mailboxes.find(|mailbox| mailbox.special_use == Some(wanted)).map(|mailbox| mailbox.id);
        let to = match act.intent {
            Intent::Flags { .. } | Intent::AutoRead => return,
            Intent::Move(id) | Intent::Copy(id) => Some(id),
            Intent::Archive => special(SpecialUse::Archive),
            Intent::Trash => special(SpecialUse::Trash),
            Intent::Junk => special(SpecialUse::Junk),
            Intent::NotJunk => special(SpecialUse::Inbox),
            _ => None,
        };
        if !matches!(act.intent, Intent::Copy(_)) {
            for messages in self.messages.values_mut() {
                messages.retain(|id| !act.messages.contains(id));
            }
        }
        if let Some(to) = to {
            self.messages.entry(to).or_default().extend(&act.messages);
        }
    }

    fn undo(&mut self) -> Option<Undone> {
        self.messages = self.before.pop()?;
        let act = self.acts.get(self.before.len())?;
        let id = ActionId::new(self.before.len() as u64 + 1);
        let stage = Stage::Confirmed;
        let action = Logged { id, at: NOW, intent: act.intent.clone(), undoes: None, stage, parts: Vec::new() };
        Some(Undone { action, messages: act.messages.len() })
    }

    fn ids(&self, source: ListSource) -> Vec<EnvelopeId> {
        match source {
            ListSource::Mailbox(id) => self.messages.get(&id).cloned().unwrap_or_default(),
            ListSource::AllInboxes => {
                let mut all: Vec<EnvelopeId> = Vec::new();
                let inboxes = self.accounts.iter().flat_map(|view| &view.mailboxes);
                for inbox in inboxes.filter(|mailbox| mailbox.special_use == Some(SpecialUse::Inbox)) {
                    all.extend(self.messages.get(&inbox.id).into_iter().flatten());
                }
                all.sort_by_key(|id| std::cmp::Reverse(id.get() % 10_000_000));
                all
            }
        }
    }

    /// A page of a list.
    pub fn page(&self, source: ListSource, range: Range<usize>) -> Page {
        let total_of = |id: &MailboxId| self.messages.get(id).map_or(0, Vec::len);
        if let ListSource::Mailbox(id) = source {
            let ids = self.messages.get(&id).map(Vec::as_slice).unwrap_or_default();
            let rows = ids.iter().skip(range.start).take(range.len()).map(|id| row(*id)).collect();
            return Page { total: total_of(&id), start: range.start, rows };
        }
        let ids = self.ids(source);
        let rows = ids.iter().skip(range.start).take(range.len()).map(|id| row(*id)).collect();
        Page { total: ids.len(), start: range.start, rows }
    }

    /// Answers a question as the service would.
    pub fn answer(&mut self, query: Query) {
        match query {
            Query::Accounts(reply) => drop(reply.send(Ok(self.accounts.clone()))),
            Query::Page(source, range, reply) => {
                self.pages.push((source, range.clone()));
                drop(reply.send(Ok(self.page(source, range))));
            }
            Query::Position(source, id, reply) => {
                drop(reply.send(Ok(self.ids(source).iter().position(|known| *known == id))));
            }
            Query::Ids(source, between, reply) => {
                let ids = self.ids(source);
                let place = |id| ids.iter().position(|known| *known == id);
                let found = match between {
                    None => ids,
                    Some((one, other)) => match (place(one), place(other)) {
                        (Some(one), Some(other)) => ids[one.min(other)..=one.max(other)].to_vec(),
                        _ => Vec::new(),
                    },
                };
                drop(reply.send(Ok(found)));
            }
            Query::Act(act, reply) => {
                let messages = act.messages.len();
                self.before.push(self.messages.clone());
                self.transfer(&act);
                self.acts.push(act);
                drop(reply.send(Ok(Acted {
                    action: Some(ActionId::new(self.acts.len() as u64)),
                    messages,
                    guessed: self.guessed,
                })));
            }
            Query::Undo(action, reply) => {
                let found = self.journal.iter_mut().find(|logged| Some(logged.id) == action);
                let undone = found.map(|logged| {
                    logged.stage = Stage::Undone(ActionId::new(1_000_000));
                    Undone { action: logged.clone(), messages: 1 }
                });
                let undone = undone.or_else(|| self.undo());
                drop(reply.send(Ok(undone)));
            }
            Query::Journal(range, reply) => {
                let rows = self.journal.iter().skip(range.start).take(range.len()).cloned().collect();
                let of = |wanted: fn(&Stage) -> bool| self.journal.iter().filter(move |logged| wanted(&logged.stage));
                let page = JournalPage {
                    total: self.journal.len(),
                    start: range.start.min(self.journal.len()),
                    rows,
                    waiting: of(|stage| matches!(stage, Stage::Waiting | Stage::Sent)).count(),
                    conflicts: of(|stage| matches!(stage, Stage::Conflict(_))).cloned().collect(),
                };
                drop(reply.send(Ok(page)));
            }
            Query::Message(id, reply) => drop(reply.send(Ok(message(id)))),
            Query::AddAccount(_, _, reply) => drop(reply.send(Ok(AccountId::new(3)))),
            Query::KeyringAvailable(reply) => drop(reply.send(true)),
            Query::Settings(reply) => drop(reply.send(brieftaube::config::Settings::default())),
            other => tracing::debug!("not played: {other:?}"),
        }
    }
}

const PEOPLE: [&str; 9] = [
    "Anna Weber",
    "Stadtwerke Tübingen",
    "Bert Müller-Lüdenscheidt von der Freiwilligen Feuerwehr",
    "山田 太郎",
    "Zoë 🌻 Schmidt",
    "newsletter@example.com",
    "Dr. Katharina Böhm",
    "Deutsche Bahn",
    "Jörg",
];
const SUBJECTS: [&str; 9] = [
    "Angebot Dachfenster",
    "Ihre Abrechnung für Oktober 2026 liegt bereit",
    "Re: Übung am Samstag, bitte alle Helme und Handschuhe mitbringen, Treffpunkt Gerätehaus",
    "来週の会議について",
    "Fotos vom Wochenende 📷🏔️",
    "",
    "Befund und nächster Termin",
    "Ihre Buchungsbestätigung: Stuttgart Hbf nach Bozen",
    "Frage",
];
const PREVIEWS: [&str; 4] = [
    "Guten Tag, anbei das Angebot wie besprochen. Die Montage wäre ab KW 50 möglich, das Gerüst stellen wir.",
    "Hallo zusammen, ich wollte nur kurz Bescheid geben, dass es am Samstag schon um acht losgeht.",
    "お世話になっております。来週の会議の件でご連絡いたしました。",
    "",
];

/// A row, made of its number.
pub fn row(id: EnvelopeId) -> ListRow {
    let number = id.get() % 10_000_000;
    let mailbox = id.get() / 10_000_000;
    let pick = |list: &[&str], by: u64| list[((number / by) % list.len() as u64) as usize].to_owned();
    let mut flags = Flags::default();
    if number % 4 != 3 {
        flags.insert(Flag::Seen);
    }
    if number % 7 == 2 {
        flags.insert(Flag::Flagged);
    }
    if number % 5 == 1 {
        flags.insert(Flag::Answered);
    }
    let tags: &[&str] = match number % 11 {
        4 => &["$label1"],
        6 => &["$label4", "Dachausbau", "Rechnung"],
        9 => &["$label3", "$Forwarded"],
        _ => &[],
    };
    let flags = flags.union(&Flags::parse(tags.iter().copied()));
    let age = 400_000_i64 - number as i64;
    ListRow {
        id,
        account: AccountId::new(if mailbox < 20 { 1 } else { 2 }),
        mailbox: MailboxId::new(mailbox),
        who: pick(&PEOPLE, 1),
        subject: pick(&SUBJECTS, 1),
        preview: pick(&PREVIEWS, 1),
        received: NOW - (age % 1_000) * 9_000 - age / 1_000,
        flags,
        has_attachment: number.is_multiple_of(3),
    }
}

fn message(id: EnvelopeId) -> MessageView {
    let row = row(id);
    let text = |text: &str| vec![Span { text: text.to_owned(), ..Span::default() }];
    let blocks = vec![
        Block::Paragraph(text("Guten Tag Frau Weber,")),
        Block::Paragraph(text(
            "anbei das Angebot für das Dachfenster wie am Telefon besprochen. Die Montage wäre ab der \
             Kalenderwoche 50 möglich, das Gerüst stellen wir. Bitte geben Sie uns bis zum 5. Dezember Bescheid, \
             damit wir das Fenster rechtzeitig bestellen können.",
        )),
        Block::Paragraph(text("Mit freundlichen Grüßen\nBert Müller")),
        Block::Quote(vec![Block::Paragraph(text("Könnten Sie mir dafür ein Angebot machen?"))]),
    ];
    let person = |name: &str, email: &str| Address { name: name.to_owned(), email: email.to_owned() };
    MessageView {
        id,
        account: row.account,
        mailbox: row.mailbox,
        subject: row.subject,
        from: vec![person(&row.who, "bert@example.org")],
        reply_to: Vec::new(),
        to: vec![person("Anna Weber", "anna@example.org")],
        cc: Vec::new(),
        sent: Some((row.received, 3_600)),
        received: row.received,
        flags: row.flags,
        size: 48_213,
        content: Content::Here {
            document: Box::new(Document { blocks, truncated: false }),
            source: TextSource::Plain,
            blocked: 0,
        },
        attachments: vec![Attachment {
            name: "Angebot.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 1_234_567,
            executable: false,
        }],
    }
}

impl Fake {
    /// Plays the service on a thread of its own until its handles are gone.
    pub fn start(world: World) -> (Handle, Self, tokio::sync::broadcast::Sender<Event>) {
        let (handle, backend) = channel();
        let Backend { mut commands, mut queries, events } = backend;
        let fake = Self { world: Arc::new(Mutex::new(world)) };
        let (player, news) = (fake.clone(), events.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async move {
                loop {
                    tokio::select! {
                        Some(query) = queries.recv() => player.world.lock().unwrap().answer(query),
                        Some(command) = commands.recv() => {
                            let stop = matches!(command, Command::Shutdown);
                            player.world.lock().unwrap().commands.push(command);
                            if stop {
                                let _ = news.send(Event::Stopped);
                                break;
                            }
                        }
                        else => break,
                    }
                }
            });
        });
        (handle, fake, events)
    }
}

//! What is done here, and what becomes of it on the server.

use std::collections::BTreeSet;

use brieftaube::model::{EnvelopeId, Flags, Intent, MailboxId, MailboxName};
use brieftaube::store::{ListScope, Store};

use super::super::ground::find;
use super::super::imap_server::{Server, World};
use super::ACCOUNT;

const DATE: &str = "14-Nov-2023 22:13:20 +0000";

/// What is done here, by name.
pub type Kind = (&'static str, fn(&Scene<'_>));

/// What became of it on the server, by name.
pub type State = (&'static str, fn(&mut World));

/// The store of a profile, as a kind of action sees it.
pub struct Scene<'a> {
    pub store: &'a Store,
}

impl Scene<'_> {
    fn id(&self, name: &str) -> MailboxId {
        find(self.store, 1, name).unwrap().id
    }

    /// The messages of the source by UID.
    fn letters(&self) -> Vec<EnvelopeId> {
        let page = self.store.envelopes(ListScope::Mailbox(self.id("Quelle")), 0..100).unwrap();
        let mut letters: Vec<_> = page.rows.into_iter().map(|it| (it.uid, it.id)).collect();
        letters.sort_unstable();
        letters.into_iter().map(|(_, id)| id).collect()
    }

    fn act(&self, intent: &Intent, which: &[usize]) {
        self.act_on(intent, &which.iter().map(|at| self.letters()[*at]).collect::<Vec<_>>());
    }

    fn act_on(&self, intent: &Intent, letters: &[EnvelopeId]) {
        assert!(self.store.act(intent, letters).unwrap().action.is_some());
    }

    fn manage(&self, intent: &Intent) {
        self.act_on(intent, &[]);
    }

    fn create(&self, name: &str) -> MailboxId {
        let name = MailboxName::new(name);
        self.manage(&Intent::CreateMailbox { account: ACCOUNT, name: name.clone(), used: None });
        self.id(&name.readable())
    }

    fn rename(&self, name: &str, to: &str) {
        self.manage(&Intent::RenameMailbox { mailbox: self.id(name), to: MailboxName::new(to) });
    }

    fn to(&self, name: &str) -> Intent {
        Intent::Move(self.id(name))
    }
}

fn flags(add: &[&str], remove: &[&str]) -> Intent {
    Intent::Flags { add: Flags::parse(add.iter().copied()), remove: Flags::parse(remove.iter().copied()) }
}

pub const KINDS: [Kind; 20] = [
    ("set flags", |it| it.act(&flags(&["\\Seen", "$label1"], &[]), &[0, 1])),
    ("clear flags", |it| it.act(&flags(&[], &["\\Flagged"]), &[1, 3])),
    ("move", |it| it.act(&it.to("Ziel"), &[0])),
    ("move several", |it| it.act(&it.to("Ziel"), &[0, 1, 2, 4])),
    ("move what has no Message-ID", |it| it.act(&it.to("Ziel"), &[2])),
    ("copy", |it| it.act(&Intent::Copy(it.id("Ziel")), &[0, 2])),
    ("delete", |it| it.act(&Intent::Delete, &[0, 3])),
    ("junk", |it| it.act(&Intent::Junk, &[0])),
    ("trash", |it| it.act(&Intent::Trash, &[0, 2])),
    ("archive", |it| it.act(&Intent::Archive, &[1, 0])),
    ("move and move on", |it| {
        let letters = it.letters();
        it.act_on(&it.to("Archive"), &letters[..2]);
        it.act_on(&it.to("Ziel"), &letters[..1]);
    }),
    ("flag, move and flag", |it| {
        let letter = [it.letters()[0]];
        it.act_on(&flags(&["\\Flagged"], &[]), &letter);
        it.act_on(&it.to("Ziel"), &letter);
        it.act_on(&flags(&["$label2"], &["\\Seen"]), &letter);
    }),
    ("create", |it| it.manage(&Intent::CreateMailbox { account: ACCOUNT, name: MailboxName::new("Neu"), used: None })),
    ("create and move there", |it| {
        let new = it.create("Neu");
        it.act(&Intent::Move(new), &[0, 3]);
    }),
    ("rename", |it| it.rename("Quelle", "Neu")),
    ("move there and rename", |it| {
        it.act(&it.to("Ziel"), &[0, 1]);
        it.rename("Ziel", "Neu");
    }),
    ("rename and move there", |it| {
        let letters = it.letters();
        it.rename("Ziel", "Archive/Neu");
        it.act_on(&it.to("Archive/Neu"), &letters[..2]);
    }),
    ("move away and remove", |it| {
        let letters = it.letters();
        it.act_on(&it.to("Ziel"), &letters[..2]);
        it.manage(&Intent::RemoveMailbox(it.id("Quelle")));
    }),
    ("archive by year", |it| it.act(&Intent::ArchiveByYear, &[0, 3])),
    ("unsubscribe", |it| it.manage(&Intent::Subscribe { mailbox: it.id("Ziel"), subscribed: false })),
];

pub const STATES: [State; 10] = [
    ("as we know it", |_| ()),
    ("flags changed", |world| {
        world.find("Quelle", 1).flags = BTreeSet::from(["\\Answered".to_owned(), "\\Seen".to_owned()]);
        world.find("Quelle", 2).flags.insert("\\Deleted".to_owned());
    }),
    ("expunged", |world| drop(world.take("Quelle", 1))),
    ("moved by another", |world| world.move_away("Quelle", 1, "Archive")),
    ("moved to the same place by another", |world| world.move_away("Quelle", 1, "Ziel")),
    ("target gone", |world| drop(world.mailboxes.remove("Ziel"))),
    ("source gone", |world| drop(world.mailboxes.remove("Quelle"))),
    ("source renamed", |world| {
        let source = world.mailboxes.remove("Quelle").unwrap();
        world.mailboxes.insert("Umbenannt".to_owned(), source);
    }),
    ("source with new UIDs", |world| world.renew("Quelle")),
    ("target with new UIDs", |world| world.renew("Ziel")),
];

fn letter(number: u32, id: bool) -> Vec<u8> {
    let id = if id { format!("Message-ID: <{number}@stops>\r\n") } else { String::new() };
    let text = "Zeile ".repeat(number as usize);
    format!("From: a@test.local\r\nSubject: Brief {number}\r\n{id}\r\n{text}\r\n").into_bytes()
}

pub fn beginning(capabilities: &str) -> (Server, World) {
    let server = Server::start(capabilities);
    let mut world = server.world();
    for name in ["INBOX", "Quelle", "Ziel", "Archive", "Trash", "Junk"] {
        world.create(name);
    }
    // The target has an old copy of what is moved there.
    world.add("Ziel", &[], DATE, &letter(1, true));
    for (number, flags) in [&[][..], &["\\Flagged"], &[], &["\\Flagged", "\\Seen"], &["$label1"]].iter().enumerate() {
        let number = u32::try_from(number).unwrap() + 1;
        world.add("Quelle", flags, DATE, &letter(number, number != 3));
    }
    for number in 6..30 {
        world.add("Quelle", &["\\Seen"], DATE, &letter(number, true));
    }
    let snapshot = world.clone();
    drop(world);
    (server, snapshot)
}

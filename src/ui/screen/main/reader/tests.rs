use iced::{Settings as IcedSettings, Size};
use iced_test::Simulator;
use jiff::tz::TimeZone;

use super::*;
use crate::config::{Appearance, Language, Settings};
use crate::error::ErrorKind;
use crate::mime::document::{Block, Document, Span, Style};
use crate::model::{Address, BodyState, Flags, MailboxId};
use crate::service::api::{Attachment, Backend, MessageView, TextSource, Transport, channel};
use crate::ui::widget::font;

use super::opened::Owner;

const ACCOUNT: AccountId = AccountId::new(1);
const FRAME: Frame = Frame { focused: true, alone: false };

fn shared(language: Language) -> (Shared, Backend) {
    let (handle, backend) = channel();
    let mut shared = Shared::new(handle, Settings { language, appearance: Appearance::Light, ..Settings::default() });
    shared.zone = TimeZone::UTC;
    (shared, backend)
}

fn address(name: &str, email: &str) -> Address {
    Address { name: name.to_owned(), email: email.to_owned() }
}

fn span(text: &str) -> Span {
    Span { text: text.to_owned(), ..Span::default() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![span(text)])
}

fn here(blocks: Vec<Block>) -> Content {
    let document = Box::new(Document { blocks, truncated: false });
    Content::Here { document, source: TextSource::Html, blocked: 3 }
}

fn message(content: Content) -> MessageView {
    let attachment = |name: &str, size, executable| Attachment {
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size,
        executable,
    };
    MessageView {
        id: EnvelopeId::new(7),
        account: ACCOUNT,
        mailbox: MailboxId::new(1),
        subject: "Angebot für das Dachfenster".to_owned(),
        from: vec![address("Anna Weber", "anna@example.org")],
        reply_to: Vec::new(),
        to: (1..=5).map(|n| address(&format!("Gast {n}"), &format!("gast{n}@example.org"))).collect(),
        cc: vec![address("", "kopie@example.org")],
        sent: Some((1_795_356_180, 0)),
        received: 1_795_356_180,
        flags: Flags::default(),
        size: 4_000,
        content,
        attachments: vec![attachment("Angebot.pdf", 1_234_567, false), attachment("setup.exe", 99, true)],
    }
}

fn opened(view: MessageView, shared: &Shared) -> Message {
    let owner = Owner { email: "ich@example.org".to_owned(), transport: Transport::Tls };
    Message::Loaded(view.id, Ok(Arc::new(Opened::new(view, Some(owner), &shared.texts))))
}

fn reading(view: MessageView, shared: &Shared) -> Reader {
    let mut reader = Reader::default();
    let _ = reader.open(view.id, shared);
    let _ = reader.update(opened(view, shared), shared);
    reader
}

fn simulator<'a>(reader: &'a Reader, shared: &'a Shared) -> Simulator<'a, Message> {
    let settings = IcedSettings { fonts: font::embedded(), default_font: font::REGULAR, ..IcedSettings::default() };
    Simulator::with_size(settings, Size::new(760.0, 1400.0), reader.view(FRAME, shared))
}

fn shows(reader: &Reader, shared: &Shared, texts: &[&str]) {
    let mut window = simulator(reader, shared);
    for text in texts {
        assert!(window.find(*text).is_ok(), "{text:?} is not drawn");
    }
    drop(window.snapshot(&shared.scheme().theme()).unwrap());
}

fn every_kind() -> Vec<Block> {
    let styled = |text: &str, style| Span { style, ..span(text) };
    let plain = Style::default();
    vec![
        Block::Heading(1, vec![span("Überschrift")]),
        Block::Paragraph(vec![
            span("Wörter "),
            styled("fett ", Style { bold: true, ..plain }),
            styled("kursiv ", Style { italic: true, ..plain }),
            styled("gestrichen ", Style { strikeout: true, ..plain }),
            styled("code ", Style { code: true, ..plain }),
            Span { link: Some("https://example.org".to_owned()), ..span("Verweis") },
            span(" und 日本語 🎉"),
        ]),
        Block::List(
            Some(1),
            vec![vec![paragraph("erster Punkt")], vec![Block::List(None, vec![vec![paragraph("darunter")]])]],
        ),
        Block::Quote(vec![paragraph("zitiert"), Block::Quote(vec![paragraph("älter")])]),
        Block::Table(vec![vec![vec![span("Zelle A")], vec![span("Zelle B")]], vec![vec![span("1")], vec![]]]),
        Block::Preformatted("fn main() {\n    // fest\n}".to_owned()),
        Block::Rule,
        paragraph("שלום עולם"),
    ]
}

#[test]
fn every_kind_of_block_is_drawn() {
    let (shared, _backend) = shared(Language::De);
    let reader = reading(message(here(every_kind())), &shared);

    shows(
        &reader,
        &shared,
        &[
            "Überschrift",
            "Wörter fett kursiv gestrichen code Verweis und 日本語 🎉",
            "erster Punkt",
            "darunter",
            "zitiert",
            "Früheres Zitat zeigen (1 Zeile)",
            "Zelle A",
            "fn main() {\n    // fest\n}",
            "שלום עולם",
        ],
    );
}

#[test]
fn the_head_names_the_sender_the_date_and_the_quiet_facts() {
    let (shared, _backend) = shared(Language::De);
    let reader = reading(message(here(vec![paragraph("Text")])), &shared);

    let words = &reader.loaded.as_ref().unwrap().words;
    assert_eq!(words.subject, "Angebot für das Dachfenster");
    assert_eq!(words.address.as_deref(), Some("<anna@example.org>"));
    assert_eq!(words.recipients.short, "an Gast 1 <gast1@example.org>, Gast 2 <gast2@example.org>");
    assert_eq!(words.recipients.more.as_deref(), Some("und 4 weitere"));
    let facts: Vec<&str> = words.facts.iter().map(|(_, fact)| fact.as_str()).collect();
    assert_eq!(facts, ["verschlüsselt abgeholt", "2 Anhänge", "3 Inhalte aus dem Netz nicht geladen"]);
    shows(&reader, &shared, &["Anhänge", "Angebot.pdf", "Programm", "und 4 weitere"]);
}

#[test]
fn all_recipients_are_shown_on_request() {
    let (shared, _backend) = shared(Language::En);
    let mut reader = reading(message(here(vec![])), &shared);

    let _ = reader.update(Message::Pressed(RECIPIENTS), &shared);

    assert!(reader.loaded.as_ref().unwrap().all_recipients);
    let all = &reader.loaded.as_ref().unwrap().words.recipients.all;
    assert_eq!(all[1], ("Cc".to_owned(), "kopie@example.org".to_owned()));
    shows(&reader, &shared, &["To", "Cc", "Hide addresses"]);
}

#[test]
fn without_a_message_there_is_a_sentence() {
    let (shared, _backend) = shared(Language::De);

    shows(&Reader::default(), &shared, &["Keine Nachricht ausgewählt"]);
}

#[test]
fn a_body_that_is_not_here_is_asked_for_and_said_so() {
    let (shared, mut backend) = shared(Language::De);
    let mut reader = reading(message(Content::Missing(BodyState::Missing)), &shared);

    assert!(matches!(backend.commands.try_recv(), Ok(Command::FetchBody(id)) if id == EnvelopeId::new(7)));
    let sentence =
        "Diese Nachricht ist noch nicht hier; sie wird zuerst geholt, sobald wieder eine Verbindung besteht.";
    shows(&reader, &shared, &[sentence, "Angebot.pdf"]);

    let online = AccountState::UpToDate { checked: 0, live: true };
    let _ = reader.event(&Event::AccountState(ACCOUNT, online, None), &shared);
    shows(&reader, &shared, &["Diese Nachricht wird gerade geholt …"]);
}

#[test]
fn a_body_that_the_server_keeps_can_be_asked_for_again() {
    let (shared, mut backend) = shared(Language::De);
    let mut reader = reading(message(Content::Missing(BodyState::Unavailable)), &shared);
    backend.commands.try_recv().unwrap();

    shows(&reader, &shared, &["Erneut versuchen"]);
    for way in [Message::RetryPressed, Message::Pressed(RETRY)] {
        let action = reader.update(way, &shared);

        assert!(matches!(action, Action::Run(_)));
        assert!(matches!(backend.commands.try_recv(), Ok(Command::FetchBody(_))));
    }
    let stops = &reader.loaded.as_ref().unwrap().stops;
    assert_eq!(*stops, [RECIPIENTS, RETRY, Stop::Foot(0), Stop::Foot(1)], "the keyboard comes there, too");
}

#[test]
fn a_body_that_came_is_loaded_but_not_that_of_another_message() {
    let (shared, mut backend) = shared(Language::De);
    let mut reader = reading(message(Content::Missing(BodyState::Missing)), &shared);
    while backend.queries.try_recv().is_ok() {}

    assert_eq!(reader.event(&Event::BodyChanged(EnvelopeId::new(8)), &shared).units(), 0);
    assert_eq!(reader.event(&Event::BodyChanged(EnvelopeId::new(7)), &shared).units(), 1);
}

#[test]
fn a_message_nobody_wants_any_more_is_dropped() {
    let (shared, _backend) = shared(Language::De);
    let mut reader = Reader::default();
    let _ = reader.open(EnvelopeId::new(8), &shared);

    let _ = reader.update(opened(message(here(vec![])), &shared), &shared);

    assert!(reader.loaded.is_none());
}

#[test]
fn damaged_mail_is_shown_as_it_arrived() {
    let (shared, _backend) = shared(Language::En);
    let reader = reading(message(Content::Unreadable("=?x?\u{0}garbage".to_owned())), &shared);

    let sentence = "This message is too damaged to be displayed. This is what arrived.";
    shows(&reader, &shared, &[sentence, "=?x?garbage"]);
}

#[test]
fn a_message_that_cannot_be_asked_for_leaves_a_way_out() {
    let (shared, _backend) = shared(Language::De);
    let mut reader = Reader::default();
    let _ = reader.open(EnvelopeId::new(7), &shared);

    let error = Error::new(ErrorKind::Storage, "read");
    let _ = reader.update(Message::Loaded(EnvelopeId::new(7), Err(error)), &shared);

    shows(&reader, &shared, &["Erneut versuchen"]);
}

#[test]
fn a_link_goes_to_the_service_with_its_real_target() {
    let (shared, mut backend) = shared(Language::De);
    let link = Span { link: Some("https://example.org/echt".to_owned()), ..span("anders") };
    let mut reader = reading(message(here(vec![Block::Paragraph(vec![link])])), &shared);

    let _ = reader.update(Message::Pressed(Stop::Link(0)), &shared);
    let _ = reader.update(Message::Pressed(Stop::Link(9)), &shared);

    assert!(matches!(backend.commands.try_recv(), Ok(Command::OpenLink(link)) if link == "https://example.org/echt"));
    assert!(backend.commands.try_recv().is_err());
}

#[test]
fn the_keyboard_stops_at_recipients_links_folds_and_attachments_in_this_order() {
    let (shared, _backend) = shared(Language::De);
    let reader = reading(message(here(every_kind())), &shared);

    let stops = &reader.loaded.as_ref().unwrap().stops;
    assert_eq!(*stops, [RECIPIENTS, Stop::Link(0), Stop::Fold(0), Stop::Foot(0), Stop::Foot(1)]);
}

#[test]
fn an_older_quote_opens_and_closes() {
    let (shared, _backend) = shared(Language::De);
    let mut reader = reading(message(here(every_kind())), &shared);

    let _ = reader.update(Message::Pressed(Stop::Fold(0)), &shared);
    shows(&reader, &shared, &["älter", "Früheres Zitat einklappen"]);

    let _ = reader.update(Message::Pressed(Stop::Fold(0)), &shared);
    assert!(simulator(&reader, &shared).find("älter").is_err());
}

#[test]
fn an_attachment_is_saved_by_a_click_and_then_shown_in_its_folder() {
    let (shared, mut backend) = shared(Language::De);
    let mut reader = reading(message(here(vec![])), &shared);
    let path = PathBuf::from("/tmp/Angebot.pdf");

    let mut window = simulator(&reader, &shared);
    window.click("Angebot.pdf").unwrap();
    let messages: Vec<Message> = window.into_messages().collect();
    assert!(matches!(messages.as_slice(), [Message::Pressed(Stop::Foot(0))]), "{messages:?}");

    let saving = reader.update(Message::Pressed(Stop::Foot(0)), &shared);
    assert!(matches!(saving, Action::Run(_)));
    assert!(matches!(reader.update(Message::Pressed(Stop::Foot(0)), &shared), Action::None), "only once");
    let saved = reader.update(Message::AttachmentSaved(EnvelopeId::new(7), 0, Ok(path.clone())), &shared);
    assert!(matches!(saved, Action::Toast(said) if said == "Gespeichert: /tmp/Angebot.pdf"));

    let _ = reader.update(Message::Pressed(Stop::Foot(0)), &shared);
    assert!(matches!(backend.commands.try_recv(), Ok(Command::ShowFolder(shown)) if shown == path));
}

#[test]
fn an_attachment_that_was_not_saved_can_be_saved_again() {
    let (shared, _backend) = shared(Language::De);
    let mut reader = reading(message(here(vec![])), &shared);
    let _ = reader.update(Message::Pressed(Stop::Foot(0)), &shared);

    let error = Error::new(ErrorKind::DiskFull, "write");
    let failed = reader.update(Message::AttachmentSaved(EnvelopeId::new(7), 0, Err(error)), &shared);

    assert!(matches!(failed, Action::Toast(said) if said.starts_with("Angebot.pdf wurde nicht gespeichert.")));
    assert!(matches!(reader.update(Message::Pressed(Stop::Foot(0)), &shared), Action::Run(_)));
}

#[test]
fn another_language_speaks_at_once() {
    let (mut shared, _backend) = shared(Language::De);
    let mut reader = reading(message(here(every_kind())), &shared);
    shared.texts = crate::i18n::Texts::new(crate::i18n::Lang::En);

    reader.refresh(&shared);

    shows(&reader, &shared, &["Attachments", "and 4 more", "Show earlier quote (1 line)"]);
}

/// Pictures of the reader for whoever wants to look at it: `BRIEFTAUBE_PICTURES=DIR`.
#[test]
fn both_schemes_and_languages_look_different() {
    let mut hashes = std::collections::BTreeSet::new();
    let folder = tempfile::tempdir().unwrap();
    for language in [Language::De, Language::En] {
        for appearance in [Appearance::Light, Appearance::Dark, Appearance::HighContrast] {
            let (mut shared, _backend) = shared(language);
            shared.settings.appearance = appearance;
            let reader = reading(message(here(every_kind())), &shared);
            let mut window = simulator(&reader, &shared);

            let picture = window.snapshot(&shared.scheme().theme()).unwrap();

            let name = format!("reader-{language:?}-{appearance:?}");
            if let Some(pictures) = std::env::var_os("BRIEFTAUBE_PICTURES") {
                picture.matches_image(PathBuf::from(pictures).join(&name)).unwrap();
            }
            picture.matches_hash(folder.path().join(&name)).unwrap();
        }
    }
    for file in std::fs::read_dir(folder.path()).unwrap() {
        hashes.insert(std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
    assert_eq!(hashes.len(), 6);
}

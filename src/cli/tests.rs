use std::ffi::OsString;
use std::path::Path;

use super::args::{self, Command, End, Form, NewPassword};
use super::{Action, Invocation};
use super::{Target, What};
use crate::i18n::{Lang, Texts};
use crate::mime::document::{Block, Document, Span};
use crate::model::{Flags, Intent, Security};

fn parse(line: &[&str], lang: Lang) -> Result<Invocation, End> {
    let words = ["brieftaube"].iter().chain(line).map(OsString::from);
    args::parse(words, &Texts::new(lang))
}

fn command(line: &[&str]) -> Command {
    match parse(line, Lang::En).unwrap_or_else(|end| panic!("{line:?}: {end:?}")).action {
        Action::Command(command) => *command,
        other => panic!("{line:?}: {other:?}"),
    }
}

fn misuse(line: &[&str], lang: Lang) -> String {
    match parse(line, lang) {
        Err(End::Misuse(sentence)) => sentence,
        other => panic!("{line:?}: {other:?}"),
    }
}

#[test]
fn clap_finds_no_fault_with_the_definition() {
    for lang in Lang::ALL {
        args::command(&Texts::new(lang)).debug_assert();
    }
}

#[test]
fn no_argument_opens_the_window_and_demo_the_sample_mail() {
    assert!(matches!(parse(&[], Lang::En).unwrap().action, Action::Window));
    assert!(matches!(parse(&["--demo"], Lang::En).unwrap().action, Action::Demo));
    let with_profile = parse(&["--profile", "/tmp/p"], Lang::En).unwrap();
    assert_eq!(with_profile.profile.as_deref(), Some(Path::new("/tmp/p")));
}

#[test]
fn the_profile_may_stand_before_and_after_the_command() {
    for line in [["--profile", "/tmp/p", "sync"], ["sync", "--profile", "/tmp/p"]] {
        let invocation = parse(&line, Lang::En).unwrap();
        assert_eq!(invocation.profile.as_deref(), Some(Path::new("/tmp/p")), "{line:?}");
        assert!(matches!(invocation.action, Action::Command(_)), "{line:?}");
    }
}

#[test]
fn an_account_is_read_with_all_its_settings() {
    let line = [
        "account",
        "add",
        "--email",
        "anna@test.local",
        "--imap",
        "localhost:993",
        "--security",
        "starttls",
        "--user",
        "anna",
        "--password-command",
        "pass show anna",
        "--ca",
        "ca.pem",
        "--name",
        "Privat",
        "--json",
    ];

    let Command::AccountAdd { account, json } = command(&line) else { panic!("no account") };

    assert!(json);
    assert_eq!(account.imap, Some(("localhost".to_owned(), 993)));
    assert_eq!(account.security, Some(Security::StartTls));
    assert_eq!(account.password, NewPassword::Command("pass show anna".to_owned()));
    assert_eq!((account.email.as_str(), account.name.as_str()), ("anna@test.local", "Privat"));
    assert_eq!((account.user.as_deref(), account.ca.as_deref()), (Some("anna"), Some(Path::new("ca.pem"))));
}

#[test]
fn an_ipv6_address_is_a_host() {
    let line = ["account", "add", "--email", "a@b", "--imap", "[::1]:143", "--password-stdin"];

    let Command::AccountAdd { account, .. } = command(&line) else { panic!("no account") };

    assert_eq!(account.imap, Some(("::1".to_owned(), 143)));
    assert_eq!(account.password, NewPassword::Stdin);
}

#[test]
fn every_command_is_understood() {
    assert!(matches!(command(&["account", "list"]), Command::AccountList { json: false }));
    assert!(matches!(command(&["account", "remove", "1"]), Command::AccountRemove { .. }));
    assert!(matches!(command(&["sync", "--json"]), Command::Sync { json: true }));
    assert!(matches!(command(&["verify"]), Command::Verify { account: None, repair: true, json: false }));
    let verify = command(&["verify", "anna", "--no-repair", "--json"]);
    assert!(matches!(verify, Command::Verify { account: Some(name), repair: false, json: true } if name == "anna"));
    assert!(matches!(command(&["status", "--json"]), Command::Status { json: true }));
    assert!(matches!(command(&["list", "1", "INBOX"]), Command::List { json: false, .. }));
    assert!(matches!(command(&["journal", "--json"]), Command::Journal { json: true }));
    let undo = command(&["undo", "12", "--offline"]);
    assert!(matches!(undo, Command::Undo { action: Some(id), manner } if id.get() == 12 && manner.offline));
    assert!(matches!(command(&["undo"]), Command::Undo { action: None, .. }));
    let mark = ["mark", "1", "INBOX", "3,5:7", "--read", "--unflag", "--tag", "$label1", "--tag", "b", "--untag", "c"];
    let Command::Act { uids, what: What::Intent(intent), .. } = command(&mark) else { panic!("no mark") };
    assert_eq!(uids.to_string(), "3,5:7");
    let flags = |words: &[&str]| Flags::parse(words.iter().copied());
    assert_eq!(intent, Intent::Flags { add: flags(&["\\Seen", "$label1", "b"]), remove: flags(&["\\Flagged", "c"]) });
    let target = |account: Option<&str>, mailbox: &str| Target {
        account: account.map(str::to_owned),
        mailbox: mailbox.to_owned(),
    };
    for (line, expected) in [
        (&["archive", "1", "INBOX", "7"][..], What::Intent(Intent::Archive)),
        (&["delete", "1", "INBOX", "7"], What::Intent(Intent::Trash)),
        (&["delete", "1", "INBOX", "7", "--forever"], What::Intent(Intent::Delete)),
        (&["junk", "1", "INBOX", "7"], What::Intent(Intent::Junk)),
        (&["not-junk", "1", "INBOX", "7"], What::Intent(Intent::NotJunk)),
        (&["move", "1", "INBOX", "7", "Archiv"], What::Move(target(None, "Archiv"))),
        (&["copy", "1", "INBOX", "7", "Archiv"], What::Copy(target(None, "Archiv"))),
        (&["move", "1", "INBOX", "7", "Archiv", "--to-account", "2"], What::Move(target(Some("2"), "Archiv"))),
    ] {
        assert!(matches!(command(line), Command::Act { what, .. } if what == expected), "{line:?}");
    }
    for line in
        [&["tag", "--json", "1", "INBOX", "7", "+a", "-b"][..], &["tag", "1", "INBOX", "7", "-b", "+a", "--json"]]
    {
        let Command::Act { what: What::Tags { add, remove }, manner, .. } = command(line) else { panic!("no tag") };
        assert_eq!(
            (add, remove, manner.json, manner.offline),
            (vec!["a".to_owned()], vec!["b".to_owned()], true, false)
        );
    }
    let shown = command(&["show", "1", "INBOX", "7", "--raw"]);
    assert!(matches!(shown, Command::Show { uid, form: Form::Raw, .. } if uid.get() == 7));
}

#[test]
fn misuse_is_told_in_one_sentence_that_names_the_culprit_and_the_help() {
    let add = ["account", "add", "--email", "a@b"];
    for (line, culprit) in [
        (vec!["--frobnicate"], "--frobnicate"),
        (vec!["frobnicate"], "frobnicate"),
        (vec!["show", "1", "INBOX"], "UID"),
        (vec!["show", "1", "INBOX", "0"], "0"),
        (vec!["show", "1", "INBOX", "1", "--raw", "--json"], "--raw"),
        (vec!["--profile"], "--profile"),
        (vec!["mark", "1", "INBOX", "7"], "--read"),
        (vec!["mark", "1", "INBOX", "x", "--read"], "x"),
        (vec!["mark", "1", "INBOX", "7", "--tag", "a b"], "a b"),
        (vec!["mark", "1", "INBOX", "7", "--read", "--unread"], "--read"),
        (vec!["tag", "1", "INBOX", "7", "a"], "a"),
        (vec!["move", "1", "INBOX", "7"], "--help"),
        (vec!["undo", "x"], "x"),
        (vec!["account"], "--help"),
        ([&add[..], &["--imap", "host"]].concat(), "host"),
        ([&add[..], &["--imap", "host:0"]].concat(), "host:0"),
        ([&add[..], &["--security", "ssl"]].concat(), "ssl"),
        (add.to_vec(), "--password-stdin"),
    ] {
        for lang in Lang::ALL {
            let sentence = misuse(&line, lang);
            assert!(sentence.contains(culprit), "{line:?}: {sentence}");
            assert!(sentence.contains("--help") && !sentence.contains('\n'), "{line:?}: {sentence}");
        }
    }
}

#[test]
fn the_help_is_complete_and_free_of_the_other_language() {
    let commands: [&[&str]; 21] = [
        &[],
        &["account"],
        &["account", "add"],
        &["account", "list"],
        &["account", "remove"],
        &["sync"],
        &["verify"],
        &["status"],
        &["list"],
        &["show"],
        &["show", "1", "INBOX", "7"],
        &["mark"],
        &["tag"],
        &["move"],
        &["copy"],
        &["archive"],
        &["delete"],
        &["junk"],
        &["not-junk"],
        &["undo"],
        &["journal"],
    ];
    for line in commands {
        let help = |lang| match parse(&[line, &["--help"]].concat(), lang) {
            Err(End::Print(text)) => text,
            other => panic!("{line:?}: {other:?}"),
        };
        let (german, english) = (help(Lang::De), help(Lang::En));
        for word in ["Usage", "Options", "Commands", "Arguments", "Print", "COMMAND", "possible values", "default"] {
            assert!(!german.contains(word), "{line:?}: {word} in\n{german}");
        }
        assert!(german.contains("Aufruf:") && english.contains("Usage:"), "{german}{english}");
        assert!(!german.contains("cli-") && !english.contains("cli-"), "{line:?}: {german}{english}");
    }
}

#[test]
fn the_version_is_printed() {
    for flag in ["--version", "-V"] {
        let Err(End::Print(text)) = parse(&[flag], Lang::De) else { panic!("no version") };
        assert_eq!(text, format!("brieftaube {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn a_document_is_written_as_plain_text_that_cannot_steer_a_terminal() {
    let span = |text: &str| Span { text: text.to_owned(), ..Span::default() };
    let link = Span { text: "hier".to_owned(), link: Some("https://example.org/".to_owned()), ..Span::default() };
    let document = Document {
        blocks: vec![
            Block::Heading(2, vec![span("Titel")]),
            Block::Paragraph(vec![span("eins\nzwei \u{1b}[31mrot "), link]),
            Block::List(Some(3), vec![vec![Block::Paragraph(vec![span("a\nb")])], vec![Block::Rule]]),
            Block::Quote(vec![Block::Paragraph(vec![span("früher")])]),
            Block::Table(vec![vec![vec![span("x")], vec![span("y")]]]),
        ],
        truncated: false,
    };

    let text = super::document::plain_text(&document);

    let expected =
        "## Titel\n\neins\nzwei [31mrot hier <https://example.org/>\n\n3. a\n   b\n4. ────────\n\n> früher\n\nx | y\n";
    assert_eq!(text, expected);
}

//! The words around a message, in the language of the window.

use std::path::Path;

use crate::i18n::{Texts, format};
use crate::model::Address;
use crate::service::api::{Attachment, Content, TextSource, Transport};
use crate::ui::app::Shared;
use crate::ui::widget::Icon;

use super::opened::Opened;

/// Recipients that are named before "and 3 more".
const NAMED: usize = 2;

/// Recipients that are ever listed; a message to more is bulk mail, and nobody reads them.
const LISTED: usize = 300;

/// The words around a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub subject: String,
    pub sender: String,
    /// The sender's address, where `sender` is a name.
    pub address: Option<String>,
    pub initial: String,
    pub date: String,
    pub recipients: Recipients,
    pub facts: Vec<(Option<Icon>, String)>,
    /// The sender's name looks like an address that is not his.
    pub warning: Option<String>,
    pub attachments: Vec<Words1>,
}

/// The words of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words1 {
    pub icon: Icon,
    pub name: String,
    pub size: String,
    pub save: String,
    pub show: String,
    pub executable: bool,
}

/// Who the message went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipients {
    /// One line with the first of them.
    pub short: String,
    /// "and 3 more", if the line does not name everything there is to say.
    pub more: Option<String>,
    /// All of them: what they are, and who.
    pub all: Vec<(String, String)>,
}

impl Recipients {
    /// Whether there is more to unfold than the line says.
    pub(super) const fn is_folded(&self) -> bool {
        self.more.is_some()
    }
}

impl Words {
    pub(super) fn new(opened: &Opened, shared: &Shared) -> Self {
        let (view, texts) = (&opened.view, &shared.texts);
        let from = view.from.first().cloned().unwrap_or_default();
        let at = view.sent.map_or(view.received, |(sent, _)| sent);
        let nobody = from.name.is_empty() && from.email.is_empty();
        let sender = if nobody { texts.get("list-no-sender") } else { from.display().to_owned() };
        Self {
            subject: if view.subject.trim().is_empty() { texts.get("list-no-subject") } else { view.subject.clone() },
            address: (!from.name.is_empty() && !from.email.is_empty()).then(|| format!("<{}>", from.email)),
            initial: initial(&sender),
            sender,
            date: format::full_date(at, &shared.zone, shared.lang()),
            recipients: recipients(opened, texts),
            facts: facts(opened, shared),
            warning: misleads(&from).then(|| texts.with("reader-name-misleads", &[("email", (&from.email).into())])),
            attachments: view.attachments.iter().map(|attachment| Words1::new(attachment, shared)).collect(),
        }
    }
}

impl Words1 {
    fn new(attachment: &Attachment, shared: &Shared) -> Self {
        let name = || [("name", (&attachment.name).into())];
        Self {
            icon: icon(attachment),
            name: attachment.name.clone(),
            size: format::size(attachment.size, shared.lang()),
            save: shared.texts.with("reader-attachment-save", &name()),
            show: shared.texts.with("reader-attachment-show", &name()),
            executable: attachment.executable,
        }
    }
}

/// The first letter or digit of a name, in capitals.
fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
}

/// "Anna Weber <anna@example.org>", or what there is of it.
fn whole(address: &Address) -> String {
    match (address.name.is_empty(), address.email.is_empty()) {
        (false, false) => format!("{} <{}>", address.name, address.email),
        _ => address.display().to_owned(),
    }
}

fn recipients(opened: &Opened, texts: &Texts) -> Recipients {
    let view = &opened.view;
    let own = |address: &Address| {
        opened.account.as_ref().is_some_and(|owner| owner.email.eq_ignore_ascii_case(&address.email))
    };
    let everyone: Vec<&Address> = view.to.iter().chain(&view.cc).collect();
    let name = |address: &&Address| if own(address) { texts.get("reader-me") } else { whole(address) };
    let named: Vec<String> = everyone.iter().take(NAMED).map(name).collect();
    let rest = everyone.len().saturating_sub(NAMED);
    let list = |key: &str, addresses: &[Address]| {
        let mut names: Vec<String> = addresses.iter().take(LISTED).map(whole).collect();
        if let Some(rest) = addresses.len().checked_sub(LISTED).filter(|rest| *rest > 0) {
            names.push(texts.with("reader-recipients-more", &[("count", rest.into())]));
        }
        (!names.is_empty()).then(|| (texts.get(key), names.join(", ")))
    };
    let all =
        [list("reader-all-to", &view.to), list("reader-all-cc", &view.cc), list("reader-all-reply-to", &view.reply_to)];
    let more = if rest > 0 {
        Some(texts.with("reader-recipients-more", &[("count", rest.into())]))
    } else {
        let says_less =
            !view.cc.is_empty() || !view.reply_to.is_empty() || everyone.iter().take(NAMED).any(|to| own(to));
        says_less.then(|| texts.get("reader-recipients-show"))
    };
    let short =
        if named.is_empty() { String::new() } else { texts.with("reader-to", &[("names", named.join(", ").into())]) };
    Recipients { short, more: more.filter(|_| !named.is_empty()), all: all.into_iter().flatten().collect() }
}

fn facts(opened: &Opened, shared: &Shared) -> Vec<(Option<Icon>, String)> {
    let (view, texts) = (&opened.view, &shared.texts);
    let mut facts = Vec::new();
    match opened.account.as_ref().map(|owner| &owner.transport) {
        Some(Transport::Tls | Transport::StartTls) => facts.push((Some(Icon::Lock), texts.get("reader-fact-tls"))),
        Some(Transport::Plain) => facts.push((Some(Icon::LockOpen), texts.get("reader-fact-plain"))),
        Some(Transport::Sample) => facts.push((Some(Icon::Feather), texts.get("reader-fact-sample"))),
        None => {}
    }
    if !view.attachments.is_empty() {
        let count = [("count", view.attachments.len().into())];
        facts.push((Some(Icon::Paperclip), texts.with("reader-fact-attachments", &count)));
    }
    if let Content::Here { source, blocked, .. } = &view.content {
        if *blocked > 0 {
            facts.push((Some(Icon::ImageOff), texts.with("reader-fact-blocked", &[("count", (*blocked).into())])));
        }
        if *source == TextSource::HtmlStripped {
            facts.push((None, texts.get("reader-fact-stripped")));
        }
    }
    facts
}

/// Whether a display name is, or contains, an address other than the real one (Mailsploit and its kin).
fn misleads(from: &Address) -> bool {
    let real = from.email.to_lowercase();
    from.name
        .to_lowercase()
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '\'' | ',' | ';'))
        .any(|word| {
            word.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.')) && word != real
        })
}

fn icon(attachment: &Attachment) -> Icon {
    if attachment.executable {
        return Icon::TriangleAlert;
    }
    let extension = Path::new(&attachment.name).extension().and_then(|extension| extension.to_str());
    match (attachment.media_type.split('/').next(), extension.map(str::to_ascii_lowercase).as_deref()) {
        (Some("image"), _) => Icon::FileImage,
        (Some("audio"), _) => Icon::FileAudio,
        (Some("video"), _) => Icon::FileVideo,
        (_, Some("ics")) => Icon::Calendar,
        (_, Some("zip" | "gz" | "tgz" | "xz" | "7z" | "rar" | "tar" | "bz2" | "zst")) => Icon::FileArchive,
        (_, Some("csv" | "ods" | "xls" | "xlsx")) => Icon::FileSpreadsheet,
        (_, Some("eml")) | (Some("message"), _) => Icon::Mail,
        (Some("text"), _) | (_, Some("pdf" | "doc" | "docx" | "odt" | "rtf" | "md")) => Icon::FileText,
        _ => Icon::File,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(name: &str, email: &str) -> Address {
        Address { name: name.to_owned(), email: email.to_owned() }
    }

    #[test]
    fn a_name_that_is_another_address_misleads() {
        assert!(misleads(&address("service@bank.example", "evil@example.org")));
        assert!(misleads(&address("Bank <service@bank.example>", "evil@example.org")));
        assert!(!misleads(&address("Evil@Example.org", "evil@example.org")));
        assert!(!misleads(&address("Anna Weber", "anna@example.org")));
        assert!(!misleads(&address("Anna @ work", "anna@example.org")));
    }

    #[test]
    fn the_initial_is_the_first_letter_whatever_stands_before_it() {
        assert_eq!(initial("„ärzte“ ohne Grenzen"), "Ä");
        assert_eq!(initial("田中 優希"), "田");
        assert_eq!(initial("<>"), "?");
    }
}

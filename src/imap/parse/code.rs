//! Status responses and their codes.

use imap_proto::rfc4315::UidSetMember;

use crate::imap::response::{Code, Condition, Status};
use crate::imap::{Appended, Copied, PermanentFlags, UidMap};
use crate::model::{Flags, ModSeq, Uid, UidSet, UidValidity};

/// Reads a status response out of what imap-proto made of it. imap-proto knows only some codes and leaves the others in the text.
pub fn outcome(status: &imap_proto::Status, outcome: &imap_proto::Outcome<'_>) -> Status {
    let condition = match status {
        imap_proto::Status::Ok => Condition::Ok,
        imap_proto::Status::No => Condition::No,
        imap_proto::Status::Bad => Condition::Bad,
        imap_proto::Status::PreAuth => Condition::PreAuth,
        imap_proto::Status::Bye => Condition::Bye,
    };
    let text = outcome.information.as_deref().unwrap_or_default().trim();
    match &outcome.code {
        Some(code) => Status { condition, code: Some(known_code(code)), text: text.to_owned() },
        None => match text.strip_prefix('[').and_then(|text| text.split_once(']')) {
            Some((code, text)) => Status { condition, code: other_code(code), text: text.trim().to_owned() },
            None => Status { condition, code: None, text: text.to_owned() },
        },
    }
}

fn known_code(code: &imap_proto::ResponseCode<'_>) -> Code {
    use imap_proto::ResponseCode as Known;
    match code {
        Known::Alert => Code::Alert,
        Known::Capabilities(words) => Code::Capability(words.iter().map(capability).collect()),
        Known::HighestModSeq(value) => Code::HighestModSeq(ModSeq::new(*value)),
        Known::UidNext(value) => Code::UidNext(Uid::new(*value)),
        Known::UidValidity(value) => Code::UidValidity(UidValidity::new(*value)),
        Known::PermanentFlags(flags) => Code::PermanentFlags(Some(permanent_flags(flags.iter().map(AsRef::as_ref)))),
        Known::CopyUid(validity, sources, targets) => {
            Code::CopyUid(copied(UidValidity::new(*validity), known_ranges(sources), known_ranges(targets)))
        }
        Known::AppendUid(validity, uids) => {
            Code::AppendUid(appended(UidValidity::new(*validity), known_ranges(uids).as_deref()))
        }
        Known::ReadOnly => Code::ReadOnly,
        Known::ReadWrite => Code::ReadWrite,
        Known::TryCreate => Code::Other("TRYCREATE".to_owned()),
        other => Code::Other(format!("{other:?}").to_ascii_uppercase()),
    }
}

fn permanent_flags<'a>(flags: impl Iterator<Item = &'a str> + Clone) -> PermanentFlags {
    PermanentFlags { new_keywords: flags.clone().any(|flag| flag == "\\*"), flags: Flags::parse(flags) }
}

/// What stands in the parentheses of a code.
fn flag_list(code: &str) -> Option<impl Iterator<Item = &str> + Clone> {
    let (_, list) = code.split_once('(')?;
    Some(list.split_once(')')?.0.split_ascii_whitespace())
}

/// The ranges in the order in which they were sent, which is what pairs them.
fn known_ranges(members: &[UidSetMember]) -> Option<Vec<(Uid, Uid)>> {
    let range = |member: &UidSetMember| {
        let (first, last) = match member {
            UidSetMember::UidRange(range) => (*range.start(), *range.end()),
            UidSetMember::Uid(uid) => (*uid, *uid),
        };
        Some((Uid::new(first)?, Uid::new(last)?))
    };
    members.iter().map(range).collect()
}

fn copied(
    uid_validity: Option<UidValidity>,
    sources: Option<Vec<(Uid, Uid)>>,
    targets: Option<Vec<(Uid, Uid)>>,
) -> Option<Box<Copied>> {
    let uids = UidMap::pair(&sources?, &targets?)?;
    Some(Box::new(Copied { uid_validity: Some(uid_validity?), uids }))
}

/// One message was added, so one UID it has.
fn appended(uid_validity: Option<UidValidity>, uids: Option<&[(Uid, Uid)]>) -> Option<Appended> {
    match uids? {
        [(first, last)] if first == last => Some(Appended { uid_validity: uid_validity?, uid: *first }),
        _ => None,
    }
}

fn capability(capability: &imap_proto::Capability<'_>) -> String {
    match capability {
        imap_proto::Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        imap_proto::Capability::Auth(mechanism) => format!("AUTH={mechanism}"),
        imap_proto::Capability::Atom(word) => word.to_string(),
    }
}

fn other_code(code: &str) -> Option<Code> {
    let mut words = code.split_ascii_whitespace();
    let name = words.next()?.to_ascii_uppercase();
    Some(match name.as_str() {
        "CAPABILITY" => Code::Capability(words.map(str::to_owned).collect()),
        "NOMODSEQ" => Code::HighestModSeq(None),
        "UIDNEXT" => Code::UidNext(None),
        "UIDVALIDITY" => Code::UidValidity(None),
        "HIGHESTMODSEQ" => Code::HighestModSeq(None),
        "PERMANENTFLAGS" => Code::PermanentFlags(flag_list(code).map(permanent_flags)),
        "MODIFIED" => Code::Modified(words.next().and_then(UidSet::parse)),
        // imap-proto knows these two; what it could not read comes here.
        "COPYUID" => Code::CopyUid(None),
        "APPENDUID" => Code::AppendUid(None),
        _ => Code::Other(name),
    })
}

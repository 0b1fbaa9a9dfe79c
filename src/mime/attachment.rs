//! Attachments: names that are safe to show and to save under, sizes, and whether opening one may run a program.

use super::document::Attachment;
use super::entity::{Entity, TransferEncoding};
use super::{clean, decode, field, words};

/// Bytes of a file name. File systems allow 255; room is left for " (2)" and ".part".
const MAX_BYTES: usize = 200;
/// Bytes of an extension that is kept when a name is cut.
const MAX_EXTENSION: usize = 20;

/// Endings of files that run something when they are opened, on any of the three systems.
const EXECUTABLE: [&str; 74] = [
    "action",
    "ade",
    "adp",
    "apk",
    "app",
    "applescript",
    "application",
    "appref-ms",
    "bas",
    "bat",
    "bin",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "exe",
    "fish",
    "gadget",
    "hta",
    "htm",
    "html",
    "inf",
    "ins",
    "iso",
    "img",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mde",
    "msc",
    "msi",
    "msp",
    "mst",
    "osx",
    "pif",
    "pkg",
    "pl",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "prg",
    "ps1",
    "py",
    "pyw",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scpt",
    "scr",
    "sh",
    "svg",
    "url",
    "vb",
    "vbe",
    "vbs",
    "workflow",
    "wsf",
    "xlam",
    "xlsm",
];

/// Describes an attached part.
pub(super) fn describe(entity: &Entity<'_>, index: usize) -> Attachment {
    let name = name(entity, index);
    let executable = is_executable(&name, &entity.media_type);
    Attachment { name, media_type: media_type(entity), size: size(entity), executable }
}

fn media_type(entity: &Entity<'_>) -> String {
    clean::line(&entity.media_type, 100)
}

/// The size without the transfer encoding.
fn size(entity: &Entity<'_>) -> u64 {
    let size = match entity.encoding {
        TransferEncoding::Identity => entity.body.len(),
        TransferEncoding::QuotedPrintable => decode::quoted_printable(entity.body).len(),
        TransferEncoding::Base64 => {
            let digits = entity.body.iter().filter(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte));
            digits.count() * 3 / 4
        }
    };
    size as u64
}

/// A name for a part: the sender's if it gave one, made safe; else one by its type.
fn name(entity: &Entity<'_>, index: usize) -> String {
    let given = match entity.file_name() {
        // A name in RFC 2047 words is against the rules and common.
        Some(name) if name.contains("=?") => words::decode_text(name.as_bytes()),
        Some(name) => name.to_owned(),
        None if entity.media_type == "message/rfc822" || entity.media_type == "message/global" => {
            format!("{}.eml", subject_of(entity).replace(['/', '\\'], "_"))
        }
        None => String::new(),
    };
    let safe = safe_name(&given);
    if safe.is_empty() || safe == "eml" {
        return format!("attachment-{}.{}", index + 1, extension_of_type(&entity.media_type));
    }
    safe
}

fn subject_of(entity: &Entity<'_>) -> String {
    let (header, _) = field::split_message(entity.body);
    field::fields(header)
        .find(|field| field.is("Subject"))
        .map(|field| field::text(field.value, 80))
        .unwrap_or_default()
}

/// Makes a file name from a foreign one: no folders, no control or bidi characters, nothing that Windows
/// refuses or reads as a device, no leading or trailing dots, at most [`MAX_BYTES`] bytes.
pub(super) fn safe_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = clean::line(base, 1000)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let trimmed = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let mut safe = shorten(trimmed);
    if is_reserved(&safe) {
        safe.insert(0, '_');
    }
    safe
}

/// Cuts the stem of a name, not its extension.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= MAX_EXTENSION => (stem, extension),
        _ => (name, ""),
    };
    let mut room = MAX_BYTES - extension.len() - usize::from(!extension.is_empty());
    while !stem.is_char_boundary(room.min(stem.len())) {
        room -= 1;
    }
    let stem = stem.get(..room).unwrap_or(stem).trim_end_matches(['.', ' ']);
    if extension.is_empty() { stem.to_owned() } else { format!("{stem}.{extension}") }
}

/// Names that Windows gives to devices, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|rest| {
        let mut digits = rest.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}

fn is_executable(name: &str, media_type: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    EXECUTABLE.contains(&extension.as_str())
        || matches!(
            media_type,
            "application/x-msdownload"
                | "application/x-msdos-program"
                | "application/x-executable"
                | "application/x-dosexec"
                | "application/x-sh"
                | "application/x-shellscript"
                | "application/java-archive"
                | "application/hta"
                | "application/javascript"
                | "text/javascript"
                | "application/x-desktop"
                | "application/vnd.microsoft.portable-executable"
        )
}

fn extension_of_type(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/vcard" | "text/x-vcard" | "text/directory" => "vcf",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/heic" => "heic",
        "image/svg+xml" => "svg",
        "image/tiff" => "tif",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/json" => "json",
        "application/pgp-keys" => "asc",
        "application/pgp-signature" | "application/pgp-encrypted" => "asc",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "dat",
        "audio/mpeg" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "video/mp4" => "mp4",
        "message/rfc822" | "message/global" => "eml",
        "message/delivery-status" | "message/disposition-notification" | "text/rfc822-headers" => "txt",
        _ => "dat",
    }
}

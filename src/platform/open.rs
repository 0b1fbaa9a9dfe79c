//! Hands links and folders to the programs that the person has for them.
//!
//! Invariant: only http, https, mailto and tel ever leave from here, whatever a message says. The calls
//! may block for the moment it takes to start a program, so they belong on a blocking thread.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// The longest link that is opened, in bytes; Windows cuts off longer ones, and no honest link needs it.
pub const MAX_LINK: usize = 8 * 1024;

/// The schemes a link may have.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Whether a link may be opened: a known scheme, a sane length, and nothing in it that a shell, a
/// terminal or a careless handler could take for something else.
pub fn is_allowed(link: &str) -> bool {
    let Some((scheme, rest)) = link.split_once(':') else { return false };
    link.len() <= MAX_LINK
        && !rest.is_empty()
        && SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
        && !link.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`'))
}

/// Opens a link in the person's browser, mail program or telephone.
///
/// # Errors
/// [`ErrorKind::Invalid`] for anything [`is_allowed`] refuses, [`ErrorKind::NotFound`] where no program
/// takes it.
pub fn link(link: &str) -> Result<()> {
    if !is_allowed(link) {
        return Err(Error::new(ErrorKind::Invalid, "open a link of a kind that is never opened"));
    }
    opener::open(link).map_err(|error| Error::new(ErrorKind::NotFound, "open a link").with_source(error))
}

/// Shows the folder that holds a file the person has just saved. The file itself is never opened: what
/// came by mail runs only when the person starts it.
///
/// # Errors
/// [`ErrorKind::NotFound`] if the folder is gone or no program shows folders.
pub fn folder_of(file: &Path) -> Result<()> {
    let folder = if file.is_dir() { file } else { file.parent().unwrap_or(file) };
    if !folder.is_dir() {
        return Err(Error::new(ErrorKind::NotFound, "show a folder that is gone"));
    }
    opener::open(folder).map_err(|error| Error::new(ErrorKind::NotFound, "show a folder").with_source(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_of_the_four_schemes_are_opened() {
        for link in ["https://example.org/a?b=c#d", "HTTP://example.org", "mailto:a@example.org", "tel:+49301234"] {
            assert!(is_allowed(link), "{link}");
        }
        let script = "javascript:alert(1)";
        for link in [
            script,
            "file:///etc/passwd",
            "ftp://example.org",
            "vbscript:x",
            "data:text/html,x",
            "smb://host/share",
            "ms-msdt:/id",
            "//example.org",
            "example.org",
            "https:",
            "-https://example.org",
            " https://example.org",
            "https://example.org/\u{0}",
            "https://example.org/a b",
            "https://example.org/\r\nX",
            "https://example.org/\"&calc",
            "",
        ] {
            assert!(!is_allowed(link), "{link:?}");
        }
        assert!(!is_allowed(&format!("https://{}", "a".repeat(MAX_LINK))));
    }

    #[test]
    fn a_refused_link_is_an_error_and_starts_nothing() {
        assert_eq!(link("file:///etc/passwd").unwrap_err().kind(), ErrorKind::Invalid);
    }

    #[test]
    fn the_folder_of_a_file_that_is_gone_is_an_error() {
        let folder = tempfile::tempdir().unwrap();

        assert_eq!(folder_of(&folder.path().join("a/b.pdf")).unwrap_err().kind(), ErrorKind::NotFound);
    }
}

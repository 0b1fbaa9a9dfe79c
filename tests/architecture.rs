//! The rules of the architecture document (the header of `src/lib.rs`), as tests over the source.
//!
//! They read the text of `src/`, comments aside: coarse, but nothing in them can be forgotten.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops where something is not as it should be, and shares helpers it uses in part"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file.
const MAX_LINES: usize = 500;

/// What every module may import of the others. Who is not here may import nothing of the crate.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("error", &["model"]),
    ("net", &["model", "error"]),
    ("discovery", &["model", "error"]),
    ("credentials", &["model", "error"]),
    ("config", &["model", "error"]),
    ("i18n", &["model", "error", "config"]),
    ("platform", &["model", "error", "config"]),
    ("mime", &["model", "error"]),
    ("store", &["model", "error"]),
    ("imap", &["model", "error", "net"]),
    ("demo", &["model", "error", "mime", "store"]),
    ("sync", &["model", "error", "config", "net", "mime", "store", "imap", "discovery::presets"]),
    (
        "service",
        &[
            "model",
            "error",
            "config",
            "net",
            "mime",
            "store",
            "imap",
            "sync",
            "demo",
            "discovery",
            "credentials",
            "i18n",
            "platform",
        ],
    ),
    ("ui", &["model", "error", "config", "i18n", "service::api", "mime::document", "discovery::presets"]),
    (
        "cli",
        &[
            "model",
            "error",
            "config",
            "i18n",
            "service",
            "mime",
            "store",
            "discovery",
            "demo",
            "platform",
            "credentials",
        ],
    ),
    ("main", &["model", "error", "config", "i18n", "service", "platform", "ui", "cli"]),
];

/// Who alone may name a library.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sled", &["store"]),
    ("zstd", &["store"]),
    ("async_imap", &["imap", "net"]),
    ("imap_proto", &["imap", "net"]),
    ("native_tls", &["net"]),
    ("async_native_tls", &["net"]),
    ("x509_parser", &["net"]),
    ("keyring_core", &["credentials"]),
    ("zbus_secret_service_keyring_store", &["credentials"]),
    ("mail_parser", &["mime"]),
    ("html2text", &["mime"]),
    ("iced", &["ui", "main"]),
    ("iced_selection", &["ui"]),
    ("clap", &["cli"]),
    ("fluent_bundle", &["i18n"]),
];

/// What the window must not name: it does no I/O (principle 2).
const NOT_IN_UI: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::os",
    "std::thread",
    "File::",
    "tokio::fs",
    "tokio::net",
    "tokio::process",
    "sled",
    "async_imap",
    "keyring_core",
    "opener",
];

/// What nothing outside tests may contain.
const NOWHERE: &[&str] = &[
    "println!",
    "eprintln!",
    "print!(",
    "dbg!(",
    "todo!(",
    "unimplemented!(",
    "unsafe ",
    "#[ignore",
    "mod.rs",
    "TODO",
    "FIXME",
    "XXX",
];

struct Source {
    path: PathBuf,
    /// The top-level module: "store" of src/store/packs.rs.
    module: String,
    lines: usize,
    /// The text without comments and without inline test modules.
    code: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    let sources: Vec<_> = files
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            let path = entry.path().strip_prefix(&root).unwrap().to_owned();
            let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            Source { module, lines: text.lines().count(), code: code_of(&text), path, text }
        })
        .collect();
    assert!(sources.len() > 40, "the walk must not have missed the source");
    sources
}

/// Comments go, and everything from the last inline test module on: tests stand at the end of a file.
fn code_of(text: &str) -> String {
    let product = text.rsplit_once("#[cfg(test)]\nmod tests {").map_or(text, |(product, _)| product);
    let without_comment = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    product.lines().map(without_comment).collect::<Vec<_>>().join("\n")
}

fn is_test(source: &Source) -> bool {
    source.path.file_name().is_some_and(|name| name == "tests.rs") || source.path.iter().any(|part| part == "tests")
}

fn names(code: &str, word: &str) -> bool {
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    code.match_indices(word)
        .any(|(at, _)| boundary(code[..at].chars().next_back()) && boundary(code[at + word.len()..].chars().next()))
}

/// All paths below `crate::` (in main.rs: `brieftaube::`) that the code imports or names, as "service::api".
fn imports(source: &Source) -> BTreeSet<String> {
    let root = if source.module == "main" { "brieftaube::" } else { "crate::" };
    let mut found = BTreeSet::new();
    for (at, _) in source.code.match_indices(root) {
        let rest = &source.code[at + root.len()..];
        let path =
            |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect::<String>();
        if let Some(group) = rest.strip_prefix('{') {
            // use crate::{a::b, c}: one level is all that rustfmt leaves us with here.
            let group = group.split('}').next().unwrap_or_default();
            found.extend(group.split(',').map(|part| path(part.trim())).filter(|path| !path.is_empty()));
        } else {
            found.insert(path(rest));
        }
    }
    found
}

fn is_below(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn imports_point_down_only() {
    let rules: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !is_test(source) && source.module != "lib") {
        let Some(allowed) = rules.get(source.module.as_str()) else {
            faults.push(format!("{}: the module {} has no rule", source.path.display(), source.module));
            continue;
        };
        for import in imports(source) {
            let fine = is_below(&import, &source.module) || allowed.iter().any(|allowed| is_below(&import, allowed));
            if !fine {
                faults.push(format!("{}: {} must not import {import}", source.path.display(), source.module));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_layers_have_no_cycle() {
    let rules: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut settled: BTreeSet<&str> = BTreeSet::new();
    while settled.len() < rules.len() {
        let next = rules.iter().find(|(module, below)| {
            !settled.contains(*module) && below.iter().all(|path| settled.contains(path.split("::").next().unwrap()))
        });
        let (module, _) = next.unwrap_or_else(|| panic!("only {settled:?} can be put in order"));
        settled.insert(module);
    }
}

#[test]
fn a_library_is_named_only_where_it_is_wrapped() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !is_test(source)) {
        for (library, homes) in ONLY_IN {
            let used = [format!("{library}::"), format!("use {library}")];
            if used.iter().any(|used| names_path(&source.code, used)) && !homes.contains(&source.module.as_str()) {
                faults.push(format!("{}: {library} belongs to {homes:?}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether a path that starts like this occurs on its own, not as the tail of another (`crate::keyring::`).
fn names_path(code: &str, start: &str) -> bool {
    code.match_indices(start).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + start.len()..].chars().next();
        let whole = start.ends_with("::") || after.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        whole && before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | ':'))
    })
}

#[test]
fn the_window_does_no_io() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.module == "ui" && !is_test(source)) {
        for forbidden in NOT_IN_UI.iter().filter(|forbidden| names_path(&source.code, forbidden)) {
            faults.push(format!("{}: {forbidden}", source.path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_stay_short_enough_to_read_at_one_sitting() {
    let long: Vec<_> = sources()
        .iter()
        .filter(|source| source.lines > MAX_LINES && !is_test(source))
        .map(|source| format!("{}: {} lines", source.path.display(), source.lines))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .iter()
        .filter(|source| !is_test(source) && !source.text.starts_with("//! "))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn nothing_prints_and_nothing_is_left_unfinished() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !is_test(source)) {
        // The code alone for what compiles, the whole text for what a comment may promise.
        for forbidden in NOWHERE {
            let text = if forbidden.ends_with(|c: char| c.is_ascii_uppercase()) { &source.text } else { &source.code };
            if names(text, forbidden.trim_end_matches(['!', '(', ' '])) && text.contains(forbidden) {
                faults.push(format!("{}: {forbidden}", source.path.display()));
            }
        }
        if source.path.file_name().is_some_and(|name| name == "mod.rs") {
            faults.push(format!("{}: modules are foo.rs and foo/", source.path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_architecture_document_names_every_module() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let document: String = text.lines().filter(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    let modules = text.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    let missing: Vec<_> = modules.filter(|module| !names(&document, module)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_rules_themselves_see_what_they_look_for() {
    let source = |module: &str, text: &str| Source {
        path: PathBuf::from(format!("{module}.rs")),
        module: module.to_owned(),
        lines: 1,
        code: code_of(text),
        text: text.to_owned(),
    };

    let code = "use crate::{store::Store, model};\nfn f() { crate::imap::x() } // crate::sync\n";
    assert_eq!(imports(&source("ui", code)).into_iter().collect::<Vec<_>>(), ["imap::x", "model", "store::Store"]);
    let main = source("main", "use brieftaube::ui;\n#[cfg(test)]\nmod tests { use brieftaube::store; }");
    assert_eq!(imports(&main).into_iter().collect::<Vec<_>>(), ["ui"]);
    assert!(names_path("let x = std::fs::read(y);", "std::fs") && !names_path("std::fsx", "std::fs"));
    assert!(names_path("File::open(x)", "File::") && !names_path("Icon::File::x", "File::"));
    assert!(names_path("use sled;", "use sled") && !names_path("crate::keyring::x", "keyring::"));
    assert!(is_below("service::api::Event", "service::api") && !is_below("service::apiary", "service::api"));
}

//! Both languages say the same things, every message is used, and no view has words of its own.
//!
//! The sources are read as text: a small lexer finds the string literals of `src/` outside of comments and
//! tests, with the name of the call each one stands in.

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

use brieftaube::i18n::Lang;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant};
use walkdir::WalkDir;

/// Messages by key (attributes as `key.attribute`), each with the variables it uses.
type Messages = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_files_of_both_languages_parse_without_errors_and_without_doubles() {
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for (name, source) in lang.sources() {
            let resource = fluent_syntax::parser::parse(source)
                .unwrap_or_else(|(_, errors)| panic!("i18n/{}/{name}.ftl: {errors:?}", lang.tag()));
            for entry in &resource.body {
                if let Entry::Message(message) = entry {
                    assert!(seen.insert(message.id.name), "{} twice in {}", message.id.name, lang.tag());
                }
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_in_the_same_files() {
    for ((name, german), (_, english)) in Lang::De.sources().into_iter().zip(Lang::En.sources()) {
        let keys = |source| messages_of(source).into_keys().collect::<BTreeSet<_>>();
        let (german, english) = (keys(german), keys(english));

        let only_german: Vec<_> = german.difference(&english).collect();
        let only_english: Vec<_> = english.difference(&german).collect();
        assert!(only_german.is_empty() && only_english.is_empty(), "{name}.ftl: {only_german:?} / {only_english:?}");
    }
}

#[test]
fn both_languages_use_the_same_variables() {
    let (german, english) = (messages(Lang::De), messages(Lang::En));

    for (key, variables) in &german {
        assert_eq!(Some(variables), english.get(key), "variables of {key}");
    }
}

#[test]
fn keys_are_kebab_case() {
    for key in messages(Lang::De).keys() {
        assert!(is_key(key), "{key}");
    }
}

#[test]
fn nothing_shouts_and_german_quotes_are_german() {
    for (lang, wrong) in [(Lang::De, ['!', '"', '\u{201d}', '\'']), (Lang::En, ['!', '"', '\u{201e}', '\''])] {
        for (name, source) in lang.sources() {
            let lines = source.lines().filter(|line| !line.starts_with('#')).map(without_placeables);
            for line in lines {
                assert!(!line.contains(wrong), "i18n/{}/{name}.ftl: {line}", lang.tag());
            }
        }
    }
}

#[test]
fn every_key_that_the_sources_name_exists() {
    let messages = messages(Lang::En);
    let prefixes: BTreeSet<&str> = messages.keys().filter_map(|key| key.split('-').next()).collect();
    let mut missing = Vec::new();

    for source in sources() {
        for literal in literals(&source.text) {
            let asked = matches!(literal.call.as_str(), "texts.get" | "texts.with" | "texts().get" | "texts().with");
            let looks_like_one = is_key(&literal.text)
                && literal.text.contains('-')
                && literal.text.split('-').next().is_some_and(|prefix| prefixes.contains(prefix))
                && !NO_KEYS.contains(&literal.text.as_str());
            if (asked || looks_like_one) && !literal.text.contains('{') && !messages.contains_key(&literal.text) {
                missing.push(format!("{}:{}: {}", source.path.display(), literal.line, literal.text));
            }
        }
    }

    assert!(missing.is_empty(), "no such message:\n{}", missing.join("\n"));
}

/// Literals that look like keys and are none: names of widgets and the like.
const NO_KEYS: &[&str] = &["mailbox-org", "password-command", "password-stdin", "reader-document"];

#[test]
fn every_key_is_used() {
    let used: BTreeSet<String> =
        sources().iter().flat_map(|source| literals(&source.text)).map(|literal| literal.text).collect();

    // A key may be put together from a literal that names at least its place: `format!("cli-arg-{name}")`.
    let made: Vec<&str> = used
        .iter()
        .filter_map(|literal| literal.split_once('{'))
        .map(|(start, _)| start)
        .filter(|start| start.ends_with('-') && is_key(start.trim_end_matches('-')))
        .collect();
    let is_named = |key: &str| used.contains(key) || made.iter().any(|start| key.starts_with(start));
    // An attribute is used with its message: the code asks for both together.
    let is_used = |key: &str| is_named(key) || key.split_once('.').is_some_and(|(id, _)| is_named(id));
    let unused: Vec<String> = messages(Lang::En).into_keys().filter(|key| !is_used(key)).collect();

    assert!(unused.is_empty(), "messages that nothing shows: {unused:#?}");
}

/// Calls whose text arguments a person reads.
const SHOWING: &[&str] = &[
    "text",
    "body",
    "secondary",
    "meta",
    "label",
    "title",
    "heading",
    "primary_button",
    "secondary_button",
    "danger_button",
    "link_button",
    "small_button",
    "icon_button",
    "tooltip",
    "input",
    "text_input",
    "checkbox",
    "toggler",
    "radio",
    "empty_state",
    "ellipsis",
    "placeholder",
    "span",
    "line",
    "println!",
    "eprintln!",
];

/// Calls whose text arguments nobody but a developer reads.
const HIDDEN: &[&str] = &["error!", "warn!", "info!", "debug!", "trace!", "debug_struct", "expect", "Error::new"];

#[test]
fn no_view_has_words_of_its_own() {
    let views = sources().into_iter().filter(|source| {
        let path = source.path.to_string_lossy().replace('\\', "/");
        path.contains("src/ui/") || path.contains("src/cli")
    });
    let mut found = Vec::new();

    for source in views {
        for literal in literals(&source.text) {
            let call = literal.call.rsplit('.').next().unwrap_or_default();
            let name = call.rsplit(':').next().unwrap_or_default();
            let words = without_placeables(&literal.text);
            let letters = words.chars().filter(|c| c.is_alphabetic()).count();
            let shown = SHOWING.contains(&name) && letters > 1 && !is_key(&literal.text);
            let sentence = words.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() > 2;
            // What a command says of an error beside the words of its kind is the technical story.
            let hidden = HIDDEN.contains(&call) || HIDDEN.contains(&name) || source.path.starts_with("src/cli");
            if shown || (sentence && !hidden) {
                found.push(format!(
                    "{}:{}: {:?} in {}",
                    source.path.display(),
                    literal.line,
                    literal.text,
                    literal.call
                ));
            }
        }
    }

    assert!(found.is_empty(), "words outside of i18n/:\n{}", found.join("\n"));
}

#[test]
fn the_lexer_sees_literals_and_nothing_else() {
    let source = r##"
        // "comment"
        /* "block /* nested */ comment" */
        let a = texts.get("one-key");
        let b = widget::body(format!("{x} words \" quoted"));
        let c = 'x'; let d: &'static str = r#"raw "text""#;
        #[cfg(test)]
        mod tests { const E: &str = "test only"; }
    "##;

    let found: Vec<_> = literals(source).into_iter().map(|found| (found.text, found.call)).collect();

    assert_eq!(
        found,
        [
            ("one-key".to_owned(), "texts.get".to_owned()),
            ("{x} words \" quoted".to_owned(), "format!".to_owned()),
            ("raw \"text\"".to_owned(), String::new()),
        ]
    );
}

fn is_key(text: &str) -> bool {
    let body = text.replace('.', "-");
    body.starts_with(|c: char| c.is_ascii_lowercase())
        && body.split('-').all(|part| !part.is_empty())
        && body.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn without_placeables(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| {
            match c {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

fn messages(lang: Lang) -> Messages {
    lang.sources().into_iter().flat_map(|(_, source)| messages_of(source)).collect()
}

fn messages_of(source: &str) -> Messages {
    let resource = match fluent_syntax::parser::parse(source) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut found = Messages::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        if let Some(pattern) = &message.value {
            found.insert(message.id.name.to_owned(), variables(pattern));
        }
        for attribute in &message.attributes {
            found.insert(format!("{}.{}", message.id.name, attribute.id.name), variables(&attribute.value));
        }
    }
    found
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(pattern, &mut found);
    found
}

fn collect(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let (inline, variants): (_, &[Variant<&str>]) = match expression {
            Expression::Inline(inline) => (inline, &[]),
            Expression::Select { selector, variants } => (selector, variants),
        };
        if let InlineExpression::VariableReference { id } = inline {
            found.insert(id.name.to_owned());
        }
        for variant in variants {
            collect(&variant.value, found);
        }
    }
}

struct Source {
    path: PathBuf,
    text: String,
}

/// All sources but those of tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found: Vec<Source> = WalkDir::new(root.join("src"))
        .into_iter()
        .map(|entry| entry.expect("src can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| path.components().all(|part| part.as_os_str() != "tests" && part.as_os_str() != "tests.rs"))
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("a source is UTF-8"),
            path: path.strip_prefix(root).expect("below the root").to_owned(),
        })
        .collect();
    assert!(found.len() > 10, "the sources were not found");
    found
}

#[derive(Debug)]
struct Literal {
    text: String,
    line: usize,
    /// The call it is an argument of: "texts.get", "widget::body", "format!"; empty if it is none's.
    call: String,
}

fn literals(source: &str) -> Vec<Literal> {
    // Tests stand at the end of a file.
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source);
    let source = source.split("#[cfg(test)]\n        mod tests {").next().unwrap_or(source);
    let chars: Vec<char> = source.chars().collect();
    let mut lexer = Lexer { chars: &chars, at: 0, code: String::new(), calls: Vec::new(), found: Vec::new() };
    lexer.run();
    lexer.found
}

struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
    /// The code so far, without comments and literals: what stands before a bracket is the name of the call.
    code: String,
    calls: Vec<String>,
    found: Vec<Literal>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn run(&mut self) {
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => self.skip_while(|c| c != '\n'),
                ('/', '*') => self.skip_block_comment(),
                ('"', _) => self.string(),
                ('r', '"' | '#') if !self.code.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                    self.raw_string();
                }
                ('\'', _) => self.char_or_lifetime(),
                (c @ ('(' | '['), _) => {
                    self.calls.push(name_before(&self.code));
                    self.push(c);
                }
                (c @ (')' | ']'), _) => {
                    self.calls.pop();
                    self.push(c);
                }
                (c, _) => self.push(c),
            }
        }
    }

    fn push(&mut self, c: char) {
        self.code.push(c);
        self.at += 1;
    }

    fn skip_while(&mut self, more: impl Fn(char) -> bool) {
        while self.at < self.chars.len() && more(self.peek(0)) {
            self.at += 1;
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => (depth, self.at) = (depth + 1, self.at + 2),
                ('*', '/') => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 || self.at >= self.chars.len() {
                return;
            }
        }
    }

    fn char_or_lifetime(&mut self) {
        let is_char = self.peek(1) == '\\' || self.peek(2) == '\'';
        self.push('\'');
        if is_char {
            if self.peek(0) == '\\' {
                self.at += 2;
            } else {
                self.at += 1;
            }
            self.skip_while(|c| c != '\'');
            self.at += 1;
        }
    }

    fn string(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                self.at += 1;
                text.push(if matches!(self.peek(0), 'n' | 'r' | 't') { ' ' } else { self.peek(0) });
            } else {
                text.push(self.peek(0));
            }
            self.at += 1;
        }
        self.at += 1;
        self.record(start, text);
    }

    fn raw_string(&mut self) {
        let start = self.at;
        let hashes = (1..).take_while(|ahead| self.peek(*ahead) == '#').count();
        if self.peek(1 + hashes) != '"' {
            return self.push('r');
        }
        self.at += hashes + 2;
        let mut text = String::new();
        let ends = |lexer: &Self| lexer.peek(0) == '"' && (1..=hashes).all(|ahead| lexer.peek(ahead) == '#');
        while self.at < self.chars.len() && !ends(self) {
            text.push(self.peek(0));
            self.at += 1;
        }
        self.at += hashes + 1;
        self.record(start, text);
    }

    fn record(&mut self, start: usize, text: String) {
        let line = self.chars.iter().take(start).filter(|c| **c == '\n').count() + 1;
        let call = self.calls.last().cloned().unwrap_or_default();
        self.found.push(Literal { text, line, call });
        self.code.push_str("\"\"");
    }
}

/// The path or method chain right before a bracket, at most two names long.
fn name_before(code: &str) -> String {
    let name: String = code
        .chars()
        .rev()
        .skip_while(|c| c.is_whitespace())
        .take_while(|c| c.is_alphanumeric() || "_:.!".contains(*c))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let tail: Vec<&str> = name.rsplitn(3, '.').take(2).collect();
    tail.into_iter().rev().collect::<Vec<_>>().join(".")
}

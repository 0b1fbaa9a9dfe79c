//! The words of the program in German and English, and how each language writes numbers and dates.
//!
//! [`Texts`] holds the Fluent messages of one language, cheap to clone and free to cross threads. The files
//! under `i18n/` are compiled in, one set a language; `tests/i18n.rs` proves that both sets have the same
//! keys and variables and that no view holds words of its own. At run time nothing in here can fail: a key
//! that is missing is shown as it is.
//!
//! Isolation marks around variables are off: they protect mixed writing directions, but everything that
//! comes from outside is cleaned of bidi controls before, and copied text is better without invisible signs.

pub mod format;
mod problem;
pub mod quota;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Pattern;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::{Locale, locale};
use unic_langid::{LanguageIdentifier, langid};

use crate::config::Language;

pub use problem::{ProblemText, problem, setup_problem};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// German.
    De,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The language that the setting asks for; `System` reads the system's list of languages.
    pub fn of(language: Language) -> Self {
        match language {
            Language::De => Self::De,
            Language::En => Self::En,
            Language::System => Self::first_of(sys_locale::get_locales()),
        }
    }

    /// The first language of a preference list ("de_AT.UTF-8", "en-GB") that the program speaks, else English.
    pub fn first_of(locales: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        locales
            .into_iter()
            .find_map(|locale| {
                let tag = locale.as_ref();
                let language = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
                match language.to_ascii_lowercase().as_str() {
                    "de" => Some(Self::De),
                    "en" => Some(Self::En),
                    _ => None,
                }
            })
            .unwrap_or(Self::En)
    }

    /// The language's tag (RFC 5646).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    const fn langid(self) -> LanguageIdentifier {
        match self {
            Self::De => langid!("de"),
            Self::En => langid!("en"),
        }
    }

    const fn locale(self) -> Locale {
        match self {
            Self::De => locale!("de"),
            Self::En => locale!("en"),
        }
    }

    /// The files of the language by name, for [`Texts`] and for the test that compares them.
    pub const fn sources(self) -> [(&'static str, &'static str); 9] {
        macro_rules! sources {
            ($($name:literal),*) => {
                match self {
                    Self::De => [$(($name, include_str!(concat!("../i18n/de/", $name, ".ftl")))),*],
                    Self::En => [$(($name, include_str!(concat!("../i18n/en/", $name, ".ftl")))),*],
                }
            };
        }
        sources!("main", "acts", "journal", "reader", "setup", "settings", "errors", "cli", "demo")
    }
}

/// A value for a variable of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// A text that is put in as it is.
    Text(Cow<'a, str>),
    /// A whole number: chooses the plural form and is written with the language's separators.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! arg_from_number {
    ($($number:ty),*) => {
        $(impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        })*
    };
}

arg_from_number!(u8, u16, u32, u64, usize, i32, i64);

/// The words of one language.
#[derive(Clone)]
pub struct Texts(Arc<Inner>);

struct Inner {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    collator: Option<CollatorBorrowed<'static>>,
}

impl Texts {
    /// Reads the files of the language, which are part of the program.
    pub fn new(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.langid()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::De => |value, _| formatted(value, Lang::De),
            Lang::En => |value, _| formatted(value, Lang::En),
        }));
        for (name, source) in lang.sources() {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::error!("i18n/{}/{name}.ftl: {errors:?}", lang.tag());
                resource
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!("i18n/{}/{name}.ftl: {errors:?}", lang.tag());
            }
        }
        Self(Arc::new(Inner { lang, bundle, collator: collator(lang) }))
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.0.lang
    }

    /// The message of this key, or its attribute with `key.attribute`. A missing key is shown itself.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message of this key with its variables filled in.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self.pattern(key) else {
            tracing::error!("i18n message {key} is missing");
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, FluentValue::from(text.as_ref())),
                Arg::Number(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = self.0.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!("i18n message {key}: {errors:?}");
        }
        text
    }

    /// Whether there is a message of this key, or an attribute `key.attribute`.
    pub fn has(&self, key: &str) -> bool {
        self.pattern(key).is_some()
    }

    fn pattern(&self, key: &str) -> Option<&Pattern<&str>> {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = self.0.bundle.get_message(id)?;
        match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
            None => message.value(),
        }
    }

    /// Orders two texts as a reader of the language expects it: ä beside a, "Ordner 2" before "Ordner 10",
    /// capitals and small letters together.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        match &self.0.collator {
            Some(collator) => collator.compare(a, b),
            None => a.cmp(b),
        }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Texts").field(&self.0.lang).finish()
    }
}

fn formatted(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        // Only whole numbers ever get here (`Arg`), and those below 2^53 are exact as f64.
        FluentValue::Number(number) => Some(format::number(number.value as i64, lang)),
        _ => None,
    }
}

fn collator(lang: Lang) -> Option<CollatorBorrowed<'static>> {
    let mut preferences = CollatorPreferences::from(lang.locale());
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default())
        .inspect_err(|error| tracing::error!("no collation for {}: {error}", lang.tag()))
        .ok()
}

//! How full an account is, in words.

use super::{Texts, format};
use crate::model::{Level, Quotas, Resource, Usage};

/// "4,2 GB von 5 GB belegt", "96 von 100 Nachrichten".
pub fn usage(resource: Resource, usage: Usage, texts: &Texts) -> String {
    let Usage { used, limit } = usage;
    match resource {
        Resource::Storage => {
            let size = |bytes| format::size(bytes, texts.lang()).into();
            texts.with("quota-storage", &[("used", size(used)), ("limit", size(limit))])
        }
        Resource::Messages => texts.with("quota-messages", &[("used", used.into()), ("limit", limit.into())]),
    }
}

/// All that has a limit, a line each, with its share and what that means; the roots by name where there are several.
pub fn lines(quotas: &Quotas, texts: &Texts) -> Vec<String> {
    let many = quotas.roots.len() > 1;
    let line = |(root, resource, used): (&str, Resource, Usage)| {
        let percent = format::percentage(used.percent().unwrap_or_default(), texts.lang());
        let args = [("usage", usage(resource, used, texts).into()), ("percent", percent.into())];
        let line = texts.with("quota-percent", &args);
        let line = match level_key(used.level()) {
            Some(key) => texts.with(key, &[("usage", line.into())]),
            None => line,
        };
        if many && !root.is_empty() {
            return texts.with("quota-root", &[("root", root.into()), ("usage", line.into())]);
        }
        line
    };
    quotas.limited().map(line).collect()
}

const fn level_key(level: Level) -> Option<&'static str> {
    match level {
        Level::Fine => None,
        Level::High => Some("quota-high"),
        Level::Critical => Some("quota-critical"),
        Level::Full => Some("quota-full"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::model::Quota;

    #[test]
    fn each_limit_has_a_line_and_several_roots_have_names() {
        let some = |used, limit| Some(Usage { used, limit });
        let user = Quota { root: "Konto".to_owned(), storage: some(4_200_000_000, 5_000_000_000), messages: None };
        let shared = Quota { root: "Gruppe".to_owned(), storage: some(1, 0), messages: some(11_000, 10_000) };
        let lines = |roots: &[&Quota], lang| {
            let roots = roots.iter().map(|root| (*root).clone()).collect();
            lines(&Quotas { roots, ..Quotas::default() }, &Texts::new(lang))
        };

        assert_eq!(lines(&[&user], Lang::En), ["4.2 GB of 5 GB used (84%), filling up".replace(" GB", "\u{a0}GB")]);
        assert_eq!(
            lines(&[&user, &shared], Lang::De),
            [
                "Konto: 4,2\u{a0}GB von 5\u{a0}GB belegt (84\u{a0}%), wird eng",
                "Gruppe: 11.000 von 10.000 Nachrichten (110\u{a0}%), voll",
            ]
        );
    }
}

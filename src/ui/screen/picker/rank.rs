//! What fits what was typed, and how well: pure.

/// A name and where it is, as they are searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    name: String,
    whole: String,
}

impl Searched {
    /// Of a name and its path.
    pub fn new(name: &str, path: &str) -> Self {
        let (name, path) = (folded(name), folded(path));
        Self { whole: format!("{path} {name}"), name }
    }
}

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    whole: String,
    words: Vec<String>,
}

impl Query {
    /// The words of what was typed; a slash parts them, too.
    pub fn new(typed: &str) -> Self {
        let typed: String = typed.chars().take(super::MAX_TYPED).collect();
        let whole = folded(typed.trim());
        let words = whole.split([' ', '/']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        Self { whole, words }
    }

    /// How well this fits, the best is 0; `None` if a word is neither in the name nor in the path.
    pub fn rank(&self, searched: &Searched) -> Option<u8> {
        if !self.words.iter().all(|word| searched.whole.contains(word.as_str())) {
            return None;
        }
        let begins = |text: &str, word: &str| words(text).any(|start| start.starts_with(word));
        Some(match searched.name.as_str() {
            _ if self.words.is_empty() => 0,
            name if name == self.whole => 0,
            name if name.starts_with(&self.whole) => 1,
            name if self.words.iter().all(|word| begins(name, word)) => 2,
            name if self.words.iter().all(|word| name.contains(word.as_str())) => 3,
            _ if self.words.iter().all(|word| begins(&searched.whole, word)) => 4,
            _ => 5,
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Small letters without the marks that people leave out when they are in a hurry.
fn folded(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase);
    small
        .map(|c| match c {
            'à'..='å' => 'a',
            'ç' => 'c',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ñ' => 'n',
            'ò'..='ö' | 'ø' => 'o',
            'ù'..='ü' => 'u',
            'ý' | 'ÿ' => 'y',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(typed: &str, name: &str, path: &str) -> Option<u8> {
        Query::new(typed).rank(&Searched::new(name, path))
    }

    #[test]
    fn the_whole_name_comes_before_its_start_and_that_before_its_parts_and_the_path() {
        let ranks = [
            rank("rechnung", "Rechnung", ""),
            rank("rechnung", "Rechnungen", ""),
            rank("rechnung", "Alte Rechnungen", ""),
            rank("rechnung", "Abrechnungen", ""),
            rank("rechnung", "2026", "Rechnungen"),
            rank("rechnung", "2026", "Abrechnungen"),
        ];

        assert_eq!(ranks, [0, 1, 2, 3, 4, 5].map(Some));
        assert_eq!(rank("rechnung", "Angebote", "Privat"), None);
    }

    #[test]
    fn words_are_found_in_any_order_in_name_and_path_and_without_their_marks() {
        assert_eq!(rank("pro/brü", "Brücke", "Projekte"), Some(4));
        assert_eq!(rank("brucke  PROJ", "Brücke", "Projekte"), Some(4));
        assert_eq!(rank("ämt", "Ämter", ""), Some(1));
        assert_eq!(rank("日本", "日本語", ""), Some(1));
        assert_eq!(rank("", "Ämter", ""), Some(0));
        assert_eq!(rank("brücke x", "Brücke", "Projekte"), None);
    }
}

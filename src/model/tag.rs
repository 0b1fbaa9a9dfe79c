//! Keywords as tags: what Thunderbird, Evolution and others have used for twenty years.

use super::{Flags, utf7};

/// A keyword that a person gave a message to find it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// One of the five that every client knows, `$label1` to `$label5`, by its place from 0.
    Usual(u8),
    /// Another one, by its keyword.
    Own(String),
}

/// The keywords of the usual five.
const USUAL: [&str; 5] = ["$label1", "$label2", "$label3", "$label4", "$label5"];

/// Keywords without a `$` that programs set for themselves.
const OF_PROGRAMS: [&str; 9] =
    ["Junk", "NonJunk", "NotJunk", "Forwarded", "Redirected", "MDNSent", "Old", "KMAILFORWARDED", "KMAILTODO"];

impl Tag {
    /// The usual five.
    pub fn usual() -> impl Iterator<Item = Self> {
        (0..5).map(Self::Usual)
    }

    /// The tag that a keyword stands for; `None` for what programs say to each other (`$Forwarded`, `$Junk`, …).
    pub fn of(keyword: &str) -> Option<Self> {
        if let Some(place) = USUAL.iter().position(|usual| usual.eq_ignore_ascii_case(keyword)) {
            return u8::try_from(place).ok().map(Self::Usual);
        }
        // "$" begins what is registered (RFC 5788).
        let is_of_programs =
            keyword.starts_with('$') || OF_PROGRAMS.iter().any(|known| known.eq_ignore_ascii_case(keyword));
        (!is_of_programs && Flags::is_keyword(keyword)).then(|| Self::Own(keyword.to_owned()))
    }

    /// The tag that a person named: as other clients do it, in modified UTF-7 and with `_` for what a keyword cannot
    /// have. `None` if that is no name.
    pub fn named(name: &str) -> Option<Self> {
        let allowed = |c: char| Flags::is_keyword(c.encode_utf8(&mut [0; 4]));
        let keyword = utf7::encode(name.trim()).chars().map(|c| if allowed(c) { c } else { '_' }).collect::<String>();
        Self::of(&keyword)
    }

    /// The tags of a message: the usual ones first.
    pub fn all(flags: &Flags) -> Vec<Self> {
        let mut tags: Vec<Self> = flags.keywords().filter_map(Self::of).collect();
        tags.sort();
        tags
    }

    /// The keyword.
    pub fn keyword(&self) -> &str {
        match self {
            Self::Usual(place) => USUAL.get(usize::from(*place)).copied().unwrap_or_default(),
            Self::Own(keyword) => keyword,
        }
    }

    /// The name of one that is not usual, as people read it.
    pub fn own_name(&self) -> Option<String> {
        let Self::Own(keyword) = self else { return None };
        let name = utf7::decode(keyword).unwrap_or_default();
        let name: String = name.chars().filter(|c| !utf7::is_deceptive(*c)).collect();
        Some(if name.trim().is_empty() { keyword.clone() } else { name })
    }

    /// As flags.
    pub fn flags(&self) -> Flags {
        Flags::parse([self.keyword()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_gave_is_a_tag_and_what_programs_set_is_none() {
        let flags = Flags::parse(["Projekt", "$Forwarded", "$label3", "$Junk", "NonJunk", "$LABEL1", "$MDNSent"]);

        assert_eq!(Tag::all(&flags), [Tag::Usual(0), Tag::Usual(2), Tag::Own("Projekt".to_owned())]);
    }

    #[test]
    fn a_name_that_was_typed_is_a_keyword_and_reads_as_it_was_typed() {
        let tag = Tag::named(" Büro ").unwrap();
        assert_eq!((tag.keyword(), tag.own_name().as_deref()), ("B&APw-ro", Some("Büro")));

        assert_eq!(Tag::named("Noch heute (bald)").unwrap().keyword(), "Noch_heute__bald_");
        assert_eq!(Tag::named("$label2"), Some(Tag::Usual(1)));
        for none in ["", "  ", "$Junk", "Junk", &"ä".repeat(100)] {
            assert_eq!(Tag::named(none), None, "{none}");
        }
    }
}

//! Walks through the text of a response, taking literals along.

/// The place in a response up to which it was read.
#[derive(Debug)]
pub struct Cursor<'a> {
    rest: &'a [u8],
    literals: std::vec::IntoIter<Vec<u8>>,
}

impl<'a> Cursor<'a> {
    /// At the beginning of a response.
    pub fn new(text: &'a [u8], literals: Vec<Vec<u8>>) -> Self {
        Self { rest: text, literals: literals.into_iter() }
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// Whether this byte comes next, after spaces.
    pub fn at(&mut self, byte: u8) -> bool {
        self.skip_spaces();
        self.rest.first() == Some(&byte)
    }

    /// Whether nothing is left.
    pub fn is_at_end(&mut self) -> bool {
        self.skip_spaces();
        self.rest.is_empty()
    }

    /// Takes this byte, or nothing.
    pub fn expect(&mut self, byte: u8) -> Option<()> {
        if !self.at(byte) {
            return None;
        }
        self.rest = self.rest.get(1..)?;
        Some(())
    }

    /// Takes the bytes up to a space, a parenthesis or a quote; `None` if there are none.
    pub fn atom(&mut self) -> Option<&'a [u8]> {
        let atom = self.peek_atom()?;
        self.rest = self.rest.get(atom.len()..)?;
        Some(atom)
    }

    /// Like [`Cursor::atom`], but leaves it there.
    pub fn peek_atom(&mut self) -> Option<&'a [u8]> {
        self.skip_spaces();
        let is_end = |byte: &u8| matches!(byte, b' ' | b'(' | b')' | b'"' | b'\n');
        let end = self.rest.iter().position(is_end).unwrap_or(self.rest.len());
        // No atom begins with a brace; it is a literal, or the announcement of one that never came.
        let is_literal = self.rest.starts_with(b"{") || self.rest.starts_with(b"~{");
        self.rest.get(..end).filter(|atom| !atom.is_empty() && !is_literal)
    }

    /// Takes the name of a FETCH item with its section and origin: `BODY[HEADER.FIELDS (DATE "TO")]<0>`.
    pub fn item(&mut self) -> Option<Vec<u8>> {
        self.skip_spaces();
        let end = self.rest.iter().position(|byte| matches!(byte, b' ' | b'(' | b')' | b'['))?;
        let end = if self.rest.get(end) == Some(&b'[') {
            let mut quoted = false;
            let section = self.rest.get(end..)?.iter().position(|byte| {
                quoted ^= *byte == b'"';
                *byte == b']' && !quoted
            })?;
            let after = end + section + 1;
            // An origin octet may follow.
            match self.rest.get(after) {
                Some(b'<') => after + self.rest.get(after..)?.iter().position(|byte| *byte == b'>')? + 1,
                Some(_) | None => after,
            }
        } else {
            end
        };
        let (item, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        (!item.is_empty()).then(|| item.to_ascii_uppercase())
    }

    /// Whether a literal comes next. The guard put a line feed after its announcement.
    fn is_literal(&self) -> bool {
        let Some(digits) = self.rest.strip_prefix(b"{") else { return false };
        let end = digits.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'+');
        end.and_then(|end| digits.get(end..)).is_some_and(|tail| tail.starts_with(b"}\n"))
    }

    /// Takes a string: quoted or literal.
    fn string(&mut self) -> Option<Vec<u8>> {
        self.skip_spaces();
        // literal8 (RFC 3516).
        if self.rest.starts_with(b"~{") {
            self.rest = self.rest.get(1..)?;
        }
        if self.is_literal() {
            let end = memchr::memchr(b'\n', self.rest)?;
            self.rest = self.rest.get(end + 1..)?;
            return self.literals.next();
        }
        let mut rest = self.rest.strip_prefix(b"\"")?;
        let mut string = Vec::new();
        loop {
            let end = memchr::memchr2(b'"', b'\\', rest)?;
            string.extend_from_slice(rest.get(..end)?);
            if rest.get(end) == Some(&b'"') {
                self.rest = rest.get(end + 1..)?;
                return Some(string);
            }
            string.push(*rest.get(end + 1)?);
            rest = rest.get(end + 2..)?;
        }
    }

    /// Takes a string or NIL. An atom where a string should be is taken for one: some servers forget the quotes.
    pub fn nstring(&mut self) -> Option<Option<Vec<u8>>> {
        match self.atom() {
            Some(atom) if atom.eq_ignore_ascii_case(b"NIL") => Some(None),
            Some(atom) => Some(Some(atom.to_vec())),
            None => self.string().map(Some),
        }
    }

    /// Takes the name of a mailbox: string or atom, where NIL is a name like any other.
    pub fn mailbox(&mut self) -> Option<Vec<u8>> {
        match self.atom() {
            Some(atom) => Some(atom.to_vec()),
            None => self.string(),
        }
    }

    /// Takes a value of any kind, however deep its parentheses.
    pub fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            if self.at(b'(') {
                self.expect(b'(')?;
                depth += 1;
            } else if self.at(b')') {
                depth = depth.checked_sub(1)?;
                self.expect(b')')?;
            } else if self.atom().is_none() {
                self.string()?;
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

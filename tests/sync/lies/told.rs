//! How what a server says is turned into a lie.

use crate::imap_server::Saying;

impl Saying<'_> {
    pub fn opens(&self) -> bool {
        matches!(self.verb, "SELECT" | "EXAMINE")
    }

    pub fn concerns_mail(&self) -> bool {
        self.open.is_some()
    }

    pub fn tells_news(&self) -> bool {
        matches!(self.verb, "IDLE" | "NOOP")
    }

    pub fn add(&mut self, line: &str) {
        self.untagged.push_str(line);
    }

    fn each_line(&mut self, change: impl Fn(&str) -> String) {
        *self.untagged = self.untagged.split_inclusive("\r\n").map(change).collect();
    }

    /// Every EXISTS says this, and there is one after every command.
    pub fn exists(&mut self, count: u32) {
        if self.concerns_mail() {
            self.each_line(|line| if line.trim_end().ends_with(" EXISTS") { String::new() } else { line.to_owned() });
            self.add(&format!("* {count} EXISTS\r\n"));
        }
    }

    pub fn expunge_everything(&mut self) {
        if self.concerns_mail() && !self.opens() {
            self.add(&"* 1 EXPUNGE\r\n".repeat(24));
        }
    }

    pub fn found_nothing(&mut self) {
        match self.verb {
            "UID SEARCH" if self.untagged.starts_with("* ESEARCH") => *self.untagged = "* ESEARCH UID\r\n".to_owned(),
            "UID SEARCH" => *self.untagged = "* SEARCH\r\n".to_owned(),
            _ => {}
        }
        if self.verb.ends_with("FETCH") {
            self.untagged.clear();
        }
    }

    /// What a code in an answer to SELECT says.
    pub fn code(&mut self, code: &str, number: u64) {
        let begin = format!("* OK [{code} ");
        self.each_line(
            |line| if line.starts_with(&begin) { format!("{begin}{number}] x\r\n") } else { line.to_owned() },
        );
    }

    /// What STATUS says of something.
    pub fn status_of(&mut self, is_it: fn(&str) -> bool, number: u64) {
        self.each_line(|line| {
            let mut words: Vec<_> = line.split(' ').map(str::to_owned).collect();
            for at in 1..words.len() {
                if line.starts_with("* STATUS ") && is_it(words[at - 1].trim_start_matches('(')) {
                    let end = if words[at].contains(')') { ")\r\n" } else { "" };
                    words[at] = format!("{number}{end}");
                }
            }
            words.join(" ")
        });
    }

    pub fn validity(&mut self, validity: u32) {
        self.code("UIDVALIDITY", validity.into());
        self.each_line(|line| {
            let Some((begin, rest)) = line.split_once("UIDVALIDITY ").filter(|_| line.starts_with("* STATUS")) else {
                return line.to_owned();
            };
            format!("{begin}UIDVALIDITY {validity} {}", rest.split_once(' ').unwrap().1)
        });
    }

    /// Knows of no other mailbox.
    pub fn only_the_inbox(&mut self) {
        self.each_line(|line| {
            let lists = ["* LIST", "* LSUB", "* STATUS"].iter().any(|begin| line.starts_with(begin));
            if lists && !line.contains("\"INBOX\"") { String::new() } else { line.to_owned() }
        });
        if self.verb == "STATUS" && self.untagged.is_empty() || self.opens() && self.open != Some("INBOX") {
            self.untagged.clear();
            *self.status = "NO [NONEXISTENT] no such mailbox".to_owned();
        }
    }

    /// Sources and copies of COPYUID.
    fn copied(&self) -> Option<(String, Vec<u32>, String)> {
        let all = format!("{}{}", self.untagged, self.status);
        let code = all.split_once("[COPYUID ")?.1.split_once(']')?.0.to_owned();
        let words: Vec<_> = code.split(' ').collect();
        let copies = words[2].split(',').map(|uid| uid.parse().unwrap()).collect();
        Some((format!("{} {}", words[0], words[1]), copies, code))
    }

    fn replace_code(&mut self, old: &str, new: &str) {
        *self.untagged = self.untagged.replace(old, new);
        *self.status = self.status.replace(old, new);
    }

    /// `new`: of the last copy, the copy, and its place among them.
    pub fn copies(&mut self, new: fn(u32, u32, usize) -> u32) {
        let Some((head, copies, old)) = self.copied() else { return };
        let last = *copies.last().unwrap();
        let told = copies.iter().enumerate().map(|(at, copy)| new(last, *copy, at).to_string());
        self.replace_code(&old, &format!("{head} {}", told.collect::<Vec<_>>().join(",")));
    }

    pub fn say_copied(&mut self, what: &str) {
        if let Some((head, _, old)) = self.copied() {
            let validity = head.split(' ').next().unwrap();
            self.replace_code(&old, &format!("{validity} {what}"));
        }
    }

    pub fn say_nothing_of_copies(&mut self) {
        if let Some((_, _, old)) = self.copied() {
            self.replace_code(&format!("[COPYUID {old}] "), "");
        }
    }
}

//! Standard output and standard error of the commands.
//!
//! A reader that goes away (`brieftaube list … | head`) ends the output, not the program with a panic;
//! that is why nothing is printed with `println!`.

use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Stderr, Stdout, Write};
use std::ops::Range;
use std::process::ExitCode;

use serde::Serialize;

use super::exit::Code;
use crate::error::{Error, Problem, Result};
use crate::i18n::{self, Texts};
use crate::store::Page;

/// Rows of a list that are in memory at a time.
const PAGE: usize = 500;

/// Where a command writes to, and in which language.
pub(super) struct Output<'a> {
    /// The words.
    pub texts: &'a Texts,
    out: BufWriter<Stdout>,
    err: Stderr,
    failed: Option<io::Error>,
}

impl<'a> Output<'a> {
    pub(super) fn new(texts: &'a Texts) -> Self {
        Self { texts, out: BufWriter::new(io::stdout()), err: io::stderr(), failed: None }
    }

    /// Writes text to standard output as it is.
    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Writes a line to standard output.
    pub(super) fn line(&mut self, text: &str) {
        self.text(text);
        self.text("\n");
    }

    /// Writes bytes to standard output as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(bytes).err();
        }
    }

    /// Writes a value as JSON to standard output, with a line end.
    pub(super) fn json(&mut self, value: &impl Serialize) {
        if self.failed.is_none() {
            self.failed = serde_json::to_writer_pretty(&mut self.out, value).map_err(io::Error::from).err();
        }
        self.text("\n");
    }

    /// Writes a value as JSON on one line, without a line end.
    pub(super) fn json_line(&mut self, value: &impl Serialize) {
        if self.failed.is_none() {
            self.failed = serde_json::to_writer(&mut self.out, value).map_err(io::Error::from).err();
        }
    }

    /// Writes a list page by page, so that 200,000 rows need no more memory than one page: a JSON array, or lines.
    pub(super) fn pages<T, J: Serialize>(
        &mut self,
        json: bool,
        page: impl Fn(Range<usize>) -> Result<Page<T>>,
        to_json: impl Fn(&T) -> J,
        to_line: impl Fn(&T) -> String,
    ) -> Result<()> {
        let mut start: usize = 0;
        if json {
            self.text("[");
        }
        loop {
            let page = page(start..start.saturating_add(PAGE))?;
            for (at, row) in page.rows.iter().enumerate() {
                if json {
                    self.text(if start == 0 && at == 0 { "\n" } else { ",\n" });
                    self.json_line(&to_json(row));
                } else {
                    self.line(&to_line(row));
                }
            }
            start = start.saturating_add(page.rows.len());
            // Without a reader it has become pointless.
            if page.rows.is_empty() || start >= page.total || self.failed.is_some() {
                break;
            }
        }
        if json {
            self.text("\n]\n");
        }
        Ok(())
    }

    /// Tells the person a sentence on standard error.
    pub(super) fn complain(&mut self, sentence: &str) {
        // Nobody is left to be told that standard error is gone.
        let _ = writeln!(self.err, "brieftaube: {sentence}");
    }

    /// Tells of an error: what happened, the particulars, what to do.
    pub(super) fn problem(&mut self, error: &Error) {
        self.report(&Problem::new(error, None), None);
    }

    /// Tells of a problem, perhaps of an account.
    pub(super) fn report(&mut self, problem: &Problem, account: Option<&str>) {
        let sentence = sentence(self.texts, problem);
        match account {
            Some(account) => self.complain(&format!("{account}: {sentence}")),
            None => self.complain(&sentence),
        }
    }

    /// Whether somebody watches standard error.
    pub(super) fn is_watched(&self) -> bool {
        self.err.is_terminal()
    }

    /// Writes to standard error as it is, for the progress bar.
    pub(super) fn progress(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// Writes out what is left; a full disk under standard output is a failure, a reader that left is none.
    pub(super) fn finish(mut self, code: Code) -> ExitCode {
        let failed = self.failed.take().or_else(|| self.out.flush().err());
        match failed {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                let sentence = self.texts.with("cli-output-failed", &[("why", error.to_string().into())]);
                self.complain(&sentence);
                Code::Local.into()
            }
            _ => code.into(),
        }
    }
}

/// What happened, what the server or the system said, and what to do, on one line.
pub(super) fn sentence(texts: &Texts, problem: &Problem) -> String {
    let words = i18n::problem(texts, problem);
    let advice = one_line(&words.advice);
    let args = [("title", words.title.into()), ("detail", one_line(&problem.detail).into()), ("advice", advice.into())];
    texts.with("cli-problem", &args)
}

/// Foreign text must not break the line or steer the terminal.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

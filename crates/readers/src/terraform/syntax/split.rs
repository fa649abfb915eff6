//! Splits a file into its top-level blocks with a scan over its bytes. What cannot be made sense of
//! costs its own block and no other.

use super::scan::{Kind, Scan, Stop, skip_trivia, word};
use super::{File, Problem, RawAttribute, RawBlock, RawBody, template};
use model::known::{FileId, Span};

/// A file with more problems than this is no Terraform.
const PROBLEMS: usize = 200;

/// Splits a file in HCL. A BOM is passed over.
pub fn split(id: FileId, text: &str) -> File {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let file = File { id, blocks: Vec::new(), attributes: Vec::new(), problems: Vec::new() };
    let mut splitter = Splitter { text, file, at, wasted: 0 };
    while splitter.next().is_some() {}
    splitter.file
}

struct Splitter<'a> {
    text: &'a str,
    file: File,
    at: usize,
    /// Bytes that were scanned to the end of the file without finding the end of a block.
    wasted: usize,
}

struct Header<'a> {
    kind: &'a str,
    labels: Vec<String>,
    end: usize,
    brace: usize,
}

impl<'a> Splitter<'a> {
    fn next(&mut self) -> Option<()> {
        self.at = skip_trivia(self.text, self.at, true);
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let Some(name) = word(rest) else {
            self.lost(start);
            self.at = self.at.max(start + rest.chars().next().map_or(1, char::len_utf8));
            return Some(());
        };
        let behind = skip_trivia(self.text, start + name.len(), false);
        if is_assignment(self.text, start) {
            self.attribute(name, start, behind + 1);
        } else if let Some(header) = header(self.text, start) {
            self.block(start, &header);
        } else {
            self.lost(start);
        }
        // Whatever it is, it is passed.
        let least = start + rest.chars().next().map_or(1, char::len_utf8);
        self.at = self.at.max(least);
        Some(())
    }

    fn attribute(&mut self, name: &str, start: usize, value: usize) {
        let mut scan = Scan::new(self.within(value, true), value);
        while scan.run(b"\n") == Stop::Closed {}
        let unclosed = scan.open().first().map(|open| ("this is not closed", open.at));
        if let Some((text, at)) = scan.fault.or(unclosed) {
            self.wasted += scan.at - start;
            self.problem(text, at);
            self.at = if unclosed.is_some() { self.resume(value, true) } else { scan.at };
            return;
        }
        let end = self.text.get(..scan.at).unwrap_or_default().trim_end().len();
        let span = self.span(start..end);
        self.file.attributes.push(RawAttribute { name: name.to_owned(), span });
        self.at = scan.at;
    }

    fn block(&mut self, start: usize, header: &Header<'_>) {
        let mut scan = Scan::new(self.within(header.brace, false), header.brace);
        let closed = scan.run(&[]) == Stop::Closed;
        let mut fault = scan.fault;
        let end = if closed { scan.at } else { self.resume(header.brace, false) };
        if !closed {
            self.wasted += scan.at - start;
            let heredoc = scan.open().iter().find(|open| open.kind == Kind::Heredoc);
            fault = heredoc.map(|open| ("this heredoc is not closed", open.at));
        }
        let problem = match fault {
            Some((text, at)) => Some(Problem::new(text, Some(self.char_at(at)))),
            None if closed => None,
            None => Some(Problem::new("this block is not closed", Some(self.span(start..header.end)))),
        };
        let end = self.text.get(..end).unwrap_or_default().trim_end().len();
        let body = match problem {
            Some(problem) => {
                self.report(problem.clone());
                RawBody::Lost(problem)
            }
            None => RawBody::Hcl(self.span(header.brace + 1..end - 1)),
        };
        self.file.blocks.push(RawBlock {
            kind: header.kind.to_owned(),
            labels: header.labels.clone(),
            header: self.span(start..header.end),
            span: self.span(start..end),
            body,
        });
        self.at = end;
        if closed {
            self.end_of_line();
        }
    }

    /// Nothing may follow a block on its line.
    fn end_of_line(&mut self) {
        let at = skip_trivia(self.text, self.at, false);
        let rest = self.text.get(at..).unwrap_or_default();
        if !rest.is_empty() && !rest.starts_with(['\n', '}']) {
            self.problem("a block must be followed by a new line", at);
        }
    }

    /// Passes over what is neither a block nor an assignment.
    fn lost(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        // Only what Terraform takes for white space ends the line early.
        let line = rest.lines().next().unwrap_or_default().trim_end_matches([' ', '\t', '\r']);
        if let Some(c) = rest.chars().next().filter(|c| matches!(c, '}' | ')' | ']')) {
            self.problem(format!("this `{c}` closes nothing"), start);
            self.at = start + 1;
        } else if rest.starts_with("/*") {
            self.problem("this comment is not closed", start);
            self.at = self.text.len();
        } else {
            let span = self.span(start..start + line.len());
            self.report(Problem::new("neither a block nor an argument begins here", Some(span)));
            self.at = if line.contains('{') { self.resume(start, false) } else { start + line.len() };
        }
    }

    /// The next line behind `at` that looks like the start of a top-level block, or of an
    /// assignment if those are wanted.
    fn resume(&self, at: usize, assignments: bool) -> usize {
        let mut from = at;
        while let Some(found) = self.text.get(from..).and_then(|rest| rest.find('\n')) {
            from += found + 1;
            if header(self.text, from).is_some_and(|header| is_top_level(&header))
                || (assignments && is_assignment(self.text, from))
            {
                return from;
            }
        }
        self.text.len()
    }

    /// The text to look for the end of something in. A file full of open braces must not be scanned
    /// to its end for each of them.
    fn within(&self, at: usize, assignments: bool) -> &'a str {
        let hopeless = self.wasted / 8 > self.text.len();
        let limit = if hopeless { self.resume(at, assignments) } else { self.text.len() };
        self.text.get(..limit).unwrap_or_default()
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file.id, range.start..range.end.min(self.text.len()))
    }

    fn char_at(&self, at: usize) -> Span {
        let width = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.span(at..at + width)
    }

    fn problem(&mut self, text: impl Into<String>, at: usize) {
        self.report(Problem::new(text, Some(self.char_at(at))));
    }

    fn report(&mut self, problem: Problem) {
        match self.file.problems.len() {
            PROBLEMS.. => {}
            count if count + 1 < PROBLEMS => self.file.problems.push(problem),
            _ => {
                let rest = Span {
                    end: self.span(0..self.text.len()).end,
                    ..problem.span.unwrap_or(self.char_at(0))
                };
                self.file
                    .problems
                    .push(Problem::new("too much is wrong from here on to be listed", Some(rest)));
            }
        }
    }
}

/// What may stand at the start of a line in a well-formed file only outside of all blocks.
fn is_top_level(header: &Header<'_>) -> bool {
    const NESTED: [&str; 4] = ["dynamic", "provisioner", "backend", "provider_meta"];
    const BARE: [&str; 7] =
        ["locals", "terraform", "moved", "import", "removed", "check", "required_providers"];
    if header.labels.is_empty() { BARE.contains(&header.kind) } else { !NESTED.contains(&header.kind) }
}

fn is_assignment(text: &str, start: usize) -> bool {
    let Some(name) = text.get(start..).and_then(word) else { return false };
    let behind = skip_trivia(text, start + name.len(), false);
    text.get(behind..).is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("=="))
}

/// `kind "label" label {`, all on one line.
fn header(text: &str, start: usize) -> Option<Header<'_>> {
    let kind = word(text.get(start..)?)?;
    let mut labels = Vec::new();
    let mut end = start + kind.len();
    loop {
        let at = skip_trivia(text, end, false);
        let rest = text.get(at..)?;
        if rest.starts_with('{') {
            return Some(Header { kind, labels, end, brace: at });
        }
        if let Some(inner) = rest.strip_prefix('"') {
            let len = label_length(inner)?;
            labels.push(template::unquoted(inner.get(..len)?));
            end = at + len + 2;
        } else {
            let label = word(rest)?;
            labels.push(label.to_owned());
            end = at + label.len();
        }
    }
}

/// The length of a quoted label up to its closing quote.
fn label_length(inner: &str) -> Option<usize> {
    let mut escaped = false;
    for (i, byte) in inner.bytes().enumerate() {
        match byte {
            b'\n' => return None,
            b'"' if !escaped => return Some(i),
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    None
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;

//! The text that a tree was parsed from, and where its bytes stand in the file.

use model::known::{FileId, Part, Pos, Span, Text};
use std::ops::Range;

/// Text and the places of its bytes. A JSON body is rewritten before it is parsed, so its bytes
/// stand in the file in runs.
#[derive(Clone, Debug)]
pub struct Source {
    file: FileId,
    text: String,
    /// By their starts, without overlap.
    runs: Vec<Run>,
}

/// Bytes that stand in the file one to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    here: usize,
    there: usize,
    len: usize,
}

impl Source {
    /// The bytes of the file from `start` on.
    pub fn slice(file: FileId, text: impl Into<String>, start: usize) -> Source {
        let text = text.into();
        let run = Run { here: 0, there: start, len: text.len() };
        Source { file, text, runs: vec![run] }
    }

    /// A text to be built with `push`.
    pub(super) fn empty(file: FileId) -> Source {
        Source { file, text: String::new(), runs: Vec::new() }
    }

    /// The characters of a text, each where it stands.
    pub fn of_text(text: &Text) -> Option<Source> {
        let mut source = Source::empty(text.at().map_or(FileId(0), |at| at.file));
        for part in text.parts() {
            match part {
                Part::Literal(literal, at) => {
                    let at = at.filter(|at| at.file == source.file);
                    source.push(literal, at.map(|at| at.offset as usize));
                }
                Part::Symbol(_) => return None,
            }
        }
        Some(source)
    }

    /// Appends text that stands in the file at `there`.
    pub(super) fn push(&mut self, text: &str, there: Option<usize>) {
        let here = self.text.len();
        self.text.push_str(text);
        let Some(there) = there.filter(|_| !text.is_empty()) else { return };
        match self.runs.last_mut() {
            Some(run) if run.here + run.len == here && run.there + run.len == there => run.len += text.len(),
            _ => self.runs.push(Run { here, there, len: text.len() }),
        }
    }

    /// Appends a stretch of another source of the same file.
    pub(super) fn append(&mut self, other: &Source, range: Range<usize>) {
        let mut text = Text::new();
        other.copy(range, &mut text);
        for part in text.parts() {
            if let Part::Literal(literal, at) = part {
                self.push(literal, at.map(|at| at.offset as usize));
            }
        }
    }

    pub fn file(&self) -> FileId {
        self.file
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of a node, as they are written.
    pub fn text_of(&self, node: &impl hcl::edit::Span) -> &str {
        node.span().and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    pub fn span_of(&self, node: &impl hcl::edit::Span) -> Option<Span> {
        self.span(node.span()?)
    }

    /// Bytes that do not stand in the file are given the place of those beside them.
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        let start = self.there(range.start)?;
        let end = match range.end.checked_sub(1) {
            Some(last) if last >= range.start => self.end_there(last)?,
            _ => start,
        };
        Some(Span::new(self.file, start..end.max(start)))
    }

    fn there(&self, here: usize) -> Option<usize> {
        let after = self.runs.partition_point(|run| run.here <= here);
        match after.checked_sub(1).and_then(|before| self.runs.get(before)) {
            Some(run) => Some(run.there + (here - run.here).min(run.len)),
            None => self.runs.first().map(|run| run.there),
        }
    }

    fn end_there(&self, last: usize) -> Option<usize> {
        let after = self.runs.partition_point(|run| run.here <= last);
        match after.checked_sub(1).and_then(|before| self.runs.get(before)) {
            Some(run) if last < run.here + run.len => Some(run.there + (last - run.here) + 1),
            Some(run) => Some(self.runs.get(after).map_or(run.there + run.len, |next| next.there)),
            None => self.runs.first().map(|run| run.there),
        }
    }

    /// Appends the bytes of a range to a text, with their places.
    pub(super) fn copy(&self, range: Range<usize>, text: &mut Text) {
        let mut at = range.start;
        let first = self.runs.partition_point(|run| run.here + run.len <= range.start);
        let slice = |range: Range<usize>| self.text.get(range).unwrap_or_default();
        for run in self.runs.get(first..).unwrap_or_default() {
            if run.here >= range.end {
                break;
            }
            let (from, to) = (run.here.max(at), (run.here + run.len).min(range.end));
            text.push_literal(slice(at..from), None);
            let offset = u32::try_from(run.there + (from - run.here)).ok();
            text.push_literal(slice(from..to), offset.map(|offset| Pos { file: self.file, offset }));
            at = to;
        }
        text.push_literal(slice(at..range.end), None);
    }
}

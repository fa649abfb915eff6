//! What a reader hands back, and what it keeps while it reads: the files and what is wrong in them.

use crate::input::SourceText;
use model::known::{FileId, Span};
use model::{Model, Problem};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// What one evaluation yields.
#[derive(Debug, Default)]
pub struct Reading {
    pub model: Model,
    /// Those of earlier evaluations among them.
    pub problems: Vec<Problem>,
}

/// The files that were read, in the order of their ids, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Record {
    files: RefCell<Vec<SourceText>>,
    /// The number of the first file.
    first: u32,
    problems: RefCell<Problems>,
    /// Where lines end, of files that were asked for a line.
    lines: RefCell<HashMap<usize, Rc<[usize]>>>,
}

/// What could not be read, each told once. Of what is wrong in one file over and over again the first
/// are kept, and the others counted.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    kept: Vec<Problem>,
    known: HashSet<Problem>,
    /// By file and the words of the message, without names and numbers.
    alike: HashMap<(String, String), Alike>,
}

#[derive(Debug, Default)]
struct Alike {
    count: usize,
    /// Where in `kept` the first stands that was one too many.
    rest: Option<usize>,
}

/// Problems of one kind that are told of one file.
const ALIKE: usize = 20;

impl Problems {
    pub fn add(&mut self, problem: Problem) {
        if self.known.contains(&problem) {
            return;
        }
        let alike = self.alike.entry((problem.path.clone(), shape(&problem.message))).or_default();
        alike.count += 1;
        if alike.count > ALIKE && alike.rest.is_none() {
            alike.rest = Some(self.kept.len());
        }
        if alike.count <= ALIKE || alike.rest == Some(self.kept.len()) {
            self.kept.push(problem.clone());
        }
        self.known.insert(problem);
    }

    pub fn list(&self) -> Vec<Problem> {
        let mut list = self.kept.clone();
        for Alike { count, rest } in self.alike.values() {
            if let Some(first) = rest.and_then(|rest| list.get_mut(rest)).filter(|_| *count > ALIKE + 1) {
                first.message = format!("and {} more of the same: {}", count - ALIKE, first.message);
            }
        }
        list
    }
}

/// The words of a message, whatever they are said of.
fn shape(message: &str) -> String {
    let words = message.split('`').step_by(2).flat_map(|words| words.chars().chain(['`']));
    words.filter(|c| !c.is_ascii_digit()).collect()
}

impl Record {
    /// A record whose files are numbered from `first`, so that the places of several can be told apart.
    pub fn starting_at(first: u32) -> Record {
        Record { first, ..Record::default() }
    }

    pub fn files(&self) -> Vec<SourceText> {
        self.files.borrow().clone()
    }

    pub fn problems(&self) -> Vec<Problem> {
        self.problems.borrow().list()
    }

    /// A source that is there already keeps its number.
    pub fn enlist(&self, path: &str, text: &Arc<str>) -> FileId {
        let mut files = self.files.borrow_mut();
        let number = files.iter().position(|file| file.path == path).unwrap_or_else(|| {
            files.push(SourceText { path: path.to_owned(), text: text.clone() });
            files.len() - 1
        });
        FileId(u32::try_from(number).unwrap_or(u32::MAX).saturating_add(self.first))
    }

    /// The line of a place, counted from 1.
    pub fn line(&self, span: Span) -> Option<usize> {
        let number = self.number(span.file)?;
        let files = self.files.borrow();
        let text = &files.get(number)?.text;
        let mut lines = self.lines.borrow_mut();
        let ends =
            lines.entry(number).or_insert_with(|| text.match_indices('\n').map(|(at, _)| at).collect());
        Some(ends.partition_point(|end| *end < span.start as usize) + 1)
    }

    fn number(&self, file: FileId) -> Option<usize> {
        file.0.checked_sub(self.first).map(|number| number as usize)
    }

    /// Something that could not be read: the run is not complete. Told once for each place; `path`
    /// counts where there is no place.
    pub fn problem(&self, path: &str, span: Option<Span>, message: impl Into<String>) {
        let file = span
            .and_then(|span| self.files.borrow().get(self.number(span.file)?).map(|file| file.path.clone()));
        let path = file.unwrap_or_else(|| path.to_owned());
        self.problems.borrow_mut().add(Problem { path, span, message: message.into() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(messages: impl Iterator<Item = String>, expected: usize, last: &str) {
        let mut problems = Problems::default();
        for message in messages {
            problems.add(Problem { path: "a.tf".to_owned(), span: None, message });
        }
        let list = problems.list();
        assert_eq!((list.len(), list.last().map(|it| it.message.as_str())), (expected, Some(last)));
    }

    #[test]
    fn what_is_wrong_over_and_over_again_is_counted() {
        let twice = |at: usize| format!("`a{at}` is declared twice, first in line {at}");
        check((0..20).map(twice), 20, "`a19` is declared twice, first in line 19");
        check((0..21).map(twice), 21, "`a20` is declared twice, first in line 20");
        check(
            (0..20_000).map(twice),
            21,
            "and 19980 more of the same: `a20` is declared twice, first in line 20",
        );
        check((0..40).map(|at| twice(at % 4)), 4, "`a3` is declared twice, first in line 3");
        let other = (0..40).map(twice).chain(["`a` is not there".to_owned()]);
        check(other, 22, "`a` is not there");
    }

    #[test]
    fn lines_are_counted_from_one() {
        let record = Record::default();
        let file = record.enlist("a", &Arc::from("x\ny\n\nz"));
        for (start, line) in [(0, 1), (1, 1), (2, 2), (4, 3), (5, 4)] {
            assert_eq!(record.line(Span { file, start, end: start }), Some(line), "{start}");
        }
    }
}

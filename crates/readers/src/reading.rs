//! What a reader hands back, and what it keeps while it reads: the files and what is wrong in them.

use crate::input::SourceText;
use model::known::{FileId, Span};
use model::{Model, Problem};
use std::cell::RefCell;
use std::sync::Arc;

/// What one evaluation yields.
#[derive(Debug, Default)]
pub struct Reading {
    pub model: Model,
    pub problems: Vec<Problem>,
}

/// The files that were read, in the order of their ids, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Record {
    files: RefCell<Vec<SourceText>>,
    /// The number of the first file.
    first: u32,
    problems: RefCell<Vec<Problem>>,
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
        self.problems.borrow().clone()
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
        let files = self.files.borrow();
        let before = files.get(self.number(span.file)?)?.text.as_bytes().get(..span.start as usize)?;
        Some(before.iter().filter(|byte| **byte == b'\n').count() + 1)
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
        let problem = Problem { path, span, message: message.into() };
        let mut problems = self.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

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
    problems: RefCell<Vec<Problem>>,
}

impl Record {
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
        FileId(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// The line of a place, counted from 1.
    pub fn line(&self, span: Span) -> Option<usize> {
        let files = self.files.borrow();
        let before = files.get(span.file.0 as usize)?.text.as_bytes().get(..span.start as usize)?;
        Some(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    }

    /// Something that could not be read: the run is not complete. Told once for each place; `path`
    /// counts where there is no place.
    pub fn problem(&self, path: &str, span: Option<Span>, message: impl Into<String>) {
        let file =
            span.and_then(|span| self.files.borrow().get(span.file.0 as usize).map(|file| file.path.clone()));
        let path = file.unwrap_or_else(|| path.to_owned());
        let problem = Problem { path, span, message: message.into() };
        let mut problems = self.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

//! The files of one account: read once, joined by what they say.

use super::bare::{self, Assumed};
use super::document;
use super::lower;
use crate::input::{Settings, SourceText, Texts};
use crate::reading::Record;
use model::{Model, Problem};

/// A file of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    pub path: String,
    /// The user named the file itself.
    pub named: bool,
}

/// What the files of one account say. Nothing in it hangs on a condition.
#[derive(Debug)]
pub struct Account {
    model: Model,
    assumed: Vec<Assumed>,
    problems: Vec<Problem>,
    files: Vec<SourceText>,
    first: u32,
}

impl Account {
    /// Never fails: what cannot be read is a problem. `first` is the number of the first file, so that
    /// the places of several accounts, and of what is read beside them, can be told apart.
    pub fn open(root: &str, pieces: &[Piece], texts: &dyn Texts, settings: &Settings, first: u32) -> Account {
        let record = Record::starting_at(first);
        let documents = document::read(pieces, texts, &record);
        let lowered = lower::lower(&documents, root, settings);
        let assumed = bare::assumed(lowered.loose, &lowered.home, settings, &record);
        Account { model: lowered.model, assumed, problems: record.problems(), files: record.files(), first }
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Policies that nothing here uses, each with a source that is assumed for it.
    pub fn assumed(&self) -> &[Assumed] {
        &self.assumed
    }

    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// In the order of their ids, which begin with `first`.
    pub fn files(&self) -> &[SourceText] {
        &self.files
    }

    pub fn first(&self) -> u32 {
        self.first
    }
}

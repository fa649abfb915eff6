//! Terraform plans and states in JSON, as `terraform show -json` writes them: skimmed as a stream,
//! taken apart, and laid over the code that lies beside them, or over none.

mod address;
mod document;
mod graft;
mod home;
mod mirror;
mod origin;
pub mod scan;
mod skeleton;
mod skim;
#[cfg(test)]
mod tests;

pub use document::{Code, Document, Flaws, Resource, member, references, string};
pub use graft::graft;
pub use mirror::{Knowledge, Mirror};
pub use origin::Origin;

pub(super) use address::{below, is_wanted, step};

use super::root::Root;
use crate::input::{Assumptions, Settings, SourceText, Text, Texts};
use crate::path::parent;
use crate::reading::Reading;
use crate::value::Key;
use model::Problem;
use model::known::{FileId, Span};
use skim::Skim;
use std::sync::Arc;

/// A plan or state, with the code beside it where that is its own.
pub struct Plan<'t> {
    root: Root<'t>,
    origin: Origin,
}

impl<'t> Plan<'t> {
    /// Never fails: what cannot be read is a problem.
    pub fn open(path: &str, texts: &'t dyn Texts, settings: &Settings) -> Plan<'t> {
        let mut skim = Skim::default();
        let unread = texts.stream(path, &mut |bytes| skim.feed(bytes)).err();
        let skimmed = skim.finish();
        let text: Arc<str> = Arc::from(skimmed.text);
        let start = |folder: &str| {
            let root = Root::empty(folder, texts, settings);
            let file = root.enlist(path, &text);
            (root, file)
        };
        let folder = parent(path);
        let (mut root, file) = start(&folder);
        let mut flaws: Flaws = match unread {
            Some(unread) => {
                root.add_problem(Problem { path: path.to_owned(), span: None, message: said(unread) });
                return Plan { root: without_code(root), origin: skimmed.origin };
            }
            None => skimmed.problems.into_iter().map(|(at, text)| (Some(place(file, at)), text)).collect(),
        };
        // Of a part of a plan, nobody can tell what the rest says.
        let is_whole = flaws.is_empty();
        let document = if is_whole { Document::read(file, &text, &mut flaws) } else { None };
        if let Some(document) = &document {
            root.load(&folder);
            if !skeleton::is_code_of(&root, document) {
                (root, _) = start(&folder);
                root = without_code(root);
            }
            skeleton::complete(&mut root, document, &text);
        } else {
            root = without_code(root);
        }
        for (span, message) in flaws {
            root.problem(span.or(Some(place(file, 0))), message);
        }
        root.set_plan(document);
        Plan { root, origin: skimmed.origin }
    }

    pub fn evaluate(&self, assumptions: &Assumptions) -> Reading {
        self.root.evaluate(assumptions)
    }

    /// The plan first: of its text, what was not passed over.
    pub fn files(&self) -> Vec<SourceText> {
        self.root.files()
    }

    /// Where a place in what is left of the plan stands in the file.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

fn without_code(mut root: Root<'_>) -> Root<'_> {
    root.without_code();
    root
}

fn place(file: FileId, at: usize) -> Span {
    Span::new(file, at..at)
}

fn said(unread: Text) -> String {
    match unread {
        Text::Unreadable(reason) => reason,
        Text::Outside => "lies outside of the folders given".to_owned(),
        Text::Missing | Text::Read(_) => "is not there".to_owned(),
    }
}

/// An address with the index of an instance.
pub(super) fn with_key(address: &str, key: Option<&Key>) -> String {
    key.map_or_else(|| address.to_owned(), |key| super::eval::with_key(address, key))
}

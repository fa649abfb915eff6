//! A template and the nested ones that it names by relative path: read once, evaluated once for every
//! scenario.

use super::document::{Document, kind_of};
use super::eval::Evaluator;
use super::lower;
use super::syntax::{self, member, plain_text};
use crate::input::{Assumptions, Settings, SourceText, Text, Texts};
use crate::json::Node;
use crate::path::{join, parent};
use crate::reading::{Reading, Record};
use std::collections::HashMap;

/// Templates that one template may bring in.
const TEMPLATES: usize = 500;

pub struct Template<'t> {
    texts: &'t dyn Texts,
    settings: Settings,
    /// The template itself first.
    documents: Vec<Document>,
    /// Documents by path.
    numbers: HashMap<String, usize>,
    pub(super) record: Record,
    nothing: Document,
}

/// Where the template of a nested stack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Nested {
    Here(usize),
    Missing,
    /// In S3, or under a name that is put together when the stack is created.
    Elsewhere,
}

impl<'t> Template<'t> {
    /// Never fails: what cannot be read is a problem.
    pub fn open(path: &str, texts: &'t dyn Texts, settings: &Settings) -> Template<'t> {
        let mut template = Template {
            texts,
            settings: settings.clone(),
            documents: Vec::new(),
            numbers: HashMap::new(),
            record: Record::default(),
            nothing: Document::default(),
        };
        template.load(&join(".", path), None);
        let mut next = 0;
        while let Some(document) = template.documents.get(next) {
            let named: Vec<_> = document
                .resources
                .entries
                .iter()
                .filter_map(|e| nested_path(&document.path, &e.node))
                .collect();
            for (path, span) in named {
                template.load(&path, span);
            }
            next += 1;
        }
        template
    }

    pub fn evaluate(&self, assumptions: &Assumptions) -> Reading {
        let mut evaluator = Evaluator::new(self, assumptions);
        let model = lower::lower(&mut evaluator);
        Reading { model, problems: self.record.problems() }
    }

    /// Every source that was read, also those of nested stacks, in the order of their ids.
    pub fn files(&self) -> Vec<SourceText> {
        self.record.files()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn document(&self, number: usize) -> &Document {
        self.documents.get(number).unwrap_or(&self.nothing)
    }

    /// The template of a nested stack that `document` declares with `node`.
    pub(super) fn nested(&self, document: usize, node: &Node) -> Nested {
        match nested_path(&self.document(document).path, node) {
            None => Nested::Elsewhere,
            Some((path, _)) => {
                self.numbers.get(&path).map_or(Nested::Missing, |number| Nested::Here(*number))
            }
        }
    }

    fn load(&mut self, path: &str, named_at: Option<model::known::Span>) {
        if self.numbers.contains_key(path) || self.documents.len() >= TEMPLATES {
            return;
        }
        let text = match self.texts.read(path) {
            Text::Read(text) => text,
            Text::Missing => {
                return self.record.problem(path, named_at, format!("there is no template `{path}`"));
            }
            Text::Outside => {
                return self.record.problem(
                    path,
                    named_at,
                    format!("`{path}` lies outside of the folders given"),
                );
            }
            Text::Unreadable(reason) => {
                return self.record.problem(path, named_at, format!("`{path}` {reason}"));
            }
        };
        let file = self.record.enlist(path, &text);
        let document = match syntax::read(file, &text) {
            Ok(composed) => {
                for problem in composed.problems {
                    self.record.problem(path, problem.span, problem.text);
                }
                syntax::tell_duplicates(&composed.node, &self.record, path);
                Document::new(path, composed.node, &self.record)
            }
            Err(problem) => {
                self.record.problem(path, problem.span, problem.text);
                Document { path: path.to_owned(), ..Document::default() }
            }
        };
        self.numbers.insert(path.to_owned(), self.documents.len());
        self.documents.push(document);
    }
}

/// The path that a resource gives for the template of a nested stack, and where it stands.
fn nested_path(from: &str, node: &Node) -> Option<(String, Option<model::known::Span>)> {
    let argument = match kind_of(node).as_str() {
        "AWS::CloudFormation::Stack" => "TemplateURL",
        "AWS::Serverless::Application" => "Location",
        _ => return None,
    };
    // The CDK puts the template beside this one and says so.
    let asset = member(node, "Metadata").and_then(|metadata| member(&metadata.value, "aws:asset:path"));
    let written = member(node, "Properties").and_then(|properties| member(&properties.value, argument));
    let found = asset.or(written)?;
    let path = plain_text(&found.value).filter(|path| is_path(path))?;
    Some((join(&parent(from), &path), found.value.span))
}

/// A relative path, as against a URL.
pub(super) fn is_path(text: &str) -> bool {
    !text.is_empty()
        && !text.contains("://")
        && !text.contains("${")
        && !text.starts_with('/')
        && !text.contains('\n')
}

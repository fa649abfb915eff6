//! A template and the nested ones that it names by relative path: read once, evaluated once for every
//! scenario.

use super::assembly;
use super::document::{Document, Entry, kind_of};
use super::eval::Evaluator;
use super::lower;
use super::syntax::{self, member, plain_text};
use crate::input::{Assumptions, Settings, SourceText, Text, Texts};
use crate::json::Node;
use crate::path::{join, parent};
use crate::reading::{Reading, Record};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// Templates that one template may bring in.
const TEMPLATES: usize = 500;

pub struct Template<'t> {
    texts: &'t dyn Texts,
    settings: Settings,
    /// The template itself first.
    documents: Vec<Document>,
    /// Numbers of templates with which this one exchanges values.
    partners: Vec<usize>,
    /// Documents by path.
    numbers: HashMap<String, usize>,
    pub(super) record: Record,
    /// Paths of constructs by address, of what was evaluated.
    constructs: RefCell<BTreeMap<String, String>>,
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
    /// `partners` are paths of templates with which this one may exchange values. Never fails: what
    /// cannot be read is a problem.
    pub fn open(path: &str, partners: &[String], texts: &'t dyn Texts, settings: &Settings) -> Template<'t> {
        let mut template = Template {
            texts,
            settings: settings.clone(),
            documents: Vec::new(),
            partners: Vec::new(),
            numbers: HashMap::new(),
            record: Record::default(),
            constructs: RefCell::default(),
            nothing: Document::default(),
        };
        template.load(&join(".", path), None);
        // The first document is the template itself, also where it cannot be read.
        let partners = if template.documents.is_empty() { &[] } else { partners };
        for partner in partners {
            template.load(partner, None);
        }
        template.partners = (1..template.documents.len()).collect();
        let mut next = 0;
        while let Some(document) = template.documents.get(next) {
            let named: Vec<_> = document
                .resources
                .entries
                .iter()
                .filter_map(|entry| nested_path(document, &entry.node))
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

    /// What the CDK calls the resources, by their addresses.
    pub fn constructs(&self) -> BTreeMap<String, String> {
        self.constructs.borrow().clone()
    }

    /// Keeps the path of the construct that a resource was made for.
    pub(super) fn note_construct(&self, address: &str, resource: &Node) {
        let metadata = member(resource, "Metadata").map(|metadata| &metadata.value);
        let Some(path) = metadata.and_then(|it| plain_text(&member(it, "aws:cdk:path")?.value)) else {
            return;
        };
        let path = path.strip_suffix("/Resource").or(path.strip_suffix("/Default")).unwrap_or(&path);
        self.constructs.borrow_mut().insert(address.to_owned(), path.to_owned());
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn document(&self, number: usize) -> &Document {
        self.documents.get(number).unwrap_or(&self.nothing)
    }

    pub(super) fn partners(&self) -> impl Iterator<Item = usize> + use<> {
        self.partners.clone().into_iter()
    }

    /// The template of a nested stack that `document` declares with `node`.
    pub(super) fn nested(&self, document: usize, node: &Node) -> Nested {
        match nested_path(self.document(document), node) {
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
        let document = self.with_assembly(document);
        self.numbers.insert(path.to_owned(), self.documents.len());
        self.documents.push(document);
    }
}

impl Template<'_> {
    /// With what the CDK wrote beside it.
    fn with_assembly(&self, document: Document) -> Document {
        let Document { path, resources, .. } = &document;
        let is_stack = |entry: &Entry| kind_of(&entry.node) == "AWS::CloudFormation::Stack";
        let assets = match resources.entries.iter().any(is_stack) {
            true => assembly::assets(path, self.texts, &self.record),
            false => HashMap::new(),
        };
        let deployment = assembly::deployment(path, self.texts, &self.record);
        Document { deployment, assets, ..document }
    }
}

/// The path that a resource gives for the template of a nested stack, and where it stands.
fn nested_path(document: &Document, node: &Node) -> Option<(String, Option<model::known::Span>)> {
    let argument = match kind_of(node).as_str() {
        "AWS::CloudFormation::Stack" => "TemplateURL",
        "AWS::Serverless::Application" => "Location",
        _ => return None,
    };
    // The CDK puts the template beside this one and says so.
    let asset = member(node, "Metadata").and_then(|metadata| member(&metadata.value, "aws:asset:path"));
    let written = member(node, "Properties").and_then(|properties| member(&properties.value, argument));
    let found = asset.or(written)?;
    let path = plain_text(&found.value).filter(|path| is_path(path));
    let uploaded = || document.assets.get(&assembly::file_of_url(&found.value)?).cloned();
    Some((join(&parent(&document.path), &path.or_else(uploaded)?), found.value.span))
}

/// A relative path, as against a URL.
pub(super) fn is_path(text: &str) -> bool {
    !text.is_empty()
        && !text.contains("://")
        && !text.contains("${")
        && !text.starts_with('/')
        && !text.contains('\n')
}

//! One template taken apart into its sections.

use super::assembly::Deployment;
use super::circles;
use super::syntax::{is_named, member, members, plain_text};
use crate::json::{Node, NodeKind, NodeMember};
use crate::reading::Record;
use model::known::{Span, Why};
use std::cell::OnceCell;
use std::collections::HashMap;

/// The start of the name of a loop.
pub(super) const LOOP: &str = "Fn::ForEach";

#[derive(Debug, Default)]
pub(super) struct Document {
    pub path: String,
    pub parameters: Section,
    pub mappings: Section,
    pub conditions: Section,
    pub resources: Section,
    pub outputs: Section,
    /// Macros may declare more than is written here, and why that is not known.
    pub open: Option<Why>,
    /// The Serverless Application Model makes resources beside those that are written here.
    pub serverless: Option<Why>,
    pub deployment: Deployment,
    /// Files of a cloud assembly by the names under which they are uploaded.
    pub assets: HashMap<String, String>,
    /// Once it was asked for.
    pub circled: OnceCell<bool>,
}

/// Named entries in the order in which they are written, and loops that make more of them.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub entries: Vec<Entry>,
    pub loops: Vec<Entry>,
    index: HashMap<String, usize>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub name: String,
    /// The name as it is written.
    pub span: Option<Span>,
    pub node: Node,
}

impl Section {
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(self.number(name)?)
    }

    /// Where an entry stands among the others.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    fn add(&mut self, entry: Entry) {
        if entry.name.starts_with(LOOP) {
            return self.loops.push(entry);
        }
        match self.index.get(&entry.name).and_then(|at| self.entries.get_mut(*at)) {
            Some(earlier) => *earlier = entry,
            None => {
                self.index.insert(entry.name.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

/// Where a configuration of the Serverless Framework keeps its resources.
fn of_framework(root: &Node) -> Option<&NodeMember> {
    let is_one = member(root, "Resources").is_none() && member(root, "provider").is_some();
    member(root, "resources").filter(|_| is_one)
}

impl Document {
    /// What does not fit the form of a template is told and left out.
    pub fn new(path: &str, root: Node, record: &Record) -> Document {
        let mut document = Document { path: path.to_owned(), ..Document::default() };
        if !matches!(root.kind, NodeKind::Object(..)) {
            record.problem(path, root.span, "a template must be an object with `Resources`");
            return document;
        }
        if let Some(resources) = of_framework(&root) {
            let message = "not read: the Serverless Framework makes a template of this; check what `serverless package` writes into `.serverless`";
            record.problem(path, resources.span, message);
            return document;
        }
        (document.open, document.serverless) = macros(&root);
        let NodeKind::Object(members, _) = root.kind else { return document };
        for NodeMember { key, span, value } in members {
            let section = match key.known().as_deref() {
                Some("Parameters") => &mut document.parameters,
                Some("Mappings") => &mut document.mappings,
                Some("Conditions") => &mut document.conditions,
                Some("Resources") => &mut document.resources,
                Some("Outputs") => &mut document.outputs,
                Some("Fn::Transform") => {
                    document.open = Some(Why::new("`Fn::Transform` adds to the template").at(span));
                    continue;
                }
                _ => continue,
            };
            let NodeKind::Object(entries, _) = value.kind else {
                if !matches!(value.kind, NodeKind::Null) {
                    record.problem(path, value.span.or(span), format!("`{key}` must be an object"));
                }
                continue;
            };
            for NodeMember { key, span, value } in entries {
                match key.known() {
                    Some(name) if name == "Fn::Transform" => {
                        document.open = Some(Why::new("`Fn::Transform` adds to the template").at(span));
                    }
                    Some(name) => section.add(Entry { name, span, node: value }),
                    None => {}
                }
            }
        }
        document.tell_resources(record);
        document
    }

    /// Whether resources need one another, whatever the conditions say.
    pub fn may_circle(&self) -> bool {
        *self.circled.get_or_init(|| !circles::find(self, None).is_empty())
    }

    /// Why something of this name may be there though it is not declared.
    pub fn open_to(&self, name: &str) -> Option<Why> {
        if self.open.is_some() {
            return self.open.clone();
        }
        let serverless = self.serverless.as_ref()?;
        // What it makes is named after what it is made for, or after itself.
        let is_made = name.starts_with("Serverless")
            || name == "CodeDeployServiceRole"
            || self.resources.entries.iter().any(|entry| {
                name.starts_with(&entry.name) && kind_of(&entry.node).starts_with("AWS::Serverless::")
            });
        is_made.then(|| serverless.clone())
    }

    fn tell_resources(&mut self, record: &Record) {
        let Document { path, resources, .. } = self;
        for entry in &resources.entries {
            let text = match member(&entry.node, "Type").map(|kind| &kind.value) {
                Some(kind) if plain_text(kind).is_some() => continue,
                Some(_) => "has a `Type` that is not a plain string",
                None if matches!(entry.node.kind, NodeKind::Object(..)) => "has no `Type`",
                None => "must be an object with a `Type`",
            };
            record.problem(path, entry.span, format!("the resource `{}` {text}", entry.name));
        }
    }
}

const SERVERLESS: &str = "AWS::Serverless-2016-10-31";

/// Transforms that may add resources, or change them in ways that are not known here; and the one
/// of which it is known what it makes.
fn macros(root: &Node) -> (Option<Why>, Option<Why>) {
    let Some(transform) = member(root, "Transform") else { return (None, None) };
    let names: Vec<String> = match &transform.value.kind {
        NodeKind::List(items, _) => items.iter().map(|item| plain_text(item).unwrap_or_default()).collect(),
        _ => vec![plain_text(&transform.value).unwrap_or_default()],
    };
    let known = [
        SERVERLESS,
        "AWS::LanguageExtensions",
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
    ];
    let why = |name: &str| {
        let name = if name.is_empty() { "the transform".to_owned() } else { format!("`{name}`") };
        Why::new(format!("{name} may add it when the stack is created")).at(transform.value.span)
    };
    let unclear = names.iter().find(|name| !known.contains(&name.as_str())).map(|name| why(name));
    (unclear, names.iter().find(|name| *name == SERVERLESS).map(|name| why(name)))
}

/// The type of a resource; empty where it is not a plain string.
pub(super) fn kind_of(node: &Node) -> String {
    let kind = members(node).iter().rev().find(|member| is_named(member, "Type"));
    kind.and_then(|member| plain_text(&member.value)).unwrap_or_default()
}

//! Resources of a template that need one another, which CloudFormation refuses: found in what they refer
//! to, before anything is evaluated.

use super::document::{Document, Entry, kind_of};
use super::syntax::{is_named, member, members, plain_text};
use crate::circle::{Graph, Need, circles, words};
use crate::json::{Node, NodeKind};
use model::known::{Fault, Span, Text, Truth};
use std::collections::BTreeMap;

/// The faults of resources that stand in circles, by logical id.
pub(super) type Circles = BTreeMap<String, Fault>;

/// Asked for the conditions of `Fn::If` and of resources.
pub(super) type Holds<'h> = dyn FnMut(&str) -> Truth + 'h;

/// What hangs on a condition that is open does not count; without `holds`, all counts that may.
pub(super) fn find(document: &Document, mut holds: Option<&mut Holds<'_>>) -> Circles {
    // Macros rewrite what stands here.
    if document.open.is_some() {
        return Circles::new();
    }
    let entries = &document.resources.entries;
    let mut web = Web { needs: Vec::new() };
    for entry in entries {
        web.needs.push(needs_of(document, entry, holds.as_deref_mut()));
    }
    let mut found = Circles::new();
    for circle in circles(&mut web) {
        let name = |(node, _): &Need| entries.get(*node).map(|entry| entry.name.clone());
        let names: Vec<String> = circle.iter().filter_map(name).collect();
        let text = words(&names, "CloudFormation");
        for (name, (_, span)) in names.iter().zip(&circle) {
            found.insert(name.clone(), Fault::new(text.clone(), *span));
        }
    }
    found
}

struct Web {
    needs: Vec<Vec<Need>>,
}

impl Graph for Web {
    fn count(&self) -> usize {
        self.needs.len()
    }

    fn is_wanted(&self, _: usize) -> bool {
        true
    }

    fn needs(&mut self, node: usize) -> Vec<Need> {
        self.needs.get_mut(node).map(std::mem::take).unwrap_or_default()
    }
}

fn needs_of(document: &Document, entry: &Entry, mut holds: Option<&mut Holds<'_>>) -> Vec<Need> {
    let condition = member(&entry.node, "Condition").map(|it| plain_text(&it.value));
    let is_there = match (condition, holds.as_mut()) {
        (None, _) | (_, None) => true,
        (Some(name), Some(holds)) => name.is_some_and(|name| holds(&name).is_yes()),
    };
    if !is_there || kind_of(&entry.node).starts_with("AWS::Serverless::") {
        return Vec::new();
    }
    let mut walk = Walk { document, holds, found: Vec::new() };
    if let Some(properties) = member(&entry.node, "Properties") {
        walk.node(&properties.value);
    }
    if let Some(listed) = member(&entry.node, "DependsOn") {
        walk.listed(&listed.value);
    }
    walk.found
}

struct Walk<'d, 'h, 'f> {
    document: &'d Document,
    holds: Option<&'h mut Holds<'f>>,
    found: Vec<Need>,
}

impl Walk<'_, '_, '_> {
    /// As deep as the parser allows.
    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::List(items, _) => items.iter().for_each(|item| self.node(item)),
            NodeKind::Object(members, _) => match members.as_slice() {
                [call] if is_named(call, "Ref") => self.name(plain_text(&call.value), call.value.span),
                [call] if is_named(call, "Fn::GetAtt") => self.attribute(&call.value),
                [call] if is_named(call, "Fn::Sub") => self.filled(&call.value),
                [call] if is_named(call, "Fn::If") => self.choice(&call.value),
                members => members.iter().for_each(|member| self.node(&member.value)),
            },
            _ => {}
        }
    }

    fn name(&mut self, name: Option<String>, span: Option<Span>) {
        let number = name.and_then(|name| self.document.resources.number(&name));
        self.found.extend(number.map(|number| (number, span)));
    }

    fn attribute(&mut self, node: &Node) {
        let path = match &node.kind {
            NodeKind::List(items, _) => items.first().and_then(plain_text),
            _ => plain_text(node),
        };
        self.name(path.as_deref().map(resource), node.span);
    }

    fn filled(&mut self, node: &Node) {
        let (template, names) = match &node.kind {
            NodeKind::List(items, _) => (items.first(), items.get(1)),
            _ => (Some(node), None),
        };
        let Some(Node { kind: NodeKind::Text(text), span }) = template else { return };
        let given = |name: &str| names.is_some_and(|names| member(names, name).is_some());
        for name in placeholders(text).into_iter().filter(|name| !given(name)) {
            self.name(Some(resource(&name)), *span);
        }
        if let Some(names) = names {
            members(names).iter().for_each(|member| self.node(&member.value));
        }
    }

    fn choice(&mut self, node: &Node) {
        let NodeKind::List(items, _) = &node.kind else { return };
        let [condition, yes, no] = items.as_slice() else { return };
        let Some(holds) = self.holds.as_mut() else {
            self.node(yes);
            return self.node(no);
        };
        match plain_text(condition).map(|name| holds(&name)) {
            Some(Truth::Yes) => self.node(yes),
            Some(Truth::No) => self.node(no),
            Some(Truth::Unknown(_)) | None => {}
        }
    }

    /// `DependsOn`: a name, or a list of names.
    fn listed(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::List(items, _) => items.iter().for_each(|item| self.name(plain_text(item), item.span)),
            _ => self.name(plain_text(node), node.span),
        }
    }
}

/// `Logs.Arn` is an attribute of `Logs`.
fn resource(path: &str) -> String {
    path.split('.').next().unwrap_or_default().to_owned()
}

/// The names in `${…}`, without those that stand for themselves: `${!name}`.
fn placeholders(text: &Text) -> Vec<String> {
    let text = text.to_string();
    let pieces = text.split("${").skip(1).filter_map(|piece| piece.split_once('}'));
    pieces.map(|(name, _)| name.trim().to_owned()).filter(|name| !name.starts_with('!')).collect()
}

//! A template's text as one tree, whether it is JSON or YAML: short intrinsics are read in their long
//! form.

use crate::json::{self, Node, NodeKind, NodeMember, Problem};
use crate::number::Number;
use crate::reading::Record;
use crate::yaml::{self, Composed, Dialect};
use model::known::{FileId, Part, order};
use std::borrow::Cow;

/// YAML 1.1 as CloudFormation takes it: dates stay strings.
const DIALECT: Dialect = Dialect { plain, tag };

pub(super) fn read(file: FileId, text: &str) -> Result<Composed, Problem> {
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    if !begins.starts_with('{') {
        return yaml::parse(Some(file), text, DIALECT);
    }
    match json::tree(file, text) {
        Ok(node) => Ok(Composed { node, problems: Vec::new() }),
        // Comments and single quotes make it YAML.
        Err(problem) => yaml::parse(Some(file), text, DIALECT).map_err(|_| problem),
    }
}

fn plain(text: &str) -> Option<NodeKind> {
    if yaml::is_null(text) {
        return Some(NodeKind::Null);
    }
    if let Some(value) = yaml::boolean(text) {
        return Some(NodeKind::Bool(value));
    }
    // What would be written in another way stays the text that it is: `1.10`, `007`.
    let is_number = Number::parse(text).is_some_and(|number| number.to_string() == text);
    is_number.then(|| NodeKind::Number(text.to_owned()))
}

fn tag(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "!Ref" => "Ref",
        "!Condition" => "Condition",
        "!And" => "Fn::And",
        "!Base64" => "Fn::Base64",
        "!Cidr" => "Fn::Cidr",
        "!Equals" => "Fn::Equals",
        "!FindInMap" => "Fn::FindInMap",
        "!GetAZs" => "Fn::GetAZs",
        "!GetAtt" => "Fn::GetAtt",
        "!If" => "Fn::If",
        "!ImportValue" => "Fn::ImportValue",
        "!Join" => "Fn::Join",
        "!Length" => "Fn::Length",
        "!Not" => "Fn::Not",
        "!Or" => "Fn::Or",
        "!Select" => "Fn::Select",
        "!Split" => "Fn::Split",
        "!Sub" => "Fn::Sub",
        "!ToJsonString" => "Fn::ToJsonString",
        "!Transform" => "Fn::Transform",
        "!Contains" => "Fn::Contains",
        "!EachMemberEquals" => "Fn::EachMemberEquals",
        "!EachMemberIn" => "Fn::EachMemberIn",
        "!RefAll" => "Fn::RefAll",
        "!ValueOf" => "Fn::ValueOf",
        "!ValueOfAll" => "Fn::ValueOfAll",
        _ => return None,
    })
}

/// The members of an object; none of anything else.
pub(super) fn members(node: &Node) -> &[NodeMember] {
    match &node.kind {
        NodeKind::Object(members, _) => members,
        _ => &[],
    }
}

/// Of equal keys the last one counts.
pub(super) fn member<'n>(node: &'n Node, name: &str) -> Option<&'n NodeMember> {
    members(node).iter().rev().find(|member| is_named(member, name))
}

pub(super) fn is_named(member: &NodeMember, name: &str) -> bool {
    name_of(member) == name
}

/// A string that stands as it is.
pub(super) fn plain_text(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Text(text) => text.known(),
        _ => None,
    }
}

/// Says which keys are given twice in one object, with both places.
pub(super) fn tell_duplicates(node: &Node, record: &Record, path: &str) {
    match &node.kind {
        NodeKind::List(items, _) => items.iter().for_each(|item| tell_duplicates(item, record, path)),
        NodeKind::Object(members, _) => {
            for (first, second) in duplicates(members) {
                let line = first.span.and_then(|span| record.line(span)).unwrap_or_default();
                let name = second.key.to_string();
                let text = format!("`{name}` is given twice, first in line {line}, and the last one counts");
                record.problem(path, second.span, text);
            }
            members.iter().for_each(|member| tell_duplicates(&member.value, record, path));
        }
        _ => {}
    }
}

/// Members with an earlier one of the same name.
fn duplicates(members: &[NodeMember]) -> Vec<(&NodeMember, &NodeMember)> {
    if members.len() < 2 {
        return Vec::new();
    }
    let mut sorted: Vec<(Cow<'_, str>, &NodeMember)> =
        members.iter().map(|member| (name_of(member), member)).collect();
    // Stable: equal names stay in their order.
    order::sort_by(&mut sorted, |a, b| a.0.cmp(&b.0));
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    pairs.filter(|(a, b)| a.0 == b.0).map(|(a, b)| (a.1, b.1)).collect()
}

/// The name of a member; empty where it is not known.
pub(super) fn name_of(member: &NodeMember) -> Cow<'_, str> {
    match member.key.parts() {
        [Part::Literal(key, _)] => Cow::Borrowed(key),
        _ => Cow::Owned(member.key.known().unwrap_or_default()),
    }
}

//! JSON with spans, over text that may be partly known.

mod encode;
mod parse;

pub use encode::encode;
pub use parse::{parse, parse_source, tree};

use crate::number::Number;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Span, Symbol, Text, Why};
use std::collections::BTreeMap;

/// What stopped a reader, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub text: String,
    /// `None` where the text does not come from a source as it stands.
    pub span: Option<Span>,
}

impl Problem {
    pub fn new(text: impl Into<String>, span: Option<Span>) -> Problem {
        Problem { text: text.into(), span }
    }
}

/// A value and what is odd about how it was written.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub value: Value,
    /// Keys that stand twice in one object, of which the last one counts.
    pub duplicates: Vec<Duplicate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    pub name: String,
    pub first: Option<Span>,
    pub second: Option<Span>,
}

/// JSON as it is written: members in their order, equal keys side by side.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: NodeKind,
    pub span: Option<Span>,
}

#[derive(Clone, Debug)]
pub enum NodeKind {
    Null,
    Bool(bool),
    /// In the characters of the source.
    Number(String),
    Text(Text),
    List(Vec<Node>, Option<Why>),
    Object(Vec<NodeMember>, Option<Why>),
    /// A symbol where a value should stand.
    Unknown(Symbol),
}

#[derive(Clone, Debug)]
pub struct NodeMember {
    pub key: Text,
    /// The key with its quotes.
    pub span: Option<Span>,
    pub value: Node,
}

impl Node {
    /// The value that AWS and Terraform see: of equal keys, the last one counts.
    pub fn into_parsed(self) -> Parsed {
        let mut duplicates = Vec::new();
        let value = value(self, &mut duplicates);
        Parsed { value, duplicates }
    }
}

/// Bounded by the depth that the parser allows.
fn value(node: Node, duplicates: &mut Vec<Duplicate>) -> Value {
    let kind = match node.kind {
        NodeKind::Null => Kind::Null,
        NodeKind::Bool(value) => Kind::Bool(value),
        NodeKind::Number(digits) => number(&digits, node.span),
        NodeKind::Text(text) => Kind::Text(text),
        NodeKind::List(items, open) => {
            let items = items.into_iter().map(|item| value(item, duplicates)).collect();
            Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose: false }))
        }
        NodeKind::Object(members, open) => object(members, open, duplicates),
        NodeKind::Unknown(symbol) => Kind::Unknown(symbol),
    };
    Value::new(kind, node.span)
}

fn number(digits: &str, span: Option<Span>) -> Kind {
    match Number::parse(digits) {
        Some(number) => Kind::Number(number),
        None => Kind::Unknown(Symbol::anonymous(
            Why::new(format!("the number `{digits}` is too large to be read")).at(span),
        )),
    }
}

fn object(nodes: Vec<NodeMember>, mut open: Option<Why>, duplicates: &mut Vec<Duplicate>) -> Kind {
    let mut members = BTreeMap::new();
    for node in nodes {
        let value = value(node.value, duplicates);
        let Some(name) = node.key.known() else {
            open = open.or_else(|| node.key.why());
            continue;
        };
        let member = Member { key: node.span, value };
        if let Some(first) = members.insert(name.clone(), member) {
            duplicates.push(Duplicate { name, first: first.key, second: node.span });
        }
    }
    Kind::Object(Shared::new(Object { members, is_map: false, open }))
}

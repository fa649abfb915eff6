//! Evaluated values, the same for every language: known, partly known, or unknown and why.

mod shared;

pub use shared::Shared;

use crate::number::Number;
use model::known::{Fault, Known, Part, Span, Symbol, Text, Why, order};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value and the expression it came from.
#[derive(Clone, Debug)]
pub struct Value {
    pub kind: Kind,
    /// Where the value was written. Survives references, so that evidence points at the source.
    pub span: Option<Span>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    /// A string, known or partly known.
    Text(Text),
    /// A string that is the JSON encoding of a value: policies keep their places this way.
    Json(Shared<Value>),
    List(Shared<List>),
    Object(Shared<Object>),
    /// One instance of a resource or data source; its attributes are evaluated when asked for.
    Resource(Arc<Instance>),
    /// Any type, null included unless the symbol is `nonempty`.
    Unknown(Symbol),
}

/// Terraform tells the three apart in `==`, in indexing and in what functions accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    Tuple,
    List,
    Set,
}

#[derive(Clone, Debug)]
pub struct List {
    pub flavor: Flavor,
    pub items: Vec<Value>,
    /// There may be further items that are not known, behind those that are.
    pub open: Option<Why>,
    /// They may also stand in between, so that no position is certain.
    pub loose: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Object {
    pub members: BTreeMap<String, Member>,
    /// A map, all of whose members have one type, as against an object.
    pub is_map: bool,
    /// There may be further members that are not known.
    pub open: Option<Why>,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub key: Option<Span>,
    pub value: Value,
}

/// An instance of a resource, a data source or a module call: which block in which module instance,
/// and the key of its `count` or `for_each`. The numbers belong to the Terraform evaluator.
#[derive(Clone, Debug)]
pub struct Instance {
    pub module: usize,
    /// `None` for a module call: then `module` is the module that was called, and its attributes
    /// are the outputs.
    pub block: Option<usize>,
    pub key: Option<Key>,
    /// As Terraform prints it: `module.a.aws_s3_bucket.logs[0]`.
    pub address: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Index(u64),
    Name(String),
    /// The instance stands for one whose key is not known.
    Any(Symbol),
}

impl Value {
    pub fn new(kind: Kind, span: Option<Span>) -> Value {
        Value { kind, span }
    }

    pub fn null() -> Value {
        Kind::Null.into()
    }

    pub fn text(text: impl Into<Text>) -> Value {
        Kind::Text(text.into()).into()
    }

    /// A string that is known as a whole.
    pub fn string(text: impl Into<String>) -> Value {
        Value::text(Text::literal(text))
    }

    pub fn unknown(why: Why) -> Value {
        Kind::Unknown(Symbol::anonymous(why)).into()
    }

    pub fn symbol(symbol: Symbol) -> Value {
        Kind::Unknown(symbol).into()
    }

    pub fn tuple(items: Vec<Value>) -> Value {
        Value::list(Flavor::Tuple, items)
    }

    pub fn list(flavor: Flavor, items: Vec<Value>) -> Value {
        Kind::List(Shared::new(List { flavor, items, open: None, loose: false })).into()
    }

    pub fn object(members: impl IntoIterator<Item = (String, Value)>) -> Value {
        let member = |(name, value)| (name, Member { key: None, value });
        let members = order::map(members.into_iter().map(member));
        Kind::Object(Shared::new(Object { members, ..Object::default() })).into()
    }

    #[must_use]
    pub fn at(mut self, span: Option<Span>) -> Value {
        self.span = span.or(self.span);
        self
    }

    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The reason why nothing at all is known of the value.
    pub fn why(&self) -> Option<&Why> {
        match &self.kind {
            Kind::Unknown(symbol) => Some(symbol.why()),
            _ => None,
        }
    }

    /// Known down to the last leaf. Bounded by the depth the parsers allow.
    pub fn is_known(&self) -> bool {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => true,
            Kind::Text(text) => text.known().is_some(),
            Kind::Json(value) => value.is_known(),
            Kind::List(list) => list.open.is_none() && list.items.iter().all(Value::is_known),
            Kind::Object(object) => {
                object.open.is_none() && object.members.values().all(|member| member.value.is_known())
            }
            Kind::Resource(_) | Kind::Unknown(_) => false,
        }
    }

    /// Why the value is not known as a whole. Bounded by the depth the parsers allow.
    pub fn reason(&self) -> Option<Why> {
        let merge = |a: Why, b: Why| a.and(&b);
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
            Kind::Text(text) => text.why(),
            Kind::Json(inner) => inner.reason(),
            Kind::List(list) => {
                list.items.iter().filter_map(Value::reason).chain(list.open.clone()).reduce(merge)
            }
            Kind::Object(object) => {
                let members = object.members.values().filter_map(|member| member.value.reason());
                members.chain(object.open.clone()).reduce(merge)
            }
            Kind::Resource(instance) => Some(
                Why::new(format!("not every attribute of `{}` is known", instance.address)).at(self.span),
            ),
            Kind::Unknown(symbol) => Some(symbol.why().clone()),
        }
    }

    /// What CloudFormation or Terraform would refuse, somewhere in the value.
    pub fn first_fault(&self) -> Option<Fault> {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Resource(_) => None,
            Kind::Text(text) => text.symbols().find_map(|symbol| symbol.why().as_fault().cloned()),
            Kind::Json(inner) => inner.first_fault(),
            Kind::List(list) => list.items.iter().find_map(Value::first_fault),
            Kind::Object(object) => object.members.values().find_map(|member| member.value.first_fault()),
            Kind::Unknown(symbol) => symbol.why().as_fault().cloned(),
        }
    }

    /// The value as a string, after the conversions Terraform makes by itself. `Absent` for null,
    /// `None` where the value is of a kind that cannot be a string.
    pub fn to_text(&self) -> Option<Known<Text>> {
        Some(match &self.kind {
            Kind::Null => Known::Absent,
            Kind::Bool(value) => Known::Set(Text::literal(value.to_string())),
            Kind::Number(number) => Known::Set(Text::literal(number.to_string())),
            Kind::Text(text) => Known::Set(text.clone()),
            Kind::Json(value) => Known::Set(crate::json::encode(value)),
            Kind::Unknown(symbol) if symbol.has_identity() || symbol.is_nonempty() => {
                Known::Set(Text::symbol(symbol.clone()))
            }
            Kind::Unknown(symbol) => Known::Unknown(symbol.why().clone()),
            Kind::List(_) | Kind::Object(_) | Kind::Resource(_) => return None,
        })
    }

    /// A canonical writing of the value, by which a pure function of it can be named: two values
    /// with one term are equal. `None` where a part has no identity, or it would be too long.
    pub fn term(&self) -> Option<String> {
        let mut out = String::new();
        (self.write_term(&mut out, 0) && out.len() <= TERM_LIMIT).then_some(out)
    }

    fn write_term(&self, out: &mut String, depth: usize) -> bool {
        if out.len() > TERM_LIMIT || depth > 8 {
            return false;
        }
        match &self.kind {
            Kind::Null => out.push_str("null"),
            Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Kind::Number(number) => out.push_str(&number.to_string()),
            Kind::Text(text) => return write_text_term(text, out),
            Kind::Json(value) => {
                out.push_str("jsonencode(");
                if !value.write_term(out, depth + 1) {
                    return false;
                }
                out.push(')');
            }
            Kind::List(list) => {
                out.push_str(match list.flavor {
                    Flavor::Tuple => "[",
                    Flavor::List => "tolist([",
                    Flavor::Set => "toset([",
                });
                for (i, item) in list.items.iter().enumerate() {
                    out.push_str(if i > 0 { ", " } else { "" });
                    if !item.write_term(out, depth + 1) {
                        return false;
                    }
                }
                out.push_str(if list.flavor == Flavor::Tuple { "]" } else { "])" });
                return list.open.is_none();
            }
            Kind::Object(object) => {
                out.push('{');
                for (i, (name, member)) in object.members.iter().enumerate() {
                    out.push_str(if i > 0 { ", " } else { "" });
                    out.push_str(&format!("{name:?} = "));
                    if !member.value.write_term(out, depth + 1) {
                        return false;
                    }
                }
                out.push('}');
                return object.open.is_none();
            }
            Kind::Resource(instance) => out.push_str(&instance.address),
            Kind::Unknown(symbol) if symbol.has_identity() => out.push_str(symbol.name()),
            Kind::Unknown(_) => return false,
        }
        true
    }

    /// What the value is, in Terraform's words.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "bool",
            Kind::Number(_) => "number",
            Kind::Text(_) | Kind::Json(_) => "string",
            Kind::List(list) => match list.flavor {
                Flavor::Tuple => "tuple",
                Flavor::List => "list",
                Flavor::Set => "set",
            },
            Kind::Object(object) if object.is_map => "map",
            Kind::Object(_) | Kind::Resource(_) => "object",
            Kind::Unknown(_) => "unknown",
        }
    }
}

/// Names of derived symbols stay readable in messages.
const TERM_LIMIT: usize = 200;

fn write_text_term(text: &Text, out: &mut String) -> bool {
    if let Some(symbol) = text.as_symbol() {
        out.push_str(symbol.name());
        return symbol.has_identity();
    }
    out.push('"');
    for part in text.parts() {
        match part {
            Part::Literal(literal, _) => out.push_str(&literal.escape_debug().to_string()),
            Part::Symbol(symbol) if symbol.has_identity() => out.push_str(&format!("${{{}}}", symbol.name())),
            Part::Symbol(_) => return false,
        }
    }
    out.push('"');
    true
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Value {
        Value { kind, span: None }
    }
}

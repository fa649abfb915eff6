//! The intrinsic functions, by name.

use super::{Evaluator, Scope, fault, network};
use crate::cloudformation::syntax::{member, plain_text};
use crate::json::{Node, NodeKind};
use crate::number::Number;
use crate::value::{Kind, Shared, Value};
use model::known::{Known, Span, Symbol, Text, Why};

impl<'r> Evaluator<'r> {
    pub(super) fn intrinsic(
        &mut self,
        name: &str,
        argument: &'r Node,
        scope: &Scope,
        span: Option<Span>,
    ) -> Value {
        match name {
            "Ref" => self.ref_call(argument, scope, span),
            "Fn::GetAtt" => self.get_att(argument, scope, span),
            "Fn::Sub" => self.sub(argument, scope, span),
            "Fn::Join" => self.join(argument, scope, span),
            "Fn::Split" => self.split(argument, scope, span),
            "Fn::Select" => self.select(argument, scope, span),
            "Fn::If" => self.choose(argument, scope, span),
            "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" => self.truth_value(name, argument, scope, span),
            "Fn::FindInMap" => self.find_in_map(argument, scope, span),
            "Fn::ImportValue" => self.import(argument, scope, span),
            "Fn::Base64" => self.base64(argument, scope),
            "Fn::Length" => self.length(argument, scope, span),
            "Fn::ToJsonString" => self.json_string(argument, scope, span),
            "Fn::Cidr" => self.cidr(argument, scope, span),
            "Fn::GetAZs" => {
                let region = self.eval(argument, scope);
                derived("GetAZs", &[&region], Why::new("the zones of a Region are not known").at(span))
            }
            "Fn::Transform" => {
                let name =
                    member(argument, "Name").and_then(|name| plain_text(&name.value)).unwrap_or_default();
                let text = format!("the macro `{name}` runs when the stack is created");
                Value::unknown(Why::new(text).at(span))
            }
            _ => {
                let text = format!("`{name}` is not a function that CloudFormation has here");
                self.problem(scope.stack, span, &text);
                Value::unknown(Why::new(text).at(span))
            }
        }
    }

    /// The arguments of a function that takes between `least` and `most`.
    pub(super) fn arguments(
        &mut self,
        name: &str,
        node: &'r Node,
        (least, most): (usize, usize),
        span: Option<Span>,
    ) -> Result<&'r [Node], Value> {
        match &node.kind {
            NodeKind::List(items, _) if (least..=most).contains(&items.len()) => Ok(items),
            _ => {
                let count = if least == most { least.to_string() } else { format!("{least} to {most}") };
                Err(fault(format!("`{name}` takes a list of {count}"), span.or(node.span)))
            }
        }
    }

    fn find_in_map(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let items = match self.arguments("Fn::FindInMap", node, (3, 4), span) {
            Ok(items) => items,
            Err(fault) => return fault,
        };
        let keys: Vec<Value> = items.iter().take(3).map(|item| self.eval(item, scope)).collect();
        let default = items.get(3).and_then(|item| member(item, "DefaultValue")).map(|member| &member.value);
        let mut reached: Vec<&'r Node> = Vec::new();
        let Some(document) = self.document(scope.stack) else { return Value::null() };
        for (depth, key) in keys.iter().enumerate() {
            let name = match key.to_text() {
                Some(Known::Set(text)) => text.known(),
                _ => None,
            };
            let Some(name) = name else {
                let why =
                    key.reason().unwrap_or_else(|| Why::new("a key of the map is not known").at(key.span));
                if why.as_fault().is_some() {
                    return Value::unknown(why);
                }
                return self.any_of_map(&reached, keys.get(depth..).unwrap_or_default(), &keys, why, scope);
            };
            let next = match reached.first() {
                None => document.mappings.get(&name).map(|entry| &entry.node),
                Some(node) => member(node, &name).map(|member| &member.value),
            };
            match (next, default) {
                (Some(next), _) => reached = vec![next],
                (None, Some(default)) => return self.eval(default, scope),
                (None, None) => {
                    return match self.open_to(scope.stack, &name).filter(|_| depth == 0) {
                        Some(why) => Value::unknown(why),
                        None => fault(format!("`{name}` is not in the mapping"), span),
                    };
                }
            }
        }
        match reached.first() {
            Some(node) => self.eval(node, scope),
            None => Value::null(),
        }
    }

    /// What the map yields where a key is not known: one value, if all that can be meant agree.
    fn any_of_map(
        &mut self,
        reached: &[&'r Node],
        rest: &[Value],
        keys: &[Value],
        why: Why,
        scope: &Scope,
    ) -> Value {
        let mut nodes: Vec<&'r Node> = reached.to_vec();
        for key in rest.iter().filter(|_| !reached.is_empty()) {
            let name = match key.to_text() {
                Some(Known::Set(text)) => text.known(),
                _ => None,
            };
            let below = |node: &'r Node| match &name {
                Some(name) => member(node, name).map(|member| &member.value).into_iter().collect::<Vec<_>>(),
                None => {
                    crate::cloudformation::syntax::members(node).iter().map(|member| &member.value).collect()
                }
            };
            nodes = nodes.into_iter().flat_map(below).collect();
        }
        let values: Vec<Value> = nodes.iter().take(200).map(|node| self.eval(node, scope)).collect();
        let terms: Vec<Option<String>> = values.iter().map(Value::term).collect();
        match (values.first(), terms.first()) {
            (Some(value), Some(Some(first))) if terms.iter().all(|term| term.as_ref() == Some(first)) => {
                value.clone()
            }
            _ => derived("FindInMap", &keys.iter().collect::<Vec<_>>(), why),
        }
    }

    fn length(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let value = self.eval(node, scope);
        match &value.kind {
            Kind::List(list) if list.open.is_none() => Kind::Number(Number::count(list.items.len())).into(),
            Kind::List(_) | Kind::Unknown(_) => {
                let why = value.reason().unwrap_or_else(|| Why::new("the length is not known"));
                derived("Length", &[&value], why)
            }
            _ => fault(format!("`Fn::Length` takes a list, this is {}", noun(&value)), span),
        }
    }

    fn json_string(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let value = self.eval(node, scope);
        match encodings(&value) < ENCODINGS {
            true => Kind::Json(Shared::new(value)).into(),
            false => Value::unknown(
                Why::new("JSON strings within each other are too deep to be followed").at(span),
            ),
        }
    }

    fn cidr(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let items = match self.arguments("Fn::Cidr", node, (2, 3), span) {
            Ok(items) => items,
            Err(fault) => return fault,
        };
        let values: Vec<Value> = items.iter().map(|item| self.eval(item, scope)).collect();
        let known: Option<Vec<String>> = values.iter().map(known_text).collect();
        if let Some(blocks) = known.as_deref().and_then(network::blocks) {
            return Value::tuple(blocks.into_iter().map(Value::string).collect());
        }
        let unknown = || Why::new("these address ranges are not followed").at(span);
        let why = values.iter().find_map(Value::reason).unwrap_or_else(unknown);
        derived("Cidr", &values.iter().collect::<Vec<_>>(), why)
    }
}

/// JSON strings within each other: every level doubles the escapes of those inside.
const ENCODINGS: usize = 4;

fn encodings(value: &Value) -> usize {
    match &value.kind {
        Kind::Json(inner) => 1 + encodings(inner),
        Kind::List(list) => list.items.iter().map(encodings).max().unwrap_or(0),
        Kind::Object(object) => {
            object.members.values().map(|member| encodings(&member.value)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

pub(super) fn known_text(value: &Value) -> Option<String> {
    match value.to_text() {
        Some(Known::Set(text)) => text.known(),
        _ => None,
    }
}

/// The unknown result of a function: equal for equal arguments, and never nothing.
pub(super) fn derived(name: &str, arguments: &[&Value], why: Why) -> Value {
    let terms: Option<Vec<String>> = arguments.iter().map(|value| value.term()).collect();
    match terms {
        Some(terms) => Value::symbol(Symbol::new(format!("{name}({})", terms.join(", ")), why).nonempty()),
        None => Value::unknown(why),
    }
}

/// The value as text, or why it is none: what CloudFormation refuses is a fault.
pub(super) fn text_of(value: &Value, span: Option<Span>) -> Result<Text, Value> {
    match value.to_text() {
        Some(Known::Set(text)) => Ok(text),
        Some(Known::Unknown(why)) => Err(Value::unknown(why)),
        Some(Known::Absent) => {
            Err(fault("a string is wanted here, and there is no value", value.span.or(span)))
        }
        None => Err(fault(format!("a string is wanted here, this is {}", noun(value)), value.span.or(span))),
    }
}

/// What a value is, in the words of templates.
pub(in crate::cloudformation) fn noun(value: &Value) -> &'static str {
    match &value.kind {
        Kind::Null => "nothing",
        Kind::Bool(_) => "a boolean",
        Kind::Number(_) => "a number",
        Kind::Text(_) | Kind::Json(_) => "a string",
        Kind::List(_) => "a list",
        Kind::Object(_) | Kind::Resource(_) => "an object",
        Kind::Unknown(_) => "not known",
    }
}

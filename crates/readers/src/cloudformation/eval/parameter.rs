//! Parameters and pseudo parameters.

use super::intrinsic::known_text;
use super::{Evaluator, Scope, dynamic};
use crate::cloudformation::assembly::Deployment;
use crate::cloudformation::document::Entry;
use crate::cloudformation::syntax::{member, plain_text};
use crate::json::{Node, NodeKind};
use crate::value::{Kind, Value};
use model::known::{Settle, Shape, Span, Symbol, Why};

impl<'r> Evaluator<'r> {
    pub(super) fn parameter(&mut self, stack: usize, entry: &'r Entry) -> Value {
        self.once(stack, &entry.name, entry.span, |this| this.parameter_value(stack, entry))
    }

    fn parameter_value(&mut self, stack: usize, entry: &'r Entry) -> Value {
        let kind = member(&entry.node, "Type").and_then(|kind| plain_text(&kind.value)).unwrap_or_default();
        let given = self.given(stack, entry);
        let default = member(&entry.node, "Default").map(|default| &default.value);
        let value = match (given, default) {
            (Some(value), _) => {
                self.tell_refused(stack, entry, &value);
                value
            }
            (None, Some(default)) => self.eval(default, &Scope::of_stack(stack)),
            (None, None) => self.open_parameter(stack, entry, &kind),
        };
        if kind.starts_with("AWS::SSM::Parameter::Value<") {
            return read_from_ssm(&value, entry.span);
        }
        match known_text(&value).filter(|_| is_list(&kind) && matches!(value.kind, Kind::Text(_))) {
            Some(text) => {
                let items = text.split(',').map(|item| Value::string(item.trim()).at(value.span));
                Value::tuple(items.filter(|_| !text.is_empty()).collect())
            }
            None => value,
        }
    }

    /// From the command line, or from the resource that the nested stack is.
    fn given(&mut self, stack: usize, entry: &'r Entry) -> Option<Value> {
        let Some((caller, resource)) = self.stacks.get(stack)?.caller else {
            let said = self.template.settings().parameters.iter().rev();
            let synthesized = self.deployment(stack).map_or(&[][..], |it| &it.parameters);
            let mut given = said.chain(synthesized).filter(|(name, _)| *name == entry.name);
            return given.next().map(|(_, value)| Value::string(value.as_str()));
        };
        let resource = self.resource(caller, resource)?;
        let (node, scope) = (resource.node, resource.scope.clone());
        let parameters = &member(&member(node, "Properties")?.value, "Parameters")?.value;
        if !matches!(parameters.kind, NodeKind::Object(..))
            || super::node::call(crate::cloudformation::syntax::members(parameters)).is_some()
        {
            return Some(Value::unknown(
                Why::new("the parameters of the nested stack are not known").at(parameters.span),
            ));
        }
        let value = self.eval(&member(parameters, &entry.name)?.value, &scope);
        (!value.is_null()).then_some(value)
    }

    /// A value from outside that the template does not allow.
    fn tell_refused(&self, stack: usize, entry: &Entry, value: &Value) {
        let (Some(allowed), Some(text)) = (allowed(&entry.node), known_text(value)) else { return };
        let kind = member(&entry.node, "Type").and_then(|kind| plain_text(&kind.value)).unwrap_or_default();
        let items: Vec<&str> =
            if is_list(&kind) { text.split(',').map(str::trim).collect() } else { vec![&text] };
        if let Some(refused) = items.iter().find(|item| !allowed.iter().any(|allowed| allowed == *item)) {
            let name = self.address(stack, &entry.name);
            let text = format!("`{name}` is `{refused}`, and only {} are allowed", listed(&allowed));
            self.problem(stack, entry.span, &text);
        }
    }

    /// What the CDK says of the stack, which it says of no nested one.
    fn deployment(&self, stack: usize) -> Option<&'r Deployment> {
        let stack = self.stacks.get(stack).filter(|stack| stack.caller.is_none())?;
        Some(&stack.document.deployment)
    }

    /// A parameter without a value: a symbol, or what the scenario says that it is.
    fn open_parameter(&self, stack: usize, entry: &'r Entry, kind: &str) -> Value {
        let why = Why::new(format!("the parameter `{}` has no value", self.address(stack, &entry.name)))
            .at(entry.span);
        let why = if self.stacks.get(stack).is_some_and(|it| it.caller.is_none()) {
            why.settled_by(Settle::Parameter(entry.name.clone()))
        } else {
            why
        };
        let mut symbol = Symbol::new(self.address(stack, &entry.name), why).shaped(shape(kind));
        let allowed = allowed(&entry.node);
        let minimum = member(&entry.node, "MinLength").and_then(|least| number(&least.value));
        let is_free = matches!(kind, "" | "String" | "CommaDelimitedList" | "List<Number>");
        let admits_nothing = allowed.as_ref().is_some_and(|allowed| !allowed.iter().any(String::is_empty));
        if !is_free || admits_nothing || minimum.is_some_and(|least| least > 0) {
            symbol = symbol.nonempty();
        }
        let (is, is_not) = self.assumed(&symbol);
        if let Some(value) = is {
            return Value::string(value);
        }
        let left: Option<Vec<String>> =
            allowed.map(|allowed| allowed.into_iter().filter(|value| !is_not.contains(value)).collect());
        match left.as_deref() {
            Some([only]) => Value::string(only.as_str()),
            _ => Value::symbol(symbol),
        }
    }

    /// The values that an open parameter can take, where the template lists them.
    pub(super) fn allowed_values(&self, symbol: &Symbol) -> Option<Vec<String>> {
        self.open_parameter_of(symbol).and_then(|entry| allowed(&entry.node))
    }

    /// An open parameter that is no list.
    pub(super) fn is_one_value(&self, symbol: &Symbol) -> bool {
        let kind = |entry: &Entry| member(&entry.node, "Type").and_then(|kind| plain_text(&kind.value));
        self.open_parameter_of(symbol).is_some_and(|entry| !kind(entry).is_some_and(|kind| is_list(&kind)))
    }

    /// The parameter that is not known as this symbol.
    fn open_parameter_of(&self, symbol: &Symbol) -> Option<&'r Entry> {
        let named = |stack: usize| {
            let mut entries = self.document(stack)?.parameters.entries.iter();
            entries.find(|entry| self.address(stack, &entry.name) == symbol.name())
        };
        (0..self.stacks.len()).find_map(named)
    }

    pub(super) fn pseudo(&self, stack: usize, name: &str, span: Option<Span>) -> Option<Value> {
        let made = |name: &str, shape: Shape| {
            let name = self.address(stack, name);
            let why = Why::new(format!("`{name}` is not known before the stack is created")).at(span);
            Value::symbol(Symbol::new(name, why).shaped(shape).nonempty())
        };
        let home = self.home(stack);
        Some(match name {
            "AWS::AccountId" => Value::text(home.account.clone()),
            "AWS::Region" => Value::text(home.region.clone()),
            "AWS::Partition" => Value::text(home.partition.clone()),
            "AWS::URLSuffix" => match home.partition.known().as_deref() {
                Some("aws" | "aws-us-gov") => Value::string("amazonaws.com"),
                Some("aws-cn") => Value::string("amazonaws.com.cn"),
                _ => made(name, Shape::Name),
            },
            "AWS::NoValue" => Value::null(),
            "AWS::StackName" => match self.deployment(stack).and_then(|it| it.stack_name.as_deref()) {
                Some(known) => Value::string(known),
                None => made(name, Shape::Name),
            },
            "AWS::StackId" => made(name, Shape::Arn),
            "AWS::NotificationARNs" => made(name, Shape::Any),
            _ => return None,
        })
    }
}

/// Values of the Systems Manager are read when the stack is created; one path is one value.
fn read_from_ssm(path: &Value, span: Option<Span>) -> Value {
    let said = known_text(path).unwrap_or_else(|| "…".to_owned());
    match path.term() {
        Some(term) => Value::symbol(dynamic::of_ssm(&term, &said, span)),
        None => Value::unknown(dynamic::why_of_ssm(&said, span)),
    }
}

fn is_list(kind: &str) -> bool {
    kind.starts_with("List<") || kind == "CommaDelimitedList"
}

/// The first few of them.
fn listed(values: &[String]) -> String {
    let shown: Vec<String> = values.iter().take(6).map(|value| format!("`{value}`")).collect();
    let more = if values.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn allowed(node: &Node) -> Option<Vec<String>> {
    let NodeKind::List(items, _) = &member(node, "AllowedValues")?.value.kind else { return None };
    items.iter().map(literal).collect()
}

fn literal(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Text(text) => text.known(),
        NodeKind::Bool(value) => Some(value.to_string()),
        NodeKind::Number(digits) => Some(digits.clone()),
        NodeKind::Null => Some(String::new()),
        _ => None,
    }
}

fn number(node: &Node) -> Option<u32> {
    literal(node)?.parse().ok()
}

fn shape(kind: &str) -> Shape {
    match kind {
        _ if is_list(kind) => Shape::Any,
        "" | "String" => Shape::Any,
        _ if kind.starts_with("AWS::SSM::") => Shape::Any,
        _ => Shape::Name,
    }
}

//! `Ref` and `Fn::GetAtt`: configured, derived, or computed by AWS.

use super::intrinsic::text_of;
use super::naming::{self, Naming};
use super::{Evaluator, Scope, fault};
use crate::cloudformation::syntax::{member, members};
use crate::json::{Node, NodeKind};
use crate::value::Value;
use model::known::{Fault, Known, Setting, Settle, Shape, Span, Symbol, Text, Why};

impl<'r> Evaluator<'r> {
    pub(super) fn ref_call(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        match scope.id(&self.eval(node, scope)) {
            Some(name) => self.reference(&name, scope, span),
            None => fault("`Ref` takes the name of a parameter or resource", span),
        }
    }

    /// The name of a loop, a pseudo parameter, a parameter or a resource.
    pub(super) fn reference(&mut self, name: &str, scope: &Scope, span: Option<Span>) -> Value {
        if let Some((_, value)) = scope.names().find(|(known, _)| *known == name) {
            return value.clone();
        }
        if let Some(value) = self.pseudo(scope.stack, name, span) {
            return value;
        }
        if let Some(entry) = self.document(scope.stack).and_then(|document| document.parameters.get(name)) {
            return self.parameter(scope.stack, entry);
        }
        match self.find(scope.stack, name) {
            Some(resource) => self.of_resource(scope.stack, resource, None, span),
            None => self.undeclared(name, "neither a parameter nor a resource of this template", scope, span),
        }
    }

    /// `Resource.Attribute`, or a list of both.
    pub(super) fn get_att(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let parts: Vec<Option<String>> = match &node.kind {
            NodeKind::List(items, _) => items.iter().map(|item| scope.id(&self.eval(item, scope))).collect(),
            _ => vec![scope.id(&self.eval(node, scope))],
        };
        let parts: Option<Vec<String>> = parts.into_iter().collect();
        let Some(path) = parts.map(|parts| parts.join(".")) else {
            return Value::unknown(Why::new("which attribute is meant is not known").at(span));
        };
        match path.split_once('.') {
            Some((resource, attribute)) => self.attribute(resource, attribute, scope, span),
            None => {
                fault(format!("`Fn::GetAtt` takes a resource and an attribute, `{path}` is one name"), span)
            }
        }
    }

    pub(super) fn attribute(
        &mut self,
        name: &str,
        attribute: &str,
        scope: &Scope,
        span: Option<Span>,
    ) -> Value {
        match self.find(scope.stack, name) {
            Some(resource) => self.of_resource(scope.stack, resource, Some(attribute), span),
            None => self.undeclared(name, "not a resource of this template", scope, span),
        }
    }

    fn undeclared(&self, name: &str, what: &str, scope: &Scope, span: Option<Span>) -> Value {
        match self.open_to(scope.stack, name) {
            Some(why) => Value::symbol(Symbol::new(self.address(scope.stack, name), why.at(span)).nonempty()),
            None => fault(format!("`{name}` is {what}"), span),
        }
    }

    fn of_resource(&mut self, stack: usize, at: usize, attribute: Option<&str>, span: Option<Span>) -> Value {
        let Some(resource) = self.resource(stack, at) else { return Value::null() };
        let name = resource.name.clone();
        if self.is_wanted(stack, at).is_no() {
            return fault(format!("`{name}` is not created, since its condition does not hold"), span);
        }
        if let Some(refused) = self.circle(stack, &name) {
            return Value::unknown(Why::fault(refused)).at(span);
        }
        self.resource_value(stack, at, attribute, span)
    }

    fn resource_value(
        &mut self,
        stack: usize,
        at: usize,
        attribute: Option<&str>,
        span: Option<Span>,
    ) -> Value {
        let Some(resource) = self.resource(stack, at) else { return Value::null() };
        let kind = resource.kind.clone();
        if let Some(output) = attribute.and_then(|attribute| attribute.strip_prefix("Outputs.")) {
            return self.output(stack, at, output, span);
        }
        let Some(naming) = naming::naming(&kind) else {
            return self.computed(stack, at, attribute);
        };
        let Some(attribute) = attribute else {
            return if naming.ref_is_arn {
                self.arn(stack, at, naming)
            } else {
                self.name(stack, at, naming)
            };
        };
        if naming.names.contains(&attribute) {
            return self.name(stack, at, naming);
        }
        if naming.arns.contains(&attribute) {
            return self.arn(stack, at, naming);
        }
        if let Some((scheme, host)) = naming::bucket_host(&kind, attribute) {
            return match text_of(&self.name(stack, at, naming), None) {
                Ok(name) => {
                    let host = crate::arn::bucket_host(&self.home(stack), &name, host);
                    Value::text(Text::literal(scheme).then(&host))
                }
                Err(refused) => refused,
            };
        }
        let meant =
            naming.names.iter().chain(naming.arns).find(|known| known.eq_ignore_ascii_case(attribute));
        match (meant, self.resource(stack, at)) {
            (Some(meant), Some(resource)) => {
                fault(format!("`{}` has no attribute `{attribute}`: `{meant}` is meant", resource.name), span)
            }
            _ => self.computed(stack, at, Some(attribute)),
        }
    }

    /// What a resource is called, for whoever lists resources.
    pub fn name_of(&mut self, stack: usize, at: usize) -> Text {
        let named = self.resource(stack, at).and_then(|resource| naming::naming(&resource.kind));
        let value = match named {
            Some(naming) => self.name(stack, at, naming),
            None => self.computed(stack, at, None),
        };
        plain(value)
    }

    pub fn arn_of(&mut self, stack: usize, at: usize) -> Text {
        let named = self.resource(stack, at).and_then(|resource| naming::naming(&resource.kind));
        let value = match named {
            Some(naming) => self.arn(stack, at, naming),
            None => self.computed(stack, at, Some("Arn")),
        };
        plain(value)
    }

    fn name(&mut self, stack: usize, at: usize, naming: &Naming) -> Value {
        let Some(argument) = naming.argument else { return self.made_up(stack, at, None, naming.shape) };
        let Some(resource) = self.resource(stack, at) else { return Value::null() };
        let (name, span) = (resource.name.clone(), resource.span);
        self.once(stack, &name, span, |this| match this.property(stack, at, argument).value {
            Known::Set(value) => match text_of(&value, value.span) {
                Ok(text) => Value::text(text).at(value.span),
                Err(refused) => refused,
            },
            Known::Unknown(why) => Value::unknown(why),
            Known::Absent => this.made_up(stack, at, None, naming.shape),
        })
    }

    fn arn(&mut self, stack: usize, at: usize, naming: &Naming) -> Value {
        let name = self.name(stack, at, naming);
        let (Ok(name), Ok(path)) = (text_of(&name, None), self.iam_path(stack, at)) else {
            return match name.why() {
                Some(why) if why.as_fault().is_some() => name,
                _ => self.made_up(stack, at, Some("Arn"), Shape::Arn),
            };
        };
        let Some(resource) = self.resource(stack, at) else { return Value::null() };
        let made = format!("{}.Id", self.address(stack, &resource.name));
        let why = Why::new(format!("`{made}` is not known before the stack is created")).at(resource.span);
        let id = Symbol::new(made, why).shaped(Shape::Name).nonempty().unique_in(resource.kind.clone());
        Value::text(naming.arn.of(&self.home(stack), &name, &path, id))
    }

    fn iam_path(&mut self, stack: usize, at: usize) -> Result<Text, Value> {
        match self.property(stack, at, "Path").value {
            Known::Set(value) => text_of(&value, value.span),
            Known::Absent => Ok(Text::literal("/")),
            Known::Unknown(why) => Err(Value::unknown(why)),
        }
    }

    /// An output of a nested stack.
    fn output(&mut self, stack: usize, at: usize, output: &str, span: Option<Span>) -> Value {
        let Some(child) = self.child(stack, at) else {
            return self.computed(stack, at, Some(&format!("Outputs.{output}")));
        };
        let Some(document) = self.document(child) else { return Value::null() };
        let entry = document.outputs.get(output).map(|entry| (&entry.node, Scope::of_stack(child)));
        let entry = entry.or_else(|| {
            let made = self.unroll(&document.outputs, child);
            made.into_iter().find(|made| made.name == output).map(|made| (made.node, made.scope))
        });
        let Some((node, scope)) = entry else {
            return match self.open_to(child, output) {
                Some(why) => Value::unknown(why),
                None => fault(format!("the nested template has no output `{output}`"), span),
            };
        };
        if self.is_left_out(node, &scope) {
            let text = format!("the output `{output}` is left out, since its condition does not hold");
            return fault(text, span);
        }
        match member(node, "Value") {
            Some(value) => self.eval(&value.value, &scope),
            None => fault(format!("the output `{output}` of the nested template has no value"), span),
        }
    }

    /// An attribute that AWS computes: never empty, equal to itself.
    fn computed(&self, stack: usize, at: usize, attribute: Option<&str>) -> Value {
        self.made_up(stack, at, attribute, attribute.map_or(Shape::Any, naming::shape))
    }

    fn made_up(&self, stack: usize, at: usize, attribute: Option<&str>, shape: Shape) -> Value {
        let Some(resource) = self.resource(stack, at) else { return Value::null() };
        let address = self.address(stack, &resource.name);
        let name = attribute.map_or_else(|| address.clone(), |attribute| format!("{address}.{attribute}"));
        let mut why =
            Why::new(format!("`{name}` is not known before the stack is created")).at(resource.span);
        if attribute.is_some_and(|attribute| attribute.starts_with("Outputs.")) {
            why = Why::new(format!("the template of `{address}` is not here")).at(resource.span);
            why = why.settled_by(Settle::Outside(address));
        }
        let symbol = Symbol::new(name, why).shaped(shape).nonempty();
        // Two resources never get one name or ID.
        let is_id = matches!(attribute, None | Some("Arn"));
        Value::symbol(if is_id { symbol.unique_in(resource.kind.clone()) } else { symbol })
    }

    /// A property of a resource; null is absent.
    pub fn property(&mut self, stack: usize, at: usize, name: &str) -> Setting<Value> {
        let Some(resource) = self.resource(stack, at) else { return Setting::absent() };
        let (node, scope) = (resource.node, resource.scope.clone());
        let Some(properties) = member(node, "Properties") else { return Setting::absent() };
        let listed = members(&properties.value);
        let has_loops =
            listed.iter().any(|member| member.key.known().is_some_and(|key| key.starts_with("Fn::")));
        if has_loops {
            let value = self.eval(&properties.value, &scope);
            return crate::cloudformation::lower::member_of(
                &Setting { value: Known::Set(value), span: properties.span },
                name,
            );
        }
        let Some(found) = member(&properties.value, name) else { return Setting::absent() };
        let span = match (found.span, found.value.span) {
            (Some(key), Some(value)) => Some(key.to(value)),
            (key, value) => key.or(value),
        };
        Setting { value: known(self.eval(&found.value, &scope)), span }
    }
}

/// Null is absent, and what has no identity is unknown.
pub(in crate::cloudformation) fn known(value: Value) -> Known<Value> {
    match value.why() {
        _ if value.is_null() => Known::Absent,
        Some(why) if value.term().is_none() || why.as_fault().is_some() => Known::Unknown(why.clone()),
        _ => Known::Set(value),
    }
}

fn plain(value: Value) -> Text {
    match value.to_text() {
        Some(Known::Set(text)) => text,
        Some(Known::Unknown(why)) => Text::symbol(Symbol::anonymous(why)),
        _ => Text::symbol(Symbol::anonymous(Why::fault(Fault::new("a name must be a string", value.span)))),
    }
}

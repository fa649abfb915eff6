//! Conditions. What cannot be decided is asked of the assumptions under a canonical name, so that
//! one question has one answer everywhere in a scenario.

use super::intrinsic::noun;
use super::{Evaluator, Scope, fault};
use crate::cloudformation::syntax::{is_named, plain_text};
use crate::json::{Node, NodeKind};
use crate::value::{Kind, Value};
use model::known::{Fault, Known, Span, Symbol, Text, Truth, Why};

impl<'r> Evaluator<'r> {
    /// The truth of a declared condition.
    pub fn condition(&mut self, stack: usize, name: &str, span: Option<Span>) -> Truth {
        let value = self.once(stack, &format!("condition {name}"), span, |this| {
            let Some((node, scope)) = this.condition_node(stack, name) else {
                return match this.open_to(stack, name) {
                    Some(why) => Value::unknown(why),
                    None => fault(format!("the condition `{name}` is not declared"), span),
                };
            };
            match this.truth(node, &scope) {
                Truth::Yes => Kind::Bool(true).into(),
                Truth::No => Kind::Bool(false).into(),
                Truth::Unknown(why) => Value::unknown(why),
            }
        });
        match value.kind {
            Kind::Bool(value) => Truth::from(value),
            Kind::Unknown(symbol)
                if symbol.why().as_fault().is_some() || !symbol.why().questions().is_empty() =>
            {
                Truth::Unknown(symbol.why().clone())
            }
            _ => {
                let why = value
                    .reason()
                    .unwrap_or_else(|| Why::new(format!("the condition `{name}` is not known")));
                self.ask(format!("condition {}", self.address(stack, name)), why)
            }
        }
    }

    fn condition_node(&mut self, stack: usize, name: &str) -> Option<(&'r Node, Scope)> {
        let section = &self.document(stack)?.conditions;
        if let Some(entry) = section.get(name) {
            return Some((&entry.node, Scope::of_stack(stack)));
        }
        if section.loops.is_empty() {
            return None;
        }
        let made = self.unroll(section, stack);
        made.into_iter().find(|entry| entry.name == name).map(|entry| (entry.node, entry.scope))
    }

    /// Whether a resource is created: its condition, and the stack that it stands in.
    pub fn exists(&mut self, stack: usize, resource: usize) -> Truth {
        let outer = self.stacks.get(stack).map_or(Truth::No, |stack| stack.exists.clone());
        outer.and(self.is_wanted(stack, resource))
    }

    /// The resource's own condition.
    pub(super) fn is_wanted(&mut self, stack: usize, resource: usize) -> Truth {
        let Some(resource) = self.resource(stack, resource) else { return Truth::No };
        let (node, scope) = (resource.node, resource.scope.clone());
        let looped = scope.maybe.clone().map_or(Truth::Yes, Truth::Unknown);
        self.own_condition(node, &scope).and(looped)
    }

    fn own_condition(&mut self, node: &'r Node, scope: &Scope) -> Truth {
        let Some(member) = crate::cloudformation::syntax::member(node, "Condition") else {
            return Truth::Yes;
        };
        let NodeKind::Text(name) = &member.value.kind else { return self.truth(&member.value, scope) };
        match scope.called(&self.filled(name, scope)) {
            Some(name) => self.condition(scope.stack, &name, member.value.span),
            None => Truth::Unknown(Why::new("the name of the condition is not known").at(member.span)),
        }
    }

    /// A node of the section `Conditions`, or an argument of a function of conditions.
    fn truth(&mut self, node: &'r Node, scope: &Scope) -> Truth {
        if let NodeKind::Object(members, _) = &node.kind
            && let [member] = members.as_slice()
        {
            if is_named(member, "Condition") {
                return match plain_text(&member.value) {
                    Some(name) => self.condition(scope.stack, &name, node.span),
                    None => refused("a condition is named by a string", node.span),
                };
            }
            for name in ["Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals"] {
                if is_named(member, name) {
                    return self.connective(name, &member.value, scope, node.span);
                }
            }
        }
        let value = self.eval(node, scope);
        self.flag(&value)
    }

    fn connective(&mut self, name: &str, node: &'r Node, scope: &Scope, span: Option<Span>) -> Truth {
        let counts = match name {
            "Fn::Equals" => (2, 2),
            "Fn::Not" => (1, 1),
            _ => (1, 10),
        };
        let items = match self.arguments(name, node, counts, span) {
            Ok(items) => items,
            Err(fault) => {
                return Truth::Unknown(fault.reason().unwrap_or_else(|| Why::new("not a condition")));
            }
        };
        match (name, items) {
            ("Fn::Equals", [left, right]) => {
                let (left, right) = (self.eval(left, scope), self.eval(right, scope));
                self.equal(&left, &right)
            }
            ("Fn::Not", [item]) => self.bounded_truth(item, scope).not(),
            ("Fn::And", items) => {
                items.iter().fold(Truth::Yes, |all, item| all.and(self.bounded_truth(item, scope)))
            }
            (_, items) => items.iter().fold(Truth::No, |any, item| any.or(self.bounded_truth(item, scope))),
        }
    }

    fn bounded_truth(&mut self, node: &'r Node, scope: &Scope) -> Truth {
        let mut truth = Truth::No;
        let value = self.deeper(scope.stack, node.span, |this| {
            truth = this.truth(node, scope);
            Value::null()
        });
        value.why().map_or(truth, |why| Truth::Unknown(why.clone()))
    }

    /// `Fn::Equals` and the like outside of conditions.
    pub(super) fn truth_value(
        &mut self,
        name: &str,
        node: &'r Node,
        scope: &Scope,
        span: Option<Span>,
    ) -> Value {
        match self.connective(name, node, scope, span) {
            Truth::Yes => Kind::Bool(true).into(),
            Truth::No => Kind::Bool(false).into(),
            Truth::Unknown(why) => Value::unknown(why),
        }
    }

    pub(super) fn choose(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let items = match self.arguments("Fn::If", node, (2, 3), span) {
            Ok(items) => items,
            Err(fault) => return fault,
        };
        let (condition, yes, no) = match items {
            [condition, yes, no] => (condition, yes, Some(no)),
            [condition, yes] => (condition, yes, None),
            _ => return fault("`Fn::If` takes a list of 3", span),
        };
        let truth = match &condition.kind {
            NodeKind::Text(name) => match scope.called(&self.filled(name, scope)) {
                Some(name) => self.condition(scope.stack, &name, condition.span),
                None => Truth::Unknown(Why::new("the name of the condition is not known").at(condition.span)),
            },
            // `On` without quotes is no name in YAML.
            NodeKind::Bool(_) => return fault("`Fn::If` takes the name of a condition", condition.span),
            _ => self.truth(condition, scope),
        };
        let other = |this: &mut Self| no.map_or_else(Value::null, |no| this.eval(no, scope));
        match truth {
            Truth::Yes => self.eval(yes, scope),
            Truth::No => other(self),
            Truth::Unknown(why) => {
                let (yes, no) = (self.eval(yes, scope), other(self));
                match (yes.term(), no.term()) {
                    (Some(a), Some(b)) if a == b => yes,
                    _ => Value::unknown(why),
                }
            }
        }
    }

    /// A switch in every spelling that CloudFormation takes.
    pub fn flag(&mut self, value: &Value) -> Truth {
        match &value.kind {
            Kind::Bool(value) => Truth::from(*value),
            Kind::Text(text) => match text.known() {
                Some(known) if known.eq_ignore_ascii_case("true") => Truth::Yes,
                Some(known) if known.eq_ignore_ascii_case("false") => Truth::No,
                Some(_) => refused("true or false is wanted here, this is another string", value.span),
                None => self.equal(value, &Value::string("true")),
            },
            Kind::Unknown(symbol) if symbol.has_identity() => self.equal(value, &Value::string("true")),
            Kind::Unknown(symbol) => Truth::Unknown(symbol.why().clone()),
            Kind::Null => refused("true or false is wanted here, and there is no value", value.span),
            _ => refused(&format!("true or false is wanted here, this is {}", noun(value)), value.span),
        }
    }

    /// `Fn::Equals`: everything is compared as the string that it is.
    pub(super) fn equal(&mut self, left: &Value, right: &Value) -> Truth {
        let (a, b) = match (compared(left), compared(right)) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(why), _) | (_, Err(why)) => return Truth::Unknown(why),
        };
        let why = match a.equals(&b) {
            Truth::Unknown(why) => why,
            decided => return decided,
        };
        if why.as_fault().is_some() {
            return Truth::Unknown(why);
        }
        if self.is_never(&a, &b) || self.is_never(&b, &a) {
            return Truth::No;
        }
        let (Some(a), Some(b)) = (Value::text(a).term(), Value::text(b).term()) else {
            return Truth::Unknown(why);
        };
        // The side that is known stands on the right.
        let (a, b) = if is_literal(&a) { (b, a) } else { (a, b) };
        let prefix = format!("{a} == ");
        let another = self.assumptions.answers.iter().any(|(question, answer)| {
            *answer && question.strip_prefix(&prefix).is_some_and(|value| value != b && is_literal(value))
        });
        if another && is_literal(&b) {
            return Truth::No;
        }
        self.ask(format!("{prefix}{b}"), why)
    }

    /// A parameter is none of the values that it does not allow.
    fn is_never(&self, parameter: &Text, value: &Text) -> bool {
        let (Some(symbol), Some(value)) = (parameter.as_symbol(), value.known()) else { return false };
        self.allowed_values(symbol).is_some_and(|allowed| !allowed.contains(&value))
    }

    fn ask(&self, question: String, why: Why) -> Truth {
        match self.assumptions.answers.get(&question) {
            Some(answer) => Truth::from(*answer),
            None => Truth::Unknown(why.asks(question)),
        }
    }

    /// What this scenario says about the value of a symbol: one of these literals it is, those it is not.
    pub(super) fn assumed(&self, symbol: &Symbol) -> (Option<String>, Vec<String>) {
        let prefix = format!("{} == ", symbol.name());
        let answers = self.assumptions.answers.iter();
        let about = answers
            .filter_map(|(question, answer)| Some((unquoted(question.strip_prefix(&prefix)?)?, *answer)));
        let (yes, no): (Vec<_>, Vec<_>) = about.partition(|(_, answer)| *answer);
        (yes.into_iter().next().map(|(value, _)| value), no.into_iter().map(|(value, _)| value).collect())
    }
}

fn refused(text: &str, span: Option<Span>) -> Truth {
    Truth::Unknown(Why::fault(Fault::new(text, span)))
}

fn compared(value: &Value) -> Result<Text, Why> {
    match value.to_text() {
        Some(Known::Set(text)) => Ok(text),
        Some(Known::Unknown(why)) => Err(why),
        Some(Known::Absent) => Ok(Text::new()),
        None => Ok(crate::json::encode(value)),
    }
}

/// A string by its term: two different ones are never equal.
fn is_literal(term: &str) -> bool {
    term.starts_with('"') && !term.contains("${")
}

/// The string of a term without escapes and unknown parts.
fn unquoted(term: &str) -> Option<String> {
    let inner = term.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('\\') && is_literal(term)).then(|| inner.to_owned())
}

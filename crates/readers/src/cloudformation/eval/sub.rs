//! `Fn::Sub`: text with the values of names filled in.

use super::intrinsic::text_of;
use super::row::{MARK, Row};
use super::{Evaluator, Growing, Scope, dynamic, fault};
use crate::cloudformation::syntax::{member, members};
use crate::json::{Node, NodeKind};
use crate::value::{Kind, Value};
use model::known::{Span, Text, Why};

impl<'r> Evaluator<'r> {
    /// A string, or a string and the values of names in it.
    pub(super) fn sub(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let (template, names) = match &node.kind {
            NodeKind::List(items, _) => match items.as_slice() {
                [template] => (template, None),
                [template, names] => (template, Some(names)),
                _ => return fault("`Fn::Sub` takes a string, or a string and an object", span),
            },
            _ => (node, None),
        };
        let template = match &template.kind {
            // A dynamic reference in it is not complete before it is filled in.
            NodeKind::Text(text) => Value::text(dynamic::written(&self.filled(text, scope), span)),
            _ => self.eval(template, scope),
        };
        let Kind::Text(text) = &template.kind else {
            return match template.kind {
                Kind::Bool(_) | Kind::Number(_) | Kind::Unknown(_) => template,
                _ => fault("`Fn::Sub` takes a string, or a string and an object", span),
            };
        };
        match self.fill(text, names, scope, span) {
            Ok(text) => Value::text(text),
            Err(refused) => refused,
        }
    }

    fn fill(
        &mut self,
        text: &Text,
        names: Option<&'r Node>,
        scope: &Scope,
        span: Option<Span>,
    ) -> Result<Text, Value> {
        let row = Row::new(text);
        let mut filled = Growing::default();
        let mut done = 0;
        for (start, _) in row.text.match_indices("${") {
            if start < done {
                continue;
            }
            let Some(length) = row.text.get(start..).and_then(|rest| rest.find('}')) else { break };
            let end = start + length + 1;
            filled.push(Ok(row.cut(done..start)))?;
            done = end;
            let name = row.text.get(start + 2..end - 1).unwrap_or_default();
            let looped = scope.called(&row.cut(start + 2..end - 1)).filter(|_| name.contains(MARK));
            let name = looped.as_deref().unwrap_or(name);
            if let Some(literal) = name.strip_prefix('!') {
                filled.push(Ok(Text::literal(format!("${{{literal}}}"))))?;
                continue;
            }
            let place = row.cut(start..end).span().or(span);
            let value = self.named(name.trim(), names, scope, place);
            filled.push(text_of(&value, place))?;
        }
        filled.push(Ok(row.cut(done..row.text.len())))?;
        Ok(filled.text)
    }

    fn named(&mut self, name: &str, names: Option<&'r Node>, scope: &Scope, place: Option<Span>) -> Value {
        if name == "AWS::NoValue" {
            return Value::string("");
        }
        if name.contains(MARK) {
            return Value::unknown(Why::new("the name of what is filled in is not known").at(place));
        }
        if let Some(given) = names.and_then(|names| member(names, name)) {
            return self.eval(&given.value, scope);
        }
        if names.is_some_and(|names| {
            members(names).iter().any(|member| member.key.known().as_deref() == Some("Fn::Transform"))
        }) {
            return Value::unknown(Why::new(format!("`Fn::Transform` may give `{name}`")).at(place));
        }
        match name.split_once('.') {
            Some((resource, attribute)) => self.attribute(resource, attribute, scope, place),
            None => self.reference(name, scope, place),
        }
    }
}

//! `Fn::ImportValue`: values that another of the templates given exports.

use super::intrinsic::{derived, text_of};
use super::row::{MARK, Row};
use super::stack::Unrolled;
use super::{Evaluator, Scope};
use crate::cloudformation::syntax::{member, plain_text};
use crate::json::Node;
use crate::value::Value;
use model::known::{Known, Settle, Span, Text, Truth, Why};
use std::rc::Rc;

/// Letters that a name must share with an export before it is asked whether they are the same.
const SHARED: usize = 3;

/// One export of a stack.
pub(super) struct Export<'r> {
    name: Text,
    value: &'r Node,
    scope: Scope,
}

impl<'r> Evaluator<'r> {
    pub(super) fn import(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let name = self.eval(node, scope);
        if let Ok(wanted) = text_of(&name, span) {
            match self.exported(&wanted, scope.stack) {
                Some(Ok(value)) => return value,
                Some(Err(why)) => return Value::unknown(why),
                None => {}
            }
        }
        let said = match name.to_text() {
            Some(Known::Set(text)) => text.to_string(),
            _ => "…".to_owned(),
        };
        let why = Why::new(format!("the export `{said}` is that of another stack")).at(span);
        derived("ImportValue", &[&name], why.settled_by(Settle::Outside(said)))
    }

    /// The value of the export of this name; or the question on which it hangs whether it is it.
    fn exported(&mut self, wanted: &Text, importer: usize) -> Option<Result<Value, Why>> {
        for export in self.exports().iter().filter(|export| export.scope.stack != importer) {
            match self.is_same_export(wanted, &export.name) {
                Truth::Yes => return Some(Ok(self.eval(export.value, &export.scope))),
                Truth::Unknown(why) if !why.questions().is_empty() => return Some(Err(why)),
                Truth::No | Truth::Unknown(_) => {}
            }
        }
        None
    }

    /// The exports of all stacks, except for those whose condition does not hold.
    fn exports(&mut self) -> Rc<[Export<'r>]> {
        if let Some(exports) = &self.exports {
            return exports.clone();
        }
        // What a name imports is not looked for while the names are put together.
        self.exports = Some(Rc::new([]));
        let mut exports = Vec::new();
        for stack in 0..self.stacks.len() {
            let Some(document) = self.document(stack) else { continue };
            for Unrolled { node, scope, .. } in self.unroll(&document.outputs, stack) {
                let name = member(node, "Export").and_then(|export| member(&export.value, "Name"));
                let (Some(name), Some(value)) = (name, member(node, "Value")) else { continue };
                let name = self.eval(&name.value, &scope);
                match text_of(&name, None) {
                    Ok(name) if !self.is_left_out(node, &scope) => {
                        exports.push(Export { name, value: &value.value, scope });
                    }
                    _ => {}
                }
            }
        }
        let exports: Rc<[Export<'r>]> = exports.into();
        self.exports = Some(exports.clone());
        exports
    }

    /// An output whose condition certainly does not hold.
    pub(super) fn is_left_out(&mut self, output: &'r Node, scope: &Scope) -> bool {
        let Some(condition) = member(output, "Condition") else { return false };
        let name = plain_text(&condition.value);
        name.is_some_and(|name| self.condition(scope.stack, &name, condition.span).is_no())
    }

    /// What both share at their ends is left out of the question.
    fn is_same_export(&mut self, wanted: &Text, name: &Text) -> Truth {
        let known = wanted.equals(name);
        if !matches!(known, Truth::Unknown(_)) {
            return known;
        }
        let (a, b) = (Row::new(wanted), Row::new(name));
        let shared = |pairs: &mut dyn Iterator<Item = (char, char)>| {
            pairs.take_while(|(a, b)| a == b && *a != MARK).map(|(a, _)| a.len_utf8()).sum::<usize>()
        };
        let end = shared(&mut a.text.chars().rev().zip(b.text.chars().rev()));
        let rest = (a.text.len() - end).min(b.text.len() - end);
        let start = shared(&mut a.text.chars().zip(b.text.chars())).min(rest);
        if start + end < SHARED {
            return known;
        }
        let (a, b) = (a.cut(start..a.text.len() - end), b.cut(start..b.text.len() - end));
        self.equal(&Value::text(a), &Value::text(b))
    }
}

//! `Fn::Join`, `Fn::Split`, `Fn::Select` and `Fn::Base64`.

use super::intrinsic::{derived, known_text, noun, text_of};
use super::row::Row;
use super::{Evaluator, Growing, Scope, fault};
use crate::json::Node;
use crate::value::{Kind, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::known::{Known, Span, Text, Why};

impl<'r> Evaluator<'r> {
    pub(super) fn join(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let items = match self.arguments("Fn::Join", node, (2, 2), span) {
            Ok(items) => items,
            Err(fault) => return fault,
        };
        let [separator, items] = items else { return fault("`Fn::Join` takes a list of 2", span) };
        let (separator, list) = (self.eval(separator, scope), self.eval(items, scope));
        let between = match text_of(&separator, span) {
            Ok(text) => text,
            Err(refused) => return refused,
        };
        let items = match &list.kind {
            Kind::List(items) if items.open.is_none() => items,
            Kind::List(_) | Kind::Unknown(_) => {
                let why = list.reason().unwrap_or_else(|| Why::new("the list is not known").at(span));
                return if why.as_fault().is_some() {
                    list
                } else {
                    derived("Join", &[&separator, &list], why)
                };
            }
            _ => {
                return fault(
                    format!("`Fn::Join` joins a list, this is {}", noun(&list)),
                    list.span.or(span),
                );
            }
        };
        let mut joined = Growing::default();
        for (i, item) in items.items.iter().enumerate() {
            let separator = if i > 0 { between.clone() } else { Text::new() };
            if let Err(refused) = joined.push(Ok(separator)).and_then(|()| joined.push(text_of(item, span))) {
                return refused;
            }
        }
        Value::text(joined.text)
    }

    pub(super) fn split(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let items = match self.arguments("Fn::Split", node, (2, 2), span) {
            Ok(items) => items,
            Err(fault) => return fault,
        };
        let [separator, text] = items else { return fault("`Fn::Split` takes a list of 2", span) };
        let (separator, value) = (self.eval(separator, scope), self.eval(text, scope));
        let text = match text_of(&value, span) {
            Ok(text) => text,
            Err(refused) => return refused,
        };
        match known_text(&separator).filter(|separator| !separator.is_empty()) {
            Some(mark) if !Row::new(&text).may_hide(&mark) => {
                let pieces = Row::new(&text).split(&mark);
                self.steps += u64::try_from(pieces.len()).unwrap_or(u64::MAX);
                Value::tuple(pieces.into_iter().map(Value::text).collect())
            }
            _ => {
                let why = text.why().or_else(|| separator.reason());
                derived(
                    "Split",
                    &[&separator, &value],
                    why.unwrap_or_else(|| Why::new("the separator is empty").at(span)),
                )
            }
        }
    }

    pub(super) fn select(&mut self, node: &'r Node, scope: &Scope, span: Option<Span>) -> Value {
        let items = match self.arguments("Fn::Select", node, (2, 2), span) {
            Ok(items) => items,
            Err(fault) => return fault,
        };
        let [index, list] = items else { return fault("`Fn::Select` takes a list of 2", span) };
        let (index, list) = (self.eval(index, scope), self.eval(list, scope));
        let number = known_text(&index).and_then(|text| text.trim().parse::<usize>().ok());
        match (&list.kind, number) {
            (Kind::List(items), Some(number)) => match (items.items.get(number), &items.open) {
                (Some(item), _) => item.clone(),
                (None, Some(why)) => Value::unknown(why.clone()),
                (None, None) => fault(
                    format!("the index {number} is beyond the list's {} items", items.items.len()),
                    span,
                ),
            },
            (Kind::List(_) | Kind::Unknown(_), _) => {
                let why = list.reason().or_else(|| index.reason());
                let Some(why) = why else { return fault("`Fn::Select` takes the number of an item", span) };
                if why.as_fault().is_some() {
                    Value::unknown(why)
                } else {
                    derived("Select", &[&index, &list], why)
                }
            }
            _ => {
                fault(format!("`Fn::Select` picks from a list, this is {}", noun(&list)), list.span.or(span))
            }
        }
    }

    pub(super) fn base64(&mut self, node: &'r Node, scope: &Scope) -> Value {
        let value = self.eval(node, scope);
        match value.to_text() {
            Some(Known::Set(text)) => match (text.known(), text.why()) {
                (Some(known), _) => Value::string(STANDARD.encode(known)),
                (None, why) => {
                    derived("Base64", &[&value], why.unwrap_or_else(|| Why::new("the text is not known")))
                }
            },
            _ => value,
        }
    }
}

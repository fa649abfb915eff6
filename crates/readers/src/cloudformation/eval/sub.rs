//! `Fn::Sub`, and text laid out in a row so that it can be searched and cut.

use super::intrinsic::text_of;
use super::{Evaluator, Scope, fault};
use crate::cloudformation::syntax::{member, members};
use crate::json::{Node, NodeKind};
use crate::value::{Kind, Value};
use model::known::{Part, Pos, Span, Symbol, Text, Why};
use std::ops::Range;

/// Stands for a symbol in the row.
const MARK: char = '\0';

/// Partly known text in a row; pieces of it keep their places.
pub(super) struct Row {
    pub text: String,
    runs: Vec<Run>,
}

struct Run {
    start: usize,
    piece: Piece,
}

enum Piece {
    Literal(Option<Pos>),
    Symbol(Symbol),
}

impl Row {
    pub fn new(text: &Text) -> Row {
        let mut row = Row { text: String::new(), runs: Vec::new() };
        for part in text.parts() {
            let start = row.text.len();
            let piece = match part {
                Part::Literal(literal, at) => {
                    row.text.push_str(literal);
                    Piece::Literal(*at)
                }
                Part::Symbol(symbol) => {
                    row.text.push(MARK);
                    Piece::Symbol(symbol.clone())
                }
            };
            row.runs.push(Run { start, piece });
        }
        row
    }

    pub fn cut(&self, range: Range<usize>) -> Text {
        let mut text = Text::new();
        let first = self.runs.partition_point(|run| run.start <= range.start).saturating_sub(1);
        for (i, run) in self.runs.iter().enumerate().skip(first) {
            if run.start >= range.end {
                break;
            }
            let end = self.runs.get(i + 1).map_or(self.text.len(), |next| next.start);
            let (from, to) = (run.start.max(range.start), end.min(range.end));
            if from >= to {
                continue;
            }
            match &run.piece {
                Piece::Symbol(symbol) => text.push_symbol(symbol.clone()),
                Piece::Literal(at) => {
                    let further = u32::try_from(from - run.start).unwrap_or(u32::MAX);
                    let at = at.map(|at| Pos { offset: at.offset.saturating_add(further), ..at });
                    text.push_literal(self.text.get(from..to).unwrap_or_default(), at);
                }
            }
        }
        text
    }
}

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
        let template = self.eval(template, scope);
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
        let mut filled = Text::new();
        let mut done = 0;
        for (start, _) in row.text.match_indices("${") {
            let Some(length) =
                row.text.get(start..).and_then(|rest| rest.find('}')).filter(|_| start >= done)
            else {
                continue;
            };
            let (inner, end) = (start + 2..start + length, start + length + 1);
            filled.push(&row.cut(done..start));
            done = end;
            let name = row.text.get(inner.clone()).unwrap_or_default();
            if let Some(literal) = name.strip_prefix('!') {
                filled.push_literal(format!("${{{literal}}}"), None);
                continue;
            }
            let place = row.cut(start..end).span().or(span);
            let value = self.named(name.trim(), names, scope, place);
            match text_of(&value, place) {
                Ok(value) => filled.push(&value),
                // An unknown piece leaves the rest of the text known, a refused one leaves nothing.
                Err(value) => match value.why() {
                    Some(why) if why.as_fault().is_none() => {
                        filled.push_symbol(Symbol::anonymous(why.clone()))
                    }
                    _ => return Err(value),
                },
            }
        }
        filled.push(&row.cut(done..row.text.len()));
        Ok(filled)
    }

    fn named(&mut self, name: &str, names: Option<&'r Node>, scope: &Scope, place: Option<Span>) -> Value {
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

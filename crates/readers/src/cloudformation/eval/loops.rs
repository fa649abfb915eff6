//! `Fn::ForEach`: loops that make entries of a section or members of an object.

use super::row::Row;
use super::stack::{RESOURCES, Unrolled};
use super::{Evaluator, Scope};
use crate::cloudformation::document::LOOP;
use crate::cloudformation::syntax::{members, plain_text};
use crate::json::{Node, NodeKind};
use crate::value::{Kind, Value};
use model::known::{Known, Text, Why};

/// Loops within each other.
const LEVELS: usize = 6;
/// Items of one loop.
const ITEMS: usize = 1_000;

impl<'r> Evaluator<'r> {
    /// `[name, items, {key: entry}]`, once for each item.
    pub(super) fn unroll_loop(
        &mut self,
        node: &'r Node,
        scope: &Scope,
        level: usize,
        made: &mut Vec<Unrolled<'r>>,
    ) -> Result<(), Why> {
        let NodeKind::List(parts, _) = &node.kind else { return Err(wrong(node)) };
        let [name, items, body] = parts.as_slice() else { return Err(wrong(node)) };
        let Some(name) = plain_text(name) else { return Err(wrong(node)) };
        if level >= LEVELS {
            return Err(Why::new("too many loops within each other").at(node.span));
        }
        for item in self.items(items, scope)?.into_iter().take(ITEMS) {
            let scope = scope.with(&name, item);
            for member in members(body) {
                let key = self.filled(&member.key, &scope);
                if key.known().is_some_and(|key| key.starts_with(LOOP)) {
                    self.unroll_loop(&member.value, &scope, level + 1, made)?;
                    continue;
                }
                if made.len() >= RESOURCES {
                    let text = format!("it makes more than the {RESOURCES} entries that a stack can have");
                    return Err(Why::new(text).at(node.span));
                }
                let unknown = || Why::new("an item of the loop is not known").at(node.span);
                let name = key.known().ok_or_else(|| key.why().unwrap_or_else(unknown))?;
                made.push(Unrolled { name, span: member.span, node: &member.value, scope: scope.clone() });
            }
        }
        Ok(())
    }

    /// What a loop goes over: a list, or several lists and strings in one.
    fn items(&mut self, node: &'r Node, scope: &Scope) -> Result<Vec<Value>, Why> {
        let value = self.eval(node, scope);
        let unknown = |value: &Value| value.why().cloned().unwrap_or_else(|| wrong(node));
        let Kind::List(list) = &value.kind else { return Err(unknown(&value)) };
        let mut items = Vec::new();
        for item in &list.items {
            match &item.kind {
                Kind::List(inner) if inner.open.is_none() => items.extend(inner.items.iter().cloned()),
                Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) => items.push(item.clone()),
                _ => return Err(unknown(item)),
            }
        }
        list.open.clone().map_or(Ok(items), Err)
    }

    /// A string with the names of loops filled in: `${Name}`, and `&{Name}` without what is neither
    /// letter nor digit.
    pub(super) fn filled(&self, text: &Text, scope: &Scope) -> Text {
        let mut text = text.clone();
        for (name, value) in scope.names() {
            let Some(Known::Set(value)) = value.to_text() else { continue };
            let bare = value.known().map(|known| {
                Text::literal(known.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
            });
            text = replaced(&text, &format!("${{{name}}}"), &value);
            text = replaced(&text, &format!("&{{{name}}}"), &bare.unwrap_or(value));
        }
        text
    }
}

fn wrong(node: &Node) -> Why {
    Why::new("a loop is written as a name, a list, and an object to repeat").at(node.span)
}

fn replaced(text: &Text, mark: &str, by: &Text) -> Text {
    let row = Row::new(text);
    let mut pieces = row.split(mark).into_iter();
    let first = pieces.next().unwrap_or_default();
    pieces.fold(first, |whole, piece| whole.then(by).then(&piece))
}

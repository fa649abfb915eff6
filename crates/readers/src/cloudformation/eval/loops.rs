//! `Fn::ForEach`: loops that make entries of a section or members of an object.

use super::row::Row;
use super::stack::{RESOURCES, Unrolled};
use super::{Evaluator, Scope};
use crate::cloudformation::document::LOOP;
use crate::cloudformation::syntax::{members, plain_text};
use crate::json::{Node, NodeKind};
use crate::value::{Kind, Value};
use model::known::{Known, Part, Shape, Symbol, Text, Why};

/// Loops within each other.
const LEVELS: usize = 6;
/// Items of one loop.
const ITEMS: usize = 1_000;

/// The items of a loop as far as they are known; what the list of the others is called, and why
/// they are not.
#[derive(Default)]
struct Items {
    known: Vec<Value>,
    more: Option<(String, Why)>,
}

impl Items {
    fn open(&mut self, why: Option<&Why>, list: &Value, node: &Node) {
        if let (Some(why), None) = (why, &self.more) {
            let list = list.term().filter(|term| term.len() <= LONGEST_TERM);
            let place = || format!("list@{}", node.span.map_or(0, |span| span.start));
            self.more = Some((list.unwrap_or_else(place), why.clone()));
        }
    }

    /// Those of a list that is not known. What is no list is refused.
    fn and_those_of(&mut self, list: &Value, node: &Node) -> Result<(), Why> {
        match list.why() {
            Some(why) if why.as_fault().is_none() => {
                self.open(Some(why), list, node);
                Ok(())
            }
            why => Err(why.cloned().unwrap_or_else(|| wrong(node))),
        }
    }
}

/// What is longer is no name to read.
const LONGEST_TERM: usize = 60;

/// Stands for every item of a list that is not known: by the same name wherever the list is gone
/// over, except within itself.
fn one_of(scope: &Scope, name: &str, list: String, why: Why) -> Scope {
    let mut item = format!("{list}[*]");
    while scope.symbols().any(|symbol| symbol.name() == item) {
        item.push('*');
    }
    let symbol = Symbol::new(item, why.clone()).shaped(Shape::Name).nonempty();
    Scope { maybe: scope.maybe.clone().or(Some(why)), ..scope.with(name, Value::symbol(symbol)) }
}

impl Scope {
    fn symbols(&self) -> impl Iterator<Item = &Symbol> {
        self.names().filter_map(|(_, value)| match &value.kind {
            Kind::Unknown(symbol) => Some(symbol),
            _ => None,
        })
    }

    /// A logical id. What a loop makes for items that are not known is called after their list.
    pub(super) fn called(&self, id: &Text) -> Option<String> {
        let is_item = |part: &Part| match part {
            Part::Literal(..) => true,
            Part::Symbol(symbol) => {
                self.symbols().any(|item| item.has_identity() && item.name() == symbol.name())
            }
        };
        id.parts().iter().all(is_item).then(|| id.to_string())
    }

    pub(super) fn id(&self, value: &Value) -> Option<String> {
        match value.to_text() {
            Some(Known::Set(text)) => self.called(&text),
            _ => None,
        }
    }
}

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
        let Items { known, more } = self.items(items, scope)?;
        let mut scopes: Vec<Scope> =
            known.into_iter().take(ITEMS).map(|item| scope.with(&name, item)).collect();
        scopes.extend(more.map(|(list, why)| one_of(scope, &name, list, why)));
        for scope in scopes {
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
                let name = scope.called(&key).ok_or_else(|| key.why().unwrap_or_else(unknown))?;
                made.push(Unrolled { name, span: member.span, node: &member.value, scope: scope.clone() });
            }
        }
        Ok(())
    }

    /// What a loop goes over: a list, or several lists and strings in one.
    fn items(&mut self, node: &'r Node, scope: &Scope) -> Result<Items, Why> {
        let value = self.eval(node, scope);
        let mut items = Items::default();
        let Kind::List(list) = &value.kind else { return items.and_those_of(&value, node).map(|()| items) };
        for item in &list.items {
            match &item.kind {
                Kind::List(inner) => {
                    items.known.extend(inner.items.iter().cloned());
                    items.open(inner.open.as_ref(), item, node);
                }
                Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) => items.known.push(item.clone()),
                Kind::Unknown(symbol) if self.is_one_value(symbol) => items.known.push(item.clone()),
                _ => items.and_those_of(item, node)?,
            }
        }
        items.open(list.open.as_ref(), &value, node);
        Ok(items)
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

//! A block or resource as the plan knows it: its values, which of them are known only after the
//! apply, and the expressions that they come from, side by side.

use super::document::{Document, Resource, member, named, references};
use crate::json::{Node, NodeKind};
use crate::number::Number;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Span, Symbol, Why};
use std::collections::BTreeMap;

/// Three trees of one form. Each may lack what the others have.
#[derive(Clone, Copy, Debug)]
pub struct Mirror<'r> {
    pub value: Option<&'r Node>,
    pub unknown: Option<&'r Node>,
    pub written: Option<&'r Node>,
    /// The name that the value stands under.
    pub key: Option<Span>,
    pub resource: &'r Resource,
    /// The module instance that its references are read in.
    pub module: usize,
}

/// What is known of an argument or block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// The plan does not speak of it.
    Silent,
    /// Only after the apply.
    Later,
    /// As a whole or in part.
    Now,
}

impl<'r> Mirror<'r> {
    pub fn of(document: &'r Document, resource: &'r Resource, module: usize) -> Mirror<'r> {
        let code = document.code_of(&resource.address);
        Mirror {
            value: Some(&resource.values),
            unknown: resource.unknown.as_ref(),
            written: code.and_then(|code| code.expressions.as_ref()),
            key: resource.span,
            resource,
            module,
        }
    }

    pub fn member(&self, name: &str) -> Mirror<'r> {
        let found = self.value.and_then(|value| named(value, name));
        Mirror {
            value: found.map(|found| &found.value),
            unknown: self.unknown.and_then(|unknown| member(unknown, name)),
            written: self.written.and_then(|written| member(written, name)),
            key: found.and_then(|found| found.span),
            ..*self
        }
    }

    /// The items of a list. The expressions of blocks are listed one by one, unless some were made
    /// by `dynamic` and are not listed at all.
    pub fn items(&self) -> Vec<Mirror<'r>> {
        let list = |node: Option<&'r Node>| match node.map(|node| &node.kind) {
            Some(NodeKind::List(items, _)) => items.as_slice(),
            _ => &[],
        };
        let (values, unknown, written) = (list(self.value), list(self.unknown), list(self.written));
        let written = if written.len() == values.len() { written } else { &[] };
        let item = |(at, value)| Mirror {
            value: Some(value),
            unknown: unknown.get(at),
            written: written.get(at),
            ..*self
        };
        values.iter().enumerate().map(item).collect()
    }

    pub fn knowledge(&self) -> Knowledge {
        match (self.unknown.map(|node| &node.kind), self.value) {
            (Some(NodeKind::Bool(true)), _) => Knowledge::Later,
            (_, Some(_)) => Knowledge::Now,
            // A map or list of which nothing is known but that it is there.
            (Some(NodeKind::Object(..) | NodeKind::List(..)), None) => Knowledge::Now,
            _ => Knowledge::Silent,
        }
    }

    /// Where the value stands, its name included; of a value that is not there, its expression.
    pub fn span(&self) -> Option<Span> {
        let value = self.value.and_then(|value| value.span);
        match (self.key, value) {
            (Some(key), Some(value)) => Some(key.to(value)),
            (None, value) => value.or(self.written.and_then(|written| written.span)),
            (key, None) => key,
        }
    }

    pub fn references(&self) -> Vec<String> {
        self.written.map(references).unwrap_or_default()
    }

    /// Why the value is not known.
    pub fn why(&self, name: &str) -> Why {
        let refs: Vec<String> =
            self.references().into_iter().take(4).map(|reference| format!("`{reference}`")).collect();
        let address = &self.resource.text;
        let text = match refs.is_empty() {
            true => format!("`{name}` of `{address}` is known only after the apply"),
            false => format!(
                "`{name}` of `{address}` is known only after the apply, and the plan does not say how it is made from {}",
                refs.join(" and ")
            ),
        };
        Why::new(text).at(self.span().or(self.resource.span))
    }

    /// Why it is not known whether there is such a value at all.
    pub fn unsaid(&self, name: &str) -> Why {
        let address = &self.resource.text;
        Why::new(format!("the plan does not say whether `{name}` of `{address}` is known"))
            .at(self.resource.span)
    }

    /// The value with unknowns in it. Bounded by the depth of the parser.
    pub fn to_value(&self, name: &str) -> Value {
        if self.knowledge() == Knowledge::Later {
            return Value::unknown(self.why(name)).at(self.span());
        }
        let span = self.value.and_then(|value| value.span);
        let kind = match self.value.map(|value| &value.kind) {
            None => match self.unknown.map(|unknown| &unknown.kind) {
                Some(NodeKind::Object(..)) => self.object(name),
                _ => Kind::Null,
            },
            Some(NodeKind::Null) => Kind::Null,
            Some(NodeKind::Bool(value)) => Kind::Bool(*value),
            Some(NodeKind::Number(digits)) => match Number::parse(digits) {
                Some(number) => Kind::Number(number),
                None => Kind::Unknown(Symbol::anonymous(
                    Why::new(format!("the number `{digits}` is too large to be read")).at(span),
                )),
            },
            Some(NodeKind::Text(text)) => Kind::Text(text.clone()),
            Some(NodeKind::Unknown(symbol)) => Kind::Unknown(symbol.clone()),
            Some(NodeKind::List(..)) => {
                // An unknown item is made from what the whole list is made from.
                let written = |item: &Mirror<'r>| item.written.or(self.written);
                let inner = |item: &Mirror<'r>| Mirror { written: written(item), key: None, ..*item };
                let items = self.items().iter().map(|item| inner(item).to_value(name)).collect();
                Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open: None, loose: false }))
            }
            Some(NodeKind::Object(..)) => self.object(name),
        };
        Value::new(kind, span)
    }

    fn object(&self, name: &str) -> Kind {
        let mut names: BTreeMap<String, ()> = BTreeMap::new();
        for node in [self.value, self.unknown].into_iter().flatten() {
            if let NodeKind::Object(members, _) = &node.kind {
                names.extend(members.iter().filter_map(|member| Some((member.key.known()?, ()))));
            }
        }
        let mut object = Object::default();
        for inner in names.into_keys() {
            let mut found = self.member(&inner);
            found.written = found.written.or(self.written);
            if found.knowledge() == Knowledge::Silent {
                continue;
            }
            let value = found.to_value(name);
            object.members.insert(inner, Member { key: found.key, value });
        }
        Kind::Object(Shared::new(object))
    }
}

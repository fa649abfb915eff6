//! Nodes of the tree into values: intrinsics are calls, what is null or `AWS::NoValue` is left out.

use super::{Evaluator, Scope, dynamic};
use crate::cloudformation::document::LOOP;
use crate::cloudformation::syntax::name_of;
use crate::json::{Node, NodeKind, NodeMember};
use crate::number::Number;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Span, Text, Why};
use std::borrow::Cow;

impl<'r> Evaluator<'r> {
    /// Never fails: what CloudFormation would refuse is unknown for a fault.
    pub fn eval(&mut self, node: &'r Node, scope: &Scope) -> Value {
        let value = self.deeper(scope.stack, node.span, |this| this.value(node, scope));
        let value = dynamic::resolved(value, node.span);
        self.weighed(value).at(node.span)
    }

    fn value(&mut self, node: &'r Node, scope: &Scope) -> Value {
        match &node.kind {
            NodeKind::Null => Value::null(),
            NodeKind::Bool(value) => Kind::Bool(*value).into(),
            NodeKind::Number(digits) => number(digits),
            NodeKind::Text(text) => Value::text(self.filled(text, scope)),
            NodeKind::Unknown(symbol) => Value::symbol(symbol.clone()),
            NodeKind::List(items, open) => self.list(items, open.clone(), scope),
            NodeKind::Object(members, open) => match call(members) {
                Some((name, argument)) => self.intrinsic(&name, argument, scope, node.span),
                None => self.object(members, open.clone(), scope),
            },
        }
    }

    fn list(&mut self, nodes: &'r [Node], open: Option<Why>, scope: &Scope) -> Value {
        let mut items = Vec::with_capacity(nodes.len());
        for node in nodes {
            let item = self.eval(node, scope);
            if !item.is_null() {
                items.push(item);
            }
        }
        Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose: false })).into()
    }

    fn object(&mut self, members: &'r [NodeMember], open: Option<Why>, scope: &Scope) -> Value {
        let mut object = Object { open, ..Object::default() };
        for member in members {
            let key = self.filled(&member.key, scope);
            let Some(name) = key.known() else {
                object.open = object.open.or_else(|| key.why());
                continue;
            };
            if name == "Fn::Transform" {
                object.open =
                    Some(Why::new("`Fn::Transform` adds to it when the stack is created").at(member.span));
            } else if name.starts_with(LOOP) {
                self.repeat(member, scope, &mut object);
            } else {
                self.add(&mut object, name, member.span, &member.value, scope);
            }
        }
        Kind::Object(Shared::new(object)).into()
    }

    fn repeat(&mut self, member: &'r NodeMember, scope: &Scope, object: &mut Object) {
        let mut made = Vec::new();
        if let Err(why) = self.unroll_loop(&member.value, scope, 0, &mut made) {
            object.open = Some(why);
        }
        for entry in made {
            if let Some(why) = entry.scope.maybe.clone() {
                object.open.get_or_insert(why);
                continue;
            }
            self.add(object, entry.name, entry.span, entry.node, &entry.scope);
        }
    }

    /// Of equal keys the last one counts, also where it takes the member away.
    fn add(&mut self, object: &mut Object, name: String, key: Option<Span>, node: &'r Node, scope: &Scope) {
        let value = self.eval(node, scope);
        match value.is_null() {
            true => object.members.remove(&name),
            false => object.members.insert(name, Member { key, value }),
        };
    }
}

/// An object of one member whose name is that of an intrinsic.
pub(in crate::cloudformation) fn call(members: &[NodeMember]) -> Option<(Cow<'_, str>, &Node)> {
    let [member] = members else { return None };
    let name = name_of(member);
    let is_call = name == "Ref" || (name.starts_with("Fn::") && !name.starts_with(LOOP));
    is_call.then_some((name, &member.value))
}

/// A number as it is written; one that would be written in another way is text.
fn number(digits: &str) -> Value {
    match Number::parse(digits).filter(|number| number.to_string() == digits) {
        Some(number) => Kind::Number(number).into(),
        None => Value::text(Text::literal(digits)),
    }
}

//! What the plan knows, in the places of the code: one value in two descriptions.

use crate::json;
use crate::value::{Kind, List, Member, Object, Shared, Value};
use model::known::order;

/// The value of the plan where it is known, else that of the code; and the places of the code
/// wherever both have the same form. Bounded by the depth that the parsers allow.
pub fn graft(plan: &Value, code: &Value) -> Value {
    match (&plan.kind, &code.kind) {
        (Kind::Unknown(_), _) => code.clone(),
        (Kind::Text(_) | Kind::Json(_), Kind::Text(_) | Kind::Json(_)) => texts(plan, code),
        (Kind::Object(known), Kind::Object(written)) => {
            let member = |(name, member): (&String, &Member)| {
                let grafted = match written.members.get(name) {
                    Some(other) => {
                        Member { key: other.key.or(member.key), value: graft(&member.value, &other.value) }
                    }
                    None => Member { key: code.span, value: member.value.clone().at(code.span) },
                };
                (name.clone(), grafted)
            };
            let members = order::map(known.members.iter().map(member));
            let object = Object { members, is_map: known.is_map, open: known.open.clone() };
            Value::new(Kind::Object(Shared::new(object)), code.span.or(plan.span))
        }
        (Kind::List(known), Kind::List(written)) => {
            let items = known.items.iter().enumerate().map(|(at, item)| {
                let equal = || written.items.iter().find(|other| is_same(item, other));
                let beside = || written.items.get(at).filter(|_| written.items.len() == known.items.len());
                match equal().or_else(beside) {
                    Some(other) => graft(item, other),
                    None => item.clone().at(code.span),
                }
            });
            let list = List { items: items.collect(), open: known.open.clone(), ..List::clone(known) };
            Value::new(Kind::List(Shared::new(list)), code.span.or(plan.span))
        }
        _ => plan.clone().at(code.span),
    }
}

/// Two strings, which may be policies.
fn texts(plan: &Value, code: &Value) -> Value {
    if is_same(plan, code) {
        return code.clone();
    }
    match (document(plan), document(code)) {
        (Some(known), Some(written)) => {
            let inner = graft(&known, &written);
            Value::new(Kind::Json(Shared::new(inner)), code.span.or(plan.span))
        }
        _ => Value { kind: without_places(&plan.kind), span: code.span.or(plan.span) },
    }
}

/// A text of the plan that stands for one of the code: its own places are of no use to a reader.
fn without_places(kind: &Kind) -> Kind {
    match kind {
        Kind::Text(text) => match text.known() {
            Some(known) => Kind::Text(model::known::Text::literal(known)),
            None => kind.clone(),
        },
        kind => kind.clone(),
    }
}

/// The object that a string encodes.
fn document(value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::Json(inner) => Some(Value::clone(inner)),
        Kind::Text(text) => {
            let parsed = json::parse(text).ok()?;
            matches!(parsed.value.kind, Kind::Object(_)).then_some(parsed.value)
        }
        _ => None,
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Text(a), Kind::Text(b)) => a.equals(b).is_yes(),
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Number(a), Kind::Number(b)) => a.to_string() == b.to_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::known::{FileId, Span, Symbol, Text, Why};

    fn at(start: usize, value: Value) -> Value {
        value.at(Some(Span::new(FileId(1), start..start + 1)))
    }

    fn text_of(value: &Value) -> String {
        match &value.kind {
            Kind::Text(text) => text.to_string(),
            Kind::Json(inner) => json::encode(inner).to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_the_plan_knows_stands_where_the_code_says_it() {
        let symbol = Value::symbol(Symbol::new("var.x", Why::new("`var.x` has no value")));
        let grafted = graft(&Value::string("orders"), &at(7, symbol));
        assert_eq!((text_of(&grafted).as_str(), grafted.span.unwrap().start), ("orders", 7));
        let grafted = graft(&Value::unknown(Why::new("later")), &at(9, Value::string("code")));
        assert_eq!((text_of(&grafted).as_str(), grafted.span.unwrap().start), ("code", 9));
    }

    #[test]
    fn policies_are_grafted_inside() {
        let plan = Value::string(r#"{"Statement":[{"Action":"s3:PutObject","Resource":"arn:x"}]}"#);
        let resource = at(40, Value::text(Text::symbol(Symbol::new("a", Why::new("later")))));
        let statement = Value::object([
            ("Action".to_owned(), at(20, Value::string("s3:PutObject"))),
            ("Resource".to_owned(), resource),
        ]);
        let inner = Value::object([("Statement".to_owned(), Value::tuple(vec![at(15, statement)]))]);
        let grafted = graft(&plan, &at(3, Kind::Json(Shared::new(inner)).into()));
        assert_eq!(text_of(&grafted), text_of(&plan));
        let Kind::Json(inner) = &grafted.kind else { panic!("{grafted:?}") };
        let Kind::Object(object) = &inner.kind else { panic!("{inner:?}") };
        let Kind::List(list) = &object.members["Statement"].value.kind else { panic!("{object:?}") };
        assert_eq!(list.items[0].span.unwrap().start, 15);
    }
}

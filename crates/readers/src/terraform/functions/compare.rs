//! Equality as Terraform's `==` has it, and the order of the elements of a set.

use super::types::DEPTH;
use crate::value::{Flavor, Kind, List, Object, Value};
use model::known::{Shape, Symbol, Text, Truth, Why};
use std::cmp::Ordering;

/// `==`: values of different types are never equal.
pub fn equals(a: &Value, b: &Value) -> Truth {
    Comparison { one_type: false }.values(a, b, 0)
}

/// Equality of two elements of one list, set or map: their types are the same.
pub(super) fn same_element(a: &Value, b: &Value) -> Truth {
    Comparison { one_type: true }.values(a, b, 0)
}

struct Comparison {
    /// Nulls and empty collections within have the same type.
    one_type: bool,
}

impl Comparison {
    fn values(&self, a: &Value, b: &Value, depth: usize) -> Truth {
        if depth > DEPTH {
            return Truth::Unknown(Why::new("two values are nested too deeply to be compared"));
        }
        match (&a.kind, &b.kind) {
            (Kind::Unknown(a), Kind::Unknown(b)) => symbols(a, b),
            (Kind::Unknown(symbol), other) | (other, Kind::Unknown(symbol)) => symbol_and_kind(symbol, other),
            (Kind::Null, Kind::Null) if depth == 0 || self.one_type => Truth::Yes,
            (Kind::Null, Kind::Null) => Truth::Unknown(Why::new("nulls of different types are not equal")),
            (Kind::Bool(a), Kind::Bool(b)) => Truth::from(a == b),
            (Kind::Number(a), Kind::Number(b)) => Truth::from(a.same(b)),
            (Kind::Text(a), Kind::Text(b)) => a.equals(b),
            (Kind::Text(text), Kind::Json(json)) | (Kind::Json(json), Kind::Text(text)) => {
                text.equals(&crate::json::encode(json))
            }
            (Kind::Json(a), Kind::Json(b)) => crate::json::encode(a).equals(&crate::json::encode(b)),
            (Kind::List(a), Kind::List(b)) => self.lists(a, b, depth),
            (Kind::Object(a), Kind::Object(b)) => self.objects(a, b, depth),
            (Kind::Resource(a), Kind::Resource(b)) if a.address == b.address => Truth::Yes,
            (Kind::Resource(instance), Kind::Resource(_) | Kind::Object(_))
            | (Kind::Object(_), Kind::Resource(instance)) => {
                Truth::Unknown(Why::new(format!("not every attribute of `{}` is known", instance.address)))
            }
            _ => Truth::No,
        }
    }

    fn lists(&self, a: &List, b: &List, depth: usize) -> Truth {
        if a.flavor != b.flavor {
            return Truth::No;
        }
        match (&a.open, &b.open) {
            (None, None) if a.flavor == Flavor::Set => self.sets(a, b, depth),
            (None, None) if a.items.len() != b.items.len() => Truth::No,
            (None, None) if a.items.is_empty() => self.empty(a.flavor == Flavor::Tuple),
            (None, None) => {
                let pairs = a.items.iter().zip(&b.items);
                Truth::all(pairs.map(|(a, b)| self.values(a, b, depth + 1)))
            }
            // Further items only make it longer.
            (Some(_), None) if a.flavor != Flavor::Set && a.items.len() > b.items.len() => Truth::No,
            (None, Some(_)) if a.flavor != Flavor::Set && b.items.len() > a.items.len() => Truth::No,
            (Some(why), _) | (_, Some(why)) => Truth::Unknown(why.clone()),
        }
    }

    fn sets(&self, a: &List, b: &List, depth: usize) -> Truth {
        if a.items.is_empty() && b.items.is_empty() {
            return self.empty(false);
        }
        let mut items = a.items.iter().chain(&b.items);
        if let Some(item) = items.find(|item| !item.is_known()) {
            // One that is the other's for sure does not depend on the order.
            let alike = a.items.len() == b.items.len()
                && a.items.iter().zip(&b.items).all(|(a, b)| self.values(a, b, depth + 1).is_yes());
            return if alike { Truth::Yes } else { Truth::Unknown(reason(item)) };
        }
        if a.items.len() != b.items.len() {
            return Truth::No;
        }
        Truth::all(a.items.iter().zip(&b.items).map(|(a, b)| self.values(a, b, depth + 1)))
    }

    fn objects(&self, a: &Object, b: &Object, depth: usize) -> Truth {
        let lacks = |whole: &Object, other: &Object| {
            whole.open.is_none() && other.members.keys().any(|name| !whole.members.contains_key(name))
        };
        if a.is_map != b.is_map || lacks(a, b) || lacks(b, a) {
            return Truth::No;
        }
        let shared = a.members.iter().filter_map(|(name, one)| Some((one, b.members.get(name)?)));
        let mut truth = Truth::all(shared.map(|(a, b)| self.values(&a.value, &b.value, depth + 1)));
        for why in a.open.iter().chain(&b.open) {
            truth = truth.and(Truth::Unknown(why.clone()));
        }
        if a.members.is_empty() && b.members.is_empty() { truth.and(self.empty(!a.is_map)) } else { truth }
    }

    /// Two empty collections are equal if their elements are of one type.
    fn empty(&self, typeless: bool) -> Truth {
        if typeless || self.one_type {
            return Truth::Yes;
        }
        Truth::Unknown(Why::new("empty collections of different types are not equal"))
    }
}

fn symbols(a: &Symbol, b: &Symbol) -> Truth {
    if a.same(b) {
        Truth::Yes
    } else if a.differs(b) {
        Truth::No
    } else {
        Truth::Unknown(a.why().clone().and(b.why()))
    }
}

fn symbol_and_kind(symbol: &Symbol, other: &Kind) -> Truth {
    let unknown = Truth::Unknown(symbol.why().clone());
    let is_string = symbol.shape() != Shape::Any;
    let text = match other {
        Kind::Null if symbol.is_nonempty() => return Truth::No,
        Kind::Null => return unknown,
        Kind::Text(text) => text.clone(),
        Kind::Json(json) => crate::json::encode(json),
        // A symbol with the shape of a name is a string or null.
        _ if is_string => return Truth::No,
        _ => return unknown,
    };
    if text.as_symbol().is_some_and(|other| other.same(symbol)) && !is_string {
        // A number is not equal to what it is as a string.
        return unknown;
    }
    Text::symbol(symbol.clone()).equals(&text)
}

/// Why a value is not known as a whole.
pub(super) fn reason(value: &Value) -> Why {
    reason_at(value, 0).unwrap_or_else(|| Why::new("a part of a value is not known"))
}

fn reason_at(value: &Value, depth: usize) -> Option<Why> {
    if depth > DEPTH {
        return None;
    }
    let merge = |a: Why, b: Why| a.and(&b);
    match &value.kind {
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
        Kind::Text(text) => text.why(),
        Kind::Json(inner) => reason_at(inner, depth + 1),
        Kind::List(list) => {
            let items = list.items.iter().filter_map(|item| reason_at(item, depth + 1));
            items.chain(list.open.clone()).reduce(merge)
        }
        Kind::Object(object) => {
            let members = object.members.values();
            let members = members.filter_map(|member| reason_at(&member.value, depth + 1));
            members.chain(object.open.clone()).reduce(merge)
        }
        Kind::Resource(instance) => {
            Some(Why::new(format!("not every attribute of `{}` is known", instance.address)).at(value.span))
        }
        Kind::Unknown(symbol) => Some(symbol.why().clone()),
    }
}

/// The order of known elements in a set: strings by their bytes, numbers by size, false before
/// true, null last; anything else by how it is written.
pub(super) fn set_order(a: &Value, b: &Value) -> Ordering {
    match (&a.kind, &b.kind) {
        (Kind::Null, Kind::Null) => Ordering::Equal,
        (Kind::Null, _) => Ordering::Greater,
        (_, Kind::Null) => Ordering::Less,
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
        (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
        (Kind::Text(x), Kind::Text(y)) => x.known().cmp(&y.known()),
        _ => set_text(a, 0).cmp(&set_text(b, 0)),
    }
}

fn set_text(value: &Value, depth: usize) -> String {
    if depth > DEPTH {
        return String::new();
    }
    match &value.kind {
        Kind::Null => "~".to_owned(),
        Kind::Bool(value) => if *value { "T" } else { "F" }.to_owned(),
        Kind::Number(number) => {
            let sign = if number.is_negative() { "-" } else { "" };
            format!("{sign}{}", number.general(Some(10), 'e'))
        }
        Kind::Text(_) | Kind::Json(_) => {
            let text = match value.to_text() {
                Some(model::known::Known::Set(text)) => text.known().unwrap_or_default(),
                _ => String::new(),
            };
            format!("{text:?}")
        }
        Kind::List(list) => {
            let items: String = list.items.iter().map(|item| set_text(item, depth + 1) + ";").collect();
            if list.flavor == Flavor::Tuple { format!("<{items}>") } else { format!("[{items}]") }
        }
        Kind::Object(object) => {
            let member = |(name, member): (&String, &crate::value::Member)| {
                let value = set_text(&member.value, depth + 1);
                if object.is_map { format!("{name:?}:{value};") } else { format!("{value};") }
            };
            let members: String = object.members.iter().map(member).collect();
            if object.is_map { format!("{{{members}}}") } else { format!("<{members}>") }
        }
        Kind::Resource(_) | Kind::Unknown(_) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{list, number, object, open, set, text, tuple, unknown};
    use super::*;

    #[track_caller]
    fn check(a: &Value, b: &Value, expected: &str) {
        for (a, b) in [(a, b), (b, a)] {
            let got = match equals(a, b) {
                Truth::Yes => "yes",
                Truth::No => "no",
                Truth::Unknown(_) => "unknown",
            };
            assert_eq!(got, expected, "{a:?} {b:?}");
        }
    }

    #[test]
    fn types_count() {
        check(&number("1"), &text(&["1"]), "no");
        check(&tuple(&[]), &list(&[]), "no");
        check(&list(&[]), &list(&[]), "unknown");
        check(&list(&[]), &list(&[number("1")]), "no");
        check(&Value::null(), &Value::null(), "yes");
        check(&tuple(&[Value::null()]), &tuple(&[Value::null()]), "unknown");
    }

    #[test]
    fn symbols() {
        check(&unknown("var.a"), &unknown("var.a"), "yes");
        check(&unknown("var.a"), &unknown("var.b"), "unknown");
        check(&unknown("var.a"), &text(&["x"]), "unknown");
        check(&unknown("var.a"), &text(&["$var.a"]), "unknown");
        check(&unknown("bucket"), &text(&["$bucket"]), "yes");
        check(&unknown("bucket"), &text(&["A"]), "no");
        check(&unknown("bucket"), &number("1"), "no");
        check(&unknown("bucket"), &Value::null(), "no");
        check(&unknown("var.a"), &Value::null(), "unknown");
        check(&text(&["x-", "$var.a"]), &text(&["y"]), "no");
    }

    #[test]
    fn collections_that_are_not_known() {
        let one = |value: Value| tuple(&[value]);
        check(&one(unknown("var.a")), &one(unknown("var.a")), "yes");
        check(&one(unknown("var.a")), &tuple(&[]), "no");
        check(&open(&one(number("1"))), &tuple(&[]), "no");
        check(&open(&one(number("1"))), &tuple(&[number("1"), number("2")]), "unknown");
        let (a, b) = (object(&[("a", number("1"))]), object(&[("b", number("1"))]));
        check(&a, &b, "no");
        check(&open(&a), &b, "no");
        check(&open(&object(&[])), &a, "unknown");
        check(&set(&[text(&["$var.a"]), text(&["x"])]), &set(&[text(&["x"]), text(&["$var.a"])]), "yes");
        check(&set(&[text(&["$var.a"])]), &set(&[text(&["x"])]), "unknown");
    }
}

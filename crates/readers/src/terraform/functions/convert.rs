//! Conversions between types as Terraform makes them: by itself, by `tolist` and the like, and
//! for the type constraint of a variable.

pub use super::compare::equals;
pub use super::types::{Attribute, Type, type_of, unify_types};

use super::compare::{reason, same_element, set_order};
use super::types::DEPTH;
use crate::number::Number;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Fault, Known, Symbol, Text, Why, order};
use std::collections::BTreeMap;

pub fn to_string(value: &Value) -> Result<Value, Fault> {
    convert(value, &Type::String)
}

pub fn to_number(value: &Value) -> Result<Value, Fault> {
    convert(value, &Type::Number)
}

pub fn to_bool(value: &Value) -> Result<Value, Fault> {
    convert(value, &Type::Bool)
}

/// A list, all of whose elements have one type.
pub fn to_list(value: &Value) -> Result<Value, Fault> {
    convert(value, &Type::List(Box::new(Type::Any)))
}

/// Sorted, and every element once.
pub fn to_set(value: &Value) -> Result<Value, Fault> {
    convert(value, &Type::Set(Box::new(Type::Any)))
}

pub fn to_map(value: &Value) -> Result<Value, Fault> {
    convert(value, &Type::Map(Box::new(Type::Any)))
}

/// `value`, converted to the type that it has in common with `other`, as the branches of a
/// conditional are.
pub fn unify(value: &Value, other: &Value) -> Result<Value, Fault> {
    let (a, b) = (type_of(value), type_of(other));
    if a == b || a == Type::Any || b == Type::Any {
        return Ok(value.clone());
    }
    match unify_types(vec![a, b]) {
        Some(common) => convert(value, &common),
        // What is not known may be what brings them together.
        None if !value.is_known() || !other.is_known() => Ok(value.clone()),
        None => {
            let text = format!("{} and {} have no type in common", article(value), article(other));
            Err(Fault::new(text, value.span))
        }
    }
}

/// The value as one of the type. Null and unknown values are of any type.
pub fn convert(value: &Value, ty: &Type) -> Result<Value, Fault> {
    convert_at(value, ty, 0)
}

fn convert_at(value: &Value, ty: &Type, depth: usize) -> Result<Value, Fault> {
    if depth > DEPTH {
        return Ok(Value::unknown(Why::new("a value is nested too deeply").at(value.span)).at(value.span));
    }
    match (&value.kind, ty) {
        (_, Type::Any) | (Kind::Null, _) => Ok(value.clone()),
        (Kind::Unknown(symbol), Type::String) if symbol.is_nonempty() => {
            Ok(Value::new(Kind::Text(Text::symbol(symbol.clone())), value.span))
        }
        (Kind::Unknown(_), _) => Ok(value.clone()),
        (Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Json(_), Type::String) => Ok(string(value)),
        (Kind::Number(_), Type::Number) | (Kind::Bool(_), Type::Bool) => Ok(value.clone()),
        (Kind::Text(_) | Kind::Json(_), Type::Number) => number(value),
        (Kind::Text(_) | Kind::Json(_), Type::Bool) => bool(value),
        (Kind::List(list), Type::List(element)) => {
            let items = elements(list, element, value, depth)?;
            let flavor = Flavor::List;
            let items = match list.flavor {
                Flavor::Set => unordered(items, list.open.clone()),
                _ => List { flavor, items, open: list.open.clone(), loose: list.loose },
            };
            Ok(Value::new(Kind::List(Shared::new(List { flavor, ..items })), value.span))
        }
        (Kind::List(list), Type::Set(element)) => {
            let items = elements(list, element, value, depth)?;
            Ok(Value::new(set(items, list.open.clone()).kind, value.span))
        }
        (Kind::List(list), Type::Tuple(types)) if list.flavor == Flavor::Tuple => {
            tuple(list, types, value, depth)
        }
        (Kind::Object(object), Type::Map(element)) => map(object, element, value, depth),
        (Kind::Object(object), Type::Object(attributes)) => object_with(object, attributes, depth)
            .map(|kind| Value::new(kind, value.span))
            .map_err(|mut fault| {
                fault.span = fault.span.or(value.span);
                fault
            }),
        (Kind::Resource(instance), Type::Object(_) | Type::Map(_)) => {
            let why = Why::new(format!("not every attribute of `{}` is known", instance.address));
            let symbol = Symbol::new(instance.address.clone(), why.at(value.span)).nonempty();
            Ok(Value::symbol(symbol).at(value.span))
        }
        _ => Err(wrong(value, ty)),
    }
}

fn wrong(value: &Value, ty: &Type) -> Fault {
    Fault::new(format!("{} is wanted, this is {}", wanted(ty), article(value)), value.span)
}

fn wanted(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "any value",
        Type::String => "a string",
        Type::Number => "a number",
        Type::Bool => "a bool",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) => "a map",
        Type::Tuple(_) => "a tuple",
        Type::Object(_) => "an object",
    }
}

/// "a list", "an object", "null".
pub(super) fn article(value: &Value) -> String {
    match value.type_name() {
        "null" => "null".to_owned(),
        "object" => "an object".to_owned(),
        "unknown" => "an unknown value".to_owned(),
        name => format!("a {name}"),
    }
}

fn string(value: &Value) -> Value {
    match (&value.kind, value.to_text()) {
        // Stays what it is: a string that can still be read as a value.
        (Kind::Json(_), _) => value.clone(),
        (_, Some(Known::Set(text))) => Value::new(Kind::Text(text), value.span),
        _ => value.clone(),
    }
}

/// The text of a string, and a name for what is made of it.
fn text_of(value: &Value) -> Text {
    match value.to_text() {
        Some(Known::Set(text)) => text,
        _ => Text::new(),
    }
}

fn derived(function: &str, value: &Value) -> Value {
    let why = reason(value);
    let symbol = match value.term() {
        Some(term) => Symbol::new(format!("{function}({term})"), why),
        None => Symbol::anonymous(why),
    };
    Value::symbol(symbol.nonempty()).at(value.span)
}

fn number(value: &Value) -> Result<Value, Fault> {
    let Some(text) = text_of(value).known() else { return Ok(derived("tonumber", value)) };
    if !Number::is_number(&text) {
        return Err(Fault::new(format!("`{}` is not a number", short(&text)), value.span));
    }
    Ok(match Number::parse(&text) {
        Some(number) => Value::new(Kind::Number(number), value.span),
        None => {
            let why = Why::new(format!("the number `{}` is beyond what msklint follows", short(&text)));
            Value::unknown(why.at(value.span)).at(value.span)
        }
    })
}

fn bool(value: &Value) -> Result<Value, Fault> {
    let Some(text) = text_of(value).known() else { return Ok(derived("tobool", value)) };
    match text.as_str() {
        "true" | "1" => Ok(Value::new(Kind::Bool(true), value.span)),
        "false" | "0" => Ok(Value::new(Kind::Bool(false), value.span)),
        _ => Err(Fault::new(format!("`{}` is neither true nor false", short(&text)), value.span)),
    }
}

/// Enough of a text to recognise it by.
pub(super) fn short(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

fn elements(list: &List, element: &Type, whole: &Value, depth: usize) -> Result<Vec<Value>, Fault> {
    let common;
    let element = match element {
        Type::Any => {
            common = unify_types(list.items.iter().map(type_of).collect());
            common.as_ref().ok_or_else(|| Fault::new("the elements have no type in common", whole.span))?
        }
        element => element,
    };
    list.items.iter().map(|item| convert_at(item, element, depth + 1)).collect()
}

/// A list of what is in a set: where not all is known, the order is not known either.
fn unordered(items: Vec<Value>, open: Option<Why>) -> List {
    let unknown = items.iter().find(|item| !item.is_known()).filter(|_| items.len() > 1).map(reason);
    let open = open.or(unknown);
    List { flavor: Flavor::List, items, loose: open.is_some(), open }
}

/// Pairs of elements that are compared for one set.
const MAX_COMPARED: usize = 1_000_000;

/// A set of elements of one type: sorted and without doubles, as far as that can be told.
pub(super) fn set(items: Vec<Value>, open: Option<Why>) -> Value {
    let (mut known, rest): (Vec<Value>, Vec<Value>) = items.into_iter().partition(Value::is_known);
    order::sort_by(&mut known, set_order);
    known.dedup_by(|b, a| same_element(a, b).is_yes());
    if (known.len() + rest.len()).saturating_mul(rest.len()) > MAX_COMPARED {
        let why = Why::new("the set is too large for its elements to be told apart");
        known.extend(rest);
        return Kind::List(Shared::new(List {
            flavor: Flavor::Set,
            items: known,
            open: Some(why),
            loose: false,
        }))
        .into();
    }
    for item in rest {
        if !known.iter().any(|other| same_element(other, &item).is_yes()) {
            known.push(item);
        }
    }
    Kind::List(Shared::new(List { flavor: Flavor::Set, items: known, open, loose: false })).into()
}

fn tuple(list: &List, types: &[Type], whole: &Value, depth: usize) -> Result<Value, Fault> {
    if list.open.is_none() && list.items.len() != types.len() {
        let text = format!("a tuple of {} is wanted, this is one of {}", types.len(), list.items.len());
        return Err(Fault::new(text, whole.span));
    }
    let items = list.items.iter().zip(types).map(|(item, ty)| convert_at(item, ty, depth + 1));
    let items = items.collect::<Result<_, _>>()?;
    let made = List { flavor: Flavor::Tuple, items, open: list.open.clone(), loose: list.loose };
    Ok(Value::new(Kind::List(Shared::new(made)), whole.span))
}

fn map(object: &Object, element: &Type, whole: &Value, depth: usize) -> Result<Value, Fault> {
    let common;
    let element = match element {
        Type::Any => {
            common = unify_types(object.members.values().map(|member| type_of(&member.value)).collect());
            common.as_ref().ok_or_else(|| Fault::new("the values have no type in common", whole.span))?
        }
        element => element,
    };
    let member = |(name, member): (&String, &Member)| {
        let value = convert_at(&member.value, element, depth + 1)?;
        Ok((name.clone(), Member { key: member.key, value }))
    };
    let members = order::map(object.members.iter().map(member).collect::<Result<Vec<_>, Fault>>()?);
    let object = Object { members, is_map: true, open: object.open.clone() };
    Ok(Value::new(Kind::Object(Shared::new(object)), whole.span))
}

/// Attributes that the type does not name are dropped.
fn object_with(
    object: &Object,
    attributes: &BTreeMap<String, Attribute>,
    depth: usize,
) -> Result<Kind, Fault> {
    let mut members = BTreeMap::new();
    for (name, attribute) in attributes {
        let given = object.members.get(name);
        let value = match given {
            Some(member) => with_default(&member.value, attribute, depth)?,
            None => match (&object.open, attribute.optional) {
                (Some(why), _) => Value::unknown(why.clone()),
                (None, true) => with_default(&Value::null(), attribute, depth)?,
                (None, false) => return Err(Fault::new(format!("the attribute `{name}` is missing"), None)),
            },
        };
        members.insert(name.clone(), Member { key: given.and_then(|member| member.key), value });
    }
    Ok(Kind::Object(Shared::new(Object { members, is_map: false, open: None })))
}

/// A variable that has no default of its own: whoever runs Terraform gives it a value.
fn must_be_given(symbol: &Symbol) -> bool {
    symbol.name().strip_prefix("var.").is_some_and(|name| !name.contains(['.', '[', '(', ' ']))
}

/// The default takes the place of an attribute that is missing or null.
fn with_default(value: &Value, attribute: &Attribute, depth: usize) -> Result<Value, Fault> {
    let Some(default) = &attribute.default else { return convert_at(value, &attribute.ty, depth + 1) };
    match &value.kind {
        Kind::Null => convert_at(default, &attribute.ty, depth + 1),
        Kind::Unknown(symbol) if !symbol.is_nonempty() && !default.is_null() && !must_be_given(symbol) => {
            let why = symbol.why().clone();
            let symbol = match (value.term(), default.term()) {
                (Some(value), Some(default)) => Symbol::new(format!("({value} or {default})"), why),
                _ => Symbol::anonymous(why),
            };
            Ok(Value::symbol(symbol).at(value.span))
        }
        _ => convert_at(value, &attribute.ty, depth + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{list, number, object, open, set, show, text, tuple, unknown};
    use super::*;

    #[track_caller]
    fn check(value: &Value, ty: &Type, expected: &str) {
        let got = convert(value, ty)
            .map(|value| show(&value))
            .unwrap_or_else(|fault| format!("error: {}", fault.text));
        assert_eq!(got, expected);
    }

    fn boxed(ty: Type) -> Box<Type> {
        Box::new(ty)
    }

    #[test]
    fn primitives() {
        check(&number("1.50"), &Type::String, r#""1.5""#);
        check(&text(&["7"]), &Type::Number, "7");
        check(&text(&["7", "$var.x"]), &Type::Number, r#"<tonumber("7${var.x}")!>"#);
        check(&text(&["seven"]), &Type::Number, "error: `seven` is not a number");
        check(&text(&["1e999"]), &Type::Number, "<?>");
        check(&unknown("var.x"), &Type::String, "<var.x>");
        check(&unknown("bucket"), &Type::String, r#""${bucket}""#);
        check(&tuple(&[]), &Type::Bool, "error: a bool is wanted, this is a tuple");
    }

    #[test]
    fn collections() {
        let mixed = tuple(&[number("1"), text(&["a"]), unknown("var.x")]);
        check(&mixed, &Type::List(boxed(Type::Any)), r#"list["1", "a", <var.x>]"#);
        check(&open(&mixed), &Type::Set(boxed(Type::String)), r#"set["1", "a", <var.x>, …]"#);
        check(
            &set(&[text(&["a"]), text(&["$var.x"])]),
            &Type::List(boxed(Type::String)),
            r#"list["a", "${var.x}", …]"#,
        );
        check(&object(&[("k", number("1"))]), &Type::Map(boxed(Type::String)), r#"map{k = "1"}"#);
        check(
            &list(&[number("1")]),
            &Type::Tuple(vec![Type::Number]),
            "error: a tuple is wanted, this is a list",
        );
    }

    #[test]
    fn optional_attributes() {
        let optional = |default: Option<Value>| Attribute { ty: Type::String, optional: true, default };
        let ty = Type::Object(BTreeMap::from([
            ("a".to_owned(), Attribute::required(Type::Number)),
            ("b".to_owned(), optional(None)),
            ("c".to_owned(), optional(Some(text(&["d"])))),
        ]));
        check(&object(&[("a", text(&["1"])), ("x", number("2"))]), &ty, r#"{a = 1, b = null, c = "d"}"#);
        check(&object(&[("a", number("1")), ("c", Value::null())]), &ty, r#"{a = 1, b = null, c = "d"}"#);
        check(
            &object(&[("a", number("1")), ("c", unknown("local.c"))]),
            &ty,
            r#"{a = 1, b = null, c = <(local.c or "d")>}"#,
        );
        // A variable without a default is taken to be given a value.
        check(&object(&[("a", number("1")), ("c", unknown("var.c"))]), &ty, "{a = 1, b = null, c = <var.c>}");
        check(&object(&[]), &ty, "error: the attribute `a` is missing");
        check(&open(&object(&[])), &ty, "{a = <?>, b = <?>, c = <?>}");
    }

    #[test]
    fn branches() {
        let unified = |a: &Value, b: &Value| unify(a, b).map(|value| show(&value)).unwrap_or_default();
        assert_eq!(unified(&number("1"), &text(&["a"])), r#""1""#);
        assert_eq!(unified(&tuple(&[]), &tuple(&[text(&["a"])])), "list[]");
        assert_eq!(unified(&number("1"), &unknown("var.x")), "1");
        assert_eq!(unified(&number("1"), &Value::null()), "1");
        assert_eq!(unified(&number("1"), &Kind::Bool(true).into()), "");
        assert_eq!(unified(&tuple(&[number("1")]), &tuple(&[unknown("var.x"), tuple(&[])])), "[1]");
    }
}

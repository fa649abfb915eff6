//! Values for tests, and what calls make of them, in a few characters.

use super::{Host, Miss};
use crate::number::Number;
use crate::value::{Flavor, Kind, List, Object, Shared, Value};
use model::known::{Fault, Shape, Symbol, Text, Truth, Why};
use std::sync::Arc;

/// `$name` is a symbol; with an exclamation mark it is never empty. Some names have a shape.
pub(super) fn text(parts: &[&str]) -> Value {
    let mut result = Text::new();
    for part in parts {
        match part.strip_prefix('$') {
            Some(name) => result.push_symbol(symbol(name)),
            None => result.push_literal(*part, None),
        }
    }
    Value::text(result)
}

fn symbol(name: &str) -> Symbol {
    let why = Why::new(format!("`{name}` is not given"));
    let shaped = |shape| Symbol::new(name, why.clone()).shaped(shape).nonempty();
    match name {
        "account" => shaped(Shape::Account),
        "region" => shaped(Shape::Region),
        "bucket" => shaped(Shape::Bucket),
        "role" => shaped(Shape::Name),
        "?" => Symbol::anonymous(why),
        _ => match name.strip_suffix('!') {
            Some(name) => Symbol::new(name, why).nonempty(),
            None => Symbol::new(name, why),
        },
    }
}

/// A value of any type, named like the symbols of texts.
pub(super) fn unknown(name: &str) -> Value {
    Value::symbol(symbol(name))
}

pub(super) fn number(text: &str) -> Value {
    Kind::Number(Number::parse(text).unwrap()).into()
}

pub(super) fn tuple(items: &[Value]) -> Value {
    Value::tuple(items.to_vec())
}

pub(super) fn list(items: &[Value]) -> Value {
    Value::list(Flavor::List, items.to_vec())
}

pub(super) fn set(items: &[Value]) -> Value {
    super::convert::to_set(&tuple(items)).unwrap()
}

pub(super) fn object(members: &[(&str, Value)]) -> Value {
    Value::object(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
}

/// The same list or object, perhaps with more in it.
pub(super) fn open(value: &Value) -> Value {
    let why = Some(Why::new("there may be more"));
    match &value.kind {
        Kind::List(list) => Kind::List(Shared::new(List { open: why, ..List::clone(list) })).into(),
        Kind::Object(object) => {
            Kind::Object(Shared::new(Object { open: why, ..Object::clone(object) })).into()
        }
        other => panic!("{other:?} has no further members"),
    }
}

/// One file, and templates that are their own text.
struct OneFile;

impl Host for OneFile {
    fn file(&mut self, path: &str) -> Result<Arc<str>, Miss> {
        match path {
            "policy.json" => Ok("{}".into()),
            "../outside" => Err(Miss::Unknown(Why::new("it lies outside"))),
            _ => Err(Miss::Fault(Fault::new(format!("there is no file `{path}`"), None))),
        }
    }

    fn file_exists(&mut self, path: &str) -> Truth {
        Truth::from(path == "policy.json")
    }

    fn files(&mut self, folder: &str) -> Option<Vec<String>> {
        let names: &[&str] = match folder {
            "d/" => &["c.yml", "b.yaml", "a.yaml"],
            "d/e" => &["f.json"],
            _ => return None,
        };
        Some(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn render(&mut self, _path: &str, text: Arc<str>, _variables: &Value) -> Result<Value, Fault> {
        Ok(Value::string(text.as_ref()))
    }
}

pub(super) fn call(name: &str, args: &[Value]) -> Result<Value, Fault> {
    super::call(name, args, None, &mut OneFile)
}

#[track_caller]
pub(super) fn check(name: &str, args: &[Value], expected: &str) {
    let got =
        call(name, args).map(|value| show(&value)).unwrap_or_else(|fault| format!("error: {}", fault.text));
    assert_eq!(got, expected);
}

#[track_caller]
pub(super) fn error(name: &str, args: &[Value], expected: &str) {
    assert_eq!(call(name, args).map(|value| show(&value)).unwrap_err().text, expected);
}

/// Symbols in angle brackets, with an exclamation mark where they are never null or empty; dots
/// where there may be more.
pub(super) fn show(value: &Value) -> String {
    match &value.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::Text(text) => format!("\"{text}\""),
        Kind::Json(inner) => format!("json({})", show(inner)),
        Kind::List(list) => {
            let mut items: Vec<String> = list.items.iter().map(show).collect();
            items.extend(list.open.iter().map(|_| "…".to_owned()));
            let flavor = match list.flavor {
                Flavor::Tuple => "",
                Flavor::List => "list",
                Flavor::Set => "set",
            };
            format!("{flavor}[{}]", items.join(", "))
        }
        Kind::Object(object) => {
            let member = |(name, member): (&String, &crate::value::Member)| {
                format!("{name} = {}", show(&member.value))
            };
            let mut members: Vec<String> = object.members.iter().map(member).collect();
            members.extend(object.open.iter().map(|_| "…".to_owned()));
            let flavor = if object.is_map { "map" } else { "" };
            format!("{flavor}{{{}}}", members.join(", "))
        }
        Kind::Resource(instance) => instance.address.clone(),
        Kind::Unknown(symbol) if !symbol.has_identity() => "<?>".to_owned(),
        Kind::Unknown(symbol) => {
            format!("<{}{}>", symbol.name(), if symbol.is_nonempty() { "!" } else { "" })
        }
    }
}

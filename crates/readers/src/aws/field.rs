//! Members of AWS documents as settings. The API writes `clusterName` where the CLI writes `ClusterName`.

use super::shape::same_name;
use crate::value::{Kind, Member, Value};
use model::known::{Fault, Known, Setting, Span, Text, Why};

/// A value as a setting: null counts as not given.
pub(super) fn setting(value: Value, span: Option<Span>) -> Setting<Value> {
    let value = match value.kind {
        Kind::Null => Known::Absent,
        Kind::Unknown(symbol) => Known::Unknown(symbol.why().clone()),
        _ => Known::Set(value),
    };
    Setting { value, span }
}

/// A member by its name in the CLI.
pub(super) fn find<'v>(value: &'v Value, name: &str) -> Option<(&'v str, &'v Member)> {
    let Kind::Object(object) = &value.kind else { return None };
    let is_it = |found: &&String| same_name(found.as_bytes(), name.as_bytes());
    let exact = object.members.get_key_value(name);
    exact
        .or_else(|| object.members.iter().find(|(found, _)| is_it(found)))
        .map(|(name, member)| (name.as_str(), member))
}

pub(super) fn field(outer: &Setting<Value>, name: &str) -> Setting<Value> {
    let value = match &outer.value {
        Known::Set(value) => value,
        Known::Absent => return Setting::absent(),
        Known::Unknown(why) => return Setting { value: Known::Unknown(why.clone()), span: outer.span },
    };
    match (find(value, name), &value.kind) {
        (Some((_, member)), _) => setting(member.value.clone(), whole(member)),
        (None, Kind::Object(object)) => match &object.open {
            Some(why) => Setting { value: Known::Unknown(why.clone()), span: outer.span },
            None => Setting::absent(),
        },
        _ => Setting { value: Known::Unknown(Why::fault(no_object(value))), span: outer.span },
    }
}

fn no_object(value: &Value) -> Fault {
    Fault::new(format!("an object is wanted here, this is {}", noun(value)), value.span)
}

/// The name and its value.
pub(super) fn whole(member: &Member) -> Option<Span> {
    match (member.key, member.value.span) {
        (Some(key), Some(value)) => Some(key.to(value)),
        (key, value) => key.or(value),
    }
}

/// The place of a name alone: what a label points at.
pub(super) fn key_span(outer: &Setting<Value>, name: &str) -> Option<Span> {
    find(outer.set()?, name).and_then(|(_, member)| member.key)
}

pub(super) fn path(outer: &Setting<Value>, names: &[&str]) -> Setting<Value> {
    names.iter().fold(outer.clone(), |outer, name| field(&outer, name))
}

/// A member as text: lists and objects are faults.
pub(super) fn text(outer: &Setting<Value>, name: &str) -> Setting<Text> {
    let Setting { value, span } = field(outer, name);
    let value = value.and_then(|value| {
        value.to_text().unwrap_or_else(|| {
            let text = format!("a string is wanted here, this is {}", noun(&value));
            Known::Unknown(Why::fault(Fault::new(text, value.span)))
        })
    });
    Setting { value, span }
}

/// A text that is known as a whole and not empty.
pub(super) fn literal(outer: &Setting<Value>, name: &str) -> Option<String> {
    text(outer, name).set().and_then(Text::known).filter(|text| !text.is_empty())
}

pub(super) fn flag(outer: &Setting<Value>, name: &str) -> Setting<bool> {
    let Setting { value, span } = field(outer, name);
    let value = value.and_then(|value| match &value.kind {
        Kind::Bool(value) => Known::Set(*value),
        // The short syntax of the CLI has no other way to write it.
        Kind::Text(text) => match (text.known().map(|text| text.to_ascii_lowercase()).as_deref(), text.why())
        {
            (Some("true"), _) => Known::Set(true),
            (Some("false"), _) => Known::Set(false),
            (None, Some(why)) => Known::Unknown(why),
            _ => Known::Unknown(Why::fault(no_flag(&value))),
        },
        _ => Known::Unknown(Why::fault(no_flag(&value))),
    });
    Setting { value, span }
}

fn no_flag(value: &Value) -> Fault {
    Fault::new(format!("`true` or `false` is wanted here, this is {}", noun(value)), value.span)
}

/// The items of a list.
pub(super) fn items(outer: &Setting<Value>) -> Vec<Setting<Value>> {
    match outer.set().map(|value| &value.kind) {
        Some(Kind::List(list)) => {
            list.items.iter().map(|item| setting(item.clone(), item.span.or(outer.span))).collect()
        }
        _ => Vec::new(),
    }
}

fn noun(value: &Value) -> &'static str {
    match &value.kind {
        Kind::Null => "null",
        Kind::Bool(_) => "a boolean",
        Kind::Number(_) => "a number",
        Kind::Text(_) | Kind::Json(_) => "a string",
        Kind::List(_) => "a list",
        Kind::Object(_) | Kind::Resource(_) => "an object",
        Kind::Unknown(_) => "not known",
    }
}

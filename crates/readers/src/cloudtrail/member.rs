//! Members of records, which are objects of known values.

use crate::value::{Kind, Value};

pub(super) fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match &value.kind {
        Kind::Object(object) => {
            object.members.get(name).map(|member| &member.value).filter(|it| !it.is_null())
        }
        _ => None,
    }
}

/// A member of a member, and so on.
pub(super) fn within<'v>(value: &'v Value, names: &[&str]) -> Option<&'v Value> {
    names.iter().try_fold(value, |value, name| member(value, name))
}

/// A member that is a string and not an empty one.
pub(super) fn string(value: &Value, name: &str) -> Option<String> {
    text(member(value, name)?)
}

/// A string that is not empty.
pub(super) fn text(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) => text.known().filter(|text| !text.is_empty()),
        _ => None,
    }
}

pub(super) fn flag(value: &Value, name: &str) -> Option<bool> {
    match &member(value, name)?.kind {
        Kind::Bool(flag) => Some(*flag),
        Kind::Text(text) => text.known()?.parse().ok(),
        _ => None,
    }
}

pub(super) fn items(value: &Value) -> &[Value] {
    match &value.kind {
        Kind::List(list) => &list.items,
        _ => &[],
    }
}

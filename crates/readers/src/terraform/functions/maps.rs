//! Functions on maps and objects.

use super::call::{Answer, Call, Stop, bounded, fault};
use super::collections::merged;
use super::compare::reason;
use super::convert::{self, Type, type_of};
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Known, Symbol, Text, Truth, Why, order};
use std::collections::BTreeMap;

fn object(members: BTreeMap<String, Member>, is_map: bool, open: Option<Why>) -> Value {
    Kind::Object(Shared::new(Object { members, is_map, open })).into()
}

pub(super) fn keys(call: &mut Call<'_>) -> Answer {
    let object = call.object(0)?;
    let key = |(name, member): (&String, &Member)| Value::string(name.as_str()).at(member.key);
    let items = object.members.iter().map(key).collect();
    let flavor = if object.is_map { Flavor::List } else { Flavor::Tuple };
    Ok(Kind::List(Shared::new(List { flavor, items, open: object.open.clone(), loose: true })).into())
}

pub(super) fn values(call: &mut Call<'_>) -> Answer {
    let object = call.object(0)?;
    let items = object.members.values().map(|member| member.value.clone()).collect();
    let flavor = if object.is_map { Flavor::List } else { Flavor::Tuple };
    Ok(Kind::List(Shared::new(List { flavor, items, open: object.open.clone(), loose: true })).into())
}

pub(super) fn lookup(call: &mut Call<'_>) -> Answer {
    let object = call.object(0)?;
    let key = call.text(1)?;
    if call.args.len() > 3 {
        return fault("it takes one default");
    }
    let default = match call.args.get(2) {
        Some(default) if object.is_map => {
            let elements = object.members.values().map(|member| type_of(&member.value)).collect();
            let element = convert::unify_types(elements).unwrap_or(Type::Any);
            if matches!(element, Type::Tuple(_) | Type::Object(_)) && type_of(default) != Type::Any {
                // Only a default of the very same type will do.
                let same = type_of(default) == element;
                if !same && default.is_known() {
                    return fault("the default is not of the type of the values");
                }
            }
            Some(convert::convert(default, &element).or_else(|wrong| fault(wrong.text))?)
        }
        default => default.cloned(),
    };
    let Some(name) = key.known() else {
        // None of the names that are there can be meant.
        let other = object.members.keys().all(|name| key.equals(&Text::literal(name.as_str())).is_no());
        return match default.filter(|_| other && object.open.is_none()) {
            Some(default) => Ok(default),
            None => Err(Stop::Derived),
        };
    };
    match (object.members.get(&name), default) {
        (Some(member), _) => Ok(member.value.clone()),
        (None, _) if object.open.is_some() => Err(Stop::Derived),
        (None, Some(default)) => Ok(default),
        (None, None) => fault(format!("there is no `{name}`, and no default")),
    }
}

/// Later arguments win. What an unknown one may have overridden is not known.
pub(super) fn merge(call: &mut Call<'_>) -> Answer {
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    let mut open = None;
    let mut maps: Vec<Type> = Vec::new();
    let mut is_map = !call.args.is_empty();
    let whole = call.args.iter().map(Value::term).collect::<Option<Vec<String>>>();
    let whole = whole.map(|terms| format!("merge({})", terms.join(", ")));
    for arg in &call.args {
        let overrides = match &arg.kind {
            Kind::Null => {
                is_map = false;
                continue;
            }
            Kind::Object(object) => {
                is_map &= object.is_map;
                maps.push(type_of(arg));
                object.open.clone().map(|why| (why, Some(object.clone()))).or_else(|| {
                    members
                        .extend(object.members.iter().map(|(name, member)| (name.clone(), member.clone())));
                    None
                })
            }
            Kind::Unknown(_) | Kind::Resource(_) => Some((reason(arg), None)),
            _ => return fault(format!("a map or an object is wanted, this is {}", convert::article(arg))),
        };
        bounded(members.len())?;
        if let Some((why, known)) = overrides {
            for (name, member) in &mut members {
                member.value = uncertain(whole.as_deref(), name, &why).at(member.value.span);
            }
            let known = known.iter().flat_map(|object| object.members.iter());
            members.extend(known.map(|(name, member)| (name.clone(), member.clone())));
            open = merged(open, Some(why));
        }
    }
    let one_type = maps.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    let is_map = is_map && one_type;
    Ok(object(members, is_map, open))
}

/// A member of a whole that has a name, or not.
fn uncertain(whole: Option<&str>, name: &str, why: &Why) -> Value {
    let name = whole.map(|whole| format!("{whole}[{name:?}]"));
    Value::symbol(match name.filter(|name| name.len() < 200) {
        Some(name) => Symbol::new(name, why.clone()),
        None => Symbol::anonymous(why.clone()),
    })
}

/// `{ a = ["x", "y"] }` as `{ x = ["a"], y = ["a"] }`.
pub(super) fn transpose(call: &mut Call<'_>) -> Answer {
    let given = call.object(0)?;
    let mut turned: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (name, member) in &given.members {
        let Kind::List(list) = &member.value.kind else {
            return match &member.value.kind {
                Kind::Null => fault("a list is null"),
                _ => Err(Stop::Derived),
            };
        };
        if list.open.is_some() {
            return Err(Stop::Derived);
        }
        for item in &list.items {
            match item.to_text() {
                Some(Known::Set(text)) => {
                    let key = text.known().ok_or(Stop::Derived)?;
                    turned.entry(key).or_default().push(Value::string(name.as_str()));
                }
                Some(Known::Unknown(_)) => return Err(Stop::Derived),
                _ => return fault("an element is null"),
            }
        }
    }
    if given.open.is_some() {
        return Err(Stop::Derived);
    }
    let member = |(name, names)| (name, Member { key: None, value: Value::list(Flavor::List, names) });
    Ok(object(order::map(turned.into_iter().map(member)), true, None))
}

pub(super) fn zipmap(call: &mut Call<'_>) -> Answer {
    let (keys, values) = (call.whole_list(0)?, call.whole_list(1)?);
    if values.flavor == Flavor::Set {
        return fault("a set has no order");
    }
    if keys.items.len() != values.items.len() {
        return fault(format!("there are {} keys and {} values", keys.items.len(), values.items.len()));
    }
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    let mut open = None;
    for (key, value) in keys.items.iter().zip(&values.items) {
        let text = match key.to_text() {
            Some(Known::Set(text)) => text,
            Some(Known::Unknown(why)) => Text::symbol(Symbol::anonymous(why)),
            _ => return fault("a key is null"),
        };
        match text.known() {
            Some(name) => {
                members.insert(name, Member { key: key.span, value: value.clone() });
            }
            None => {
                let why = reason(key);
                // It may be one of the keys before, and take its place.
                for (name, member) in &mut members {
                    if !matches!(text.equals(&Text::literal(name.as_str())), Truth::No) {
                        member.value = uncertain(None, name, &why);
                    }
                }
                open = merged(open, Some(why));
            }
        }
    }
    Ok(object(members, values.flavor == Flavor::List, open))
}

/// Removed from Terraform long ago: keys and values in turn.
pub(super) fn legacy_map(call: &mut Call<'_>) -> Answer {
    let mut members = Vec::new();
    for pair in call.args.chunks(2) {
        let [key, value] = pair else { return fault("a key has no value") };
        let name = match key.to_text() {
            Some(Known::Set(text)) => text.known().ok_or(Stop::Derived)?,
            Some(Known::Unknown(_)) => return Err(Stop::Derived),
            _ => return fault("a key is not a string"),
        };
        members.push((name, value.clone()));
    }
    convert::to_map(&Value::object(members)).or_else(|wrong| fault(wrong.text))
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, list, object, open, text, tuple, unknown};
    use crate::value::Value;

    fn a() -> Value {
        text(&["a"])
    }

    #[test]
    fn what_an_unknown_argument_may_override_is_unknown() {
        let known = object(&[("x", a())]);
        check("merge", &[known.clone(), object(&[("y", a())])], r#"{x = "a", y = "a"}"#);
        check("merge", &[unknown("var.m"), known.clone()], r#"{x = "a", …}"#);
        check("merge", &[known.clone(), unknown("var.m")], r#"{x = <merge({"x" = "a"}, var.m)["x"]>, …}"#);
        check("merge", &[known.clone(), open(&object(&[("y", a())]))], r#"{x = <?>, y = "a", …}"#);
        check("merge", &[known, Value::null()], r#"{x = "a"}"#);
    }

    #[test]
    fn lookups() {
        let one = object(&[("x", a())]);
        let lookup =
            |map: &Value, key: Value, expected: &str| check("lookup", &[map.clone(), key, a()], expected);
        lookup(&one, text(&["y"]), r#""a""#);
        lookup(&open(&one), text(&["x"]), r#""a""#);
        lookup(&open(&one), text(&["y"]), "<?>");
        lookup(&one, text(&["y", "$var.k"]), r#""a""#);
        lookup(&one, text(&["$var.k"]), r#"<lookup({"x" = "a"}, var.k, "a")>"#);
        lookup(&unknown("var.m"), text(&["x"]), r#"<lookup(var.m, "x", "a")>"#);
    }

    #[test]
    fn keys_and_values() {
        let one = object(&[("x", unknown("var.v"))]);
        check("keys", std::slice::from_ref(&one), r#"["x"]"#);
        check("keys", &[open(&one)], r#"["x", …]"#);
        check("values", &[one], "[<var.v>]");
        check("keys", &[unknown("var.m")], "<keys(var.m)!>");
        check("zipmap", &[list(&[a()]), tuple(&[unknown("var.v")])], "{a = <var.v>}");
        check("zipmap", &[list(&[a(), text(&["$var.k"])]), tuple(&[a(), a()])], "{a = <?>, …}");
        check("zipmap", &[list(&[a(), text(&["b", "$var.k"])]), tuple(&[a(), a()])], r#"{a = "a", …}"#);
        check(
            "transpose",
            &[object(&[("k", tuple(&[text(&["$var.v"])]))])],
            r#"<transpose({"k" = tolist([var.v])})!>"#,
        );
    }
}

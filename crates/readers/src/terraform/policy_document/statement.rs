//! One `statement` block.

use super::{Blocks, ConditionArgs, PrincipalArgs, Refused, StatementArgs, known, set};
use crate::value::{Flavor, Kind, List, Object, Shared, Value};
use model::known::{Fault, Known, Part, Span, Text, Why, order};
use std::collections::BTreeMap;

/// `old` is the language of 2008, which has no policy variables.
pub(super) fn rendered(args: &StatementArgs, old: bool) -> Refused<Value> {
    let mut object = Object::default();
    if !args.sid.is_null() && known(&args.sid).as_deref() != Some("") {
        set(&mut object, "Sid", args.sid.span.or(args.span), args.sid.clone());
    }
    let effect =
        if args.effect.is_null() { Value::string("Allow").at(args.span) } else { args.effect.clone() };
    set(&mut object, "Effect", effect.span.or(args.span), effect);
    // Variables in actions are not replaced.
    let (actions, not_actions) = (strings(&args.actions), strings(&args.not_actions));
    pair(&mut object, "Action", actions, not_actions, args.span);
    let resources = strings(&args.resources).with_variables(old)?;
    let not_resources = strings(&args.not_resources).with_variables(old)?;
    pair(&mut object, "Resource", resources, not_resources, args.span);
    for (name, blocks) in [("Principal", &args.principals), ("NotPrincipal", &args.not_principals)] {
        if let Some(principals) = principals(blocks, args.span, old)? {
            set(&mut object, name, principals.span, principals);
        }
    }
    if let Some(conditions) = conditions(&args.conditions, args.span, old)? {
        set(&mut object, "Condition", conditions.span, conditions);
    }
    Ok(Value::new(Kind::Object(Shared::new(object)), args.span))
}

/// An element and its `Not` form. Only one of them can be there, so if one is, an unknown other is
/// not; a list that is empty is not there either.
fn pair(object: &mut Object, name: &str, strings: Strings, not: Strings, span: Option<Span>) {
    let certain = |strings: &Strings| !strings.items.is_empty();
    let unknown = |strings: &Strings| strings.items.is_empty() && strings.open.is_some();
    if unknown(&strings) && unknown(&not) {
        object.open = object.open.take().or(strings.open);
        return;
    }
    let not_name = format!("Not{name}");
    let (is_certain, not_certain) = (certain(&strings), certain(&not));
    for (name, strings, other) in [(name, strings, not_certain), (&not_name, not, is_certain)] {
        if certain(&strings) || (unknown(&strings) && !other) {
            let value = strings.into_value();
            set(object, name, value.span.or(span), value);
        }
    }
}

/// A list of strings as far as it is known.
#[derive(Default)]
struct Strings {
    items: Vec<Value>,
    open: Option<Why>,
    span: Option<Span>,
}

/// A set of strings: the provider writes it without repetitions and from the last to the first.
fn strings(value: &Value) -> Strings {
    let mut strings = in_order(value);
    if strings.items.iter().all(|item| known(item).is_some()) {
        order::sort_by(&mut strings.items, |a, b| known(b).cmp(&known(a)));
        strings.items.dedup_by_key(|item| known(item));
    }
    strings
}

fn in_order(value: &Value) -> Strings {
    let mut strings = Strings { span: value.span, ..Strings::default() };
    match &value.kind {
        Kind::Null => {}
        Kind::Unknown(symbol) => strings.open = Some(symbol.why().clone()),
        Kind::List(list) => {
            strings.items = list.items.iter().filter(|item| !item.is_null()).map(text).collect();
            strings.open.clone_from(&list.open);
        }
        _ => strings.items.push(text(value)),
    }
    strings
}

/// Numbers and booleans become strings, as everywhere in Terraform.
fn text(value: &Value) -> Value {
    match (&value.kind, value.to_text()) {
        (Kind::Bool(_) | Kind::Number(_), Some(Known::Set(text))) => Value::new(Kind::Text(text), value.span),
        _ => value.clone(),
    }
}

impl Strings {
    fn with_variables(mut self, old: bool) -> Refused<Strings> {
        for item in &mut self.items {
            if let Kind::Text(text) = &item.kind {
                *item = Value::new(Kind::Text(variables(text, item.span, old)?), item.span);
            }
        }
        Ok(self)
    }

    /// One string stands alone.
    fn into_value(mut self) -> Value {
        if self.items.len() == 1
            && self.open.is_none()
            && let Some(only) = self.items.pop()
        {
            let span = only.span.or(self.span);
            return Value { span, ..only };
        }
        let list = List { flavor: Flavor::Tuple, items: self.items, open: self.open, loose: false };
        Value::new(Kind::List(Shared::new(list)), self.span)
    }
}

/// `&{…}` is how a policy variable is written, since `${…}` is Terraform's own.
fn variables(text: &Text, span: Option<Span>, old: bool) -> Refused<Text> {
    let mut result = Text::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal, _) if old && literal.contains("&{") => {
                let text = format!("policy variables as in `{literal}` need the version `2012-10-17`");
                return Err(Fault::new(text, span));
            }
            // One character for one: the places stay right.
            Part::Literal(literal, at) => result.push_literal(literal.replace("&{", "${"), *at),
            Part::Symbol(symbol) => result.push_symbol(symbol.clone()),
        }
    }
    Ok(result)
}

fn principals(blocks: &Blocks<PrincipalArgs>, span: Option<Span>, old: bool) -> Refused<Option<Value>> {
    if blocks.list.is_empty() && blocks.open.is_none() {
        return Ok(None);
    }
    if let ([only], None) = (blocks.list.as_slice(), &blocks.open) {
        let everyone = strings(&only.identifiers).into_value();
        if known(&only.kind).as_deref() == Some("*") && known(&everyone).as_deref() == Some("*") {
            return Ok(Some(everyone.at(only.span)));
        }
    }
    let mut grouped = Grouped { open: blocks.open.clone(), ..Grouped::default() };
    for block in &blocks.list {
        grouped.add(&block.kind, strings(&block.identifiers).with_variables(old)?, block.span);
    }
    Ok(Some(grouped.into_value(span)))
}

fn conditions(blocks: &Blocks<ConditionArgs>, span: Option<Span>, old: bool) -> Refused<Option<Value>> {
    if blocks.list.is_empty() && blocks.open.is_none() {
        return Ok(None);
    }
    let mut tests: BTreeMap<String, Grouped> = BTreeMap::new();
    let mut object = Object { open: blocks.open.clone(), ..Object::default() };
    for block in &blocks.list {
        match known(&block.test) {
            Some(test) => {
                let values = in_order(&block.values).with_variables(old)?;
                tests.entry(test).or_default().add(&block.variable, values, block.span);
            }
            None => object.open = object.open.take().or_else(|| Some(unknown_name(&block.test))),
        }
    }
    for (test, keys) in tests {
        let value = keys.into_value(span);
        set(&mut object, &test, value.span, value);
    }
    let place = object.members.values().find_map(|member| member.key).or(span);
    Ok(Some(Value::new(Kind::Object(Shared::new(object)), place)))
}

/// Lists of strings by name, where one name may come several times.
#[derive(Default)]
struct Grouped {
    members: BTreeMap<String, Strings>,
    open: Option<Why>,
}

impl Grouped {
    fn add(&mut self, name: &Value, strings: Strings, span: Option<Span>) {
        let Some(known) = known(name) else {
            self.open.get_or_insert_with(|| unknown_name(name));
            return;
        };
        let group = self.members.entry(known).or_default();
        group.items.extend(strings.items);
        group.open = group.open.take().or(strings.open);
        group.span = group.span.or(span);
    }

    fn into_value(self, span: Option<Span>) -> Value {
        let mut object = Object { open: self.open, ..Object::default() };
        for (name, strings) in self.members {
            let place = strings.span.or(span);
            set(&mut object, &name, place, strings.into_value());
        }
        let place = object.members.values().find_map(|member| member.key).or(span);
        Value::new(Kind::Object(Shared::new(object)), place)
    }
}

fn unknown_name(value: &Value) -> Why {
    match value.to_text() {
        Some(Known::Set(text)) => text.why(),
        Some(Known::Unknown(why)) => Some(why),
        _ => None,
    }
    .unwrap_or_else(|| Why::new("a name in the policy document is not known").at(value.span))
}

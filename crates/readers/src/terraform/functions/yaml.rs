//! `yamldecode`: YAML 1.1 as Terraform reads it, composed from the events of the parser. Tags, keys
//! and `<<` mean other things here than in templates, so values are made directly.

mod encode;

pub(super) use encode::encode;

use super::call::{Answer, Call, Stop, fault, unknown};
use super::time;
use crate::number::Number;
use crate::value::{Kind, Member, Object, Shared, Value};
use crate::yaml;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use granit_parser::{Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

const DEPTH: usize = 128;
/// Values that a document may stand for, aliases counted as often as they are used.
const MAX_VALUES: usize = 200_000;
const CORE: &str = "tag:yaml.org,2002:";

pub(super) fn decode(call: &mut Call<'_>) -> Answer {
    let text = call.string(0)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.lines().any(|line| line.starts_with('%') && line != "%YAML 1.1") {
        return unknown("the directives of the document are not followed");
    }
    // An escape of YAML 1.2 that Terraform's parser refuses within double quotes.
    if text.contains("\\/") {
        return unknown("the text has an escaped slash");
    }
    let mut composer = Composer::default();
    let options = granit_parser::options! { block_scalar_eof_without_line_feed: true };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        // The parser does not refuse quite the same texts as Terraform's.
        let Ok((event, _)) = event else { return unknown("the text is not YAML that msklint can read") };
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents > 1 {
                return fault("only one document is read");
            }
        }
        composer.event(event)?;
    }
    match composer.result {
        Some(value) => Ok(value),
        None => fault("there is no value"),
    }
}

#[derive(Default)]
struct Composer {
    open: Vec<Collection>,
    result: Option<Value>,
    /// Values by the number of their anchor, and how many values they hold.
    anchors: HashMap<usize, (Value, usize)>,
    values: usize,
}

struct Collection {
    anchor: usize,
    /// Count of values before this one.
    before: usize,
    kind: Kinds,
}

enum Kinds {
    Sequence(Vec<Value>),
    Mapping { members: BTreeMap<String, Member>, key: Option<Key> },
}

enum Key {
    Name(String),
    /// `<<`: the members of the value, not the value.
    Merge,
}

impl Composer {
    fn event(&mut self, event: Event<'_>) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.wants_key() {
                    return self.key(&text, style, tag.as_deref(), anchor);
                }
                let value = scalar(&text, style, tag.as_deref())?;
                self.complete(value, anchor, 1)
            }
            Event::Alias(anchor) => {
                let Some((value, size)) = self.anchors.get(&anchor).cloned() else {
                    return fault("an alias refers to nothing");
                };
                self.values = self.values.saturating_add(size);
                if self.values > MAX_VALUES {
                    return unknown(format!("the document stands for more than {MAX_VALUES} values"));
                }
                if self.wants_key() {
                    return unknown("an alias is used as a key");
                }
                self.complete(value, 0, 0)
            }
            Event::SequenceStart(_, anchor, tag) => {
                let kind = Kinds::Sequence(Vec::new());
                self.begin(kind, anchor, tag.as_deref(), "seq")
            }
            Event::MappingStart(_, anchor, tag) => {
                let kind = Kinds::Mapping { members: BTreeMap::new(), key: None };
                self.begin(kind, anchor, tag.as_deref(), "map")
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::UnresolvedAlias(_) => fault("an alias refers to nothing"),
            _ => Ok(()),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Collection { kind: Kinds::Mapping { key: None, .. }, .. }))
    }

    fn begin(&mut self, kind: Kinds, anchor: usize, tag: Option<&Tag>, wanted: &str) -> Result<(), Stop> {
        if self.wants_key() {
            return fault("only strings can be keys");
        }
        if tag.is_some_and(|tag| core(tag).as_deref() != Some(wanted)) {
            return fault("a collection has a tag of another kind");
        }
        if self.open.len() >= DEPTH {
            return unknown("the document is nested too deeply");
        }
        // A value that refers to itself finds nothing here.
        self.anchors.remove(&anchor);
        self.open.push(Collection { anchor, before: self.values, kind });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        let Some(collection) = self.open.pop() else { return Ok(()) };
        let value = match collection.kind {
            Kinds::Sequence(items) => Value::tuple(items),
            Kinds::Mapping { members, .. } => {
                Kind::Object(Shared::new(Object { members, ..Object::default() })).into()
            }
        };
        let size = self.values.saturating_sub(collection.before) + 1;
        self.complete(value, collection.anchor, size)
    }

    fn key(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, anchor: usize) -> Result<(), Stop> {
        let value = scalar(text, style, tag)?;
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), 1));
        }
        let name = match super::encoding::string_of(&value) {
            Some(name) => name,
            None if value.is_null() => return fault("a key is null"),
            None => return unknown("a key is not known"),
        };
        if let Some(Collection { kind: Kinds::Mapping { key, .. }, .. }) = self.open.last_mut() {
            *key = Some(if text == "<<" { Key::Merge } else { Key::Name(name) });
        }
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn complete(&mut self, value: Value, anchor: usize, size: usize) -> Result<(), Stop> {
        self.values = self.values.saturating_add(1);
        if self.values > MAX_VALUES {
            return unknown(format!("the document stands for more than {MAX_VALUES} values"));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut().map(|collection| &mut collection.kind) {
            None => self.result = Some(value),
            Some(Kinds::Sequence(items)) => items.push(value),
            Some(Kinds::Mapping { members, key }) => match (key.take(), &value.kind) {
                (Some(Key::Name(name)), _) => {
                    members.insert(name, Member { key: None, value });
                }
                (Some(Key::Merge), Kind::Object(object)) => {
                    members
                        .extend(object.members.iter().map(|(name, member)| (name.clone(), member.clone())));
                }
                _ => return fault("`<<` wants a mapping"),
            },
        }
        Ok(())
    }
}

/// The name of a tag of YAML itself.
fn core(tag: &Tag) -> Option<Cow<'_, str>> {
    tag.suffix_in_namespace(CORE)
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Stop> {
    let tag = match tag {
        Some(tag) => match core(tag) {
            Some(name) => Some(name),
            None => return fault("a tag is not known"),
        },
        None => None,
    };
    let plain = style == ScalarStyle::Plain;
    // The parser writes out what is left empty.
    let text = if plain && text == "~" && tag.is_some() { "" } else { text };
    let wrong = |kind: &str| fault(format!("`{}` is no {kind}", super::convert::short(text)));
    let tag = tag.as_deref();
    match tag {
        None if plain => resolved(text),
        // What is quoted stays a string.
        None | Some("str") => Ok(Value::string(text)),
        Some("binary") => match STANDARD.decode(text) {
            Ok(_) => Ok(Value::string(text)),
            Err(_) => wrong("Base64"),
        },
        Some("int" | "float") if !plain && number(text)?.is_none() => wrong("number"),
        Some("null" | "bool" | "int" | "float" | "timestamp") if !plain => Ok(Value::string(text)),
        Some("null") => Ok(Value::null()),
        Some("bool") => match bool_of(text) {
            Some(value) => Ok(Kind::Bool(value).into()),
            None => wrong("bool"),
        },
        Some("int" | "float") => match number(text)? {
            Some(number) => Ok(number),
            None if text.starts_with(['-', '+']) || text.starts_with(|c: char| c.is_ascii_digit()) => {
                unknown("a number is written in an unusual way")
            }
            None => wrong("number"),
        },
        Some("timestamp") => match time::yaml_timestamp(text) {
            Some(text) => Ok(Value::string(text)),
            None => wrong("time"),
        },
        Some(_) => fault("a tag is not known"),
    }
}

/// A plain scalar is what it looks like.
fn resolved(text: &str) -> Answer {
    if yaml::is_null(text) {
        return Ok(Value::null());
    }
    if let Some(value) = bool_of(text) {
        return Ok(Kind::Bool(value).into());
    }
    let unsigned = text.trim_start_matches(['+', '-']);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return unknown("infinity is not followed");
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return fault("it holds something that is not a number");
    }
    if let Some(number) = number(text)? {
        return Ok(number);
    }
    Ok(Value::string(time::yaml_timestamp(text).unwrap_or_else(|| text.to_owned())))
}

/// Terraform takes the single letters too.
fn bool_of(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" => Some(true),
        "n" | "N" => Some(false),
        _ => yaml::boolean(text),
    }
}

fn number(text: &str) -> Result<Option<Value>, Stop> {
    let radix = |digits: &str, radix: u32| match u64::from_str_radix(digits, radix) {
        Ok(value) if !digits.starts_with('+') => Some(Number::integer(value.into())),
        _ => None,
    };
    let special = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => radix(digits, 16),
        (_, Some(digits)) => radix(digits, 8),
        _ => None,
    };
    if let Some(number) = special {
        return Ok(Some(Kind::Number(number).into()));
    }
    if text.contains(['p', 'P']) || !Number::is_number(text) {
        return Ok(None);
    }
    match Number::parse(text) {
        Some(number) => Ok(Some(Kind::Number(number).into())),
        None => unknown("a number is beyond what msklint follows"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{call, check, error, object, text, unknown};

    #[test]
    fn unknown_parts() {
        check("yamldecode", &[text(&["a: ", "$var.x"])], r#"<yamldecode("a: ${var.x}")>"#);
        check("yamlencode", &[object(&[("a", unknown("var.x"))])], r#""${yamlencode({"a" = var.x})}""#);
        check("yamldecode", &[text(&["[a"])], r#"<yamldecode("[a")>"#);
        error("yamldecode", &[text(&["{a: 1}\n---\n{b: 2}"])], "`yamldecode`: only one document is read");
    }

    #[test]
    fn documents_that_grow_are_stopped() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            let refs = vec![format!("*a{}", i - 1); 10].join(", ");
            bomb.push_str(&format!("a{i}: &a{i} [{refs}]\n"));
        }
        let value = call("yamldecode", &[text(&[&bomb])]).unwrap();
        assert_eq!(value.why().unwrap().text(), "the document stands for more than 200000 values");
        let deep = "[".repeat(200) + &"]".repeat(200);
        assert!(call("yamldecode", &[text(&[&deep])]).unwrap().why().is_some());
    }
}

//! Writes a template as a person would: block style, with the short forms of the functions.

use serde_json::{Map, Value};
use std::fmt::Write;

pub fn write(template: &Value) -> String {
    let mut text = String::new();
    if let Value::Object(members) = template {
        for (at, (name, value)) in members.iter().enumerate() {
            text += if at > 0 { "\n" } else { "" };
            member(&mut text, name, value, 0);
        }
    }
    text
}

/// `name: value`, with the rest of the value below, indented further.
fn member(text: &mut String, name: &str, value: &Value, depth: usize) {
    let _ = write!(text, "{}{}:", "  ".repeat(depth), scalar(name));
    value_behind(text, value, depth);
}

fn value_behind(text: &mut String, value: &Value, depth: usize) {
    let (tag, value) = tagged(value);
    if let Some(tag) = tag {
        let _ = write!(text, " !{tag}");
    }
    match value {
        Value::Object(members) if members.is_empty() => text.push_str(" {}\n"),
        Value::Object(members) => {
            text.push('\n');
            members.iter().for_each(|(name, value)| member(text, name, value, depth + 1));
        }
        Value::Array(items) if items.is_empty() => text.push_str(" []\n"),
        Value::Array(items) => {
            text.push('\n');
            items.iter().for_each(|item| self::item(text, item, depth + 1));
        }
        Value::String(words) => {
            let _ = writeln!(text, " {}", scalar(&words));
        }
        other => {
            let _ = writeln!(text, " {other}");
        }
    }
}

fn item(text: &mut String, value: &Value, depth: usize) {
    let indentation = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() && tagged(value).0.is_none() => {
            for (at, (name, value)) in members.iter().enumerate() {
                let dash = if at == 0 { "- " } else { "  " };
                let _ = write!(text, "{indentation}{dash}{}:", scalar(name));
                value_behind(text, value, depth + 1);
            }
        }
        value => {
            let _ = write!(text, "{indentation}-");
            value_behind(text, value, depth);
        }
    }
}

/// The short form of a function, and what stands behind it.
fn tagged(value: &Value) -> (Option<&str>, Value) {
    let call = |members: &Map<String, Value>| members.len() == 1;
    if let Value::Object(members) = value
        && call(members)
        && let Some((name, argument)) = members.iter().next()
    {
        match (name.as_str(), argument) {
            ("Ref" | "Condition", Value::String(_)) => return (Some(name), argument.clone()),
            ("Fn::GetAtt", Value::Array(parts)) => {
                let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
                return (Some("GetAtt"), Value::String(parts.join(".")));
            }
            (name, argument) => {
                if let Some(short) = name.strip_prefix("Fn::")
                    && tagged(argument).0.is_none()
                {
                    return (Some(short), argument.clone());
                }
            }
        }
    }
    (None, value.clone())
}

/// Quoted where it would mean something else.
fn scalar(words: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/' | ':' | '-' | ' ');
    let begins = words.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_word = ["true", "false", "yes", "no", "on", "off", "null"].contains(&words);
    match begins && !is_word && words.chars().all(plain) && !words.contains(": ") && !words.ends_with(':') {
        true => words.to_owned(),
        false => format!("'{}'", words.replace('\'', "''")),
    }
}

//! Values as JSON text, in the form that Terraform's `jsonencode` gives them.

use crate::value::{Kind, List, Object, Value};
use model::known::{Part, Pos, Symbol, Text, Why};

/// Deeper than any parser goes; what evaluation piles up beyond it stays unknown.
const DEPTH: usize = 256;

/// Terraform's `jsonencode`: sorted keys, no white space, `<`, `>` and `&` escaped. What is not
/// known stays a symbol; inside of a string it is taken to need no escapes.
pub fn encode(value: &Value) -> Text {
    let mut out = Text::new();
    write(&mut out, value, 0);
    out
}

fn write(out: &mut Text, value: &Value, depth: usize) {
    if depth > DEPTH {
        return out.push_symbol(Symbol::anonymous(Why::new("a value is nested too deeply").at(value.span)));
    }
    match &value.kind {
        Kind::Null => out.push_literal("null", None),
        Kind::Bool(value) => out.push_literal(value.to_string(), None),
        Kind::Number(number) => out.push_literal(number.to_string(), None),
        Kind::Text(text) => string(out, text),
        Kind::Json(inner) => {
            let mut text = Text::new();
            write(&mut text, inner, depth + 1);
            string(out, &text);
        }
        Kind::List(items) => list(out, items, depth),
        Kind::Object(members) => object(out, members, depth),
        Kind::Resource(instance) => {
            let why = Why::new(format!("not every attribute of `{}` is known", instance.address));
            out.push_symbol(Symbol::anonymous(why.at(value.span)));
        }
        Kind::Unknown(symbol) => out.push_symbol(symbol.clone()),
    }
}

fn list(out: &mut Text, list: &List, depth: usize) {
    out.push_literal("[", None);
    for (i, item) in list.items.iter().enumerate() {
        if i > 0 {
            out.push_literal(",", None);
        }
        write(out, item, depth + 1);
    }
    rest(out, list.open.as_ref(), list.items.is_empty());
    out.push_literal("]", None);
}

fn object(out: &mut Text, object: &Object, depth: usize) {
    out.push_literal("{", None);
    for (i, (name, member)) in object.members.iter().enumerate() {
        if i > 0 {
            out.push_literal(",", None);
        }
        string(out, &Text::literal(name.as_str()));
        out.push_literal(":", None);
        write(out, &member.value, depth + 1);
    }
    rest(out, object.open.as_ref(), object.members.is_empty());
    out.push_literal("}", None);
}

fn rest(out: &mut Text, open: Option<&Why>, alone: bool) {
    if let Some(why) = open {
        if !alone {
            out.push_literal(",", None);
        }
        out.push_symbol(Symbol::anonymous(why.clone()));
    }
}

/// Runs without escapes keep their places.
fn string(out: &mut Text, text: &Text) {
    out.push_literal("\"", None);
    for part in text.parts() {
        match part {
            Part::Symbol(symbol) => out.push_symbol(symbol.clone()),
            Part::Literal(text, at) => literal(out, text, *at),
        }
    }
    out.push_literal("\"", None);
}

fn literal(out: &mut Text, text: &str, at: Option<Pos>) {
    let place = |offset: usize| {
        let offset = u32::try_from(offset).ok()?;
        at.and_then(|at| Some(Pos { offset: at.offset.checked_add(offset)?, ..at }))
    };
    let mut start = 0;
    for (i, c) in text.char_indices() {
        if let Some(escaped) = escape(c) {
            out.push_literal(text.get(start..i).unwrap_or_default(), place(start));
            out.push_literal(escaped, None);
            start = i + c.len_utf8();
        }
    }
    out.push_literal(text.get(start..).unwrap_or_default(), place(start));
}

fn escape(c: char) -> Option<String> {
    Some(match c {
        '"' => "\\\"".into(),
        '\\' => "\\\\".into(),
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\u{8}' => "\\b".into(),
        '\u{c}' => "\\f".into(),
        c if c < ' ' || matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') => {
            format!("\\u{:04x}", u32::from(c))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::number::Number;
    use crate::value::{Flavor, Shared};
    use model::known::FileId;

    fn check(value: Value, expected: &str) {
        assert_eq!(encode(&value).to_string(), expected);
    }

    fn symbol(name: &str) -> Symbol {
        Symbol::new(name, Why::new("has no value"))
    }

    #[test]
    fn escapes_as_go_does() {
        check(
            Value::string("a\"b\\c\n\t\r\u{8}\u{c}\u{1}<>&\u{2028}\u{2029}\u{7f}/é"),
            "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u003c\\u003e\\u0026\\u2028\\u2029\u{7f}/é\"",
        );
    }

    #[test]
    fn sorts_keys_and_leaves_no_space() {
        let list = Value::tuple(vec![Value::null(), Kind::Bool(true).into(), Value::string("x")]);
        let number = Value::from(Kind::Number(Number::integer(12)));
        check(
            Value::object([("b".into(), list), ("B".into(), Value::object([])), ("a".into(), number)]),
            r#"{"B":{},"a":12,"b":[null,true,"x"]}"#,
        );
    }

    #[test]
    fn a_string_of_json_is_encoded_twice() {
        let inner = Value::object([("a".into(), Value::string("<"))]);
        check(Kind::Json(Shared::new(inner)).into(), r#""{\"a\":\"\\u003c\"}""#);
    }

    #[test]
    fn what_is_not_known_stays_a_symbol() {
        let mut text = Text::literal("arn:\"");
        text.push_symbol(symbol("b.arn"));
        let items = vec![Value::text(text.with("/*")), Value::symbol(symbol("x"))];
        check(Value::tuple(items), r#"["arn:\"${b.arn}/*",${x}]"#);
        let open =
            List { flavor: Flavor::List, items: Vec::new(), open: Some(Why::new("more")), loose: false };
        check(Kind::List(Shared::new(open)).into(), "[${…}]");
    }

    #[test]
    fn places_survive_encoding() {
        let at = Some(Pos { file: FileId(3), offset: 40 });
        let parsed = json::parse(&encode(&Value::text(Text::literal_at("ab\"cd", at)))).unwrap();
        let Kind::Text(text) = parsed.value.kind else { panic!("not a text") };
        assert_eq!(text.span(), Some(model::known::Span { file: FileId(3), start: 40, end: 45 }));
    }
}

use super::*;
use crate::json::{Duplicate, encode};
use crate::value::Kind;

fn symbol(name: &str) -> Symbol {
    Symbol::new(name, Why::new(format!("`{name}` has no value")))
}

/// `$name` parts are symbols; literal parts stand in the source one behind the other.
fn text(parts: &[&str]) -> Text {
    let mut text = Text::new();
    let mut offset = 100;
    for part in parts {
        match part.strip_prefix('$') {
            Some(name) => text.push_symbol(symbol(name)),
            None => {
                text.push_literal(*part, Some(Pos { file: FileId(0), offset }));
                offset += u32::try_from(part.len()).unwrap();
            }
        }
        offset += 10;
    }
    text
}

fn check(parts: &[&str], expected: &str) {
    let parsed = parse(&text(parts)).unwrap_or_else(|problem| panic!("{parts:?}: {problem:?}"));
    assert_eq!(encode(&parsed.value).to_string(), expected, "{parts:?}");
}

fn refused(source: &str, text: &str, place: &str) {
    let problem = parse_source(FileId(0), source).unwrap_err();
    let span = problem.span.unwrap();
    let found = span.of(source).unwrap();
    assert_eq!((problem.text.as_str(), found), (text, place), "{source}");
}

#[test]
fn json_of_every_kind() {
    check(
        &[r#" {"b" : [1, -0.5e2, true, null], "a":{}, "c":[ ] } "#],
        r#"{"a":{},"b":[1,-50,true,null],"c":[]}"#,
    );
    check(&[r#""\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\""#], r#""é😀/\b\f\n\r\t\"\\""#);
    check(&[r#""\ud800x""#], "\"\u{fffd}x\"");
    check(&["\"é\u{7f}\""], "\"é\u{7f}\"");
}

#[test]
fn what_the_grammar_forbids() {
    refused(r#"{"a" 1}"#, "`:` is expected here", "1");
    refused(r#"{"a":1 "b":2}"#, "`,` or `}` is expected here", "\"");
    refused("[1 2]", "`,` or `]` is expected here", "2");
    refused("[1,]", "a JSON value is expected here", "]");
    refused(r#"{"a":1,}"#, "a name in double quotes is expected here", "}");
    refused("{a:1}", "a name in double quotes is expected here", "a");
    refused("{'a':1}", "a name in double quotes is expected here", "'");
    refused("[01]", "`01` is not a JSON value", "01");
    refused("[1.]", "`1.` is not a JSON value", "1.");
    refused("[+1]", "a JSON value is expected here", "+");
    refused("NaN", "a JSON value is expected here", "N");
    refused("nul", "`nul` is not a JSON value", "nul");
    refused("\"a\tb\"", "a control character must be escaped in JSON", "\t");
    refused(r#""\x""#, "JSON knows no such escape", "\\");
    refused(r#""\u12g4""#, "`\\u` needs four hexadecimal digits", "\\");
    refused("[\"a\n\"]", "this string is not closed on its line", "\"");
    refused("{\"a\":[1", "this `[` is not closed", "[");
    refused("[1]]", "the JSON text ends here, but more follows", "]");
    refused("[] // no", "the JSON text ends here, but more follows", "/");
    refused("[é]", "a JSON value is expected here", "é");
    refused("[\0]", "a JSON value is expected here", "\0");
}

#[test]
fn the_empty_text_is_no_value() {
    assert_eq!(parse_source(FileId(0), "").unwrap_err().span, None);
    assert_eq!(parse_source(FileId(0), "\u{feff}[1]").unwrap().value.span.unwrap().start, 3);
}

#[test]
fn symbols_in_strings_and_for_values() {
    check(&[r#"{"r":""#, "$b.arn", r#"/*","e":"#, "$e", "}"], r#"{"e":${e},"r":"${b.arn}/*"}"#);
    check(&["$all"], "${all}");
    check(&["[", "$a", ",", "$b", "]"], "[${a},${b}]");
}

#[test]
fn symbols_between_values_may_be_more_values() {
    let open = |parts: &[&str]| match parse(&text(parts)).unwrap().value.kind {
        Kind::List(list) => (list.items.len(), list.open.is_some()),
        Kind::Object(object) => (object.members.len(), object.open.is_some()),
        other => panic!("{other:?}"),
    };
    assert_eq!(open(&["[\"a\"", "$more", "]"]), (1, true));
    assert_eq!(open(&["[\"a\" ", "$more", " {}]"]), (2, true));
    assert_eq!(open(&["{", "$more", "}"]), (0, true));
    assert_eq!(open(&["{\"a\":1,", "$more", "}"]), (1, true));
    assert_eq!(open(&["{", "$more", ",\"a\":1}"]), (1, true));
    assert_eq!(open(&["{\"", "$key", "\":1,\"b\":2}"]), (1, true));
    assert_eq!(open(&["[1]"]), (1, false));
}

#[test]
fn what_touches_a_symbol_is_not_known() {
    check(&["[12", "$rest", ",3]"], "[${…},3,${…}]");
    check(&["$a", "$b"], "${…}");
    check(&["$a", "true"], "${…}");
}

#[test]
fn a_failure_behind_a_bare_symbol_is_not_certain() {
    check(&["$head", " \"Statement\": []}"], "${…}");
    check(&["{\"a\": ", "$x", " oops"], "${…}");
    assert!(parse(&text(&["{\"a\": \"", "$x", "\" oops"])).is_err());
}

#[test]
fn places_are_those_of_the_source() {
    let parsed = parse(&text(&["[\"ab", "$s", "c\\td\", 7]"])).unwrap();
    let Kind::List(list) = parsed.value.kind else { panic!("not a list") };
    let place = |span: Option<Span>| span.map(|span| (span.start, span.end));
    assert_eq!(place(parsed.value.span), Some((100, 133)));
    assert_eq!(place(list.items[0].span), Some((101, 129)));
    assert_eq!(place(list.items[1].span), Some((131, 132)));
    let Kind::Text(text) = &list.items[0].kind else { panic!("not a text") };
    let places: Vec<_> = text
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text, at) => (text.as_str(), at.map(|at| at.offset)),
            Part::Symbol(symbol) => (symbol.name(), None),
        })
        .collect();
    assert_eq!(places, [("ab", Some(102)), ("s", None), ("c", Some(124)), ("\t", None), ("d", Some(127))]);
}

#[test]
fn of_equal_keys_the_last_one_counts() {
    let parsed = parse_source(FileId(0), r#"{"a":1,"\u0061":2}"#).unwrap();
    assert_eq!(encode(&parsed.value).to_string(), r#"{"a":2}"#);
    let span = |start, end| Some(Span { file: FileId(0), start, end });
    let twice = Duplicate { name: "a".into(), first: span(1, 4), second: span(7, 15) };
    assert_eq!(parsed.duplicates, [twice]);
}

#[test]
fn depth_is_bounded_and_size_is_not() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse_source(FileId(0), &nested(128)).is_ok());
    let problem = parse_source(FileId(0), &nested(100_000)).unwrap_err();
    assert_eq!(problem.text, "nested too deeply to be read");
    let item = r#"{"name":"a \"quoted\" string","values":[1,2,3,{"x":null}]},"#;
    let large = format!("[{}0]", item.repeat(500_000 / item.len()));
    assert!(parse_source(FileId(0), &large).is_ok());
}

#[test]
fn many_parts_take_linear_time() {
    let mut text = Text::literal("[\"");
    for i in 0..50_000 {
        text.push_symbol(symbol("x"));
        text.push_literal("-", Some(Pos { file: FileId(0), offset: i * 7 }));
    }
    let parsed = parse(&text.with("\"]")).unwrap();
    assert!(!parsed.value.is_known());
}

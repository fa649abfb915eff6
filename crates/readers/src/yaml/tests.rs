use super::*;
use crate::json::{self, Node};
use model::known::{FileId, Part, Span};

const DIALECT: Dialect = Dialect {
    plain: |text| match boolean(text) {
        Some(value) => Some(NodeKind::Bool(value)),
        None if is_null(text) => Some(NodeKind::Null),
        None => text.bytes().all(|b| b.is_ascii_digit()).then(|| NodeKind::Number(text.to_owned())),
    },
    tag: |tag| match tag {
        "!Ref" => Some("Ref"),
        "!Sub" => Some("Fn::Sub"),
        _ => None,
    },
};

fn read(text: &str) -> Composed {
    parse(Some(FileId(0)), text, DIALECT).unwrap_or_else(|problem| panic!("{text}\n{problem:?}"))
}

/// `expected` is the same in JSON.
fn check(text: &str, expected: &str) {
    let composed = read(text);
    assert_eq!(composed.problems, [], "{text}");
    let value = composed.node.into_parsed().value;
    assert_eq!(json::encode(&value).to_string(), expected, "{text}");
}

fn slice(text: &str, span: Option<Span>) -> &str {
    let span = span.unwrap_or_else(|| panic!("no place in {text}"));
    text.get(span.start as usize..span.end as usize).unwrap()
}

/// The text cannot be read at all.
fn refused(text: &str, problem: &str, place: &str) {
    let found = parse(Some(FileId(0)), text, DIALECT).unwrap_err();
    assert_eq!((found.text.as_str(), slice(text, found.span)), (problem, place), "{text}");
}

/// The text can be read, with this in it.
fn told(text: &str, problem: &str, place: &str) {
    let found = read(text).problems;
    let found: Vec<_> = found.iter().map(|found| (found.text.as_str(), slice(text, found.span))).collect();
    assert_eq!(found, [(problem, place)], "{text}");
}

fn member<'n>(node: &'n Node, name: &str) -> &'n json::NodeMember {
    let NodeKind::Object(members, _) = &node.kind else { panic!("not an object: {node:?}") };
    members.iter().find(|member| member.key.known().as_deref() == Some(name)).unwrap()
}

#[test]
fn values_of_every_kind() {
    check("a: 1\nb: [x, 'y', \"z\\u00e9\"]\nc: {d: }\n", r#"{"a":1,"b":["x","y","zé"],"c":{"d":null}}"#);
    check("- yes\n- Off\n- 'yes'\n- ~\n- 2012-10-17\n", r#"[true,false,"yes",null,"2012-10-17"]"#);
    check("a: |\n  x\n   y\n\n  z\nb: >-\n  one\n  two\n", r#"{"a":"x\n y\n\nz\n","b":"one two"}"#);
    check("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y", r#"{"a":1,"b":"x\ny"}"#);
    check("", "null");
    check("# nothing\n", "null");
    check("--- \na: []\n...\n", r#"{"a":[]}"#);
    check("{\"a\": [1, {\"b\": true}]}", r#"{"a":[1,{"b":true}]}"#);
    check("a: !!str yes\nb: !!int \"5\"\nc: ! yes\n", r#"{"a":"yes","b":5,"c":"yes"}"#);
}

#[test]
fn keys_are_strings() {
    check("On: 1\n1: a\ntrue: b\n", r#"{"1":"a","On":1,"true":"b"}"#);
    check("? a\n: 1\n? b\n", r#"{"a":1,"b":null}"#);
    refused("[a, b]: 1\n", "a key must be a string", "[a, b]");
    refused("? {a: 1}\n: 1\n", "a key must be a string", "{a: 1}");
}

#[test]
fn tags_wrap_what_they_stand_before() {
    check(
        "a: !Ref b\nc: !Sub [x, {y: !Ref z}]\n",
        r#"{"a":{"Ref":"b"},"c":{"Fn::Sub":["x",{"y":{"Ref":"z"}}]}}"#,
    );
    check("a: !Sub |\n  x\n", r#"{"a":{"Fn::Sub":"x\n"}}"#);
    check("a: !Ref 1\n", r#"{"a":{"Ref":"1"}}"#);
    let text = "a:\n  !Sub\n    - x\n    - {}\nb: 1\n";
    let node = read(text).node;
    let tagged = &member(&node, "a").value;
    assert_eq!(slice(text, tagged.span), "!Sub\n    - x\n    - {}");
    assert_eq!(slice(text, member(tagged, "Fn::Sub").span), "!Sub");
    told("a: !Reff b\nc: 1\n", "`!Reff` is not a tag that means anything here", "!Reff");
}

#[test]
fn aliases_and_merge_keys() {
    check("a: &x {k: v}\nb: *x\n", r#"{"a":{"k":"v"},"b":{"k":"v"}}"#);
    check("a: &x k\n*x : 1\n", r#"{"a":"k","k":1}"#);
    check("- &a {x: 1, y: 1}\n- {<<: *a, y: 2}\n", r#"[{"x":1,"y":1},{"x":1,"y":2}]"#);
    check("- &a {x: 1}\n- &b {x: 2, z: 2}\n- <<: [*a, *b]\n", r#"[{"x":1},{"x":2,"z":2},{"x":1,"z":2}]"#);
    told("a: *b\nb: &b 1\n", "no anchor `&b` stands before this", "*b");
    told("a: &a [*a]\n", "an alias of the value that it stands in", "*a");
    told("<<: x\na: 1\n", "`<<` takes objects only", "x");
}

#[test]
fn places_of_keys_and_values() {
    let text = "Top:\n  List:\n    - é\n    - {b: c}\n  Empty: {}\n  Text: |\n    one\n    two\n\nNext: 1\n";
    let node = read(text).node;
    let top = member(&node, "Top");
    assert_eq!(slice(text, top.span), "Top");
    let list = &member(&top.value, "List").value;
    assert_eq!(slice(text, list.span), "- é\n    - {b: c}");
    assert_eq!(slice(text, member(&top.value, "Empty").value.span), "{}");
    assert_eq!(slice(text, member(&top.value, "Text").value.span), "one\n    two");
    assert!(slice(text, top.value.span).ends_with("two"));
}

/// The characters of a scalar that stand in the source, part by part.
fn placed(text: &str) -> Vec<(String, &str)> {
    let node = read(text).node;
    let NodeKind::Text(value) = &member(&node, "a").value.kind else { panic!("not a text: {text}") };
    let place = |part: &Part| match part {
        Part::Literal(literal, Some(at)) => {
            Some((literal.clone(), text.get(at.offset as usize..at.offset as usize + literal.len())?))
        }
        _ => None,
    };
    value.parts().iter().filter_map(place).collect()
}

#[test]
fn places_of_characters() {
    for text in [
        "a: plain\n",
        "a: 'it''s quoted'\n",
        "a: \"tab\\t and \\u00e9 and \\\n  joined\"\n",
        "a: |\n    {\n      \"b\": 1\n    }\n",
        "a: >\n  folded\n  text\n",
        "a: plain\n  over lines\n",
        "a: \"é \\\\ x\"\n",
    ] {
        let parts = placed(text);
        assert!(!parts.is_empty(), "{text}");
        for (literal, source) in parts {
            assert_eq!(literal, source, "{text}");
        }
    }
}

#[test]
fn what_is_no_yaml() {
    refused("a:\n\t- x\n", "a tab stands where YAML wants spaces", "\t");
    refused("a: x\n\ty: z\n", "a tab stands where YAML takes none", "\t");
    refused("a: \"x\n", "this string is not closed", "\"");
    refused("a: [1, 2\n", "this `[` is not closed", "[");
    refused("a: 1\n b: 2\n", "a `:` stands where no key can be", ":");
    refused("a: @x\n", "`@` begins no value in YAML", "@");
}

#[test]
fn the_first_of_several_documents_is_read() {
    let text = "---\na: 1\n---\nb: [\n";
    told(text, "a second document begins here, and only the first one is read", "---");
    assert_eq!(json::encode(&read(text).node.into_parsed().value).to_string(), r#"{"a":1}"#);
    check("---\na: 1\n...\n", r#"{"a":1}"#);
}

#[test]
fn depth_and_copies_are_bounded() {
    let deep = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
    for text in [deep("[", "]", 100_000), deep("- ", "", 100_000), deep("{a: ", "}", 100_000)] {
        assert_eq!(parse(None, &text, DIALECT).unwrap_err().text, "nested too deeply to be read");
    }
    assert!(parse(None, &deep("[", "]", 128), DIALECT).is_ok());
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..20 {
        let before = format!("*a{}", i - 1);
        bomb += &format!("a{i}: &a{i} [{}]\n", [before.as_str(); 10].join(", "));
    }
    let problem = parse(None, &bomb, DIALECT).unwrap_err();
    assert_eq!(problem.text, "aliases make more than 200000 values of this text");
    let mut tower = "a0: &a0 [x]\n".to_owned();
    for i in 1..200 {
        tower += &format!("a{i}: &a{i} [*a{}]\n", i - 1);
    }
    assert_eq!(parse(None, &tower, DIALECT).unwrap_err().text, "nested too deeply to be read");
}

#[test]
fn size_is_not_bounded() {
    let text = "- name: \"a \\\"quoted\\\" string\"\n  values: [1, 2, 3, {x: ~}]\n".repeat(20_000);
    assert!(parse(Some(FileId(0)), &text, DIALECT).is_ok());
}

use super::*;
use crate::terraform::syntax::{Expr, Piece};

fn outline(source: &str) -> Vec<String> {
    let file = split_json(FileId(0), source);
    let cut = |span: Span| span.of(source).unwrap_or("outside");
    let blocks = file.blocks.iter().map(|block| {
        format!("{} {:?} at {} is {}", block.kind, block.labels, cut(block.header), cut(block.span))
    });
    let problems =
        file.problems.iter().map(|problem| format!("{} at {}", problem.text, problem.span.map_or("", cut)));
    blocks.chain(problems).collect()
}

fn check(source: &str, expected: &[&str]) {
    assert_eq!(outline(source), expected, "{source}");
}

fn parsed(source: &str) -> Tree {
    let file = split_json(FileId(0), source);
    file.blocks[0].parse(source).unwrap_or_else(|problem| panic!("{source}: {problem:?}"))
}

#[test]
fn labels_are_levels() {
    check(
        r#"{"//": 1, "resource": {"t": {"a": {}, "b": {"x": 1}}, "//": "c"}, "locals": {"y": 2}}"#,
        &[
            r#"resource ["t", "a"] at "a" is {}"#,
            r#"resource ["t", "b"] at "b" is {"x": 1}"#,
            r#"locals [] at "locals" is {"y": 2}"#,
        ],
    );
}

#[test]
fn every_level_may_be_a_list() {
    check(
        r#"[{"module": [{"m": {}}, {"n": [{}, {}]}]}, {"terraform": null}]"#,
        &[r#"module ["m"] at "m" is {}"#, r#"module ["n"] at "n" is {}"#, r#"module ["n"] at "n" is {}"#],
    );
}

#[test]
fn equal_properties_are_further_blocks() {
    check(
        r#"{"output": {"a": {}}, "output": {"b": {}}}"#,
        &[r#"output ["a"] at "a" is {}"#, r#"output ["b"] at "b" is {}"#],
    );
}

#[test]
fn what_is_no_object_is_a_problem() {
    check(r#"{"resource": {"t": 1}}"#, &["an object is expected here at 1"]);
    check("7", &["an object is expected here at 7"]);
    check("{\"a\": ", &["the JSON text ends where a value is expected at  "]);
}

fn text(expr: Expr<'_>) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Literal(text) => text.to_string(),
        Piece::Interpolation { expr, .. } => format!("<{}>", expr.text()),
        other => format!("{other:?}"),
    };
    expr.pieces().unwrap_or_default().into_iter().map(piece).collect()
}

#[test]
fn strings_are_templates() {
    let check = |source: &str, expected: &str| {
        let file = format!(r#"{{"locals": {{"x": "{source}"}}}}"#);
        assert_eq!(text(parsed(&file).body().attribute("x").unwrap().expr), expected, "{source}");
    };
    check("", "");
    check("plain", "plain");
    check(r#"a\"b\\c\n\t\u00e9\/\b"#, "a\"b\\c\n\té/\u{8}");
    check(r#"a ${b[\"c}\"]} d"#, r#"a <b["c}"]> d"#);
    check("$${a} %%{b} $c", "${a} %{b} $c");
    check(r#"${a ? \"${b}\" : \"\\n\"}"#, r#"<a ? "${b}" : "\n">"#);
    check(r#"a\n  ${~ b ~}\n  c"#, "a\n<b>  c");
}

#[test]
fn defaults_of_variables_are_plain() {
    let tree = parsed(r#"{"variable": {"v": {"default": "${a} $${b} %{c}", "description": "${d}"}}}"#);
    let value = |name| text(tree.body().attribute(name).unwrap().expr);
    assert_eq!((value("default").as_str(), value("description").as_str()), ("${a} $${b} %{c}", "<d>"));
}

#[test]
fn places_are_those_of_the_file() {
    let source = r#"{"resource": {"t": {"n": {"a": ["x\u0041y", {"k": "p-${q.r}"}, -1.5, true]}}}}"#;
    let tree = parsed(source);
    let cut = |span: Option<Span>| span.and_then(|span| span.of(source)).unwrap_or("");
    let attribute = tree.body().attribute("a").unwrap();
    assert_eq!(cut(attribute.key), "\"a\"");
    assert_eq!(cut(attribute.span), r#""a": ["x\u0041y", {"k": "p-${q.r}"}, -1.5, true]"#);
    let items = attribute.expr.node.as_array().unwrap();
    let places: Vec<_> = items.iter().map(|item| cut(attribute.expr.with(item).span())).collect();
    assert_eq!(places, [r#""x\u0041y""#, r#"{"k": "p-${q.r}"}"#, "-1.5", "true"]);
    let object = items.get(1).unwrap().as_object().unwrap();
    let (key, value) = object.iter().next().unwrap();
    assert_eq!(cut(attribute.expr.span_of(key)), "\"k\"");
    let pieces = attribute.expr.with(value.expr()).pieces().unwrap();
    let [Piece::Literal(text), Piece::Interpolation { expr, .. }] = pieces.as_slice() else {
        panic!("{pieces:?}")
    };
    assert_eq!((cut(text.span()), cut(expr.span())), ("p-", "q.r"));
}

#[test]
fn properties_are_blocks_where_they_are_asked_for() {
    let tree = parsed(
        r#"{"resource": {"t": {"n": {
            "s3": [{"enabled": true}, {"enabled": false}],
            "firehose": {"enabled": true},
            "none": null,
            "dynamic": {"x": {"for_each": [], "content": {"y": 1}}},
            "provisioner": [{"local-exec": {"command": "c"}}]
        }}}}"#,
    );
    let body = tree.body();
    let count = |kind: &str| body.blocks(kind).len();
    assert_eq!((count("s3"), count("firehose"), count("none")), (2, 1, 0));
    assert_eq!(body.blocks("s3")[1].body.attribute("enabled").unwrap().expr.text(), "false");
    assert_eq!(body.blocks("dynamic")[0].labels, ["x"]);
    assert_eq!(body.blocks("dynamic")[0].body.blocks("content").len(), 1);
    assert_eq!(body.blocks("provisioner")[0].labels, ["local-exec"]);
    assert!(body.attribute("none").unwrap().expr.node.is_null());
    assert!(body.attribute("s3").unwrap().expr.node.is_array());
}

#[test]
fn equal_names_in_a_body() {
    let source = r#"{"resource": {"t": {"n": {"b": {"x": 1}, "b": [{"x": 2}], "a": 1, "a": 2, "o": {"k": 1, "k": 2}}}}}"#;
    let tree = parsed(source);
    assert_eq!(tree.body().attribute("a").unwrap().expr.text(), "1");
    let problems: Vec<&str> = tree.problems.iter().map(|problem| problem.text.as_str()).collect();
    assert_eq!(problems, ["`a` is given twice", "`k` is given twice"]);
    assert_eq!(tree.body().attribute("o").unwrap().expr.text(), "{\"k\"=1}");
    assert_eq!(tree.body().blocks("b").len(), 2);
}

#[test]
fn what_is_wrong_in_a_template_is_a_problem_with_its_place() {
    let source = r#"{"locals": {"x": 1, "y": "a ${b + } c"}}"#;
    let problem = split_json(FileId(0), source).blocks[0].parse(source).unwrap_err();
    assert_eq!(problem.span.and_then(|span| span.of(source)), Some("}"));
}

#[test]
fn a_large_file_is_read() {
    let item = r#"{"aws_s3_bucket": {"b": {"bucket": "n-${var.x}", "tags": {"a": "b"}}}},"#;
    let source = format!(r#"{{"resource": [{}{{}}]}}"#, item.repeat(5_000));
    assert_eq!(split_json(FileId(0), &source).blocks.len(), 5_000);
}

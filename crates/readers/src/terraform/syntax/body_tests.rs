use super::*;

/// Parses the first block; every place is looked up in the source.
struct Case {
    source: String,
    tree: Tree,
}

fn case(source: &str) -> Case {
    let file = split(FileId(0), source);
    let tree = file.blocks[0].parse(source).unwrap_or_else(|problem| panic!("{source}: {problem:?}"));
    Case { source: source.to_owned(), tree }
}

impl Case {
    fn cut(&self, span: Option<Span>) -> &str {
        span.and_then(|span| span.of(&self.source)).unwrap_or("")
    }
}

/// The block parses, and its argument `x` is written `expected`.
fn check(body: &str, expected: &str) {
    let case = case(&format!("b \"é\" {{\n  x = {body}\n}}\n"));
    let attribute = case.tree.body().attribute("x").unwrap();
    assert_eq!(attribute.expr.text(), expected);
    assert_eq!(case.cut(attribute.expr.span()), expected);
    assert_eq!(case.cut(attribute.span), format!("x = {expected}"));
    assert_eq!(case.tree.problems, []);
}

fn refused(source: &str, text: &str, place: &str) {
    let file = split(FileId(0), source);
    let problem = file.blocks[0].parse(source).unwrap_err();
    let span = problem.span.unwrap();
    assert_eq!((problem.text.as_str(), span.of(source)), (text, Some(place)), "{source}");
}

#[test]
fn every_form_of_expression_is_taken() {
    for form in [
        "1",
        "-1.5e3",
        "123456789012345678901234567890",
        "true",
        "null",
        "\"plain\"",
        "\"${a}\"",
        "\"a${b}c%{ if d }e%{ else }f%{ endif }\"",
        "\"%{ for k, v in m ~} ${k} %{~ endfor }\"",
        "<<E\ntext ${a}\nE",
        "<<-END_1\n  text\n  END_1",
        "[]",
        "[1, 2,]",
        "[\n    1,\n    # comment\n    2,\n  ]",
        "{}",
        "{ a = 1, b : 2 }",
        "{\n    a = 1\n    \"b\" = 2, // c\n    (c) = 3\n    \"${d}\" = 4\n    e.f = 5\n    7 = 8\n  }",
        "{ \"a\" = 1, b = 2, }",
        "a.b.c",
        "a.0.b",
        "a[0][\"x\"]",
        "a.*.b",
        "a.*.b.0",
        "a[*].b",
        "\"${a[*]}\"",
        "f()",
        "f(1, 2...)",
        "f(\n    1,\n    2,\n  )",
        "provider::aws::arn_parse(a)",
        "a ? b : c",
        "a ? b : c ? d : e",
        "(\n    a\n    ? b\n    : c\n  )",
        "!a && -b < 3 || c != d",
        "(1 + 2) * 3 % 4 / 5 - 6",
        "a >= b == c <= d",
        "[for v in l : v if v != \"\"]",
        "[for k, v in l : k]",
        "{ for k, v in m : k => v... if v }",
        "{\n    for v in l :\n    v => v\n  }",
        "[for v in l : { a = v }]",
        "[\n    for v in l : {\n      a = v\n    } if v\n  ]",
        "{ for k, v in m :\n    k => {\n      a = v\n    }\n    if v\n  }",
        "f(\n    a ?\n    b :\n    c,\n    [for v in l :\n    v]\n  )",
        "(\n    a\n    + b\n    && c\n  )",
        "[\n    a\n    ? b\n    : c,\n  ]",
        "größe_1-x",
        "for_each",
        "{ format = 1 }",
        "[format(\"x\")]",
        "\"\\u00e9\\U0001F600\\n\\r\\t\\\"\\\\\"",
        "\"$${a} %%{b} $ %\"",
        "\"a $b ${\"c\"} $\"",
        "a /* inline */ + b",
        "jsonencode({\n    Statement = [{\n      Effect = \"Allow\"\n    }]\n  })",
    ] {
        check(form, form);
    }
}

#[test]
fn line_ends_of_windows_are_taken() {
    let case =
        case("a {\r\n  x = [\r\n    1, # c\r\n  ]\r\n  y = <<E\r\nt\r\nE\r\n  b \"c\" {\r\n  }\r\n}\r\n");
    let names: Vec<_> = case.tree.body().attributes().iter().map(|attribute| attribute.name).collect();
    assert_eq!(names, ["x", "y"]);
    assert_eq!(case.cut(case.tree.body().blocks("b")[0].header), "b \"c\"");
}

#[test]
fn bodies_have_arguments_and_blocks() {
    let case = case(
        "resource \"r\" \"n\" {\n  a = 1\n  s3 { enabled = true }\n  s3 {\n    enabled = false\n  }\n  dynamic \"x\" {}\n  # end\n}\n",
    );
    let body = case.tree.body();
    assert!(body.attribute("s3").is_none());
    let blocks = body.blocks("s3");
    assert_eq!(blocks.iter().map(|block| case.cut(block.header)).collect::<Vec<_>>(), ["s3", "s3"]);
    assert_eq!(case.cut(blocks[0].span), "s3 { enabled = true }");
    let enabled = blocks[1].body.attribute("enabled").unwrap();
    assert_eq!((case.cut(enabled.key), case.cut(enabled.expr.span())), ("enabled", "false"));
    assert_eq!(body.all_blocks().len(), 3);
    assert_eq!(body.blocks("dynamic")[0].labels, ["x"]);
}

#[test]
fn one_line_and_empty_blocks() {
    for source in ["a {}", "a { }", "a {\n}", "a { # c\n}", "a { x = 1 }", "a {\n\n  # c\n\n  x = 1 # d\n}"] {
        case(source);
    }
}

#[test]
fn parts_of_expressions_have_places() {
    let case = case("a {\n  x = f(b.c, \"d${e}\") + 1\n}\n");
    let expr = case.tree.body().attribute("x").unwrap().expr;
    let Expression::BinaryOp(sum) = expr.node else { panic!("no sum") };
    assert_eq!(case.cut(expr.span_of(&sum.operator)), "+");
    let call = expr.with(&sum.lhs_expr);
    assert_eq!(call.text(), "f(b.c, \"d${e}\")");
    let Expression::FuncCall(call) = call.node else { panic!("no call") };
    assert_eq!(case.cut(expr.span_of(&call.name.name)), "f");
    let template = expr.with(call.args.get(1).unwrap());
    let pieces = template.pieces().unwrap();
    let [Piece::Literal(text), Piece::Interpolation { expr, span }] = pieces.as_slice() else {
        panic!("{pieces:?}")
    };
    assert_eq!((case.cut(text.span()), case.cut(expr.span()), case.cut(*span)), ("d", "e", "${e}"));
}

#[test]
fn of_equal_keys_the_last_one_counts() {
    for (source, expected) in [
        ("{ a = 1, a = 2 }", "2"),
        ("{\n a = [1,\n 2]\n b = { a = 1 }\n a = 2\n}", "2"),
        ("{\n a = \"x,\\\"y\", a = 1\n # a\n a = 2 }", "2"),
        ("{ \"a\" = 1, \"a\" = 2, \"a\" = 3 }", "3"),
        ("{ (a) = <<E\nx\nE\n (a) = 2 }", "2"),
        ("[{ b = 1 }, { b = { a = 1, a = 2 }, a = 3, a = 4 }]", "4"),
    ] {
        let case = case(&format!("locals {{\n  x = {source}\n  y = 1\n}}\n"));
        assert_eq!(case.tree.problems, []);
        let body = case.tree.body();
        assert_eq!(body.attributes().len(), 2);
        let expr = body.attribute("x").unwrap().expr;
        let object = match expr.node {
            Expression::Array(items) => items.get(1).and_then(Expression::as_object),
            node => node.as_object(),
        };
        let (key, value) = object.unwrap().iter().last().unwrap();
        assert_eq!(
            (
                case.cut(expr.span_of(key)).trim_matches(['"', '(', ')']),
                case.cut(expr.with(value.expr()).span())
            ),
            ("a", expected)
        );
    }
}

#[test]
fn an_argument_given_twice_costs_only_itself() {
    let case = case("a {\n  x = 1\n  b {\n    x = 2\n  }\n  x = [\n    3\n  ]\n  y = 4\n}\n");
    let body = case.tree.body();
    assert_eq!(body.attribute("x").unwrap().expr.text(), "1");
    assert_eq!(body.attribute("y").unwrap().expr.text(), "4");
    let [problem] = case.tree.problems.as_slice() else { panic!("{:?}", case.tree.problems) };
    assert_eq!(problem.text, "`x` is given twice");
    assert_eq!(problem.span.map(|span| span.start as usize), case.source.rfind("x ="));
}

#[test]
fn what_cannot_be_parsed_is_a_problem_with_its_place() {
    refused("a {\n  x = = 2\n}\n", "invalid expression", "=");
    refused("a {\n  x 2\n}\n", "expected `{`, `=`, `\"` or identifier", "2");
    refused("a {\n  x = [1 2]\n}\n", "expected `]`", "2");
    refused("a {\n  x = \"\\q\"\n}\n", "invalid escape sequence", "\"");
    refused("a {\n  x = 1 y = 2\n}\n", "expected newline or eof", "y");
    refused(
        &format!("a {{\n  x = {}{}\n}}\n", "[".repeat(70), "]".repeat(70)),
        "nested too deeply to be read",
        "[",
    );
    let deep = format!("a {{\n  x = {}1{}\n}}\n", "[".repeat(100_000), "]".repeat(100_000));
    refused(&deep, "nested too deeply to be read", "[");
    let long = format!("a {{\n  x = 1{}\n}}\n", " + 1".repeat(500));
    refused(&long, "too many operators in a row to be read", "+");
}

#[test]
fn assignments_outside_of_blocks_are_parsed_alone() {
    let source = "a = [\n  \"x\",\n]\nb = = 1\nc = 2 # d\n";
    let file = split(FileId(0), source);
    let parsed: Vec<_> = file.attributes.iter().map(|attribute| attribute.parse(source)).collect();
    let tree = parsed[0].as_ref().unwrap();
    let expr = tree.body().attribute("a").unwrap().expr;
    assert_eq!(expr.span().map(|span| (span.start, span.end)), Some((4, 14)));
    assert!(parsed[1].is_err());
    assert_eq!(parsed[2].as_ref().unwrap().body().attribute("c").unwrap().expr.text(), "2");
}

#[test]
fn a_lost_block_gives_its_problem() {
    refused("a {\n  x = 1\n", "this block is not closed", "a");
    refused("a {\n  x = \"y\n}\n", "this string is not closed on its line", "\"");
}

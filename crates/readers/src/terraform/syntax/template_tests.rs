use super::*;
use crate::terraform::syntax::{self, ExpressionTree, parse_expression, parse_template};
use model::known::FileId;

fn parsed(source: &str) -> ExpressionTree {
    parse_expression(FileId(0), source).unwrap_or_else(|problem| panic!("{source}: {problem:?}"))
}

/// Enough of an evaluator to see what a template comes to.
fn rendered(pieces: &[Piece<'_>], names: &[(&str, &str)]) -> String {
    let text = |expr: Expr<'_>| match expr.pieces() {
        Some(pieces) => rendered(&pieces, names),
        None => names.iter().find(|(name, _)| *name == expr.text()).map_or("", |(_, value)| value).to_owned(),
    };
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => out += &text.known().unwrap(),
            Piece::Interpolation { expr, .. } => out += &text(*expr),
            Piece::If { condition, then, otherwise, .. } => {
                out += &rendered(if condition.text() == "true" { then } else { otherwise }, names);
            }
            Piece::For { key, value, collection, body, .. } => {
                for (i, item) in collection.node.as_array().unwrap().iter().enumerate() {
                    let (index, item) = (i.to_string(), text(collection.with(item)));
                    out += &rendered(body, &[(key.unwrap_or(""), &index), (value, &item)]);
                }
            }
        }
    }
    out
}

/// What Terraform 1.11 gives for the same text.
fn check(source: &str, expected: &str) {
    let tree = parsed(source);
    assert_eq!(rendered(&tree.expr().pieces().unwrap(), &[]), expected, "{source}");
}

#[test]
fn escapes() {
    check(r#""\u00e9\U0001F600é\n\r\t\"\\""#, "é😀é\n\r\t\"\\");
    check(r#""$${x} %%{y}""#, "${x} %{y}");
    check(r#""$$${z} %%%{z}""#, "$${z} %%{z}");
    check(r#""$5 $ 100% %{ if true }x%{ endif }$""#, "$5 $ 100% x$");
    check(r#""%{ if true }a\"b\\n${"x"}%{ endif }""#, "a\"b\\nx");
    check("<<E\na\\nb\\\" $${x} %%{y} \\\nE\n", "a\\nb\\\" ${x} %{y} \\\n");
    check("<<E\ncost $\n100%\n$$ %%\nE\n", "cost $\n100%\n$$ %%\n");
    check(r#""""#, "");
}

#[test]
fn heredocs() {
    check("<<E\nE\n", "");
    check("<<E\n\nE\n", "\n");
    check("<<E\nEE\nE-x\n  Ex\nE\n", "EE\nE-x\n  Ex\n");
    check("<<E\na\nE  \n", "a\n");
    check("<<E\nx\n%{ if false }\nyes\n%{ else }\nno\n%{ endif }\nend\nE\n", "x\n\nno\n\nend\n");
    check(r#""a${"b${"c"}"}d""#, "abcd");
}

#[test]
fn indentation() {
    check("<<-E\n      a\n   \n      b\n    E\n", "a\n   \nb\n");
    check("<<-E\n    a\n  ${\"b\"}\n    c\n    E\n", "  a\nb\n  c\n");
    check("<<-E\n    a\n${\"b\"}\n    c\n    E\n", "    a\nb\n    c\n");
    check("<<-E\n\t\ta\n\t  b\n\tE\n", "a\n b\n");
    check("<<-E\n  \u{a0}a\n  b\n  E\n", "\u{a0}a\nb\n");
    check("<<-E\n  ${\"x\"}\n  E\n", "x\n");
    check("<<-E\n    a ${\"x\"}\n    E\n", "a x\n");
    check("<<-E\n    $${x}\n    %%{y}\n    E\n", "${x}\n%{y}\n");
    check(
        "<<-E\n    s\n    %{ if true }\n    yes\n    %{ else }\n    no\n    %{ endif }\n    e\n    E\n",
        "s\n\nyes\n\ne\n",
    );
    check(
        "<<-E\n      %{ if true }a%{ for v in [\"1\", \"2\"] }\n        ${v}\n      %{ endfor }%{ endif }\n    E\n",
        "a\n  1\n\n  2\n\n",
    );
}

#[test]
fn stripping_reaches_one_token_only() {
    check(r#""a\n  ${~ "x" ~}\n\t b""#, "axb");
    check(r#""  ${~ "x" ~}  ${~ "y" ~}  ""#, "xy");
    check(r#""a  %{~ for v in ["1","2"] ~}  ${v}  %{~ endfor ~}  b""#, "a12b");
    check("<<E\na ${~ \"x\" ~}  \n   b\n  ${~ \"y\" ~}\nc\nE\n", "ax   b\nyc\n");
    check(
        "<<-E\n    a ${~ \"x\" ~}  \n       b\n      ${~ \"y\" ~}\n    c\n    E\n",
        "    ax       b\ny    c\n",
    );
    check("<<-E\n      ${\"x\" ~}\n      b\n    c\n    E\n", "  x      b\nc\n");
    check("<<-E\n    a\n      ${~ \"x\" }\n    b\n    E\n", "    a\nx\n    b\n");
    check(
        "<<-E\n    s\n    %{~ if true ~}\n    yes\n    %{~ else ~}\n    no\n    %{~ endif ~}\n    e\n    E\n",
        "    s\n    yes\n    e\n",
    );
    check(
        "<<-E\n    [\n    %{ for i, v in [\"a\", \"b\"] ~}\n      ${i}: ${v}\n    %{ endfor ~}\n    ]\n    E\n",
        "[\n      0: a\n      1: b\n    ]\n",
    );
    check(
        "<<-E\n    [\n%{ for v in [\"a\", \"b\"] ~}\n      ${v},\n%{ endfor ~}\n    ]\n    E\n",
        "    [\n      a,\n      b,\n    ]\n",
    );
}

#[test]
fn text_that_was_stripped_still_makes_a_string() {
    let pieces = |source: &str| parsed(source).expr().pieces().unwrap().len();
    assert_eq!(pieces(r#""${x}""#), 1);
    assert_eq!(pieces(r#"" ${~ x }""#), 2);
    assert_eq!(pieces(r#""""#), 0);
}

#[test]
fn line_ends_of_windows_stay() {
    check("<<-E\r\n    a\r\n      b\r\n    E\r\n", "a\r\n  b\r\n");
    check("<<E\r\n%{ if true ~}\r\na\r\n%{ endif ~}\r\nE\r\n", "a\r\n");
}

#[test]
fn characters_keep_their_places() {
    let source = "<<-E\n    ab\n      $${c}\n    E\n";
    let tree = parsed(source);
    let pieces = tree.expr().pieces().unwrap();
    let [Piece::Literal(text)] = pieces.as_slice() else { panic!("{pieces:?}") };
    let places: Vec<_> = text
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text, at) => {
                (text.as_str(), at.and_then(|at| source.get(at.offset as usize..)?.get(..text.len())))
            }
            Part::Symbol(_) => panic!("no symbols in a source"),
        })
        .collect();
    assert_eq!(places, [("ab\n", Some("ab\n")), ("  ", Some("  ")), ("${c}\n", Some("${c}\n"))]);
}

#[test]
fn files_are_templates() {
    let check = |source: &str, expected: &str| {
        let tree = parse_template(FileId(0), source).unwrap();
        assert_eq!(rendered(&tree.pieces(), &[("name", "n")]), expected, "{source:?}");
    };
    check("", "");
    check("a\\n\"${name}\"\n", "a\\n\"n\"\n");
    check("%{ for v in [\"1\", \"2\"] ~}\n  ${v}\n%{ endfor ~}\n end", "  1\n  2\n end");
}

#[test]
fn other_expressions_have_no_pieces() {
    assert!(parsed("[1]").expr().pieces().is_none());
    assert!(parsed("(\"a\")").expr().pieces().is_none());
}

#[test]
fn quoted_expressions_keep_their_places() {
    let tree = parsed("\"aws_x.y\"");
    let inner = tree.expr().quoted().unwrap();
    assert_eq!(inner.expr().text(), "aws_x.y");
    assert_eq!(inner.expr().span().map(|span| (span.start, span.end)), Some((1, 8)));
    assert!(parsed("\"${x}\"").expr().quoted().is_none());
    assert!(parsed("x").expr().quoted().is_none());
    assert_eq!(syntax::template::unquoted("a\\\"b"), "a\"b");
}

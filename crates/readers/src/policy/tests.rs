use super::*;
use crate::value::{Flavor, List, Shared};
use model::iam::{Effect, PrincipalKind};
use model::known::{FileId, Pos, Symbol};

fn text(source: &str) -> Value {
    let at = Pos { file: FileId(0), offset: 0 };
    Value::text(Text::literal_at(source, Some(at)))
}

fn document(value: &Value) -> Arc<Document> {
    match read(value) {
        Known::Set(document) => document,
        other => panic!("no document: {other:?}"),
    }
}

/// The flaws of a policy, each with what it points at.
fn check(source: &str, expected: &[(&str, &str)]) {
    let document = document(&text(source));
    let flaws: Vec<(&str, &str)> = document
        .flaws
        .iter()
        .map(|flaw| (flaw.text.as_str(), flaw.span.and_then(|span| span.of(source)).unwrap_or("")))
        .collect();
    assert_eq!(flaws, expected, "{source}");
}

fn symbol(name: &str) -> Symbol {
    Symbol::new(name, Why::new(format!("`{name}` has no value")))
}

#[test]
fn every_element_is_read_with_its_place() {
    let source = r#"{"Version":"2012-10-17","Statement":{"Sid":"S","Effect":"Deny","NotPrincipal":{"AWS":["a","b"],"Service":"s"},
 "Action":"s3:*","NotResource":["r"],"Condition":{"Bool":{"aws:SecureTransport":false},"ArnLike":{"aws:SourceArn":["x","y"]}}}}"#;
    let document = document(&text(source));
    let cut = |span: Option<Span>| span.and_then(|span| span.of(source)).unwrap_or("");
    let statement = &document.statements[0];
    assert_eq!(document.version.as_ref().unwrap().to_string(), "2012-10-17");
    assert_eq!(statement.effect, Known::Set(Effect::Deny));
    assert_eq!(statement.sid.as_ref().unwrap().to_string(), "S");
    let principals = statement.principals.as_ref().unwrap();
    assert!(principals.negated);
    let kinds: Vec<_> = principals.sets.iter().map(|set| (&set.kind, set.entries.len())).collect();
    assert_eq!(kinds, [(&PrincipalKind::Aws, 2), (&PrincipalKind::Service, 1)]);
    let actions = statement.actions.as_ref().unwrap();
    assert_eq!((cut(actions.span), cut(actions.entries[0].span)), (r#""Action":"s3:*""#, r#""s3:*""#));
    assert!(statement.resources.as_ref().unwrap().negated);
    let conditions: Vec<_> = statement
        .conditions
        .iter()
        .map(|c| {
            (
                c.operator.as_str(),
                cut(c.key_span),
                c.values.iter().map(|v| v.text.to_string()).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        conditions,
        [
            ("ArnLike", r#""aws:SourceArn""#, vec!["x".to_owned(), "y".into()]),
            ("Bool", r#""aws:SecureTransport""#, vec!["false".to_owned()]),
        ]
    );
    assert!(document.flaws.is_empty());
}

#[test]
fn what_aws_refuses_is_a_flaw_with_its_place() {
    check(r#"{"Version":"2012-10-17"}"#, &[("a policy must have a `Statement`", "")]);
    check(
        r#"{"Version":"2012-10-71","Statement":[{"Effect":"Allow","Action":"*"}]}"#,
        &[("`2012-10-71` is no version of the policy language", r#""Version":"2012-10-71""#)],
    );
    check(
        r#"{"Statement":[{"Effect":"allow","Action":"a","NotAction":"b"}]}"#,
        &[
            ("`Effect` must be `Allow` or `Deny`", r#""Effect":"allow""#),
            ("a statement cannot have both `Action` and `NotAction`", r#""NotAction":"b""#),
        ],
    );
    check(
        r#"{"Statement":[{"effect":"Allow","Actions":["a"]}]}"#,
        &[
            ("`Actions` is not an element of a statement", r#""Actions""#),
            ("`effect` is not an element of a statement, it is written `Effect`", r#""effect""#),
            ("a statement must have an `Effect`", r#"{"effect":"Allow","Actions":["a"]}"#),
            ("a statement must have an `Action` or a `NotAction`", r#"{"effect":"Allow","Actions":["a"]}"#),
        ],
    );
    check(
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Action":"b"}]}"#,
        &[("`Action` is given twice", r#""Action""#)],
    );
    check(
        r#"{"Statement":[{"Effect":"Allow","Action":[1],"Principal":"me","Condition":["x"]}, 7]}"#,
        &[
            ("`Condition` must be an object", r#""Condition":["x"]"#),
            ("`Principal` must be `*` or an object", r#""Principal":"me""#),
            ("`Action` must be a string or a list of strings", "1"),
            ("`Action` is an empty list", r#""Action":[1]"#),
            ("a statement must be an object", "7"),
        ],
    );
}

#[test]
fn null_and_nothing_are_no_policy() {
    for value in [Value::null(), text(""), text("null"), Kind::Json(Shared::new(Value::null())).into()] {
        assert!(read(&value).is_absent(), "{value:?}");
    }
    assert!(read(&Value::symbol(symbol("x"))).why().is_some());
}

#[test]
fn what_is_not_json_is_a_fault_with_its_place() {
    let check = |value: Value, text: &str, place: Option<(u32, u32)>| {
        let known = read(&value);
        let fault = known.why().and_then(Why::as_fault).unwrap();
        assert_eq!((fault.text.as_str(), fault.span.map(|s| (s.start, s.end))), (text, place));
    };
    check(
        text(r#"{"Statement": [}"#),
        "the policy is not JSON: a JSON value is expected here",
        Some((15, 16)),
    );
    check(text("[]"), "the policy is a JSON list, not an object", Some((0, 2)));
    let twice = "the policy is a JSON string that holds a policy, so it was encoded twice";
    check(text(r#""{}""#), twice, Some((0, 4)));
    check(Kind::Bool(true).into(), "a policy cannot be a bool", None);
}

#[test]
fn what_is_not_known_leaves_the_rest_known() {
    let unknown = || Value::unknown(Why::new("?"));
    let statement = Value::object([
        ("Effect".into(), Value::string("Allow")),
        ("Action".into(), Value::tuple(vec![Value::string("a"), unknown()])),
        ("Resource".into(), Value::text(Text::symbol(symbol("b.arn")).with("/*"))),
        ("Principal".into(), Value::object([("Service".into(), unknown())])),
        ("Condition".into(), Value::object([("Bool".into(), unknown())])),
    ]);
    let items = vec![statement, unknown()];
    let list = Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open: None, loose: false }));
    let document = document(&Value::object([("Statement".into(), list.into())]));
    assert!(document.open.is_some());
    let statement = &document.statements[0];
    let actions = statement.actions.as_ref().unwrap();
    assert_eq!((actions.entries.len(), actions.open.is_some()), (1, true));
    assert_eq!(statement.resources.as_ref().unwrap().entries[0].text.to_string(), "${b.arn}/*");
    assert!(statement.principals.as_ref().unwrap().sets[0].open.is_some());
    assert!(statement.open_condition.is_some());
    assert!(document.flaws.is_empty());
}

#[test]
fn a_statement_with_unknown_members_lacks_nothing_for_certain() {
    let mut source = Text::literal(r#"{"Statement":[{"Effect":"Allow","#);
    source.push_symbol(symbol("rest"));
    source.push_literal("}]}", None);
    let document = document(&Value::text(source));
    let statement = &document.statements[0];
    assert!(document.flaws.is_empty());
    assert_eq!(statement.effect, Known::Set(Effect::Allow));
    assert!(statement.actions.as_ref().unwrap().open.is_some());
    assert!(statement.resources.as_ref().unwrap().open.is_some());
    assert!(statement.principals.as_ref().unwrap().open.is_some());
    assert!(statement.open_condition.is_some());
}

#[test]
fn everyone_is_a_star() {
    let document = document(&text(r#"{"Statement":{"Effect":"Allow","Action":"a","Principal":"*"}}"#));
    let sets = &document.statements[0].principals.as_ref().unwrap().sets;
    assert_eq!(sets[0].kind, PrincipalKind::Everyone);
    assert_eq!(sets[0].entries[0].text.to_string(), "*");
}

#[test]
fn an_encoded_object_keeps_the_places_of_its_values() {
    let span = Some(Span { file: FileId(2), start: 7, end: 9 });
    let statement = Value::object([("Effect".into(), Value::string("Allow"))]).at(span);
    let policy = Value::object([("Statement".into(), Value::tuple(vec![statement]))]);
    let document = document(&Kind::Json(Shared::new(policy)).into());
    assert_eq!(document.statements[0].span, span);
    assert_eq!(document.flaws[0].span, span);
}

use super::*;
use crate::json;
use crate::value::{Flavor, List};
use model::known::{FileId, Symbol, Text};

fn list(items: &[&str]) -> Value {
    Value::list(Flavor::Set, items.iter().map(|item| Value::string(*item)).collect())
}

fn blocks<T>(list: Vec<T>) -> Blocks<T> {
    Blocks { list, open: None }
}

fn statement(sid: &str, actions: &[&str]) -> StatementArgs {
    StatementArgs {
        sid: Value::string(sid),
        effect: Value::null(),
        actions: list(actions),
        not_actions: Value::null(),
        resources: Value::null(),
        not_resources: Value::null(),
        principals: blocks(Vec::new()),
        not_principals: blocks(Vec::new()),
        conditions: blocks(Vec::new()),
        span: None,
    }
}

fn principal(kind: &str, identifiers: &[&str]) -> PrincipalArgs {
    PrincipalArgs { kind: Value::string(kind), identifiers: list(identifiers), span: None }
}

fn condition(test: &str, variable: &str, values: &[&str]) -> ConditionArgs {
    let [test, variable] = [test, variable].map(Value::string);
    ConditionArgs { test, variable, values: list(values), span: None }
}

fn document(statements: Vec<StatementArgs>) -> DocumentArgs {
    DocumentArgs {
        version: Value::null(),
        policy_id: Value::null(),
        source_policy_documents: Value::null(),
        override_policy_documents: Value::null(),
        statements,
        open: None,
    }
}

fn text(value: &Value) -> String {
    match value.to_text() {
        Some(Known::Set(text)) => text.to_string(),
        other => panic!("{other:?}"),
    }
}

/// What the provider gives for the same arguments, with its keys in order.
#[track_caller]
fn check(args: &DocumentArgs, expected: &str) {
    let expected = json::parse(&Text::literal(expected)).unwrap_or_else(|problem| panic!("{problem:?}"));
    assert_eq!(text(&render(args)), json::encode(&expected.value).to_string());
}

/// The statements alone.
#[track_caller]
fn check_statements(args: &DocumentArgs, expected: &str) {
    check(args, &format!(r#"{{"Version":"2012-10-17","Statement":[{expected}]}}"#));
}

#[track_caller]
fn refused(args: &DocumentArgs, expected: &str) {
    let value = render(args);
    let fault = value.why().and_then(Why::as_fault).unwrap_or_else(|| panic!("{value:?}"));
    assert_eq!(fault.text, expected);
}

#[test]
fn elements_and_their_defaults() {
    check(&document(Vec::new()), r#"{"Version":"2012-10-17"}"#);
    check_statements(&document(vec![statement("", &[])]), r#"{"Effect":"Allow"}"#);
    let mut full = statement("S", &["s3:B", "s3:A", "s3:C"]);
    full.effect = Value::string("Deny");
    full.resources = list(&["x/&{aws:username}", "a", "a"]);
    let mut args = document(vec![full]);
    args.policy_id = Value::string("ID");
    args.version = Value::string("2012-10-17");
    check(
        &args,
        r#"{"Version":"2012-10-17","Id":"ID","Statement":[{"Sid":"S","Effect":"Deny",
            "Action":["s3:C","s3:B","s3:A"],"Resource":["x/${aws:username}","a"]}]}"#,
    );
}

#[test]
fn not_elements_and_single_strings() {
    let mut not = statement("", &[]);
    not.not_actions = list(&["a", "&{x}"]);
    not.not_resources = list(&["r"]);
    not.not_principals = blocks(vec![principal("*", &["*"])]);
    check_statements(
        &document(vec![not]),
        r#"{"Effect":"Allow","NotAction":["a","&{x}"],"NotResource":"r","NotPrincipal":"*"}"#,
    );
}

#[test]
fn principals() {
    let check = |principals: Vec<PrincipalArgs>, expected: &str| {
        let mut statement = statement("", &[]);
        statement.principals = blocks(principals);
        check_statements(
            &document(vec![statement]),
            &format!(r#"{{"Effect":"Allow","Principal":{expected}}}"#),
        );
    };
    check(vec![principal("*", &["*"])], r#""*""#);
    check(vec![principal("AWS", &["*"])], r#"{"AWS":"*"}"#);
    check(vec![principal("*", &["*"]), principal("AWS", &["*"])], r#"{"*":"*","AWS":"*"}"#);
    check(vec![principal("*", &["a"])], r#"{"*":"a"}"#);
    check(vec![principal("AWS", &[])], r#"{"AWS":[]}"#);
    check(vec![principal("AWS", &["&{x}"])], r#"{"AWS":"${x}"}"#);
    check(
        vec![principal("AWS", &["b", "a", "c"]), principal("Service", &["z"]), principal("AWS", &["d"])],
        r#"{"AWS":["c","b","a","d"],"Service":"z"}"#,
    );
}

#[test]
fn conditions() {
    let mut statement = statement("", &[]);
    statement.conditions = blocks(vec![
        condition("StringEquals", "aws:x", &["2"]),
        condition("StringEquals", "aws:x", &["1"]),
        condition("StringEquals", "aws:y", &["&{aws:z}", "b", "a"]),
        condition("Null", "aws:n", &[]),
        condition("&{t}", "&{v}", &["w"]),
    ]);
    check_statements(
        &document(vec![statement]),
        r#"{"Effect":"Allow","Condition":{"Null":{"aws:n":[]},"&{t}":{"&{v}":"w"},
            "StringEquals":{"aws:x":["2","1"],"aws:y":["${aws:z}","b","a"]}}}"#,
    );
}

fn merging(sources: &[&str], overrides: &[&str], statements: Vec<StatementArgs>) -> DocumentArgs {
    let mut args = document(statements);
    args.source_policy_documents = list(sources);
    args.override_policy_documents = list(overrides);
    args
}

#[test]
fn own_statements_replace_those_of_sources() {
    check_statements(
        &merging(
            &[r#"{"Statement":[{"Sid":"x","Action":"a"},{"Sid":"y","Action":"b"},{"Action":"n"}]}"#],
            &[],
            vec![statement("x", &["new"]), statement("", &["blank"])],
        ),
        r#"{"Sid":"x","Effect":"Allow","Action":"new"},{"Sid":"y","Action":"b"},{"Action":"n"},
            {"Effect":"Allow","Action":"blank"}"#,
    );
}

#[test]
fn overrides_replace_own_statements() {
    let first = r#"{"Version":"2008-10-17","Id":"o","Statement":[{"Sid":"x","Effect":"Deny","Action":"o"},
        {"Action":"blank"},{"Sid":"z","Action":"added"}]}"#;
    let second = r#"{"Statement":[{"Sid":"z","Action":"last"}]}"#;
    check(
        &merging(&[], &[first, second], vec![statement("x", &["l"]), statement("w", &["l"])]),
        r#"{"Version":"2012-10-17","Id":"o","Statement":[{"Sid":"x","Effect":"Deny","Action":"o"},
            {"Sid":"w","Effect":"Allow","Action":"l"},{"Action":"blank"},{"Sid":"z","Action":"last"}]}"#,
    );
}

#[test]
fn merged_documents_are_written_anew() {
    check_statements(
        &merging(
            &[
                "",
                "null",
                r#"{"statement":[{"sid":"x","effect":"Deny","action":["b","a"],"foo":1,"Resource":null}]}"#,
                r#"{"Statement":[{"Condition":{"Bool":{"a":true,"d":5}}}]}"#,
            ],
            &[],
            Vec::new(),
        ),
        r#"{"Sid":"x","Effect":"Deny","Action":["b","a"]},{"Condition":{"Bool":{"a":true}}}"#,
    );
}

#[test]
fn what_the_provider_refuses_is_a_fault() {
    refused(&document(vec![statement("x", &[]), statement("x", &[])]), "two statements have the Sid `x`");
    let mut old = document(vec![statement("", &[])]);
    old.version = Value::string("2008-10-17");
    old.statements[0].resources = list(&["&{aws:username}"]);
    refused(&old, "policy variables as in `&{aws:username}` need the version `2012-10-17`");
    let source = |text: &str| merging(&[text], &[], Vec::new());
    refused(&source("{"), "the source policy document is not JSON: this `{` is not closed");
    refused(&source("[]"), "the source policy document is not a JSON object");
    refused(
        &source(r#"{"Statement":{"Effect":"Allow"}}"#),
        "the `Statement` of the source policy document must be a list",
    );
    refused(
        &source(r#"{"Statement":[{"Sid":"x"},{"Sid":"x"}]}"#),
        "the Sid `x` stands twice in the source policy documents",
    );
}

fn unknown(name: &str) -> Value {
    Value::symbol(Symbol::new(name, Why::new(format!("`{name}` has no value"))))
}

fn statements_of(args: &DocumentArgs) -> List {
    let Kind::Json(document) = render(args).kind else { panic!("not JSON") };
    let Kind::Object(document) = &document.kind else { panic!("not an object") };
    let Kind::List(list) = &document.members["Statement"].value.kind else { panic!("not a list") };
    List::clone(list)
}

#[test]
fn unknown_documents_may_replace_what_has_a_sid() {
    let mut args = document(vec![statement("A", &["a"]), statement("", &["b"])]);
    args.source_policy_documents = unknown("var.documents");
    let list = statements_of(&args);
    assert!(list.open.is_some());
    assert!(list.items.iter().all(Value::is_known));
    args.override_policy_documents = unknown("var.documents");
    let known: Vec<bool> = statements_of(&args).items.iter().map(Value::is_known).collect();
    assert_eq!(known, [false, true]);
}

#[test]
fn a_sid_that_is_not_known_may_be_any() {
    let mut args =
        merging(&[r#"{"Statement":[{"Sid":"x"},{"Sid":"y"},{}]}"#], &[], vec![statement("", &["a"])]);
    args.statements[0].sid =
        Value::text(Text::literal("x").then(&Text::symbol(Symbol::anonymous(Why::new("?")))));
    let known: Vec<bool> = statements_of(&args).items.iter().map(Value::is_known).collect();
    assert_eq!(known, [false, true, true, false]);
}

#[test]
fn what_is_not_known_stays_inside_its_element() {
    let mut args = document(vec![statement("", &["a"])]);
    let statement = &mut args.statements[0];
    statement.not_actions = unknown("var.a");
    statement.resources = unknown("var.r");
    statement.principals =
        blocks(vec![PrincipalArgs { identifiers: unknown("var.i"), ..principal("AWS", &[]) }]);
    statement.conditions.open = Some(Why::new("?"));
    let list = statements_of(&args);
    assert!(list.open.is_none());
    assert_eq!(
        json::encode(&list.items[0]).to_string(),
        r#"{"Action":"a","Condition":{${…}},"Effect":"Allow","Principal":{"AWS":[${…}]},"Resource":[${…}]}"#
    );
}

#[test]
fn places_are_kept() {
    let span = |start| Some(Span { file: FileId(0), start, end: start + 1 });
    let mut args = document(vec![statement("", &["a"])]);
    args.statements[0].span = span(1);
    args.statements[0].actions = list(&["a"]).at(span(2));
    args.statements[0].conditions =
        blocks(vec![ConditionArgs { span: span(3), ..condition("Bool", "k", &["v"]) }]);
    let Known::Set(policy) = crate::policy::read(&render(&args)) else { panic!("no policy") };
    let statement = &policy.statements[0];
    assert_eq!(statement.span, span(1));
    assert_eq!(statement.actions.as_ref().unwrap().span, span(2));
    assert_eq!(statement.conditions[0].span, span(3));
    assert!(policy.flaws.is_empty());
}

//! Nesting without end.

use crate::guard::check_beside;
use engine::report::Status;
use msklint_tests::pieces::{BUCKET, CLUSTER, PROVIDER, cluster};
use msklint_tests::{Given, Told, given};

const DEEP: usize = 100_000;

fn s3(bucket: &str) -> String {
    cluster(&format!("s3 {{\n  enabled = true\n  bucket  = {bucket}\n}}"))
}

/// The bucket's name is `open` many times, `middle`, and `close` as many times. Where it is too deep,
/// somebody says so.
fn check(open: &str, middle: &str, close: &str) {
    let told = ends(open, middle, close);
    assert_eq!(
        told.checked.report.status,
        Status::Incomplete,
        "{open}{middle}{close}: nobody says that it was not read"
    );
}

fn ends(open: &str, middle: &str, close: &str) -> Told {
    let mut last = None;
    for depth in [60, 127, 130, 1_000, DEEP] {
        let value = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
        let told = check_beside(given(&[PROVIDER, BUCKET, &s3(&value)]));
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(!delivers, "{open} {depth} times");
        let long = told.checked.report.problems.iter().find(|problem| problem.message.len() > 300);
        assert!(
            long.is_none(),
            "{open}: a message of {} bytes",
            long.map_or(0, |problem| problem.message.len())
        );
        last = Some(told);
    }
    last.unwrap()
}

#[test]
fn brackets() {
    check("[", "1", "]");
    check("[", "", "");
}

#[test]
fn braces() {
    check("{ a = ", "1", " }");
    check("{", "", "");
}

#[test]
fn parentheses_and_calls() {
    check("(", "\"x\"", ")");
    check("upper(", "\"x\"", ")");
}

#[test]
fn operators() {
    check("-", "1", "");
    check("!", "true", "");
    check("1 + ", "1", "");
    check("true ? ", "1", " : 2");
    check("true ? 1 : ", "2", "");
}

#[test]
fn templates() {
    check("\"${", "1", "}\"");
    check("\"%{ if true }", "1", "%{ endif }\"");
    check("\"a${\"", "1", "\"}\"");
}

#[test]
fn traversals_and_loops() {
    for (middle, close) in [("a", ".b"), ("local.a", "[0]"), ("local.a", "[*].x"), ("local.a", ".*")] {
        let _ = ends("", middle, close);
    }
    check("[for x in ", "[1]", " : x]");
}

#[test]
fn blocks() {
    for name in ["a", "logging_info", "dynamic \"logging_info\""] {
        let text = format!(
            "resource \"aws_msk_cluster\" \"x\" {{\n{}{}}}\n",
            format!("{name} {{\n").repeat(DEEP),
            "}\n".repeat(DEEP)
        );
        let _ = check_beside(Given::default().file("deep.tf", &text));
    }
    let _ = check_beside(Given::default().file("deep.tf", &"a {".repeat(DEEP)));
    let _ = check_beside(Given::default().file("deep.tf", &"}".repeat(DEEP)));
}

#[test]
fn json() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
        let _ = check_beside(Given::default().file("deep.tf.json", &nested));
        let _ = check_beside(Given::default().file(
            "deep.tf.json",
            &format!("{{\"resource\": {{\"aws_msk_cluster\": {{\"x\": {nested}}}}}}}"),
        ));
        let policy = "resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = file(\"policy.json\")\n}";
        let told = check_beside(given(&[PROVIDER, BUCKET, CLUSTER, policy]).file("policy.json", &nested));
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(!delivers, "{open}");
        let _ = check_beside(
            given(&[PROVIDER, BUCKET, &s3("jsondecode(file(\"policy.json\"))")]).file("policy.json", &nested),
        );
        let _ = check_beside(
            given(&[PROVIDER, BUCKET, &s3("yamldecode(file(\"policy.json\"))")]).file("policy.json", &nested),
        );
    }
}

#[test]
fn types() {
    let variable =
        format!("variable \"deep\" {{\n  type = {}string{}\n}}", "list(".repeat(DEEP), ")".repeat(DEEP));
    let _ = check_beside(given(&[PROVIDER, &variable, &s3("var.deep")]));
    let objects = format!(
        "variable \"deep\" {{\n  type = {}string{}\n  default = {{}}\n}}",
        "object({ a = optional(".repeat(1_000),
        ") })".repeat(1_000)
    );
    let _ = check_beside(given(&[PROVIDER, &objects, &s3("var.deep")]));
}

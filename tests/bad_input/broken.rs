//! Files with mistakes in them.

use crate::guard::check_beside;
use engine::report::Status;
use msklint_tests::pieces::{BUCKET, CLUSTER, POLICY, PROVIDER};
use msklint_tests::{Given, given};

fn file(text: &str) -> Given {
    Given::default().file("bad.tf", text)
}

/// The problem is on this line, and the run is not complete.
fn check(text: &str, line: usize, words: &str) {
    let told = check_beside(file(text));
    assert_eq!(told.checked.report.status, Status::Incomplete, "{told}");
    told.problem(&format!("bad.tf:{line}"), words).nothing_else();
}

#[test]
fn a_broken_block_among_good_ones() {
    let broken = "resource \"aws_s3_bucket\" \"other\" {\n  bucket = = \"x\"\n}\n";
    let told = check_beside(given(&[PROVIDER, BUCKET, broken, POLICY, CLUSTER]));
    told.path("aws_msk_cluster.orders s3", "on", "delivers").problem("main.tf:13", "").nothing_else();
    // A block on the path is parsed, and its mistake is a problem.
    let broken = POLICY.replace("policy = jsonencode(", "policy = = jsonencode(");
    let told = check_beside(given(&[PROVIDER, BUCKET, &broken, CLUSTER]));
    let named = told
        .checked
        .report
        .problems
        .iter()
        .any(|problem| problem.at.as_ref().is_some_and(|at| at.line == 15));
    assert!(named, "{told}");
    let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
    assert!(!delivers && told.checked.report.status == Status::Incomplete, "{told}");
}

#[test]
fn what_stands_behind_a_broken_header_may_be_declared() {
    let header = BUCKET.replace("\"logs\"", "logs\"");
    let told = check_beside(given(&[PROVIDER, &header, CLUSTER]));
    told.path("aws_msk_cluster.orders s3", "on", "unknown").problem("main.tf:8", "").nothing_else();
}

#[test]
fn a_brace_that_is_never_closed() {
    check("locals {\n  a = 1\n}\n\nresource \"aws_s3_bucket\" \"x\" {\n  bucket = \"x\"\n", 5, "");
    check("locals {\n  a = {\n}\n", 1, "");
}

#[test]
fn brackets_strings_and_heredocs_that_are_never_closed() {
    for text in [
        "locals {\n  a = [1, 2\n}\n",
        "locals {\n  a = \"text\n}\n",
        "locals {\n  a = <<EOF\ntext\n}\n",
        "locals {\n  a = \"${upper(\"x\"\"\n}\n",
        "/* a comment\nlocals {}\n",
        "resource \"aws_s3_bucket\"",
        "resource \"aws_s3_bucket\" \"x\"\n",
        "}\n",
        "{\n}\n",
        "a = 1\n",
        "= \n",
        "\"\n",
        "%{ if true }\n",
    ] {
        let told = check_beside(file(text));
        assert_eq!(told.checked.report.status, Status::Incomplete, "{text}\n{told}");
        assert!(
            told.checked
                .report
                .problems
                .iter()
                .all(|problem| problem.path == "bad.tf" && problem.at.is_some()),
            "{text}\n{told}"
        );
    }
}

#[test]
fn what_ends_in_the_middle_of_a_cluster() {
    let end = CLUSTER.find("enabled").unwrap();
    check(&CLUSTER[..end], 2, "");
}

#[test]
fn text_that_is_no_terraform() {
    for text in [
        "#!/bin/sh\necho $HOME\n",
        "\u{1}\u{2}\u{3}",
        "<html><body></body></html>",
        "\u{0}\u{0}\u{0}\u{0}",
        "🦀🦀🦀",
        "PK\u{3}\u{4}\u{14}",
    ] {
        let told = check_beside(file(text));
        assert!(
            told.checked.report.problems.iter().all(|problem| problem.path == "bad.tf"),
            "{text}\n{told}"
        );
    }
}

#[test]
fn byte_order_marks_and_foreign_line_ends() {
    let whole = [PROVIDER, BUCKET, POLICY, CLUSTER].join("\n");
    for text in [
        format!("\u{feff}{whole}"),
        whole.replace('\n', "\r\n"),
        format!("\u{feff}{}", whole.replace('\n', "\r\n")),
    ] {
        check_beside(file(&text)).path("aws_msk_cluster.orders s3", "on", "delivers").nothing_else();
    }
    let wrong = whole.replace("delivery.logs.amazonaws.com", "kafka.amazonaws.com").replace('\n', "\r\n");
    let told = check_beside(file(&wrong));
    let place = told
        .checked
        .report
        .findings
        .iter()
        .find(|it| it.rule == "wrong-service-principal")
        .and_then(|it| it.at.clone());
    let at = place.expect("a place");
    let line = wrong.split("\r\n").nth(at.line - 1).unwrap();
    assert!(line.contains("kafka.amazonaws.com"), "line {} is {line:?}", at.line);
    assert!(wrong[at.offset..at.end_offset].contains("kafka.amazonaws.com"), "{at:?}");
}

#[test]
fn places_count_characters() {
    let text = "resource \"aws_msk_cluster\" \"ö\" {\n  /* äöü 🦀 */ logging_info {\n    broker_logs {\n      /* 🦀 */ s3 { enabled = true }\n    }\n  }\n}\n";
    let told = crate::guard::check(file(text));
    let at = told.checked.report.findings[0].at.clone().unwrap();
    assert_eq!((at.line, at.column), (4, 15), "{at:?}");
    told.finds("unnamed-destination", "").nothing_else();
}

#[test]
fn json_with_mistakes() {
    for text in [
        "{",
        "{\"resource\": [",
        "{\"resource\": {\"aws_msk_cluster\": {\"x\": {\"logging_info\": ]}}}",
        "{\"a\": 1,}",
        "{\"a\" 1}",
        "{\"resource\": {\"aws_msk_cluster\": 5}}",
    ] {
        let told = check_beside(Given::default().file("bad.tf.json", text));
        assert!(
            told.checked.report.problems.iter().all(|problem| problem.path == "bad.tf.json"),
            "{text}\n{told}"
        );
        if text.len() != 44 {
            assert_eq!(told.checked.report.status, Status::Incomplete, "{text}\n{told}");
        }
    }
}

#[test]
fn the_same_resource_twice() {
    let told = check_beside(given(&[BUCKET, BUCKET]));
    assert_eq!(told.checked.report.status, Status::Incomplete, "{told}");
    told.problem("main.tf:7", "aws_s3_bucket").nothing_else();
}

#[test]
fn arguments_of_the_wrong_type() {
    for (name, value) in [
        ("bucket", "[]"),
        ("bucket", "{ a = 1 }"),
        ("enabled", "\"maybe\""),
        ("enabled", "[true]"),
        ("prefix", "[\"x\"]"),
    ] {
        let mut arguments =
            vec![("enabled", "true"), ("bucket", "aws_s3_bucket.logs.id"), ("prefix", "null")];
        for argument in &mut arguments {
            if argument.0 == name {
                argument.1 = value;
            }
        }
        let block: Vec<String> = arguments.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let cluster = msklint_tests::pieces::cluster(&format!("s3 {{\n{}\n}}", block.join("\n")));
        let told = check_beside(given(&[PROVIDER, BUCKET, POLICY, &cluster]));
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(!delivers, "{name} = {value}\n{told}");
    }
}

#[test]
fn functions_and_references_that_do_not_exist() {
    for value in [
        "nosuch(1)",
        "provider::x::y(1)",
        "var.undeclared",
        "local.undeclared",
        "module.undeclared.id",
        "data.aws_s3_bucket.undeclared.id",
        "each.key",
        "count.index",
        "self.id",
        "path.nowhere",
        "terraform.nothing",
        "unknown_thing",
        "a.b.c.d[0][\"x\"]",
    ] {
        let cluster =
            msklint_tests::pieces::cluster(&format!("s3 {{\n  enabled = true\n  bucket  = {value}\n}}"));
        let told = check_beside(given(&[PROVIDER, BUCKET, POLICY, &cluster]));
        let verdict = told
            .checked
            .report
            .paths
            .iter()
            .find(|path| path.source.address.ends_with("orders") && path.destination.word() == "s3")
            .map(|path| path.verdict.word());
        assert!(matches!(verdict, Some("unknown" | "broken")), "{value}\n{told}");
    }
}

#[test]
fn no_path_leads_out_of_the_folder() {
    for path in [
        "../../etc/passwd",
        "/etc/passwd",
        "${path.module}/../../../../etc/passwd",
        "~/.aws/credentials",
        "a/../../b",
        "policy.json\\u0000",
    ] {
        let policy = format!(
            "resource \"aws_s3_bucket_policy\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n  policy = file(\"{path}\")\n}}\n"
        );
        let told = check_beside(given(&[PROVIDER, BUCKET, CLUSTER, &policy]));
        let _ = told.path("aws_msk_cluster.orders s3", "on", "unknown").link(
            "aws_msk_cluster.orders s3",
            "bucket-policy",
            "unknown",
            "",
        );
    }
}

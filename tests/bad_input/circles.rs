//! Names that need themselves, and modules that call themselves.

use crate::guard::{check, check_beside};
use msklint_tests::pieces::{BUCKET, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, given};

fn s3(bucket: &str) -> String {
    cluster(&format!("s3 {{\n  enabled = true\n  bucket  = {bucket}\n}}"))
}

#[test]
fn locals_in_a_circle() {
    for locals in [
        "locals {\n  a = local.a\n}",
        "locals {\n  a = local.b\n  b = local.c\n  c = \"${local.a}x\"\n}",
        "locals {\n  a = [for x in [1] : local.a]\n}",
        "locals {\n  a = true ? { b = local.a } : null\n}",
    ] {
        let told = check_beside(given(&[PROVIDER, BUCKET, locals, &s3("local.a")]));
        let named = told
            .checked
            .report
            .problems
            .iter()
            .any(|problem| problem.message.contains("local.a") && problem.at.is_some());
        assert!(named, "{locals}\n{told}");
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(!delivers, "{locals}\n{told}");
    }
}

#[test]
fn a_circle_that_nothing_needs_does_no_harm() {
    let locals = "locals {\n  a = local.b\n  b = local.a\n}";
    check_beside(given(&[PROVIDER, BUCKET, POLICY, locals, &s3("aws_s3_bucket.logs.id")]))
        .path("aws_msk_cluster.orders s3", "on", "delivers")
        .nothing_else();
}

#[test]
fn resources_that_refer_to_each_other() {
    let buckets = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = aws_s3_bucket.b.bucket\n}\n\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = aws_s3_bucket.a.bucket\n}";
    let _ = check_beside(given(&[PROVIDER, buckets, &s3("aws_s3_bucket.a.id")]));
    let own = "resource \"aws_s3_bucket\" \"a\" {\n  count  = length(aws_s3_bucket.a)\n  bucket = \"x\"\n}";
    let _ = check_beside(given(&[PROVIDER, own, &s3("aws_s3_bucket.a[0].id")]));
    let cluster = cluster(
        "s3 {\n  enabled = aws_msk_cluster.orders.logging_info[0].broker_logs[0].s3[0].enabled\n  bucket = \"x\"\n}",
    );
    let _ = check_beside(given(&[PROVIDER, &cluster]));
}

#[test]
fn a_module_that_calls_itself() {
    let call = "module \"again\" {\n  source = \"./\"\n}";
    let told = check_beside(given(&[PROVIDER, call, &s3("\"x\"")]));
    assert!(!told.checked.report.problems.is_empty(), "{told}");
    let told = check(
        Given::default()
            .file("a/main.tf", "module \"b\" {\n  source = \"../b\"\n}\n")
            .file("b/main.tf", &format!("module \"a\" {{\n  source = \"../a\"\n}}\n{}", s3("\"x\""))),
    );
    assert!(!told.checked.report.problems.is_empty() && !told.checked.report.paths.is_empty(), "{told}");
}

#[test]
fn outputs_and_variables_in_a_circle() {
    let module = "variable \"in\" {}\n\noutput \"out\" {\n  value = var.in\n}\n";
    let call = "module \"m\" {\n  source = \"./m\"\n  in     = module.m.out\n}";
    let told = check_beside(given(&[PROVIDER, call, &s3("module.m.out")]).file("m/main.tf", module));
    let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
    assert!(!delivers, "{told}");
}

#[test]
fn modules_that_multiply() {
    let mut given = given(&[
        PROVIDER,
        "module \"a\" {\n  source = \"./m0\"\n}\n\nmodule \"b\" {\n  source = \"./m0\"\n}",
    ]);
    for level in 0..20 {
        let next = level + 1;
        let text = format!(
            "module \"a\" {{\n  source = \"../m{next}\"\n}}\n\nmodule \"b\" {{\n  source = \"../m{next}\"\n}}\n"
        );
        given = given.file(&format!("m{level}/main.tf"), &text);
    }
    let told = check_beside(given.file("m20/main.tf", &s3("\"x\"")));
    assert!(!told.checked.report.problems.is_empty(), "what is not judged is not named");
}

#[test]
fn a_long_chain_of_modules_and_of_locals() {
    let mut given = given(&[PROVIDER, "module \"a\" {\n  source = \"./m0\"\n}"]);
    for level in 0..300 {
        given = given.file(
            &format!("m{level}/main.tf"),
            &format!("module \"a\" {{\n  source = \"../m{}\"\n}}\n", level + 1),
        );
    }
    let told = check_beside(given.file("m300/main.tf", &s3("\"x\"")));
    assert!(!told.checked.report.problems.is_empty(), "what is not judged is not named");
    let mut locals = String::from("locals {\n  l0 = aws_s3_bucket.logs.id\n");
    for at in 1..=5_000 {
        locals += &format!("  l{at} = local.l{}\n", at - 1);
    }
    let told =
        check_beside(msklint_tests::given(&[PROVIDER, BUCKET, POLICY, &locals, "}\n", &s3("local.l5000")]));
    let verdict = told
        .checked
        .report
        .paths
        .iter()
        .find(|path| path.source.address.ends_with("orders") && path.destination.word() == "s3")
        .map(|path| path.verdict.word());
    assert!(matches!(verdict, Some("unknown" | "delivers")), "{verdict:?}");
}

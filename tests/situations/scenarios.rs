//! Conditions that nobody can decide here: what belongs together stays together, and a finding says
//! when it holds.

use msklint_tests::given;
use msklint_tests::pieces::{BUCKET, CLUSTER, ENCRYPTION, KEY, POLICY, PROVIDER, ROOT_KEY, cluster};

const TOGGLE: &str = "variable \"logs_enabled\" {\n  type = bool\n}";

fn counted(text: &str, condition: &str) -> String {
    let mut text = text.replacen("\" {\n", &format!("\" {{\n  count = {condition} ? 1 : 0\n"), 1);
    for name in ["aws_s3_bucket.logs", "aws_kms_key.logs"] {
        text = text.replace(&format!("{name}."), &format!("{name}[0]."));
    }
    text
}

fn switched(condition: &str) -> String {
    cluster(&format!(
        "s3 {{\n  enabled = {condition}\n  bucket  = {condition} ? aws_s3_bucket.logs[0].id : null\n}}"
    ))
}

#[test]
fn two_toggles_that_belong_together_raise_no_alarm() {
    let on = "var.logs_enabled";
    given(&[PROVIDER, TOGGLE, &counted(BUCKET, on), &counted(POLICY, on), &switched(on)])
        .check()
        .path("s3", "unknown", "unknown")
        .link("s3", "bucket", "ok", "")
        .link("s3", "bucket-policy", "ok", "")
        .nothing_else();
}

#[test]
fn bucket_on_and_policy_off_says_when() {
    given(&[
        PROVIDER,
        TOGGLE,
        BUCKET,
        &counted(POLICY, "var.logs_enabled").replace("logs[0].", "logs."),
        CLUSTER,
    ])
    .check()
    .path("s3", "on", "unknown")
    .finds_when("bucket-policy-left-to-aws", "var.logs_enabled is false", "")
    .nothing_else();
}

#[test]
fn an_opposite_toggle_says_when() {
    let policy = counted(POLICY, "!var.logs_enabled");
    given(&[PROVIDER, TOGGLE, &counted(BUCKET, "var.logs_enabled"), &policy, &switched("var.logs_enabled")])
        .check()
        .path("s3", "unknown", "unknown")
        .finds_when("bucket-policy-left-to-aws", "var.logs_enabled is true", "")
        .nothing_else();
}

#[test]
fn what_is_wrong_under_every_answer_needs_no_condition() {
    let on = "var.logs_enabled";
    let wrong = counted(POLICY, on).replace("delivery.logs.amazonaws.com", "kafka.amazonaws.com");
    let bucket = cluster(
        "s3 {\n  enabled = true\n  bucket  = aws_s3_bucket.logs.id\n  prefix  = var.logs_enabled ? \"a\" : \"b\"\n}",
    );
    let whole = POLICY.replace("/AWSLogs/111122223333/*", "/*");
    given(&[
        PROVIDER,
        TOGGLE,
        BUCKET,
        &whole.replace("delivery.logs.amazonaws.com", "kafka.amazonaws.com"),
        &bucket,
    ])
    .check()
    .path("s3", "on", "broken")
    .finds("wrong-service-principal", "`kafka.amazonaws.com`")
    .nothing_else();
    // On only under one answer: the finding says so.
    given(&[PROVIDER, TOGGLE, &counted(BUCKET, on), &wrong, &switched(on)])
        .check()
        .path("s3", "unknown", "broken")
        .finds_when("wrong-service-principal", "var.logs_enabled is true", "`kafka.amazonaws.com`")
        .nothing_else();
}

#[test]
fn encryption_under_a_toggle_of_its_own() {
    let toggle = "variable \"encrypt\" {\n  type = bool\n}";
    let on = "var.encrypt";
    let encryption = counted(ENCRYPTION, on).replace("aws_s3_bucket.logs[0].", "aws_s3_bucket.logs.");
    given(&[PROVIDER, toggle, BUCKET, POLICY, CLUSTER, &encryption, &counted(KEY, on)])
        .check()
        .path("s3", "on", "delivers")
        .nothing_else();
    given(&[PROVIDER, toggle, BUCKET, POLICY, CLUSTER, &encryption, &counted(ROOT_KEY, on)])
        .check()
        .path("s3", "on", "unknown")
        .finds_when("key-policy-missing-delivery", "var.encrypt is true", "")
        .nothing_else();
}

#[test]
fn a_comparison_is_one_question_too() {
    let variable = "variable \"environment\" {\n  type = string\n}\n\nlocals {\n  production = var.environment == \"prod\"\n}";
    let on = "local.production";
    given(&[
        PROVIDER,
        variable,
        &counted(BUCKET, on),
        &counted(POLICY, "var.environment == \"prod\""),
        &switched(on),
    ])
    .check()
    .path("s3", "unknown", "unknown")
    .link("s3", "bucket-policy", "ok", "")
    .nothing_else();
    given(&[
        PROVIDER,
        variable,
        &counted(BUCKET, on),
        &counted(POLICY, "var.environment == \"test\""),
        &switched(on),
    ])
    .check()
    .path("s3", "unknown", "unknown")
    .finds_when("bucket-policy-left-to-aws", "var.environment == \"prod\" is true", "")
    .nothing_else();
}

#[test]
fn a_name_or_null_is_one_question_too() {
    let variable = "variable \"bucket\" {\n  type = string\n}";
    let cluster = cluster("s3 {\n  enabled = var.bucket != null\n  bucket  = var.bucket\n}");
    given(&[PROVIDER, variable, &cluster]).check().path("s3", "unknown", "unknown").nothing_else();
    let bucket = BUCKET.replace("\"orders-broker-logs\"", "var.bucket");
    let made = counted(&bucket, "var.bucket != null");
    given(&[PROVIDER, variable, &made, &counted(POLICY, "var.bucket != null"), &cluster])
        .check()
        .path("s3", "unknown", "unknown")
        .link("s3", "bucket", "ok", "")
        .link("s3", "bucket-policy", "ok", "")
        .nothing_else();
}

#[test]
fn a_cluster_that_may_not_exist_is_listed_once() {
    let cluster =
        CLUSTER.replace("cluster_name =", "count        = var.logs_enabled ? 1 : 0\n  cluster_name =");
    given(&[PROVIDER, TOGGLE, BUCKET, POLICY, &cluster])
        .check()
        .path("aws_msk_cluster.orders s3", "on", "delivers")
        .nothing_else();
    given(&[PROVIDER, TOGGLE, BUCKET, &cluster])
        .check()
        .path("aws_msk_cluster.orders s3", "on", "unknown")
        .finds("bucket-policy-left-to-aws", "")
        .nothing_else();
}

#[test]
fn either_of_two_buckets() {
    let own = counted(BUCKET, "var.logs_enabled");
    let cluster = cluster(
        "s3 {\n  enabled = true\n  bucket  = var.logs_enabled ? aws_s3_bucket.logs[0].id : \"shared-logs\"\n}",
    );
    given(&[PROVIDER, TOGGLE, &own, &counted(POLICY, "var.logs_enabled"), &cluster])
        .check()
        .path("s3", "on", "unknown")
        .finds_when("undeclared-destination", "var.logs_enabled is false", "shared-logs")
        .nothing_else();
}

#[test]
fn many_toggles_end() {
    let mut parts: Vec<String> = vec![PROVIDER.to_owned(), BUCKET.to_owned()];
    for at in 0..24 {
        parts.push(format!("variable \"t{at}\" {{}}"));
        parts.push(
            counted(&POLICY.replace("\"logs\" {", &format!("\"p{at}\" {{")), &format!("var.t{at}"))
                .replace("logs[0].", "logs."),
        );
    }
    parts.push(CLUSTER.to_owned());
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let told = given(&parts).check();
    let verdict = told
        .checked
        .report
        .paths
        .iter()
        .find(|path| path.state == engine::report::State::On)
        .map(|path| path.verdict.word());
    assert!(matches!(verdict, Some("unknown" | "broken")), "{told}");
}

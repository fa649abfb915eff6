//! Which bucket, log group or stream a name leads to: by value, whatever way it is spelt.

use msklint_tests::pieces::{BUCKET, CLUSTER, LOG_GROUP, POLICY, PROVIDER, cluster};
use msklint_tests::{Told, given};

fn s3(bucket: &str) -> String {
    cluster(&format!("s3 {{\n  enabled = true\n  bucket  = {bucket}\n}}"))
}

fn cloudwatch(group: &str) -> String {
    cluster(&format!("cloudwatch_logs {{\n  enabled   = true\n  log_group = {group}\n}}"))
}

fn check_s3(bucket: &str, more: &str) -> Told {
    given(&[PROVIDER, BUCKET, POLICY, more, &s3(bucket)]).check()
}

#[test]
fn a_bucket_goes_by_id_name_and_value() {
    for bucket in [
        "aws_s3_bucket.logs.id",
        "aws_s3_bucket.logs.bucket",
        "\"orders-broker-logs\"",
        "\"${aws_s3_bucket.logs.id}\"",
        "join(\"-\", [\"orders\", \"broker\", \"logs\"])",
        "element(split(\":::\", aws_s3_bucket.logs.arn), 1)",
        "trimprefix(aws_s3_bucket.logs.arn, \"arn:aws:s3:::\")",
        "local.names[\"logs\"]",
        "one(aws_s3_bucket.logs[*].id)",
        "element(concat(aws_s3_bucket.logs.*.id, [\"\"]), 0)",
        "try(aws_s3_bucket.logs.id, null)",
        "coalesce(null, \"\", aws_s3_bucket.logs.id)",
        "format(\"%s-%s\", \"orders\", \"broker-logs\")",
    ] {
        let names = "locals {\n  names = { logs = aws_s3_bucket.logs.id }\n}";
        check_s3(bucket, names).path("s3", "on", "delivers").nothing_else();
    }
}

#[test]
fn idioms_over_counted_resources() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  count  = 1\n  bucket = \"orders-broker-logs\"\n}";
    let policy = POLICY.replace("aws_s3_bucket.logs.", "aws_s3_bucket.logs[0].");
    for name in [
        "one(aws_s3_bucket.logs[*].id)",
        "element(concat(aws_s3_bucket.logs.*.id, [\"\"]), 0)",
        "join(\"\", aws_s3_bucket.logs.*.id)",
        "try(aws_s3_bucket.logs[0].id, \"\")",
        "aws_s3_bucket.logs[0].id",
        "aws_s3_bucket.logs.0.id",
        "length(aws_s3_bucket.logs) > 0 ? aws_s3_bucket.logs[0].id : null",
    ] {
        given(&[PROVIDER, bucket, &policy, &s3(name)]).check().path("s3", "on", "delivers").nothing_else();
    }
}

#[test]
fn a_counted_resource_without_an_index_cannot_work() {
    let group =
        "resource \"aws_cloudwatch_log_group\" \"brokers\" {\n  count = 1\n  name  = \"/msk/orders\"\n}";
    given(&[PROVIDER, group, &cloudwatch("aws_cloudwatch_log_group.brokers.name")])
        .check()
        .path("cloudwatch", "on", "broken")
        .link("cloudwatch", "log-group", "broken", "aws_cloudwatch_log_group.brokers")
        .finds("mismatched-destination", "aws_cloudwatch_log_group.brokers")
        .nothing_else();
}

#[test]
fn a_resource_that_is_not_declared_cannot_work() {
    given(&[PROVIDER, BUCKET, &s3("aws_s3_bucket.log.id")])
        .check()
        .path("s3", "on", "broken")
        .link("s3", "bucket", "broken", "`aws_s3_bucket.log`")
        .finds("mismatched-destination", "`aws_s3_bucket.log`")
        .nothing_else();
}

#[test]
fn buckets_made_by_for_each() {
    let buckets = r#"
resource "aws_s3_bucket" "logs" {
  for_each = toset(["broker", "audit"])
  bucket   = "orders-${each.key}-logs"
}
"#;
    let policy = POLICY.replace("aws_s3_bucket.logs.", "aws_s3_bucket.logs[\"broker\"].");
    let to = |key: &str| s3(&format!("aws_s3_bucket.logs[\"{key}\"].id"));
    given(&[PROVIDER, buckets, &policy, &to("broker")])
        .check()
        .path("s3", "on", "delivers")
        .link("s3", "bucket", "ok", "aws_s3_bucket.logs[\"broker\"]")
        .nothing_else();
    // The policy belongs to the other bucket.
    given(&[PROVIDER, buckets, &policy, &to("audit")])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket-policy", "missing", "")
        .finds("bucket-policy-left-to-aws", "")
        .nothing_else();
    given(&[PROVIDER, buckets, &policy, &to("worker")])
        .check()
        .path("s3", "on", "broken")
        .aside("mismatched-destination")
        .nothing_else();
    // A policy for each of them.
    let each = POLICY
        .replace(
            "bucket = aws_s3_bucket.logs.id",
            "for_each = aws_s3_bucket.logs\n  bucket   = each.value.id",
        )
        .replace("aws_s3_bucket.logs.arn", "each.value.arn");
    for key in ["broker", "audit"] {
        given(&[PROVIDER, buckets, &each, &to(key)]).check().path("s3", "on", "delivers").nothing_else();
    }
}

#[test]
fn a_name_that_aws_makes_up_is_joined_through_its_resource() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket_prefix = \"orders-\"\n}";
    given(&[PROVIDER, bucket, POLICY, CLUSTER]).check().path("s3", "on", "delivers").nothing_else();
    let suffixed = "resource \"random_id\" \"suffix\" {\n  byte_length = 4\n}\n\nresource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"orders-${random_id.suffix.hex}\"\n}";
    let built = s3("\"orders-${random_id.suffix.hex}\"");
    given(&[PROVIDER, suffixed, POLICY, &built]).check().path("s3", "on", "delivers").nothing_else();
    let other = s3("\"orders-${random_id.other.hex}\"");
    let more = "resource \"random_id\" \"other\" {\n  byte_length = 4\n}";
    given(&[PROVIDER, suffixed, more, POLICY, &other]).check().path("s3", "on", "unknown").nothing_else();
}

#[test]
fn the_same_unknown_variable_on_both_sides_is_one_name() {
    let parts = |cluster: &str| {
        let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"${var.team}-logs\"\n}";
        given(&[PROVIDER, "variable \"team\" {}\n\nvariable \"other\" {}", bucket, POLICY, &s3(cluster)])
            .check()
    };
    parts("\"${var.team}-logs\"").path("s3", "on", "delivers").nothing_else();
    parts("format(\"%s-logs\", var.team)").path("s3", "on", "delivers").nothing_else();
    // Another variable may have the same value.
    parts("\"${var.other}-logs\"")
        .path("s3", "on", "unknown")
        .link("s3", "bucket", "unknown", "var.other")
        .nothing_else();
}

#[test]
fn a_bucket_that_a_data_source_finds_exists_and_the_rest_is_unknown() {
    let data = "data \"aws_s3_bucket\" \"logs\" {\n  bucket = \"shared-logs\"\n}";
    given(&[PROVIDER, data, &s3("data.aws_s3_bucket.logs.id")])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket", "ok", "data source")
        .link("s3", "bucket-policy", "unknown", "")
        .nothing_else();
    let group = "data \"aws_cloudwatch_log_group\" \"shared\" {\n  name = \"/shared\"\n}";
    given(&[PROVIDER, group, &cloudwatch("data.aws_cloudwatch_log_group.shared.name")])
        .check()
        .path("cloudwatch", "on", "unknown")
        .link("cloudwatch", "log-group", "ok", "data source")
        .nothing_else();
    // The policy is here all the same.
    let policy = POLICY.replace("aws_s3_bucket.logs", "data.aws_s3_bucket.logs");
    given(&[PROVIDER, data, &policy, &s3("data.aws_s3_bucket.logs.bucket")])
        .check()
        .link("s3", "bucket-policy", "ok", "AWSLogDeliveryWrite")
        .nothing_else();
}

#[test]
fn an_arn_is_not_a_name() {
    check_s3("aws_s3_bucket.logs.arn", "")
        .path("s3", "on", "broken")
        .link("s3", "bucket", "broken", "name of a bucket")
        .link("s3", "bucket-policy", "ok", "")
        .finds("arn-for-name", "bucket")
        .nothing_else();
    given(&[PROVIDER, LOG_GROUP, &cloudwatch("aws_cloudwatch_log_group.brokers.arn")])
        .check()
        .path("cloudwatch", "on", "broken")
        .finds("arn-for-name", "log group")
        .nothing_else();
    // Nobody knows the resource, and an ARN it is.
    given(&[PROVIDER, &cloudwatch("\"arn:aws:logs:eu-west-1:111122223333:log-group:/msk/orders\"")])
        .check()
        .path("cloudwatch", "on", "broken")
        .finds("arn-for-name", "log group")
        .nothing_else();
}

#[test]
fn a_stray_character_is_seen() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"${var.team}-logs\"\n}";
    let team = "variable \"team\" {}";
    given(&[PROVIDER, team, bucket, POLICY, &s3("\"${var.team}-logs}\"")])
        .check()
        .path("s3", "on", "broken")
        .finds("mismatched-destination", "aws_s3_bucket.logs")
        .nothing_else();
}

#[test]
fn a_plain_name_that_nothing_declares_is_worth_knowing_and_no_more() {
    check_s3("\"somebody-elses-logs\"", "")
        .path("s3", "on", "unknown")
        .link("s3", "bucket", "missing", "somebody-elses-logs")
        .link("s3", "bucket-policy", "unknown", "")
        .finds("undeclared-destination", "somebody-elses-logs")
        .nothing_else();
    given(&[PROVIDER, LOG_GROUP, &cloudwatch("\"/msk/payments\"")])
        .check()
        .path("cloudwatch", "on", "unknown")
        .finds("undeclared-destination", "/msk/payments")
        .nothing_else();
}

#[test]
fn two_buckets_and_a_policy_that_is_not_known_to_be_of_either() {
    let other = "resource \"aws_s3_bucket\" \"other\" {\n  bucket = var.other\n}\n\nvariable \"other\" {}";
    let policy = POLICY.replace("bucket = aws_s3_bucket.logs.id", "bucket = aws_s3_bucket.other.id");
    // A declared bucket never goes by the name of another one.
    given(&[PROVIDER, BUCKET, other, &policy, CLUSTER])
        .check()
        .link("s3", "bucket-policy", "missing", "")
        .finds("bucket-policy-left-to-aws", "")
        .nothing_else();
    let loose = POLICY.replace("bucket = aws_s3_bucket.logs.id", "bucket = var.other");
    given(&[PROVIDER, BUCKET, "variable \"other\" {}", &loose, CLUSTER])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket-policy", "unknown", "var.other")
        .nothing_else();
}

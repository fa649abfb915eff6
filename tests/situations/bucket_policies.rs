//! What a bucket policy says to log delivery: statements that miss, denials that hit and denials
//! that do not.

use msklint_tests::pieces::{BUCKET, CLUSTER, POLICY, PROVIDER, cluster, policy_with};
use msklint_tests::{Told, given};

fn check(policy: &str) -> Told {
    given(&[PROVIDER, BUCKET, policy, CLUSTER]).check()
}

fn delivers(policy: &str) {
    check(policy).path("s3", "on", "delivers").nothing_else();
}

fn broken(policy: &str, rule: &str, words: &str) {
    check(policy)
        .path("s3", "on", "broken")
        .link("s3", "bucket", "ok", "")
        .link("s3", "bucket-policy", "broken", words)
        .finds(rule, words)
        .nothing_else();
}

/// A `Deny` for everybody on the bucket and all that is in it.
fn deny(action: &str, condition: &str) -> String {
    policy_with(&format!(
        "      {{\n        Sid       = \"Guard\"\n        Effect    = \"Deny\"\n        Principal = \"*\"\n        Action    = \"{action}\"\n        Resource  = [aws_s3_bucket.logs.arn, \"${{aws_s3_bucket.logs.arn}}/*\"]\n        Condition = {{ {condition} }}\n      }},"
    ))
}

#[test]
fn the_policy_that_aws_writes_is_right() {
    delivers(POLICY);
    delivers(&POLICY.replace("/AWSLogs/111122223333/*", "/*"));
    delivers(&POLICY.replace("\"s3:PutObject\"", "[\"s3:putobject*\"]"));
}

#[test]
fn a_source_arn_of_kafka_is_named() {
    let kafka = POLICY.replace(
        "arn:aws:logs:eu-west-1:111122223333:*",
        "arn:aws:kafka:eu-west-1:111122223333:cluster/orders/*",
    );
    broken(&kafka, "bucket-policy-mismatch", "`aws:SourceArn`");
    let cluster_arn =
        POLICY.replace("\"arn:aws:logs:eu-west-1:111122223333:*\"", "aws_msk_cluster.orders.arn");
    broken(&cluster_arn, "bucket-policy-mismatch", "`aws:SourceArn`");
}

#[test]
fn statements_that_miss_the_request() {
    for (from, to, words) in [
        (
            "\"aws:SourceAccount\" = \"111122223333\"",
            "\"aws:SourceAccount\" = \"444455556666\"",
            "`aws:SourceAccount`",
        ),
        ("logs:eu-west-1:", "logs:eu-central-1:", "`aws:SourceArn`"),
        ("\"s3:PutObject\"", "\"s3:GetObject\"", "`s3:PutObject`"),
        ("arn}/AWSLogs/111122223333/*", "arn}", "`s3:PutObject`"),
        ("arn}/AWSLogs/111122223333/*", "arn}/logs/*", "`s3:PutObject`"),
        ("arn}/AWSLogs/111122223333/*", "arn}/AWSLogs/444455556666/*", "`s3:PutObject`"),
        ("= aws_s3_bucket.logs.arn", "= \"${aws_s3_bucket.logs.arn}/*\"", "`s3:GetBucketAcl`"),
        ("\"bucket-owner-full-control\"", "\"private\"", "`s3:x-amz-acl`"),
    ] {
        assert!(POLICY.contains(from), "{from}");
        broken(&POLICY.replace(from, to), "bucket-policy-mismatch", words);
    }
}

#[test]
fn a_policy_without_a_statement_for_log_delivery() {
    let policy = r#"
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Readers"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/readers" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
    }]
  })
}
"#;
    broken(policy, "bucket-policy-missing-delivery", "");
    let negated = policy.replace("Action    = \"s3:GetObject\"", "NotAction = \"s3:PutObject\"");
    broken(&negated, "bucket-policy-blocks-append", "NotAction");
}

#[test]
fn a_service_principal_that_is_not_log_delivery() {
    for named in ["delivery.log.amazonaws.com", "kafka.amazonaws.com", "logs.eu-west-1.amazonaws.com"] {
        let policy = POLICY.replace("delivery.logs.amazonaws.com", named);
        let told = check(&policy).path("s3", "on", "broken");
        let help = told.checked.report.findings.iter().any(|finding| {
            format!("{} {}", finding.message, finding.help).contains("`delivery.logs.amazonaws.com`")
        });
        assert!(help, "which principal was meant is not said in\n{told}");
        told.finds("wrong-service-principal", named).nothing_else();
    }
    let as_account = POLICY.replace("Service = ", "AWS = ");
    check(&as_account).path("s3", "on", "broken").finds("wrong-service-principal", "").nothing_else();
}

#[test]
fn denials_that_log_delivery_does_not_meet() {
    delivers(&deny("s3:*", "Bool = { \"aws:SecureTransport\" = \"false\" }"));
    delivers(&deny(
        "s3:*",
        "StringNotEqualsIfExists = { \"aws:PrincipalOrgID\" = \"o-a1b2c3d4e5\" }, Bool = { \"aws:PrincipalIsAWSService\" = \"false\" }",
    ));
    delivers(&deny(
        "s3:*",
        "StringNotEquals = { \"aws:PrincipalOrgID\" = \"o-a1b2c3d4e5\" }, BoolIfExists = { \"aws:PrincipalIsAWSService\" = \"false\" }",
    ));
    delivers(&deny(
        "s3:*",
        "StringNotEquals = { \"s3:x-amz-acl\" = \"bucket-owner-full-control\" }, Null = { \"s3:x-amz-acl\" = \"false\" }",
    ));
    delivers(&deny("s3:DeleteObject*", "Bool = { \"aws:SecureTransport\" = \"true\" }"));
}

#[test]
fn denials_that_log_delivery_meets() {
    for condition in [
        "StringNotEquals = { \"aws:PrincipalOrgID\" = \"o-a1b2c3d4e5\" }",
        "StringNotEqualsIfExists = { \"aws:PrincipalOrgID\" = [\"o-a1b2c3d4e5\"] }",
        "StringNotEquals = { \"aws:SourceVpce\" = \"vpce-1a2b3c4d\" }",
        "StringNotEquals = { \"aws:SourceAccount\" = \"444455556666\" }",
        "Bool = { \"aws:SecureTransport\" = \"true\" }",
    ] {
        broken(&deny("s3:*", condition), "bucket-policy-denies-delivery", "`Guard`");
    }
    let policy = policy_with(
        "      { Sid = \"Closed\", Effect = \"Deny\", Principal = \"*\", Action = \"s3:PutObject\", Resource = \"${aws_s3_bucket.logs.arn}/*\" },",
    );
    broken(&policy, "bucket-policy-denies-delivery", "`Closed`");
}

#[test]
fn denials_on_missing_encryption_headers() {
    for condition in [
        "Null = { \"s3:x-amz-server-side-encryption\" = \"true\" }",
        "StringNotEquals = { \"s3:x-amz-server-side-encryption\" = \"aws:kms\" }",
        "StringNotEquals = { \"s3:x-amz-server-side-encryption-aws-kms-key-id\" = \"arn:aws:kms:eu-west-1:111122223333:key/1\" }",
    ] {
        // That delivery sends no such header is likely, and not documented: an error all the same,
        // with confidence possible.
        let told = check(&deny("s3:PutObject", condition)).path("s3", "on", "broken");
        let severity = told.checked.report.findings.first().map(|finding| finding.severity.word());
        assert_eq!(severity, Some("error"), "{told}");
        told.finds_possible("bucket-policy-denies-delivery", "s3:x-amz-server-side-encryption")
            .nothing_else();
    }
}

#[test]
fn a_prefix_that_the_policy_does_not_cover() {
    let prefixed = |prefix: &str| {
        cluster(&format!(
            "s3 {{\n  enabled = true\n  bucket  = aws_s3_bucket.logs.id\n  prefix  = {prefix}\n}}"
        ))
    };
    let told = |policy: &str, prefix: &str| given(&[PROVIDER, BUCKET, policy, &prefixed(prefix)]).check();
    told(POLICY, "\"msk\"")
        .path("s3", "on", "broken")
        .finds("bucket-policy-mismatch", "`s3:PutObject`")
        .nothing_else();
    told(POLICY, "\"\"").path("s3", "on", "delivers").nothing_else();
    told(POLICY, "null").path("s3", "on", "delivers").nothing_else();
    let covering = POLICY.replace("/AWSLogs/", "/msk/AWSLogs/");
    told(&covering, "\"msk\"").path("s3", "on", "delivers").nothing_else();
    told(&covering, "\"msk/\"").path("s3", "on", "delivers").nothing_else();
    told(&POLICY.replace("/AWSLogs/111122223333/*", "/*"), "\"a/b\"")
        .path("s3", "on", "delivers")
        .nothing_else();
    // The prefix is the same unknown on both sides.
    let open = POLICY.replace("/AWSLogs/", "/${var.prefix}/AWSLogs/")
        + "\nvariable \"prefix\" {\n  validation {\n    condition     = length(var.prefix) > 0\n    error_message = \"give a prefix\"\n  }\n}\n";
    let verdict = told(&open, "var.prefix")
        .checked
        .report
        .paths
        .iter()
        .find(|path| path.state == engine::report::State::On)
        .map(|path| path.verdict.word());
    assert!(matches!(verdict, Some("delivers" | "unknown")), "{verdict:?}");
}

#[test]
fn no_policy_is_left_to_aws() {
    given(&[PROVIDER, BUCKET, CLUSTER])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket-policy", "missing", "")
        .finds("bucket-policy-left-to-aws", "")
        .nothing_else();
}

#[test]
fn two_policies_for_one_bucket() {
    let tls = r#"
resource "aws_s3_bucket_policy" "tls" {
  bucket = aws_s3_bucket.logs.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Tls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
"#;
    given(&[PROVIDER, BUCKET, POLICY, tls, CLUSTER])
        .check()
        .path("s3", "on", "broken")
        .finds("two-bucket-policies", "aws_s3_bucket.logs")
        .nothing_else();
}

#[test]
fn a_literal_account_is_settled_by_the_option() {
    let open = "provider \"aws\" {\n  region = \"eu-west-1\"\n}";
    let parts = [open, BUCKET, POLICY, CLUSTER];
    let told = given(&parts).check().path("s3", "on", "unknown").link("s3", "bucket-policy", "unknown", "");
    told.nothing_else();
    given(&parts).account("111122223333").check().path("s3", "on", "delivers").nothing_else();
    given(&parts)
        .account("999988887777")
        .check()
        .path("s3", "on", "broken")
        .finds("bucket-policy-mismatch", "`s3:PutObject`")
        .finds("bucket-policy-mismatch", "`s3:GetBucketAcl`")
        .nothing_else();
}

#[test]
fn our_own_account_by_data_source_needs_no_option() {
    let data = "data \"aws_caller_identity\" \"current\" {}\n\ndata \"aws_region\" \"current\" {}\n\ndata \"aws_partition\" \"current\" {}";
    let policy = POLICY
        .replace("arn:aws:logs:eu-west-1:111122223333:*", "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:*")
        .replace("\"111122223333\"", "data.aws_caller_identity.current.account_id")
        .replace("111122223333", "${data.aws_caller_identity.current.account_id}");
    given(&["provider \"aws\" {}", data, BUCKET, &policy, CLUSTER])
        .check()
        .path("s3", "on", "delivers")
        .nothing_else();
    let locals = "locals {\n  account = data.aws_caller_identity.current.account_id\n}";
    let through = policy.replace("data.aws_caller_identity.current.account_id", "local.account");
    given(&[data, locals, BUCKET, &through, CLUSTER]).check().path("s3", "on", "delivers").nothing_else();
}

#[test]
fn an_unknown_region_is_settled_by_the_option() {
    let open = "variable \"region\" {}\n\nprovider \"aws\" {\n  region              = var.region\n  allowed_account_ids = [\"111122223333\"]\n}";
    let parts = [open, BUCKET, POLICY, CLUSTER];
    given(&parts).check().path("s3", "on", "unknown").nothing_else();
    given(&parts).region("eu-west-1").check().path("s3", "on", "delivers").nothing_else();
    given(&parts).variable("region", "eu-west-1").check().path("s3", "on", "delivers").nothing_else();
    given(&parts)
        .variable("region", "us-east-1")
        .check()
        .path("s3", "on", "broken")
        .finds("bucket-policy-mismatch", "`aws:SourceArn`")
        .nothing_else();
    // The same variable in the policy is the same Region.
    let policy = POLICY.replace("logs:eu-west-1", "logs:${var.region}");
    given(&[open, BUCKET, &policy, CLUSTER]).check().path("s3", "on", "delivers").nothing_else();
}

#[test]
fn a_part_of_the_policy_that_is_not_known_leaves_it_unknown() {
    let variable = "variable \"principal\" {}\n\nvariable \"policy\" {}";
    let principal = POLICY.replace("\"delivery.logs.amazonaws.com\"", "var.principal");
    given(&[PROVIDER, variable, BUCKET, &principal, CLUSTER])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket-policy", "unknown", "var.principal")
        .nothing_else();
    let whole = "resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = var.policy\n}";
    given(&[PROVIDER, variable, BUCKET, whole, CLUSTER])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket-policy", "unknown", "var.policy")
        .nothing_else();
}

#[test]
fn organisation_conditions_on_the_source_are_not_decided() {
    let policy =
        POLICY.replace("\"aws:SourceAccount\" = \"111122223333\"", "\"aws:SourceOrgID\" = \"o-a1b2c3d4e5\"");
    check(&policy).path("s3", "on", "unknown").link("s3", "bucket-policy", "unknown", "").nothing_else();
}

#[test]
fn a_public_statement_admits_log_delivery_too() {
    let policy =
        POLICY.replace("Principal = { Service = \"delivery.logs.amazonaws.com\" }", "Principal = \"*\"");
    check(&policy).path("s3", "on", "delivers").nothing_else();
}

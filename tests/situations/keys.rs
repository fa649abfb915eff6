//! Keys: which one a bucket or log group is encrypted with, and whom its policy admits.

use msklint_tests::pieces::{
    BUCKET, CLUSTER, ENCRYPTION, KEY, LOG_GROUP, POLICY, PROVIDER, ROOT_KEY, cluster,
};
use msklint_tests::{Told, given};

fn check(encryption: &str, key: &str) -> Told {
    given(&[PROVIDER, BUCKET, POLICY, CLUSTER, encryption, key]).check()
}

#[test]
fn a_key_that_admits_log_delivery() {
    check(ENCRYPTION, KEY)
        .path("s3", "on", "delivers")
        .links("s3", "bucket ok, bucket-policy ok, bucket-key ok, key-policy ok, deployer not-applicable")
        .nothing_else();
}

#[test]
fn the_account_root_alone_does_not_admit_log_delivery() {
    check(ENCRYPTION, ROOT_KEY)
        .path("s3", "on", "broken")
        .link("s3", "key-policy", "broken", "")
        .finds("key-policy-missing-delivery", "")
        .nothing_else();
    check(ENCRYPTION, "resource \"aws_kms_key\" \"logs\" {}")
        .path("s3", "on", "broken")
        .finds("key-policy-missing-delivery", "")
        .nothing_else();
}

#[test]
fn a_key_of_volumes_is_not_judged() {
    let cluster = CLUSTER.replace(
        "cluster_name = \"orders\"\n",
        "cluster_name = \"orders\"\n\n  encryption_info {\n    encryption_at_rest_kms_key_arn = aws_kms_key.logs.arn\n  }\n",
    );
    given(&[PROVIDER, BUCKET, POLICY, &cluster, ROOT_KEY])
        .check()
        .path("s3", "on", "delivers")
        .link("s3", "bucket-key", "not-applicable", "")
        .nothing_else();
}

#[test]
fn a_key_policy_as_a_resource_and_as_a_document() {
    let document = r#"
data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:root"]
    }
  }
  statement {
    actions   = ["kms:GenerateDataKey*", "kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:DescribeKey"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["111122223333"]
    }
  }
}
"#;
    let resource = "resource \"aws_kms_key\" \"logs\" {}\n\nresource \"aws_kms_key_policy\" \"logs\" {\n  key_id = aws_kms_key.logs.id\n  policy = data.aws_iam_policy_document.key.json\n}";
    let inline = "resource \"aws_kms_key\" \"logs\" {\n  policy = data.aws_iam_policy_document.key.json\n}";
    for key in [resource, inline] {
        check(ENCRYPTION, &[document, key].join("\n")).path("s3", "on", "delivers").nothing_else();
        // What the provider makes of a statement without resources has no effect in a key policy.
        let without = document.replace("resources = [\"*\"]", "");
        check(ENCRYPTION, &[&without, key].join("\n"))
            .path("s3", "on", "broken")
            .finds("key-policy-mismatch", "esource")
            .nothing_else();
    }
    check(ENCRYPTION, &[document, &resource.replace("resource \"aws_kms_key\" \"logs\" {}", KEY)].join("\n"))
        .aside("two-key-policies")
        .nothing_else();
}

#[test]
fn an_alias_leads_to_its_key() {
    let alias = "resource \"aws_kms_alias\" \"logs\" {\n  name          = \"alias/logs\"\n  target_key_id = aws_kms_key.logs.key_id\n}";
    let by = |reference: &str| ENCRYPTION.replace("aws_kms_key.logs.arn", reference);
    for (key, verdict) in [(KEY, "delivers"), (ROOT_KEY, "broken")] {
        let told = check(&by("aws_kms_alias.logs.target_key_arn"), &[alias, key].join("\n"))
            .path("s3", "on", verdict);
        told.aside("key-policy-missing-delivery").nothing_else();
    }
    for reference in ["aws_kms_alias.logs.arn", "aws_kms_alias.logs.name", "\"alias/logs\""] {
        check(&by(reference), &[alias, ROOT_KEY].join("\n"))
            .path("s3", "on", "broken")
            .link("s3", "key-policy", "broken", "")
            .finds("key-policy-missing-delivery", "")
            .finds("bucket-key-not-arn", "alias")
            .nothing_else();
    }
}

#[test]
fn a_key_by_its_id() {
    check(&ENCRYPTION.replace("logs.arn", "logs.key_id"), KEY)
        .path("s3", "on", "delivers")
        .finds("bucket-key-not-arn", "key ID")
        .nothing_else();
}

#[test]
fn a_key_through_data_sources() {
    let by = |reference: &str| ENCRYPTION.replace("aws_kms_key.logs.arn", reference);
    let key = "data \"aws_kms_key\" \"logs\" {\n  key_id = \"alias/logs\"\n}";
    check(&by("data.aws_kms_key.logs.arn"), key)
        .path("s3", "on", "unknown")
        .link("s3", "bucket-policy", "ok", "")
        .link("s3", "key-policy", "unknown", "")
        .nothing_else();
    let alias = "data \"aws_kms_alias\" \"logs\" {\n  name = \"alias/logs\"\n}";
    check(&by("data.aws_kms_alias.logs.target_key_arn"), alias)
        .path("s3", "on", "unknown")
        .link("s3", "key-policy", "unknown", "")
        .nothing_else();
    let managed = "data \"aws_kms_alias\" \"s3\" {\n  name = \"alias/aws/s3\"\n}";
    check(&by("data.aws_kms_alias.s3.arn"), managed)
        .path("s3", "on", "broken")
        .finds("bucket-key-unreadable", "")
        .nothing_else();
}

#[test]
fn the_key_that_aws_manages_makes_logs_unreadable() {
    let line = "      kms_master_key_id = aws_kms_key.logs.arn\n";
    for other in ["", "      kms_master_key_id = null\n", "      kms_master_key_id = \"alias/aws/s3\"\n"] {
        check(&ENCRYPTION.replace(line, other), "")
            .path("s3", "on", "broken")
            .link("s3", "bucket-key", "broken", "")
            .link("s3", "key-policy", "not-applicable", "")
            .finds("bucket-key-unreadable", "")
            .nothing_else();
    }
    let plain = ENCRYPTION.replace(line, "").replace("aws:kms", "AES256");
    check(&plain, "").path("s3", "on", "delivers").nothing_else();
}

#[test]
fn encryption_in_the_bucket_itself() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"orders-broker-logs\"\n\n  server_side_encryption_configuration {\n    rule {\n      apply_server_side_encryption_by_default {\n        sse_algorithm     = \"aws:kms\"\n        kms_master_key_id = aws_kms_key.logs.arn\n      }\n    }\n  }\n}";
    given(&[PROVIDER, bucket, POLICY, CLUSTER, KEY])
        .check()
        .path("s3", "on", "delivers")
        .link("s3", "key-policy", "ok", "")
        .nothing_else();
    given(&[PROVIDER, bucket, POLICY, CLUSTER, ROOT_KEY])
        .check()
        .path("s3", "on", "broken")
        .finds("key-policy-missing-delivery", "")
        .nothing_else();
}

#[test]
fn a_replica_has_a_policy_of_its_own() {
    let primary = format!(
        "provider \"aws\" {{\n  alias               = \"home\"\n  region              = \"us-east-1\"\n  allowed_account_ids = [\"111122223333\"]\n}}\n{}",
        KEY.replace(
            "\"aws_kms_key\" \"logs\" {",
            "\"aws_kms_key\" \"home\" {\n  provider     = aws.home\n  multi_region = true"
        )
    );
    let replica = "resource \"aws_kms_replica_key\" \"logs\" {\n  primary_key_arn = aws_kms_key.home.arn\n}";
    let encryption = ENCRYPTION.replace("aws_kms_key.logs", "aws_kms_replica_key.logs");
    check(&encryption, &[&primary, replica].join("\n"))
        .path("s3", "on", "broken")
        .finds("key-policy-missing-delivery", "")
        .nothing_else();
    let own = KEY.replace(
        "\"aws_kms_key\" \"logs\" {",
        "\"aws_kms_replica_key\" \"logs\" {\n  primary_key_arn = aws_kms_key.home.arn",
    );
    check(&encryption, &format!("{primary}\n{own}")).path("s3", "on", "delivers").nothing_else();
    // The primary key lies in another Region than the bucket.
    check(&ENCRYPTION.replace("aws_kms_key.logs", "aws_kms_key.home"), &primary)
        .path("s3", "on", "broken")
        .finds("unusable-key", "")
        .nothing_else();
}

#[test]
fn a_key_that_cannot_encrypt() {
    for argument in
        ["is_enabled = false", "customer_master_key_spec = \"RSA_4096\"", "key_usage = \"SIGN_VERIFY\""]
    {
        check(ENCRYPTION, &KEY.replace("description = \"broker logs\"", argument))
            .path("s3", "on", "broken")
            .link("s3", "bucket-key", "broken", "")
            .finds("unusable-key", "")
            .nothing_else();
    }
}

#[test]
fn statements_in_a_key_policy_that_miss() {
    for (from, to, rule) in [
        ("\"kms:GenerateDataKey*\", ", "", "key-policy-mismatch"),
        ("delivery.logs.amazonaws.com", "logs.eu-west-1.amazonaws.com", "wrong-service-principal"),
        (
            "\"aws:SourceAccount\" = \"111122223333\"",
            "\"aws:SourceAccount\" = \"444455556666\"",
            "key-policy-mismatch",
        ),
        (
            "\"aws:SourceAccount\" = \"111122223333\"",
            "\"aws:SourceArn\" = \"arn:aws:kafka:eu-west-1:111122223333:cluster/x\"",
            "key-policy-mismatch",
        ),
    ] {
        assert!(KEY.contains(from), "{from}");
        check(ENCRYPTION, &KEY.replace(from, to)).path("s3", "on", "broken").finds(rule, "").nothing_else();
    }
    let deny = KEY.replacen("Statement = [\n", "Statement = [\n      { Sid = \"Org\", Effect = \"Deny\", Principal = \"*\", Action = \"kms:*\", Resource = \"*\", Condition = { StringNotEquals = { \"aws:PrincipalOrgID\" = \"o-a1b2c3d4e5\" } } },\n", 1);
    check(ENCRYPTION, &deny)
        .path("s3", "on", "broken")
        .finds("key-policy-denies-delivery", "`Org`")
        .nothing_else();
}

#[test]
fn a_bucket_key_changes_the_encryption_context() {
    let context = KEY.replace(
        "StringEquals = { \"aws:SourceAccount\" = \"111122223333\" }",
        "StringLike = { \"kms:EncryptionContext:aws:s3:arn\" = \"${aws_s3_bucket.logs.arn}/*\" }",
    );
    check(ENCRYPTION, &context).path("s3", "on", "delivers").nothing_else();
    let bucket_key = ENCRYPTION.replace("  rule {\n", "  rule {\n    bucket_key_enabled = true\n");
    check(&bucket_key, &context).path("s3", "on", "broken").finds("bucket-key-context", "").nothing_else();
    check(&bucket_key, KEY).path("s3", "on", "delivers").nothing_else();
}

#[test]
fn the_key_of_a_log_group_is_for_cloudwatch_logs() {
    let group = LOG_GROUP.replace(
        "name = \"/msk/orders\"",
        "name       = \"/msk/orders\"\n  kms_key_id = aws_kms_key.logs.arn",
    );
    let cluster = cluster(
        "cloudwatch_logs {\n  enabled   = true\n  log_group = aws_cloudwatch_log_group.brokers.name\n}",
    );
    let told = |key: &str| given(&[PROVIDER, &group, &cluster, key]).check();
    told(ROOT_KEY).path("cloudwatch", "on", "broken").finds("log-group-key-denies-logs", "").nothing_else();
    let admits = |context: &str| {
        KEY.replace("delivery.logs.amazonaws.com", "logs.eu-west-1.amazonaws.com").replace(
            "StringEquals = { \"aws:SourceAccount\" = \"111122223333\" }",
            &format!("ArnLike = {{ \"kms:EncryptionContext:aws:logs:arn\" = \"{context}\" }}"),
        )
    };
    told(&admits("arn:aws:logs:eu-west-1:111122223333:log-group:/msk/orders"))
        .path("cloudwatch", "on", "delivers")
        .nothing_else();
    told(&admits("arn:aws:logs:eu-west-1:111122223333:*"))
        .path("cloudwatch", "on", "delivers")
        .nothing_else();
    told(&admits("arn:aws:logs:eu-west-1:111122223333:log-group:/other"))
        .path("cloudwatch", "on", "broken")
        .finds("log-group-key-denies-logs", "")
        .nothing_else();
    // `delivery.logs` is for buckets.
    told(KEY)
        .path("cloudwatch", "on", "broken")
        .aside("log-group-key-denies-logs")
        .aside("wrong-service-principal")
        .nothing_else();
}

/// What the key of a log group needs is another service; whose logs the wrong one may bring does not matter.
#[test]
fn a_key_of_a_log_group_that_admits_the_wrong_service() {
    let group = LOG_GROUP.replace(
        "name = \"/msk/orders\"",
        "name       = \"/msk/orders\"\n  kms_key_id = aws_kms_key.logs.arn",
    );
    let source = cluster(
        "cloudwatch_logs {\n  enabled   = true\n  log_group = aws_cloudwatch_log_group.brokers.name\n}",
    );
    let key = "resource \"aws_kms_key\" \"logs\" {\n  policy = jsonencode({\n    Statement = [\n      \
               { Effect = \"Allow\", Principal = { AWS = \"arn:aws:iam::111122223333:root\" }, Action = \"kms:*\", Resource = \"*\" },\n      \
               { Effect = \"Allow\", Principal = { Service = \"delivery.logs.amazonaws.com\" }, Action = \"kms:*\", Resource = \"*\" },\n    \
               ]\n  })\n}\n";
    given(&[PROVIDER, &group, &source, key])
        .check()
        .link("cloudwatch", "log-group-key", "broken", "")
        .finds("wrong-service-principal", "CloudWatch Logs uses the key as")
        .nothing_else();
}

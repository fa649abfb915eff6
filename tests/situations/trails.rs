//! Trails beside clusters: whether they record who changed the logging, and whether they can write it.

use msklint_tests::pieces::{BUCKET, CLUSTER, KEY, POLICY, PROVIDER};
use msklint_tests::{Given, Told, given};

const TRAIL: &str = r#"
resource "aws_cloudtrail" "audit" {
  name                  = "audit"
  s3_bucket_name        = aws_s3_bucket.audit.id
  is_multi_region_trail = true
}
"#;

const AUDIT: &str = r#"
resource "aws_s3_bucket" "audit" {
  bucket = "orders-audit"
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  trail = "arn:${data.aws_partition.current.partition}:cloudtrail:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:trail/audit"
}

data "aws_iam_policy_document" "audit" {
  statement {
    sid       = "AclCheck"
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.audit.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail]
    }
  }
  statement {
    sid       = "Write"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.audit.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.audit.arn, "${aws_s3_bucket.audit.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "audit" {
  bucket = aws_s3_bucket.audit.id
  policy = data.aws_iam_policy_document.audit.json
}
"#;

fn check(audit: &str, trail: &str) -> Told {
    given(&[PROVIDER, BUCKET, POLICY, CLUSTER, audit, trail]).check().path("s3", "on", "delivers")
}

#[test]
fn a_trail_as_it_should_be() {
    check(AUDIT, TRAIL).nothing_else();
    // The account and the Region need not be known.
    given(&[BUCKET, CLUSTER, AUDIT, TRAIL]).check().aside("bucket-policy-left-to-aws").nothing_else();
}

#[test]
fn a_trail_without_anything_of_msk_is_not_looked_at() {
    let off = TRAIL.replace("true", "false");
    given(&[PROVIDER, &off]).check().no_paths().nothing_else();
    let found = "data \"aws_msk_cluster\" \"orders\" {\n  cluster_name = \"orders\"\n}\n";
    given(&[PROVIDER, BUCKET, &off, found]).check().no_paths().nothing_else();
}

#[test]
fn statements_that_miss_the_trail() {
    let wrong = |from: &str, to: &str| check(&AUDIT.replace(from, to), TRAIL);
    wrong("trail/audit\"", "trail/other\"")
        .finds("trail-bucket-policy", "`aws:SourceArn` admits only")
        .nothing_else();
    wrong("}/AWSLogs/", "}/trail/AWSLogs/")
        .finds("trail-bucket-policy", "`Write` does not allow `s3:PutObject`")
        .nothing_else();
    wrong("actions   = [\"s3:GetBucketAcl\"]", "actions   = [\"s3:GetBucketLocation\"]")
        .finds("trail-bucket-policy", "s3:GetBucketAcl")
        .nothing_else();
    wrong("cloudtrail.amazonaws.com", "cloudtrails.amazonaws.com")
        .finds("trail-bucket-policy", "names `cloudtrails.amazonaws.com`")
        .nothing_else();
    wrong("aws:SecureTransport", "aws:ViaAWSService")
        .finds("trail-bucket-policy", "denies `s3:PutObject`")
        .nothing_else();
}

#[test]
fn one_bucket_for_logs_and_trail() {
    let trail = TRAIL.replace("aws_s3_bucket.audit.id", "aws_s3_bucket.logs.id");
    given(&[PROVIDER, BUCKET, POLICY, CLUSTER, &trail])
        .check()
        .path("s3", "on", "delivers")
        .finds("trail-bucket-policy", "no statement speaks of `cloudtrail.amazonaws.com`")
        .nothing_else();
    let both = POLICY.replace(
        "Service = \"delivery.logs.amazonaws.com\"",
        "Service = [\"delivery.logs.amazonaws.com\", \"cloudtrail.amazonaws.com\"]",
    );
    let both = both.replace("ArnLike ", "ArnLikeIfExists ");
    // The ARN of a trail is none of CloudWatch Logs.
    given(&[PROVIDER, BUCKET, &both, CLUSTER, &trail])
        .check()
        .path("s3", "on", "delivers")
        .finds("trail-bucket-policy", "aws:SourceArn")
        .nothing_else();
}

#[test]
fn a_key_of_log_delivery_is_not_one_of_cloudtrail() {
    let trail = TRAIL.replace("is_multi", "kms_key_id = aws_kms_key.logs.arn\n  is_multi");
    check(&[AUDIT, KEY].join("\n"), &trail)
        .finds("trail-key-policy", "no statement speaks of `cloudtrail.amazonaws.com`")
        .nothing_else();
    let key = KEY.replace("delivery.logs.amazonaws.com", "cloudtrail.amazonaws.com");
    check(&[AUDIT, &key].join("\n"), &trail).nothing_else();
}

#[test]
fn selectors_out_of_dynamic_blocks() {
    let dynamic = r#"
  dynamic "event_selector" {
    for_each = var.selectors
    content {
      read_write_type           = event_selector.value
      include_management_events = true
    }
  }
}
"#;
    let trail = TRAIL.trim_end().trim_end_matches('}').to_owned() + dynamic;
    let with = |default: &str| {
        let variable = format!("variable \"selectors\" {{\n  type = list(string)\n  {default}\n}}\n");
        check(AUDIT, &[&variable, trail.as_str()].join("\n"))
    };
    with("default = []").nothing_else();
    with("default = [\"ReadOnly\", \"WriteOnly\"]").nothing_else();
    with("default = [\"ReadOnly\"]").finds("trail-misses-msk", "only events that read").nothing_else();
    with("").nothing_else();
}

#[test]
fn a_trail_under_a_condition() {
    let variable = "variable \"audit\" {\n  type = bool\n}\n";
    let trail = TRAIL.replace("  name ", "  count = var.audit ? 1 : 0\n  name ").replace("true", "false");
    check(AUDIT, &[variable, &trail].join("\n"))
        .finds_when("trail-single-region", "var.audit is true", "`eu-west-1` alone")
        .nothing_else();
    // That nothing is logged anywhere does not matter to the trail.
    let cluster = "resource \"aws_msk_cluster\" \"orders\" {\n  cluster_name = \"orders\"\n}\n";
    given(&[PROVIDER, AUDIT, cluster, variable, &trail])
        .check()
        .finds("broker-logs-off", "")
        .finds_when("trail-single-region", "var.audit is true", "")
        .nothing_else();
}

#[test]
fn several_clusters_and_one_trail() {
    let second = CLUSTER.replace("\"orders\"", "\"returns\"");
    let off = TRAIL.replace("is_multi", "enable_logging = false\n  is_multi");
    given(&[PROVIDER, BUCKET, POLICY, CLUSTER, &second, AUDIT, &off])
        .check()
        .finds("trail-misses-msk", "is switched off")
        .nothing_else();
}

#[test]
fn two_policies_for_the_bucket_of_a_trail() {
    let second = "resource \"aws_s3_bucket_policy\" \"second\" {\n  bucket = aws_s3_bucket.audit.id\n  policy = jsonencode({ Version = \"2012-10-17\", Statement = [] })\n}\n";
    check(&[AUDIT, second].join("\n"), TRAIL)
        .finds("two-bucket-policies", "applied last wins")
        .nothing_else();
}

#[test]
fn nested_attributes_of_the_other_provider() {
    let trail = r#"
resource "awscc_cloudtrail_trail" "audit" {
  trail_name            = "audit"
  s3_bucket_name        = aws_s3_bucket.audit.id
  is_logging            = true
  is_multi_region_trail = true
  advanced_event_selectors = [{
    field_selectors = [
      { field = "eventCategory", equals = ["Management"] },
      { field = "eventSource", not_equals = ["kafka.amazonaws.com"] },
    ]
  }]
}
"#;
    check(AUDIT, trail)
        .finds("trail-misses-msk", "leaves out the events of `kafka.amazonaws.com`")
        .nothing_else();
    check(AUDIT, &trail.replace("not_equals", "equals")).nothing_else();
}

const TEMPLATE: &str = r#"
Parameters:
  Organization:
    Type: String
    AllowedValues: ["true", "false"]
Conditions:
  WholeOrganization: !Equals [!Ref Organization, "true"]
Resources:
  Orders:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      LoggingInfo:
        BrokerLogs:
          CloudWatchLogs:
            Enabled: true
            LogGroup: !Ref Logs
  Logs:
    Type: AWS::Logs::LogGroup
  AuditBucket:
    Type: AWS::S3::Bucket
  AuditBucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref AuditBucket
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: cloudtrail.amazonaws.com}
            Action: s3:GetBucketAcl
            Resource: !GetAtt AuditBucket.Arn
          - Sid: Write
            Effect: Allow
            Principal: {Service: cloudtrail.amazonaws.com}
            Action: s3:PutObject
            Resource: !Sub "${AuditBucket.Arn}/AWSLogs/${AWS::AccountId}/*"
  Audit:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: !Ref AuditBucket
      IsLogging: "true"
      IsMultiRegionTrail: true
      IsOrganizationTrail: !If [WholeOrganization, true, false]
"#;

#[test]
fn a_template_with_a_condition() {
    let template = |text: &str| Given::default().file("stack.yaml", text).check();
    let when = "Organization == \"true\" is true";
    template(TEMPLATE)
        .path("cloudwatch", "on", "delivers")
        .finds_when("trail-bucket-policy", when, "not `arn:aws:s3:::${AuditBucket}/AWSLogs/o-…/…`")
        .nothing_else();
    template(&TEMPLATE.replace("/${AWS::AccountId}/*", "/*")).nothing_else();
    template(
        &TEMPLATE
            .replace("/${AWS::AccountId}/*", "/*")
            .replace("IsLogging: \"true\"", "IsLogging: \"false\""),
    )
    .finds("trail-misses-msk", "`Audit` is switched off")
    .nothing_else();
}

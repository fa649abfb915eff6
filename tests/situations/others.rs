//! CloudWatch Logs, Firehose, deployers, connectors, replicators, serverless clusters.

use msklint_tests::pieces::{BUCKET, CLUSTER, LOG_GROUP, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, given};

const STREAM: &str = r#"
resource "aws_kinesis_firehose_delivery_stream" "logs" {
  name        = "broker-logs"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.archive.arn
    role_arn   = aws_iam_role.stream.arn
  }

  tags = {
    LogDeliveryEnabled = "true"
  }
}

resource "aws_s3_bucket" "archive" {
  bucket = "orders-archive"
}
"#;

const STREAM_ROLE: &str = r#"
resource "aws_iam_role" "stream" {
  name = "stream"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "stream" {
  role = aws_iam_role.stream.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:ListBucket", "s3:PutObject"]
      Resource = [aws_s3_bucket.archive.arn, "${aws_s3_bucket.archive.arn}/*"]
    }]
  })
}
"#;

fn firehose(stream: &str, role: &str) -> Given {
    let cluster = cluster(
        "firehose {\n  enabled         = true\n  delivery_stream = aws_kinesis_firehose_delivery_stream.logs.name\n}",
    );
    given(&[PROVIDER, stream, role, &cluster])
}

#[test]
fn a_stream_with_its_tag_and_role() {
    firehose(STREAM, STREAM_ROLE)
        .check()
        .path("firehose", "on", "delivers")
        .links("firehose", "stream ok, stream-tag ok, stream-role ok, deployer not-applicable")
        .nothing_else();
}

#[test]
fn the_tag_of_a_stream() {
    let tags = "  tags = {\n    LogDeliveryEnabled = \"true\"\n  }\n";
    let told = |text: &str| firehose(&STREAM.replace(tags, text), STREAM_ROLE).check();
    told("")
        .path("firehose", "on", "unknown")
        .link("firehose", "stream-tag", "missing", "")
        .finds("stream-tag-drift", "")
        .nothing_else();
    told("  tags = {\n    LogDeliveryEnabled = \"True\"\n  }\n")
        .path("firehose", "on", "broken")
        .finds("stream-tag-drift", "")
        .nothing_else();
    for ignored in ["[tags]", "[tags[\"LogDeliveryEnabled\"]]", "all", "[\"tags\"]"] {
        let text = format!(
            "  tags = {{\n    LogDeliveryEnabled = \"placeholder\"\n  }}\n\n  lifecycle {{\n    ignore_changes = {ignored}\n  }}\n"
        );
        told(&text).path("firehose", "on", "delivers").nothing_else();
    }
    told("  lifecycle {\n    ignore_changes = [name]\n  }\n")
        .aside("stream-tag-drift")
        .path("firehose", "on", "unknown")
        .nothing_else();
    let tagged =
        PROVIDER.replace("}\n", "  default_tags {\n    tags = { LogDeliveryEnabled = \"true\" }\n  }\n}\n");
    let cluster = cluster(
        "firehose {\n  enabled         = true\n  delivery_stream = aws_kinesis_firehose_delivery_stream.logs.name\n}",
    );
    given(&[&tagged, &STREAM.replace(tags, ""), STREAM_ROLE, &cluster])
        .check()
        .path("firehose", "on", "delivers")
        .nothing_else();
}

#[test]
fn the_role_of_a_stream() {
    let told = |role: &str| firehose(STREAM, role).check();
    for (from, to) in [
        ("\"s3:ListBucket\", \"s3:PutObject\"", "\"s3:ListBucket\""),
        ("\"${aws_s3_bucket.archive.arn}/*\"", "\"arn:aws:s3:::other/*\""),
        ("firehose.amazonaws.com", "lambda.amazonaws.com"),
    ] {
        assert!(STREAM_ROLE.contains(from), "{from}");
        told(&STREAM_ROLE.replace(from, to))
            .path("firehose", "on", "broken")
            .link("firehose", "stream-role", "broken", "")
            .finds("stream-role-cannot-write", "aws_iam_role.stream")
            .nothing_else();
    }
    let attached = "\nresource \"aws_iam_role_policy_attachment\" \"stream\" {\n  role       = aws_iam_role.stream.name\n  policy_arn = \"arn:aws:iam::aws:policy/AmazonS3FullAccess\"\n}\n";
    let only_managed =
        STREAM_ROLE.split("resource \"aws_iam_role_policy\"").next().unwrap_or_default().to_owned()
            + attached;
    told(&only_managed).path("firehose", "on", "delivers").nothing_else();
    let found = "data \"aws_iam_role\" \"stream\" {\n  name = \"stream\"\n}";
    firehose(&STREAM.replace("aws_iam_role.stream.arn", "data.aws_iam_role.stream.arn"), found)
        .check()
        .path("firehose", "on", "unknown")
        .link("firehose", "stream-role", "unknown", "")
        .nothing_else();
}

#[test]
fn a_stream_that_reads_from_elsewhere_takes_no_logs() {
    let source = "\n  kinesis_source_configuration {\n    kinesis_stream_arn = \"arn:aws:kinesis:eu-west-1:111122223333:stream/events\"\n    role_arn           = aws_iam_role.stream.arn\n  }\n\n  tags = {";
    firehose(&STREAM.replace("\n  tags = {", source), STREAM_ROLE)
        .check()
        .path("firehose", "on", "broken")
        .finds("stream-not-direct-put", "")
        .nothing_else();
}

/// A role that may create clusters, with these further actions on everything.
fn deployer(actions: &str) -> String {
    format!(
        "resource \"aws_iam_role\" \"deploy\" {{\n  name               = \"deploy\"\n  assume_role_policy = \"{{}}\"\n\n  inline_policy {{\n    name   = \"msk\"\n    policy = jsonencode({{\n      Version   = \"2012-10-17\"\n      Statement = [{{ Effect = \"Allow\", Action = [\"kafka:*\", {actions}], Resource = \"*\" }}]\n    }})\n  }}\n}}\n"
    )
}

#[test]
fn who_deploys_needs_what_log_delivery_needs() {
    let told =
        |actions: &str, more: &str| given(&[PROVIDER, BUCKET, CLUSTER, more, &deployer(actions)]).check();
    let all = "\"logs:CreateLogDelivery\", \"s3:GetBucketPolicy\", \"s3:PutBucketPolicy\"";
    told(all, POLICY).path("s3", "on", "delivers").link("s3", "deployer", "ok", "").nothing_else();
    told(all, "").path("s3", "on", "unknown").finds("bucket-policy-left-to-aws", "").nothing_else();
    let lacking = "\"logs:CreateLogDelivery\", \"s3:GetBucketPolicy\"";
    told(lacking, "")
        .path("s3", "on", "broken")
        .link("s3", "deployer", "broken", "s3:PutBucketPolicy")
        .finds("bucket-policy-left-to-aws", "")
        .finds("deployer-lacks-put-bucket-policy", "aws_iam_role.deploy")
        .nothing_else();
    // The policy is right already: a warning.
    let warned = told(lacking, POLICY).path("s3", "on", "delivers");
    let severity = warned.checked.report.findings.first().map(|finding| finding.severity.word());
    assert_eq!(severity, Some("warning"), "{warned}");
    warned.finds("deployer-lacks-put-bucket-policy", "").nothing_else();
    told("\"s3:*\"", POLICY)
        .path("s3", "on", "broken")
        .finds("deployer-lacks-log-delivery", "logs:CreateLogDelivery")
        .nothing_else();
}

#[test]
fn the_managed_policy_of_msk_lacks_the_policy_of_the_bucket() {
    let role = "resource \"aws_iam_role\" \"deploy\" {\n  name               = \"deploy\"\n  assume_role_policy = \"{}\"\n}\n\nresource \"aws_iam_role_policy_attachment\" \"deploy\" {\n  role       = aws_iam_role.deploy.name\n  policy_arn = \"arn:aws:iam::aws:policy/AmazonMSKFullAccess\"\n}\n";
    given(&[PROVIDER, BUCKET, CLUSTER, role])
        .check()
        .path("s3", "on", "broken")
        .finds("bucket-policy-left-to-aws", "")
        .finds("deployer-lacks-put-bucket-policy", "aws_iam_role.deploy")
        .nothing_else();
    let cloudwatch = cluster(
        "cloudwatch_logs {\n  enabled   = true\n  log_group = aws_cloudwatch_log_group.brokers.name\n}",
    );
    given(&[PROVIDER, LOG_GROUP, &cloudwatch, role])
        .check()
        .path("cloudwatch", "on", "delivers")
        .link("cloudwatch", "deployer", "ok", "")
        .nothing_else();
}

#[test]
fn who_deploys_something_else_is_not_judged() {
    let role = deployer("\"s3:GetObject\"").replace("kafka:*", "kafka-cluster:Connect");
    given(&[PROVIDER, BUCKET, POLICY, CLUSTER, &role])
        .check()
        .path("s3", "on", "delivers")
        .link("s3", "deployer", "not-applicable", "")
        .nothing_else();
}

#[test]
fn log_groups_of_the_wrong_kind() {
    let told = |arguments: &str| {
        let group = LOG_GROUP.replace("name = \"/msk/orders\"", arguments);
        let cluster = cluster(
            "cloudwatch_logs {\n  enabled   = true\n  log_group = aws_cloudwatch_log_group.brokers.name\n}",
        );
        given(&[PROVIDER, &group, &cluster]).check()
    };
    told("name              = \"/msk/orders\"\n  log_group_class   = \"DELIVERY\"")
        .path("cloudwatch", "on", "broken")
        .finds("log-group-class", "")
        .nothing_else();
    told("name = \"/msk/orders logs\"")
        .path("cloudwatch", "on", "broken")
        .finds("invalid-log-group-name", "")
        .nothing_else();
    told("name_prefix = \"/msk/orders-\"").path("cloudwatch", "on", "delivers").nothing_else();
    told("name = \"/msk/orders\"\n  log_group_class = \"INFREQUENT_ACCESS\"")
        .path("cloudwatch", "on", "delivers")
        .nothing_else();
}

#[test]
fn connectors_replicators_and_serverless_clusters() {
    let connector = r#"
resource "aws_mskconnect_connector" "sink" {
  name = "sink"

  log_delivery {
    worker_log_delivery {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
        prefix  = "connect"
      }
    }
  }
}
"#;
    let told = given(&[PROVIDER, BUCKET, POLICY, connector]).check().path("s3", "on", "broken");
    assert!(
        told.checked.report.paths.iter().all(|path| path.log == engine::readers::model::Log::Worker),
        "{told}"
    );
    told.finds("bucket-policy-mismatch", "`s3:PutObject`").nothing_else();
    let plain = connector.replace("        prefix  = \"connect\"\n", "");
    given(&[PROVIDER, BUCKET, POLICY, &plain]).check().path("s3", "on", "delivers").nothing_else();
    given(&[PROVIDER, "resource \"aws_mskconnect_connector\" \"sink\" {\n  name = \"sink\"\n}"])
        .check()
        .path("s3", "absent", "off")
        .finds("connector-logs-off", "")
        .nothing_else();
    given(&[
        PROVIDER,
        "resource \"aws_msk_serverless_cluster\" \"orders\" {\n  cluster_name = \"orders\"\n}",
    ])
    .check()
    .path("s3", "absent", "off")
    .finds("serverless-logs", "")
    .nothing_else();
    given(&[PROVIDER, "resource \"aws_msk_replicator\" \"copy\" {\n  replicator_name = \"copy\"\n}"])
        .check()
        .path("s3", "absent", "off")
        .finds("replicator-logs-off", "")
        .nothing_else();
}

#[test]
fn the_resources_of_the_cloud_control_provider() {
    let text = r#"
resource "awscc_logs_log_group" "brokers" {
  log_group_name = "/msk/orders"
}

resource "awscc_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info = {
    broker_logs = {
      cloudwatch_logs = {
        enabled   = true
        log_group = awscc_logs_log_group.brokers.id
      }
      s3 = {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
      }
    }
  }
}
"#;
    given(&[PROVIDER, BUCKET, POLICY, text])
        .check()
        .path("cloudwatch", "on", "delivers")
        .path("s3", "on", "delivers")
        .nothing_else();
    given(&[PROVIDER, BUCKET, POLICY, &text.replace("brokers.id", "brokers.arn")])
        .check()
        .path("cloudwatch", "on", "broken")
        .finds("arn-for-name", "log group")
        .nothing_else();
}

#[test]
fn the_policy_of_a_bucket_is_not_asked_of_a_stream() {
    given(&[PROVIDER, STREAM, STREAM_ROLE, BUCKET, POLICY, CLUSTER])
        .check()
        .path("s3", "on", "delivers")
        .path("firehose", "absent", "off")
        .nothing_else();
}

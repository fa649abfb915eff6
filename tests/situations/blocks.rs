//! Log blocks: written, made by `dynamic`, switched, misplaced, merged from several files.

use msklint_tests::given;
use msklint_tests::pieces::{BUCKET, LOG_GROUP, POLICY, PROVIDER, cluster};

#[test]
fn a_correct_dynamic_block_is_clean() {
    let cluster = r#"
resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  dynamic "logging_info" {
    for_each = [aws_cloudwatch_log_group.brokers.name]
    content {
      broker_logs {
        cloudwatch_logs {
          enabled   = true
          log_group = logging_info.value
        }
      }
    }
  }
}
"#;
    given(&[PROVIDER, LOG_GROUP, cluster])
        .check()
        .path("cloudwatch", "on", "delivers")
        .path("s3", "absent", "off")
        .nothing_else();
}

#[test]
fn nested_dynamic_blocks_with_iterators() {
    let cluster = r#"
variable "logging" {
  default = {
    s3         = { bucket = "orders-broker-logs" }
    cloudwatch = { group = "/msk/orders" }
  }
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  dynamic "logging_info" {
    for_each = length(var.logging) > 0 ? [var.logging] : []
    iterator = log
    content {
      broker_logs {
        dynamic "s3" {
          for_each = [for name, it in log.value : it if name == "s3"]
          iterator = target
          content {
            enabled = true
            bucket  = target.value.bucket
          }
        }
        dynamic "cloudwatch_logs" {
          for_each = { for name, it in log.value : name => it if name == "cloudwatch" }
          content {
            enabled   = cloudwatch_logs.key == "cloudwatch"
            log_group = cloudwatch_logs.value.group
          }
        }
      }
    }
  }
}
"#;
    given(&[PROVIDER, BUCKET, POLICY, LOG_GROUP, cluster])
        .check()
        .path("s3", "on", "delivers")
        .path("cloudwatch", "on", "delivers")
        .nothing_else();
}

#[test]
fn a_dynamic_block_over_nothing_is_no_block() {
    let cluster = r#"
variable "log_group" {
  type    = string
  default = null
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  dynamic "logging_info" {
    for_each = var.log_group == null ? [] : [1]
    content {
      broker_logs {
        cloudwatch_logs {
          enabled   = true
          log_group = var.log_group
        }
      }
    }
  }
}
"#;
    given(&[PROVIDER, cluster])
        .check()
        .path("cloudwatch", "absent", "off")
        .finds("broker-logs-off", "")
        .nothing_else();
    given(&[PROVIDER, LOG_GROUP, cluster])
        .variable("log_group", "/msk/orders")
        .check()
        .path("cloudwatch", "on", "delivers")
        .nothing_else();
}

#[test]
fn a_switch_that_has_no_value_of_its_own_is_refused() {
    let told = |value: &str| {
        let cluster = cluster(&format!("s3 {{\n  enabled = {value}\n  bucket = aws_s3_bucket.logs.id\n}}"));
        given(&[PROVIDER, BUCKET, POLICY, "locals {\n  off = null\n}", &cluster]).check()
    };
    for value in ["null", "local.off", "try({}.none, null)"] {
        told(value)
            .path("s3", "off", "off")
            .finds("misplaced-logging", "`enabled` of `s3` is null")
            .nothing_else();
    }
    for (value, words) in [("\"yes\"", "a string"), ("1", "a number"), ("aws_x.y.z", "is not declared")] {
        told(value).path("s3", "unknown", "unknown").finds("misplaced-logging", words).nothing_else();
    }
    for value in ["\"true\"", "true"] {
        told(value).path("s3", "on", "delivers").nothing_else();
    }
}

#[test]
fn a_switch_without_a_value_is_unknown_and_named() {
    let cluster =
        cluster("      s3 {\n        enabled = var.on\n        bucket  = aws_s3_bucket.logs.id\n      }");
    let parts = [PROVIDER, BUCKET, POLICY, "variable \"on\" {\n  type = bool\n}", &cluster];
    let told = given(&parts).check().path("s3", "unknown", "unknown");
    let path = told.checked.report.paths.iter().find(|path| !path.scenarios.is_empty());
    let asked = path.and_then(|path| path.scenarios.first()).and_then(|scenario| scenario.when.first());
    assert_eq!(asked.map(|condition| condition.condition.as_str()), Some("var.on"), "{told}");
    told.nothing_else();
    given(&parts).variable("on", "true").check().path("s3", "on", "delivers").nothing_else();
    given(&parts)
        .variable("on", "false")
        .check()
        .path("s3", "off", "off")
        .finds("broker-logs-off", "")
        .nothing_else();
}

#[test]
fn a_switch_that_a_data_source_decides_is_unknown() {
    let switch = "data \"aws_ssm_parameter\" \"logs\" {\n  name = \"/msk/logs\"\n}";
    let cluster = cluster(
        "      s3 {\n        enabled = data.aws_ssm_parameter.logs.value == \"on\"\n        bucket  = aws_s3_bucket.logs.id\n      }",
    );
    given(&[PROVIDER, BUCKET, POLICY, switch, &cluster])
        .check()
        .path("s3", "unknown", "unknown")
        .nothing_else();
}

#[test]
fn a_destination_without_a_name_is_an_error() {
    for block in [
        "s3 {\n  enabled = true\n}",
        "s3 {\n  enabled = true\n  bucket = \"\"\n}",
        "s3 {\n  enabled = \"true\"\n  bucket = null\n}",
    ] {
        given(&[PROVIDER, &cluster(block)])
            .check()
            .path("s3", "on", "broken")
            .link("s3", "bucket", "missing", "")
            .finds("unnamed-destination", "bucket")
            .nothing_else();
    }
    given(&[PROVIDER, &cluster("cloudwatch_logs {\n  enabled = true\n}")])
        .check()
        .path("cloudwatch", "on", "broken")
        .finds("unnamed-destination", "log group")
        .nothing_else();
    given(&[PROVIDER, &cluster("firehose {\n  enabled = true\n}")])
        .check()
        .path("firehose", "on", "broken")
        .finds("unnamed-destination", "")
        .nothing_else();
}

#[test]
fn what_is_off_needs_no_name() {
    given(&[PROVIDER, LOG_GROUP, &cluster(
        "cloudwatch_logs {\n  enabled = true\n  log_group = aws_cloudwatch_log_group.brokers.name\n}\ns3 {\n  enabled = false\n}",
    )])
    .check()
    .path("s3", "off", "off")
    .path("cloudwatch", "on", "delivers")
    .nothing_else();
}

#[test]
fn a_log_block_in_the_wrong_place_is_not_in_effect() {
    let cluster = r#"
resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  broker_node_group_info {
    instance_type = "kafka.m7g.large"

    logging_info {
      broker_logs {
        cloudwatch_logs {
          enabled   = true
          log_group = aws_cloudwatch_log_group.brokers.name
        }
      }
    }
  }
}
"#;
    given(&[PROVIDER, LOG_GROUP, cluster])
        .check()
        .path("cloudwatch", "absent", "off")
        .finds("misplaced-logging", "broker_node_group_info")
        .nothing_else();
}

#[test]
fn override_files_are_merged_over_the_others() {
    let off = r#"
resource "aws_msk_cluster" "orders" {
  logging_info {
    broker_logs {
      s3 {
        enabled = false
      }
    }
  }
}
"#;
    let on = cluster("s3 {\n  enabled = true\n  bucket  = aws_s3_bucket.logs.id\n}");
    let parts = [PROVIDER, BUCKET, POLICY, &on];
    given(&parts).check().path("s3", "on", "delivers").nothing_else();
    for name in ["override.tf", "logs_override.tf"] {
        given(&parts)
            .file(name, off)
            .check()
            .path("s3", "off", "off")
            .finds("broker-logs-off", "")
            .nothing_else();
    }
    // An argument of its own, in JSON.
    given(&parts)
        .file("z_override.tf.json", r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "other-logs"}}}}"#)
        .check()
        .path("s3", "on", "delivers")
        .nothing_else();
}

#[test]
fn terraform_in_json() {
    let text = r#"
{
  "provider": {"aws": {"region": "eu-west-1", "allowed_account_ids": ["111122223333"]}},
  "resource": {
    "aws_s3_bucket": {"logs": {"bucket": "orders-broker-logs"}},
    "aws_msk_cluster": {
      "orders": {
        "cluster_name": "orders",
        "logging_info": [{"broker_logs": [{"s3": [{"enabled": true, "bucket": "${aws_s3_bucket.logs.id}"}]}]}]
      }
    },
    "aws_s3_bucket_policy": {
      "logs": {
        "bucket": "${aws_s3_bucket.logs.bucket}",
        "policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logs.amazonaws.com\"}, \"Action\": [\"s3:PutObject\", \"s3:GetBucketAcl\"], \"Resource\": [\"${aws_s3_bucket.logs.arn}\", \"${aws_s3_bucket.logs.arn}/*\"]}]}"
      }
    }
  }
}
"#;
    msklint_tests::Given::default()
        .file("main.tf.json", text)
        .check()
        .path("s3", "on", "broken")
        .link("s3", "bucket", "ok", "")
        .link("s3", "bucket-policy", "broken", "logs.amazonaws.com")
        .finds("wrong-service-principal", "`logs.amazonaws.com`")
        .nothing_else();
    let right = text.replace("logs.amazonaws.com", "delivery.logs.amazonaws.com");
    msklint_tests::Given::default()
        .file("main.tf.json", &right)
        .check()
        .path("s3", "on", "delivers")
        .finds("unguarded-delivery-statement", "the logs of any account")
        .nothing_else();
}

#[test]
fn sources_that_certainly_do_not_exist_are_not_listed() {
    let cluster = cluster("s3 {\n  enabled = true\n}");
    for argument in ["count = 0", "for_each = toset([])", "count = var.create ? 1 : 0"] {
        let cluster = cluster.replace("cluster_name =", &format!("{argument}\n  cluster_name ="));
        given(&[PROVIDER, "variable \"create\" {\n  default = false\n}", &cluster])
            .check()
            .no_paths()
            .nothing_else();
    }
}

#[test]
fn instances_that_agree_share_one_entry() {
    let cluster = cluster("s3 {\n  enabled = true\n}")
        .replace("cluster_name = \"orders\"", "count = 3\n  cluster_name = \"orders-${count.index}\"");
    given(&[PROVIDER, &cluster])
        .check()
        .path("aws_msk_cluster.orders s3", "on", "broken")
        .finds("unnamed-destination", "")
        .nothing_else();
}

#[test]
fn opentofu_files_and_its_enabled() {
    let cluster = cluster("s3 {\n  enabled = true\n}");
    msklint_tests::Given::default()
        .file("main.tofu", &cluster)
        .check()
        .path("s3", "on", "broken")
        .finds("unnamed-destination", "")
        .nothing_else();
    let gone = cluster.replace("cluster_name =", "lifecycle {\n    enabled = false\n  }\n  cluster_name =");
    msklint_tests::Given::default().file("main.tofu", &gone).check().no_paths().nothing_else();
}

//! Modules: names handed through several of them, instances, and code that is not there.

use msklint_tests::pieces::{BUCKET, CLUSTER, KEY, LOG_GROUP, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, given};

/// The root makes the bucket; the cluster stands three modules below.
fn three_deep(root: &str) -> Given {
    let pass = |source: &str| {
        format!(
            "variable \"logs\" {{\n  type = object({{ bucket = string, on = optional(bool, true) }})\n}}\n\nmodule \"next\" {{\n  source = \"{source}\"\n  logs   = var.logs\n}}\n\noutput \"cluster\" {{\n  value = module.next.cluster\n}}\n"
        )
    };
    let last = cluster("s3 {\n  enabled = var.logs.on\n  bucket  = var.logs.bucket\n}");
    let last = format!(
        "variable \"logs\" {{\n  type = object({{ bucket = string, on = bool }})\n}}\n\n{last}\n\noutput \"cluster\" {{\n  value = aws_msk_cluster.orders.arn\n}}\n"
    );
    given(&[PROVIDER, root])
        .file("modules/platform/main.tf", &pass("../streaming"))
        .file("modules/streaming/main.tf", &pass("./kafka"))
        .file("modules/streaming/kafka/main.tf", &last)
}

const ADDRESS: &str = "module.platform.module.next.module.next.aws_msk_cluster.orders s3";

#[test]
fn a_name_through_three_modules() {
    let call = "module \"platform\" {\n  source = \"./modules/platform\"\n  logs   = { bucket = aws_s3_bucket.logs.id }\n}";
    three_deep(&[BUCKET, POLICY, call].join("\n"))
        .check()
        .path(ADDRESS, "on", "delivers")
        .link(ADDRESS, "bucket", "ok", "`aws_s3_bucket.logs`")
        .nothing_else();
    let wrong = POLICY.replace("delivery.logs.amazonaws.com", "kafka.amazonaws.com");
    let told = three_deep(&[BUCKET, &wrong, call].join("\n")).check().path(ADDRESS, "on", "broken");
    let place = told.checked.report.findings.first().and_then(|finding| finding.at.as_ref());
    assert_eq!(place.map(|at| at.path.as_str()), Some("main.tf"), "{told}");
    told.finds("wrong-service-principal", "`kafka.amazonaws.com`").nothing_else();
}

#[test]
fn a_switch_through_three_modules_asks_for_the_variable_of_the_root() {
    let call = "variable \"logging\" {}\n\nmodule \"platform\" {\n  source = \"./modules/platform\"\n  logs   = { bucket = aws_s3_bucket.logs.id, on = var.logging }\n}";
    let told = three_deep(&[BUCKET, call].join("\n")).check().path(ADDRESS, "unknown", "unknown");
    let conditions =
        told.checked.report.paths.iter().flat_map(|path| &path.scenarios).flat_map(|it| &it.when);
    assert!(conditions.into_iter().all(|it| it.condition == "var.logging"), "{told}");
    told.finds_when("bucket-policy-left-to-aws", "var.logging is true", "").nothing_else();
}

#[test]
fn a_bucket_from_the_output_of_another_module() {
    let bucket = "resource \"aws_s3_bucket\" \"this\" {\n  bucket = var.name\n}\n\nvariable \"name\" {\n  type = string\n}\n\noutput \"id\" {\n  value = aws_s3_bucket.this.id\n}\n\noutput \"arn\" {\n  value = aws_s3_bucket.this.arn\n}\n";
    let calls = "module \"bucket\" {\n  source = \"./bucket\"\n  name   = \"orders-broker-logs\"\n}";
    let policy = POLICY.replace("aws_s3_bucket.logs.", "module.bucket.");
    let cluster = CLUSTER.replace("aws_s3_bucket.logs.", "module.bucket.");
    given(&[PROVIDER, calls, &policy, &cluster])
        .file("bucket/main.tf", bucket)
        .check()
        .path("s3", "on", "delivers")
        .link("s3", "bucket", "ok", "module.bucket.aws_s3_bucket.this")
        .nothing_else();
}

#[test]
fn instances_of_a_module_are_told_apart() {
    let module = format!(
        "variable \"bucket\" {{}}\n\n{}",
        cluster("s3 {\n  enabled = true\n  bucket  = var.bucket\n}")
    );
    let calls = r#"
module "kafka" {
  for_each = { good = aws_s3_bucket.logs.id, bad = "" }
  source   = "./kafka"
  bucket   = each.value
}
"#;
    given(&[PROVIDER, BUCKET, POLICY, calls])
        .file("kafka/main.tf", &module)
        .check()
        .path("module.kafka[\"good\"].aws_msk_cluster.orders s3", "on", "delivers")
        .path("module.kafka[\"bad\"].aws_msk_cluster.orders s3", "on", "broken")
        .finds("unnamed-destination", "")
        .nothing_else();
}

#[test]
fn a_module_that_is_called_is_no_root_of_its_own() {
    let module = format!(
        "variable \"group\" {{}}\n\n{}",
        cluster("cloudwatch_logs {\n  enabled = true\n  log_group = var.group\n}")
    );
    let root = |group: &str| {
        format!("module \"kafka\" {{\n  source = \"../../modules/kafka\"\n  group  = {group}\n}}\n")
    };
    let here = format!("{LOG_GROUP}\n{}", root("aws_cloudwatch_log_group.brokers.name"));
    let told = Given::default()
        .file("modules/kafka/main.tf", &module)
        .file("live/prod/main.tf", &here)
        .file("live/test/main.tf", &root("\"\""))
        .check();
    let roots: Vec<&str> = told.checked.report.paths.iter().map(|path| path.source.root.as_str()).collect();
    assert_eq!(
        roots,
        ["live/prod", "live/prod", "live/prod", "live/test", "live/test", "live/test"],
        "{told}"
    );
    told.finds("unnamed-destination", "").nothing_else();
}

#[test]
fn an_example_beside_the_module_it_calls() {
    let module = format!(
        "variable \"group\" {{}}\n\n{}",
        cluster("cloudwatch_logs {\n  enabled = true\n  log_group = var.group\n}")
    );
    let example = "resource \"aws_cloudwatch_log_group\" \"brokers\" {\n  name = \"/msk/orders\"\n}\n\nmodule \"kafka\" {\n  source = \"../../\"\n  group  = aws_cloudwatch_log_group.brokers.name\n}\n";
    Given::default()
        .file("main.tf", &module)
        .file("examples/complete/main.tf", example)
        .check()
        .path("module.kafka.aws_msk_cluster.orders cloudwatch", "on", "delivers")
        .path("aws_msk_cluster.orders cloudwatch", "on", "unknown")
        .nothing_else();
}

#[test]
fn a_registry_module_that_is_not_installed_is_listed_as_unknown() {
    let call = "module \"streams\" {\n  source  = \"example/msk/aws\"\n  version = \"1.0.0\"\n}";
    let told = given(&[PROVIDER, call]).check();
    assert_eq!(told.checked.report.status, engine::report::Status::Complete, "{told}");
    for destination in ["cloudwatch", "firehose", "s3"] {
        assert!(told.checked.report.paths.iter().any(|path| {
            (path.source.kind.word(), path.destination.word(), path.verdict.word())
                == ("module", destination, "unknown")
        }));
    }
    told.link("s3", "bucket", "unknown", "module.streams").nothing_else();
    // One that speaks of something else is nobody's business.
    given(&[PROVIDER, "module \"network\" {\n  source = \"example/vpc/aws\"\n}"])
        .check()
        .no_paths()
        .nothing_else();
}

#[test]
fn a_published_cluster_module_is_known_by_its_arguments() {
    let call = r#"
module "msk" {
  source  = "terraform-aws-modules/msk-kafka-cluster/aws"
  version = "2.13.0"
  name    = "orders"

  s3_logs_enabled = true
  s3_logs_bucket  = aws_s3_bucket.logs.id
}
"#;
    given(&[PROVIDER, BUCKET, call])
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket", "ok", "aws_s3_bucket.logs")
        .finds_possible("bucket-policy-left-to-aws", "")
        .nothing_else();
    let unnamed = call.replace("  s3_logs_bucket  = aws_s3_bucket.logs.id\n", "");
    given(&[PROVIDER, &unnamed])
        .check()
        .path("s3", "on", "broken")
        .finds_possible("unnamed-destination", "")
        .nothing_else();
}

#[test]
fn a_published_cluster_module_without_a_destination_delivers_nowhere() {
    let call = |arguments: &str| {
        format!(
            "module \"msk\" {{\n  source = \"terraform-aws-modules/msk-kafka-cluster/aws\"\n  name   = \"orders\"\n{arguments}}}\n"
        )
    };
    given(&[&call("")]).check().finds_possible("broker-logs-off", "`module.msk`").nothing_else();
    let block = "  logging_info = {\n    broker_logs = {}\n  }\n";
    let told = given(&[&call(block)]).check();
    told.finds_possible("misplaced-logging", "not an argument of this module").nothing_else();
    // The module leaves brokers of this type without log settings, and says nothing.
    let express = "  broker_node_instance_type = \"express.m7g.large\"\n  cloudwatch_logs_enabled   = true\n";
    let told = given(&[&call(express)]).check();
    told.finds_possible("misplaced-logging", "`cloudwatch_logs_enabled` has no effect").nothing_else();
    let serverless = call("").replace("cluster/aws", "cluster/aws//modules/serverless");
    given(&[&serverless]).check().nothing_else();
}

#[test]
fn a_module_that_terraform_installed_is_read() {
    let call = "module \"streams\" {\n  source = \"example/msk/aws\"\n  bucket = aws_s3_bucket.logs.arn\n}";
    let module = format!(
        "variable \"bucket\" {{}}\n\n{}",
        cluster("s3 {\n  enabled = true\n  bucket  = var.bucket\n}")
    );
    let installed = r#"{"Modules": [{"Key": "", "Source": "", "Dir": "."}, {"Key": "streams", "Source": "registry.terraform.io/example/msk/aws", "Version": "1.0.0", "Dir": ".terraform/modules/streams"}]}"#;
    given(&[PROVIDER, BUCKET, POLICY, call])
        .file(".terraform/modules/modules.json", installed)
        .file(".terraform/modules/streams/main.tf", &module)
        .check()
        .path("module.streams.aws_msk_cluster.orders s3", "on", "broken")
        .finds("arn-for-name", "")
        .nothing_else();
}

#[test]
fn a_local_module_that_is_missing_is_a_problem() {
    let call = "module \"kafka\" {\n  source = \"./kafka\"\n}";
    let told = given(&[PROVIDER, call]).check().problem("main.tf:8", "`kafka`");
    assert_eq!(told.checked.report.status, engine::report::Status::Incomplete);
    told.path("s3", "unknown", "unknown").nothing_else();
}

#[test]
fn providers_are_handed_to_modules() {
    let module = format!(
        "variable \"bucket\" {{}}\n\nvariable \"bucket_arn\" {{}}\n\n{}\n{}",
        cluster("s3 {\n  enabled = true\n  bucket  = var.bucket\n}"),
        POLICY
            .replace("aws_s3_bucket.logs.arn", "var.bucket_arn")
            .replace("aws_s3_bucket.logs.id", "var.bucket")
    );
    let providers = "provider \"aws\" {\n  alias               = \"logs\"\n  region              = \"eu-west-1\"\n  allowed_account_ids = [\"111122223333\"]\n}\n\nprovider \"aws\" {\n  region              = \"us-east-1\"\n  allowed_account_ids = [\"999988887777\"]\n}\n";
    let call = |providers: &str| {
        format!(
            "module \"kafka\" {{\n  source     = \"./kafka\"\n  bucket     = aws_s3_bucket.logs.id\n  bucket_arn = aws_s3_bucket.logs.arn\n{providers}}}\n"
        )
    };
    let check =
        |passed: &str| given(&[providers, BUCKET, &call(passed)]).file("kafka/main.tf", &module).check();
    check("  providers  = { aws = aws.logs }\n")
        .path("module.kafka.aws_msk_cluster.orders s3", "on", "delivers")
        .nothing_else();
    // Without it, the cluster stands in the account of the default provider.
    check("")
        .path("module.kafka.aws_msk_cluster.orders s3", "on", "broken")
        .finds("bucket-policy-mismatch", "")
        .aside("bucket-policy-mismatch")
        .nothing_else();
}

#[test]
fn a_key_from_a_module_by_arn() {
    let module = format!("{KEY}\n\noutput \"arn\" {{\n  value = aws_kms_key.logs.arn\n}}\n");
    let encryption = msklint_tests::pieces::ENCRYPTION.replace("aws_kms_key.logs.arn", "module.key.arn");
    given(&[PROVIDER, BUCKET, POLICY, CLUSTER, &encryption, "module \"key\" {\n  source = \"./key\"\n}"])
        .file("key/main.tf", &module)
        .check()
        .path("s3", "on", "delivers")
        .link("s3", "key-policy", "ok", "LogDelivery")
        .nothing_else();
}

//! What stands where the name of a destination is wanted: each attribute and form of each resource, in
//! both languages, straight and by way of locals and modules.

use msklint_tests::pieces::{BUCKET, LOG_GROUP, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, Told, given};

const TEMPLATE: &str = "
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: orders-broker-logs
  Brokers:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /msk/orders
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamName: broker-records
  Alias:
    Type: AWS::KMS::Alias
    Properties:
      AliasName: alias/orders
  Orders:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      LoggingInfo:
        BrokerLogs:
";

const STREAM: &str = "resource \"aws_kinesis_firehose_delivery_stream\" \"logs\" {\n  name        = \"broker-records\"\n  destination = \"http_endpoint\"\n}\n";

const ALIAS: &str = "resource \"aws_kms_alias\" \"orders\" {\n  name          = \"alias/orders\"\n  target_key_id = \"11111111-2222-3333-4444-555555555555\"\n}\n";

/// The block or member of a destination, and the argument or property that names it.
fn words(destination: &str) -> ((&'static str, &'static str), (&'static str, &'static str)) {
    match destination {
        "s3" => (("s3", "bucket"), ("S3", "Bucket")),
        "firehose" => (("firehose", "delivery_stream"), ("Firehose", "DeliveryStream")),
        _ => (("cloudwatch_logs", "log_group"), ("CloudWatchLogs", "LogGroup")),
    }
}

fn terraform(destination: &str, value: &str, more: &str) -> Told {
    let ((block, argument), _) = words(destination);
    let cluster = cluster(&format!("{block} {{\n  enabled = true\n  {argument} = {value}\n}}"));
    given(&[PROVIDER, BUCKET, POLICY, LOG_GROUP, STREAM, ALIAS, &cluster, more]).check()
}

fn template(destination: &str, value: &str) -> Told {
    let (_, (member, property)) = words(destination);
    let text = format!(
        "{TEMPLATE}          {member}:\n            Enabled: true\n            {property}: {value}\n"
    );
    Given::default().file("template.yaml", &text).check()
}

/// The rule that says the value is no name of this destination; none where it is one.
fn check(destination: &str, hcl: &[&str], yaml: &[&str], rule: Option<&str>) {
    let both = hcl.iter().map(|value| (*value, terraform(destination, value, "")));
    let both = both.chain(yaml.iter().map(|value| (*value, template(destination, value))));
    for (value, told) in both {
        let path = told.checked.report.paths.iter().find(|it| it.destination.word() == destination);
        let verdict = path.map(|path| path.verdict.word());
        let names = ["arn-for-name", "invalid-bucket-name", "invalid-log-group-name", "invalid-stream-name"];
        let found: Vec<&str> =
            told.checked.report.findings.iter().map(|it| it.rule).filter(|it| names.contains(it)).collect();
        let expected: Vec<&str> = rule.into_iter().collect();
        assert_eq!((found, verdict == Some("broken")), (expected, rule.is_some()), "{value}\n{told}");
    }
}

const ADDRESSES: [&str; 5] = [
    "aws_s3_bucket.logs.arn",
    "aws_s3_bucket.logs.bucket_domain_name",
    "aws_s3_bucket.logs.bucket_regional_domain_name",
    "aws_cloudwatch_log_group.brokers.arn",
    "aws_kms_alias.orders.arn",
];

const TEMPLATE_ADDRESSES: [&str; 7] = [
    "!GetAtt Logs.Arn",
    "!GetAtt Logs.DomainName",
    "!GetAtt Logs.RegionalDomainName",
    "!GetAtt Logs.DualStackDomainName",
    "!GetAtt Logs.WebsiteURL",
    "!GetAtt Brokers.Arn",
    "!GetAtt Stream.Arn",
];

#[test]
fn an_address_is_the_name_of_nothing() {
    for destination in ["s3", "cloudwatch", "firehose"] {
        check(destination, &ADDRESSES, &TEMPLATE_ADDRESSES, Some("arn-for-name"));
    }
}

#[test]
fn names_of_other_things_that_this_thing_cannot_have() {
    let (hcl, yaml) = (
        ["aws_cloudwatch_log_group.brokers.id", "aws_kms_alias.orders.name", "\"acme-logs/msk\""],
        ["!Ref Brokers", "!Ref Alias", "acme-logs/msk"],
    );
    check("s3", &hcl, &yaml, Some("invalid-bucket-name"));
    check("firehose", &hcl, &yaml, Some("invalid-stream-name"));
    check("cloudwatch", &["\"msk:orders\""], &["msk:orders"], Some("invalid-log-group-name"));
    let long = |count: usize| "x".repeat(count);
    check("cloudwatch", &[&format!("\"{}\"", long(513))], &[&long(513)], Some("invalid-log-group-name"));
    check("firehose", &[&format!("\"{}\"", long(65))], &[&long(65)], Some("invalid-stream-name"));
    check("s3", &["\"ab\"", &format!("\"{}\"", long(256))], &["ab", &long(256)], Some("invalid-bucket-name"));
}

#[test]
fn names_are_names() {
    check("s3", &["aws_s3_bucket.logs.id", "aws_s3_bucket.logs.bucket"], &["!Ref Logs"], None);
    check("cloudwatch", &["aws_cloudwatch_log_group.brokers.id"], &["!Ref Brokers"], None);
    check("firehose", &["aws_kinesis_firehose_delivery_stream.logs.name"], &["!Ref Stream"], None);
    check("s3", &["split(\".\", aws_s3_bucket.logs.bucket_domain_name)[0]"], &[], None);
}

#[test]
fn the_way_of_a_value_does_not_matter() {
    let local = "locals {\n  target = { name = aws_s3_bucket.logs.bucket_regional_domain_name }\n}\n";
    terraform("s3", "local.target.name", local)
        .path("s3", "on", "broken")
        .finds("arn-for-name", "`orders-broker-logs.s3.eu-west-1.amazonaws.com` is the host name of a bucket")
        .nothing_else();
    let module = "output \"name\" {\n  value = aws_s3_bucket.this.bucket_domain_name\n}\n\nresource \"aws_s3_bucket\" \"this\" {\n}\n";
    let call = "module \"logs\" {\n  source = \"./logs\"\n}\n";
    let target = cluster("s3 {\n  enabled = true\n  bucket = module.logs.name\n}");
    given(&[PROVIDER, call, &target])
        .file("logs/main.tf", module)
        .check()
        .path("s3", "on", "broken")
        .finds("arn-for-name", "${module.logs.aws_s3_bucket.this.bucket}.s3.amazonaws.com")
        .finds("bucket-policy-left-to-aws", "")
        .nothing_else();
}

#[test]
fn a_bucket_that_is_older_than_the_rules() {
    terraform("s3", "\"Acme_Logs\"", "")
        .path("s3", "on", "unknown")
        .link("s3", "bucket", "missing", "")
        .finds_possible("invalid-bucket-name", "has the capital letter `A` in it")
        .nothing_else();
}

#[test]
fn settings_of_a_bucket_name_it_as_well() {
    let policy =
        |value: &str| POLICY.replacen("bucket = aws_s3_bucket.logs.id", &format!("bucket = {value}"), 1);
    let target = cluster("s3 {\n  enabled = true\n  bucket = aws_s3_bucket.logs.id\n}");
    for value in
        ["aws_s3_bucket.logs.arn", "aws_s3_bucket.logs.bucket_domain_name", "\"s3://orders-broker-logs\""]
    {
        given(&[PROVIDER, BUCKET, &policy(value), &target])
            .check()
            .path("s3", "on", "broken")
            .link("s3", "bucket-policy", "broken", "and the name of the bucket is wanted")
            .finds("mismatched-destination", "and the name of the bucket is wanted")
            .nothing_else();
    }
    let encryption = "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"logs\" {\n  bucket = aws_s3_bucket.logs.arn\n\n  rule {\n    apply_server_side_encryption_by_default {\n      sse_algorithm = \"AES256\"\n    }\n  }\n}\n";
    given(&[PROVIDER, BUCKET, POLICY, encryption, &target])
        .check()
        .path("s3", "on", "broken")
        .link("s3", "bucket-key", "broken", "and the name of the bucket is wanted")
        .finds("mismatched-destination", "and the name of the bucket is wanted")
        .nothing_else();
    given(&[PROVIDER, BUCKET, &policy("aws_s3_bucket.logs.bucket"), &target])
        .check()
        .path("s3", "on", "delivers")
        .nothing_else();
}

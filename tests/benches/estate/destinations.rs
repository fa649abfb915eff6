//! The destinations of a generated cluster: the block in the cluster, and the resources beside it.

use crate::clusters::Home;
use crate::policies::{Form, Statement, write};
use crate::truth::Way;

const DELIVERY: &str = "delivery.logs.amazonaws.com";
const BUCKET: &str = "${aws_s3_bucket.logs.arn}";

fn is(way: Option<&Way>, words: &str) -> bool {
    way.is_some_and(|way| way.words == words)
}

fn destination(name: &str, arguments: &[String]) -> String {
    format!("      {name} {{\n        {}\n      }}\n", arguments.join("\n        "))
}

/// The statements that AWS writes.
pub fn delivery_statements(home: Home) -> Vec<Statement> {
    let Home { account, region } = home;
    let conditions = vec![
        ("StringEquals", "aws:SourceAccount", account.to_owned()),
        ("ArnLike", "aws:SourceArn", format!("arn:aws:logs:{region}:{account}:*")),
    ];
    let statement = |sid, action, resource| Statement {
        sid,
        effect: "Allow",
        principal: ("Service", DELIVERY.to_owned()),
        actions: vec![action],
        resources: vec![resource],
        conditions: conditions.clone(),
    };
    vec![
        statement("AWSLogDeliveryWrite", "s3:PutObject", format!("{BUCKET}/AWSLogs/{account}/*")),
        statement("AWSLogDeliveryAclCheck", "s3:GetBucketAcl", BUCKET.to_owned()),
    ]
}

fn deny(sid: &'static str, condition: (&'static str, &'static str, &str)) -> Statement {
    Statement {
        sid,
        effect: "Deny",
        principal: ("AWS", "*".to_owned()),
        actions: vec!["s3:*"],
        resources: vec![BUCKET.to_owned(), format!("{BUCKET}/*")],
        conditions: vec![(condition.0, condition.1, condition.2.to_owned())],
    }
}

fn bucket_statements(way: Option<&Way>, home: Home) -> Vec<Statement> {
    let mut statements = delivery_statements(home);
    let tls = deny("Tls", ("Bool", "aws:SecureTransport", "false"));
    for statement in &mut statements {
        for (_, key, value) in &mut statement.conditions {
            match *key {
                "aws:SourceArn" if is(way, "source arn of kafka") => {
                    *value = value.replace(":logs:", ":kafka:")
                }
                "aws:SourceAccount" if is(way, "source account of another") => {
                    "444455556666".clone_into(value)
                }
                _ => {}
            }
        }
        if is(way, "misspelt principal") {
            statement.principal.1 = "delivery.log.amazonaws.com".to_owned();
        }
    }
    let write = &mut statements[0];
    if is(way, "another action") {
        write.actions = vec!["s3:GetObject"];
    }
    if is(way, "objects of another folder") {
        write.resources = vec![format!("{BUCKET}/archive/*")];
    }
    if is(way, "only readers") {
        statements.truncate(1);
        statements[0] = Statement {
            sid: "Readers",
            principal: ("AWS", "arn:aws:iam::111122223333:role/readers".to_owned()),
            actions: vec!["s3:GetObject"],
            resources: vec![format!("{BUCKET}/*")],
            conditions: Vec::new(),
            ..statements[0].clone()
        };
    }
    if is(way, "denied outside of the organisation") {
        statements.push(deny("Organisation", ("StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")));
    }
    if is(way, "denied without encryption headers") {
        statements.push(deny("Encrypted", ("Null", "s3:x-amz-server-side-encryption", "true")));
    }
    statements.push(tls);
    statements
}

pub fn s3(way: Option<&Way>, home: Home, form: Form) -> (String, String) {
    let bucket = match () {
        () if is(way, "no bucket") => "\"\"",
        () if is(way, "arn of the bucket") => "aws_s3_bucket.logs.arn",
        () => "aws_s3_bucket.logs.id",
    };
    let mut arguments = vec!["enabled = true".to_owned(), format!("bucket  = {bucket}")];
    if is(way, "prefix not covered") {
        arguments.push("prefix  = \"kafka\"".to_owned());
    }
    let (policy, data) = write("bucket", &bucket_statements(way, home), form);
    let mut resources = format!(
        "resource \"aws_s3_bucket\" \"logs\" {{\n  bucket = \"${{local.name}}-broker-logs\"\n}}\n\n{data}resource \"aws_s3_bucket_policy\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n  policy = {policy}\n}}\n\n"
    );
    if is(way, "two policies") {
        let tls = [deny("Tls", ("Bool", "aws:SecureTransport", "false"))];
        let (policy, _) = write("second", &tls, Form::Jsonencode);
        resources += &format!(
            "resource \"aws_s3_bucket_policy\" \"second\" {{\n  bucket = aws_s3_bucket.logs.bucket\n  policy = {policy}\n}}\n\n"
        );
    }
    (destination("s3", &arguments), resources + &encryption(way, home, form))
}

fn encryption(way: Option<&Way>, home: Home, form: Form) -> String {
    let account = Statement {
        sid: "Account",
        effect: "Allow",
        principal: ("AWS", format!("arn:aws:iam::{}:root", home.account)),
        actions: vec!["kms:*"],
        resources: vec!["*".to_owned()],
        conditions: Vec::new(),
    };
    let delivery = Statement {
        sid: "LogDelivery",
        principal: ("Service", DELIVERY.to_owned()),
        actions: match is(way, "key for another action") {
            true => vec!["kms:Decrypt", "kms:DescribeKey"],
            false => vec![
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:DescribeKey",
            ],
        },
        conditions: vec![("StringEquals", "aws:SourceAccount", home.account.to_owned())],
        ..account.clone()
    };
    let statements = match is(way, "key of the account") {
        true => vec![account],
        false => vec![account, delivery],
    };
    let (policy, data) = write("key", &statements, form);
    let argument = match () {
        () if is(way, "disabled key") => "  is_enabled  = false\n",
        () if is(way, "signing key") => "  key_usage   = \"SIGN_VERIFY\"\n",
        () => "",
    };
    let key = match is(way, "key that AWS manages") {
        true => "",
        false => "      kms_master_key_id = aws_kms_key.logs.arn\n",
    };
    format!(
        "{data}resource \"aws_kms_key\" \"logs\" {{\n  description = \"broker logs\"\n{argument}  policy = {policy}\n}}\n\nresource \"aws_s3_bucket_server_side_encryption_configuration\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n\n  rule {{\n    apply_server_side_encryption_by_default {{\n      sse_algorithm     = \"aws:kms\"\n{key}    }}\n  }}\n}}\n\n"
    )
}

pub fn cloudwatch(way: Option<&Way>, home: Home, form: Form) -> (String, String) {
    let mut arguments = vec!["enabled   = true".to_owned()];
    match () {
        () if is(way, "no log group") => {}
        () if is(way, "arn of the log group") => {
            arguments.push("log_group = aws_cloudwatch_log_group.brokers.arn".to_owned());
        }
        () => arguments.push("log_group = aws_cloudwatch_log_group.brokers.name".to_owned()),
    }
    let (mut extra, mut resources) = (String::new(), String::new());
    if is(way, "counted log group") {
        extra += "  count             = 1\n";
    }
    if is(way, "class of the log group") {
        extra += "  log_group_class   = \"DELIVERY\"\n";
    }
    if is(way, "key of the log group") {
        let account = Statement {
            sid: "Account",
            effect: "Allow",
            principal: ("AWS", format!("arn:aws:iam::{}:root", home.account)),
            actions: vec!["kms:*"],
            resources: vec!["*".to_owned()],
            conditions: Vec::new(),
        };
        let (policy, data) = write("groups", &[account], form);
        resources += &format!("{data}resource \"aws_kms_key\" \"groups\" {{\n  policy = {policy}\n}}\n\n");
        extra += "  kms_key_id        = aws_kms_key.groups.arn\n";
    }
    resources += &format!(
        "resource \"aws_cloudwatch_log_group\" \"brokers\" {{\n{extra}  name              = \"/msk/${{local.name}}\"\n  retention_in_days = var.retention_in_days\n}}\n\n"
    );
    (destination("cloudwatch_logs", &arguments), resources)
}

pub fn firehose(way: Option<&Way>, form: Form) -> (String, String) {
    let mut arguments = vec!["enabled         = true".to_owned()];
    if !is(way, "no stream") {
        arguments.push("delivery_stream = aws_kinesis_firehose_delivery_stream.logs.name".to_owned());
    }
    let source = match is(way, "stream with a source") {
        true => {
            "  kinesis_source_configuration {\n    kinesis_stream_arn = \"arn:aws:kinesis:eu-west-1:111122223333:stream/events\"\n    role_arn           = aws_iam_role.stream.arn\n  }\n\n"
        }
        false => "",
    };
    let tag = if is(way, "tag of the stream") { "True" } else { "true" };
    let action = if is(way, "role of the stream") { "s3:GetObject" } else { "s3:PutObject" };
    let resource = "${aws_s3_bucket.archive.arn}/*";
    let role = match form {
        Form::Heredoc => format!(
            "<<EOF\n{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \"Action\": [\"{action}\", \"s3:ListBucket\"], \"Resource\": \"{resource}\"}}]}}\nEOF"
        ),
        _ => format!(
            "jsonencode({{\n    Version   = \"2012-10-17\"\n    Statement = [{{ Effect = \"Allow\", Action = [\"{action}\", \"s3:ListBucket\"], Resource = \"{resource}\" }}]\n  }})"
        ),
    };
    let resources = format!(
        r#"resource "aws_s3_bucket" "archive" {{
  bucket = "${{local.name}}-archive"
}}

resource "aws_iam_role" "stream" {{
  name = "${{local.name}}-stream"

  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "firehose.amazonaws.com" }}
    }}]
  }})
}}

resource "aws_iam_role_policy" "stream" {{
  role   = aws_iam_role.stream.name
  policy = {role}
}}

resource "aws_kinesis_firehose_delivery_stream" "logs" {{
  name        = "${{local.name}}-broker-logs"
  destination = "extended_s3"

{source}  extended_s3_configuration {{
    bucket_arn = aws_s3_bucket.archive.arn
    role_arn   = aws_iam_role.stream.arn
  }}

  tags = {{
    LogDeliveryEnabled = "{tag}"
  }}
}}

"#
    );
    (destination("firehose", &arguments), resources)
}

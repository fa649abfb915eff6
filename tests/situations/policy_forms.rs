//! The ways in which a policy is written: all of them are read alike.

use msklint_tests::pieces::{BUCKET, CLUSTER, POLICY, PROVIDER};
use msklint_tests::{Given, given};

/// A policy document for `aws_s3_bucket.logs` in JSON. `$` stands for what names the bucket's ARN.
const DOCUMENT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Write",
      "Effect": "Allow",
      "Principal": {"Service": "delivery.logs.amazonaws.com"},
      "Action": "s3:PutObject",
      "Resource": "$/AWSLogs/111122223333/*",
      "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    },
    {
      "Sid": "Acl",
      "Effect": "Allow",
      "Principal": {"Service": "delivery.logs.amazonaws.com"},
      "Action": ["s3:GetBucketAcl"],
      "Resource": "$",
      "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    }
  ]
}"#;

const NAME: &str = "arn:aws:s3:::orders-broker-logs";

fn document(arn: &str) -> String {
    DOCUMENT.replace('$', arn)
}

fn policy(value: &str) -> String {
    format!(
        "resource \"aws_s3_bucket_policy\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n  policy = {value}\n}}\n"
    )
}

fn with(value: &str, more: &str) -> Given {
    given(&[PROVIDER, BUCKET, CLUSTER, &policy(value), more])
}

/// Right as it is given, and wrong where the principal is another one.
fn check(given: impl Fn(&str) -> Given) {
    given("delivery.logs.amazonaws.com").check().path("s3", "on", "delivers").nothing_else();
    given("kafka.amazonaws.com")
        .check()
        .path("s3", "on", "broken")
        .finds("wrong-service-principal", "`kafka.amazonaws.com`")
        .nothing_else();
}

fn named(text: &str, principal: &str) -> String {
    text.replace("delivery.logs.amazonaws.com", principal)
}

#[test]
fn a_heredoc() {
    for arn in ["${aws_s3_bucket.logs.arn}", NAME, "arn:aws:s3:::${aws_s3_bucket.logs.id}"] {
        check(|principal| {
            with(
                &format!(
                    "<<-POLICY\n    {}\n  POLICY\n",
                    named(&document(arn), principal).replace('\n', "\n    ")
                ),
                "",
            )
        });
    }
}

#[test]
fn a_file_beside_the_code() {
    for path in ["policy.json", "${path.module}/policy.json", "./policy.json"] {
        check(|principal| {
            with(&format!("file(\"{path}\")"), "").file("policy.json", &named(&document(NAME), principal))
        });
    }
}

#[test]
fn a_file_that_is_not_there_is_a_problem() {
    let told = with("file(\"policy.json\")", "").check();
    assert_eq!(told.checked.report.status, engine::report::Status::Incomplete, "{told}");
    told.problem("main.tf", "policy.json").path("s3", "on", "unknown").nothing_else();
}

#[test]
fn a_template_with_variables() {
    let call = "templatefile(\"${path.module}/policy.tftpl\", { bucket = aws_s3_bucket.logs.arn, account = \"111122223333\" })";
    let template = document("${bucket}").replace("111122223333", "${account}");
    check(|principal| with(call, "").file("policy.tftpl", &named(&template, principal)));
    let rendered = "templatefile(\"${path.module}/policy.tftpl\", { bucket = aws_s3_bucket.logs.arn, services = [\"SERVICE\"] })";
    let template =
        document("${bucket}").replace("\"delivery.logs.amazonaws.com\"", "${jsonencode(services)}");
    check(|principal| with(&rendered.replace("SERVICE", principal), "").file("policy.tftpl", &template));
}

#[test]
fn a_data_source_of_the_provider() {
    let data = r#"
data "aws_iam_policy_document" "logs" {
  statement {
    sid       = "Write"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/AWSLogs/111122223333/*"]

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

  statement {
    actions   = ["s3:GetBucketAcl", "s3:ListBucket"]
    resources = [aws_s3_bucket.logs.arn]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:logs:eu-west-1:111122223333:*"]
    }
  }
}
"#;
    check(|principal| with("data.aws_iam_policy_document.logs.json", &named(data, principal)));
}

#[test]
fn documents_that_are_put_together() {
    let parts = r#"
data "aws_iam_policy_document" "write" {
  statement {
    sid       = "Write"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/*"]
    principals {
      type        = "Service"
      identifiers = ["kafka.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["111122223333"]
    }
  }
}

data "aws_iam_policy_document" "logs" {
  source_policy_documents = [data.aws_iam_policy_document.write.json]

  statement {
    sid       = "Acl"
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.logs.arn]
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

data "aws_iam_policy_document" "mended" {
  source_policy_documents = [data.aws_iam_policy_document.logs.json]

  override_policy_documents = [jsonencode({
    Statement = [{
      Sid       = "Write"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
      Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    }]
  })]
}
"#;
    with("data.aws_iam_policy_document.mended.json", parts)
        .check()
        .path("s3", "on", "delivers")
        .nothing_else();
    with("data.aws_iam_policy_document.logs.json", parts)
        .check()
        .path("s3", "on", "broken")
        .finds("wrong-service-principal", "`kafka.amazonaws.com`")
        .nothing_else();
}

#[test]
fn statements_under_a_condition() {
    let policy = |extra: &str| {
        let value = POLICY.replacen("Statement = [\n", &format!("Statement = concat({extra}, [\n"), 1);
        value.replacen("    ]\n  })", "    ])\n  })", 1)
    };
    let deny = "var.strict ? [{ Sid = \"Strict\", Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", Resource = \"${aws_s3_bucket.logs.arn}/*\" }] : []";
    let parts = |default: &str| {
        given(&[PROVIDER, BUCKET, CLUSTER, &policy(deny), &format!("variable \"strict\" {{\n{default}\n}}")])
    };
    parts("default = false").check().path("s3", "on", "delivers").nothing_else();
    parts("default = true")
        .check()
        .path("s3", "on", "broken")
        .finds("bucket-policy-denies-delivery", "`Strict`")
        .nothing_else();
    parts("type = bool")
        .check()
        .path("s3", "on", "unknown")
        .finds_when("bucket-policy-denies-delivery", "var.strict is true", "`Strict`")
        .nothing_else();
}

#[test]
fn an_inline_policy_of_the_bucket() {
    check(|principal| {
        let text = named(&document(NAME), principal).replace('\n', "\n  ");
        let bucket = format!(
            "resource \"aws_s3_bucket\" \"logs\" {{\n  bucket = \"orders-broker-logs\"\n  policy = <<EOF\n{text}\nEOF\n}}\n"
        );
        given(&[PROVIDER, &bucket, CLUSTER])
    });
}

#[test]
fn a_policy_in_yaml_and_through_locals() {
    let locals = "locals {\n  statements = yamldecode(<<-YAML\n    - Effect: Allow\n      Principal: {Service: SERVICE}\n      Action: [\"s3:PutObject\", \"s3:GetBucketAcl\"]\n      Resource: [\"arn:aws:s3:::orders-broker-logs\", \"arn:aws:s3:::orders-broker-logs/*\"]\n      Condition: {StringEquals: {\"aws:SourceAccount\": \"111122223333\"}}\n  YAML\n  )\n}\n";
    check(|principal| {
        with(
            "jsonencode(merge({ Version = \"2012-10-17\" }, { Statement = local.statements }))",
            &locals.replace("SERVICE", principal),
        )
    });
}

#[test]
fn a_loop_over_statements() {
    let value = r#"jsonencode({
    Version = "2012-10-17"
    Statement = [for action, suffix in { "s3:PutObject" = "/*", "s3:GetBucketAcl" = "" } : {
      Effect    = "Allow"
      Principal = { Service = ["delivery.logs.amazonaws.com"] }
      Action    = action
      Resource  = "${aws_s3_bucket.logs.arn}${suffix}"
      Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    }]
  })"#;
    check(|principal| with(&named(value, principal), ""));
}

#[test]
fn text_that_is_no_policy() {
    let told = with("\"{ not json\"", "").check();
    let verdicts: Vec<_> = told.checked.report.paths.iter().map(|path| path.verdict.word()).collect();
    assert!(!verdicts.contains(&"delivers"), "{told}");
}

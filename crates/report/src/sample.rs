//! A small report made by hand, in all formats.

use engine::Checked;
use engine::Lines;
use engine::readers::model::delivery::{LinkKind, LinkVerdict, Verdict};
use engine::readers::model::{Confidence, DestinationKind, Log, Severity, SourceKind};
use engine::report::{
    At, Condition, Finding, Inputs, Label, Link, Path, Report, Scenario, Source, State, Status, Tool,
};
use std::collections::BTreeMap;
use std::sync::Arc;

const CLUSTER: &str = r#"resource "aws_msk_cluster" "orders" {
  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
      }
    }
  }
}
"#;

const STORAGE: &str = r#"resource "aws_s3_bucket" "logs" {
  bucket = "orders-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:kafka:*" } }
    }]
  })
}
"#;

/// The place of `text` in a file.
fn at(path: &str, text: &str) -> At {
    let whole = if path == "main.tf" { CLUSTER } else { STORAGE };
    let offset = whole.find(text).unwrap();
    let (end_offset, lines) = (offset + text.len(), Lines::new(whole));
    let ((line, column), (end_line, end_column)) =
        (lines.position(whole, offset), lines.position(whole, end_offset));
    At { path: path.to_owned(), line, column, end_line, end_column, offset, end_offset }
}

fn link(link: LinkKind, verdict: LinkVerdict, address: Option<&str>, why: &str) -> Link {
    let place =
        address.map(|address| at("storage.tf", &format!("\"{}\"", address.split_once('.').unwrap().0)));
    Link { link, verdict, address: address.map(str::to_owned), at: place, why: why.to_owned() }
}

fn path(destination: DestinationKind, state: State, verdict: Verdict, links: Vec<Link>) -> Path {
    let source = Source {
        kind: SourceKind::Cluster,
        address: "aws_msk_cluster.orders".to_owned(),
        root: ".".to_owned(),
        at: Some(at("main.tf", CLUSTER.trim_end())),
    };
    Path { source, log: Log::Broker, destination, state, verdict, links, scenarios: Vec::new() }
}

fn findings() -> Vec<Finding> {
    let statement = "Action    = \"s3:PutObject\"";
    let condition = "{ \"aws:SourceArn\" = \"arn:aws:kafka:*\" }";
    let mismatch = Finding {
        rule: "bucket-policy-mismatch",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        message: "`aws:SourceArn` admits only `arn:aws:kafka:*`, log delivery sends `arn:aws:logs:…`"
            .to_owned(),
        at: Some(at("storage.tf", condition)),
        labels: vec![
            Label { message: "admits no log delivery".to_owned(), at: at("storage.tf", condition) },
            Label { message: "in this statement".to_owned(), at: at("storage.tf", statement) },
            Label { message: "broker logs go here".to_owned(), at: at("main.tf", "s3 {") },
        ],
        help: "write `arn:aws:logs:*`".to_owned(),
        url: "rules/bucket_policy_mismatch.md".to_owned(),
        fingerprint: "0123456789abcdef".to_owned(),
        when: Vec::new(),
        fixes: Vec::new(),
    };
    let left = Finding {
        rule: "bucket-policy-left-to-aws",
        severity: Severity::Warning,
        confidence: Confidence::Possible,
        message: "no policy here".to_owned(),
        at: Some(at("main.tf", "s3 {")),
        labels: Vec::new(),
        when: vec![Condition { condition: "var.policy".to_owned(), is: false }],
        ..mismatch.clone()
    };
    vec![left, mismatch]
}

pub fn checked() -> Checked {
    let bucket = || link(LinkKind::Bucket, LinkVerdict::Ok, Some("aws_s3_bucket.logs"), "declared here");
    let policy = |verdict, why| link(LinkKind::BucketPolicy, verdict, Some("aws_s3_bucket_policy.logs"), why);
    let key = || link(LinkKind::BucketKey, LinkVerdict::NotApplicable, None, "no customer key");
    let broken = vec![bucket(), policy(LinkVerdict::Broken, "`aws:SourceArn` admits no log delivery"), key()];
    let scenario = |is, state, verdict, links| Scenario {
        when: vec![Condition { condition: "var.stream".to_owned(), is }],
        state,
        verdict,
        links,
    };
    let stream = |verdict, why| vec![link(LinkKind::Stream, verdict, None, why)];
    let mut split = path(
        DestinationKind::Firehose,
        State::Unknown,
        Verdict::Unknown,
        stream(LinkVerdict::Missing, "nothing here declares `logs`"),
    );
    split.scenarios = vec![
        scenario(
            true,
            State::On,
            Verdict::Unknown,
            stream(LinkVerdict::Missing, "nothing here declares `logs`"),
        ),
        scenario(false, State::Off, Verdict::Off, stream(LinkVerdict::NotApplicable, "off")),
    ];
    let report = Report {
        version: 1,
        tool: Tool { name: "msklint", version: "0.0.0" },
        status: Status::Complete,
        inputs: Inputs { files: 2, read: 2, passed_over: 0 },
        paths: vec![
            path(DestinationKind::CloudWatch, State::Absent, Verdict::Off, Vec::new()),
            split,
            path(DestinationKind::S3, State::On, Verdict::Broken, broken),
        ],
        findings: findings(),
        allowed: Vec::new(),
        problems: Vec::new(),
    };
    let text = |path: &str, text: &str| (path.to_owned(), Arc::from(text));
    Checked { report, texts: BTreeMap::from([text("main.tf", CLUSTER), text("storage.tf", STORAGE)]) }
}

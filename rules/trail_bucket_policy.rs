//! A trail whose bucket does not admit CloudTrail.

use crate::{Rule, Words, report_trails};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "trail-bucket-policy",
    severity: Severity::Error,
    summary: "the bucket of a trail does not admit CloudTrail",
    page: include_str!("trail_bucket_policy.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_trails(&RULE, delivery, |cause| match cause.kind {
        CauseKind::TrailBucketPolicy => Some(Words::new(&cause.text, HELP)),
        _ => None,
    })
}

const HELP: &str = "let `cloudtrail.amazonaws.com` call `s3:GetBucketAcl` on the bucket and `s3:PutObject` below \
                    `AWSLogs/`, with the ARN of the trail as `aws:SourceArn`";

//! A trail whose key does not admit CloudTrail.

use crate::{Rule, Words, report_trails};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "trail-key-policy",
    severity: Severity::Error,
    summary: "the key of a trail does not admit CloudTrail",
    page: include_str!("trail_key_policy.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_trails(&RULE, delivery, |cause| match cause.kind {
        CauseKind::TrailKeyPolicy { needed: true } => Some(Words::new(&cause.text, HELP)),
        CauseKind::TrailKeyPolicy { needed: false } => {
            let words = Words::new(&cause.text, "allow what AWS lists beside `kms:GenerateDataKey*`");
            Some(words.severity(Severity::Warning))
        }
        _ => None,
    })
}

const HELP: &str = "let `cloudtrail.amazonaws.com` call `kms:GenerateDataKey*` and `kms:DescribeKey`: the encryption \
                    context `aws:cloudtrail:arn` is the ARN of the trail";

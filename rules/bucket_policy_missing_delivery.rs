//! A bucket policy without a statement for log delivery.

use crate::{Rule, Words, listed, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-policy-missing-delivery",
    severity: Severity::Error,
    summary: "a bucket policy is here and has no statement for log delivery",
    page: include_str!("bucket_policy_missing_delivery.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::BucketPolicyMissingDelivery { actions } => {
            let message = format!("this bucket policy does not let log delivery call {}", listed(actions));
            let help = "let `delivery.logs.amazonaws.com` call `s3:GetBucketAcl` on the bucket and `s3:PutObject` below \
                        `AWSLogs/`";
            Some(Words::new(message, help))
        }
        _ => None,
    })
}

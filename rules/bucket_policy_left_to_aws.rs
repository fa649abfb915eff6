//! A bucket whose policy AWS has to write.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-policy-left-to-aws",
    severity: Severity::Warning,
    summary: "no bucket policy is here, so that delivery depends on AWS adding one",
    page: include_str!("bucket_policy_left_to_aws.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        (cause.kind == CauseKind::BucketPolicyLeftToAws).then(|| {
            let help = "declare a bucket policy that lets `delivery.logs.amazonaws.com` call `s3:GetBucketAcl` on the \
                        bucket and `s3:PutObject` below `AWSLogs/`";
            Words::new(&cause.text, help)
        })
    })
}

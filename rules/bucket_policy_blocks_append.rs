//! A bucket policy that AWS refuses to complete.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-policy-blocks-append",
    severity: Severity::Error,
    summary: "`NotAction` or `NotPrincipal` keeps AWS from adding its statements to the bucket policy",
    page: include_str!("bucket_policy_blocks_append.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        (cause.kind == CauseKind::BucketPolicyBlocksAppend).then(|| {
            let help = "write the statements for `delivery.logs.amazonaws.com` into the policy, or do without the element";
            Words::new(&cause.text, help)
        })
    })
}

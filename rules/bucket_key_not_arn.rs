//! A key by ID or alias, where AWS asks for the ARN.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-key-not-arn",
    severity: Severity::Warning,
    summary: "the customer key of the bucket is given as key ID or alias",
    page: include_str!("bucket_key_not_arn.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match cause.kind {
        CauseKind::BucketKeyNotArn { .. } => Some(Words::new(&cause.text, "name the key by its full ARN")),
        _ => None,
    })
}

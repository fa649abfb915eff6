//! A `Deny` that hits log delivery.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::iam::Element;
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-policy-denies-delivery",
    severity: Severity::Error,
    summary: "a `Deny` in the bucket policy covers log delivery",
    page: include_str!("bucket_policy_denies_delivery.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::BucketPolicyDenies { element, .. } => Some(Words::new(&cause.text, help(element))),
        _ => None,
    })
}

fn help(element: &Element) -> &'static str {
    match element {
        Element::Condition(key)
            if key.to_ascii_lowercase().starts_with("s3:x-amz-server-side-encryption") =>
        {
            "log delivery sends no encryption header: leave encryption to the bucket, or exempt services with \
             `\"Bool\": {\"aws:PrincipalIsAWSService\": \"false\"}`"
        }
        _ => "exempt services from the `Deny`: `\"Bool\": {\"aws:PrincipalIsAWSService\": \"false\"}`",
    }
}

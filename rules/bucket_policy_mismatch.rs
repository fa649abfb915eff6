//! A statement that was written for log delivery and misses it.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::iam::Element;
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-policy-mismatch",
    severity: Severity::Error,
    summary: "a statement for log delivery is in the bucket policy and does not match",
    page: include_str!("bucket_policy_mismatch.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::BucketPolicyMismatch { element, .. } => Some(Words::new(&cause.text, help(element))),
        _ => None,
    })
}

fn help(element: &Element) -> &'static str {
    match element {
        Element::Principal => "name the service principal `delivery.logs.amazonaws.com`",
        Element::Action => "allow `s3:PutObject` below `AWSLogs/` and `s3:GetBucketAcl` on the bucket",
        Element::Resource => {
            "`s3:GetBucketAcl` wants the ARN of the bucket, `s3:PutObject` that of the objects: the bucket, the prefix \
             and `/AWSLogs/ACCOUNT/*`"
        }
        Element::Condition(key) if key.eq_ignore_ascii_case("aws:SourceArn") => {
            "log delivery presents an ARN of CloudWatch Logs: `arn:aws:logs:REGION:ACCOUNT:*` under `ArnLike`"
        }
        Element::Condition(key) if key.eq_ignore_ascii_case("aws:SourceAccount") => {
            "`aws:SourceAccount` is the account of the cluster"
        }
        Element::Condition(_) | Element::Statement => {
            "keep to the conditions of the statement that AWS writes: `s3:x-amz-acl`, `aws:SourceAccount`, `aws:SourceArn`"
        }
    }
}

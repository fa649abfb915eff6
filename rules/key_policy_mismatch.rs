//! A statement of a key policy that was written for log delivery and misses it.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::iam::Element;
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "key-policy-mismatch",
    severity: Severity::Error,
    summary: "a statement for log delivery is in the key policy and does not match",
    page: include_str!("key_policy_mismatch.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::KeyPolicyMismatch { needed: false, .. } => {
            let help = "list `kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:DescribeKey`";
            Some(Words::new(&cause.text, help).severity(Severity::Warning))
        }
        CauseKind::KeyPolicyMismatch { element, .. } => Some(Words::new(&cause.text, help(element))),
        _ => None,
    })
}

fn help(element: &Element) -> &'static str {
    match element {
        Element::Principal => "name the service principal `delivery.logs.amazonaws.com`",
        Element::Action => "allow `kms:GenerateDataKey*`",
        Element::Resource => {
            "a statement of a key policy has an effect only with `Resource`: `*` is the key itself"
        }
        Element::Condition(key) if key.eq_ignore_ascii_case("aws:SourceArn") => {
            "log delivery presents an ARN of CloudWatch Logs: `arn:aws:logs:REGION:ACCOUNT:*` under `ArnLike`"
        }
        Element::Condition(key) if key.eq_ignore_ascii_case("aws:SourceAccount") => {
            "`aws:SourceAccount` is the account of the cluster"
        }
        Element::Condition(_) | Element::Statement => {
            "keep to the conditions of the statement that AWS documents: `aws:SourceAccount` and `aws:SourceArn`"
        }
    }
}

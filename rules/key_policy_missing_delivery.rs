//! A key that does not know of log delivery.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "key-policy-missing-delivery",
    severity: Severity::Error,
    summary: "the customer key of the bucket does not admit log delivery",
    page: include_str!("key_policy_missing_delivery.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match cause.kind {
        CauseKind::KeyPolicyMissingDelivery { own_policy } => {
            let message = match own_policy {
                true => format!("this key policy does not let log delivery use the key: {}", cause.text),
                false => cause.text.clone(),
            };
            let help = "let `delivery.logs.amazonaws.com` call `kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`, \
                        `kms:GenerateDataKey*` and `kms:DescribeKey` in the key policy";
            Some(Words::new(message, help))
        }
        _ => None,
    })
}

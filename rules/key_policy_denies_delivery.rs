//! A `Deny` in a key policy that hits log delivery.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "key-policy-denies-delivery",
    severity: Severity::Error,
    summary: "a `Deny` in the key policy covers log delivery",
    page: include_str!("key_policy_denies_delivery.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::KeyPolicyDenies { .. } => {
            let help =
                "exempt services from the `Deny`: `\"Bool\": {\"aws:PrincipalIsAWSService\": \"false\"}`";
            Some(Words::new(&cause.text, help))
        }
        _ => None,
    })
}

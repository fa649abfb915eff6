//! Several policies for one key.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "two-key-policies",
    severity: Severity::Error,
    summary: "two resources own the policy of one key",
    page: include_str!("two_key_policies.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match cause.kind {
        CauseKind::TwoKeyPolicies { harmless } => {
            let words = Words::new(&cause.text, "write one policy with the statements of all of them");
            Some(if harmless { words.severity(Severity::Warning) } else { words })
        }
        _ => None,
    })
}

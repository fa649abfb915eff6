//! A condition on something that no request carries.

use crate::{Rule, Words, report_policies};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-condition-key",
    severity: Severity::Warning,
    summary: "a policy on the path names a condition key or operator that does not exist",
    page: include_str!("unknown_condition_key.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_policies(&RULE, delivery, |cause| match &cause.kind {
        CauseKind::UnknownConditionKey { meant } => {
            let help = match meant {
                Some(meant) => format!("`{meant}` is near"),
                None => {
                    "the service authorization reference lists the condition keys of each service".to_owned()
                }
            };
            Some(Words::new(&cause.text, help))
        }
        _ => None,
    })
}

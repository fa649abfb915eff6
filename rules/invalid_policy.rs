//! A policy that AWS refuses, or reads in another way than was meant.

use crate::{Rule, Words, report_policies};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-policy",
    severity: Severity::Error,
    summary: "AWS refuses a policy on the path",
    page: include_str!("invalid_policy.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_policies(&RULE, delivery, |cause| match cause.kind {
        CauseKind::InvalidPolicy { is_refused } => {
            let help = match is_refused {
                true => "mend it: AWS takes nothing of a policy that it refuses",
                false => "write it once: which of the two counts is not documented",
            };
            Some(Words::new(&cause.text, help))
        }
        _ => None,
    })
}

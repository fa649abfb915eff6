//! Several policies for one key.

use crate::{Rule, Words, report, report_trails};
use model::delivery::{Cause, CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "two-key-policies",
    severity: Severity::Error,
    summary: "two resources own the policy of one key",
    page: include_str!("two_key_policies.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let mut findings = report(&RULE, delivery, |_, cause| words(cause));
    findings.extend(report_trails(&RULE, delivery, words));
    findings
}

fn words(cause: &Cause) -> Option<Words> {
    match cause.kind {
        CauseKind::TwoKeyPolicies { harmless } => {
            let words = Words::new(&cause.text, "write one policy with the statements of all of them");
            Some(if harmless { words.severity(Severity::Warning) } else { words })
        }
        _ => None,
    }
}

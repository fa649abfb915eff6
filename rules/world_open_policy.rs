//! A bucket or key that anybody may use.

use crate::{Rule, Words, report_policies};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "world-open-policy",
    severity: Severity::Warning,
    summary: "a bucket or key policy on the path admits anybody",
    page: include_str!("world_open_policy.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_policies(&RULE, delivery, |cause| match cause.kind {
        CauseKind::WorldOpenPolicy => Some(Words::new(&cause.text, HELP)),
        _ => None,
    })
}

const HELP: &str = "name the services and accounts that need it, or add a condition on who calls: `aws:PrincipalOrgID`, \
                    `aws:SourceAccount`";

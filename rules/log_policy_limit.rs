//! Resource policies of CloudWatch Logs that leave AWS no room for its own.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "log-policy-limit",
    severity: Severity::Warning,
    summary: "the resource policies of CloudWatch Logs are at their limit",
    page: include_str!("log_policy_limit.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        let help = "name log groups for AWS logs `/aws/vendedlogs/…`, and admit log delivery to all of them in one \
                    statement";
        (cause.kind == CauseKind::LogPolicyLimit).then(|| Words::new(&cause.text, help))
    })
}

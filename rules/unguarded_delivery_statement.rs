//! A statement that lets log delivery in on behalf of anybody.

use crate::{Rule, Words, report_policies};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "unguarded-delivery-statement",
    severity: Severity::Info,
    summary: "a statement for log delivery does not say for whose logs",
    page: include_str!("unguarded_delivery_statement.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_policies(&RULE, delivery, |cause| match cause.kind {
        CauseKind::UnguardedDeliveryStatement => Some(Words::new(&cause.text, HELP)),
        _ => None,
    })
}

const HELP: &str = "add the conditions of the statement that AWS writes: `aws:SourceAccount` is your account, \
                    `aws:SourceArn` begins with `arn:aws:logs:`";

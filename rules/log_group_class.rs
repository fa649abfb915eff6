//! A log group of a class that is not for everybody.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "log-group-class",
    severity: Severity::Error,
    summary: "the log group is of a class that takes no logs of MSK",
    page: include_str!("log_group_class.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        let help = "make a new log group of the class `STANDARD`: the class of a group cannot be changed";
        (cause.kind == CauseKind::LogGroupClass).then(|| Words::new(&cause.text, help))
    })
}

//! An action that its service does not have.

use crate::{Rule, Words, report_policies};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-action",
    severity: Severity::Error,
    summary: "a policy on the path names an action that does not exist",
    page: include_str!("unknown_action.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_policies(&RULE, delivery, |cause| match &cause.kind {
        CauseKind::UnknownAction { meant } => {
            let help = match meant {
                Some(meant) => format!("`{meant}` is near"),
                None => "the service authorization reference lists the actions of each service".to_owned(),
            };
            Some(Words::new(&cause.text, help))
        }
        _ => None,
    })
}

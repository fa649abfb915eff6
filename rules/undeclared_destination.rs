//! A destination that lies outside of what was given.

use crate::{Rule, Words, noun, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "undeclared-destination",
    severity: Severity::Info,
    summary: "a destination by a plain name that nothing here declares",
    page: include_str!("undeclared_destination.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| match &cause.kind {
        CauseKind::Undeclared { .. } => {
            let noun = noun(path.destination);
            let help = format!(
                "declare the {noun}, or make sure that it is there before the cluster: Amazon MSK creates none"
            );
            Some(Words::new(&cause.text, help))
        }
        _ => None,
    })
}

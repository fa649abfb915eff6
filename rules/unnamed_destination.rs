//! A destination that is on and has no name.

use crate::{Rule, Words, noun, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "unnamed-destination",
    severity: Severity::Error,
    summary: "a destination is on and does not say where to",
    page: include_str!("unnamed_destination.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| {
        let noun = noun(path.destination);
        (cause.kind == CauseKind::Unnamed).then(|| {
            let message = format!(
                "the {} logs go to `{}`, and {}",
                path.log.word(),
                path.destination.word(),
                cause.text
            );
            Words::new(message, format!("name the {noun}, or switch the destination off"))
        })
    })
}

//! A destination whose name is not that of the resource that was plainly meant.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "mismatched-destination",
    severity: Severity::Error,
    summary: "the name of a destination cannot be that of the resource that was meant",
    page: include_str!("mismatched_destination.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::Mismatched { meant, by_reference: true } => {
            Some(Words::new(&cause.text, format!("say which instance of `{meant}` is meant: `{meant}[…]`")))
        }
        CauseKind::Mismatched { meant, .. } => {
            let help = format!("refer to the name of `{meant}` instead of writing it a second time");
            Some(Words::new(&cause.text, help))
        }
        CauseKind::Elsewhere => {
            Some(Words::new(&cause.text, "declare one where the source of the logs is, and name that"))
        }
        CauseKind::BrokenReference => {
            let help = "refer to something that is declared and has this attribute: as it is, the configuration is refused";
            Some(Words::new(&cause.text, help))
        }
        _ => None,
    })
}

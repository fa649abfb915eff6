//! A name that no delivery stream can have.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{DestinationKind, Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-stream-name",
    severity: Severity::Error,
    summary: "Amazon Data Firehose refuses the name of the delivery stream",
    page: include_str!("invalid_stream_name.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| {
        let help = "use letters, digits and `_-.`, at most 64 of them";
        let here = path.destination == DestinationKind::Firehose;
        (here && cause.kind == CauseKind::InvalidName).then(|| Words::new(&cause.text, help))
    })
}

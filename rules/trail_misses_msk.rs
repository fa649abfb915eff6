//! A trail that does not record who changed the logging of a cluster.

use crate::{Rule, Words, report_trails};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "trail-misses-msk",
    severity: Severity::Error,
    summary: "a trail does not record the calls that change MSK and its logging",
    page: include_str!("trail_misses_msk.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_trails(&RULE, delivery, |cause| match cause.kind {
        CauseKind::TrailMissesMsk => Some(Words::new(&cause.text, HELP)),
        _ => None,
    })
}

const HELP: &str =
    "record the management events that write, of all services and in the Region of the cluster";

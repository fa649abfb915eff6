//! A trail that records one Region.

use crate::{Rule, Words, report_trails};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "trail-single-region",
    severity: Severity::Warning,
    summary: "a trail records a single Region",
    page: include_str!("trail_single_region.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report_trails(&RULE, delivery, |cause| match cause.kind {
        CauseKind::TrailSingleRegion => Some(Words::new(&cause.text, HELP)),
        _ => None,
    })
}

const HELP: &str =
    "make it a multi-Region trail: replicators and new clusters in other Regions are recorded as well";

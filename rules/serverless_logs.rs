//! A cluster without brokers of its own.

use crate::{Rule, Words, about_source};
use model::delivery::Delivery;
use model::{Finding, Severity, SourceKind};

pub(crate) static RULE: Rule = Rule {
    name: "serverless-logs",
    severity: Severity::Info,
    summary: "a serverless cluster has no broker logs to deliver",
    page: include_str!("serverless_logs.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    // Log settings in such a cluster are reported as misplaced.
    if delivery.source.kind != SourceKind::ServerlessCluster || !delivery.source.misplaced.is_empty() {
        return Vec::new();
    }
    let place = &delivery.source.place;
    let help =
        "where broker logs are needed, use a provisioned cluster; clients of this one show in its metrics";
    let words =
        Words::new(format!("`{}` is serverless and has no broker logs to deliver", place.address), help);
    vec![about_source(&RULE, delivery, place.span, words)]
}

//! A replicator that only its metrics speak of.

use crate::{Rule, logs_nowhere};
use model::delivery::Delivery;
use model::{Finding, Log, Severity, SourceKind};

pub(crate) static RULE: Rule = Rule {
    name: "replicator-logs-off",
    severity: Severity::Info,
    summary: "a replicator delivers its logs nowhere",
    page: include_str!("replicator_logs_off.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let help = "switch on a destination for them: CloudWatch Logs, Amazon S3 or Amazon Data Firehose";
    logs_nowhere(&RULE, delivery, SourceKind::Replicator, Log::Replicator, help)
}

//! A cluster that nobody can look into.

use crate::{Rule, logs_nowhere};
use model::delivery::Delivery;
use model::{Finding, Log, Severity, SourceKind};

pub(crate) static RULE: Rule = Rule {
    name: "broker-logs-off",
    severity: Severity::Warning,
    summary: "a provisioned cluster delivers its broker logs nowhere",
    page: include_str!("broker_logs_off.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let help = "switch on a destination for them: CloudWatch Logs, Amazon S3 or Amazon Data Firehose";
    logs_nowhere(&RULE, delivery, SourceKind::Cluster, Log::Broker, help)
}

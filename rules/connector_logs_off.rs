//! A connector whose failures leave no trace.

use crate::{Rule, logs_nowhere};
use model::delivery::Delivery;
use model::{Finding, Log, Severity, SourceKind};

pub(crate) static RULE: Rule = Rule {
    name: "connector-logs-off",
    severity: Severity::Warning,
    summary: "a connector delivers its worker logs nowhere",
    page: include_str!("connector_logs_off.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let help = "switch on a destination for them: it cannot be added to a connector later";
    logs_nowhere(&RULE, delivery, SourceKind::Connector, Log::Worker, help)
}

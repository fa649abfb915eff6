//! Who deploys MSK and may not set up the delivery of its logs.

use crate::{Rule, Words, report_by_identity};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "deployer-lacks-log-delivery",
    severity: Severity::Error,
    summary: "an identity that deploys MSK lacks a permission that log delivery needs",
    page: include_str!("deployer_lacks_log_delivery.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let action = |kind: &CauseKind| match kind {
        CauseKind::DeployerLacks { action } => Some(*action),
        _ => None,
    };
    report_by_identity(&RULE, delivery, action, |identity, actions| {
        let message = format!("`{identity}` deploys Amazon MSK and lacks {actions}");
        Words::new(message, format!("allow {actions}: log delivery is set up in the name of whoever deploys"))
    })
}

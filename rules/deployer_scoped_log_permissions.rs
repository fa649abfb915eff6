//! Who deploys MSK and has permissions for less than AWS asks about.

use crate::{Rule, Words, report_by_identity};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "deployer-scoped-log-permissions",
    severity: Severity::Error,
    summary: "an identity that deploys MSK may set up log delivery for one log group only",
    page: include_str!("deployer_scoped_log_permissions.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let action = |kind: &CauseKind| match kind {
        CauseKind::DeployerScoped { action } => Some(*action),
        _ => None,
    };
    report_by_identity(&RULE, delivery, action, |identity, actions| {
        let message =
            format!("`{identity}` deploys Amazon MSK and has {actions} for a part of the resources only");
        Words::new(message, "make the resource `*`: these actions are not calls on one log group")
    })
}
